"""Bringing updates to a webhook, as Telegram does it: side by side, but one after another in each queue."""

import asyncio
import http
import json
from collections import deque
from typing import Any

import aiohttp

from bot.rehearsal.world import Webhook, World

_ANSWER_WITHIN = 60.0  # seconds
_LONGEST_WISH = 3600  # seconds that a webhook may ask for with Retry-After
_LONGEST_PAUSE = (60.0, 120.0)  # seconds
Line = deque[tuple[int, dict[str, Any]]]


def queue_of(update_id: int, update: dict[str, Any]) -> tuple[str, int]:
    """Which updates wait for which: a chat's messages and edits for each other, a person's presses, and so on.

    As in tdlib/telegram-bot-api at 01a3679: `webhook_queue_id` in Client.cpp.
    """
    for kind, queue, owner in (
        ("message", "chat", "chat"),
        ("edited_message", "chat", "chat"),
        ("callback_query", "presses", "from"),
        ("my_chat_member", "membership", "chat"),
        ("message_reaction", "reactions", "chat"),
    ):
        if kind in update:
            return queue, update[kind][owner]["id"]
    return "alone", update_id


class Deliveries:
    """Brings what is in line for the bot to its webhook, until each update is answered with 2xx."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._running: asyncio.Task[None] | None = None
        self._of: Webhook | None = None
        self._newest = 0

    def start_anew(self) -> None:
        """Begin with the webhook that is set now; what was on its way to another one is brought again."""
        if self._of is self._world.webhook:
            return
        if self._running is not None:
            self._running.cancel()
        self._of = hook = self._world.webhook
        self._running = asyncio.create_task(self._bring(hook)) if hook is not None else None

    async def stop(self) -> None:
        """Bring nothing more."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait({self._running})

    async def _bring(self, hook: Webhook) -> None:
        lines: dict[tuple[str, int], Line] = {}
        loaded: set[int] = set()
        room = asyncio.Semaphore(hook.max_connections)
        timeout = aiohttp.ClientTimeout(total=_ANSWER_WITHIN)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as tasks:
            while True:
                self._world.fresh.clear()
                for update_id, update in self._world.unacknowledged():
                    if update_id in loaded:
                        continue
                    loaded.add(update_id)
                    key = queue_of(update_id, update)
                    if key not in lines:
                        lines[key] = deque()
                        tasks.create_task(self._in_order(hook, session, room, lines, key))
                    lines[key].append((update_id, update))
                await self._world.fresh.wait()

    async def _in_order(
        self,
        hook: Webhook,
        session: aiohttp.ClientSession,
        room: asyncio.Semaphore,
        lines: dict[tuple[str, int], Line],
        key: tuple[str, int],
    ) -> None:
        world, line = self._world, lines[key]
        while line:
            update_id, update = line[0]
            pause, failed = 1.0, False
            if world.faults.astray is not None:
                await asyncio.sleep(world.faults.random.uniform(*world.faults.astray))
            while world.waits(update_id):
                async with room:
                    error, wish = await self._once(hook, session, {"update_id": update_id, **update})
                if error is None:
                    world.faults.happened["out of order"] += update_id < self._newest
                    self._newest = max(self._newest, update_id)
                    if world.faults.random.random() >= world.faults.twice:
                        world.acknowledge(update_id)
                    else:
                        world.faults.happened["twice"] += 1
                    continue
                hook.last_error = (world.clock.now(), error)
                wait = float(wish)
                if not wish and failed:
                    wait = pause = min(world.faults.random.uniform(*_LONGEST_PAUSE), pause * 2)
                failed = True
                await asyncio.sleep(wait * world.faults.haste)
            line.popleft()
        del lines[key]

    async def _once(
        self, hook: Webhook, session: aiohttp.ClientSession, update: dict[str, Any]
    ) -> tuple[str | None, int]:
        """What went wrong, if anything, and how many seconds the webhook asks to be left alone."""
        faults = self._world.faults
        if faults.away or not hook.is_loopback:
            await asyncio.sleep(0.05)
            return "Connection timed out", 0
        way = faults.random.uniform(*faults.delay) / 2 if faults.delay is not None else 0
        await asyncio.sleep(way)
        headers = {"Content-Type": "application/json"}
        if hook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret_token
        try:
            async with session.post(
                hook.url, data=json.dumps(update).encode(), headers=headers, allow_redirects=False
            ) as response:
                await response.read()
                status, wish = response.status, response.headers.get("Retry-After", "0")
        except TimeoutError:
            return "Read timeout expired", 0
        except aiohttp.ClientConnectorError:
            return "Connection refused", 0
        except (aiohttp.ClientError, OSError):
            return "Connection closed", 0
        await asyncio.sleep(way)
        if 200 <= status <= 299:
            return None, 0
        reason = http.HTTPStatus(status).phrase
        return f"Wrong response from the webhook: {status} {reason}", min(_LONGEST_WISH, int(wish))
