"""A commit whose answer is lost may have happened or not: what the sender was doing is done, in order, and once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.engine import make_url

from bot.database import Database
from bot.models import Outbox, OutboxState, Relay
from bot.outbox.queue import Priority, put_text
from bot.queries import outbox as rows
from bot.queries import people
from tests.databases import databases
from tests.world import ADA, Actor, Stage, stage, talk

INVOICE = {"title": "Tea", "description": "A cup", "start_parameter": "", "currency": "GBP", "total_amount": 1}


@pytest.fixture
async def sam(play: Stage) -> Actor:
    return await play.on_duty("Sam")


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    robin = await play.member("Robin")
    await talk(sam, robin)
    return robin


def lose(play: Stage, monkeypatch: pytest.MonkeyPatch, step: str, *, happens: bool) -> list[str]:
    """The next commit of what `step` of the sender wrote happens or not, and nobody hears which; returns the losses."""
    assert play.app.database is not None
    real, dialect = getattr(rows, step), play.app.database.engine.sync_engine.dialect
    commit, lost, armed = dialect.do_commit, list[str](), list[str]()

    async def takes(*args: Any, **more: Any) -> Any:
        result = await real(*args, **more)
        armed[:] = [] if lost else [step]
        return result

    def answers(connection: Any) -> None:
        if not armed:
            commit(connection)
            return
        lost.append(armed.pop())
        if happens:
            commit(connection)
        raise ConnectionResetError

    monkeypatch.setattr(rows, step, takes)
    monkeypatch.setattr(dialect, "do_commit", answers)
    return lost


async def unsent(play: Stage) -> int:
    """How much is on its way."""
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        return await rows.unsent(session)


@pytest.mark.parametrize("happens", [True, False], ids=["committed", "rolled-back"])
@pytest.mark.parametrize("step", ["claim", "sent"])
async def test_each_message_comes_once_and_in_its_place(
    play: Stage, sam: Actor, robin: Actor, monkeypatch: pytest.MonkeyPatch, step: str, happens: bool
) -> None:
    lost = lose(play, monkeypatch, step, happens=happens)
    robin.phone.says("one")
    await play.wait_for(lambda: bool(lost))
    robin.phone.says("two")
    await play.wait_for(lambda: any(one.text == "two" for one in sam.unread()))
    await play.quiet()
    sam.sees("one")
    sam.sees("two")
    sam.sees_nothing()
    assert await unsent(play) == 0
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        twice = select(Relay.to_message_id).group_by(Relay.to_chat_id, Relay.to_message_id).having(func.count() > 1)
        assert not (await session.scalars(twice)).all()


@pytest.mark.parametrize("happens", [True, False], ids=["committed", "rolled-back"])
async def test_what_did_not_arrive_is_told_once(
    play: Stage, sam: Actor, robin: Actor, monkeypatch: pytest.MonkeyPatch, happens: bool
) -> None:
    lost = lose(play, monkeypatch, "failed", happens=happens)
    robin.phone.sends("invoice", invoice=INVOICE)
    await play.wait_for(lambda: bool(lost))
    robin.phone.says("two")
    await play.wait_for(lambda: bool(sam.unread() and robin.unread()))
    await play.quiet()
    robin.sees("This did not arrive.")
    robin.sees_nothing()
    sam.sees("two")
    assert await unsent(play) == 0


@pytest.mark.parametrize("happens", [True, False], ids=["committed", "rolled-back"])
async def test_what_is_in_flight_is_not_sent_again(
    play: Stage, sam: Actor, robin: Actor, monkeypatch: pytest.MonkeyPatch, happens: bool
) -> None:
    play.world.faults.slow[str(sam.phone.user_id)] = 1.0
    robin.phone.says("one")
    robin.phone.says("two")
    await asyncio.sleep(0.3)
    lost = lose(play, monkeypatch, "claim", happens=happens)
    await robin.says("/hours")
    await play.quiet()
    assert lost
    robin.sees("Sam")
    robin.sees_nothing()
    sam.sees("one")
    sam.sees("two")
    sam.sees_nothing()


async def test_a_check_in_that_may_have_gone_is_not_repeated(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await play.actor("Ada").says("/hours")
    play.actor("Ada").skips()
    lost = lose(play, monkeypatch, "claim", happens=True)
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        line = await people.line(session)
        row_id = await put_text(session, line, ADA, "file-too-big", play.clock.now(), priority=Priority.CHECK_IN)
    await play.wait_for(lambda: bool(lost))
    await play.quiet()
    play.actor("Ada").sees_nothing()
    async with play.app.database.transaction() as session:
        assert (await session.get_one(Outbox, row_id)).state == OutboxState.FAILED


class Wire:
    """The way to the server, which can be cut when the server has committed and before its answer is here."""

    def __init__(self, url: str) -> None:
        self._server = make_url(url)
        self.armed, self.cuts = False, 0

    async def start(self) -> str:
        """Returns the address at which the server is to be had over this way."""
        assert self._server.host is not None
        listening = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        return self._server.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection(self._server.host, self._server.port)
        cut = asyncio.Event()

        async def there() -> None:
            while data := await reader.read(65536):
                if self.armed and b"COMMIT" in data:
                    self.armed = False
                    cut.set()
                to_server.write(data)
            to_server.close()

        async def back() -> None:
            while data := await from_server.read(65536):
                if cut.is_set():
                    self.cuts += 1
                    writer.transport.abort()
                    to_server.close()
                    return
                writer.write(data)
            writer.close()

        await asyncio.gather(there(), back(), return_exceptions=True)


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncIterator[tuple[Wire, Stage]]:
    """A line on PostgreSQL, whatever the other tests run on, and the way there."""
    way = Wire(databases.on_server(tmp_path / "line.db"))
    async with stage(tmp_path, database_url=await way.start()) as play:
        yield way, play


@pytest.mark.postgresql
@pytest.mark.parametrize("step", ["claim", "sent"])
async def test_a_connection_that_is_cut_at_the_commit(
    wire: tuple[Wire, Stage], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    way, play = wire
    sam, robin = await play.on_duty("Sam"), await play.member("Robin")
    await talk(sam, robin)
    real = getattr(rows, step)

    async def then_cut(*args: Any) -> None:
        await real(*args)
        way.armed = way.armed or not way.cuts

    monkeypatch.setattr(rows, step, then_cut)
    robin.phone.says("one")
    await play.wait_for(lambda: way.cuts == 1)
    robin.phone.says("two")
    await play.wait_for(lambda: any(one.text == "two" for one in sam.unread()))
    await play.quiet()
    sam.sees("one")
    sam.sees("two")
    sam.sees_nothing()
    assert await unsent(play) == 0


@pytest.mark.postgresql
async def test_what_another_process_left_half_done_while_it_led(tmp_path: Path) -> None:
    url = databases.on_server(tmp_path / "line.db")
    async with stage(tmp_path, database_url=url) as play:
        ada = play.actor("Ada")
        await ada.says("/hours")
        ada.skips()
        beside = await asyncpg.connect(url.replace("+asyncpg", ""))
        other = Database(url)
        async with other.transaction() as session:
            line = await people.line(session)
            row_id = await put_text(session, line, ADA, "file-too-big", play.clock.now())
            await session.execute(update(Outbox).where(Outbox.id == row_id).values(state=OutboxState.SENDING))
        await other.close()
        await asyncio.sleep(1)
        ada.sees_nothing()
        await beside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await beside.close()
        await play.wait_for(lambda: bool(ada.unread()))
        ada.sees("too big")
