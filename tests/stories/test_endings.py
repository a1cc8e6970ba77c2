"""How conversations and shifts end: announced in time, with a kind word and a question that may stay unanswered."""

import pytest

from tests.world import Actor, Stage, buttons


@pytest.fixture
async def sam(play: Stage) -> Actor:
    return await play.on_duty("Sam")


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    """Robin is talking with Sam."""
    robin = await play.member("Robin")
    await robin.says("hello")
    robin.sees("Sent to Sam, on duty until 21:00.")
    await sam.says("hello Robin")
    for actor in (robin, sam):
        actor.skips()
    return robin


async def test_the_end_is_announced(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.at(20, 29)
    robin.sees_nothing()
    await play.at(20, 30)
    robin.sees("Sam's shift ends at 21:00.", "Nobody is on duty right after it.")
    told = sam.sees("Your shift ends at 21:00.", "You are talking with Robin.", "come to a kind end in time")
    assert buttons(told) == ["Hand over", "Close"]
    await play.at(20, 49)
    robin.sees_nothing()
    await play.at(20, 50)
    robin.sees("Sam's shift ends at 21:00.")
    sam.sees("Your shift ends at 21:00.")
    await sam.presses("Close", told)
    sam.sees("The conversation with Robin has ended.")
    robin.sees("Sam has ended this conversation. Thank you for talking.")
    robin.sees("How are you now")
    await play.at(21)
    sam.sees("Your shift has ended. Thank you.", "How are you now?")


async def test_who_comes_next_is_named(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim", "tue 21:00-23:00")
    await play.at(20, 30)
    robin.sees("Sam's shift ends at 21:00.", "After it Kim is on duty.")
    sam.sees("After you Kim is on duty.", "Robin goes on with them")
    kim.skips()


async def test_a_talk_that_begins_late_hears_the_last_announcement_only(play: Stage, sam: Actor) -> None:
    robin = await play.member("Robin")
    await play.at(20, 40)
    await robin.says("hello")
    robin.sees("Sent to Sam, on duty until 21:00.")
    await sam.says("hello Robin")
    robin.sees("hello Robin")
    sam.skips()
    await play.at(20, 50)
    robin.sees("Sam's shift ends at 21:00.")
    sam.sees("Your shift ends at 21:00.")
    await play.at(20, 59)
    robin.sees_nothing()


async def test_a_shift_that_goes_on_is_not_announced(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.on_rota("Sam", "tue 21:00-22:00")
    for hour, minute in ((20, 30), (20, 50)):
        await play.at(hour, minute)
        robin.sees_nothing()
        sam.sees_nothing()
    await play.at(21)
    sam.sees("Your next shift has started.")
    await play.at(21, 29)
    robin.sees_nothing()
    sam.sees_nothing()
    await play.at(21, 30)
    robin.sees("Sam's shift ends at 22:00.")
    sam.sees("Your shift ends at 22:00.")


# How was it?


async def test_how_it_was_is_counted_and_nothing_else(play: Stage, sam: Actor, robin: Actor) -> None:
    await sam.says("/close")
    sam.sees("The conversation with Robin has ended.")
    robin.sees("Sam has ended this conversation.")
    asked = robin.sees("How are you now, after talking with Sam?", "You do not have to answer.")
    assert buttons(asked)[:4] == ["Better", "The same", "Worse", "Rather not say"]
    await robin.presses("Better", asked)
    robin.sees("Thank you.")
    await robin.presses("Worse", asked)
    robin.sees_alert("That button no longer works.")
    ada = play.actor("Ada")
    await ada.says("/stats")
    ada.sees("November 2026: under 5 conversations, under 5 felt better")
    sam.sees_nothing()


async def test_it_can_be_typed(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("/felt better")
    robin.sees("There is no question to answer now.")
    await sam.says("/close")
    sam.skips()
    robin.skips()
    await robin.says("/felt wonderful")
    robin.sees("I did not understand", "I counted nothing", "/felt worse")
    await robin.says("/felt rather not say")
    robin.sees("Thank you.")
    await robin.says("/felt better")
    robin.sees("There is no question to answer now.")
    # Whatever is simply written is a message.
    await robin.says("worse")
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("worse")


async def test_nobody_is_asked_how_it_was_when_nobody_answered(play: Stage, sam: Actor) -> None:
    robin = await play.member("Robin")
    await robin.says("hello")
    robin.skips()
    sam.skips()
    await sam.says("/close anyway")
    sam.sees("The conversation with Robin has ended.")
    robin.sees("Sam has ended this conversation.")


async def test_the_next_one_does_not_end_it_without_a_word(play: Stage, sam: Actor, robin: Actor) -> None:
    """Sam has answered; what Robin wrote last has had no answer from anybody, and Kim is about to close."""
    await robin.says("I do not know how to go on")
    kim = await play.volunteer("Kim", "tue 21:00-23:00")
    await play.at(21)
    for actor in (sam, robin, kim):
        actor.skips()
    await kim.says("/close")
    assert buttons(kim.sees("Robin has had no answer yet. Nothing was changed.")) == ["Hand over", "Close"]
    robin.sees_nothing()
    await kim.presses("Close")
    kim.sees("The conversation with Robin has ended.")
    robin.sees("Kim has ended this conversation.", "nobody answered what you wrote last.", "116 123")
    robin.sees_nothing()


async def test_who_has_answered_can_close_after_a_last_word(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("thank you, bye")
    sam.skips()
    await sam.says("/close")
    sam.sees("The conversation with Robin has ended.")
    robin.sees("Sam has ended this conversation. Thank you for talking.")
    robin.sees("How are you now, after talking with Sam?")


async def test_counts_from_five_on(play: Stage, sam: Actor) -> None:
    robin = await play.member("Robin")
    for _ in range(5):
        await robin.says("hello")
        await sam.says("hello")
        await sam.says("/close")
        await robin.presses("Better")
    for actor in (robin, sam):
        actor.skips()
    ada = play.actor("Ada")
    await ada.says("/stats")
    ada.sees("November 2026: 5 conversations, 5 felt better", 'shown as "under 5"')


async def test_no_counts_yet(play: Stage) -> None:
    ada = play.actor("Ada")
    await ada.says("/stats")
    ada.sees("There was no conversation yet.")


# The volunteer


async def test_the_volunteer_is_asked_and_again_in_the_morning(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.at(21)
    sam.skips()
    robin.skips()
    ended = sam.phone.screen[-1]
    assert buttons(ended) == ["I'm all right", "It was hard", "I'd like to talk to someone"]
    await sam.presses("I'm all right", ended)
    sam.sees("Thank you for listening here, and for saying how you are.")
    await play.at(9, 59, days=1)
    sam.sees_nothing()
    await play.at(10)
    asked = sam.sees("Good morning. You listened here yesterday.", "You do not have to answer.")
    await sam.presses("It was hard", asked)
    sam.sees("Thank you for listening here, and for saying how you are.")
    play.actor("Ada").sees_nothing()
    await sam.presses("I'd like to talk to someone")
    sam.sees("I have told Coordinator 1 that you would like to talk.", "116 123")
    play.actor("Ada").sees("Sam would like to talk to someone after listening here.", "get in touch with them soon")
    await play.at(10, days=1)
    sam.sees_nothing()


async def test_a_quiet_shift_is_not_asked_about(play: Stage, sam: Actor) -> None:
    await play.at(21)
    assert buttons(sam.sees("Your shift has ended. Thank you.")) == []
    await play.at(12, days=1)
    sam.sees_nothing()


async def test_the_buddy_or_the_supervisor_hears_of_it(play: Stage, sam: Actor) -> None:
    ada, kim, lee = play.actor("Ada"), await play.volunteer("Kim"), await play.volunteer("Lee")
    await ada.says("/volunteers Lee supervisor")
    ada.sees("Lee is a supervisor now.")
    lee.sees("You are a supervisor now.")
    await sam.says("/talk")
    sam.sees("I have told Lee that you would like to talk.")
    lee.sees("Sam would like to talk to someone")
    await ada.says("/volunteers Sam buddy Kim")
    for actor in (ada, kim, sam):
        actor.skips()
    await sam.says("/talk")
    sam.sees("I have told Kim")
    kim.sees("Sam would like to talk to someone")
    await play.forward(weeks=5)
    for actor in (ada, kim, sam, lee):
        actor.skips()
    await sam.says("/talk")
    sam.sees("I have told Lee")
    lee.sees("Sam would like to talk to someone")
    await ada.says("/volunteers Lee nosupervisor")
    ada.sees("Lee is not a supervisor any more.")
    lee.sees("You are not a supervisor any more.")
    await ada.says("/undo")
    ada.sees("Taken back:", "ended Lee as a supervisor")
    lee.sees("You are a supervisor now.")
    await sam.says("/talk")
    sam.sees("I have told Lee")
    lee.sees("Sam would like")
