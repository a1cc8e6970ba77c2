"""How updates are brought: to whom, in which order, how often, and what getWebhookInfo says of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest, Conflict, RetryAfter

from bot.clock import MovableClock
from bot.rehearsal.phone import Phone
from bot.rehearsal.server import serve
from bot.rehearsal.world import World


class Hook:
    """A webhook that writes down what it gets, and answers as it is told."""

    def __init__(self) -> None:
        self.address = ""
        self.got: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.moments: list[float] = []
        self.answers: list[Response] = []
        self.takes = 0.0
        self.at_once = self.most_at_once = 0

    async def __call__(self, request: Request) -> Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.got.append(json.loads(await request.body()))
        self.headers.append(dict(request.headers))
        self.moments.append(asyncio.get_running_loop().time())
        await asyncio.sleep(self.takes)
        self.at_once -= 1
        return self.answers.pop(0) if self.answers else Response()

    @property
    def texts(self) -> list[str]:
        """What was said, in the order in which it came."""
        return [one["message"]["text"] for one in self.got if "message" in one]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """A webhook that takes everything."""
    one = Hook()
    async with serve(Starlette(routes=[Route("/hook", one.__call__, methods=["POST"])])) as url:
        one.address = f"{url}/hook"
        yield one


@pytest.fixture
def world(clock: MovableClock) -> World:
    """Telegram in a hurry: it waits a twentieth of the time before it tries again."""
    one = World(clock)
    one.faults.haste = 0.05
    return one


async def until(happened: Callable[[], bool]) -> None:
    """Wait until it has happened."""
    for _ in range(600):
        if happened():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it does not happen")


async def test_updates_are_brought_with_the_secret_and_acknowledged_by_the_answer(
    bot: Bot, world: World, hook: Hook, robin: Phone
) -> None:
    robin.says("before")
    await bot.set_webhook(hook.address, secret_token="a-Secret_1")
    robin.says("after")
    await until(lambda: not world.pending_updates())
    assert hook.texts == ["before", "after"]
    assert hook.got[1]["update_id"] == hook.got[0]["update_id"] + 1
    assert {one["x-telegram-bot-api-secret-token"] for one in hook.headers} == {"a-Secret_1"}
    assert {one["content-type"] for one in hook.headers} == {"application/json"}


async def test_without_a_secret_none_is_said(bot: Bot, world: World, hook: Hook, robin: Phone) -> None:
    await bot.set_webhook(hook.address)
    robin.says("hello")
    await until(lambda: not world.pending_updates())
    assert "x-telegram-bot-api-secret-token" not in hook.headers[0]


@pytest.mark.parametrize("status", [201, 204, 299])
async def test_any_2xx_acknowledges(bot: Bot, world: World, hook: Hook, robin: Phone, status: int) -> None:
    hook.answers = [Response(status_code=status)]
    await bot.set_webhook(hook.address)
    robin.says("hello")
    await until(lambda: not world.pending_updates())
    await asyncio.sleep(0.1)
    assert hook.texts == ["hello"]


@pytest.mark.parametrize("status", [302, 400, 403, 410, 500, 503])
async def test_anything_else_brings_it_again(bot: Bot, world: World, hook: Hook, robin: Phone, status: int) -> None:
    hook.answers = [Response(status_code=status, headers={"Location": "/hook"}) for _ in range(2)]
    await bot.set_webhook(hook.address)
    robin.says("hello")
    await until(lambda: not world.pending_updates())
    assert hook.texts == ["hello"] * 3
    info = await bot.get_webhook_info()
    assert (info.last_error_message or "").startswith(f"Wrong response from the webhook: {status} ")
    assert info.last_error_date is not None


async def test_it_waits_longer_each_time_or_as_long_as_it_is_asked(
    bot: Bot, world: World, hook: Hook, robin: Phone
) -> None:
    hook.answers = [Response(status_code=500) for _ in range(4)]
    await bot.set_webhook(hook.address)
    world.faults.haste = 0.02
    robin.says("hello")
    await until(lambda: len(hook.got) == 5)
    waits = [late - early for early, late in zip(hook.moments, hook.moments[1:], strict=False)]
    assert waits[0] < 0.03 < waits[1] < waits[2] < waits[3]
    hook.answers = [Response(status_code=503, headers={"Retry-After": "20"})]
    robin.says("again")
    await until(lambda: len(hook.got) == 7)
    assert 0.35 < hook.moments[6] - hook.moments[5] < 0.6


async def test_a_chat_waits_for_its_own_message_and_others_do_not(
    bot: Bot, world: World, hook: Hook, robin: Phone, sam: Phone
) -> None:
    hook.answers = [Response(status_code=503, headers={"Retry-After": "10"})]
    await bot.set_webhook(hook.address)
    first = robin.says("one")
    robin.says("two")
    robin.edits(first, "one, changed")
    await until(lambda: len(hook.got) == 1)
    sam.says("meanwhile")
    await until(lambda: not world.pending_updates())
    assert hook.texts == ["one", "meanwhile", "one", "two"]
    assert "edited_message" in hook.got[-1]


async def test_presses_are_a_line_of_their_own(bot: Bot, world: World, hook: Hook, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "Yes?")
    hook.answers = [Response(status_code=503, headers={"Retry-After": "10"})]
    await bot.set_webhook(hook.address)
    robin.says("held up")
    await until(lambda: len(hook.got) == 1)
    robin.presses_raw(sent.message_id, "yes")
    await until(lambda: not world.pending_updates())
    assert ["callback_query" in one for one in hook.got] == [False, True, False]


async def test_no_more_at_once_than_was_asked_for(bot: Bot, world: World, hook: Hook) -> None:
    hook.takes = 0.02
    await bot.set_webhook(hook.address, max_connections=3)
    for number in range(10, 25):
        world.add_phone(number, f"P{number}").says("hello")
    await until(lambda: not world.pending_updates())
    assert (len(hook.got), hook.most_at_once) == (15, 3)


async def test_late_and_twice_on_demand(bot: Bot, world: World, hook: Hook) -> None:
    world.faults.astray, world.faults.twice = (0.0, 0.05), 0.5
    await bot.set_webhook(hook.address)
    phones = [world.add_phone(number, f"P{number}") for number in range(10, 30)]
    for phone in phones:
        phone.says(str(phone.user_id))
    await until(lambda: not world.pending_updates())
    wanted = [str(phone.user_id) for phone in phones]
    assert set(hook.texts) == set(wanted)
    assert len(hook.texts) > len(wanted)
    assert list(dict.fromkeys(hook.texts)) != wanted


async def test_only_what_was_asked_for_is_brought(bot: Bot, world: World, hook: Hook, robin: Phone) -> None:
    await bot.set_webhook(hook.address, allowed_updates=["edited_message"])
    robin.edits(robin.says("hello"), "hello again")
    await until(lambda: not world.pending_updates())
    assert [list(one) for one in hook.got] == [["update_id", "edited_message"]]
    assert list((await bot.get_webhook_info()).allowed_updates or ()) == ["edited_message"]


async def test_what_the_info_says(bot: Bot, world: World, hook: Hook, robin: Phone) -> None:
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections, info.last_error_date, info.pending_update_count) == ("", None, None, 0)
    await bot.set_webhook(hook.address, max_connections=7)
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections, info.has_custom_certificate) == (hook.address, 7, False)
    hook.answers = [Response(status_code=500) for _ in range(100)]
    robin.says("hello")
    await until(lambda: len(hook.got) > 1)
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook()
    info = await bot.get_webhook_info()
    assert (info.url, info.last_error_date, info.pending_update_count) == ("", None, 1)
    (update,) = await bot.get_updates(timeout=0)
    assert update.message is not None
    assert update.message.text == "hello"


async def test_a_poll_that_waits_ends_when_a_webhook_is_set(bot: Bot, world: World, hook: Hook) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.1)
    await bot.set_webhook(hook.address)
    with pytest.raises(Conflict, match="terminated by setWebhook"):
        await asyncio.wait_for(poll, 2)
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates(timeout=0)


async def test_it_is_set_once_a_second_at_most(bot: Bot, hook: Hook) -> None:
    await bot.set_webhook(hook.address)
    with pytest.raises(RetryAfter):
        await bot.set_webhook(hook.address)
    await bot.delete_webhook()
    await asyncio.sleep(1)
    await bot.set_webhook(hook.address)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": "http://example.org/hook"}, "https url must be provided"),
        ({"url": "https://example.org:8080/hook"}, "only on ports 80, 88, 443 or 8443"),
        ({"url": "https://127.0.0.1/hook"}, "is reserved"),
        ({"url": "ftp://example.org/hook"}, "invalid webhook url"),
        ({"url": "https:///hook"}, "invalid webhook url"),
        ({"url": "https://example.org:port/hook"}, "invalid webhook url"),
        ({"secret_token": "x" * 257}, "secret token is too long"),
        ({"secret_token": "no spaces"}, "unallowed characters"),
    ],
)
async def test_what_is_refused(bot: Bot, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await bot.set_webhook(**{"url": "https://example.org/hook"} | fields)
    assert (await bot.get_webhook_info()).url == ""


@pytest.mark.parametrize(("asked", "given"), [(None, 40), (0, 1), (1000, 100), (50, 50)])
async def test_how_many_at_once_is_kept_in_bounds(bot: Bot, asked: int | None, given: int) -> None:
    await bot.set_webhook("https://example.org/hook", max_connections=asked)
    assert (await bot.get_webhook_info()).max_connections == given


async def test_what_waits_can_be_dropped(bot: Bot, world: World, hook: Hook, robin: Phone) -> None:
    robin.says("old")
    await bot.set_webhook(hook.address, drop_pending_updates=True)
    robin.says("new")
    await until(lambda: not world.pending_updates())
    assert hook.texts == ["new"]
