"""Topics in a private chat, which a bot has when its owner switched them on."""

import pytest
from telegram import Bot
from telegram.error import BadRequest

from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from tests.simulator.test_messages import last, newest


@pytest.fixture(autouse=True)
def _topics(world: World) -> None:
    world.topics = True


async def test_the_bot_hears_whether_it_has_topics(bot: Bot, world: World) -> None:
    assert (await bot.get_me()).has_topics_enabled
    world.topics = False
    assert not (await bot.get_me()).has_topics_enabled


async def test_without_topics_none_can_be_made(bot: Bot, world: World, sam: Phone) -> None:
    world.topics = False
    with pytest.raises(BadRequest, match="not a forum"):
        await bot.create_forum_topic(sam.user_id, "Robin")


async def test_messages_keep_their_topic_both_ways(bot: Bot, robin: Phone, sam: Phone) -> None:
    topic = await bot.create_forum_topic(sam.user_id, "Robin")
    sent = await bot.send_message(sam.user_id, "Hello", message_thread_id=topic.message_thread_id)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic.message_thread_id, True)
    said = robin.says("Hello")
    await bot.copy_message(sam.user_id, robin.user_id, said, message_thread_id=topic.message_thread_id)
    assert last(sam).thread_id == topic.message_thread_id
    sam.says("Hello Robin", thread_id=topic.message_thread_id)
    message = await newest(bot)
    assert (message.message_thread_id, message.is_topic_message) == (topic.message_thread_id, True)
    sam.sends("photo", thread_id=topic.message_thread_id)
    assert (await newest(bot)).message_thread_id == topic.message_thread_id


async def test_outside_a_topic_there_is_no_thread(bot: Bot, sam: Phone) -> None:
    sent = await bot.send_message(sam.user_id, "Hello")
    assert (sent.message_thread_id, sent.is_topic_message) == (None, None)
    sam.says("Hello")
    assert (await newest(bot)).message_thread_id is None


async def test_the_same_name_twice_makes_two_topics(bot: Bot, sam: Phone) -> None:
    first, second = [await bot.create_forum_topic(sam.user_id, "Robin") for _ in range(2)]
    assert first.message_thread_id != second.message_thread_id


@pytest.mark.parametrize("name", ["", "x" * 129])
async def test_a_name_has_1_to_128_characters(bot: Bot, sam: Phone, name: str) -> None:
    with pytest.raises(BadRequest, match=r"(?i)topic_name_invalid"):
        await bot.create_forum_topic(sam.user_id, name)
    assert (await bot.create_forum_topic(sam.user_id, "x" * 128)).name == "x" * 128


async def test_a_deleted_topic_takes_its_messages_with_it(bot: Bot, robin: Phone, sam: Phone) -> None:
    outside = await bot.send_message(sam.user_id, "Outside")
    thread_id = (await bot.create_forum_topic(sam.user_id, "Robin")).message_thread_id
    inside = await bot.send_message(sam.user_id, "Inside", message_thread_id=thread_id)
    await bot.delete_forum_topic(sam.user_id, thread_id)
    assert [one.text for one in sam.screen if not one.out] == ["Outside"]
    for call in (
        bot.send_message(sam.user_id, "Hello", message_thread_id=thread_id),
        bot.copy_message(sam.user_id, sam.user_id, outside.message_id, message_thread_id=thread_id),
        bot.edit_forum_topic(sam.user_id, thread_id, "Robin"),
        bot.delete_forum_topic(sam.user_id, thread_id),
    ):
        with pytest.raises(BadRequest, match="essage thread not found"):
            await call
    with pytest.raises(BadRequest, match="essage to copy not found"):
        await bot.copy_message(robin.user_id, sam.user_id, inside.message_id)


async def test_a_topic_belongs_to_one_chat(bot: Bot, robin: Phone, sam: Phone) -> None:
    topic = await bot.create_forum_topic(sam.user_id, "Robin")
    with pytest.raises(BadRequest, match="essage thread not found"):
        await bot.send_message(robin.user_id, "Hello", message_thread_id=topic.message_thread_id)
