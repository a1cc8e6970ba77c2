"""`python -m tests.benchmarks.day`: how much memory Warmline takes after 24 hours of a moving clock, against the start.

Fifty conversations go on all day. Where WARMLINE_TEST_POSTGRES says where a server is, it is measured there too.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import psutil

from bot.clock import MovableClock
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.benchmarks.trial import CONTENDERS, PAIRS, database_for, prepare, until
from tests.databases import databases
from tests.faults.process import Program
from tests.storm.weather import Weather
from tests.world import by_webhook

STEP, HOURS = timedelta(minutes=2), 24
_REST = 0.1  # seconds between two moves of the clock


async def hours(world: World, weather: Weather, process: psutil.Process) -> list[float]:
    """The memory after each hour, in MiB; the first is what counts as the start, when all has been used once."""
    found, numbers, chance = [], count(), Random(1)
    for _ in range(HOURS + 1):
        for _ in range(timedelta(hours=1) // STEP):
            weather.jump(STEP.total_seconds())
            _some_write(world, numbers, chance)
            await asyncio.sleep(_REST)
        await until(lambda: not world.pending_updates())
        await asyncio.sleep(1)
        found.append(process.memory_info().rss / 2**20)
    return found


def _some_write(world: World, numbers: Iterator[int], chance: Random) -> None:
    for member, volunteer in chance.sample(sorted(PAIRS.items()), 2):
        world.phones[member].says(f"message {next(numbers)}")
        world.phones[volunteer].says(f"answer {next(numbers)}")


async def measured(contender: str, folder: Path) -> list[float]:
    """One day of this contender."""
    clock = MovableClock(ticking=True)
    world, url = World(clock), database_for(contender, folder)
    for user_id in (*PAIRS, *PAIRS.values()):
        world.add_phone(user_id, f"P{user_id}").started = True
    await prepare(url)
    control = folder / "control.json"
    weather = Weather(world, clock, control, url, Random(1))
    weather.start_at(clock.now() - datetime.now(UTC))
    places = {name.upper(): value for name, value in by_webhook().items()} if "webhook" in contender else {}
    async with serve(bot_api(world)) as api:
        program = Program(folder, api, world, ("tests.storm.program", str(control)), DATABASE_URL=url, **places)
        await program.start()
        try:
            return await hours(world, weather, psutil.Process(program.pid))
        finally:
            await program.stop()


async def main() -> None:
    """Measure each and print the figures and ratios."""
    for contender in [name for name, module in CONTENDERS.items() if module == "bot"]:
        with tempfile.TemporaryDirectory() as folder:
            found = await measured(contender, Path(folder))
        print(  # noqa: T201
            f"{contender:12} start {found[0]:.0f} MiB, each six hours {', '.join(f'{one:.0f}' for one in found[6::6])}"
            f": {found[-1] / found[0]:.2f} times",
            flush=True,
        )
    databases.close()


if __name__ == "__main__":
    asyncio.run(main())
