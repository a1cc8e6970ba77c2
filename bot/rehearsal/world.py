"""The far side of the network in memory: Telegram's servers, and people's phones."""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from bot.clock import Clock
from bot.rehearsal.faults import Faults
from bot.rehearsal.phone import Phone, Shown

_KEPT = timedelta(hours=24)
# Telegram sends these only to a bot that asks for them by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass
class Stored:
    """A message as Telegram keeps it, in the form of the Bot API, and who can still see it."""

    data: dict[str, Any]
    protected: bool = False
    deleted: bool = False
    buttons: list[list[dict[str, Any]]] = field(default_factory=list)


@dataclass
class Webhook:
    """Where updates are brought to, and how that goes."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    last_error: tuple[datetime, str] | None = None

    @property
    def is_loopback(self) -> bool:
        """Whether it is on this machine; no other one exists here."""
        return urlsplit(self.url).hostname in ("127.0.0.1", "localhost", "::1")


class World:
    """Telegram and the people on it, for one bot."""

    def __init__(
        self,
        clock: Clock,
        *,
        token: str = "1234567:rehearsal",
        bot_username: str = "warmline_rehearsal_bot",
        topics: bool = False,
        limits: bool = False,
    ) -> None:
        self.clock, self.token, self.bot_username = clock, token, bot_username
        self.topics, self.limits = topics, limits
        self.bot_id = int(token.partition(":")[0])
        self.phones: dict[int, Phone] = {}
        self.faults = Faults()
        self.messages: dict[tuple[int, int], Stored] = {}
        self.files: dict[str, tuple[bytes, str, str]] = {}
        self.callbacks: dict[str, tuple[int, datetime]] = {}
        self.threads: dict[int, set[int]] = {}
        self.webhook: Webhook | None = None
        self.can_join_groups = False
        self.polled = False
        self.disk: Path | None = None  # where a server that runs with --local keeps files, instead of handing them out
        self.allowed_updates: frozenset[str] = frozenset()
        self.default_commands: list[dict[str, Any]] = []
        self.delivered: list[Callable[[int, Shown], None]] = []
        self.calls: deque[tuple[str, dict[str, Any]]] = deque(maxlen=500)
        self.fresh = asyncio.Event()
        self._updates: deque[tuple[int, datetime, dict[str, Any]]] = deque()
        self._subscribers: list[asyncio.Queue[int]] = []
        self._last_message: dict[int, int] = {}
        self._last_update = Random(token).randrange(10**8, 5 * 10**8)
        self._last_file = 0
        self._last_callback = 0

    def add_phone(self, user_id: int, first_name: str, username: str | None = None) -> Phone:
        """A person with a phone joins the world."""
        phone = self.phones[user_id] = Phone(self, user_id, first_name, username)
        return phone

    # Updates

    @property
    def webhook_url(self) -> str:
        """Where updates are brought to; empty when they are to be asked for."""
        return self.webhook.url if self.webhook is not None else ""

    @webhook_url.setter
    def webhook_url(self, url: str) -> None:
        self.webhook = Webhook(url) if url else None

    def allow(self, names: Any) -> None:
        """Ask for these kinds of updates from here on; those in line already stay in line."""
        self.allowed_updates = frozenset(json.loads(names) if isinstance(names, str) else names or ())

    def inject(self, update: dict[str, Any]) -> int:
        """Put an update in line for the bot, if it asked for this kind; returns its id."""
        self._last_update += 1
        if not (self.allowed_updates & update.keys() if self.allowed_updates else update.keys() - _ON_REQUEST):
            return self._last_update
        self._updates.append((self._last_update, self.clock.now(), update))
        self.fresh.set()
        return self._last_update

    def pending_updates(self) -> int:
        """How many updates the bot has not acknowledged."""
        self._forget_old()
        return len(self._updates)

    def acknowledge_below(self, offset: int) -> None:
        """Forget every update with a smaller id."""
        while self._updates and self._updates[0][0] < offset:
            self._updates.popleft()

    def updates(self, limit: int) -> list[dict[str, Any]]:
        """The oldest updates in line."""
        self._forget_old()
        first = [self._updates[index] for index in range(min(limit, len(self._updates)))]
        return [{"update_id": update_id, **update} for update_id, _, update in first]

    def unacknowledged(self) -> list[tuple[int, dict[str, Any]]]:
        """Every update in line, with its id."""
        self._forget_old()
        return [(update_id, update) for update_id, _, update in self._updates]

    def waits(self, update_id: int) -> bool:
        """Whether this update is still in line."""
        self._forget_old()
        return any(one[0] == update_id for one in self._updates)

    def acknowledge(self, update_id: int) -> None:
        """Forget this update alone."""
        for index, one in enumerate(self._updates):
            if one[0] == update_id:
                del self._updates[index]
                return

    def keep_last_updates(self, count: int) -> None:
        """Forget all but the newest updates, as a negative offset asks."""
        while len(self._updates) > count:
            self._updates.popleft()

    def _forget_old(self) -> None:
        now = self.clock.now()
        while self._updates and now - self._updates[0][1] > _KEPT:
            self._updates.popleft()

    # Messages

    def next_message_id(self, chat_id: int = 0) -> int:
        """A new message id; they grow in every chat, and those of different chats are often the same."""
        self._last_message[chat_id] = self._last_message.get(chat_id, 100) + 1
        return self._last_message[chat_id]

    def store(self, chat_id: int, data: dict[str, Any], *, protected: bool = False) -> Stored:
        """Keep a message; it shows on the phone at once."""
        stored = self.messages[(chat_id, data["message_id"])] = Stored(data, protected)
        return stored

    def add_file(self, content: bytes, mime_type: str, name: str) -> str:
        """Keep a file; returns its id."""
        self._last_file += 1
        file_id = f"file-{self._last_file}"
        self.files[file_id] = (content, mime_type, name)
        return file_id

    def add_callback(self, user_id: int) -> str:
        """A new press of a button that waits for an answer."""
        self._last_callback += 1
        callback_id = f"{self._last_callback}"
        self.callbacks[callback_id] = (user_id, self.clock.now())
        return callback_id

    # Watchers

    def subscribe(self) -> "asyncio.Queue[int]":
        """Hear of each phone whose screen changes."""
        queue: asyncio.Queue[int] = asyncio.Queue(1000)
        self._subscribers.append(queue)
        return queue

    def unsubscribe(self, queue: "asyncio.Queue[int]") -> None:
        """Hear no more."""
        if queue in self._subscribers:
            self._subscribers.remove(queue)

    def changed(self, user_id: int) -> None:
        """Tell whoever watches that a phone's screen changed."""
        for queue in self._subscribers:
            if not queue.full():
                queue.put_nowait(user_id)
