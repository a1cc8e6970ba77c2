"""A line in the middle of its life, and what updates do to it.

Updates go straight to Reception on a real SQLite file, as the intake calls it: what polling, HTTP and acknowledging add
is the same for every update and has its own tests, and without them thousands can be tried. Each try is rolled back.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot, Update

from bot.buttons import LONGEST, key_for, signed
from bot.clock import MovableClock
from bot.database import Database
from bot.models import Base, Outbox
from bot.queries import phones
from bot.texts.catalogue import Catalogue
from handlers.routes import Reception
from tests.world import TUESDAY_EVENING, Actor, stage

TOKEN = "123:fuzz"
KEY = key_for(TOKEN)
# Whatever somebody does says that they are there, and that is put down before it is looked at.
SIGNS_OF_LIFE = {"people": {"seen_at", "blocked_at", "awaited", "signposted_at"}, "check_in_plans": {"missed"}}
PROMISES = ("Nothing was changed.", "Nothing was saved.")
# The columns of each table, its key first; answers to somebody and which updates came are no change of anything.
COLUMNS = {
    table.name: sorted(table.columns.keys(), key=lambda name, table=table: not table.columns[name].primary_key)
    for table in Base.metadata.sorted_tables
    if table.name not in ("outbox", "seen_updates")
}
Rows = dict[str, list[tuple[Any, ...]]]


class _Undone(Exception):
    """Ends a try, so that nothing of it stays."""


@dataclass
class Done:
    """What updates did: the rows before and after, and what everybody is sent, in words."""

    before: Rows
    after: Rows
    said: list[tuple[int, str]] = field(default_factory=list)

    def changed(self, sender: int) -> list[str]:
        """The rows that are not as they were, but for signs of life and for a sender who is here the first time."""
        found = []
        for table, columns in COLUMNS.items():
            if self.before[table] == self.after[table]:
                continue
            width = len(Base.metadata.tables[table].primary_key)
            before, after = ({row[:width]: row for row in rows[table]} for rows in (self.before, self.after))
            for key in before.keys() | after.keys():
                old, new = before.get(key), after.get(key)
                if table == "people" and old is None and new and new[columns.index("telegram_id")] == sender:
                    continue
                names = [name for n, name in enumerate(columns) if not old or not new or old[n] != new[n]]
                if set(names) - SIGNS_OF_LIFE.get(table, set()):
                    found.append(f"{table} {key}: {', '.join(names)}")
        return found


class Line:
    """The line of `make`, on which updates are tried."""

    def __init__(self, file: Path, people: Mapping[str, int], addresses: Mapping[int, set[int]]) -> None:
        self.people, self._addresses = dict(people), addresses
        self._runner = asyncio.Runner()
        self._database = Database(f"sqlite+aiosqlite:///{file}")
        self._clock = MovableClock(TUESDAY_EVENING + timedelta(hours=1, minutes=10))
        self._bot = Bot(TOKEN)
        self._catalogue = Catalogue()
        self._reception = Reception(self._clock, "WarmlineBot", self._catalogue, KEY)

    @property
    def now(self) -> datetime:
        """The moment at which everything happens."""
        return self._clock.now()

    def close(self) -> None:
        """Let go of the file."""
        self._runner.run(self._database.close())
        self._runner.close()

    def of(self, sender: int) -> set[int]:
        """The addresses under which this account hears: several when the phone is shared."""
        return {sender, *self._addresses.get(sender, ())}

    def tries(self, *updates: Mapping[str, Any]) -> Done:
        """Deal with these one after another, and then undo it all; what PTB's own parser refuses is left out."""
        return self._runner.run(self._tries(updates))

    async def _tries(self, updates: Sequence[Mapping[str, Any]]) -> Done:
        done: Done | None = None
        try:
            async with self._database.transaction() as session:
                before = await _rows(session)
                newest = await session.scalar(select(func.max(Outbox.id))) or 0
                for raw in updates:
                    try:
                        update = Update.de_json(dict(raw), self._bot)
                    except Exception:
                        continue  # the intake sets it aside and says so; see test_failures.py
                    await self._reception(session, update)
                    await session.flush()
                    session.expunge_all()
                done = Done(before, await _rows(session))
                for row in await session.scalars(select(Outbox).where(Outbox.id > newest)):
                    done.said.append((row.chat_id, self._in_words(row)))
                session.expunge_all()
                raise _Undone
        except _Undone:
            assert done is not None
            return done

    def _in_words(self, row: Outbox) -> str:
        """What the sender would make of a row; it must be able to."""
        for key, data, *params in (one for line in row.buttons or [] for one in line):
            assert len(data.encode()) <= LONGEST, data
            self._catalogue.label(key, params[0] if params else {}, self.now)
        if row.text_key is None:
            return row.kind
        hidden = ("picture", "look_back", "calendar", "sheet", "data", "letter", "howto", "file_name")
        params = {name: each for name, each in row.params.items() if name not in hidden}
        return self._catalogue.render(row.text_key, params, self.now)


async def _rows(session: AsyncSession) -> Rows:
    # Straight from the driver: through SQLAlchemy this would be most of what a try costs.
    raw = await (await session.connection()).get_raw_connection()
    execute = cast(Any, raw.driver_connection)._conn.execute
    return {
        name: execute(f"SELECT {', '.join(columns)} FROM {name} ORDER BY 1").fetchall()
        for name, columns in COLUMNS.items()
    }


async def make(folder: Path) -> tuple[Path, dict[str, int], dict[int, set[int]]]:
    """Play a first evening: the file of a line with people in every state, their accounts, and who shares a phone."""
    async with stage(folder) as play:
        ada = play.actor("Ada")
        sam = await play.on_duty("Sam", "tue 17:00-21:00")
        kim, lee = await play.volunteer("Kim", "fri 18:00-22:00"), await play.volunteer("Lee")
        robin, jo, rae, _ = [await play.member(name) for name in ("Robin", "Jo", "Rae", "Pat")]
        ann = await play.volunteer("Ann")
        bea = await play.invites("volunteer", "Bea")
        await ann.opens(bea)
        await ann.presses("We share this phone")
        await ann.presses("I agree")
        max_ = await play.joins_as("Max", "coordinator", "Max")
        await max_.opens(await play.invites("volunteer", "Maxi"))
        await max_.presses("I agree")
        joining = await play.invites("member")
        away = await play.volunteer("Vic", "mon 18:00-20:00")
        play.actor("Mo")
        await _says(
            robin,
            "hello",
            "/checkins tue,thu 18:00",
            "i agree",
            "/checkins missed 1",
            "i agree",
            "call me on 07700 900123",
            "/me agree",
            "/me gender woman",
        )
        await _says(sam, "hello Robin", "/start talk", "i agree", "/handover")
        await _says(jo, "/checkins mon,fri 6:00", "i agree", "/checkins 7 or 8", "hello")
        await _says(kim, "/cover fri", "/away 1 jan-3 jan")
        await _says(rae, "hello")
        await _says(away, "/away 10 dec", "/shifts")
        await _says(
            ada,
            "/volunteers Lee backup",
            "/volunteers Kim lead",
            "/hours mon-fri 18:00-22:00",
            "save",
            "/members Pat pause",
            "/members Rae remove yes",
            "/closed 25 dec",
            "save",
            "/open 26 dec 12-4",
            "/turns thu 18-20 Sam Lee",
        )
        await _says(max_, "/hours sat 10-12")
        await _says(play.actor("Nia"), "/start " + joining.rpartition("start=")[2])
        await lee.opens(await play.invites("volunteer", "Leo"))
        await play.at(18, 1)
        await _says(robin, "are you there")
        for actor in play.actors.values():
            actor.skips()
        assert play.app.database is not None
        async with play.app.database.transaction() as session:
            phone = ann.phone.user_id
            shared = {phone: {one.telegram_id for one in await phones.sharers(session, phone)}}
        people = {name: actor.phone.user_id for name, actor in play.actors.items()}
    return folder / "line.db", people, shared


async def _says(actor: Actor, *words: str) -> None:
    for one in words:
        await actor.says(one)


def user(account: int) -> dict[str, Any]:
    """A person as Telegram shows them."""
    return {"id": account, "is_bot": False, "first_name": "X"}


def chat(account: int) -> dict[str, Any]:
    """A person's own chat."""
    return {"id": account, "type": "private", "first_name": "X"}


def says(account: int, text: str, now: datetime, **more: Any) -> dict[str, Any]:
    """An update: somebody writes."""
    message = {"message_id": 9000, "date": int(now.timestamp()), "chat": chat(account), "from": user(account)}
    return {"update_id": 1, "message": message | {"text": text} | more}


def presses(account: int, data: str, now: datetime, message_id: int = 5) -> dict[str, Any]:
    """An update: somebody presses a button that the bot made for them."""
    return forges(account, signed(data, account, KEY), now, message_id)


def forges(account: int, data: str, now: datetime, message_id: int = 5) -> dict[str, Any]:
    """An update: somebody's client sends a press of its own making."""
    bot = {"id": 123, "is_bot": True, "first_name": "W"}
    shown = {"message_id": message_id, "date": int(now.timestamp()), "chat": chat(account), "from": bot, "text": "?"}
    query = {"id": "1", "from": user(account), "chat_instance": "1", "data": data, "message": shown}
    return {"update_id": 1, "callback_query": query}
