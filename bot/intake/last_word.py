"""What a person hears when something does not go through, by failure or by its sheer number; it needs no database."""

import asyncio
import logging
import math
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.clock import Clock
from bot.texts.catalogue import Catalogue

_log = logging.getLogger(__name__)
_NOT_AGAIN_FOR = timedelta(minutes=1)


class LastWord:
    """Tells someone straight away that their message was not passed on, with the helplines."""

    def __init__(self, bot: Bot, catalogue: Catalogue, clock: Clock, nation: str | None, zone: str) -> None:
        self._bot, self._catalogue, self._clock = bot, catalogue, clock
        self._params = {"helplines": ["short", nation], "zone": zone}
        # Rendered once now, so that nothing but the network is needed later.
        self._text = catalogue.render("not-passed-on-failure", self._params, clock.now())
        self._told: dict[int, datetime] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def tell(self, raw: Mapping[str, Any]) -> None:
        """Tell whoever sent this update, if it came from a person's own chat; at most once a minute each."""
        chat_id = _private_chat(raw)
        now = self._clock.now()
        if chat_id is None or now - self._told.get(chat_id, now - _NOT_AGAIN_FOR) < _NOT_AGAIN_FOR:
            return
        self._told = {chat: at for chat, at in self._told.items() if now - at < _NOT_AGAIN_FOR}
        self._told[chat_id] = now
        self._start(self._send(chat_id, self._failure))

    def tell_pace(self, raw: Mapping[str, Any], shut: tuple[datetime, datetime], *, passes: bool) -> None:
        """Tell who sends faster than anybody types between which moments nothing passes, or that it `passes` again."""
        chat_id = _private_chat(raw)
        if chat_id is None:
            return
        since, until = (moment.isoformat() for moment in shut)

        def text() -> str:
            now = self._clock.now()
            left = max(0, math.ceil((shut[1] - now).total_seconds()))
            said = {"since_at": since, "until_at": until, "seconds": left}
            return self._catalogue.render("too-fast-over" if passes else "too-fast", self._params | said, now)

        self._start(self._send(chat_id, text))

    def _start(self, sending: Coroutine[Any, Any, None]) -> None:
        # Not awaited: a slow network must not hold up the people behind this one.
        task = asyncio.create_task(sending)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _failure(self) -> str:
        try:
            return self._catalogue.render("not-passed-on-failure", self._params, self._clock.now())
        except Exception:
            return self._text

    async def _send(self, chat_id: int, text: Callable[[], str]) -> None:
        for attempt in range(5):
            try:
                await self._bot.send_message(chat_id, text(), parse_mode="HTML")
                return
            except TelegramError as error:
                _log.error("the last word did not go out: %s", type(error).__name__)
                await asyncio.sleep(2**attempt)


def _private_chat(raw: Mapping[str, Any]) -> int | None:
    # What arrives here may have failed because nothing in it has the shape that it should have.
    for kind, part in (
        ("message", "chat"),
        ("edited_message", "chat"),
        ("callback_query", "from"),
        ("message_reaction", "chat"),
    ):
        whole = raw.get(kind)
        chat = whole.get(part) if isinstance(whole, Mapping) else None
        if not isinstance(chat, Mapping) or not isinstance(chat.get("id"), int):
            continue
        if part == "from" or chat.get("type") == "private":
            return int(chat["id"])
    return None
