"""A storm: many people at once while everything that can go wrong does; nothing is lost, nobody is left with a lie.

`WARMLINE_STORM=10` has ten minutes of it with 200 members and 10 volunteers, an hour by the program's clock; without
it, each storm is short. What is checked: every message came, in order, and only to whom it was for, or its writer heard
at that time that it did not go through; none came twice beyond what a cut explains; no update was dealt with twice,
however often and in which order it was brought; and within a minute of the end each member's last word on who listens
is true.
"""

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.clock import MovableClock
from bot.database import Database
from bot.models import ConversationState, Outbox
from bot.outbox.queue import Kind
from bot.queries import conversations, people
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.server import serve
from tests.databases import databases
from tests.faults.process import Program
from tests.faults.test_killed_by_webhook import in_front_of
from tests.faults.test_nothing_is_lost import eventually, invited, said
from tests.storm.crowd import Crowd, letters
from tests.storm.far_side import FarSide
from tests.storm.weather import Weather
from tests.world import ADA, TUESDAY_EVENING, free_places

MINUTES = float(os.environ.get("WARMLINE_STORM", "0"))
SEED = int(os.environ.get("WARMLINE_STORM_SEED", "1"))
LONG = MINUTES > 0
SECONDS = MINUTES * 60 if LONG else 25
MEMBERS, VOLUNTEERS = (200, 10) if LONG else (24, 4)
A_SECOND = (5, 5) if LONG else (6, 6)  # what members and volunteers do
FASTER = 6  # an hour in ten minutes
EVENING = "tue 17:00-24:00"
pytestmark = pytest.mark.timeout(SECONDS + 900)


class Storm:
    """One storm: the world, the weather in it, and the crowd."""

    def __init__(self, world: FarSide, weather: Weather, crowd: Crowd, url: str) -> None:
        self.world, self.weather, self.crowd, self.url = world, weather, crowd, url
        self._over = asyncio.Event()

    async def gather(self) -> None:
        """Everybody joins; two volunteers are on all evening."""
        ada, world = self.crowd.ada, self.world
        ada.says("/start")
        await eventually(lambda: said(ada, "coordinator"))
        ada.says("/settings at once 20")
        for number in range(VOLUNTEERS):
            alias = f"Sam{letters(number)}"
            phone = world.add_phone(2000 + number, f"V{number}")
            await invited(ada, phone, f"/invite volunteer {alias}")
            await eventually(lambda: said(phone, "Welcome"))  # noqa: B023 - it is awaited here
            self.crowd.meet(alias, phone, member=False)
        for number in range(MEMBERS):
            alias = f"Member{letters(number)}"
            phone = world.add_phone(3000 + number, f"M{number}")
            await invited(ada, phone, "/invite member")
            phone.says(alias)
            self.crowd.meet(alias, phone, member=True)
            self.weather.jump(3)  # else the coordinator would be stopped for writing too fast
        await eventually(lambda: all(said(phone, "Welcome") for phone in self.crowd.members.values()))
        self.crowd.listen()
        first = list(self.crowd.volunteers)[:2]
        for alias in first:
            ada.says(f"/shift {alias} {EVENING}")
        await eventually(lambda: all(said(self.crowd.volunteers[one], "Your shift has started") for one in first))

    async def rages(self) -> None:
        """Everything at once, for as long as the storm lasts."""
        chance = self.crowd.chance
        tasks = [
            asyncio.create_task(self.weather.storms(self._over, (3, 9) if LONG else (0.2, 1))),
            asyncio.create_task(self._often(self.crowd.member_acts, 1 / A_SECOND[0])),
            asyncio.create_task(self._often(self.crowd.volunteer_acts, 1 / A_SECOND[1])),
            asyncio.create_task(self._often(self.crowd.coordinator_acts, 4 if LONG else 2)),
            asyncio.create_task(self._often(lambda: self.weather.jump(FASTER - 1), 1)),
            asyncio.create_task(self.weather.minds(self._over)),
        ]
        try:
            await asyncio.wait(tasks, timeout=SECONDS * chance.uniform(0.95, 1.05), return_when=asyncio.FIRST_EXCEPTION)
        finally:
            self._over.set()
        await asyncio.gather(*tasks)
        self.world.faults.clear()

    async def _often(self, does, every: float) -> None:
        while not self._over.is_set():
            does()
            await asyncio.sleep(self.crowd.chance.uniform(0.5, 1.5) * every)

    async def is_true(self) -> None:
        """Within a minute each member's last word on who listens is true."""
        database, wrong = Database(self.url), ["nobody has looked"]
        try:
            for _ in range(60):
                await asyncio.sleep(1)
                if not (wrong := await self._untrue(database)):
                    return
        finally:
            await database.close()
        raise AssertionError(f"not true: {wrong}")

    async def _untrue(self, database: Database) -> list[str]:
        wrong = []
        async with database.transaction() as session:
            line = await people.line(session)
            names = await people.aliases(session, line.id)
            for alias, phone in self.crowd.members.items():
                person = await people.by_telegram_id(session, phone.user_id)
                assert person is not None
                one = await conversations.of_member(session, line.id, person.id)
                is_open = one is not None and one.state == ConversationState.OPEN
                listens = names[one.volunteer_id or 0] if is_open and one is not None else None
                status = self.crowd.status(alias)
                if status != listens if listens else status in self.crowd.volunteers:
                    wrong.append(f"{alias} was told {status}, it is {listens}")
        return wrong

    async def dealt_with_twice(self) -> list[str]:
        """What was put in once more for somebody to whom the conversation was not given anew in between."""
        database, came, twice = Database(self.url), defaultdict[tuple[int, int | None], set[str]](set), []
        async with database.transaction() as session:
            for row in await session.scalars(select(Outbox).order_by(Outbox.id)):
                there = came[row.chat_id, row.conversation_id]
                if (row.text_key or "").startswith("opened"):
                    there.clear()  # whoever takes it anew gets anew what had no answer
                elif row.kind == Kind.COPY:
                    which = f"{row.from_message_ids} of {row.from_chat_id}"
                    if which in there:
                        twice.append(which)
                    there.add(which)
        await database.close()
        return twice

    async def ends_well(self) -> None:
        """All volunteers come, and take who waits; then everything has come."""
        for alias in list(self.crowd.volunteers)[2:]:
            self.crowd.ada.says(f"/shift {alias} {EVENING}")
        for _ in range(120):
            self.weather.jump(FASTER - 1)
            await asyncio.sleep(1)
            for phone in self.crowd.volunteers.values():
                self.crowd.takes(phone)
            for alias in self.crowd.members:
                self.crowd.passes_on(alias)
            if not self.crowd.lost():
                return
        raise AssertionError(f"lost: {self.crowd.lost()}")


@asynccontextmanager
async def storm(folder: Path, url: str, processes: int) -> AsyncIterator[Storm]:
    """The world with one program that asks for updates, or several to which they are brought."""
    clock, chance, control = MovableClock(TUESDAY_EVENING, ticking=True), Random(SEED), folder / "control.json"
    world = FarSide(clock)
    weather = Weather(world, clock, control, url, chance)
    weather.start_at(clock.now() - datetime.now(UTC))
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(serve(bot_api(world)))
        places = free_places(processes)
        by_webhook = {"WEBHOOK_URL": await stack.enter_async_context(in_front_of(places))} if processes > 1 else {}
        for place in places:
            own = folder / place.rpartition(":")[2]
            own.mkdir()
            program = Program(
                own,
                api,
                world,
                ("tests.storm.program", str(control)),
                DATABASE_URL=url,
                **({**by_webhook, "LISTEN": place} if by_webhook else {}),
            )
            await program.start()
            stack.push_async_callback(program.stop)
            weather.programs.append(program)
        yield Storm(world, weather, Crowd(world, chance, world.add_phone(ADA, "Ada")), url)


async def weathered(one: Storm) -> None:
    """The whole of it, and what came of it."""
    await one.gather()
    await one.rages()
    await one.is_true()
    await one.ends_well()
    crowd, weather = one.crowd, one.weather
    print(  # noqa: T201
        f"{crowd.came()} messages came, {crowd.repeats()} more than once (at most {weather.may_repeat}), "
        f"{crowd.given_up()} did not and their writers heard so; {dict(weather.happened)}"
    )
    assert not crowd.journal.wrong, "\n".join(crowd.journal.wrong)
    assert not weather.crashes()
    assert crowd.repeats() <= weather.may_repeat
    assert not await one.dealt_with_twice()
    # Else it was no storm.
    assert weather.happened["overtaken"]
    assert weather.happened["again"] or not weather.happened["killed"]
    assert not one.world.webhook_url or (weather.happened["twice"] and weather.happened["out of order"])


@pytest.mark.sqlite
async def test_one_process_on_sqlite(tmp_path: Path) -> None:
    async with storm(tmp_path, databases.line(tmp_path / "line.db"), 1) as one:
        await weathered(one)


@pytest.mark.postgresql
async def test_two_processes_by_webhook_on_postgresql(tmp_path: Path) -> None:
    async with storm(tmp_path, databases.on_server(tmp_path / "line.db"), 2) as one:
        await weathered(one)
