"""From shifts as entered to duties in UTC, worked out some weeks ahead."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import DutyState, Line, Shift
from bot.queries import rota as rows
from scheduling.rota import Rule, duties
from scheduling.wall import instant

# Long enough that a program that was off for a month still knows who is on when it comes back.
AHEAD = timedelta(weeks=10)


def today(line: Line, now: datetime) -> date:
    """The day on the wall in the line's zone."""
    return now.astimezone(ZoneInfo(line.zone)).date()


def is_over(line: Line, shift: Shift, now: datetime) -> bool:
    """Whether a shift that happens once has ended."""
    return shift.day is not None and instant(shift.day, shift.end_minute, ZoneInfo(line.zone), edge="end") <= now


async def plan(
    session: AsyncSession, line: Line, shift: Shift, people: tuple[int, ...], now: datetime
) -> datetime | None:
    """Enter a shift's duties up to ten weeks ahead; returns when the first of them starts."""
    until = now + AHEAD
    found = [duty for duty in duties(_rule(shift, people), ZoneInfo(line.zone), now, until) if duty.ends_at > now]
    known = await rows.known_duties(session, shift.id)
    await rows.add_duties(
        session,
        [
            {
                "line_id": line.id,
                "shift_id": shift.id,
                "person_id": duty.person_id,
                "day": duty.day,
                "starts_at": duty.starts_at,
                "ends_at": duty.ends_at,
                "state": DutyState.PLANNED,
            }
            for duty in found
            if (duty.day, duty.person_id) not in known
        ],
    )
    await rows.planned_until(session, shift.id, until)
    session.info["due"] = True
    if not found and shift.day is not None:
        return instant(shift.day, shift.start_minute, ZoneInfo(line.zone), edge="start")
    return found[0].starts_at if found else None


async def plan_all(session: AsyncSession, line: Line, now: datetime) -> None:
    """Work out the duties of every shift of the line that are not yet there."""
    for shift, people in await rows.shifts(session, line.id):
        if shift.planned_until is None or shift.planned_until < now + AHEAD - timedelta(days=1):
            if shift.day is not None and is_over(line, shift, now):
                continue
            await plan(session, line, shift, people, now)


async def remove(session: AsyncSession, shift: Shift, now: datetime) -> None:
    """Take a shift off the rota; its duty that runs ends now, with all that the end of a shift brings."""
    await rows.remove_shift(session, shift.id, now)
    session.info["due"] = True


def _rule(shift: Shift, people: tuple[int, ...]) -> Rule:
    return Rule(
        shift_id=shift.id,
        people=people,
        weekdays=tuple(shift.weekdays or ()),
        day=shift.day,
        start_minute=shift.start_minute,
        end_minute=shift.end_minute,
        first_day=shift.first_day,
        last_day=shift.last_day,
        every_weeks=shift.every_weeks,
    )
