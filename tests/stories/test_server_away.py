"""PostgreSQL is away for a while, as when it is started anew: what is written arrives, or its writer hears of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot

from bot.app import App, CannotRun
from bot.intake import intake
from tests.databases import databases, name_of, server
from tests.faults.test_nothing_is_lost import eventually
from tests.world import Stage, stage

pytestmark = pytest.mark.postgresql
FAILED = "Your message was not passed on"


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """A line on PostgreSQL, whatever the other tests run on."""
    async with stage(tmp_path, database_url=databases.on_server(tmp_path / "line.db")) as set_up:
        yield set_up


def goes(play: Stage) -> None:
    """The server takes no connections any more, and ends those that it has."""
    name = name_of(play.settings.database_url)
    server(
        f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
    )


def comes(play: Stage) -> None:
    """It takes connections again."""
    server(f"ALTER DATABASE {name_of(play.settings.database_url)} WITH ALLOW_CONNECTIONS true")


async def test_a_short_while_is_nobodys_matter(play: Stage) -> None:
    sam, robin = await play.on_duty("Sam"), await play.member("Robin")
    goes(play)
    robin.phone.says("hello")
    await asyncio.sleep(2)
    comes(play)
    await play.wait_for(lambda: any(one.text == "hello" for one in sam.unread()))
    await play.quiet()
    sam.sees("Robin would like to talk.")
    sam.sees("hello")
    robin.sees("Sent to Sam")


async def test_when_it_stays_away_everyone_hears_at_once(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_PATIENCE", 2.0)
    sam = await play.on_duty("Sam")
    members = [await play.member(name) for name in ("Robin", "Kim", "Lee", "Jo", "Alex")]
    goes(play)
    for member in members:
        member.phone.says("hello")
    # One after the other, each would wait as long as the first.
    await eventually(lambda: all(one.unread() for one in members), 5)
    for member in members:
        member.sees(FAILED, "116 123")
    sam.sees_nothing()
    comes(play)
    members[0].phone.says("hello again")
    await play.wait_for(lambda: any(one.text == "hello again" for one in sam.unread()))
    await play.quiet()
    sam.sees("Robin would like to talk.")
    sam.sees("hello again")
    members[0].sees("Sent to Sam")


async def test_away_at_the_start(play: Stage) -> None:
    await play.stops()
    goes(play)
    starting = asyncio.create_task(play.starts())
    await asyncio.sleep(0.5)
    assert not starting.done()
    comes(play)
    await asyncio.wait_for(starting, 20)
    ada = play.actor("Ada")
    await ada.says("/rota")
    ada.sees("nothing on the rota yet")


async def test_a_server_that_does_not_let_us_in(play: Stage) -> None:
    wrong = play.settings.database_url.rpartition("/")[0] + "/no_such_database"
    with pytest.raises(CannotRun, match="PostgreSQL does not let Warmline in"):
        await App(play.settings.model_copy(update={"database_url": wrong})).run()


async def test_whoever_has_the_database_gets_the_messages(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_PATIENCE", 0.5)
    sam, robin = await play.on_duty("Sam"), await play.member("Robin")
    goes(play)
    robin.phone.says("hello")
    await play.wait_for(lambda: bool(robin.unread()))
    robin.sees(FAILED)
    async with Bot(play.world.token, base_url=f"{play.settings.telegram_api_url}/bot") as other:
        # The poll that was under way is cut off by this one, and would cut this one off in turn.
        asked = asyncio.create_task(other.get_updates(timeout=4))
        await asyncio.sleep(2)
        robin.phone.says("hello again")
        assert [one.message.text for one in await asked if one.message is not None] == ["hello again"]
        await other.get_updates(offset=asked.result()[-1].update_id + 1, timeout=0)
    comes(play)
    sam.skips()
