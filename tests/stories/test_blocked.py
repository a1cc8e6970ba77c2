"""Somebody blocked the bot: the other side hears it, and a member is never left with a volunteer who is gone."""

import pytest

from tests.world import Actor, Stage


@pytest.fixture
async def sam(play: Stage) -> Actor:
    sam = await play.volunteer("Sam", "tue 17:00-21:00")
    sam.skips()
    return sam


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    """Robin is talking with Sam."""
    robin = await play.member("Robin")
    await robin.says("hello")
    await sam.says("hello Robin")
    for actor in (robin, sam):
        actor.skips()
    return robin


async def test_the_member_blocked(sam: Actor, robin: Actor) -> None:
    await robin.blocks()
    sam.sees_nothing()
    await sam.says("are you there?")
    sam.sees("Your message did not arrive.", "Robin has left or blocked this chat.")
    robin.sees_nothing()
    await robin.unblocks()
    sam.sees_nothing()
    await robin.says("sorry, wrong button")
    sam.sees("sorry, wrong button")
    await sam.says("no harm done")
    robin.sees("no harm done")


async def test_the_member_is_gone_without_a_word(sam: Actor, robin: Actor) -> None:
    """Telegram does not always say so: then it is noticed when something cannot be sent."""
    robin.phone.blocked = True
    await sam.says("are you there?")
    sam.sees("Your message did not arrive.", "Robin has left or blocked this chat.")
    robin.phone.blocked = False


async def test_the_volunteer_blocked_and_nobody_else_is_there(play: Stage, sam: Actor, robin: Actor) -> None:
    await sam.blocks()
    ada = play.actor("Ada")
    ada.sees("Sam is on the rota until 21:00, but has left or blocked this chat.", "No backup is free")
    ada.sees("Sam has left or blocked this chat", "Tuesday 1 December, 17:00-21:00", "and 7 more", "Ask how they are.")
    robin.sees("Sam cannot be reached now.", "No one else is on duty.", "I do not know yet when", "116 123")
    robin.sees("How are you now, after talking with Sam?")
    await robin.says("hello?")
    robin.sees("No one is on duty now. Your message has not been read.", "116 123")
    sam.sees_nothing()


async def test_the_volunteer_is_gone_without_a_word(play: Stage, sam: Actor, robin: Actor) -> None:
    sam.phone.blocked = True
    await robin.says("are you there?")
    robin.sees("Sam cannot be reached now.", "I have told the coordinators that you are waiting.", "116 123")
    play.actor("Ada").sees("Sam is on the rota until 21:00, but has left or blocked this chat.")
    play.actor("Ada").sees("Sam has left or blocked this chat, so nobody would be there in these shifts:")
    play.actor("Ada").sees("Robin would like to talk, and nobody is free.", "No one is on duty now.")
    await sam.unblocks()
    sam.sees("Robin would like to talk.")
    sam.sees("are you there?")
    robin.sees("Sent to Sam")
    play.actor("Ada").skips()


async def test_the_conversation_goes_on_to_the_next(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim", "tue 17:00-20:00")
    kim.skips()
    sam.phone.blocked = True
    await robin.says("are you there?")
    kim.sees("Robin was talking with Sam, who cannot be reached now.", "Robin sees you as Kim")
    kim.sees("are you there?")
    robin.sees("Sam cannot be reached now.", "Your messages now go to Kim, on duty until 20:00.")
    await kim.says("I am here")
    kim.sees("Thank you. You are on duty until 20:00.")
    robin.sees("I am here")
    play.actor("Ada").skips()


async def test_the_others_are_asked(play: Stage, sam: Actor, robin: Actor) -> None:
    kim, lee = await play.volunteer("Kim", "tue 17:00-20:00"), await play.volunteer("Lee", "tue 17:00-20:00")
    kim.skips()
    lee.skips()
    await sam.blocks()
    for actor in (kim, lee):
        actor.sees("Someone would like to talk.")
    robin.sees("Sam cannot be reached now.", "I have asked the others on duty.")
    await lee.presses("Take")
    lee.sees("You took this conversation.")
    lee.sees("Robin would like to talk.")
    kim.sees("Another person on duty took this one.")
    robin.sees("Lee is here for you now, on duty until 20:00.")
    play.actor("Ada").skips()


async def test_all_who_were_asked_have_blocked(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim", "tue 17:00-20:00")
    jo = await play.member("Jo")
    kim.skips()
    await jo.says("hello")
    jo.sees("2 people are on duty.")
    kim.sees("Someone would like to talk.")
    await play.forward(minutes=1)
    sam.sees("Someone would like to talk.")
    await kim.blocks()
    jo.sees_nothing()
    await sam.blocks()
    jo.sees("Nobody is free just now.", "I have told the coordinators that you are waiting.", "116 123")
    robin.sees("Sam cannot be reached now.")
    robin.sees("How are you now, after talking with Sam?")
    await kim.unblocks()
    kim.sees("Jo would like to talk.")
    kim.sees("hello")
    jo.sees("Sent to Kim")
    play.actor("Ada").skips()


async def test_a_volunteer_who_comes_back_hears_who_waits(play: Stage, sam: Actor, robin: Actor) -> None:
    await sam.blocks()
    robin.skips()
    await robin.says("please tell them")
    await robin.presses("Pass it on")
    robin.skips()
    await sam.unblocks()
    sam.sees("Robin would like to talk.")
    sam.sees("please tell them")
    robin.sees("Sent to Sam")
    play.actor("Ada").skips()


async def test_blocked_when_the_shift_starts(play: Stage) -> None:
    sam, robin = await play.volunteer("Sam", "tue 18:00-21:00"), await play.member("Robin")
    await robin.says("please tell them")
    await robin.presses("Pass it on")
    robin.skips()
    sam.phone.blocked = True
    await play.at(18)
    robin.sees("Sent to Sam")  # as far as was known then; put right at once
    robin.sees("Sam cannot be reached now.", "I have told the coordinators that you are waiting.", "116 123")
    sam.sees_nothing()
    await play.forward(minutes=20)
    await sam.unblocks()
    sam.sees("Robin would like to talk.", "has waited 1 hour")
    sam.sees("please tell them")
    robin.sees("Sent to Sam")
    play.actor("Ada").skips()


async def test_a_stranger_may_block_too(play: Stage) -> None:
    mo = play.actor("Mo")
    await mo.says("/start")
    mo.sees("Hello.")
    await mo.blocks()
    await mo.unblocks()
    mo.sees_nothing()


async def test_a_volunteer_who_is_found_gone_as_a_member_is_gone_as_a_volunteer_too(
    play: Stage, sam: Actor, robin: Actor
) -> None:
    """Sam hears Robin, and is heard by Kim; Kim's answer is the first that cannot reach Sam."""
    await sam.opens(await play.invites("member"))
    await sam.presses("I agree")
    await sam.says("Sparrow", reply_to=sam.phone.screen[-1])
    kim = await play.on_duty("Kim")
    await sam.says("/start talk")
    await kim.says("hello Sparrow")
    for actor in play.actors.values():
        actor.skips()
    sam.phone.blocked = True
    await kim.says("are you there?")
    kim.sees("Robin was talking with Sam, who cannot be reached now.")
    kim.sees("Your message did not arrive.", "Sparrow has left or blocked this chat.")
    robin.sees("Sam cannot be reached now.", "Your messages now go to Kim")
    play.actor("Ada").sees("Sam is on the rota until 21:00, but has left or blocked this chat.")
    play.actor("Ada").skips()
