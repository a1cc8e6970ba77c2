"""A button works only on the phone it was sent to, and only as long as the bot has the token it was made with."""

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.models import Base
from tests.world import Actor, Stage, asks

STALE = "That button no longer works. Nothing was changed."


@pytest.fixture
async def robin(play: Stage) -> Actor:
    """Robin has written out of hours, and is asked whether it should wait."""
    robin = await play.member("Robin")
    await robin.says("for the next one")
    robin.sees("No one is on duty now.")
    return robin


async def rows(play: Stage) -> dict[str, list[tuple[object, ...]]]:
    """All that is on record, but for what was sent and which updates came."""
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        return {
            table.name: [tuple(row) for row in await session.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
            if table.name not in ("outbox", "seen_updates")
        }


async def test_a_copied_button_does_nothing_on_another_phone(play: Stage, robin: Actor) -> None:
    jo, stranger = await play.member("Jo"), play.actor("Mo")
    await stranger.says("/start")
    await play.forward(minutes=90)  # whatever they do would be seen, were it taken for theirs
    for actor in (jo, stranger, play.actor("Ada")):
        actor.skips()
    before = await rows(play)
    for key in robin.phone.screen[-1].buttons[0]:
        for actor in (jo, stranger, play.actor("Ada")):
            await actor.presses_raw(key["callback_data"], actor.phone.screen[-1])
            actor.sees_alert(STALE)
    assert await rows(play) == before
    await robin.presses("Pass it on")
    robin.sees("It will wait for the next person on duty.")


async def test_a_button_with_a_wrong_signature_or_none(play: Stage, robin: Actor) -> None:
    shown = robin.phone.screen[-1]
    key = shown.buttons[0][0]
    data = key["callback_data"]
    before = await rows(play)
    other = "A" if data[-1] != "A" else "B"
    forged = (asks(key), data[:-1], data + "A", data[:-1] + other, "pass:2" + data[-8:], data[-8:], "", "é" * 9)
    for one in (*forged, data.swapcase(), "keep" + data[4:]):
        await robin.presses_raw(one, shown)
        robin.sees_alert(STALE)
    assert await rows(play) == before
    await robin.presses("Pass it on", shown)
    robin.sees("It will wait for the next person on duty.")


async def test_after_a_new_token_old_buttons_say_that_all_can_be_typed(play: Stage, robin: Actor) -> None:
    shown = robin.phone.screen[-1]
    await play.stops()
    play.world.token = f"{play.world.token[:-4]}new1"
    play.settings = play.settings.model_copy(update={"telegram_bot_token": SecretStr(play.world.token)})
    await play.starts()
    await robin.presses("Pass it on", shown)
    robin.sees_alert("All that buttons do can be typed too: /help shows how. Numbers to call now: /urgent")
    await robin.says("pass it on")
    robin.sees("It will wait for the next person on duty.")
