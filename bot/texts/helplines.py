"""Helplines in the United Kingdom: who can be reached now, as data and as text."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State

from bot.texts.times import as_day_and_time

NATIONS = {
    "england": "England",
    "scotland": "Scotland",
    "wales": "Wales",
    "northern-ireland": "Northern Ireland",
}
_LONDON = ZoneInfo("Europe/London")
_FORTNIGHT = timedelta(days=14)
_NATIONS_OWN_LINE = 2  # its priority in the data
_IN_SHORT = 3  # down to this priority a helpline is for everyone, at any hour
_TITLE = "People you can call or text now:"
_AT_ANY_HOUR = "People you can call or text at any hour:"
_NEVER_CLOSES = "24/7"


@dataclass(frozen=True)
class Helpline:
    """One helpline; `hours` are OpenStreetMap's opening_hours in London's time, `sure` is H, M or L."""

    name: str
    reach: tuple[str, ...]
    tags: tuple[str, ...]
    nations: tuple[str, ...]
    hours: str
    sure: str
    checked_on: date
    priority: int


@cache
def helplines(nation: str | None) -> tuple[Helpline, ...]:
    """What may be shown in a nation (None or unknown: the whole UK), most important first; never an L."""
    wanted = {nation} if nation in NATIONS else set(NATIONS)
    shown = [h for h in _everything() if h.sure in ("H", "M") and wanted & set(h.nations)]
    return tuple(sorted(shown, key=lambda h: h.priority))


def is_open(h: Helpline, now: datetime) -> bool:
    """Whether somebody answers there at `now` (aware, any zone)."""
    return _parsed(h.hours).is_open(now.astimezone(_LONDON))


def next_opening(h: Helpline, now: datetime) -> datetime | None:
    """When it opens next after `now`, in UTC; None when it never closes, or not within a fortnight."""
    here = now.astimezone(_LONDON)
    for start, _, state, _ in _parsed(h.hours).intervals(here, here + _FORTNIGHT):
        if state == State.OPEN and start > here:
            return start.astimezone(UTC)
    return None


def full_list(nation: str | None, now: datetime) -> str:
    """Every helpline as Telegram's HTML for one message: those open now, then when the others open."""
    known = helplines(nation)
    lines = [_TITLE, *(_said(h, nation) for h in known if is_open(h, now))]
    closed = [h for h in known if not is_open(h, now)]
    if closed:
        lines += ["", "Closed now:"]
    for h in closed:
        opens = next_opening(h, now)
        lines.append(_said(h, nation) + (f", opens {as_day_and_time(opens, now, _LONDON)}" if opens else ""))
    checked = oldest_check(nation)
    lines += [
        "",
        "Calls to 111, 116 123 and numbers that start with 0800 or 0808 are free.",
        f"We last checked this list on {checked.day} {checked:%B %Y}.",
    ]
    return "\n".join(lines)


def short_list(nation: str | None, now: datetime) -> str:
    """The helplines for everyone that are open now, as Telegram's HTML in at most six lines."""
    known = [h for h in helplines(nation) if h.priority <= _IN_SHORT and is_open(h, now)]
    lines = [_TITLE]
    for priority, group in groupby(known, key=lambda h: h.priority):
        said = [_said(h, nation) for h in group]
        lines += [". ".join(said)] if priority == _NATIONS_OWN_LINE else said
    return "\n".join([*lines, "Write /urgent for more."])


def lasting_list(nation: str | None) -> str:
    """The helplines for everyone that never close, for a message that is true whenever it is read."""
    known = [h for h in helplines(nation) if h.priority <= _IN_SHORT and h.hours == _NEVER_CLOSES]
    return "\n".join([_AT_ANY_HOUR, *(_said(h, nation) for h in known)])


def oldest_check(nation: str | None) -> date:
    """The day on which the helpline that was checked longest ago was checked."""
    return min(h.checked_on for h in helplines(nation))


def _said(h: Helpline, nation: str | None) -> str:
    words = _data()["words"]
    notes = [] if "everyone" in h.tags else [words["people"][tag] for tag in h.tags if tag in words["people"]]
    notes += [words["about"][tag] for tag in h.tags if tag in words["about"]]
    names = [NATIONS[each] for each in h.nations]
    if nation not in NATIONS and len(names) < len(NATIONS) and not any(name in h.name for name in names):
        notes.append(" and ".join(names))
    about = f" ({', '.join(notes)})" if notes else ""
    return escape(f"{h.name}{about}: {' or '.join(h.reach)}", quote=False)


@cache
def _everything() -> tuple[Helpline, ...]:
    lists = ("reach", "tags", "nations")
    return tuple(Helpline(**row | {key: tuple(row[key]) for key in lists}) for row in _data()["helpline"])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("helplines.toml").read_text(encoding="utf-8"))


@cache
def _parsed(hours: str) -> OpeningHours:
    return OpeningHours(hours, timezone=_LONDON)
