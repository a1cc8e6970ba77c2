"""Helplines: what shows where and when."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from bot.texts import helplines as module
from bot.texts.helplines import NATIONS, full_list, helplines, is_open, next_opening, short_list

LONDON = ZoneInfo("Europe/London")
EVERYWHERE = (None, *NATIONS)
HIDDEN = {"Samaritans Cymraeg", "MindOut", "Muslim Youth Helpline", "Men's Advice Line"}
moments = st.integers(0, 3 * 366 * 1440).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
nations = st.sampled_from(EVERYWHERE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def one(name: str) -> module.Helpline:
    return next(h for h in helplines(None) if h.name == name)


def test_the_data_is_complete_and_sound():
    everything = module._everything()
    assert len(everything) == 38
    assert len({h.name for h in everything}) == 38
    assert {h.name for h in everything if h.sure == "L"} == HIDDEN
    tags = {*module._data()["words"]["people"], *module._data()["words"]["about"], "everyone"}
    for h in everything:
        assert h.sure in ("H", "M", "L")
        assert h.checked_on == date(2026, 10, 15)
        assert h.reach
        assert h.nations
        assert set(h.nations) <= set(NATIONS)
        assert set(h.tags) <= tags
        assert not OpeningHours(h.hours).warnings
        assert not any("+44" in way or "0044" in way for way in h.reach)


def test_numbers_that_are_no_longer_right_are_left_out():
    said = " ".join(way for h in module._everything() for way in h.reach)
    for former in ("0300 330 0630", "0808 802 9999", "0808 808 2003"):
        assert former not in said


@given(nations, moments)
def test_an_uncertain_number_never_shows(nation, now):
    shown = full_list(nation, now) + short_list(nation, now)
    assert not any(name in unescape(shown) for name in HIDDEN)
    assert all(h.sure in ("H", "M") for h in helplines(nation))


@given(nations, moments)
def test_lists_fit_start_discreetly_and_are_safe_html(nation, now):
    full, short = full_list(nation, now), short_list(nation, now)
    assert len(full) <= 3500
    assert len(short.splitlines()) <= 6
    assert short.endswith("Write /urgent for more.")
    assert "checked this list on 15 October 2026" in full
    for text in (full, short):
        assert text.splitlines()[0] == "People you can call or text now:"
        assert text.splitlines()[1].endswith("call 999")
        assert not re.search(r"[<>]|&(?!amp;)|\+44|\n\n\n", text)


@given(nations, moments)
def test_every_helpline_of_the_nation_is_in_the_right_half(nation, now):
    now_open, _, closed = unescape(full_list(nation, now)).partition("\nClosed now:\n")
    for h in helplines(nation):
        line = next(line for line in (now_open if is_open(h, now) else closed).splitlines() if h.name in line)
        assert all(way in line for way in h.reach)
        assert (", opens " in line) is not is_open(h, now)


@given(moments, st.sampled_from([h for h in helplines(None) if h.hours != "24/7"]))
def test_the_next_opening_is_the_first_minute_of_being_open(now, h):
    opens = next_opening(h, now)
    assert opens is not None
    assert opens > now
    assert is_open(h, opens)
    assert not is_open(h, opens - timedelta(minutes=1))
    if not is_open(h, now):
        waiting = int((opens - now) / timedelta(minutes=15))
        assert not any(is_open(h, now + timedelta(minutes=15 * n)) for n in range(waiting))


@pytest.mark.parametrize("nation", EVERYWHERE)
def test_at_three_in_the_night_people_answer(nation):
    short = short_list(nation, at("2026-11-24T03:00"))
    for always in ("call 999", "Samaritans: call 116 123", "Shout: text SHOUT to 85258"):
        assert always in short


@pytest.mark.parametrize(
    ("nation", "line"),
    [
        ("england", "NHS 111: call 111, choose the mental health option"),
        ("scotland", "NHS 24: call 111, choose the mental health option"),
        ("wales", "NHS 111 Wales: call 111, press 2"),
        ("northern-ireland", "Lifeline: call 0808 808 8000"),
    ],
)
def test_each_nation_has_its_own_line_right_after_999(nation, line):
    for text in (short_list(nation, at("2026-11-24T03:00")), full_list(nation, at("2026-11-24T03:00"))):
        assert text.splitlines()[2] == line


def test_without_a_nation_each_ones_own_line_shows_in_brief():
    line = short_list(None, at("2026-11-24T03:00")).splitlines()[2]
    for part in ("NHS 111 (England)", "NHS 24 (Scotland)", "NHS 111 Wales", "Lifeline (Northern Ireland)"):
        assert part in line
    assert "Rape Crisis (rape and sexual abuse, England and Wales)" in full_list(None, at("2026-11-24T03:00"))


def test_another_nations_numbers_do_not_show():
    assert "Refuge" not in full_list("scotland", at("2026-11-24T12:00"))
    assert "Breathing Space" not in full_list("england", at("2026-11-24T20:00"))


def test_an_unknown_nation_still_gets_a_list():
    assert short_list("atlantis", at("2026-11-24T03:00")) == short_list(None, at("2026-11-24T03:00"))


# 23 November 2026 is a Monday.
@pytest.mark.parametrize(
    ("moment", "answers"),
    [
        ("2026-11-23T05:59", True),
        ("2026-11-23T06:00", False),
        ("2026-11-23T17:59", False),
        ("2026-11-23T18:00", True),
        ("2026-11-24T01:59", True),
        ("2026-11-24T02:00", False),
        ("2026-11-27T01:59", True),
        ("2026-11-27T02:00", False),
        ("2026-11-27T17:59", False),
        ("2026-11-27T18:00", True),
        ("2026-11-28T03:00", True),
        ("2026-11-28T12:00", True),
        ("2026-11-29T23:59", True),
        ("2026-11-30T05:59", True),
        ("2026-11-30T06:00", False),
    ],
)
def test_breathing_space_runs_through_the_night_and_the_whole_weekend(moment, answers):
    assert is_open(one("Breathing Space"), at(moment)) is answers


def test_hours_that_cross_midnight():
    nightline = one("Nightline finder")
    assert is_open(nightline, at("2026-11-24T23:59"))
    assert is_open(nightline, at("2026-11-25T00:00"))
    assert is_open(nightline, at("2026-11-25T07:59"))
    assert not is_open(nightline, at("2026-11-25T08:00"))
    assert next_opening(nightline, at("2026-11-25T08:00")) == datetime(2026, 11, 25, 20, tzinfo=UTC)


def test_hours_are_london_time_in_winter_and_in_summer():
    calm = one("CALM")
    assert not is_open(calm, datetime(2026, 7, 1, 15, 59, tzinfo=UTC))
    assert is_open(calm, datetime(2026, 7, 1, 16, 0, tzinfo=UTC))
    assert not is_open(calm, datetime(2026, 12, 1, 16, 59, tzinfo=UTC))
    assert is_open(calm, datetime(2026, 12, 1, 17, 0, tzinfo=UTC))
    assert next_opening(calm, datetime(2026, 7, 1, 12, tzinfo=UTC)) == datetime(2026, 7, 1, 16, tzinfo=UTC)
    # The Saturday before the clocks go back, and a moment told in another zone.
    assert next_opening(calm, at("2026-10-25T00:30")) == datetime(2026, 10, 25, 17, tzinfo=UTC)
    assert is_open(calm, datetime(2026, 7, 2, 1, 0, tzinfo=ZoneInfo("Asia/Tokyo")))


def test_breathing_space_in_the_nights_when_the_clocks_change():
    # Both Sundays lie inside its weekend; on the Monday it closes at 06:00 by the wall clock.
    for day in ("2026-03-29", "2026-10-25"):
        start = at(f"{day}T00:00").astimezone(UTC)
        assert all(is_open(one("Breathing Space"), start + timedelta(minutes=15 * n)) for n in range(100))
    assert is_open(one("Breathing Space"), datetime(2026, 3, 30, 4, 59, tzinfo=UTC))
    assert not is_open(one("Breathing Space"), datetime(2026, 3, 30, 5, 0, tzinfo=UTC))


def test_what_never_closes_has_no_next_opening_and_the_unknown_is_never_open():
    assert next_opening(one("Samaritans"), at("2026-11-24T03:00")) is None
    unknown = next(h for h in module._everything() if h.name == "MindOut")
    assert not is_open(unknown, at("2026-11-24T20:00"))
    assert next_opening(unknown, at("2026-11-24T20:00")) is None


def test_closed_ones_say_when_they_open():
    text = full_list("england", at("2026-11-28T12:00"))
    assert "\nCALM: call 0800 58 58 58 or chat on their website, opens today at 17:00\n" in text
    assert "\nCarers UK (carers): call 0808 808 7777, opens on Monday at 09:00\n" in text


def test_the_list_can_be_made_from_another_thread():
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: full_list(None, at("2026-11-24T03:00")), range(20)))
    assert made == [full_list(None, at("2026-11-24T03:00"))] * 20
