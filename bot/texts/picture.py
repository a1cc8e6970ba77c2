"""The rota of a week as a picture for a phone in the dark: names and patterns, never colour alone."""

import io
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

_WIDTH, _MARGIN, _LABEL = 1080, 32, 150
_LANE, _PAD, _HEAD, _AXIS, _FOOT = 104, 14, 96, 52, 28
BACK, BAND, TODAY, LINE, TEXT, DIM = "#14181d", "#1b2027", "#26303b", "#39424d", "#f2f4f7", "#b4bdc8"
# Okabe and Ito's colours, told apart by most colour-blind people, darkened under light text.
COLOURS = ("#0a527d", "#7a4200", "#00614a", "#7d3b62", "#5c5400", "#8a3200", "#285a78", "#4a4f57")
_MARK = 0.30  # how far a pattern's lines stand out from their ground
_STEP = 22
Font = Any
Draw = Any


@dataclass(frozen=True)
class _Block:
    start: int
    end: int
    lane: int
    shift: Mapping[str, Any] | None  # None: open hours with nobody on


def draw_week(week: Mapping[str, Any], words: Mapping[str, str]) -> bytes:
    """A week of the rota as PNG, 1080 pixels wide; `words` are "nobody", "wanted", "cover", "closed", "empty"."""
    from PIL import Image, ImageDraw  # some MiB that a running line rarely needs

    monday = date.fromisoformat(week["first_day"])
    days = [monday + timedelta(days=n) for n in range(7)]
    blocks = {day: _blocks(week, day) for day in days}
    first, last = _axis(blocks)
    heights = {day: 2 * _PAD + _LANE * max(1, *(block.lane + 1 for block in blocks[day]), 1) for day in days}
    height = _HEAD + _AXIS + sum(heights.values()) + _FOOT
    image = Image.new("RGB", (_WIDTH, height), BACK)
    draw = ImageDraw.Draw(image)
    draw.text((_MARGIN, 30), fit(week["title"], typeface(36, True), _WIDTH - 2 * _MARGIN), TEXT, typeface(36, True))
    looks = {name: place for place, name in enumerate(dict.fromkeys(one["name"] for one in week["shifts"]))}
    closed = dict(week["closed"])
    scale = (_WIDTH - _LABEL - _MARGIN) / (last - first)

    def across(minute: int) -> float:
        return _LABEL + (minute - first) * scale

    top = _HEAD + _AXIS
    bottom = height - _FOOT
    for day in days:
        shade = TODAY if day.isoformat() == week.get("today") else BAND
        draw.rectangle((0, top, _WIDTH, top + heights[day] - 4), shade)
        draw.text((_MARGIN, top + _PAD + 12), f"{day:%a}", TEXT, typeface(34, True))
        draw.text((_MARGIN, top + _PAD + 54), f"{day.day} {day:%b}", DIM, typeface(26, False))
        top += heights[day]
    _hours(draw, first, last, across, bottom)
    top = _HEAD + _AXIS
    for day in days:
        for block in blocks[day]:
            box = (across(block.start), top + _PAD + block.lane * _LANE)
            corner = (max(across(block.end), box[0] + 8), box[1] + _LANE - 8)
            _block(image, draw, (*box, *corner), block, looks, words)
        if day.isoformat() in closed and not blocks[day]:
            said = words["closed"] + (f": {closed[day.isoformat()]}" if closed[day.isoformat()] else "")
            room = _WIDTH - _LABEL - _MARGIN - 20
            draw.text((_LABEL + 10, top + _PAD + 30), fit(said, typeface(30, False), room), DIM, typeface(30, False))
        top += heights[day]
    if not week["shifts"]:
        draw.text((_MARGIN, _HEAD - 14), words["empty"], DIM, typeface(28, False))
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _blocks(week: Mapping[str, Any], day: date) -> list[_Block]:
    found: list[_Block] = []
    ends: list[int] = []
    shifts = [one for one in week["shifts"] if one["day"] == day.isoformat()]
    items: list[tuple[int, int, Mapping[str, Any] | None]] = [(one["start"], one["end"], one) for one in shifts]
    for open_day, start, end in week["hours"]:
        if open_day == day.isoformat():
            items += [(begin, until, None) for begin, until in _bare(start, end, week, day)]
    for start, end, shift in sorted(items, key=lambda one: (one[0], one[1])):
        lane = next((n for n, until in enumerate(ends) if until <= start), len(ends))
        ends[lane : lane + 1] = [end]
        found.append(_Block(start, end, lane, shift))
    return found


def _bare(start: int, end: int, week: Mapping[str, Any], day: date) -> Iterator[tuple[int, int]]:
    """The parts of open hours without any shift, as far as the shifts of this day and its neighbours tell."""
    busy = sorted(
        (one["start"] + offset, one["end"] + offset)
        for one in week["shifts"]
        for offset in ((date.fromisoformat(one["day"]) - day).days * 1440,)
    )
    for begin, until in busy:
        if until <= start or begin >= end:
            continue
        if start < begin:
            yield start, begin
        start = max(start, until)
    if start < end:
        yield start, end


def _axis(blocks: Mapping[date, Sequence[_Block]]) -> tuple[int, int]:
    everything = [block for of_day in blocks.values() for block in of_day]
    first = min((block.start for block in everything), default=17 * 60) // 60 * 60
    last = -(-max((block.end for block in everything), default=23 * 60) // 60) * 60
    while last - first < 6 * 60:
        first, last = max(0, first - 60), last + (60 if last < 24 * 60 or first <= 0 else 0)
    return first, last


def _hours(draw: Draw, first: int, last: int, across: Callable[[int], float], bottom: int) -> None:
    step = next(hours for hours in (1, 2, 3, 4, 6, 8) if (last - first) / 60 / hours <= 8) * 60
    for minute in range(first, last + 1, step):
        x = across(minute)
        draw.line((x, _HEAD + _AXIS, x, bottom - 4), LINE, 2)
        said = f"{minute // 60 % 24:02}:00" if minute != 24 * 60 else "24:00"
        left = min(max(x - draw.textlength(said, typeface(26, False)) / 2, _LABEL - 36), _WIDTH - 84)
        draw.text((left, _HEAD + 10), said, DIM, typeface(26, False))


def _block(
    image: Any,
    draw: Draw,
    box: tuple[float, float, float, float],
    block: _Block,
    looks: Mapping[Any, int],
    words: Mapping[str, str],
) -> None:
    left, top, right, bottom = (round(edge) for edge in box)
    shift = block.shift
    ground = BACK if shift is None else COLOURS[looks[shift["name"]] % len(COLOURS)]
    if shift is None or shift["name"] is None:
        _dashed(draw, (left + 2, top + 2, right - 3, bottom - 3))
        said = [words["nobody"]] if shift is None else [f"{shift['number']} {words['nobody']}", words["wanted"]]
    else:
        draw.rectangle((left + 1, top, right - 2, bottom), ground)
        _pattern(image, (left + 1, top, right - 2, bottom), ground, looks[shift["name"]])
        marks = [words[word] for word in ("wanted", "cover") if shift[word]]
        said = [f"{shift['number']} {shift['name']}", *marks]
    times = f"{_clock(block.start)}-{_clock(block.end)}"
    room = max(_WIDTH - _MARGIN - left - 12 if right - left < 90 else right - left - 16, 60)
    big = typeface(30 if fit(said[0], typeface(30, True), room)[-1] != "…" else 24, True)
    lines = [(fit(said[0], big, room), big)]
    small = typeface(24, False)
    rest = ", ".join([*said[1:], times]) if said[1:] else times
    if draw.textlength(rest, small) > room and said[1:]:
        rest = said[1]
    if draw.textlength(rest, small) <= room:
        lines.append((rest, small))
    y = top + 12
    for text, font in lines:
        width = draw.textlength(text, font)
        if shift is not None and shift["name"] is not None:
            # A quiet ground under the words, so that a pattern never runs through a letter.
            draw.rectangle((left + 6, y - 2, left + 14 + width, y + font.size + 8), ground)
        draw.text((left + 10, y), text, TEXT, font)
        y += font.size + 12


def _pattern(image: Any, box: tuple[int, int, int, int], ground: str, look: int) -> None:
    from PIL import Image, ImageDraw

    width, height = box[2] - box[0], box[3] - box[1]
    if width < 2 or height < 2:
        return
    tile = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(tile)
    mark = _lighter(ground)
    sort = look % 7
    if sort in (1, 5):
        for x in range(-height, width, _STEP):
            draw.line((x, height, x + height, 0), mark, 4)
    if sort in (2, 5):
        for x in range(-height, width, _STEP):
            draw.line((x, 0, x + height, height), mark, 4)
    if sort in (3, 6):
        for y in range(8, height, _STEP):
            draw.line((0, y, width, y), mark, 4)
    if sort == 6:
        for x in range(8, width, _STEP):
            draw.line((x, 0, x, height), mark, 4)
    if sort == 4:
        for y in range(6, height, _STEP):
            for x in range(6, width, _STEP):
                draw.ellipse((x, y, x + 8, y + 8), mark)
    image.paste(tile, (box[0], box[1]))


def _lighter(colour: str) -> tuple[int, int, int]:
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    red, green, blue = (round(part + (255 - part) * _MARK) for part in parts)
    return red, green, blue


def _dashed(draw: Draw, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    for x in range(left, right, 24):
        for y in (top, bottom):
            draw.line((x, y, min(x + 13, right), y), TEXT, 3)
    for y in range(top, bottom, 24):
        for x in (left, right):
            draw.line((x, y, x, min(y + 13, bottom)), TEXT, 3)


def _clock(minute: int) -> str:
    return "24:00" if minute == 24 * 60 else f"{minute // 60 % 24:02}:{minute % 60:02}"


def fit(text: str, font: Font, room: float) -> str:
    # No font has a sign for controls, and at the end of a paragraph the layout of a line gives up.
    text = "".join(" " if each.isspace() else each for each in text if unicodedata.category(each)[0] != "C") or " "
    if font.getlength(text) <= room:
        return text
    while len(text) > 3 and font.getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"


@cache
def typeface(size: int, bold: bool) -> Font:
    from PIL import ImageFont

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(Path(__file__).parent / "fonts" / name), size)
