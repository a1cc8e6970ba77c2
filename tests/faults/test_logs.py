"""The log of an evening on which everything goes wrong names nobody, and says nothing that anybody wrote."""

import asyncio
import gc
import io
import logging
import re
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import logs
from bot.logs import Person, name, set_up, where
from tests.databases import ON_POSTGRESQL
from tests.world import ADA, Actor, Stage, stage

WORD = "quaggafin"
TOKEN = "1234567:rehearsal"
LIBRARIES = ("aiohttp", "apscheduler", "alembic", "telegram", "httpx", "sqlalchemy", "uvicorn", "asyncio", "filelock")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, at the finest level of every logger; afterwards all is as it was."""
    root, showwarning = logging.getLogger(), warnings.showwarning
    before = (list(root.handlers), root.level, logging.raiseExceptions)
    hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    written = io.StringIO()
    set_up(TOKEN, logging.DEBUG, written)
    for library in LIBRARIES:
        logging.getLogger(library).setLevel(logging.DEBUG)
    yield written
    root.handlers[:], root.level, logging.raiseExceptions = before
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    warnings.showwarning = showwarning
    for library in LIBRARIES:
        logging.getLogger(library).setLevel(logging.NOTSET)


def found(written: str, people: list[Actor]) -> list[str]:
    """What of the people of a story, of their words or of the token stands in the log."""
    named = [one for who in people for one in (str(who.phone.user_id), who.phone.first_name, who.phone.username)]
    aliases = [who.phone.first_name.removeprefix("Real ") for who in people]
    # "Ada" is no part of "Adapter", which the names of errors hold.
    called = [one for one in aliases if one and re.search(rf"\b{re.escape(one)}\b", written)]
    return called + [one for one in (*named, WORD, TOKEN) if one and one in written]


async def test_an_evening_of_failures(tmp_path: Path, log: io.StringIO) -> None:
    async with stage(tmp_path / "line") as play:
        sam = await play.on_duty("Sam")
        robin, jay = await play.member("Robin"), await play.member("Jay")
        await _go_wrong(play, sam, robin, jay)
        people = list(play.actors.values())
        for one in people:
            one.skips()
            one.phone.alert = None
    written = log.getvalue()
    assert found(written, people) == []
    trouble = () if ON_POSTGRESQL else ("IntegrityError at",)
    for seen in ("is set aside", "outbox row", "blocked", "refused", *trouble):
        assert seen in written
    # Lines about one person can be told from lines about another.
    assert name(robin.phone.user_id, TOKEN) in written
    assert name(robin.phone.user_id, TOKEN) != name(jay.phone.user_id, TOKEN)
    # The hunt finds what it looks for.
    for planted in (str(ADA), "Real Sam", "Robin", WORD, TOKEN):
        assert found(f"{written} {planted} ", people)


async def _go_wrong(play: Stage, sam: Actor, robin: Actor, jay: Actor) -> None:
    faults = play.world.faults
    await robin.says(f"hello {WORD}")
    for kind in ("500", "reset_after", "reset_before", "429"):
        faults.next("copyMessage", kind, description=WORD)
        await robin.says(f"{WORD} {kind}")
    faults.next("sendMessage", "400", description=f"{WORD} is wrong for {robin.phone.user_id}")
    await robin.says("/help")
    faults.next("getUpdates", "500", description=WORD)
    await robin.says(f"{WORD} again")
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            await session.execute(
                text(
                    "CREATE TRIGGER broken BEFORE UPDATE OF word_list ON people BEGIN "
                    f"SELECT RAISE(ABORT, '{WORD}'); END"
                )
            )
    await robin.says("/wordlist off")
    play.world.inject({"message": {"message_id": 1, "date": "never", "text": WORD, "chat": robin.phone.chat}})
    play.world.inject({"message": {"message_id": 1, "text": WORD}})
    await play.quiet()
    faults.next("sendMessage", "400", description=f"Bad Request: chat not found {WORD}")
    await jay.says("/help")
    await jay.blocks()
    await sam.blocks()
    await robin.says(f"is {WORD} there?")


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_a_library_says_is_its_own_words_alone(log: io.StringIO, library: str) -> None:
    logger = logging.getLogger(f"{library}.some.part")
    logger.debug("asked %s for %s", f"https://api.telegram.org/bot{TOKEN}", WORD)
    logger.warning(f"could not do {WORD}")
    try:
        raise ValueError(WORD) from KeyError(WORD)
    except ValueError:
        logger.exception(f"failed with {WORD}")
    lines = log.getvalue().splitlines()
    assert lines[0].endswith(": asked %s for %s")
    assert "ValueError at test_logs.py:" in lines[2]
    assert "KeyError" in lines[2]
    assert len(lines) == 3
    assert WORD not in log.getvalue()
    assert TOKEN not in log.getvalue()


async def test_errors_that_nobody_catches(log: io.StringIO) -> None:
    async def fails() -> None:
        raise ValueError(WORD)

    task = asyncio.create_task(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()
    asyncio.get_running_loop().call_soon(lambda: [][len(WORD)])
    await asyncio.sleep(0.01)

    def in_thread() -> None:
        raise ValueError(WORD)

    thread = threading.Thread(target=in_thread, name=WORD)
    thread.start()
    thread.join()
    warnings.showwarning(UserWarning(WORD), UserWarning, "some/file.py", 7)
    try:
        raise ExceptionGroup(WORD, [OSError(WORD)])
    except ExceptionGroup as error:
        sys.excepthook(type(error), error, error.__traceback__)
    written = log.getvalue()
    for seen in ("asyncio: at base_events.py:", "IndexError", "a thread ends: ValueError at", "UserWarning at file.py"):
        assert seen in written
    assert "the program ends: ExceptionGroup at test_logs.py" in written
    assert "OSError" in written
    assert WORD not in written


def test_our_own_lines_show_exceptions_and_people_by_kind_and_key(log: io.StringIO) -> None:
    logger = logging.getLogger("bot.some.part")
    logger.error("row %s of %s: %s", 7, Person(ADA), ValueError(WORD))
    logger.error("the address is %s", f"/bot{TOKEN}/getMe")
    logger.error("too few: %s %s", WORD)
    first, second, third = log.getvalue().splitlines()
    assert first.endswith(f"row 7 of {name(ADA, TOKEN)}: ValueError")
    assert second.endswith("/bot…/getMe")
    assert third.endswith("too few: %s %s")


def test_names_hang_on_the_token_and_tell_nothing_without_it() -> None:
    assert name(ADA, TOKEN) == name(ADA, TOKEN)
    assert name(ADA, TOKEN) != name(ADA, f"{TOKEN}x")
    assert len({name(number, TOKEN) for number in range(2000)}) > 1990
    assert (str(Person(ADA)), repr(Person(ADA))) == ("~", "~")
    assert name(ADA, TOKEN)[0] == "~"


def test_where_says_no_words() -> None:
    with pytest.raises(ValueError, match=WORD) as caught:
        raise ValueError(WORD)
    assert where(caught.value).startswith("ValueError at test_logs.py:")
    assert where(ValueError(WORD)) == "ValueError"


def test_the_program_sets_up_its_log_before_anything_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from bot import __main__ as program

    asked: list[str] = []
    monkeypatch.setattr(logs, "set_up", lambda token="": asked.append(token))
    monkeypatch.setattr(sys, "argv", ["bot", "stop"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    assert program.main() == 1
    assert asked == ["", TOKEN]
