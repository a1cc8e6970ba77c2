"""A volunteer is a member too: on duty they can ask for support, and it goes to somebody else."""

import pytest

from tests.world import Actor, Stage, buttons

EVENING = "tue 17:00-21:00"


@pytest.fixture
async def sam(play: Stage) -> Actor:
    sam = await play.volunteer("Sam", EVENING)
    await sam.says("I'm here")
    sam.skips()
    return sam


async def test_the_first_time_they_agree_to_it(play: Stage, sam: Actor) -> None:
    kim = await play.volunteer("Kim", EVENING)
    for actor in (sam, kim):
        actor.skips()
    await sam.says("/duty")
    assert "I'd like to talk" in buttons(sam.sees("You are on duty until 21:00."))
    await sam.presses("I'd like to talk")
    sam.sees("Please read this before you join.", "They see the name you choose.")
    # Meanwhile they are on duty as before.
    robin = await play.member("Robin")
    await robin.says("hello")
    robin.skips()
    for actor in (sam, kim):
        actor.sees("Someone would like to talk.")
    await sam.presses("Take")
    kim.sees("Another person on duty took this one.")
    sam.sees("You took this conversation.")
    sam.sees("Robin would like to talk.")
    heard = sam.sees("hello")
    robin.sees("Sent to Sam")
    await sam.says("hello Robin")
    robin.sees("hello Robin")
    await sam.presses("I agree")
    asked = sam.sees("What should we call you?", "reply to this message")
    await sam.says("Sparrow", reply_to=asked)
    sam.sees("Welcome, Sparrow.")
    sam.sees("Just write here what you want to say.", "never to yourself")
    sam.sees("Kim is here for you now, on duty until 21:00.")
    opened = kim.sees("Sparrow would like to talk.")
    assert "Sam" not in opened.text

    await sam.says("for whom is this?")
    asked = sam.sees("I do not know who this is for.", "Robin, Kim")
    assert buttons(asked) == ["Robin", "Kim", "Do not send it"]
    robin.sees_nothing()
    kim.sees_nothing()
    await sam.presses("Kim", asked)
    sam.sees("All right.")
    kim.sees("for whom is this?")
    await kim.says("I am listening")
    from_kim = sam.sees("I am listening")
    await sam.says("it is heavy today", reply_to=from_kim)
    kim.sees("it is heavy today")
    await sam.says("hello again, Robin", reply_to=heard)
    robin.sees("hello again, Robin")


async def test_alone_on_duty_somebody_else_is_asked_at_once(play: Stage, sam: Actor) -> None:
    ada, lee = play.actor("Ada"), await play.volunteer("Lee")
    await ada.says("/volunteers Lee backup")
    await play.joins_as("Sam", "member", "Sparrow")
    for actor in (ada, lee, sam):
        actor.skips()
    await sam.says("/start talk")
    sam.sees("Just write here what you want to say.", "never to yourself")
    sam.sees("Nobody is free just now.", "someone who can step in")
    lee.sees("Someone is waiting here")
    await sam.says("I could do with a chat")
    await lee.presses("Take")
    lee.skips()
    ada.sees("Lee has stepped in")
    sam.sees("Sent to Lee")
    assert (
        lee.phone.screen[-2].text == "I could do with a chat" or lee.phone.screen[-1].text == "I could do with a chat"
    )
    await lee.says("I am here, Sparrow")
    sam.sees("I am here, Sparrow")
    await sam.says("/start talk")
    sam.sees("You are talking with Lee already")


async def test_out_of_hours_and_strangers(play: Stage) -> None:
    kim = await play.volunteer("Kim")
    await play.joins_as("Kim", "member", "Kite")
    kim.skips()
    await kim.says("/start talk")
    kim.sees("No one else is on duty now.", "116 123")
    stranger = play.actor("Stranger")
    await stranger.says("/start talk")
    stranger.sees("I do not know this link.")
