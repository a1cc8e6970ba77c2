"""When check-ins are due, against somebody who looks at a clock on the wall in every minute; how times are read."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import combinations, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from scheduling.checkins import (
    LATE,
    Rhythm,
    close_together,
    due,
    following,
    next_after,
    occurrences,
    out_of_quiet,
    put_off,
)
from scheduling.reading import NotUnderstood, Times, read_pause, read_quiet, read_times, say_times
from scheduling.zones import zones_named
from tests.unit.test_wall import places

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TODAY = date(2026, 11, 24)  # a Tuesday
EVERY_DAY = tuple(range(7))
LONDON, APIA = ZoneInfo("Europe/London"), ZoneInfo("Pacific/Apia")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# The slow oracle


@lru_cache(maxsize=64)
def watched(zone: ZoneInfo, first: date, days: int) -> tuple[tuple[datetime, tuple[datetime, ...]], ...]:
    """Every minute of so many days, and what was new on the wall in it.

    Mostly that is one minute; none while the clocks show an hour again; and all those that were skipped, right after.
    """
    moment = datetime(first.year, first.month, first.day, tzinfo=UTC)
    seen = moment.astimezone(zone).replace(tzinfo=None) - MINUTE
    found = []
    for _ in range(days * 24 * 60):
        wall = moment.astimezone(zone).replace(tzinfo=None)
        new = []
        while seen < wall:
            seen += MINUTE
            new.append(seen)
        found.append((moment, tuple(new)))
        moment += MINUTE
    return tuple(found)


def quiet_minutes(quiet: tuple[int, int] | None) -> set[int]:
    """All minutes of the day in which nothing comes, one by one around the clock."""
    found: set[int] = set()
    if quiet is not None:
        minute = quiet[0]
        while minute != quiet[1]:
            found.add(minute)
            minute = (minute + 1) % 1440
    return found


def slow_moments(rhythm: Rhythm, first: date, days: int) -> list[datetime]:
    """All moments in so many days at which a check-in is due."""
    wanted = set(rhythm.minutes) - quiet_minutes(rhythm.quiet)

    def is_due(wall: datetime) -> bool:
        if wall.hour * 60 + wall.minute not in wanted:
            return False
        day = wall.date()
        paused = rhythm.paused_from is not None and day >= rhythm.paused_from
        if rhythm.paused_until is not None and day >= rhythm.paused_until:
            paused = False
        return day.weekday() in rhythm.days and not paused

    return [moment for moment, new in watched(rhythm.zone, first, days) if any(is_due(wall) for wall in new)]


def slow_out_of_quiet(moment: datetime, rhythm: Rhythm) -> datetime:
    """Look at the wall at every full minute from this moment on, until it shows none of the quiet ones."""
    silent = quiet_minutes(rhythm.quiet)

    def minute_at(moment: datetime) -> int:
        wall = moment.astimezone(rhythm.zone)
        return wall.hour * 60 + wall.minute

    while minute_at(moment) in silent:
        moment = moment.replace(second=0, microsecond=0) + MINUTE
    return moment


def slow_wall(wall: datetime, zone: ZoneInfo, first: date) -> datetime:
    """The minute in which this is new on the wall, at most some days after `first`."""
    return next(moment for moment, new in watched(zone, first, 5) if wall in new)


def slow_put_off(how: str, now: datetime, rhythm: Rhythm) -> datetime:
    """In an hour, at 20:00 of the day that the wall shows, or at the same time of the next day; a whole minute."""
    wall = now.astimezone(rhythm.zone).replace(tzinfo=None, second=0, microsecond=0)
    moment = now.replace(second=0, microsecond=0) + HOUR
    if how == "tonight":
        tonight = slow_wall(wall.replace(hour=20, minute=0), rhythm.zone, now.date() - 2 * DAY)
        moment = tonight if tonight > now else moment
    elif how == "tomorrow":
        moment = slow_wall(wall + DAY, rhythm.zone, now.date() - 2 * DAY)
    return slow_out_of_quiet(moment, rhythm)


def shown_again(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the wall shows at this moment what it has shown before."""
    return moment.astimezone(zone).fold == 1


# What is tried

small_hours = st.integers(0, 1439) | st.integers(0, 240)
quiets = st.none() | st.tuples(small_hours, small_hours).filter(lambda span: span[0] != span[1])
schedules = st.tuples(
    st.just(EVERY_DAY) | st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    st.sets(small_hours, min_size=1, max_size=6).map(lambda minutes: tuple(sorted(minutes))),
)


@st.composite
def rhythms(draw: st.DrawFn) -> tuple[Rhythm, datetime]:
    """A rhythm, and a moment on a day on which often the clocks change."""
    zone, day = draw(places)
    days, minutes = draw(schedules)
    begin, end = None, None
    if draw(st.booleans()):
        begin = day + draw(st.integers(-4, 4)) * DAY
        end = draw(st.none() | st.integers(0, 6).map(lambda n: day + n * DAY))
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    moment = midnight + draw(st.integers(-1440, 1440)) * MINUTE + draw(st.just(0) | st.integers(1, 59)) * MINUTE / 60
    return Rhythm(days, minutes, zone, begin, end, draw(quiets)), moment


# The rules


@settings(max_examples=100, deadline=None)
@given(rhythms())
@example((Rhythm(EVERY_DAY, (90,), LONDON), utc("2026-03-28T12:00")))
@example((Rhythm(EVERY_DAY, (30, 90, 150), LONDON), utc("2026-10-24T12:00")))
@example((Rhythm((4,), (540, 1260), APIA), utc("2011-12-29T12:00")))
def test_due_is_what_somebody_sees_who_looks_at_the_wall(tried: tuple[Rhythm, datetime]) -> None:
    rhythm, after = tried
    first = after.date() - 2 * DAY
    end = datetime(first.year, first.month, first.day, tzinfo=UTC) + 9 * DAY
    expected = [moment for moment in slow_moments(rhythm, first, 9) if moment > after]
    found = list(takewhile(lambda moment: moment < end, occurrences(rhythm, after)))
    assert found == expected
    assert all(moment.tzinfo is UTC for moment in found)
    assert following(rhythm, after, 3)[: len(expected)] == expected[:3]
    if expected:
        assert next_after(rhythm, after) == expected[0]
    elif rhythm.paused_from is not None and rhythm.paused_until is None:
        assert next_after(rhythm, max(after, end)) is None or rhythm.paused_from > end.date() - DAY


@settings(max_examples=60, deadline=None)
@given(rhythms(), st.integers(0, 2000) | st.sampled_from([0, 89, 90, 91]), st.sampled_from([0, 0, 1, 30]))
@example((Rhythm(EVERY_DAY, (540,), LONDON), utc("2026-06-01T07:00")), 90, 0)
@example((Rhythm(EVERY_DAY, (540,), LONDON), utc("2026-06-01T07:00")), 90, 1)
@example((Rhythm(EVERY_DAY, (540, 600), LONDON), utc("2026-06-01T07:00")), 60, 0)
def test_only_the_newest_and_none_too_late(tried: tuple[Rhythm, datetime], late: int, seconds: int) -> None:
    rhythm, after = tried
    first = after.date() - 2 * DAY
    seen = slow_moments(rhythm, first, 11)
    next_at = next((moment for moment in seen if moment > after), None)
    assume(next_at is not None and next_at.date() < first + 9 * DAY)
    assert next_at is not None
    now = next_at + late * MINUTE + timedelta(seconds=seconds)
    newest = [moment for moment in seen if next_at <= moment <= now][-1]
    chosen, then = due(rhythm, next_at, now)
    assert chosen == (newest if now - newest <= timedelta(minutes=90) else None)
    to_come = [moment for moment in seen if moment > now]
    if to_come:
        assert then == to_come[0]
    else:
        assert then is None or then.date() >= first + 11 * DAY
    # A look that comes again at the same moment finds nothing that is due.
    assert then is None or then > now


def test_nothing_to_come() -> None:
    now = utc("2026-11-24T12:00")
    for rhythm in (
        Rhythm((), (540,), LONDON),
        Rhythm(EVERY_DAY, (), LONDON),
        Rhythm(EVERY_DAY, (540, 600), LONDON, quiet=(480, 601)),
        Rhythm(EVERY_DAY, (540,), LONDON, paused_from=date(2026, 11, 1)),
        Rhythm(EVERY_DAY, (540,), LONDON, paused_from=date(2026, 11, 25)),
    ):
        assert next_after(rhythm, now) is None
        assert following(rhythm, now, 3) == []
    # The last one before a pause without an end is still sent, and nothing follows.
    last = Rhythm(EVERY_DAY, (540,), LONDON, paused_from=date(2026, 11, 25))
    assert due(last, utc("2026-11-24T09:00"), utc("2026-11-24T09:10")) == (utc("2026-11-24T09:00"), None)


@pytest.mark.parametrize(
    ("zone", "minute", "after", "expected"),
    [
        ("Europe/London", 540, "2026-03-28T00:00", ["2026-03-28T09:00", "2026-03-29T08:00", "2026-03-30T08:00"]),
        # 01:30 is skipped in spring and shown twice in autumn.
        ("Europe/London", 90, "2026-03-28T00:00", ["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"]),
        ("Europe/London", 90, "2026-10-24T00:00", ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]),
        ("Europe/London", 90, "2026-10-25T00:30", ["2026-10-26T01:30", "2026-10-27T01:30", "2026-10-28T01:30"]),
        ("Australia/Lord_Howe", 135, "2026-10-03T00:00", ["2026-10-03T15:30", "2026-10-04T15:15", "2026-10-05T15:15"]),
        ("Asia/Kathmandu", 1080, "2026-11-24T00:00", ["2026-11-24T12:15", "2026-11-25T12:15", "2026-11-26T12:15"]),
        # 30 December 2011 was never on the wall; what it would have brought comes with the first minute after it.
        ("Pacific/Apia", 720, "2011-12-29T00:00", ["2011-12-29T22:00", "2011-12-30T10:00", "2011-12-30T22:00"]),
        ("America/Sao_Paulo", 0, "2018-11-03T12:00", ["2018-11-04T03:00", "2018-11-05T02:00", "2018-11-06T02:00"]),
        ("America/St_Johns", 1410, "2010-11-06T00:00", ["2010-11-06T02:00", "2010-11-07T02:00", "2010-11-08T03:00"]),
    ],
)
def test_days_that_people_know(zone: str, minute: int, after: str, expected: list[str]) -> None:
    rhythm = Rhythm(EVERY_DAY, (minute,), ZoneInfo(zone))
    assert following(rhythm, utc(after), 3) == [utc(text) for text in expected]


def test_two_times_that_become_one_are_asked_once() -> None:
    """01:00, 01:30 and 02:00 are the same moment when the clocks go forward."""
    rhythm = Rhythm((6,), (60, 90, 120), LONDON)
    assert following(rhythm, utc("2026-03-28T12:00"), 2) == [utc("2026-03-29T01:00"), utc("2026-04-05T00:00")]


def test_paused_days_and_quiet_hours() -> None:
    rhythm = Rhythm(EVERY_DAY, (0, 479, 480, 1320), LONDON, date(2026, 12, 2), date(2026, 12, 4), (1320, 480))
    assert following(rhythm, utc("2026-11-30T12:00"), 2) == [utc("2026-12-01T08:00"), utc("2026-12-04T08:00")]
    upside_down = Rhythm(EVERY_DAY, (480,), LONDON, date(2026, 12, 4), date(2026, 12, 2))
    assert len(following(upside_down, utc("2026-11-30T12:00"), 9)) == 9
    assert not upside_down.pauses(date(2026, 12, 3))


@settings(max_examples=100, deadline=None)
@given(rhythms(), st.sampled_from(["hour", "tonight", "tomorrow"]))
@example((Rhythm(EVERY_DAY, (540,), LONDON), utc("2026-03-28T01:30")), "tomorrow")
@example((Rhythm(EVERY_DAY, (540,), LONDON), utc("2026-10-24T00:30")), "tomorrow")
@example((Rhythm(EVERY_DAY, (540,), APIA), utc("2011-12-29T22:00")), "tomorrow")
@example((Rhythm(EVERY_DAY, (540,), LONDON), utc("2026-06-01T19:00")), "tonight")
@example((Rhythm(EVERY_DAY, (540,), LONDON, quiet=(1200, 480)), utc("2026-10-24T18:59")), "tonight")
def test_put_off(tried: tuple[Rhythm, datetime], how: str) -> None:
    rhythm, now = tried
    expected = slow_put_off(how, now, rhythm)
    found = put_off(how, now, rhythm)
    # What falls into quiet hours that the wall shows a second time is left out here.
    assume(not (rhythm.quiet and any(shown_again(one, rhythm.zone) for one in (found, expected))))
    assert found == expected
    assert found > now


@settings(max_examples=100, deadline=None)
@given(rhythms())
@example((Rhythm(EVERY_DAY, (540,), LONDON, quiet=(1320, 90)), utc("2026-03-28T23:00")))
@example((Rhythm(EVERY_DAY, (540,), LONDON, quiet=(1320, 480)), utc("2026-10-24T22:00")))
@example((Rhythm(EVERY_DAY, (540,), LONDON, quiet=(60, 120)), utc("2026-10-25T00:30")))
@example((Rhythm(EVERY_DAY, (540,), LONDON, quiet=(540, 600)), utc("2026-11-24T09:59:59")))
@example((Rhythm(EVERY_DAY, (0,), APIA, quiet=(1, 0)), utc("2010-09-26T00:00")))
def test_out_of_quiet(tried: tuple[Rhythm, datetime]) -> None:
    rhythm, moment = tried
    found, expected = out_of_quiet(moment, rhythm), slow_out_of_quiet(moment, rhythm)
    assume(not (rhythm.quiet and any(shown_again(one, rhythm.zone) for one in (found, expected))))
    assert found == expected
    wall = found.astimezone(rhythm.zone)
    assert not rhythm.is_quiet(wall.hour * 60 + wall.minute)


def test_a_clock_that_goes_back_does_not_end_quiet_hours_for_a_minute() -> None:
    """At 03:00 the wall shows 02:00 once more, which is just before they begin; nobody is asked then."""
    rhythm = Rhythm(EVERY_DAY, (0,), ZoneInfo("Africa/Casablanca"), quiet=(121, 0))
    assert out_of_quiet(utc("2012-07-20T01:59"), rhythm) == utc("2012-07-21T00:00")


@pytest.mark.parametrize(
    ("how", "now", "quiet", "expected"),
    [
        ("hour", "2026-11-24T09:10:20", None, "2026-11-24T10:10"),
        ("tonight", "2026-11-24T19:59:59", None, "2026-11-24T20:00"),
        ("tonight", "2026-11-24T20:00", None, "2026-11-24T21:00"),
        ("tonight", "2026-07-01T12:00", None, "2026-07-01T19:00"),
        ("tomorrow", "2026-11-24T09:10:20", None, "2026-11-25T09:10"),
        ("tomorrow", "2026-03-28T09:10", None, "2026-03-29T08:10"),
        ("tomorrow", "2026-10-24T08:10", None, "2026-10-25T09:10"),
        ("hour", "2026-11-24T21:30", (1320, 480), "2026-11-25T08:00"),
        ("hour", "2026-11-24T23:30", (1320, 480), "2026-11-25T08:00"),
        ("hour", "2026-11-24T07:00", (1320, 480), "2026-11-24T08:00"),
        ("tonight", "2026-11-24T12:00", (1170, 420), "2026-11-25T07:00"),
        ("tomorrow", "2026-11-24T13:10", (780, 840), "2026-11-25T14:00"),
    ],
)
def test_put_off_by_hand(how: str, now: str, quiet: tuple[int, int] | None, expected: str) -> None:
    assert put_off(how, utc(now), Rhythm(EVERY_DAY, (540,), LONDON, quiet=quiet)) == utc(expected)


@settings(max_examples=300, deadline=None)
@given(st.lists(small_hours | st.integers(1380, 1439), max_size=6))
@example([0, 1380])
@example([0, 1381])
@example([540, 600])
@example([540, 599])
@example([540, 540])
def test_close_together(minutes: list[int]) -> None:
    def apart(one: int, two: int) -> int:
        return min((one - two) % 1440, (two - one) % 1440)

    assert close_together(minutes) == any(apart(one, two) < 60 for one, two in combinations(minutes, 2))


def test_the_numbers_that_people_were_told() -> None:
    assert timedelta(minutes=90) == LATE
    assert not close_together([540, 600])


# How it is read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon,thu 19:30", [((0, 3), (1170,))]),
        ("Mondays and Thursdays at 19:30", [((0, 3), (1170,))]),
        ("every day 9am and 9pm", [(EVERY_DAY, (540, 1260))]),
        ("daily 21:00, 9:00", [(EVERY_DAY, (540, 1260))]),
        ("20:00 weekdays", [((0, 1, 2, 3, 4), (1200,))]),
        ("at 20:00 on weekdays", [((0, 1, 2, 3, 4), (1200,))]),
        ("weekends noon", [((5, 6), (720,))]),
        ("fri-mon midnight", [((0, 4, 5, 6), (0,))]),
        ("mon to wed 0930", [((0, 1, 2), (570,))]),
        ("9:00", [(EVERY_DAY, (540,))]),
        ("09:00, 13:00 & 21:00", [(EVERY_DAY, (540, 780, 1260))]),
        ("9am\n9am", [(EVERY_DAY, (540,))]),
        ("THU 7PM", [((3,), (1140,))]),
        ("0:00", [(EVERY_DAY, (0,))]),
        ("12am", [(EVERY_DAY, (0,))]),
        ("12pm", [(EVERY_DAY, (720,))]),
        # Nothing says which half of the day, and all bare times are meant by the same one.
        ("7", [(EVERY_DAY, (1140,)), (EVERY_DAY, (420,))]),
        ("mon 7", [((0,), (1140,)), ((0,), (420,))]),
        ("mon 7 and 9", [((0,), (1140, 1260)), ((0,), (420, 540))]),
        ("12", [(EVERY_DAY, (720,)), (EVERY_DAY, (0,))]),
        ("8 and 22:30", [(EVERY_DAY, (1200, 1350)), (EVERY_DAY, (480, 1350))]),
        # Two were typed, so it is not the same one twice.
        ("7 and 19:00", [(EVERY_DAY, (420, 1140))]),
    ],
)
def test_times_understood(text: str, expected: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> None:
    assert read_times(text) == [Times(days, minutes) for days, minutes in expected]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ""),
        ("   ", ""),
        ("mon", "mon"),
        ("mon and thu", "mon and thu"),
        ("every other monday 19:00", "every"),
        ("fortnightly tue 9am", "fortnightly"),
        ("mon 25:00", "25:00"),
        ("mon 24:00", "24:00"),
        ("mon 9:60", "9:60"),
        ("mon 13pm", "13pm"),
        ("mon 9am soon", "soon"),
        ("mon 9am tue 10am", "tue"),
        ("mon-", "mon-"),
        ("someday 9am", "someday"),
        ("mon 9am-5pm", "9am-5pm"),
        ("1 dec 9am", "dec"),
        ("☃", "☃"),
    ],
)
def test_times_not_understood(text: str, part: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        read_times(text)
    assert caught.value.part == part


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("2026-11-24", None)]),
        (" \n ", [("2026-11-24", None)]),
        ("until friday", [("2026-11-24", "2026-11-27")]),
        ("til Fri", [("2026-11-24", "2026-11-27")]),
        ("till monday", [("2026-11-24", "2026-11-30")]),
        ("until tomorrow", [("2026-11-24", "2026-11-25")]),
        ("until 1 dec", [("2026-11-24", "2026-12-01")]),
        ("until 2027-01-04", [("2026-11-24", "2027-01-04")]),
        ("until next friday", [("2026-11-24", "2026-11-27"), ("2026-11-24", "2026-12-04")]),
        ("a day", [("2026-11-24", "2026-11-25")]),
        ("1 day", [("2026-11-24", "2026-11-25")]),
        ("2 weeks", [("2026-11-24", "2026-12-08")]),
        ("for 2 weeks", [("2026-11-24", "2026-12-08")]),
        ("For A Week", [("2026-11-24", "2026-12-01")]),
        ("a fortnight", [("2026-11-24", "2026-12-08")]),
        ("one month", [("2026-11-24", "2026-12-24")]),
        ("366 days", [("2026-11-24", "2027-11-25")]),
        ("1 dec-8 dec", [("2026-12-01", "2026-12-09")]),
        ("1-8 dec", [("2026-12-01", "2026-12-09")]),
        ("1 dec to 8 dec", [("2026-12-01", "2026-12-09")]),
        ("24 dec-2 jan", [("2026-12-24", "2027-01-03")]),
        ("thu-sun", [("2026-11-26", "2026-11-30")]),
        ("today", [("2026-11-24", "2026-11-25")]),
        ("tomorrow", [("2026-11-25", "2026-11-26")]),
        ("friday", [("2026-11-27", "2026-11-28")]),
        ("next friday", [("2026-11-27", "2026-11-28"), ("2026-12-04", "2026-12-05")]),
    ],
)
def test_pauses_understood(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = [(first, until) for first, until in read_pause(text, TODAY)]
    assert found == [
        (date.fromisoformat(first), date.fromisoformat(until) if until is not None else None)
        for first, until in expected
    ]


@pytest.mark.parametrize(
    "text",
    [
        "until",
        "until today",
        "until tuesday",  # that is today
        "until 1 nov 2026",
        "until 30 feb",
        "until soon",
        "until friday please",
        "0 days",
        "367 days",
        "53 weeks",
        "13 months",
        "1000 days",
        "8 dec-1 dec",
        "2026-11-01",
        "next week",
        "a while",
        "-",
        "☃",
    ],
)
def test_pauses_not_understood(text: str) -> None:
    with pytest.raises(NotUnderstood):
        read_pause(text, TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22:00-8:00", [(1320, 480)]),
        ("22:00 – 08:00", [(1320, 480)]),
        ("from 22:00 to 08:00", [(1320, 480)]),
        ("between 10pm and 8am", [(1320, 480)]),
        ("13:00-14:00", [(780, 840)]),
        ("22:00-24:00", [(1320, 0)]),
        ("midnight to 7am", [(0, 420)]),
        ("10-8am", [(1320, 480)]),
        ("10pm-8", [(1320, 480)]),
        ("10-8", [(600, 1200), (1320, 480)]),
        ("6-9", [(1080, 1260), (360, 540)]),
    ],
)
def test_quiet_hours_understood(text: str, expected: list[tuple[int, int]]) -> None:
    assert sorted(read_quiet(text)) == sorted(expected)


@pytest.mark.parametrize("text", ["0:00-24:00", "midnight-24:00", "00:00 to midnight"])
def test_quiet_hours_of_a_whole_day_are_not_understood(text: str) -> None:
    with pytest.raises(NotUnderstood):
        read_quiet(text)


@pytest.mark.parametrize(
    "text", ["", " ", "22:00", "22:00-", "-8:00", "22:00-22:00", "25:00-8:00", "22:00-8:00 daily", "night", "☃"]
)
def test_quiet_hours_not_understood(text: str) -> None:
    with pytest.raises(NotUnderstood):
        read_quiet(text)


_WORDS = (
    *("mon", "thu", "fridays", "weekends", "every", "day", "other", "on", "at", "and", "to", "-", "–", ",", ";", "\n"),
    *("9", "9am", "21:00", "19:30", "24:00", "0:00", "12", "0930", "noon", "midnight", "25:00", "pm", "o'clock"),
    *("until", "for", "2", "weeks", "a", "month", "fortnight", "1 dec", "8 dec", "29 feb", "1/12", "2026-12-01"),
    *("0000-00-00", "99/99", "31 nov", "2027", "today", "tomorrow", "next", "from", "between", "of", "3rd", "000"),
)
typed = st.text(max_size=40) | st.lists(st.sampled_from(_WORDS), max_size=8).map(" ".join)


@settings(max_examples=600, deadline=None)
@given(typed, st.dates(date(2020, 1, 1), date(2090, 12, 31)))
@example("9" * 5000, TODAY)
@example("mon " * 2000, TODAY)
@example("٣ weeks", TODAY)
def test_anything_at_all_is_understood_well_or_not_at_all(text: str, today: date) -> None:
    try:
        times = read_times(text)
    except NotUnderstood:
        pass
    else:
        assert 1 <= len(times) <= 2
        for one in times:
            assert one.days
            assert set(one.days) <= set(EVERY_DAY)
            assert one.minutes
            assert all(0 <= minute < 1440 for minute in one.minutes)
            assert list(one.minutes) == sorted(set(one.minutes))
            assert list(one.days) == sorted(set(one.days))
    try:
        pauses = read_pause(text, today)
    except NotUnderstood:
        pass
    else:
        assert pauses
        assert all(first >= today and (until is None or until > first) for first, until in pauses)
    try:
        spans = read_quiet(text)
    except NotUnderstood:
        pass
    else:
        assert all(0 <= edge < 1440 for span in spans for edge in span)
        assert all(start != end for start, end in spans)


@settings(max_examples=200, deadline=None)
@given(schedules)
def test_what_is_said_is_read_as_what_was_meant(schedule: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    times = Times(*schedule)
    assert read_times(say_times(times)) == [times]


@pytest.mark.parametrize(
    ("days", "minutes", "said"),
    [
        ((0, 3), (1170,), "Mondays and Thursdays at 19:30"),
        (EVERY_DAY, (540, 1260), "Every day at 09:00 and 21:00"),
        ((0, 1, 2, 3, 4), (0, 5, 720), "Mondays to Fridays at 00:00, 00:05 and 12:00"),
        ((0, 2, 6), (1439,), "Mondays, Wednesdays and Sundays at 23:59"),
        ((6,), (60,), "Sundays at 01:00"),
    ],
)
def test_said(days: tuple[int, ...], minutes: tuple[int, ...], said: str) -> None:
    assert say_times(Times(days, minutes)) == said


# Zones by name


@pytest.mark.parametrize(
    ("name", "zones"),
    [
        ("london", ["Europe/London"]),
        ("  LONDON ", ["Europe/London"]),
        ("Europe/London", ["Europe/London"]),
        ("europe/london", ["Europe/London"]),
        ("uk", ["Europe/London"]),
        ("Northern  Ireland", ["Europe/London"]),
        ("Ireland", ["Europe/Dublin"]),
        ("new york", ["America/New_York"]),
        ("new_york", ["America/New_York"]),
        ("new-york", ["America/New_York"]),
        ("St_Johns", ["America/St_Johns"]),
        ("lord howe", ["Australia/Lord_Howe"]),
        ("port-au-prince", ["America/Port-au-Prince"]),
        ("kathmandu", ["Asia/Kathmandu"]),
        ("apia", ["Pacific/Apia"]),
        ("york", ["America/New_York"]),
        ("utc", ["Etc/UTC"]),
        ("", []),
        ("  _ - ", []),
        ("/", []),
        ("ar", []),  # in the name of many; two letters are too few to search for
        ("xx", []),
        ("nowhere at all", []),
        ("☃", []),
    ],
)
def test_zones_by_name(name: str, zones: list[str]) -> None:
    assert zones_named(name) == zones


def test_a_name_of_many_places_gives_some_of_them() -> None:
    assert len(zones_named("america")) == 6
    assert set(zones_named("louisville")) == {"America/Louisville", "America/Kentucky/Louisville"}


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=20) | st.text("aeiourstn/_ -", max_size=6))
@example("ß")
@example("\x00")
def test_every_zone_that_is_offered_exists(name: str) -> None:
    found = zones_named(name)
    assert len(found) == len(set(found)) <= 6
    for zone in found:
        assert ZoneInfo(zone).key == zone
        assert zones_named(zone) in ([zone], [])
