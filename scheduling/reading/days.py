"""Days of the calendar, alone or from one to another."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from scheduling.reading.tokens import Backwards, NotUnderstood, Token, Tokens
from scheduling.reading.weekdays import RANGE, month, starts_days, weekday

__all__ = ["read_date", "read_last", "read_range", "starts_date", "starts_days"]

_FURTHEST = timedelta(days=5 * 366)  # a year mistyped by decades is a slip, not a plan
_DAY = timedelta(days=1)


def starts_date(tokens: Tokens, *, plain: bool) -> bool:
    """Whether a date could begin here; with `plain`, a weekday alone is one."""
    probe = tokens.at
    try:
        read_date(tokens, date(2000, 1, 1), plain=plain, checked=False)
    except NotUnderstood:
        return False
    finally:
        tokens.at = probe
    return True


def read_date(
    tokens: Tokens, today: date, *, plain: bool, after: date | None = None, checked: bool = True
) -> list[date]:
    """A day of the calendar, in one or more readings; raises NotUnderstood, also for a day that is over.

    A day without a year, or a weekday alone, is the next one from `after` on, or from today.
    """
    tokens.skip("on")
    begin = tokens.take()
    named = weekday(begin.text) if begin.kind == "word" else None
    if named is None:
        tokens.at -= 1
        found = _calendar_day(tokens, today, after or today)
        return _in_reach(tokens, found, today, begin) if checked else found
    place = tokens.at
    tokens.skip(",")
    dated = _shaped_like_date(tokens)
    try:
        found = _calendar_day(tokens, today, after or today)
    except NotUnderstood:
        if dated:
            raise
        tokens.at = place
        if not plain:
            raise tokens.wrong(begin) from None
        base = after or today
        return [base + ((named - base.weekday()) % 7) * _DAY]
    if not checked:
        return found
    return _in_reach(tokens, [day for day in found if day.weekday() == named], today, begin)


def _shaped_like_date(tokens: Tokens) -> bool:
    """Whether a date was meant here, be it one that is on no calendar."""
    first, second = tokens.peek(), tokens.peek(1)
    if first is None or first.kind in ("iso", "dmy"):
        return first is not None
    pair = (first, second) if first.kind == "word" else (second, first)
    name, number = pair
    if name is None or number is None or name.kind != "word":
        return False
    return month(name.text) is not None and number.kind in ("number", "ordinal")


def _calendar_day(tokens: Tokens, today: date, base: date) -> list[date]:
    token = tokens.take()
    if token.text in ("today", "tonight"):
        return [today]
    if token.text == "tomorrow":
        return [today + _DAY]
    if token.text in ("this", "next", "coming"):
        return _relative(tokens, token, today)
    if token.kind == "iso":
        year, month_number, day_number = map(int, token.text.split("-"))
        return _possible(tokens, token, year, month_number, day_number)
    if token.kind == "dmy":
        return _with_marks(tokens, token, base)
    number, name = token, tokens.peek()
    if month(token.text) is not None and token.kind == "word":
        number, name = tokens.take(), token
    elif name is not None and name.text == "of":
        tokens.at += 1
        name = tokens.take()
    elif name is not None:
        tokens.at += 1
    if number.kind not in ("number", "ordinal") or name is None or name.kind != "word" or month(name.text) is None:
        raise tokens.wrong(token)
    digits = "".join(letter for letter in number.text if letter.isdigit())
    if len(digits) > 2:
        raise tokens.wrong(token)
    return _in_year(tokens, number, int(digits), month(name.text) or 0, _year(tokens), base)


def _relative(tokens: Tokens, token: Token, today: date) -> list[date]:
    named = tokens.take()
    number = weekday(named.text) if named.kind == "word" else None
    if number is None:
        raise tokens.wrong(token)
    days = (number - today.weekday()) % 7
    if token.text != "next":
        return [today + days * _DAY]
    coming = today + (days or 7) * _DAY
    # Some mean the one that comes, others the one in the week after.
    return [coming, coming + 7 * _DAY]


def _with_marks(tokens: Tokens, token: Token, base: date) -> list[date]:
    parts = [int(part) for part in token.text.replace(".", "/").split("/")]
    day_number, month_number = parts[:2] if tokens.day_first else (parts[1], parts[0])
    year = parts[2] + (2000 if parts[2] < 100 else 0) if len(parts) > 2 else None
    return _in_year(tokens, token, day_number, month_number, year, base)


def _year(tokens: Tokens) -> int | None:
    token = tokens.peek()
    if token is None or token.kind != "number" or len(token.text) != 4 or not 2020 <= int(token.text) <= 2099:
        return None
    tokens.at += 1
    return int(token.text)


def _in_year(
    tokens: Tokens, token: Token, day_number: int, month_number: int, year: int | None, base: date
) -> list[date]:
    if year is not None:
        return _possible(tokens, token, year, month_number, day_number)
    # The next such day; 29 February may be some years off.
    for each in range(base.year, base.year + 5):
        with suppress(ValueError):
            day = date(each, month_number, day_number)
            if day >= base:
                return [day]
    raise tokens.wrong(token)


def _possible(tokens: Tokens, token: Token, year: int, month_number: int, day_number: int) -> list[date]:
    try:
        return [date(year, month_number, day_number)]
    except ValueError:
        raise tokens.wrong(token) from None


def _in_reach(tokens: Tokens, days: Sequence[date], today: date, begin: Token | None) -> list[date]:
    found = [day for day in days if today <= day <= today + _FURTHEST]
    if not found:
        raise tokens.wrong(begin)
    return found


def read_last(tokens: Tokens, today: date, first: date, *, plain: bool) -> list[date]:
    """The last day of something that begins on `first`; raises NotUnderstood when it would run backwards."""
    begin, place = tokens.peek(), tokens.at
    found = read_date(tokens, today, plain=plain, after=first)
    if not _says_year(tokens, place):
        # "24 dec-2 jan" goes over New Year; "5 dec-1 dec" is a slip, not a plan for twelve months.
        found = [day for day in found if day.year == first.year or day.month != first.month]
    found = [day for day in found if day >= first]
    if not found:
        raise Backwards(tokens.wrong(begin).part)
    return found


def _says_year(tokens: Tokens, place: int) -> bool:
    read = [token for n in range(place - tokens.at, 0) if (token := tokens.peek(n)) is not None]
    return any(
        token.kind == "iso"
        or (token.kind == "number" and len(token.text) == 4)
        or (token.kind == "dmy" and len(token.text.replace(".", "/").split("/")) == 3)
        for token in read
    )


def read_range(tokens: Tokens, today: date) -> list[tuple[date, date]]:
    """A day, or from one day to another; raises NotUnderstood, also when it runs backwards."""
    short = _days_of_one_month(tokens, today)
    if short is not None:
        return [short]
    tokens.skip("from")
    firsts = read_date(tokens, today, plain=True)
    place = tokens.at
    if not tokens.skip(*RANGE):
        return [(day, day) for day in firsts]
    if not starts_date(tokens, plain=True):
        tokens.at = place
        return [(day, day) for day in firsts]
    found: list[tuple[date, date]] = []
    failed: NotUnderstood | None = None
    for first in firsts:
        tokens.at = place + 1
        try:
            found += [(first, last) for last in read_last(tokens, today, first, plain=True)]
        except NotUnderstood as error:
            failed = error
    if failed and not found:
        raise failed
    return found


def _days_of_one_month(tokens: Tokens, today: date) -> tuple[date, date] | None:
    """The short form "24-27 dec"."""
    pieces = [tokens.peek(n) for n in range(4)]
    first, dash, last, name = pieces
    if first is None or dash is None or last is None or name is None:
        return None
    numbers = all(each.kind in ("number", "ordinal") for each in (first, last))
    if not numbers or dash.text not in ("-", "to") or name.kind != "word" or month(name.text) is None:
        return None
    place = tokens.at
    tokens.at += 2
    end = read_date(tokens, today, plain=False)[0]
    digits = "".join(letter for letter in first.text if letter.isdigit())
    try:
        begin = end.replace(day=int(digits[:2]))
    except ValueError:
        raise tokens.wrong(first) from None
    if not today <= begin <= end:
        tokens.at = place
        raise tokens.wrong(first)
    return begin, end
