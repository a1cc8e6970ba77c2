"""Telegram never takes one message, whatever it does with others: that one is given up, and no other waits for it."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.models import Outbox, OutboxState
from bot.outbox.patience import TRIES
from tests.world import Actor, Stage, talk

LATE, STUCK = "Your message is late.", "Your message may not have arrived."
TOLD = f"{STUCK}\nI tried for some minutes, and Telegram did not take it. Please write it again in other words."


@pytest.fixture(params=[NetworkError("Internal Server Error (500)"), TimedOut()], ids=["500", "timeout"])
def never(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """How often each of these messages was tried; none of them is ever copied."""
    error: TelegramError = request.param
    copy, tries = Bot.copy_message, Counter[int]()

    async def copies(self: Bot, chat_id: int, source: int, message_id: int, *args: Any, **more: Any) -> Any:
        if message_id not in tries:
            return await copy(self, chat_id, source, message_id, *args, **more)
        tries[message_id] += 1
        raise error

    monkeypatch.setattr(Bot, "copy_message", copies)
    return tries


async def on_and_on(play: Stage, happens: Callable[[], bool], minutes: float) -> None:
    """Time goes on, faster than it does, until this happens; on a busy machine it may take four times as long."""
    for _ in range(int(minutes * 16)):
        if happens():
            return
        play.clock.forward(timedelta(seconds=15))
        await asyncio.sleep(0.05)
    raise AssertionError("it does not happen")


def sees_words(actor: Actor, words: str) -> bool:
    """Whether this is among what they have not read yet."""
    return any(words in one.text for one in actor.unread())


async def test_one_of_a_member(play: Stage, never: Counter[int]) -> None:
    sam, kim = await play.on_duty("Sam"), await play.volunteer("Kim", "tue 21:00-23:00")
    robin, lee = await play.member("Robin"), await play.member("Lee")
    await talk(sam, robin)
    await talk(sam, lee)
    poison = robin.phone.says("this one")
    never[poison] = 0
    robin.phone.says("the next")
    lee.phone.says("I am Lee")
    await on_and_on(play, lambda: sees_words(sam, "I am Lee"), 10)
    await play.quiet()
    assert 10 <= never[poison] <= 20
    texts = [one.text for one in robin.unread() if one.text.startswith((LATE, STUCK))]
    assert [one.partition("\n")[0] for one in texts] == [LATE, STUCK]
    sam.sees("Robin:")
    sam.sees("the next")
    for actor in play.actors.values():
        actor.skips()
    tried = never[poison]
    await play.at(21, 1)
    await kim.says("I'm here")
    await play.quiet()
    assert never[poison] == tried
    for actor in play.actors.values():
        actor.skips()


async def test_one_of_a_volunteer(play: Stage, never: Counter[int]) -> None:
    sam, robin = await play.on_duty("Sam"), await play.member("Robin")
    await talk(sam, robin)
    never[sam.phone.says("this one")] = 0
    sam.phone.says("the next")
    await on_and_on(play, lambda: sees_words(robin, "the next"), 10)
    await play.quiet()
    sam.sees(LATE)
    sam.sees(STUCK, "Please write it again")
    robin.sees("the next")


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> set[str | int]:
    """Texts, and chats, of which Telegram takes none."""
    send, none = Bot.send_message, set[str | int]()

    async def sends(self: Bot, chat_id: int, text: str, **more: Any) -> Any:
        if none & {text, chat_id}:
            raise NetworkError("Internal Server Error (500)")
        return await send(self, chat_id, text, **more)

    monkeypatch.setattr(Bot, "send_message", sends)
    return none


async def others_go(play: Stage, actor: Actor, minutes: int) -> None:
    """So much time goes by, in which another chat has its answers."""
    for n in range(minutes * 4):
        if n % 2 == 0:
            actor.phone.says("/hours")
        play.clock.forward(timedelta(seconds=15))
        await asyncio.sleep(0.06)
    actor.skips()


async def test_the_words_that_say_who_speaks_are_not_given_up(play: Stage, refused: set[str | int]) -> None:
    sam, robin, lee = await play.on_duty("Sam"), await play.member("Robin"), await play.member("Lee")
    await talk(sam, robin)
    await talk(sam, lee)
    refused.add("Robin:")
    robin.phone.says("one")
    await asyncio.sleep(0.1)
    sam.phone.says("/who")
    await asyncio.sleep(0.1)
    robin.phone.says("two")
    await others_go(play, lee, 6)
    assert not {"one", "two"} & {one.text for one in sam.unread()}
    refused.clear()
    await on_and_on(play, lambda: sees_words(sam, "two"), 3)
    await play.quiet()
    seen = [one.text for one in sam.unread() if one.text in ("Robin:", "one", "two")]
    assert seen == ["Robin:", "one", "two"]
    for actor in play.actors.values():
        assert not sees_words(actor, STUCK)
        actor.skips()


async def test_helplines_are_not_given_up(play: Stage, refused: set[str | int]) -> None:
    robin, lee = await play.member("Robin"), await play.member("Lee")
    refused.add(robin.phone.user_id)
    robin.phone.says("hello?")
    await asyncio.sleep(0.1)
    await others_go(play, lee, 6)
    robin.sees_nothing()
    refused.clear()
    await on_and_on(play, lambda: sees_words(robin, "116 123"), 3)
    await play.quiet()
    robin.sees("No one is on duty now. Your message has not been read.")
    lee.skips()


async def test_what_was_taken_back_meanwhile_is_not_said_to_be_late(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Robin switches passing on off while the try is under way after which Robin would hear so."""
    sam, robin = await play.on_duty("Sam"), await play.member("Robin")
    await talk(sam, robin)
    goes_on, tries = asyncio.Event(), []

    async def copies(*_: Any, **__: Any) -> Any:
        tries.append(play.clock.now())
        if len(tries) == TRIES:
            await goes_on.wait()
        raise NetworkError("Internal Server Error (500)")

    monkeypatch.setattr(Bot, "copy_message", copies)
    robin.phone.says("this one")
    await on_and_on(play, lambda: len(tries) == TRIES, 10)
    robin.phone.says("/me relay off")
    await play.wait_for(lambda: sees_words(robin, "is not passed on any more"))
    goes_on.set()
    await on_and_on(play, lambda: play.app.idle, 10)
    await play.quiet()
    assert len(tries) == TRIES
    assert not sees_words(robin, LATE)
    for actor in play.actors.values():
        actor.skips()


async def test_nothing_is_given_up_while_telegram_takes_nothing(play: Stage) -> None:
    """It answers all else: who asks for updates hears of them."""
    sam, robin, lee = await play.on_duty("Sam"), await play.member("Robin"), await play.member("Lee")
    await talk(sam, robin)
    await talk(sam, lee)
    faults = play.world.faults
    faults.rate("500", 1.0, ["copyMessage", "sendMessage"])
    for name, actor in (("Robin", robin), ("Lee", lee)):
        actor.phone.says(f"I am {name}")
    sam.phone.says("hold on")
    for _ in range(60):
        play.clock.forward(timedelta(seconds=15))
        await asyncio.sleep(0.03)
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        copies = await session.scalars(select(Outbox.state).where(Outbox.kind == "copy").order_by(Outbox.id.desc()))
        assert OutboxState.FAILED not in set(copies)
    faults.clear()
    await on_and_on(play, lambda: sees_words(sam, "I am Lee"), 3)
    await play.quiet()
    assert sees_words(sam, "I am Robin")
    for actor in play.actors.values():
        assert not sees_words(actor, STUCK)
        actor.skips()
