"""A line was put back to how it was: what was under way then is ended, and everyone concerned hears the truth.

What had not been sent may have been sent since, and what was due may have been done: neither happens now. Whoever was
in a conversation or waiting is told, once, when the line runs again; nothing that is said depends on when that is.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Conversation, ConversationState, DutyState, Line, Role
from bot.outbox.queue import Priority, put_text
from bot.queries import conversations, debriefs, heldback, outbox, people
from bot.queries import restored as rows
from scheduling import carrying, covering, endings, leaving, nobody, offers, planning
from scheduling.asking import rhythm_of, zone_of
from scheduling.checkins import next_after
from scheduling.telling import tell_coordinators

_UNFINISHED = (ConversationState.ASKING, ConversationState.WAITING, ConversationState.OPEN)


async def end_what_was_under_way(session: AsyncSession, made_at: datetime, now: datetime) -> None:
    """End what was under way when a backup was made at `made_at`, which is put in at `now`, and tell everyone."""
    line = await people.line(session)
    # The line may have run on after the backup, or not; nobody can know, so the age of a backup is no break in that.
    # What coordinators could tell everyone then they still can: it was true, and may not have been told since.
    await people.set_line(
        session, line, alive_at=now, heard_at=now, running_since=None, heartbeat_at=now, backed_up_at=made_at
    )
    said = {"since_when": made_at}
    under_way = await rows.under_way(session, line.id)
    volunteers = {one.id: one.volunteer_id for one in under_way}
    for conversation in under_way:
        await _hold_what_had_no_answer(session, conversation)
    # It may have been read since: whether it goes to anybody is for its writer to say.
    await rows.ask_about_held(session)
    await rows.withdraw_unsent(session)
    writers = await rows.drop_asides(session)
    await rows.drop_drafts(session)
    joining = await rows.stop_joining(session)
    for conversation in under_way:
        await _end(session, line, conversation, volunteers[conversation.id], said, now)
    await _pass_over_check_ins(session, line, now)
    on_duty = await _pass_over_duties(session, line, now)
    told = {person_id for one in under_way for person_id in (one.member_id, volunteers[one.id])}
    await _tell(session, line, joining - told, "restored-joining", said, now)
    await _tell(session, line, writers - told - joining, "restored-writer", said, now)
    await _tell(session, line, on_duty - told - writers - joining, "restored-volunteer", said | {"alias": None}, now)
    said_to_all = said | {"count": len(under_way)}
    await tell_coordinators(session, line, "restored-coordinators", now, said_to_all, priority=Priority.CONVERSATION)


async def _hold_what_had_no_answer(session: AsyncSession, conversation: Conversation) -> None:
    if conversation.state != ConversationState.OPEN or conversation.volunteer_id is None:
        return
    volunteer = await people.get(session, conversation.volunteer_id)
    for row in await outbox.take_back(session, conversation.id, volunteer.telegram_id):
        await carrying.hold_row(session, row)
    await carrying.hold_unanswered(session, conversation, volunteer)


async def _end(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    volunteer_id: int | None,
    said: dict[str, Any],
    now: datetime,
) -> None:
    held = await heldback.held(session, conversation.id)
    if held:
        await offers.withdraw(session, line, conversation, now)
        await conversations.move(
            session,
            conversation,
            _UNFINISHED,
            state=ConversationState.ASKING,
            volunteer_id=None,
            answer_due_at=None,
            widen_at=None,
            escalation=0,
            hello=False,
            begun_at=now,
            told_at=now,
        )
    else:
        await leaving.close(session, line, conversation, now)
    member = await people.get(session, conversation.member_id)
    await put_text(
        session,
        line,
        member.telegram_id,
        "restored-member",
        now,
        said | {"asked": "yes" if held else "no", "helplines": ["short", line.nation]},
        buttons=nobody.ask_to_pass_on(conversation) if held else None,
        priority=Priority.CONVERSATION,
    )
    if volunteer_id is not None:
        alias = await people.alias(session, line.id, conversation.member_id, Role.MEMBER)
        await _tell(session, line, [volunteer_id], "restored-volunteer", said | {"alias": alias}, now)


async def _pass_over_check_ins(session: AsyncSession, line: Line, now: datetime) -> None:
    await rows.break_silence(session, now)
    for plan, zone in await rows.plans_due(session, now):
        plan.next_at = next_after(rhythm_of(plan, zone_of(zone, line)), now)
    await session.flush()


async def _pass_over_duties(session: AsyncSession, line: Line, now: datetime) -> set[int]:
    """What was due of duties counts as done, and what runs now begins anew; returns who is on duty."""
    for duty in await rows.ended_unseen(session, now):
        started = duty.state == DutyState.STARTED
        duty.state = DutyState.ENDED if started else DutyState.MISSED
        duty.remind_at = duty.confirm_by = None
        morning = endings.next_morning(duty.ends_at, ZoneInfo(line.zone))
        if duty.talked and duty.person_id is not None and morning > now:
            await debriefs.add(session, line.id, duty.person_id, morning)
    on_duty = set()
    for duty in await rows.running(session, now):
        duty.remind_at = None
        if duty.confirmed_at is None:
            # They may have said since that they are here, or not: they are asked again.
            duty.state, duty.confirm_by = DutyState.PLANNED, None
        if duty.person_id is not None:
            on_duty.add(duty.person_id)
    reminders = await planning.reminders_of(session, line)
    for duty in await rows.reminders_gone_by(session, now):
        mine = reminders.get(duty.person_id or 0, ())
        duty.remind_at = planning.next_reminder(mine, duty.starts_at, now)
    await session.flush()
    for cover in await rows.covers_gone_by(session, now):
        await covering.pass_over_reminder(session, line, cover, now)
    await rows.drop_notices(session, now)
    return on_duty


async def _tell(
    session: AsyncSession, line: Line, person_ids: Iterable[int], key: str, said: dict[str, Any], now: datetime
) -> None:
    for person_id in sorted(person_ids):
        person = await people.get(session, person_id)
        await put_text(session, line, person.telegram_id, key, now, said, priority=Priority.CONVERSATION)
