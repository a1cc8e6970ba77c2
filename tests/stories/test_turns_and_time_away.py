"""Shifts in turns, every other week, from a day to a day; volunteers who are away; a shift changed while it runs."""

import pytest

from tests.world import Actor, Stage


@pytest.fixture
async def people(play: Stage) -> dict[str, Actor]:
    """Ada, and Sam, Kim and Lee who volunteer; it is Tuesday 24 November, 17:00."""
    found = {name: await play.volunteer(name) for name in ("Sam", "Kim", "Lee")}
    return {"Ada": play.actor("Ada"), **found}


def everyone_read_on(people: dict[str, Actor]) -> None:
    for actor in people.values():
        actor.skips()


async def who_is_on(ada: Actor, moments: list[str]) -> list[str]:
    """Who would get a message at each of these moments."""
    found = []
    for moment in moments:
        await ada.says(f"/who {moment}")
        text = ada.sees("").text
        found.append(text.partition("A message would go to ")[2].partition(".")[0] or "nobody")
    return found


TUESDAYS = ["2026-11-24 19:00", "2026-12-01 19:00", "2026-12-08 19:00", "2026-12-15 19:00", "2027-06-01 19:00"]


async def test_turns(people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/turns tue 18:00-22:00 Sam Kim Lee")
    ada.sees(
        "Saved as number 1: Sam, then Kim, then Lee, in turns, Tuesdays 18:00-22:00.",
        "The first one starts today at 18:00.",
    )
    for name, first in (("Sam", "24 November"), ("Kim", "1 December"), ("Lee", "8 December")):
        people[name].sees("Your shifts have changed.", f"New:\nTuesday {first}, 18:00-22:00")
    # Far beyond the weeks for which duties are worked out, too.
    assert await who_is_on(ada, TUESDAYS) == ["Sam", "Kim", "Lee", "Sam", "Sam"]


async def test_turns_pass_over_who_is_away(people: dict[str, Actor]) -> None:
    ada, kim = people["Ada"], people["Kim"]
    await ada.says("/turns tue 18:00-22:00 Sam Kim Lee")
    everyone_read_on(people)
    await kim.says("/away 1 dec-8 dec")
    kim.sees("You are away: 1 December to 8 December.", "Tuesday 1 December, 18:00-22:00")
    people["Lee"].sees("New:", "Tuesday 1 December, 18:00-22:00")
    assert await who_is_on(ada, TUESDAYS[:4]) == ["Sam", "Lee", "Lee", "Sam"]
    await kim.says("/away off")
    kim.sees("Kim is not away any more.", "Tuesday 1 December, 18:00-22:00")
    people["Lee"].sees("No longer yours:", "Tuesday 1 December")
    assert await who_is_on(ada, TUESDAYS[:4]) == ["Sam", "Kim", "Lee", "Sam"]


async def test_away_opens_shifts_for_cover(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await play.on_rota("Sam", "tue 18:00-22:00")
    everyone_read_on(people)
    await sam.says("/away 1 dec-8 dec")
    told = sam.sees("You are away: 1 December to 8 December.", "they are no longer yours:")
    assert "Tuesday 1 December, 18:00-22:00\nTuesday 8 December, 18:00-22:00" in told.text
    for actor in (kim, lee):
        actor.sees("Somebody is wanted for a shift.", "Can you take one of these?", "Tuesday 8 December, 18:00-22:00")
    await lee.presses("Take Tue 8 Dec 18:00-22:00")
    lee.sees("Thank you. This shift is yours now:", "Tuesday 8 December, 18:00-22:00")
    await kim.presses("Take Tue 8 Dec 18:00-22:00")
    kim.sees_alert("Somebody else has taken this shift.")
    assert await who_is_on(ada, TUESDAYS[:4]) == ["Sam", "nobody", "Lee", "Sam"]


async def test_a_coordinator_enters_it_for_somebody(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await play.on_rota("Sam", "fri 18:00-22:00")
    everyone_read_on(people)
    await ada.says("/away Sam 27 nov")
    ada.sees("Sam is away: 27 November.", "Friday 27 November, 18:00-22:00", "/undo")
    sam.sees("Your shifts have changed.", "No longer yours:", "Friday 27 November")
    kim.sees("Can you take this?", "Friday 27 November")
    lee.sees("Can you take this?")
    await ada.says("/undo")
    ada.sees("Taken back:", "Coordinator 1 entered Sam as away: 27 November")
    sam.sees("New:", "Friday 27 November")
    await kim.presses("Take Fri 27 Nov 18:00-22:00")
    kim.sees_alert("Nobody is wanted for this shift any more.")


@pytest.mark.parametrize("typed", ["someday", "2020-01-01", "8 dec-1 dec 2026", "1 dec 18:00-20:00"])
async def test_days_away_not_understood(people: dict[str, Actor], typed: str) -> None:
    await people["Sam"].says(f"/away {typed}")
    people["Sam"].sees("I did not understand", "Nothing was changed.", "/away 1 dec-8 dec")


async def test_every_other_week(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/shift Sam every other tue 18:00-20:00 from 1 dec until 2 feb")
    ada.sees(
        "Every other Tuesday 18:00-20:00, from 1 December 2026 until 2 February 2027",
        "The first one starts on Tuesday 1 December at 18:00.",
    )
    everyone_read_on(people)
    days = ["2026-11-24", "2026-12-01", "2026-12-08", "2026-12-15", "2027-01-26", "2027-02-09"]
    assert await who_is_on(ada, [f"{day} 19:00" for day in days]) == ["nobody", "Sam", "nobody", "Sam", "Sam", "nobody"]


async def test_in_other_words(people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/shift Sam tomorrow 7pm-9pm")
    ada.sees("Sam, Wednesday 25 November 2026, 19:00-21:00")
    await ada.says("/shift Kim fridays 6 till 10")
    ada.sees("That can mean more than one thing.", "1. Kim, Fridays 18:00-22:00", "2. Kim, Fridays 06:00-10:00")
    await ada.presses("Number 1")
    ada.sees("Saved as number 2: Kim, Fridays 18:00-22:00.")
    everyone_read_on(people)


async def test_a_shift_changed_while_it_is_running(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    robin = await play.member("Robin")
    await play.on_rota("Sam", "tue 18:00-22:00")
    await play.at(18)
    await sam.presses("I'm here")
    everyone_read_on(people)
    await robin.says("hello")
    robin.sees("Sent to Sam, on duty until 22:00.")
    sam.skips()
    await ada.says("/change 1 tue 18:00-20:00")
    ada.sees("Changed. Number 1 is now: Sam, Tuesdays 18:00-20:00.", "/undo")
    sam.sees("Your shifts have changed.", "New:\nTuesday 24 November, 18:00-20:00")
    await robin.says("still there?")
    sam.sees("still there?")
    await ada.says("/change 1 Kim")
    ada.sees("Number 1 is now: Kim, Tuesdays 18:00-20:00.")
    sam.sees("No longer yours:", "Tuesday 24 November")
    kim.sees("Your shifts have changed.", "New:")
    kim.sees("Your shift has started. It ends at 20:00.")
    kim.sees("Robin was talking with Sam, whose shift has ended.", "What follows has had no answer yet.")
    kim.sees("hello")
    kim.sees("still there?")
    sam.sees("Your shift has ended.")
    robin.sees("Sam's shift has ended.", "Your messages now go to Kim, on duty until 20:00.")
    await robin.says("hello Kim")
    kim.sees("hello Kim")
    await ada.says("/undo")
    ada.sees("Taken back:", "Coordinator 1 changed number 1: Kim")
    sam.sees("New:", "Tuesday 24 November")
    sam.sees("Your shift has started.")
    kim.sees("No longer yours:")
    sam.sees("Robin was talking with Kim")
    for words in ("hello", "still there?", "hello Kim"):
        sam.sees(words)
    kim.sees("Your shift has ended.")
    robin.sees("Your messages now go to Sam")


@pytest.mark.parametrize("typed", ["", "1", "x tue 18-20", "1 someday", "1 Zed"])
async def test_change_not_understood(play: Stage, people: dict[str, Actor], typed: str) -> None:
    await play.on_rota("Sam", "tue 18:00-22:00")
    everyone_read_on(people)
    await people["Ada"].says(f"/change {typed}")
    people["Ada"].sees("I did not understand", "Nothing was changed.", "/change 3 tue 19:00-23:00")


async def test_cover_is_carried_through_a_change(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await play.on_rota("Sam", "tue 18:00-22:00")
    await sam.says("/cover 1 dec")
    everyone_read_on(people)
    await kim.presses("Take Tue 1 Dec 18:00-22:00")
    everyone_read_on(people)
    await ada.says("/change 1 tue 19:00-23:00")
    ada.sees("Number 1 is now: Sam, Tuesdays 19:00-23:00.")
    sam.sees("Your shifts have changed.")
    kim.sees("New:\nTuesday 1 December, 19:00-23:00", "No longer yours:\nTuesday 1 December, 18:00-22:00", "/cover")
    assert await who_is_on(ada, ["2026-12-01 22:30", "2026-12-08 22:30"]) == ["Kim", "Sam"]
    lee.sees_nothing()


async def test_warnings_refuse_nothing(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/hours mon-sun 18:00-22:00")
    await ada.presses("Save")
    everyone_read_on(people)
    await ada.says("/shift Sam tue 17:30-22:00")
    ada.sees("Saved as number 1")
    ada.sees("Saved, but please look again.", "The line is not open during this shift of Sam")
    ada.sees("Sam has 4 hours 30 minutes of shifts within 24 hours", "The group's limit is 4 hours.")
    await ada.says("/shift Sam tue 19:00-20:00")
    ada.sees("Saved as number 2")
    ada.sees("Sam has two shifts at once: Tuesday 24 November, 19:00-20:00")
    ada.sees("within 24 hours")
    await ada.says("/shift Kim mon,wed,fri 18:00-21:00")
    ada.sees("Saved as number 3")
    ada.sees("Kim has 9 hours of shifts in one week", "The group's limit is 8 hours.")
    await ada.says("/settings caps 6 12")
    ada.sees("At most 6 hours within 24 hours, and 12 hours in a week.")
    await ada.says("/shift Lee mon,wed,fri 18:00-21:00")
    ada.sees("Saved as number 4")
    for actor in people.values():
        if actor is not ada:
            actor.skips()
