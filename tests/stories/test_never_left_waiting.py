"""Whatever happens between those who listen, no member waits unseen; each of these was a silence or a wrong word."""

import asyncio

import pytest

from tests.world import Actor, Stage, buttons

EVENING = "tue 17:00-23:00"


@pytest.fixture
async def ada(play: Stage) -> Actor:
    return play.actor("Ada")


def all_skip(play: Stage) -> None:
    for actor in play.actors.values():
        actor.skips()
        actor.phone.alert = None


async def on_duty(play: Stage, *names: str, when: str = EVENING) -> list[Actor]:
    people = [await play.volunteer(name, when) for name in names]
    for one in people:
        await one.says("I'm here")
    all_skip(play)
    return people


async def backup(play: Stage, name: str) -> Actor:
    one = await play.volunteer(name)
    await play.actor("Ada").says(f"/volunteers {name} backup")
    all_skip(play)
    return one


async def talks(play: Stage, name: str, volunteer: Actor) -> Actor:
    """A member whom this volunteer has answered."""
    member = await play.member(name)
    await member.says("hello")
    if "Take" in buttons(volunteer.phone.screen[-1]):
        await volunteer.presses("Take")
    await volunteer.says(f"hi {name}")
    all_skip(play)
    return member


# Handing over


async def test_a_note_never_comes_as_the_members_words(play: Stage) -> None:
    sam, kim = await on_duty(play, "Sam", "Kim")
    robin = await talks(play, "Robin", sam)
    await sam.says("/handover")
    await sam.says("Robin likes the garden", reply_to=sam.phone.screen[-1])
    await sam.says("/handover now")
    kim.sees("Robin was talking with Sam")
    kim.sees("A note from Sam for you:")
    note = kim.sees("Robin likes the garden")
    all_skip(play)
    await kim.says("thanks for the note", reply_to=note)
    kim.sees("I do not know who this is for. I sent it to no one yet.")
    robin.sees_nothing()
    await sam.says("/duty back")
    (lee,) = await on_duty(play, "Lee")
    await kim.says("/duty back")
    opened = lee.sees("Robin was talking with Kim")
    assert "no answer yet" not in opened.text
    lee.sees_nothing()
    all_skip(play)


async def test_a_note_that_does_not_arrive_waits_for_the_next(play: Stage) -> None:
    sam, kim, lee = await on_duty(play, "Sam", "Kim", "Lee")
    await talks(play, "Robin", sam)
    await sam.says("/handover")
    await sam.says("Robin likes the garden", reply_to=sam.phone.screen[-1])
    await sam.says("/handover now")
    kim.phone.blocked = True  # and Telegram says so only when something is sent
    await kim.presses("Take")
    await play.forward(seconds=90)
    all_skip(play)
    await lee.presses("Take")
    came = [one.text for one in lee.phone.screen]
    assert came[-2:] == ["A note from Sam for you:", "Robin likes the garden"]
    all_skip(play)


async def test_last_words_without_an_answer_are_asked_about_and_somebody_is_due(play: Stage, ada: Actor) -> None:
    sam, kim = await on_duty(play, "Sam", "Kim")
    robin = await talks(play, "Robin", sam)
    await robin.says("I feel awful tonight")
    sam.skips()
    await sam.says("/handover now")
    asked = robin.sees("Kim takes over", "does not see what you wrote before", "Shall I pass that on to Kim?")
    kim.sees("Robin was talking with Sam, who hands over to you.")
    kim.sees_nothing()
    sam.skips()
    await robin.presses("Pass it on", asked)
    kim.sees("Robin wrote this earlier:")
    kim.sees("I feel awful tonight")
    robin.sees("I have sent Kim what you wrote before.")
    await play.forward(minutes=5)
    robin.sees("Nobody has answered yet.")
    sam.sees("Someone would like to talk.")  # nobody else is there to be asked
    ada.sees_nothing()


async def test_with_several_the_member_is_not_told_that_something_was_sent(play: Stage) -> None:
    sam, kim, lee = await on_duty(play, "Sam", "Kim", "Lee")
    robin = await talks(play, "Robin", sam)
    await robin.says("I feel awful tonight")
    sam.skips()
    await sam.says("/handover now")
    robin.sees("I have asked the others on duty.", "They do not see what you wrote before.")
    sam.skips()
    await play.forward(minutes=2)
    sam.sees_nothing()
    for actor in (kim, lee):
        actor.sees("Someone would like to talk.")
    await kim.presses("Take")
    robin.sees("Kim is here for you now", "has not seen what you wrote before. Shall I pass that on?")
    all_skip(play)


# The end of a shift


async def test_last_words_without_an_answer_are_not_lost_with_the_shift(play: Stage, ada: Actor) -> None:
    (sam,) = await on_duty(play, "Sam")
    robin = await talks(play, "Robin", sam)
    await play.at(22)
    all_skip(play)
    await robin.says("I cannot do this alone")
    await play.forward(minutes=5)
    robin.sees("Nobody has answered yet.")
    await play.at(23)
    told = next(one for one in robin.unread() if "shift has ended" in one.text)
    assert "What you wrote last has had no answer." in told.text
    assert "Thank you for talking" not in told.text
    assert buttons(told) == ["Pass it on", "Not now"]
    all_skip(play)
    await robin.presses("Pass it on", told)
    robin.sees("It will wait for the next person on duty.")


async def test_the_question_after_a_shift_stays_open_for_two_days(play: Stage) -> None:
    sam = await play.volunteer("Sam", EVENING)
    robin = await play.member("Robin")
    await play.at(12, days=4)
    await robin.says("saturday message")
    await robin.presses("Pass it on")
    await play.at(17, days=3)
    await sam.says("/duty here")
    await play.at(23)
    asked = next(one for one in reversed(robin.phone.screen) if "Pass it on" in buttons(one))
    await play.at(1, days=1)
    all_skip(play)
    await robin.presses("Pass it on", asked)
    robin.sees("It will wait for the next person on duty.")
    all_skip(play)


async def test_who_waits_for_room_hears_when_the_shift_is_over(play: Stage, ada: Actor) -> None:
    await ada.says("/settings at once 1")
    (sam,) = await on_duty(play, "Sam")
    await talks(play, "Robin", sam)
    jo = await play.member("Jo")
    await play.at(22, 45)
    await jo.says("hello?")
    jo.sees("Nobody on duty is free just now.")
    await play.at(23)
    all_told = [one.text for one in jo.unread()]
    assert "No one is on duty now. What you wrote last has had no answer." in all_told[-1].splitlines()[0]
    all_skip(play)


async def test_who_asked_to_talk_and_wrote_nothing_is_not_told_of_a_message(play: Stage) -> None:
    sam, _ = await on_duty(play, "Sam", "Kim")
    robin = await play.member("Robin")
    await robin.says("/start talk")
    begin = robin.sees("All right. Just write here")
    assert "yourself" not in begin.text
    asked = robin.sees("2 people are on duty.")
    assert "read your message" not in asked.text
    await sam.presses("Take")
    robin.sees("Sam is here for you now, on duty until 23:00.")
    all_skip(play)
    await play.forward(minutes=5)
    robin.sees("Nobody has answered yet.")
    all_skip(play)
    jo = await play.member("Jo")
    await play.at(22, 50)
    await jo.says("/start talk")
    all_skip(play)
    await play.at(23)
    jo.sees("No one else is on duty now.", "You can write here all the same.")
    all_skip(play)


# Nobody answers


async def test_who_comes_on_later_is_asked_too(play: Stage, ada: Actor) -> None:
    await on_duty(play, "Sam")
    lee = await play.volunteer("Lee", "tue 19:00-23:00")
    robin = await play.member("Robin")
    await play.at(18, 40)
    await robin.says("hello?")
    await play.forward(minutes=6)
    all_skip(play)
    await play.at(19)
    lee.sees("Your shift has started.", "One person is waiting.")
    lee.sees("Someone would like to talk.")
    robin.sees("Nobody has answered yet.", "the others on duty")
    await lee.presses("Take")
    robin.sees("Sent to Lee")
    all_skip(play)


async def test_a_change_of_shift_brings_who_waits_straight_to_the_next(play: Stage) -> None:
    await on_duty(play, "Sam", "Kim", when="tue 17:00-19:00")
    lee = await play.volunteer("Lee", "tue 19:00-23:00")
    robin = await play.member("Robin")
    await play.at(18, 40)
    await robin.says("hello?")
    await play.forward(minutes=6)
    all_skip(play)
    await play.at(19)
    lee.sees("Your shift has started.")
    lee.sees("Robin would like to talk.")
    lee.sees("hello?")
    robin.sees("Sent to Lee, on duty until 23:00.")
    for actor in (play.actor("Sam"), play.actor("Kim")):
        actor.skips()


async def test_the_only_one_on_duty_blocks_and_the_backup_is_asked_at_once(play: Stage, ada: Actor) -> None:
    (sam,) = await on_duty(play, "Sam")
    lee = await backup(play, "Lee")
    robin = await play.member("Robin")
    await robin.says("hello?")
    robin.sees("Sent to Sam")
    await sam.blocks()
    robin.sees("Sam cannot be reached now.", "someone who can step in")
    assert ["Take"] in [buttons(one) for one in lee.unread()]
    await lee.presses("Take")
    robin.sees("Sent to Lee")
    assert "hello?" in [one.text for one in lee.phone.screen]
    all_skip(play)


async def test_a_backup_who_has_gone_costs_no_time(play: Stage, ada: Actor) -> None:
    await on_duty(play, "Sam")
    lee = await backup(play, "Lee")
    robin = await play.member("Robin")
    await robin.says("hello?")
    all_skip(play)
    lee.phone.blocked = True
    await play.forward(minutes=5)
    robin.sees("someone who can step in")
    robin.sees("Nobody has answered yet.", "I have told the coordinators")
    ada.sees("Robin has waited 5 minutes")
    all_skip(play)


async def test_nobody_is_said_to_be_told_who_was_not(play: Stage, ada: Actor) -> None:
    await on_duty(play, "Sam")
    robin = await play.member("Robin")
    await ada.blocks()
    await robin.says("hello?")
    all_skip(play)
    await play.forward(minutes=5)
    robin.sees("Nobody has answered yet.", "There is nobody else here whom I could ask.", "116 123")
    all_skip(play)


async def test_what_is_on_its_way_to_the_one_before_comes_to_the_next_too(play: Stage) -> None:
    sam, kim = await on_duty(play, "Sam", "Kim")
    robin = await play.member("Robin")
    await robin.says("hello")
    await sam.presses("Take")
    await play.forward(minutes=5)
    all_skip(play)
    play.world.faults.slow[str(sam.phone.user_id)] = 1.0
    robin.phone.says("on its way")
    await asyncio.sleep(0.3)
    await kim.presses("Take")
    play.world.faults.slow.clear()
    await play.quiet()
    assert [one.text for one in kim.phone.screen][-2:] == ["hello", "on its way"]
    all_skip(play)


async def test_an_answer_that_does_not_arrive_is_no_answer(play: Stage, ada: Actor) -> None:
    (sam,) = await on_duty(play, "Sam")
    robin = await play.member("Robin")
    await robin.says("hello?")
    sam.skips()
    robin.skips()
    await sam.sends(
        "giveaway",
        giveaway={
            "chats": [{"id": -1001, "type": "channel", "title": "News"}],
            "winners_selection_date": 1_800_000_000,
            "winner_count": 1,
        },
    )
    sam.sees("This did not arrive.")
    await play.forward(minutes=5)
    robin.sees("Nobody has answered yet.")
    all_skip(play)


# Who is not to be paired


async def test_a_wish_is_not_to_be_seen_in_how_many_are_on(play: Stage) -> None:
    sam, kim = await on_duty(play, "Sam", "Kim")
    robin = await play.member("Robin")
    await robin.says("/me not Sam")
    robin.skips()
    await robin.says("hello")
    robin.sees("2 people are on duty.", "The first one who is free")
    kim.sees("Someone would like to talk.")
    sam.sees_nothing()
    await sam.says("/duty")
    assert "waiting" not in sam.sees("You are on duty").text
    await kim.presses("Take")
    all_skip(play)


async def test_a_wish_after_the_offer_counts(play: Stage) -> None:
    sam, kim = await on_duty(play, "Sam", "Kim")
    robin = await play.member("Robin")
    await robin.says("hello")
    await robin.says("/me not Sam")
    all_skip(play)
    await sam.presses("Take")
    sam.sees_alert("This offer has ended.")
    robin.sees_nothing()
    await kim.presses("Take")
    robin.sees("Sent to Kim")
    all_skip(play)


async def test_before_the_end_nobody_is_named_with_whom_it_does_not_go_on(play: Stage) -> None:
    (sam,) = await on_duty(play, "Sam", when="tue 17:00-19:00")
    await play.volunteer("Lee", "tue 19:00-23:00")
    robin = await talks(play, "Robin", sam)
    await robin.says("/me not Lee")
    robin.skips()
    await play.at(18, 30)
    told = robin.sees("Sam's shift ends at 19:00.", "You can still write until then.")
    assert "Lee" not in told.text
    assert "Nobody" not in told.text
    told = sam.sees("Your shift ends at 19:00.", "Please come to a kind end in time.")
    assert "Lee" not in told.text
    assert "Nobody" not in told.text
    all_skip(play)


async def test_when_the_only_one_on_is_not_for_them_it_is_not_said(play: Stage, ada: Actor) -> None:
    (sam,) = await on_duty(play, "Sam")
    robin = await talks(play, "Robin", sam)
    await sam.says("/close")
    await sam.says("/me not Robin")
    all_skip(play)
    await robin.says("hello?")
    robin.sees("Nobody on duty is free just now. It may be a while.")
    for actor in (ada, sam):
        actor.sees_nothing()
    await play.forward(minutes=5)
    robin.sees("Nobody is free just now.", "I have told the coordinators")
    ada.sees("Robin has waited 5 minutes for an answer.", "On duty now: Sam.")
    sam.sees_nothing()


async def test_nobody_takes_more_than_the_group_allows(play: Stage, ada: Actor) -> None:
    await ada.says("/settings at once 1")
    sam, kim = await on_duty(play, "Sam", "Kim")
    robin, jo = await play.member("Robin"), await play.member("Jo")
    await robin.says("hello")
    await jo.says("hello too")
    first, second = [one for one in sam.phone.screen if "Take" in buttons(one)]
    all_skip(play)
    await sam.presses("Take", first)
    all_skip(play)
    await sam.presses("Take", second)
    sam.sees_alert("as many people as the group allows")
    jo.sees_nothing()
    await kim.presses("Take", next(one for one in kim.phone.screen if "Take" in buttons(one)))
    jo.sees("Sent to Kim")
    all_skip(play)


async def test_what_comes_back_after_the_end_waits_beside_newer_words_that_do_not(play: Stage) -> None:
    [sam] = await on_duty(play, "Sam", when="tue 17:00-18:00")
    kim = await play.volunteer("Kim", "tue 20:00-22:00")
    robin = await talks(play, "Robin", sam)
    play.world.faults.next("copyMessage", "429", retry_after=4)
    robin.phone.says("the last that I say to Sam")
    await asyncio.sleep(0.3)
    robin.phone.says("/close")
    await play.wait_for(lambda: any("You have ended" in one.text for one in robin.unread()))
    play.turn_clock_to(18)
    await asyncio.sleep(0.3)
    robin.phone.says("is anyone there now?")
    await play.wait_for(lambda: any("No one is on duty now" in one.text for one in robin.unread()))
    robin.skips()
    await play.quiet()
    robin.sees("What you wrote last has had no answer.", "It waits for the next person on duty.")
    await play.at(19, 59)
    all_skip(play)
    await play.at(20)
    kim.sees("Your shift has started")
    kim.sees("Robin would like to talk.")
    kim.sees("the last that I say to Sam")
    all_skip(play)


# What waited for a shift


async def passes_on(play: Stage, name: str) -> Actor:
    member = await play.member(name)
    await member.says(f"{name} here, please")
    await member.presses("Pass it on")
    member.skips()
    return member


async def test_who_waited_for_a_shift_in_which_nobody_has_room_hears_so_and_the_backup_is_asked(play: Stage) -> None:
    await play.volunteer("Kim", "tue 18:00-21:00")
    lee = await backup(play, "Lee")
    members = [await passes_on(play, name) for name in ("Ann", "Bea", "Cal", "Dee")]
    all_skip(play)
    await play.at(18)
    for one in members[:3]:
        one.sees("Sent to Kim")
    members[3].sees("Nobody on duty is free just now. It may be a while.", "Your message waits.")
    all_skip(play)
    for one in ("Ann", "Bea", "Cal"):
        their = next(each for each in play.actor("Kim").phone.screen if each.text == f"{one} here, please")
        await play.actor("Kim").says("hello", reply_to=their)
    all_skip(play)
    await play.forward(minutes=5)
    members[3].sees("I have now asked someone who can step in.")
    lee.sees("Someone is waiting here")
    play.actor("Ada").sees_nothing()  # nothing is wrong
    await lee.presses("Take")
    members[3].sees("Sent to Lee")
    all_skip(play)


async def test_who_waited_for_somebody_who_is_not_for_them_hears_that_nobody_is_free(play: Stage, ada: Actor) -> None:
    kim = await play.volunteer("Kim", "tue 18:00-21:00")
    robin = await play.member("Robin")
    await robin.says("/block Kim")
    await robin.says("please")
    await robin.presses("Pass it on")
    all_skip(play)
    await play.at(18)
    kim.sees("Your shift has started.")
    await kim.says("I'm here")
    all_seen = [one.text for one in robin.unread()]
    assert [text.splitlines()[0] for text in all_seen] == ["Nobody on duty is free just now. It may be a while."]
    all_skip(play)
    await play.forward(minutes=5)
    robin.sees("Nobody is free just now.", "I have told the coordinators")
    ada.sees("Robin has waited")
    kim.sees_nothing()


async def test_who_waited_for_a_shift_that_is_their_own_hears_who_is_asked(play: Stage, ada: Actor) -> None:
    sam = await play.volunteer("Sam", "tue 18:00-21:00")
    await sam.opens(await play.invites("member"))
    await sam.presses("I agree")
    await sam.says("Sparrow")
    lee = await backup(play, "Lee")
    await sam.says("I need somebody myself")
    await sam.presses("Pass it on")
    all_skip(play)
    await play.at(18)
    sam.sees("Your shift has started.")
    sam.sees("I have now asked someone who can step in.")
    lee.sees("Someone is waiting here")
    all_skip(play)


async def test_however_many_waited_each_hears_something_when_the_shift_starts(play: Stage) -> None:
    for name in ("Kim", "Lee"):
        await play.volunteer(name, "tue 18:00-21:00")
    members = [await passes_on(play, name) for name in ("Ann", "Bea", "Cal", "Dee", "Eve", "Fay", "Gil")]
    all_skip(play)
    await play.at(18)
    for one in members[:5]:
        one.sees("2 people are on duty.")
    for one in members[5:]:
        one.sees("Nobody on duty is free just now. It may be a while.")
    kim = play.actor("Kim")
    assert sum("Take" in buttons(one) for one in kim.phone.screen) == 5
    await kim.presses("Take", next(one for one in kim.phone.screen if "Take" in buttons(one)))
    # Lee has least to do and is asked for the one; then Lee has five again, and Kim is asked for the other.
    for one in members[5:]:
        one.sees("2 people are on duty.")
    all_skip(play)
