"""A whole rota read at once: lines that somebody pasted, a table, or a calendar file."""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scheduling.anchoring import anchored, next_of, weeks_between
from scheduling.reading import NotUnderstood, UnknownName, When, read_shift, read_turns
from scheduling.reading.days import read_date
from scheduling.reading.tokens import Tokens

_MOST = 500
_LARGEST = 1_000_000  # bytes
_BULLET = re.compile(r"^\s*(?:[-*•]\s+|[0-9]{1,3}[.)]\s+)")
_COLUMNS = {
    "names": ("names", "name", "who", "volunteer", "volunteers", "person"),
    "days": ("days", "day", "date", "when", "weekday"),
    "start": ("start", "from time", "begin", "begins", "starts", "start time"),
    "end": ("end", "finish", "ends", "to time", "end time", "stop"),
    "every": ("every", "every weeks", "weeks", "interval"),
    "from": ("from", "first day", "first", "starting"),
    "until": ("until", "last day", "last", "to"),
}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = timedelta(days=1)
# What lies outside is a mistake of the file's, or means "for ever".
_EARLIEST, _LATEST = date(2000, 1, 1), date(2199, 12, 31)
_MOST_WEEKS = 52  # from one turn of a shift to the next


@dataclass(frozen=True)
class Entry:
    """A shift that was read; several names take turns."""

    names: tuple[str, ...]
    when: When


@dataclass(frozen=True)
class Problem:
    """What was not understood: the line or event, counted from 1, and the piece at fault."""

    line: int
    part: str
    unknown_name: bool


@dataclass(frozen=True)
class Import:
    """All that was read, and all that was not; `over` counts the rows of a table whose days have gone by."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    over: int = 0


def taken_up(entry: Entry, today: date) -> Entry:
    """A shift as it is entered today: with its first and last day, its names beginning with whoever has that first day.

    Weeks and turns are counted from the day that was said, which may be long ago.
    """
    when = anchored(entry.when, today)
    if when.days is None or when.first_day is None:
        return Entry(entry.names, when)
    began = next_of(when.days, entry.when.first_day or today)
    turn = weeks_between(began, when.first_day) // (when.every_weeks or 1) % len(entry.names)
    return Entry((*entry.names[turn:], *entry.names[:turn]), when)


def read_lines(text: str, names: Sequence[str], today: date) -> Import:
    """A shift a line: `Sam mon 18:00-22:00`, or `tue 18:00-22:00 Sam Kim` for turns."""
    lines = [(number, _BULLET.sub("", line).strip()) for number, line in enumerate(text.splitlines(), 1)]
    wanted = [(number, line) for number, line in lines if line and not line.startswith(("#", "//"))]
    return _gathered(wanted, lambda line: [_one_line(line, names, today)])


def read_sheet(data: bytes, names: Sequence[str], today: date) -> Import:
    """A table with commas, semicolons or tabs; with our own header, another in plain words, or none."""
    text = _decoded(data)
    if text is None:
        return Import((), (Problem(1, "", False),))
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=first.count)
    try:
        rows = [
            (number, [cell.strip().removeprefix("'") for cell in row])
            for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        return Import((), (Problem(1, "", False),))
    columns = _columns(rows[0][1]) if rows else {}
    if columns:
        rows = rows[1:]
    else:
        columns = {name: place for place, name in enumerate(("names", "days", "start", "end"))}
    found = [
        (number, {name: row[place] if place < len(row) else "" for name, place in columns.items()})
        for number, row in rows
    ]
    coming = [(number, cells) for number, cells in found if not _is_over(cells, today)]
    return replace(
        _gathered(coming, lambda cells: [_one_row(cells, names, today)]),
        over=len(found) - len(coming),
    )


def read_calendar(data: bytes, names: Sequence[str], today: date, zone: ZoneInfo) -> Import:
    """A calendar file: the volunteer's name stands in an event's title or among those invited."""
    from icalendar import Calendar  # three MiB that a running line rarely needs

    if len(data) > _LARGEST:
        return Import((), (Problem(1, "", False),))
    try:
        events = list(Calendar.from_ical(data).walk("VEVENT"))
    except Exception:  # icalendar raises whatever the place where it broke raises
        return Import((), (Problem(1, "", False),))
    return _gathered(list(enumerate(events, 1)), lambda event: _one_event(event, names, today, zone))


def _gathered(items: Iterable[tuple[int, Any]], read: Callable[[Any], Iterable[Entry]]) -> Import:
    entries: dict[Entry, None] = {}
    problems = []
    for number, item in items:
        try:
            entries.update(dict.fromkeys(read(item)))
        except NotUnderstood as error:
            problems.append(Problem(number, error.part, isinstance(error, UnknownName)))
        except Exception:
            # A file comes from any program there is, and can be wrong in ways that no list of errors foresees.
            problems.append(Problem(number, "", False))
        if len(entries) > _MOST:
            problems.append(Problem(number, f"> {_MOST}", False))
            break
    return Import(tuple(entries), tuple(problems))


def _one_line(line: str, names: Sequence[str], today: date) -> Entry:
    try:
        turns = read_turns(line, names, today)
    except NotUnderstood:
        shifts = read_shift(line.replace(":", " ", 1) if _named_with_colon(line, names) else line, names, today)
        return Entry((_only(shifts, line)[0],), _only(shifts, line)[1])
    return Entry(*_only(turns, line))


def _named_with_colon(line: str, names: Sequence[str]) -> bool:
    """Whether it is written "Sam: mon 18:00-22:00"."""
    return line.partition(":")[0].strip().casefold() in {name.casefold() for name in names}


def _only(readings: Sequence[Any], part: str) -> Any:
    if len(readings) > 1:
        raise NotUnderstood(part)
    return readings[0]


def _decoded(data: bytes) -> str | None:
    if len(data) > _LARGEST or b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _columns(header: Sequence[str]) -> dict[str, int]:
    found = {}
    for place, cell in enumerate(header):
        for name, words in _COLUMNS.items():
            if cell.casefold().strip() in words and name not in found:
                found[name] = place
    return found if {"names", "days"} <= found.keys() else {}


def _is_over(cells: Mapping[str, str], today: date) -> bool:
    """Whether a row's day or last day has gone by: it is no slip, the table is older than that."""
    named = (_dates_in(cells.get(column, ""), today) for column in ("days", "until"))
    return any(days and max(days) < today for days in named)


def _dates_in(cell: str, today: date) -> list[date]:
    """The day of the calendar that a cell names, in every reading, the likeliest first; [] where it names none."""
    found: list[date] = []
    for day_first in (True, False):
        with suppress(NotUnderstood):
            tokens = Tokens(cell, day_first=day_first)
            days = read_date(tokens, today, plain=False, checked=False)
            found += days if tokens.done else []
    return list(dict.fromkeys(found))


def _began(cell: str, today: date) -> date | None:
    """The first day of a row, when it has gone by; None when it has not."""
    days = _dates_in(cell, today)
    if not days or days[0] >= today:
        return None
    if len(days) > 1 or days[0] < _EARLIEST:
        # "12/1/2027" may be a day that has been and a month to come: a guess would leave the shift empty till then.
        raise NotUnderstood(cell)
    return days[0]


def _one_row(cells: Mapping[str, str], names: Sequence[str], today: date) -> Entry:
    every = cells.get("every", "") or "1"
    if not every.isdecimal() or not 1 <= int(every[:3]) <= _MOST_WEEKS:
        raise NotUnderstood(every)
    times = f"{cells['start']}-{cells.get('end', '')}" if cells.get("start") else ""
    said = f"{cells['days']} {times}"
    began = _began(cells.get("from", ""), today)
    said += f" from {cells['from']}" if cells.get("from") and began is None else ""
    said += f" until {cells['until']}" if cells.get("until") else ""
    who = [part.strip() for part in cells["names"].split(">")]
    if len(who) > 1:
        people, when = _only(read_turns(f"{said} {', '.join(who)}", names, today), said)
    else:
        name, when = _only(read_shift(f"{cells['names']} {said}", names, today), said)
        people = (name,)
    if began is not None:
        if when.days is None or when.first_day is not None:
            raise NotUnderstood(said)
        when = replace(when, first_day=began)
    return Entry(people, replace(when, every_weeks=int(every)) if int(every) > 1 and when.days is not None else when)


def _one_event(event: Any, names: Sequence[str], today: date, zone: ZoneInfo) -> list[Entry]:
    title = str(event.get("SUMMARY", ""))
    if _changes_a_turn(event, today):
        # It cannot be carried over, and nobody should be surprised on that day.
        raise NotUnderstood(title)
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return []
    name = _name_in(event, title, names)
    try:
        start, end = _wall(event.decoded("DTSTART"), zone), _wall(_end(event), zone)
    except Exception:
        raise NotUnderstood(title) from None
    if not _EARLIEST <= start.date() <= _LATEST:
        raise NotUnderstood(title)
    length = int((end - start).total_seconds() // 60)
    if not 0 < length <= 24 * 60:
        raise NotUnderstood(title)
    begin = start.hour * 60 + start.minute
    rule = event.get("RRULE")
    elsewhere = rule is not None and event.decoded("DTSTART").weekday() != start.weekday()
    if elsewhere or event.get("RDATE") is not None:
        # Weekdays of another part of the world, or days beside the rule, cannot be carried over.
        raise NotUnderstood(title)
    if rule is None:
        if start.date() < today:
            return []
        return [Entry((name,), When(None, start.date(), begin, begin + length))]
    if event.get("EXDATE") is not None:
        # A day left out cannot be carried over, and nobody should be surprised on it.
        raise NotUnderstood(title)
    try:
        when = _weekly(rule, start, begin, begin + length, zone, title)
    except Exception:
        raise NotUnderstood(title) from None
    if when.last_day is not None and when.last_day < max(today, start.date()):
        return []
    return [Entry((name,), when)]


def _changes_a_turn(event: Any, today: date) -> bool:
    """Whether it moves, gives away or calls off one turn of a series, which is not over (RFC 5545, RECURRENCE-ID)."""
    if event.get("RECURRENCE-ID") is None:
        return False
    try:
        moments = [event.decoded(name) for name in ("RECURRENCE-ID", "DTSTART")]
        return max(one.date() if isinstance(one, datetime) else one for one in moments) >= today
    except Exception:
        return True


def _name_in(event: Any, title: str, names: Sequence[str]) -> str:
    invited = event.get("ATTENDEE", [])
    texts = [title, *(str(one.params.get("CN", "")) for one in (invited if isinstance(invited, list) else [invited]))]
    for text in texts:
        for name in sorted(names, key=len, reverse=True):
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
                return name
    raise UnknownName(title)


def _end(event: Any) -> Any:
    if event.get("DTEND") is not None:
        return event.decoded("DTEND")
    return event.decoded("DTSTART") + event.decoded("DURATION")


def _wall(moment: Any, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        raise ValueError("a whole day")
    return (moment.astimezone(zone) if moment.tzinfo is not None else moment).replace(tzinfo=None)


def _weekly(rule: Any, start: datetime, begin: int, end: int, zone: ZoneInfo, title: str) -> When:
    rare = set(rule) - {"FREQ", "INTERVAL", "BYDAY", "UNTIL", "COUNT", "WKST"}
    frequency = str(rule.get("FREQ", [""])[0]).upper()
    every = int(rule.get("INTERVAL", [1])[0])
    if (
        rare
        or not 1 <= every <= _MOST_WEEKS
        or frequency not in ("WEEKLY", "DAILY")
        or (frequency == "DAILY" and every != 1)
    ):
        raise NotUnderstood(title)
    days = tuple(range(7)) if frequency == "DAILY" else (start.weekday(),)
    if rule.get("BYDAY"):
        try:
            days = tuple(sorted(_WEEKDAYS.index(str(day).upper()) for day in rule["BYDAY"]))
        except ValueError:
            raise NotUnderstood(title) from None
    if every > 1 and _straddles({*days, start.weekday()}, str(rule.get("WKST", ["MO"])[0]).upper()):
        raise NotUnderstood(title)
    when = When(days, None, begin, end, every, start.date(), None)
    if rule.get("UNTIL"):
        until = rule["UNTIL"][0]
        last = _last_until(_wall(until, zone), start) if isinstance(until, datetime) else until
        return replace(when, last_day=last if last <= _LATEST else None)
    if rule.get("COUNT"):
        return replace(when, last_day=_last_of(when, int(rule["COUNT"][0])))
    return when


def _straddles(days: Collection[int], week_begins: str) -> bool:
    """Whether a week that begins on another day than Monday would put some of the days into other weeks than ours."""
    first = _WEEKDAYS.index(week_begins)
    return len({day < first for day in days}) > 1


def _last_until(until: datetime, start: datetime) -> date:
    """The last day on which a turn still begins no later than `until`; both are on the wall."""
    return until.date() if start.time() <= until.time() else until.date() - _DAY


def _last_of(when: When, count: int) -> date:
    day = first = when.first_day or date.min
    left = min(count, 10 * 366)
    while True:
        if day.weekday() in (when.days or ()) and weeks_between(first, day) % (when.every_weeks or 1) == 0:
            left -= 1
            if left <= 0:
                return day
        day += _DAY
