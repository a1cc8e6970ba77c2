"""Open hours with nobody on: found after every change, and told to the coordinators in time."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Gap, Line
from bot.queries import hours as rows
from bot.queries import people, rota
from scheduling import planning
from scheduling.hours import Hours, open_spans
from scheduling.spans import Stretch, clip, subtract
from scheduling.telling import tell_coordinators

WARNED_BEFORE = timedelta(hours=24)
# Whoever edits the rota often takes somebody off first and puts somebody on next.
_WHILE_EDITING = timedelta(minutes=10)
_SOON = timedelta(hours=1)
_LONGEST = timedelta(hours=25)
_WEEK_NOTICE = time(10)  # on Sundays, in the line's zone


async def find(session: AsyncSession, line: Line, hours: Hours, since: datetime, until: datetime) -> list[Stretch]:
    """When the line is open in [since, until) and nobody who can be reached is on."""
    reachable = await people.reachable(session, line.id)
    manned = [
        (duty.starts_at, duty.ends_at)
        for duty in await rota.between(session, line.id, since, until)
        if duty.person_id in reachable
    ]
    return subtract(open_spans(hours, ZoneInfo(line.zone), since, until), manned)


async def look(session: AsyncSession, line: Line, now: datetime, *, told: bool = False) -> None:
    """Bring the gaps on record in step with hours and rota; with `told`, coordinators know of the new ones already."""
    await session.flush()
    hours = await planning.hours_of(session, line, now)
    since = now - _LONGEST
    found = [gap for gap in await find(session, line, hours, since, now + planning.AHEAD) if gap[1] > now]
    known = {(gap.starts_at, gap.ends_at): gap for gap in await rows.gaps(session, line.id)}
    heard = [stretch for stretch, gap in known.items() if gap.warn_at is None]
    await rows.remove_gaps(session, [gap for stretch, gap in known.items() if stretch not in found])
    for stretch in found:
        if stretch not in known:
            news = not told and bool(subtract([stretch], heard))
            start, end = stretch
            session.add(
                Gap(line_id=line.id, starts_at=start, ends_at=end, warn_at=_warn_at(start, now) if news else None)
            )
    if line.week_notice_at is None:
        stored = await session.get_one(Line, line.id)
        stored.week_notice_at = line.week_notice_at = _next_sunday(line, now)
    await session.flush()
    session.info["due"] = True


async def tell(session: AsyncSession, line: Line, now: datetime) -> None:
    """Tell the coordinators of the gaps that are a day away, or opened at shorter notice."""
    due = await rows.gaps_due(session, now)
    for gap in due:
        gap.warn_at = None
    await session.flush()
    if to_come := [(gap.starts_at, gap.ends_at) for gap in due if gap.ends_at > now]:
        await _tell(session, line, "gaps-soon", to_come, now)


async def tell_week(session: AsyncSession, line: Line, now: datetime) -> None:
    """On Sundays, tell the coordinators of the gaps of the week that begins on Monday, if there are any."""
    stored = await session.get_one(Line, line.id)
    if stored.week_notice_at is None or stored.week_notice_at > now:
        return
    due = stored.week_notice_at
    stored.week_notice_at = _next_sunday(line, now)
    await session.flush()
    zone = ZoneInfo(line.zone)
    monday = datetime.combine(due.astimezone(zone).date() + timedelta(days=1), time(), zone)
    gaps = clip(
        ((gap.starts_at, gap.ends_at) for gap in await rows.gaps(session, line.id)),
        max(monday, now),
        monday + timedelta(days=7),
    )
    if gaps:
        await _tell(session, line, "gaps-week", gaps, now)


async def _tell(session: AsyncSession, line: Line, key: str, gaps: Sequence[Stretch], now: datetime) -> None:
    shown = gaps[:10]
    said = {"gap_spans": shown, "more": len(gaps) - len(shown)}
    await tell_coordinators(session, line, key, now, said, expires_at=gaps[-1][1])


def _warn_at(start: datetime, now: datetime) -> datetime:
    in_time = start - WARNED_BEFORE
    if in_time > now:
        return in_time
    return now if start - now <= _SOON else now + _WHILE_EDITING


def _next_sunday(line: Line, now: datetime) -> datetime:
    zone = ZoneInfo(line.zone)
    day = now.astimezone(zone).date()
    sunday = datetime.combine(day + timedelta(days=(6 - day.weekday()) % 7), _WEEK_NOTICE, zone)
    if sunday > now:
        return sunday
    return datetime.combine(sunday.date() + timedelta(days=7), _WEEK_NOTICE, zone)
