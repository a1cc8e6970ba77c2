"""The tests' world: actors with phones, the real program, a clock that moves, and no message that nobody expected."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import App
from bot.clock import MovableClock
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.phone import Phone, Shown
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from bot.settings import Settings

TUESDAY_EVENING = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
ADA = 1001


class Actor:
    """A person in a story: says, presses, and must have seen everything that reached their phone."""

    def __init__(self, stage: "Stage", phone: Phone) -> None:
        self.stage, self.phone = stage, phone
        self.read: set[tuple[int, str]] = set()
        self.last: Shown | None = None

    async def says(self, text: str, *, reply_to: Shown | int | None = None) -> int:
        """Write, and wait until everything that follows has happened."""
        number = reply_to.message_id if isinstance(reply_to, Shown) else reply_to
        message_id = self.phone.says(text, reply_to=number)
        await self.stage.quiet()
        return message_id

    async def sends(self, kind: str, **fields: Any) -> int:
        """Send something that is not a text."""
        message_id = self.phone.sends(kind, **fields)
        await self.stage.quiet()
        return message_id

    async def presses(self, button: str, on: Shown | None = None) -> None:
        """Press a button of the newest message that has it."""
        message = on or next(
            one
            for one in reversed(self.phone.screen)
            if any(button == key["text"] for row in one.buttons for key in row)
        )
        self.phone.presses(message.message_id, button)
        await self.stage.quiet()

    async def opens(self, link: str) -> None:
        """Open an invitation."""
        self.phone.opens_link(link.rpartition("start=")[2])
        await self.stage.quiet()

    def sees(self, *words: str) -> Shown:
        """The oldest message not yet read holds these words; it counts as read now."""
        unread = self.unread()
        assert unread, f"{self.phone.first_name} sees nothing new, but should see {words}"
        first = unread[0]
        for word in words:
            assert word in first.text, f"{self.phone.first_name} should see {word!r} in {first.text!r}"
        self.read.add((first.message_id, first.text))
        self.last = first
        return first

    def sees_nothing(self) -> None:
        """No new message."""
        assert not self.unread(), [one.text or one.kind for one in self.unread()]

    def unread(self) -> list[Shown]:
        """What reached this phone and was not named in the story."""
        return [one for one in self.phone.screen if not one.out and (one.message_id, one.text) not in self.read]

    def skips(self) -> None:
        """Whatever came so far does not matter to the story."""
        self.read |= {(one.message_id, one.text) for one in self.phone.screen}


class Stage:
    """The world, the program in it, and the people of a story."""

    def __init__(self, clock: MovableClock, world: World, app: App) -> None:
        self.clock, self.world, self.app = clock, world, app
        self.actors: dict[str, Actor] = {}

    def actor(self, name: str) -> Actor:
        """A person with a phone; the same name is the same person."""
        if name not in self.actors:
            phone = self.world.add_phone(ADA + len(self.actors), f"Real {name}", f"real_{name.lower()}")
            self.actors[name] = Actor(self, phone)
        return self.actors[name]

    async def quiet(self) -> None:
        """Wait until every update is handled and everything due is sent."""
        calm = 0
        for _ in range(4000):
            await asyncio.sleep(0.003)
            calm = calm + 1 if not self.world.pending_updates() and self.app.idle else 0
            if calm >= 3:
                return
        raise AssertionError("the program does not come to rest")

    async def forward(self, **by: float) -> None:
        """Move the clock on, as timedelta takes it."""
        self.clock.forward(timedelta(**by))
        await self.quiet()

    async def joins_as(self, name: str, role: str, alias: str) -> Actor:
        """Bring somebody in by the real way: invitation, agreement, name."""
        ada = self.actor("Ada")
        await ada.says("/invite member" if role == "member" else f"/invite {role} {alias}")
        link = re.search(r"https://\S+", ada.phone.screen[-1].text)
        assert link is not None
        ada.skips()
        actor = self.actor(name)
        await actor.opens(link[0])
        await actor.presses("I agree")
        if role == "member":
            await actor.says(alias)
        actor.skips()
        return actor

    async def on_rota(self, alias: str, when: str) -> None:
        """Put a volunteer on the rota."""
        ada = self.actor("Ada")
        await ada.says(f"/shift {alias} {when}")
        ada.sees("Saved as number")

    def nobody_was_surprised(self) -> None:
        """Every message that reached anyone was named in the story."""
        left = {name: [one.text or one.kind for one in who.unread()] for name, who in self.actors.items()}
        assert not any(left.values()), left


def settings_for(url: str, world: World, database: Path, **more: Any) -> Settings:
    """Settings for a program in this world, without pacing unless asked."""
    values: dict[str, Any] = {
        "telegram_bot_token": world.token,
        "telegram_api_url": url,
        "database_url": f"sqlite+aiosqlite:///{database}",
        "coordinators": (ADA,),
        "line_name": "Hope Street",
        "nation": "england",
        "messages_a_second": 10_000,
        "messages_a_second_per_chat": 10_000,
    }
    return Settings(_env_file=None, **(values | more))  # type: ignore[call-arg]


@asynccontextmanager
async def stage(folder: Path, *, at: datetime = TUESDAY_EVENING, **more: Any) -> AsyncIterator[Stage]:
    """The program running in a world of its own; at the end everything must have been expected."""
    clock = MovableClock(at, ticking=True)
    world = World(clock)
    async with serve(bot_api(world)) as url:
        app = App(settings_for(url, world, folder / "line.db", **more), clock)
        running = asyncio.create_task(app.run())
        started = asyncio.create_task(app.started.wait())
        await asyncio.wait({running, started}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        play = Stage(clock, world, app)
        play.actor("Ada")
        try:
            yield play
            play.nobody_was_surprised()
        finally:
            app.stop()
            await asyncio.wait_for(running, 20)
            started.cancel()
