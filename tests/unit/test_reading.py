"""What people type about times: what it means, where it means two things, and how it is said back."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scheduling.reading import (
    Dates,
    NotUnderstood,
    Span,
    UnknownName,
    When,
    read_dates,
    read_hours,
    read_moment,
    read_shift,
    read_turns,
    read_when,
    say_spans,
    say_when,
)
from scheduling.reading.tokens import Tokens

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
    assert read_when(text, TODAY) == [when]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ""),
        (" , ", ""),
        ("mon", "mon"),
        ("18:00-22:00", "18:00-22:00"),
        ("mon 18:00", "18:00"),
        ("mon 18:00-", "18:00-"),
        ("mon -22:00", "-22:00"),
        ("mon 18:00-25:00", "18:00-25:00"),
        ("mon 25:00-26:00", "25:00-26:00"),
        ("mon 18:60-22:00", "18:60-22:00"),
        ("mon 18:00-24:30", "18:00-24:30"),
        ("mon 18:00-22:00:00", "18:00-22:00:00"),
        ("mon 18:00-18:00", "18:00-18:00"),
        ("mon 00:00-00:00", "00:00-00:00"),
        ("mon 24:00-02:00", "24:00-02:00"),
        ("mon 24:00-24:00", "24:00-24:00"),
        ("mo 18:00-22:00", "mo"),
        ("m 18:00-22:00", "m"),
        ("moon 18:00-22:00", "moon"),
        ("mon- 18:00-22:00", "mon-"),
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
        ("2026-11-27 2026-11-28 18:00-22:00", "2026-11-28"),
        ("mon １８:００-22:00", "１８:００-22:00"),
        ("mon ١٨:٠٠-22:00", "١٨:٠٠-22:00"),
        ("２０２６-11-27 18:00-22:00", "２０２６-11-27"),
        ("mon 1²:00-22:00", "1²:00-22:00"),
        ("ſat 18:00-22:00", "ſat"),
    ],
)
def test_not_understood_and_which_part(text, part):
    with pytest.raises(NotUnderstood) as error:
        read_when(text, TODAY)[0]
    assert error.value.part == part


@given(st.text(max_size=60) | st.text("monfrisatu ,-–:0123456789\n", max_size=30))
@example("mon 99999999999999999999:00-22:00")
@example("-")
@example("9" * 5000 + " 18:00-22:00")
def test_junk_is_refused_and_never_breaks(text):
    try:
        when = read_when(text, TODAY)[0]
    except NotUnderstood:
        return
    assert (when.days is None) is (when.day is not None)
    assert 0 <= when.start_minute < 1440
    assert when.start_minute < when.end_minute <= when.start_minute + 1440


def test_a_very_long_message_is_refused_quickly_with_a_short_part():
    for text in ("mon " * 2500, "x" * 10_000, "mon 18:00-" + "2" * 10_000, "- " * 5000, "mon" + " " * 10_000):
        with pytest.raises(NotUnderstood) as error:
            read_shift(text, ["Sam", "Sam B"], TODAY)
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
    assert say_when(read_when(text, TODAY)[0]) == said


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
    assert read_when(text, TODAY) == [expected]


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
    assert read_shift(text, names, TODAY) == [(name, When((0,), None, 1080, 1320))]


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
        read_shift(text, ["Sam", "Sam B"], TODAY)
    assert error.value.part == part


def test_with_a_known_name_the_part_is_what_follows_it():
    with pytest.raises(NotUnderstood) as error:
        read_shift("Sam B mon 18:00-25:00", ["Sam", "Sam B"], TODAY)
    assert error.value.part == "18:00-25:00"
    assert not isinstance(error.value, UnknownName)


def once(day: str, start: int, end: int) -> When:
    return When(None, date.fromisoformat(day), start, end)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("weekdays 18-22", [When((0, 1, 2, 3, 4), None, 1080, 1320)]),
        ("weekends 6pm-10pm", [When((5, 6), None, 1080, 1320)]),
        ("6pm-10pm on fridays", [When((4,), None, 1080, 1320)]),
        ("mon to fri from 6pm until 10pm", [When((0, 1, 2, 3, 4), None, 1080, 1320)]),
        ("fri 6-10pm", [When((4,), None, 1080, 1320)]),
        ("fri 10-2pm", [When((4,), None, 600, 840)]),
        ("fri 6pm-10", [When((4,), None, 1080, 1320)]),
        ("fri 10pm-6", [When((4,), None, 1320, 1800)]),
        ("fri 6.30pm to midnight", [When((4,), None, 1110, 1440)]),
        ("fri noon-14:00", [When((4,), None, 720, 840)]),
        ("fri between 6pm and 8pm", [When((4,), None, 1080, 1200)]),
        ("every day 1800-2200", [When(WEEKLY, None, 1080, 1320, 1)]),
        ("every other tuesday 18-20", [When((1,), None, 1080, 1200, 2)]),
        ("every tue 18-20", [When((1,), None, 1080, 1200, 1)]),
        ("weekly on tue 18-20", [When((1,), None, 1080, 1200, 1)]),
        ("tue every week 18-20", [When((1,), None, 1080, 1200, 1)]),
        ("tue 18-20 weekly from 1 dec", [When((1,), None, 1080, 1200, 1, date(2026, 12, 1))]),
        ("fortnightly on tue 18-20", [When((1,), None, 1080, 1200, 2)]),
        ("every 2 weeks tue 18-20", [When((1,), None, 1080, 1200, 2)]),
        ("tue 18-20 from 1 dec", [When((1,), None, 1080, 1200, None, date(2026, 12, 1))]),
        (
            "tue 18-20 from 1 dec until 2 mar 2027",
            [When((1,), None, 1080, 1200, None, date(2026, 12, 1), date(2027, 3, 2))],
        ),
        ("tomorrow 19:00-21:00", [once("2026-11-25", 1140, 1260)]),
        ("tonight 7pm-9pm", [once("2026-11-24", 1140, 1260)]),
        ("fri 27 nov 18-22", [once("2026-11-27", 1080, 1320)]),
        ("1st of december 18-22", [once("2026-12-01", 1080, 1320)]),
        ("27/11/2026 18-22", [once("2026-11-27", 1080, 1320)]),
        ("2 jan 18-22", [once("2027-01-02", 1080, 1320)]),
        ("mon\n18:00-22:00,", [When((0,), None, 1080, 1320)]),
        ("fri midnight-6am", [When((4,), None, 0, 360)]),
        ("fri midnight to 6", [When((4,), None, 0, 360)]),
        ("fri 10:30-2pm", [When((4,), None, 630, 840)]),
        ("fri 06:30-9pm", [When((4,), None, 390, 1260)]),
        ("each day 18-22", [When(WEEKLY, None, 1080, 1320, 1)]),
        ("tue 18-20 fortnightly", [When((1,), None, 1080, 1200, 2)]),
        ("tue 18-20 every other week from 1 dec", [When((1,), None, 1080, 1200, 2, date(2026, 12, 1))]),
        ("12/13 18-22", [once("2026-12-13", 1080, 1320)]),
        ("sat 5/12 18-22", [once("2026-12-05", 1080, 1320)]),
        # What can mean two things, the likelier first.
        ("Fridays 6 till 10", [When((4,), None, 1080, 1320), When((4,), None, 360, 600)]),
        ("fri 9-5", [When((4,), None, 540, 1020), When((4,), None, 1260, 1740)]),
        ("1/12 18-22", [once("2026-12-01", 1080, 1320), once("2027-01-12", 1080, 1320)]),
        ("next friday 18-22", [once("2026-11-27", 1080, 1320), once("2026-12-04", 1080, 1320)]),
        ("fri 6:30-9pm", [When((4,), None, 1110, 1260), When((4,), None, 390, 1260)]),
        ("fri 6:30pm-10:30", [When((4,), None, 1110, 1350), When((4,), None, 1110, 2070)]),
        (
            "tue 18-20 from 1/12 until 1/3/2027",
            [When((1,), None, 1080, 1200, None, date(2026, 12, 1), date(2027, 3, 1))],
        ),
        (
            "tue 18-20 from 1/12",
            [
                When((1,), None, 1080, 1200, None, date(2026, 12, 1)),
                When((1,), None, 1080, 1200, None, date(2027, 1, 12)),
            ],
        ),
        (
            "tue 18-20 from next tuesday",
            [
                When((1,), None, 1080, 1200, None, date(2026, 12, 1)),
                When((1,), None, 1080, 1200, None, date(2026, 12, 8)),
            ],
        ),
        ("next tuesday 18-22", [once("2026-12-01", 1080, 1320), once("2026-12-08", 1080, 1320)]),
    ],
)
def test_as_people_write_it(text, readings):
    assert read_when(text, TODAY) == readings
    assert read_when(text.upper(), TODAY) == readings


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("sat 27 nov 18-22", "sat"),
        ("tue 18-20 until 1 dec from 2 dec", "tue 18-20 until 1 dec from 2 dec"),
        ("27 nov 18-22 until 1 dec", "27 nov 18-22 until 1 dec"),
        ("tue 18-20 from 1 dec from 3 dec", "3"),
        ("tue 18-20 from 5 dec until tomorrow", "tomorrow"),
        ("fri midnight-midnight", "midnight-midnight"),
        ("31 nov 18-22", "31"),
        ("fri 13pm-14pm", "13pm-14pm"),
        ("fri 6", "6"),
    ],
)
def test_what_contradicts_itself(text, part):
    with pytest.raises(NotUnderstood) as error:
        read_when(text, TODAY)
    assert error.value.part == part


def spans(*week: tuple[int, int, int]) -> tuple[Span, ...]:
    return tuple(Span(*span) for span in week)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        (
            "mon-fri 18:00-22:00, sat,sun 14:00-22:00",
            [spans(*((day, 1080, 1320) for day in range(5)), (5, 840, 1320), (6, 840, 1320))],
        ),
        ("mon 10:00-12:00 18:00-22:00", [spans((0, 600, 720), (0, 1080, 1320))]),
        ("mon 10:00-12:00 and 18:00-22:00; tue 22:00-02:00", [spans((0, 600, 720), (0, 1080, 1320), (1, 1320, 1560))]),
        ("mon 18:00-20:00, mon 19:00-22:00", [spans((0, 1080, 1320))]),
        ("18-22 daily", [spans(*((day, 1080, 1320) for day in range(7)))]),
        ("mon 18-22\ntue 00:00-24:00", [spans((0, 1080, 1320), (1, 0, 1440))]),
        ("fridays 6 till 10", [spans((4, 1080, 1320)), spans((4, 360, 600))]),
        ("fri 6-10, sat 7-9", [spans((4, 1080, 1320), (5, 1140, 1260)), spans((4, 360, 600), (5, 420, 540))]),
        # An evening reading past midnight is the unlikelier one.
        ("mon 9-5, tue 6-10", [spans((0, 540, 1020), (1, 360, 600)), spans((0, 1260, 1740), (1, 1080, 1320))]),
    ],
)
def test_hours(text, readings):
    assert read_hours(text, TODAY) == readings


@pytest.mark.parametrize(
    "text", ["", ",", "mon", "18-22", "mon 18-22 tue", "every other mon 18-22", "2026-12-01 18-22"]
)
def test_hours_not_understood(text):
    with pytest.raises(NotUnderstood):
        read_hours(text, TODAY)


def days_off(first: str, last: str, reason: str = "", start: int | None = None, end: int | None = None) -> Dates:
    return Dates(date.fromisoformat(first), date.fromisoformat(last), start, end, reason)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("2026-12-25", [days_off("2026-12-25", "2026-12-25")]),
        ("24 dec-2 jan", [days_off("2026-12-24", "2027-01-02")]),
        ("24 Dec to 2 Jan: Rest", [days_off("2026-12-24", "2027-01-02", "Rest")]),
        ("24-27 dec", [days_off("2026-12-24", "2026-12-27")]),
        ("25 dec Christmas Day", [days_off("2026-12-25", "2026-12-25", "Christmas Day")]),
        ("25/12 for Christmas", [days_off("2026-12-25", "2026-12-25", "Christmas")]),
        ("2026-12-26 12:00-16:00", [days_off("2026-12-26", "2026-12-26", "", 720, 960)]),
        ("friday 12-16 Fair", [days_off("2026-11-27", "2026-11-27", "Fair", 720, 960)]),
        ("today", [days_off("2026-11-24", "2026-11-24")]),
        ("25 dec: for Christmas", [days_off("2026-12-25", "2026-12-25", "Christmas")]),
        ("25 dec to be confirmed", [days_off("2026-12-25", "2026-12-25", "to be confirmed")]),
        ("5 dec 2026 to 1 dec 2027", [days_off("2026-12-05", "2027-12-01")]),
        # All the dates of a sentence are written the same way round.
        ("1/12-5/12", [days_off("2026-12-01", "2026-12-05"), days_off("2027-01-12", "2027-05-12")]),
        ("1/12-25/12", [days_off("2026-12-01", "2026-12-25")]),
        ("1/12", [days_off("2026-12-01", "2026-12-01"), days_off("2027-01-12", "2027-01-12")]),
    ],
)
def test_dates(text, readings):
    assert read_dates(text, TODAY) == readings


@pytest.mark.parametrize("text", ["", "Christmas", "2026-12-25 25:00", "2026-12-25 to 2026-12-24", "2026-11-01"])
def test_dates_not_understood(text):
    with pytest.raises(NotUnderstood):
        read_dates(text, TODAY)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("sat 27 nov", "sat"),
        ("sat nov 27", "sat"),
        ("SAT 27/11", "SAT"),
        ("sat tomorrow", "sat"),
        ("sat nov 31", "31"),
        ("1 dec to tomorrow", "tomorrow"),
        ("5 dec to 1 dec", "1"),
        ("5/12 to 1/12", "1/12"),
        ("24 dec and 25 dec", "25"),
    ],
)
def test_no_date_is_lost_in_a_reason_or_turned_into_another(text, part):
    with pytest.raises(NotUnderstood) as error:
        read_dates(text, TODAY)
    assert error.value.part == part


@pytest.mark.parametrize("text", ["sat 27 nov 7pm", "sat nov 27 7pm", "sat tomorrow 7pm"])
def test_a_moment_on_another_weekday(text):
    with pytest.raises(NotUnderstood) as error:
        read_moment(text, TODAY)
    assert error.value.part == "sat"


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("sunday 01:30", [(date(2026, 11, 29), 90)]),
        ("tue 12:00", [(TODAY, 720)]),
        ("tomorrow 7pm", [(date(2026, 11, 25), 1140)]),
        ("7pm tomorrow", [(date(2026, 11, 25), 1140)]),
        ("01:30", [(TODAY, 90)]),
        ("2027-10-31 at 01:30", [(date(2027, 10, 31), 90)]),
        ("sunday 7", [(date(2026, 11, 29), 1140), (date(2026, 11, 29), 420)]),
    ],
)
def test_moments(text, readings):
    assert read_moment(text, TODAY) == readings


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("tue 18:00-22:00 Sam Kim Mary Ann", ("Sam", "Kim", "Mary Ann")),
        ("tue 18-22 mary ann, kim and sam", ("Mary Ann", "Kim", "Sam")),
        ("tue 18-22 from 1 dec Sam Kim", ("Sam", "Kim")),
        ("tue 18-22 Sam Kim from 1 dec", ("Sam", "Kim")),
        ("TUE 18-22 SAM AND KIM", ("Sam", "Kim")),
        ("tue 18-22 May Kim", ("May", "Kim")),
    ],
)
def test_turns(text, people):
    [(found, when)] = read_turns(text, ["Sam", "Kim", "Mary Ann", "May"], TODAY)
    assert found == people
    assert (when.days, when.start_minute) == ((1,), 1080)


def test_no_name_reaches_over_a_comma():
    names = ["Sam", "Kim", "Sam Kim", "Lee"]
    assert read_turns("tue 18-22 sam, kim", names, TODAY)[0][0] == ("Sam", "Kim")
    assert read_turns("tue 18-22 sam kim, lee", names, TODAY)[0][0] == ("Sam Kim", "Lee")


@pytest.mark.parametrize("word", ["next fri", "nov 27", "this fri", "tonight", "weekend"])
def test_an_unknown_name_ends_where_the_time_begins(word):
    with pytest.raises(UnknownName) as error:
        read_shift(f"Zed {word} 18-22", ["Sam"], TODAY)
    assert error.value.part == "Zed"


@pytest.mark.parametrize("piece", ["tue 18-22 ", "x ", "- ", "1 dec ", "1/12 ", "mon "])
def test_turns_of_a_whole_message_take_a_few_readings_only(piece, monkeypatch):
    made = []
    monkeypatch.setattr("scheduling.reading.sentences.Tokens", lambda *a, **k: made.append(a) or Tokens(*a, **k))
    with pytest.raises(NotUnderstood):
        read_turns(piece * (4096 // len(piece)), ["Sam", "Kim"], TODAY)
    assert len(made) <= 200
    made.clear()
    for read in (read_turns, read_shift):
        with pytest.raises(NotUnderstood):
            read(piece * 100_000, ["Sam", "Kim"], TODAY)
    assert not made


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("tue 18-22 Sam Zed", True),
        ("tue 18-22 Sam", False),
        ("tue 18-22 Sam Sam", False),
        ("Sam Kim", False),
        ("", False),
    ],
)
def test_turns_not_understood(text, unknown):
    with pytest.raises(NotUnderstood) as error:
        read_turns(text, ["Sam", "Kim"], TODAY)
    assert isinstance(error.value, UnknownName) == unknown


@given(st.text(max_size=60) | st.text("monfrisatu decand ,-–:;/0123456789\n", max_size=30))
def test_junk_breaks_nothing(text):
    for read in (read_hours, read_dates, read_moment):
        with suppress(NotUnderstood):
            assert 1 <= len(read(text, TODAY)) <= 4
    for read in (read_shift, read_turns):
        with suppress(NotUnderstood):
            assert read(text, ["Sam", "Mon"], TODAY)


def test_hours_said_back():
    (week,) = read_hours("mon-fri 18:00-22:00, sat,sun 10:00-12:00 14:00-24:00", TODAY)
    assert say_spans(week) == ("Mondays to Fridays 18:00-22:00\nSaturdays and Sundays 10:00-12:00 and 14:00-24:00")
    (when,) = read_when("every other tue 18-20 from 1 dec until 2 mar 2027", TODAY)
    assert say_when(when) == "Every other Tuesday 18:00-20:00, from 1 December 2026 until 2 March 2027"
