"""One update, one transaction: nothing is acknowledged before its effects are committed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot, Update

from bot.clock import Clock
from bot.database import Database
from bot.intake.last_word import LastWord
from bot.queries import updates

_log = logging.getLogger(__name__)
_TRIES = 3
_BETWEEN_TRIES = 0.2  # seconds; other people's updates wait behind this one, so it is short

Dispatch = Callable[[AsyncSession, Update], Awaitable[None]]


class Intake:
    """Takes updates one after another, so that everyone's order is kept; no handler makes a network call."""

    def __init__(self, database: Database, bot: Bot, clock: Clock, dispatch: Dispatch, last_word: LastWord) -> None:
        self._database, self._bot, self._clock = database, bot, clock
        self._dispatch, self._last_word = dispatch, last_word
        self._set_aside: list[int] = []
        self.busy = False

    async def take(self, raw: Mapping[str, Any]) -> None:
        """Deal with one update as Telegram sent it; when this returns, it may be acknowledged."""
        self.busy = True
        try:
            await self._take(int(raw["update_id"]), raw)
        finally:
            self.busy = False

    async def _take(self, update_id: int, raw: Mapping[str, Any]) -> None:
        for attempt in range(1, _TRIES + 1):
            try:
                await self._once(update_id, raw)
                return
            except Exception as error:
                # The kind of error alone: its words may hold what somebody wrote.
                _log.error("update %s, try %s: %s", update_id, attempt, _where(error))
                if isinstance(error, SQLAlchemyError | OSError):
                    await asyncio.sleep(_BETWEEN_TRIES * attempt)
        await self._give_up(update_id, raw)

    async def _once(self, update_id: int, raw: Mapping[str, Any]) -> None:
        async with self._database.transaction() as session:
            if await updates.seen(session, update_id):
                return
            for earlier in self._set_aside:
                if not await updates.seen(session, earlier):
                    await updates.record(session, earlier, self._clock.now(), set_aside=True)
            await updates.record(session, update_id, self._clock.now())
            update = Update.de_json(dict(raw), self._bot)
            await self._dispatch(session, update)
        self._set_aside.clear()

    async def _give_up(self, update_id: int, raw: Mapping[str, Any]) -> None:
        try:
            async with self._database.transaction() as session:
                if not await updates.seen(session, update_id):
                    await updates.record(session, update_id, self._clock.now(), set_aside=True)
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
