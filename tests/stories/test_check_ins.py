"""Check-ins: set up by words or buttons, asked at one's own times, answered, put off, looked back on, stopped."""

import pytest

from bot.models import Role
from tests.world import Actor, Stage, asks, buttons

SNOOZE = ["In 1 hour", "Tonight", "Tomorrow"]


@pytest.fixture
async def robin(play: Stage) -> Actor:
    """A member; it is Tuesday 24 November, 17:00 in London."""
    return await play.member("Robin")


async def begin(robin: Actor, times: str = "mon,thu 19:30") -> None:
    """Set check-ins up in words."""
    await robin.says(f"/checkins {times}")
    await robin.presses("I agree")
    robin.skips()


async def test_set_up_in_words(play: Stage, robin: Actor) -> None:
    await robin.says("/checkins mon,thu 19:30")
    asked = robin.sees(
        "Is this right?\nMondays and Thursdays at 19:30, by the clock of Europe/London. There it is 17:00 now.",
        "on Thursday at 19:30\non Monday at 19:30\non Thursday 3 December at 19:30",
        "It is your choice, and you can stop with one press.",
    )
    assert buttons(asked) == ["I agree", "Not now", "My time is different"]
    await play.at(19, 31, days=1)
    robin.sees_nothing()  # nobody has agreed yet
    await robin.presses("I agree", asked)
    robin.sees("Saved.", "The next ones:\ntomorrow at 19:30", "If you miss some, nothing happens.", "kept for 30 days")
    await play.at(19, 29, days=1)
    robin.sees_nothing()
    await play.at(19, 30)
    prompt = robin.sees("Hello. No need to reply.\nHope Street asks: how are things?")
    assert buttons(prompt) == [
        "OK",
        "Up and down",
        "Hard going",
        "Rather not say",
        "I'd like to talk",
        *SNOOZE[:1],
        SNOOZE[2],
        "Stop check-ins",
    ]
    await play.at(19, 31)
    robin.sees_nothing()


async def test_not_now_keeps_nothing(play: Stage, robin: Actor) -> None:
    await robin.says("/checkins every day 18:00")
    await robin.presses("Not now", robin.sees("Is this right?"))
    robin.sees("That is fine. Nothing was set up.")
    await play.at(18, 1)
    robin.sees_nothing()


async def test_a_change_needs_no_second_consent(play: Stage, robin: Actor) -> None:
    await begin(robin)
    await robin.says("/checkins every day 9am and 9pm")
    robin.sees("Saved.\nEvery day at 09:00 and 21:00")
    await robin.says("/checkins every day 9")
    which = robin.sees("1. Every day at 21:00\n2. Every day at 09:00")
    await robin.presses("Number 2", which)
    robin.sees("Saved.\nEvery day at 09:00, by the clock")


async def test_set_up_by_buttons(play: Stage, robin: Actor) -> None:
    ada = play.actor("Ada")
    await ada.says("/settings checkins sun 17:00")
    ada.sees("You suggest these times for check-ins: Sundays at 17:00. Each member chooses.")
    await robin.says("/checkins")
    intro = robin.sees("Would you like to be asked how you are", "Hope Street suggests: Sundays at 17:00.")
    assert buttons(intro) == [
        "Sundays at 17:00",
        "Every day at 09:00",
        "Mondays and Thursdays at 19:30",
        "Choose days and times",
    ]
    await robin.presses("Choose days and times")
    robin.sees("Choose days and times.\nPress at least one day and one time.")
    await robin.presses("Wed off")
    await robin.presses("18:00 off")
    await robin.presses("12:00 off")
    await robin.presses("12:00 on")
    assert "Done" in buttons(robin.phone.screen[-1])
    robin.skips()
    await robin.presses("Done")
    await robin.presses("I agree", robin.sees("Is this right?\nWednesdays at 18:00"))
    robin.sees("Saved.\nWednesdays at 18:00")
    await play.at(18, days=1)
    robin.sees("Hello. No need to reply.")
    await ada.says("/settings checkins off")
    ada.sees("You suggest no times for check-ins.")
    await ada.says("/settings checkins blah")
    ada.sees('I did not understand "checkins blah". Nothing was changed.')


async def test_the_suggestion_is_one_press(play: Stage, robin: Actor) -> None:
    await robin.says("/checkins")
    robin.sees("Would you like to be asked how you are")
    await robin.says("Every day at 09:00")  # typed, as any button
    await robin.says("I agree")
    robin.sees("Is this right?")
    robin.sees("Saved.\nEvery day at 09:00")


@pytest.mark.parametrize("typed", ["blah", "mon", "every other mon 9:00", "mon 25:00", "mon,thu 19:30 please"])
async def test_what_makes_no_sense_changes_nothing(play: Stage, robin: Actor, typed: str) -> None:
    await begin(robin)
    await robin.says(f"/checkins {typed}")
    robin.sees("I did not understand", "Nothing was changed.", "/checkins mon,thu 19:30")
    await robin.says("/checkins")
    robin.sees("Your check-ins.\nMondays and Thursdays at 19:30")


async def test_times_too_close(play: Stage, robin: Actor) -> None:
    await robin.says("/checkins every day 9:00 9:30")
    robin.sees("I cannot do that. Nothing was changed.", "with an hour between them")


async def test_an_answer_is_for_their_eyes_alone(play: Stage, robin: Actor) -> None:
    ada = play.actor("Ada")
    await begin(robin, "every day 18:00")
    await play.at(18)
    prompt = robin.sees("Hello. No need to reply.")
    await robin.presses("Up and down", prompt)
    said = robin.sees(
        "Thank you.\nTuesday 24 November: Up and down. Only you can see this.", "This alone brings nobody."
    )
    assert buttons(said) == ["I'd like to talk", "Change my answer"]
    await robin.presses("Change my answer")  # the same message asks again
    await robin.presses("Rather not say")
    robin.sees("Tuesday 24 November: Rather not say.")
    await ada.says("/stats")
    ada.sees("under 5 check-ins, under 5 check-ins answered", "People who have check-ins now: under 5")


async def test_an_old_prompt_counts_for_its_own_day(play: Stage, robin: Actor) -> None:
    await begin(robin, "every day 18:00")
    await play.at(18)
    old = robin.sees("Hello. No need to reply.")
    await play.at(18, days=1)
    new = robin.sees("Hello. No need to reply.")
    await robin.presses("OK", new)
    robin.sees("Wednesday 25 November: OK.")
    await robin.presses("Hard going", old)
    robin.sees("Tuesday 24 November: Hard going.")
    await robin.says("/checkins back")
    robin.sees("Your own look back.")
    robin.sees("Your last weeks. Only you can see this.\nTue 24 Nov 18:00: Hard going\nWed 25 Nov 18:00: OK")


async def test_somebody_elses_buttons_do_nothing(play: Stage, robin: Actor) -> None:
    await begin(robin, "every day 18:00")
    kim = await play.member("Kim")
    await begin(kim, "every day 18:00")
    await play.at(18)
    mine, theirs = robin.sees("Hello."), kim.sees("Hello.")
    data = next(asks(key) for row in theirs.buttons for key in row if key["text"] == "OK")
    await robin.presses_as_ours(data, mine)
    robin.sees_alert("That button no longer works.")
    await robin.presses_as_ours("checkin:x-y", mine)
    robin.sees_alert("That button no longer works.")
    await kim.says("/checkins back")
    kim.sees("Your own look back.")
    kim.sees("Tue 24 Nov 18:00: no answer, which is fine")


async def test_free_words_are_an_ordinary_message(play: Stage, robin: Actor) -> None:
    sam = await play.volunteer("Sam", "tue 18:00-22:00")
    await begin(robin, "every day 17:30 and 18:30")
    await play.at(17, 30)
    prompt = robin.sees("Hello. No need to reply.")
    await robin.says("not so good", reply_to=prompt)
    robin.sees("No one is on duty now.", "has not been read")
    await robin.presses("Not now")
    robin.sees("All right.")
    await play.at(18, 30)
    sam.skips()
    robin.skips()
    await robin.says("not so good today")
    sam.sees("Robin would like to talk.")
    sam.sees("not so good today")
    robin.sees("Sam")


async def test_in_a_conversation_a_typed_ok_is_for_the_other_one(play: Stage, robin: Actor) -> None:
    sam = await play.volunteer("Sam", "tue 17:00-22:00")
    await begin(robin, "every day 17:03")
    await begin(sam, "every day 17:04")
    await robin.says("hello")
    for one in (robin, sam):
        one.skips()
    await play.at(17, 3)
    robin.sees("Hello. No need to reply.")
    await robin.says("OK")
    sam.sees("OK")
    await play.at(17, 4)
    sam.sees("Hello. No need to reply.")
    await sam.says("ok")
    robin.sees("ok")
    await robin.presses("OK")
    robin.sees("Tuesday 24 November: OK.")


async def test_whoever_was_removed_is_not_asked(play: Stage, robin: Actor) -> None:
    await begin(robin, "every day 18:00")
    ada = play.actor("Ada")
    await ada.says("/members Robin remove yes")
    ada.skips()
    robin.sees("You are no longer a member here.")
    await play.at(18, 1)
    robin.sees_nothing()


async def test_id_like_to_talk_on_duty(play: Stage, robin: Actor) -> None:
    sam = await play.volunteer("Sam", "tue 18:00-22:00")
    await begin(robin, "every day 18:30")
    await play.at(18, 30)
    sam.skips()
    await robin.presses("I'd like to talk", robin.sees("Hello. No need to reply."))
    robin.sees("Thank you for saying so.")
    robin.sees("All right. Just write here what you want to say.")
    sam.sees("Robin would like to talk.")
    robin.sees("Sam")
    await robin.says("hello")
    sam.sees("hello")


async def test_id_like_to_talk_out_of_hours(play: Stage, robin: Actor) -> None:
    await begin(robin, "every day 17:30")
    await play.at(17, 30)
    await robin.presses("I'd like to talk", robin.sees("Hello. No need to reply."))
    robin.sees("Thank you for saying so.")
    honest = robin.sees(
        "No one else is on duty now.", "Shall the next person on duty hear that you would like to talk?"
    )
    assert buttons(honest) == ["Pass it on", "Not now"]
    await robin.presses("Not now", honest)
    robin.sees("That is fine. Nothing was passed on.")
    sam = await play.volunteer("Sam", "tue 18:00-22:00")
    await robin.presses("Pass it on", honest)
    robin.sees("It is noted. Nobody has heard of it yet.\nWhoever is on duty today at 18:00 hears")
    await play.at(18)
    sam.sees("Your shift has started.")
    sam.sees("Robin would like to talk.")
    robin.sees("Sam")


async def test_put_off(play: Stage, robin: Actor) -> None:
    await begin(robin, "every day 17:15")
    await play.at(17, 15)
    prompt = robin.sees("Hello. No need to reply.")
    assert buttons(prompt)[5:8] == SNOOZE
    await robin.presses("In 1 hour", prompt)
    robin.sees("All right.\nI will ask again today at 18:15.")
    await play.at(18, 14)
    robin.sees_nothing()
    await play.at(18, 15)
    again = robin.sees("Hello. No need to reply.")
    await robin.presses("Tonight", again)
    robin.sees("I will ask again today at 20:00.")
    await play.at(20)
    last = robin.sees("Hello. No need to reply.")
    await robin.presses("Tomorrow", last)
    # That would be after tomorrow's own, which comes anyway and takes its place.
    robin.sees("I will ask again tomorrow at 17:15.")
    await play.at(17, 15, days=1)
    robin.sees("Hello. No need to reply.")
    await play.at(20, 30)
    robin.sees_nothing()
    await play.actor("Ada").says("/stats")
    play.actor("Ada").sees("under 5 check-ins\n")  # four of them


async def test_answering_after_all_ends_putting_off(play: Stage, robin: Actor) -> None:
    await begin(robin, "every day 17:15")
    await play.at(17, 15)
    await robin.presses("In 1 hour", robin.sees("Hello."))
    robin.sees("I will ask again today at 18:15.")
    await robin.presses("Answer now")  # the same message asks again
    await robin.presses("OK")
    robin.sees("Tuesday 24 November: OK.")
    await play.at(19)
    robin.sees_nothing()


async def test_early_is_fine(play: Stage, robin: Actor) -> None:
    await begin(robin, "every day 18:00")
    await robin.says("/checkins now")
    await robin.presses("OK", robin.sees("Hello. No need to reply."))
    robin.sees("Tuesday 24 November: OK.", "The one at 18:00 is done with this.")
    await robin.says("/checkins")
    robin.sees("The next ones:\ntomorrow at 18:00")
    await robin.says("/checkins now")
    await robin.presses("OK", robin.sees("Hello. No need to reply."))  # once a day, and tomorrow's stays
    robin.sees("Tuesday 24 November: OK. Only you can see this. Look back with: /checkins back\nThis alone")
    await play.at(18, 5)
    robin.sees_nothing()
    await play.at(18, days=1)
    robin.sees("Hello. No need to reply.")


async def test_stopping_is_one_press(play: Stage, robin: Actor) -> None:
    await begin(robin, "every day 18:00")
    await play.at(18)
    await robin.presses("Stop check-ins", robin.sees("Hello."))
    stopped = robin.sees("Stopped. No check-in comes any more.")
    await play.at(19, days=3)
    robin.sees_nothing()
    await robin.presses("Erase my answers too", stopped)
    robin.sees("Erased.")
    await robin.says("/checkins back")
    robin.sees("There is nothing to look back on.")
    await robin.says("/checkins off")
    robin.sees("You have no check-ins. Nothing was changed.")
    await robin.says("/checkins mon 9:00")
    robin.sees("Is this right?", "I agree")  # it is asked again


async def test_words_to_choose_from(play: Stage, robin: Actor) -> None:
    await begin(robin, "every day 18:00")
    await robin.says("/checkins words")
    choice = robin.sees("Which words would you like?")
    await robin.presses("None today / A hello / A chat", choice)
    robin.sees("Saved.", "None today, A hello, A chat would help.")
    await play.at(18)
    prompt = robin.sees("Hope Street asks: would you like some company today?")
    assert buttons(prompt)[:4] == ["None today", "A hello", "A chat would help", "Rather not say"]
    await robin.says("/checkins words open")
    robin.sees("Saved.", "an open question")
    await play.at(18, days=1)
    prompt = robin.sees("how are things?", "What you write here goes to whoever is on duty then.")
    assert buttons(prompt)[:2] == ["Rather not say", "I'd like to talk"]


async def test_another_clock(play: Stage, robin: Actor) -> None:
    await robin.says("/checkins every day 19:30")
    await robin.presses("My time is different", robin.sees("Is this right?"))
    robin.sees("By which clock do you live?", "/checkins zone Paris")
    await robin.says("/checkins zone paris")
    robin.sees("Your clock is that of Europe/Paris now.")
    await robin.presses("I agree", robin.sees("by the clock of Europe/Paris. There it is 18:00 now."))
    robin.sees("Saved.", "today at 19:30")
    await play.at(18, 30)  # in London
    robin.sees("Hello. No need to reply.")
    await robin.says("/checkins zone Atlantis")
    robin.sees('I do not know "Atlantis". Nothing was changed.')
    await robin.says("/checkins zone London")
    robin.sees("Saved.", "Europe/London")
    await play.at(19, 30, days=1)
    robin.sees("Hello. No need to reply.")


async def test_quiet_hours(play: Stage, robin: Actor) -> None:
    await begin(robin, "every day 9:00 and 18:30")
    await robin.says("/checkins quiet 18:00-8:00")
    robin.sees("Saved.", "Not at 18:30: that is in your quiet hours.", "The next ones:\ntomorrow at 09:00")
    await play.at(19)
    robin.sees_nothing()
    await robin.says("/checkins quiet nonsense")
    robin.sees('I did not understand "nonsense". Nothing was changed.')
    await robin.says("/checkins quiet 10-8")
    await robin.presses("Number 1", robin.sees("1. 10:00-20:00\n2. 22:00-08:00"))
    robin.sees("Saved.", "Quiet hours: 10:00-20:00.")
    await robin.says("/checkins quiet off")
    robin.sees("Saved.", "No quiet hours.")


async def test_pauses(play: Stage, robin: Actor) -> None:
    await robin.says("/pause")
    robin.sees("You have no check-ins that could be paused.")
    await begin(robin, "every day 18:00")
    await robin.says("/pause until friday")
    robin.sees("Paused: 24 November to 26 November.\nThe next one comes on Friday at 18:00.")
    await play.at(19, days=2)
    robin.sees_nothing()
    await play.at(18, days=1)
    robin.sees("Hello. No need to reply.")
    await robin.says("/pause 1 dec-2 dec")
    robin.sees("Paused: 1 December to 2 December.\nThe next one comes tomorrow at 18:00.")
    await robin.says("/pause")
    robin.sees("Paused: from 27 November on.\nThey come again when you say so: /resume")
    await play.at(19, days=10)
    robin.sees_nothing()
    await robin.says("/checkins")
    robin.sees("None is coming now.", "Paused: from 27 November on.")
    await robin.presses("Start them again")
    robin.sees("You are not paused.\nThe next one comes tomorrow at 18:00.")
    await robin.says("/away 1 jan-8 jan")  # the same by another name
    robin.sees("Paused: 1 January to 8 January.")
    await robin.says("/pause blah")
    robin.sees('I did not understand "blah". Nothing was changed.')


async def test_nothing_is_kept_if_they_say_so(play: Stage, robin: Actor) -> None:
    await begin(robin, "every day 18:00")
    await robin.says("/checkins keep nothing")
    robin.sees("Saved.", "What you press is not kept.")
    await play.at(18)
    await robin.presses("Hard going", robin.sees("Hello."))
    robin.sees("Thank you.\nI did not keep what you pressed.")
    await robin.says("/checkins keep for ever")
    robin.sees("I did not understand", "/checkins keep all")
    await robin.says("/checkins back")
    robin.sees("Your own look back.")
    robin.sees("Tue 24 Nov 18:00: no answer, which is fine")


async def test_after_downtime_nothing_comes_late_or_twice(play: Stage, robin: Actor) -> None:
    await begin(robin, "every day 18:00")
    await play.stops()
    play.turn_clock_to(19, 20)
    await play.starts()
    await play.quiet()
    robin.sees("Hello. No need to reply.")  # 80 minutes late
    await play.stops()
    await play.starts()
    await play.quiet()
    robin.sees_nothing()
    await play.stops()
    play.turn_clock_to(19, 31, days=3)
    await play.starts()
    await play.quiet()
    robin.sees_nothing()  # 91 minutes late, and two days that are long over
    await play.at(18, days=1)
    robin.sees("Hello. No need to reply.")


async def test_volunteers_and_coordinators_have_them_too(play: Stage) -> None:
    ada, sam = play.actor("Ada"), await play.volunteer("Sam", "tue 18:00-22:00")
    for one in (ada, sam):
        await begin(one, "every day 19:00")
    await play.at(19)
    sam.skips()
    prompt = next(one for one in reversed(ada.phone.screen) if one.text.startswith("Hello. No need"))
    ada.skips()
    await ada.presses("Hard going", prompt)
    ada.sees("Tuesday 24 November: Hard going.")
    await sam.presses("I'd like to talk")
    sam.sees("Thank you for saying so.")
    sam.sees("Please read this before you join.")  # as a member, whom somebody else listens to


async def test_whoever_blocked_the_bot_is_not_asked(play: Stage, robin: Actor) -> None:
    await begin(robin, "every day 18:00")
    await robin.blocks()
    await play.at(18, 1)
    await robin.unblocks()
    robin.sees_nothing()
    await play.at(18, days=1)
    robin.sees("Hello. No need to reply.")


async def test_a_shared_phone_has_none(play: Stage) -> None:
    sam = await play.volunteer("Sam")
    link = await play.invites(Role.VOLUNTEER, "Kim")
    await sam.opens(link)
    await sam.presses("We share this phone")
    await sam.presses("I agree")
    sam.skips()
    await sam.says("/checkins mon 9:00")
    sam.sees("Several people share this phone")
