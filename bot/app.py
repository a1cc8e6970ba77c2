"""The composition root: the only file that knows all the parts and puts them together."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial

from filelock import Timeout
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError
from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.buttons import key_for
from bot.clock import Clock, SystemClock
from bot.database import Database, DatabaseRefused, Deposed, lock_of
from bot.intake.intake import Intake
from bot.intake.last_word import LastWord
from bot.intake.polling import SecondPoller, poll
from bot.intake.webhook import Webhook, WebhookRefused, listen
from bot.migrations.upgrade import NewerDatabase, is_current, upgrade
from bot.models import Ending, Role
from bot.outbox.delivery import delivery
from bot.outbox.sender import Sender
from bot.pulse import Pulse
from bot.queries import dues, outbox, people, phones, rota
from bot.settings import Settings
from bot.texts.catalogue import Catalogue
from bot.transport import AiohttpRequest
from bot.web import CannotListen, web
from handlers.bulk import fetched
from handlers.routes import Reception
from handlers.undelivered import late, lost, still_good
from scheduling import closing
from scheduling.jobs import Alarm
from scheduling.restored import end_what_was_under_way as end_what_was_under_way

_log = logging.getLogger(__name__)
_TOPICS_EVERY = 3600.0  # seconds
_LOOK_FOR_STOPS = 2.0  # seconds
_STAND_BY = 1.0  # seconds between looks whether another process leads


class CannotRun(Exception):
    """Why the program stops, in words for the person who runs it."""


class App:
    """A running Warmline; `idle` tells a test that nothing is left to do at this moment."""

    def __init__(self, settings: Settings, clock: Clock | None = None, *, to_close: bool = False) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._to_close = to_close  # it is started only to send a last word
        self._stops: int | None = None  # how often somebody had asked to stop when this process started
        self._stop = asyncio.Event()
        self.started = asyncio.Event()
        self._busy: list[Callable[[], bool]] = []
        self._catalogue = Catalogue()
        self._pulse = Pulse(self._clock)
        self._webhook = Webhook(settings.telegram_bot_token.get_secret_value(), self._pulse.heard)
        self._intake: Intake | None = None
        self.database: Database | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is being handled, sent or swept."""
        return self.started.is_set() and not any(busy() for busy in self._busy)

    async def next_edge(self, edge: str) -> datetime | None:
        """When the next shift starts or ends, or the next check-in is due (`edge` is "check-in"), in UTC."""
        if self.database is None:
            return None
        async with self.database.transaction() as session:
            line, now = await people.line(session), self._clock.now()
            if edge == "check-in":
                return (await dues.moments(session)).asking
            look = rota.next_start if edge == "start" else rota.next_end
            return await look(session, line.id, now)

    def stop(self) -> None:
        """Ask the program to finish what is in flight and return from `run`."""
        self._stop.set()

    async def run(self) -> None:
        """Run until `stop`; raises CannotRun with words for whoever started it."""
        settings = self._settings
        with only_one(settings.database_url):
            database = self.database = self._pulse.database = Database(settings.database_url)
            try:
                async with _bot(settings) as bot, web(settings, self._pulse, self._webhook):
                    try:
                        while await self._until_leading(bot, database):
                            with suppress(Deposed), self._pulse.leading():
                                await self._work(bot, database)
                                return
                            _log.warning("another process leads this line now")
                    finally:
                        await self._webhook.close()
            except CannotListen as error:
                raise CannotRun(str(error)) from None
            finally:
                await database.close()

    async def _until_leading(self, bot: Bot, database: Database) -> bool:
        """Wait until this process leads a database that is ready; False when it was asked to stop before."""
        failures, standing_by = 0, False
        while not self._stop.is_set():
            try:
                if await database.lead():
                    await upgrade(database)
                    if await self._asked_to_stop(database):
                        return False
                    await _prepare(database, self._settings, self._clock)
                    return await self._opens(database)
                if await self._asked_to_stop(database):
                    return False
                if not standing_by:
                    _log.info("another process leads this line; this one stands by")
                standing_by, failures, pause = True, 0, _STAND_BY
                await self._take_meanwhile(bot, database)
            except (DatabaseRefused, NewerDatabase) as error:
                raise CannotRun(str(error)) from None
            except (SQLAlchemyError, OSError) as error:
                if database.is_file:
                    raise _cannot_use_file(error) from None
                failures += 1
                pause = min(10.0, 0.25 * 2**failures)
                _log.warning("the database cannot be reached yet: %s", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)
        return False

    async def _take_meanwhile(self, bot: Bot, database: Database) -> None:
        """By webhook, updates come to whoever stands by, too; not while the tables are those of another version."""
        if self._settings.webhook_url is None:
            return
        if not await is_current(database):
            await self._webhook.close()
            return
        with suppress(TelegramError):
            await bot.initialize()
            self._webhook.open(self._intake_of(bot, database))

    def _intake_of(self, bot: Bot, database: Database) -> Intake:
        if self._intake is None:
            settings, clock, catalogue = self._settings, self._clock, self._catalogue
            reception = Reception(clock, bot.username, catalogue, key_for(bot.token))
            last_word = LastWord(bot, catalogue, clock, settings.nation, settings.time_zone)
            self._intake = Intake(database, bot, clock, reception, last_word, self._pulse.taken)
        return self._intake

    async def _listen(self, bot: Bot, intake: Intake) -> None:
        if self._settings.webhook_url is None:
            await poll(bot, intake, self._stop, self._pulse.heard)
        else:
            await listen(bot, self._settings.webhook_url, self._webhook, intake, self._stop, self._pulse.heard)

    async def _asked_to_stop(self, database: Database) -> bool:
        """Whether somebody has asked for a stop since this process started; no clock is compared for that."""
        try:
            async with database.transaction() as session:
                stops = await people.stops(session)
        except ProgrammingError:
            return False  # the tables of another version, which leads
        if self._stops is None:
            self._stops = stops
        return stops != self._stops

    async def _opens(self, database: Database) -> bool:
        """Whether there is work: after a last word the line is open again, unless this was started only to close it."""
        async with database.transaction() as session:
            line = await people.line(session)
            if line.ending == Ending.TOLD and not self._to_close:
                await closing.open_again(session, line, self._clock.now())
            if self._stops is None:
                self._stops = line.stops
            return line.ending != Ending.TOLD

    async def _heed_stops(self, database: Database) -> None:
        """Stop when `python -m bot stop` asks for it; with a last word, when that has gone out to all."""
        while not self._stop.is_set():
            with suppress(SQLAlchemyError, OSError):
                if await self._is_over(database):
                    self._stop.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), _LOOK_FOR_STOPS)

    async def _is_over(self, database: Database) -> bool:
        async with database.transaction(leading=True) as session:
            line = await people.line(session)
            if line.ending == Ending.ASKED:
                await closing.say_last_word(session, line, self._clock.now())
            elif line.ending == Ending.TELLING and await outbox.unsent(session) == 0:
                await people.set_line(session, line, ending=Ending.TOLD)
            return line.ending == Ending.TOLD or (line.ending is None and line.stops != self._stops)

    async def _work(self, bot: Bot, database: Database) -> None:
        settings, clock = self._settings, self._clock
        if not await self._greet(bot):
            return
        with suppress(SQLAlchemyError, OSError):
            await self._look_for_topics(bot, database)
        sender = Sender(
            database,
            delivery(bot, self._catalogue, clock),
            clock,
            on_lost=lost,
            on_late=late,
            still_good=still_good,
            on_fetched=partial(fetched, bot_username=bot.username),
            noted=self._pulse.sent,
            a_second=settings.messages_a_second,
            a_second_per_chat=settings.messages_a_second_per_chat,
        )
        alarm = Alarm(database, clock, noted=self._pulse.looked, answers=lambda: self._pulse.answers)
        intake = self._intake_of(bot, database)
        self._busy = [lambda: not sender.idle, lambda: not alarm.idle, lambda: intake.busy, lambda: database.scrubbing]
        self._pulse.looked()
        await alarm.start()
        # Raised after the block: Python before 3.11.4 wraps what is raised inside `except*` in a group (gh-103590).
        reason: CannotRun | Deposed | None = None
        try:
            # If one part ends with an error, the others are stopped too: half a program would be silence.
            async with asyncio.TaskGroup() as tasks:
                sending = tasks.create_task(sender.run(self._stop))
                polling = tasks.create_task(self._listen(bot, intake))
                self.started.set()
                _log.info("Warmline is listening")
                looking = tasks.create_task(self._keep_looking_for_topics(bot, database))
                leading = tasks.create_task(self._keep_leading(database))
                heeding = tasks.create_task(self._heed_stops(database))
                for part in (sending, polling, looking, leading, heeding):
                    part.add_done_callback(self._part_ended)
        except* Deposed:
            reason = Deposed()
        except* InvalidToken:
            reason = _unknown_token()
        except* SecondPoller:
            reason = CannotRun("Another program uses this bot's token at the same time. Stop the other one first.")
        except* WebhookRefused as refused:
            words = "; ".join(str(one) for one in refused.exceptions)
            reason = CannotRun(
                f"Telegram does not take WEBHOOK_URL ({words}). It must lead to this machine from outside, by https "
                "and on port 443, 80, 88 or 8443. Without WEBHOOK_URL, Warmline asks Telegram instead."
            )
        finally:
            self.started.clear()
            await alarm.stop()
        if reason is not None:
            raise reason

    def _part_ended(self, part: asyncio.Task[None]) -> None:
        # One that failed takes the others with it, and this process may stand by then; one that is done ends them all.
        if not part.cancelled() and part.exception() is None:
            self._stop.set()

    async def _keep_leading(self, database: Database) -> None:
        """Notice soon when the connection on which this process leads is lost; raises Deposed when the lead is too."""
        while not (self._stop.is_set() or database.is_file):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), _STAND_BY)
            with suppress(SQLAlchemyError, OSError):
                async with database.transaction(leading=True):
                    pass
        await self._stop.wait()

    async def _keep_looking_for_topics(self, bot: Bot, database: Database) -> None:
        """Whoever made the bot can switch topics on at any time; Telegram says so only when it is asked."""
        while not self._stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), _TOPICS_EVERY)
                return
            with suppress(TelegramError, SQLAlchemyError, OSError):
                await bot.get_me()
                await self._look_for_topics(bot, database)

    async def _look_for_topics(self, bot: Bot, database: Database) -> None:
        async with database.transaction() as session:
            line = await people.line(session)
            if line.topics != bool(bot.bot.has_topics_enabled):
                await people.set_line(session, line, topics=bool(bot.bot.has_topics_enabled))

    async def _greet(self, bot: Bot) -> bool:
        failures = 0
        while not self._stop.is_set():
            try:
                await bot.initialize()
                # A webhook that somebody set would keep all updates away from a poll.
                await bot.delete_webhook(drop_pending_updates=False)
                return True
            except InvalidToken:
                raise _unknown_token() from None
            except TelegramError as error:
                failures += 1
                _log.warning("Telegram cannot be reached yet: %s", type(error).__name__)
                pause = error.retry_after if isinstance(error, RetryAfter) else min(10.0, 0.25 * 2**failures)
                try:
                    seconds = pause if isinstance(pause, int | float) else pause.total_seconds()
                    await asyncio.wait_for(self._stop.wait(), seconds)
                except TimeoutError:
                    continue
        return False


@asynccontextmanager
async def _bot(settings: Settings) -> AsyncIterator[Bot]:
    bot = Bot(
        settings.telegram_bot_token.get_secret_value(),
        base_url=f"{settings.telegram_api_url}/bot",
        base_file_url=f"{settings.telegram_api_url}/file/bot",
        request=AiohttpRequest(connections=64, connect_timeout=5, read_timeout=20),
        get_updates_request=AiohttpRequest(connections=2, connect_timeout=5, read_timeout=60),
    )
    try:
        yield bot
    finally:
        await bot.shutdown()
        for request in bot._request:
            await request.shutdown()


async def _prepare(database: Database, settings: Settings, clock: Clock) -> None:
    async with database.transaction() as session:
        line = await people.ensure_line(
            session,
            name=settings.line_name,
            zone=settings.time_zone,
            nation=settings.nation,
            answer_within=settings.answer_within,
        )
        for place, telegram_id in enumerate(settings.coordinators, start=1):
            number = place
            if await phones.is_shared(session, telegram_id):
                raise CannotRun(
                    f"The user id at place {place} in COORDINATORS is a phone that several volunteers share. "
                    "A coordinator needs a Telegram account of their own. Take the id out of COORDINATORS."
                )
            person = await people.by_telegram_id(session, telegram_id) or await people.add(
                session, telegram_id, clock.now()
            )
            if Role.COORDINATOR in await people.roles(session, line.id, person.id):
                continue
            name = f"Coordinator {number}"
            while await people.alias_taken(session, line.id, name):
                number += 1
                name = f"Coordinator {number}"
            await people.add_role(session, line.id, person.id, Role.COORDINATOR, name, clock.now())


def _unknown_token() -> CannotRun:
    return CannotRun("Telegram does not know this TELEGRAM_BOT_TOKEN. Ask @BotFather for it.")


def _cannot_use_file(error: Exception) -> CannotRun:
    return CannotRun(
        f"The database file cannot be used ({type(error).__name__}). Look whether its folder exists, whether you may "
        "write there, whether the disk is full, and whether another program holds it."
    )


class only_one:
    """Holds the lock beside a SQLite file while the program runs; raises CannotRun when another holds it."""

    def __init__(self, url: str) -> None:
        self._lock = lock_of(make_url(url))

    def __enter__(self) -> None:
        if self._lock is None:
            return
        try:
            self._lock.acquire()
        except Timeout:
            raise CannotRun("Another Warmline runs on this database already. Stop the other one first.") from None
        except OSError as error:
            raise _cannot_use_file(error) from None

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.release()
