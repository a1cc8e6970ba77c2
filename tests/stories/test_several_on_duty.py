"""Several volunteers on duty: whoever takes a conversation has it, and nobody else sees what was written."""

import pytest

from tests.world import Actor, Stage, buttons


@pytest.fixture
async def sam(play: Stage) -> Actor:
    return await play.volunteer("Sam", "tue 17:00-21:00")


@pytest.fixture
async def kim(play: Stage, sam: Actor) -> Actor:
    kim = await play.volunteer("Kim", "tue 17:00-20:00")
    sam.skips()
    kim.skips()
    return kim


@pytest.fixture
async def robin(play: Stage, kim: Actor) -> Actor:
    return await play.member("Robin")


async def test_both_get_an_offer_and_one_takes_it(sam: Actor, kim: Actor, robin: Actor) -> None:
    await robin.says("one")
    robin.sees(
        "2 people are on duty.", "The first one who is free will answer", "Nobody has answered your message yet."
    )
    await robin.says("two")
    robin.sees_nothing()
    for volunteer in (sam, kim):
        offer = volunteer.sees("Someone would like to talk.", "Press Take if you are free.")
        assert buttons(offer) == ["Take"]
        assert "Robin" not in offer.text
        volunteer.sees_nothing()

    await kim.presses("Take")
    assert buttons(kim.sees("You took this conversation.")) == []
    kim.sees("Robin would like to talk.", "Robin sees you as Kim", "Your shift ends at 20:00.")
    kim.sees("one")
    kim.sees("two")
    assert buttons(sam.sees("Another person on duty took this one.")) == []
    robin.sees("Sent to Kim, on duty until 20:00.")

    await robin.says("three")
    kim.sees("three")
    await kim.says("hello Robin")
    robin.sees("hello Robin")
    sam.sees_nothing()


async def test_a_late_press_is_answered_kindly(sam: Actor, kim: Actor, robin: Actor) -> None:
    await robin.says("hello")
    offer = sam.sees("Someone would like to talk.")
    await kim.presses("Take")
    for actor in (sam, kim, robin):
        actor.skips()
    await sam.presses("Take", offer)
    sam.sees_alert("Someone else took this one.")
    await kim.says("I am here")
    robin.sees("I am here")


async def test_two_presses_at_the_same_moment(play: Stage, sam: Actor, kim: Actor, robin: Actor) -> None:
    await robin.says("hello")
    robin.skips()
    for volunteer in (sam, kim):
        volunteer.phone.presses(volunteer.sees("Someone would like to talk.").message_id, "Take")
    await play.quiet()
    sam.sees("You took this conversation.")
    sam.sees("Robin would like to talk.")
    sam.sees("hello")
    kim.sees("Another person on duty took this one.")
    kim.sees_alert("Someone else took this one.")
    robin.sees("Sent to Sam")


async def test_whoever_took_it_may_press_again(sam: Actor, kim: Actor, robin: Actor) -> None:
    await robin.says("hello")
    offer = sam.sees("Someone would like to talk.")
    await sam.presses("Take", offer)
    for actor in (sam, kim, robin):
        actor.skips()
    await sam.presses("Take", offer)
    sam.sees_nothing()
    robin.sees_nothing()


async def test_take_can_be_typed(sam: Actor, kim: Actor, robin: Actor) -> None:
    await sam.says("Take")
    sam.sees("This offer has ended.")
    await robin.says("hello")
    robin.skips()
    await sam.says("take")
    sam.sees("You took this conversation.")
    sam.sees("Robin would like to talk.")
    sam.sees("hello")
    kim.sees("Another person on duty took this one.")
    robin.sees("Sent to Sam")
    await sam.says("Take")
    sam.sees("This offer has ended.")
    robin.sees_nothing()


async def test_a_press_after_the_shift(play: Stage, sam: Actor, kim: Actor, robin: Actor) -> None:
    await robin.says("hello")
    offer = kim.sees("Someone would like to talk.")
    await play.forward(hours=3, minutes=1)
    assert buttons(kim.sees("Someone wanted to talk.", "This offer has ended.")) == []
    kim.sees("Your shift has ended.")
    await kim.presses("Take", offer)
    kim.sees_alert("You are not on duty now.")
    for actor in (play.actor("Ada"), robin):  # five minutes passed without an answer
        actor.skips()

    await sam.presses("Take")
    sam.sees("You took this conversation.")
    sam.sees("Robin would like to talk.", "has waited 3 hours")
    sam.sees("hello")
    robin.sees("Sent to Sam")
    kim.sees_nothing()


async def test_offers_end_when_the_last_shift_ends(play: Stage, sam: Actor, kim: Actor, robin: Actor) -> None:
    await robin.says("hello")
    offer = sam.sees("Someone would like to talk.")
    kim.skips()
    await play.forward(hours=4)
    sam.sees("This offer has ended.")
    sam.sees("Your shift has ended.")
    for actor in (kim, play.actor("Ada")):
        actor.skips()
    robin.sees("2 people are on duty.")
    robin.sees("No one is on duty now. What you wrote last has had no answer.", "It waits", "on Tuesday 1 December")
    await sam.presses("Take", offer)
    sam.sees_alert("You are not on duty now.")


async def test_nobody_is_offered_their_own_conversation(play: Stage) -> None:
    kim = await play.volunteer("Kim", "tue 18:00-21:00")
    await play.volunteer("Sam", "tue 18:00-21:00")
    await play.volunteer("Lee", "tue 18:00-21:00")
    await play.joins_as("Kim", "member", "Kingfisher")
    await kim.says("I could do with a chat myself")
    kim.sees("No one is on duty now.")
    await kim.presses("Pass it on")
    kim.sees("It will wait for the next person on duty")

    await play.at(18)
    kim.sees("Your shift has started.", "Nobody is waiting now.")
    kim.sees("2 people are on duty.")
    for name in ("Sam", "Lee"):
        play.actor(name).sees("Your shift has started.", "One person is waiting.")
        play.actor(name).sees("Someone would like to talk.")
    await play.actor("Lee").presses("Take")
    play.actor("Sam").skips()
    play.actor("Lee").sees("You took this conversation.")
    play.actor("Lee").sees("Kingfisher would like to talk.", "Kingfisher sees you as Lee")
    play.actor("Lee").sees("I could do with a chat myself")
    kim.sees("Sent to Lee")
    await play.actor("Lee").says("I am listening")
    kim.sees("I am listening")
    await kim.says("thank you")
    play.actor("Lee").sees("thank you")


async def test_nobody_takes_it_in_time(play: Stage, sam: Actor, kim: Actor, robin: Actor) -> None:
    await robin.says("hello")
    robin.sees("2 people are on duty.")
    await play.forward(minutes=4)
    robin.sees_nothing()
    await play.forward(minutes=1)
    robin.sees("Nobody has answered yet.", "told the coordinators", "116 123")
    ada = play.actor("Ada")
    ada.sees("Robin has waited 5 minutes for an answer.", "On duty now: Sam and Kim.")
    for name in ("Sam", "Kim"):
        ada.sees(f"{name} is on the rota until", 'has not said "I\'m here"')
    await play.forward(minutes=30)
    robin.sees_nothing()
    await sam.presses("Take")
    for actor in (sam, kim):
        actor.skips()
    robin.sees("Sent to Sam")


async def test_a_third_who_comes_on_duty_is_asked_too(play: Stage, sam: Actor, kim: Actor, robin: Actor) -> None:
    lee = await play.volunteer("Lee", "tue 18:00-21:00")
    await robin.says("hello")
    for actor in (sam, kim, robin):
        actor.skips()
    await play.at(18)
    lee.sees("Your shift has started.", "One person is waiting.")
    lee.sees("Someone would like to talk.")
    await lee.presses("Take")
    for actor in (sam, kim, play.actor("Ada")):
        actor.skips()
    lee.sees("You took this conversation.")
    lee.sees("Robin would like to talk.", "has waited 1 hour")
    lee.sees("hello")
    robin.sees("Nobody has answered yet.")
    robin.sees("Sent to Lee, on duty until 21:00.")


async def test_five_offers_at_a_time_and_who_waits_longest_comes_first(play: Stage, sam: Actor, kim: Actor) -> None:
    members = [await play.member(name) for name in ("Ann", "Bea", "Cal", "Dot", "Eli", "Fay", "Gil")]
    for member in members:
        await member.says("are you there?")
    for member in members[:5]:
        member.sees("2 people are on duty.", "The first one who is free will answer")
    for member in members[5:]:
        member.sees("Nobody on duty is free just now. It may be a while.")
    offers = [sam.sees("Someone would like to talk.") for _ in range(5)]
    assert len([kim.sees("Someone would like to talk.") for _ in range(5)]) == 5
    sam.sees_nothing()
    kim.sees_nothing()

    await sam.presses("Take", offers[1])
    members[1].sees("Sent to Sam")
    sam.sees("You took this conversation.")
    sam.sees("Bea would like to talk.")
    sam.sees("are you there?")
    kim.sees("Another person on duty took this one.")
    # Fay is offered to Kim first, who has none yet, and Gil to Sam, who has room for one more offer too.
    sam.sees("Someone would like to talk.")
    kim.sees("Someone would like to talk.")
    for member in members[5:]:
        member.sees("2 people are on duty.", "The first one who is free will answer")
    for actor in (sam, kim, *members):
        actor.sees_nothing()


async def test_who_has_nobody_comes_before_who_has_somebody_that_does_not_answer(play: Stage) -> None:
    ada, sam, kim = play.actor("Ada"), await play.on_duty("Sam"), await play.volunteer("Kim", "tue 17:02-21:00")
    await ada.says("/settings at once 10")
    members = [await play.member(name) for name in ("Ann", "Bea", "Cal", "Dot", "Eli", "Fay")]
    for member in members:
        await member.says("are you there?")
    await play.at(17, 3)
    await kim.says("I'm here")
    for actor in (ada, sam, kim, *members):
        actor.skips()
    await play.at(17, 6)
    assert len([kim.sees("Someone would like to talk.") for _ in range(5)]) == 5
    kim.sees_nothing()
    gil = await play.member("Gil")
    await gil.says("hello")
    kim.sees("Someone would like to talk.")
    for actor in (ada, sam, kim, gil, *members):
        actor.skips()
