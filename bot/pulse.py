"""How the program is: what its parts note down, and what the tables say; never who, and never a word."""

import asyncio
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.database import Database
from bot.models import Outbox
from bot.outbox.outcomes import Meaning
from bot.outbox.queue import Priority
from bot.queries import pulse

_log = logging.getLogger(__name__)
RESULTS = ("done", "known", "too_fast", "set_aside")
_ANSWER_WITHIN = 2.0  # seconds
_OLDEST = timedelta(minutes=5)
# A poll comes back after 45 seconds at most, the webhook is looked at each minute, and the clock each 15 seconds.
_SILENT_FOR, _BLIND_FOR = 180.0, 120.0  # seconds
_LOOK_AGAIN = 1.0  # seconds; whoever asks more often sees what was seen last
_FEW = 5  # of people; less than this could tell of one
_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)


@dataclass(frozen=True)
class Health:
    """How the program is at this moment; `wrong` names what is not as it should be."""

    leads: bool
    last_update_at: datetime | None
    oldest_unsent: timedelta | None
    wrong: tuple[str, ...]


class Pulse:
    """Collects what the parts note down, and looks at the tables when somebody asks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.database: Database | None = None
        self.leads = False
        self._updated_at: datetime | None = None
        self.answers = 0  # of Telegram's, or what it brought, since the start
        self._heard_at = time.monotonic()
        self._looked_at: float | None = None
        self._fails = False  # whether something that is due does, again and again
        self._figures: pulse.Figures | None = None
        self._asked_at = 0.0
        self._asking: asyncio.Task[None] | None = None
        self.registry = CollectorRegistry(auto_describe=False)
        self._updates = Counter(
            "warmline_updates", "Updates by what became of them", ["result"], registry=self.registry
        )
        self._sends = Counter("warmline_sends", "Tries to send, by how they ended", ["outcome"], registry=self.registry)
        self._delay = Histogram(
            "warmline_send_delay_seconds",
            "From being put into the outbox until sent",
            buckets=_BUCKETS,
            registry=self.registry,
        )
        for result in RESULTS:
            self._updates.labels(result)
        for meaning in Meaning:
            self._sends.labels(meaning.name.lower())
        ProcessCollector(registry=self.registry)
        self.registry.register(self)

    # What the parts note down

    @contextmanager
    def leading(self) -> Iterator[None]:
        """Meanwhile this process sends and schedules, or would if Telegram answered."""
        self.leads, self._heard_at, self._looked_at, self._fails = True, time.monotonic(), None, False
        try:
            yield
        finally:
            self.leads = False

    def heard(self) -> None:
        """Telegram has answered, or brought something."""
        self.answers += 1
        self._heard_at = time.monotonic()

    def looked(self, fails: bool = False) -> None:
        """What was due has been done, but for what `fails` again and again."""
        self._looked_at, self._fails = time.monotonic(), fails

    def taken(self, result: str) -> None:
        """An update was dealt with; `result` is one of RESULTS."""
        self._updates.labels(result).inc()
        self._updated_at = self._clock.now()

    def sent(self, row: Outbox, meaning: Meaning, now: datetime) -> None:
        """A try to send has ended."""
        self._sends.labels(meaning.name.lower()).inc()
        if meaning is Meaning.SENT:
            self._delay.observe(max(0.0, (now - row.made_at).total_seconds()))

    # What is asked

    def now(self) -> datetime:
        """The moment that the program goes by, in UTC."""
        return self._clock.now()

    async def health(self) -> Health:
        """How the program is; what the tables do not say within two seconds counts as wrong."""
        answered = await self._ask()
        found, now = self._figures, self._clock.now()
        oldest = now - found.oldest_due if answered and found is not None and found.oldest_due is not None else None
        return Health(self.leads, self._updated_at, oldest, tuple(self._wrong(answered, oldest)))

    def _wrong(self, answered: bool, oldest: timedelta | None) -> Iterator[str]:
        if not answered:
            yield "database"
        # Whoever only stands by neither sends nor hears.
        if self.leads:
            if oldest is not None and oldest > _OLDEST:
                yield "outbox"
            if time.monotonic() - self._heard_at > _SILENT_FOR:
                yield "telegram"
            # Before Telegram has answered for the first time, nobody looks at the clock.
            if self._looked_at is not None and time.monotonic() - self._looked_at > _BLIND_FOR:
                yield "clock"
            if self._fails:
                yield "due"

    async def metrics(self) -> bytes:
        """All figures as Prometheus reads them."""
        await self._ask()
        return generate_latest(self.registry)

    def describe(self) -> Sequence[Metric]:
        """The registry asks this before there is anything to say."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """What the registry asks for: how much there is now; what the tables do not say is left out."""
        now = time.monotonic()
        yield _gauge("leads", "Whether this process sends and schedules", float(self.leads))
        yield _gauge("telegram_seconds", "Since Telegram last answered or brought something", now - self._heard_at)
        if self._looked_at is not None:
            yield _gauge("look_seconds", "Since what is due was last looked for", now - self._looked_at)
        found = self._figures
        yield _gauge("database_answers", "Whether the database answers within two seconds", float(found is not None))
        if found is None:
            return
        waiting = _gauge("outbox_waiting", "What has not been sent yet", labels=["priority"])
        for priority in Priority:
            waiting.add_metric([priority.name.lower()], found.waiting.get(priority, 0))
        yield waiting
        oldest = (self._clock.now() - found.oldest_due).total_seconds() if found.oldest_due is not None else 0.0
        yield _gauge("outbox_oldest_seconds", "How long the oldest that is due has waited", max(0.0, oldest))
        talks = _gauge("conversations", "Conversations; not given below five", labels=["state"])
        for state, count in found.conversations.items():
            if count >= _FEW:
                talks.add_metric([state], count)
        yield talks
        yield _gauge("shifts_on_duty", "Shifts that run now", found.on_duty)

    async def _ask(self) -> bool:
        """Look at the tables; False when they do not answer in time.

        A look that takes long is not cut off: on PostgreSQL that would end the connection, and the lead with it.
        """
        if self._asking is None and (self._figures is None or time.monotonic() - self._asked_at > _LOOK_AGAIN):
            self._asking = asyncio.create_task(self._look())
        if self._asking is not None:
            await asyncio.wait({self._asking}, timeout=_ANSWER_WITHIN)
            if self._asking is not None:
                self._figures = None
        return self._figures is not None

    async def _look(self) -> None:
        found = None
        try:
            if self.database is not None:
                async with self.database.transaction() as session:
                    found = await pulse.figures(session, self._clock.now())
        except (SQLAlchemyError, OSError) as error:
            _log.error("the database does not say how much there is: %s", type(error).__name__)
        finally:
            self._figures, self._asked_at, self._asking = found, time.monotonic(), None


def _gauge(name: str, what: str, value: float | None = None, labels: Sequence[str] | None = None) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"warmline_{name}", what, value=value, labels=labels)
