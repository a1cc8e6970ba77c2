"""What a check found, and what somebody should do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How it is; the words are what the person who runs the server reads."""

    OK = "ok"
    LOOK = "look at this"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's: which check, how it is, what was found, and what to do unless it is ok."""

    check: str
    grade: Grade
    found: str
    to_do: str = ""

    def __str__(self) -> str:
        return f"{self.grade:<12}  {self.check}: {self.found}{' ' if self.to_do else ''}{self.to_do}"


def ok(check: str, found: str) -> Finding:
    """All is well."""
    return Finding(check, Grade.OK, found)


def look(check: str, found: str, to_do: str) -> Finding:
    """The line works, but somebody should look at this."""
    return Finding(check, Grade.LOOK, found, to_do)


def wrong(check: str, found: str, to_do: str) -> Finding:
    """The line does not work, or not for long."""
    return Finding(check, Grade.WRONG, found, to_do)


def count(number: int, one: str, several: str) -> str:
    """A number with the noun that fits it."""
    return f"{number:,} {one if number == 1 else several}"


def ago(seconds: float) -> str:
    """How long since, in the largest unit that fits."""
    for size, one, several in ((86400, "day", "days"), (3600, "hour", "hours"), (60, "minute", "minutes")):
        if seconds >= size:
            return count(int(seconds // size), one, several)
    return count(max(0, int(seconds)), "second", "seconds")
