"""Times of shifts and hours in words."""

from collections.abc import Sequence
from datetime import date

from scheduling.reading.sentences import Span, When
from scheduling.reading.times import MIDNIGHT
from scheduling.reading.weekdays import WEEKDAYS

_NAMES = tuple(name.capitalize() for name in WEEKDAYS)


def say_when(when: When) -> str:
    """A shift's time: "Mondays 18:00-22:00", "Every other Tuesday 18:00-22:00, until 1 March 2027"."""
    if when.day is not None:
        days = f"{_NAMES[when.day.weekday()]} {_date(when.day)},"
    elif when.every_weeks == 2:
        days = f"Every other {joined([_NAMES[day] for day in when.days or ()])}"
    else:
        days = weekdays(when.days or ())
    if when.every_weeks is not None and when.every_weeks > 2:
        days = f"Every {when.every_weeks} weeks, {days}"
    if when.end_minute <= MIDNIGHT:
        said = f"{days} {clock(when.start_minute)}-{clock(when.end_minute)}"
    else:
        begin = "" if when.day else "from "
        said = f"{days} {begin}{clock(when.start_minute)}, until {clock(when.end_minute - MIDNIGHT)} the next day"
    limits = [
        f"{word} {_date(day)}"
        for word, day in (("from", when.first_day), ("until", when.last_day))
        if day is not None and when.day is None
    ]
    return f"{said}, {' '.join(limits)}" if limits else said


def say_spans(spans: Sequence[Span]) -> str:
    """Hours of a week, a line for all days that have the same: "Mondays to Fridays 18:00-22:00"."""
    by_day: dict[int, list[str]] = {}
    for span in sorted(spans, key=lambda one: (one.weekday, one.start_minute)):
        end = span.end_minute if span.end_minute <= MIDNIGHT else span.end_minute - MIDNIGHT
        by_day.setdefault(span.weekday, []).append(f"{clock(span.start_minute)}-{clock(end)}")
    alike: dict[str, list[int]] = {}
    for day, times in by_day.items():
        alike.setdefault(joined(times), []).append(day)
    return "\n".join(f"{weekdays(days)} {times}" for times, days in alike.items())


def _date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def weekdays(days: Sequence[int]) -> str:
    """Days of the week in words: "Mondays to Fridays", "Every day"."""
    names = [f"{_NAMES[day]}s" for day in days]
    if len(names) == 7:
        return "Every day"
    if len(names) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]} to {names[-1]}"
    return joined(names)


def joined(words: Sequence[str]) -> str:
    """Words as a list: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def clock(minute: int) -> str:
    """A minute of the day as the wall shows it."""
    return f"{minute // 60:02}:{minute % 60:02}"
