"""Long polling that acknowledges a batch only after every update in it is committed."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.intake.intake import Intake

_log = logging.getLogger(__name__)
_POLL = 45  # seconds; Telegram caps a poll at 50
# Of two programs on one token each cuts off the other's poll. The one that was there first must outlast the newcomer.
_CONFLICTS, _CONFLICTS_WHEN_FIRST = 5, 60
REFUSALS, _BETWEEN_REFUSALS = 5, 2.0  # seconds, growing
_CALM = 60.0  # seconds without a conflict after which a program counts as there first
_BETWEEN_CONFLICTS = 1.0  # seconds
_LEAVE_IT = _CALM + 30  # seconds, so that the other one has its calm
TOGETHER = 50  # updates in one transaction; meanwhile the sender waits, so it is short
ALLOWED = ("message", "edited_message", "callback_query", "message_reaction", "my_chat_member")


class SecondPoller(Exception):
    """Another process takes the updates of this token."""


async def poll(
    bot: Bot, intake: Intake, stop: asyncio.Event, heard: Callable[[], None], *, timeout: int = _POLL
) -> None:
    """Take updates until `stop` is set; `heard` is called whenever Telegram has answered.

    Raises InvalidToken when Telegram goes on refusing the token, and SecondPoller when another process polls too.
    The first poll has no offset: an old one that is still in range would silently forget updates.
    """
    offset: int | None = None
    conflicts = failures = refusals = 0
    now = asyncio.get_running_loop().time
    calm_since = now()
    limit = _CONFLICTS
    stopping = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            asking = asyncio.create_task(ask(bot, offset, timeout))
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                asking.cancel()
                break
            try:
                batch = asking.result()
            except InvalidToken:
                # One 404 from something between here and Telegram is no reason to leave everybody alone.
                refusals += 1
                if refusals >= REFUSALS:
                    raise
                await _wait(stopping, _BETWEEN_REFUSALS * refusals)
                continue
            except Conflict:
                if intake.cut_off:
                    # Without the database nothing goes through here; perhaps it does where the other one is.
                    _log.warning("another program asks for this bot's messages, and may have them for a while")
                    await _wait(stopping, _LEAVE_IT)
                    continue
                conflicts += 1
                calm_since = now()
                _log.warning("another program asks for this bot's messages")
                if conflicts >= limit:
                    raise SecondPoller from None
                await _wait(stopping, _BETWEEN_CONFLICTS)
                continue
            except TelegramError as error:
                failures += 1
                pause = min(5.0, 0.25 * 2**failures)
                if isinstance(error, RetryAfter):
                    wait = error.retry_after
                    pause = float(wait if isinstance(wait, int | float) else wait.total_seconds())
                _log.warning("Telegram cannot be reached: %s", type(error).__name__)
                await _wait(stopping, pause)
                continue
            heard()
            failures = refusals = 0
            if now() - calm_since >= _CALM:
                conflicts, limit = 0, _CONFLICTS_WHEN_FIRST
            for start in range(0, len(batch), TOGETHER):
                together = batch[start : start + TOGETHER]
                await intake.take(together)
                offset = int(together[-1]["update_id"]) + 1
    finally:
        stopping.cancel()
    if offset is not None:
        try:
            await ask(bot, offset, 0)
        except TelegramError:
            _log.info("the last batch will come again and be recognised")


async def ask(bot: Bot, offset: int | None, timeout: int) -> Sequence[dict[str, Any]]:
    """The updates from `offset` on; `timeout` is how many seconds to wait for one."""
    # Bot.get_updates would parse the whole batch, and one odd update would block all behind it.
    data: dict[str, Any] = {"timeout": timeout, "allowed_updates": list(ALLOWED)}
    if offset is not None:
        data["offset"] = offset
    batch: Sequence[dict[str, Any]] = await bot._post("getUpdates", data, read_timeout=timeout + 10)
    return batch


async def _wait(stopping: "asyncio.Task[Any]", seconds: float) -> None:
    await asyncio.wait({stopping}, timeout=seconds)
