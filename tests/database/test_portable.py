"""A backup holds every row of every table exactly, and brings it into either kind of database."""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Date, Integer, String, Table, UniqueConstraint, insert, select, text

from bot.database import Database
from bot.migrations.upgrade import foreign_keys, known, migrate, upgrade
from bot.models import Base, UtcDateTime
from bot.portable import NotPortable, Whole, check, pack, put_in, read, unpack
from tests.databases import SERVER, address, server

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
TABLES = Base.metadata.sorted_tables
WORDS = ["Sam", "Zoë", "O'Neill", "", "line\nbreak", "\u2028", "😀", "true", "null", '"', "\\u0000", "x" * 9]
NUMBERED = [table for table in TABLES if [column.name for column in table.primary_key.columns] == ["id"]]
postgresql = pytest.param("postgresql", marks=pytest.mark.postgresql)


def anything(chance: random.Random, depth: int = 0) -> Any:
    """Something that JSON can hold."""
    flat = [True, False, 0, -1, 2**40, 1.5, None, *WORDS]
    if depth > 2 or chance.random() < 0.5:
        return chance.choice(flat)
    if chance.random() < 0.5:
        return [anything(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice(WORDS): anything(chance, depth + 1) for _ in range(chance.randrange(4))}


def cell(chance: random.Random, column: Any, there: dict[str, list[Any]]) -> Any:
    """A value that may stand in this column."""
    for key in column.foreign_keys:
        table, name = key.target_fullname.split(".")
        chosen = [row[name] for row in there[table]]
        return chance.choice([*chosen, None]) if column.nullable else chance.choice(chosen)
    if column.nullable and chance.random() < 0.3:
        return None
    moment = NOW + timedelta(microseconds=chance.randrange(-(10**15), 10**15))
    kinds: list[tuple[type, Callable[[], Any]]] = [
        (UtcDateTime, lambda: moment),
        (Date, moment.date),
        (Boolean, lambda: chance.random() < 0.5),
        (JSON, lambda: anything(chance) or {}),
        (String, lambda: chance.choice(WORDS)[: column.type.length]),
        (Integer, lambda: chance.randrange(2**40 if "BIG" in str(column.type) else 1000)),
    ]
    return next(make() for kind, make in kinds if isinstance(column.type, kind))


def allowed(table: str, row: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The row, so that the table's checks hold."""
    if table == "openings":
        row["end_minute"] = row["start_minute"] + 1
    elif table == "hours_exceptions":
        row["last_day"] = row["first_day"]
    elif table == "shifts":
        row["end_minute"] = row["start_minute"] + 1440
        row |= {"weekdays": [1, 3], "day": None} if chance.random() < 0.5 else {"weekdays": None, "day": date.max}
    elif table == "covers":
        row["ends_at"] = row["starts_at"]
    elif table == "conversations":
        row["state"] = "closed"
    return row


def some_rows(table: Table, chance: random.Random, there: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Rows of a table that may stand beside each other."""
    uniques = [[*table.primary_key.columns]] + [[column] for column in table.columns if column.unique]
    uniques += [[*one.columns] for one in table.constraints if isinstance(one, UniqueConstraint)]
    taken: set[tuple[Any, ...]] = set()
    needed = {
        key.target_fullname.split(".")[0] for one in table.columns for key in one.foreign_keys if not one.nullable
    }
    parents = all(there[parent] for parent in needed)
    rows = []
    for number in range(chance.randrange(1 if table.name in ("lines", "people") else 0, 12) if parents else 0):
        row = allowed(table.name, {one.name: cell(chance, one, there) for one in table.columns}, chance)
        if table in NUMBERED:
            row["id"] = 7 * number + chance.randrange(1, 7)
        keys = {(place, *(row[one.name] for one in columns)) for place, columns in enumerate(uniques)}
        if not keys & taken:
            taken |= keys
            rows.append(row)
    return rows


async def all_rows(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, as the program sees it."""
    async with database.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, (await connection.execute(select(table))).all()), key=repr)
            for table in TABLES
        }


@pytest.fixture
def make(tmp_path: Path) -> Any:
    """Makes the addresses of empty databases of either kind."""
    made: list[str] = []

    def one(kind: str, name: str) -> str:
        if kind == "sqlite":
            return f"sqlite+aiosqlite:///{tmp_path / name}"
        made.append(f"portable_{name}_{random.SystemRandom().randrange(10**12)}")
        server(f"CREATE DATABASE {made[-1]} TEMPLATE template0")
        return address(made[-1])

    yield one
    if SERVER and made:
        server(*(f"DROP DATABASE {name} WITH (FORCE)" for name in made))


async def put(url: str, whole: Whole, *, goes_back: bool = False) -> None:
    """Put a line into a database."""
    database = Database(url)
    try:
        async with database.engine.connect() as connection:
            await foreign_keys(connection, on=False)
        async with database.transaction() as session:
            connection = await session.connection()
            await connection.run_sync(lambda of: put_in(of, whole, {}, goes_back=goes_back))
            await connection.run_sync(check)
    finally:
        await database.close()


async def last_given(database: Database, table: str) -> int:
    """Which number a new row of a table gets, less one."""
    async with database.transaction() as session:
        if database.is_file:
            return await session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :t"), {"t": table}) or 0
        return (await session.scalar(text(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id'))")) or 0) - 1


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("into", ["sqlite", postgresql])
@pytest.mark.parametrize("out_of", ["sqlite", postgresql])
async def test_whatever_stands_in_the_tables_comes_back(make: Any, out_of: str, into: str, seed: int) -> None:
    chance = random.Random(seed)
    there: dict[str, list[Any]] = {}
    for table in TABLES:
        there[table.name] = some_rows(table, chance, there)
    first, second = make(out_of, "first"), make(into, "second")
    source = Database(first)
    await upgrade(source)
    async with source.transaction() as session:
        for table in TABLES:
            if there[table.name]:
                await session.execute(insert(table), there[table.name])
    before = await all_rows(source)
    await source.close()
    whole = await read(first, NOW)
    assert unpack(pack(whole)) == whole
    assert sum(len(part.rows) for part in whole.parts.values()) == sum(map(len, there.values())) > 50
    await put(second, unpack(pack(whole)))
    target = Database(second)
    assert await all_rows(target) == before
    for table in NUMBERED:
        if target.is_file and not table.dialect_options["sqlite"].get("autoincrement"):
            continue
        assert await last_given(target, table.name) >= max((row["id"] for row in there[table.name]), default=0)
    await target.close()


@pytest.mark.parametrize("into", ["sqlite", postgresql])
@pytest.mark.parametrize("out_of", ["sqlite", postgresql])
async def test_no_number_comes_again(make: Any, out_of: str, into: str) -> None:
    first, second = make(out_of, "first"), make(into, "second")
    source = Database(first)
    await upgrade(source)
    async with source.transaction() as session:
        await session.execute(insert(Base.metadata.tables["people"]), {"id": 1, "telegram_id": 7, "seen_at": NOW})
        for _ in range(3):
            added = insert(Base.metadata.tables["people"]).values(telegram_id=-1, seen_at=NOW)
            if not source.is_file:
                await session.execute(text("SELECT nextval(pg_get_serial_sequence('people', 'id'))"))
            await session.execute(added)
            await session.execute(text("DELETE FROM people WHERE telegram_id = -1"))
    last = await last_given(source, "people")
    await source.close()
    whole = await read(first, NOW)
    assert whole.parts["people"].last_id >= last > 1
    for goes_back, least in ((False, last), (True, last + 1_000_000)):
        await put(second, whole, goes_back=goes_back)
        target = Database(second)
        assert await last_given(target, "people") >= least
        assert (await last_given(target, "shifts") >= 1000) is goes_back
        assert await last_given(target, "shifts") < 2000  # people type these
        await target.close()


@pytest.mark.parametrize("version", known())
@pytest.mark.parametrize("into", ["sqlite", postgresql])
async def test_a_backup_of_every_older_version_comes_into_this_one(make: Any, into: str, version: str) -> None:
    first, second = make("sqlite", "first"), make(into, "second")
    source = Database(first)
    async with source.engine.begin() as connection:
        await connection.run_sync(migrate, version)
        await connection.execute(
            text(
                "INSERT INTO people (id, telegram_id, language, seen_at) "
                "VALUES (3, 7, 'en', '2026-11-24 17:00:00.000000')"
            )
        )
    await source.close()
    whole = await read(first, NOW)
    assert whole.migration == version
    await put(second, whole)
    target = Database(second)
    assert [row[:3] for row in (await all_rows(target))["people"]] == [(3, 7, "en")]
    await upgrade(target)
    await target.close()


async def test_what_fails_midway_changes_nothing(make: Any) -> None:
    first, second = make("sqlite", "first"), make("sqlite", "second")
    for url, person in ((first, 7), (second, 8)):
        database = Database(url)
        await upgrade(database)
        async with database.transaction() as session:
            await session.execute(insert(Base.metadata.tables["people"]), {"telegram_id": person, "seen_at": NOW})
        await database.close()
    whole = await read(first, NOW)
    for name in ("people", "tallies", "seen_updates"):
        part = whole.parts[name]
        part.rows.append([None] * len(part.columns))
        with pytest.raises(Exception, match=r"NOT NULL|NoneType"):
            await put(second, whole)
        part.rows.pop()
        database = Database(second)
        assert [row[1] for row in (await all_rows(database))["people"]] == [8]
        await database.close()
    part = whole.parts["debriefs"]
    part.rows.append([1, 404, 404, NOW.isoformat()])
    with pytest.raises(NotPortable, match="not there"):
        await put(second, whole)
    database = Database(second)
    assert [row[1] for row in (await all_rows(database))["people"]] == [8]
    await database.close()


async def test_reading_holds_nobody_up_and_sees_one_moment(make: Any) -> None:
    url = make("sqlite", "line")
    database = Database(url)
    await upgrade(database)
    busy = True

    async def write() -> None:
        number = 0
        while busy:
            number += 1
            async with database.transaction() as session:
                for table, values in (("people", {"telegram_id": number}), ("seen_updates", {"update_id": number})):
                    more = {"seen_at": NOW} if table == "people" else {"at": NOW, "set_aside": False}
                    await session.execute(insert(Base.metadata.tables[table]), values | more)
            await asyncio.sleep(0)

    writing = asyncio.create_task(write())
    for _ in range(5):
        whole = await read(url, NOW)
        assert whole.count("people") == whole.count("seen_updates")
    busy = False
    await writing
    await database.close()


async def test_what_is_damaged_is_seen(make: Any) -> None:
    url = make("sqlite", "line")
    database = Database(url)
    await upgrade(database)
    await database.close()
    packed = pack(await read(url, NOW))
    chance = random.Random(1)
    for _ in range(60):
        place = chance.randrange(10, len(packed))
        for bad in (packed[:place], packed[:place] + bytes([packed[place] ^ 255]) + packed[place + 1 :]):
            with pytest.raises(NotPortable):
                unpack(bad)
    for bad in (b"", b"hello", packed + b"x"):
        with pytest.raises(NotPortable):
            unpack(bad)
