"""A week of the rota as plain data: for the picture, for the same in text, and for its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import CoverState, Line
from bot.queries import people, rota, shifts
from scheduling import planning
from scheduling.hours import closed_spans, open_spans, why_closed
from scheduling.rota import Duty as Worked
from scheduling.spans import Stretch, subtract

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_MINUTES = 24 * 60


@dataclass(frozen=True)
class Turn:
    """A part of a shift in a week: its number, who has it, and what is known of cover for it."""

    number: int
    alias: str | None
    day: date
    stretch: Stretch
    wanted: bool
    cover: bool


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday: the turns, open hours, those without any shift, and closed days with the reason."""

    monday: date
    turns: tuple[Turn, ...]
    opened: tuple[Stretch, ...]
    bare: tuple[Stretch, ...]
    closed: tuple[tuple[date, str], ...]


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - day.weekday() * _DAY


async def week_of(session: AsyncSession, line: Line, monday: date, now: datetime) -> Week:
    """A week of the rota, as it was, is, or will be if nothing changes."""
    zone = ZoneInfo(line.zone)
    since = datetime.combine(monday, time(), zone)
    until = datetime.combine(monday + _WEEK, time(), zone)
    names = await people.aliases(session, line.id)
    covers = await shifts.covers(session, line.id, monday - _DAY)
    asked = {(one.shift_id, one.day) for one in covers if one.state == CoverState.ASKED}
    taken = {(one.shift_id, one.day, one.taker_id) for one in covers if one.state == CoverState.TAKEN}
    found = [one for one in await _duties(session, line, since, until, now) if monday <= one.day < monday + _WEEK]
    turns = tuple(
        Turn(
            one.shift_id,
            None if one.person_id is None else names.get(one.person_id),
            one.day,
            (one.starts_at, one.ends_at),
            (one.shift_id, one.day) in asked,
            (one.shift_id, one.day, one.person_id) in taken,
        )
        for one in found
    )
    hours = await planning.hours_of(session, line, min(now, since))
    opened = open_spans(hours, zone, since, until)
    planned = [(one.starts_at, one.ends_at) for one in found]
    closed = []
    for n in range(7):
        noon = datetime.combine(monday + n * _DAY, time(12), zone)
        if closed_spans(hours, zone, noon, noon + timedelta.resolution):
            closed.append((monday + n * _DAY, why_closed(hours, zone, noon) or ""))
    return Week(monday, turns, tuple(opened), tuple(subtract(opened, planned)), tuple(closed))


async def on_at(session: AsyncSession, line: Line, at: datetime, now: datetime) -> list[str]:
    """The aliases of those who would get a message at this moment, past, present or to come."""
    names = await people.reachable(session, line.id)
    found = await _duties(session, line, at, at + timedelta.resolution, now)
    return [names[one.person_id].alias for one in found if one.person_id is not None and one.person_id in names]


async def _duties(
    session: AsyncSession, line: Line, since: datetime, until: datetime, now: datetime
) -> Sequence[Worked]:
    if until > now + planning.AHEAD:
        return await planning.worked_out(session, line, since, until)
    return [
        Worked(one.starts_at, one.ends_at, one.person_id, one.shift_id, one.day)
        for one in await rota.between(session, line.id, since, until)
    ]


def as_picture(line: Line, week: Week, now: datetime) -> dict[str, Any]:
    """What is drawn of a week; minutes count from the midnight of each day and may pass 1440."""
    zone = ZoneInfo(line.zone)
    last = week.monday + 6 * _DAY
    first = f"{week.monday.day} {week.monday:%B} " if week.monday.month != last.month else f"{week.monday.day} "
    return {
        "title": f"{line.name}, {first}to {last.day} {last:%B} {last.year}",
        "zone": line.zone,
        "first_day": week.monday.isoformat(),
        "today": planning.today(line, now).isoformat(),
        "hours": [[day.isoformat(), *minutes] for day, *minutes in (_on_wall(one, zone) for one in week.opened)],
        "closed": [[day.isoformat(), reason] for day, reason in week.closed],
        "shifts": [
            {
                "number": turn.number,
                "name": turn.alias,
                "day": turn.day.isoformat(),
                "start": minutes[0],
                "end": minutes[1],
                "wanted": turn.wanted,
                "cover": turn.cover,
            }
            for turn in week.turns
            for _, *minutes in [_on_wall(turn.stretch, zone, turn.day)]
        ],
    }


def _on_wall(stretch: Stretch, zone: ZoneInfo, day: date | None = None) -> tuple[date, int, int]:
    start, end = (moment.astimezone(zone).replace(tzinfo=None) for moment in stretch)
    day = day or start.date()
    midnight = datetime.combine(day, time())
    from_minute = int((start - midnight).total_seconds() // 60)
    to_minute = int((end - midnight).total_seconds() // 60)
    # In the hour that autumn repeats, the wall can show an end that is not after its start.
    return day, max(0, from_minute), min(max(to_minute, from_minute + 1), 2 * _MINUTES)
