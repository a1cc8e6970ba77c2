"""The other person: how it was, talking again or rather not, blocking and reporting; wishes stay with who has them."""

from datetime import date

from bot.models import Conversation, ConversationState, Role
from bot.outbox.queue import Priority, put_text
from bot.queries import conversations, debriefs, people, wishes
from handlers import at_hand
from handlers.visit import Visit, whole_number
from scheduling import desk, endings, leaving, planning
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
    conversation = await conversations.last_of(visit.session, visit.line.id, visit.person.id)
    word = {"rather not say": "unsaid"}.get(visit.argument.casefold(), visit.argument.casefold())
    if word not in endings.FELT:
        await visit.reply("felt-usage", {"part": visit.argument[:60]})
    elif conversation is None or conversation.member_id != visit.person.id or not conversation.asks_how:
        await visit.reply("felt-nothing")
    else:
        await _count(visit, conversation, word)


async def _count(visit: Visit, conversation: Conversation, word: str) -> None:
    await conversations.move(visit.session, conversation, (ConversationState(conversation.state),), asks_how=False)
    await debriefs.count(visit.session, visit.line.id, _month(visit), f"felt-{word}")
    volunteer = await people.alias(visit.session, visit.line.id, conversation.volunteer_id or 0, Role.VOLUNTEER)
    buttons = endings.again_buttons(conversation, volunteer) if volunteer else None
    await visit.redraw("felt-thanks", {"alias": volunteer or None}, buttons=buttons)


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
    if conversation is not None and other_id is not None:
        await wishes.wish(visit.session, visit.line.id, visit.person.id, other_id, again)
        await visit.redraw("wish-again" if again else "wish-apart", {"alias": await _name(visit, other_id)})


def _other(visit: Visit, conversation: Conversation | None) -> int | None:
    if conversation is None or conversation.volunteer_id is None:
        return None
    if conversation.member_id == visit.person.id:
        return conversation.volunteer_id
    return conversation.member_id if conversation.volunteer_id == visit.person.id else None


async def _name(visit: Visit, other_id: int) -> str:
    """What this person knows the other one as."""
    for role in (Role.VOLUNTEER, Role.MEMBER):
        other = Role.MEMBER if role == Role.VOLUNTEER else Role.VOLUNTEER
        if visit.has(role):
            alias = await people.alias(visit.session, visit.line.id, other_id, other)
            last = await conversations.between(visit.session, visit.line.id, visit.person.id, other_id)
            if alias and last is not None and (last.volunteer_id == visit.person.id) == (role == Role.VOLUNTEER):
                return alias
    return "…"


async def block(visit: Visit) -> None:
    """`/block`: end the conversation with the other person and never be paired with them again."""
    await _sever(visit, report=False)


async def report(visit: Visit) -> None:
    """`/report`: the same, and the safeguarding lead hears that something went wrong."""
    await _sever(visit, report=True)


async def _sever(visit: Visit, *, report: bool) -> None:
    conversation = await at_hand.of_last(visit)
    other_id = _other(visit, conversation)
    if conversation is None or other_id is None:
        await visit.reply("block-whom", {"command": "report" if report else "block"})
        return
    alias = await _name(visit, other_id)
    await wishes.wish(visit.session, visit.line.id, visit.person.id, other_id, again=False)
    if conversation.state == ConversationState.OPEN:
        await _end(visit, conversation)
    if not report:
        await visit.reply("blocked-them", {"alias": alias})
        return
    by = visit.roles[Role.MEMBER if conversation.member_id == visit.person.id else Role.VOLUNTEER]
    named = await tell_leads(
        visit.session, visit.line, "reported", visit.now, {"by": by, "alias": alias}, but=(visit.person.id, other_id)
    )
    await visit.reply("report-done" if named else "report-nobody", {"alias": alias} | visit.short_helplines())


async def _end(visit: Visit, conversation: Conversation) -> None:
    """End a conversation at once; the other side hears that it ended, and no more."""
    volunteer_id = conversation.volunteer_id or 0
    if conversation.member_id == visit.person.id:
        volunteer = await people.get(visit.session, volunteer_id)
        await put_text(
            visit.session,
            visit.line,
            volunteer.telegram_id,
            "closed-for-volunteer",
            visit.now,
            {"alias": visit.roles[Role.MEMBER]},
            priority=Priority.CONVERSATION,
        )
    else:
        was = await people.alias(visit.session, visit.line.id, volunteer_id, Role.VOLUNTEER)
        await desk.tell_member(visit.session, visit.line, conversation, "ended-by-volunteer", visit.now, {"was": was})
    await leaving.close(visit.session, visit.line, conversation, visit.now)
