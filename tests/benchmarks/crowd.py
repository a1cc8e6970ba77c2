"""`python -m tests.benchmarks.crowd`: 50 conversations at once, calm, and with three chats that make trouble.

One chat is slow (each call for it takes three seconds), one volunteer has blocked the bot, and one member floods the
line. What is printed is how long the others' messages take, calm against troubled, measured in one run.
"""

import asyncio
import tempfile
import time
from pathlib import Path

from bot.clock import MovableClock
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.phone import Shown
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.benchmarks.trial import PAIRS, database_for, prepare, started, until

MESSAGES, A_SECOND, ROUND_TRIP = 600, 20, (0.05, 0.11)
FLOOD = 20  # messages a second of the one who floods
SLOW, BLOCKED, FLOODING = list(PAIRS)[:3]
OTHERS = list(PAIRS)[3:]


async def measured(folder: Path, *, trouble: bool) -> list[float]:
    """How long each message of the others took, in seconds, the shortest first."""
    world = World(MovableClock(ticking=True))
    for user_id in (*PAIRS, *PAIRS.values()):
        world.add_phone(user_id, f"P{user_id}").started = True
    seen: dict[str, float] = {}

    def arrived(user_id: int, shown: Shown) -> None:
        if not shown.out:
            seen.setdefault(shown.text, time.perf_counter())

    world.delivered.append(arrived)
    database = database_for("Warmline", folder)
    await prepare(database)
    async with serve(bot_api(world)) as url, started("Warmline", url, world, folder, database):
        await until(lambda: world.polled)
        for member in PAIRS:
            world.phones[member].says(f"warm-up {member}")
        await until(lambda: sum(text.startswith("warm-up") for text in seen) == len(PAIRS))
        world.faults.delay = ROUND_TRIP
        making = asyncio.create_task(_trouble(world)) if trouble else None
        await asyncio.sleep(0.5)
        said: dict[str, float] = {}
        begun = time.perf_counter()
        for number in range(MESSAGES):
            await asyncio.sleep(max(0.0, begun + number / A_SECOND - time.perf_counter()))
            text = f"message {number}"
            said[text] = time.perf_counter()
            world.phones[OTHERS[number * 7 % len(OTHERS)]].says(text)
        await until(lambda: said.keys() <= seen.keys())
        if making is not None:
            making.cancel()
    return sorted(seen[text] - at for text, at in said.items())


async def _trouble(world: World) -> None:
    world.faults.slow[str(PAIRS[SLOW])] = 3.0
    world.phones[PAIRS[BLOCKED]].blocked = True
    world.phones[BLOCKED].says("to somebody who has blocked the bot")
    for number in range(10_000):
        world.phones[FLOODING].says(f"flood {number}")
        if number % FLOOD == 0:
            world.phones[SLOW].says(f"slow {number}")
        await asyncio.sleep(1 / FLOOD)


async def main() -> None:
    """Measure both and print the ratios."""
    found = {}
    for name, trouble in (("calm", False), ("with trouble", True)):
        with tempfile.TemporaryDirectory() as folder:
            waits = await measured(Path(folder), trouble=trouble)
        found[name] = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
        print(f"{name:14}p50 {found[name][0] * 1000:6.0f} ms   p99 {found[name][1] * 1000:6.0f} ms")  # noqa: T201
    calm, troubled = found["calm"], found["with trouble"]
    print(f"with trouble / calm: p50 {troubled[0] / calm[0]:.2f}, p99 {troubled[1] / calm[1]:.2f}")  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
