"""The picture of somebody's own check-ins can be drawn for any weeks, and every answer fits into its day."""

import io
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.texts.catalogue import ANSWERS, Catalogue
from bot.texts.lookback import _in_lines, draw_look_back

MONDAY = date(2026, 10, 26)
WORDS = {answer: Catalogue().answered(answer) for answer in ANSWERS}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 34), st.sampled_from([*ANSWERS, None])), max_size=60))
def test_any_weeks_can_be_drawn(entries: list[tuple[int, str | None]]) -> None:
    days = [(MONDAY + timedelta(days=number), answer) for number, answer in entries]
    weeks = {
        "first_day": MONDAY.isoformat(),
        "today": "2026-11-28",
        "weeks": 5,
        "entries": [[day.isoformat(), f"{day}T18:00:00+00:00", answer] for day, answer in days],
    }
    image = Image.open(io.BytesIO(draw_look_back(weeks, WORDS)))
    assert image.width == 1080
    busiest = max((sum(1 for each, _ in days if each == day) for day, _ in days), default=0)
    assert image.height >= 5 * 60 + 50 * busiest


def test_every_answer_fits_whole_into_its_day() -> None:
    for words in WORDS.values():
        lines = _in_lines(words, (1080 - 48) / 7 - 16)
        assert " ".join(lines) == words
        assert len(lines) <= 2
