"""Steps of the clock that failed: each is tried again some seconds later, and keeps nothing else waiting."""

from datetime import datetime, timedelta

REST = timedelta(seconds=5)
_LASTING = 3  # times one after the other

Step = tuple[str, int]  # its name, and the row that it is about


class Setbacks:
    """Which steps failed when they were last tried, how often, and when that was."""

    def __init__(self) -> None:
        self._failed: dict[Step, tuple[int, datetime]] = {}

    @property
    def lasting(self) -> bool:
        """Whether some step fails again and again."""
        return any(times >= _LASTING for times, _ in self._failed.values())

    def rests(self, step: Step, now: datetime) -> bool:
        """Whether it failed a moment ago; a clock that was set back since makes no moment longer."""
        return step in self._failed and abs(now - self._failed[step][1]) < REST

    def failed(self, step: Step, now: datetime) -> None:
        """It failed, perhaps not for the first time."""
        times, _ = self._failed.get(step, (0, now))
        self._failed[step] = times + 1, now

    def done(self, step: Step) -> None:
        """It went well."""
        self._failed.pop(step, None)

    def look_at(self, due: datetime, now: datetime) -> datetime:
        """When to look at what is due then: what is still due after all was tried has failed, and rests first."""
        return due if due > now or not self._failed else min(at for _, at in self._failed.values()) + REST

    def forget(self, now: datetime) -> None:
        """After all that is due was tried: what was not among it is due no more."""
        self._failed = {step: last for step, last in self._failed.items() if self.rests(step, now)}
