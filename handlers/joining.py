"""Joining by a link: agreement, "I agree", a name. Where somebody stands is in the database."""

import re
import secrets
import unicodedata
from dataclasses import replace
from datetime import timedelta

from bot.models import Invitation, Role
from bot.outbox.queue import put_commands
from bot.queries import invitations, outbox, people, phones
from handlers import answering, phone, signposting, support
from handlers.visit import Visit

AGREEMENT_VERSION = 1
# The buttons under an agreement, as they can be typed.
ANSWERS = ("i agree", "no, thank you", "no thank you", "we share this phone")
_CONSENTS = ("adult", "agreement", "relay")
_LONGEST_NAME = 30
_TO_TALK = timedelta(days=1)
# The texts to which a reply is a name.
_ASKS_A_NAME = ("ask-alias", "alias-bad", "alias-taken")


def good_name(text: str) -> str | None:
    """The name as it will be shown, or None when it is too long, has no letter, or could lead to a person."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not 1 <= len(name) <= _LONGEST_NAME or "\n" in text.strip():
        return None
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cn", "Cs") for letter in name):
        return None
    if not any(letter.isalpha() for letter in name) or re.search(r"[@/\\<>]|\d{3}|t\.me|www\.|http", name, re.I):
        return None
    return name


async def start(visit: Visit) -> None:
    """`/start`, with or without the code of an invitation."""
    if not visit.argument:
        if visit.person.step is not None:
            await ask_again(visit)
        else:
            await signposting.start(visit)
        return
    if visit.argument.casefold() == "talk" and visit.roles:
        await talk(visit)
        return
    invitation = await invitations.by_code(visit.session, visit.argument[:64])
    if invitation is None:
        await visit.reply("invite-unknown", visit.short_helplines())
    elif invitation.role in visit.roles:
        still_good = invitation.used_at is None and invitation.expires_at > visit.now
        if still_good and list(visit.roles) == [Role.VOLUNTEER]:
            await _stand(visit, "share", invitation)
            await ask_again(visit)
        else:
            await visit.reply("invite-already" if still_good else "invite-already-used")
    elif visit.sharers and invitation.role != Role.VOLUNTEER:
        await visit.reply("phone-own-account", {"role": invitation.role})
    elif invitation.used_at is not None and invitation.used_by != visit.person.id:
        await visit.reply("invite-used", visit.short_helplines())
    elif invitation.used_at is None and invitation.expires_at <= visit.now:
        await visit.reply("invite-expired", visit.short_helplines())
    else:
        step = "agreement" if invitation.used_at is None else "alias"
        await _stand(visit, step, invitation)
        await ask_again(visit)


async def talk(visit: Visit) -> None:
    """`/start talk`, or the button: a volunteer is a member too, and agrees to that the first time."""
    await visit.answer()
    if not visit.roles:
        await visit.reply("start-stranger", visit.short_helplines())
    elif visit.has(Role.MEMBER):
        await support.talk(visit)
    elif visit.sharers:
        await visit.reply("phone-own-account", {"role": Role.MEMBER})
    else:
        # As if somebody had sent them a link that nobody else can have.
        code = secrets.token_urlsafe(24)
        await invitations.add(
            visit.session,
            line_id=visit.line.id,
            code=code,
            role=Role.MEMBER,
            alias=None,
            invited_by=visit.person.id,
            expires_at=visit.now + _TO_TALK,
        )
        await visit.session.flush()
        await _stand(visit, "agreement", await invitations.by_code(visit.session, code), talks=True)
        await ask_again(visit)


async def ask_again(visit: Visit) -> None:
    """Say again what is asked of somebody who is joining."""
    invitation = await _invitation(visit)
    if invitation is None:
        await _stand(visit, None, None)
        await signposting.start(visit)
    elif visit.person.step == "alias":
        await _ask_name(visit, invitation)
    elif visit.person.step == "share":
        await visit.reply(
            "share-phone",
            {"alias": invitation.alias or "", "was": visit.roles.get(Role.VOLUNTEER, "")},
            buttons=[[("b-share", f"share:{invitation.id}"), ("b-decline", f"decline:{invitation.id}")]],
        )
    else:
        await visit.reply(
            f"agreement-{invitation.role}",
            {"alias": invitation.alias or ""},
            buttons=[[("b-agree", f"agree:{invitation.id}"), ("b-decline", f"decline:{invitation.id}")]],
        )


async def _ask_name(visit: Visit, invitation: Invitation) -> None:
    await visit.reply("ask-alias", {"role": invitation.role, "also": "yes" if visit.roles else "no"})


async def agree(visit: Visit) -> None:
    """The button `I agree`."""
    asked = visit.person.step == "agreement" and await _is_asked(visit)
    await visit.answer(None if asked else "stale-button")
    if asked:
        await _agreed(visit)


async def share(visit: Visit) -> None:
    """The button `We share this phone`."""
    asked = visit.person.step == "share" and await _is_asked(visit)
    await visit.answer(None if asked else "stale-button")
    if asked:
        await _shared(visit)


async def decline(visit: Visit) -> None:
    """The button `No, thank you`."""
    asked = await _is_asked(visit)
    await visit.answer(None if asked else "stale-button")
    if asked:
        await _declined(visit)


async def step(visit: Visit) -> None:
    """A message from somebody who is joining: `I agree` in words, or a name."""
    text = visit.message.text or ""
    if visit.person.step == "share":
        await (_shared if visit.words == ANSWERS[-1] else _declined)(visit)
        return
    if visit.person.step == "agreement":
        if visit.words not in ANSWERS:
            await visit.reply("agreement-first")
        elif visit.words == ANSWERS[-1]:
            await visit.reply("agreement-first")
        elif visit.words == ANSWERS[0]:
            await _agreed(visit)
        else:
            await _declined(visit)
        return
    name = good_name(text)
    invitation = await _invitation(visit)
    if invitation is None:
        await ask_again(visit)
    elif name is None:
        await visit.reply("alias-bad")
    elif await people.alias_taken(visit.session, visit.line.id, name) or await invitations.pending_alias(
        visit.session, visit.line.id, name, visit.now
    ):
        await visit.reply("alias-taken", {"alias": name})
    else:
        await _joined(visit, invitation, name)


async def names(visit: Visit) -> bool:
    """The name of somebody who is here already; False when it may be for somebody, for only a reply is surely one."""
    if visit.person.step != "alias":
        return False
    about = visit.message.reply_to_message
    if about is not None:
        if await outbox.text_key_of(visit.session, visit.chat_ids, about.message_id) not in _ASKS_A_NAME:
            return False
    elif visit.has(Role.MEMBER) or await answering.talked_lately(visit):
        return False
    await step(visit)
    return True


async def _agreed(visit: Visit) -> None:
    invitation = await _invitation(visit)
    if invitation is None or invitation.expires_at <= visit.now:
        await _stand(visit, None, None)
        await visit.reply("invite-expired", visit.short_helplines())
        return
    if not await invitations.use(visit.session, invitation.id, visit.person.id, visit.now):
        await _stand(visit, None, None)
        await visit.reply("invite-used", visit.short_helplines())
        return
    await people.add_consents(visit.session, visit.line.id, visit.person.id, _CONSENTS, AGREEMENT_VERSION, visit.now)
    taken = invitation.alias and await people.alias_taken(visit.session, visit.line.id, invitation.alias)
    if invitation.alias and not taken:
        await _joined(visit, invitation, invitation.alias)
    else:
        await _stand(visit, "alias", invitation)
        await _ask_name(visit, invitation)


async def _shared(visit: Visit) -> None:
    """Whoever the link was made for carries this phone too; they are asked to agree as themselves."""
    invitation = await _invitation(visit)
    user, was = visit.update.effective_user, visit.roles.get(Role.VOLUNTEER)
    if user is None or was is None:
        # Whoever was removed since they opened the link shares nothing here any more.
        await _stand(visit, None, None)
        await signposting.start(visit)
        return
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= visit.now:
        await _stand(visit, None, None)
        await visit.reply("invite-expired", visit.short_helplines())
        return
    if await phone.busy(visit):
        await visit.reply("share-later")
        return
    await _stand(visit, None, None)
    newcomer = await phones.share(visit.session, visit.person, user.id, visit.now)
    theirs = replace(visit, person=newcomer, roles={})
    await _stand(theirs, "agreement", invitation)
    await theirs.reply("share-done", {"alias": invitation.alias or "", "was": was})
    await ask_again(theirs)


async def _declined(visit: Visit) -> None:
    if visit.person.step == "share":
        invitation = await _invitation(visit)
        await _stand(visit, None, None)
        await visit.reply("share-declined", {"alias": (invitation.alias if invitation else None) or ""})
        return
    await _stand(visit, None, None)
    await visit.reply("declined", visit.short_helplines())


async def _is_asked(visit: Visit) -> bool:
    """Whether the pressed button belongs to the agreement that was shown last."""
    invitation = await _invitation(visit)
    asked = visit.person.step in ("agreement", "share")
    return asked and invitation is not None and visit.button[1] == str(invitation.id)


async def _joined(visit: Visit, invitation: Invitation, name: str) -> None:
    role = Role(invitation.role)
    talks = bool((visit.person.step_data or {}).get("talks"))
    await people.add_role(visit.session, visit.line.id, visit.person.id, role, name, visit.now)
    await _stand(visit, None, None)
    await visit.reply(f"joined-{role}", {"alias": name})
    await put_commands(visit.session, visit.line.id, visit.chat_id, [*visit.roles, role], visit.now)
    if talks:
        await support.talk(visit)  # they asked to talk, and joined on the way


async def _invitation(visit: Visit) -> Invitation | None:
    number = (visit.person.step_data or {}).get("invitation")
    return await invitations.by_id(visit.session, number) if isinstance(number, int) else None


async def _stand(visit: Visit, step: str | None, invitation: Invitation | None, *, talks: bool = False) -> None:
    """Put down at which step somebody is; `talks` when they join because they asked to talk, which stays so."""
    data: dict[str, int | bool] | None = None
    if invitation is not None:
        data = {"invitation": invitation.id}
        if talks or (visit.person.step_data or {}).get("talks"):
            data["talks"] = True
    visit.person.step, visit.person.step_data = step, data
    await people.set_fields(visit.session, visit.person.id, step=step, step_data=data)
