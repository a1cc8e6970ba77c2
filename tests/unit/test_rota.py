"""Who is on duty when, against the rules told slowly and the nights when the clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.rota import Duty, Rule, duties, on_duty
from scheduling.wall import instant
from tests.unit.test_wall import places, walked

LONDON = ZoneInfo("Europe/London")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MONDAY = date(2026, 11, 23)
EVERY_DAY = tuple(range(7))


def weekly(weekdays, start, end, *, people=(1,), first_day=date(2026, 1, 5), shift_id=1, **more) -> Rule:
    return Rule(shift_id, people, tuple(weekdays), None, start, end, first_day, more.pop("last_day", None), **more)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told(rule: Rule, zone: ZoneInfo, since: datetime, until: datetime) -> list[Duty]:
    """The rule told day by day: count the weeks on the fingers, the next person each week that has it."""
    found = []
    day, weeks_since, turn = rule.first_day, 0, 0
    if rule.day is not None:
        occurrences = [(rule.day, rule.people[0])]
    else:
        occurrences = []
        while day <= (until + 4 * DAY).date() and (rule.last_day is None or day <= rule.last_day):
            if day != rule.first_day and (day - rule.first_day).days % 7 == 0:
                weeks_since += 1
                if weeks_since == rule.every_weeks:
                    weeks_since, turn = 0, turn + 1
            if turn == len(rule.people):
                turn = 0
            if weeks_since == 0 and day.weekday() in rule.weekdays:
                occurrences.append((day, rule.people[turn]))
            day += DAY
    for day, person in occurrences:
        if (since - 5 * DAY).date() <= day <= (until + 4 * DAY).date():
            starts_at = walked(day, rule.start_minute, zone, "start")
            ends_at = walked(day, rule.end_minute, zone, "end")
            if starts_at < ends_at and starts_at < until and ends_at > since:
                found.append(Duty(starts_at, ends_at, person, rule.shift_id, day))
    return found


@st.composite
def situations(draw):
    zone, day = draw(places)
    start = draw(st.integers(0, 1439) | st.integers(0, 240))
    end = start + draw(st.integers(1, 1440) | st.integers(1, 90))
    once = draw(st.booleans()) and draw(st.booleans())
    first_day = day - draw(st.integers(-2, 60)) * DAY
    rule = Rule(
        shift_id=7,
        people=(1,) if once else tuple(draw(st.lists(st.integers(1, 9), min_size=1, max_size=4, unique=True))),
        weekdays=() if once else tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1)))),
        day=day if once else None,
        start_minute=start,
        end_minute=end,
        first_day=first_day,
        last_day=None if once else draw(st.none() | st.just(day) | st.just(first_day + 9 * DAY)),
        every_weeks=1 if once else draw(st.integers(1, 3)),
    )
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    since = midnight + draw(st.integers(-2880, 1440)) * MINUTE
    return rule, zone, since, since + draw(st.integers(1, 3000)) * MINUTE


@settings(max_examples=200, deadline=None)
@given(situations())
def test_duties_are_what_the_rule_says(situation):
    rule, zone, since, until = situation
    found = list(duties(rule, zone, since, until))
    assert found == told(rule, zone, since, until)
    assert found == sorted(found)


@settings(max_examples=200, deadline=None)
@given(situations())
def test_on_duty_are_those_whose_duty_holds_the_moment(situation):
    rule, zone, since, until = situation
    of_window = list(duties(rule, zone, since, until + MINUTE))
    for moment in (since, until, *(edge for d in of_window for edge in (d.starts_at, d.ends_at))):
        if since <= moment <= until:
            assert on_duty([rule], zone, moment) == [d for d in of_window if d.starts_at <= moment < d.ends_at]


@settings(max_examples=200, deadline=None)
@given(places, st.integers(0, 1439), st.integers(1, 1440))
def test_whoever_the_wall_clock_shows_is_on_duty(place, start, length):
    zone, day = place
    rule = weekly(EVERY_DAY, start, start + length, first_day=day - 9 * DAY)
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - DAY
    for n in range(0, 2 * 1440, 7):
        wall = (begin + n * MINUTE).astimezone(zone)
        minute = wall.hour * 60 + wall.minute
        if start <= minute < start + length or minute + 1440 < start + length:
            assert on_duty([rule], zone, begin + n * MINUTE)


@settings(max_examples=200, deadline=None)
@given(places, st.lists(st.integers(0, 1439), min_size=1, max_size=5, unique=True))
def test_shifts_back_to_back_leave_no_gap(place, cuts):
    zone, day = place
    cuts.sort()
    rules = [
        weekly(EVERY_DAY, start, end, people=(n,), shift_id=n, first_day=day - 9 * DAY)
        for n, (start, end) in enumerate(zip(cuts, [*cuts[1:], cuts[0] + 1440], strict=True), 1)
    ]
    since = datetime(day.year, day.month, day.day, tzinfo=UTC) - 2 * DAY
    until = since + 5 * DAY
    covered = since
    for duty in sorted(duty for rule in rules for duty in duties(rule, zone, since, until)):
        assert duty.starts_at <= covered
        covered = max(covered, duty.ends_at)
    assert covered >= until


def test_the_night_the_clocks_go_back_in_london():
    night = weekly([5], 22 * 60, 25 * 60 + 30)  # Saturdays 22:00-01:30
    morning = weekly([6], 90, 6 * 60, people=(2,), shift_id=2)  # Sundays 01:30-06:00
    window = (utc("2026-10-24T12:00"), utc("2026-10-25T12:00"))
    (first,) = duties(night, LONDON, *window)
    (second,) = duties(morning, LONDON, *window)
    assert (first.starts_at, first.ends_at) == (utc("2026-10-24T21:00"), utc("2026-10-25T01:30"))
    assert (second.starts_at, second.ends_at) == (utc("2026-10-25T00:30"), utc("2026-10-25T06:00"))
    assert first.day == date(2026, 10, 24)


def test_the_night_the_clocks_go_forward_in_london():
    night = weekly([5], 22 * 60, 25 * 60 + 30)
    morning = weekly([6], 90, 6 * 60, people=(2,), shift_id=2)
    at_the_change = utc("2026-03-29T01:00")
    assert [d.person_id for d in on_duty([night, morning], LONDON, at_the_change - timedelta.resolution)] == [1]
    assert [d.person_id for d in on_duty([night, morning], LONDON, at_the_change)] == [2]
    whole = weekly([6], 0, 1440)
    (day,) = duties(whole, LONDON, utc("2026-03-29T12:00"), utc("2026-03-29T13:00"))
    assert day.ends_at - day.starts_at == timedelta(hours=23)


def test_a_night_whose_midnight_shows_twice():
    zone = ZoneInfo("America/St_Johns")  # on 7 November 2010 one minute past midnight became 23:01 again
    saturday = weekly([5], 23 * 60, 23 * 60 + 59, first_day=date(2010, 1, 1))
    sunday = weekly([6], 0, 60, people=(2,), shift_id=2, first_day=date(2010, 1, 1))
    for moment in ("2010-11-07T02:30", "2010-11-07T02:45"):  # 00:00 on Sunday, then 23:15 on Saturday
        assert [duty.person_id for duty in on_duty([saturday, sunday], zone, utc(moment))] == [1, 2]


def test_what_a_clock_change_leaves_empty_is_left_out():
    skipped = weekly([6], 75, 105)  # Sundays 01:15-01:45
    found = [d.day for d in duties(skipped, LONDON, utc("2026-03-20T00:00"), utc("2026-04-10T00:00"))]
    assert found == [date(2026, 3, 22), date(2026, 4, 5)]
    lost_day = Rule(1, (1,), (), date(2011, 12, 30), 0, 1440, date(2011, 12, 30), None)
    assert not list(duties(lost_day, ZoneInfo("Pacific/Apia"), utc("2011-12-20T00:00"), utc("2012-01-10T00:00")))


def test_a_duty_holds_its_start_and_not_its_end():
    rule = weekly([0], 18 * 60, 22 * 60)
    assert not on_duty([rule], LONDON, utc("2026-11-23T17:59"))
    assert on_duty([rule], LONDON, utc("2026-11-23T18:00"))
    assert on_duty([rule], LONDON, utc("2026-11-23T21:59"))
    assert not on_duty([rule], LONDON, utc("2026-11-23T22:00"))


def test_the_window_is_half_open_and_an_empty_one_holds_nothing():
    rule = weekly([0], 18 * 60, 22 * 60)
    assert not list(duties(rule, LONDON, utc("2026-11-23T22:00"), utc("2026-11-23T23:00")))
    assert not list(duties(rule, LONDON, utc("2026-11-23T17:00"), utc("2026-11-23T18:00")))
    assert not list(duties(rule, LONDON, utc("2026-11-25T17:00"), utc("2026-11-20T18:00")))


@pytest.mark.parametrize(
    ("people", "every_weeks", "expected"),
    [
        ((1,), 1, [1, 1, 1, 1, 1, 1]),
        ((1, 2, 3), 1, [1, 2, 3, 1, 2, 3]),
        ((1, 2), 2, [1, None, 2, None, 1, None]),
        ((), 1, [None] * 6),
    ],
)
def test_turns_go_week_by_week(people, every_weeks, expected):
    rule = weekly([1, 3], 18 * 60, 22 * 60, people=people, first_day=MONDAY, every_weeks=every_weeks)
    for week, person in enumerate(expected):
        since = instant(MONDAY + 7 * week * DAY, 0, LONDON, edge="start")
        found = [duty.person_id for duty in duties(rule, LONDON, since, since + 7 * DAY)]
        assert found == ([person] * 2 if person else [])


def test_first_and_last_day_are_both_in():
    rule = weekly(EVERY_DAY, 18 * 60, 22 * 60, first_day=MONDAY, last_day=MONDAY + 2 * DAY)
    window = (utc("2026-11-01T00:00"), utc("2026-12-31T00:00"))
    assert [duty.day for duty in duties(rule, LONDON, *window)] == [MONDAY + n * DAY for n in range(3)]
    assert not list(duties(replace(rule, last_day=MONDAY - DAY), LONDON, *window))
