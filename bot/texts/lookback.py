"""Somebody's own check-ins of some weeks as a small picture: words alone, no colours and no scores."""

import io
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.texts.picture import BACK, BAND, DIM, LINE, TEXT, TODAY, fit, typeface

_WIDTH, _MARGIN, _HEAD, _DAY_HEAD, _LINE_HEIGHT, _BETWEEN = 1080, 24, 56, 34, 26, 6


def draw_look_back(weeks: Mapping[str, Any], words: Mapping[str, str]) -> bytes:
    """The weeks as PNG, a row for each week; `words` says what each answer is called."""
    from PIL import Image, ImageDraw  # some MiB that a running line rarely needs

    first = date.fromisoformat(weeks["first_day"])
    said: dict[date, list[str]] = {}
    for day, _, answer in weeks["entries"]:
        said.setdefault(date.fromisoformat(day), []).append(words[answer] if answer else "·")
    rows = [[first + timedelta(days=7 * week + day) for day in range(7)] for week in range(weeks["weeks"])]
    heights = [
        _DAY_HEAD + (2 * _LINE_HEIGHT + _BETWEEN) * max(1, *(len(said.get(day, ())) for day in row)) + 12
        for row in rows
    ]
    image = Image.new("RGB", (_WIDTH, _HEAD + sum(heights) + _MARGIN), BACK)
    draw = ImageDraw.Draw(image)
    cell = (_WIDTH - 2 * _MARGIN) / 7
    for place, day in enumerate(rows[0]):
        draw.text((_MARGIN + place * cell + 8, 16), f"{day:%a}", TEXT, typeface(26, True))
    top = _HEAD
    for row, height in zip(rows, heights, strict=True):
        for place, day in enumerate(row):
            left = _MARGIN + place * cell
            shade = TODAY if day.isoformat() == weeks["today"] else BAND
            draw.rectangle((left + 2, top + 2, left + cell - 2, top + height - 2), shade, LINE)
            draw.text((left + 8, top + 6), f"{day.day} {day:%b}", DIM, typeface(22, False))
            down = top + _DAY_HEAD
            for answer in said.get(day, ()):
                for part in _in_lines(answer, cell - 16):
                    draw.text((left + 8, down), part, TEXT, typeface(20, True))
                    down += _LINE_HEIGHT
                down += _BETWEEN
        top += height
    out = io.BytesIO()
    image.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()


def _in_lines(answer: str, room: float) -> list[str]:
    """An answer in one line or two, as it fits into the cell of a day."""
    font = typeface(20, True)
    if font.getlength(answer) <= room:
        return [answer]
    parts = answer.split()
    for place in range(len(parts) - 1, 0, -1):
        if font.getlength(" ".join(parts[:place])) <= room:
            return [" ".join(parts[:place]), fit(" ".join(parts[place:]), font, room)]
    return [fit(answer, font, room)]
