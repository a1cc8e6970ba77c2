"""The picture of a week can be read on a phone in the dark, by anybody."""

import io
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.texts.picture import BACK, BAND, COLOURS, DIM, TEXT, TODAY, draw_week

WORDS = {"nobody": "nobody", "wanted": "cover wanted", "cover": "cover", "closed": "closed", "empty": "Nobody is on"}
MONDAY = date(2026, 11, 23)


def shift(number=1, name="Sam", day=0, start=1080, end=1320, wanted=False, cover=False):
    on = (MONDAY + timedelta(days=day)).isoformat()
    return {"number": number, "name": name, "day": on, "start": start, "end": end, "wanted": wanted, "cover": cover}


def week(*shifts, hours=(), closed=()):
    return {
        "title": "Hope Street, 23 to 29 November 2026",
        "zone": "Europe/London",
        "first_day": MONDAY.isoformat(),
        "today": "2026-11-24",
        "hours": list(hours),
        "closed": list(closed),
        "shifts": list(shifts),
    }


def drawn(some) -> Image.Image:
    data = draw_week(some, WORDS)
    assert len(data) < 120_000
    return Image.open(io.BytesIO(data))


def light(colour: str) -> float:
    """Relative luminance, as the Web Content Accessibility Guidelines have it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", [BACK, BAND, TODAY, *COLOURS])
def test_text_stands_out(ground):
    assert contrast(TEXT, ground) >= 4.5
    if ground not in COLOURS:
        assert contrast(DIM, ground) >= 4.5


def test_people_differ_without_any_colour():
    """Seven people, one after another on one evening; their blocks differ in grey by pattern or shade."""
    names = ["Ann", "Ann", "Bea", "Cal", "Dot", "Eli", "Fay", "Gus"]
    image = drawn(week(*(shift(1, name, 0, 480 + 120 * n, 600 + 120 * n) for n, name in enumerate(names)))).convert("L")
    left, scale = 150, (1080 - 150 - 32) / (24 - 8)
    pieces = []
    for n in range(8):
        x = round(left + 2 * n * scale)
        piece = image.crop((x + 8, 230, x + 104, 252))
        histogram = piece.histogram()
        pieces.append(histogram)
    assert pieces[0] == pieces[1]
    for one, other in pairwise(pieces[1:]):
        assert one != other


def test_width_and_format():
    image = drawn(week(shift()))
    assert (image.format, image.width) == ("PNG", 1080)


def test_shifts_at_the_same_time_stand_under_each_other():
    assert drawn(week(shift(1, "Sam"), shift(2, "Kim"))).height > drawn(week(shift(1, "Sam"))).height


def test_a_gap_shows():
    hours = [[MONDAY.isoformat(), 1080, 1320]]
    with_gap = drawn(week(shift(end=1200), hours=hours))
    without = drawn(week(shift(end=1200), hours=[[MONDAY.isoformat(), 1080, 1200]]))
    assert with_gap.convert("L").histogram() != without.convert("L").histogram()


@pytest.mark.parametrize("name", ["\u2029", "Sam\u2029Kim", "Sam\u2028", "\x85", "\u202e", "\u200b"])
def test_a_name_with_signs_that_no_line_has(name: str) -> None:
    assert drawn(week(shift(1, name))).width == 1080


names = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
any_shift = st.builds(
    lambda number, name, day, start, length, wanted, cover: shift(
        number, name, day, start, start + length, wanted, cover
    ),
    st.integers(1, 9999),
    names,
    st.integers(0, 6),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(any_shift, max_size=30), st.booleans())
def test_any_week_can_be_drawn(shifts, closed):
    hours = [[(MONDAY + timedelta(days=n)).isoformat(), 600, 1500] for n in range(7)]
    assert drawn(week(*shifts, hours=hours, closed=[["2026-11-25", "x" * 80]] if closed else [])).width == 1080
