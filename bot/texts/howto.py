"""The picture that shows how topics are switched on: four steps, each with the button to press."""

import io
from collections.abc import Mapping

from bot.texts.picture import BACK, BAND, COLOURS, DIM, LINE, TEXT, typeface

STEPS = 4
# Keys of the catalogue, less their "p-".
HOWTO_WORDS = (
    "topics-title",
    *(f"topics-{number + 1}" for number in range(STEPS)),
    *(f"press-{number + 1}" for number in range(STEPS)),
)
_WIDTH, _MARGIN, _HEAD, _STEP = 1000, 40, 130, 200


def draw_howto(words: Mapping[str, str]) -> bytes:
    """The steps as PNG, 1000 pixels wide; `words` has all of HOWTO_WORDS."""
    from PIL import Image, ImageDraw  # some MiB that a running line rarely needs

    image = Image.new("RGB", (_WIDTH, _HEAD + STEPS * _STEP + _MARGIN), BACK)
    draw = ImageDraw.Draw(image)
    draw.text((_MARGIN, 44), words["topics-title"], TEXT, typeface(40, True))
    for number in range(1, STEPS + 1):
        top = _HEAD + (number - 1) * _STEP
        draw.rounded_rectangle((_MARGIN, top, _WIDTH - _MARGIN, top + _STEP - 24), 18, BAND, LINE, 2)
        draw.ellipse((_MARGIN + 24, top + 24, _MARGIN + 88, top + 88), COLOURS[0])
        draw.text((_MARGIN + 56, top + 56), str(number), TEXT, typeface(36, True), anchor="mm")
        draw.text((_MARGIN + 116, top + 34), words[f"topics-{number}"], TEXT, typeface(32, False))
        label = words[f"press-{number}"]
        left, width = _MARGIN + 116, draw.textlength(label, typeface(32, True)) + 60
        # The frame says "press here" to whoever sees no colours.
        draw.rounded_rectangle((left, top + 96, left + width, top + 156), 14, COLOURS[0], TEXT, 4)
        draw.text((left + width / 2, top + 126), label, TEXT, typeface(32, True), anchor="mm")
        if number == STEPS:
            right = _WIDTH - _MARGIN - 150
            draw.rounded_rectangle((right, top + 102, right + 100, top + 150), 24, COLOURS[2], DIM, 3)
            draw.ellipse((right + 54, top + 106, right + 94, top + 146), TEXT)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
