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
from bot.intake.last_word import LastWord
from bot.queries import updates

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

    def __init__(self, database: Database, bot: Bot, clock: Clock, dispatch: Dispatch, last_word: LastWord) -> None:
        self._database, self._bot, self._clock = database, bot, clock
        self._dispatch, self._last_word = dispatch, last_word
        self._set_aside: list[int] = []
        self.busy = False

    async def take(self, batch: Sequence[Mapping[str, Any]]) -> None:
        """Deal with updates as Telegram sent them; when this returns, they may be acknowledged."""
        self.busy = True
        try:
            together = not self._set_aside
            if together and await self._together(batch):
                return
            for raw in batch:
                await self._take(int(raw["update_id"]), raw, _TRIES - together)
        finally:
            self.busy = False

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
            _log.info("%s updates go one by one: %s", len(batch), _where(error))
            return False
        return True

    async def _take(self, update_id: int, raw: Mapping[str, Any], tries: int) -> None:
        now = asyncio.get_running_loop().time
        patience = now() + _PATIENCE
        attempt = 0
        while True:
            attempt += 1
            try:
                await self._once(update_id, raw)
                return
            except Exception as error:
                # The kind of error alone: its words may hold what somebody wrote.
                _log.error("update %s, try %s: %s", update_id, attempt, _where(error))
                if attempt >= tries and not (unreachable(error) and now() < patience):
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

    async def _give_up(self, update_id: int, raw: Mapping[str, Any]) -> None:
        try:
            async with self._database.transaction() as session:
                if not await updates.seen(session, [update_id]):
                    await updates.record(session, [update_id], self._clock.now(), set_aside=True)
        except (SQLAlchemyError, OSError):
            # Written down with the next update that goes through.
            self._set_aside.append(update_id)
        _log.error("update %s is set aside", update_id)
        await self._last_word.tell(raw)


def _where(error: BaseException) -> str:
    frame, line = error.__traceback__, 0
    name = ""
    while frame is not None:
        name, line = frame.tb_frame.f_code.co_filename.rpartition("/")[2], frame.tb_lineno
        frame = frame.tb_next
    return f"{type(error).__name__} at {name}:{line}"
