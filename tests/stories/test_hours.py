"""Coordinators say when the line is open: what was understood is shown before it is saved, and asked when unclear."""

import pytest

from tests.world import Actor, Stage, buttons


@pytest.fixture
async def ada(play: Stage) -> Actor:
    return play.actor("Ada")


async def test_hours_are_shown_and_then_saved(play: Stage, ada: Actor) -> None:
    robin = await play.member("Robin")
    await ada.says("/hours mon-fri 18:00-22:00, sat,sun 14:00-22:00")
    shown = ada.sees(
        "This is what I understood. Nothing is saved yet.",
        "Mondays to Fridays 18:00-22:00",
        "Saturdays and Sundays 14:00-22:00",
        "Tue 24 Nov: 18:00-22:00",
        "Sat 28 Nov: 14:00-22:00",
        "Mon 7 Dec: 18:00-22:00",
    )
    assert buttons(shown) == ["Save", "Change"]
    await robin.says("/hours")
    assert "Open hours" not in robin.sees("No one is on duty now.").text
    await ada.presses("Save")
    ada.sees("Saved.", "There are 14 gaps in the next two weeks. See /gaps", "/undo")
    await robin.says("/hours")
    robin.sees("Open hours:\nMondays to Fridays 18:00-22:00\nSaturdays and Sundays 14:00-22:00", "/urgent")
    await play.forward(minutes=10)
    ada.sees("Nobody is on the rota at these open times:", "Tuesday 24 November, 18:00-22:00")


async def test_change_saves_nothing(play: Stage, ada: Actor) -> None:
    await ada.says("/hours fridays 6pm-10pm")
    ada.sees("Fridays 18:00-22:00")
    await ada.presses("Change")
    ada.sees("Nothing was saved. Please write it again.", "/hours mon-fri")
    await ada.presses("Save")
    ada.sees_alert("That button no longer works.")
    await ada.says("/gaps")
    ada.sees("I do not know the open hours yet")


async def test_save_in_words(ada: Actor) -> None:
    await ada.says("/hours fri 22:00-02:00")
    ada.sees("Fri 27 Nov: 22:00-02:00", "Sat 28 Nov: closed")
    await ada.says("save")
    ada.sees("Saved.", "2 gaps")


async def test_what_is_ambiguous_is_asked(ada: Actor) -> None:
    await ada.says("/hours Fridays 6 till 10")
    asked = ada.sees("That can mean more than one thing.", "1. Fridays 18:00-22:00", "2. Fridays 06:00-10:00")
    assert buttons(asked) == ["Number 1", "Number 2"]
    await ada.presses("Number 2")
    ada.sees("This is what I understood.", "Fri 27 Nov: 06:00-10:00")
    await ada.presses("Save")
    ada.sees("Saved.")
    await ada.presses("Number 1", asked)
    ada.sees_alert("no longer works")


@pytest.mark.parametrize("typed", ["18:00-22:00", "mon-fri", "someday 18-22", "mon 25:00-26:00", "<b>"])
async def test_what_is_not_understood_changes_nothing(ada: Actor, typed: str) -> None:
    await ada.says(f"/hours {typed}")
    ada.sees("I did not understand", "Nothing was changed.", "/hours mon-fri 18:00-22:00, sat,sun 14:00-22:00")


async def test_closed_with_a_reason_that_members_see(play: Stage, ada: Actor) -> None:
    robin, sam = await play.member("Robin"), await play.volunteer("Sam", "fri 18:00-22:00")
    await ada.says("/hours fri 18:00-22:00")
    await ada.presses("Save")
    ada.skips()
    await ada.says("/closed 2026-12-25 Christmas Day")
    ada.sees("Nothing is saved yet.", "Fri 25 Dec: closed (Christmas Day)")
    await ada.presses("Save")
    ada.sees("Saved.", "Somebody is on in all open hours")
    sam.sees("Your shifts have changed.", "No longer yours:", "Friday 25 December, 18:00-22:00")
    await robin.says("/hours")
    robin.sees("Different from usual:", "Fri 25 Dec: closed (Christmas Day)")
    await ada.says("/open 2026-12-25")
    ada.sees("Fri 25 Dec: 18:00-22:00")
    await ada.presses("Save")
    ada.skips()
    sam.sees("New:", "Friday 25 December, 18:00-22:00")


async def test_open_on_a_day_in_a_closed_time(play: Stage, ada: Actor) -> None:
    await ada.says("/closed 24 dec-2 jan")
    ada.sees("Thu 24 Dec: closed", "Sat 2 Jan: closed")
    await ada.presses("Save")
    ada.sees("Saved.")
    await ada.says("/open 26 dec 12:00-16:00")
    ada.sees("Sat 26 Dec: 12:00-16:00")
    await ada.presses("Save")
    ada.sees("Saved.")
    await ada.says("/gaps")
    ada.sees("Saturday 26 December, 12:00-16:00")


@pytest.mark.parametrize("typed", ["", "christmas", "2020-12-25", "2026-12-25 25:00", "31 nov"])
async def test_closed_needs_a_day(ada: Actor, typed: str) -> None:
    await ada.says(f"/closed {typed}")
    ada.sees("I did not understand", "Nothing was changed.", "/closed 25 dec Christmas")
    await ada.says(f"/open {typed}")
    ada.sees("I did not understand", "Nothing was changed.", "/open 2026-12-26 12:00-16:00")


async def test_bank_holidays(play: Stage, ada: Actor) -> None:
    sam = await play.volunteer("Sam", "mon-sun 18:00-20:00")
    ada.skips()
    await ada.says("/hours bank holidays closed")
    ada.sees("Saved. The line is closed on bank holidays.", "Fri 25 Dec: closed (Christmas Day)", "Mon 28 Dec: closed")
    sam.sees("No longer yours:", "Friday 25 December, 18:00-20:00")
    await ada.says("/who 25 dec 19:00")
    ada.sees("Nobody would get a message then.", "The line is closed then. Christmas Day")
    await ada.says("/hours bank holidays open")
    ada.sees("Saved. Bank holidays are like other days now.")
    sam.sees("New:", "Friday 25 December, 18:00-20:00")
    await ada.says("/who 25 dec 19:00")
    ada.sees("A message would go to Sam.")


async def test_two_coordinators_at_once(play: Stage, ada: Actor) -> None:
    eve = await play.joins_as("Eve", "coordinator", "Eve")
    await ada.says("/hours mon 18:00-20:00")
    ada.sees("Mondays 18:00-20:00")
    await eve.says("/hours fri 18:00-20:00")
    eve.sees("Fridays 18:00-20:00")
    await eve.presses("Save")
    eve.sees("Saved.")
    await ada.presses("Save")
    ada.sees("Someone else made a change just now, so I did not save yours yet.")
    ada.sees("This is what I understood.", "Mondays 18:00-20:00")
    await ada.presses("Save")
    ada.sees("Saved.")
    await eve.says("/hours")
    assert "Fridays" not in eve.sees("Mondays 18:00-20:00").text
    eve.sees("To change the hours")
    await eve.says("/undo")
    eve.sees("I cannot take this back, because something was built on it since:", "Eve set the hours")
    await play.forward(minutes=10)
    for actor in (ada, eve):
        actor.skips()


async def test_only_coordinators(play: Stage) -> None:
    robin, sam = await play.member("Robin"), await play.volunteer("Sam")
    for actor in (robin, sam):
        await actor.says("/hours mon 18:00-20:00")
        actor.sees("No one is on duty now.")
        for command in ("/closed 25 dec", "/open 25 dec 18-20"):
            await actor.says(command)
            actor.sees("I do not know that command.")


async def test_more_hours_than_a_message_holds_are_not_understood(ada: Actor) -> None:
    spans = ", ".join(f"mon-sun {hour:02}:00-{hour:02}:30" for hour in range(24))
    await ada.says(f"/hours {spans}")
    ada.sees("I did not understand", "Nothing was changed.")
