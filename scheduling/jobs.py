"""When the program looks at what is due: when something is, and every 15 seconds; once an hour it tidies up too."""

import asyncio
import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock, SystemClock
from bot.database import Database, Deposed
from bot.queries import (
    asides,
    calendars,
    changes,
    checkins,
    conversations,
    holdings,
    hours,
    invitations,
    outbox,
    people,
    rota,
    shifts,
    updates,
)
from scheduling.keeping import MARK_EVERY, mark
from scheduling.nobody import LIST_AGAIN
from scheduling.planning import today
from scheduling.setbacks import Setbacks
from scheduling.settling import upkeep
from scheduling.sweep import sweep

_log = logging.getLogger(__name__)
_TWO_DAYS, _THIRTY_DAYS, _SIXTY_DAYS, _YEAR = (timedelta(days=days) for days in (2, 30, 60, 366))
# Seconds. APScheduler goes by the wall clock: when that is set back by an hour it sleeps an hour longer, and when it is
# set on it does not notice. Each of these looks plans the next due moment anew.
_LOOK_EVERY = 15.0
_UPKEEP_EVERY = timedelta(hours=1)


class Alarm:
    """Wakes the program when something is due; the database says what."""

    def __init__(
        self, database: Database, clock: Clock, *, noted: Callable[[bool], None], answers: Callable[[], int]
    ) -> None:
        """`noted` is called after each look, with whether something that is due fails again and again; `answers` says
        how often Telegram has answered so far.
        """
        self._database, self._clock, self._noted, self._answers = database, clock, noted, answers
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._setbacks = Setbacks()
        self._looking = asyncio.Lock()
        self._asked = self._stopped = False
        self._kept_up_at: datetime | None = None
        self._marked_at: datetime | None = None
        self._answered = -1
        self._moved = False
        self._scrubbed_on: date | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Plan ahead, do what came due while the program was down, and keep looking from here on."""
        await self.look()
        self._hear_no_more = self._database.after_commit(self._committed)
        self._clock.on_jump(self._jumped)
        self._scheduler.start()
        self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Finish the looks that have begun and set no more alarms."""
        self._hear_no_more()
        self._stopped = True
        self._ticking.cancel()
        self._scheduler.shutdown(wait=False)
        if self._tasks:
            await asyncio.wait(self._tasks)

    @property
    def idle(self) -> bool:
        """Whether no look runs or is wanted."""
        return not (self._asked or self._looking.locked())

    def _committed(self, info: dict[Any, Any]) -> None:
        if info.get("due"):
            self._look_soon()

    def _jumped(self) -> None:
        self._moved = True
        self._look_soon()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            self._look_soon()

    async def _wake(self) -> None:
        # A job's own work would be broken off in the middle of a commit when the scheduler shuts down.
        self._look_soon()

    def _look_soon(self) -> None:
        if not (self._asked or self._stopped):
            self._asked = True
            task = asyncio.create_task(self.look())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def look(self) -> None:
        """Do what is due now, and set the alarm for what is due next."""
        async with self._looking:
            self._asked = False
            try:
                now = self._clock.now()
                await self._mark(now)
                # By the program's own clock, so that a moved one plans ahead too.
                if self._kept_up_at is None or abs(now - self._kept_up_at) >= _UPKEEP_EVERY:
                    await self._upkeep(now)
                    self._kept_up_at = now
                due = await sweep(self._database, now, self._setbacks)
                self._noted(self._setbacks.lasting)
            except Deposed:
                return  # whoever leads now looks
            except (SQLAlchemyError, OSError) as error:
                _log.error("the look at the clock failed: %s", type(error).__name__)
                return
        if due is not None and self._scheduler.running:
            wait = max(due - self._clock.now(), timedelta(milliseconds=1))
            self._scheduler.add_job(self._wake, "date", run_date=_in(wait), id="next-due", replace_existing=True)

    async def _mark(self, now: datetime) -> None:
        """Write down once a minute that the program runs, which is at once after a break."""
        if not self._moved and self._marked_at is not None and abs(now - self._marked_at) < MARK_EVERY:
            return
        answers = self._answers()
        async with self._database.transaction(leading=True) as session:
            line = await people.line(session)
            await mark(session, line, now, heard=answers > self._answered, moved=self._moved)
        self._marked_at, self._moved, self._answered = now, False, answers

    async def _upkeep(self, now: datetime) -> None:
        """Work out duties further ahead, and forget what need not be kept."""
        async with self._database.transaction() as session:
            await upkeep(session, await people.line(session), now)
        async with self._database.transaction() as session:
            await updates.prune(session, now - _TWO_DAYS)
            await outbox.prune(session, now - _TWO_DAYS)
            await conversations.prune(session, now - _TWO_DAYS)
            await asides.prune(session, now - _TWO_DAYS)
            await holdings.scrub_record(session, await people.passers_by(session, now - _TWO_DAYS))
            await people.forget_passers_by(session, now - _TWO_DAYS)
            await people.forget_lists_added(session, now - LIST_AGAIN)
            await rota.prune(session, now - _SIXTY_DAYS)
            day = today(await people.line(session), now)
            await shifts.prune(session, day - _SIXTY_DAYS)
            await hours.prune(session, day - _SIXTY_DAYS)
            await calendars.prune(session, now - _SIXTY_DAYS)
            await changes.prune(session, now - _TWO_DAYS, now - _YEAR)
            await checkins.prune(session, now)
            await invitations.prune(session, now - _THIRTY_DAYS)
        if (self._scrubbed_on != day or not self._database.scrubbed) and await self._database.scrub():
            self._scrubbed_on, self._database.scrubbed = day, True


def _in(wait: timedelta) -> datetime:
    # A job's date is read against the machine's own clock, also when the program's is a moved one.
    return SystemClock().now() + wait
