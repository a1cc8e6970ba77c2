"""2,000 messages of 50 members while the program is killed, or Telegram fails: none lost, each member's in order."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.phone import Phone, Shown
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.faults.process import Program
from tests.world import ADA

MEMBERS, EACH, KILLS, VOLUNTEERS = 50, 40, 20, 10
AWAY = 120  # seconds
IN_FLIGHT = 30  # what the sender has on its way at most


async def eventually(condition, seconds: float = 60) -> None:
    """Wait until it holds."""
    for _ in range(int(seconds / 0.01)):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


def said(phone: Phone, words: str) -> bool:
    """Whether the bot wrote this to the phone."""
    return any(words in one.text for one in phone.screen if not one.out)


def offers(phone: Phone) -> list[Shown]:
    """The messages that offer a conversation."""
    return [one for one in phone.screen if any(key["text"] == "Take" for row in one.buttons for key in row)]


async def invited(ada: Phone, phone: Phone, text: str) -> None:
    """A coordinator makes a link, and somebody opens it and agrees."""
    before = sum("start=" in one.text for one in ada.screen)
    ada.says(text)
    await eventually(lambda: sum("start=" in one.text for one in ada.screen) > before)
    link = re.search(r"start=([\w-]+)", [one.text for one in ada.screen if "start=" in one.text][-1])
    assert link is not None
    phone.opens_link(link[1])
    phone.says("I agree")


async def people(world: World, *, on_duty: int = VOLUNTEERS, writing: int = MEMBERS) -> tuple[list[Phone], list[Phone]]:
    """Ten volunteers, on all day, of whom each talks with five of fifty members; or fewer of them."""
    ada = world.add_phone(ADA, "Ada")
    volunteers = [world.add_phone(2000 + number, f"V{number}") for number in range(on_duty)]
    members = [world.add_phone(3000 + number, f"M{number}") for number in range(writing)]
    ada.says("/start")
    await eventually(lambda: said(ada, "coordinator"))
    ada.says("/settings at once 20")

    for number, volunteer in enumerate(volunteers):
        await invited(ada, volunteer, f"/invite volunteer Sam {chr(65 + number)}")
        await eventually(lambda: said(volunteer, "Welcome"))  # noqa: B023 - it is awaited here
        ada.says(f"/shift Sam {chr(65 + number)} mon-sun 00:00-24:00")
    for number, member in enumerate(members):
        await invited(ada, member, "/invite member")
        member.says(f"Member{chr(65 + number // 26)}{chr(65 + number % 26)}")
    await eventually(lambda: all(said(phone, "Welcome") for phone in (*members, *volunteers)))
    await eventually(lambda: all(said(volunteer, "Your shift has started") for volunteer in volunteers))
    for number, member in enumerate(members):
        volunteer = volunteers[number % on_duty]
        member.says("hello")
        await eventually(lambda: bool(offers(volunteer)))  # noqa: B023 - it is awaited here
        volunteer.presses(offers(volunteer)[-1].message_id, "Take")
        await eventually(lambda: not any(offers(one) for one in volunteers))
        await eventually(lambda: said(member, "Sent to"))  # noqa: B023
    return volunteers, members


async def burst(members: list[Phone], seconds: float) -> list[str]:
    """Everybody writes, all mixed, over some seconds; returns what was written."""
    lines = [(member, f"{member.user_id}/{number:03}") for number in range(EACH) for member in members]
    for index, (member, text) in enumerate(lines):
        member.says(text)
        if index % 20 == 0:
            await asyncio.sleep(seconds / (len(lines) / 20))
    return [text for _, text in lines]


def heard(volunteers: list[Phone]) -> list[str]:
    """What reached volunteers of the members' numbered messages, in the order of the screens."""
    return [
        one.text
        for volunteer in volunteers
        for one in volunteer.screen
        if not one.out and re.fullmatch(r"\d{4}/\d{3}", one.text)
    ]


def in_order_without_repeats(texts: list[str]) -> bool:
    """Each member's messages, taken at their first arrival, are in order."""
    last: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        member, number = text.split("/")
        if last.get(member, "") > number:
            return False
        last[member] = number
    return True


def none_lost(wanted: list[str], volunteers: list[Phone], cuts: int) -> int:
    """All arrived, in order, and nothing twice but what was on its way at a cut; returns how many came again."""
    texts = heard(volunteers)
    assert set(texts) == set(wanted)
    assert in_order_without_repeats(texts)
    repeats = sum(count - 1 for count in Counter(texts).values())
    assert repeats <= cuts * IN_FLIGHT
    return repeats


@asynccontextmanager
async def evening(folder: Path) -> AsyncIterator[tuple[World, Program]]:
    """A world with the real program in it."""
    world = World(MovableClock(ticking=True))
    async with serve(bot_api(world)) as url:
        program = Program(folder, url, world)
        await program.start()
        try:
            yield world, program
        finally:
            await program.stop()


@pytest.mark.long
@pytest.mark.parametrize("seed", [7])
async def test_killed_twenty_times(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with evening(tmp_path) as (world, program):
        volunteers, members = await people(world)
        writing = asyncio.create_task(burst(members, 20))
        for _ in range(KILLS):
            reached = len(heard(volunteers)) + chance.randrange(1, 60)
            for _ in range(400):
                if len(heard(volunteers)) >= reached:
                    break
                await asyncio.sleep(0.01)
            await program.kill()
            await program.start()
        wanted = await writing
        await eventually(lambda: set(wanted) <= set(heard(volunteers)))
        await asyncio.sleep(1)
        repeats = none_lost(wanted, volunteers, KILLS)
    print(f"{len(wanted)} messages, {KILLS} kills, 0 lost, {repeats} repeated")  # noqa: T201


@pytest.mark.long
async def test_telegram_fails_in_every_way(tmp_path: Path) -> None:
    async with evening(tmp_path) as (world, _):
        volunteers, members = await people(world)
        for kind, share in (("429", 0.002), ("500", 0.02), ("502", 0.02), ("reset_before", 0.02)):
            world.faults.rate(kind, share)
        world.faults.rate("reset_after", 0.02, ["copymessage", "sendmessage"])
        writing = asyncio.create_task(burst(members, 20))
        await asyncio.sleep(5)
        world.faults.away = True
        await asyncio.sleep(AWAY)
        world.faults.away = False
        wanted = await writing
        await eventually(lambda: set(wanted) <= set(heard(volunteers)), 120)
        world.faults.clear()
        texts = heard(volunteers)
    assert set(texts) == set(wanted)
    assert in_order_without_repeats(texts)
    # Only an answer that was lost after the effect makes a repeat.
    repeats = sum(count - 1 for count in Counter(texts).values())
    assert 0 < repeats < 0.1 * len(wanted)
