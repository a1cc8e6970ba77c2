"""`backup`, `restore` and `copy`: a line into an encrypted file, back out of it, and into another database."""

import os
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from filelock import Timeout
from pydantic import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import backup_key, portable
from bot.backup_key import NoKey
from bot.database import Database, DatabaseRefused, Deposed, file_of, lock_of
from bot.migrations.upgrade import foreign_keys, is_current, known
from bot.portable import NotPortable, Whole
from bot.queries import people
from bot.settings import Settings, in_words

Say = Callable[[str], None]
After = Callable[[AsyncSession, datetime, datetime], Awaitable[None]]
_DATED = "warmline-{:%Y-%m-%d-%H%M%S}{}.age"
_IS_DATED = re.compile(r"warmline-\d{4}-\d\d-\d\d-\d{6}(-before-restore)?\.age")


class Refused(Exception):
    """Why nothing was done, in words for the person who asked."""


async def backup(settings: Settings, target: str, now: datetime, say: Say, *, keep: int | None = None) -> Path:
    """Write an encrypted backup to a new file, or under a name with its date into a folder; returns where it is.

    Of the dated ones in the folder the newest `keep` stay. The line may run meanwhile; it is noted there, so that
    somebody hears when there is no newer one for long. Raises Refused.
    """
    with _in_words():
        path = _place(target, now, keep)
        whole = await portable.read(settings.database_url, now)
        recipient = backup_key.recipient(settings.backup_key, now, say)
        _write(path, recipient.encrypt(portable.pack(whole)))
        say(f"Backed up to {path}: {_told(whole)}.")
        if keep is not None:
            dated = sorted(one for one in path.parent.iterdir() if _IS_DATED.fullmatch(one.name))
            for old in dated[:-keep]:
                old.unlink()
        await _note(settings.database_url, now, say)
        return path


async def _note(url: str, now: datetime, say: Say) -> None:
    database = Database(url)
    try:
        if await is_current(database):  # else the line has not been started since an upgrade
            async with database.transaction() as session:
                await people.set_line(session, await people.line(session), backed_up_at=now)
    except (SQLAlchemyError, OSError) as error:
        say(
            f"The backup is good. But the line does not know of it ({type(error).__name__}), and may say it is missing."
        )
    finally:
        await database.close()


async def restore(
    settings: Settings,
    file: str,
    now: datetime,
    say: Say,
    *,
    after: After,
    key: str | None = None,
    replace: bool = False,
) -> None:
    """Put the line in a backup in the place of what the database holds, all or nothing.

    `after` is called in the same transaction with when the backup was made and `now`: it ends what was under way then.
    A line that has people in it is only replaced with `replace`, and is backed up first. Raises Refused.
    """
    with _in_words():
        keys = backup_key.identities(settings.backup_key, key)
        whole = portable.unpack(keys.decrypt(_content(Path(file))))
        if whole.migration not in known():
            raise Refused("A newer Warmline made this backup. Install that one, or a newer one. Nothing was changed.")
        async with _alone(settings.database_url) as database:
            there = await _there(settings.database_url, now)
            if there is not None and there.people():
                if not replace:
                    raise Refused(
                        f"This database holds a line already: {_told(there)}. To put the backup in its place, add "
                        "--replace: it is backed up first. Nothing was changed."
                    )
                safe = Path(file).absolute().parent / _DATED.format(now, "-before-restore")
                _write(safe, keys.recipient_of(settings.backup_key).encrypt(portable.pack(there)))
                say(f"What was there is backed up to {safe}: {_told(there)}.")
            await _put_in(database, whole, there, now, after=after)
        say(f"Restored {_told(whole)}, as it was at {whole.made_at:%Y-%m-%d %H:%M} UTC.")
        say(
            "What had not been sent then is not sent now. People in conversations and the coordinators hear of it when "
            "you start Warmline. Whoever left or used /forget since then is back: ask the coordinators who that is, "
            "and let them use /forget again. Whoever joined since then needs a new link."
        )


async def copy(settings: Settings, url: str, now: datetime, say: Say) -> None:
    """Copy a line that does not run into another database that has none. Raises Refused."""
    try:
        type(settings).model_validate(settings.model_dump() | {"database_url": url})
    except ValidationError as error:
        raise Refused("\n".join(in_words(error))) from None
    with _in_words():
        async with _alone(settings.database_url):
            whole = await portable.read(settings.database_url, now)
            async with _alone(url) as database:
                there = await _there(url, now)
                if there is not None and there.people():
                    raise Refused(f"That database holds a line already: {_told(there)}. Nothing was changed.")
                await _put_in(database, whole, there, now, after=None)
        say(f"Copied {_told(whole)}.")
        say("Now put the new address into DATABASE_URL and start Warmline. Never start it on the old database again.")


async def _there(url: str, now: datetime) -> Whole | None:
    """What the database holds that is to be replaced; None when there is nothing."""
    try:
        return await portable.read(url, now)
    except NotPortable:
        return None
    except SQLAlchemyError:
        file = file_of(make_url(url))
        if file is None:
            raise
        raise Refused(
            f"The database that is there, {file}, cannot be read. Move it to another place and try again. "
            "Nothing was changed."
        ) from None


@asynccontextmanager
async def _alone(url: str) -> AsyncIterator[Database]:
    """A database on which no Warmline runs, nor can start until this is over."""
    lock, database = lock_of(make_url(url)), Database(url)
    running = Refused("Warmline runs on this database. Stop it first. Nothing was changed.")
    try:
        if lock is not None:
            lock.acquire()
        if not await database.lead():
            raise running
        yield database
    except (Timeout, Deposed):
        raise running from None
    finally:
        await database.close()
        if lock is not None:
            lock.release()


async def _put_in(database: Database, whole: Whole, there: Whole | None, now: datetime, *, after: After | None) -> None:
    last_ids = {name: part.last_id for name, part in there.parts.items()} if there is not None else {}
    async with database.engine.connect() as connection:
        await foreign_keys(connection, on=False)
    try:
        async with database.transaction(leading=True) as session:
            connection = await session.connection()
            await connection.run_sync(lambda of: portable.put_in(of, whole, last_ids, goes_back=after is not None))
            if after is not None and whole.count("lines"):
                await after(session, whole.made_at, now)
                await session.flush()
            await connection.run_sync(portable.check)
    except (SQLAlchemyError, ValueError, TypeError, KeyError) as error:
        raise Refused(
            f"It could not be put into this database ({type(error).__name__}). Nothing was changed."
        ) from None
    if database.is_file:
        await database.scrub()


def _told(whole: Whole) -> str:
    counts = (
        (whole.people(), "person", "people"),
        (whole.count("shifts"), "shift", "shifts"),
        (whole.count("conversations"), "conversation", "conversations"),
    )
    return ", ".join(f"{number} {one if number == 1 else several}" for number, one, several in counts)


def _place(target: str, now: datetime, keep: int | None) -> Path:
    path = Path(target)
    if path.is_dir() or target.endswith(("/", os.sep)):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path /= _DATED.format(now, "")
    elif keep is not None:
        raise Refused("--keep needs a folder: python -m bot backup FOLDER --keep 30")
    if path.exists() and (not path.is_file() or path.stat().st_size):
        raise Refused(
            f"{path} is there already, and may be the only good backup. Give a new name, or a folder: then each backup "
            "has its date in its name, and --keep 30 keeps the newest 30."
        )
    return path


def _content(file: Path) -> bytes:
    if not file.is_file():
        raise Refused(f"There is no file {file}.")
    return file.read_bytes()


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its user can read, whole or not at all, and on the disk when this returns."""
    handle, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class _in_words:
    """What can go wrong outside of this program becomes Refused."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, NotPortable | NoKey | DatabaseRefused):
            raise Refused(f"{error} Nothing was changed.") from None
        if isinstance(error, SQLAlchemyError):
            raise Refused(
                f"The database cannot be used ({type(error).__name__}). Look at DATABASE_URL. Nothing was changed."
            ) from None
        if isinstance(error, OSError):
            raise Refused(f"{error.strerror or type(error).__name__}: {error.filename or 'the database'}.") from None
