"""Is the volunteer really there? Reminders, `I'm here`, the backup, stepping back, and who left before their shift."""

import pytest

from tests.world import Actor, Stage, asks, buttons


@pytest.fixture
async def people(play: Stage) -> dict[str, Actor]:
    """Ada; Sam on Tuesdays 18:00-22:00; Kim, a backup; Robin, a member. It is Tuesday 24 November, 17:00."""
    sam, kim = await play.volunteer("Sam", "tue 18:00-22:00"), await play.volunteer("Kim")
    robin = await play.member("Robin")
    ada = play.actor("Ada")
    await ada.says("/volunteers Kim backup")
    ada.sees("Kim is a backup now.")
    kim.sees("You are a backup now.", "You can always say no.")
    return {"Ada": ada, "Sam": sam, "Kim": kim, "Robin": robin}


def everyone_read_on(people: dict[str, Actor]) -> None:
    for actor in people.values():
        actor.skips()


async def test_reminders(play: Stage, people: dict[str, Actor]) -> None:
    sam = people["Sam"]
    await sam.says("/reminders")
    sam.sees("Before each shift I remind you: 24 hours, 1 hour before.")
    await play.at(17, 59, days=6)
    everyone_read_on(people)
    await play.at(18)
    told = sam.sees("Your shift starts tomorrow at 18:00.", "It ends at 22:00 tomorrow.")
    assert buttons(told) == ["Find cover"]
    await play.at(17, days=1)
    sam.sees("Your shift starts today at 18:00.")
    await sam.says("/reminders 30m, 2h")
    sam.sees("2 hours, 30 minutes before.")
    await play.at(17, 30)
    sam.sees("Your shift starts today at 18:00.")
    await sam.says("/reminders off")
    sam.sees("You get no reminders before your shifts.")
    await play.at(17, 59, days=7)
    everyone_read_on(people)
    for wrong in ("soon", "0h", "99d", "1h 2h 3h 4h 5h 6h"):
        await sam.says(f"/reminders {wrong}")
        sam.sees("I did not understand", "/reminders 24h 1h")


async def test_a_reminder_that_was_missed_comes_late_only_while_it_helps(play: Stage, people: dict[str, Actor]) -> None:
    sam = people["Sam"]
    await play.at(23)
    everyone_read_on(people)
    await play.stops()
    play.turn_clock_to(17, 20, days=7)
    await play.starts()
    await play.quiet()
    sam.sees("Your shift starts today at 18:00.")
    sam.sees_nothing()


async def test_here_in_time(play: Stage, people: dict[str, Actor]) -> None:
    _, sam, kim, _ = people.values()
    await play.at(18)
    started = sam.sees("Your shift has started.", 'Please press "I\'m here".')
    assert buttons(started) == ["I'm here", "Step back"]
    await sam.presses("I'm here")
    sam.sees("Thank you. You are on duty until 22:00.")
    await play.at(21, 59)
    kim.sees_nothing()
    people["Ada"].sees_nothing()


async def test_whoever_answers_is_here(play: Stage, people: dict[str, Actor]) -> None:
    _, sam, _, robin = people.values()
    await play.at(18)
    await robin.says("hello")
    await sam.says("hello Robin")
    everyone_read_on(people)
    await play.at(18, 30)
    assert not people["Ada"].unread()
    # To a member it is an answer like any other.
    await sam.says("I'm here")
    robin.sees("I'm here")


async def test_the_words_confirm_and_are_passed_on(play: Stage, people: dict[str, Actor]) -> None:
    _, sam, _, robin = people.values()
    await play.at(18)
    await robin.says("hello?")
    everyone_read_on(people)
    await sam.says("I’m here")
    sam.sees("Thank you. You are on duty until 22:00.")
    robin.sees("I’m here")


async def test_the_backup_takes_over(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, robin = people.values()
    await play.at(18)
    await robin.says("hello?")
    everyone_read_on(people)
    await play.forward(minutes=5)
    ada.sees("Sam is on the rota until 22:00, but has not said", "I have asked the backup: Kim.")
    kim.sees("Someone is waiting here, and nobody has answered.")
    asked = kim.sees("Sam may not be there for their shift, until 22:00.", "Can you take over now?")
    assert buttons(asked) == ["Take over"]
    robin.sees("Nobody has answered yet.", "I have now asked someone who can step in.")
    await kim.presses("Take over")
    sam.sees("Kim has taken over your shift, until 22:00.", "We hope you are all right.")
    ada.sees("Kim has taken over, until 22:00.")
    kim.sees("Someone wanted to talk.")  # as it is their shift now, it comes by itself
    kim.sees("Your shift has started. It ends at 22:00.")
    kim.sees("Robin was talking with Sam")
    kim.sees("hello?")
    sam.sees("Your shift has ended.")
    robin.sees("Your messages now go to Kim")
    await sam.presses("I'm here")
    sam.sees_alert("You are not on duty now.")
    await kim.presses("Take over")
    kim.sees_alert("That is settled already.")
    await play.at(19)
    assert not [one for one in ada.unread() if "I'm here" in one.text]
    ada.skips()
    robin.sees("Nobody has answered yet.")  # nor has Kim


async def test_here_after_all(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    await play.at(18)
    await play.at(18, 5)
    everyone_read_on(people)
    await sam.presses("I'm here")
    sam.sees("Thank you.")
    ada.sees("Sam is here after all, until 22:00.")
    await kim.presses("Take over")
    kim.sees_alert("That is settled already. Thank you.")


async def test_only_a_backup_can_take_over(play: Stage, people: dict[str, Actor]) -> None:
    lee = await play.volunteer("Lee")
    await play.at(18)
    await play.at(18, 5)
    everyone_read_on(people)
    data = asks(people["Kim"].phone.screen[-1].buttons[0][0])
    await lee.presses_as_ours(data, lee.phone.screen[-1])
    lee.sees_alert("That button no longer works.")


async def test_stepping_back(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, robin = people.values()
    await play.at(18)
    await sam.presses("I'm here")
    await play.at(18, 59)
    await robin.says("hello")
    everyone_read_on(people)
    await play.at(19)
    await sam.says("/duty")
    shown = sam.sees("You are on duty until 22:00.", "You can step back at any time: /duty back")
    assert buttons(shown) == ["Step back", "I'd like to talk"]
    await sam.presses("Step back")
    sam.sees("You have stepped back. That is fine.", "You need do nothing more.")
    kim.sees("Sam cannot come to a shift.", "Tuesday 24 November, 19:00-22:00")
    ada.sees("Sam has stepped back from the shift until 22:00.", "Nobody is on duty now.", "I have asked one other")
    sam.sees("Your shift has ended.")
    robin.sees("Sam's shift has ended.", "I have now asked someone who can step in.")
    kim.sees("Someone is waiting here, and nobody has answered.")
    await kim.presses("Take Tue 24 Nov 19:00-22:00")
    kim.sees("Someone wanted to talk.")  # as it is their shift now, it comes by itself
    kim.sees("This shift is yours now:")
    sam.sees("Kim takes your shift:")
    ada.sees("Kim takes this shift:")
    kim.sees("Your shift has started. It ends at 22:00.", "One person is waiting.")
    kim.sees("Robin would like to talk.")
    kim.sees("hello")
    robin.sees("Sent to Kim, on duty until 22:00.")
    await sam.says("/duty")
    sam.sees("You are not on duty now.", "Your next shift: Tuesday 1 December, 18:00-22:00")


async def test_two_on_duty_and_one_steps_back(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, robin = people.values()
    await play.on_rota("Kim", "tue 18:00-22:00")
    await play.at(18)
    await robin.says("hello")
    await sam.presses("Take")
    everyone_read_on(people)
    await sam.presses("Step back")
    sam.sees("You have stepped back.")
    ada.sees("Sam has stepped back", "On duty now: Kim.", "Nobody else is free")
    sam.sees("Your shift has ended.")
    kim.sees("Robin was talking with Sam")
    kim.sees("hello") if kim.unread() else None
    robin.sees("Your messages now go to Kim")
    await kim.presses("I'm here")
    kim.sees("Thank you.")


async def test_who_left_is_noticed_before_their_shift(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    await ada.says("/hours tue 18:00-22:00")
    await ada.presses("Save")
    ada.skips()
    await sam.blocks()
    ada.sees("Sam has left or blocked this chat", "Tuesday 24 November, 18:00-22:00", "Ask how they are.")
    await ada.says("/gaps")
    ada.sees("Open hours with nobody on:", "Tuesday 24 November, 18:00-22:00")
    await play.at(18)
    kim.sees("Sam may not be there for their shift")
    ada.sees("Sam is on the rota until 22:00, but has left or blocked this chat.", "I have asked the backup: Kim.")
    await kim.presses("Take over")
    kim.sees("Your shift has started.")
    ada.sees("Kim has taken over, until 22:00.")
    await sam.unblocks()
    await ada.says("/gaps")
    ada.sees("There are no gaps")


async def test_who_left_without_a_word_is_noticed_by_the_reminder(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, *_ = people.values()
    await play.at(23)
    everyone_read_on(people)
    sam.phone.blocked = True
    await play.at(18, days=6)
    ada.sees("Sam has left or blocked this chat", "Tuesday 1 December, 18:00-22:00")
    sam.phone.blocked = False


async def test_duty_when_off(play: Stage, people: dict[str, Actor]) -> None:
    sam, kim = people["Sam"], people["Kim"]
    await sam.says("/duty")
    sam.sees("You are not on duty now.", "Your next shift: Tuesday 24 November, 18:00-22:00")
    await kim.says("/duty")
    kim.sees("You are not on duty now.", "You have no shifts in the next weeks.")


async def test_a_buddy_hears_when_the_first_shifts_begin(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    await ada.says("/volunteers Sam buddy Kim")
    ada.sees("Kim is the buddy of Sam")
    sam.sees("Kim is your buddy until")
    kim.sees("You are the buddy of Sam until")
    await play.at(18)
    sam.skips()
    kim.sees("Sam is on duty now, until 22:00.", "You are their buddy.")
    await sam.presses("I'm here")
    await play.at(17, 59, days=28)
    everyone_read_on(people)
    await play.at(18)
    kim.sees_nothing()
    everyone_read_on(people)


async def test_all_of_it_in_words(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    await kim.says("/duty over")
    kim.sees("Nobody needs you to take over now.")
    await sam.says("/duty back")
    sam.sees("You are not on duty now.")
    await play.at(18)
    everyone_read_on(people)
    await sam.says("/duty here")
    sam.sees("Thank you. You are on duty until 22:00.")
    await kim.says("/duty over")
    kim.sees("Nobody needs you to take over now.")
    await sam.says("/duty back")
    sam.sees("You have stepped back.")
    sam.sees("Your shift has ended.")
    kim.sees("Sam cannot come to a shift.")
    await kim.says("/cover take 1")
    kim.sees("This shift is yours now:", "/cover back 1")
    kim.sees("Your shift has started.")
    everyone_read_on(people)
    await play.forward(minutes=5)
    ada.sees("Kim is on the rota until 22:00")
    await ada.says("/volunteers Sam backup")
    everyone_read_on(people)
    await sam.says("/duty over")
    kim.sees("Sam has taken over your shift")
    sam.sees("Your shift has started.")
    ada.sees("Sam has taken over")
    kim.sees("Your shift has ended.")
