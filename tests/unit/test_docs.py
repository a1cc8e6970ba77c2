"""What the pages in docs/ tell people to type, set, press or open is there."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.unit.test_readme import HANDLED, ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
EVERYTHING = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
OF_BOTFATHER = {"newbot", "mybots", "deletebot", "revoke", "setjoingroups"}
OF_THE_SERVER = {"healthz", "metrics", "data", "var", "hope", "opt"}
OF_COMPOSE = {"PORT", "POSTGRES_PASSWORD"}
OF_PYTHON = {"PYTHONTZPATH"}


@cache
def help_of(*command: str) -> str:
    """What `python -m bot … --help` prints."""
    asked = [sys.executable, "-m", "bot", *command, "--help"]
    answer = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return answer.stdout if answer.returncode == 0 else ""


def typed_in_a_shell() -> list[tuple[str, list[str]]]:
    """Each command of Warmline's that a page names, with its options."""
    found = re.findall(r"(?:python -m bot|sudo warmline|exec warmline warmline) +([^`\n]+)", EVERYTHING)
    return [(words.split()[0], re.findall(r"--[a-z-]+", words)) for words in found]


def test_the_pages_name_the_commands_that_a_line_lives_by() -> None:
    assert {"doctor", "backup", "restore", "copy", "stop"} <= {command for command, _ in typed_in_a_shell()}


@pytest.mark.parametrize("command", sorted({command for command, _ in typed_in_a_shell()}))
def test_every_command_of_the_shell_is_there(command: str) -> None:
    listed = re.search(r"\{([\w,-]+)\}", help_of())
    assert listed is not None
    assert command in listed[1].split(",")


@pytest.mark.parametrize(
    ("command", "option"), sorted({(command, option) for command, options in typed_in_a_shell() for option in options})
)
def test_every_option_is_there(command: str, option: str) -> None:
    assert re.search(rf"(?m)(?<![\w-]){option}(?![\w-])", help_of(command))


def test_every_command_of_the_chat_is_there() -> None:
    named = set(re.findall(r"`/([a-z]+)[ `]", EVERYTHING)) | set(re.findall(r"(?m)^/([a-z]+) ", EVERYTHING))
    assert {"start", "forget", "export", "report", "closed"} <= named
    assert named - HANDLED <= OF_BOTFATHER | OF_THE_SERVER
    assert not OF_BOTFATHER & HANDLED


def test_every_setting_is_there() -> None:
    named = set(re.findall(r"`([A-Z][A-Z_]+[A-Z])=?`", EVERYTHING)) | set(re.findall(r"(?m)^([A-Z_]+)=", EVERYTHING))
    assert {"WEBHOOK_URL", "LISTEN", "DATABASE_URL", "COORDINATORS"} <= named
    assert named - OF_COMPOSE - OF_PYTHON <= {name.upper() for name in Settings.model_fields}
    for name in OF_COMPOSE:
        assert "${" + name in (ROOT / "compose.postgres.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith("https://"):
            assert (page.parent / target).resolve().is_file(), target


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    for page in PAGES:
        assert page.name == "README.md" or f"({page.relative_to(DOCS)})" in index


def test_every_file_that_is_named_is_there() -> None:
    named = set(re.findall(r"(?<![/\w.-])((?:packaging/|compose|requirements|\.env\.)[\w./-]*\w)", EVERYTHING))
    assert {"packaging/install", "compose.postgres.yaml", ".env.example"} <= named
    assert {name for name in named if "." in name and not (ROOT / name).is_file()} == set()
    units = set(re.findall(r"\bwarmline-\w+\.timer\b", EVERYTHING))
    assert units == {path.name for path in (ROOT / "packaging").glob("*.timer")}


def test_words_in_capitals_are_blanks_that_are_explained() -> None:
    for blank in ("ADDRESS", "VERSION"):
        assert f"place of {blank} stands" in EVERYTHING


# What a group gives to its people

FOR_GROUPS = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "for-groups").glob("*.md")}


def rows(text: str) -> list[str]:
    """The rows of the table that says for how long things are kept."""
    table = re.search(r"(?m)^\| what is kept \| for how long \|\n\| --- \| --- \|\n((?:\|.*\n)+)", text)
    assert table is not None
    return table[1].splitlines()


@pytest.mark.parametrize("name", sorted(FOR_GROUPS))
def test_a_group_is_told_the_same_as_the_readme_says(name: str) -> None:
    assert rows(FOR_GROUPS[name]) == rows((ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(FOR_GROUPS))
def test_the_only_blank_is_the_name_of_the_group(name: str) -> None:
    assert set(re.findall(r"\[([^\]]+)\](?!\()", FOR_GROUPS[name])) == {"GROUP"}
    assert not re.search(r"_{3,}|\.{4,}|…|TODO|XXX", FOR_GROUPS[name])
