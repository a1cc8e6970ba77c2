"""The database: whether it is there, whole and of this version, and whether a Warmline runs on it."""

import os
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import aiosqlite
from filelock import Timeout
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from bot.clock import Clock
from bot.database import POSTGRESQL, DatabaseRefused, file_of, lock_of, unreachable
from bot.doctor.finding import Finding, Grade, ago, look, ok, wrong
from bot.doctor.machine import for_others
from bot.migrations.upgrade import known
from bot.queries import doctor as queries

_MIB = 1024 * 1024
_TOO_LONG = 512 * _MIB  # read through beside a running line it would keep the log from being emptied
_TESTED = 15  # of PostgreSQL
_OFF = 5.0  # seconds
_DAMAGED = wrong("database", "The file is damaged.", "Stop Warmline, keep a copy of the file, and restore a backup.")
_STILL = 180.0  # seconds
_LATE = 120.0  # seconds; the program looks at least every 15


@dataclass
class State:
    """What the other checks need to know: can the tables be read, does a Warmline run, was the line ever started."""

    readable: bool = False
    running: bool | None = None
    new: bool = False


def _file_of(url: str) -> Path | None:
    file = file_of(make_url(url))
    return file.absolute() if file is not None else None


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[AsyncSession]:
    """A session that reads beside a running line: each statement alone, and none that changes anything."""
    file = _file_of(url)
    if file is None:
        only_reads = {"default_transaction_read_only": "on", **POSTGRESQL["connect_args"]["server_settings"]}
        # Outside a transaction, so that nobody waits for this one to end.
        engine = create_async_engine(
            url,
            hide_parameters=True,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={**POSTGRESQL["connect_args"], "server_settings": only_reads},
        )
    else:
        # A reader that may not write would leave an empty log behind where there is none.
        mode = "ro" if Path(f"{file}-wal").exists() else "rw"

        async def connect() -> aiosqlite.Connection:
            return await aiosqlite.connect(f"{file.as_uri()}?mode={mode}", uri=True)

        engine = create_async_engine(
            "sqlite+aiosqlite://", hide_parameters=True, poolclass=NullPool, async_creator=connect
        )
    try:
        async with AsyncSession(engine) as session:
            if file is not None:
                await queries.only_read(session)
            yield session
    finally:
        await engine.dispose()


def held(url: str) -> bool | None:
    """Whether a running Warmline holds the lock beside this file; None when that cannot be seen."""
    lock = lock_of(make_url(url))
    if lock is None or not Path(lock.lock_file).exists():
        return False
    try:
        with lock:
            return False
    except Timeout:
        return True
    except OSError:
        return None


async def database(url: str, clock: Clock, state: State) -> list[Finding]:
    """Whether the database can be used; fills in `state`."""
    file = _file_of(url)
    if file is None and make_url(url).get_backend_name() == "sqlite":
        return [wrong("database", "It is kept in memory, and lost whenever Warmline stops.", "Set DATABASE_URL.")]
    if file is not None:
        state.running = held(url)
        if not file.exists():
            state.new = True
            return _before_the_first_start(file)
    try:
        async with reading(url) as session:
            found = [] if file is None else _places(file)
            if file is None:
                state.running = await queries.led(session)
                described, more = await _server(session, clock)
            else:
                described, more = await _file(session, file, state)
            found += more
            if not any(one.grade is Grade.WRONG for one in more):
                found += await _version(session, state)
            return found or [ok("database", described)]
    except DatabaseRefused as error:
        said, _, to_do = str(error).partition(". ")
        return [wrong("database", f"{said}.", to_do)]
    except (SQLAlchemyError, OSError) as error:
        if type(getattr(error, "orig", None)) is sqlite3.DatabaseError:  # malformed, or no database at all
            return [_DAMAGED]
        why = type(getattr(error, "orig", None) or error).__name__
        if file is None and unreachable(error):
            to_do = "Look whether it runs, and at the host and port in DATABASE_URL."
            return [wrong("database", f"The PostgreSQL server does not answer ({why}).", to_do)]
        to_do = "Look who owns it, and whether the disk of its machine works."
        return [wrong("database", f"It cannot be read ({why}).", to_do)]


def _before_the_first_start(file: Path) -> list[Finding]:
    if not file.parent.is_dir():
        return [wrong("database", f"There is no folder {file.parent}.", "Make it, or change DATABASE_URL.")]
    if not os.access(file.parent, os.W_OK):
        return [wrong("database", f"You may not write in {file.parent}.", "Change who owns it, or DATABASE_URL.")]
    return [ok("database", "There is none yet. The first start makes it.")]


def _places(file: Path) -> list[Finding]:
    found = []
    if for_others(file):
        found.append(
            look("database", "Other people on this machine may read the file.", f"Write: chmod 600 {file.name}*")
        )
    mode = file.parent.stat().st_mode
    if os.name == "posix" and mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        found.append(
            look(
                "database",
                "Everybody on this machine may change what is in its folder.",
                f"Write: chmod o-w {file.parent}",
            )
        )
    if not (os.access(file.parent, os.W_OK) and os.access(file, os.W_OK)):
        found.append(
            look(
                "database",
                "You may not write to the file or its folder.",
                "If Warmline runs as somebody else, run the doctor as them; if not, change who owns the folder.",
            )
        )
    return found


async def _file(session: AsyncSession, file: Path, state: State) -> tuple[str, list[Finding]]:
    size = file.stat().st_size
    if size > _TOO_LONG and state.running:
        return f"SQLite, {size / _MIB:,.1f} MB; not read through, because it is large and Warmline runs.", []
    if await queries.damage(session) is not None:
        return "", [_DAMAGED]
    return f"SQLite, {size / _MIB:,.1f} MB, whole, and of this version.", []


async def _server(session: AsyncSession, clock: Clock) -> tuple[str, list[Finding]]:
    before = clock.now()
    server = await queries.server(session)
    after = clock.now()
    found = []
    major = server.version // 10_000
    if major < _TESTED:
        found.append(
            look("database", f"PostgreSQL {major} is old; Warmline is tested with {_TESTED}.", "Take a newer one.")
        )
    if not server.may_make_tables:
        found.append(
            wrong(
                "database",
                "Warmline's user may not make tables there.",
                "Let it own the database: ALTER DATABASE … OWNER TO …",
            )
        )
    off = max((server.now - after).total_seconds(), (before - server.now).total_seconds(), 0.0)
    if off > _OFF:
        found.append(
            look(
                "database",
                f"The server's clock and this machine's are {ago(off)} apart.",
                "Let both be set by the network.",
            )
        )
    return f"PostgreSQL {major}, {server.size / _MIB:,.1f} MB, of this version.", found


async def _version(session: AsyncSession, state: State) -> list[Finding]:
    version = await queries.version(session)
    state.new = version is None
    state.readable = version == known()[-1]
    if version is None:
        return [ok("database", "It has no tables yet. The first start makes them.")]
    if state.readable:
        return []
    if version not in known():
        return [
            wrong(
                "database",
                f"A newer Warmline made it (version {version}; this one knows {known()[-1]}).",
                "Install that Warmline, or a newer one.",
            )
        ]
    return [
        look(
            "database",
            f"Its tables are those of an older Warmline (version {version} of {known()[-1]}).",
            "Make a backup, then restart Warmline, which brings them up to date.",
        )
    ]


def running(
    state: State, alive_at: datetime | None, due: datetime | None, newest: datetime | None, now: datetime
) -> list[Finding]:
    """Whether a Warmline runs on this database and keeps up.

    `alive_at` is when it last said that it runs, which it does each minute, `due` is what it has to do first, and
    `newest` is when it last dealt with an update.
    """
    if state.running is None:
        return [look("running", "Whether a Warmline runs cannot be seen from here.", "Run the doctor as its user.")]
    if not state.running:
        if state.new:
            return [ok("running", "Warmline was not started yet.")]
        return [
            wrong("running", "No Warmline runs on this database, so nobody gets an answer.", "Start it: python -m bot")
        ]
    stuck = ""
    if alive_at is not None and (still := (now - alive_at).total_seconds()) > _STILL:
        stuck = f"it has not moved for {ago(still)}"
    elif due is not None and (late := (now - due).total_seconds()) > _LATE:
        stuck = f"something that was due {ago(late)} ago is not done"
    if stuck:
        to_do = "Restart it; if that does not help, look at its log."
        return [wrong("running", f"A Warmline runs, but {stuck}.", to_do)]
    last = f"last dealt with a message {ago((now - newest).total_seconds())} ago" if newest else "had no message lately"
    return [ok("running", f"A Warmline runs, does what is due, and {last}.")]
