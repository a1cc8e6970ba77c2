"""A whole rota read at once: lines that somebody pasted, a table, or a calendar file."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scheduling.reading import NotUnderstood, UnknownName, When, read_shift, read_turns

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
    """All that was read, and all that was not."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


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
    return _gathered(rows, lambda row: [_one_row(row, columns, names, today)])


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


def _one_row(row: Sequence[str], columns: dict[str, int], names: Sequence[str], today: date) -> Entry:
    cells = {name: row[place] if place < len(row) else "" for name, place in columns.items()}
    every = cells.get("every", "") or "1"
    if not every.isdecimal() or not 1 <= int(every[:3]) <= _MOST_WEEKS:
        raise NotUnderstood(every)
    times = f"{cells['start']}-{cells.get('end', '')}" if cells.get("start") else ""
    said = f"{cells['days']} {times}"
    said += f" from {cells['from']}" if cells.get("from") else ""
    said += f" until {cells['until']}" if cells.get("until") else ""
    who = [part.strip() for part in cells["names"].split(">")]
    if len(who) > 1:
        people, when = _only(read_turns(f"{said} {', '.join(who)}", names, today), said)
    else:
        name, when = _only(read_shift(f"{cells['names']} {said}", names, today), said)
        people = (name,)
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
    if when.last_day is not None and when.last_day < today:
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
    when = When(days, None, begin, end, every, start.date(), None)
    if rule.get("UNTIL"):
        until = rule["UNTIL"][0]
        last = _wall(until, zone).date() if isinstance(until, datetime) else until
        return replace(when, last_day=last if last <= _LATEST else None)
    if rule.get("COUNT"):
        return replace(when, last_day=_last_of(when, int(rule["COUNT"][0])))
    return when


def _last_of(when: When, count: int) -> date:
    day = first = when.first_day or date.min
    monday = first - first.weekday() * _DAY
    left = min(count, 10 * 366)
    while True:
        if day.weekday() in (when.days or ()) and ((day - monday).days // 7) % (when.every_weeks or 1) == 0:
            left -= 1
            if left <= 0:
                return day
        day += _DAY
