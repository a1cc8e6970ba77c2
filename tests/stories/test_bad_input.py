"""What nobody is meant to send: it is answered plainly or passed over, and reaches nobody it is not for."""

from datetime import timedelta
from typing import Any

import pytest

from tests.world import Actor, Stage, asks

GROUP = {"id": -1001234567890, "type": "supergroup", "title": "A group"}
CHANNEL = {"id": -1009876543210, "type": "channel", "title": "A channel"}
ODD = [
    "\u202egnihton si siht\u202c",
    "Z̸̢̛͙a̶͎͝l̷̰̈́g̵̨̑o̴͚͌",
    "\u200b\u200d\ufeff.",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "{ $alias } %s {0} \\n ${jndi}",
    "</b></pre>&lt;script&gt;",
    "'; DROP TABLE people; --",
    "\x00\x07bell",
]


@pytest.fixture
async def sam(play: Stage) -> Actor:
    sam = await play.volunteer("Sam", "tue 17:00-21:00")
    sam.skips()
    return sam


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    """Robin is talking with Sam."""
    robin = await play.member("Robin")
    await robin.says("hello")
    for actor in (robin, sam):
        actor.skips()
    return robin


@pytest.mark.parametrize("typed", ["/hello", "/", "//", "/ hello", "/help@another_bot", "/Ünïcode", "/" + "x" * 4000])
async def test_unknown_commands(sam: Actor, robin: Actor, typed: str) -> None:
    for actor in (robin, sam):
        await actor.says(typed)
        actor.sees("I do not know that command. I passed nothing on.", "See /help")
    sam.sees_nothing()
    robin.sees_nothing()


async def test_commands_in_any_dress(play: Stage, robin: Actor) -> None:
    for typed in ("/HELP", "/help please", f"/help@{play.world.bot_username}", "/help\nand more"):
        await robin.says(typed)
        robin.sees("What you can do here:")
    await robin.sends("photo", caption="/help")
    play.actor("Sam").sees("/help")


@pytest.mark.parametrize("text", ODD)
async def test_odd_letters_arrive_as_they_are(sam: Actor, robin: Actor, text: str) -> None:
    await robin.says(text)
    assert sam.sees(text).text == text
    await sam.says(text)
    assert robin.sees(text).text == text


async def test_odd_letters_are_answered_as_text(play: Stage) -> None:
    """What was not understood is said back, and cannot break the answer's own markup."""
    ada = play.actor("Ada")
    await play.volunteer("Sam")
    for text in ODD[:4] + ODD[5:7]:
        await ada.says(f"/invite {text}")
        ada.sees("I did not understand", " ".join(text.split())[:10])
        await ada.says(f"/shift Sam {text} 18:00-22:00")
        ada.sees("I did not understand", "/shift Sam mon 18:00-22:00")


async def test_longer_than_telegram_allows(sam: Actor, robin: Actor) -> None:
    await robin.says("long " * 2000)
    assert len(sam.sees("long long").text) == 10_000
    ada = sam.stage.actor("Ada")
    for command in ("/invite", "/shift", "/unshift", "/rota", "/nothing"):
        await ada.says(f"{command} {'x' * 10_000}")
    assert all(len(one.text) < 500 for one in ada.unread())
    assert len(ada.unread()) == 5
    ada.skips()


def wrote(chat: dict[str, Any], user: dict[str, Any] | None, text: str, **more: Any) -> dict[str, Any]:
    """A message as Telegram would bring it from another kind of chat."""
    sender = {"from": user} if user else {}
    return {"message_id": 5, "date": 1, "chat": chat, "text": text, **sender, **more}


async def test_groups_channels_and_bots_are_passed_over(play: Stage, sam: Actor, robin: Actor) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    other_bot = {"id": 5555555555, "is_bot": True, "first_name": "Another"}
    others_chat = {**robin.phone.chat, "id": other_bot["id"]}
    for text in ("hello", "/start", "/invite member", "/urgent"):
        for update in (
            {"message": wrote(GROUP, robin.phone.user, text)},
            {"message": wrote(GROUP, play.actor("Ada").phone.user, text)},
            {"message": wrote(GROUP, anonymous, text, sender_chat=GROUP)},
            {"message": wrote(GROUP, None, text, sender_chat=CHANNEL)},
            {"channel_post": wrote(CHANNEL, None, text, sender_chat=CHANNEL)},
            {"message": wrote(others_chat, other_bot, text)},
            {"edited_message": wrote(GROUP, robin.phone.user, text, edit_date=2)},
        ):
            play.world.inject(update)
    kicked = {"user": {"id": play.world.bot_id, "is_bot": True, "first_name": "W"}, "status": "left"}
    joined = {**kicked, "status": "member"}
    left = {"chat": GROUP, "from": sam.phone.user, "date": 1, "old_chat_member": joined, "new_chat_member": kicked}
    play.world.inject({"my_chat_member": left})
    play.world.inject({"something_new": {"id": 1}})
    play.world.inject({})
    before = len(play.world.calls)
    await play.quiet()
    assert [method for method, _ in list(play.world.calls)[before:]] == []
    await robin.says("still there?")
    sam.sees("still there?")


FORGED = ["take:999999", "take:abc", "take:-1", "take:", "take", "take:1:2", "pass:-1", "pass:9999999999999999999999"]
FORGED += ["keep:x", "agree", "agree:1", "decline:1", "x" * 56, "", ":", "take:²", "pass:1 OR 1=1"]


@pytest.mark.parametrize("data", FORGED)
async def test_forged_buttons(play: Stage, sam: Actor, robin: Actor, data: str) -> None:
    stranger = play.actor("Mo")
    await stranger.says("/start")
    stranger.skips()
    for actor in (robin, sam, stranger):
        await actor.presses_raw(data, actor.phone.screen[-1])
        actor.sees_alert("That button no longer works.")
        await actor.presses_as_ours(data, actor.phone.screen[-1])
        if actor is robin and data.partition(":")[0] in ("pass", "keep"):
            actor.sees("There is nothing left to pass on.")
        else:
            actor.sees_alert("That button no longer works.")
    await robin.says("still there?")
    sam.sees("still there?")


async def test_buttons_of_somebody_else(play: Stage) -> None:
    """What Robin's buttons do, and Sam's, is not done for anybody else, even if the button were theirs."""
    robin, jo = await play.member("Robin"), await play.member("Jo")
    await robin.says("only for whom I choose")
    told = robin.sees("No one is on duty now.")
    for key in told.buttons[0]:
        await jo.presses_as_ours(asks(key), jo.phone.screen[-1])
        jo.sees("There is nothing left to pass on.")
    sam, kim = await play.volunteer("Sam", "tue 17:00-21:00"), await play.volunteer("Kim", "tue 17:00-21:00")
    lee = await play.volunteer("Lee")
    for actor in (sam, kim):
        actor.skips()
    await robin.presses("Pass it on")
    robin.sees("2 people are on duty.")
    data = asks(sam.sees("Someone would like to talk.").buttons[0][0])
    kim.sees("Someone would like to talk.")
    await lee.presses_as_ours(data, lee.phone.screen[-1])
    lee.sees_alert("You are not on duty now.")
    await jo.presses_as_ours(data, jo.phone.screen[-1])
    jo.sees_alert("That button no longer works.")
    await sam.presses("Take")
    for actor in (sam, kim, robin):
        actor.skips()


async def test_an_old_press_that_telegram_takes_no_answer_to(play: Stage, sam: Actor, robin: Actor) -> None:
    """The program was off for an hour: the press still does what it should, and its answer is let go."""
    await sam.says("/close anyway")
    await play.actor("Ada").says("/unshift 1")
    for actor in (sam, robin, play.actor("Ada")):
        actor.skips()
    await robin.says("please tell them")
    told = robin.sees("No one is on duty now.")
    await play.stops()
    robin.phone.presses(told.message_id, "Pass it on")
    play.clock.forward(timedelta(hours=1))
    await play.starts()
    await play.quiet()
    robin.sees("It will wait for the next person on duty.")
