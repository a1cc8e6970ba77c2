"""How the bot hears: getUpdates, what it acknowledges, and who may ask."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken

from bot.clock import MovableClock
from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World


def said(updates: tuple[Update, ...]) -> list[str | None]:
    """The texts, in order."""
    return [update.effective_message and update.effective_message.text for update in updates]


async def polling(world: World) -> None:
    """Wait until a poll that was started has reached the server and waits there."""
    world.fresh.set()  # whoever waits clears it
    for _ in range(200):
        await asyncio.sleep(0.005)
        if not world.fresh.is_set():
            return
    raise AssertionError("no poll waits")


async def test_without_an_offset_everything_comes_and_comes_again(bot: Bot, robin: Phone) -> None:
    robin.says("one")
    robin.says("two")
    assert said(await bot.get_updates(timeout=0)) == ["one", "two"]
    assert said(await bot.get_updates(timeout=0)) == ["one", "two"]


async def test_ids_grow_by_one(bot: Bot, robin: Phone) -> None:
    for text in ("one", "two", "three"):
        robin.says(text)
    ids = [update.update_id for update in await bot.get_updates(timeout=0)]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]


async def test_an_offset_acknowledges_everything_below_it_for_good(bot: Bot, world: World, robin: Phone) -> None:
    for text in ("one", "two", "three"):
        robin.says(text)
    second = (await bot.get_updates(timeout=0))[1].update_id
    assert said(await bot.get_updates(offset=second, timeout=0)) == ["two", "three"]
    assert said(await bot.get_updates(timeout=0)) == ["two", "three"]
    assert world.pending_updates() == 2
    assert await bot.get_updates(offset=second + 2, timeout=0) == ()
    assert world.pending_updates() == 0


async def test_an_older_offset_brings_nothing_back(bot: Bot, robin: Phone) -> None:
    robin.says("one")
    robin.says("two")
    first = (await bot.get_updates(timeout=0))[0].update_id
    await bot.get_updates(offset=first + 1, timeout=0)
    assert said(await bot.get_updates(offset=first, timeout=0)) == ["two"]


async def test_a_negative_offset_keeps_only_the_newest(bot: Bot, robin: Phone) -> None:
    for text in ("one", "two", "three"):
        robin.says(text)
    assert said(await bot.get_updates(offset=-2, timeout=0)) == ["two", "three"]
    assert said(await bot.get_updates(timeout=0)) == ["two", "three"]


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (2, 2), (100, 100), (None, 100), (0, 1), (1000, 100), (-5, 1)])
async def test_a_batch_has_at_least_one_and_at_most_a_hundred(
    bot: Bot, robin: Phone, limit: int | None, count: int
) -> None:
    for number in range(120):
        robin.says(str(number))
    assert said(await bot.get_updates(limit=limit, timeout=0)) == [str(number) for number in range(count)]


async def test_a_poll_waits_and_wakes_when_something_comes(bot: Bot, world: World, robin: Phone) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await polling(world)
    assert not poll.done()
    robin.says("at last")
    assert said(await asyncio.wait_for(poll, 0.5)) == ["at last"]


async def test_a_poll_without_a_timeout_comes_back_at_once(bot: Bot) -> None:
    assert await asyncio.wait_for(bot.get_updates(timeout=0), 0.5) == ()


async def test_of_two_pollers_the_first_one_is_sent_away(bot: Bot, world: World, robin: Phone) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await polling(world)
    second = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await asyncio.wait_for(first, 1)
    robin.says("hello")
    assert said(await asyncio.wait_for(second, 1)) == ["hello"]


async def test_updates_wait_24_hours(bot: Bot, clock: MovableClock, robin: Phone) -> None:
    robin.says("early")
    clock.forward(timedelta(hours=1))
    robin.says("late")
    clock.forward(timedelta(hours=23))
    assert said(await bot.get_updates(timeout=0)) == ["early", "late"]
    clock.forward(timedelta(seconds=1))
    assert said(await bot.get_updates(timeout=0)) == ["late"]


async def test_only_what_was_asked_for_comes(bot: Bot, robin: Phone) -> None:
    await bot.get_updates(timeout=0, allowed_updates=["edited_message"])
    message_id = robin.says("hello")
    robin.edits(message_id, "hello again")
    assert said(await bot.get_updates(timeout=0)) == ["hello again"]


async def test_what_was_asked_for_holds_until_something_else_is_asked_for(bot: Bot, robin: Phone) -> None:
    await bot.get_updates(timeout=0, allowed_updates=["message_reaction"])
    await bot.get_updates(timeout=0)
    robin.says("not asked for")
    assert await bot.get_updates(timeout=0) == ()
    await bot.get_updates(timeout=0, allowed_updates=[])
    robin.says("asked for")
    assert said(await bot.get_updates(timeout=0)) == ["asked for"]


async def test_what_is_in_line_already_stays_in_line(bot: Bot, robin: Phone) -> None:
    robin.says("before")
    assert said(await bot.get_updates(timeout=0, allowed_updates=["edited_message"])) == ["before"]


async def test_reactions_come_only_by_name(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "Hello")
    robin.reacts(sent.message_id, "👍")
    assert await bot.get_updates(timeout=0) == ()
    await bot.get_updates(timeout=0, allowed_updates=["message", "message_reaction"])
    robin.reacts(sent.message_id, "❤")
    (update,) = await bot.get_updates(timeout=0)
    assert update.message_reaction is not None
    assert [one.emoji for one in update.message_reaction.old_reaction] == ["👍"]  # type: ignore[attr-defined]
    assert [one.emoji for one in update.message_reaction.new_reaction] == ["❤"]  # type: ignore[attr-defined]


async def test_while_a_webhook_is_set_nobody_may_poll(bot: Bot, robin: Phone) -> None:
    robin.says("hello")
    await bot.set_webhook("https://example.org/hook")
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://example.org/hook", 1)
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates(timeout=0)
    await bot.delete_webhook()
    assert said(await bot.get_updates(timeout=0)) == ["hello"]


async def test_deleting_the_webhook_can_drop_what_waits(bot: Bot, robin: Phone) -> None:
    robin.says("hello")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates(timeout=0) == ()


async def test_blocking_and_coming_back_are_updates(bot: Bot, robin: Phone) -> None:
    robin.blocks()
    robin.unblocks()
    changes = [update.my_chat_member for update in await bot.get_updates(timeout=0)]
    assert [change and change.new_chat_member.status for change in changes] == ["kicked", "member"]
    assert all(change and change.chat.id == robin.user_id for change in changes)


async def test_a_method_that_does_not_exist_is_404(http: httpx.AsyncClient, world: World) -> None:
    answer = await http.get(f"/bot{world.token}/makeCoffee")
    assert (answer.status_code, answer.json()["description"]) == (404, "Not Found: method not found")


async def test_method_names_may_be_written_in_any_case(http: httpx.AsyncClient, world: World) -> None:
    answer = await http.get(f"/bot{world.token}/GETME")
    assert answer.json()["result"]["username"] == world.bot_username


async def test_a_wrong_token_is_401(http: httpx.AsyncClient, url: str) -> None:
    answer = await http.get("/bot7654321:wrong/getMe")
    assert (answer.status_code, answer.json()) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )
    with pytest.raises(InvalidToken):
        await Bot("7654321:wrong", base_url=f"{url}/bot").initialize()


async def test_parameters_may_come_as_a_query_a_form_or_json(
    http: httpx.AsyncClient, world: World, robin: Phone
) -> None:
    address, fields = f"/bot{world.token}/sendMessage", {"chat_id": robin.user_id, "text": "Hello"}
    answers = [
        await http.get(address, params=fields),
        await http.post(address, data=fields),
        await http.post(address, json=fields),
    ]
    assert [answer.json()["result"]["text"] for answer in answers] == ["Hello"] * 3
