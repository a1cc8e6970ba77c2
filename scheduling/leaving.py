"""A volunteer goes, or cannot be reached: their conversations are handed on, or end honestly."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import UNHEARD, Conversation, ConversationState, Line, Person, Role
from bot.queries import conversations, heldback, offering, outbox, people, relays, rota
from scheduling import carrying, desk, endings, escalation, gaps, nobody, offers, pairing, presence
from scheduling.desk import Why
from scheduling.telling import tell_coordinators

# After so long nobody needs to hear that a shift has ended, unless something they wrote is still unread.
STALE_END = timedelta(hours=12)


async def leave(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    now: datetime,
    *,
    why: Why = "ended",
    ended_at: datetime | None = None,
) -> None:
    """The volunteer of an open conversation is gone: hand it on to who is on duty, or end it honestly.

    `ended_at` is when their shift ended; of a long past end nobody is told unless something is unread.
    """
    volunteer_id = conversation.volunteer_id
    was = await people.alias(session, line.id, volunteer_id, Role.VOLUNTEER) if volunteer_id else ""
    member = await people.get(session, conversation.member_id)
    answered = await relays.was_answered(session, conversation.id, member.telegram_id)
    nearby = await pairing.listeners(session, line, conversation.member_id, now, but=(volunteer_id,))
    others = bool(nearby) or await _somebody_else(session, line, conversation, now)
    # Nobody expected this volunteer to be gone before the end of the shift: somebody else is asked at once.
    early = why in ("unreachable", "back")
    if volunteer_id is not None:
        volunteer = await people.get(session, volunteer_id)
        for row in await outbox.take_back(session, conversation.id, volunteer.telegram_id):
            await carrying.hold_row(session, row)
        # What had no answer goes on to the next by itself only if nobody has read it, as far as anyone knows; after a
        # hand-over, or when nobody is there, the member is asked.
        wanted = why != "handed" and (others or early)
        await carrying.hold_unanswered(session, conversation, volunteer, wanted=wanted)
    held = await heldback.held(session, conversation.id)
    unread = any(message.wanted for message in held)
    if conversation.hello and not held:
        # A hello that nobody answered: nobody waits, and it never goes further (care.md).
        await close(session, line, conversation, now)
        return
    if nearby or (others and unread):
        # Of those on duty who are not for this member nobody need know: it is as if they had no room.
        await desk.call(session, line, conversation, nearby, now, was=was, why=why)
        return
    await offers.withdraw(session, line, conversation, now)
    if unread and early:
        await conversations.move(
            session, conversation, (ConversationState.OPEN,), state=ConversationState.WAITING, volunteer_id=None
        )
        await escalation.at_once(session, line, conversation, now, was=was, why=why)
        return
    if held:
        await conversations.move(
            session,
            conversation,
            (ConversationState.OPEN,),
            state=ConversationState.WAITING if unread else ConversationState.ASKING,
            volunteer_id=None,
            answer_due_at=None,
            widen_at=None,
            escalation=0,
            begun_at=now,  # the question that is asked now stays open for two days
            told_at=now,
        )
    else:
        await close(session, line, conversation, now, asks_how=answered)
    if ended_at is not None and now - ended_at >= STALE_END and not unread:
        return
    if why == "unreachable":
        key = "ended-unreachable"
    else:
        key = "ended-unread" if unread else "ended-unanswered" if held or not answered else "ended-with-shift"
    await desk.tell_member(
        session,
        line,
        conversation,
        key,
        now,
        {"was": was, "asked": "yes" if held and not unread else "no", "answered": "yes" if answered else "no"}
        | await nobody.status(session, line, member.id, now, gone_id=volunteer_id, gone_for_good=why == "unreachable"),
        buttons=nobody.ask_to_pass_on(conversation) if held and not unread else None,
        expires_at=now + nobody.KEEPS,
    )
    if conversation.asks_how:
        await endings.ask_how(session, line, conversation, now)


async def _somebody_else(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> bool:
    gone = (conversation.member_id, conversation.volunteer_id)
    return any(one.person_id not in gone for one in await rota.on_duty(session, line.id, now))


async def nobody_left(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    """Somebody waits and nobody is left who could hear them: offers are taken back, and the member hears so."""
    await offers.withdraw(session, line, conversation, now)
    held = await heldback.held(session, conversation.id)
    if any(message.wanted for message in held):
        await nobody.tell_unread(session, line, conversation, now)
        return
    if held:
        await nobody.ask_about_unanswered(session, line, conversation, now)
        return
    # They asked to talk and have written nothing yet.
    await close(session, line, conversation, now)
    said = {"asked": "no"} | await nobody.status(session, line, conversation.member_id, now)
    await desk.tell_member(session, line, conversation, "talk-later", now, said, expires_at=now + nobody.KEEPS)


async def find_someone(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    """Messages wait that should have arrived: bring them to whoever is on duty, or tell the member."""
    if conversation.state == ConversationState.CLOSED:
        # What has ended stays with whoever had it: what is asked about it later is about them.
        newer = await conversations.of_member(session, line.id, conversation.member_id)
        if newer is None:
            waiting = ConversationState.WAITING
            newer = await conversations.begin(session, line.id, conversation.member_id, waiting, now)
        await heldback.move_held(session, conversation.id, newer.id)
        conversation = newer
    if conversation.state == ConversationState.OPEN:
        mine = await desk.listener_of(session, line, conversation, now)
        if mine is None:
            await leave(session, line, conversation, now)
        else:
            await carrying.deliver_held(session, line, conversation, mine, now)
        return
    nearby = await pairing.listeners(session, line, conversation.member_id, now)
    if nearby:
        if not await offering.offers(session, conversation.id):
            await desk.call(session, line, conversation, nearby, now)
    else:
        await nobody_left(session, line, conversation, now)


async def close(
    session: AsyncSession, line: Line, conversation: Conversation, now: datetime, *, asks_how: bool = False
) -> None:
    """End a conversation; `asks_how` when the member is asked how it was."""
    await offers.withdraw(session, line, conversation, now)
    await conversations.move(
        session,
        conversation,
        (*UNHEARD, ConversationState.OPEN),
        state=ConversationState.CLOSED,
        closed_at=now,
        answer_due_at=None,
        widen_at=None,
        asks_how=asks_how,
    )
    session.info["due"] = True  # its volunteer has room for somebody who waits


async def offers_after(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    gone_id: int,
    now: datetime,
    *,
    unreachable: bool = False,
) -> None:
    """Someone is off duty now: take their offer back, and ask the next when nobody has one.

    `unreachable` when they are gone before the end of their shift, so that nobody could know.
    """
    if not await offers.take_from(session, line, conversation, gone_id, now):
        return
    left = {person_id for person_id, _, _ in await offering.offers(session, conversation.id)}
    if left - await offering.tried(session, conversation.id):
        return
    if conversation.escalation and conversation.answer_due_at is not None:
        await escalation.at_once(session, line, conversation, now)
        return
    if left or conversation.state == ConversationState.OPEN:
        return
    nearby = await pairing.listeners(session, line, conversation.member_id, now)
    if nearby or (not conversation.escalation and await _somebody_else(session, line, conversation, now)):
        await desk.call(session, line, conversation, nearby, now)
    elif unreachable and not conversation.escalation:
        await escalation.at_once(session, line, conversation, now)
    elif not await _somebody_else(session, line, conversation, now):
        await nobody_left(session, line, conversation, now)


async def blocked(session: AsyncSession, line: Line, person: Person, now: datetime) -> None:
    """Someone blocked the bot: a volunteer's conversations go on to others at once, and their shifts are seen to."""
    news = person.blocked_at is None
    await people.set_fields(session, person.id, blocked_at=now)
    person.blocked_at = now
    for conversation in await conversations.of_volunteer(session, line.id, person.id):
        await leave(session, line, conversation, now, why="unreachable")
    for conversation in await offering.offered(session, line.id):
        await offers_after(session, line, conversation, person.id, now, unreachable=True)
    if news:
        await _shifts_of_who_left(session, line, person, now)


async def stepped_back(session: AsyncSession, line: Line, person: Person, now: datetime) -> None:
    """Someone has stepped back from a shift: their conversations go on to others at once."""
    for conversation in await conversations.of_volunteer(session, line.id, person.id):
        await leave(session, line, conversation, now, why="back")
    for conversation in await offering.offered(session, line.id):
        await offers_after(session, line, conversation, person.id, now, unreachable=True)


async def _shifts_of_who_left(session: AsyncSession, line: Line, person: Person, now: datetime) -> None:
    alias = await people.alias(session, line.id, person.id, Role.VOLUNTEER)
    running = await rota.running(session, line.id, person.id, now)
    ahead = await rota.to_come(session, line.id, person.id, now)
    for duty in running:
        await presence.absent(session, line, duty, now, "not-reachable")
    if ahead:
        said = {
            "alias": alias,
            "turn_spans": [(duty.starts_at, duty.ends_at) for duty in ahead[:3]],
            "more": max(0, len(ahead) - 3),
        }
        await tell_coordinators(session, line, "volunteer-left", now, said, but=(person.id,))
    if running or ahead:
        await gaps.look(session, line, now, told=True)


async def came_back(session: AsyncSession, line: Line, now: datetime) -> None:
    """Someone can be reached again: see what gaps that fills, and let the sweep see whether anybody waits for them."""
    await gaps.look(session, line, now)


async def missed(session: AsyncSession, line: Line, ended_at: datetime, now: datetime) -> None:
    """A whole shift went by while the program was off: those who waited for it hear that they still wait."""
    for conversation in await conversations.in_state(session, line.id, ConversationState.WAITING):
        told = conversation.told_at is not None and conversation.told_at >= ended_at
        if not told and not await pairing.listeners(session, line, conversation.member_id, now):
            await nobody_left(session, line, conversation, now)
