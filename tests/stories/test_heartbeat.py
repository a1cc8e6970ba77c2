"""Each day two people hear that the program runs; a word that does not come is a word too."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.models import Outbox, OutboxState, SeenUpdate
from tests.stories.test_backup_and_restore import Keeper
from tests.world import Actor, Stage


@pytest.fixture
async def ada(play: Stage) -> Actor:
    """Ada coordinates; of this program she wants to hear everything."""
    play.keeping = True
    actor = play.actor("Ada")
    await actor.says("/start")
    actor.skips()
    return actor


async def test_at_nine_the_coordinator_hears_that_all_is_well(play: Stage, ada: Actor) -> None:
    await play.at(8, 59, days=1)
    ada.sees_nothing()
    await play.at(9, 0)
    ada.sees("All is well here.", "I started on Tuesday 24 November at 17:00", "If this does not come one day")
    await play.at(9, 30)
    await play.at(23, 0)
    ada.sees_nothing()
    await play.at(9, 0, days=1)
    ada.sees("All is well here.")


async def test_the_first_two_of_three_hear_it(play: Stage, ada: Actor) -> None:
    kim, lee = [await play.joins_as(name, "coordinator", name) for name in ("Kim", "Lee")]
    await play.at(9, 0, days=1)
    ada.sees("All is well here.")
    kim.sees("All is well here.")
    lee.sees_nothing()


async def test_coordinators_choose_who_hears_it_and_when(play: Stage, ada: Actor) -> None:
    kim, lee = [await play.joins_as(name, "coordinator", name) for name in ("Kim", "Lee")]
    await ada.says("/settings heartbeat lee and Kim")
    ada.sees("Each day at 09:00 I say that I am running, to Kim and Lee.")
    lee.sees("From now on you hear from me each day at 09:00")
    await ada.says("/settings heartbeat 7:30")
    ada.sees("Each day at 07:30")
    await play.at(7, 30, days=1)
    kim.sees("All is well here.")
    lee.sees("All is well here.")
    await play.at(9, 0)
    ada.sees_nothing()
    await ada.says("/undo")
    ada.sees("each day at 07:30")
    await ada.says("/undo")
    ada.sees("each day at 09:00, to Kim, Lee")
    for one in (kim, lee):
        one.skips()  # it has just become nine again
    await play.at(9, 0, days=1)
    ada.sees("All is well here.")
    kim.sees("All is well here.")


async def test_one_who_blocked_the_bot_is_passed_over(play: Stage, ada: Actor) -> None:
    kim = await play.joins_as("Kim", "coordinator", "Kim")
    await play.joins_as("Lee", "coordinator", "Lee")
    await kim.blocks()
    await play.at(9, 0, days=1)
    ada.sees("All is well here.")
    play.actor("Lee").sees("All is well here.")


async def test_it_can_be_switched_off_and_on(play: Stage, ada: Actor) -> None:
    await ada.says("/settings heartbeat off")
    ada.sees("I send no daily word that I am running.")
    await play.at(9, 0, days=1)
    ada.sees_nothing()
    await ada.says("/settings heartbeat on")
    ada.sees("Each day at 09:00")
    ada.sees_nothing()
    await play.at(9, 0, days=1)
    ada.sees("All is well here.")


@pytest.mark.parametrize("typed", ["Nobody", "Ada Ada", "25:00", "9:00 Ada", "Ada Kim Lee"])
async def test_what_makes_no_sense_changes_nothing(play: Stage, ada: Actor, typed: str) -> None:
    for name in ("Kim", "Lee"):
        await play.joins_as(name, "coordinator", name)
    await ada.says(f"/settings heartbeat {typed}")
    ada.sees("Nothing was changed.", "/settings heartbeat Ada Kim")
    await ada.says("/settings")
    ada.sees("Each day at 09:00")


async def test_what_needs_somebody_is_said(play: Stage, ada: Actor) -> None:
    await ada.says("/hours wed 18:00-22:00")
    await ada.presses("Save")
    ada.skips()
    await play.at(8, 0, days=1)
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        now = play.clock.now()
        await session.execute(insert(SeenUpdate).values(update_id=1, at=now, set_aside=True))
        lost = {"line_id": 1, "chat_id": 5, "priority": 0, "due_at": now, "made_at": now, "done_at": now}
        await session.execute(insert(Outbox).values(kind="copy", state=OutboxState.FAILED, **lost))
        await session.execute(insert(Outbox).values(kind="text", state=OutboxState.FAILED, **lost))
    ada.skips()
    await play.at(9, 0)
    ada.sees(
        "I am running. Please look at this:",
        "failed to deal with since yesterday: 1.",
        "could not be delivered since yesterday: 1.",
        "Wednesday 25 November, 18:00-22:00",
    )


async def test_helplines_that_nobody_checked_for_half_a_year(play: Stage, ada: Actor) -> None:
    await play.at(8, 0, days=400)
    ada.skips()
    await play.at(9, 0)
    ada.sees("Please look at this", "The list of helplines was last checked on")


async def test_a_backup_that_has_not_been_made_for_more_than_a_week(play: Stage, ada: Actor, tmp_path: Path) -> None:
    keeper = Keeper(play, tmp_path)
    await play.at(8, 0, days=10)
    await play.at(9, 0)
    ada.sees("All is well here.")  # who makes none was told by the doctor, and is not told each day
    await keeper.backs_up("first.age")
    await play.at(8, 0, days=8)
    await play.at(9, 0)
    ada.sees("All is well here.")
    await play.at(9, 0, days=1)
    ada.sees("Please look at this:", "The newest backup is from Friday 4 December.", "Ask whoever runs me to look.")
    await keeper.backs_up("second.age")
    await play.at(9, 0, days=1)
    ada.sees("All is well here.")


async def test_one_that_is_late_is_left_out(play: Stage, ada: Actor) -> None:
    await play.stops()
    play.turn_clock_to(12, 30, days=1)
    await play.starts()
    await play.quiet()
    ada.sees("I was off or could not reach Telegram for 19 hours")
    ada.sees_nothing()
    await play.at(9, 0, days=1)
    ada.sees("All is well here.", "I started on Wednesday 25 November at 12:30")


async def test_one_that_is_a_little_late_comes(play: Stage, ada: Actor) -> None:
    await play.at(8, 58, days=1)
    await play.stops()
    play.turn_clock_to(9, 4)
    await play.starts()
    await play.quiet()
    ada.sees("All is well here.", "I started on Tuesday 24 November at 17:00")


async def test_on_the_nights_when_clocks_change_it_comes_once(play: Stage, ada: Actor) -> None:
    await ada.says("/settings heartbeat 1:30")
    # In spring the clocks skip 01:30; in autumn they show it twice.
    for evening in (datetime(2027, 3, 27, 20, tzinfo=UTC), datetime(2027, 10, 30, 20, tzinfo=UTC)):
        play.clock.set(evening)
        await play.quiet()
        ada.skips()
        for _ in range(2 * 24):
            await play.forward(minutes=30)
        assert len(ada.unread()) == 1
    ada.skips()


async def test_a_clock_that_was_wrong_and_is_put_back_ends_nothing(play: Stage, ada: Actor) -> None:
    await play.forward(days=3000)
    ada.skips()
    play.clock.set(play.clock.now() - timedelta(days=3000))
    await play.quiet()
    await play.at(9, 0, days=1)
    ada.sees("All is well here.")


async def test_somebody_who_was_chosen_and_has_left_is_followed_by_the_first_two(play: Stage, ada: Actor) -> None:
    await play.joins_as("Kim", "coordinator", "Kim")
    await ada.says("/settings heartbeat Kim")
    play.actor("Kim").skips()
    ada.skips()
    await play.actor("Kim").says("/forget yes")
    play.actor("Kim").skips()
    ada.skips()
    await play.at(9, 0, days=1)
    ada.sees("All is well here.")
