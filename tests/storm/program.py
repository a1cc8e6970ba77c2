"""The program with a clock that a storm moves and a disk that it can fill: `python -m tests.storm.program FILE`.

FILE holds JSON: `ahead`, by how many seconds the clock is ahead of the machine's, and `full`, whether SQLite's file may
grow no more.
"""

import asyncio
import json
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot import logs
from bot.app import App, CannotRun
from bot.settings import Settings

_LOOK_EVERY = 0.05  # seconds
_NO_LIMIT = 2**30  # pages


class StormClock:
    """Ahead of the machine's clock by what the storm says."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The moment that the storm shows, in UTC."""
        return datetime.now(UTC) + self.ahead

    def on_jump(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each move."""
        self._listeners.append(listener)

    def move(self, ahead: timedelta) -> None:
        """Show another time from here on."""
        if ahead != self.ahead:
            self.ahead = ahead
            for listener in self._listeners:
                listener()


async def _obey(path: Path, clock: StormClock, app: App) -> None:
    full = False
    while True:
        wished: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        clock.move(timedelta(seconds=wished["ahead"]))
        if wished["full"] != full and app.database is not None and app.database.is_file:
            with suppress(SQLAlchemyError):
                async with app.database.transaction() as session:
                    # Never less than what the file has already.
                    await session.execute(text(f"PRAGMA max_page_count = {1 if wished['full'] else _NO_LIMIT}"))
                full = wished["full"]
        await asyncio.sleep(_LOOK_EVERY)


async def run(path: Path) -> int:
    """Run until SIGTERM."""
    settings, clock = Settings(), StormClock()
    logs.set_up(settings.telegram_bot_token.get_secret_value())
    clock.move(timedelta(seconds=json.loads(path.read_text(encoding="utf-8"))["ahead"]))
    app = App(settings, clock)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, app.stop)
    obeying = asyncio.create_task(_obey(path, clock, app))
    try:
        await app.run()
    except CannotRun as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    finally:
        obeying.cancel()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(run(Path(sys.argv[1]))))
