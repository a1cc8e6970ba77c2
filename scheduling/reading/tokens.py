"""The pieces of what was typed: words, numbers, times, dates and marks, each with where it stood."""

import re
from dataclasses import dataclass

_QUOTED = 60  # characters of what was not understood that are worth saying back
_LONGEST = 4096  # of a Telegram message
_DASHES = re.compile("[\u2010-\u2015\u2212]")  # phones turn a typed hyphen into many kinds of dash
_APOSTROPHES = re.compile("[\u2018\u2019]")
_TOKEN = re.compile(
    r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9]))"
    r"|(?P<dmy>[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?(?![0-9/])|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2,4}(?![0-9.]))"
    r"|(?P<clock>[0-9]{1,2}[:.][0-9]{2}(?![0-9:.])\s?(?:[ap]\.?m\b\.?)?|[0-9]{1,2}\s?[ap]\.?m\b\.?)"
    r"|(?P<ordinal>[0-9]{1,2}(?:st|nd|rd|th)\b)"
    r"|(?P<number>[0-9]+(?![0-9:.]))"
    r"|(?P<word>[a-z']+)"
    r"|(?P<mark>[-,;&\n])"
    r"|(?P<blank>[^\S\n]+)"
    r"|(?P<other>\S)"
)


class NotUnderstood(ValueError):
    """Typed words that make no sense; `part` is the piece at fault, cut short, or "" for nothing typed."""

    def __init__(self, part: str) -> None:
        self.part = part if len(part) <= _QUOTED else part[: _QUOTED - 3] + "..."
        super().__init__(self.part)


class UnknownName(NotUnderstood):
    """The name is nobody's; `part` is that name."""


class Backwards(NotUnderstood):
    """The last day is before the first: a slip, which no other way of reading the dates should paper over."""


def refuse_long(typed: str) -> None:
    """Raise NotUnderstood for more than a message holds."""
    if len(typed) > _LONGEST:
        raise NotUnderstood(typed)


@dataclass(frozen=True)
class Token:
    """A piece of the text, in lower case, and where it begins and ends in what was typed."""

    kind: str
    text: str
    start: int
    end: int


class Tokens:
    """The pieces in their order, and how far they have been read."""

    def __init__(self, typed: str, *, day_first: bool = True) -> None:
        self.typed = typed
        self.day_first = day_first  # of "1/12"; one reading takes all such dates the same way
        refuse_long(typed)
        same_length = _APOSTROPHES.sub("'", _DASHES.sub("-", typed))
        lowered = "".join(letter.lower() if letter.isascii() else letter for letter in same_length)
        self._all = [
            Token(found.lastgroup or "", found.group(), *found.span())
            for found in _TOKEN.finditer(lowered)
            if found.lastgroup != "blank"
        ]
        self.at = 0

    @property
    def done(self) -> bool:
        """Whether everything was read."""
        return self.at >= len(self._all)

    @property
    def has_marked_dates(self) -> bool:
        """Whether there is a date like "1/12", which may be written the other way round."""
        return any(token.kind == "dmy" for token in self._all)

    def peek(self, ahead: int = 0) -> Token | None:
        """The next piece, or one further on, without taking it."""
        place = self.at + ahead
        return self._all[place] if place < len(self._all) else None

    def take(self) -> Token:
        """The next piece; NotUnderstood when there is none."""
        token = self.peek()
        if token is None:
            raise NotUnderstood(self._around(len(self._all) - 1))
        self.at += 1
        return token

    def skip(self, *texts: str) -> bool:
        """Take the next piece if it is one of these."""
        token = self.peek()
        if token is None or token.text not in texts:
            return False
        self.at += 1
        return True

    def skip_all(self, *texts: str) -> None:
        """Take pieces as long as they are among these."""
        while self.skip(*texts):
            pass

    def wrong(self, token: Token | None = None) -> NotUnderstood:
        """The error that names the word in which this piece, or the next one, stands."""
        if token is not None:
            return NotUnderstood(self._around(self._all.index(token)))
        return NotUnderstood(self._around(min(self.at, len(self._all) - 1)))

    def rest(self) -> str:
        """What was typed from here on, as it was typed."""
        token = self.peek()
        return self.typed[token.start :].strip() if token is not None else ""

    def _around(self, place: int) -> str:
        """The whole word, as typed, in which a piece stands."""
        if not self._all or place < 0:
            return ""
        token = self._all[place]
        start, end = token.start, token.end
        while start > 0 and not self.typed[start - 1].isspace() and self.typed[start - 1] not in ",;":
            start -= 1
        while end < len(self.typed) and not self.typed[end].isspace() and self.typed[end] not in ",;":
            end += 1
        return self.typed[start:end].strip(" \t\r\n,;")
