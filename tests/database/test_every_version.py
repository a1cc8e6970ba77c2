"""A line of any earlier version comes up to this one with all it has, and can be turned back to what it was."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

import bot.migrations
from bot.database import Database
from bot.migrations.upgrade import foreign_keys, known, upgrade
from tests.database.test_migrations import differences
from tests.databases import databases

AT = "'2026-11-24 18:00:00'"
# What a line has had since the first version; later columns have their defaults or are left empty.
ROWS = (
    "lines (name, zone, answer_within{more_lines}) VALUES ('Hope Street', 'Europe/London', 5{lines})",
    f"people (telegram_id, language, seen_at) VALUES (77, 'en', {AT})",
    f"people (telegram_id, language, seen_at) VALUES (78, 'en', {AT})",
    "memberships (line_id, person_id, role, alias, alias_key, since{more_memberships}) "
    f"VALUES (1, 1, 'member', 'Robin', 'robin', {AT}{{memberships}})",
    "memberships (line_id, person_id, role, alias, alias_key, since{more_memberships}) "
    f"VALUES (1, 2, 'volunteer', 'Sam', 'sam', {AT}{{memberships}})",
    f"consents (line_id, person_id, what, version, given_at) VALUES (1, 1, 'relay', 1, {AT})",
    "shifts (line_id, day, start_minute, end_minute, first_day, every_weeks) "
    "VALUES (1, '2026-11-24', 1080, 1320, '2026-11-24', 1)",
    "shift_people (shift_id, position, person_id) VALUES (1, 0, 2)",
)
TABLES = ("lines", "people", "memberships", "consents", "shifts", "shift_people")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    empty = Database(databases.empty(tmp_path / "line.db"))
    yield empty
    await empty.close()


async def move(database: Database, way: Callable[[Config, str], None], version: str) -> None:
    """Take the tables up or down to a version."""

    def run(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(bot.migrations.__file__).parent).replace("%", "%%"))
        config.attributes["connection"] = connection
        way(config, version)

    async with database.engine.connect() as connection:
        await foreign_keys(connection, on=False)
        await connection.run_sync(run)
        await connection.commit()
        await foreign_keys(connection, on=True)


def shape(connection: Connection) -> dict[str, list[str]]:
    """Which tables there are, and which columns they have."""
    look = inspect(connection)
    return {table: sorted(column["name"] for column in look.get_columns(table)) for table in look.get_table_names()}


async def content(database: Database, columns: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    """The rows of the line, in these columns."""
    async with database.engine.connect() as connection:
        return {
            table: sorted(
                map(tuple, (await connection.execute(text(f"SELECT {', '.join(columns[table])} FROM {table}"))).all()),
                key=str,
            )
            for table in TABLES
        }


async def put_a_line_in(database: Database, version: str) -> None:
    """Fill the tables as a line of that version would have."""
    from_the_second = version >= "0002"
    words = {
        "more_lines": ", shut_on_bank_holidays, most_a_day, most_a_week" if from_the_second else "",
        "lines": ", FALSE, 240, 480" if from_the_second else "",
        "more_memberships": ", is_backup" if from_the_second else "",
        "memberships": ", FALSE" if from_the_second else "",
    }
    async with database.engine.begin() as connection:
        for row in ROWS:
            await connection.exec_driver_sql(f"INSERT INTO {row.format(**words)}")


@pytest.mark.parametrize("version", known()[:-1])
async def test_up_from_every_version_and_back_to_it(database: Database, version: str) -> None:
    await move(database, command.upgrade, version)
    await put_a_line_in(database, version)
    async with database.engine.connect() as connection:
        before = await connection.run_sync(shape)
    held = await content(database, before)
    assert all(held[table] for table in TABLES)

    await upgrade(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    assert await content(database, before) == held

    await move(database, command.downgrade, version)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(shape) == before
    assert await content(database, before) == held

    await upgrade(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    assert await content(database, before) == held
