"""What coordinators type about shifts."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scheduling.reading import NotUnderstood, UnknownName, When, read_shift, read_when, say_when

TODAY = date(2026, 11, 24)
WEEKLY = tuple(range(7))


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("mon 18:00-22:00", When((0,), None, 1080, 1320)),
        ("mon-fri 18:00-22:00", When((0, 1, 2, 3, 4), None, 1080, 1320)),
        ("sat,sun 14:00-22:00", When((5, 6), None, 840, 1320)),
        ("sun, sat 14:00-22:00", When((5, 6), None, 840, 1320)),
        ("mon tue mon 14:00-22:00", When((0, 1), None, 840, 1320)),
        ("mon-wed,sat 14:00-22:00", When((0, 1, 2, 5), None, 840, 1320)),
        ("fri-mon 18:00-22:00", When((0, 4, 5, 6), None, 1080, 1320)),
        ("sun-sun 18:00-22:00", When((6,), None, 1080, 1320)),
        ("mon-sun 00:00-24:00", When(WEEKLY, None, 0, 1440)),
        ("Wednesday 9:00-12:30", When((2,), None, 540, 750)),
        ("WEDNESDAYS 09:00-12:30", When((2,), None, 540, 750)),
        ("tues,weds,thurs 09:00-12:30", When((1, 2, 3), None, 540, 750)),
        ("  mon – fri\u00a018:00 — 22:00 ", When((0, 1, 2, 3, 4), None, 1080, 1320)),
        ("mon 18:00-24:00", When((0,), None, 1080, 1440)),
        ("mon 18:00-00:00", When((0,), None, 1080, 1440)),
        ("mon 22:00-02:00", When((0,), None, 1320, 1560)),
        ("mon 23:59-23:58", When((0,), None, 1439, 2878)),
        ("2026-11-27 18:00-22:00", When(None, date(2026, 11, 27), 1080, 1320)),
        ("2026-11-27 22:00-02:00", When(None, date(2026, 11, 27), 1320, 1560)),
        ("2026-11-24 18:00-22:00", When(None, TODAY, 1080, 1320)),
        ("2028-02-29 18:00-22:00", When(None, date(2028, 2, 29), 1080, 1320)),
    ],
)
def test_understood(text, when):
    assert parse_when(text, TODAY) == when


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ""),
        (" , ", ""),
        ("mon", "mon"),
        ("18:00-22:00", "18:00-22:00"),
        ("mon 18:00", "18:00"),
        ("mon 18:00-", "18:00-"),
        ("mon -22:00", "mon"),
        ("mon 18:00-25:00", "25:00"),
        ("mon 25:00-26:00", "25:00"),
        ("mon 18:60-22:00", "18:60"),
        ("mon 18:00-24:30", "24:30"),
        ("mon 18:00-22:00:00", "22:00:00"),
        ("mon 18-22", "18"),
        ("mon 6pm-10pm", "6pm"),
        ("mon 18:00-18:00", "18:00-18:00"),
        ("mon 00:00-00:00", "00:00-00:00"),
        ("mon 24:00-02:00", "24:00-02:00"),
        ("mon 24:00-24:00", "24:00-24:00"),
        ("mo 18:00-22:00", "mo"),
        ("m 18:00-22:00", "m"),
        ("moon 18:00-22:00", "moon"),
        ("mon- 18:00-22:00", "mon"),
        ("mon-xyz 18:00-22:00", "mon-xyz"),
        ("mon 18:00-22:00 please", "please"),
        ("mon 18:00-20:00, tue 18:00-20:00", "18:00-20:00"),
        ("2026-02-30 18:00-22:00", "2026-02-30"),
        ("2027-02-29 18:00-22:00", "2027-02-29"),
        ("2026-11-23 18:00-22:00", "2026-11-23"),
        ("0001-01-01 18:00-22:00", "0001-01-01"),
        ("2062-11-27 18:00-22:00", "2062-11-27"),
        ("9999-12-31 18:00-22:00", "9999-12-31"),
        ("27-11-2026 18:00-22:00", "27-11-2026"),
        ("2026-11-27 2026-11-28 18:00-22:00", "2026-11-27"),
        ("mon １８:００-22:00", "１８:００"),
        ("mon ١٨:٠٠-22:00", "١٨:٠٠"),
        ("２０２６-11-27 18:00-22:00", "２０２６-11-27"),
        ("mon 1²:00-22:00", "1²:00"),
        ("ſat 18:00-22:00", "ſat"),
    ],
)
def test_not_understood_and_which_part(text, part):
    with pytest.raises(NotUnderstood) as error:
        parse_when(text, TODAY)
    assert error.value.part == part


@given(st.text(max_size=60) | st.text("monfrisatu ,-–:0123456789\n", max_size=30))
@example("mon 99999999999999999999:00-22:00")
@example("-")
@example("9" * 5000 + " 18:00-22:00")
def test_junk_is_refused_and_never_breaks(text):
    try:
        when = parse_when(text, TODAY)
    except NotUnderstood:
        return
    assert (when.days is None) is (when.day is not None)
    assert 0 <= when.start_minute < 1440
    assert when.start_minute < when.end_minute <= when.start_minute + 1440


def test_a_very_long_message_is_refused_quickly_with_a_short_part():
    for text in ("mon " * 2500, "x" * 10_000, "mon 18:00-" + "2" * 10_000, "- " * 5000, "mon" + " " * 10_000):
        with pytest.raises(NotUnderstood) as error:
            parse_shift(text, ["Sam", "Sam B"], TODAY)
        assert len(error.value.part) <= 60


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mon 18:00-22:00", "Mondays 18:00-22:00"),
        ("sat,sun 14:00-22:00", "Saturdays and Sundays 14:00-22:00"),
        ("mon-fri 9:00-12:00", "Mondays to Fridays 09:00-12:00"),
        ("mon,wed,fri 18:00-22:00", "Mondays, Wednesdays and Fridays 18:00-22:00"),
        ("mon-sun 18:00-24:00", "Every day 18:00-24:00"),
        ("2026-11-27 18:00-22:00", "Friday 27 November 2026, 18:00-22:00"),
        ("fri 22:00-02:00", "Fridays from 22:00, until 02:00 the next day"),
        ("2026-11-27 22:00-02:00", "Friday 27 November 2026, 22:00, until 02:00 the next day"),
    ],
)
def test_said_back(text, said):
    assert say_when(parse_when(text, TODAY)) == said


minutes = st.integers(0, 1439)
spans = st.tuples(minutes, st.integers(1, 1440)).filter(lambda s: s[1] < 1440 or s[0] == 0)
days = st.dates(TODAY, TODAY + timedelta(days=1800))


@given(st.sets(st.integers(0, 6), min_size=1) | days, spans)
def test_every_shift_can_be_typed(which, span):
    start, end = span[0], span[0] + span[1]
    names = ("Mon", "tuesday", "wed", "THU", "fri", "sat", "Sun")
    typed = str(which) if isinstance(which, date) else ",".join(names[day] for day in which)
    shown_end = end if end <= 1440 else end - 1440
    text = f"{typed} {start // 60}:{start % 60:02}-{shown_end // 60:02}:{shown_end % 60:02}"
    expected = (
        When(None, which, start, end) if isinstance(which, date) else When(tuple(sorted(which)), None, start, end)
    )
    assert parse_when(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sam mon 18:00-22:00", "Sam"),
        ("sAM mon 18:00-22:00", "Sam"),
        ("sam  b\tmon 18:00-22:00", "Sam B"),
        ("Sam Mon mon 18:00-22:00", "Sam Mon"),
        ("Sam Mon 18:00-22:00", "Sam"),
        ("ZOE\u0308 mon - mon 18:00 - 22:00", "Zoë"),
        ("Mon mon 18:00-22:00", "Mon"),
    ],
)
def test_names(text, name):
    names = ["Sam", "Sam B", "Sam Mon", "Zoë", "Mon"]
    assert parse_shift(text, names, TODAY) == (name, When((0,), None, 1080, 1320))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Samantha mon 18:00-22:00", "Samantha"),
        ("Zed Smith 2026-11-27 18:00-22:00", "Zed Smith"),
        ("Zed Smith 18:00-22:00", "Zed Smith"),
        ("Zed Smith sat,sun 18:00-22:00", "Zed Smith"),
        ("Zed Smith", "Zed Smith"),
        ("mon 18:00-22:00", "mon"),
        ("", ""),
    ],
)
def test_an_unknown_name_is_the_part(text, part):
    with pytest.raises(UnknownName) as error:
        parse_shift(text, ["Sam", "Sam B"], TODAY)
    assert error.value.part == part


def test_with_a_known_name_the_part_is_what_follows_it():
    with pytest.raises(NotUnderstood) as error:
        parse_shift("Sam B mon 18:00-25:00", ["Sam", "Sam B"], TODAY)
    assert error.value.part == "25:00"
    assert not isinstance(error.value, UnknownName)
