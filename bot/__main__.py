"""The command line: `python -m bot` runs the line, `rehearse` lets you try it, and the others look after it."""

import argparse
import asyncio
import getpass
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot import logs
from bot.settings import Settings, in_words

_NO_PASSWORD_HERE = (
    "This address has a password. Whoever uses this machine can see what is typed here, and your shell keeps it.\n"
    "Leave the address out, and you are asked for it: python -m bot copy\nNothing was changed."
)


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
    doctor = commands.add_parser("doctor", help="look whether everything is well, and say what to do if not")
    doctor.add_argument("--quiet", action="store_true", help="print only what needs somebody")
    backup = commands.add_parser("backup", help="write everything to an encrypted file, while the line runs or not")
    backup.add_argument("file", metavar="FILE", help="a new file, or a folder, where it gets a name with its date")
    backup.add_argument("--keep", type=_above_zero, metavar="N", help="keep the newest N in the folder, delete older")
    restore = commands.add_parser("restore", help="put a backup in the place of what the database holds")
    restore.add_argument("file", metavar="FILE", help="the backup")
    restore.add_argument("--key", metavar="FILE", help="the key that opens it, if it is not the one in BACKUP_KEY")
    restore.add_argument("--replace", action="store_true", help="also if the database holds a line with people in it")
    copy = commands.add_parser("copy", help="copy the line into another database, as from SQLite to PostgreSQL")
    copy.add_argument("url", metavar="URL", nargs="?", help="its address, which is asked for if it has a password")
    options = parser.parse_args()
    logs.set_up()
    try:
        if options.command == "rehearse":
            from bot.rehearsal.rehearse import rehearse as run_rehearsal

            return asyncio.run(_told(run_rehearsal(options.port, options.keep)))
        if (settings := _settings()) is None:
            return 2
        if options.command == "stop":
            return asyncio.run(_stop(settings, options.last_word))
        if options.command == "copy" and options.url is None:
            options.url = _asked_for_address()
        elif options.command == "copy" and _has_password(options.url):
            print(_NO_PASSWORD_HERE, file=sys.stderr)  # noqa: T201
            return 1
        if options.command in ("backup", "restore", "copy"):
            return asyncio.run(_keep_safe(settings, options))
        if options.command == "doctor":
            from bot.clock import SystemClock
            from bot.doctor.examine import doctor as look_at_everything

            return asyncio.run(look_at_everything(settings, SystemClock(), Path.cwd(), quiet=options.quiet))
        return asyncio.run(_run(settings))
    except KeyboardInterrupt:
        return 1 if options.command == "stop" else 0


def _settings() -> Settings | None:
    """What the environment says; None, after saying what is wrong, when it makes no sense."""
    try:
        settings = Settings()
    except ValidationError as error:
        print(*in_words(error), "See .env.example.", sep="\n", file=sys.stderr)  # noqa: T201
        return None
    logs.set_up(settings.telegram_bot_token.get_secret_value())
    return settings


async def _run(settings: Settings) -> int:
    from bot.app import App

    app = App(settings)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, app.stop)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(app.stop))
    return await _told(app.run())


async def _stop(settings: Settings, last_word: bool) -> int:
    from bot.app import CannotRun
    from bot.stop import stop

    try:
        return await stop(settings, print, last_word=last_word)
    except CannotRun as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1


async def _keep_safe(settings: Settings, options: argparse.Namespace) -> int:
    from bot import backup
    from bot.clock import SystemClock

    now = SystemClock().now()
    try:
        if options.command == "backup":
            await backup.backup(settings, options.file, now, print, keep=options.keep)
        elif options.command == "restore":
            from bot.app import end_what_was_under_way

            after, choices = end_what_was_under_way, {"key": options.key, "replace": options.replace}
            await backup.restore(settings, options.file, now, print, after=after, **choices)
        else:
            await backup.copy(settings, options.url, now, print)
    except backup.Refused as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _has_password(address: str) -> bool:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        return False  # what is wrong with it is said when it is used
    return url.password is not None or "password" in url.query


def _asked_for_address() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    try:
        return getpass.getpass("The address of the new database (it does not show as you type): ").strip()
    except EOFError:
        return ""


def _above_zero(typed: str) -> int:
    if not typed.isdecimal() or int(typed) == 0:
        raise argparse.ArgumentTypeError("a whole number from 1 on")
    return int(typed)


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
