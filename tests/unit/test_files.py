"""Files that people are sent, and rotas that are read from files, there and back."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.texts.files import as_calendar, as_sheet
from scheduling.anchoring import anchored
from scheduling.importing import Entry, Import, Problem, read_calendar, read_lines, read_sheet, taken_up
from scheduling.reading import When, say_when
from scheduling.rota import Rule, duties

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
TODAY = NOW.date()
LONDON = ZoneInfo("Europe/London")
NAMES = ["Sam", "Kim", "Sam B", "Zoë"]


def event(**more):
    return {
        "uid": "1@x",
        "starts_at": NOW.isoformat(),
        "ends_at": (NOW + timedelta(hours=2)).isoformat(),
        "summary": "Phone",
        "sequence": 0,
        "cancelled": False,
        **more,
    }


def test_a_calendar_as_the_rules_have_it():
    events = [event(summary="A, b; c\\ " + "x" * 200), event(uid="2@x", sequence=3, cancelled=True)]
    data = as_calendar({"name": "Hope Street", "events": events}, NOW)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    first, second = Calendar.from_ical(data).walk("VEVENT")
    assert str(first["SUMMARY"]) == events[0]["summary"]
    assert first.decoded("DTSTART") == NOW
    assert first.decoded("DTSTAMP") == NOW
    assert (str(first["STATUS"]), int(first["SEQUENCE"])) == ("CONFIRMED", 0)
    assert (str(second["STATUS"]), int(second["SEQUENCE"]), str(second["UID"])) == ("CANCELLED", 3, "2@x")


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-x", "@a", "\tx"])
def test_no_cell_is_a_formula(cell):
    rows = list(csv.reader(io.StringIO(as_sheet([{"a": cell}], ["a"]).decode("utf-8-sig"))))
    assert rows == [["a"], [f"'{cell}"]]


weekly = st.builds(
    lambda days, start, length, every: When(tuple(sorted(days)), None, start, start + length, every),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 1439),
    st.integers(1, 1439),
    st.sampled_from([None, 2, 3, 52]),
)


@given(st.lists(st.tuples(st.sampled_from(NAMES), weekly), min_size=1, max_size=5, unique=True))
def test_a_table_comes_back_as_it_went(entries):
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    rows = [
        {
            "names": name,
            "days": ",".join(days[day] for day in when.days),
            "start": f"{when.start_minute // 60:02}:{when.start_minute % 60:02}",
            "end": f"{when.end_minute % 1440 // 60:02}:{when.end_minute % 60:02}",
            "every": str(when.every_weeks or ""),
        }
        for name, when in entries
    ]
    found = read_sheet(as_sheet(rows, ["names", "days", "start", "end", "every"]), NAMES, TODAY)
    assert found.problems == ()
    assert found.entries == tuple(Entry((name,), when) for name, when in entries)


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        ("tue,18:00,22:00,2026-11-03,", date(2026, 11, 3)),
        ("tue,18:00,22:00,24/11/2025,", date(2025, 11, 24)),  # a spreadsheet may write it like this
        ("tue,18:00,22:00,3/12/2026,", date(2026, 12, 3)),
        ("tue,18:00,22:00,3 Nov 2026,2027-01-01", date(2026, 11, 3)),
        ("tue,18:00,22:00,2026-12-01,", date(2026, 12, 1)),
        ("tue,18:00,22:00,3/11/2026,", None),  # in March or in November?
        ("tue,18:00,22:00,11/1/2027,", None),  # which may be, and may not be
        ("tue,18:00,22:00,12/1/2026,", None),  # over, or on the first of December?
        ("tue,18:00,22:00,1999-12-28,", None),
        ("2026-12-01,18:00,22:00,2026-11-03,", None),
        ("tue from 1 dec,18:00,22:00,2026-11-03,", None),
        ("tue,18:00,22:00,2026-11-31,", None),
    ],
)
def test_a_table_may_begin_in_the_past(cells, first):
    found = read_sheet(f"names,days,start,end,from,until\nSam,{cells}\n".encode(), NAMES, TODAY)
    assert [entry.when.first_day for entry in found.entries] == ([first] if first else [])
    assert bool(found.problems) == (first is None)


@pytest.mark.parametrize("cells", ["2026-11-23,18:00,22:00,", "23/11/2026,18:00,22:00,", "tue,18:00,22:00,2026-11-23"])
def test_what_is_over_in_a_table_is_counted(cells):
    text = f"names,days,start,end,until\nSam,{cells}\nSam,wed,18:00,22:00,\nNobody known,{cells}\n"
    assert read_sheet(text.encode(), NAMES, TODAY) == Import((Entry(("Sam",), When((2,), None, 1080, 1320)),), (), 2)


def turns(names, when, until):
    """The days of a shift and who has each."""
    rule = Rule(
        1,
        tuple(range(len(names))),
        when.days,
        None,
        when.start_minute,
        when.end_minute,
        when.first_day,
        when.last_day,
        when.every_weeks,
    )
    noon = datetime(2020, 1, 1, 12, tzinfo=UTC)
    return [(duty.day, names[duty.person_id]) for duty in duties(rule, LONDON, noon, until)]


@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(1, 4),
    st.permutations(NAMES),
    st.integers(1, 4),
    st.integers(-400, 60),
    st.none() | st.integers(0, 100),
)
def test_turns_go_on_as_they_began_however_late_they_are_entered(days, every, order, count, began, last):
    names, first = tuple(order[:count]), TODAY + timedelta(days=began)
    last_day = None if last is None else max(TODAY, first) + timedelta(days=last)
    typed = When(tuple(sorted(days)), None, 1080, 1200, every, first, last_day)
    until = NOW + timedelta(days=200)
    told = turns(names, anchored(typed, first), until)
    entry = taken_up(Entry(names, typed), TODAY)
    assert turns(entry.names, entry.when, until) == [(day, name) for day, name in told if day >= TODAY]


def test_lines():
    found = read_lines(
        "# rota\n\n* sam b mon 18-22\n3) Zoë: tue 18-22\nwed 18-22 Sam, Kim\nsam b mon 18-22", NAMES, TODAY
    )
    assert found.problems == ()
    assert found.entries == (
        Entry(("Sam B",), When((0,), None, 1080, 1320)),
        Entry(("Zoë",), When((1,), None, 1080, 1320)),
        Entry(("Sam", "Kim"), When((2,), None, 1080, 1320)),
    )


def test_what_is_wrong_with_which_line():
    found = read_lines("Sam mon 18-22\nJo tue 18-22\n\nKim 6-10 fri\nKim x", NAMES, TODAY)
    assert len(found.entries) == 1
    assert [(one.line, one.unknown_name) for one in found.problems] == [(2, True), (4, False), (5, False)]


CALLED_OFF = "STATUS:CANCELLED"


@pytest.mark.parametrize(
    "lines",
    [
        ["RECURRENCE-ID:20261117T180000", "DTSTART:20261117T190000", "DTEND:20261117T210000"],
        ["RECURRENCE-ID:20261117T180000", "DTSTART:20261117T180000", "DTEND:20261117T200000", CALLED_OFF],
    ],
    ids=["moved", "called off"],
)
def test_what_was_once_changed_is_over(lines: list[str]) -> None:
    text = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:line (kim)", *lines, "END:VEVENT", "END:VCALENDAR", ""]
    found = read_calendar("\r\n".join(text).encode(), NAMES, TODAY, LONDON)
    assert found == type(found)((), ())


@pytest.mark.parametrize(
    ("lines", "entry"),
    [
        (
            ["DTSTART;TZID=America/New_York:20261127T130000", "DURATION:PT2H"],
            When(None, date(2026, 11, 27), 1080, 1200),
        ),
        (["DTSTART:20261127T220000", "DTEND:20261128T020000"], When(None, date(2026, 11, 27), 1320, 1560)),
        (
            ["DTSTART:20261124T180000", "DTEND:20261124T200000", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3"],
            When((1,), None, 1080, 1200, 2, date(2026, 11, 24), date(2026, 12, 22)),
        ),
        (
            ["DTSTART:20261124T180000", "DTEND:20261124T200000", "RRULE:FREQ=DAILY"],
            When(tuple(range(7)), None, 1080, 1200, 1, date(2026, 11, 24)),
        ),
        (["DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261128"], None),
        (["DTSTART:20261124T180000", "DTEND:20261124T200000", "RRULE:FREQ=MONTHLY"], None),
        (["DTSTART:20261124T180000", "DTEND:20261124T200000", "RRULE:FREQ=WEEKLY", "EXDATE:20261201T180000"], None),
        (["DTSTART:20261124T180000", "DTEND:20261124T200000", "RRULE:FREQ=WEEKLY", "RDATE:20261203T180000"], None),
        (["DTSTART:20261117T180000", "DTEND:20261117T200000", "RDATE:20261203T180000"], None),
        (["DTSTART;TZID=America/New_York:20261124T200000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;BYDAY=TU"], None),
        (["RECURRENCE-ID:20261201T180000", "DTSTART:20261201T190000", "DTEND:20261201T210000"], None),
        (["RECURRENCE-ID:20261201T180000", "DTSTART:20261201T180000", "DTEND:20261201T200000", CALLED_OFF], None),
        (["RECURRENCE-ID:20261201T180000", "DTSTART:20261117T190000", "DTEND:20261117T210000"], None),
        (["RECURRENCE-ID;VALUE=DATE:20261201", "DTSTART:20261117T190000", "DTEND:20261117T210000"], None),
        (["DTSTART:20261127T180000"], None),
        (["DTSTART:20261127T180000", "DTEND:20261129T180000"], None),
    ],
)
def test_events(lines, entry):
    text = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:line (kim)", *lines, "END:VEVENT", "END:VCALENDAR", ""]
    found = read_calendar("\r\n".join(text).encode(), NAMES, TODAY, LONDON)
    if entry is None:
        assert found == type(found)((), (Problem(1, "line (kim)", False),))
    else:
        assert found == type(found)((Entry(("Kim",), entry),), ())


def a_calendar(start, rule):
    """A calendar of one event of two hours for Kim, in London."""
    return "\r\n".join(
        [
            *("BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:Kim"),
            f"DTSTART;TZID=Europe/London:{start:%Y%m%dT%H%M%S}",
            f"DTEND;TZID=Europe/London:{start + timedelta(hours=2):%Y%m%dT%H%M%S}",
            *(f"RRULE:{rule}", "END:VEVENT", "END:VCALENDAR", ""),
        ]
    ).encode()


TUESDAY = datetime.fromisoformat("2026-11-24T18:00")  # on the wall
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@settings(max_examples=300, deadline=None)
@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(1, 3),
    st.none() | st.sampled_from(WEEKDAYS),
    st.integers(-60, 100),
    st.none() | st.integers(-30, 24 * 60),
    st.none() | st.integers(1, 20),
)
def test_a_calendars_weeks_are_those_of_the_rule(days, every, week_begins, ahead, until_hours, count):
    """From today on it holds what RFC 5545 says, as dateutil has it, or it is not understood."""
    start = TUESDAY + timedelta(days=ahead)
    while start.weekday() not in days:
        start += timedelta(days=1)
    rule = f"FREQ=WEEKLY;INTERVAL={every};BYDAY={','.join(WEEKDAYS[day] for day in sorted(days))}"
    rule += f";WKST={week_begins}" if week_begins else ""
    if until_hours is not None:
        rule += f";UNTIL={start + timedelta(hours=until_hours):%Y%m%dT%H%M%S}"
    elif count is not None:
        rule += f";COUNT={count}"
    end = start + timedelta(days=150)
    told = [one.date() for one in rrulestr(rule, dtstart=start).between(start, end, inc=True) if one.date() >= TODAY]
    found = read_calendar(a_calendar(start, rule), NAMES, TODAY, LONDON)
    if found.problems:
        assert every > 1
        assert week_begins not in (None, "MO")
        assert len(days) > 1
        return
    until = end.replace(tzinfo=LONDON) + timedelta(hours=1)
    assert [day for one in found.entries for day, _ in turns(one.names, anchored(one.when, TODAY), until)] == told


@pytest.mark.parametrize(
    ("rule", "is_understood"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU", False),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,SU", True),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SA", True),
        ("FREQ=WEEKLY;INTERVAL=1;WKST=SU;BYDAY=TU,SU", True),
    ],
)
def test_weeks_that_begin_on_sunday(rule, is_understood):
    found = read_calendar(a_calendar(TUESDAY, rule), NAMES, TODAY, LONDON)
    assert (found.problems == ()) == is_understood
    assert is_understood or found.problems == (Problem(1, "Kim", False),)


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261208T000000Z", date(2026, 12, 7)),
        ("20261208T175959Z", date(2026, 12, 7)),
        ("20261208T180000Z", date(2026, 12, 8)),
        ("20261208", date(2026, 12, 8)),
        ("20270615T170000Z", date(2027, 6, 15)),  # summer time: 18:00 on the wall
        ("20270615T165959Z", date(2027, 6, 14)),
    ],
)
def test_a_calendar_ends_with_the_last_turn_that_begins_by_then(until, last):
    data = a_calendar(TUESDAY, f"FREQ=WEEKLY;UNTIL={until}")
    assert [one.when.last_day for one in read_calendar(data, NAMES, TODAY, LONDON).entries] == [last]


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_junk_is_a_problem_and_never_an_error(data):
    for found in (
        read_sheet(data, NAMES, TODAY),
        read_calendar(data, NAMES, TODAY, LONDON),
        read_lines(data.decode("utf-8", "replace"), NAMES, TODAY),
    ):
        assert not found.entries


def test_too_much_is_a_problem():
    lines = "\n".join(f"Sam 2027-{month:02}-{day:02} 18-22" for month in range(1, 13) for day in range(1, 29))
    more = "\n".join(f"Kim 2027-{month:02}-{day:02} 18-22" for month in range(1, 13) for day in range(1, 29))
    assert read_lines(f"{lines}\n{more}", NAMES, TODAY).problems
    assert read_sheet(b"x" * 1_000_001, NAMES, TODAY).problems


known_cells = ["Sam", "Kim > Sam", "mon", "tue,thu", "2026-12-01", "18:00", "25:99", "2", "0", "", "'", "=1+1"]
cells = st.sampled_from(known_cells) | st.text(max_size=8)
known_cells += ["2026-11-03", "3/11/2026", "1 dec", "0001-01-01", "9999-12-31"]
known_headers = ["Start", "End", "every", "from", "until", "x"]
headers = st.lists(st.sampled_from(known_headers), max_size=6).map(lambda more: ["Name", "Day", *more])


@settings(max_examples=400, deadline=None)
@given(headers, st.lists(st.lists(cells, max_size=7), max_size=5), st.sampled_from(",;\t"))
def test_no_table_breaks_its_reader(header, rows, delimiter):
    text = "\n".join(delimiter.join(row) for row in [header, *rows])
    assert_sound(read_sheet(text.encode("utf-8", "replace"), NAMES, TODAY))


moments = st.sampled_from(
    ["20261201T180000", "20261201T180000Z", "20261201", "00010101T000000Z", "99991231T235959Z", "tomorrow", "", "-1"]
)
rules = st.lists(
    st.one_of(
        st.builds("FREQ={}".format, st.sampled_from(["WEEKLY", "DAILY", "YEARLY", "x"])),
        st.builds("INTERVAL={}".format, st.sampled_from([-1, 0, 1, 2, "x"])),
        st.builds("COUNT={}".format, st.sampled_from([0, 3, 99_999_999_999, "x"])),
        st.builds("UNTIL={}".format, moments),
        st.builds("BYDAY={}".format, st.sampled_from(["MO,WE", "1MO", "XX"])),
        st.sampled_from(["WKST=SU", "WKST=", "BYHOUR=3", "="]),
    ),
    max_size=5,
).map(";".join)
properties = st.one_of(
    st.builds("DTSTART:{}".format, moments),
    st.builds("DTSTART;TZID={}:{}".format, st.sampled_from(["Europe/London", "Nowhere"]), moments),
    st.builds("DTEND:{}".format, moments),
    st.builds("DURATION:{}".format, st.sampled_from(["PT2H", "-PT2H", "P1D", "P999999999D", "x", ""])),
    st.builds("RRULE:{}".format, rules),
    st.sampled_from(["SUMMARY:Sam", "SUMMARY:Nobody", "ATTENDEE;CN=Kim:mailto:kim@example.org", "STATUS:CANCELLED"]),
    st.sampled_from(
        ["EXDATE:20261208T180000", "RDATE:20261208T180000", "BEGIN:VALARM", "END:VALARM", "no property", "\x00"]
    ),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.lists(properties, max_size=8), max_size=3))
def test_no_calendar_breaks_its_reader(events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for one in events:
        lines += ["BEGIN:VEVENT", "SUMMARY:Sam", "DTSTART:20261201T180000", "DTEND:20261201T200000", *one, "END:VEVENT"]
    assert_sound(read_calendar("\r\n".join([*lines, "END:VCALENDAR"]).encode(), NAMES, TODAY, LONDON))


def assert_sound(found):
    """What was read can be shown, kept and worked out."""
    for entry in found.entries:
        assert set(entry.names) <= set(NAMES)
        assert entry.when.every_weeks is None or entry.when.every_weeks >= 1
        assert 0 < entry.when.end_minute - entry.when.start_minute <= 24 * 60
        assert say_when(entry.when)
