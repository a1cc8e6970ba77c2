"""One writer at a time on the database, and what happens after each commit."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiosqlite
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool

_log = logging.getLogger(__name__)
_BUSY_TIMEOUT = 5000  # milliseconds
_SHARED = 0.1  # seconds
IN_MEMORY = "sqlite+aiosqlite:///:memory:"


class Database:
    """The program's one connection for writing and reading, in short transactions one after another.

    A queue in front of one connection is what keeps SQLite from ever saying "database is locked", and makes
    the ids of the outbox grow in the order of the commits.
    """

    def __init__(self, url: str) -> None:
        self._lock = asyncio.Lock()
        self._after_commit: list[Callable[[dict[Any, Any]], None]] = []
        self._scrubbing: asyncio.Task[None] | None = None
        self.scrubbed = True  # False once a scrub that was asked for has failed, until one succeeds
        parsed = make_url(url)
        self._sqlite = sqlite = parsed.get_backend_name() == "sqlite"
        self.engine = create_async_engine(
            parsed,
            **({"poolclass": StaticPool, "async_creator": _near(parsed)} if sqlite else {"pool_pre_ping": True}),
        )
        self._sessions = async_sessionmaker(
            self.engine,
            expire_on_commit=False,
            autoflush=False,
            execution_options={"synchronize_session": False},
        )
        if sqlite:
            _make_sqlite_strict(self.engine.sync_engine)

    def after_commit(self, listener: Callable[[dict[Any, Any]], None]) -> None:
        """Call `listener` with the session's `info` after each commit."""
        self._after_commit.append(listener)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session that commits at the end, or rolls back when anything raises."""
        async with self._lock, self._sessions() as session:
            async with session.begin():
                yield session
            info = dict(session.info)
        if info.get("scrub") and self._scrubbing is None:
            self._scrubbing = asyncio.create_task(self._scrub_now())
        for listener in self._after_commit:
            listener(info)

    @property
    def scrubbing(self) -> bool:
        """Whether what was erased is being taken out of the file just now."""
        return self._scrubbing is not None

    async def scrub(self) -> bool:
        """Take what was deleted out of the file too: from free pages, from between the rows and from the log.

        False when that could not be done now, as with a full disk, or while another program reads the file.

        `secure_delete` alone is not enough: SQLite leaves pieces of old rows behind where it moves rows between pages.
        On PostgreSQL that is the server's autovacuum's matter.
        """
        if not self._sqlite:
            return True
        try:
            async with self._lock, self.engine.connect() as connection:
                raw = await connection.get_raw_connection()
                driver: Any = raw.driver_connection
                # Some tenths of a second for each hundred megabytes, in which the event loop goes on.
                await asyncio.to_thread(_rewrite, driver._conn)
        except (sqlite3.Error, SQLAlchemyError) as error:
            # A full disk must not keep the line from its work.
            _log.error("the file could not be scrubbed, which is tried again within the hour: %s", type(error).__name__)
            return False
        return True

    async def _scrub_now(self) -> None:
        # Several that leave, or several words of farewell, share one. What is deleted while it runs asks again.
        await asyncio.sleep(_SHARED)
        try:
            self.scrubbed = await self.scrub() and self.scrubbed
        finally:
            self._scrubbing = None

    async def close(self) -> None:
        """Let go of the connection."""
        if self._scrubbing is not None:
            await self._scrubbing
        await self.engine.dispose()


class _Near(aiosqlite.Connection):
    """Runs each statement where it is called, and in its thread only the commit, which waits for the disk.

    A statement takes some microseconds, and no other process writes, so none waits for a lock; the hops to a thread
    and back that aiosqlite makes for each statement take about four hundred.
    """

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if fn in (self._conn.commit, self._conn.close):
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        return fn(*args, **kwargs)


def _near(url: URL) -> Callable[[], Awaitable[aiosqlite.Connection]]:
    async def connect() -> aiosqlite.Connection:
        path = url.database or ":memory:"
        connection = _Near(lambda: sqlite3.connect(path, check_same_thread=False), iter_chunk_size=64)
        connection._thread.daemon = True
        return await connection

    return connect


def _rewrite(connection: sqlite3.Connection) -> None:
    connection.execute("VACUUM")
    # Whoever reads the file from outside must not hold up the line.
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT}")
    if busy:
        raise sqlite3.OperationalError("another program reads the file")


def _make_sqlite_strict(engine: Any) -> None:
    # sqlite3 sends no BEGIN before a SELECT unless told to leave transactions to us; deleted rows stay
    # readable in free pages unless secure_delete is on; synchronous below FULL can lose a commit with the power.
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            f"busy_timeout = {_BUSY_TIMEOUT}",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
