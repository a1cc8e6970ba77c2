"""The other person: how it was, talking again or rather not, blocking and reporting; wishes stay with who has them."""

from dataclasses import dataclass
from datetime import date

from bot.models import Conversation, ConversationState, Role
from bot.outbox.queue import Buttons
from bot.queries import conversations, debriefs, people, relays, wishes
from handlers import at_hand, me, meant
from handlers.visit import Visit, whole_number
from scheduling import endings, planning
from scheduling.telling import tell_leads


async def felt(visit: Visit) -> None:
    """A button under the question how it was: counted, and nothing of who said it."""
    number, _, word = visit.button[1].partition("-")
    conversation = await conversations.get(visit.session, whole_number(number) or 0)
    mine = conversation is not None and conversation.member_id == visit.person.id and conversation.asks_how
    await visit.answer(None if mine else "stale-button")
    if mine and conversation is not None and word in endings.FELT:
        await _count(visit, conversation, word)


async def felt_in_words(visit: Visit) -> None:
    """`/felt better`: the same, typed."""
    conversation = await conversations.asking_how(visit.session, visit.line.id, visit.person.id)
    word = {"rather not say": "unsaid"}.get(visit.argument.casefold(), visit.argument.casefold())
    if word not in endings.FELT:
        await visit.reply("felt-usage", {"part": visit.argument[:60]})
    elif conversation is None:
        await visit.reply("felt-nothing")
    else:
        await _count(visit, conversation, word)


async def _count(visit: Visit, conversation: Conversation, word: str) -> None:
    await conversations.move(visit.session, conversation, (ConversationState(conversation.state),), asks_how=False)
    await debriefs.count(visit.session, visit.line.id, _month(visit), f"felt-{word}")
    volunteer = await people.alias(visit.session, visit.line.id, conversation.volunteer_id or 0, Role.VOLUNTEER)
    mine = await wishes.of_person(visit.session, visit.line.id, visit.person.id)
    wished = (conversation.volunteer_id, Role.VOLUNTEER) in mine
    buttons = endings.again_buttons(conversation, volunteer) if volunteer and not wished else None
    await visit.redraw("felt-thanks", {"alias": volunteer or None}, buttons=buttons)


def _felt_buttons(conversation: Conversation) -> Buttons:
    number = conversation.id
    return [
        [("b-felt-better", f"felt:{number}-better"), ("b-felt-same", f"felt:{number}-same")],
        [("b-felt-worse", f"felt:{number}-worse"), ("b-felt-unsaid", f"felt:{number}-unsaid")],
    ]


def _month(visit: Visit) -> date:
    return planning.today(visit.line, visit.now).replace(day=1)


async def again(visit: Visit) -> None:
    """The button `Talk with … again`."""
    await _wish(visit, again=True)


async def apart(visit: Visit) -> None:
    """The button `Please don't pair me with …`."""
    await _wish(visit, again=False)


async def _wish(visit: Visit, *, again: bool) -> None:
    conversation = await conversations.get(visit.session, visit.pressed or 0)
    other_id = _other(visit, conversation)
    await visit.answer(None if other_id is not None else "stale-button")
    if conversation is None or other_id is None:
        return
    known_as = Role.VOLUNTEER if conversation.member_id == visit.person.id else Role.MEMBER
    await wishes.wish(visit.session, visit.line.id, visit.person.id, other_id, known_as, again)
    alias = await meant.other_in(visit, conversation)
    key = "wish-again" if again else "wish-apart"
    on = "yes" if await meant.talking(visit, other_id) else "no"
    if conversation.member_id == visit.person.id and conversation.asks_how:
        # The question how it was stands in the same message, and can still be answered.
        said = {"alias": None if alias == "…" else alias}
        await visit.redraw("how-was-it", said, buttons=_felt_buttons(conversation))
        await visit.reply(key, {"alias": alias, "on": on})
    else:
        await visit.redraw(key, {"alias": alias, "on": on})


def _other(visit: Visit, conversation: Conversation | None) -> int | None:
    if conversation is None or conversation.volunteer_id is None:
        return None
    if conversation.member_id == visit.person.id:
        return conversation.volunteer_id
    return conversation.member_id if conversation.volunteer_id == visit.person.id else None


async def block(visit: Visit) -> None:
    """`/block`: end the conversation with the other person and never be paired with them again."""
    await _sever(visit, report=False)


async def report(visit: Visit) -> None:
    """`/report`: the same, and the safeguarding lead hears that something went wrong."""
    await _sever(visit, report=True)


@dataclass(frozen=True)
class _Between:
    """Who is to be kept apart: the other one, by the name this person knows them as, and whether this is the member."""

    other_id: int
    alias: str | None
    as_member: bool


async def _sever(visit: Visit, *, report: bool) -> None:
    between = await (_named(visit) if visit.argument else _at_hand(visit))
    if between is None:
        # On a shared phone a name does not say whose conversation is meant; a reply does.
        example = None if visit.sharers else next(iter((await me.known_to(visit)).values()), None)
        await visit.reply("block-whom", {"command": "report" if report else "block", "whom": example})
        return
    session, line, other_id = visit.session, visit.line, between.other_id
    known_as = Role.VOLUNTEER if between.as_member else Role.MEMBER
    await wishes.wish(session, line.id, visit.person.id, other_id, known_as, again=False)
    await _end(visit, other_id)
    said = {"whom": between.alias}
    if not report:
        await visit.reply("blocked-them", said)
        return
    role = Role.MEMBER if between.as_member else Role.VOLUNTEER
    by = await people.alias(session, line.id, visit.person.id, role)
    about = said | {"by": by or None, "role": role}
    named = await tell_leads(session, line, "reported", visit.now, about, but=(visit.person.id, other_id))
    key = "report-done" if named else "report-nobody"
    await visit.reply(key, said | {"names": named} | visit.short_helplines())


async def _named(visit: Visit) -> _Between | None:
    """The person whose name was written after the command."""
    name = people.alias_key(visit.argument)
    known = await me.known_to(visit)
    whom = next((one for one, alias in known.items() if people.alias_key(alias) == name), None)
    if whom is None or (whom[1] == Role.MEMBER and await meant.was_anothers(visit, whom[0])):
        return None
    # A member knows volunteers by their name as such, and a volunteer members by theirs.
    return _Between(whom[0], known[whom], whom[1] == Role.VOLUNTEER)


async def _at_hand(visit: Visit) -> _Between | None:
    """Who wrote, or was sent, what is replied to; else the other one at hand, or in the last conversation."""
    conversation = await meant.last(visit)
    if conversation is None:
        return None
    as_member = conversation.member_id == visit.person.id
    other_id = await _volunteer_meant(visit, conversation) if as_member else conversation.member_id
    if other_id is None:
        return None
    role = Role.VOLUNTEER if as_member else Role.MEMBER
    alias = await people.alias(visit.session, visit.line.id, other_id, role)
    return _Between(other_id, alias or None, as_member)


async def _volunteer_meant(visit: Visit, conversation: Conversation) -> int | None:
    """Of those who have had this conversation the one whom its member means; None when that is not clear.

    Whoever has it now may be somebody else than who wrote what is replied to, and may not have written at all.
    """
    wrote = await relays.writers(visit.session, conversation.id, visit.person.telegram_id)
    replied_to = visit.replied_to
    link = await relays.relay_of(visit.session, visit.chat_ids, replied_to.message_id) if replied_to else None
    if link is not None:
        ends = {one for one in (link.from_chat_id, link.to_chat_id) if one is not None} - visit.chat_ids
        wrote = ends or wrote
    elif conversation.volunteer_id is not None:
        now = await people.get(visit.session, conversation.volunteer_id)
        return now.id if not wrote or now.telegram_id in wrote else None
    writer = await people.by_telegram_id(visit.session, wrote.pop()) if len(wrote) == 1 else None
    return writer.id if writer is not None else None


async def _end(visit: Visit, other_id: int) -> None:
    """End what these two have at once, on whichever side each is; it looks like any other end."""
    for conversation in await meant.talking(visit, other_id):
        if conversation.member_id == visit.person.id:
            await at_hand.end_by_member(visit, conversation)
        else:
            await at_hand.end_by_volunteer(visit, conversation)
