"""Days of the week."""

from scheduling.reading.tokens import Tokens

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
_EVERY = (
    (("fortnightly",), 2),
    (("every", "other", "week"), 2),
    (("every", "second", "week"), 2),
    (("every", "2", "weeks"), 2),
    (("every", "two", "weeks"), 2),
    (("weekly",), 1),
    (("every", "week"), 1),
    (("each", "week"), 1),
)
RANGE = ("-", "to", "through", "thru", "till", "until")


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
    opening = token.text in ("on", "every", "each", "weekly", "fortnightly", "alternate")
    return opening or token.text in _SETS or weekday(token.text) is not None


def read_days(tokens: Tokens) -> tuple[tuple[int, ...], int | None]:
    """Days of the week, and 1 or 2 when it is said that it is every week or every other; raises NotUnderstood."""
    tokens.skip_all("on")
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
    place = tokens.at
    behind = read_every(tokens)
    if (every, behind) == (2, 1):
        tokens.at = place
        raise tokens.wrong()
    return tuple(sorted(found)), behind or every


def read_every(tokens: Tokens) -> int | None:
    """Take "every week" or "every other week" where it follows what it is about: 1 or 2, or None."""
    return next((weeks for words, weeks in _EVERY if _words(tokens, *words)), None)


def _every(tokens: Tokens) -> int | None:
    """1 for "every", 2 for "every other" and the like, None when nothing of the sort is said."""
    if tokens.skip("fortnightly", "alternate"):
        tokens.skip_all("on", "every")
        return 2
    if tokens.skip("weekly"):
        tokens.skip_all("on", "every")
        return 1
    if not tokens.skip("every", "each"):
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
    if following is None or following.text not in RANGE:
        return {first}
    last = weekday(after.text) if after is not None and after.kind == "word" else None
    if last is None:
        if following.text == "-":
            raise tokens.wrong()
        return {first}
    tokens.at += 2
    return {(first + n) % 7 for n in range((last - first) % 7 + 1)}
