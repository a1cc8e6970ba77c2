"""Times of day and spans between two of them, with the two readings that a bare "6 till 10" has."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.reading.tokens import NotUnderstood, Token, Tokens

MIDNIGHT = 24 * 60
_HALF = 12 * 60
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s?(?:([ap])\.?m\.?)?")
_NAMED = {"noon": _HALF, "midday": _HALF, "midnight": MIDNIGHT}
_BETWEEN = ("-", "to", "till", "til", "until", "through")


@dataclass(frozen=True)
class TimeOfDay:
    """Minutes from midnight as typed; `sort` is "24", "named", "half" (am or pm was said), "bare" or "clock".

    "bare" is "6"; "clock" is "6:30", which is 24-hour unless the other end says am or pm.
    """

    minute: int
    sort: str


@dataclass(frozen=True)
class Stretch:
    """A span in minutes from midnight; the end may pass 1440. `evening` marks that reading of a bare one."""

    start: int
    end: int
    evening: bool = True


def read_time(tokens: Tokens) -> TimeOfDay:
    """One time of day; raises NotUnderstood."""
    tokens.skip("at")
    token = tokens.take()
    if token.text in _NAMED:
        return TimeOfDay(_NAMED[token.text], "named")
    found = _time(token)
    if found is None:
        raise tokens.wrong(token)
    tokens.skip("o'clock", "oclock")
    return found


def _time(token: Token) -> TimeOfDay | None:
    if token.kind == "number" and len(token.text) == 4:
        return _checked(int(token.text[:2]), int(token.text[2:]), "24")
    if token.kind == "number" and len(token.text) <= 2:
        hour = int(token.text)
        return _checked(hour, 0, "bare" if 1 <= hour <= 12 and not token.text.startswith("0") else "24")
    if token.kind != "clock":
        return None
    parts = _CLOCK.fullmatch(token.text.strip())
    if parts is None:
        return None
    hour, minute, half = int(parts[1]), int(parts[2] or 0), parts[3]
    if half is None:
        return _checked(
            hour, minute, "clock" if 1 <= hour <= 12 and len(parts[1].lstrip("0")) == len(parts[1]) else "24"
        )
    if not 1 <= hour <= 12:
        return None
    return _checked(hour % 12 + (12 if half == "p" else 0), minute, "half")


def _checked(hour: int, minute: int, sort: str) -> TimeOfDay | None:
    whole = hour * 60 + minute
    return TimeOfDay(whole, sort) if minute < 60 and whole <= MIDNIGHT else None


def starts_span(tokens: Tokens) -> bool:
    """Whether a span could begin here."""
    token = tokens.peek()
    if token is not None and token.text in ("from", "between", "at"):
        token = tokens.peek(1)
    return token is not None and (token.kind in ("clock", "number") or token.text in _NAMED)


def read_span(tokens: Tokens) -> list[Stretch]:
    """From when to when: one reading, or two when neither time says which half of the day; raises NotUnderstood."""
    first_token = tokens.peek()
    between = tokens.skip("between")
    if not between:
        tokens.skip("from")
    first = read_time(tokens)
    if not tokens.skip(*_BETWEEN, *(("and",) if between else ())):
        raise tokens.wrong(first_token)
    last = read_time(tokens)
    found = [one for one in _readings(first, last) if one is not None]
    if not found:
        raise tokens.wrong(first_token)
    return found


def _readings(first: TimeOfDay, last: TimeOfDay) -> list[Stretch | None]:
    sorts = {first.sort, last.sort}
    if first.sort == "named" and first.minute == MIDNIGHT and first != last:
        # "Midnight to 6" begins with the day; a typed 24:00 is only ever an end.
        first = TimeOfDay(0, "named")
    if sorts == {"bare"}:
        start, end = first.minute % _HALF, last.minute % _HALF
        length = (end - start) % _HALF or _HALF
        evening = Stretch(start + _HALF, start + _HALF + length, evening=True)
        morning = Stretch(start, start + length, evening=False)
        return [evening, morning] if evening.end <= MIDNIGHT else [morning, evening]
    if last.sort in ("half", "named") and first.sort in ("bare", "clock"):
        nearest = _shortest(_stretch(first.minute % _HALF + half, last.minute) for half in (0, _HALF))
    elif first.sort in ("half", "named") and last.sort in ("bare", "clock"):
        nearest = _shortest(_stretch(first.minute, last.minute % _HALF + half) for half in (0, _HALF))
    else:
        return [_stretch(first.minute, last.minute)]
    # "6:30-9pm" may be by either clock: half past six in the evening, or 06:30.
    return [nearest] if "bare" in sorts else list(dict.fromkeys((nearest, _stretch(first.minute, last.minute))))


def _shortest(found: Iterable[Stretch | None]) -> Stretch | None:
    return min((one for one in found if one is not None), key=lambda one: one.end - one.start, default=None)


def _stretch(start: int, end: int) -> Stretch | None:
    if start in (end, MIDNIGHT):
        return None
    return Stretch(start, end if end > start else end + MIDNIGHT)


def read_moments(tokens: Tokens) -> list[int]:
    """One time of day as minutes from midnight: two readings when nothing says which half of the day."""
    token = tokens.peek()
    found = read_time(tokens)
    if found.sort == "bare":
        return [found.minute % _HALF + _HALF, found.minute % _HALF]
    if found.minute == MIDNIGHT:
        if found.sort == "named":
            return [0]
        raise tokens.wrong(token) if token is not None else NotUnderstood("")
    return [found.minute]
