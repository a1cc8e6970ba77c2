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


async def ada_waits(play: Stage, sam: Actor, robin: Actor) -> tuple[Actor, Actor]:
    """Robin has an answer; Ada, a coordinator like Eve, has written as a member."""
    ada, eve = play.actor("Ada"), await play.joins_as("Eve", "coordinator", "Eve")
    await sam.says("hello")
    await play.joins_as("Ada", "member", "Acorn")
    await ada.says("may I talk too?")
    for actor in (sam, robin, ada):
        actor.skips()
    return ada, eve


async def test_a_coordinator_is_not_told_of_themselves(play: Stage, sam: Actor, robin: Actor) -> None:
    ada, eve = await ada_waits(play, sam, robin)
    await play.forward(minutes=5)
    ada.sees("Nobody has answered yet.")
    eve.sees("Acorn has waited 5 minutes for an answer.")
    ada.sees_nothing()


async def test_off_when_it_was_due(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.stops()
    play.clock.forward(timedelta(minutes=50))
    await play.starts()
    await play.quiet()
    robin.sees("Nobody has answered yet.")
    play.actor("Ada").sees("Robin has waited 50 minutes")
    play.actor("Ada").sees("Sam is on the rota until 21:00, but")


async def test_coordinators_hear_of_many_together_and_once_a_minute(play: Stage, sam: Actor, robin: Actor) -> None:
    ada = play.actor("Ada")
    await sam.says("hello")
    await sam.says("I'm here")
    waiting = [await play.member(f"Jo {letter}") for letter in "ABCDEFGHIJK"]
    await play.forward(minutes=1)
    for jo in waiting:
        await jo.says("hello")
    for actor in (robin, sam, ada, *waiting):
        actor.skips()
    await play.forward(minutes=5)
    for jo in waiting:
        jo.sees("I have told the coordinators")
    names = "Jo A, Jo B, Jo C, Jo D, Jo E, Jo F, Jo G, Jo H, Jo I and Jo J, and one more."
    ada.sees(f"11 people are waiting for an answer: {names}", "The longest wait is 5 minutes.", "On duty now: Sam.")
    ada.sees_nothing()


async def test_who_comes_to_wait_in_the_same_minute_is_named_after_it(play: Stage) -> None:
    sam, ada = await play.on_duty("Sam"), play.actor("Ada")
    robin, pat, max_ = [await play.member(name) for name in ("Robin", "Pat", "Max")]
    for actor in (robin, pat, max_):
        await actor.says("hello")
        await play.forward(seconds=20)
    for actor in (robin, pat, max_, sam):
        actor.skips()
    await play.forward(minutes=4)
    robin.sees("I have told the coordinators")
    ada.sees("Robin has waited 5 minutes for an answer.", "On duty now: Sam.")
    await play.forward(seconds=40)
    for actor in (pat, max_):
        actor.sees("I have told the coordinators")
    await play.forward(seconds=15)
    ada.sees_nothing()
    await play.forward(seconds=5)
    ada.sees("2 people are waiting for an answer: Pat and Max.", "The longest wait is 6 minutes.")
    await play.forward(minutes=30)
    ada.sees_nothing()


async def test_who_is_answered_before_coordinators_hear_of_them_is_not_named(play: Stage) -> None:
    sam, ada = await play.on_duty("Sam"), play.actor("Ada")
    robin, pat = [await play.member(name) for name in ("Robin", "Pat")]
    for actor in (robin, pat):
        await actor.says("hello")
        await play.forward(seconds=20)
    for actor in (robin, pat, sam):
        actor.skips()
    await play.forward(minutes=4, seconds=20)
    robin.sees("I have told the coordinators")
    ada.sees("Robin has waited 5 minutes")
    await play.forward(seconds=20)
    pat.sees("I have told the coordinators")
    await sam.says("hello Pat", reply_to=next(one for one in reversed(sam.phone.screen) if one.text == "hello"))
    for actor in (pat, sam):
        actor.skips()
    await play.forward(minutes=2)
    ada.sees_nothing()


async def test_a_coordinator_who_waits_hears_only_of_the_others(play: Stage, sam: Actor, robin: Actor) -> None:
    pat = await play.member("Pat")
    ada, eve = await ada_waits(play, sam, robin)
    await pat.says("and I?")
    for actor in (sam, pat):
        actor.skips()
    await play.forward(minutes=5)
    pat.sees("I have told the coordinators")
    eve.sees("2 people are waiting for an answer: Acorn and Pat.")
    ada.sees("Nobody has answered yet.")
    ada.sees("Pat has waited 5 minutes for an answer.")


async def test_a_backup_who_is_away_is_not_asked(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim")
    await play.actor("Ada").says("/volunteers Kim backup")
    await kim.says("/away today-tomorrow")
    for actor in (kim, play.actor("Ada")):
        actor.skips()
    await play.forward(minutes=5)
    kim.sees_nothing()
    robin.sees("Nobody has answered yet.")
    play.actor("Ada").sees("Robin has waited 5 minutes for an answer.")
    play.actor("Ada").skips()


@pytest.mark.parametrize(("at", "asked"), [((23, 20), True), ((23, 40), False)])
async def test_a_backup_who_will_be_away_before_the_offer_ends_is_not_asked(
    play: Stage, at: tuple[int, int], asked: bool
) -> None:
    sam, robin, kim = (
        await play.on_duty("Sam", "tue 17:00-02:00"),
        await play.member("Robin"),
        await play.volunteer("Kim"),
    )
    await play.actor("Ada").says("/volunteers Kim backup")
    await kim.says("/away tomorrow")
    await play.at(*at)
    for actor in (sam, robin, kim, play.actor("Ada")):
        actor.skips()
    await robin.says("hello")
    sam.skips()
    await play.forward(minutes=5)
    if asked:
        kim.sees("You are a backup")
    kim.sees_nothing()
    robin.sees("Sent to Sam, on duty until 02:00 tomorrow.")
    robin.sees("I have now asked someone who can step in." if asked else "I have told the coordinators")
    if not asked:
        play.actor("Ada").sees("Robin has waited 5 minutes for an answer.")
