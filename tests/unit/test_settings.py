"""The settings: what `.env.example` says of them, and what somebody reads who sets one wrongly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values
from pydantic import ValidationError

from bot.settings import Settings, in_words

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / ".env.example"
TOKEN = "123456789:AAE-xyz_1"
BAD = {
    "TELEGRAM_BOT_TOKEN": ["", "hello", "123456789", "123456789:", ":AAE", "123456789:AAE xyz", "AAE"],
    "TELEGRAM_API_URL": ["", "api.telegram.org", "ftp://api.telegram.org", "https:///bot"],
    "DATABASE_URL": ["", "warmline.db", "sqlite:///warmline.db", "mongodb://localhost/warmline"],
    "BACKUP_KEY": ["", "age1", "age1xyz", "AGE-SECRET-KEY-1XYZ"],
    "COORDINATORS": ["ada", "@ada", "1001;1002", "1001,ada", "-1001", "0"],
    "LINE_NAME": ["", "x" * 65],
    "TIME_ZONE": ["", "London", "Europe", "Europe/Londinium", "../../etc/passwd", "/etc/localtime"],
    "NATION": ["france", "uk", "England!", "northern ireland"],
    "ANSWER_WITHIN": ["", "soon", "0", "121", "2.5"],
    "MESSAGES_A_SECOND": ["", "many", "0", "-1", "nan", "inf"],
    "MESSAGES_A_SECOND_PER_CHAT": ["", "one", "0", "-1", "nan", "inf"],
}
GOOD = {
    "TELEGRAM_BOT_TOKEN": [TOKEN, "1:x"],
    "TELEGRAM_API_URL": ["http://127.0.0.1:8081", "https://example.org/telegram/"],
    "DATABASE_URL": ["sqlite+aiosqlite:////var/lib/warmline.db", "sqlite+aiosqlite:///:memory:"],
    "BACKUP_KEY": ["/etc/warmline.key", "age130r7z8p0gl22aum9kh99l7t3mp9xc0x4gr33tdtxuplnuq94g35qhwfdr2"],
    "COORDINATORS": ["", "1001", "1001,1002", " 1001 , 1002 ,"],
    "LINE_NAME": ["x", "Hope Street", "x" * 64],
    "TIME_ZONE": ["UTC", "Europe/London", "America/Argentina/Buenos_Aires"],
    "NATION": ["", "england", "scotland", "wales", "northern-ireland"],
    "ANSWER_WITHIN": ["1", "120"],
    "MESSAGES_A_SECOND": ["0.5", "100000"],
    "MESSAGES_A_SECOND_PER_CHAT": ["0.5", "100000"],
}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def read(**environment: str) -> Settings:
    """The settings with these in the environment and nothing else."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ({"TELEGRAM_BOT_TOKEN": TOKEN} | environment).items():
            patch.setenv(name, value)
        return Settings()


# .env.example


def test_the_example_names_every_setting_once_and_nothing_else() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    named = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_the_example_shows_the_true_defaults() -> None:
    shown = {name: value or "" for name, value in dotenv_values(EXAMPLE).items() if name != "TELEGRAM_BOT_TOKEN"}
    assert read(**shown) == read()


def test_only_what_has_no_default_is_empty_in_the_example() -> None:
    empty = {name for name, value in dotenv_values(EXAMPLE).items() if not value}
    assert empty == {"TELEGRAM_BOT_TOKEN", "COORDINATORS", "NATION"}


def test_every_setting_is_explained_in_the_example() -> None:
    paragraphs = EXAMPLE.read_text(encoding="utf-8").strip().split("\n\n")
    assert all(paragraph.startswith("# ") for paragraph in paragraphs)


# Values


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in GOOD.items() for value in values])
def test_good_values_are_taken(name: str, value: str) -> None:
    read(**{name: value})


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_bad_value_is_named_without_being_repeated(name: str, value: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read(**{name: value})
    (words,) = in_words(refusal.value)
    assert words.startswith(f"{name} must be ")
    assert not value or value not in words.removeprefix(f"{name} must be ").split()


def test_every_setting_has_its_good_and_bad_values_here() -> None:
    assert {name.upper() for name in Settings.model_fields} == set(GOOD) == set(BAD)


def test_what_is_read_is_what_was_meant(tmp_path: Path) -> None:
    settings = read(COORDINATORS=" 1001 , 1002 ,", NATION="", TELEGRAM_API_URL="http://127.0.0.1:8081/")
    assert settings.coordinators == (1001, 1002)
    assert settings.nation is None
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert settings.zone.key == "Europe/London"


def test_the_environment_stands_before_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LINE_NAME=From the file\nTIME_ZONE=UTC\nSOMETHING_ELSE=1\n", encoding="utf-8")
    settings = read(LINE_NAME="From the environment")
    assert (settings.line_name, settings.time_zone) == ("From the environment", "UTC")


def test_the_token_is_not_shown() -> None:
    assert TOKEN not in repr(read())
    assert TOKEN not in str(read())


# The program


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m bot` in a folder of its own; nothing of it can reach further than this machine."""
    return subprocess.run(
        [sys.executable, "-m", "bot"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TELEGRAM_API_URL": "http://127.0.0.1:1"}
        | environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_without_a_token_the_program_says_where_to_get_one(tmp_path: Path) -> None:
    ended = run(tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[0].startswith("TELEGRAM_BOT_TOKEN must be the token that @BotFather gave you.")
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_example_as_it_is_lacks_the_token_only(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    ended = run(tmp_path)
    assert ended.returncode == 2
    assert [line.partition(" ")[0] for line in ended.stderr.splitlines()] == ["TELEGRAM_BOT_TOKEN", "See"]


def test_everything_wrong_is_said_at_once_in_plain_words(tmp_path: Path) -> None:
    wrong = {name: next(filter(None, values)) for name, values in BAD.items()}
    ended = run(tmp_path, **wrong)
    assert ended.returncode == 2
    *lines, hint = ended.stderr.splitlines()
    assert [line.partition(" must be ")[0] for line in lines] == [name.upper() for name in Settings.model_fields]
    assert hint == "See .env.example."
    for strange in ("Traceback", "Error", "pydantic", "Value", "input", "literal"):
        assert strange not in ended.stderr
    assert ended.stdout == ""
