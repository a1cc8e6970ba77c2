"""Who is on duty when: the rules of shifts worked out into duties."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.wall import instant

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """A shift as entered: on `day` alone, or on `weekdays` (0 is Monday) from `first_day` to `last_day`.

    Minutes count from midnight and may pass 1440. Weeks are counted from `first_day`; with `every_weeks` 2
    every other one has the shift. Several people take turns, each for one week that has it.
    """

    shift_id: int
    people: tuple[int, ...]
    weekdays: tuple[int, ...]
    day: date | None
    start_minute: int
    end_minute: int
    first_day: date
    last_day: date | None
    every_weeks: int = 1


@dataclass(frozen=True, order=True)
class Duty:
    """One person's turn of a shift, from `starts_at` up to `ends_at` (UTC); `day` is where it starts."""

    starts_at: datetime
    ends_at: datetime
    person_id: int
    shift_id: int
    day: date


def duties(rule: Rule, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[Duty]:
    """The duties that overlap [since, until), in order, without those that a clock change leaves empty."""
    if not rule.people:
        return
    # A day wider on both sides: where midnight shows twice (St John's, 2010) the date goes back again.
    earliest = since.astimezone(zone).date() - (rule.end_minute // 1440 + 1) * _DAY
    latest = until.astimezone(zone).date() + _DAY
    for day in _days(rule, earliest, latest):
        starts_at = instant(day, rule.start_minute, zone, edge="start")
        ends_at = instant(day, rule.end_minute, zone, edge="end")
        if starts_at < ends_at and starts_at < until and since < ends_at:
            yield Duty(starts_at, ends_at, _whose_turn(rule, day), rule.shift_id, day)


def on_duty(rules: Iterable[Rule], zone: ZoneInfo, at: datetime) -> list[Duty]:
    """Who is on duty at `at` (aware): from a duty's start, and no longer at its end."""
    return sorted(duty for rule in rules for duty in duties(rule, zone, at, at + timedelta.resolution))


def _days(rule: Rule, earliest: date, latest: date) -> Iterator[date]:
    if rule.day is not None:
        if earliest <= rule.day <= latest:
            yield rule.day
        return
    day = max(earliest, rule.first_day)
    last = min(latest, rule.last_day or latest)
    while day <= last:
        if day.weekday() in rule.weekdays and _week(rule, day) % rule.every_weeks == 0:
            yield day
        day += _DAY


def _week(rule: Rule, day: date) -> int:
    return (day - rule.first_day).days // 7


def _whose_turn(rule: Rule, day: date) -> int:
    return rule.people[_week(rule, day) // rule.every_weeks % len(rule.people)]
