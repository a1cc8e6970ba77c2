"""Several on duty: who is asked first, who is not asked at all, and what happens when everybody is busy."""

import pytest

from tests.world import Actor, Stage, buttons

EVENING = "tue 17:00-23:00"


@pytest.fixture
async def sam(play: Stage) -> Actor:
    return await play.volunteer("Sam", EVENING)


@pytest.fixture
async def kim(play: Stage, sam: Actor) -> Actor:
    kim = await play.volunteer("Kim", EVENING)
    for actor in (sam, kim):
        await actor.says("I'm here")
        actor.skips()
    return kim


@pytest.fixture
async def robin(play: Stage, kim: Actor) -> Actor:
    return await play.member("Robin")


async def says_of_themselves(actor: Actor, *sayings: str) -> None:
    await actor.says(f"/me {sayings[0]}")
    actor.sees("Nothing is saved yet. May I use what you say of yourself?")
    await actor.presses("Yes, use it")
    actor.sees("Thank you. Now write it again")
    for saying in sayings:
        await actor.says(f"/me {saying}")
        actor.sees("Here you are called")


async def test_whoever_has_least_is_asked_first(play: Stage, sam: Actor, kim: Actor, robin: Actor) -> None:
    jo = await play.member("Jo")
    await robin.says("I am Robin")
    await kim.presses("Take")
    for actor in (sam, kim, robin):
        actor.skips()
    await jo.says("I am Jo")
    jo.sees("2 people are on duty.")
    sam.sees("Someone would like to talk.")
    kim.sees_nothing()
    await play.forward(minutes=1)
    kim.sees("Someone would like to talk.")
    await kim.presses("Take")
    sam.sees("Another person on duty took this one.")
    kim.sees("You took this conversation.")
    kim.sees("Jo would like to talk.")
    kim.sees("I am Jo")
    jo.sees("Sent to Kim")


async def test_those_who_would_both_talk_again_come_first(play: Stage, sam: Actor, kim: Actor, robin: Actor) -> None:
    await robin.says("hello")
    robin.skips()
    await kim.presses("Take")
    await kim.says("hello Robin")
    await kim.says("/close")
    robin.sees("Sent to Kim")
    robin.sees("hello Robin")
    robin.sees("Kim has ended this conversation.")
    asked = robin.sees("How are you now, after talking with Kim?")
    assert buttons(asked)[-2:] == ["Talk with Kim again", "Please don't pair me with Kim"]
    await robin.presses("Talk with Kim again", asked)
    robin.sees("If Kim wishes it too, I ask Kim first when you next meet here.")
    for actor in (sam, kim):
        actor.skips()
    # One of the two alone does not count.
    await robin.says("me again")
    robin.sees("2 people are on duty.")
    sam.sees("Someone would like to talk.")
    kim.sees("Someone would like to talk.")
    await robin.says("not now")
    robin.sees("All right. Nothing is passed on.")
    for actor in (sam, kim):
        actor.skips()
    await kim.says("/me again Robin")
    kim.sees("If Robin wishes it too")
    await robin.says("and once more")
    robin.sees("2 people are on duty.")
    kim.sees("Someone would like to talk.")
    sam.sees_nothing()
    await play.forward(minutes=1)
    sam.sees("Someone would like to talk.")


async def test_what_a_member_asks_for_comes_before_who_has_least(
    play: Stage, sam: Actor, kim: Actor, robin: Actor
) -> None:
    await says_of_themselves(kim, "language English, Polish", "gender woman")
    await says_of_themselves(robin, "ask language polish", "language Polish")
    jo = await play.member("Jo")
    await jo.says("I am Jo")
    await kim.presses("Take")
    for actor in (sam, kim, jo):
        actor.skips()
    await robin.says("dobry wieczór")
    robin.sees("2 people are on duty.")
    kim.sees("Someone would like to talk.")
    sam.sees_nothing()
    await kim.presses("Take")
    kim.sees("You took this conversation.")
    kim.sees("Robin would like to talk.\nRobin says: language: Polish.")
    kim.sees("dobry wieczór")
    robin.sees("Sent to Kim")


async def test_a_volunteer_may_ask_for_something_too(play: Stage, sam: Actor, kim: Actor, robin: Actor) -> None:
    await says_of_themselves(robin, "age 30s")
    await says_of_themselves(sam, "ask age 30s, 40s")
    await robin.says("hello")
    robin.sees("2 people are on duty.")
    sam.sees("Someone would like to talk.")
    kim.sees_nothing()
    await robin.says("/me forget")
    robin.sees("I have forgotten what you said of yourself")
    await robin.says("/me")
    robin.sees("You have said nothing more of yourself.")
    await play.forward(minutes=1)
    kim.sees("Someone would like to talk.")


async def test_what_is_said_of_oneself(robin: Actor) -> None:
    await says_of_themselves(robin, "lgbt yes, bi", "faith <none> & proud")
    await robin.says("/me")
    robin.sees("LGBT+: yes, bi, faith: <none> & proud", "You ask for nothing")
    await robin.says("/me faith off")
    shown = robin.sees("LGBT+: yes, bi")
    assert "faith:" not in shown.text
    for wrong in ("/me shoes 43", "/me ask", "/me gender", "/me gender " + "x" * 90):
        await robin.says(wrong)
        robin.sees("I did not understand", "Nothing was changed", "/me gender woman")
    await robin.says("/me again Nobody")
    robin.sees("I do not know whom you mean", "Nothing was changed")


async def test_not_with_this_person(play: Stage, sam: Actor, kim: Actor, robin: Actor) -> None:
    await robin.says("/me not sam")
    robin.sees("I will not pair you with Sam.", "Nobody is told")
    await robin.says("hello")
    robin.sees("2 people are on duty.")  # as ever, so that nobody can tell
    kim.sees("Someone would like to talk.")
    await kim.presses("Take")
    robin.sees("Sent to Kim")
    kim.skips()
    await play.forward(minutes=5)
    robin.sees("Nobody has answered yet.", "I have told the coordinators")
    play.actor("Ada").sees("Robin has waited 5 minutes")
    await kim.says("/duty back")
    # Sam is on duty still, and is not asked: as if there were no room.
    robin.sees("Kim's shift has ended.", "Nobody else on duty is free just now.")
    kim.skips()
    play.actor("Ada").skips()
    await robin.says("is nobody there?")
    robin.sees_nothing()
    await play.forward(minutes=5)
    robin.sees("I have told the coordinators", "116 123")
    play.actor("Ada").sees("Robin has waited 10 minutes")
    sam.sees_nothing()
    await robin.says("/me any Sam")
    robin.sees("I have forgotten what you wished about Sam.")
    await robin.says("/me")
    assert "not paired" not in robin.sees("Here you are called Robin.").text


async def test_not_with_this_member_and_nobody_learns_it(play: Stage, sam: Actor, kim: Actor, robin: Actor) -> None:
    await robin.says("hello")
    await sam.presses("Take")
    await sam.says("hello Robin")
    for actor in (sam, kim, robin):
        actor.skips()
    await sam.says("/close")
    closed = sam.sees("The conversation with Robin has ended.")
    await sam.presses("Please don't pair me with Robin", closed)
    sam.sees("I will not pair you with Robin.", "Nobody is told")
    robin.skips()
    await robin.says("me again")
    robin.sees("2 people are on duty.")
    kim.sees("Someone would like to talk.")
    sam.sees_nothing()
    await kim.presses("Take")
    robin.sees("Sent to Kim")
    kim.skips()
    await sam.says("/me")
    sam.sees("You are not paired with: Robin")


async def test_everybody_has_as_many_as_allowed(play: Stage, sam: Actor, kim: Actor) -> None:
    ada = play.actor("Ada")
    await ada.says("/settings at once 1")
    ada.sees("At most one conversation at once for each volunteer.")
    members = [await play.member(name) for name in ("Robin", "Jo", "Lou")]
    for member, volunteer in zip(members[:2], (sam, kim), strict=True):
        await member.says("hello")
        await volunteer.presses("Take")
        await volunteer.says("hello there")
        for actor in (*members, sam, kim):
            actor.skips()
    lou = members[2]
    await lou.says("hello?")
    lou.sees("Nobody on duty is free just now. It may be a while.", "Nobody has answered it yet", "/urgent")
    await lou.says("I can wait")
    lou.sees_nothing()
    sam.sees_nothing()
    await sam.says("/duty")
    assert buttons(sam.sees("You are talking with:\nRobin, since 17:00", "One person is waiting."))[0] == "Step back"
    await kim.says("/close")
    kim.sees("The conversation with Jo has ended.")
    members[1].skips()
    lou.sees("2 people are on duty.")
    kim.sees("Someone would like to talk.")
    sam.sees_nothing()
    await kim.presses("Take")
    kim.sees("You took this conversation.")
    kim.sees("Lou would like to talk.")
    kim.sees("hello?")
    kim.sees("I can wait")
    lou.sees("Sent to Kim")


async def test_the_only_one_is_busy_and_nobody_comes_free(play: Stage) -> None:
    ada = play.actor("Ada")
    await ada.says("/settings at once 1")
    ada.skips()
    sam = await play.volunteer("Sam", EVENING)
    robin, jo = await play.member("Robin"), await play.member("Jo")
    await robin.says("hello")
    await sam.says("hello Robin")
    for actor in (sam, robin):
        actor.skips()
    await jo.says("hello?")
    jo.sees("Nobody on duty is free just now. It may be a while.")
    await play.forward(minutes=5)
    jo.sees("Nobody is free just now.", "I have told the coordinators", "116 123")
    ada.sees("Jo has waited 5 minutes for an answer.", "On duty now: Sam.")
    sam.sees_nothing()
    await sam.says("/close")
    sam.sees("The conversation with Robin has ended.")
    robin.skips()
    sam.sees("Jo would like to talk.", "has waited 5 minutes")
    sam.sees("hello?")
    jo.sees("Sent to Sam")


@pytest.mark.parametrize("wrong", ["at once", "at once 0", "at once 21", "at once many"])
async def test_a_wrong_number_changes_nothing(play: Stage, wrong: str) -> None:
    ada = play.actor("Ada")
    await ada.says(f"/settings {wrong}")
    ada.sees("I did not understand", "Nothing was changed", "/settings at once 3")
    await ada.says("/settings")
    ada.sees("At most 3 conversations at once for each volunteer.")
