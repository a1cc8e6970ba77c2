"""What the clock brings: shifts that start and end, answers that are overdue. Each item in a transaction of its own."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.logs import Person, where
from bot.models import CheckIn, ConversationState, Duty, DutyState, Line
from bot.outbox.queue import Priority, put_text
from bot.queries import checkins, conversations, debriefs, dues, hours, offering, people, phones, rota, shifts
from scheduling import (
    asking,
    audit,
    covering,
    desk,
    endings,
    escalation,
    gaps,
    keeping,
    leaving,
    offers,
    pairing,
    presence,
    silence,
)
from scheduling.setbacks import Setbacks

_log = logging.getLogger(__name__)
# An announcement of a shift's start is of no use later than this.
_STALE = timedelta(minutes=30)

Step = Callable[[AsyncSession, Line, int, datetime], Awaitable[None]]
Apart = Callable[[int, Step], Awaitable[None]]


async def sweep(database: Database, now: datetime, setbacks: Setbacks | None = None) -> datetime | None:
    """Do everything that is due at `now`; returns the next moment (UTC) at which something will be due.

    `setbacks` are those of the sweeps before; what has failed is due again only after a rest.
    Starts come before ends, so that at a change of shift a conversation finds the next volunteer there.
    """
    async with database.transaction() as session:
        line = await people.line(session)
        if line.ending is not None:
            return None  # nobody hears any more what the clock would bring
        moments = await dues.moments(session)
        starting = [duty.id for duty in await dues.if_due(session, now, moments.start, rota.starting)]
    setbacks = setbacks or Setbacks()
    apart = partial(_apart, database, line, now, setbacks)
    for duty_id in starting:
        await apart(duty_id, _start)
    async with database.transaction() as session:
        ending = [duty.id for duty in await rota.ending(session, now)]
        unheard = await conversations.unheard(session, line.id) if await rota.on_duty(session, line.id, now) else []
        room = bool(unheard) and await pairing.room(session, line, now)
        waiting = [one for one in unheard if room or not escalation.is_under_way(one)]
    for conversation in waiting:
        await apart(conversation.id, _bring)
    for duty_id in ending:
        await apart(duty_id, _end)
    async with database.transaction() as session:
        moments = await dues.moments(session)
        look = partial(dues.if_due, session, now)
        overdue = [one.id for one in await look(moments.answer, conversations.answers_due)]
        widening = [one.id for one in await look(moments.widening, conversations.to_widen)]
        mornings = await look(moments.debrief, debriefs.due)
        unconfirmed = await look(moments.confirmation, rota.unconfirmed)
        reminding = await look(moments.reminder, rota.reminding)
        covers = await look(moments.cover, shifts.covers_due)
        gap_ids = [gap.id for gap in await look(moments.gap, hours.gaps_due)]
        ends = await endings.due(session, line, now)
    for ids, step in (
        (widening, _widen),
        (overdue, _overdue),
        ([line.id], _name),
        ([conversation_id for conversation_id, at in ends if at <= now], _ending),
        (mornings, _morning),
        (unconfirmed, _unconfirmed),
        (reminding, _remind),
        (covers, _uncovered),
        (gap_ids[:1], _gaps),
        ([line.id] if moments.week is not None and moments.week <= now else [], _week),
        ([line.id] if (beat_at := keeping.heartbeat_due(line)) is not None and beat_at <= now else [], keeping.beat),
    ):
        for row_id in ids:
            await apart(row_id, step)
    more = moments.asking is not None and moments.asking <= now and await _check_ins(database, line, now, apart)
    async with database.transaction() as session:
        stuck = await audit.stuck(session, line, now)
    for conversation_id in stuck:
        await apart(conversation_id, _audit)
    async with database.transaction() as session:
        ahead = (
            *await dues.moments(session),
            *(at for _, at in await endings.due(session, line, now)),
            keeping.heartbeat_due(await people.line(session)),
            await escalation.naming_due(session, line, now),
        )
    setbacks.forget(now)
    looks = [setbacks.look_at(due, now) for due in ahead if due is not None]
    return min([now, *looks] if more else looks, default=None)


async def _check_ins(database: Database, line: Line, now: datetime, apart: Apart) -> bool:
    """What is due of check-ins; whether some are left for the next look."""
    async with database.transaction() as session:
        silent = await checkins.silent(session, now)
        later = [check_in.id for check_in in await checkins.put_off(session, now)]
    for person_id in silent:
        await apart(person_id, silence.step)
    for check_in_id in later:
        await apart(check_in_id, _ask_again)
    return await asking.ask_due(database, line, now)


async def _apart(database: Database, line: Line, now: datetime, setbacks: Setbacks, row_id: int, step: Step) -> None:
    """One step in a transaction of its own, unless it failed a moment ago."""
    this = step.__name__, row_id
    if setbacks.rests(this, now):
        return
    try:
        async with database.transaction() as session:
            await step(session, line, row_id, now)
        setbacks.done(this)
    except Exception as error:
        # One failure stops nobody else; the row is as it was, so that it is tried again.
        setbacks.failed(this, now)
        named = Person(row_id) if step is silence.step else row_id  # of a person the log says no number
        _log.error("%s %s: %s", step.__name__, named, where(error))


async def _start(session: AsyncSession, line: Line, duty_id: int, now: datetime) -> None:
    duty = await session.get(Duty, duty_id)
    if duty is None:
        return
    over = duty.ends_at <= now
    state = DutyState.MISSED if over else DutyState.STARTED
    if not await rota.set_state(session, duty.id, DutyState.PLANNED, state):
        return
    if duty.person_id is None:
        return
    await conversations.forget_told(session, line.id)
    if over:
        await leaving.missed(session, line, duty.ends_at, now)
        return
    on_duty = await rota.on_duty(session, line.id, now)
    me = next((one for one in on_duty if one.person_id == duty.person_id), None)
    if me is None:
        # They blocked the bot: a step with nobody in it takes no time.
        await presence.absent(session, line, duty, now, "not-reachable")
        return
    await phones.hand_to(session, duty.person_id)
    count = await pairing.waiting_for(session, line, duty.person_id)
    before = await rota.others_end(session, duty)
    if before is None:
        # What they were offered as a backup, or did not take in their last shift, comes to them anew.
        await offering.forget_tried_by(session, duty.person_id)
        for conversation in await offering.offered(session, line.id):
            await offers.take_from(session, line, conversation, duty.person_id, now)
    if before is None and duty.confirmed_at is None:
        duty.confirm_by = presence.confirm_by(duty, now)
        await presence.tell_buddy(session, line, duty, now)
    if before is None or before < me.ends_at:
        await put_text(
            session,
            line,
            me.telegram_id,
            "shift-started" if before is None else "shift-goes-on",
            now,
            {"until_at": me.ends_at, "count": count, "asked": "no" if duty.confirmed_at else "yes"},
            buttons=presence.here_buttons(duty) if before is None else None,
            priority=Priority.NOTICE,
            expires_at=min(me.ends_at, now + _STALE),
        )


async def _bring(session: AsyncSession, line: Line, conversation_id: int, now: datetime) -> None:
    """Someone waits while somebody is on duty: a shift has just started, or a volunteer is back or has room again."""
    conversation = await conversations.get(session, conversation_id)
    if conversation is None:
        return
    if conversation.state == ConversationState.OPEN:
        # If the one who has it is off duty now, it goes on as at any end of a shift.
        if await desk.listener_of(session, line, conversation, now) is not None:
            await escalation.someone_came(session, line, conversation, now)
        return
    if conversation.state != ConversationState.WAITING:
        return
    nearby = await pairing.listeners(session, line, conversation.member_id, now)
    offered = {person_id for person_id, _, _ in await offering.offers(session, conversation.id)}
    if not await pairing.in_order(session, line, conversation.member_id, nearby):
        if not offered and not escalation.is_under_way(conversation):
            await escalation.call(session, line, conversation, now)
    elif not offered & {one.person_id for one in nearby}:
        # Whoever was offered it, if anybody, is off duty now: it begins anew.
        await offers.withdraw(session, line, conversation, now)
        await desk.call(session, line, conversation, nearby, now)
    elif conversation.escalation:
        await escalation.someone_came(session, line, conversation, now)
    elif conversation.widen_at is None:
        await escalation.widen(session, line, conversation, now)


async def _end(session: AsyncSession, line: Line, duty_id: int, now: datetime) -> None:
    duty = await session.get(Duty, duty_id)
    if duty is None or not await rota.set_state(session, duty.id, DutyState.STARTED, DutyState.ENDED):
        return
    if duty.person_id is None:
        return
    if duty.person_id in {one.person_id for one in await rota.on_duty(session, line.id, now)}:
        if duty.talked:
            await rota.talked(session, line.id, duty.person_id, now)  # they are asked how they are after the last one
        return
    for conversation in await offering.offered(session, line.id):
        await leaving.offers_after(session, line, conversation, duty.person_id, now)
    for conversation in await conversations.of_volunteer(session, line.id, duty.person_id):
        await leaving.leave(session, line, conversation, now, ended_at=duty.ends_at)
    if not await rota.on_duty(session, line.id, now):
        for conversation in await conversations.in_state(session, line.id, ConversationState.WAITING):
            told = conversation.told_at is not None and conversation.told_at >= duty.ends_at
            asked = (
                conversation.escalation > 0 and conversation.answer_due_at is not None
            )  # a backup, and still may come
            if not told and not asked:
                await leaving.nobody_left(session, line, conversation, now)
    if now - duty.ends_at >= leaving.STALE_END:
        return
    await endings.end_shift(session, line, duty, now, expires_at=duty.ends_at + leaving.STALE_END)


async def _overdue(session: AsyncSession, line: Line, conversation_id: int, now: datetime) -> None:
    conversation = await conversations.get(session, conversation_id)
    if conversation is not None:
        await escalation.overdue(session, line, conversation, now)


async def _name(session: AsyncSession, line: Line, _: int, now: datetime) -> None:
    due = await escalation.naming_due(session, line, now)
    if due is not None and due <= now:
        await escalation.name_who_waits(session, line, now)


async def _widen(session: AsyncSession, line: Line, conversation_id: int, now: datetime) -> None:
    conversation = await conversations.get(session, conversation_id)
    if conversation is not None:
        await escalation.widen(session, line, conversation, now)


async def _ending(session: AsyncSession, line: Line, conversation_id: int, now: datetime) -> None:
    conversation = await conversations.get(session, conversation_id)
    if conversation is not None:
        await endings.announce(session, line, conversation, now)


async def _ask_again(session: AsyncSession, line: Line, check_in_id: int, now: datetime) -> None:
    check_in = await session.get(CheckIn, check_in_id)
    if check_in is not None:
        await asking.ask_again(session, line, check_in, now)


async def _morning(session: AsyncSession, line: Line, debrief_id: int, now: datetime) -> None:
    await endings.ask_next_morning(session, line, debrief_id, now)


async def _audit(session: AsyncSession, line: Line, conversation_id: int, now: datetime) -> None:
    await audit.tell_stuck(session, line, conversation_id, now)


async def _unconfirmed(session: AsyncSession, line: Line, duty_id: int, now: datetime) -> None:
    duty = await session.get_one(Duty, duty_id)
    await presence.not_confirmed(session, line, duty, now)


async def _remind(session: AsyncSession, line: Line, duty_id: int, now: datetime) -> None:
    duty = await session.get_one(Duty, duty_id)
    await presence.remind(session, line, duty, now)


async def _uncovered(session: AsyncSession, line: Line, cover_id: int, now: datetime) -> None:
    cover = await shifts.cover(session, line.id, cover_id)
    if cover is not None:
        await covering.remind(session, line, cover, now)


async def _gaps(session: AsyncSession, line: Line, _: int, now: datetime) -> None:
    await gaps.tell(session, line, now)


async def _week(session: AsyncSession, line: Line, _: int, now: datetime) -> None:
    await gaps.tell_week(session, line, now)
