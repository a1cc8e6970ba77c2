"""All checks in their order, and what is printed of them."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import aiohttp
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.database import file_of
from bot.doctor import line, machine, records, telegram
from bot.doctor.finding import Finding, Grade, wrong
from bot.queries import doctor as queries
from bot.queries import dues
from bot.settings import Settings

# Each check's name, as it is printed and as docs/doctor.md explains it.
CHECKS = (
    "settings",
    "program",
    "python",
    "time zone",
    "memory",
    "disk space",
    "database",
    "running",
    "telegram",
    "token",
    "clock",
    "bot",
    "webhook",
    "coordinators",
    "rota",
    "volunteers",
    "outbox",
    "backup",
    "helplines",
)


async def doctor(settings: Settings, clock: Clock, folder: Path, *, quiet: bool) -> int:
    """Look at everything and print it, or with `quiet` what needs somebody; 1 when something is wrong, else 0."""
    bad = False
    async for finding in examine(settings, clock, folder):
        bad = bad or finding.grade is Grade.WRONG
        if finding.grade is not Grade.OK or not quiet:
            print(finding, flush=True)  # noqa: T201
    return int(bad)


async def examine(settings: Settings, clock: Clock, folder: Path) -> AsyncIterator[Finding]:
    """What each check finds, in order; what cannot be looked at is left out, and the check before it says why."""
    now = clock.now()
    file = file_of(make_url(settings.database_url))
    for finding in (
        *machine.settings(settings, folder),
        *machine.program(),
        *machine.python(),
        *machine.time_zone(settings.time_zone, now),
        *machine.memory(),
        *(machine.disk(file.parent if file else None) if file is None or file.parent.is_dir() else ()),
    ):
        yield finding
    state = records.State()
    for finding in await records.database(settings.database_url, clock, state):
        yield finding
    about_line: list[Finding] = []
    due = newest = alive_at = None
    coordinators: list[int] = []
    if state.readable:
        try:
            async with records.reading(settings.database_url) as session:
                due, newest = (await dues.moments(session)).earliest, await queries.newest_update(session)
                if (here := await queries.line(session)) is not None:
                    alive_at = here.alive_at
                    coordinators = await queries.coordinators(session, here.id)
                    about_line += await line.hours(session, here, settings, now)
                    about_line += await line.volunteers(session, here)
                    about_line += await line.outbox(session, now)
                    about_line += line.backup(here, now)
        except (SQLAlchemyError, OSError) as error:
            yield wrong("database", f"It could not be read to the end ({type(error).__name__}).", "Try again.")
    for finding in records.running(state, alive_at, due, newest, now):
        yield finding
    async for finding in _telegram(settings, clock, coordinators, running=bool(state.running)):
        yield finding
    for finding in (*about_line, *line.old_helplines(settings.nation, now)):
        yield finding


async def _telegram(
    settings: Settings, clock: Clock, coordinators: Sequence[int], *, running: bool
) -> AsyncIterator[Finding]:
    # The proxy of the environment, as the program itself takes it.
    async with aiohttp.ClientSession(trust_env=True) as http:
        api = telegram.Telegram(http, settings, clock)
        me = await api.ask("getMe")
        yield telegram.reached(me, settings.telegram_api_url)[0]
        if me.trouble or (me.code or 0) >= 500:
            return
        for finding in (*telegram.token(me), *telegram.clock(me, settings.telegram_api_url), *telegram.bot(me)):
            yield finding
        if me.code is not None:
            return
        info = await api.ask("getWebhookInfo")
        for finding in telegram.webhook(info, settings.webhook_url, running=running, now=clock.now()):
            yield finding
        ids = list(dict.fromkeys((*settings.coordinators, *coordinators)))
        places = [settings.coordinators.index(one) + 1 if one in settings.coordinators else None for one in ids]
        for finding in telegram.coordinators(await api.may_write(ids), places):
            yield finding
