"""Commands that name people: a shift of one, turns of several."""

import unicodedata
from collections.abc import Sequence
from datetime import date

from scheduling.reading.sentences import When, read_when
from scheduling.reading.tokens import NotUnderstood, UnknownName, refuse_long
from scheduling.reading.weekdays import month, weekday

_LONGEST_WHEN = 40  # words; the longest sentence about a time has some thirty
_BETWEEN_NAMES = ("and", "&", "then")
_LIMITS = ("from", "starting", "since", "until", "till", "til", "ending")
_ALSO_WHEN = (
    *(
        "every",
        "each",
        "on",
        "daily",
        "everyday",
        "weekdays",
        "weekday",
        "weekends",
        "weekend",
        "weekly",
        "fortnightly",
    ),
    *("alternate", "today", "tonight", "tomorrow", "this", "next", "coming", "between", "noon", "midday", "midnight"),
    *_LIMITS,
)


def read_shift(text: str, names: Sequence[str], today: date) -> list[tuple[str, When]]:
    """Understand `NAME mon 18:00-22:00`, the name in any case; it is returned as it stands in `names`.

    The longest known name that fits wins. Raises UnknownName for another, NotUnderstood for the rest.
    """
    refuse_long(text)
    words = text.split()
    failed: NotUnderstood | None = None
    for name in _longest_first(names):
        length = len(name.split())
        if length and _folded(words[:length]) == _folded(name.split()):
            try:
                return [(name, when) for when in read_when(" ".join(words[length:]), today)]
            except NotUnderstood as error:
                failed = failed or error
    if failed:
        raise failed
    first_of_when = next((n for n in range(1, len(words)) if _looks_like_when(*words[n : n + 2])), len(words))
    raise UnknownName(" ".join(words[:first_of_when]))


def read_turns(text: str, names: Sequence[str], today: date) -> list[tuple[tuple[str, ...], When]]:
    """Understand `tue 18:00-22:00 Sam Kim Lee`: the time, then two or more names in the order of their turns."""
    refuse_long(text)
    words = text.split()
    unknown: NotUnderstood | None = None
    failed: NotUnderstood | None = None
    for cut in range(1, min(len(words), _LONGEST_WHEN)):
        try:
            found = read_when(" ".join(words[:cut]), today)
        except NotUnderstood as error:
            failed = error
            continue
        try:
            return [(_names(words[cut:], names), when) for when in found]
        except NotUnderstood as error:
            unknown = error
        turned = _limits_behind(words, cut, names, today)
        if turned:
            return turned
    raise unknown or failed or NotUnderstood(text)


def _limits_behind(
    words: Sequence[str], cut: int, names: Sequence[str], today: date
) -> list[tuple[tuple[str, ...], When]]:
    """The turns when "from 1 dec" stands behind the names, [] when it does not."""
    behind = next((n for n in range(cut, len(words)) if words[n].casefold() in _LIMITS), None)
    if behind is None or len(words) - behind > _LONGEST_WHEN:
        return []
    try:
        chosen = _names(words[cut:behind], names)
        return [(chosen, when) for when in read_when(" ".join([*words[:cut], *words[behind:]]), today)]
    except NotUnderstood:
        return []


def _names(words: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    found = read_names(" ".join(words), names)
    if len(found) < 2:
        raise NotUnderstood(" ".join(words))
    return found


def read_names(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """Understand `Ada Kim` or `Ada and Kim`: known names, each once, as they stand in `names`; raises NotUnderstood."""
    found: list[str] = []
    words = text.split()
    by_length = _longest_first(names)
    for group in _groups(words):
        at = 0
        while at < len(group):
            fits = next(
                (
                    name
                    for name in by_length
                    if name.split() and _folded(group[at : at + len(name.split())]) == _folded(name.split())
                ),
                None,
            )
            if fits is None:
                raise UnknownName(group[at])
            found.append(fits)
            at += len(fits.split())
    if len(set(found)) < len(found):
        raise NotUnderstood(" ".join(words))
    return tuple(found)


def _groups(words: Sequence[str]) -> list[list[str]]:
    """The words between commas and "and"s: no name reaches over one, "Sam, Kim" is never "Sam Kim"."""
    groups: list[list[str]] = [[]]
    for piece in " ".join(words).replace(",", " , ").replace(";", " ; ").split():
        if piece in (",", ";") or piece.casefold() in _BETWEEN_NAMES:
            groups.append([])
        else:
            groups[-1].append(piece)
    return groups


def _longest_first(names: Sequence[str]) -> list[str]:
    return sorted(names, key=lambda each: len(each.split()), reverse=True)


def _looks_like_when(word: str, following: str = "") -> bool:
    folded = word.lower().strip(",;")
    if folded in _ALSO_WHEN or any(letter.isdigit() for letter in folded):
        return True
    if weekday(folded.replace("-", ",").partition(",")[0]) is not None:
        return True
    return month(folded) is not None and following[:1].isdigit()


def _folded(words: Sequence[str]) -> str:
    return unicodedata.normalize("NFKC", " ".join(words)).casefold()
