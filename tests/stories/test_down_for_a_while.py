"""The program was off or cut off: those who look after it hear how long, and what that means for those who wrote."""

import asyncio
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import MovableClock
from bot.models import Line
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.faults.process import Program
from tests.faults.test_nothing_is_lost import eventually, said
from tests.world import ADA, Actor, Stage


@pytest.fixture
async def ada(play: Stage) -> Actor:
    """Ada coordinates; of this program she wants to hear everything but the daily word."""
    play.keeping = True
    actor = play.actor("Ada")
    await actor.says("/settings heartbeat off")
    actor.skips()
    return actor


async def off_for(play: Stage, **how_long: float) -> None:
    """The program is stopped, and started again so much later."""
    await play.stops()
    play.clock.forward(timedelta(**how_long))
    await play.starts()
    await play.quiet()


async def looks(play: Stage) -> None:
    """The program looks at the clock, as it does every 15 seconds."""
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        session.info["due"] = True
    await play.quiet()


async def alive_at(play: Stage) -> datetime | None:
    """The moment that is written down."""
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        return await session.scalar(select(Line.alive_at))


async def test_a_restart_alarms_nobody(play: Stage, ada: Actor) -> None:
    await off_for(play, minutes=8)
    ada.sees_nothing()


async def test_some_hours(play: Stage, ada: Actor) -> None:
    robin = await play.member("Robin")
    sam = await play.on_duty("Sam", "tue 17:00-23:00")
    ada.skips()
    await play.stops()
    robin.phone.says("is anyone there?")
    play.turn_clock_to(20, 30)
    await play.starts()
    await play.quiet()
    ada.sees(
        "I was off or could not reach Telegram for 3 hours",
        "began today at 17:00 and ended today at 20:30",
        "Telegram kept what was written",
    )
    assert "is anyone there?" in [one.text for one in sam.phone.screen]
    sam.skips()
    robin.sees("Sent to Sam")
    await off_for(play, minutes=1)
    ada.sees_nothing()


async def test_more_than_a_day_and_one_press_tells_everyone(play: Stage, ada: Actor) -> None:
    robin, jay = await play.member("Robin"), await play.member("Jay")
    kim, lee = [await play.joins_as(name, "coordinator", name) for name in ("Kim", "Lee")]
    ada.skips()
    await play.stops()
    robin.phone.says("nobody will ever see this")
    play.clock.forward(timedelta(days=3))
    await play.starts()
    await play.quiet()
    for one in (ada, kim, lee):
        one.sees(
            "I was off or could not reach Telegram for 3 days",
            "began on Tuesday 24 November at 17:00 and ended today at 17:00",
            "What was written before 17:00 on Thursday 26 November is lost",
        )
    robin.sees_nothing()
    await kim.presses("Tell everyone")
    kim.sees("I am telling all members and volunteers now. That is under 5 people.")
    for one in (robin, jay):
        one.sees("did not arrive", "from 17:00 on Tuesday 24 November until 17:00 on Thursday 26 November")
    await ada.says("Tell everyone")
    ada.sees("Everyone has been told already.")
    robin.sees_nothing()


async def test_nobody_but_a_coordinator_can_tell_everyone(play: Stage, ada: Actor) -> None:
    robin = await play.member("Robin")
    ada.skips()
    await off_for(play, days=3)
    press = ada.sees("I was off or could not reach Telegram for 3 days").buttons[0][0]["callback_data"]
    await robin.presses_raw(press, robin.phone.screen[-1])
    robin.sees_alert("That button no longer works.")
    robin.sees_nothing()


async def test_a_computer_that_slept(play: Stage, ada: Actor) -> None:
    # The clock is hours ahead, and nobody moved it.
    play.clock._shown += timedelta(hours=5)
    await looks(play)
    ada.sees("I was off or could not reach Telegram for 5 hours")


async def cut_off_for(play: Stage, **how_long: float) -> None:
    """The program runs on, but does not reach Telegram for so long."""
    play.clock._shown += timedelta(minutes=1)
    await looks(play)
    play.world.faults.away = True
    await asyncio.sleep(1.2)  # the poll that is under way ends, and the next one fails
    for _ in range(3):
        play.clock._shown += timedelta(**how_long) / 3
        await looks(play)
    play.world.faults.away = False


async def test_telegram_out_of_reach_for_more_than_a_day(play: Stage, ada: Actor) -> None:
    robin = await play.member("Robin")
    ada.skips()
    await cut_off_for(play, hours=30)
    ada.sees_nothing()
    await robin.says("/start")
    robin.skips()
    play.clock._shown += timedelta(minutes=1)
    await looks(play)
    ada.sees(
        "I was off or could not reach Telegram for 1 day",
        "began on Tuesday 24 November at 17:0",
        "What was written before 23:0",
    )
    await ada.presses("Tell everyone")
    ada.sees("I am telling all members and volunteers now.")
    robin.sees("I could not be reached for a while", "did not arrive")
    play.clock._shown += timedelta(minutes=1)
    await looks(play)
    ada.sees_nothing()


async def test_telegram_out_of_reach_for_some_minutes(play: Stage, ada: Actor) -> None:
    await cut_off_for(play, minutes=8)
    await ada.says("/rota")
    ada.skips()
    play.clock._shown += timedelta(minutes=1)
    await looks(play)
    ada.sees_nothing()


async def test_asleep_and_then_without_internet_is_one_break(play: Stage, ada: Actor) -> None:
    play.clock._shown += timedelta(minutes=1)
    await looks(play)
    play.world.faults.away = True
    await asyncio.sleep(1.2)
    play.clock._shown += timedelta(hours=15)
    await looks(play)
    play.clock._shown += timedelta(hours=15)
    await play.stops()
    starting = asyncio.create_task(play.starts())
    await asyncio.sleep(0.3)
    play.world.faults.away = False
    await starting
    await play.quiet()
    ada.sees("I was off or could not reach Telegram for 1 day")


async def test_a_clock_that_is_moved_on_purpose_is_no_break(play: Stage, ada: Actor) -> None:
    await play.forward(hours=5)
    ada.sees_nothing()


async def test_a_clock_that_jumps_back_is_followed(play: Stage, ada: Actor) -> None:
    await off_for(play, hours=-30)
    ada.sees_nothing()
    assert play.clock.now() - (await alive_at(play) or play.clock.now()) < timedelta(minutes=1)
    await off_for(play, hours=5)
    ada.sees("I was off or could not reach Telegram for 5 hours")


async def test_what_is_written_down_is_at_most_a_minute_old_and_written_at_most_once_a_minute(
    play: Stage, ada: Actor
) -> None:
    moments = set()
    for _ in range(12):
        play.clock._shown += timedelta(seconds=15)
        await looks(play)
        moment = await alive_at(play)
        assert moment is not None
        assert play.clock.now() - moment < timedelta(minutes=1)
        moments.add(moment)
    assert len(moments) <= 4


async def test_on_a_new_line_nothing_was_off(play: Stage) -> None:
    play.keeping = True
    assert not [one for one in play.actor("Ada").phone.screen if "I was off or" in one.text]


@pytest.mark.sqlite
async def test_after_a_kill_the_moment_is_on_the_disk(tmp_path: Path) -> None:
    world = World(MovableClock(ticking=True))
    async with serve(bot_api(world)) as url:
        program = Program(tmp_path, url, world)
        ada = world.add_phone(ADA, "Ada")
        await program.start()
        ada.says("/start")
        await eventually(lambda: said(ada, "coordinator"))
        await program.kill()
        file = sqlite3.connect(tmp_path / "warmline.db")
        (alive,) = file.execute("SELECT alive_at FROM lines").fetchone()
        earlier = datetime.fromisoformat(alive) - timedelta(hours=3)
        file.execute("UPDATE lines SET alive_at = ?, heard_at = ?", (earlier.isoformat(" "),) * 2)
        file.commit()
        file.close()
        assert not said(ada, "I was off or")
        await program.start()
        await eventually(lambda: said(ada, "I was off or could not reach Telegram for 3 hours"))
        assert await program.stop() == 0
