"""`python -m tests.benchmarks.checkins`: what check-ins cost, whether relay waits behind them, and what a kill does.

One of the words `clock`, `relay` and `kills` measures that alone.
"""

import asyncio
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
from sqlalchemy import func, insert, select

from bot.clock import MovableClock
from bot.database import Database
from bot.migrations.upgrade import upgrade
from bot.models import CheckIn, CheckInPlan, CheckInState, Membership, OutboxState, Person, Role
from bot.outbox.queue import Priority
from bot.queries import checkins, dues, people
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.phone import Shown
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from scheduling import asking
from scheduling.sweep import sweep
from tests.benchmarks.crowd import ROUND_TRIP
from tests.benchmarks.trial import PAIRS, prepare, until
from tests.faults.process import Program

SIZES = (100, 1_000, 10_000, 100_000)
DUE, AT_ONCE, LOOKS, WAKES, SET_UPS = 70, 40, 400, 60, 40
PROMPTS, A_SECOND, SECONDS = 10_000, 10, 75
KILLED_PROMPTS, KILLS = 1_500, 3
FIRST = 1_000_000  # the Telegram id of the first of those who are asked
LONDON = ZoneInfo("Europe/London")
_MINUTE = timedelta(minutes=1)


async def add_members(
    store: Database, size: int, next_at: Callable[[int], datetime | None], now: datetime
) -> list[int]:
    """So many members with a check-in plan and an answer of yesterday; one of three wants to be missed.

    Whoever has no `next_at` gets no plan. Returns the ids of all.
    """
    async with store.transaction() as session:
        line = await people.line(session)
        begin = (await session.scalar(select(func.max(Person.id))) or 0) + 1
        ids = list(range(begin, begin + size))
        rows: dict[type, list[dict[str, object]]] = {Person: [], Membership: [], CheckInPlan: [], CheckIn: []}
        for number, person_id in enumerate(ids):
            name, at = f"Asked {number}", next_at(number)
            rows[Person].append({"id": person_id, "telegram_id": FIRST + number, "seen_at": now})
            rows[Membership].append(
                {
                    "line_id": line.id,
                    "person_id": person_id,
                    "role": Role.MEMBER,
                    "alias": name,
                    "alias_key": people.alias_key(name),
                    "since": now,
                }
            )
            if at is None:
                continue
            local, before = at.astimezone(LONDON), at - timedelta(days=1)
            rows[CheckInPlan].append(
                {
                    "person_id": person_id,
                    "line_id": line.id,
                    "days": list(range(7)),
                    "minutes": [local.hour * 60 + local.minute],
                    "scale": "ok",
                    "next_at": at,
                    "keep_days": 30,
                    "silence_wait": 120,
                    "missed_limit": None if number % 3 else 2,
                }
            )
            rows[CheckIn].append(
                {
                    "line_id": line.id,
                    "person_id": person_id,
                    "day": before.date(),
                    "due_at": before,
                    "scale": "ok",
                    "state": CheckInState.ANSWERED,
                    "answer": "ok",
                }
            )
        for table, found in rows.items():
            for start in range(0, len(found), 5_000):
                await session.execute(insert(table), found[start : start + 5_000])
    return ids


# What is due, with more and more members


async def clock(folder: Path, size: int) -> dict[str, float]:
    """What looks at the clock cost with so many plans, in milliseconds, and the program's memory, in MiB."""
    file = folder / f"{size}.db"
    store = Database(f"sqlite+aiosqlite:///{file}")
    await upgrade(store)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    async with store.transaction() as session:
        await people.ensure_line(session, name="Hope", zone=LONDON.key, nation="england", answer_within=5)

    def when(number: int) -> datetime | None:
        if number < DUE:
            return now + 30 * _MINUTE
        return now + (60 + number % 1_300) * _MINUTE if number < size else None

    ids = await add_members(store, size + SET_UPS, when, now)
    moment = now + 31 * _MINUTE
    async with store.transaction() as session:
        look = await median(lambda: dues.moments(session), LOOKS)

        async def find() -> None:
            waiting = await checkins.due(session, moment)
            found = []
            for start in range(0, len(waiting), AT_ONCE):
                found += await checkins.take(session, waiting[start : start + AT_ONCE], moment)
            assert len(found) == DUE
            assert all(one.can_be_asked for one in found)
            session.expunge_all()

        who = await median(find, WAKES)
    await sweep(store, now)
    wake = await median(lambda: sweep(store, now), WAKES)
    newcomers = iter(ids[size:])

    async def set_up() -> None:
        async with store.transaction() as session:
            line = await people.line(session)
            plan = await checkins.begin(session, line, next(newcomers), days=[0, 3], minutes=[1170], scale="ok")
            await asking.replan(session, line, plan, None, now)

    plan = await median(set_up, SET_UPS)
    await store.close()
    return {
        "what is next": look,
        f"who, {DUE} due": who,
        "a wake-up": wake,
        "a new plan": plan,
        "memory": await memory(folder, file),
    }


async def median(what: Callable[[], Awaitable[object]], times: int) -> float:
    """The median time of doing this, in milliseconds."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        await what()
        found.append(time.perf_counter() - begun)
    return statistics.median(found) * 1e3


async def memory(folder: Path, file: Path) -> float:
    """The resident memory of the program, in MiB, when it has started with this database and looked at the clock."""
    world = World(MovableClock(ticking=True))
    async with serve(bot_api(world)) as url, running(folder, file, url, world) as program:
        await until(lambda: world.polled)
        await asyncio.sleep(1)
        return psutil.Process(program.pid).memory_info().rss / 2**20


@asynccontextmanager
async def running(folder: Path, file: Path, url: str, world: World) -> AsyncIterator[Program]:
    """The program as a process, with the limits it has when nobody sets them."""
    program = Program(
        folder,
        url,
        world,
        DATABASE_URL=f"sqlite+aiosqlite:///{file}",
        MESSAGES_A_SECOND="30",
        MESSAGES_A_SECOND_PER_CHAT="1",
    )
    await program.start()
    try:
        yield program
    finally:
        await program.kill()


# Relay beside many prompts


class Evening:
    """Fifty conversations and many who are asked at one moment; what was said and what came, and when."""

    def __init__(self, folder: Path, prompts: int) -> None:
        self.world = World(MovableClock(ticking=True))
        self.file = folder / "warmline.db"
        self.said: dict[str, float] = {}
        self.seen: dict[str, float] = {}
        self.copies: Counter[str] = Counter()
        self.prompts: Counter[int] = Counter()
        self._asked = range(FIRST, FIRST + prompts)
        for user_id in (*PAIRS, *PAIRS.values(), *self._asked):
            self.world.add_phone(user_id, f"P{user_id}").started = True
        self.world.delivered.append(self._arrived)

    def _arrived(self, user_id: int, shown: Shown) -> None:
        if shown.out:
            return
        if user_id in self._asked:
            self.prompts[user_id] += 1
        else:
            self.seen.setdefault(shown.text, time.perf_counter())
            self.copies[shown.text] += 1

    async def fill(self, at: datetime) -> None:
        """The conversations, and everybody who is to be asked at `at`."""
        await prepare(f"sqlite+aiosqlite:///{self.file}")
        store = Database(f"sqlite+aiosqlite:///{self.file}")
        await add_members(store, len(self._asked), lambda _: at, datetime.now(UTC))
        await store.close()

    async def warm_up(self) -> None:
        """Each conversation has had a message, and from now on the network takes its time."""
        await until(lambda: self.world.polled)
        for member in PAIRS:
            self.world.phones[member].says(f"warm-up {member}")
        await until(lambda: sum(text.startswith("warm-up") for text in self.seen) == len(PAIRS))
        self.world.faults.delay = ROUND_TRIP
        await asyncio.sleep(2)

    async def relay(self, name: str, goes_on: Callable[[], bool]) -> list[str]:
        """Members write, ten a second altogether, as long as it goes on; returns what was written."""
        begun, number, members, texts = time.perf_counter(), 0, list(PAIRS), []
        while goes_on():
            await asyncio.sleep(max(0.0, begun + number / A_SECOND - time.perf_counter()))
            texts.append(f"{name} {number}")
            self.said[texts[-1]] = time.perf_counter()
            self.world.phones[members[number * 7 % len(members)]].says(texts[-1])
            number += 1
        return texts

    def waits(self, texts: list[str]) -> tuple[float, float, float]:
        """How long these took, in seconds: the median, the 99th of a hundred, and the longest."""
        found = sorted(self.seen[text] - self.said[text] for text in texts)
        return found[len(found) // 2], found[len(found) * 99 // 100], found[-1]


def for_seconds(seconds: float) -> Callable[[], bool]:
    """True until so many seconds have gone by."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() < end


async def beside_prompts(folder: Path) -> None:
    """Relay alone, and then while everybody is asked at once, in one run of the program."""
    evening = Evening(folder, PROMPTS)
    # Time enough to make the people, to start, and for the relay without prompts.
    at = datetime.now(UTC) + timedelta(seconds=SECONDS + 30)
    await evening.fill(at)
    async with serve(bot_api(evening.world)) as url, running(folder, evening.file, url, evening.world):
        await evening.warm_up()
        alone = await evening.relay("alone", lambda: datetime.now(UTC) < at - timedelta(seconds=3))
        await until(lambda: evening.seen.keys() >= set(alone))
        assert not evening.prompts
        await asyncio.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))
        begun = time.perf_counter()
        beside = await evening.relay("beside", for_seconds(SECONDS))
        went, took = evening.prompts.total(), time.perf_counter() - begun
        await until(lambda: evening.seen.keys() >= set(beside))
    print(f"\n{PROMPTS:,} prompts at one moment, and relay, {A_SECOND} messages a second")  # noqa: T201
    print(f"{went / took:.1f} prompts a second went in the first {took:.0f} s")  # noqa: T201
    found = []
    for name, texts in (
        ("relay alone", alone),
        ("with prompts", beside),
        ("their first 10 s", beside[: 10 * A_SECOND]),
    ):
        p50, p99, longest = evening.waits(texts)
        found.append((p50, p99))
        print(  # noqa: T201
            f"{name:18}p50 {p50 * 1000:6.0f} ms   p99 {p99 * 1000:6.0f} ms   "
            f"longest {longest * 1000:6.0f} ms   ({len(texts)})"
        )
    (calm50, calm99), (busy50, busy99), _ = found
    print(f"with prompts / alone: p50 {busy50 / calm50:.2f}, p99 {busy99 / calm99:.2f}")  # noqa: T201


# Killed meanwhile


async def killed(folder: Path) -> None:
    """The program is killed three times while prompts and relay go on: once as it begins to ask, twice later."""
    chance = random.Random(7)
    evening = Evening(folder, KILLED_PROMPTS)
    at = datetime.now(UTC) + timedelta(seconds=20)
    await evening.fill(at)
    done = False
    async with serve(bot_api(evening.world)) as url, running(folder, evening.file, url, evening.world) as program:
        await evening.warm_up()
        writing = asyncio.create_task(evening.relay("killed", lambda: not done))
        for number in range(KILLS):
            some = number * KILLED_PROMPTS // KILLS + chance.randrange(1, 60)
            await until(lambda: evening.prompts.total() >= some)  # noqa: B023 - it is awaited here
            await program.kill()
            await program.start()
        await until(lambda: written(evening.file, left=False) == KILLED_PROMPTS)
        await until(lambda: not written(evening.file, left=True))
        done = True
        texts = await writing
        await until(lambda: evening.seen.keys() >= set(texts))
    lost = sum(text not in evening.seen for text in texts)
    repeated = sum(evening.copies[text] - 1 for text in texts if text in evening.seen)
    twice = sum(count > 1 for count in evening.prompts.values())
    print(f"\n{KILLS} kills, {KILLED_PROMPTS:,} prompts and {len(texts)} relayed messages")  # noqa: T201
    print(f"relayed: {lost} lost, {repeated} repeated")  # noqa: T201
    print(f"prompts: {twice} came twice, {KILLED_PROMPTS - len(evening.prompts)} did not come")  # noqa: T201


def written(file: Path, *, left: bool) -> int:
    """How many prompts are written down in the outbox, or are left in it; the program goes on meanwhile."""
    states = [OutboxState.WAITING, OutboxState.SENDING] if left else list(OutboxState)
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute(
            f"SELECT count(*) FROM outbox WHERE priority = ? AND state IN ({','.join('?' * len(states))})",
            [Priority.CHECK_IN, *states],
        )
        return int(found.fetchone()[0])


async def sizes(folder: Path) -> None:
    """Measure and print with each number of members, and how much it grows."""
    first: dict[str, float] = {}
    for size in SIZES:
        found = await clock(folder, size)
        if not first:
            first = found
            print(f"{'members':>8}" + "".join(f"{name:>20}" for name in found))  # noqa: T201
        cells = (f"{value:7.0f} MiB" if name == "memory" else f"{value:8.2f} ms" for name, value in found.items())
        ratios = (f"({found[name] / first[name]:.2f})" for name in found)
        print(  # noqa: T201
            f"{size:8,}" + "".join(f"{cell} {ratio:>8}" for cell, ratio in zip(cells, ratios, strict=True))
        )
    print(f"In brackets: how many times as much as with {SIZES[0]} members")  # noqa: T201


PARTS = {"clock": sizes, "relay": beside_prompts, "kills": killed}


async def main() -> None:
    """Measure each part, or those that were asked for."""
    for name in sys.argv[1:] or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            await PARTS[name](Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
