"""Whole commands: a shift, turns, hours, days, a moment. Each returns every reading, the likeliest first."""

import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TypeVar

from scheduling.reading.days import (
    month,
    read_date,
    read_days,
    read_range,
    starts_date,
    starts_days,
    weekday,
)
from scheduling.reading.times import Stretch, read_moments, read_span, starts_span
from scheduling.reading.tokens import NotUnderstood, Tokens, UnknownName

T = TypeVar("T")
_MOST = 4  # readings that are worth asking about
_SEPARATORS = (",", ";", "\n", "&", "and")
_ALSO_WHEN = ("every", "each", "on", "daily", "weekdays", "weekends", "fortnightly", "alternate", "today", "tomorrow")


@dataclass(frozen=True)
class When:
    """When a shift is: on `days` of the week (0 is Monday) or on one `day`; `end_minute` may pass 1440.

    With `every_weeks` 2, every other week; from `first_day` to `last_day` when these are given.
    """

    days: tuple[int, ...] | None
    day: date | None
    start_minute: int
    end_minute: int
    every_weeks: int = 1
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
    tokens = Tokens(text)
    spans: list[Stretch] = []
    if starts_span(tokens) and not starts_date(tokens, plain=False):
        spans = read_span(tokens)
        tokens.skip(",")
    days, every, dates = _days_or_date(tokens, today)
    first_day: date | None = None
    last_day: date | None = None
    if not spans:
        tokens.skip_all(",", "at")
        first_day, last_day = _limits(tokens, today, first_day, last_day)
        spans = read_span(tokens)
    first_day, last_day = _limits(tokens, today, first_day, last_day)
    if not tokens.done:
        raise tokens.wrong()
    if dates and (first_day or last_day):
        raise NotUnderstood(text)
    if first_day and last_day and last_day < first_day:
        raise NotUnderstood(text)
    chosen: list[date | None] = [*dates] or [None]
    found = [
        When(days if day is None else None, day, span.start, span.end, every, first_day, last_day)
        for day, span in product(chosen, spans)
    ]
    return _distinct(found)


def _days_or_date(tokens: Tokens, today: date) -> tuple[tuple[int, ...], int, list[date]]:
    if tokens.done:
        raise tokens.wrong()
    if starts_date(tokens, plain=False):
        return (), 1, read_date(tokens, today, plain=False)
    days, every = read_days(tokens)
    return days, every, []


def _limits(tokens: Tokens, today: date, first: date | None, last: date | None) -> tuple[date | None, date | None]:
    while True:
        place = tokens.at
        tokens.skip(",")
        if tokens.skip("from", "starting", "since") and starts_date(tokens, plain=False):
            first = read_date(tokens, today, plain=False)[0]
        elif tokens.skip("until", "till", "til", "to", "ending") and starts_date(tokens, plain=False):
            last = read_date(tokens, first or today, plain=False)[0]
        else:
            tokens.at = place
            return first, last


def read_shift(text: str, names: Sequence[str], today: date) -> list[tuple[str, When]]:
    """Understand `NAME mon 18:00-22:00`, the name in any case; it is returned as it stands in `names`.

    The longest known name that fits wins. Raises UnknownName for another, NotUnderstood for the rest.
    """
    words = text.split()
    failed: NotUnderstood | None = None
    for name in sorted(names, key=lambda each: len(each.split()), reverse=True):
        length = len(name.split())
        if length and _folded(words[:length]) == _folded(name.split()):
            try:
                return [(name, when) for when in read_when(" ".join(words[length:]), today)]
            except NotUnderstood as error:
                failed = failed or error
    if failed:
        raise failed
    first_of_when = next((n for n, word in enumerate(words) if n and _looks_like_when(word)), len(words))
    raise UnknownName(" ".join(words[:first_of_when]))


def read_turns(text: str, names: Sequence[str], today: date) -> list[tuple[tuple[str, ...], When]]:
    """Understand `tue 18:00-22:00 Sam Kim Lee`: the time, then two or more names in the order of their turns."""
    words = text.split()
    unknown: NotUnderstood | None = None
    failed: NotUnderstood | None = None
    for cut in range(1, len(words)):
        try:
            found = read_when(" ".join(words[:cut]), today)
        except NotUnderstood as error:
            failed = error
            continue
        try:
            chosen = _names(words[cut:], names)
        except NotUnderstood as error:
            unknown = error
            continue
        return [(chosen, when) for when in found]
    if unknown or failed:
        raise unknown or failed or NotUnderstood(text)
    read_when(text, today)
    raise NotUnderstood(text)


def _names(words: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    pieces = [piece for word in words for piece in word.replace(",", " ").split() if piece not in ("and", "&", "then")]
    found: list[str] = []
    at = 0
    by_length = sorted(names, key=lambda each: len(each.split()), reverse=True)
    while at < len(pieces):
        fits = next(
            (
                name
                for name in by_length
                if name.split() and _folded(pieces[at : at + len(name.split())]) == _folded(name.split())
            ),
            None,
        )
        if fits is None:
            raise UnknownName(pieces[at])
        found.append(fits)
        at += len(fits.split())
    if len(found) < 2 or len(set(found)) < len(found):
        raise NotUnderstood(" ".join(words))
    return tuple(found)


def read_hours(text: str, today: date) -> list[tuple[Span, ...]]:
    """Understand `mon-fri 18:00-22:00, sat,sun 14:00-22:00`; several spans a day stand behind one another."""
    tokens = Tokens(text)
    items: list[tuple[tuple[int, ...], list[Stretch]]] = []
    tokens.skip_all(*_SEPARATORS)
    while not tokens.done:
        spans_first = _spans(tokens) if starts_span(tokens) else []
        begin = tokens.peek()
        days, every = read_days(tokens)
        if every != 1:
            raise tokens.wrong(begin)
        tokens.skip(",")
        spans = spans_first or _spans(tokens)
        items += [(days, span) for span in spans]
        tokens.skip_all(*_SEPARATORS)
    if not items:
        raise NotUnderstood("")
    evening = _week([(days, spans[0]) for days, spans in items])
    if all(len(spans) == 1 for _, spans in items):
        return [evening]
    readings = [
        _week([(days, next((one for one in spans if one.evening == late), spans[0])) for days, spans in items])
        for late in (True, False)
    ]
    return _distinct([evening, *readings]) if evening in readings else _distinct(readings)


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
    tokens = Tokens(text)
    if tokens.done:
        raise NotUnderstood("")
    ranges = read_range(tokens, today)
    tokens.skip_all(",", "\n")
    spans: list[Stretch | None] = [None]
    if starts_span(tokens):
        spans = list(read_span(tokens))
    tokens.skip_all(",", "-", "\n")
    tokens.skip("for", "because")
    reason = tokens.rest()
    if reason.startswith(":"):
        reason = reason[1:].strip()
    if reason[:1].isdigit():
        raise tokens.wrong()
    return _distinct(
        [
            Dates(first, last, span.start if span else None, span.end if span else None, reason)
            for (first, last), span in product(ranges, spans)
        ]
    )


def read_moment(text: str, today: date) -> list[tuple[date, int]]:
    """Understand `sunday 01:30`, `tomorrow 7pm`, `2026-10-25 01:30`; a time alone is today's."""
    tokens = Tokens(text)
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
    return _distinct(list(product(days, minutes)))


def _distinct(readings: Sequence[T]) -> list[T]:
    return list(dict.fromkeys(readings))[:_MOST]


def _looks_like_when(word: str) -> bool:
    folded = word.lower().strip(",;")
    if folded in _ALSO_WHEN or any(letter.isdigit() for letter in folded):
        return True
    with suppress(NotUnderstood):
        tokens = Tokens(folded)
        return starts_days(tokens) and (weekday(tokens.take().text) is not None or month(folded) is not None)
    return False


def _folded(words: Sequence[str]) -> str:
    return unicodedata.normalize("NFKC", " ".join(words)).casefold()
