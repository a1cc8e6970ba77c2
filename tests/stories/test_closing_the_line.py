"""`python -m bot stop`, with a last word to everyone or without, from another process than the one that runs."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.phone import Phone
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.faults.process import Program
from tests.faults.test_nothing_is_lost import eventually, invited, said
from tests.world import ADA, Actor, Stage


@pytest.fixture
async def ada(play: Stage) -> Actor:
    return play.actor("Ada")


@pytest.fixture
def shell(play: Stage, tmp_path: Path) -> Program:
    """The command line on the machine of whoever runs the program."""
    settings = play.settings
    return Program(tmp_path, settings.telegram_api_url, play.world, DATABASE_URL=settings.database_url)


async def closes(play: Stage, shell: Program) -> None:
    """The line is closed with a last word, and its program has ended."""
    status, words = await shell.command("stop", "--last-word")
    assert status == 0, words
    await asyncio.wait_for(play.running, 20)


async def test_everyone_hears_the_last_word(play: Stage, ada: Actor, shell: Program) -> None:
    sam = await play.on_duty("Sam")
    robin, jay, kit = await play.member("Robin"), await play.member("Jay"), await play.member("Kit")
    await jay.says("/checkins mon 19:30")
    await jay.presses("I agree")
    await robin.says("hello")
    for actor in (sam, robin, jay, ada):
        actor.skips()
    status, words = await shell.command("stop", "--last-word")
    assert status == 0
    assert words.splitlines()[0] == "The last word goes out."
    assert words.splitlines()[-2:] == ["Told 5 of 5.", "Warmline has stopped."]
    await asyncio.wait_for(play.running, 20)

    for actor in (ada, robin, jay, kit):
        seen = actor.sees("This line closes now.", "Nobody reads what you write here any more", "999", "Samaritans")
        assert "/urgent" not in seen.text
        assert ("Your conversation with Sam ends here" in seen.text) == (actor is robin)
        assert ("What you wrote last has had no answer. I am sorry." in seen.text) == (actor is robin)
        assert ("Your check-ins stop now." in seen.text) == (actor is jay)
        assert ("Thank you for being part of Hope Street" in seen.text) == (actor is not ada)
    sam.sees("Thank you for listening here.", "This ends your conversation with Robin as well. They hear so too.")


async def test_what_waits_for_the_next_one_on_duty_is_said_to_be_unread(
    play: Stage, ada: Actor, shell: Program
) -> None:
    sam = await play.volunteer("Sam", "wed 17:00-21:00")
    robin, jay = await play.member("Robin"), await play.member("Jay")
    await robin.says("is anyone there?")
    await robin.presses("Pass it on")
    await jay.says("and here?")
    for actor in (sam, robin, jay, ada):
        actor.skips()
    await closes(play, shell)
    for actor in (robin, jay):
        actor.sees("What you wrote last has had no answer. It is not passed on any more. I am sorry.")
    sam.sees("Thank you for listening here.")
    ada.sees("All members and volunteers hear this too.")


async def test_one_who_is_everything_hears_it_once(play: Stage, ada: Actor, shell: Program) -> None:
    link = await play.invites("member")
    await ada.opens(link)
    await ada.presses("I agree")
    await ada.says("Addy")
    ada.skips()
    await closes(play, shell)
    ada.sees("This line closes now.", "If the line is started again, I tell the coordinators.")
    ada.sees_nothing()


async def test_whoever_writes_meanwhile_hears_that_it_is_closed(play: Stage, ada: Actor, shell: Program) -> None:
    sam = await play.on_duty("Sam")
    robin, jay = await play.member("Robin"), await play.member("Jay")
    for actor in (sam, robin, jay, ada):
        actor.skips()
    play.world.faults.slow[jay.phone.user_id] = 4
    ends = asyncio.create_task(closes(play, shell))
    await play.wait_for(lambda: said(robin.phone, "This line closes now."))
    robin.phone.says("please")
    await play.wait_for(lambda: said(robin.phone, "This line is closed now."))
    await ends
    robin.sees("This line closes now.")
    robin.sees("This line is closed now.", "it is not passed on", "999")
    sam.sees("This line closes now.")
    sam.sees_nothing()
    for actor in (ada, jay):
        actor.sees("This line closes now.")


async def test_started_again_coordinators_hear_it_and_one_press_tells_the_others(
    play: Stage, ada: Actor, shell: Program
) -> None:
    play.keeping = True
    sam = await play.volunteer("Sam", "tue 17:00-21:00")
    robin = await play.member("Robin")
    await robin.says("/checkins mon-sun 19:30")
    await robin.presses("I agree")
    for actor in (sam, robin, ada):
        actor.skips()
    await closes(play, shell)
    for actor in (sam, robin, ada):
        actor.skips()
    play._its_clock.stopped = True
    play.turn_clock_to(16, 0, days=2)
    await play.starts()
    await play.quiet()
    ada.sees("The line is open again.", "Everyone was told on Tuesday 24 November at 17:00 that it closes.")
    ada.sees_nothing()
    await play.at(19, 45)
    robin.sees_nothing()
    await ada.presses("Tell everyone")
    ada.sees("I am telling all members and volunteers now. That is under 5 people.")
    robin.sees("This line is open again.", "/resume")
    sam.sees("This line is open again.")
    await robin.says("/resume")
    robin.sees("The next one comes tomorrow at 19:30.")
    await robin.says("hello")
    robin.sees("No one is on duty now.")


async def test_started_again_and_not_told_members_hear_nothing(play: Stage, ada: Actor, shell: Program) -> None:
    robin = await play.member("Robin")
    ada.skips()
    await closes(play, shell)
    robin.sees("This line closes now.")
    ada.skips()
    await play.starts()
    await play.quiet()
    ada.sees("The line is open again.")
    await play.stops()
    await play.starts()
    await play.quiet()
    ada.sees_nothing()


async def test_a_stop_without_a_word(play: Stage, ada: Actor, shell: Program) -> None:
    robin = await play.member("Robin")
    ada.skips()
    status, words = await shell.command("stop")
    assert (status, words.splitlines()) == (0, ["Asked Warmline to stop.", "Warmline has stopped."])
    await asyncio.wait_for(play.running, 20)
    robin.sees_nothing()
    status, words = await shell.command("stop")
    assert (status, words.splitlines()) == (0, ["Warmline is not running."])
    # What was asked of the one that has stopped is not asked of the next.
    await play.starts()
    await asyncio.sleep(3)
    assert not play.running.done()


async def test_a_last_word_when_nobody_runs_it(play: Stage, ada: Actor, shell: Program) -> None:
    robin = await play.member("Robin")
    ada.skips()
    await play.stops()
    robin.phone.says("hello?")
    status, words = await shell.command("stop", "--last-word")
    assert status == 0, words
    assert "Told 2 of 2." in words
    robin.sees("This line closes now.")
    robin.sees("This line is closed now.")
    ada.sees("This line closes now.")
    status, words = await shell.command("stop", "--last-word")
    assert (status, words.splitlines()) == (0, ["Everyone was told already that the line is closed."])
    robin.sees_nothing()


async def test_one_who_blocked_the_bot_holds_nothing_up(play: Stage, ada: Actor, shell: Program) -> None:
    robin, jay = await play.member("Robin"), await play.member("Jay")
    ada.skips()
    await play.stops()
    jay.phone.blocks()
    play.world.acknowledge_below(10**12)  # the program never hears of it, but by trying
    await play.starts()
    status, words = await shell.command("stop", "--last-word")
    assert status == 0
    assert "Told 2 of 3. 1 cannot be reached." in words
    for actor in (robin, ada):
        actor.skips()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[World, Program, Phone, Phone]]:
    """The real program in a process of its own, with Ada and Robin."""
    world = World(MovableClock(ticking=True))
    async with serve(bot_api(world)) as url:
        program = Program(folder, url, world)
        ada, robin = world.add_phone(ADA, "Ada"), world.add_phone(3000, "Robin")
        await program.start()
        try:
            ada.says("/start")
            await eventually(lambda: said(ada, "coordinator"))
            await invited(ada, robin, "/invite member")
            robin.says("Robin")
            await eventually(lambda: said(robin, "Welcome"))
            yield world, program, ada, robin
        finally:
            await program.stop()


async def test_a_wished_stop_is_no_failure(tmp_path: Path) -> None:
    async with running(tmp_path) as (_, program, _, robin):
        assert await program.command("stop") == (0, "Asked Warmline to stop.\nWarmline has stopped.\n")
        assert await program.ends() == 0
        assert not said(robin, "This line closes now.")


async def test_killed_while_the_last_word_goes_out_whoever_asked_for_it_goes_on(tmp_path: Path) -> None:
    async with running(tmp_path) as (world, program, ada, robin):
        world.faults.slow[robin.user_id] = 30
        asked = asyncio.create_task(program.command("stop", "--last-word"))
        await eventually(lambda: said(ada, "This line closes now."))
        await program.kill()
        world.faults.slow.clear()
        status, words = await asked
        assert status == 0, words
        assert "Told 2 of 2." in words
        assert said(robin, "This line closes now.")
        # At worst what was on its way comes twice.
        assert sum("This line closes now." in one.text for one in ada.screen) <= 2


@pytest.mark.sqlite
async def test_started_again_before_all_are_told_it_tells_the_rest_and_ends(tmp_path: Path) -> None:
    async with running(tmp_path) as (_, program, ada, robin):
        await program.kill()
        with closing(sqlite3.connect(tmp_path / "warmline.db")) as file, file:
            file.execute("UPDATE lines SET ending = 'asked', stops = stops + 1")
        await program.start()
        assert await program.ends() == 0
        for phone in (ada, robin):
            assert sum("This line closes now." in one.text for one in phone.screen) == 1
        await program.start()
        await eventually(lambda: said(ada, "The line is open again."))
        assert not said(robin, "open again")


@pytest.mark.sqlite
async def test_where_there_is_no_line_nothing_is_made(tmp_path: Path) -> None:
    world = World(MovableClock(ticking=True))
    program = Program(tmp_path, "http://127.0.0.1:1", world)
    status, words = await program.command("stop")
    assert status == 1
    assert words.startswith("There is no line here yet.")
    assert list(tmp_path.iterdir()) == []
