"""What goes wrong between the bot and Telegram: too much at once, errors, broken connections, a long silence."""

import asyncio
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.clock import MovableClock
from bot.rehearsal.faults import KINDS, Faults
from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


def heard(phone: Phone) -> list[str]:
    """What reached the phone."""
    return [one.text for one in phone.screen if not one.out]


def group(world: World, size: int) -> list[Phone]:
    """So many people who have opened the bot."""
    phones = [world.add_phone(1000 + number, f"M{number}") for number in range(size)]
    for phone in phones:
        phone.says("/start")
    return phones


# Limits


async def test_without_limits_a_bot_may_send_as_it_likes(bot: Bot, robin: Phone) -> None:
    for number in range(40):
        await bot.send_message(robin.user_id, str(number))
    assert len(heard(robin)) == 40


async def test_one_chat_takes_a_few_at_once_and_then_one_a_second(
    bot: Bot, world: World, clock: MovableClock, robin: Phone, sam: Phone
) -> None:
    world.limits = True
    for number in range(4):
        await bot.send_message(robin.user_id, str(number))
    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(robin.user_id, "too much")
    assert refusal.value.retry_after == 1
    await bot.send_message(sam.user_id, "another chat")
    clock.forward(timedelta(seconds=1))
    await bot.send_message(robin.user_id, "4")
    with pytest.raises(RetryAfter):
        await bot.send_message(robin.user_id, "too much")
    assert (heard(robin), heard(sam)) == (["0", "1", "2", "3", "4"], ["another chat"])


async def test_thirty_a_second_overall(bot: Bot, world: World, clock: MovableClock) -> None:
    world.limits = True
    phones = group(world, 40)
    for phone in phones[:30]:
        await bot.send_message(phone.user_id, "Hello")
    with pytest.raises(RetryAfter):
        await bot.send_message(phones[30].user_id, "Hello")
    clock.forward(timedelta(seconds=0.1))
    for phone in phones[30:33]:
        await bot.send_message(phone.user_id, "Hello")
    with pytest.raises(RetryAfter):
        await bot.send_message(phones[33].user_id, "Hello")
    assert sum(len(heard(phone)) for phone in phones) == 33


async def test_what_is_refused_does_not_count(bot: Bot, world: World, clock: MovableClock) -> None:
    world.limits = True
    phones = group(world, 30)
    for _ in range(4):
        await bot.send_message(phones[0].user_id, "Hello")
    for _ in range(20):
        with pytest.raises(RetryAfter):
            await bot.send_message(phones[0].user_id, "Hello")
    for phone in phones[1:27]:
        await bot.send_message(phone.user_id, "Hello")


async def test_copies_count_and_edits_do_not(bot: Bot, world: World, robin: Phone, sam: Phone) -> None:
    world.limits = True
    said = robin.says("Hello")
    for _ in range(4):
        copy = await bot.copy_message(sam.user_id, robin.user_id, said)
    with pytest.raises(RetryAfter):
        await bot.copy_message(sam.user_id, robin.user_id, said)
    await bot.edit_message_text("Goodbye", sam.user_id, copy.message_id)
    await bot.send_chat_action(sam.user_id, "typing")
    await bot.delete_message(sam.user_id, copy.message_id)


# Faults, one at a time


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("429", RetryAfter, "."),
        ("500", NetworkError, "Internal Server Error"),
        ("502", NetworkError, "Bad Gateway"),
        ("400", BadRequest, "."),
        ("reset_before", NetworkError, "."),
        ("reset_after", NetworkError, "."),
        ("timeout", TimedOut, "."),
    ],
)
async def test_each_kind_happens_once_when_asked_for(
    bot: Bot, world: World, robin: Phone, kind: str, error: type[TelegramError], words: str
) -> None:
    world.faults.next("sendMessage", kind)
    with pytest.raises(error, match=words):
        await bot.send_message(robin.user_id, "first", read_timeout=0.2)
    await bot.send_message(robin.user_id, "second")
    # Only here did the message arrive although the bot cannot know it.
    assert heard(robin) == (["first", "second"] if kind == "reset_after" else ["second"])


async def test_every_kind_is_tested_above() -> None:
    marks = test_each_kind_happens_once_when_asked_for.pytestmark  # type: ignore[attr-defined]
    assert {kind for kind, *_ in marks[0].args[1]} == set(KINDS)


async def test_a_kind_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="coffee"):
        Faults().next("sendMessage", "coffee")
    with pytest.raises(ValueError, match="coffee"):
        Faults().rate("coffee", 0.5)


async def test_a_fault_says_what_it_was_told_to(bot: Bot, world: World, robin: Phone) -> None:
    world.faults.next("sendMessage", "429", retry_after=7)
    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(robin.user_id, "Hello")
    assert refusal.value.retry_after == 7
    world.faults.next("sendMessage", "400", description="chat not found")
    with pytest.raises(BadRequest, match="hat not found"):
        await bot.send_message(robin.user_id, "Hello")


async def test_faults_come_in_line_and_for_their_method_only(bot: Bot, world: World, robin: Phone) -> None:
    world.faults.next("sendMessage", "500", times=2)
    world.faults.next("sendMessage", "502")
    await bot.send_photo(robin.user_id, b"picture")
    for words in ("Internal Server Error", "Internal Server Error", "Bad Gateway"):
        with pytest.raises(NetworkError, match=words):
            await bot.send_message(robin.user_id, "Hello")
    await bot.send_message(robin.user_id, "Hello")


async def test_a_fault_of_any_method_spares_the_polls(bot: Bot, world: World, robin: Phone) -> None:
    world.faults.next("*", "500")
    await bot.get_updates(timeout=0)
    with pytest.raises(NetworkError):
        await bot.get_me()
    await bot.get_me()


async def test_a_poll_can_break_and_loses_nothing(bot: Bot, world: World, robin: Phone) -> None:
    robin.says("Hello")
    for kind in ("500", "reset_before", "reset_after"):
        world.faults.next("getUpdates", kind)
        with pytest.raises(NetworkError):
            await bot.get_updates(timeout=0)
    (update,) = await bot.get_updates(timeout=0)
    assert update.message is not None
    assert update.message.text == "Hello"


async def test_an_answer_that_is_lost_may_have_been_a_refusal(bot: Bot, world: World, robin: Phone) -> None:
    world.faults.next("sendMessage", "reset_after")
    with pytest.raises(NetworkError) as lost:
        await bot.send_message(robin.user_id, "")
    assert not isinstance(lost.value, BadRequest)


# Faults by chance


@pytest.mark.parametrize("kind", ["429", "500", "502", "400", "reset_before", "reset_after"])
async def test_a_share_of_calls_goes_wrong(bot: Bot, world: World, robin: Phone, kind: str) -> None:
    world.faults.rate(kind, 0.5)
    failed = 0
    for number in range(40):
        try:
            await bot.send_message(robin.user_id, str(number))
        except TelegramError:
            failed += 1
    assert 10 <= failed <= 30
    assert len(heard(robin)) == (40 if kind == "reset_after" else 40 - failed)


async def test_a_rate_can_be_for_some_methods_and_ends_when_cleared(bot: Bot, world: World, robin: Phone) -> None:
    world.faults.rate("500", 1.0, ["sendMessage"])
    await bot.get_me()
    with pytest.raises(NetworkError):
        await bot.send_message(robin.user_id, "Hello")
    world.faults.clear()
    await bot.send_message(robin.user_id, "Hello")


def test_chance_is_the_same_for_the_same_seed() -> None:
    def drawn(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.rate("500", 0.5)
        return [faults.draw("sendmessage") is not None for _ in range(50)]

    assert drawn(7) == drawn(7) != drawn(8)


# Away, and slow


async def test_while_telegram_is_away_nothing_goes_and_nothing_is_lost(bot: Bot, world: World, robin: Phone) -> None:
    world.faults.away = True
    robin.says("Hello")
    for call in (bot.send_message(robin.user_id, "One"), bot.get_me(), bot.get_updates(timeout=0)):
        with pytest.raises(NetworkError):
            await call
    world.faults.away = False
    await bot.send_message(robin.user_id, "Two")
    assert heard(robin) == ["Two"]
    assert len(await bot.get_updates(timeout=0)) == 1


async def test_a_poll_that_waits_breaks_when_telegram_goes_away(bot: Bot, world: World) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    world.faults.away = True
    world.fresh.set()
    with pytest.raises(NetworkError):
        await asyncio.wait_for(poll, 1)


async def test_a_message_on_its_way_when_telegram_goes_away_has_arrived(bot: Bot, world: World, robin: Phone) -> None:
    world.faults.delay = (0.2, 0.2)
    sending = asyncio.create_task(bot.send_message(robin.user_id, "Hello"))
    while not heard(robin):
        await asyncio.sleep(0.01)
    world.faults.away = True
    with pytest.raises(NetworkError):
        await sending


async def test_a_delay_comes_before_and_after_the_effect(bot: Bot, world: World, robin: Phone) -> None:
    loop = asyncio.get_running_loop()
    world.faults.delay = (0.2, 0.2)
    start = loop.time()
    sending = asyncio.create_task(bot.send_message(robin.user_id, "Hello"))
    while not heard(robin):
        await asyncio.sleep(0.01)
    assert loop.time() - start >= 0.1
    assert not sending.done()
    await sending
    assert loop.time() - start >= 0.2


async def test_a_client_that_gives_up_too_early_has_sent_its_message(bot: Bot, world: World, robin: Phone) -> None:
    world.faults.delay = (0.4, 0.4)
    with pytest.raises(TimedOut):
        await bot.send_message(robin.user_id, "Hello", read_timeout=0.3)
    assert heard(robin) == ["Hello"]
