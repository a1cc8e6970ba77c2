"""Days of the week and dates."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from scheduling.reading.tokens import NotUnderstood, Token, Tokens

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
EVERY_DAY = tuple(range(7))
_SETS = {
    "weekdays": (0, 1, 2, 3, 4),
    "weekday": (0, 1, 2, 3, 4),
    "weekends": (5, 6),
    "weekend": (5, 6),
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
}
_FURTHEST = timedelta(days=5 * 366)  # a year mistyped by decades is a slip, not a plan
_DAY = timedelta(days=1)
_RANGE = ("-", "to", "through", "thru", "till", "until")


def weekday(word: str) -> int | None:
    """The number of a weekday, 0 is Monday, in full, cut short, or in the plural."""
    for number, full in enumerate(WEEKDAYS):
        if len(word) >= 3 and (full.startswith(word) or word in (f"{full}s", f"{full[:3]}s", f"{full[:4]}s")):
            return number
    return None


def month(word: str) -> int | None:
    """The number of a month, in full or cut short."""
    for number, full in enumerate(MONTHS, 1):
        if len(word) >= 3 and (full.startswith(word) or (full == "september" and word == "sept")):
            return number
    return None


def starts_days(tokens: Tokens) -> bool:
    """Whether days of the week could begin here."""
    token = tokens.peek()
    if token is None or token.kind != "word":
        return False
    opening = token.text in ("on", "every", "each", "fortnightly", "alternate")
    return opening or token.text in _SETS or weekday(token.text) is not None


def read_days(tokens: Tokens) -> tuple[tuple[int, ...], int]:
    """Days of the week, and 2 when it is every other week; raises NotUnderstood."""
    tokens.skip_all("on", "each")
    every = _every(tokens)
    found: set[int] = set()
    while True:
        token = tokens.take()
        if token.text == "day" and every is not None:
            found |= set(EVERY_DAY)
        elif token.text in _SETS:
            found |= set(_SETS[token.text])
        else:
            first = weekday(token.text) if token.kind == "word" else None
            if first is None:
                raise tokens.wrong(token)
            found |= _through(tokens, first)
        place = tokens.at
        tokens.skip_all(",", "&", "and", ";", "\n", "on", "every")
        following = tokens.peek()
        if following is None or not (following.text in _SETS or weekday(following.text) is not None):
            tokens.at = place
            break
    if tokens.skip("fortnightly") or _words(tokens, "every", "other", "week") or _words(tokens, "every", "2", "weeks"):
        every = 2
    return tuple(sorted(found)), every or 1


def _every(tokens: Tokens) -> int | None:
    """1 for "every", 2 for "every other" and the like, None when nothing of the sort is said."""
    if tokens.skip("fortnightly", "alternate"):
        tokens.skip_all("on", "every")
        return 2
    if not tokens.skip("every"):
        return None
    if tokens.skip("other", "second", "2nd", "two"):
        tokens.skip_all("week", "weeks", "on")
        return 2
    if _words(tokens, "2", "weeks"):
        tokens.skip_all("on")
        return 2
    if tokens.skip("week"):
        tokens.skip_all("on")
    return 1


def _words(tokens: Tokens, *texts: str) -> bool:
    found = [tokens.peek(n) for n in range(len(texts))]
    if any(token is None or token.text != text for token, text in zip(found, texts, strict=True)):
        return False
    tokens.at += len(texts)
    return True


def _through(tokens: Tokens, first: int) -> set[int]:
    following, after = tokens.peek(), tokens.peek(1)
    if following is None or following.text not in _RANGE:
        return {first}
    last = weekday(after.text) if after is not None and after.kind == "word" else None
    if last is None:
        if following.text == "-":
            raise tokens.wrong()
        return {first}
    tokens.at += 2
    return {(first + n) % 7 for n in range((last - first) % 7 + 1)}


# Dates


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


def read_date(tokens: Tokens, today: date, *, plain: bool, checked: bool = True) -> list[date]:
    """A day of the calendar, in one or more readings; raises NotUnderstood, also for a day that is over."""
    tokens.skip("on")
    begin = tokens.peek()
    token = tokens.take()
    named = weekday(token.text) if token.kind == "word" else None
    if named is not None:
        place = tokens.at
        tokens.skip(",")
        with suppress(NotUnderstood):
            # Whether the dates are in reach is judged below, where the weekday is known to belong to them.
            found = _calendar_day(tokens, today)
            if checked:
                agreeing = [day for day in found if day.weekday() == named]
                return _in_reach(tokens, agreeing, today, begin)
            return found
        tokens.at = place
        if not plain:
            raise tokens.wrong(token)
        return [today + ((named - today.weekday()) % 7) * _DAY]
    tokens.at -= 1
    found = _calendar_day(tokens, today)
    return _in_reach(tokens, found, today, begin) if checked else found


def _calendar_day(tokens: Tokens, today: date) -> list[date]:
    token = tokens.take()
    if token.text in ("today", "tonight"):
        return [today]
    if token.text == "tomorrow":
        return [today + _DAY]
    if token.text in ("this", "next", "coming"):
        return _relative(tokens, token, today)
    if token.kind == "iso":
        return _possible(tokens, token, [tuple(map(int, token.text.split("-")))])
    if token.kind == "dmy":
        return _with_marks(tokens, token, today)
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
    return _in_year(tokens, number, int(digits), month(name.text) or 0, _year(tokens), today)


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


def _with_marks(tokens: Tokens, token: Token, today: date) -> list[date]:
    parts = [int(part) for part in token.text.replace(".", "/").split("/")]
    first, second = parts[0], parts[1]
    year = parts[2] + (2000 if len(parts) > 2 and parts[2] < 100 else 0) if len(parts) > 2 else None
    found = []
    for day_number, month_number in ((first, second), (second, first)):
        with suppress(NotUnderstood):
            found += _in_year(tokens, token, day_number, month_number, year, today)
    if not found:
        raise tokens.wrong(token)
    return list(dict.fromkeys(found))


def _year(tokens: Tokens) -> int | None:
    token = tokens.peek()
    if token is None or token.kind != "number" or len(token.text) != 4 or not 2020 <= int(token.text) <= 2099:
        return None
    tokens.at += 1
    return int(token.text)


def _in_year(
    tokens: Tokens, token: Token, day_number: int, month_number: int, year: int | None, today: date
) -> list[date]:
    if year is not None:
        return _possible(tokens, token, [(year, month_number, day_number)])
    # The next such day; 29 February may be some years off.
    for each in range(today.year, today.year + 5):
        with suppress(ValueError):
            day = date(each, month_number, day_number)
            if day >= today:
                return [day]
    raise tokens.wrong(token)


def _possible(tokens: Tokens, token: Token, parts: Sequence[tuple[int, ...]]) -> list[date]:
    try:
        return [date(*one) for one in parts]
    except ValueError:
        raise tokens.wrong(token) from None


def _in_reach(tokens: Tokens, days: Sequence[date], today: date, begin: Token | None) -> list[date]:
    found = [day for day in days if today <= day <= today + _FURTHEST]
    if not found:
        raise tokens.wrong(begin)
    return found


def read_range(tokens: Tokens, today: date) -> list[tuple[date, date]]:
    """A day, or from one day to another; raises NotUnderstood, also when it runs backwards."""
    begin = tokens.peek()
    short = _days_of_one_month(tokens, today)
    if short is not None:
        return [short]
    tokens.skip("from")
    firsts = read_date(tokens, today, plain=True)
    place = tokens.at
    if not tokens.skip(*_RANGE):
        return [(day, day) for day in firsts]
    if not starts_date(tokens, plain=True):
        tokens.at = place
        return [(day, day) for day in firsts]
    last_token = tokens.peek()
    found = []
    for first in firsts:
        tokens.at = place + 1
        # Without a year the last day is the next such day after the first, also over New Year.
        with suppress(NotUnderstood):
            found += [(first, last) for last in read_date(tokens, first, plain=True)]
    if not found:
        raise tokens.wrong(last_token or begin)
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
