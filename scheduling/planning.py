"""From the rules as entered to duties in UTC, worked out some weeks ahead and kept in step with every change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import CoverState, Duty, DutyState, Line, Membership, Role, Shift
from bot.queries import hours as hours_rows
from bot.queries import people, rota, shifts
from scheduling.hours import Exceptional, Hours, closed_spans
from scheduling.rota import Circumstances, Covered, Rule, TimeAway, duties
from scheduling.rota import Duty as Worked
from scheduling.spans import Stretch
from scheduling.wall import instant

# Long enough that a program that was off for a month still knows who is on when it comes back.
AHEAD = timedelta(weeks=10)
# When a volunteer is reminded of a shift, in minutes before it, unless they chose otherwise.
REMINDERS = (24 * 60, 60)
A_TURN_CAN_LAST = timedelta(days=2)
_FURTHEST_TURN = timedelta(weeks=60)  # an imported shift may come once a year


@dataclass
class Moved:
    """What a change of the rota means for one person: the stretches they got, and those they no longer have."""

    gained: list[Stretch] = field(default_factory=list)
    lost: list[Stretch] = field(default_factory=list)


def today(line: Line, now: datetime) -> date:
    """The day on the wall in the line's zone."""
    return now.astimezone(ZoneInfo(line.zone)).date()


def is_over(line: Line, shift: Shift, now: datetime) -> bool:
    """Whether a shift that happens once has ended."""
    return shift.day is not None and instant(shift.day, shift.end_minute, ZoneInfo(line.zone), edge="end") <= now


def running_day(line: Line, rule: Rule, now: datetime) -> date | None:
    """The day of the turn of a shift that runs now, which may have begun yesterday."""
    running = duties(rule, ZoneInfo(line.zone), now, now + timedelta.resolution)
    return min((duty.day for duty in running), default=None)


def next_day(line: Line, rule: Rule, now: datetime) -> date:
    """The day of the turn of a shift that runs now or comes next; today when none does."""
    coming = duties(rule, ZoneInfo(line.zone), now, now + _FURTHEST_TURN)
    return next((duty.day for duty in coming), today(line, now))


def rule_of(shift: Shift, whose: tuple[int, ...]) -> Rule:
    """A shift's row as the rule that it is."""
    return Rule(
        shift_id=shift.id,
        people=whose,
        weekdays=tuple(shift.weekdays or ()),
        day=shift.day,
        start_minute=shift.start_minute,
        end_minute=shift.end_minute,
        first_day=shift.first_day,
        last_day=shift.last_day,
        every_weeks=shift.every_weeks,
    )


async def hours_of(session: AsyncSession, line: Line, now: datetime) -> Hours:
    """The line's hours, with the exceptions that are not over."""
    week = await hours_rows.openings(session, line.id)
    since = today(line, now) - A_TURN_CAN_LAST
    return Hours(
        tuple((one.weekday, one.start_minute, one.end_minute) for one in week),
        tuple(
            Exceptional(one.is_open, one.first_day, one.last_day, one.start_minute, one.end_minute, one.reason)
            for one in await hours_rows.exceptions(session, line.id, since)
        ),
        (line.nation or "england") if line.shut_on_bank_holidays else None,
    )


async def circumstances(
    session: AsyncSession, line: Line, since: datetime, until: datetime, hours: Hours | None = None
) -> Circumstances:
    """What stands beside the rules between two moments: time away, cover, closed time."""
    first = today(line, since) - A_TURN_CAN_LAST
    closed = closed_spans(
        hours or await hours_of(session, line, since),
        ZoneInfo(line.zone),
        since - A_TURN_CAN_LAST,
        until + A_TURN_CAN_LAST,
    )
    return Circumstances(
        [TimeAway(one.person_id, one.first_day, one.last_day) for one in await shifts.aways(session, line.id, first)],
        [
            Covered(one.shift_id, one.day, one.starts_at, one.ends_at, one.taker_id)
            for one in await shifts.covers(session, line.id, first)
            if one.state == CoverState.TAKEN or one.released
        ],
        closed,
    )


async def worked_out(session: AsyncSession, line: Line, since: datetime, until: datetime) -> list[Worked]:
    """Who is on when in [since, until) by the rules alone, also further ahead than duties are kept."""
    beside = await circumstances(session, line, since, until)
    zone = ZoneInfo(line.zone)
    found = [
        duty
        for shift, whose in await shifts.in_force(session, line.id, today(line, since) - A_TURN_CAN_LAST)
        for duty in duties(rule_of(shift, whose), zone, since, until, beside)
    ]
    return sorted(found, key=lambda duty: (duty.starts_at, duty.shift_id))


async def replan(
    session: AsyncSession, line: Line, now: datetime, shift_ids: Collection[int] | None = None
) -> dict[int, Moved]:
    """Bring the duties of these shifts, or of all, in step with the rules; returns what that means for whom.

    What is over stays as it was. A duty that runs and is no longer its person's ends now, with all that the end of a
    shift brings.
    """
    await session.flush()
    until = now + AHEAD
    zone = ZoneInfo(line.zone)
    found = await shifts.in_force(session, line.id, today(line, now) - A_TURN_CAN_LAST, shift_ids)
    beside = await circumstances(session, line, now, until)
    wanted = [
        duty
        for shift, whose in found
        for duty in duties(rule_of(shift, whose), zone, now, until, beside)
        if duty.ends_at > now
    ]
    if shift_ids is None:
        known = await rota.between(session, line.id, now, until + A_TURN_CAN_LAST)
    else:
        known = await rota.unfinished(session, shift_ids, now)
    moved = await _align(session, line, wanted, known, now)
    await shifts.planned(session, [shift.id for shift, _ in found], until)
    session.info["due"] = True
    return moved


async def plan_ahead(session: AsyncSession, line: Line, now: datetime) -> None:
    """Work out duties that have come within sight since the last time."""
    behind = [
        shift.id
        for shift, _ in await shifts.in_force(session, line.id, today(line, now) - A_TURN_CAN_LAST)
        if shift.planned_until is None or shift.planned_until < now + AHEAD - timedelta(days=1)
    ]
    if behind:
        await replan(session, line, now, behind)


def next_reminder(before: Sequence[int], starts_at: datetime, now: datetime) -> datetime | None:
    """The next of the moments, so many minutes before the start, that is still to come."""
    moments = (starts_at - timedelta(minutes=minutes) for minutes in before)
    return min((moment for moment in moments if moment > now), default=None)


async def reminders_of(session: AsyncSession, line: Line) -> dict[int, Sequence[int]]:
    """How many minutes before a shift each volunteer is reminded of it."""
    found = await people.memberships(session, line.id, Role.VOLUNTEER)
    return {one.person_id: reminders_for(one) for one in found}


def reminders_for(volunteer: Membership) -> Sequence[int]:
    """A volunteer's own choice, or what everybody gets."""
    return REMINDERS if volunteer.reminders is None else volunteer.reminders


async def _align(
    session: AsyncSession, line: Line, wanted: Sequence[Worked], known: Sequence[Duty], now: datetime
) -> dict[int, Moved]:
    before = await reminders_of(session, line)
    moved: dict[int, Moved] = {}
    future = {(one.shift_id, one.starts_at, one.person_id): one for one in known if one.starts_at > now}
    current = {(one.shift_id, one.day, one.person_id): one for one in known if one.starts_at <= now}
    begun = await rota.begun(session, line.id, now - A_TURN_CAN_LAST, now)
    new: list[tuple[Worked, datetime]] = []
    for duty in wanted:
        same: Duty | None
        if duty.starts_at <= now:
            same = current.pop((duty.shift_id, duty.day, duty.person_id), None)
        else:
            same = future.pop((duty.shift_id, duty.starts_at, duty.person_id), None)
        if same is None:
            takes_over = duty.starts_at <= now and (duty.shift_id, duty.day) in begun
            new.append((duty, now if takes_over else duty.starts_at))
        elif same.ends_at != duty.ends_at:
            _note(moved, same.person_id, lost=(same.starts_at, same.ends_at), gained=(same.starts_at, duty.ends_at))
            await rota.end(session, same.id, duty.ends_at)
    for gone in (*future.values(), *current.values()):
        _note(moved, gone.person_id, lost=(max(gone.starts_at, now), gone.ends_at))
    for gone in current.values():
        await rota.end(session, gone.id, now)
    await rota.remove(session, [one.id for one in future.values()])
    await rota.add(
        session,
        [
            {
                "line_id": line.id,
                "shift_id": duty.shift_id,
                "person_id": duty.person_id,
                "day": duty.day,
                "starts_at": starts_at,
                "ends_at": duty.ends_at,
                "state": DutyState.PLANNED,
                "remind_at": None
                if duty.person_id is None
                else next_reminder(before.get(duty.person_id, ()), starts_at, now),
            }
            for duty, starts_at in new
        ],
    )
    for duty, starts_at in new:
        _note(moved, duty.person_id, gained=(starts_at, duty.ends_at))
    for of_person in moved.values():
        of_person.gained.sort()
        of_person.lost.sort()
    return moved


def _note(
    moved: dict[int, Moved], person_id: int | None, *, gained: Stretch | None = None, lost: Stretch | None = None
) -> None:
    if person_id is None:
        return
    of_person = moved.setdefault(person_id, Moved())
    if gained is not None:
        of_person.gained.append(gained)
    if lost is not None:
        of_person.lost.append(lost)
