"""What a coordinator should know about a rota that they just changed; nothing here refuses anything."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Line
from bot.queries import rota
from scheduling import planning
from scheduling.hours import closed_spans, open_spans
from scheduling.spans import Stretch, clip, subtract, union

_LOOKED_AT = timedelta(weeks=4)
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True)
class Warned:
    """One warning: the text's key and its parameters."""

    key: str
    params: dict[str, object]


def clashes(stretches: Iterable[Stretch]) -> list[Stretch]:
    """When a person has two shifts at once."""
    found: list[Stretch] = []
    latest: datetime | None = None
    for start, end in sorted(stretches):
        if latest is not None and start < latest:
            found.append((start, min(end, latest)))
        latest = end if latest is None else max(latest, end)
    return union(found)


def most_within(stretches: Iterable[Stretch], length: timedelta) -> tuple[timedelta, datetime | None]:
    """The most time on duty in any window of this length, and when the first such window begins."""
    busy = union(stretches)
    best, at = timedelta(), None
    # The busiest window begins where a stretch begins, or ends where one ends.
    for begin in sorted([start for start, _ in busy] + [end - length for _, end in busy]):
        inside = sum((end - start for start, end in clip(busy, begin, begin + length)), timedelta())
        if inside > best:
            best, at = inside, begin
    return best, at


async def about(
    session: AsyncSession, line: Line, person_id: int, alias: str, shift_ids: Collection[int], now: datetime
) -> list[Warned]:
    """What is odd about a person's next four weeks because of these shifts, which were just changed."""
    until = now + _LOOKED_AT
    duties = await rota.between(session, line.id, now, until, person_id=person_id)
    mine = [(duty.starts_at, duty.ends_at) for duty in duties]
    fresh = [(duty.starts_at, duty.ends_at) for duty in duties if duty.shift_id in shift_ids]
    found = []
    if both := [clash for clash in clashes(mine) if subtract([clash], fresh) != [clash]]:
        found.append(Warned("warn-clash", {"alias": alias, "turn_span": both[0]}))
    found += await _outside(session, line, alias, fresh, now, until)
    for start, end in sorted(fresh):
        near = clip(mine, start - _DAY, end + _DAY)
        busiest, begin = most_within(near, _DAY)
        if begin is not None and busiest > timedelta(minutes=line.most_a_day):
            first = next(each for each, its_end in near if its_end > begin)
            found.append(_too_long("warn-day", alias, busiest, line.most_a_day, first))
            break
    zone = ZoneInfo(line.zone)
    for monday in _mondays(now, until, zone):
        week = clip(mine, monday, monday + _WEEK)
        busy = sum((end - start for start, end in week), timedelta())
        if busy > timedelta(minutes=line.most_a_week) and clip(fresh, monday, monday + _WEEK):
            found.append(_too_long("warn-week", alias, busy, line.most_a_week, week[0][0]))
            break
    return found


async def _outside(
    session: AsyncSession, line: Line, alias: str, mine: Sequence[Stretch], now: datetime, until: datetime
) -> list[Warned]:
    hours = await planning.hours_of(session, line, now)
    if not hours.week and not hours.exceptions:
        return []
    opened = open_spans(hours, ZoneInfo(line.zone), now - _DAY, until + _DAY)
    outside = subtract(mine, opened)
    return [Warned("warn-outside", {"alias": alias, "turn_span": outside[0]})] if outside else []


async def about_closed(session: AsyncSession, line: Line, turns: Sequence[Stretch], now: datetime) -> list[Warned]:
    """A shift that falls on closed time will not take place: say which turn is the first."""
    hours = await planning.hours_of(session, line, now)
    closed = closed_spans(hours, ZoneInfo(line.zone), now - _DAY, now + _LOOKED_AT)
    shut = [turn for turn in turns if turn[1] > now and subtract([turn], closed) != [turn]]
    return [Warned("warn-closed", {"turn_span": shut[0]})] if shut else []


def _too_long(key: str, alias: str, busy: timedelta, most: int, first: datetime) -> Warned:
    return Warned(
        key,
        {"alias": alias, "length": busy.total_seconds(), "most_length": most * 60, "first_when": first},
    )


def _mondays(since: datetime, until: datetime, zone: ZoneInfo) -> list[datetime]:
    local = since.astimezone(zone)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), datetime.min.time(), zone)
    found = []
    while monday < until:
        found.append(monday)
        monday = datetime.combine(monday.date() + _WEEK, datetime.min.time(), zone)
    return found
