"""Check-ins at odd moments: old buttons, changed minds, a volunteer's own, removal, downtime, quiet hours."""

import pytest

from tests.world import Actor, Stage, buttons

PROMPT = "Hello. No need to reply."


@pytest.fixture
async def robin(play: Stage) -> Actor:
    """A member who is asked every day at 18:00; it is Tuesday 24 November, 17:00."""
    robin = await play.member("Robin")
    await robin.says("/checkins every day 18:00")
    await robin.presses("I agree")
    robin.skips()
    return robin


async def says(actor: Actor, *commands: str) -> None:
    """Write some commands whose answers do not matter."""
    for command in commands:
        await actor.says(command)
    actor.skips()


async def test_an_old_button_lets_nobody_in(play: Stage, robin: Actor) -> None:
    ada = play.actor("Ada")
    await play.at(18)
    old = robin.sees(PROMPT)
    await says(ada, "/members Robin remove yes")
    robin.skips()
    await robin.presses("I'd like to talk", old)
    robin.sees("You need an invitation to join.")
    await robin.presses("OK", old)
    robin.sees_alert("That button no longer works.")
    await robin.presses_as_ours("nudge:talk", old)
    robin.sees("You need an invitation to join.")


async def test_a_new_name_needs_a_new_consent(play: Stage, robin: Actor) -> None:
    await says(play.actor("Ada"), "/members Robin remove yes")
    await robin.opens(await play.invites("member"))
    await robin.presses("I agree")
    await robin.says("Robin")
    robin.skips()
    await play.at(18)
    robin.sees_nothing()


async def test_erased_answers_leave_the_way_to_a_person(play: Stage, robin: Actor) -> None:
    sam = await play.volunteer("Sam", "tue 18:00-22:00")
    await play.at(18)
    sam.skips()
    prompt = robin.sees(PROMPT)
    await says(robin, "/checkins keep nothing", "/checkins erase")
    await robin.presses("I'd like to talk", prompt)
    robin.sees("Thank you for saying so.")
    robin.sees("All right.")
    sam.sees("Robin would like to talk.")
    robin.sees("Sam")


async def test_to_want_to_talk_takes_no_answer_away(play: Stage, robin: Actor) -> None:
    await play.at(18)
    prompt = robin.sees(PROMPT)
    await robin.presses("Hard going", prompt)
    await robin.presses("I'd like to talk")
    robin.skips()
    await robin.says("/checkins back")
    robin.sees("Your own look back.")
    robin.sees("Tue 24 Nov 18:00: Hard going")


async def test_a_volunteer_who_listens_is_not_asked_to_write(play: Stage, robin: Actor) -> None:
    sam = await play.volunteer("Sam", "tue 17:00-22:00")
    await says(sam, "/checkins every day 17:03", "I agree")
    await robin.says("hello")
    robin.skips()
    sam.skips()
    await play.at(17, 3)
    asked = sam.sees(PROMPT, 'To talk with a person, press "I\'d like to talk".')
    assert "goes to whoever is on duty" not in asked.text


async def test_pass_it_on_and_then_not_now(play: Stage, robin: Actor) -> None:
    sam = await play.volunteer("Sam", "tue 18:00-22:00")
    await robin.says("/start talk")
    asked = robin.sees("No one else is on duty now.")
    await robin.presses("Pass it on", asked)
    robin.sees("It is noted.")
    await robin.says("/start talk")
    robin.sees("It is noted.")  # it is not asked twice
    await robin.presses("Not now", asked)
    robin.sees("That is fine. Nothing was passed on.")
    await play.at(18)
    sam.sees("Your shift has started.")
    sam.sees_nothing()
    robin.sees(PROMPT)


async def test_the_first_words_after_pass_it_on_are_answered(play: Stage, robin: Actor) -> None:
    await robin.says("/start talk")
    await robin.presses("Pass it on")
    robin.skips()
    await robin.says("I feel so alone")
    robin.sees("This waits too. Nobody has read it yet.")


async def test_whoever_switched_passing_on_off(play: Stage, robin: Actor) -> None:
    await robin.says("/start talk")
    asked = robin.sees("No one else is on duty now.")
    await says(robin, "/me relay off")
    await robin.presses("Pass it on", asked)
    robin.sees("I did not pass this on. You have switched that off.")


async def test_not_now_after_i_agree(play: Stage, robin: Actor) -> None:
    await says(robin, "/checkins off")
    await robin.says("/checkins every day 19:00")
    asked = robin.sees("Is this right?")
    await robin.presses("I agree", asked)
    robin.sees("Saved.")
    await robin.presses("Not now", asked)
    robin.sees_alert("That button no longer works.")


async def test_consent_says_how_long_it_really_is_kept(play: Stage, robin: Actor) -> None:
    await says(robin, "/checkins keep all", "/checkins off")
    await robin.says("/checkins every day 19:00")
    robin.sees("We keep which button you press until you say.")


async def test_after_stopping_nothing_is_kept(play: Stage, robin: Actor) -> None:
    await play.at(18)
    prompt = robin.sees(PROMPT)
    await says(robin, "/checkins off")
    await robin.presses("Hard going", prompt)
    robin.sees("I did not keep what you pressed.")


async def test_put_off_into_a_pause(play: Stage, robin: Actor) -> None:
    await says(robin, "/pause 25 nov-30 nov")
    await play.at(18)
    await robin.presses("Tomorrow", robin.sees(PROMPT))
    robin.sees("I will ask again on Tuesday 1 December at 18:00.")
    await play.at(18, days=7)
    robin.sees(PROMPT)
    await robin.says("/checkins")
    shown = robin.sees("Your check-ins.")
    assert "Paused" not in shown.text
    await says(robin, "/pause")
    await robin.presses("Tomorrow")
    robin.sees("You are paused, so I will not ask again by myself.")


async def test_put_off_into_new_quiet_hours(play: Stage, robin: Actor) -> None:
    await play.at(18)
    await robin.presses("In 1 hour", robin.sees(PROMPT))
    robin.skips()
    await says(robin, "/checkins quiet 18:30-20:00")
    await play.at(19, 30)
    robin.sees_nothing()
    await play.at(20)
    robin.sees(PROMPT)


async def test_late_into_quiet_hours(play: Stage, robin: Actor) -> None:
    await says(robin, "/checkins quiet 18:30-8:00")
    await play.stops()
    play.turn_clock_to(18, 45)
    await play.starts()
    await play.quiet()
    robin.sees_nothing()


async def test_never_two_at_once_after_downtime(play: Stage, robin: Actor) -> None:
    await says(robin, "/checkins every day 17:30 and 19:45", "/checkins missed 1 1h", "I agree")
    await play.at(17, 30)
    await robin.presses("In 1 hour", robin.sees(PROMPT))
    robin.skips()
    await play.stops()
    play.turn_clock_to(19, 50)
    await play.starts()
    await play.quiet()
    robin.sees(PROMPT)
    robin.sees_nothing()  # and no note that nothing was heard, before anything could be
    await play.at(20, 49)
    robin.sees_nothing()
    await play.at(20, 51)
    robin.sees("Hello again. No need to reply.")


async def test_a_coordinators_draft_stays(play: Stage) -> None:
    ada = play.actor("Ada")
    await ada.says("/hours mon-fri 18:00-22:00")
    shown = ada.sees("22:00")
    await says(ada, "/checkins mon 9:00")
    await ada.presses("Save", shown)
    assert not ada.phone.alert
    ada.skips()


async def test_the_picker_survives_times_that_are_too_close(play: Stage, robin: Actor) -> None:
    await says(robin, "/checkins mon 19:15")
    await robin.presses("Choose days and times")
    await robin.presses("19:30 off")
    await robin.presses("Done")
    await robin.presses("19:30 on")
    robin.skips()
    await robin.presses("Done")
    robin.sees("Saved.\nMondays at 19:15")


async def test_wrong_words_say_that_nothing_changed(play: Stage, robin: Actor) -> None:
    await robin.says("/checkins words blah")
    choice = robin.sees('I did not understand "blah". Nothing was changed.')
    assert "An open question" in buttons(choice)
