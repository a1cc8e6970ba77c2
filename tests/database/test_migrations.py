"""The migrations make exactly the tables of bot/models.py, forwards and back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

import bot.migrations
from bot.app import App, CannotRun
from bot.clock import MovableClock
from bot.database import Database
from bot.migrations.upgrade import known, upgrade
from bot.models import Base
from bot.rehearsal.world import World
from tests.world import settings_for

SCRIPTS = Path(bot.migrations.__file__).parent


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    empty = Database(f"sqlite+aiosqlite:///{tmp_path / 'line.db'}")
    yield empty
    await empty.close()


def differences(connection: Connection) -> list[object]:
    """What alembic would change to come from the tables to the models."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
    return list(compare_metadata(context, Base.metadata))


def tables(connection: Connection) -> set[str]:
    """The tables that are there, less alembic's own."""
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def downgrade(database: Database) -> None:
    """Back to nothing."""

    def down(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    async with database.engine.begin() as connection:
        await connection.run_sync(down)


async def test_an_empty_database_gets_exactly_the_models(database: Database) -> None:
    await upgrade(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(tables) == set(Base.metadata.tables)


async def test_the_comparison_sees_a_column_too_many(database: Database) -> None:
    await upgrade(database)
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE lines ADD COLUMN words TEXT"))
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) != []


async def test_a_second_time_changes_nothing(database: Database) -> None:
    await upgrade(database)
    async with database.engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO lines (name, zone, answer_within) VALUES ('Hope Street', 'Europe/London', 5)")
        )
    await upgrade(database)
    async with database.engine.connect() as connection:
        assert await connection.scalar(text("SELECT name FROM lines")) == "Hope Street"
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == known()[-1]


async def test_down_to_nothing_and_up_again(database: Database) -> None:
    await upgrade(database)
    await downgrade(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(tables) == set()
    await upgrade(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


def test_the_migrations_stand_in_one_line_and_are_named_by_number() -> None:
    scripts = ScriptDirectory(str(SCRIPTS))
    line = [script.revision for script in scripts.walk_revisions()]
    assert len(scripts.get_heads()) == 1
    assert line == known()[::-1]
    for script in scripts.walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")


@pytest.mark.parametrize("revision", ["9999", "0000", "abcdef012345"])
async def test_a_database_of_a_newer_warmline_stops_the_program_in_clear_words(
    database: Database, tmp_path: Path, revision: str
) -> None:
    await upgrade(database)
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})
    await database.close()
    clock = MovableClock()
    settings = settings_for("http://127.0.0.1:1", World(clock), tmp_path / "line.db")
    with pytest.raises(CannotRun, match="A newer Warmline made this database"):
        await App(settings, clock).run()
