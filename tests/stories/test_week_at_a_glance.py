"""The week as a picture and in words, gaps that are told in time, and who would get a message when."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from tests.world import Actor, Stage, buttons, stage


@pytest.fixture
async def ada(play: Stage) -> Actor:
    """Ada; open Tuesdays and Fridays 18:00-22:00, Sam on Tuesdays, Kim on Fridays until 20:00."""
    ada = play.actor("Ada")
    await ada.says("/hours tue,fri 18:00-22:00")
    await ada.presses("Save")
    await play.volunteer("Sam", "tue 18:00-22:00")
    await play.volunteer("Kim", "fri 18:00-20:00")
    await play.forward(minutes=10)
    for actor in play.actors.values():
        actor.skips()
    return ada


async def test_a_picture_and_the_same_in_words(play: Stage, ada: Actor) -> None:
    await ada.says("/rota")
    picture = ada.sees("Hope Street, 23 to 29 November 2026")
    assert picture.kind == "photo"
    image = Image.open(io.BytesIO(ada.opens_file(picture)))
    assert image.format == "PNG"
    assert image.size[0] == 1080
    shown = ada.sees("Hope Street, 23 to 29 November 2026. Times in Europe/London.")
    assert shown.text.split("\n")[1:] == [
        "1. Tue 24 Nov 18:00-22:00: Sam",
        "2. Fri 27 Nov 18:00-20:00: Kim",
        "Fri 27 Nov 20:00-22:00: nobody",
        "All shifts: /rota all",
    ]
    assert buttons(shown) == ["Week before", "Week after", "1", "2"]


async def test_turning_the_page_changes_both_in_place(play: Stage, ada: Actor) -> None:
    await ada.says("/rota")
    before = ada.opens_file(ada.sees("23 to 29 November"))
    words = ada.sees("Tue 24 Nov")
    count = len(ada.phone.screen)
    await ada.presses("Week after")
    picture = ada.sees("30 November to 6 December 2026")
    assert picture.kind == "photo"
    assert ada.opens_file(picture) != before
    shown = ada.sees("30 November to 6 December 2026", "1. Tue 1 Dec 18:00-22:00: Sam")
    assert shown.message_id == words.message_id
    assert len(ada.phone.screen) == count
    await ada.presses("Week before")
    ada.skips()
    await ada.presses_as_ours("week:2099-01-04/1", shown)
    ada.sees_alert("That is too far away.")
    for forged in ("week:", "week:x/1", "week:2026-13-01/", "shiftcard:x", "shiftcard:999"):
        await ada.presses_as_ours(forged, shown)
        ada.sees_alert("no longer works")


async def test_a_page_whose_picture_is_long_forgotten(play: Stage, ada: Actor) -> None:
    await ada.says("/rota")
    ada.skips()
    await play.forward(days=3)
    for actor in play.actors.values():
        actor.skips()
    await ada.presses("Week after")
    assert ada.sees("30 November to 6 December", "1. Tue 1 Dec").edited
    assert ada.sees("30 November to 6 December").kind == "photo"  # a new one
    for actor in play.actors.values():
        actor.skips()


async def test_another_week(ada: Actor) -> None:
    for typed in ("/rota 2026-12-10", "/rota 10 dec"):
        await ada.says(typed)
        ada.sees("7 to 13 December 2026")
        ada.sees("1. Tue 8 Dec")
    await ada.says("/rota 2027-06-03")
    ada.sees("31 May to 6 June 2027")
    ada.sees("1. Tue 1 Jun 18:00-22:00: Sam")
    for far in ("9999-12-31", "0001-01-01"):
        await ada.says(f"/rota {far}")
        ada.sees("That is too far away.")
    await ada.says("/rota someday")
    ada.sees('I did not understand "someday"', "/rota 2026-12-07")


async def test_a_shifts_card(play: Stage, ada: Actor) -> None:
    sam, kim = play.actor("Sam"), play.actor("Kim")
    await ada.says("/rota")
    ada.skips()
    await ada.presses("1")
    card = ada.sees("Number 1: Sam, Tuesdays 18:00-22:00.", "Next: Tuesday 24 November, 18:00-22:00, Sam.")
    assert buttons(card) == ["Change it", "Remove it", "Ask for cover"]
    await ada.presses("Change it", card)
    ada.sees("/change 1 tue 19:00-23:00")
    await ada.presses("Ask for cover", card)
    ada.sees("I have asked one other person.")
    kim.sees("Sam cannot come to a shift.")
    await ada.says("/rota")
    ada.sees("")
    ada.sees("1. Tue 24 Nov 18:00-22:00: Sam (cover wanted)")
    await kim.presses("Take Tue 24 Nov 18:00-22:00")
    for actor in (ada, sam, kim):
        actor.skips()
    await ada.says("/rota")
    ada.sees("")
    ada.sees("1. Tue 24 Nov 18:00-22:00: Kim (cover)")
    await ada.presses("Remove it", card)
    ada.sees("Taken off the rota: Sam, Tuesdays 18:00-22:00.", "/undo")
    for actor in (sam, kim):
        actor.skips()
    ada.sees("Nobody is on the rota at these open times:", "Tuesday 24 November, 18:00-22:00")


async def test_gaps(ada: Actor) -> None:
    await ada.says("/gaps")
    ada.sees("Open hours with nobody on:\nFriday 27 November, 20:00-22:00\nFriday 4 December, 20:00-22:00")


async def test_gaps_are_told_a_day_before_and_on_sunday(play: Stage, ada: Actor) -> None:
    def others_read_on() -> None:
        for name, actor in play.actors.items():
            if name != "Ada":
                actor.skips()

    await play.actor("Sam").says("/away 24 nov-8 dec")
    ada.sees("Nobody has taken this shift yet:", "Tuesday 24 November")
    ada.sees("Nobody is on the rota at these open times:", "Tuesday 24 November, 18:00-22:00")
    others_read_on()
    await play.at(19, 59, days=2)
    others_read_on()
    ada.sees_nothing()
    await play.at(20)
    ada.sees("Nobody is on the rota at these open times:\nFriday 27 November, 20:00-22:00", "/shift Sam", "/closed")
    others_read_on()
    await play.at(9, 59, days=3)
    for actor in play.actors.values():
        actor.skips()
    await play.at(10)
    told = ada.sees("Next week nobody is on the rota at these open times:", "Tuesday 1 December, 18:00-22:00")
    assert "Friday 4 December, 20:00-22:00" in told.text
    assert "8 December" not in told.text
    others_read_on()
    await play.at(9, 59, days=7)
    for actor in play.actors.values():
        actor.skips()
    await play.at(10)
    ada.sees("Next week nobody is on the rota at these open times:", "Tuesday 8 December, 18:00-22:00")
    others_read_on()


async def test_a_gap_at_short_notice_is_told_at_once(play: Stage, ada: Actor) -> None:
    await play.at(17, 30)
    for actor in play.actors.values():
        actor.skips()
    await ada.says("/unshift 1")
    ada.sees("Taken off the rota")
    ada.sees("Nobody is on the rota at these open times:", "Tuesday 24 November, 18:00-22:00")
    play.actor("Sam").skips()


async def test_who(ada: Actor) -> None:
    for typed, said in (
        ("tuesday 18:00", "A message would go to Sam."),
        ("tuesday 22:00", "Nobody would get a message then."),
        ("friday 7pm", "A message would go to Kim."),
        ("2027-06-01 19:00", "A message would go to Sam."),
    ):
        await ada.says(f"/who {typed}")
        ada.sees(said)
    for wrong in ("", "someday", "sunday 25:00"):
        await ada.says(f"/who {wrong}")
        ada.sees("I did not understand", "/who sunday 01:30")


async def test_who_on_the_nights_when_the_clocks_change(tmp_path: Path) -> None:
    async with stage(tmp_path, at=datetime(2026, 10, 20, 17, 0, tzinfo=UTC)) as play:
        ada = play.actor("Ada")
        await play.volunteer("Sam", "sat 22:00-01:30")
        await play.volunteer("Kim", "sun 01:30-03:00")
        ada.skips()
        await ada.says("/who sunday 01:30")
        ada.sees("The clocks go back that night, so this time comes twice.", "a message would go to Sam and Kim.")
        ada.sees("The second time a message would go to Kim.")
        await ada.says("/who 2027-03-28 01:30")
        ada.sees("Sunday 28 March, 02:00", "so the time you wrote does not come", "A message would go to Kim.")
        for actor in play.actors.values():
            actor.skips()
