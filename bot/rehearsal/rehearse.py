"""`python -m bot rehearse`: the real bot, a local Bot API and a page of phones, in one program."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from starlette.applications import Starlette

from bot.app import App, CannotRun
from bot.clock import MovableClock, SystemClock
from bot.database import IN_MEMORY
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.methods import new_token
from bot.rehearsal.phones import phones
from bot.rehearsal.sample import ADA, CAPTIONS, add_people, set_scene
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from bot.settings import Settings


class Rehearsal:
    """Moves the clock of a rehearsal, for the page's buttons."""

    def __init__(self, clock: MovableClock, app: App, zone: str) -> None:
        self._clock, self._app, self.zone = clock, app, zone

    def now(self) -> datetime:
        """The moment that the rehearsal shows, in UTC."""
        return self._clock.now()

    async def forward(self, by: timedelta) -> None:
        """Move on by so much."""
        self._clock.forward(by)

    async def forward_to(self, edge: str) -> None:
        """Move to the next "start" or "end" of a shift, or the next "check-in"; nothing happens when there is none."""
        moment = await self._app.next_edge(edge)
        if moment is not None:
            self._clock.set(moment)

    async def to_now(self) -> None:
        """Go back to the real time."""
        self._clock.set(SystemClock().now())


async def rehearse(port: int, keep: str | None = None) -> None:
    """Run a rehearsal on 127.0.0.1:`port` until it is interrupted; nothing is kept unless `keep` names a file.

    Raises CannotRun when the file is there already or the port is taken.
    """
    if keep and Path(keep).exists():
        raise CannotRun(f"{keep} is there already. Choose another name for this rehearsal.")
    clock = MovableClock(ticking=True)
    token = new_token()
    world = World(clock, token=token)
    add_people(world)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve(bot_api(world)) as api:
        settings = Settings(
            _env_file=None,
            telegram_bot_token=SecretStr(token),
            telegram_api_url=api,
            database_url=f"sqlite+aiosqlite:///{Path(keep).resolve()}" if keep else IN_MEMORY,
            coordinators=(ADA,),
            line_name="Hope Street",
            time_zone="Europe/London",
            nation="england",
            answer_within=5,
            messages_a_second=30,
            messages_a_second_per_chat=10,
        )
        app = App(settings, clock)
        running = asyncio.create_task(app.run())
        started = asyncio.create_task(app.started.wait())
        ending = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({running, ending, started}, return_when=asyncio.FIRST_COMPLETED)

            async def quiet() -> None:
                while not running.done() and (world.pending_updates() or not app.idle):
                    await asyncio.sleep(0.005)

            await set_scene(world, quiet, clock.now(), ZoneInfo(settings.time_zone))
            page = Starlette(routes=phones(world, Rehearsal(clock, app, settings.time_zone), CAPTIONS))
            async with _on_page(page, port) as address:
                print(f"The rehearsal is on. Open {address} in a browser. Ctrl+C ends it.", flush=True)  # noqa: T201
                await asyncio.wait({running, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            app.stop()
            await running
            for task in (started, ending):
                task.cancel()


@asynccontextmanager
async def _on_page(page: Starlette, port: int) -> AsyncIterator[str]:
    try:
        serving = serve(page, port)
        address = await serving.__aenter__()
    except OSError:
        raise CannotRun(f"Port {port} is in use. Try another: python -m bot rehearse --port 8081") from None
    try:
        yield address
    finally:
        await serving.__aexit__(None, None, None)
