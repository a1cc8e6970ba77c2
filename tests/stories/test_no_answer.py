"""Somebody is on duty and does not answer: the member hears it in time, with helplines, and coordinators do too."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.world import Actor, Stage, stage


@pytest.fixture
async def sam(play: Stage) -> Actor:
    sam = await play.volunteer("Sam", "tue 17:00-21:00")
    sam.skips()
    return sam


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    """Robin has just written to Sam."""
    robin = await play.member("Robin")
    await robin.says("hello")
    for actor in (robin, sam):
        actor.skips()
    return robin


async def test_after_five_minutes(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.forward(minutes=4, seconds=50)
    robin.sees_nothing()
    await play.forward(seconds=10)
    robin.sees("Nobody has answered yet.", "I have told the coordinators", "You can wait here", "116 123")
    play.actor("Ada").sees("Robin has waited 5 minutes for an answer.", "On duty now: Sam.")
    play.actor("Ada").sees('Sam is on the rota until 21:00, but has not said "I\'m here".', "No backup is free")
    await play.forward(minutes=30)
    robin.sees_nothing()
    await sam.says("I am so sorry, I am here")
    robin.sees("I am so sorry, I am here")


async def test_answered_in_time(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.forward(minutes=4)
    await sam.sends("voice")
    assert robin.unread()[0].kind == "voice"
    robin.skips()
    await play.forward(minutes=30)
    robin.sees_nothing()
    await robin.says("thank you")
    sam.sees("thank you")
    await play.forward(minutes=4)
    await robin.says("are you there?")
    sam.sees("are you there?")
    await play.forward(minutes=1)
    robin.sees("Nobody has answered yet.")
    play.actor("Ada").sees("Robin has waited 5 minutes")


async def test_for_as_long_as_is_set(tmp_path: Path) -> None:
    async with stage(tmp_path, answer_within=10) as play:
        sam, robin = await play.volunteer("Sam", "tue 17:00-21:00"), await play.member("Robin")
        await robin.says("hello")
        for actor in (robin, sam):
            actor.skips()
        await play.forward(minutes=9)
        robin.sees_nothing()
        play.actor("Ada").sees("Sam is on the rota until 21:00, but")
        await play.forward(minutes=1)
        robin.sees("Nobody has answered yet.")
        play.actor("Ada").sees("Robin has waited 10 minutes")


async def test_the_end_of_the_shift_says_it_instead(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.at(20, 58)
    for actor in (play.actor("Ada"), robin):
        actor.skips()
    sam.skips()
    await robin.says("hello?")
    sam.sees("hello?")
    await play.at(21)
    sam.sees("Your shift has ended.")
    robin.sees("Sam's shift has ended. I am sorry that nobody answered you.", "No one is on duty now.", "116 123")
    sam.sees_nothing()
    await play.forward(minutes=10)
    robin.sees_nothing()


async def test_a_coordinator_is_not_told_of_themselves(play: Stage, sam: Actor, robin: Actor) -> None:
    ada, eve = play.actor("Ada"), await play.joins_as("Eve", "coordinator", "Eve")
    await sam.says("hello")
    await play.joins_as("Ada", "member", "Acorn")
    await ada.says("may I talk too?")
    for actor in (sam, robin, ada):
        actor.skips()
    await play.forward(minutes=5)
    ada.sees("Nobody has answered yet.")
    eve.sees("Acorn has waited 5 minutes for an answer.")
    ada.sees_nothing()


async def test_off_when_it_was_due(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.stops()
    play.clock.forward(timedelta(minutes=20))
    await play.starts()
    await play.quiet()
    robin.sees("Nobody has answered yet.")
    play.actor("Ada").sees("Robin has waited 20 minutes")
    play.actor("Ada").sees("Sam is on the rota until 21:00, but")
