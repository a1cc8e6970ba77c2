"""Telegram on a bad day: it numbers late what it was sent, and forgets what it was told.

As in tdlib/telegram-bot-api at 01a3679. Each chat's messages and edits and each person's presses wait in a line of
their own before they get a number (`new_message_queues_`, `new_callback_query_queues_` in Client.cpp), so what two
people send changes places, and what one person writes does not. An answer to getUpdates is always in the order of the
numbers and never below the offset (TQueue.cpp). But its queue is a log on disk: a server that dies has lost the end of
it, and what was acknowledged a moment ago is in line again, for a webhook and for a poll that has no offset yet.
"""

import asyncio
from collections import deque
from dataclasses import replace
from typing import Any

from bot.clock import Clock
from bot.rehearsal.deliveries import queue_of
from bot.rehearsal.world import World

MOST_FORGOTTEN = 30


class FarSide(World):
    """Telegram and the people on it; `faults.astray` is also how long an update may take to get its number."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._on_their_way: dict[tuple[str, int], deque[tuple[int, dict[str, Any]]]] = {}
        self._sent = self._newest = 0
        self._acknowledged: deque[Any] = deque(maxlen=MOST_FORGOTTEN)
        self._again: set[int] = set()

    def inject(self, update: dict[str, Any]) -> int:
        """Let an update come, behind those of its line; it has no id yet, so 0 is returned."""
        self._sent += 1
        line = self._on_their_way.setdefault(queue_of(0, update), deque())
        line.append((self._sent, update))
        pause = self.faults.random.uniform(*self.faults.astray) if self.faults.astray is not None else 0
        asyncio.get_running_loop().call_later(pause, self._comes, line)
        return 0

    def _comes(self, line: deque[tuple[int, dict[str, Any]]]) -> None:
        # The first of its line, whoever's time has come.
        place, update = line.popleft()
        self.faults.happened["overtaken"] += place < self._newest
        self._newest = max(self._newest, place)
        super().inject(update)

    def acknowledge_below(self, offset: int) -> None:
        """Forget every update with a smaller id."""
        self._acknowledged.extend(one for one in self._updates if one[0] < offset)
        super().acknowledge_below(offset)

    def acknowledge(self, update_id: int) -> None:
        """Forget this update alone."""
        self._acknowledged.extend(one for one in self._updates if one[0] == update_id)
        self._came_again([update_id])
        super().acknowledge(update_id)

    def updates(self, limit: int) -> list[dict[str, Any]]:
        """The oldest updates in line."""
        found = super().updates(limit)
        self._came_again([one["update_id"] for one in found])
        return found

    def _came_again(self, update_ids: list[int]) -> None:
        again = self._again.intersection(update_ids)
        self.faults.happened["again"] += len(again)
        self._again -= again

    def loses(self, count: int) -> None:
        """The server dies, and with it the last so many acknowledgements."""
        lost = [self._acknowledged.pop() for _ in range(min(count, len(self._acknowledged)))]
        self._again |= {one[0] for one in lost}
        self._updates = deque(sorted((*self._updates, *lost), key=lambda one: one[0]))
        if self.webhook is not None:
            self.webhook = replace(self.webhook)  # whatever was being brought is brought anew
        self.fresh.set()
