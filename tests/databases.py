"""The databases that tests run on: SQLite files, or with WARMLINE_TEST_ON=postgresql those of a real server.

A test names its database by a path in its own folder; on PostgreSQL that path stands for a database of that test's.
"""

import asyncio
import hashlib
import os
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from sqlalchemy.engine import make_url

from bot.database import Database
from bot.migrations.upgrade import upgrade

T = TypeVar("T")
# The server's own database, like postgresql+asyncpg://postgres@127.0.0.1:5433/postgres.
SERVER = os.environ.get("WARMLINE_TEST_POSTGRES", "")
ON_POSTGRESQL = os.environ.get("WARMLINE_TEST_ON") == "postgresql"


class Databases:
    """Makes the databases of a run, and takes away those of a test that is over."""

    def __init__(self) -> None:
        self._file: bytes | None = None
        self._template = ""
        self._made: set[str] = set()

    def empty(self, path: Path) -> str:
        """The address of a database without tables."""
        return self._postgresql(path, "template0") if ON_POSTGRESQL else f"sqlite+aiosqlite:///{path}"

    def line(self, path: Path) -> str:
        """The address of a database as the migrations make it; they run once for all tests."""
        if ON_POSTGRESQL:
            return self.on_server(path)
        if not path.exists():
            if self._file is None:
                url = f"sqlite+aiosqlite:///{path}"
                apart(_migrated(url))
                self._file = path.read_bytes()
            path.touch(mode=0o600)
            path.write_bytes(self._file)
        return f"sqlite+aiosqlite:///{path}"

    def on_server(self, path: Path) -> str:
        """The address of such a database on the PostgreSQL server, whatever the other tests run on."""
        self._template = self._template or self._with_tables()
        return self._postgresql(path, self._template)

    def at_rest(self, folder: Path) -> list[bytes]:
        """Everything that is kept in a test's folder: the files, or what is in the tables of its `line.db`."""
        if ON_POSTGRESQL:
            return apart(_rows(self.line(folder / "line.db")))
        return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]

    def forget(self) -> None:
        """Drop what this test made."""
        if self._made:
            server(*(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in self._made))
            self._made.clear()

    def close(self) -> None:
        """Drop what all tests shared."""
        self.forget()
        if self._template:
            server(f"DROP DATABASE {self._template}")

    def _with_tables(self) -> str:
        name = f"warmline_template_{os.getpid()}"
        server(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} TEMPLATE template0")
        apart(_migrated(address(name)))
        return name

    def _postgresql(self, path: Path, template: str) -> str:
        name = f"t_{hashlib.blake2b(str(path).encode(), digest_size=10).hexdigest()}"
        if name not in self._made:
            server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {template}")
            self._made.add(name)
        return address(name)


databases = Databases()


def address(name: str) -> str:
    """Where the database with this name is."""
    return make_url(SERVER).set(database=name).render_as_string(hide_password=False)


def name_of(url: str) -> str:
    """The name of the database at this address."""
    return make_url(url).database or ""


def server(*statements: str) -> None:
    """Run these on the server as a whole."""

    async def run() -> None:
        connection = await asyncpg.connect(SERVER.replace("+asyncpg", ""))
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    apart(run())


def apart(work: Coroutine[Any, Any, T]) -> T:
    """Run this to its end, also while a test's own loop runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _rows(url: str) -> list[bytes]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = [await connection.fetch(f"SELECT one::text FROM {table[0]} AS one") for table in tables]
    await connection.close()
    # In the text of a whole row each backslash stands twice.
    return [row[0].replace("\\\\", "\\").encode() for rows in found for row in rows]


async def _migrated(url: str) -> None:
    made = Database(url)
    await upgrade(made)
    await made.scrub()
    await made.close()
