"""Telegram's limits: so many messages a second overall and per chat, and the pauses it asks for."""

from dataclasses import dataclass

# Telegram lets a few messages to one chat go at once before it wants a second between them.
_CHAT_BURST = 3
# Share of the overall rate that only conversations may use, so that no bulk sending makes them wait.
_RESERVE = 0.2


@dataclass
class _Bucket:
    rate: float
    size: float
    tokens: float
    at: float

    def wait(self, now: float, floor: float = 0.0) -> float:
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        self.at = now
        missing = 1.0 + floor - self.tokens
        return max(0.0, missing / self.rate)


class Limits:
    """Says how long to wait before a message may go; times are seconds of the event loop's clock."""

    def __init__(self, a_second: float, a_second_per_chat: float, now: float) -> None:
        self._rate, self._chat_rate = a_second, a_second_per_chat
        self._overall = _Bucket(a_second, max(1.0, a_second), max(1.0, a_second), now)
        self._chats: dict[int, _Bucket] = {}
        self._paused: dict[int, float] = {}

    def wait_overall(self, now: float, *, conversation: bool) -> float:
        """Seconds until another message may go at all; all but conversations leave a reserve."""
        pauses = [until for until in self._paused.values() if until > now]
        # One chat told to pause is that chat's matter; two at once mean the whole bot is too fast.
        everyone = min(pauses) - now if len(pauses) > 1 else 0.0
        floor = 0.0 if conversation else min(self._rate * _RESERVE, self._overall.size - 1.0)
        return max(everyone, self._overall.wait(now, floor))

    def wait_for(self, chat_id: int, now: float) -> float:
        """Seconds until another message may go to this chat."""
        pause = self._paused.get(chat_id, 0.0) - now
        bucket = self._chats.get(chat_id)
        return max(0.0, pause, bucket.wait(now) if bucket else 0.0)

    def spend(self, chat_id: int, now: float) -> None:
        """A message goes out now."""
        self._overall.tokens -= 1.0
        bucket = self._chats.get(chat_id)
        if bucket is None:
            size = max(float(_CHAT_BURST), self._chat_rate)
            bucket = self._chats[chat_id] = _Bucket(self._chat_rate, size, size, now)
        bucket.tokens -= 1.0
        if len(self._chats) > 10_000:
            self._chats = {chat: b for chat, b in self._chats.items() if b.wait(now) or b.tokens < b.size}
            self._paused = {chat: until for chat, until in self._paused.items() if until > now}

    def pause(self, chat_id: int, seconds: float, now: float) -> None:
        """Telegram asked to send nothing to this chat for so long."""
        self._paused[chat_id] = now + seconds
