"""`/forget`: asked once, everybody hears what they must, and the person is a stranger from then on."""

import json
from pathlib import Path

import pytest

from tests.databases import databases
from tests.stories.test_one_phone import shared
from tests.world import Actor, Stage, asks, buttons, stage, talk

ASKS = "Shall I erase everything that is kept about you?"
ERASED = "Everything that was kept about you is erased."
by_button_or_typed = pytest.mark.parametrize("typed", [False, True], ids=["button", "typed"])


@pytest.fixture
async def sam(play: Stage) -> Actor:
    """Sam is on duty; it is 17:00."""
    return await play.on_duty("Sam")


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    return await play.member("Robin")


async def forget(actor: Actor, *, typed: bool = True) -> None:
    """Somebody asks to be forgotten, by the button or in words."""
    if typed:
        await actor.says("/forget yes")
    else:
        await actor.says("/forget")
        await actor.presses("Yes, erase everything", actor.sees(ASKS))
    told = actor.sees(ERASED, "Telegram still has this chat.", "To join again you need a new link.", "/urgent")
    assert told.text.startswith(ERASED)


async def is_a_stranger(actor: Actor) -> None:
    """Whoever writes now is nobody the program knows."""
    await actor.says("hello?")
    actor.sees("You need an invitation", "116 123")
    for command in ("/me", "/checkins", "/shifts", "/rota"):
        await actor.says(command)
        actor.sees("I do not know that command.")
    assert "me" not in [one["command"] for one in actor.phone.own_commands or []]


async def test_asked_once_and_kept(sam: Actor, robin: Actor) -> None:
    await robin.says("/forget please")
    asked = robin.sees(ASKS, "cannot be taken back", "the other person hears that you have left", "/forget yes")
    assert buttons(asked) == ["Yes, erase everything", "No, keep it"]
    assert "shifts" not in asked.text
    await robin.presses("No, keep it", asked)
    kept = robin.sees("Nothing was erased.", "/me and /export")
    assert kept.message_id == asked.message_id
    assert not kept.buttons
    await robin.says("/forget")
    robin.sees(ASKS)
    await robin.says("no, keep it")
    robin.sees("Nothing was erased.")
    await robin.says("hello")
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("hello")


@by_button_or_typed
async def test_a_member_in_a_conversation(play: Stage, sam: Actor, robin: Actor, typed: bool) -> None:
    await talk(sam, robin)
    await forget(robin, typed=typed)
    sam.sees("Robin has left. The conversation has ended.\nNothing more of it is passed on.")
    await sam.says("Robin?", reply_to=sam.phone.screen[-2])
    sam.skips()
    await is_a_stranger(robin)
    sam.sees_nothing()
    play.actor("Ada").sees_nothing()


async def test_a_member_who_waits(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim", "tue 17:00-21:00")
    await kim.says("I'm here")
    kim.skips()
    await robin.says("hello")
    robin.skips()
    for actor in (sam, kim):
        offered = actor.sees("Someone would like to talk.")
    await forget(robin)
    for actor in (sam, kim):
        ended = actor.sees("This offer has ended.")
        assert not ended.buttons
    await kim.presses("Take", offered)
    kim.sees_alert("That button no longer works.")
    await play.forward(minutes=10)
    for actor in (sam, kim, play.actor("Ada")):
        actor.sees_nothing()


async def test_out_of_hours_nothing_is_passed_on(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.at(21, 1)
    await robin.says("for the next one")
    await robin.presses("Pass it on")
    robin.skips()
    old = robin.phone.screen[-2]
    await forget(robin)
    await robin.presses_as_ours(asks(old.buttons[0][0]) if old.buttons else "pass:1", old)
    robin.sees_alert("That button no longer works.")
    await play.at(16, 59, days=7)
    sam.skips()
    await play.at(17)
    sam.sees("Your shift has started.", "Nobody is waiting now.")


async def test_a_volunteer_in_a_conversation(play: Stage, sam: Actor, robin: Actor) -> None:
    """The member goes on with somebody else at once, and that one can answer."""
    kim = await play.volunteer("Kim", "tue 17:00-21:00")
    lou = await play.member("Lou")
    await robin.says("hello")
    await sam.presses("Take")
    await sam.says("hello Robin")
    await lou.says("I am Lou")
    await kim.presses("Take")
    for actor in (sam, kim, robin, lou):
        actor.skips()
    await sam.says("/forget")
    asked = sam.sees(ASKS, "Your shifts are opened for others, and coordinators hear that you have left.")
    await sam.presses("Yes, erase everything", asked)
    sam.sees(ERASED)
    play.actor("Ada").sees("Nobody has taken this shift yet:")
    play.actor("Ada").sees("Sam has left and is no volunteer any more.", "one less in their turns: 1. See /gaps")
    robin.sees("Sam", "Kim")
    opened = kim.sees("Robin was talking with Sam, who cannot be reached now.")
    await kim.says("Kim here", reply_to=opened)
    robin.sees("Kim here")
    kim.skips()
    await is_a_stranger(sam)
    await robin.says("/hours")
    assert "Sam" not in robin.sees("On duty now: Kim").text


async def test_a_volunteer_who_was_alone_on_duty(play: Stage, sam: Actor, robin: Actor) -> None:
    await talk(sam, robin)
    await robin.says("one more thing")
    sam.skips()
    await forget(sam)
    robin.sees("Sam")
    ada = play.actor("Ada")
    assert any("Sam has left" in one.text for one in ada.unread())
    ada.skips()
    await ada.says("/rota")
    assert "Sam" not in " ".join(one.text for one in ada.unread())
    ada.skips()
    robin.skips()


@pytest.mark.parametrize("who", ["Sam", "Kim"])
async def test_cover_asked_and_taken(play: Stage, sam: Actor, who: str) -> None:
    """Whoever took a turn leaves, and it is its owner's again; its owner leaves, and it is nobody's."""
    kim, ada = await play.volunteer("Kim"), play.actor("Ada")
    await sam.says("/cover 1 dec")
    await kim.presses("Take Tue 1 Dec 17:00-21:00")
    for actor in (sam, kim, ada):
        actor.skips()
    left, other = (sam, kim) if who == "Sam" else (kim, sam)
    await left.says("/forget yes")
    left.sees(ERASED)
    ada.skips()
    other.skips()
    await ada.says("/who 1 dec 18:00")
    told = ada.sees("")
    assert ("A message would go to Sam." in told.text) is (who == "Kim"), told.text
    await is_a_stranger(left)
    other.sees_nothing()


async def test_a_buddy_and_a_request_for_cover(play: Stage, sam: Actor) -> None:
    kim, ada = await play.volunteer("Kim"), play.actor("Ada")
    await ada.says("/volunteers Sam buddy Kim")
    await sam.says("/cover 1 dec")
    for actor in (sam, kim, ada):
        actor.skips()
    await forget(kim)
    ada.skips()
    await ada.says("/volunteers Sam")
    assert "Buddy" not in ada.sees("Sam, volunteer").text
    await ada.says("/undo")
    ada.skips()
    await ada.says("/audit")
    assert "Kim" not in ada.sees("").text
    await forget(sam)
    ada.skips()
    await ada.says("/gaps")
    ada.skips()
    await is_a_stranger(sam)


async def test_others_keep_what_is_theirs(play: Stage, sam: Actor) -> None:
    """A longer name that begins with theirs, and a shift that has their number, are not taken for them."""
    ada, kim = play.actor("Ada"), await play.volunteer("Kim")
    await play.on_rota("Kim", "2026-12-02 18:00-20:00")
    await play.on_rota("Sam", "2026-12-03 18:00-20:00")  # shift 3; Kim is person 3
    await play.invites("volunteer", "Kim Lee")
    await ada.says("/volunteers")
    ada.skips()
    await forget(kim)
    ada.skips()
    await ada.says("/audit")
    assert "Kim Lee" in ada.sees("").text
    await ada.says("/undo")
    ada.sees("Kim Lee")
    await ada.says("/undo")
    ada.sees("Taken back", "Sam")
    assert any("No longer yours:\nThursday 3 December" in one.text for one in sam.unread())
    sam.skips()


async def test_coordinators_and_the_last_of_them(play: Stage, sam: Actor) -> None:
    ada, dot = play.actor("Ada"), await play.joins_as("Dot", "coordinator", "Dot")
    await dot.says("/hours tue 17:00-21:00")
    dot.skips()
    ada.skips()
    await dot.says("/forget")
    asked = dot.sees(ASKS, "You are no coordinator any more then.")
    assert "only coordinator" not in asked.text
    await dot.presses("Yes, erase everything", asked)
    dot.sees(ERASED)
    await is_a_stranger(dot)
    ada.skips()
    await ada.says("/audit")
    assert "Dot" not in ada.sees("").text  # what was changed stays on record, without who did it
    await ada.says("/forget")
    ada.sees(ASKS, "You are the only coordinator.", "/invite coordinator NAME")
    await ada.presses("No, keep it")
    ada.skips()


async def test_one_of_two_who_share_a_phone(play: Stage) -> None:
    phone = await shared(play, "Ann", "Bea")
    phone.skips()
    robin = await play.member("Robin")
    await play.on_rota("Ann", "tue 18:00-20:00")
    await phone.says("/phone Bea")
    phone.skips()
    await phone.says("/forget")
    asked = phone.sees("For Bea:", "The others who share this phone stay.")
    await phone.presses("Yes, erase everything", asked)
    phone.sees(ERASED)
    play.actor("Ada").sees("Bea has left")
    await phone.says("/phone")
    phone.sees("For Ann:", "Only Ann uses this phone now.")
    await play.at(18)
    phone.sees("For Ann:", "Your shift has started.")
    await robin.says("hello")
    robin.sees("Sent to Ann")
    phone.sees("Robin would like to talk.")
    phone.sees("hello")
    await phone.says("/forget yes")
    for _ in range(len(phone.unread())):
        phone.sees("")
    assert ERASED in phone.phone.screen[-1].text
    robin.skips()
    play.actor("Ada").skips()
    await is_a_stranger(phone)


async def test_a_stranger(play: Stage) -> None:
    stranger = play.actor("Mo")
    await stranger.says("/forget")
    await stranger.presses("Yes, erase everything", stranger.sees(ASKS))
    stranger.sees(ERASED)
    await forget(stranger)


async def test_back_again_by_a_new_link_under_the_same_name(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("/checkins every day 18:00")
    await robin.presses("I agree")
    await talk(sam, robin)
    for words in ("/me", "/checkins"):
        await robin.says(words)
        robin.skips()
    await forget(robin)
    sam.skips()
    robin.skips()
    for message in [one for one in robin.phone.screen if one.buttons]:
        for row in message.buttons:
            for key in row:
                await play.forward(seconds=2)  # as fast as anybody can
                await robin.presses_raw(key["callback_data"], message)
                robin.sees_alert("That button no longer works.")
    robin.sees_nothing()
    again = await play.member("Robin")
    assert again is robin
    await play.at(18, 1)
    robin.sees_nothing()  # the check-ins of before are gone
    await robin.says("hello again")
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("hello again")


async def test_what_others_must_hear_survives_a_telegram_that_is_away(play: Stage, sam: Actor, robin: Actor) -> None:
    await talk(sam, robin)
    play.world.faults.rate("502", 1.0, ["sendMessage"])
    play.world.calls.clear()
    robin.phone.says("/forget yes")
    await play.wait_for(lambda: any(method == "sendmessage" for method, _ in play.world.calls))
    await play.stops()
    play.world.faults.clear()
    await play.starts()
    await play.forward(seconds=30)
    sam.sees("Robin has left.")
    robin.sees(ERASED)


# And then nothing of them is left

MEMBER, VOLUNTEER, COORDINATOR, OTHER = "Zimtstern Łucja", "Quaggafin Ümit", "Pangolin Öz", "Axolotl Jo"
WORDS = {
    "Robin": (MEMBER, "Murmel Żółw", "Wombat Żak", "Volapük", "Zoroaster", "wobbly"),
    "Sam": (VOLUNTEER, "Einhorn Quokka", "Karpfenteich"),
    "Dot": (COORDINATOR,),
    "Jo": (OTHER, "Esperanto"),
}


def spellings(word: str) -> list[bytes]:
    """The forms in which a name or an answer could lie in a file: JSON escapes what is not English."""
    return [form for one in (word, word.casefold()) for form in (one.encode(), json.dumps(one)[1:-1].encode())]


def traces(folder: Path, actor: Actor) -> set[str]:
    """What the files of the folder hold of somebody: the number of their account, names, and what they said."""
    kept = databases.at_rest(folder)
    number = actor.phone.user_id
    forms = {"number": [str(number).encode(), number.to_bytes(4, "big"), (number).to_bytes(8, "big")]}
    forms |= {word: spellings(word) for word in WORDS[actor.phone.first_name.removeprefix("Real ")]}
    return {what for what, each in forms.items() if any(form in content for form in each for content in kept)}


def everything(actor: Actor) -> set[str]:
    """All that there is to find of somebody who is on record."""
    return {"number", *WORDS[actor.phone.first_name.removeprefix("Real ")]}


async def live(play: Stage) -> dict[str, Actor]:
    """A rich evening: names that changed, check-ins, conversations with all that can be sent, and things half done."""
    ada, dot = play.actor("Ada"), await play.joins_as("Dot", "coordinator", COORDINATOR)
    sam = await play.joins_as("Sam", "volunteer", "Einhorn Quokka")
    kim = await play.volunteer("Kim", "2026-11-24 17:00-23:00")
    robin, jo = await play.joins_as("Robin", "member", "Murmel Żółw"), await play.joins_as("Jo", "member", OTHER)
    said = {
        ada: ("/volunteers Einhorn Quokka rename " + VOLUNTEER, "/members Murmel Żółw rename Wombat Żak"),
        dot: ("/hours tue 17:00-22:00", f"/shift {VOLUNTEER} tue 17:00-23:00", f"/volunteers Kim buddy {VOLUNTEER}"),
        robin: (f"/me name {MEMBER}", "/me agree", "/me language Volapük", "/me ask faith Zoroaster"),
        sam: ("/me agree", "/me background Karpfenteich", "/cover 1 dec", "/away 20 dec-22 dec", "/calendar"),
        jo: ("/me agree", "/me language Esperanto"),
        kim: ("I'm here",),
    }
    for actor, lines in said.items():
        for line in lines:
            await actor.says(line)
    await robin.says("/checkins every day 18:30")
    await robin.presses("I agree")
    await robin.says("/checkins words steady")
    await robin.says("/checkins missed 1 1h")
    await kim.presses("Take Tue 1 Dec 17:00-23:00")
    await play.at(18, 30)
    await robin.presses("Wobbly")
    await robin.says("hello")
    await sam.presses("Take")
    await jo.says("I am Jo")
    await play.forward(minutes=1)
    await sam.presses("Take")
    sent = await robin.says("see you monday")
    await robin.edits(sent, "see you tuesday")
    await robin.sends_album(["photo", "photo"])
    sam.phone.reacts(sam.phone.screen[-1].message_id, "❤")
    await sam.says("yes", reply_to=next(one for one in sam.phone.screen if one.text == "see you tuesday"))
    await sam.says("for one of you")
    await robin.sends("contact", contact={"phone_number": "+44 7700 900123", "first_name": "R"})
    for actor, line in (
        (robin, f"/me again {VOLUNTEER}"),
        (sam, f"/me again {MEMBER}"),
        (robin, "/checkins mon 10:00"),
    ):
        await actor.says(line)
    await ada.says(f"/shift\n{VOLUNTEER} thu 18:00-20:00")
    for line in ("/members", "/volunteers", "/coordinators", f"/volunteers {VOLUNTEER}", "/audit", "/rota"):
        await ada.says(line)
        await dot.says(line)
    return {"Robin": robin, "Sam": sam, "Dot": dot, "Jo": jo}


@pytest.mark.parametrize("out_of_hours", [False, True], ids=["talking", "out of hours"])
@pytest.mark.parametrize("who", ["Robin", "Sam", "Dot"])
async def test_nothing_of_them_is_in_any_byte(tmp_path: Path, who: str, out_of_hours: bool) -> None:
    async with stage(tmp_path, topics=True) as play:
        people = await live(play)
        if out_of_hours:
            await people["Sam"].says(
                "/close anyway",
                reply_to=next(one for one in people["Sam"].phone.screen if one.text == "see you tuesday"),
            )
            await play.at(23, 5)
            await people["Robin"].says("for the next one")
            await people["Robin"].presses("Pass it on")
        for actor in people.values():
            assert traces(tmp_path, actor) == everything(actor)
        await people[who].says("/forget yes")
        assert any(ERASED in one.text for one in people[who].unread())
        gone = people.pop(who)
        assert traces(tmp_path, gone) == set()
        for actor in people.values():
            assert traces(tmp_path, actor) == everything(actor)
        await play.actor("Ada").says("/audit")
        await play.stops()
        assert traces(tmp_path, gone) == set()
        await play.starts()
        await play.forward(days=7)
        assert traces(tmp_path, gone) == set()
        for actor in play.actors.values():
            actor.skips()
