"""What goes wrong in a storm: one thing after another, each really done to the program, its database or its network."""

import asyncio
import json
import os
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import asyncpg

from bot.clock import MovableClock
from tests.databases import name_of, server
from tests.faults.process import Program
from tests.storm.far_side import MOST_FORGOTTEN, FarSide

# A shell command that restarts the PostgreSQL server, where nobody else uses it; else its connections are cut.
RESTART = os.environ.get("WARMLINE_STORM_RESTART", "")
_UNSURE = ("reset_after", "timeout")
_SHARES = {"429": 0.01, "500": 0.03, "502": 0.02, "reset_before": 0.02, "reset_after": 0.02, "timeout": 0.002}
# A share of what a webhook took comes once more; seconds by which an update may be late.
_TWICE, _ASTRAY = 0.05, (0.0, 0.3)


class Weather:
    """Time that goes faster than it does, and everything that may go wrong meanwhile."""

    def __init__(self, world: FarSide, clock: MovableClock, control: Path, url: str, chance: Random) -> None:
        self._world, self._clock, self._control, self._url, self._chance = world, clock, control, url, chance
        self._ahead, self._full = 0.0, False
        self.programs: list[Program] = []
        self._killed: set[Program] = set()
        self.happened = world.faults.happened
        self.tell()

    def tell(self) -> None:
        """Write down for the programs what time it is and whether the disk is full."""
        new = self._control.with_suffix(".new")
        new.write_text(json.dumps({"ahead": self._ahead, "full": self._full}), encoding="utf-8")
        new.replace(self._control)

    def start_at(self, ahead: timedelta) -> None:
        """The world's clock is this much ahead of the machine's."""
        self._ahead = ahead.total_seconds()
        self.tell()

    def jump(self, seconds: float) -> None:
        """Move the clock, forward or back."""
        self._ahead += seconds
        self._clock.forward(timedelta(seconds=seconds))
        self.tell()

    @property
    def may_repeat(self) -> int:
        """How many messages may have come twice: what was on its way, and what had no answer."""
        cuts = sum(self.happened[one] for one in ("killed", "cut off"))
        return 30 * cuts + sum(self.happened[one] for one in _UNSURE) + 30 * self.happened["away"]

    async def storms(self, stop: asyncio.Event, pause: tuple[float, float]) -> None:
        """One thing after another until `stop`, with rests of some seconds between."""
        kinds: list[Callable[[], Awaitable[None]]] = [
            self.kill,
            self.kill,
            self.telegram_stumbles,
            self.telegram_away,
            self.database_locked,
            self.clock_jumps,
            *([self.disk_full] if self._url.startswith("sqlite") else [self.server_cut_off]),
        ]
        self._chance.shuffle(kinds)
        self._is_rough()
        while not stop.is_set():
            for kind in kinds:
                if stop.is_set():
                    return
                await kind()
                await asyncio.sleep(self._chance.uniform(*pause))

    def _is_rough(self) -> None:
        """As long as the storm lasts, updates come late, and twice."""
        self._world.faults.twice, self._world.faults.astray = _TWICE, _ASTRAY

    async def kill(self) -> None:
        """SIGKILL, and a new start at once or some seconds later; Telegram has forgotten what it was told last."""
        program = self._chance.choice(self.programs)
        self.happened["killed"] += 1
        self._killed.add(program)
        if program.alive:
            await program.kill()
        # Later, the offset of the next poll would tell it again.
        self._world.loses(self._chance.randint(1, MOST_FORGOTTEN))
        if self._chance.random() < 0.5:
            await asyncio.sleep(self._chance.uniform(0.2, 3))
        await program.start()
        self._killed.discard(program)

    async def minds(self, stop: asyncio.Event) -> None:
        """As the service manager does: a program that could not start, on a full or held disk, is started again."""
        while not stop.is_set():
            for program in self.programs:
                if not (program.alive or program in self._killed):
                    self.happened["did not start"] += 1
                    await program.start()
            await asyncio.sleep(1)

    def crashes(self) -> list[str]:
        """What the programs' logs say of an end that nobody wished for and no words explain."""
        logs = [program.log.read_text(encoding="utf-8") for program in self.programs]
        return [line for log in logs for line in log.splitlines() if " CRITICAL " in line]

    async def telegram_stumbles(self) -> None:
        """Some calls are refused, fail or have no answer."""
        for kind, share in _SHARES.items():
            self._world.faults.rate(kind, share)
        await asyncio.sleep(self._chance.uniform(3, 8))
        self._world.faults.clear()
        self._is_rough()

    async def telegram_away(self) -> None:
        """Nothing goes through to Telegram."""
        self.happened["away"] += 1
        self._world.faults.away = True
        await asyncio.sleep(self._chance.uniform(1, 6))
        self._world.faults.away = False

    async def database_locked(self) -> None:
        """Another program holds the database, at times for longer than Warmline's patience."""
        self.happened["locked"] += 1
        wait = self._chance.choice((0.5, 2, 6.5))
        if self._url.startswith("sqlite"):
            other = sqlite3.connect(self._url.partition("///")[2], timeout=3, isolation_level=None)
            try:
                other.execute("BEGIN IMMEDIATE")
                await asyncio.sleep(wait)
                other.execute("ROLLBACK")
            except sqlite3.OperationalError:
                self.happened["locked"] -= 1
            finally:
                other.close()
        else:
            connection = await asyncpg.connect(self._url.replace("+asyncpg", ""))
            async with connection.transaction():
                await connection.execute("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
                await asyncio.sleep(wait)
            await connection.close()

    async def clock_jumps(self) -> None:
        """Somebody sets the clock: some minutes on, or back."""
        self.happened["clock set"] += 1
        self.jump(self._chance.choice((-40, 45, 90, 180)))

    async def disk_full(self) -> None:
        """SQLite's file may grow no more."""
        self.happened["disk full"] += 1
        self._full = True
        self.tell()
        await asyncio.sleep(self._chance.uniform(1, 5))
        self._full = False
        self.tell()

    async def server_cut_off(self) -> None:
        """The PostgreSQL server is restarted, or ends all connections and takes none for a while."""
        self.happened["cut off"] += 1
        if RESTART:
            restarting = await asyncio.create_subprocess_shell(RESTART, stdout=asyncio.subprocess.DEVNULL)
            assert await restarting.wait() == 0
            return
        name = name_of(self._url)
        await asyncio.to_thread(
            server,
            f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )
        await asyncio.sleep(self._chance.uniform(0.5, 5))
        await asyncio.to_thread(server, f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
