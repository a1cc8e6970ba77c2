"""As in test_nothing_is_lost, with updates that are brought: to one process, and to two of which one leads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import MovableClock
from bot.intake.webhook import secret_for
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.databases import databases
from tests.faults.process import Program
from tests.faults.test_nothing_is_lost import burst, eventually, heard, none_lost, people
from tests.world import by_webhook, free_places

SECRET = "X-Telegram-Bot-Api-Secret-Token"


def hurried() -> World:
    """A world in which Telegram waits a tenth of the time before it brings something again."""
    world = World(MovableClock(ticking=True))
    world.faults.haste = 0.1
    world.faults.twice, world.faults.astray = 0.05, (0.0, 0.02)
    return world


async def test_killed_ten_times(tmp_path: Path) -> None:
    world, place = hurried(), by_webhook()
    async with serve(bot_api(world)) as url:
        program = Program(tmp_path, url, world, WEBHOOK_URL=place["webhook_url"], LISTEN=place["listen"])
        await program.start()
        try:
            volunteers, members = await people(world, on_duty=4, writing=12)
            writing = asyncio.create_task(burst(members, 10))
            for kill in range(10):
                reached = len(heard(volunteers)) + 5 + kill * 3
                await eventually(lambda: len(heard(volunteers)) >= reached or writing.done())  # noqa: B023
                await program.kill()
                await program.start()
            wanted = await writing
            await eventually(lambda: set(wanted) <= set(heard(volunteers)))
            await asyncio.sleep(1)
            none_lost(wanted, volunteers, cuts=10)
        finally:
            await program.stop()


@asynccontextmanager
async def in_front_of(places: list[str]) -> AsyncIterator[str]:
    """A server that hands each request to the next of these, and to another when that one does not take it."""
    turn = count()
    async with httpx.AsyncClient(timeout=30) as client:

        async def hand_on(request: Request) -> Response:
            body, number = await request.body(), next(turn)
            headers = {SECRET: request.headers.get(SECRET, ""), "Content-Type": "application/json"}
            for place in (places[(number + more) % len(places)] for more in range(len(places))):
                try:
                    answer = await client.post(f"http://{place}/warmline", content=body, headers=headers)
                except httpx.TransportError:
                    continue
                if answer.status_code != 503:
                    return Response(status_code=answer.status_code)
            return Response(status_code=503, headers={"Retry-After": "1"})

        async with serve(Starlette(routes=[Route("/warmline", hand_on, methods=["POST"])])) as address:
            yield f"{address}/warmline"


async def done(place: str) -> float:
    """How many updates the process there has dealt with."""
    async with httpx.AsyncClient() as client:
        lines = (await client.get(f"http://{place}/metrics")).text.splitlines()
    return next(float(one.split()[1]) for one in lines if one.startswith('warmline_updates_total{result="done"}'))


@pytest.mark.postgresql
async def test_who_stands_by_takes_updates_too_and_goes_on_alone(tmp_path: Path) -> None:
    world, places = hurried(), free_places(2)
    where = databases.on_server(tmp_path / "line.db")
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serve(bot_api(world)))
        front = await stack.enter_async_context(in_front_of(places))
        programs = []
        for place in places:
            folder = tmp_path / place.rpartition(":")[2]
            folder.mkdir()
            one = Program(folder, url, world, DATABASE_URL=where, WEBHOOK_URL=front, LISTEN=place)
            await one.start()
            stack.push_async_callback(one.stop)
            programs.append(one)
            said = b"Warmline is listening" if place == places[0] else b"this one stands by"
            await eventually(lambda: said in one.log.read_bytes())  # noqa: B023 - it is awaited here
        volunteers, members = await people(world, on_duty=2, writing=6)
        async with httpx.AsyncClient() as client:
            health = [(await client.get(f"http://{place}/healthz")).json() for place in places]
            assert [(one["leads"], one["well"]) for one in health] == [(True, True), (False, True)]
            assert "Standing by" in (await client.get(f"http://{places[1]}/")).text
            wrong = await client.post(f"http://{places[1]}/warmline", headers={SECRET: secret_for("1:other")})
            assert wrong.status_code == 403
        assert min([await done(place) for place in places]) > 10
        writing = asyncio.create_task(burst(members, 8))
        await eventually(lambda: len(heard(volunteers)) > 40)
        await programs[0].kill()
        wanted = await writing
        await eventually(lambda: set(wanted) <= set(heard(volunteers)))
        await asyncio.sleep(1)
        none_lost(wanted, volunteers, cuts=1)
