"""The one reader of the outbox: in order per chat, by priority over the whole, inside Telegram's limits."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.database import Database, Deposed
from bot.logs import Person, where
from bot.models import Outbox
from bot.outbox.backlog import Backlog, Pending, is_ahead
from bot.outbox.delivery import Deliver, Job
from bot.outbox.limits import Limits
from bot.outbox.outcomes import Meaning, Outcome, backoff
from bot.outbox.patience import Patience
from bot.outbox.queue import Kind, Priority
from bot.outbox.words import Words
from bot.queries import outbox as rows
from bot.queries import phones, relays, topics

_log = logging.getLogger(__name__)
_AT_ONCE = 30
_LOOK_EVERY = 5.0  # seconds
_MIRRORS = (Kind.AMEND, Kind.REACT, Kind.DELETE)
# What Telegram may never take, for it is what somebody wrote. The bot's own words are tried for as long as they are
# true: who waits for helplines must get them, and words that say who speaks must come before what follows.
_GIVEN_UP = (Kind.COPY, Kind.NOTE, *_MIRRORS)
_UNORDERED = (Kind.ANSWER, Kind.COMMANDS, Kind.FETCH)

# What to do, in the transaction that records it, about a row that can never be delivered.
OnLost = Callable[[AsyncSession, Outbox, Meaning, datetime], Awaitable[None]]
# What to do, in the same way, about a row that has been tried for minutes, and will be tried again.
OnLate = Callable[[AsyncSession, Outbox, datetime], Awaitable[None]]
# What to do, in the same way, with a file that was fetched.
OnFetched = Callable[[AsyncSession, Outbox, bytes, datetime], Awaitable[None]]
# Until when a row is good whose time is over, if things have changed since it was put in; None when it is not.
StillGood = Callable[[AsyncSession, Outbox, datetime], Awaitable[datetime | None]]
# Who counts how tries ended, after that is on record.
Noted = Callable[[Outbox, Meaning, datetime], None]


class Sender:
    """Drains the outbox; a row is written down as being sent before the call, and its result after it."""

    def __init__(
        self,
        database: Database,
        deliver: Deliver,
        clock: Clock,
        *,
        on_lost: OnLost,
        on_late: OnLate,
        still_good: StillGood,
        on_fetched: OnFetched,
        noted: Noted,
        a_second: float,
        a_second_per_chat: float,
    ) -> None:
        self._database, self._deliver, self._clock = database, deliver, clock
        self._on_lost, self._on_late, self._still_good = on_lost, on_late, still_good
        self._on_fetched, self._noted = on_fetched, noted
        self._limits = Limits(a_second, a_second_per_chat, asyncio.get_running_loop().time())
        self._patience = Patience()
        self._backlog = Backlog()
        self._last_id = 0
        self._fresh = True
        self._reign: int | None = None  # in which what is known here was read; None when it is to be read anew
        self._held_until = 0.0  # of the event loop's clock: the line as a whole may not go on before
        self._stepping = False
        self._wake = asyncio.Event()
        self._words: dict[int, Words] = {}
        self._done: list[tuple[Pending, Outbox, Outcome]] = []
        self._tasks: dict[asyncio.Task[None], Pending] = {}
        self._hear_no_more = database.after_commit(self._committed)
        clock.on_jump(self._wake.set)

    @property
    def idle(self) -> bool:
        """Whether nothing is in flight, unrecorded or ready to go."""
        return not (self._stepping or self._tasks or self._done or self._fresh or len(self._backlog))

    def _committed(self, info: dict[Any, Any]) -> None:
        self._words |= info.get("words", {})
        if info.get("outbox"):
            self._fresh = True
            self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set, then finish what is in flight; raises Deposed when another process leads."""
        try:
            await self._run(stop)
        finally:
            self._hear_no_more()

    async def _run(self, stop: asyncio.Event) -> None:
        failures = 0
        ending = asyncio.create_task(stop.wait())
        ending.add_done_callback(lambda _: self._wake.set())
        while not stop.is_set():
            self._wake.clear()
            self._stepping = True
            try:
                await self._step()
                failures = 0
            except (SQLAlchemyError, OSError) as error:
                failures += 1
                _log.error("the outbox cannot reach the database: %s", type(error).__name__)
                await asyncio.sleep(min(5.0, 0.2 * 2**failures))
                continue
            finally:
                self._stepping = False
            held = asyncio.get_running_loop().time() < self._held_until
            more = self._backlog.ready and len(self._tasks) < _AT_ONCE and not held
            if not (self._done or self._fresh or more or stop.is_set()):
                pause = self._pause()
                try:
                    await asyncio.wait_for(self._wake.wait(), pause)
                except TimeoutError:
                    # What another process put in comes with a hint, which may get lost.
                    self._fresh = self._fresh or (pause >= _LOOK_EVERY and not self._database.is_file)
        ending.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=10)
        await self._step(claim=False)

    def _pause(self) -> float:
        loop_now = asyncio.get_running_loop().time()
        waits = [*self._backlog.waits(self._clock.now(), loop_now), _LOOK_EVERY]
        if self._held_until > loop_now:
            waits.append(self._held_until - loop_now)
        return max(0.001, min(waits))

    async def _step(self, *, claim: bool = True) -> None:
        if self._reign != self._database.reigns:
            await self._begin_anew()
        now = self._clock.now()
        self._backlog.ripen(now, asyncio.get_running_loop().time())
        chosen: list[Pending] = []
        if not (self._done or self._fresh) and claim:
            chosen = self._choose(now)
            if not chosen:
                return
        done, self._done = self._done, []
        loaded, self._fresh = self._fresh, False
        try:
            async with self._database.transaction(leading=True) as session:
                if claim and self._reign != self._database.reigns:
                    # The lead was lost for a moment, and another process may have had it: nothing goes ahead of what
                    # that one has left.
                    raise ConnectionResetError
                went = [(row, outcome.message_ids) for _, row, outcome in done if outcome.meaning is Meaning.SENT]
                if went:
                    await rows.sent(session, went, now)
                for pending, row, outcome in done:
                    await self._record(session, pending, row, outcome, now)
                    self._settle(pending, outcome, now)
                fresh, self._fresh = await rows.load(session, self._last_id) if loaded else ((), self._fresh)
                places = await phones.behind(session, {row.chat_id for row in fresh if row.chat_id < 0})
                for row in fresh:
                    chat_id = places[row.chat_id].chat_id if row.chat_id in places else row.chat_id
                    key = (row.kind, row.id) if row.kind in _UNORDERED else chat_id
                    self._backlog.add(Pending(row.id, key, chat_id, row.priority, row.due_at), now)
                    self._last_id = row.id
                if claim and not chosen:
                    chosen = self._choose(now)
                jobs, over = await self._claim(session, chosen, {row.id: row for row in fresh}, now)
        except BaseException:
            # Whether the commit happened nobody knows: its answer may be all that is lost.
            self._done, self._reign = done + self._done, None
            raise
        # Not before the commit: if that fails they are there still, and their turn comes again.
        for pending in over:
            self._words.pop(pending.id, None)
            self._patience.forget(pending.id)
            self._backlog.drop(pending, now)
        for _, row, outcome in done:
            self._noted(row, outcome.meaning, now)
        for pending, job in jobs:
            task = asyncio.create_task(self._send(pending, job))
            self._tasks[task] = pending
            task.add_done_callback(self._tasks.pop)

    async def _begin_anew(self) -> None:
        """Read again what is on record, and go on from there with what is in hand."""
        in_hand = {pending.id for pending in self._in_hand()}
        async with self._database.transaction(leading=True) as session:
            reign = self._database.reigns
            unrecorded = await rows.recover(session, in_hand)
        # Of the others it is on record already how they ended, and all that follows from it.
        self._done = [one for one in self._done if one[0].id in unrecorded]
        self._backlog, self._last_id, self._fresh = Backlog(), 0, True
        for pending in self._in_hand():
            self._backlog.hold(pending)
        self._reign = reign

    def _in_hand(self) -> list[Pending]:
        in_flight = [pending for task, pending in self._tasks.items() if not task.done()]
        return in_flight + [pending for pending, _, _ in self._done]

    def _choose(self, now: datetime) -> list[Pending]:
        loop_now = asyncio.get_running_loop().time()
        chosen: list[Pending] = []
        while len(self._tasks) + len(chosen) < _AT_ONCE and (taken := self._backlog.take()):
            pending, priority = taken
            if isinstance(pending.key, tuple):
                chosen.append(pending)
                continue
            overall = self._limits.wait_overall(loop_now, conversation=priority <= Priority.NOTICE)
            if overall > 0:
                # Whoever stands behind is no more urgent, and with thousands in line each need not be looked at.
                self._held_until = loop_now + overall
                self._backlog.free(pending, self._clock.now())
                break
            if (wait := self._limits.wait_for(pending.chat_id, loop_now)) > 0:
                self._backlog.pace(pending, loop_now + wait)
                continue
            self._limits.spend(pending.chat_id, loop_now)
            chosen.append(pending)
        return chosen

    async def _claim(
        self, session: AsyncSession, chosen: list[Pending], fresh: dict[int, Outbox], now: datetime
    ) -> tuple[list[tuple[Pending, Job]], list[Pending]]:
        """What is sent now, and what is over: withdrawn meanwhile, or too late."""
        if not chosen:
            return [], []
        waiting = fresh | await rows.waiting(session, {pending.id for pending in chosen} - fresh.keys())
        jobs: list[tuple[Pending, Job]] = []
        over: list[Pending] = []
        for pending in chosen:
            row = waiting.get(pending.id)
            if row is None:
                over.append(pending)
            elif is_ahead(row.due_at, now):
                pending.due_at = row.due_at
                self._backlog.free(pending, now)
            elif await self._is_over(session, row, now):
                await rows.failed(session, row.id, now)
                await self._on_lost(session, row, Meaning.EXPIRED, now)
                over.append(pending)
            else:
                jobs.append((pending, await self._prepare(session, row)))
        if jobs:
            await rows.claim(session, [pending.id for pending, _ in jobs])
        return jobs, over

    async def _is_over(self, session: AsyncSession, row: Outbox, now: datetime) -> bool:
        if row.expires_at is None or row.expires_at > now:
            return False
        # In its place in the line of its chat: put in anew it would come after newer words.
        until = await self._still_good(session, row, now)
        if until is None or until <= now:
            return True
        await rows.prolong(session, row.id, until)
        return False

    async def _prepare(self, session: AsyncSession, row: Outbox) -> Job:
        reply_to = None
        if row.reply_to is not None and row.from_chat_id is not None:
            reply_to = await relays.other_end(session, row.from_chat_id, row.reply_to, row.chat_id)
        target = await rows.message_id_of(session, row.target_id) if row.target_id is not None else None
        targets: Sequence[int] = ()
        if row.kind in _MIRRORS:
            originals = (row.from_chat_id or 0, (row.from_message_ids or [0])[0])
            targets = await relays.other_ends(session, *originals, row.chat_id)
        addresses = {row.chat_id, row.from_chat_id or row.chat_id}
        places = await phones.behind(session, {one for one in addresses if one < 0})
        to, source = places.get(row.chat_id), places.get(row.from_chat_id or 0)
        place = None
        if row.conversation_id is not None and row.kind in (Kind.TEXT, Kind.COPY, Kind.NOTE):
            place = await topics.place_of(session, row.conversation_id, row.chat_id)
        return Job(
            row,
            to.chat_id if to else row.chat_id,
            source.chat_id if source else row.from_chat_id,
            reply_to,
            target,
            to,
            targets,
            self._words.get(row.id),
            place,
        )

    async def _send(self, pending: Pending, job: Job) -> None:
        ends = job.row.kind in _GIVEN_UP
        outcome = self._patience.judge(pending.id, await self._deliver(job), self._clock.now(), ends=ends)
        if outcome.pause is not None:
            self._limits.pause(pending.chat_id, outcome.pause, asyncio.get_running_loop().time())
        self._done.append((pending, job.row, outcome))
        self._wake.set()

    async def _record(
        self, session: AsyncSession, pending: Pending, row: Outbox, outcome: Outcome, now: datetime
    ) -> None:
        if (outcome.thread_id is not None or outcome.thread_gone) and row.conversation_id is not None:
            await topics.made(session, row.conversation_id, row.chat_id, outcome.thread_id)
        match outcome.meaning:
            case Meaning.SENT:
                if (
                    row.kind in (Kind.COPY, Kind.NOTE)
                    and row.from_message_ids
                    and len(outcome.message_ids) < len(row.from_message_ids)
                ):
                    # Everything that an album can hold can be copied: a part that is missing was deleted.
                    await self._on_lost(session, row, Meaning.TAKEN_BACK, now)
                if outcome.content is not None:
                    await self._read(session, row, outcome.content, now)
            case Meaning.UNSURE if row.priority >= Priority.CHECK_IN:
                await rows.failed(session, row.id, now)
            case Meaning.RETRY | Meaning.UNSURE:
                # What was withdrawn while it was on its way stays so.
                wait = outcome.pause if outcome.pause is not None else backoff(row.attempts + 1)
                pending.due_at = now + timedelta(seconds=wait)
                if await rows.again(session, row.id, pending.due_at) and outcome.late:
                    await self._on_late(session, row, now)
            case _:
                if outcome.meaning is not Meaning.NOT_MIRRORED:
                    _log.warning("outbox row %s to %s: %s", row.id, Person(row.chat_id), outcome.meaning.name.lower())
                if await rows.failed(session, row.id, now):
                    await self._on_lost(session, row, outcome.meaning, now)

    async def _read(self, session: AsyncSession, row: Outbox, content: bytes, now: datetime) -> None:
        try:
            async with session.begin_nested():
                await self._on_fetched(session, row, content, now)
        except (SQLAlchemyError, OSError, Deposed):
            raise
        except Exception as error:
            # What is in a file must not end the program, and again after each restart.
            _log.error("outbox row %s: what was fetched cannot be read: %s", row.id, where(error))
            await self._on_lost(session, row, Meaning.REFUSED, now)

    def _settle(self, pending: Pending, outcome: Outcome, now: datetime) -> None:
        again = outcome.meaning in (Meaning.RETRY, Meaning.UNSURE) and pending.due_at > now
        if not again:
            self._words.pop(pending.id, None)
            self._patience.forget(pending.id)
            self._backlog.drop(pending, now)
        elif outcome.pause is not None:
            self._backlog.pace(pending, asyncio.get_running_loop().time() + outcome.pause)
        else:
            self._backlog.free(pending, now)
