"""Shifts start, change and end; nobody is left in between, and nobody is reached outside their shift."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.world import Actor, Stage, stage


@pytest.fixture
async def sam(play: Stage) -> Actor:
    """Sam is on from 18:00 to 20:00; it is 17:00."""
    return await play.volunteer("Sam", "tue 18:00-20:00")


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    return await play.member("Robin")


async def talking(play: Stage, robin: Actor, sam: Actor) -> None:
    """Half an hour into the shift Robin and Sam have exchanged a word."""
    await play.at(18, 30)
    await robin.says("hello")
    await sam.says("hello Robin")
    for actor in (robin, sam):
        actor.skips()


async def test_start_and_end(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.at(17, 59)
    sam.sees_nothing()
    await play.at(18)
    sam.sees("Your shift has started. It ends at 20:00.", "Nobody is waiting now.")
    await sam.presses("I'm here")
    sam.sees("Thank you. You are on duty until 20:00.")
    await play.at(19, 59)
    sam.sees_nothing()
    await play.at(20)
    sam.sees("Your shift has ended. Thank you.", "Nobody can reach you here until your next shift.")
    await play.at(18, days=7)
    sam.sees("Your shift has started. It ends at 20:00.")


async def test_a_kind_word_at_the_end(play: Stage, sam: Actor, robin: Actor) -> None:
    await talking(play, robin, sam)
    await play.at(20)
    sam.sees("Your shift has ended.", "How are you now?")
    robin.sees("Sam's shift has ended. Thank you for talking.", "No one is on duty now.", "1 December", "116 123")
    robin.sees("How are you now, after talking with Sam?")


async def test_out_of_reach_after_the_end(play: Stage, sam: Actor, robin: Actor) -> None:
    await talking(play, robin, sam)
    heard = next(one for one in sam.phone.screen if one.text == "hello")
    await play.at(20)
    for actor in (robin, sam):
        actor.skips()
    await sam.says("one more thing", reply_to=heard)
    sam.sees("You are not on duty now. I sent this to no one.", "116 123")
    await sam.edits(next(one for one in sam.phone.screen if one.text == "hello Robin").message_id, "hello again")
    sam.sees("I did not pass on what you changed.")
    await sam.says("/close")
    sam.sees("You have no open conversation.")
    robin.sees_nothing()
    await robin.says("are you still there?", reply_to=next(o for o in robin.phone.screen if o.text == "hello Robin"))
    robin.sees("No one is on duty now. Your message has not been read.", "116 123")
    sam.sees_nothing()


async def test_a_late_reply_is_not_taken_for_a_members_message(play: Stage, sam: Actor, robin: Actor) -> None:
    """Sam is a member too, and Kim is on duty: what Sam replies to Robin is not for Kim."""
    kim = await play.volunteer("Kim", "tue 20:00-22:00")
    await play.joins_as("Sam", "member", "Sparrow")
    await talking(play, robin, sam)
    heard = next(one for one in sam.phone.screen if one.text == "hello")
    await play.at(20)
    for actor in (robin, sam, kim):
        actor.skips()
    await sam.says("one more thing", reply_to=heard)
    sam.sees("You are not on duty now. I sent this to no one.")
    kim.sees_nothing()
    await sam.says("may I talk myself?")
    asked = sam.sees("You are not on duty now. I sent this to no one yet.")
    kim.sees_nothing()
    await sam.presses("I'd like to talk", asked)
    assert [one.text for one in sam.unread()][-1].startswith("Sent to Kim")
    sam.skips()
    kim.sees("Sparrow would like to talk.")
    kim.sees("may I talk myself?")


async def test_handed_over_to_the_next(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim", "tue 20:00-22:00")
    await talking(play, robin, sam)
    await play.at(20)
    sam.sees("Your shift has ended.")
    kim.sees("Your shift has started. It ends at 22:00.", "Nobody is waiting now.")
    kim.sees("Robin was talking with Sam, whose shift has ended.", "Robin sees you as Kim", "ends at 22:00")
    robin.sees("Sam's shift has ended.", "Your messages now go to Kim, on duty until 22:00.")
    await robin.says("hello Kim")
    kim.sees("hello Kim")
    await kim.says("hello Robin")
    robin.sees("hello Robin")
    sam.sees_nothing()


async def test_handed_over_to_one_of_several(play: Stage, sam: Actor, robin: Actor) -> None:
    kim, lee = await play.volunteer("Kim", "tue 20:00-22:00"), await play.volunteer("Lee", "tue 19:30-22:00")
    await talking(play, robin, sam)
    await play.at(20)
    sam.sees("Your shift has ended.")
    lee.sees("Your shift starts today at 19:30.")
    for actor in (kim, lee):
        actor.sees("Your shift has started.")
        actor.sees("Someone would like to talk.")
    robin.sees("Sam's shift has ended.", "I have asked the others on duty.")
    await lee.presses("Take")
    lee.sees("You took this conversation.")
    lee.sees("Robin would like to talk.")
    kim.sees("Another person on duty took this one.")
    robin.sees("Lee is here for you now, on duty until 22:00.")


async def test_who_waits_is_offered_at_the_start(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim", "tue 18:00-20:00")
    await robin.says("whenever someone is there")
    await robin.presses("Pass it on")
    robin.skips()
    await play.at(18)
    for actor in (sam, kim):
        actor.sees("Your shift has started.", "One person is waiting.")
        assert "whenever" not in actor.sees("Someone would like to talk.").text
    robin.sees("2 people are on duty.")
    await kim.presses("Take")
    sam.sees("Another person on duty took this one.")
    kim.sees("You took this conversation.")
    kim.sees("Robin would like to talk.", "has waited 1 hour")
    kim.sees("whenever someone is there")
    robin.sees("Sent to Kim")


async def test_one_shift_after_another(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.on_rota("Sam", "tue 20:00-22:00")
    await talking(play, robin, sam)
    await play.at(20)
    sam.sees("Your next shift has started.", "You are now on duty until 22:00.")
    robin.sees_nothing()
    await robin.says("still there?")
    sam.sees("still there?")
    await sam.says("I am")
    robin.sees("I am")
    await play.at(22)
    sam.sees("Your shift has ended.")
    robin.sees("Sam's shift has ended. Thank you for talking.")
    robin.sees("How are you now")
    play.actor("Ada").skips()


async def test_a_shift_inside_another_changes_nothing(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.on_rota("Sam", "tue 18:30-19:30")
    await play.at(18)
    sam.sees("Your shift has started. It ends at 20:00.")
    await sam.presses("I'm here")
    sam.sees("Thank you. You are on duty until 20:00.")
    await play.at(18, 30)
    await play.at(19, 30)
    sam.sees_nothing()
    await play.at(20)
    sam.sees("Your shift has ended.")


async def test_what_was_on_its_way_at_the_end_waits(play: Stage, sam: Actor, robin: Actor) -> None:
    await talking(play, robin, sam)
    await play.at(19, 59)
    for actor in (robin, sam):
        actor.sees("shift ends at 20:00")
    play.world.faults.next("copyMessage", "429", retry_after=1)
    robin.phone.says("one last thing")
    await asyncio.sleep(0.2)
    await play.at(20)
    sam.sees("Your shift has ended.")
    robin.sees("No one is on duty now. What you wrote last has had no answer.", "It waits", "1 December", "116 123")
    await play.at(18, days=7)
    sam.sees("Your shift has started.", "One person is waiting.")
    sam.sees("Robin would like to talk.", "What follows has waited 6 days.")
    sam.sees("one last thing")
    robin.sees("Sent to Sam")


async def test_what_was_on_its_way_at_the_end_comes_when_the_next_shift_is_theirs_too(
    play: Stage, sam: Actor, robin: Actor
) -> None:
    await play.on_rota("Sam", "tue 20:00-22:00")
    await talking(play, robin, sam)
    await play.at(19, 59)
    play.world.faults.next("copyMessage", "429", retry_after=1)
    robin.phone.says("one last thing")
    await asyncio.sleep(0.2)
    play.turn_clock_to(20)
    await robin.says("and one more")
    came = [one.text for one in sam.unread() if not one.text.startswith("Your next shift has started.")]
    assert came == ["one last thing", "and one more"]
    sam.skips()
    robin.sees_nothing()


async def test_who_speaks_is_said_too_when_the_next_shift_is_theirs(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.on_rota("Sam", "tue 20:00-22:00")
    await play.at(19, 59)
    for actor in (sam, play.actor("Ada")):
        actor.skips()
    play.world.faults.next("sendMessage", "429", times=2, retry_after=1)
    robin.phone.says("hello")
    await asyncio.sleep(0.2)
    await play.at(20)
    came = [one.text for one in sam.unread() if not one.text.startswith("Your next shift has started.")]
    assert [text.splitlines()[0] for text in came] == ["Robin would like to talk.", "hello"]
    for actor in (sam, robin, play.actor("Ada")):
        actor.skips()


async def test_unshift_while_it_runs(play: Stage, sam: Actor, robin: Actor) -> None:
    await talking(play, robin, sam)
    ada = play.actor("Ada")
    await ada.says("/unshift 1")
    ada.sees("Taken off the rota: Sam, Tuesdays 18:00-20:00.", "/undo")
    sam.sees("Your shifts have changed.", "No longer yours:", "Tuesday 24 November, 18:30-20:00", "and 7 more")
    sam.sees("Your shift has ended.")
    robin.sees("Sam's shift has ended. Thank you for talking.", "I do not know yet when someone is on next.")
    robin.sees("How are you now, after talking with Sam?")
    await play.at(18, days=7)
    sam.sees_nothing()


async def test_put_on_the_rota_while_someone_waits(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("please tell them")
    await robin.presses("Pass it on")
    robin.skips()
    await play.on_rota("Sam", "tue 16:00-18:00")
    sam.sees("Your shift has started. It ends at 18:00.", "One person is waiting.")
    sam.sees("Robin would like to talk.")
    sam.sees("please tell them")
    robin.sees("Sent to Sam")


async def test_the_autumn_night(tmp_path: Path) -> None:
    """01:30 shows twice: a shift up to it lasts until the second, one from it starts at the first."""
    async with stage(tmp_path, at=datetime(2026, 10, 24, 20, 0, tzinfo=UTC)) as play:
        sam, kim = await play.volunteer("Sam", "sat 22:00-01:30"), await play.volunteer("Kim", "sun 01:30-03:00")
        await play.at(22)
        sam.sees("Your shift has started. It ends at 01:30 tomorrow.")
        await sam.presses("I'm here")
        sam.skips()
        play.clock.set(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
        await play.quiet()
        kim.sees("Your shift has started. It ends at 03:00.")
        await kim.presses("I'm here")
        kim.skips()
        sam.sees_nothing()
        play.clock.set(datetime(2026, 10, 25, 1, 29, tzinfo=UTC))
        await play.quiet()
        sam.sees_nothing()
        await play.forward(minutes=1)
        sam.sees("Your shift has ended.")
        await play.forward(hours=1, minutes=30)
        kim.sees("Your shift has ended.")


async def test_the_spring_night(tmp_path: Path) -> None:
    """01:30 is skipped: a shift up to it ends, and one from it starts, when the clocks go forward."""
    async with stage(tmp_path, at=datetime(2027, 3, 27, 20, 0, tzinfo=UTC)) as play:
        sam, kim = await play.volunteer("Sam", "sat 22:00-01:30"), await play.volunteer("Kim", "sun 01:30-03:00")
        await play.at(22)
        await sam.presses("I'm here")
        sam.skips()
        play.clock.set(datetime(2027, 3, 28, 0, 59, tzinfo=UTC))
        await play.quiet()
        kim.sees("Your shift starts today at 02:00.", "It ends at 03:00.")
        await play.forward(minutes=1)
        sam.sees("Your shift has ended.")
        kim.sees("Your shift has started. It ends at 03:00.")
        await kim.presses("I'm here")
        kim.skips()
        await play.forward(hours=1)
        kim.sees("Your shift has ended.")


async def test_off_over_a_change_of_shift(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim", "tue 20:00-22:00")
    await talking(play, robin, sam)
    await play.stops()
    robin.phone.says("are you still there?")
    play.turn_clock_to(20, 10)
    await play.starts()
    await play.quiet()
    sam.sees("Your shift has ended.")
    kim.sees("Your shift has started. It ends at 22:00.")
    kim.sees("Robin was talking with Sam, whose shift has ended.")
    kim.sees("are you still there?")
    robin.sees("Sam's shift has ended.", "Your messages now go to Kim")


async def test_off_over_a_whole_shift(play: Stage, sam: Actor, robin: Actor) -> None:
    """Nobody hears that a shift began that is over; whoever waited for it hears that they wait still."""
    await robin.says("please tell them")
    await robin.presses("Pass it on")
    robin.skips()
    await play.stops()
    play.turn_clock_to(21)
    await play.starts()
    await play.quiet()
    sam.sees_nothing()
    robin.sees("No one is on duty now. What you wrote last has had no answer.", "on Tuesday 1 December", "116 123")


async def test_off_since_the_start(play: Stage, sam: Actor, robin: Actor) -> None:
    """An hour later it is no news that the shift began; who waits is brought all the same."""
    await robin.says("please tell them")
    await robin.presses("Pass it on")
    robin.skips()
    await play.stops()
    play.turn_clock_to(19)
    await play.starts()
    await play.quiet()
    sam.sees("Your shift has started.", "One person is waiting.")
    sam.sees("Robin would like to talk.", "has waited 2 hours")
    sam.sees("please tell them")
    robin.sees("Sent to Sam")


async def test_off_for_days(play: Stage, sam: Actor, robin: Actor) -> None:
    await talking(play, robin, sam)
    await play.stops()
    play.turn_clock_to(12, days=3)
    await play.starts()
    await play.quiet()
    sam.sees_nothing()
    robin.sees_nothing()
    await robin.says("hello?")
    robin.sees("No one is on duty now.")
    sam.sees_nothing()


async def test_on_the_rota_far_ahead(play: Stage, sam: Actor) -> None:
    """The duties are worked out again every hour, so a weekly shift never runs out."""
    await play.stops()
    play.turn_clock_to(17, days=7 * 20)
    await play.starts()
    await play.at(18)
    sam.sees("Your shift has started. It ends at 20:00.")
