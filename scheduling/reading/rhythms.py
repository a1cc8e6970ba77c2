"""When somebody would like check-ins, and how long they would like none."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from scheduling.reading.days import read_date, read_range
from scheduling.reading.saying import clock, joined, weekdays
from scheduling.reading.times import read_moments, read_span, read_time, starts_span
from scheduling.reading.tokens import NotUnderstood, Tokens
from scheduling.reading.weekdays import EVERY_DAY, read_days, starts_days

_SEPARATORS = (",", "and", "&", ";", "\n", "at")
_LENGTH = re.compile(r"(?:for )?(?:(?P<count>[0-9]{1,3})|an?|one) ?(?P<unit>day|week|fortnight|month)s?")
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30}


@dataclass(frozen=True)
class Times:
    """Days of the week, 0 is Monday, and times of day in minutes from midnight."""

    days: tuple[int, ...]
    minutes: tuple[int, ...]


def read_times(text: str) -> list[Times]:
    """Understand `mon,thu 19:30`, `every day 9am and 9pm`, `20:00 weekdays`; times alone are every day's.

    Two readings when nothing says which half of the day; raises NotUnderstood.
    """
    tokens = Tokens(text)
    if tokens.done:
        raise NotUnderstood("")
    days: tuple[int, ...] | None = None
    moments: list[list[int]] = []
    while not tokens.done:
        if starts_days(tokens) and days is None:
            begin = tokens.peek()
            days, every = read_days(tokens)
            if every not in (None, 1):
                raise tokens.wrong(begin)
        else:
            moments.append(read_moments(tokens))
        tokens.skip_all(*_SEPARATORS)
    if not moments:
        raise NotUnderstood(text.strip())
    # Bare times are all meant by the same half of the day.
    found = [tuple(sorted({one[min(half, len(one) - 1)] for one in moments})) for half in (0, 1)]
    # Two times that were typed are two, and not one in two spellings.
    most = max(len(minutes) for minutes in found)
    return list(dict.fromkeys(Times(days or EVERY_DAY, minutes) for minutes in found if len(minutes) == most))


def read_clock(text: str) -> int:
    """Understand one time of day, in minutes from midnight; "9" is nine in the morning. Raises NotUnderstood."""
    tokens = Tokens(text)
    minute = read_time(tokens).minute
    if not tokens.done or minute >= 24 * 60:
        raise NotUnderstood(text.strip())
    return minute


def read_pause(text: str, today: date) -> list[tuple[date, date | None]]:
    """From which day on, and until before which, nothing is to come: `until friday`, `2 weeks`, `1 dec-8 dec`.

    `until friday` ends when Friday begins; days named from one to another are both meant. Raises NotUnderstood.
    """
    typed = " ".join(text.lower().split())
    if not typed:
        return [(today, None)]
    length = _LENGTH.fullmatch(typed)
    if length is not None:
        days = int(length["count"] or 1) * _DAYS[length["unit"]]
        if not 0 < days <= 366:
            raise NotUnderstood(text)
        return [(today, today + timedelta(days=days))]
    tokens = Tokens(text)
    if tokens.skip("until", "till", "til", "to"):
        found: list[tuple[date, date | None]] = [(today, day) for day in read_date(tokens, today, plain=True)]
        if any(day == today for _, day in found):
            raise tokens.wrong()
    else:
        found = [(first, last + timedelta(days=1)) for first, last in read_range(tokens, today)]
    if not tokens.done:
        raise tokens.wrong()
    return list(dict.fromkeys(found))


def read_quiet(text: str) -> list[tuple[int, int]]:
    """Understand `22:00-8:00` as the hours in which nothing is to come; raises NotUnderstood."""
    tokens = Tokens(text)
    if not starts_span(tokens):
        raise NotUnderstood(text.strip())
    spans = read_span(tokens)
    if not tokens.done:
        raise tokens.wrong()
    found = list(dict.fromkeys((one.start % 1440, one.end % 1440) for one in spans if one.end - one.start < 1440))
    if not found:
        raise NotUnderstood(text.strip())  # a whole day of quiet is a pause
    return found


def say_times(times: Times) -> str:
    """In words: "Mondays and Thursdays at 19:30"."""
    return f"{weekdays(times.days)} at {joined([clock(minute) for minute in times.minutes])}"
