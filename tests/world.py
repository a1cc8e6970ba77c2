"""The tests' world: actors with phones, the real program, a clock that moves, and no message that nobody expected."""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import App
from bot.buttons import LENGTH, key_for, signed
from bot.clock import Clock, MovableClock
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.phone import Phone, Shown
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from bot.settings import Settings
from tests.databases import databases

TUESDAY_EVENING = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
# Coordinators hear this once on a line.
OF_TOPICS = "To see how to switch that on: /topics"
# What those who look after the program hear of it, which only the stories of that speak of.
OF_KEEPING = ("All is well here.", "I am running. Please look at this:", "I was off or could not reach Telegram for ")
ADA = 710_100_001  # long, so that an id cannot be mistaken for a number in a text


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

    async def sends_file(self, name: str, data: bytes, mime_type: str = "text/csv") -> int:
        """Send a document with this name and content."""
        return await self.sends("document", data=data, file_name=name, mime_type=mime_type)

    def opens_file(self, message: Shown) -> bytes:
        """What is in a picture or document that came."""
        assert message.file is not None, f"{message.kind} is no file"
        content: bytes = self.stage.world.files[message.file["file_id"]][0]
        return content

    async def sends_album(self, kinds: list[str], caption: str = "") -> list[int]:
        """Send several things at once, and wait until the album is whole and through."""
        message_ids = self.phone.sends_album(kinds, caption)
        await self.stage.quiet()
        return message_ids

    async def edits(self, message_id: int, text: str) -> None:
        """Change an own message."""
        self.phone.edits(message_id, text)
        await self.stage.quiet()

    async def presses(self, button: str, on: Shown | None = None) -> None:
        """Press a button of the newest message that has it, or of one that had it when it was seen."""
        message = on or next(one for one in reversed(self.phone.screen) if button in buttons(one))
        data = next(key["callback_data"] for row in message.buttons for key in row if key["text"] == button)
        await self.presses_raw(data, message)

    async def presses_raw(self, data: str, on: Shown) -> None:
        """Send a press with any data, as a forged client could."""
        self.phone.presses_raw(on.message_id, data)
        await self.stage.quiet()

    async def presses_as_ours(self, data: str, on: Shown) -> None:
        """Press a button as if the bot had made it for this very chat: what the handler behind it refuses."""
        await self.presses_raw(signed(data, self.phone.user_id, key_for(self.stage.world.token)), on)

    async def blocks(self) -> None:
        """Block the bot."""
        self.phone.blocks()
        await self.stage.quiet()

    async def unblocks(self) -> None:
        """Let the bot write again."""
        self.phone.unblocks()
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

    def sees_alert(self, words: str) -> None:
        """A short note came up in answer to a button press."""
        assert self.phone.alert is not None, f"{self.phone.first_name} sees no note, but should see {words!r}"
        assert words in self.phone.alert, self.phone.alert
        self.phone.alert = None

    def sees_nothing(self) -> None:
        """No new message and no note."""
        assert not self.surprises(), self.surprises()

    def surprises(self) -> list[str]:
        """What reached this phone and was not named in the story, in words."""
        return [one.text or one.kind for one in self.unread()] + ([self.phone.alert] if self.phone.alert else [])

    def own(self, message_id: int | None) -> Shown:
        """A message on this phone by its number."""
        return next(one for one in self.phone.screen if one.message_id == message_id)

    def unread(self) -> list[Shown]:
        """What reached this phone and was not named in the story; of topics only the story of topics speaks."""
        return [
            one
            for one in self.phone.screen
            if not one.out
            and (one.message_id, one.text) not in self.read
            and not one.text.endswith(OF_TOPICS)
            and (self.stage.keeping or not one.text.startswith(OF_KEEPING))
        ]

    def skips(self) -> None:
        """Whatever came so far does not matter to the story."""
        self.read |= {(one.message_id, one.text) for one in self.phone.screen}


async def talk(volunteer: Actor, member: Actor) -> None:
    """The two are talking."""
    await member.says("hello")
    await volunteer.says(f"hello {member.phone.first_name.removeprefix('Real ')}")
    for actor in (volunteer, member):
        actor.skips()


def asks(key: dict[str, str]) -> str:
    """What a button is to do, without the signature for the chat it is in."""
    return key["callback_data"][:-LENGTH]


def buttons(message: Shown) -> list[str]:
    """The labels of a message's buttons."""
    return [key["text"] for row in message.buttons for key in row]


class _OneRunsClock:
    """The stage's clock as one run of the program sees it; a stopped program hears of no more jumps."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self.stopped = clock, False

    def now(self) -> datetime:
        """The present moment."""
        return self._clock.now()

    def on_jump(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each jump, until the program has stopped."""
        self._clock.on_jump(lambda: None if self.stopped else listener())


class Stage:
    """The world, the program in it, and the people of a story."""

    def __init__(self, clock: MovableClock, world: World, settings: Settings) -> None:
        self.clock, self.world, self.settings = clock, world, settings
        self.actors: dict[str, Actor] = {}
        self.keeping = False

    async def starts(self) -> None:
        """Start the program, for the first time or again on the same database."""
        self._its_clock = _OneRunsClock(self.clock)
        self.app = App(self.settings, self._its_clock)
        self.running = asyncio.create_task(self.app.run())
        started = asyncio.create_task(self.app.started.wait())
        await asyncio.wait({self.running, started}, return_when=asyncio.FIRST_COMPLETED)
        started.cancel()
        if self.running.done():
            self.running.result()

    async def stops(self) -> None:
        """Stop the program as an operator does."""
        self.app.stop()
        await asyncio.wait_for(self.running, 20)
        self._its_clock.stopped = True

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

    async def wait_for(self, happened: Callable[[], bool]) -> None:
        """Wait until something has happened, while the program may still be at work."""
        for _ in range(4000):
            if happened():
                return
            await asyncio.sleep(0.003)
        raise AssertionError("it does not happen")

    async def forward(self, **by: float) -> None:
        """Move the clock on, as timedelta takes it."""
        self.clock.forward(timedelta(**by))
        await self.quiet()

    def turn_clock_to(self, hour: int, minute: int = 0, *, days: int = 0) -> None:
        """Set the clock to this time in London, today or some days on."""
        today = self.clock.now().astimezone(LONDON).date()
        self.clock.set(datetime.combine(today + timedelta(days=days), time(hour, minute), LONDON))

    async def at(self, hour: int, minute: int = 0, *, days: int = 0) -> None:
        """It becomes this time in London, today or some days on."""
        self.turn_clock_to(hour, minute, days=days)
        await self.quiet()

    async def invites(self, role: str, alias: str = "") -> str:
        """Ada makes a link."""
        ada = self.actor("Ada")
        await ada.says(f"/invite {role} {alias}".strip())
        link = re.search(r"https://\S+", ada.phone.screen[-1].text)
        assert link is not None
        ada.skips()
        return link[0]

    async def joins_as(self, name: str, role: str, alias: str) -> Actor:
        """Bring somebody in by the real way: invitation, agreement, name."""
        link = await self.invites(role, "" if role == "member" else alias)
        actor = self.actor(name)
        await actor.opens(link)
        await actor.presses("I agree")
        if role == "member":
            await actor.says(alias)
        actor.skips()
        return actor

    async def volunteer(self, name: str, when: str | None = None) -> Actor:
        """A volunteer called by their own name, on the rota when that is given."""
        actor = await self.joins_as(name, "volunteer", name)
        if when is not None:
            await self.on_rota(name, when)
        return actor

    async def on_duty(self, name: str, when: str = "tue 17:00-21:00") -> Actor:
        """A volunteer whose shift runs now, and who has said that they are here."""
        actor = await self.volunteer(name, when)
        await actor.says("I'm here")
        actor.skips()
        return actor

    async def member(self, name: str) -> Actor:
        """A member called by their own name."""
        return await self.joins_as(name, "member", name)

    async def on_rota(self, alias: str, when: str) -> None:
        """Put a volunteer on the rota."""
        ada = self.actor("Ada")
        await ada.says(f"/shift {alias} {when}")
        ada.sees("Saved as number")
        for actor in self.actors.values():
            for one in actor.unread():
                said = re.sub(r"\AFor .+:\n", "", one.text)
                if said.startswith(("Your shifts have changed.", "Saved, but please look again.")):
                    actor.read.add((one.message_id, one.text))

    def nobody_was_surprised(self) -> None:
        """Every message that reached anyone was named in the story."""
        left = {name: who.surprises() for name, who in self.actors.items()}
        assert not any(left.values()), left

    def nobody_is_given_away(self) -> None:
        """No message the bot sent holds another person's name, username or id, or shows as a forward."""
        for (chat_id, _), stored in self.world.messages.items():
            if not stored.data["from"]["is_bot"]:
                continue
            assert not [field for field in stored.data if field.startswith("forward")], stored.data
            sent = json.dumps(stored.data, ensure_ascii=False)
            for other in self.actors.values():
                if other.phone.user_id != chat_id:
                    names = (other.phone.first_name, other.phone.username, str(other.phone.user_id))
                    assert not any(name in sent for name in names if name), (chat_id, sent)


def settings_for(url: str, world: World, database: Path, **more: Any) -> Settings:
    """Settings for a program in this world, without pacing unless asked."""
    values: dict[str, Any] = {
        "telegram_bot_token": world.token,
        "telegram_api_url": url,
        "database_url": databases.line(database),
        "coordinators": (ADA,),
        "line_name": "Hope Street",
        "nation": "england",
        "messages_a_second": 10_000,
        "messages_a_second_per_chat": 10_000,
    }
    return Settings(_env_file=None, **(values | more))  # type: ignore[call-arg]


def free_places(count: int) -> list[str]:
    """Hosts and ports at which nobody listens, each another one."""
    with ExitStack() as stack:
        # All are held at once: a port that is let go may be given out again.
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [f"127.0.0.1:{one.getsockname()[1]}" for one in held]


def by_webhook() -> dict[str, str]:
    """Settings for a program to which updates are brought."""
    [place] = free_places(1)
    return {"webhook_url": f"http://{place}/warmline", "listen": place}


@asynccontextmanager
async def stage(
    folder: Path,
    *,
    at: datetime = TUESDAY_EVENING,
    ticking: bool = True,
    topics: bool = False,
    webhook: bool = False,
    **more: Any,
) -> AsyncIterator[Stage]:
    """The program running in a world of its own; at the end everything must have been expected."""
    more |= by_webhook() if webhook else {}
    clock = MovableClock(at, ticking=ticking)
    world = World(clock, topics=topics)
    folder.mkdir(exist_ok=True)
    async with serve(bot_api(world)) as url:
        play = Stage(clock, world, settings_for(url, world, folder / "line.db", **more))
        play.actor("Ada")
        await play.starts()
        try:
            yield play
            play.nobody_was_surprised()
            play.nobody_is_given_away()
        finally:
            await play.stops()
