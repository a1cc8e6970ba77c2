"""Where private chats have topics, each conversation has one of its own in the volunteer's chat."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import OF_TOPICS, Actor, Stage, stage


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """A program whose bot has topics in private chats."""
    async with stage(tmp_path, topics=True) as play:
        yield play


@pytest.fixture
async def sam(play: Stage) -> Actor:
    sam = await play.volunteer("Sam", "tue 17:00-21:00")
    await sam.says("I'm here")
    sam.skips()
    return sam


async def says_in(play: Stage, actor: Actor, thread: int | None, text: str) -> int:
    message_id = actor.phone.says(text, thread_id=thread)
    await play.quiet()
    return message_id


async def both_talk(play: Stage, sam: Actor) -> tuple[Actor, Actor, int, int]:
    """Robin and Jo talk with Sam; returns them and their topics."""
    robin, jo = await play.member("Robin"), await play.member("Jo")
    topics = []
    for actor, name in ((robin, "Robin"), (jo, "Jo")):
        await actor.says(f"I am {name}")
        actor.sees("Sent to Sam")
        opened = sam.sees(f"{name} would like to talk.")
        assert opened.thread_id is not None
        assert sam.sees(f"I am {name}").thread_id == opened.thread_id
        topics.append(opened.thread_id)
    assert topics[0] != topics[1]
    return robin, jo, topics[0], topics[1]


async def test_each_conversation_has_its_own(play: Stage, sam: Actor) -> None:
    robin, jo, robins, jos = await both_talk(play, sam)
    await robin.says("now me")
    assert sam.sees("now me").thread_id == robins  # and no name before it: the topic says who speaks
    await says_in(play, sam, jos, "hello Jo")
    jo.sees("hello Jo")
    await says_in(play, sam, robins, "hello Robin")
    robin.sees("hello Robin")
    await jo.sends_album(["photo", "photo"])
    assert {one.thread_id for one in sam.unread()} == {jos}
    sam.skips()


async def test_outside_a_topic_it_is_asked(play: Stage, sam: Actor) -> None:
    robin, jo, _, _ = await both_talk(play, sam)
    await sam.says("for one of you")
    sam.sees("I do not know who this is for.")
    await sam.presses("Robin")
    sam.sees("All right.")
    robin.sees("for one of you")
    jo.sees_nothing()


async def test_close_in_a_topic_is_that_one(play: Stage, sam: Actor) -> None:
    robin, jo, robins, jos = await both_talk(play, sam)
    await says_in(play, sam, jos, "/close anyway")
    assert sam.sees("The conversation with Jo has ended.").thread_id == jos
    jo.sees("Sam has ended this conversation.")
    await says_in(play, sam, jos, "one more thing, Jo")
    sam.sees("That conversation has ended. I sent this to no one.")
    for actor in (robin, jo):
        actor.sees_nothing()
    await says_in(play, sam, robins, "Robin?")
    robin.sees("Robin?")


async def test_a_topic_that_nobody_knows_is_asked_about(play: Stage, sam: Actor) -> None:
    robin, jo, robins, jos = await both_talk(play, sam)
    await says_in(play, sam, jos, "/close anyway")
    sam.skips()
    jo.skips()
    play.world.threads[sam.phone.user_id].add(999_999)
    await says_in(play, sam, 999_999, "who gets this?")
    sam.sees("I do not know who this is for.", "You are talking with: Robin")
    robin.sees_nothing()
    assert robins


async def test_a_topic_that_was_deleted_is_made_again(play: Stage, sam: Actor) -> None:
    robin, _, robins, _ = await both_talk(play, sam)
    play.world.threads[sam.phone.user_id].discard(robins)
    await robin.says("still there?")
    again = sam.sees("still there?")
    assert again.thread_id not in (None, robins)
    await says_in(play, sam, again.thread_id, "yes")
    robin.sees("yes")
    await robin.says("good")
    assert sam.sees("good").thread_id == again.thread_id


async def test_without_a_topic_the_name_says_who_speaks(play: Stage, sam: Actor) -> None:
    play.world.faults.rate("400", 1.0, ["createForumTopic"])
    robin, jo = await play.member("Robin"), await play.member("Jo")
    for actor in (robin, jo):
        await actor.says("hello")
        actor.skips()
    sam.skips()
    await robin.says("it is me")
    sam.sees("Robin:")
    sam.sees("it is me")
    await sam.says("who?")
    sam.sees("I do not know who this is for.")


async def test_a_members_own_topic_gets_the_answers(play: Stage, sam: Actor) -> None:
    robin = await play.member("Robin")
    play.world.threads.setdefault(robin.phone.user_id, set()).add(888_888)
    await says_in(play, robin, 888_888, "hello")
    robin.sees("Sent to Sam")
    sam.skips()
    await sam.says("hello Robin", reply_to=sam.phone.screen[-1])
    assert robin.sees("hello Robin").thread_id == 888_888
    play.world.threads[robin.phone.user_id].discard(888_888)
    await sam.says("are you there?", reply_to=sam.phone.screen[-1])
    assert robin.sees("are you there?").thread_id is None


async def test_topics_are_offered_once_and_shown_in_a_picture(tmp_path: Path) -> None:
    async with stage(tmp_path / "more") as play:
        ada, sam = play.actor("Ada"), await play.volunteer("Sam", "tue 17:00-21:00")
        for name in ("Robin", "Jo", "Lou"):
            member = await play.member(name)
            await member.says("hello")
            member.skips()
        sam.skips()
        offers = [one for one in ada.phone.screen if one.text.endswith(OF_TOPICS)]
        assert [one.text.split("\n")[0] for one in offers] == ["Sam talks with more than one person at once."]
        await ada.says("/topics")
        ada.sees("Telegram can give each conversation a topic of its own", "@BotFather")
        picture = ada.unread()[0]
        assert picture.kind == "photo"
        assert ada.opens_file(picture).startswith(b"\x89PNG")
        ada.skips()
        await play.stops()
        play.world.topics = True
        await play.starts()
        await ada.says("/topics")
        ada.sees("Each conversation has a topic of its own in the volunteer's chat.")
        ada.sees_nothing()
