"""A volunteer goes, or cannot be reached: their conversations are handed on, or end honestly."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import UNHEARD, Conversation, ConversationState, Line, Person, Role
from bot.outbox.queue import put_edit
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
    if volunteer_id is not None:
        volunteer = await people.get(session, volunteer_id)
        for row in await outbox.take_back(session, conversation.id, volunteer.telegram_id):
            await carrying.hold_row(session, row)
        if why != "handed" and (nearby or not answered):
            # What somebody was sent and has not answered goes on to the next; when there is nobody, if it is wanted.
            await carrying.hold_unanswered(session, conversation, volunteer, wanted=bool(nearby))
    if nearby:
        await desk.call(session, line, conversation, nearby, now, was=was, why=why)
        return
    await offers.withdraw(session, line, conversation, now)
    held = await heldback.held(session, conversation.id)
    if held and why != "handed" and await _somebody_else(session, line, conversation, now):
        # Those on duty are not for this member; they need not know, and somebody else is asked at once.
        await heldback.want_held(session, conversation.id)
        await conversations.move(
            session,
            conversation,
            (ConversationState.OPEN,),
            state=ConversationState.WAITING,
            volunteer_id=None,
            answer_due_at=now,
        )
        await escalation.overdue(session, line, conversation, now)
        return
    unread = any(message.wanted for message in held)
    if held:
        await conversations.move(
            session,
            conversation,
            (ConversationState.OPEN,),
            state=ConversationState.WAITING if unread else ConversationState.ASKING,
            volunteer_id=None,
            answer_due_at=None,
            told_at=now,
        )
    else:
        await close(session, line, conversation, now, asks_how=answered)
    if ended_at is not None and now - ended_at >= STALE_END and not unread:
        return
    key = "ended-unreachable" if why == "unreachable" else "ended-with-shift" if answered else "ended-unanswered"
    await desk.tell_member(
        session,
        line,
        conversation,
        "ended-unread" if unread else key,
        now,
        {"was": was, "asked": "yes" if held else "no"}
        | await nobody.status(session, line, member.id, now, gone_id=volunteer_id),
        buttons=nobody.ask_to_pass_on(conversation) if held and not unread else None,
        expires_at=now + nobody.KEEPS,
    )
    if conversation.asks_how:
        await endings.ask_how(session, line, conversation, now)


async def _somebody_else(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> bool:
    gone = (conversation.member_id, conversation.volunteer_id)
    return any(one.person_id not in gone for one in await rota.on_duty(session, line.id, now))


async def find_someone(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    """Messages wait that should have arrived: bring them to whoever is on duty, or tell the member."""
    if conversation.state == ConversationState.CLOSED:
        newer = await conversations.of_member(session, line.id, conversation.member_id)
        if newer is None:
            await conversations.move(
                session,
                conversation,
                (ConversationState.CLOSED,),
                state=ConversationState.WAITING,
                volunteer_id=None,
                closed_at=None,
            )
        else:
            await heldback.move_held(session, conversation.id, newer.id)
            conversation = newer
    if conversation.state == ConversationState.OPEN:
        mine = await desk.listener_of(session, line, conversation, now)
        if mine is None:
            await leave(session, line, conversation, now)
        else:
            await carrying.deliver_held(session, line, conversation, mine)
        return
    nearby = await pairing.listeners(session, line, conversation.member_id, now)
    if nearby:
        if not await offering.offers(session, conversation.id):
            await desk.call(session, line, conversation, nearby, now)
    else:
        await nobody.tell_unread(session, line, conversation, now)


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
    session: AsyncSession, line: Line, conversation: Conversation, gone_id: int, now: datetime
) -> None:
    """Someone is off duty now: take their offer back, and tell the member if nobody is left."""
    offered = await offering.offers(session, conversation.id)
    for person_id, outbox_id, chat_id in offered:
        if person_id == gone_id:
            await put_edit(session, line, chat_id, outbox_id, "offer-over", now)
            await offering.drop_offer(session, conversation.id, person_id)
    left = {person_id for person_id, _, _ in offered} - {gone_id}
    if not offered or left or conversation.state == ConversationState.OPEN:
        return
    nearby = await pairing.listeners(session, line, conversation.member_id, now)
    if nearby:
        await desk.call(session, line, conversation, nearby, now)
    else:
        await nobody.tell_unread(session, line, conversation, now)


async def blocked(session: AsyncSession, line: Line, person: Person, now: datetime) -> None:
    """Someone blocked the bot: a volunteer's conversations go on to others at once, and their shifts are seen to."""
    news = person.blocked_at is None
    await people.set_fields(session, person.id, blocked_at=now)
    person.blocked_at = now
    for conversation in await conversations.of_volunteer(session, line.id, person.id):
        await leave(session, line, conversation, now, why="unreachable")
    for conversation in await offering.offered(session, line.id):
        await offers_after(session, line, conversation, person.id, now)
    if news:
        await _shifts_of_who_left(session, line, person, now)


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
            await nobody.tell_unread(session, line, conversation, now)
