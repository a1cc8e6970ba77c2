"""What the README tells people to type is there."""

import re
from pathlib import Path

from bot.models import Line, Role
from bot.settings import Settings
from bot.texts.catalogue import Catalogue
from handlers.routes import ROUTES

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MENU = {name for name, _ in Catalogue().commands(list(Role))}


class _Typed:
    """As much of a visit as a route that fits a command looks at."""

    lines: tuple[str, ...] = ()
    line = Line()
    update = type(
        "Nothing",
        (),
        dict.fromkeys(("callback_query", "my_chat_member", "edited_message", "message", "message_reaction")),
    )()
    roles = dict.fromkeys(Role, "x")

    def __init__(self, command: str) -> None:
        self.command = command

    def has(self, role: Role) -> bool:
        return role in self.roles


def handled(command: str) -> bool:
    """Whether some row of the table, other than the one for unknown commands, takes this command."""
    first = next(route for route in ROUTES if route.fits(_Typed(command)))  # type: ignore[arg-type]
    return first.handler.__name__ != "unknown_command"


def test_every_command_in_the_readme_is_there() -> None:
    named = set(re.findall(r"`/([a-z]+)[ `]", README)) | set(re.findall(r"(?m)^/([a-z]+) ", README))
    assert {"hours", "turns", "cover", "undo", "who", "invite"} <= named
    assert {name for name in named if not handled(name)} == {"newbot"}  # which is for BotFather
    assert not handled("nonsense")


def test_every_command_in_the_menu_is_there() -> None:
    assert {name for name in MENU if not handled(name)} == set()


def test_every_setting_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)^([A-Z_]+)=", example)) == {name.upper() for name in Settings.model_fields}


def test_the_tests_of_the_readme_are_those_of_the_checks() -> None:
    assert ".venv/bin/python -m pytest" in README
    assert ".venv/bin/python -m pytest" in (ROOT / ".ci/run").read_text(encoding="utf-8")
