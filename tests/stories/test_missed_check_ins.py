"""Silence is safe: nothing follows from a missed check-in unless somebody chose it, and never more than that."""

import pytest

from tests.world import Actor, Stage, buttons


@pytest.fixture
async def people(play: Stage) -> tuple[Actor, Actor]:
    """Sam on duty on Tuesdays 18:00-23:00; Robin, asked every day at 18:30. It is Tuesday, 18:00."""
    sam, robin = await play.volunteer("Sam", "tue 18:00-23:00"), await play.member("Robin")
    await robin.says("/checkins every day 18:30")
    await robin.presses("I agree")
    robin.skips()
    await play.at(18)
    await sam.presses("I'm here")
    sam.skips()
    return sam, robin


async def chooses(robin: Actor, typed: str = "1 1h") -> None:
    """Robin would like to be missed."""
    await robin.says(f"/checkins missed {typed}")
    await robin.presses("I agree", robin.sees("Nothing is saved yet.", "Nobody else is ever told."))
    robin.sees("Saved.", "whoever is on duty may say hello")


async def nothing_is_heard(play: Stage) -> None:
    """The check-in comes at 18:30, the note an hour later, and after another hour a peer is asked."""
    for hour in (18, 19, 20):
        await play.at(hour, 30)


async def test_unless_chosen_nothing_happens(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await play.at(18, 30)
    robin.sees("Hello. No need to reply.")
    await play.at(22, 59)
    robin.sees_nothing()
    assert not [one for one in sam.phone.screen if "say hello" in one.text]
    sam.skips()


async def test_the_whole_ladder(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await chooses(robin)
    await play.at(18, 30)
    robin.sees("Hello. No need to reply.")
    sam.skips()
    await play.at(19, 29)
    robin.sees_nothing()
    await play.at(19, 30)
    note = robin.sees("Hello again. No need to reply.", "If I hear nothing by 20:30", "If nobody is on duty")
    assert buttons(note) == ["All is well", "I'd like to talk", "No more of these notes"]
    await play.at(20, 29)
    sam.sees_nothing()
    await play.at(20, 30)
    asked = sam.sees("Would you say hello to Robin?", "It does not mean that something is wrong.")
    robin.sees_nothing()
    await sam.presses("Say hello", asked)
    sam.sees("Thank you. I have passed your hello on.")
    sam.sees("Your hello goes to Robin now.")
    robin.sees("Hello from Sam. No need to reply.", "Sam is on duty until 23:00. What you write goes to Sam.")
    await sam.says("just saying hello")
    robin.sees("just saying hello")
    await robin.says("thank you")
    sam.sees("thank you")


async def test_a_hello_that_gets_no_answer_ends_quietly(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await chooses(robin)
    await nothing_is_heard(play)
    await sam.presses("Say hello")
    sam.skips()
    robin.skips()
    ada = play.actor("Ada")
    await play.at(21, 30)
    robin.sees_nothing()
    sam.sees_nothing()
    ada.sees_nothing()  # nobody waits for anything, so nobody is called
    await play.at(23)
    assert not [one.text for one in robin.unread() if "sorry" in one.text]
    robin.skips()
    sam.skips()


async def test_not_now_ends_it(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await chooses(robin)
    await nothing_is_heard(play)
    robin.skips()
    asked = sam.phone.screen[-1]
    sam.skips()
    await sam.presses("Not now", asked)
    sam.sees("That is fine. Nobody hears of it.")
    await sam.presses("Say hello", asked)
    sam.sees_alert("That is over. Nothing was sent.")
    await play.at(22, 59)
    robin.sees_nothing()
    sam.skips()


@pytest.mark.parametrize("sign", ["All is well", "words", "/help"])
async def test_any_sign_of_life_ends_it(play: Stage, people: tuple[Actor, Actor], sign: str) -> None:
    sam, robin = people
    await chooses(robin)
    await play.at(18, 30)
    await play.at(19, 30)
    note = robin.phone.screen[-1]
    robin.skips()
    sam.skips()
    if sign == "All is well":
        await robin.presses(sign, note)
        robin.sees("Thank you. It is good to hear from you.\nNothing more happens.")
    else:
        await robin.says("all fine here" if sign == "words" else sign)
        robin.skips()
        sam.skips()
    await play.at(22, 59)
    play.actor("Ada").skips()  # that Sam has not answered is another story
    assert not [one for one in sam.phone.screen if "Would you say hello" in one.text]
    robin.skips()
    sam.skips()


async def test_who_is_heard_before_the_peer_presses(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await chooses(robin)
    await nothing_is_heard(play)
    robin.skips()
    asked = sam.phone.screen[-1]
    sam.skips()
    await robin.says("/hours")
    robin.skips()
    await sam.presses("Say hello", asked)
    sam.sees_alert("That is over. Nothing was sent.")


async def test_nobody_on_duty_nothing_promised(play: Stage, people: tuple[Actor, Actor]) -> None:
    _, robin = people
    await chooses(robin, "2 1h")
    await play.at(18, 30, days=1)  # Wednesday: nobody is on
    robin.sees("Hello. No need to reply.")
    await play.at(20)
    robin.sees_nothing()  # one missed is not two
    await play.at(18, 30, days=1)
    robin.sees("Hello. No need to reply.")
    await play.at(19, 30)
    robin.sees("Hello again. No need to reply.")
    await play.at(20, 31)
    robin.sees_nothing()
    for actor in play.actors.values():
        actor.skips()
    await play.at(23, 59)
    for actor in play.actors.values():
        actor.sees_nothing()


async def test_no_more_of_these_notes(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await chooses(robin)
    await play.at(18, 30)
    await play.at(19, 30)
    note = robin.phone.screen[-1]
    robin.skips()
    await robin.presses("No more of these notes", note)
    robin.sees("Stopped.", "Your check-ins go on.")
    await play.at(18, 30, days=1)
    robin.sees("Hello. No need to reply.")
    await play.at(21)
    robin.sees_nothing()
    sam.skips()


async def test_a_pause_stops_it(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await chooses(robin)
    await play.at(18, 30)
    robin.sees("Hello. No need to reply.")
    await robin.says("/pause 2 weeks")
    robin.sees("Paused:")
    await play.at(22)
    robin.sees_nothing()
    sam.skips()


async def test_after_downtime_no_late_note(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await chooses(robin)
    await play.at(18, 30)
    robin.sees("Hello. No need to reply.")
    await play.stops()
    play.turn_clock_to(21, 30)
    await play.starts()
    await play.quiet()
    robin.sees_nothing()
    sam.skips()


async def test_choosing_needs_its_own_consent(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await robin.says("/checkins missed")
    asked = robin.sees("What should happen when you do not answer?\nUsually nothing.")
    assert buttons(asked) == ["After 1 missed", "After 2 missed", "After 3 missed"]
    await robin.presses("After 2 missed", asked)
    robin.sees("Saved.", "If you miss 2, you get one note after 2 hours.")
    await robin.says("/checkins missed 99")
    robin.sees('I did not understand "99". Nothing was changed.')
    await robin.says("/checkins missed off")
    robin.sees("Saved.", "If you miss some, nothing happens.")
    sam.skips()


async def test_whoever_is_not_paired_is_not_asked(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await chooses(robin)
    await robin.says("/me not Sam")
    robin.skips()
    await nothing_is_heard(play)
    robin.skips()
    assert not [one for one in sam.phone.screen if "Would you say hello" in one.text]
    sam.skips()


async def test_a_hello_goes_no_further_when_the_peer_goes(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    ada, kim, lee = play.actor("Ada"), await play.volunteer("Kim"), await play.volunteer("Lee")
    await chooses(robin)
    await nothing_is_heard(play)
    await sam.presses("Say hello")
    for one in (kim, lee):
        await play.on_rota(one.phone.first_name.removeprefix("Real "), "2026-11-24 20:00-23:30")
    await play.at(20, 31)
    for one in play.actors.values():
        one.skips()
    await sam.says("/duty back")
    sam.skips()
    ada.skips()
    robin.sees_nothing()
    await play.at(22, 59)
    robin.sees_nothing()
    for one in (kim, lee):
        assert not [text for text in one.surprises() if "would like to talk" in text or "was talking" in text]
        one.skips()
    ada.skips()


async def test_a_hello_is_no_reason_for_the_ends_of_shifts(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await chooses(robin)
    await nothing_is_heard(play)
    await sam.presses("Say hello")
    await sam.says("just saying hello")
    robin.skips()
    sam.skips()
    for hour, minute in ((22, 30), (22, 50), (23, 0)):
        await play.at(hour, minute)
    robin.sees_nothing()
    sam.skips()


@pytest.mark.parametrize("change", ["relay", "removed", "paused"])
async def test_whoever_cannot_be_reached_gets_no_hello(play: Stage, people: tuple[Actor, Actor], change: str) -> None:
    sam, robin = people
    ada = play.actor("Ada")
    await chooses(robin)
    await nothing_is_heard(play)
    asked = sam.phone.screen[-1]
    assert "Say hello" in buttons(asked)
    if change == "relay":
        await robin.says("/me relay off")
    else:
        await ada.says(f"/members Robin {'remove yes' if change == 'removed' else 'pause'}")
    for one in play.actors.values():
        one.skips()
    await sam.presses("Say hello", asked)
    sam.sees_alert("That is over. Nothing was sent.")
    robin.sees_nothing()


async def test_a_day_off_that_begins_in_between_ends_it(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await robin.says("/checkins every day 23:30")
    robin.skips()
    await chooses(robin)
    await robin.says("/pause 25 nov-26 nov")
    robin.skips()
    await play.at(23, 30)
    robin.sees("Hello. No need to reply.")
    sam.skips()
    await play.at(0, 30, days=1)
    robin.sees_nothing()
    await play.at(3)
    robin.sees_nothing()
    play.actor("Ada").skips()


async def test_a_note_waits_for_the_end_of_quiet_hours(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await chooses(robin)
    await play.at(18, 30)
    robin.sees("Hello. No need to reply.")
    await robin.says("/checkins quiet 19:00-21:00")  # a sign of life, so that nothing is missed today
    robin.skips()
    await play.at(21, 30)
    robin.sees_nothing()
    await play.at(18, 45, days=1)
    robin.sees("Hello. No need to reply.")
    await play.at(20, 59)
    robin.sees_nothing()
    await play.at(21)
    robin.sees("Hello again. No need to reply.")
    sam.skips()
    play.actor("Ada").skips()


async def test_closing_a_hello_that_got_no_answer_says_nothing_to_them(
    play: Stage, people: tuple[Actor, Actor]
) -> None:
    sam, robin = people
    await chooses(robin)
    await nothing_is_heard(play)
    await sam.presses("Say hello")
    await sam.says("just saying hello")
    robin.skips()
    await sam.says("/close")
    sam.skips()
    robin.sees_nothing()


# One that was put off: the silence begins when it is asked again


async def put_off(play: Stage, robin: Actor, typed: str = "1 1h") -> None:
    """Robin would like to be missed, puts off the check-in of 18:30, and is asked again at 19:30."""
    await chooses(robin, typed)
    await play.at(18, 30)
    await robin.presses("In 1 hour", robin.sees("Hello. No need to reply."))
    robin.sees("All right.", "19:30")
    await play.at(19, 30)
    robin.sees("Hello. No need to reply.")


async def test_one_that_was_put_off_is_missed_like_any_other(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await put_off(play, robin)
    sam.skips()
    await play.at(20, 29)
    robin.sees_nothing()
    await play.at(20, 30)
    robin.sees("Hello again. No need to reply.", "If I hear nothing by 21:30")
    await play.at(21, 29)
    sam.sees_nothing()
    await play.at(21, 30)
    sam.sees("Would you say hello to Robin?")
    robin.sees_nothing()


async def test_one_that_was_put_off_again_and_again(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await put_off(play, robin)
    await robin.presses("In 1 hour")
    robin.sees("All right.", "20:30")
    await play.at(20, 30)
    robin.sees("Hello. No need to reply.")  # and no note: it was put off, which is a sign of life
    await play.at(21, 29)
    robin.sees_nothing()
    await play.at(21, 30)
    robin.sees("Hello again. No need to reply.")
    sam.skips()


@pytest.mark.parametrize("sign", ["OK", "words", "/hours"])
async def test_any_sign_after_it_was_asked_again_ends_it(play: Stage, people: tuple[Actor, Actor], sign: str) -> None:
    sam, robin = people
    await put_off(play, robin)
    if sign == "OK":
        await robin.presses(sign)
    else:
        await robin.says("all fine here" if sign == "words" else sign)
        await sam.says("good to hear")
    robin.skips()
    sam.skips()
    await play.at(22)
    assert not [one for one in robin.unread() if "Hello again" in one.text]
    robin.skips()
    sam.skips()
    play.actor("Ada").skips()


async def test_one_put_off_counts_as_one_of_several(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await put_off(play, robin, "2 1h")
    await play.at(22)
    robin.sees_nothing()  # one missed is not two
    sam.skips()
    await play.at(18, 30, days=1)
    robin.sees("Hello. No need to reply.")
    await play.at(19, 30)
    robin.sees("Hello again. No need to reply.")
    sam.skips()
    play.actor("Ada").skips()


async def test_the_next_comes_before_the_one_put_off_was_looked_at(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await robin.says("/checkins every day 18:30 and 21:00")
    robin.skips()
    await put_off(play, robin, "2 4h")
    await play.at(21)
    robin.sees("Hello. No need to reply.")
    await play.at(23, 30)
    robin.sees_nothing()
    sam.skips()
    await play.at(0, 59, days=1)
    robin.sees_nothing()
    await play.at(1)
    robin.sees("Hello again. No need to reply.")
    play.actor("Ada").skips()


async def test_one_put_off_gives_way_to_the_next_which_counts(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await robin.says("/checkins every day 18:30 and 20:00")
    robin.skips()
    await chooses(robin)
    await play.at(18, 30)
    await robin.presses("In 1 hour", robin.sees("Hello. No need to reply."))
    robin.sees("All right.", "20:00")
    await play.at(20)
    robin.sees("Hello. No need to reply.")
    await play.at(20, 59)
    robin.sees_nothing()
    await play.at(21)
    robin.sees("Hello again. No need to reply.")
    sam.skips()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_pause_ends_what_was_put_off(play: Stage, people: tuple[Actor, Actor], when: str) -> None:
    sam, robin = people
    if when == "after":
        await put_off(play, robin)
    else:
        await chooses(robin)
        await play.at(18, 30)
        await robin.presses("In 1 hour", robin.sees("Hello. No need to reply."))
        robin.sees("All right.")
    await robin.says("/pause 2 weeks")
    robin.sees("Paused:")
    await play.at(22)
    robin.sees_nothing()
    sam.skips()


async def test_whoever_a_coordinator_paused_gets_no_note_after_one_put_off(
    play: Stage, people: tuple[Actor, Actor]
) -> None:
    sam, robin = people
    await put_off(play, robin)
    await play.actor("Ada").says("/members Robin pause")
    play.actor("Ada").skips()
    robin.skips()
    await play.at(22)
    robin.sees_nothing()
    sam.skips()


async def test_after_one_put_off_the_note_waits_for_the_end_of_quiet_hours(
    play: Stage, people: tuple[Actor, Actor]
) -> None:
    sam, robin = people
    await robin.says("/checkins quiet 20:00-21:15")
    robin.skips()
    await put_off(play, robin)
    await play.at(21, 14)
    robin.sees_nothing()
    await play.at(21, 15)
    robin.sees("Hello again. No need to reply.", "If I hear nothing by 22:15")
    sam.skips()


async def test_with_passing_on_switched_off_there_is_the_note_alone(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await robin.says("/me relay off")
    robin.skips()
    await put_off(play, robin)
    await play.at(20, 30)
    robin.sees("Hello again. No need to reply.", "Nothing more happens after this.")
    sam.skips()
    await play.at(22)
    robin.sees_nothing()
    assert not [one for one in sam.phone.screen if "say hello" in one.text]
    sam.skips()


async def test_off_when_it_was_to_be_asked_again(play: Stage, people: tuple[Actor, Actor]) -> None:
    sam, robin = people
    await chooses(robin)
    await play.at(18, 30)
    await robin.presses("In 1 hour", robin.sees("Hello. No need to reply."))
    robin.sees("All right.")
    await play.stops()
    play.turn_clock_to(20)
    await play.starts()
    await play.quiet()
    robin.sees("Hello. No need to reply.")
    await play.at(20, 59)
    robin.sees_nothing()
    await play.at(21, 1)
    robin.sees("Hello again. No need to reply.")
    sam.skips()


@pytest.mark.parametrize("asked", [True, False])
async def test_off_for_too_long_there_is_no_late_note(play: Stage, people: tuple[Actor, Actor], asked: bool) -> None:
    """Off when nothing had been heard for long enough, or already when it was to be asked again."""
    sam, robin = people
    if asked:
        await put_off(play, robin)
    else:
        await chooses(robin)
        await play.at(18, 30)
        await robin.presses("In 1 hour", robin.sees("Hello. No need to reply."))
        robin.sees("All right.")
    await play.stops()
    play.turn_clock_to(22, 30)
    await play.starts()
    await play.quiet()
    robin.sees_nothing()
    await play.at(23, 59)
    robin.sees_nothing()
    sam.skips()
