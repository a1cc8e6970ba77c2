"""`python -m bot stop`: ask the program to stop, wherever it runs, and wait until it has.

It is asked by a row in the database, which is the one place that both sides reach, also from another container.
"""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.app import App, CannotRun, only_one
from bot.database import Database
from bot.migrations.upgrade import is_current, upgrade
from bot.models import Ending
from bot.queries import outbox, people
from bot.settings import Settings

_LOOK_EVERY = 0.5  # seconds
_PATIENCE = 60.0  # seconds
Say = Callable[[str], None]


async def stop(settings: Settings, say: Say, *, last_word: bool) -> int:
    """Stop the line, after a last word to everyone if that is wished; returns the exit status.

    Raises CannotRun, with words for whoever asked, when there is nothing that could be stopped in this way.
    """
    _look_for_file(settings.database_url)
    database = Database(settings.database_url)
    try:
        runs = await _runs(settings, database)
        if not runs and not last_word:
            say("Warmline is not running.")
            return 0
        if not runs:
            await upgrade(database)
        elif not await is_current(database):
            raise CannotRun("Another version of Warmline is running. Stop that one with Ctrl+C or SIGTERM.")
        if not await _ask(database, last_word):
            say("Everyone was told already that the line is closed.")
            return 0
        say("The last word goes out." if last_word else "Asked Warmline to stop.")
        watching = asyncio.create_task(_watch(database, say)) if last_word else None
        try:
            await _until_it_stands(settings, database, say)
            if last_word and await _ending(database) != Ending.TOLD:
                # Nobody runs it: this process does, for as long as that takes.
                await _run(App(settings, to_close=True))
        finally:
            if watching is not None:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching
        if last_word and await _ending(database) != Ending.TOLD:
            say("Not everyone was told. Do the same again, and it goes on where it was.")
            return 1
        if last_word:
            say(await _progress(database))
        say("Warmline has stopped.")
        return 0
    finally:
        await database.close()


def _look_for_file(url: str) -> None:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        raise CannotRun("There is no line here yet. Look whether DATABASE_URL names the right file.")


async def _runs(settings: Settings, database: Database) -> bool:
    if not database.is_file:
        return await database.is_led()
    try:
        with only_one(settings.database_url):
            return False
    except CannotRun:
        return True


async def _ask(database: Database, last_word: bool) -> bool:
    """Write down what is wished; False when the last word has been said and the line was not opened since."""
    async with database.transaction() as session:
        line = await people.line(session)
        if last_word and line.ending == Ending.TOLD:
            return False
        ending = line.ending or (Ending.ASKED if last_word else None)
        await people.set_line(session, line, stops=line.stops + 1, ending=ending)
    return True


async def _ending(database: Database) -> str | None:
    async with database.transaction() as session:
        return (await people.line(session)).ending


async def _until_it_stands(settings: Settings, database: Database, say: Say) -> None:
    loop = asyncio.get_running_loop()
    hint_at = loop.time() + _PATIENCE
    while await _runs(settings, database):
        await asyncio.sleep(_LOOK_EVERY)
        if loop.time() >= hint_at and await _ending(database) is None:
            hint_at = float("inf")
            say("It has not stopped yet. If it is stuck, end its process.")


async def _watch(database: Database, say: Say) -> None:
    said = ""
    while True:
        async with database.transaction() as session:
            begun = (await people.line(session)).ending_at is not None
        if begun and (now := await _progress(database)) != said:
            said = now
            say(said)
        await asyncio.sleep(_LOOK_EVERY)


async def _progress(database: Database) -> str:
    async with database.transaction() as session:
        line = await people.line(session)
        if line.ending_at is None:
            return ""
        sent, lost, everyone = await outbox.told(session, "last-word", line.ending_at)
    return f"Told {sent} of {everyone}." + (f" {lost} cannot be reached." if lost else "")


async def _run(app: App) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, app.stop)
    await app.run()
