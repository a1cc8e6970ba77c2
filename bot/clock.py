"""The only file that reads the wall clock, so that a rehearsal and a test can move time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where the program asks for the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def on_jump(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the time jumps, so that whoever waits can look again."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    def on_jump(self, listener: Callable[[], None]) -> None:
        """The machine's clock says nothing when it is set; waiters wake at least every 15 seconds anyway."""


class MovableClock:
    """A clock that can be moved: it runs on from `start`, or stands still when not `ticking`."""

    def __init__(self, start: datetime | None = None, *, ticking: bool = False) -> None:
        real = datetime.now(UTC)
        self._ticking = ticking
        self._shown = start or real
        self._since = real
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The moment this clock shows, aware, in UTC."""
        return self._shown + (datetime.now(UTC) - self._since) if self._ticking else self._shown

    def forward(self, by: timedelta) -> None:
        """Move on by `by` and tell the listeners."""
        self.set(self.now() + by)

    def set(self, moment: datetime) -> None:
        """Show `moment` (aware) from here on and tell the listeners."""
        self._shown, self._since = moment.astimezone(UTC), datetime.now(UTC)
        for listener in self._listeners:
            listener()

    def on_jump(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each move."""
        self._listeners.append(listener)
