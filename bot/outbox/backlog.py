"""The sender's picture of the outbox: chats in line, each with its rows in order."""

import heapq
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Key = int | tuple[str, int]
# Between two tries, and for the parts of an album, a row waits less than this. Only pauses that Telegram asks for may
# be longer, and those are waited out on the event loop's clock.
_LONGEST = timedelta(minutes=1)


def is_ahead(due_at: datetime, now: datetime) -> bool:
    """Whether a row is to wait for this moment; one far ahead was put down before the clock was set back."""
    return now < due_at <= now + _LONGEST


@dataclass
class Pending:
    """A waiting row, without its content; `key` is the chat, or the row itself when order does not matter."""

    id: int
    key: Key
    chat_id: int
    priority: int
    due_at: datetime


@dataclass
class _Chat:
    rows: deque[Pending] = field(default_factory=deque)
    priorities: Counter[int] = field(default_factory=Counter)
    turn: int = 0  # an older place in a line than this one no longer counts

    def add(self, pending: Pending) -> None:
        self.rows.append(pending)
        self.priorities[pending.priority] += 1

    def shift(self) -> None:
        gone = self.rows.popleft()
        self.priorities[gone.priority] -= 1

    def urgency(self) -> int:
        # What is urgent pulls forward all that stands before it in its chat.
        return min(priority for priority, count in self.priorities.items() if count)


class Backlog:
    """Hands out the first row of each chat, the most urgent chat first, one row of a chat at a time."""

    def __init__(self) -> None:
        self._chats: dict[Key, _Chat] = {}
        self._busy: set[Key] = set()
        self._ready: list[tuple[int, int, int, Key]] = []
        self._later: list[tuple[datetime, int, Key]] = []
        self._paced: list[tuple[float, int, Key]] = []
        self._ripened_at = datetime.min.replace(tzinfo=UTC)

    def __len__(self) -> int:
        return sum(len(chat.rows) for chat in self._chats.values())

    @property
    def ready(self) -> bool:
        """Whether some chat may be written to at once."""
        return bool(self._ready)

    def add(self, pending: Pending, now: datetime) -> None:
        """A new row, at the end of its chat's line."""
        self._chats.setdefault(pending.key, _Chat()).add(pending)
        self._enter(pending.key, now)

    def hold(self, pending: Pending) -> None:
        """A row that is in flight already; it is the first of its chat, which is busy until `free` or `drop`."""
        self._chats.setdefault(pending.key, _Chat()).add(pending)
        self._busy.add(pending.key)

    def _enter(self, key: Key, now: datetime) -> None:
        chat = self._chats.get(key)
        if chat is None or key in self._busy:
            return
        if not chat.rows:
            del self._chats[key]
            return
        head = chat.rows[0]
        chat.turn += 1
        if is_ahead(head.due_at, now):
            heapq.heappush(self._later, (head.due_at, head.id, key))
        else:
            # What stands in no chat's line costs nothing of its limits, and waits behind nobody.
            urgency = -1 if isinstance(key, tuple) else chat.urgency()
            heapq.heappush(self._ready, (urgency, head.id, chat.turn, key))

    def ripen(self, now: datetime, loop_now: float) -> None:
        """Bring back the chats whose time has come, or all that wait when the clock was set back, to look anew."""
        if now < self._ripened_at:
            self._later, waiting = [], self._later
            for _, _, key in waiting:
                self._enter(key, now)
        self._ripened_at = now
        while self._later and self._later[0][0] <= now:
            self._enter(heapq.heappop(self._later)[2], now)
        while self._paced and self._paced[0][0] <= loop_now:
            self._enter(heapq.heappop(self._paced)[2], now)

    def take(self) -> tuple[Pending, int] | None:
        """The next row and how urgent its chat is; the chat is busy until `free` or `drop`."""
        while self._ready:
            priority, _, turn, key = heapq.heappop(self._ready)
            chat = self._chats.get(key)
            if chat is not None and key not in self._busy and chat.turn == turn:
                self._busy.add(key)
                return chat.rows[0], priority
        return None

    def free(self, pending: Pending, now: datetime) -> None:
        """The row was not sent; its chat stands in line again."""
        self._busy.discard(pending.key)
        self._enter(pending.key, now)

    def pace(self, pending: Pending, until: float) -> None:
        """The chat may not be written to before `until` (seconds of the event loop's clock)."""
        self._busy.discard(pending.key)
        heapq.heappush(self._paced, (until, pending.id, pending.key))

    def drop(self, pending: Pending, now: datetime) -> None:
        """The row is done with; the next one of its chat moves up."""
        self._busy.discard(pending.key)
        chat = self._chats.get(pending.key)
        if chat is not None and chat.rows[0].id == pending.id:
            chat.shift()
        self._enter(pending.key, now)

    def waits(self, now: datetime, loop_now: float) -> Iterable[float]:
        """Seconds until something in line may go."""
        if self._later:
            yield (self._later[0][0] - now).total_seconds()
        if self._paced:
            yield self._paced[0][0] - loop_now
