"""What the clock brings: shifts that start and end, answers that are overdue. Each item in a transaction of its own."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.models import Conversation, ConversationState, Duty, DutyState, Line, Role
from bot.outbox.queue import Priority, put_text
from bot.queries import conversations, people, rota
from scheduling import desk

_log = logging.getLogger(__name__)
# An announcement of a shift's start is of no use later than this.
_STALE = timedelta(minutes=30)


async def sweep(database: Database, now: datetime) -> datetime | None:
    """Do everything that is due at `now`; returns the next moment (UTC) at which something will be due.

    Starts come before ends, so that at a change of shift a conversation finds the next volunteer there.
    """
    async with database.transaction() as session:
        line = await people.line(session)
        starting = [duty.id for duty in await rota.starting(session, now)]
        ending = [duty.id for duty in await rota.ending(session, now)]
    for duty_id in starting:
        await _apart(database, line, duty_id, now, _start)
    async with database.transaction() as session:
        ending = [duty.id for duty in await rota.ending(session, now)] if starting else ending
    for duty_id in ending:
        await _apart(database, line, duty_id, now, _end)
    async with database.transaction() as session:
        for conversation in await conversations.answers_due(session, now):
            await _overdue(session, line, conversation, now)
    async with database.transaction() as session:
        dues = (await rota.next_edge(session), await conversations.next_answer_due(session))
    return min((due for due in dues if due is not None), default=None)


async def _apart(
    database: Database,
    line: Line,
    duty_id: int,
    now: datetime,
    step: Callable[[AsyncSession, Line, Duty, datetime], Awaitable[None]],
) -> None:
    try:
        async with database.transaction() as session:
            duty = await session.get(Duty, duty_id)
            if duty is not None:
                await step(session, line, duty, now)
    except Exception as error:
        # One failure stops nobody else; the row is as it was, so the next sweep tries again.
        _log.error("duty %s: %s", duty_id, type(error).__name__)


async def _start(session: AsyncSession, line: Line, duty: Duty, now: datetime) -> None:
    over = duty.ends_at <= now
    state = DutyState.MISSED if over else DutyState.STARTED
    if not await rota.set_state(session, duty.id, DutyState.PLANNED, state) or over:
        return
    await conversations.forget_told(session, line.id)
    on_duty = await rota.on_duty(session, line.id, now)
    me = next((one for one in on_duty if one.person_id == duty.person_id), None)
    if me is None:
        return
    waiting = await conversations.in_state(session, line.id, ConversationState.WAITING)
    mine = [one for one in waiting if one.member_id != duty.person_id]
    if not await rota.follows_on(session, duty):
        await put_text(
            session,
            line,
            me.telegram_id,
            "shift-started",
            now,
            {"until_at": me.ends_at, "count": len(mine)},
            priority=Priority.NOTICE,
            expires_at=min(me.ends_at, now + _STALE),
        )
    for conversation in mine:
        if await conversations.offers(session, conversation.id):
            await desk.offer(session, line, conversation, me, now)
        else:
            nearby = await desk.listeners(session, line, conversation.member_id, now)
            await desk.call(session, line, conversation, nearby, now)


async def _end(session: AsyncSession, line: Line, duty: Duty, now: datetime) -> None:
    if not await rota.set_state(session, duty.id, DutyState.STARTED, DutyState.ENDED):
        return
    if duty.person_id in {one.person_id for one in await rota.on_duty(session, line.id, now)}:
        return
    volunteer = await people.get(session, duty.person_id)
    await put_text(
        session,
        line,
        volunteer.telegram_id,
        "shift-ended",
        now,
        priority=Priority.CONVERSATION,
        expires_at=now + timedelta(hours=12),
    )
    for conversation in await conversations.of_volunteer(session, line.id, duty.person_id):
        await desk.leave(session, line, conversation, now)
    for conversation in await conversations.in_state(session, line.id, ConversationState.WAITING):
        await desk.offers_after(session, line, conversation, now)


async def _overdue(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    due = conversation.answer_due_at or now
    states = (ConversationState.WAITING, ConversationState.OPEN)
    if not await conversations.move(session, conversation, states, answer_due_at=None):
        return
    on_duty = await desk.listeners(session, line, conversation.member_id, now)
    if not on_duty:
        return
    member = await people.get(session, conversation.member_id)
    await put_text(
        session,
        line,
        member.telegram_id,
        "no-answer",
        now,
        {"helplines": ["short", line.nation]},
        priority=Priority.CONVERSATION,
        expires_at=now + _STALE,
    )
    alias = await people.alias(session, line.id, conversation.member_id, Role.MEMBER)
    waited = now - (due - timedelta(minutes=line.answer_within))
    for coordinator in await people.with_role(session, line.id, Role.COORDINATOR):
        if coordinator.person_id == conversation.member_id:
            continue
        await put_text(
            session,
            line,
            coordinator.telegram_id,
            "someone-waits",
            now,
            {
                "alias": alias,
                "minutes": max(1, round(waited.total_seconds() / 60)),
                "on": " and ".join(one.alias for one in on_duty),
            },
            expires_at=now + _STALE,
        )
