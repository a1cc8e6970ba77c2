"""Who was erased, or whose link was, never comes back as somebody else, and nothing of others goes with them."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.world import Stage, buttons, stage


async def days(play: Stage, number: int) -> None:
    """Some days go by."""
    for _ in range(number):
        await play.forward(days=1)
    for actor in play.actors.values():
        actor.skips()


async def test_an_old_agreement_never_means_a_newer_link(play: Stage) -> None:
    ada, lee = play.actor("Ada"), await play.volunteer("Lee")
    await lee.says("/start talk")
    old = lee.sees("Please read this before you join.")
    await days(play, 45)
    for role in ("member", "coordinator Zed", "coordinator Yan", "coordinator Xia"):
        await ada.says(f"/invite {role}")
    ada.skips()
    await lee.presses("I agree", old)
    lee.sees_alert("That button no longer works.")
    await ada.says("/coordinators")
    assert "Lee" not in ada.sees("Coordinator").text


async def test_undo_never_makes_somebody_else_a_volunteer(play: Stage) -> None:
    ada, sam = play.actor("Ada"), await play.volunteer("Sam")
    await ada.says("/closed 25 dec")
    await ada.presses("Save")
    ada.skips()
    await ada.says("/volunteers Sam remove yes")
    ada.skips()
    sam.skips()
    await days(play, 4)
    zed = play.actor("Zed")
    await zed.says("/start")
    zed.skips()
    await ada.says("/undo")
    undone = ada.sees("Taken back:")  # what came before it, for that person is gone
    assert "25 December" in undone.text
    await zed.says("/duty")
    zed.sees("I do not know that command.")


async def test_a_name_that_is_a_common_word_takes_nothing_along(play: Stage) -> None:
    ada = play.actor("Ada")
    sam, kim = await play.volunteer("Sam", "tue 17:00-22:00"), await play.volunteer("Kim", "tue 17:00-22:00")
    robin = await play.member("Robin")
    names = {}
    for name in ("volunteer", "shifts", "take"):
        names[name] = await play.joins_as(name.capitalize(), "member", name)
    sam.skips()
    kim.skips()
    await robin.says("hello")
    offered = sam.sees("Someone would like to talk.")
    for actor in names.values():
        await actor.says("/forget yes")
        actor.skips()
    assert buttons(offered) == ["Take"]
    await sam.says("take")
    sam.sees("You took this conversation.")
    sam.sees("Robin would like to talk.")
    sam.sees("hello")
    await ada.says("/audit")
    assert "…" not in ada.sees("made a link for a volunteer, Sam", "put Sam on").text
    for actor in (sam, kim, robin, ada):
        actor.skips()


async def test_send_it_anyway_does_not_pass_a_consent_by(play: Stage) -> None:
    sam = await play.volunteer("Sam", "tue 17:00-22:00")
    robin = await play.member("Robin")
    sam.skips()
    await robin.sends("contact", contact={"phone_number": "+441632960000", "first_name": "Aunt"})
    asked = robin.phone.screen[-1]
    robin.skips()
    await robin.says("/me relay off")
    robin.skips()
    sam.skips()
    await robin.presses("Send it anyway", asked)
    robin.skips()
    sam.sees_nothing()


@pytest.mark.sqlite
async def test_who_reads_the_file_from_outside_holds_nobody_up(tmp_path: Path) -> None:
    async with stage(tmp_path) as play:
        robin, kim = await play.member("Robinetta"), await play.member("Kim")
        reader = sqlite3.connect(tmp_path / "line.db", isolation_level=None)
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM people").fetchone()[0] >= 3
        await robin.says("/forget yes")
        robin.sees("Everything that was kept about you is erased.")
        begun = datetime.now(UTC)
        await kim.says("/help")
        kim.skips()
        assert (datetime.now(UTC) - begun).total_seconds() < 4  # the database's own patience is 5
        assert any(b"Robinetta" in file.read_bytes() for file in tmp_path.iterdir())
        reader.execute("COMMIT")
        reader.close()
        await play.forward(hours=1, minutes=1)
        for actor in play.actors.values():
            actor.skips()
        assert not any(b"Robinetta" in file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize("closed", [False, True], ids=["talking", "closed before"])
@pytest.mark.parametrize("by", ["relay off", "pause", "remove"])
async def test_what_is_not_passed_on_any_more_is_not_when_it_was_on_its_way(play: Stage, by: str, closed: bool) -> None:
    """Telegram holds the message up; and when Sam's shift ends it is brought to nobody else."""
    ada, sam = play.actor("Ada"), await play.on_duty("Sam", "tue 17:00-18:00")
    kim = await play.volunteer("Kim", "tue 17:30-21:00")
    robin = await play.member("Robin")
    await robin.says("hello")
    await sam.says("hello Robin")
    await play.at(17, 59)
    for actor in (ada, sam, kim, robin):
        actor.skips()
    play.world.faults.next("copyMessage", "429", retry_after=3)
    before = len(play.world.calls)
    robin.phone.says("my secret")
    await play.wait_for(lambda: any(method == "copymessage" for method, _ in list(play.world.calls)[before:]))
    typed, said = {
        "relay off": ("/me relay off", "is not passed on any more"),
        "pause": ("/members Robin pause", "is paused"),
        "remove": ("/members Robin remove yes", "is removed"),
    }[by]
    # While something waits the program does not come to rest.
    if closed:
        robin.phone.says("/close")
        await play.wait_for(lambda: any("You have ended" in one.text for one in robin.unread()))
    who = robin if by == "relay off" else ada
    who.phone.says(typed)
    await play.wait_for(lambda: any(said in one.text for one in who.unread()))
    for actor in (ada, sam, robin):
        actor.skips()
    await play.at(18, 1)
    assert "my secret" not in [one.text for one in (*sam.phone.screen, *kim.phone.screen)]
    for actor, name in ((kim, "Robin"), (robin, "Kim")):
        assert not [one for one in actor.unread() if name in one.text or "like to talk" in one.text]
    for actor in play.actors.values():
        actor.skips()
