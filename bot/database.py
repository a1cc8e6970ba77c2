"""One writer at a time on the database, which process leads, and what happens after each commit."""

import asyncio
import logging
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
from filelock import FileLock
from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import StaticPool

from bot.models import Base

_log = logging.getLogger(__name__)
_BUSY_TIMEOUT = 5000  # milliseconds
_SHARED = 0.1  # seconds
_TRIES, _BETWEEN_TRIES = 4, 0.2  # seconds
IN_MEMORY = "sqlite+aiosqlite:///:memory:"
# PostgreSQL's advisory locks, which count within one database: a number for Warmline, and which of its locks.
_WARMLINE, _LEADER, _WRITER = 1463898701, 1, 2
_LEAD = text(f"SELECT pg_try_advisory_lock({_WARMLINE}, {_LEADER})")
IS_LED = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
    f" AND classid = {_WARMLINE} AND objid = {_LEADER} AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)
_TAKE_TURN = text(f"SELECT pg_advisory_xact_lock({_WARMLINE}, {_WRITER})")
_CHANNEL = "warmline"
_HINTS = ("outbox", "due")
_NOTIFY = text(f"SELECT pg_notify('{_CHANNEL}', :hints)")


class Deposed(Exception):
    """Another process leads this line now."""


class DatabaseRefused(OSError):
    """The server is there and does not let us in, in words for whoever started the program."""


class Database:
    """The program's one connection for writing and reading, in short transactions one after another.

    A queue in front of one connection is what keeps SQLite from ever saying "database is locked", and makes
    the ids of the outbox grow in the order of the commits. On PostgreSQL, where several processes may share a line, the
    queue is an advisory lock that each transaction takes first; whoever leads holds another one on this same
    connection, so that a connection that is lost takes the lead with it and nothing can be written by one who has lost
    it without knowing.
    """

    def __init__(self, url: str) -> None:
        self._lock = asyncio.Lock()
        self._after_commit: list[Callable[[dict[Any, Any]], None]] = []
        self._scrubbing: asyncio.Task[None] | None = None
        self._to_scrub = False
        self.scrubbed = True  # False once a scrub that was asked for has failed, until one succeeds
        parsed = make_url(url)
        self._sqlite = sqlite = parsed.get_backend_name() == "sqlite"
        self.leads = sqlite
        self.reigns = 0  # how often this process has taken the lead; in between, another one may have led
        self.engine = create_async_engine(
            parsed,
            hide_parameters=True,
            **({"poolclass": StaticPool, "async_creator": _near(parsed)} if sqlite else POSTGRESQL),
        )
        self._sessions = async_sessionmaker(
            self.engine,
            expire_on_commit=False,
            autoflush=False,
            execution_options={"synchronize_session": False},
        )
        if sqlite:
            _make_sqlite_strict(self.engine.sync_engine)

    def after_commit(self, listener: Callable[[dict[Any, Any]], None]) -> Callable[[], None]:
        """Call `listener` with the session's `info` after each commit; what is returned ends that."""
        self._after_commit.append(listener)
        return lambda: self._after_commit.remove(listener)

    @asynccontextmanager
    async def transaction(self, *, leading: bool = False) -> AsyncIterator[AsyncSession]:
        """A session that commits at the end, or rolls back when anything raises.

        With `leading`, raises Deposed when this process does not lead the line any more.
        """
        async with self._lock, self._sessions() as session, session.begin():
            if not self._sqlite:
                await self._take_turn(session, leading)
            yield session
            info = dict(session.info)
            if not (self._sqlite or self.leads) and (hints := [one for one in _HINTS if info.get(one)]):
                await session.execute(_NOTIFY, {"hints": " ".join(hints)})
        if info.get("scrub"):
            self._to_scrub = True
            self._scrubbing = self._scrubbing or asyncio.create_task(self._scrub_now())
        self._tell(info)

    def _tell(self, info: dict[Any, Any]) -> None:
        for listener in tuple(self._after_commit):
            listener(info)

    async def _take_turn(self, session: AsyncSession, leading: bool) -> None:
        await session.execute(_TAKE_TURN)
        connection = await session.connection()
        if self.leads and not (await connection.get_raw_connection()).info.get("leads"):
            # The connection on which this process led is gone, and somebody else may have been quicker.
            self.leads = await self._try_to_lead(connection)
        if leading and not self.leads:
            raise Deposed

    async def lead(self) -> bool:
        """Try to become the one process that sends and schedules; True from then on until the connection is lost.

        On SQLite the lock beside the file has seen to it that there is no other.
        """
        if not self.leads:
            async with self._lock, self.engine.connect() as connection:
                self.leads = await self._try_to_lead(connection)
                await connection.commit()  # else PostgreSQL forgets that somebody listens
        return self.leads

    async def is_led(self) -> bool:
        """Whether some process leads a line on this server; of SQLite's file its lock says so."""
        async with self._lock, self.engine.connect() as connection:
            return bool(await connection.scalar(IS_LED))

    async def _try_to_lead(self, connection: AsyncConnection) -> bool:
        raw = await connection.get_raw_connection()
        if not await connection.scalar(_LEAD):
            return False
        raw.info["leads"] = True
        self.reigns += 1
        driver: Any = raw.driver_connection
        # What other processes commit; a hint that may get lost, so the sender looks by itself as well.
        await driver.add_listener(_CHANNEL, lambda *said: self._tell(dict.fromkeys(said[-1].split(), True)))
        return True

    @property
    def is_file(self) -> bool:
        """Whether the database is a file of this process alone."""
        return self._sqlite

    @property
    def scrubbing(self) -> bool:
        """Whether what was erased is being taken out of the file just now."""
        return self._scrubbing is not None

    async def scrub(self) -> bool:
        """Take what was deleted out of the file too: from free pages, from between the rows and from the log.

        False when that could not be done now, as with a full disk, or while another program reads the file.

        `secure_delete` alone is not enough: SQLite leaves pieces of old rows behind where it moves rows between pages.
        PostgreSQL's tables are written anew in the same way; its log goes when the server needs the room.
        """
        try:
            if not self._sqlite:
                # A list, so that each table is written anew also where another one could not be cleaned.
                return all([await self._write_anew(table.name) for table in Base.metadata.sorted_tables])
            async with self._lock, self.engine.connect() as connection:
                raw = await connection.get_raw_connection()
                driver: Any = raw.driver_connection
                # Some tenths of a second for each hundred megabytes, in which the event loop goes on.
                await asyncio.to_thread(_rewrite, driver._conn)
        except (sqlite3.Error, SQLAlchemyError, OSError) as error:
            # A full disk must not keep the line from its work.
            _log.error("the file could not be scrubbed, which is tried again within the hour: %s", type(error).__name__)
            return False
        return True

    async def _write_anew(self, table: str) -> bool:
        """Whether PostgreSQL could leave all deleted rows out; it keeps what another snapshot may still see."""
        for attempt in range(_TRIES):
            await asyncio.sleep(_BETWEEN_TRIES * attempt)
            said: list[str] = []
            async with self._lock, self.engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                driver: Any = (await connection.get_raw_connection()).driver_connection

                def hear(_: object, message: Any, said: list[str] = said) -> None:
                    said.append(message.detail or "")

                driver.add_log_listener(hear)
                try:
                    # Who reads the table for long, as a dump does, must not hold up the line.
                    await connection.execute(text("SET lock_timeout = '2s'"))
                    await connection.execute(text(f"VACUUM (FULL, VERBOSE) {table}"))
                    await asyncio.sleep(0)  # what was heard is handed on by the event loop
                finally:
                    driver.remove_log_listener(hear)
                    await connection.execute(text("RESET lock_timeout"))
            # "3 dead row versions cannot be removed yet", in the server's language.
            left = [number for detail in said if (number := re.search(r"\d+", detail)) is not None]
            if not any(int(number[0]) for number in left):
                return True
        _log.warning("what was deleted of %s could not all be taken out yet", table)
        return False

    async def _scrub_now(self) -> None:
        try:
            # What is deleted while it runs may be in a table that it has passed already.
            while self._to_scrub:
                # Several that leave, or several words of farewell, share one.
                await asyncio.sleep(_SHARED)
                self._to_scrub = False
                self.scrubbed = await self.scrub() and self.scrubbed
        finally:
            self._scrubbing = None

    async def close(self) -> None:
        """Let go of the connection."""
        if self._scrubbing is not None:
            await self._scrubbing
        await self.engine.dispose()


def unreachable(error: BaseException) -> bool:
    """Whether a server is away, as while it is started anew, and not something wrong with what it was asked."""
    return isinstance(error, ConnectionError | TimeoutError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )


async def _connect(*args: Any, **options: Any) -> Any:
    import asyncpg  # a line on SQLite need not load it

    try:
        return await asyncpg.connect(*args, **options)
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError):
        raise DatabaseRefused(
            "PostgreSQL does not let Warmline in. Look at the user, the password and the name of the database in "
            "DATABASE_URL."
        ) from None
    except asyncpg.PostgresError as error:
        # As while the server starts or stops. SQLAlchemy would let it through as it is, and nobody would expect it.
        raise ConnectionError(type(error).__name__) from None


POSTGRESQL: dict[str, Any] = {
    "pool_size": 1,
    "max_overflow": 0,
    "connect_args": {
        "async_creator_fn": _connect,
        "timeout": 5,  # seconds
        "command_timeout": 60,  # seconds; a migration or a scrub takes longest
        "server_settings": {
            "application_name": "warmline",
            "timezone": "UTC",
            "jit": "off",  # costs more than it brings for what takes microseconds
            # Who freezes in the middle of a transaction must not hold up the others, nor who vanishes keep the lead.
            "idle_in_transaction_session_timeout": "15000",
            "idle_session_timeout": "15000",  # whoever leads or stands by looks each second
            "tcp_keepalives_idle": "5",
            "tcp_keepalives_interval": "2",
            "tcp_keepalives_count": "3",
            "tcp_user_timeout": "10000",
        },
    },
}


def snapshot_engine(url: str) -> AsyncEngine:
    """An engine whose transactions read the database as it is at one moment, and let whoever writes go on writing."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        isolated = {"isolation_level": "REPEATABLE READ", "execution_options": {"postgresql_readonly": True}}
        return create_async_engine(parsed, hide_parameters=True, **POSTGRESQL | isolated)
    engine = create_async_engine(parsed, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT}")
        connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


class _Near(aiosqlite.Connection):
    """Runs each statement where it is called, and in its thread only the commit, which waits for the disk.

    A statement takes some microseconds, and no other process writes, so none waits for a lock; the hops to a thread
    and back that aiosqlite makes for each statement take about four hundred.
    """

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if fn in (self._conn.commit, self._conn.close):
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        return fn(*args, **kwargs)


def file_of(url: URL) -> Path | None:
    """The file that a SQLite database is; None when it is in memory, or on a server."""
    path = url.database if url.get_backend_name() == "sqlite" else None
    return Path(path) if path and ":memory:" not in path else None


def lock_of(url: URL) -> FileLock | None:
    """The lock beside a SQLite file that a program holds while it runs; on a server `Database.lead` is that."""
    file = file_of(url)
    return FileLock(Path(f"{file}.lock"), timeout=0, mode=0o600) if file else None


def make_private(file: Path) -> None:
    """Let nobody but its user read a database; one that is not there yet is made, so that it never was readable.

    SQLite gives its log and its index the mode of the file itself.
    """
    if not file.exists():
        file.touch(mode=0o600)
    opened = []
    for path in (file, *(Path(f"{file}{end}") for end in ("-wal", "-shm", ".lock"))):
        try:
            if path.is_file() and path.stat().st_mode & 0o077 and os.name == "posix":
                path.chmod(0o600)
                opened.append(path.name)
        except FileNotFoundError:
            continue
        except PermissionError:
            _log.warning("%s belongs to another user, and others may read it", path.name)
    if opened:
        _log.warning("others on this machine could read %s; now only its user can", ", ".join(opened))


def _near(url: URL) -> Callable[[], Awaitable[aiosqlite.Connection]]:
    async def connect() -> aiosqlite.Connection:
        path = url.database or ":memory:"
        if file := file_of(url):
            make_private(file)
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
