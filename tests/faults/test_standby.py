"""Two processes on one PostgreSQL line: the other takes over within seconds; nothing lost, no two at once."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.databases import databases, name_of, server
from tests.faults.process import Program
from tests.faults.test_nothing_is_lost import (
    burst,
    eventually,
    heard,
    none_lost,
    people,
)

pytestmark = pytest.mark.postgresql


class Pair:
    """A line with two programs on it."""

    def __init__(self, world: World, url: str, first: Program, second: Program) -> None:
        self.world, self.url, self.first, self.second = world, url, first, second

    def leads(self, program: Program) -> bool:
        """Whether this one was the last to begin or to go on with the work."""
        return program.log.read_bytes().count(b"Warmline is listening") > self._lost(program)

    def _lost(self, program: Program) -> int:
        return program.log.read_bytes().count(b"another process leads this line now")

    def cut_off(self) -> None:
        """End all connections to the database, as a server that is started anew does."""
        server(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name_of(self.url)}'")


@asynccontextmanager
async def pair(folder: Path) -> AsyncIterator[Pair]:
    """The first leads and the second stands by."""
    world = World(MovableClock(ticking=True))
    where = databases.on_server(folder / "line.db")
    async with serve(bot_api(world)) as url:
        programs = []
        for name in ("first", "second"):
            (folder / name).mkdir()
            programs.append(Program(folder / name, url, world, DATABASE_URL=where))
        both = Pair(world, where, *programs)
        await both.first.start()
        await eventually(lambda: both.leads(both.first))
        await both.second.start()
        await eventually(lambda: b"this one stands by" in both.second.log.read_bytes())
        try:
            yield both
        finally:
            for program in programs:
                os.kill(program.pid, signal.SIGCONT) if program.alive else None
                await program.stop()


async def test_the_second_takes_over_when_the_first_dies_and_the_first_stands_by_when_it_is_back(
    tmp_path: Path,
) -> None:
    async with pair(tmp_path) as both:
        volunteers, members = await people(both.world, on_duty=2, writing=6)
        writing = asyncio.create_task(burst(members, 8))
        for dying, other in ((both.first, both.second), (both.second, both.first)):
            reached = len(heard(volunteers)) + 40
            await eventually(lambda: len(heard(volunteers)) >= reached)  # noqa: B023
            await dying.kill()
            begun = len(heard(volunteers))
            await eventually(lambda: len(heard(volunteers)) > begun + 20, 20)  # noqa: B023
            await dying.start()
            assert other.alive
        wanted = await writing
        await eventually(lambda: set(wanted) <= set(heard(volunteers)))
        await asyncio.sleep(1)
        none_lost(wanted, volunteers, cuts=2)


async def test_whoever_loses_the_connection_cannot_go_on_beside_the_new_one(tmp_path: Path) -> None:
    async with pair(tmp_path) as both:
        volunteers, members = await people(both.world, on_duty=2, writing=6)
        writing = asyncio.create_task(burst(members, 8))
        for _ in range(4):
            await asyncio.sleep(1.5)
            both.cut_off()
        wanted = await writing
        await eventually(lambda: set(wanted) <= set(heard(volunteers)))
        await asyncio.sleep(1)
        none_lost(wanted, volunteers, cuts=4)
        assert [both.leads(both.first), both.leads(both.second)].count(True) == 1


async def test_one_that_is_frozen_loses_the_lead_and_sends_nothing_when_it_wakes(tmp_path: Path) -> None:
    async with pair(tmp_path) as both:
        volunteers, members = await people(both.world, on_duty=2, writing=6)
        os.kill(both.first.pid, signal.SIGSTOP)
        members[0].says("3000/001")
        await eventually(lambda: "3000/001" in heard(volunteers), 40)
        os.kill(both.first.pid, signal.SIGCONT)
        await eventually(lambda: not both.leads(both.first), 20)
        members[0].says("3000/002")
        await eventually(lambda: "3000/002" in heard(volunteers))
        await asyncio.sleep(1)
        none_lost(["3000/001", "3000/002"], volunteers, cuts=0)
        # It stands by now, and takes over in its turn.
        assert both.first.alive
        await both.second.kill()
        members[0].says("3000/003")
        await eventually(lambda: "3000/003" in heard(volunteers), 20)
