"""Bring the database up to this version's tables."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.database import Database

_HERE = Path(__file__).parent


def known() -> list[str]:
    """The migrations' numbers in order, from the file names, so that Alembic need not be loaded to know them."""
    return sorted(path.name.split("_")[0] for path in (_HERE / "versions").glob("[0-9]*.py"))


async def upgrade(database: Database) -> None:
    """Run the migrations that are missing; a database made by a newer Warmline raises RuntimeError."""
    async with database.engine.connect() as connection:
        current = await connection.run_sync(_current)
        await connection.rollback()
        if current == known()[-1]:
            return
        if current is not None and current not in known():
            raise RuntimeError(
                f"A newer Warmline made this database (version {current}). Install that one, or a newer one."
            )
        await connection.run_sync(_upgrade)
        await connection.commit()


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
