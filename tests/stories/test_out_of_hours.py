"""Nobody is on duty: an honest answer, helplines open now, and the member decides what waits for the next volunteer."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.world import Actor, Stage, buttons, stage


@pytest.fixture
async def sam(play: Stage) -> Actor:
    """Sam is on at 18:00; it is 17:00."""
    return await play.volunteer("Sam", "tue 18:00-21:00")


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    return await play.member("Robin")


async def test_an_honest_answer(robin: Actor) -> None:
    await robin.says("is anyone there?")
    told = robin.sees("No one is on duty now. Your message has not been read.", "next on duty today at 18:00")
    assert told.text.startswith("No one is on duty now.")
    assert "Samaritans: call 116 123" in told.text
    assert "Shall I pass your message on" in told.text
    assert buttons(told) == ["Pass it on", "Not now"]


async def test_with_nobody_on_the_rota(play: Stage) -> None:
    robin = await play.member("Robin")
    await robin.says("is anyone there?")
    robin.sees("No one is on duty now.", "I do not know yet when someone is on next.", "116 123")
    await robin.presses("Pass it on")
    robin.sees(
        "It will wait for the next person on duty.", "I do not know yet when that is.", "Nobody has answered it yet."
    )


@pytest.mark.parametrize(
    ("nation", "there", "elsewhere"),
    [
        ("england", "choose the mental health option", "Lifeline"),
        ("scotland", "NHS 24", "Lifeline"),
        ("wales", "NHS 111 Wales", "Lifeline"),
        ("northern-ireland", "Lifeline", "NHS 24"),
    ],
)
async def test_helplines_of_this_nation(tmp_path: Path, nation: str, there: str, elsewhere: str) -> None:
    async with stage(tmp_path, at=datetime(2026, 11, 28, 20, 0, tzinfo=UTC), nation=nation) as play:
        robin = await play.member("Robin")
        await robin.says("hello?")
        assert elsewhere not in robin.sees("No one is on duty now.", there, "116 123").text


async def test_helplines_that_are_open_now(play: Stage, robin: Actor) -> None:
    """Of the nations' own lines, one that is closed at this hour is not in the short list."""
    await robin.says("/urgent")
    evening = robin.sees("People you can call or text now:", "Closed now:").text
    open_now, _, closed = evening.partition("Closed now:")
    assert "116 123" in open_now
    assert ", opens " not in open_now
    assert closed.count(", opens ") >= 1


async def test_passed_on_and_delivered_with_how_long_it_waited(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("one")
    robin.skips()
    await play.forward(minutes=5)
    await robin.says("two")
    robin.sees_nothing()
    await robin.presses("Pass it on")
    robin.sees("It will wait for the next person on duty.", "That is today at 18:00.", "/urgent")
    await robin.says("three")
    robin.sees_nothing()
    await play.at(18)
    sam.sees("Your shift has started.", "One person is waiting.")
    sam.sees("Robin would like to talk.", "What follows has waited 1 hour.")
    for words in ("one", "two", "three"):
        sam.sees(words)
    robin.sees("Sent to Sam, on duty until 21:00.")


async def test_unanswered_it_stays_unread(play: Stage, sam: Actor, robin: Actor) -> None:
    """Nothing is passed on that the member did not ask for, and they are asked again when someone is there."""
    await robin.says("I am not sure I should say this")
    robin.skips()
    await play.at(18)
    sam.sees("Your shift has started.", "Nobody is waiting now.")
    sam.sees_nothing()
    robin.sees_nothing()
    await robin.says("hello")
    sam.sees("Robin would like to talk.")
    sam.sees("hello")
    asked = robin.sees("Sent to Sam", "Sam has not seen what you wrote before. Shall I pass that on too?")
    assert buttons(asked) == ["Pass it on", "Not now"]
    await robin.presses("Pass it on")
    sam.sees("Robin wrote this earlier:")
    sam.sees("I am not sure I should say this")
    robin.sees("I have sent Sam what you wrote before.")


@pytest.mark.parametrize("typed", [False, True])
async def test_not_what_was_written_before(play: Stage, sam: Actor, robin: Actor, typed: bool) -> None:
    await robin.says("never mind this")
    await play.at(18)
    await robin.says("hello")
    for actor in (sam, robin):
        actor.skips()
    await (robin.says("not now") if typed else robin.presses("Not now"))
    robin.sees("All right. I do not pass on what you wrote before.")
    await robin.says("Not now")  # nothing is asked any more, so this is a message like any other
    sam.sees("Not now")


async def test_a_short_reminder_every_quarter_of_an_hour(play: Stage, robin: Actor) -> None:
    await robin.says("one")
    robin.sees("No one is on duty now. Your message has not been read.", "116 123")
    await play.forward(minutes=14)
    await robin.says("two")
    robin.sees_nothing()
    await play.forward(minutes=1)
    await robin.says("three")
    again = robin.sees("No one is on duty now. What you wrote has not been read.", "today at 18:00", "/urgent")
    assert "116 123" not in again.text
    assert buttons(again) == ["Pass it on", "Not now"]
    await robin.says("four")
    robin.sees_nothing()
    await robin.presses("Pass it on")
    robin.sees("It will wait for the next person on duty.")
    await play.forward(minutes=15)
    await robin.says("five")
    robin.sees("This waits too. Nobody has read it yet.", "today at 18:00")


async def test_a_new_stretch_is_told_in_full(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("one")
    robin.sees("No one is on duty now. Your message has not been read.")
    await play.at(18)
    await play.at(21, 5)
    sam.skips()
    await robin.says("two")
    robin.sees("No one is on duty now. Your message has not been read.", "on Tuesday 1 December", "116 123")


@pytest.mark.parametrize("typed", [False, True])
async def test_not_now_drops_it(play: Stage, sam: Actor, robin: Actor, typed: bool) -> None:
    await robin.says("forget it")
    robin.skips()
    await (robin.says(" not now. ") if typed else robin.presses("Not now"))
    robin.sees("All right. Nothing is passed on.", "You can write again at any time.", "/urgent")
    await play.at(18)
    sam.sees("Your shift has started.", "Nobody is waiting now.")
    await robin.says("hello")
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("hello")
    sam.sees_nothing()


async def test_pass_it_on_can_be_typed(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("please tell them")
    robin.skips()
    await robin.says("Pass it on!")
    robin.sees("It will wait for the next person on duty.")
    await play.at(18)
    sam.sees("Your shift has started.", "One person is waiting.")
    sam.sees("Robin would like to talk.")
    sam.sees("please tell them")
    sam.sees_nothing()
    robin.skips()


async def test_a_change_of_mind(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("please tell them")
    asked = robin.sees("No one is on duty now.")
    await robin.presses("Pass it on", asked)
    robin.sees("It will wait")
    await robin.presses("Not now", asked)
    robin.sees("All right. Nothing is passed on.")
    await robin.presses("Pass it on", asked)
    robin.sees("There is nothing left to pass on.")
    await play.at(18)
    sam.sees("Your shift has started.", "Nobody is waiting now.")


async def test_old_buttons_promise_nothing(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("one")
    old = robin.sees("No one is on duty now.")
    await robin.presses("Not now", old)
    await robin.says("two")
    robin.skips()
    await robin.presses("Pass it on")
    robin.sees("It will wait")
    for button in ("Not now", "Pass it on"):
        await robin.presses(button, old)
        robin.sees("There is nothing left to pass on.")
    await play.at(18)
    sam.sees("Your shift has started.", "One person is waiting.")
    sam.sees("Robin would like to talk.")
    sam.sees("two")
    robin.sees("Sent to Sam")
    await robin.presses("Not now", old)
    robin.sees("There is nothing left to pass on.")
    sam.sees_nothing()


async def test_what_was_written_last_counts_for_how_long_the_question_stays_open(play: Stage, robin: Actor) -> None:
    """The next shift is days away; the first message is older than two days, and the second is not."""
    await play.actor("Ada").says("/unshift 1")
    await play.volunteer("Kim", "fri 17:00-21:00")
    await robin.says("hello")
    await play.forward(hours=46)
    await robin.says("please, somebody, I really need this")
    for actor in play.actors.values():
        actor.skips()
    await play.forward(hours=3)
    asked = next(one for one in reversed(robin.phone.screen) if "Pass it on" in buttons(one))
    await robin.presses("Pass it on", asked)
    robin.sees("It will wait for the next person on duty.")
    await play.at(17, 1, days=1)
    kim = play.actor("Kim")
    assert "please, somebody, I really need this" in [one.text for one in kim.phone.screen]
    for actor in play.actors.values():
        actor.skips()


async def test_two_days_after_the_last_message_it_is_closed(play: Stage, robin: Actor) -> None:
    await robin.says("hello")
    await play.forward(hours=1)
    await robin.says("hello?")
    asked = next(one for one in reversed(robin.phone.screen) if "Pass it on" in buttons(one))
    await play.forward(days=1)
    await play.forward(days=2)
    for actor in play.actors.values():
        actor.skips()
    await robin.presses("Pass it on", asked)
    robin.sees("There is nothing left to pass on.")


async def test_not_now_is_about_what_was_written_out_of_hours(play: Stage, sam: Actor, robin: Actor) -> None:
    """Robin has written again since Sam is on, and somebody is asked about that already."""
    await play.volunteer("Kim", "tue 18:00-21:00")
    await robin.says("first words")
    asked = next(one for one in reversed(robin.phone.screen) if "Not now" in buttons(one))
    await play.at(18)
    await robin.says("second words")
    for actor in play.actors.values():
        actor.skips()
    await robin.presses("Not now", asked)
    robin.sees("All right. I do not pass on what you wrote before.")
    await sam.presses("Take")
    robin.sees("Sent to Sam")
    assert "second words" in [one.text for one in sam.phone.screen]
    assert "first words" not in [one.text for one in sam.phone.screen]
    for actor in play.actors.values():
        actor.skips()


async def test_pass_it_on_beside_newer_words_is_answered(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.volunteer("Kim", "tue 18:00-21:00")
    await robin.says("first words")
    asked = next(one for one in reversed(robin.phone.screen) if "Pass it on" in buttons(one))
    await play.at(18)
    await robin.says("second words")
    for actor in play.actors.values():
        actor.skips()
    await robin.presses("Pass it on", asked)
    robin.sees("All right. I pass that on too.")
    await sam.presses("Take")
    seen = [one.text for one in sam.phone.screen]
    assert seen.index("first words") < seen.index("second words")
    for actor in play.actors.values():
        actor.skips()


async def test_pass_it_on_when_someone_has_come(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("earlier")
    robin.skips()
    await play.at(19)
    sam.skips()
    await robin.presses("Pass it on")
    sam.sees("Robin would like to talk.", "has waited 2 hours")
    sam.sees("earlier")
    robin.sees("Sent to Sam, on duty until 21:00.")


async def test_urgent_at_any_time(play: Stage, sam: Actor, robin: Actor) -> None:
    stranger = play.actor("Mo")
    for actor in (stranger, robin):
        await actor.says("/urgent")
        first, _, rest = actor.sees("116 123", "SHOUT").text.partition("\n")
        assert first == "People you can call or text now:"
        assert rest.startswith("999")
        actor.sees_nothing()
    await play.at(18)
    await robin.says("hello")
    for actor in (sam, robin):
        actor.skips()
    await robin.says("/URGENT now please")
    robin.sees("People you can call or text now:")
    sam.sees_nothing()
    await sam.says("/urgent")
    sam.sees("People you can call or text now:")
    robin.sees_nothing()


async def test_hours(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("/hours")
    robin.sees("No one is on duty now.", "Someone is next on duty today at 18:00.")
    await play.at(18)
    sam.skips()
    await robin.says("/hours")
    robin.sees("On duty now: Sam, until 21:00.", "next on duty on Tuesday 1 December at 18:00", "/urgent")
    stranger = play.actor("Mo")
    await stranger.says("/hours")
    assert "Sam" not in stranger.sees("I do not know that command.").text
