"""What the README tells people to type is there."""

import re
from pathlib import Path

from bot.models import Role
from bot.settings import Settings
from bot.texts.catalogue import Catalogue
from handlers.routes import ROUTES, command

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MENU = {name for name, _ in Catalogue().commands(list(Role))}
HANDLED = {route.fits.name for route in ROUTES if isinstance(route.fits, command)}


def test_every_command_in_the_readme_is_there() -> None:
    named = set(re.findall(r"`/([a-z]+)[ `]", README)) | set(re.findall(r"(?m)^/([a-z]+) ", README))
    assert {"hours", "turns", "cover", "undo", "who", "invite"} <= named
    assert named - HANDLED == {"newbot"}  # which is for BotFather


def test_every_command_in_the_menu_is_there() -> None:
    assert not MENU - HANDLED


def test_every_setting_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)^([A-Z_]+)=", example)) == {name.upper() for name in Settings.model_fields}


def test_the_tests_of_the_readme_are_those_of_the_checks() -> None:
    assert ".venv/bin/python -m pytest" in README
    assert ".venv/bin/python -m pytest" in (ROOT / ".ci/run").read_text(encoding="utf-8")
