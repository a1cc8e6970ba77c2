"""One contender, one pace: messages go in at one end, and their copies are timed at the other."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from bot.clock import MovableClock
from bot.database import Database
from bot.migrations.upgrade import upgrade
from bot.models import ConversationState, DutyState, Role
from bot.queries import conversations, people, rota, shifts
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.phone import Shown
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.databases import SERVER, databases
from tests.world import by_webhook

ROOT = Path(__file__).parents[2]
ON_SERVER = ("PostgreSQL", "PG, webhook")
PAIRS = {3000 + number: 6000 + number for number in range(50)}
CONTENDERS = {
    "bare httpx": "tests.benchmarks.bare",
    "plain PTB": "tests.benchmarks.plain",
    "Warmline": "bot",
    "webhook": "bot",  # Warmline again, to which updates are brought
    # And both again on a server, if WARMLINE_TEST_POSTGRES says where one is.
    **(dict.fromkeys(ON_SERVER, "bot") if SERVER else {}),
}


@dataclass(frozen=True)
class Pace:
    """How many messages, how fast (None: all at once), and the round trip to Telegram in seconds."""

    name: str
    messages: int
    a_second: float | None
    round_trip: tuple[float, float] | None = None


@dataclass(frozen=True)
class Figures:
    """What was measured; times in seconds, memory in MiB."""

    start: float
    a_second: float
    p50: float
    p99: float
    cpu: float
    resident: float


def database_for(contender: str, folder: Path) -> str:
    """The address of a new database of the kind that this contender runs on."""
    path = folder / "warmline.db"
    return databases.on_server(path) if contender in ON_SERVER else f"sqlite+aiosqlite:///{path}"


async def prepare(database: str) -> None:
    """A line with fifty volunteers on duty, each with one member in an open conversation."""
    store = Database(database)
    await upgrade(store)
    now = datetime.now(UTC)
    async with store.transaction() as session:
        line = await people.ensure_line(session, name="Hope", zone="Europe/London", nation="england", answer_within=5)
        for member_id, volunteer_id in PAIRS.items():
            member = await people.add(session, member_id, now)
            volunteer = await people.add(session, volunteer_id, now)
            await people.add_role(session, line.id, member.id, Role.MEMBER, f"M{member_id}", now)
            await people.add_role(session, line.id, volunteer.id, Role.VOLUNTEER, f"V{volunteer_id}", now)
            shift = await shifts.add(
                session,
                [volunteer.id],
                line_id=line.id,
                weekdays=list(range(7)),
                start_minute=0,
                end_minute=1440,
                first_day=now.date() - timedelta(days=1),
                planned_until=now + timedelta(days=80),
            )
            duty = {
                "line_id": line.id,
                "shift_id": shift.id,
                "person_id": volunteer.id,
                "day": now.date(),
                "starts_at": now - timedelta(hours=1),
                "ends_at": now + timedelta(hours=20),
                "state": DutyState.STARTED,
            }
            await rota.add(session, [duty])
            talk = await conversations.begin(session, line.id, member.id, ConversationState.OPEN, now)
            await conversations.move(session, talk, (ConversationState.OPEN,), volunteer_id=volunteer.id)
    await store.close()


async def trial(contender: str, pace: Pace, folder: Path) -> Figures:
    """Start a contender, send it messages at this pace, and measure."""
    world = World(MovableClock(ticking=True))
    for user_id in (*PAIRS, *PAIRS.values()):
        world.add_phone(user_id, f"P{user_id}").started = True
    seen: dict[str, float] = {}

    def arrived(user_id: int, shown: Shown) -> None:
        if not shown.out:
            seen.setdefault(shown.text, time.perf_counter())

    world.delivered.append(arrived)
    database = database_for(contender, folder)
    if CONTENDERS[contender] == "bot":
        await prepare(database)
    async with serve(bot_api(world)) as url, started(contender, url, world, folder, database) as process:
        begun = time.perf_counter()
        await until(lambda: world.polled)
        start = time.perf_counter() - begun
        for member in PAIRS:
            world.phones[member].says(f"warm-up {member}")
        await until(lambda: len(seen) == len(PAIRS))
        world.faults.delay = pace.round_trip
        await asyncio.sleep(0.5)
        busy, said = sum(process.cpu_times()[:2]), {}
        begun = time.perf_counter()
        members = list(PAIRS)
        for number in range(pace.messages):
            if pace.a_second is not None:
                await asyncio.sleep(max(0.0, begun + number / pace.a_second - time.perf_counter()))
            text = f"message {number}"
            said[text] = time.perf_counter()
            world.phones[members[number * 7 % len(members)]].says(text)
        await until(lambda: len(seen) == len(PAIRS) + pace.messages)
        took = max(seen.values()) - begun
        busy = sum(process.cpu_times()[:2]) - busy
        resident = process.memory_info().rss / 2**20
    waits = sorted(seen[text] - at for text, at in said.items())
    return Figures(
        start,
        pace.messages / took,
        waits[len(waits) // 2],
        waits[len(waits) * 99 // 100],
        busy / pace.messages,
        resident,
    )


@asynccontextmanager
async def started(contender: str, url: str, world: World, folder: Path, database: str) -> AsyncIterator[psutil.Process]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_BOT_TOKEN": world.token,
        "TELEGRAM_API_URL": url,
        "DATABASE_URL": database,
        "LINE_NAME": "Hope",
        "NATION": "england",
        "MESSAGES_A_SECOND": "100000",
        "MESSAGES_A_SECOND_PER_CHAT": "100000",
        "PAIRS": json.dumps(PAIRS),
    }
    if "webhook" in contender:
        environment |= {name.upper(): value for name, value in by_webhook().items()}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(  # noqa: ASYNC220 - it returns at once
            [sys.executable, "-m", CONTENDERS[contender]], cwd=folder, env=environment, stdout=log, stderr=log
        )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.kill()
        process.wait()


async def until(condition: "object", seconds: float = 120) -> None:
    end = time.perf_counter() + seconds
    while not condition():  # type: ignore[operator]
        if time.perf_counter() > end:
            raise TimeoutError
        await asyncio.sleep(0.002)
