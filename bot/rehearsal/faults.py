"""What can go wrong between the bot and Telegram, on demand or by chance."""

from collections import Counter, deque
from dataclasses import dataclass, field
from random import Random
from typing import Any

KINDS = ("429", "500", "502", "400", "reset_before", "reset_after", "timeout")


@dataclass
class Fault:
    """One thing that goes wrong with one call."""

    kind: str
    args: dict[str, Any] = field(default_factory=dict)


class Faults:
    """Which calls go wrong, and how."""

    def __init__(self, seed: int = 1) -> None:
        self.away = False
        self.delay: tuple[float, float] | None = None
        self.slow: dict[str, float] = {}  # seconds that a call for this chat takes
        self.astray: tuple[float, float] | None = None  # seconds that an update may take longer to a webhook
        self.twice = 0.0  # share of updates that are brought once more although the webhook took them
        self.haste = 1.0  # by which the time until an update is brought again is multiplied
        self.happened: Counter[str] = Counter()  # how often each thing went wrong
        self.random = Random(seed)
        self._next: dict[str, deque[Fault]] = {}
        self._rates: list[tuple[str, float, frozenset[str] | None]] = []

    def next(self, method: str, kind: str, times: int = 1, **args: Any) -> None:
        """Let the next calls of `method` ("*" for any but getUpdates) go wrong in this way."""
        if kind not in KINDS:
            raise ValueError(kind)
        line = self._next.setdefault(method.lower(), deque())
        line.extend(Fault(kind, args) for _ in range(times))

    def rate(self, kind: str, probability: float, methods: list[str] | None = None) -> None:
        """Let this share of calls go wrong in this way, by chance."""
        if kind not in KINDS:
            raise ValueError(kind)
        chosen = frozenset(name.lower() for name in methods) if methods else None
        self._rates.append((kind, probability, chosen))

    def clear(self) -> None:
        """Let everything go well again."""
        self.away, self.delay, self.astray, self.twice = False, None, None, 0.0
        self.slow.clear()
        self._next.clear()
        self._rates.clear()

    def draw(self, method: str) -> Fault | None:
        """What goes wrong with this call, if anything."""
        fault = self._drawn(method)
        if fault is not None:
            self.happened[fault.kind] += 1
        return fault

    def _drawn(self, method: str) -> Fault | None:
        for name in (method, "*"):
            if name == "*" and method == "getupdates":
                continue
            if line := self._next.get(name):
                return line.popleft()
        for kind, probability, methods in self._rates:
            if (methods is None or method in methods) and self.random.random() < probability:
                return Fault(kind)
        return None
