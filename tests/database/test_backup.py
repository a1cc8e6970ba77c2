"""`python -m bot backup`, `restore` and `copy` as somebody types them, and the files that they leave."""

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyrage import encrypt
from pyrage.x25519 import Identity
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot import portable
from bot.database import Database, lock_of
from bot.migrations.upgrade import upgrade
from tests.databases import address, server

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
posix = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")


def bot(folder: Path, *typed: str, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m bot …` in a folder in which there is nothing but a .env; `said` is what it is told when it asks."""
    (folder / ".env").write_text("TELEGRAM_BOT_TOKEN=123:abc\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "bot", *typed],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | environment,
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def line_in(url: str, *names: str) -> None:
    """A line with these members, of the name Hope Street."""
    database = Database(url)
    await upgrade(database)
    async with database.transaction() as session:
        await session.execute(
            text("INSERT INTO lines (id, name, zone, answer_within) VALUES (1, 'Hope', 'Europe/London', 5)")
            if database.is_file
            else text(
                "INSERT INTO lines (id, name, zone, answer_within, shut_on_bank_holidays, most_a_day, most_a_week) "
                "VALUES (1, 'Hope', 'Europe/London', 5, false, 240, 480)"
            )
        )
        for number, name in enumerate(names, start=1):
            await session.execute(
                text("INSERT INTO people (id, telegram_id, language, seen_at) VALUES (:n, :t, 'en', :at)").bindparams(
                    n=number, t=700 + number, at=str(NOW.replace(tzinfo=None)) if database.is_file else NOW
                )
            )
            await session.execute(
                text(
                    "INSERT INTO memberships (line_id, person_id, role, alias, alias_key, since, is_backup) "
                    "VALUES (1, :n, 'member', :name, :name, :at, false)"
                ).bindparams(n=number, name=name, at=str(NOW.replace(tzinfo=None)) if database.is_file else NOW)
            )
    await database.close()


async def members(url: str) -> list[str]:
    """Who is a member of the line in a database."""
    part = (await portable.read(url, NOW)).parts["memberships"]
    return [row[part.columns.index("alias")] for row in part.rows]


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A folder in which a line with Robin has run."""
    await line_in(f"sqlite+aiosqlite:///{tmp_path / 'warmline.db'}", "Robin")
    return tmp_path


def mode(path: Path) -> int:
    """Who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


async def test_out_and_in_again_on_another_machine(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    made = bot(folder, "backup", "evening.age")
    assert (made.returncode, made.stderr) == (0, "")
    assert "Made a new key for backups: warmline.key." in made.stdout
    assert "Backed up to evening.age: 1 person" in made.stdout
    again = bot(folder, "backup", "later.age")
    assert "new key" not in again.stdout
    other = tmp_path_factory.mktemp("other")
    for name in ("evening.age", "warmline.key"):
        (other / name).write_bytes((folder / name).read_bytes())
    restored = bot(other, "restore", "evening.age")
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "Restored 1 person" in restored.stdout
    assert "/forget" in restored.stdout
    assert await members(f"sqlite+aiosqlite:///{other / 'warmline.db'}") == ["Robin"]


@posix
async def test_nobody_else_can_read_any_of_it(folder: Path) -> None:
    os.umask(0o022)
    bot(folder, "backup", "evening.age")
    bot(folder, "backup", "nightly/")
    bot(folder, "restore", "evening.age", "--replace")
    found = {path for path in folder.rglob("*") if path.name != ".env"}
    assert len(found) >= 6
    assert {path.name: oct(mode(path) & 0o077) for path in found if mode(path) & 0o077} == {}


def test_nothing_readable_stands_in_a_backup(folder: Path) -> None:
    bot(folder, "backup", "evening.age")
    content = (folder / "evening.age").read_bytes()
    assert content.startswith(b"age-encryption.org/v1")
    for secret in (b"Robin", b"memberships", b"701"):
        assert secret not in content


def test_a_file_that_is_there_stays(folder: Path) -> None:
    (folder / "evening.age").write_text("the only good one")
    refused = bot(folder, "backup", "evening.age")
    assert refused.returncode == 1
    assert "is there already" in refused.stderr
    assert "--keep" in refused.stderr
    assert (folder / "evening.age").read_text() == "the only good one"


def test_a_folder_keeps_the_newest(folder: Path) -> None:
    nightly = folder / "nightly"
    nightly.mkdir()
    for name in ("warmline-2025-01-01-030000.age", "warmline-2025-01-02-030000.age", "holiday.jpg"):
        (nightly / name).write_text("x")
    assert bot(folder, "backup", "nightly", "--keep", "2").returncode == 0
    left = sorted(path.name for path in nightly.iterdir())
    assert left[:2] == ["holiday.jpg", "warmline-2025-01-02-030000.age"]
    assert len(left) == 3
    assert bot(folder, "backup", "new.age", "--keep", "2").returncode == 1
    assert bot(folder, "backup", "nightly", "--keep", "0").returncode == 2


async def noted(folder: Path) -> str:
    """When the line was backed up, as it stands in the database."""
    part = (await portable.read(f"sqlite+aiosqlite:///{folder / 'warmline.db'}", NOW)).parts["lines"]
    return str(part.rows[0][part.columns.index("backed_up_at")])


async def test_the_line_knows_of_it_once_it_is_whole(folder: Path) -> None:
    (folder / "evening.age").write_text("the only good one")
    bot(folder, "backup", "evening.age")
    assert await noted(folder) == "None"
    bot(folder, "backup", "later.age")
    assert (await noted(folder)).startswith("20")


def test_a_line_that_cannot_note_it_has_its_backup_all_the_same(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / "warmline.db")) as file, file:
        file.execute("CREATE TRIGGER full BEFORE UPDATE ON lines BEGIN SELECT RAISE(ABORT, 'full'); END")
    made = bot(folder, "backup", "evening.age")
    assert made.returncode == 0
    assert "The backup is good. But the line does not know of it" in made.stdout
    assert (folder / "evening.age").read_bytes().startswith(b"age-encryption.org/v1")


def test_no_database_is_no_backup(tmp_path: Path) -> None:
    refused = bot(tmp_path, "backup", "evening.age")
    assert refused.returncode == 1
    assert "There is no database at warmline.db." in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


@pytest.mark.parametrize("harm", ["cut", "changed", "other", "plain", "none"])
async def test_what_is_damaged_is_refused_before_anything_is_touched(folder: Path, harm: str) -> None:
    bot(folder, "backup", "evening.age")
    file = folder / "evening.age"
    good = file.read_bytes()
    key = Identity.from_str((folder / "warmline.key").read_text().split()[-1]).to_public()
    bad = {
        "cut": good[:-20],
        "changed": good[:-9] + bytes([good[-9] ^ 1]) + good[-8:],
        "other": encrypt(b"hello", [key]),
        "plain": b"hello",
    }
    file.unlink() if harm == "none" else file.write_bytes(bad[harm])
    before = (folder / "warmline.db").read_bytes()
    refused = bot(folder, "restore", "evening.age", "--replace")
    assert refused.returncode == 1
    assert ("There is no file" if harm == "none" else "or it is damaged") in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (folder / "warmline.db").read_bytes() == before
    assert not list(folder.glob("*before-restore*"))


def test_another_key_is_refused(folder: Path) -> None:
    bot(folder, "backup", "evening.age")
    (folder / "warmline.key").rename(folder / "old.key")
    assert "There is no key warmline.key." in bot(folder, "restore", "evening.age").stderr
    bot(folder, "backup", "later.age")
    assert "made with another key" in bot(folder, "restore", "evening.age").stderr
    assert bot(folder, "restore", "evening.age", "--key", "old.key", "--replace").returncode == 0


def test_a_machine_that_cannot_open_its_own_backups(folder: Path) -> None:
    key = Identity.generate()
    public = {"BACKUP_KEY": str(key.to_public())}
    assert bot(folder, "backup", "evening.age", **public).returncode == 0
    assert not (folder / "warmline.key").exists()
    assert "can only lock" in bot(folder, "restore", "evening.age", "--replace", **public).stderr
    (folder / "stick.key").write_text(f"# from a stick\n{key}\n")
    assert bot(folder, "restore", "evening.age", "--replace", "--key", "stick.key", **public).returncode == 0


def test_a_newer_warmline_made_it(folder: Path) -> None:
    bot(folder, "backup", "first.age")
    with sqlite3.connect(folder / "warmline.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert bot(folder, "backup", "newer.age").returncode == 0
    refused = bot(folder, "restore", "newer.age", "--replace")
    assert refused.returncode == 1
    assert "A newer Warmline made this backup" in refused.stderr
    assert bot(folder, "restore", "first.age", "--replace").returncode == 0


async def test_a_line_with_people_is_only_replaced_on_purpose(folder: Path) -> None:
    bot(folder, "backup", "evening.age")
    refused = bot(folder, "restore", "evening.age")
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert "holds a line already: 1 person" in refused.stderr
    assert bot(folder, "restore", "evening.age", "--replace").returncode == 0
    (safe,) = folder.glob("warmline-*-before-restore.age")
    assert bot(folder, "restore", safe.name, "--replace").returncode == 0


def test_a_database_that_cannot_be_read_is_moved_away_by_hand(folder: Path) -> None:
    bot(folder, "backup", "evening.age")
    (folder / "warmline.db").write_bytes(b"this is no database at all" * 99)
    refused = bot(folder, "restore", "evening.age")
    assert refused.returncode == 1
    assert "Move it to another place" in refused.stderr
    (folder / "warmline.db").unlink()
    assert bot(folder, "restore", "evening.age").returncode == 0


def test_not_while_it_runs(folder: Path) -> None:
    bot(folder, "backup", "evening.age")
    lock = lock_of(make_url(f"sqlite+aiosqlite:///{folder / 'warmline.db'}"))
    assert lock is not None
    with lock:
        assert bot(folder, "backup", "later.age").returncode == 0
        for typed in (("restore", "evening.age", "--replace"), ("copy", "sqlite+aiosqlite:///other.db")):
            refused = bot(folder, *typed)
            assert refused.returncode == 1
            assert "Stop it first" in refused.stderr
    assert not (folder / "other.db").exists()


async def test_a_copy_goes_on_with_everything(folder: Path) -> None:
    copied = bot(folder, "copy", "sqlite+aiosqlite:///other.db")
    assert (copied.returncode, copied.stderr) == (0, "")
    assert "DATABASE_URL" in copied.stdout
    assert await members(f"sqlite+aiosqlite:///{folder / 'other.db'}") == ["Robin"]
    again = bot(folder, "copy", "sqlite+aiosqlite:///other.db")
    assert again.returncode == 1
    assert "holds a line already" in again.stderr
    assert "DATABASE_URL must be" in bot(folder, "copy", "warmline").stderr


async def test_a_copy_asks_where_to(folder: Path) -> None:
    """The password of a database then stands neither in the list of processes nor in what a shell keeps."""
    copied = bot(folder, "copy", said="sqlite+aiosqlite:///other.db\n")
    assert (copied.returncode, copied.stderr) == (0, "")
    assert await members(f"sqlite+aiosqlite:///{folder / 'other.db'}") == ["Robin"]
    unsaid = bot(folder, "copy")
    assert unsaid.returncode == 1
    assert "DATABASE_URL must be" in unsaid.stderr


@pytest.mark.parametrize("address", ["://hope:s3cret@127.0.0.1:1/hope", "://hope@127.0.0.1:1/hope?password=s3cret"])
def test_a_password_among_what_is_typed_is_refused(folder: Path, address: str) -> None:
    refused = bot(folder, "copy", "postgresql+asyncpg" + address)
    assert refused.returncode == 1
    assert "Nothing was changed." in refused.stderr
    assert "python -m bot copy" in refused.stderr
    assert "s3cret" not in refused.stderr
    tried = bot(folder, "copy", said="postgresql+asyncpg" + address)
    assert tried.returncode == 1
    assert "cannot be used" in tried.stderr or "Connect call failed" in tried.stderr
    assert "s3cret" not in tried.stderr


@pytest.mark.postgresql
async def test_from_a_file_to_a_server_and_back(folder: Path) -> None:
    name = f"backup_{os.getpid()}"
    server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        url = address(name)
        copied = bot(folder, "copy", said=url)
        assert (copied.returncode, copied.stderr) == (0, "")
        assert await members(url) == ["Robin"]
        assert bot(folder, "backup", "server.age", DATABASE_URL=url).returncode == 0
        leading = Database(url)
        assert await leading.lead()
        refused = bot(folder, "restore", "server.age", "--replace", DATABASE_URL=url)
        assert (refused.returncode, "Stop it first" in refused.stderr) == (1, True)
        assert bot(folder, "backup", "leading.age", DATABASE_URL=url).returncode == 0
        await leading.close()
        replaced = bot(folder, "restore", "server.age", "--replace", DATABASE_URL=url)
        assert (replaced.returncode, replaced.stderr) == (0, "")
        assert bot(folder, "restore", "server.age", DATABASE_URL="sqlite+aiosqlite:///back.db").returncode == 0
        assert await members(f"sqlite+aiosqlite:///{folder / 'back.db'}") == ["Robin"]
    finally:
        server(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_server_that_is_away(folder: Path) -> None:
    refused = bot(folder, "backup", "x.age", DATABASE_URL="postgresql+asyncpg://nobody@127.0.0.1:1/none")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert refused.stderr.strip()


@posix
async def test_a_database_is_private_from_its_first_moment(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    os.umask(0o022)
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'line.db'}")
    await upgrade(database)
    assert {path.name: oct(mode(path)) for path in tmp_path.iterdir()} == dict.fromkeys(
        ("line.db", "line.db-wal", "line.db-shm"), "0o600"
    )
    await database.close()
    assert not caplog.records
    (tmp_path / "line.db").chmod(0o644)
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'line.db'}")
    await upgrade(database)
    assert mode(tmp_path / "line.db") == 0o600
    assert "others on this machine could read line.db" in caplog.text
    await database.close()
