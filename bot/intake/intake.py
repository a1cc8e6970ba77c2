"""Nothing is acknowledged before its effects are committed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot, Update

from bot.clock import Clock
from bot.database import Database, unreachable
from bot.intake.last_word import LastWord, private_chat
from bot.intake.pace import Paces, sent
from bot.logs import Person, where
from bot.queries import people, updates

_log = logging.getLogger(__name__)
_TRIES = 3
_BETWEEN_TRIES = 0.2  # seconds; other people's updates wait behind this one, so it is short
# Seconds. A server that is started anew is back after some; with it away nobody else's update would go through either.
_PATIENCE = 8.0

Dispatch = Callable[[AsyncSession, Update], Awaitable[None]]


class Intake:
    """Takes updates one after another, so that everyone's order is kept; no handler makes a network call.

    Updates that came together share one transaction, because a commit waits for the disk; should one of them fail,
    all are rolled back and each gets a transaction of its own.
    """

    def __init__(
        self,
        database: Database,
        bot: Bot,
        clock: Clock,
        dispatch: Dispatch,
        last_word: LastWord,
        noted: Callable[[str], None],
    ) -> None:
        self._database, self._bot, self._clock = database, bot, clock
        self._dispatch, self._last_word, self._noted = dispatch, last_word, noted
        self._one_batch = asyncio.Lock()
        self._set_aside: list[int] = []
        self._until: float | None = None  # how long a server that is away is waited for
        self._paces = Paces()

    @property
    def busy(self) -> bool:
        """Whether something is being dealt with."""
        return self._one_batch.locked()

    @property
    def cut_off(self) -> bool:
        """Whether the database server could not be reached when something was last dealt with."""
        return self._until is not None

    async def take(self, batch: Sequence[Mapping[str, Any]]) -> None:
        """Deal with updates as Telegram sent them; when this returns, they may be acknowledged."""
        async with self._one_batch:
            # Before anything is tried, so that a second try counts nothing twice.
            batch = [await self._at_its_pace(raw) for raw in batch]
            together = not self._set_aside
            if together and await self._together(batch):
                return
            for raw in batch:
                await self._take(int(raw["update_id"]), raw, _TRIES - together)

    async def _at_its_pace(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """The update, or its number alone when its sender sends more than anybody types, which they are told."""
        now = self._clock.now()
        found = sent(raw, now)
        if found is None:
            return raw
        account, at = found
        known = not self._paces.is_fast(account, at) or await self._is_known(account)
        verdict = self._paces.take(account, at, known=known)
        if verdict.shut is not None:
            self._last_word.tell_pace(raw, verdict.shut, passes=verdict.passes)
        if verdict.passes:
            return raw
        self._noted("too_fast")
        return {"update_id": raw["update_id"]}

    async def _is_known(self, account: int) -> bool:
        try:
            async with self._database.transaction() as session:
                return await people.is_known(session, account)
        except (SQLAlchemyError, OSError):
            return True

    async def _together(self, batch: Sequence[Mapping[str, Any]]) -> bool:
        try:
            async with self._database.transaction() as session:
                # Fails if one was dealt with before, which only happens after a restart.
                await updates.record(session, [int(raw["update_id"]) for raw in batch], self._clock.now())
                for raw in batch:
                    await self._dispatch(session, Update.de_json(dict(raw), self._bot))
                    # The next update must see the rows as they are now, not objects loaded for this one.
                    await session.flush()
                    session.expunge_all()
        except Exception as error:
            _log.info("%s updates go one by one: %s", len(batch), where(error))
            return False
        for raw in batch:
            self._note_done(raw)
        self._until = None
        return True

    def _note_done(self, raw: Mapping[str, Any]) -> None:
        if len(raw) > 1:  # else it is the number alone of one that came too fast
            self._noted("done")

    async def _take(self, update_id: int, raw: Mapping[str, Any], tries: int) -> None:
        now = asyncio.get_running_loop().time
        attempt = 0
        while True:
            attempt += 1
            try:
                await self._once(update_id, raw)
                self._until = None
                return
            except Exception as error:
                _log.error("update %s, try %s: %s", update_id, attempt, where(error))
                if unreachable(error):
                    # Waited for once, and not by each of those who write meanwhile.
                    self._until = self._until or now() + _PATIENCE
                    if now() >= self._until:
                        break
                elif attempt >= tries:
                    break
                if isinstance(error, SQLAlchemyError | OSError):
                    await asyncio.sleep(min(1.0, _BETWEEN_TRIES * attempt))
        await self._give_up(update_id, raw)

    async def _once(self, update_id: int, raw: Mapping[str, Any]) -> None:
        async with self._database.transaction() as session:
            seen = await updates.seen(session, [update_id, *self._set_aside])
            await updates.record(session, set(self._set_aside) - seen, self._clock.now(), set_aside=True)
            if update_id not in seen:
                await updates.record(session, [update_id], self._clock.now())
                await self._dispatch(session, Update.de_json(dict(raw), self._bot))
        self._set_aside.clear()
        if update_id in seen:
            self._noted("known")
        else:
            self._note_done(raw)

    async def _give_up(self, update_id: int, raw: Mapping[str, Any]) -> None:
        try:
            async with self._database.transaction() as session:
                if not await updates.seen(session, [update_id]):
                    await updates.record(session, [update_id], self._clock.now(), set_aside=True)
        except (SQLAlchemyError, OSError):
            # Written down with the next update that goes through.
            self._set_aside.append(update_id)
        self._noted("set_aside")
        chat_id = private_chat(raw)
        whose = Person(chat_id) if chat_id is not None else "nobody"
        _log.error("update %s of %s is set aside", update_id, whose)
        await self._last_word.tell(raw)
