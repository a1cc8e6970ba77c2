"""A conversation changes hands during a shift: told in human words, with one note at most, and no transcript."""

import pytest

from tests.world import Actor, Stage, buttons

EVENING = "tue 17:00-21:00"


@pytest.fixture
async def sam(play: Stage) -> Actor:
    return await play.volunteer("Sam", EVENING)


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    """Robin is talking with Sam."""
    robin = await play.member("Robin")
    await robin.says("something private")
    await sam.says("I hear you")
    for actor in (robin, sam):
        actor.skips()
    return robin


@pytest.fixture
async def kim(play: Stage, robin: Actor) -> Actor:
    kim = await play.volunteer("Kim", EVENING)
    kim.skips()
    play.actor("Sam").skips()
    return kim


async def test_to_the_only_other_one(play: Stage, sam: Actor, robin: Actor, kim: Actor) -> None:
    await sam.says("/handover")
    asked = sam.sees("Do you want to hand Robin over?", "On duty now: Kim.", "reply to this message")
    assert buttons(asked) == ["Hand over", "Not now"]
    for actor in (robin, kim):
        actor.sees_nothing()
    await sam.presses("Hand over", asked)
    sam.sees("You have handed Robin over. Thank you.", "Kim")
    robin.sees("Sam cannot go on just now. Kim takes over from here.", "Your messages now go to Kim", "does not see")
    opened = kim.sees("Robin was talking with Sam, who hands over to you.")
    assert "private" not in opened.text
    kim.sees_nothing()
    await robin.says("hello Kim")
    kim.sees("hello Kim")
    await kim.says("hello Robin")
    robin.sees("hello Robin")
    await sam.says("are you all right?")
    sam.sees("Nobody is talking with you now, so I sent this to no one.")


async def test_with_a_note(play: Stage, sam: Actor, robin: Actor, kim: Actor) -> None:
    await sam.says("/handover")
    asked = sam.sees("Do you want to hand Robin over?")
    await sam.says("first version", reply_to=asked)
    sam.sees("This note goes along to the next person on duty.", "The member does not see it.")
    await sam.says("Robin likes to be asked about the garden", reply_to=asked)
    sam.sees("This note goes along")
    robin.sees_nothing()
    kim.sees_nothing()
    await sam.says("/handover now")
    sam.sees("You have handed Robin over.")
    robin.sees("Sam cannot go on just now.")
    kim.sees("Robin was talking with Sam")
    kim.sees("A note from Sam for you:")
    kim.sees("Robin likes to be asked about the garden")
    kim.sees_nothing()


async def test_to_one_of_several(play: Stage, sam: Actor, robin: Actor, kim: Actor) -> None:
    lee = await play.volunteer("Lee", EVENING)
    for actor in (lee, kim, sam):
        actor.skips()
    await sam.says("/handover")
    await sam.presses("Hand over")
    sam.skips()
    robin.sees("Sam cannot go on just now.", "I have asked the others on duty.")
    for actor in (kim, lee):
        actor.sees("Someone would like to talk.")
    await robin.says("hello?")
    await lee.presses("Take")
    kim.sees("Another person on duty took this one.")
    lee.sees("You took this conversation.")
    lee.sees("Robin would like to talk.")
    lee.sees("hello?")
    robin.sees("Sent to Lee")


async def test_not_after_all(play: Stage, sam: Actor, robin: Actor, kim: Actor) -> None:
    await sam.says("/handover")
    sam.sees("Do you want to hand Robin over?")
    await sam.presses("Not now")
    sam.sees("All right. You go on.")
    await sam.says("I am still here")
    robin.sees("I am still here")
    kim.sees_nothing()


async def test_nobody_else_is_on_and_a_note_waits_for_the_end(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim", "tue 21:00-23:00")
    await sam.says("/handover")
    asked = sam.sees("Nobody else is free on duty now.", "When your shift ends, Robin goes on with Kim.")
    assert buttons(asked) == []
    await sam.says("/handover now")
    sam.sees("Nobody else is free on duty now. Nothing was changed.", "/duty back")
    await sam.says("a quiet evening", reply_to=asked)
    sam.sees("This note goes along", "It goes when your shift ends.")
    robin.sees_nothing()
    await play.at(21)
    for actor in (sam, robin):
        actor.skips()
    while not kim.unread()[0].text.startswith("Robin was"):
        kim.sees("Your shift")
    kim.sees("Robin was talking with Sam, whose shift has ended.")
    kim.sees("A note from Sam for you:")
    kim.sees("a quiet evening")
    play.actor("Ada").skips()


async def test_no_conversation_no_hand_over(play: Stage, sam: Actor) -> None:
    sam.skips()
    await sam.says("/handover")
    sam.sees("You have no open conversation.")


async def test_stepping_back_takes_no_question(play: Stage, sam: Actor, robin: Actor, kim: Actor) -> None:
    await sam.says("/duty back")
    sam.sees("You have stepped back. That is fine.")
    robin.sees("Sam's shift has ended.", "Your messages now go to Kim")
    kim.sees("Robin was talking with Sam")
    sam.sees("Your shift has ended.")
    play.actor("Ada").skips()
    kim.skips()


async def test_one_of_two(play: Stage, sam: Actor, robin: Actor, kim: Actor) -> None:
    jo = await play.member("Jo")
    await jo.says("I am Jo")
    await sam.presses("Take") if any("Take" in buttons(one) for one in sam.phone.screen[-3:]) else None
    await play.forward(minutes=1)
    await sam.presses("Take")
    for actor in (sam, jo, kim):
        actor.skips()
    await sam.says("/handover")
    asked = sam.sees("Which conversation do you mean?", "/handover")
    assert buttons(asked) == ["Robin", "Jo"]
    await sam.presses("Jo", asked)
    await sam.presses("Hand over", sam.sees("Do you want to hand Jo over?"))
    sam.sees("You have handed Jo over.")
    jo.sees("Sam cannot go on just now.")
    kim.skips()
    robin.sees_nothing()
    await sam.says("only Robin now")
    robin.sees("only Robin now")


async def with_kim_after(play: Stage, sam: Actor) -> tuple[Actor, int]:
    """Kim comes on after Sam, who is asked for a note; and the number of that question."""
    kim = await play.volunteer("Kim", "tue 21:00-23:00")
    await sam.says("/handover")
    return kim, sam.sees("When your shift ends, Robin goes on with Kim.").message_id


async def test_a_note_that_is_deleted_before_it_goes(play: Stage, sam: Actor, robin: Actor) -> None:
    kim, asked = await with_kim_after(play, sam)
    note = await sam.says("a quiet evening", reply_to=asked)
    sam.sees("This note goes along", "It goes when your shift ends.")
    sam.phone.deletes(note)
    await play.at(21)
    sam.sees("Your shift has ended.")
    sam.sees_nothing()
    assert not [one for one in kim.unread() if "quiet evening" in one.text]
    for actor in (robin, kim, play.actor("Ada")):
        actor.skips()


async def test_a_note_that_telegram_does_not_let_through(play: Stage, sam: Actor, robin: Actor) -> None:
    kim, asked = await with_kim_after(play, sam)
    await sam.sends("paid_media", paid_media={"star_count": 1, "paid_media": []}, reply_to=asked)
    sam.sees("This note goes along", "It goes when your shift ends.")
    await play.at(21)
    sam.sees("Your shift has ended.")
    sam.sees("This did not arrive.", "Please write it in words.")
    for actor in (robin, kim, play.actor("Ada")):
        actor.skips()
