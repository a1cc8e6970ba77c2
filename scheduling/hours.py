"""When the line promises to be open: the week, bank holidays, and the exceptions that coordinators enter."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from scheduling.spans import Stretch, clip, subtract, union
from scheduling.wall import instant

_DAY = timedelta(days=1)
_MIDNIGHT = 24 * 60
# The parts of the United Kingdom as the holidays library calls them.
_SUBDIVISIONS = {"england": "ENG", "scotland": "SCT", "wales": "WLS", "northern-ireland": "NIR"}


@dataclass(frozen=True)
class Exceptional:
    """Days, both included, that are open or closed whatever the week says; with minutes, that span of each day.

    Open without minutes means: as in any other week, whatever was entered before.
    """

    is_open: bool
    first_day: date
    last_day: date
    start_minute: int | None = None
    end_minute: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Hours:
    """A week of (weekday, start, end) in minutes from midnight, exceptions in the order entered, the later wins.

    `nation` is set when the line is closed on that nation's bank holidays; any exception wins over those.
    """

    week: tuple[tuple[int, int, int], ...]
    exceptions: tuple[Exceptional, ...] = ()
    nation: str | None = None


def open_spans(hours: Hours, zone: ZoneInfo, since: datetime, until: datetime) -> list[Stretch]:
    """When the line is open in [since, until), in UTC."""
    opened, closed = _forced(hours, zone, since, until)
    return clip(union([*subtract(_weekly(hours, zone, since, until), closed), *opened]), since, until)


def closed_spans(hours: Hours, zone: ZoneInfo, since: datetime, until: datetime) -> list[Stretch]:
    """When the line is closed on purpose in [since, until), so that shifts in that time are off too."""
    return clip(_forced(hours, zone, since, until)[1], since, until)


def why_closed(hours: Hours, zone: ZoneInfo, at: datetime) -> str | None:
    """Why the line is closed on purpose at this moment, "" when no reason was given; None when it is not."""
    if not closed_spans(hours, zone, at, at + timedelta.resolution):
        return None
    for exception in reversed(hours.exceptions):
        if not exception.is_open and any(start <= at < end for start, end in _stretches(exception, zone, at, at)):
            return exception.reason
    return next(
        (name for day, name in bank_holidays(hours.nation, *_days(zone, at, at)) if _holds(day, zone, at)),
        "",
    )


def bank_holidays(nation: str | None, first_day: date, last_day: date) -> list[tuple[date, str]]:
    """The nation's bank holidays from the first day to the last, each with its name; none without a nation."""
    if nation is None:
        return []
    years = range(first_day.year, last_day.year + 1)
    return [(day, name) for year in years for day, name in _year(nation, year) if first_day <= day <= last_day]


@cache
def _year(nation: str, year: int) -> tuple[tuple[date, str], ...]:
    import holidays  # some MiB, needed only by lines that close on them

    found = holidays.country_holidays("GB", subdiv=_SUBDIVISIONS[nation], years=year, language="en_GB")
    return tuple(sorted(found.items()))


def _forced(hours: Hours, zone: ZoneInfo, since: datetime, until: datetime) -> tuple[list[Stretch], list[Stretch]]:
    days = bank_holidays(hours.nation, *_days(zone, since, until))
    opened: list[Stretch] = []
    closed = union(_whole(day, zone) for day, _ in days)
    for exception in hours.exceptions:
        stretches = union(_stretches(exception, zone, since, until))
        if exception.is_open and exception.start_minute is None:
            opened, closed = subtract(opened, stretches), subtract(closed, stretches)
        elif exception.is_open:
            opened, closed = union([*opened, *stretches]), subtract(closed, stretches)
        else:
            opened, closed = subtract(opened, stretches), union([*closed, *stretches])
    return opened, closed


def _weekly(hours: Hours, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[Stretch]:
    first, last = _days(zone, since, until)
    for day in _each(first, last):
        for weekday, start, end in hours.week:
            if day.weekday() == weekday:
                yield instant(day, start, zone, edge="start"), instant(day, end, zone, edge="end")


def _stretches(exception: Exceptional, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[Stretch]:
    first, last = _days(zone, since, until)
    for day in _each(max(first, exception.first_day), min(last, exception.last_day)):
        if exception.start_minute is None or exception.end_minute is None:
            yield _whole(day, zone)
        else:
            start = instant(day, exception.start_minute, zone, edge="start")
            yield start, instant(day, exception.end_minute, zone, edge="end")


def _whole(day: date, zone: ZoneInfo) -> Stretch:
    return instant(day, 0, zone, edge="start"), instant(day, _MIDNIGHT, zone, edge="end")


def _holds(day: date, zone: ZoneInfo, at: datetime) -> bool:
    start, end = _whole(day, zone)
    return start <= at < end


def _days(zone: ZoneInfo, since: datetime, until: datetime) -> tuple[date, date]:
    # A span may have begun two days before (it can pass midnight, and midnight itself can show twice).
    return since.astimezone(zone).date() - 2 * _DAY, until.astimezone(zone).date() + _DAY


def _each(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += _DAY


def merged(week: Iterable[tuple[int, int, int]]) -> Sequence[tuple[int, int, int]]:
    """The week's spans sorted, those of one weekday that overlap or touch joined."""
    found: list[tuple[int, int, int]] = []
    for weekday, start, end in sorted(set(week)):
        if found and found[-1][0] == weekday and start <= found[-1][2]:
            found[-1] = (weekday, found[-1][1], max(end, found[-1][2]))
        else:
            found.append((weekday, start, end))
    return found
