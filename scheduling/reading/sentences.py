"""Whole commands: a shift, turns, hours, days, a moment. Each returns every reading, the likeliest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TypeVar

from scheduling.reading.days import read_date, read_last, read_range, starts_date
from scheduling.reading.times import Stretch, read_moments, read_span, starts_span
from scheduling.reading.tokens import Backwards, NotUnderstood, Tokens, refuse_long
from scheduling.reading.weekdays import RANGE, read_days, read_every

T = TypeVar("T")
_MOST = 4  # readings that are worth asking about
_SEPARATORS = (",", ";", "\n", "&", "and")
_Limits = tuple[date | None, date | None]


@dataclass(frozen=True)
class When:
    """When a shift is: on `days` of the week (0 is Monday) or on one `day`; `end_minute` may pass 1440.

    With `every_weeks` 2, every other week; None when nothing was said of that, which is every week for a new shift.
    From `first_day` to `last_day` when these are given.
    """

    days: tuple[int, ...] | None
    day: date | None
    start_minute: int
    end_minute: int
    every_weeks: int | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Span:
    """Opening hours on a weekday, in minutes from midnight; the end may pass 1440."""

    weekday: int
    start_minute: int
    end_minute: int


@dataclass(frozen=True)
class Dates:
    """Days, both included, whole or a span of each in minutes; `reason` is what was typed after them."""

    first_day: date
    last_day: date
    start_minute: int | None
    end_minute: int | None
    reason: str


def read_when(text: str, today: date) -> list[When]:
    """Understand `mon-fri 18:00-22:00`, `tomorrow 6pm-10pm`, `every other tue 18-20 from 1 dec`, and the like."""
    refuse_long(text)
    return _each_way(" ".join(text.split()).strip(" ,"), lambda tokens: _when(tokens, today))


def _each_way(text: str, read: Callable[[Tokens], Sequence[T]]) -> list[T]:
    """What `read` makes of the text with "1/12" day first, then month first; else the error that came furthest."""
    found: list[T] = []
    failed: list[tuple[int, NotUnderstood]] = []
    for day_first in (True, False):
        tokens = Tokens(text, day_first=day_first)
        if not day_first and not tokens.has_marked_dates:
            break
        try:
            found += read(tokens)
        except NotUnderstood as error:
            if isinstance(error, Backwards) and day_first:
                raise
            failed.append((tokens.at, error))
    if not found:
        raise max(failed, key=lambda one: one[0])[1]
    return _distinct(found)


def _when(tokens: Tokens, today: date) -> list[When]:
    spans: list[Stretch] = []
    if starts_span(tokens) and not starts_date(tokens, plain=False):
        spans = read_span(tokens)
        tokens.skip(",")
    days, every, dates = _days_or_date(tokens, today)
    limits: list[_Limits] = [(None, None)]
    if not spans:
        tokens.skip_all(",", "at")
        limits = _limits(tokens, today, limits)
        spans = read_span(tokens)
    limits = _limits(tokens, today, limits)
    if not dates and every is None and (every := read_every(tokens)) is not None:
        limits = _limits(tokens, today, limits)
    if not tokens.done:
        raise tokens.wrong()
    limits = [(first, last) for first, last in limits if first is None or last is None or first <= last]
    if not limits or (dates and limits != [(None, None)]):
        raise NotUnderstood(tokens.typed)
    chosen: list[date | None] = [*dates] or [None]
    return [
        When(days if day is None else None, day, span.start, span.end, every, first, last)
        for day, (first, last), span in product(chosen, limits, spans)
    ]


def _days_or_date(tokens: Tokens, today: date) -> tuple[tuple[int, ...], int | None, list[date]]:
    if tokens.done:
        raise tokens.wrong()
    if starts_date(tokens, plain=False):
        return (), None, read_date(tokens, today, plain=False)
    days, every = read_days(tokens)
    return days, every, []


def _limits(tokens: Tokens, today: date, limits: list[_Limits]) -> list[_Limits]:
    """The first and the last day, in every reading; each may be said once."""
    while True:
        place = tokens.at
        tokens.skip(",")
        if tokens.skip("from", "starting", "since") and starts_date(tokens, plain=False):
            if limits[0][0] is not None:
                raise tokens.wrong()
            firsts = read_date(tokens, today, plain=False)
            limits = [(first, last) for first in firsts for _, last in limits]
        elif tokens.skip("until", "till", "til", "to", "ending") and starts_date(tokens, plain=False):
            if limits[0][1] is not None:
                raise tokens.wrong()
            begin, found = tokens.at, limits
            limits = []
            for first, _ in found:
                tokens.at = begin
                lasts = read_last(tokens, today, first or today, plain=False)
                limits += [(first, last) for last in lasts]
        else:
            tokens.at = place
            return limits


def read_hours(text: str, today: date) -> list[tuple[Span, ...]]:
    """Understand `mon-fri 18:00-22:00, sat,sun 14:00-22:00`; several spans a day stand behind one another."""
    tokens = Tokens(text)
    items: list[tuple[tuple[int, ...], list[Stretch]]] = []
    tokens.skip_all(*_SEPARATORS)
    while not tokens.done:
        spans_first = _spans(tokens) if starts_span(tokens) else []
        begin = tokens.peek()
        days, every = read_days(tokens)
        if every not in (None, 1):
            raise tokens.wrong(begin)
        tokens.skip(",")
        spans = spans_first or _spans(tokens)
        items += [(days, span) for span in spans]
        tokens.skip_all(*_SEPARATORS)
    if not items:
        raise NotUnderstood("")
    # A bare span that would pass midnight in its evening reading is likelier by day, and the others go with it.
    late_first = all(len(spans) == 1 or spans[0].evening for _, spans in items)
    return _distinct(
        [
            _week([(days, next((one for one in spans if one.evening == late), spans[0])) for days, spans in items])
            for late in (late_first, not late_first)
        ]
    )


def _spans(tokens: Tokens) -> list[list[Stretch]]:
    found = [read_span(tokens)]
    while True:
        place = tokens.at
        tokens.skip_all(*_SEPARATORS)
        if not starts_span(tokens):
            tokens.at = place
            return found
        found.append(read_span(tokens))


def _week(items: Sequence[tuple[tuple[int, ...], Stretch]]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for day, start, end in sorted({(day, span.start, span.end) for days, span in items for day in days}):
        last = joined[-1] if joined else None
        if last is not None and last.weekday == day and start <= last.end_minute:
            joined[-1] = Span(day, last.start_minute, max(end, last.end_minute))
        else:
            joined.append(Span(day, start, end))
    return tuple(joined)


def read_dates(text: str, today: date) -> list[Dates]:
    """Understand `2026-12-25`, `24 dec-2 jan`, `2026-12-26 12:00-16:00`, `25 dec Christmas`."""
    return _each_way(text, lambda tokens: _dates(tokens, today))


def _dates(tokens: Tokens, today: date) -> list[Dates]:
    if tokens.done:
        raise NotUnderstood("")
    ranges = read_range(tokens, today)
    tokens.skip_all(",", "\n")
    spans: list[Stretch | None] = [None]
    if starts_span(tokens):
        spans = list(read_span(tokens))
    tokens.skip_all(",", "-", ":", "\n")
    tokens.skip("for", "because")
    reason = tokens.rest()
    further = tokens.skip("and", "&", *RANGE)
    # A second date would get lost in the reason, and with it what was asked for.
    if reason[:1].isdigit() or starts_date(tokens, plain=further):
        raise tokens.wrong()
    return [
        Dates(first, last, span.start if span else None, span.end if span else None, reason)
        for (first, last), span in product(ranges, spans)
    ]


def read_moment(text: str, today: date) -> list[tuple[date, int]]:
    """Understand `sunday 01:30`, `tomorrow 7pm`, `2026-10-25 01:30`; a time alone is today's."""
    return _each_way(text.strip(), lambda tokens: _moment(tokens, today))


def _moment(tokens: Tokens, today: date) -> list[tuple[date, int]]:
    minutes: list[int] | None = None
    if not starts_date(tokens, plain=True):
        minutes = read_moments(tokens)
        tokens.skip(",")
    days = read_date(tokens, today, plain=True) if minutes is None or not tokens.done else [today]
    if minutes is None:
        tokens.skip_all(",", "at")
        minutes = read_moments(tokens)
    if not tokens.done:
        raise tokens.wrong()
    return list(product(days, minutes))


def _distinct(readings: Sequence[T]) -> list[T]:
    return list(dict.fromkeys(readings))[:_MOST]
