"""The moment of a time on the wall, against a slow walk through UTC and against the nights people know."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduling.wall import instant

ZONES = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "America/St_Johns",
    "Asia/Tehran",
    "Africa/Cairo",
    "UTC",
)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIRST, LAST = date(2005, 1, 1), date(2037, 12, 1)


@cache
def changes(name: str) -> tuple[date, ...]:
    """The days on which the zone's clocks change."""
    zone = ZoneInfo(name)
    days = [FIRST + n * DAY for n in range((LAST - FIRST).days)]
    offsets = [datetime(day.year, day.month, day.day, tzinfo=UTC).astimezone(zone).utcoffset() for day in days]
    return tuple(day for day, (one, two) in zip(days, pairwise(offsets), strict=False) if one != two)


def days_in(name: str) -> st.SearchStrategy[date]:
    """Any day, or often one near a change of the clocks."""
    near = st.builds(lambda day, n: day + n * DAY, st.sampled_from(changes(name) or (FIRST,)), st.integers(-2, 2))
    return st.dates(FIRST, LAST) | near


places = st.sampled_from(ZONES).flatmap(lambda name: st.tuples(st.just(ZoneInfo(name)), days_in(name)))
# Changes come at night, so the small hours of this day and the next are tried more often.
minutes = st.integers(0, 2880) | st.integers(0, 240) | st.integers(1380, 1680)


def walked(day: date, minute: int, zone: ZoneInfo, edge: str) -> datetime:
    """The rule word for word: look at the wall in every minute of the days around."""
    asked = datetime(day.year, day.month, day.day) + minute * MINUTE  # noqa: DTZ001
    begin = asked.replace(tzinfo=UTC) - timedelta(hours=40)
    around = [begin + n * MINUTE for n in range(80 * 60)]
    walls = [moment.astimezone(zone).replace(tzinfo=None) for moment in around]
    matches = [moment for moment, wall in zip(around, walls, strict=True) if wall == asked]
    if matches:
        return matches[0] if edge == "start" else matches[-1]
    return next(moment for moment, wall in zip(around, walls, strict=True) if wall > asked)


@settings(max_examples=400, deadline=None)
@given(places, minutes, st.sampled_from(["start", "end"]))
@example((ZoneInfo("Pacific/Apia"), date(2011, 12, 30)), 720, "start")
@example((ZoneInfo("Pacific/Apia"), date(2011, 12, 29)), 1440, "end")
@example((ZoneInfo("America/St_Johns"), date(2010, 11, 7)), 0, "start")
def test_it_is_what_a_walk_through_the_minutes_finds(place, minute, edge):
    zone, day = place
    assert instant(day, minute, zone, edge=edge) == walked(day, minute, zone, edge)


@settings(max_examples=400, deadline=None)
@given(places, minutes, minutes)
def test_later_on_the_wall_is_never_earlier_and_a_start_never_after_an_end(place, one, two):
    zone, day = place
    one, two = sorted((one, two))
    for edge in ("start", "end"):
        assert instant(day, one, zone, edge=edge) <= instant(day, two, zone, edge=edge)
    assert instant(day, one, zone, edge="start") <= instant(day, two, zone, edge="end")


@given(places, st.integers(0, 1440), st.sampled_from(["start", "end"]))
def test_past_midnight_is_the_next_day(place, minute, edge):
    zone, day = place
    assert instant(day, minute + 1440, zone, edge=edge) == instant(day + DAY, minute, zone, edge=edge)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "start", "end"),
    [
        ("Europe/London", "2026-07-01", "18:00", "2026-07-01T17:00", "2026-07-01T17:00"),
        ("Europe/London", "2026-12-01", "24:00", "2026-12-02T00:00", "2026-12-02T00:00"),
        ("Europe/London", "2026-10-25", "00:59", "2026-10-24T23:59", "2026-10-24T23:59"),
        ("Europe/London", "2026-10-25", "01:00", "2026-10-25T00:00", "2026-10-25T01:00"),
        ("Europe/London", "2026-10-24", "25:30", "2026-10-25T00:30", "2026-10-25T01:30"),
        ("Europe/London", "2026-10-25", "02:00", "2026-10-25T02:00", "2026-10-25T02:00"),
        ("Europe/London", "2026-03-29", "00:59", "2026-03-29T00:59", "2026-03-29T00:59"),
        ("Europe/London", "2026-03-29", "01:00", "2026-03-29T01:00", "2026-03-29T01:00"),
        ("Europe/London", "2026-03-29", "01:30", "2026-03-29T01:00", "2026-03-29T01:00"),
        ("Europe/London", "2026-03-29", "02:00", "2026-03-29T01:00", "2026-03-29T01:00"),
        ("Europe/London", "2026-03-29", "02:01", "2026-03-29T01:01", "2026-03-29T01:01"),
        # Half an hour only.
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45", "2026-04-04T15:15"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30", "2026-10-03T15:30"),
        # 30 December 2011 was never on the wall.
        ("Pacific/Apia", "2011-12-30", "12:00", "2011-12-30T10:00", "2011-12-30T10:00"),
        ("Pacific/Apia", "2011-12-29", "24:00", "2011-12-30T10:00", "2011-12-30T10:00"),
        ("Pacific/Apia", "2011-12-31", "00:00", "2011-12-30T10:00", "2011-12-30T10:00"),
        # Midnight itself is skipped, and in the other season the hour before it comes twice.
        ("America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T03:00", "2018-11-04T03:00"),
        ("America/Sao_Paulo", "2018-02-17", "23:30", "2018-02-18T01:30", "2018-02-18T02:30"),
        ("America/Sao_Paulo", "2018-02-17", "24:00", "2018-02-18T03:00", "2018-02-18T03:00"),
        ("Asia/Kathmandu", "2026-11-24", "18:00", "2026-11-24T12:15", "2026-11-24T12:15"),
    ],
)
def test_nights_that_people_know(zone, day, clock, start, end):
    hour, minute = map(int, clock.split(":"))
    asked = (date.fromisoformat(day), hour * 60 + minute, ZoneInfo(zone))
    assert instant(*asked, edge="start") == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert instant(*asked, edge="end") == datetime.fromisoformat(end).replace(tzinfo=UTC)
    assert instant(*asked, edge="start").tzinfo is UTC
