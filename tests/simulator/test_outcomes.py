"""What the program makes of each thing that goes wrong, over its own transport."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.outbox.outcomes import Meaning, Outcome, outcome_of
from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from bot.transport import AiohttpRequest

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


def bot_at(url: str, token: str) -> Bot:
    """A bot that speaks as the running program does."""
    requests = [AiohttpRequest(connections=2, connect_timeout=1, read_timeout=0.2) for _ in range(2)]
    return Bot(token, base_url=f"{url}/bot", request=requests[0], get_updates_request=requests[1])


@pytest.fixture
async def bot(world: World, url: str) -> AsyncIterator[Bot]:
    """Instead of the usual one."""
    async with bot_at(url, world.token) as one:
        yield one


async def outcome(bot: Bot, chat_id: int) -> Outcome:
    """What became of a message."""
    try:
        sent = await bot.send_message(chat_id, "Hello")
    except TelegramError as error:
        return outcome_of(error)
    return Outcome(Meaning.SENT, (sent.message_id,))


@pytest.mark.parametrize(
    ("kind", "arguments", "expected"),
    [
        ("429", {"retry_after": 7}, Outcome(Meaning.RETRY, pause=7)),
        ("500", {}, Outcome(Meaning.UNSURE)),
        ("502", {}, Outcome(Meaning.UNSURE)),
        ("400", {"description": "chat not found"}, Outcome(Meaning.BLOCKED)),
        ("reset_before", {}, Outcome(Meaning.UNSURE)),
        ("reset_after", {}, Outcome(Meaning.UNSURE)),
        ("timeout", {}, Outcome(Meaning.UNSURE)),
    ],
)
async def test_each_fault_is_judged_rightly(
    bot: Bot, world: World, robin: Phone, kind: str, arguments: dict[str, object], expected: Outcome
) -> None:
    world.faults.next("sendMessage", kind, **arguments)
    assert await outcome(bot, robin.user_id) == expected
    assert (await outcome(bot, robin.user_id)).meaning is Meaning.SENT


async def test_what_cannot_be_written_down_is_not_tried_again(bot: Bot, robin: Phone) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.copy_message(robin.user_id, robin.user_id, "\ud800")  # type: ignore[arg-type]
    assert outcome_of(refused.value).meaning is Meaning.REFUSED


async def test_someone_who_blocked_the_bot_and_someone_who_is_not_there(bot: Bot, robin: Phone) -> None:
    robin.blocks()
    assert await outcome(bot, robin.user_id) == Outcome(Meaning.BLOCKED)
    assert await outcome(bot, 404) == Outcome(Meaning.BLOCKED)


async def test_a_server_that_does_not_listen_has_surely_got_nothing(world: World) -> None:
    offline = bot_at("http://127.0.0.1:1", world.token)
    await offline.request.initialize()
    assert await outcome(offline, 1) == Outcome(Meaning.RETRY)
    await offline.request.shutdown()


async def test_a_token_that_was_taken_back_stops_everything(bot: Bot, world: World, robin: Phone) -> None:
    world.token = "1234567:another"
    assert await outcome(bot, robin.user_id) == Outcome(Meaning.RETRY, pause=5.0)
