"""Somebody sends more than anybody types: the others go on, and whoever it is hears at once what did not go through."""

import pytest
from sqlalchemy import func, select

from bot.intake.pace import AT_ONCE, STRANGER_AT_ONCE
from bot.models import Base, Outbox, SeenUpdate
from bot.rehearsal.phone import Shown
from tests.world import Actor, Stage

LOT = "That is a lot at once."


@pytest.fixture
async def sam(play: Stage) -> Actor:
    return await play.on_duty("Sam")


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    """Robin talks with Sam, and has rested since."""
    robin = await play.member("Robin")
    await robin.says("hello")
    await play.forward(minutes=10)
    for actor in (robin, sam, play.actor("Ada")):
        actor.skips()
    return robin


async def count(play: Stage, table: type[Base]) -> int:
    """How many rows there are."""
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


def came(actor: Actor) -> list[Shown]:
    """What has come and was not read."""
    found = actor.unread()
    actor.skips()
    return found


async def told(play: Stage, actor: Actor, *words: str) -> None:
    """This comes, past all that waits to be sent."""
    await play.wait_for(lambda: any(words[0] in one.text for one in actor.unread()))
    found = next(one for one in actor.unread() if words[0] in one.text)
    for word in words:
        assert word in found.text, found.text
    actor.skips()


async def test_a_member_floods_the_line(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.member("Kim")
    rows, updates = await count(play, Outbox), await count(play, SeenUpdate)
    for number in range(AT_ONCE + 200):
        robin.phone.says(f"flood {number}")
    kim.phone.says("a quiet word")
    await play.quiet()
    await told(play, robin, LOT, "did not go through", "Please wait", "seconds", "999", "Samaritans")
    heard = [one.text for one in came(sam)]
    assert [text for text in heard if text.startswith("flood")] == [f"flood {number}" for number in range(AT_ONCE)]
    assert "a quiet word" in heard
    kim.sees("Sent to Sam")
    # Of what did not go through, only the numbers of its updates are there.
    assert await count(play, SeenUpdate) == updates + AT_ONCE + 201
    assert await count(play, Outbox) <= rows + AT_ONCE + 10

    await play.forward(seconds=30)
    await robin.says("and more")
    await told(play, robin, LOT, "Please wait")
    await robin.says("and more")
    robin.sees_nothing()
    sam.sees_nothing()
    await play.forward(seconds=40)
    await robin.says("now slowly")
    await told(play, robin, "You can go on now.", "did not go through", "Nobody has seen it.")
    await robin.says("and on")
    assert [one.text for one in came(sam)] == ["Robin:", "now slowly", "and on"]


async def test_what_a_person_can_send_at_once_goes_through(play: Stage, sam: Actor, robin: Actor) -> None:
    """Eleven albums of ten pictures each, in one go."""
    for _ in range(11):
        robin.phone.sends_album(["photo"] * 10)
    await play.quiet()
    await play.forward(seconds=3)
    assert len(came(sam)) == 110
    robin.sees_nothing()


async def test_a_stranger(play: Stage, sam: Actor) -> None:
    stranger = play.actor("Mo")
    for _ in range(STRANGER_AT_ONCE + 20):
        stranger.phone.says("/urgent")
    await play.quiet()
    await told(play, stranger, LOT, "Samaritans")
    rows = await count(play, Outbox)
    await stranger.says("/urgent")
    assert await count(play, Outbox) == rows
    sam.sees_nothing()
    await play.forward(minutes=2)
    await stranger.says("/about")
    await told(play, stranger, "You can go on now.")


async def test_a_broken_phone_that_presses_and_changes_all_the_time(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("/me")
    card = robin.phone.screen[-1]
    robin.skips()
    own = await robin.says("one")
    sam.skips()
    for number in range(AT_ONCE):
        robin.phone.presses(card.message_id, card.buttons[0][0]["text"])
        robin.phone.edits(own, f"changed {number}")
    await play.quiet()
    await told(play, robin, LOT)
    sam.skips()
    await robin.presses(card.buttons[0][0]["text"], card)
    robin.sees_nothing()


async def test_a_volunteer_is_no_exception(play: Stage, sam: Actor, robin: Actor) -> None:
    for number in range(AT_ONCE + 5):
        sam.phone.says(f"answer {number}")
    await play.quiet()
    await told(play, sam, LOT)
    assert len(came(robin)) == AT_ONCE


async def test_it_is_told_with_the_database_away(play: Stage, sam: Actor, robin: Actor) -> None:
    """What does not go through needs nothing of the database to be told."""
    assert play.app.database is not None
    for number in range(AT_ONCE):
        robin.phone.says(f"flood {number}")
    await play.quiet()
    for actor in (sam, robin):
        actor.skips()
    async with play.app.database.transaction():
        for number in range(60):
            robin.phone.says(f"still more {number}")
        await told(play, robin, LOT)
    await play.quiet()
    assert len(came(sam)) < 60
