"""What the program writes about itself: never an id, a name, a token or anybody's words.

Our own lines are written with care. Of what libraries write nobody can know what it holds, so of theirs only the part
that stands in their source is shown, and of any exception its kind and its place: its words may be somebody's.
"""

import hashlib
import logging
import sys
import threading
import warnings
from base64 import b32encode
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, TextIO

_OURS = ("bot", "handlers", "scheduling", "__main__")
_LONGEST_CHAIN = 5
# Who has the log alone cannot find out who is meant, nor try all numbers; who has the token can.
_PURPOSE = b"warmline-logs"


class Person:
    """Somebody in a line of the log, by a Telegram id or a number of ours; without the key they are only "~"."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __str__(self) -> str:
        return "~"

    __repr__ = __str__


def name(number: int, token: str) -> str:
    """What the log calls somebody, like "~k3f9q2": the same in every line, and nothing to be read from it."""
    key = hashlib.blake2b(token.encode(), person=_PURPOSE).digest()
    digest = hashlib.blake2b(str(number).encode(), key=key, digest_size=5).digest()
    return f"~{b32encode(digest).decode().lower()[:6]}"


def where(error: BaseException) -> str:
    """The kind of an exception and where it was raised, without its words."""
    frame, line, file = error.__traceback__, 0, ""
    while frame is not None:
        file, line = frame.tb_frame.f_code.co_filename.rpartition("/")[2], frame.tb_lineno
        frame = frame.tb_next
    return f"{type(error).__name__} at {file}:{line}" if file else type(error).__name__


class Discreet(logging.Formatter):
    """Writes a record so that nothing in it is about anybody."""

    def __init__(self, token: str = "") -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the record holds."""
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {self._message(record)}"
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if error is not None:
            line += f": {' after '.join(_chain(error))}"
        line = " ".join(line.split())
        return line.replace(self._token, "…") if self._token else line

    def _message(self, record: logging.LogRecord) -> str:
        if record.name.partition(".")[0] in _OURS:
            args = record.args or ()
            if isinstance(args, tuple):
                with suppress(TypeError, ValueError):
                    return str(record.msg) % tuple(self._plain(each) for each in args) if args else str(record.msg)
        # With arguments the rest was written by a programmer; without, it may have been put together from anything.
        if record.args and isinstance(record.msg, str):
            return record.msg
        return f"at {record.filename}:{record.lineno}"

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Person):
            return name(value.number, self._token) if self._token else str(value)
        return where(value) if isinstance(value, BaseException) else value


def _chain(error: BaseException) -> Iterator[str]:
    seen: BaseException | None = error
    for _ in range(_LONGEST_CHAIN):
        if seen is None:
            return
        yield where(seen)
        if isinstance(seen, BaseExceptionGroup):
            yield from (where(one) for one in seen.exceptions[:_LONGEST_CHAIN])
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def set_up(token: str = "", level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Write the log to stderr, and let nothing of Python's own past it: tracebacks and warnings quote what went wrong.

    `token` is what people are named with; until it is known nobody is.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet(token))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.raiseExceptions = False  # what cannot be written would be shown with all its parts
    for noisy in ("aiohttp", "apscheduler", "alembic", "telegram", "httpx", "sqlalchemy", "uvicorn", "filelock"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    log = logging.getLogger("bot.crash")

    def crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("the program ends", exc_info=(kind, error, trace))

    def warned(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        log.warning("%s at %s:%s", category.__name__, filename.rpartition("/")[2], lineno)

    def in_thread(one: threading.ExceptHookArgs) -> None:
        log.error("a thread ends: %s", one.exc_value or one.exc_type.__name__)

    def unraisable(one: "sys.UnraisableHookArgs") -> None:
        log.error("nobody could be told of an error: %s", one.exc_value)

    sys.excepthook, sys.unraisablehook, threading.excepthook = crashed, unraisable, in_thread
    warnings.showwarning = warned
