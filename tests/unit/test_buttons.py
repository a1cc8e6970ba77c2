"""What a press sends back: signed for one chat, and short enough for Telegram with every number at its largest."""

import ast
import re
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import LENGTH, LONGEST, key_for, read, signed
from bot.models import Role
from handlers.mine import SWITCHES
from handlers.routes import ROUTES, button

ROOT = Path(__file__).parents[2]
KEY = key_for("123:abc")
VERBS = {route.fits.verb for route in ROUTES if isinstance(route.fits, button)} | {"pick9"}


@given(st.text(), st.integers(1, 2**52))
def test_what_was_signed_is_read(data: str, chat_id: int) -> None:
    pressed = signed(data, chat_id, KEY)
    assert len(pressed) == len(data) + LENGTH
    assert read(pressed, chat_id, KEY) == data
    assert read(pressed, chat_id + 1, KEY) is None
    assert read(pressed, chat_id, key_for("123:abd")) is None
    assert read(data, chat_id, KEY) is None


@given(st.text(st.characters()), st.integers())
def test_whatever_comes_is_read_or_refused(pressed: str, chat_id: int) -> None:
    assert read(pressed, chat_id, KEY) is None


@pytest.mark.parametrize("pressed", ["", "\ud83d" * 9, "\x00" * 64, "a" * 8])
def test_odd_ones_are_refused(pressed: str) -> None:
    assert read(pressed, 1, KEY) is None


# What stands in the data of buttons beside numbers, at its longest; a number has nine digits (visit.whole_number).
LONGEST_OF = {
    "role": max(sorted(Role), key=len),
    "one.role": max(sorted(Role), key=len),
    "Role.COORDINATOR": Role.COORDINATOR,
    "verb": max(sorted(VERBS), key=len),
    "shown.monday - _WEEK": "2026-11-30",
    "shown.monday + _WEEK": "2026-11-30",
    "answering.OWN": "me",
    "'off' if on else 'on'": "off",
    "word": "struggling",
}
DIGITS = "9" * 9


def _filled(text: ast.JoinedStr, path: str) -> str:
    said = ""
    for part in text.values:
        if isinstance(part, ast.Constant):
            said += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            name = ast.unparse(part.value)
            said += _names(said, path) if name == "name" else LONGEST_OF.get(name, DIGITS)
    return said


def _names(before: str, path: str) -> str:
    """What a part called "name" stands for at its longest."""
    if before.startswith("cizone:"):
        return max(sorted(available_timezones()), key=len)
    if before.startswith("meswitch:"):
        return max(sorted(SWITCHES), key=len)
    return "nosupervisor" if path.endswith("cards.py") else "suggested"


@cache
def all_data() -> dict[str, str]:
    """The data of every button that the program makes, by where it stands; all parts that vary at their longest."""
    found = {}
    for path in (*(ROOT / "handlers").rglob("*.py"), *(ROOT / "scheduling").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                data = _filled(node, str(path))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                data = node.value
            else:
                continue
            if re.sub(r"^pick\d+", "pick9", data.partition(":")[0]) in VERBS and re.fullmatch(r"\w+:\S+", data):
                found[f"{path.name}:{node.lineno} {data}"] = data
    return found


def test_the_search_finds_them() -> None:
    found = {data.partition(":")[0] for data in all_data().values()}
    # These stand for a parameter of an f-string, whose longest value stands in the list above.
    assert VERBS - found == {"pick9", "signpost", "concern", "member", "volunteer"}
    assert len(all_data()) > 70


@pytest.mark.parametrize("where", sorted(all_data()))
def test_every_button_fits_with_the_largest_numbers_on_a_shared_phone_too(where: str) -> None:
    data = all_data()[where]
    on_a_shared_phone = (
        data if data.startswith("cizone:") else f"{data}@{DIGITS}"
    )  # check-ins need a phone of one's own
    assert len(on_a_shared_phone.encode()) <= LONGEST
    assert len(signed(on_a_shared_phone, -(2**52), KEY).encode()) <= 64
