"""What the database promises: nothing lost, nothing half done, moments with their zone."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from bot.database import Database
from bot.migrations.upgrade import upgrade
from bot.models import Person, Shift
from bot.queries import people
from tests.databases import databases

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with its tables."""
    ready = Database(databases.line(tmp_path / "line.db"))
    yield ready
    await ready.close()


async def count(database: Database) -> int:
    """How many people there are."""
    async with database.transaction() as session:
        found = await session.scalar(text("SELECT count(*) FROM people"))
    assert isinstance(found, int)
    return found


async def fail_half_way(database: Database) -> None:
    """A transaction that has written, and then raises."""
    async with database.transaction() as session:
        session.info["outbox"] = True
        session.add(Person(telegram_id=1, seen_at=NOW))
        await session.flush()
        raise RuntimeError("half way")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
async def test_sqlite_is_set_to_keep_what_it_has_and_to_wipe_what_it_has_not(
    database: Database, pragma: str, value: object
) -> None:
    async with database.transaction() as session:
        assert await session.scalar(text(f"PRAGMA {pragma}")) == value


async def test_a_hundred_at_once_lose_nothing(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Person(id=1, telegram_id=0, seen_at=NOW))

    async def one_more() -> None:
        async with database.transaction() as session:
            person = await session.get_one(Person, 1)
            read = person.telegram_id
            await asyncio.sleep(0)
            person.telegram_id = read + 1

    await asyncio.gather(*(one_more() for _ in range(100)))
    async with database.transaction() as session:
        assert (await session.get_one(Person, 1)).telegram_id == 100


async def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match="half way"):
        await fail_half_way(database)
    assert await count(database) == 0


async def test_a_transaction_that_is_cancelled_leaves_nothing_and_blocks_nobody(database: Database) -> None:
    begun = asyncio.Event()

    async def forever() -> None:
        async with database.transaction() as session:
            session.add(Person(telegram_id=1, seen_at=NOW))
            await session.flush()
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(forever())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.wait_for(count(database), 1) == 0


async def test_what_is_committed_is_there_for_the_next_program(database: Database, tmp_path: Path) -> None:
    async with database.transaction() as session:
        session.add(Person(telegram_id=1, seen_at=NOW))
    other = Database(databases.line(tmp_path / "line.db"))
    assert await count(other) == 1
    await other.close()


async def test_listeners_hear_of_commits_only(database: Database) -> None:
    heard: list[object] = []
    database.after_commit(lambda info: heard.append(info.get("outbox")))
    async with database.transaction() as session:
        session.info["outbox"] = True
        assert heard == []
    with pytest.raises(RuntimeError, match="half way"):
        await fail_half_way(database)
    assert heard == [True]


@pytest.mark.postgresql
async def test_whoever_leads_hears_of_what_another_process_commits(tmp_path: Path) -> None:
    url = databases.on_server(tmp_path / "shared.db")
    first, second = Database(url), Database(url)
    try:
        assert await first.lead()
        assert not await second.lead()
        heard = asyncio.Event()
        first.after_commit(lambda info: heard.set() if info.get("outbox") else None)
        async with second.transaction() as session:
            session.info["outbox"] = True
        await asyncio.wait_for(heard.wait(), 2)
    finally:
        await second.close()
        await first.close()


async def test_a_row_cannot_point_to_nothing(database: Database) -> None:
    shift = Shift(line_id=404, weekdays=[0], start_minute=0, end_minute=60, first_day=NOW.date())
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            session.add(shift)


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        NOW.astimezone(ZoneInfo("Europe/London")),
        datetime(2026, 7, 1, 18, 30, tzinfo=ZoneInfo("Europe/London")),
        datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=1),
        datetime(2026, 11, 24, 17, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
    ],
)
async def test_a_moment_comes_back_aware_and_in_utc(database: Database, moment: datetime) -> None:
    async with database.transaction() as session:
        session.add(Person(id=1, telegram_id=1, seen_at=moment))
    async with database.transaction() as session:
        seen_at = (await session.get_one(Person, 1)).seen_at
    assert seen_at == moment.astimezone(UTC)
    assert seen_at.tzinfo is UTC


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        async with database.transaction() as session:
            session.add(Person(telegram_id=1, seen_at=datetime(2026, 11, 24, 17, 0)))  # noqa: DTZ001
    assert await count(database) == 0


async def test_no_moment_is_no_moment(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Person(id=1, telegram_id=1, seen_at=NOW))
    async with database.transaction() as session:
        assert (await session.get_one(Person, 1)).blocked_at is None


@pytest.mark.sqlite
async def test_what_was_deleted_cannot_be_found_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "line.db"
    canary = text("INSERT INTO lines (name, zone, answer_within) VALUES ('canary-bird', 'Europe/London', 5)")
    for statement, there in ((canary, True), (text("DELETE FROM lines"), False)):
        database = Database(f"sqlite+aiosqlite:///{file}")
        await upgrade(database)
        async with database.transaction() as session:
            await session.execute(statement)
        await database.close()
        assert (b"canary-bird" in file.read_bytes()) is there


@pytest.mark.postgresql
async def test_what_was_deleted_cannot_be_found_in_the_tables_of_postgresql(tmp_path: Path) -> None:
    database = Database(databases.on_server(tmp_path / "line.db"))

    async def kept() -> bool:
        async with database.engine.connect() as connection:
            await connection.execute(text("CHECKPOINT"))
            content = await connection.scalar(text("SELECT pg_read_binary_file(pg_relation_filepath('lines'))"))
            return b"canary-bird" in (content or b"")

    try:
        async with database.transaction() as session:
            await session.execute(
                text(
                    "INSERT INTO lines (name, zone, answer_within, shut_on_bank_holidays, most_a_day, most_a_week) "
                    "VALUES ('canary-bird', 'Europe/London', 5, FALSE, 240, 480)"
                )
            )
        assert await kept()
        async with database.transaction() as session:
            await session.execute(text("DELETE FROM lines"))
        assert await kept()
        assert await database.scrub()
        assert not await kept()
    finally:
        await database.close()


@pytest.mark.postgresql
async def test_what_somebody_may_still_see_is_not_said_to_be_taken_out(tmp_path: Path) -> None:
    url = databases.on_server(tmp_path / "line.db")
    database, reader = Database(url), await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        async with database.transaction() as session:
            await people.ensure_line(session, name="Hope", zone="Europe/London", nation=None, answer_within=5)
        async with reader.transaction(isolation="repeatable_read"):
            await reader.fetch("SELECT id FROM shifts")
            async with database.transaction() as session:
                await session.execute(text("DELETE FROM lines"))
            assert not await database._write_anew("lines")
        assert await database.scrub()
        # Whoever reads a table for long is not waited for either, and nobody behind them is.
        async with reader.transaction():
            await reader.fetch("SELECT name FROM lines")
            assert not await asyncio.wait_for(database.scrub(), 20)
            async with database.transaction() as session:
                assert await session.scalar(text("SELECT count(*) FROM lines")) == 0
    finally:
        await reader.close()
        await database.close()


@pytest.mark.postgresql
async def test_what_is_deleted_while_the_tables_are_written_anew_is_taken_out_too(tmp_path: Path) -> None:
    begun = asyncio.Semaphore(0)

    class Slow(Database):
        async def scrub(self) -> bool:
            begun.release()
            await asyncio.sleep(0.2)
            return await super().scrub()

    database = Slow(databases.on_server(tmp_path / "line.db"))
    try:
        for _ in range(2):
            async with database.transaction() as session:
                session.info["scrub"] = True
            await asyncio.wait_for(begun.acquire(), 10)
    finally:
        await database.close()
