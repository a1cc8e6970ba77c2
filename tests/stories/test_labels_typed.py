"""What a button says can be typed right under it; anywhere else the same words are words like any other."""

import pytest

from tests.world import Actor, Stage


@pytest.fixture
async def sam(play: Stage) -> Actor:
    return await play.volunteer("Sam", "tue 17:00-21:00")


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    """Robin has talked with Sam."""
    robin = await play.member("Robin")
    await robin.says("hello")
    await sam.says("hello Robin")
    for actor in (robin, sam):
        actor.skips()
    return robin


async def test_how_it_was(play: Stage, sam: Actor, robin: Actor) -> None:
    await sam.says("/close")
    sam.skips()
    robin.skips()
    await robin.says("Better.")
    robin.sees("Thank you.")
    sam.sees_nothing()
    await sam.says("please don’t pair me with robin")
    sam.sees("I will not pair you with Robin.")
    robin.sees_nothing()


async def test_the_end_of_a_shift(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.at(20, 30)
    sam.sees("Your shift ends at 21:00.")
    robin.sees("Sam's shift ends at 21:00.")
    await sam.says("close")
    sam.sees("The conversation with Robin has ended.")
    robin.sees("Sam has ended this conversation.")
    robin.sees("How are you now")
    await play.at(21)
    sam.sees("Your shift has ended.")
    await sam.says("I'd like to talk to someone")
    sam.sees("I have told")
    robin.sees_nothing()
    play.actor("Ada").skips()


async def test_a_concern(play: Stage, sam: Actor, robin: Actor) -> None:
    await sam.says("/concern")
    sam.sees("Are you worried that Robin")
    await sam.says("raise a concern")
    sam.sees("I have told Coordinator 1.")
    play.actor("Ada").sees("Sam is worried about Robin")
    robin.sees_nothing()


async def test_later_it_is_a_word_like_any_other(play: Stage, sam: Actor, robin: Actor) -> None:
    await sam.says("/concern")
    sam.skips()
    await robin.says("is it getting better or worse?")
    sam.sees("is it getting better or worse?")
    await sam.says("Not now")
    robin.sees("Not now")
    await sam.says("/close")
    for actor in (sam, robin):
        actor.skips()
    await robin.says("me again")
    sam.skips()
    robin.sees("Sent to Sam")
    await robin.says("worse")
    sam.sees("worse")
