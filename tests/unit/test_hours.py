"""When the line is open, minute by minute, against the rules told slowly; bank holidays; joining and cutting time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.hours import Exceptional, Hours, bank_holidays, closed_spans, merged, open_spans, why_closed
from scheduling.spans import clip, subtract, union
from tests.unit.test_wall import places, walked

LONDON = ZoneInfo("Europe/London")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def state_at(hours: Hours, zone: ZoneInfo, moment: datetime) -> tuple[bool, bool]:
    """(open, closed on purpose): the last exception that holds the moment decides, else the week."""

    def holds(day: date, start: int, end: int) -> bool:
        return walked(day, start, zone, "start") <= moment < walked(day, end, zone, "end")

    near = [moment.date() + n * DAY for n in range(-3, 3)]
    weekly = any(
        day.weekday() == weekday and holds(day, start, end) for day in near for weekday, start, end in hours.week
    )
    for one in reversed(hours.exceptions):
        span = (0, 1440) if one.start_minute is None or one.end_minute is None else (one.start_minute, one.end_minute)
        if any(one.first_day <= day <= one.last_day and holds(day, *span) for day in near):
            if one.is_open:
                return (weekly if one.start_minute is None else True), False
            return False, True
    return weekly, False


spans = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).map(lambda span: (span[0], span[0] + span[1]))


@st.composite
def situations(draw):
    zone, day = draw(places)
    week = draw(st.lists(st.tuples(st.integers(0, 6), spans).map(lambda one: (one[0], *one[1])), max_size=4))
    exceptions = []
    for _ in range(draw(st.integers(0, 4))):
        first = day + draw(st.integers(-2, 2)) * DAY
        start, end = draw(st.none() | spans) or (None, None)
        exceptions.append(Exceptional(draw(st.booleans()), first, first + draw(st.integers(0, 2)) * DAY, start, end))
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Hours(tuple(week), tuple(exceptions)), zone, midnight + draw(st.integers(-1440, 1440)) * MINUTE


@settings(max_examples=200, deadline=None)
@given(situations(), st.integers(1, 900))
def test_open_and_closed_at_any_minute(situation, length):
    hours, zone, since = situation
    until = since + length * MINUTE
    opened, closed = open_spans(hours, zone, since, until), closed_spans(hours, zone, since, until)
    edges = {edge + n * MINUTE for span in (*opened, *closed) for edge in span for n in (-1, 0)}
    for moment in sorted({since, *(edge for edge in edges if since <= edge < until)}):
        found = tuple(any(start <= moment < end for start, end in some) for some in (opened, closed))
        assert found == state_at(hours, zone, moment), moment


def test_later_exceptions_win():
    day = date(2026, 12, 26)
    shut = Exceptional(False, date(2026, 12, 24), date(2027, 1, 2), reason="Rest")
    fair = Exceptional(True, day, day, 720, 960)
    usual = Exceptional(True, day, day)
    week = tuple((weekday, 1080, 1320) for weekday in range(7))
    window = (utc("2026-12-26T00:00"), utc("2026-12-27T00:00"))
    assert open_spans(Hours(week, (shut,)), LONDON, *window) == []
    assert open_spans(Hours(week, (shut, fair)), LONDON, *window) == [
        (utc("2026-12-26T12:00"), utc("2026-12-26T16:00"))
    ]
    assert open_spans(Hours(week, (fair, shut)), LONDON, *window) == []
    assert open_spans(Hours(week, (shut, usual)), LONDON, *window) == [
        (utc("2026-12-26T18:00"), utc("2026-12-26T22:00"))
    ]
    assert why_closed(Hours(week, (shut, fair)), LONDON, utc("2026-12-26T17:00")) == "Rest"
    assert why_closed(Hours(week, (shut, fair)), LONDON, utc("2026-12-26T13:00")) is None


@pytest.mark.parametrize(
    ("nation", "day", "is_one"),
    [
        ("england", date(2026, 4, 6), True),  # Easter Monday
        ("scotland", date(2026, 4, 6), False),
        ("scotland", date(2026, 11, 30), True),  # Saint Andrew
        ("wales", date(2026, 11, 30), False),
        ("northern-ireland", date(2026, 7, 13), True),
        ("england", date(2026, 12, 28), True),  # Boxing Day was a Saturday
        (None, date(2026, 12, 25), False),
    ],
)
def test_bank_holidays(nation, day, is_one):
    assert (day in dict(bank_holidays(nation, day, day))) is is_one


def test_a_bank_holiday_is_closed_unless_somebody_says_otherwise():
    week = tuple((weekday, 1080, 1320) for weekday in range(7))
    window = (utc("2026-12-25T00:00"), utc("2026-12-26T00:00"))
    assert open_spans(Hours(week, (), "england"), LONDON, *window) == []
    assert why_closed(Hours(week, (), "england"), LONDON, utc("2026-12-25T12:00")) == "Christmas Day"
    tea = Exceptional(True, date(2026, 12, 25), date(2026, 12, 25), 900, 960)
    assert open_spans(Hours(week, (tea,), "england"), LONDON, *window) == [
        (utc("2026-12-25T15:00"), utc("2026-12-25T16:00"))
    ]


moments = st.integers(0, 300).map(lambda n: utc("2026-11-24T00:00") + n * MINUTE)
stretches = st.lists(st.tuples(moments, moments), max_size=6)


@given(stretches, stretches)
def test_joining_and_cutting_are_what_they_say(one, other):
    minutes = [utc("2026-11-24T00:00") + n * MINUTE for n in range(301)]

    def held(some, moment):
        return any(start <= moment < end for start, end in some)

    joined, cut = union(one), subtract(one, other)
    for moment in minutes:
        assert held(joined, moment) == held(one, moment)
        assert held(cut, moment) == (held(one, moment) and not held(other, moment))
    for some in (joined, cut):
        assert some == sorted(some)
        assert all(start < end for start, end in some)
        assert all(a[1] < b[0] for a, b in zip(joined, joined[1:], strict=False))
    since, until = minutes[50], minutes[200]
    assert clip(one, since, until) == [
        (max(start, since), min(end, until)) for start, end in joined if max(start, since) < min(end, until)
    ]


def test_spans_of_a_weekday_that_touch_are_one():
    assert merged([(1, 600, 720), (0, 700, 900), (0, 600, 700), (1, 800, 900)]) == [
        (0, 600, 900),
        (1, 600, 720),
        (1, 800, 900),
    ]
