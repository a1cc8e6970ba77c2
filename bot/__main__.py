"""The command line: `python -m bot` runs the line, `python -m bot rehearse` lets you try it without a token."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot import logs

if TYPE_CHECKING:
    from bot.settings import Settings


def main() -> int:
    """Run what the command line asks for; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Warmline, a bot for peer support")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("run", help="run the line (what happens without a word, too)")
    rehearse = commands.add_parser("rehearse", help="try it with sample people, without a token or a network")
    rehearse.add_argument("--port", type=int, default=8080, help="where the page of phones is (8080)")
    rehearse.add_argument("--keep", metavar="FILE", help="keep the rehearsal's database in this file")
    stop = commands.add_parser("stop", help="stop the line, wherever it runs, and wait until it has stopped")
    stop.add_argument("--last-word", action="store_true", help="first tell everyone that the line closes")
    options = parser.parse_args()
    logs.set_up()
    try:
        if options.command == "rehearse":
            from bot.rehearsal.rehearse import rehearse as run_rehearsal

            return asyncio.run(_told(run_rehearsal(options.port, options.keep)))
        if options.command == "stop":
            return asyncio.run(_stop(options.last_word))
        return asyncio.run(_run())
    except KeyboardInterrupt:
        return 1 if options.command == "stop" else 0


def _settings() -> "Settings | None":
    """What the environment says; None, after saying what is wrong, when it makes no sense."""
    from bot.settings import Settings, in_words

    try:
        settings = Settings()
    except ValidationError as error:
        print(*in_words(error), "See .env.example.", sep="\n", file=sys.stderr)  # noqa: T201
        return None
    logs.set_up(settings.telegram_bot_token.get_secret_value())
    return settings


async def _run() -> int:
    from bot.app import App

    if (settings := _settings()) is None:
        return 2
    app = App(settings)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, app.stop)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(app.stop))
    return await _told(app.run())


async def _stop(last_word: bool) -> int:
    from bot.app import CannotRun
    from bot.stop import stop

    if (settings := _settings()) is None:
        return 2
    try:
        return await stop(settings, print, last_word=last_word)
    except CannotRun as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1


async def _told(running: Coroutine[None, None, None]) -> int:
    from bot.app import CannotRun

    try:
        await running
    except CannotRun as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
