"""What goes wrong inside: nothing is lost, nobody waits for somebody else's trouble, and nobody is left in silence."""

import asyncio
import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import aiosqlite
import pytest
from apscheduler.schedulers import base
from sqlalchemy import select, text

from bot import database
from bot.models import ConversationState, Outbox, SeenUpdate
from bot.outbox.queue import put_text
from bot.queries import conversations, people
from scheduling import jobs, presence, setbacks
from tests.world import ADA, Actor, Stage


@pytest.fixture
async def sam(play: Stage) -> Actor:
    sam = await play.volunteer("Sam", "tue 17:00-21:00")
    sam.skips()
    return sam


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    return await play.member("Robin")


def written_by(actor: Actor, words: str, message_id: int = 90_001) -> dict[str, Any]:
    """An update as Telegram sends it."""
    who = {"id": actor.phone.user_id, "is_bot": False, "first_name": actor.phone.first_name}
    chat = {"id": actor.phone.user_id, "type": "private", "first_name": actor.phone.first_name}
    return {"message": {"message_id": message_id, "date": 1_795_000_000, "chat": chat, "from": who, "text": words}}


async def test_a_message_that_fails_three_times_is_not_passed_on(
    play: Stage, sam: Actor, robin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    async def breaks(*_: Any, **__: Any) -> None:
        tries.append(1)
        raise RuntimeError("a mistake of ours")

    with monkeypatch.context() as broken:
        broken.setattr(conversations, "of_member", breaks)
        await robin.says("hello")
        robin.sees("Something went wrong here. Your message was not passed on.", "999", "Samaritans")
        assert len(tries) == 3
    sam.sees_nothing()
    await robin.says("hello again")
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("hello again")


async def test_a_failure_that_passes_is_not_noticed(
    play: Stage, sam: Actor, robin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tries = conversations.of_member, []

    async def breaks_once(*args: Any, **more: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("a mistake of ours")
        return await real(*args, **more)

    monkeypatch.setattr(conversations, "of_member", breaks_once)
    await robin.says("hello")
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("hello")
    sam.sees_nothing()


async def test_one_failing_message_among_many_harms_no_other(
    play: Stage, sam: Actor, robin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = await play.member("Kit")
    real = conversations.of_member

    async def breaks_for_kit(session: Any, line_id: int, member_id: int) -> Any:
        if member_id == 4:
            raise RuntimeError("a mistake of ours")
        return await real(session, line_id, member_id)

    monkeypatch.setattr(conversations, "of_member", breaks_for_kit)
    for number in range(5):
        robin.phone.says(f"robin {number}")
        kit.phone.says(f"kit {number}")
    await play.quiet()
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    for number in range(5):
        sam.sees(f"robin {number}")
    kit.sees("Your message was not passed on.")
    kit.sees_nothing()


async def test_the_last_word_comes_with_the_database_gone(play: Stage, sam: Actor, robin: Actor) -> None:
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        await session.execute(text("ALTER TABLE seen_updates RENAME TO gone"))
    robin.phone.says("hello")
    await play.quiet()
    robin.sees("Something went wrong here. Your message was not passed on.", "999", "Samaritans")
    async with play.app.database.transaction() as session:
        await session.execute(text("ALTER TABLE gone RENAME TO seen_updates"))
    await robin.says("are you there")
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("are you there")


async def test_an_update_that_nobody_can_read_is_set_aside(play: Stage, sam: Actor, robin: Actor) -> None:
    broken = written_by(robin, "hello")
    broken["message"]["entities"] = "not a list"
    broken["message"]["date"] = "yesterday"
    play.world.inject(broken)
    await play.quiet()
    robin.sees("Something went wrong here. Your message was not passed on.")
    play.world.inject({"message": None})
    play.world.inject({"message": {"chat": "nowhere"}})
    play.world.inject({"callback_query": {"from": []}})
    play.world.inject({"message": 7})
    await robin.says("hello")
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("hello")


async def test_a_note_that_does_not_say_what_changed(play: Stage, sam: Actor, robin: Actor) -> None:
    note = {"chat": robin.phone.chat, "from": robin.phone.user, "date": 1_795_539_000}
    play.world.inject({"my_chat_member": note | {"old_chat_member": {"user": robin.phone.user, "status": "member"}}})
    await robin.says("hello")
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("hello")
    assert await set_aside(play) == 0


async def set_aside(play: Stage) -> int:
    """How many updates could not be dealt with."""
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        return len((await session.scalars(select(SeenUpdate).where(SeenUpdate.set_aside))).all())


async def test_an_update_that_comes_again_does_nothing_twice(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("hello")
    robin.skips()
    sam.skips()
    await play.stops()
    again = robin.phone.says("once")
    await play.starts()
    await play.quiet()
    sam.sees("once")
    update_id = play.world._last_update
    play.world._updates.append((update_id, play.clock.now(), written_by(robin, "once", again)))
    play.world.fresh.set()
    await play.quiet()
    sam.sees_nothing()
    robin.sees_nothing()


async def test_a_flood_from_one_person_holds_up_nobody_else(play: Stage, sam: Actor, robin: Actor) -> None:
    kit = await play.member("Kit")
    await kit.says("hello")
    kit.skips()
    sam.skips()
    play.world.faults.away = True
    for number in range(300):
        kit.phone.says(f"flood {number}")
    play.world.faults.away = False
    robin.phone.says("help")
    await play.quiet()
    robin.sees("Sent to Sam")
    texts = [one.text for one in sam.unread()]
    assert "help" in texts
    assert texts.count("flood 0") == 1
    sam.skips()
    kit.skips()


async def test_sends_that_fail_are_tried_again_in_order(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("hello")
    robin.skips()
    sam.skips()
    play.world.faults.next("copyMessage", "reset_before")
    play.world.faults.next("copyMessage", "500")
    play.world.faults.next("copyMessage", "429", retry_after=1)
    await robin.says("are you there")
    for _ in range(400):
        if sam.unread():
            break
        await asyncio.sleep(0.02)
        play.clock.forward(timedelta(seconds=1))
    await play.quiet()
    sam.sees("are you there")
    sam.sees_nothing()


@pytest.mark.sqlite
async def test_a_stop_waits_for_what_is_just_being_written(
    play: Stage, sam: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    commit, writes = aiosqlite.Connection.commit, asyncio.Event()

    async def slow_disk(connection: aiosqlite.Connection) -> None:
        writes.set()
        await asyncio.sleep(0.3)
        await commit(connection)

    play.clock.set(datetime(2026, 11, 24, 20, 59, 59, tzinfo=UTC))
    await play.quiet()
    for actor in (sam, play.actor("Ada")):
        actor.skips()
    monkeypatch.setattr(aiosqlite.Connection, "commit", slow_disk)
    await writes.wait()  # the shift's end has come
    await play.stops()
    assert not [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    monkeypatch.setattr(aiosqlite.Connection, "commit", commit)
    await play.starts()
    await play.quiet()
    sam.sees("Your shift has ended.")
    sam.sees_nothing()


@pytest.mark.sqlite
async def test_a_database_that_is_held_at_the_start_is_waited_for(
    play: Stage, sam: Actor, robin: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(database, "_BUSY_TIMEOUT", 100)
    await play.stops()
    robin.phone.says("Can you hear me?")
    play.world.faults.away = True
    starting = asyncio.create_task(play.starts())
    await play.wait_for(lambda: "Telegram cannot be reached yet" in caplog.text)
    assert play.app.database is not None
    file = database.file_of(play.app.database.engine.url)
    with closing(sqlite3.connect(str(file), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        play.world.faults.away = False
        await play.wait_for(lambda: "the outbox cannot reach the database" in caplog.text)
        other.execute("ROLLBACK")
    await starting
    await play.quiet()
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("Can you hear me?")


async def test_a_machine_whose_clock_is_set_back_goes_on_looking(
    play: Stage, sam: Actor, robin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class AnHourAgo(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) - timedelta(hours=1)

    await robin.says("hello")
    for actor in (robin, sam):
        actor.skips()
    await play.stops()
    monkeypatch.setattr(jobs, "_LOOK_EVERY", 0.3)
    await play.starts()
    await play.quiet()
    monkeypatch.setattr(base, "datetime", AnHourAgo)
    await asyncio.sleep(0.4)
    play.clock._shown += timedelta(minutes=5)  # time goes on, and nobody says so
    await play.wait_for(lambda: bool(robin.unread()))
    robin.sees("Nobody has answered yet.")
    await play.quiet()
    play.actor("Ada").skips()


@pytest.mark.sqlite
async def test_what_is_too_late_is_not_forgotten_when_that_cannot_be_written_down(
    play: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """A full disk is noticed at the commit; here a key that points nowhere is."""
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        for statement in (
            "CREATE TABLE full (id INTEGER REFERENCES lines (id) DEFERRABLE INITIALLY DEFERRED)",
            "CREATE TRIGGER fills AFTER UPDATE ON outbox WHEN NEW.state = 'failed' "
            "BEGIN INSERT INTO full VALUES (99); END",
        ):
            await session.execute(text(statement))
    async with play.app.database.transaction() as session:
        line = await people.line(session)
        await put_text(session, line, ADA, "file-too-big", play.clock.now(), expires_at=play.clock.now())
    await play.wait_for(lambda: "the outbox cannot reach the database: IntegrityError" in caplog.text)
    async with play.app.database.transaction() as session:
        await session.execute(text("DROP TRIGGER fills"))
    await play.quiet()
    await asyncio.sleep(2)
    await play.quiet()
    async with play.app.database.transaction() as session:
        assert set(await session.scalars(select(Outbox.state).where(Outbox.text_key == "file-too-big"))) == {"failed"}
        await session.execute(text("DROP TABLE full"))


async def test_a_step_that_fails_rests_and_holds_up_no_other(
    play: Stage, sam: Actor, robin: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert play.app.database is not None
    looks, real = [], jobs.sweep

    async def counted(*args: Any) -> Any:
        looks.append(1)
        return await real(*args)

    def failures() -> int:
        return len([one for one in caplog.records if one.getMessage().startswith("_unconfirmed")])

    async def breaks(*_: Any) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(jobs, "sweep", counted)
    monkeypatch.setattr(setbacks, "REST", timedelta(minutes=1))  # longer than anything takes on a busy machine
    with monkeypatch.context() as broken:
        broken.setattr(presence, "not_confirmed", breaks)
        await robin.says("hello")
        await play.at(17, 5)  # Sam's minutes to say that they are here are over
        assert failures() == 1
        before = len(looks)
        await asyncio.sleep(1.5)
        assert len(looks) - before <= 10
        # A look that comes for another reason does not try it.
        await play.forward(seconds=1)
        assert len(looks) > before
        assert failures() == 1
        assert (await play.app._pulse.health()).wrong == ()
        for _ in range(2):
            await play.forward(seconds=setbacks.REST.total_seconds())
        assert failures() == 3
        assert (await play.app._pulse.health()).wrong == ("due",)
        for actor in play.actors.values():
            actor.skips()
        # Another one is due in a second, and comes then.
        async with play.app.database.transaction() as session:
            soon = play.clock.now() + timedelta(seconds=1)
            [conversation] = await conversations.in_state(session, 1, ConversationState.OPEN)
            await conversations.move(session, conversation, (ConversationState.OPEN,), answer_due_at=soon)
            session.info["due"] = True
        await play.wait_for(lambda: bool(robin.unread()))
        assert play.clock.now() - soon < setbacks.REST / 2
        for actor in play.actors.values():
            actor.skips()
    await play.forward(seconds=setbacks.REST.total_seconds())
    assert (await play.app._pulse.health()).wrong == ()
    assert any('has not said "I\'m here"' in one.text for one in play.actor("Ada").unread())
    for actor in play.actors.values():
        actor.skips()


@pytest.mark.parametrize("restarted", [False, True], ids=["running", "restarted"])
@pytest.mark.parametrize("kind", ["500", "429"])
async def test_a_clock_that_is_set_back_holds_up_nothing(
    play: Stage, sam: Actor, robin: Actor, kind: str, restarted: bool
) -> None:
    await play.at(19)
    await robin.says("hello")
    for actor in play.actors.values():
        actor.skips()
    play.world.faults.next("copyMessage", kind, **({"retry_after": 1} if kind == "429" else {}))
    robin.phone.says("one")
    await play.wait_for(lambda: play.world.faults.happened[kind] == 1)
    await asyncio.sleep(0.1)  # now it is on record when the next try is due
    if restarted:
        await play.stops()
    play.clock.forward(-timedelta(hours=1))
    if restarted:
        await play.starts()
    robin.phone.says("two")
    await play.wait_for(lambda: [one.text for one in sam.unread()] == ["one", "two"])
    await play.quiet()
    for actor in play.actors.values():
        actor.skips()


async def test_a_long_pause_that_telegram_asks_for_is_kept_whatever_the_clock_says(
    play: Stage, sam: Actor, robin: Actor
) -> None:
    await robin.says("hello")
    for actor in play.actors.values():
        actor.skips()
    asked = play.world.faults.happened
    for method in ("copyMessage", "setMyCommands"):
        play.world.faults.next(method, "429", times=5, retry_after=3600)
    robin.phone.says("one")
    play.actor("Lee").phone.says("/start")  # whose menu is set, which has no place in any line
    await play.wait_for(lambda: asked["429"] == 2)
    play.clock.forward(-timedelta(hours=3))
    await asyncio.sleep(1)
    assert asked["429"] == 2
    for actor in play.actors.values():
        actor.skips()
