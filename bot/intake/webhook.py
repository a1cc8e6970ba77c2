"""Updates that Telegram brings: each is answered with 200 only after it is committed."""

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.intake.intake import Intake
from bot.intake.polling import ALLOWED, REFUSALS, TOGETHER, ask

_log = logging.getLogger(__name__)
_LARGEST = 1024 * 1024  # bytes; an update is some kilobytes
_LOOK_EVERY = 60.0  # seconds
_BETWEEN_FAILURES = 10.0  # seconds at most
# More at once would only wait for each other here.
_CONNECTIONS = TOGETHER
_NO_MORE = {"Connection": "close"}  # of a body that has no end, either
# Without a wish Telegram would wait longer each time, up to two minutes.
_SOON = {"Retry-After": "1"}
_LATELY = 150.0  # seconds
_SECRET = "X-Telegram-Bot-Api-Secret-Token"


class WebhookRefused(Exception):
    """Telegram does not take the address, in its own words."""


def secret_for(token: str) -> str:
    """What Telegram says with each update; from the token, so that all processes of a line know it."""
    return hmac.new(token.encode(), b"warmline webhook", hashlib.sha256).hexdigest()


class Webhook:
    """The far end of the webhook: gathers what comes while a transaction runs, and has it taken together.

    Telegram brings the messages and edits of one chat one after another, each when the one before it is answered, and
    so a person's presses; but messages, presses and reactions are lines of their own beside each other
    (tdlib/telegram-bot-api at 01a3679: `webhook_queue_id` in Client.cpp, `queue_updates_` in WebhookActor.cpp). So what
    was gathered is put in the order of its numbers, which grow with time, and not of its arrival.
    """

    def __init__(self, token: str, heard: Callable[[], None]) -> None:
        self._secret, self._heard = secret_for(token).encode(), heard
        self._intake: Intake | None = None
        self._here: dict[int, tuple[Mapping[str, Any], asyncio.Future[bool]]] = {}
        self._waiting: list[int] = []
        self._taking: asyncio.Task[None] | None = None

    def open(self, intake: Intake) -> None:
        """Take updates from here on."""
        self._intake = intake

    async def close(self) -> None:
        """Take no more, and finish what has come; Telegram keeps the rest."""
        self._intake = None
        if self._taking is not None:
            await asyncio.wait({self._taking})

    async def answer(self, request: Request) -> Response:
        """Answer one delivery."""
        if not hmac.compare_digest(request.headers.get(_SECRET, "").encode(), self._secret):
            return Response(status_code=403, headers=_NO_MORE)
        self._heard()
        intake = self._intake
        if intake is None:
            return Response(status_code=503, headers=_SOON)
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400, headers=_NO_MORE)  # nobody is there to read it
        if body is None:
            return Response(status_code=413, headers=_NO_MORE)
        raw = _update(body)
        if raw is None:
            return Response(status_code=400)
        taken = await self._taken(intake, raw)
        return Response(status_code=200) if taken else Response(status_code=503, headers=_SOON)

    async def _taken(self, intake: Intake, raw: Mapping[str, Any]) -> bool:
        update_id: int = raw["update_id"]
        if update_id not in self._here:
            self._here[update_id] = raw, asyncio.get_running_loop().create_future()
            self._waiting.append(update_id)
            if self._taking is None or self._taking.done():
                self._taking = asyncio.create_task(self._take(intake))
        # Brought again while the first one is here still, as after a minute without an answer: both wait for the same.
        return await asyncio.shield(self._here[update_id][1])

    async def _take(self, intake: Intake) -> None:
        while self._waiting:
            together = sorted(self._waiting[:TOGETHER])
            del self._waiting[:TOGETHER]
            taken = False
            try:
                await intake.take([self._here[one][0] for one in together])
                taken = True
            except Exception as error:
                _log.error("%s updates were not taken: %s", len(together), type(error).__name__)
            finally:
                for one in together:
                    self._here.pop(one)[1].set_result(taken)


async def _body(request: Request) -> bytes | None:
    """The body; None as soon as it is too large."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST:
            return None
    return bytes(body)


def _update(body: bytes) -> Mapping[str, Any] | None:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    return raw if type(update_id) is int and 0 <= update_id < 2**63 else None


async def listen(
    bot: Bot, url: str, webhook: Webhook, intake: Intake, stop: asyncio.Event, heard: Callable[[], None]
) -> None:
    """Have updates brought to `url` until `stop` is set; the webhook stays set then, and Telegram keeps what comes.

    Raises InvalidToken when Telegram goes on refusing the token, and WebhookRefused when it does not take the address.
    """
    await _catch_up(bot, intake, stop)
    webhook.open(intake)
    now = asyncio.get_running_loop().time
    refusals = failures = 0
    is_set, last_error, failed_at = False, None, -_LATELY
    while not stop.is_set():
        pause = _LOOK_EVERY
        try:
            info = await bot.get_webhook_info() if is_set else None
            failing = info is not None and info.last_error_date != last_error
            if info is not None and failing:
                last_error, failed_at = info.last_error_date, now()
                _log.warning("Telegram could not bring an update: %s", info.last_error_message)
            if info is None or _changed(info, url) or (failing and "403" in (info.last_error_message or "")):
                if info is not None:
                    _log.warning("somebody else changed the webhook; it is set again")
                await bot.set_webhook(
                    url,
                    secret_token=secret_for(bot.token),
                    allowed_updates=list(ALLOWED),
                    max_connections=_CONNECTIONS,
                    drop_pending_updates=False,
                )
            is_set, refusals, failures = True, 0, 0
            # Telegram tries again within two minutes, so what waits longer after an error does not arrive.
            if info is None or not info.pending_update_count or now() - failed_at > _LATELY:
                heard()
        except InvalidToken:
            refusals += 1
            if refusals >= REFUSALS:
                raise
            pause = 2.0 * refusals
        except BadRequest as error:
            if not is_set:
                raise WebhookRefused(error.message) from None
            _log.error("Telegram does not take the webhook any more")
        except TelegramError as error:
            failures += 1
            pause = min(_BETWEEN_FAILURES, 0.25 * 2**failures)
            if isinstance(error, RetryAfter):
                wait = error.retry_after
                pause = float(wait if isinstance(wait, int | float) else wait.total_seconds())
            _log.warning("Telegram cannot be reached: %s", type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
    await webhook.close()


async def _catch_up(bot: Bot, intake: Intake, stop: asyncio.Event) -> None:
    """Take what has come meanwhile, while no webhook is set: at once and in order.

    After failures Telegram would wait up to two minutes, for each line of updates another time, before it brings them.
    """
    offset: int | None = None
    with suppress(TelegramError):  # then the webhook brings them
        while not stop.is_set():
            batch = await ask(bot, offset, 0)
            if not batch:
                return
            for start in range(0, len(batch), TOGETHER):
                together = batch[start : start + TOGETHER]
                await intake.take(together)
                offset = int(together[-1]["update_id"]) + 1


def _changed(info: WebhookInfo, url: str) -> bool:
    """Whether the webhook is not as it was set; another secret shows only in the 403 that Telegram then gets."""
    as_set = (url, _CONNECTIONS, set(ALLOWED))
    return (info.url, info.max_connections, set(info.allowed_updates or ())) != as_set
