"""The migrations make exactly the tables of bot/models.py, forwards and back."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
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
from bot.migrations.upgrade import foreign_keys, known, upgrade
from bot.models import Base, Role
from bot.queries import people, rota
from bot.rehearsal.world import World
from scheduling import settling
from tests.databases import databases
from tests.world import settings_for

SCRIPTS = Path(bot.migrations.__file__).parent


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    empty = Database(databases.empty(tmp_path / "line.db"))
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

    async with database.engine.connect() as connection:
        await foreign_keys(connection, on=False)
        await connection.run_sync(down)
        await connection.commit()
        await foreign_keys(connection, on=True)


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


async def test_a_line_that_runs_since_the_first_version_keeps_all_it_has(database: Database) -> None:
    def up_to_the_first(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    at, later = "2026-11-24 18:00:00.000000", "2026-12-01 18:00:00.000000"
    async with database.engine.begin() as connection:
        await connection.run_sync(up_to_the_first)
        for row in (
            "lines (id, name, zone, answer_within) VALUES (1, 'Hope Street', 'Europe/London', 5)",
            f"people (id, telegram_id, language, seen_at) VALUES (1, 7, 'en', '{at}')",
            "memberships (id, line_id, person_id, role, alias, alias_key, since) "
            f"VALUES (1, 1, 1, 'volunteer', 'Sam', 'sam', '{at}')",
            "shifts (id, line_id, weekdays, start_minute, end_minute, first_day, every_weeks, planned_until) "
            f"VALUES (1, 1, '[1]', 1080, 1320, '2026-11-24', 1, '{later}')",
            "shift_people (shift_id, position, person_id) VALUES (1, 0, 1)",
            "duties (line_id, shift_id, person_id, day, starts_at, ends_at, state) "
            f"VALUES (1, 1, 1, '2026-11-24', '{at}', '2026-11-24 22:00:00.000000', 'started')",
            "duties (line_id, shift_id, person_id, day, starts_at, ends_at, state) "
            f"VALUES (1, 1, 1, '2026-12-01', '{later}', '2026-12-01 22:00:00.000000', 'planned')",
        ):
            await connection.exec_driver_sql(f"INSERT INTO {row}")
    await upgrade(database)
    async with database.transaction() as session:
        line = await people.line(session)
        assert (line.name, line.most_a_day, line.most_a_week) == ("Hope Street", 240, 480)
        (sam,) = await people.memberships(session, 1, Role.VOLUNTEER)
        assert (sam.alias, sam.is_backup) == ("Sam", False)
        now = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
        assert [one.alias for one in await rota.on_duty(session, 1, now)] == ["Sam"]
        await settling.upkeep(session, line, now)
        coming = await rota.to_come(session, 1, 1, now)
        assert coming[0].starts_at == datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
        assert coming[0].remind_at == datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
        assert len(await rota.between(session, 1, now, now + timedelta(hours=1))) == 1


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


def shape(connection: Connection) -> dict[str, object]:
    """What the comparison of columns does not see: checks, what is deleted with what, and numbers that come only once.

    SQLite keeps a table's definition as it was written, so there the words that matter are counted.
    """
    if connection.dialect.name == "postgresql":
        constraints = connection.execute(
            text(
                "SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE connamespace = 'public'::regnamespace"
            )
        )
        indexes = connection.execute(text("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"))
        numbers = connection.execute(
            text(
                "SELECT table_name || '.' || column_name, column_default FROM information_schema.columns "
                "WHERE table_schema = 'public' AND column_default LIKE 'nextval%'"
            )
        )
        return {row[0]: row[1] for row in (*constraints, *indexes, *numbers) if "alembic" not in row[0]}
    words = ("AUTOINCREMENT", "CHECK", "CASCADE", "SET NULL", "WHERE", "UNIQUE")
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {row[0]: tuple(row[1].count(word) for word in words) for row in rows if row[0] != "alembic_version"}


async def test_checks_and_numbers_that_never_come_again_are_those_of_the_models(
    database: Database, tmp_path: Path
) -> None:
    await upgrade(database)
    made = Database(databases.empty(tmp_path / "made.db"))
    async with made.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        expected = await connection.run_sync(shape)
    await made.close()
    async with database.engine.connect() as connection:
        assert await connection.run_sync(shape) == expected


async def test_rows_survive_the_way_up_and_down(database: Database) -> None:
    def to(way: Callable[..., None], version: str) -> Callable[[Connection], None]:
        def run(connection: Connection) -> None:
            config = Config()
            config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
            config.attributes["connection"] = connection
            way(config, version)

        return run

    async def move(way: Callable[..., None], version: str) -> dict[str, int]:
        async with database.engine.connect() as connection:
            await foreign_keys(connection, on=False)
            await connection.run_sync(to(way, version))
            await connection.commit()
            await foreign_keys(connection, on=True)
            return {
                table: (await connection.scalar(text(f"SELECT count(*) FROM {table}"))) or 0
                for table in ("lines", "people", "memberships", "invitations", "shifts", "conversations", "outbox")
            }

    await move(command.upgrade, "0004")
    at = "'2026-11-01 00:00:00'"
    async with database.engine.begin() as connection:
        for statement in (
            "lines (name, zone, answer_within, shut_on_bank_holidays, most_a_day, most_a_week) "
            "VALUES ('Hope Street', 'Europe/London', 5, FALSE, 240, 480)",
            f"people (telegram_id, language, seen_at) VALUES (77, 'en', {at})",
            "memberships (line_id, person_id, role, alias, alias_key, since, is_backup) "
            f"VALUES (1, 1, 'member', 'Robin', 'robin', {at}, FALSE)",
            f"invitations (line_id, digest, role, expires_at, used_by) VALUES (1, 'x', 'member', {at}, 1)",
            "shifts (line_id, day, start_minute, end_minute, first_day, every_weeks) "
            "VALUES (1, '2026-11-02', 1080, 1320, '2026-11-02', 1)",
            f"conversations (line_id, member_id, state, begun_at) VALUES (1, 1, 'open', {at})",
            "outbox (line_id, chat_id, kind, priority, state, due_at, attempts, params, conversation_id, made_at) "
            f"VALUES (1, 77, 'text', 0, 'sent', {at}, 0, '{{}}', 1, {at})",
        ):
            await connection.execute(text(f"INSERT INTO {statement}"))
    everything = dict.fromkeys(
        ("lines", "people", "memberships", "invitations", "shifts", "conversations", "outbox"), 1
    )
    assert await move(command.upgrade, "head") == everything
    assert await move(command.downgrade, "0004") == everything
    assert await move(command.upgrade, "head") == everything
