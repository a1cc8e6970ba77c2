"""Bring the database up to this version's tables."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database

_HERE = Path(__file__).parent


def known() -> list[str]:
    """The migrations' numbers in order, from the file names, so that Alembic need not be loaded to know them."""
    return sorted(path.name.split("_")[0] for path in (_HERE / "versions").glob("[0-9]*.py"))


class NewerDatabase(Exception):
    """A newer Warmline made this database."""


async def upgrade(database: Database) -> None:
    """Run the migrations that are missing; raises NewerDatabase, with words for whoever started the program."""
    async with database.engine.connect() as connection:
        current = await connection.run_sync(_current)
        await connection.rollback()
        if current == known()[-1]:
            return
        if current is not None and current not in known():
            raise NewerDatabase(
                f"A newer Warmline made this database (version {current}). Install that one, or a newer one."
            )
        await foreign_keys(connection, on=False)
        await connection.run_sync(_upgrade)
        await connection.commit()
        await foreign_keys(connection, on=True)


async def foreign_keys(connection: AsyncConnection, *, on: bool) -> None:
    """Switch SQLite's foreign keys between two transactions: a table that is built anew takes no other rows with it.

    Raises RuntimeError when they are to be on again and something refers to what is not there.
    """
    if connection.dialect.name != "sqlite":
        return
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    await driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")
    if on:
        cursor = await driver.execute("PRAGMA foreign_key_check")
        if await cursor.fetchall():
            raise RuntimeError("This database is damaged: rows refer to others that are not there.")


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _upgrade(connection: Connection) -> None:
    from alembic import command  # 15 MiB that a running line does not need
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
