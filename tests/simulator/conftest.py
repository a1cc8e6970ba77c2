"""The local Bot API over real HTTP, a real python-telegram-bot in front of it, and two people with phones."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.clock import MovableClock
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.phone import Phone
from bot.rehearsal.server import serve
from bot.rehearsal.world import World

PLAIN = {"verify": False}  # no certificates on loopback; to read them takes longer than a test


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands still until a test moves it."""
    return MovableClock(datetime(2026, 11, 24, 17, 0, tzinfo=UTC))


@pytest.fixture
def world(clock: MovableClock) -> World:
    """Telegram, with nobody on it yet."""
    return World(clock)


@pytest.fixture
async def url(world: World) -> AsyncIterator[str]:
    """Where the local Bot API listens."""
    async with serve(bot_api(world)) as address:
        yield address


@pytest.fixture
async def bot(world: World, url: str) -> AsyncIterator[Bot]:
    """A real python-telegram-bot that knows no other server."""
    one = Bot(
        world.token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=HTTPXRequest(connection_pool_size=64, read_timeout=5, httpx_kwargs=PLAIN),
        get_updates_request=HTTPXRequest(connection_pool_size=2, httpx_kwargs=PLAIN),
    )
    async with one:
        yield one


@pytest.fixture
async def http(url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Plain HTTP, for what python-telegram-bot would not send or show."""
    async with httpx.AsyncClient(base_url=url) as client:
        yield client


@pytest.fixture
def robin(world: World) -> Phone:
    """Somebody who has opened the bot; what that brought is acknowledged."""
    return _opened(world, 1, "Robin")


@pytest.fixture
def sam(world: World) -> Phone:
    """Another one."""
    return _opened(world, 2, "Sam")


def _opened(world: World, user_id: int, name: str) -> Phone:
    phone = world.add_phone(user_id, name, name.lower())
    phone.says("/start")
    world.keep_last_updates(0)
    return phone
