"""`/me`: what people say of themselves and ask of whoever they talk with, and with whom they talk."""

from bot.models import Role
from bot.queries import conversations, holdings, invitations, people, wishes
from bot.texts.catalogue import KINDS
from handlers import checkins, joining, meant, mine
from handlers.leaks import leak_in
from handlers.visit import Visit
from scheduling import desk

_CONSENT, _VERSION = "matching", 1
_LONGEST = 80
_WISHES: dict[str, bool | None] = {"again": True, "not": False, "any": None}


async def me(visit: Visit) -> None:
    """Show it, or change what the words after the command say."""
    words = visit.argument.split()
    first = words[0].casefold() if words else ""
    if not words:
        await _show(visit)
    elif first in mine.SWITCHES and words[1:] in (["on"], ["off"]):
        await _switch(visit, first, on=words[1] == "on")
    elif first == "name" and len(words) > 1:
        await _rename(visit, visit.argument.partition(" ")[2])
    elif first == "zone":
        await checkins.zone(visit, visit.argument.partition(" ")[2])
    elif first == "agree":
        await agree(visit)
    elif first == "forget":
        await wishes.forget_traits(visit.session, visit.line.id, visit.person.id)
        await people.withdraw_consent(visit.session, visit.line.id, visit.person.id, _CONSENT, visit.now)
        await visit.reply("me-forgotten")
    elif first in _WISHES and len(words) > 1:
        await _wish(visit, " ".join(words[1:]), _WISHES[first])
    else:
        asked = first == "ask"
        kind, _, value = " ".join(words[asked:]).partition(" ")
        await _say(visit, kind.casefold(), value, asked=asked)


async def _switch(visit: Visit, name: str, *, on: bool) -> None:
    if name in await mine.states(visit):
        await mine.turn(visit, name, on=on)
    else:
        await visit.reply("me-usage", {"part": visit.argument[:60]})


async def _rename(visit: Visit, typed: str) -> None:
    """A member may be called something else; a volunteer's name stands on the rota, and coordinators change it."""
    one = await people.membership(visit.session, visit.line.id, visit.person.id, Role.MEMBER)
    name = joining.good_name(typed)
    if one is None or name is None:
        await visit.reply("me-name-usage", {"part": typed[:40], "on": "yes" if one is not None else "no"})
    elif people.alias_key(name) != one.alias_key and (
        await people.alias_taken(visit.session, visit.line.id, name)
        or await invitations.pending_alias(visit.session, visit.line.id, name, visit.now)
    ):
        await visit.reply("alias-taken", {"alias": name})
    else:
        was, one.alias, one.alias_key = one.alias, name, people.alias_key(name)
        visit.roles[Role.MEMBER] = name
        await visit.session.flush()
        if was != name:
            await holdings.erase_name(visit.session, was)
        await desk.tell_new_name(visit.session, visit.line, visit.person.id, was, name, visit.now)
        await visit.reply("me-named", {"alias": name})


async def _say(visit: Visit, kind: str, value: str, *, asked: bool) -> None:
    if kind not in KINDS or not value or len(value) > _LONGEST:
        await visit.reply("me-usage", {"part": visit.argument[:60]})
        return
    if leak_in(visit.message) is not None:
        await visit.reply("me-leak")
    elif value.casefold() == "off":
        await wishes.set_trait(visit.session, visit.line.id, visit.person.id, kind, None, asked=asked)
        await _show(visit)
    elif not await people.has_consent(visit.session, visit.line.id, visit.person.id, _CONSENT):
        await visit.reply("me-consent", buttons=[[("b-me-agree", "meagree:yes")]])
    else:
        await wishes.set_trait(visit.session, visit.line.id, visit.person.id, kind, value, asked=asked)
        await _show(visit)


async def agree(visit: Visit) -> None:
    """The button `Yes, use it`, or `/me agree`: the consent without which nothing is kept."""
    await visit.answer()
    if not await people.has_consent(visit.session, visit.line.id, visit.person.id, _CONSENT):
        await people.add_consents(visit.session, visit.line.id, visit.person.id, [_CONSENT], _VERSION, visit.now)
    await visit.reply("me-agreed")


async def _wish(visit: Visit, name: str, again: bool | None) -> None:
    known = await known_to(visit)
    whom = next((one for one, alias in known.items() if people.alias_key(alias) == people.alias_key(name)), None)
    if whom is None:
        await visit.reply("me-who", {"part": name[:60]})
        return
    await wishes.wish(visit.session, visit.line.id, visit.person.id, *whom, again)
    said = {"alias": known[whom], "on": "yes" if await meant.talking(visit, whom[0]) else "no"}
    if again is None:
        await visit.reply("wish-any", said)
    else:
        await visit.reply("wish-again" if again else "wish-apart", said)


async def known_to(visit: Visit) -> dict[tuple[int, Role], str]:
    """The people whom this one may name: every volunteer for a member, and whom a volunteer has talked with.

    Somebody known in two roles has two names, and nothing may tell that they are one person.
    """
    known: dict[tuple[int, Role], str] = {}
    if visit.has(Role.VOLUNTEER):
        had = await conversations.had_by(visit.session, visit.line.id, [visit.person.id], [visit.person.telegram_id])
        met = await people.met(visit.session, visit.line.id, visit.person.id, [one.member_id for one in had])
        known |= {(person_id, Role.MEMBER): alias for person_id, alias in met.items()}
    if visit.has(Role.MEMBER):
        everyone = await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)
        known |= {(one.person_id, Role.VOLUNTEER): one.alias for one in everyone}
    return {whom: alias for whom, alias in known.items() if whom[0] != visit.person.id}


async def _show(visit: Visit) -> None:
    session, line_id, person_id = visit.session, visit.line.id, visit.person.id
    said = (await wishes.traits(session, line_id, [person_id], asked=False)).get(person_id, {})
    asked = (await wishes.traits(session, line_id, [person_id], asked=True)).get(person_id, {})
    wished, known = await wishes.of_person(session, line_id, person_id), await known_to(visit)
    again = [known[other] for other, again in wished.items() if again and other in known]
    apart = [known[other] for other, again in wished.items() if not again and other in known]
    await visit.reply(
        "me",
        {
            "names": ", ".join(dict.fromkeys(visit.roles.values())) or None,
            "traits": list(said.items()) or None,
            "asked_for": list(asked.items()) or None,
            "again_with": ", ".join(again) or None,
            "apart_from": ", ".join(apart) or None,
            "zone_name": visit.person.zone or visit.line.zone,
            "own": "yes" if visit.person.zone else "no",
            "on": "yes" if visit.has(Role.MEMBER) else "no",
        },
        buttons=await mine.buttons(visit),
    )
