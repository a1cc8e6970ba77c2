"""One writer at a time on the database, and what happens after each commit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool

IN_MEMORY = "sqlite+aiosqlite:///:memory:"


class Database:
    """The program's one connection for writing and reading, in short transactions one after another.

    A queue in front of one connection is what keeps SQLite from ever saying "database is locked", and makes
    the ids of the outbox grow in the order of the commits.
    """

    def __init__(self, url: str) -> None:
        self._lock = asyncio.Lock()
        self._after_commit: list[Callable[[dict[Any, Any]], None]] = []
        sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = create_async_engine(url, **({"poolclass": StaticPool} if sqlite else {"pool_pre_ping": True}))
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
        for listener in self._after_commit:
            listener(info)

    async def close(self) -> None:
        """Let go of the connection."""
        await self.engine.dispose()


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
            "busy_timeout = 5000",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
