"""Who is on duty when: the rules of shifts, turns, time away and cover worked out into duties."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.spans import Stretch, subtract
from scheduling.wall import instant

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """A shift as entered: on `day` alone, or on `weekdays` (0 is Monday) from `first_day` to `last_day`.

    Minutes count from midnight and may pass 1440. Weeks begin on Monday and are counted from the one of `first_day`;
    with `every_weeks` 2 every other one has the shift. Several people take turns, each for one week that has it.
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


@dataclass(frozen=True)
class TimeAway:
    """Days, both included, on which a person takes no shift; without `last_day` there is no end."""

    person_id: int
    first_day: date
    last_day: date | None


@dataclass(frozen=True)
class Covered:
    """Somebody else, or nobody, has the turn of `day`, or the part of it between two moments (UTC)."""

    shift_id: int
    day: date
    starts_at: datetime | None
    ends_at: datetime | None
    person_id: int | None


@dataclass(frozen=True)
class Circumstances:
    """What stands beside the rules: time away, cover in the order it was given, and when the line is closed."""

    aways: Sequence[TimeAway] = ()
    covers: Sequence[Covered] = ()
    closed: Sequence[Stretch] = ()


@dataclass(frozen=True)
class Duty:
    """A turn of a shift or a part of one, from `starts_at` up to `ends_at` (UTC); `day` is where the turn starts."""

    starts_at: datetime
    ends_at: datetime
    person_id: int | None
    shift_id: int
    day: date


def duties(
    rule: Rule, zone: ZoneInfo, since: datetime, until: datetime, beside: Circumstances | None = None
) -> Iterator[Duty]:
    """The duties that overlap [since, until), in order, without those that a clock change leaves empty.

    A turn falls to the next in line when its person is away; with all of them away nobody has it. Of two covers the
    later one counts. A person who is away on any moment of what they cover does not have it either. Closed time is
    cut out.
    """
    beside = beside or Circumstances()
    # A day wider on both sides: where midnight shows twice (St John's, 2010) the date goes back again.
    earliest = since.astimezone(zone).date() - (rule.end_minute // 1440 + 1) * _DAY
    latest = until.astimezone(zone).date() + _DAY
    for day in _days(rule, earliest, latest):
        starts_at = instant(day, rule.start_minute, zone, edge="start")
        ends_at = instant(day, rule.end_minute, zone, edge="end")
        if starts_at < ends_at and starts_at < until and since < ends_at:
            for duty in _of_turn(rule, day, (starts_at, ends_at), zone, beside):
                if duty.starts_at < until and since < duty.ends_at:
                    yield duty


def on_duty(rules: Iterable[Rule], zone: ZoneInfo, at: datetime, beside: Circumstances | None = None) -> list[Duty]:
    """Who is on duty at `at` (aware): from a duty's start, and no longer at its end."""
    found = [duty for rule in rules for duty in duties(rule, zone, at, at + timedelta.resolution, beside)]
    return sorted(
        (duty for duty in found if duty.person_id is not None),
        key=lambda duty: (duty.starts_at, duty.ends_at, duty.person_id, duty.shift_id),
    )


def whose_turn(rule: Rule, day: date, turn: Stretch, zone: ZoneInfo, aways: Sequence[TimeAway]) -> int | None:
    """Who has the turn of `day` by the rule alone: the week's person, or the next in line who is not away."""
    first = _week(rule, day) // rule.every_weeks
    line = (rule.people[(first + n) % len(rule.people)] for n in range(len(rule.people)))
    return next((person for person in line if not is_away(person, turn, zone, aways)), None)


def is_away(person_id: int, stretch: Stretch, zone: ZoneInfo, aways: Iterable[TimeAway]) -> bool:
    """Whether any moment of the stretch lies in the person's days away."""
    start, end = stretch
    return any(
        away.person_id == person_id
        and instant(away.first_day, 0, zone, edge="start") < end
        and (away.last_day is None or start < instant(away.last_day, 1440, zone, edge="end"))
        for away in aways
    )


def _of_turn(rule: Rule, day: date, turn: Stretch, zone: ZoneInfo, beside: Circumstances) -> Iterator[Duty]:
    pieces: list[tuple[Stretch, int | None]] = [(turn, whose_turn(rule, day, turn, zone, beside.aways))]
    for cover in beside.covers:
        if (cover.shift_id, cover.day) != (rule.shift_id, day):
            continue
        start, end = max(turn[0], cover.starts_at or turn[0]), min(turn[1], cover.ends_at or turn[1])
        if start >= end:
            continue
        person = cover.person_id
        if person is not None and is_away(person, (start, end), zone, beside.aways):
            person = None
        rest = [(left, whose) for piece, whose in pieces for left in subtract([piece], [(start, end)])]
        pieces = [*rest, ((start, end), person)]
    left = sorted(
        ((open_part, whose) for piece, whose in pieces for open_part in subtract([piece], beside.closed)),
        key=lambda one: one[0],
    )
    joined: list[tuple[Stretch, int | None]] = []
    for (start, end), person in left:
        if joined and joined[-1][0][1] == start and joined[-1][1] == person:
            joined[-1] = ((joined[-1][0][0], end), person)
        else:
            joined.append(((start, end), person))
    for (start, end), person in joined:
        yield Duty(start, end, person, rule.shift_id, day)


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
    return (_monday(day) - _monday(rule.first_day)).days // 7


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY
