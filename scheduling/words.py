"""What coordinators type about shifts, understood and said back."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LOWER = tuple(name.lower() for name in _WEEKDAYS)
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")  # phones turn a typed hyphen into many kinds of dash
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_MIDNIGHT = 24 * 60
_FURTHEST = timedelta(days=5 * 366)  # a year mistyped by decades is a slip, not a plan
_QUOTED = 60  # characters of what was not understood that are worth saying back


class NotUnderstood(ValueError):
    """Typed words that make no sense; `part` is the piece at fault, cut short, or "" for nothing typed."""

    def __init__(self, part: str) -> None:
        self.part = part if len(part) <= _QUOTED else part[: _QUOTED - 3] + "..."
        super().__init__(self.part)


class UnknownName(NotUnderstood):
    """The name in front is nobody's; `part` is that name."""


@dataclass(frozen=True)
class When:
    """When a shift is: on `days` of the week (0 is Monday) or on one `day`; `end_minute` may pass 1440."""

    days: tuple[int, ...] | None
    day: date | None
    start_minute: int
    end_minute: int


def parse_when(text: str, today: date) -> When:
    """Understand `mon-fri 18:00-22:00` or `2026-11-27 22:00-02:00`; raises NotUnderstood."""
    *days, times = re.split(r"[\s,]+", _tidy(text))
    start_minute, end_minute = _span(times)
    if not days:
        raise NotUnderstood(times)
    if len(days) == 1 and _DATE.fullmatch(days[0]):
        return When(None, _date(days[0], today), start_minute, end_minute)
    weekdays = {weekday for word in days for weekday in _weekdays(word)}
    return When(tuple(sorted(weekdays)), None, start_minute, end_minute)


def parse_shift(text: str, names: Sequence[str], today: date) -> tuple[str, When]:
    """Understand `NAME mon 18:00-22:00`, the name in any case; returns it as it stands in `names`.

    The longest known name that fits wins. Raises UnknownName for another, NotUnderstood for the rest.
    """
    words = text.split()
    failed: NotUnderstood | None = None
    for name in sorted(names, key=lambda each: len(each.split()), reverse=True):
        length = len(name.split())
        if length and _folded(words[:length]) == _folded(name.split()):
            try:
                return name, parse_when(" ".join(words[length:]), today)
            except NotUnderstood as error:
                failed = failed or error
    if failed:
        raise failed
    first_of_when = next((n for n, word in enumerate(words) if n and _looks_like_when(word)), len(words))
    raise UnknownName(" ".join(words[:first_of_when]))


def say_when(when: When) -> str:
    """The same in words: "Mondays 18:00-22:00", "Fridays from 22:00, until 02:00 the next day"."""
    if when.day:
        days = f"{_WEEKDAYS[when.day.weekday()]} {when.day.day} {when.day:%B %Y},"
    else:
        days = _say_weekdays(when.days or ())
    if when.end_minute <= _MIDNIGHT:
        return f"{days} {_clock(when.start_minute)}-{_clock(when.end_minute)}"
    until = _clock(when.end_minute - _MIDNIGHT)
    return f"{days} {'' if when.day else 'from '}{_clock(when.start_minute)}, until {until} the next day"


def _tidy(text: str) -> str:
    return _DASHES.sub("-", text).strip(" \t\r\n,").lower()


def _span(word: str) -> tuple[int, int]:
    start, dash, end = word.partition("-")
    if not dash:
        raise NotUnderstood(word)
    start_minute, end_minute = _minute(start or word), _minute(end or word)
    if start_minute in (end_minute, _MIDNIGHT):
        raise NotUnderstood(word)
    return start_minute, end_minute if end_minute > start_minute else end_minute + _MIDNIGHT


def _minute(word: str) -> int:
    found = _TIME.fullmatch(word)
    if not found:
        raise NotUnderstood(word)
    hour, minute = int(found[1]), int(found[2])
    if minute > 59 or hour * 60 + minute > _MIDNIGHT:
        raise NotUnderstood(word)
    return hour * 60 + minute


def _date(word: str, today: date) -> date:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        raise NotUnderstood(word) from None
    if not today <= day <= today + _FURTHEST:
        raise NotUnderstood(word)
    return day


def _weekdays(word: str) -> Iterable[int]:
    first, dash, last = word.partition("-")
    start = _weekday(first, word)
    if not dash:
        return (start,)
    return ((start + n) % 7 for n in range((_weekday(last, word) - start) % 7 + 1))


def _weekday(name: str, word: str) -> int:
    for number, full in enumerate(_LOWER):
        if len(name) >= 3 and (full.startswith(name) or name in (f"{full}s", f"{full[:3]}s")):
            return number
    raise NotUnderstood(word)


def _looks_like_when(word: str) -> bool:
    if _DATE.fullmatch(word) or ":" in word:
        return True
    with suppress(NotUnderstood):
        _weekdays(_tidy(word).partition(",")[0])
        return True
    return False


def _folded(words: Sequence[str]) -> str:
    return unicodedata.normalize("NFKC", " ".join(words)).casefold()


def _say_weekdays(days: Sequence[int]) -> str:
    names = [f"{_WEEKDAYS[day]}s" for day in days]
    if len(names) == 7:
        return "Every day"
    if len(names) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]} to {names[-1]}"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
