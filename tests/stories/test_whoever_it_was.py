"""Words, reports and wishes are about whoever they were about, also when the conversation has gone to others since."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from telegram import Bot
from telegram.error import BadRequest, NetworkError

from bot.models import Relay
from tests.stories.test_one_phone import shared
from tests.world import Actor, Stage, buttons, stage, talk

PRIVATE = "What you told me of your brother stays with me."
WENT_WRONG = "has said that something went wrong with"


def all_read_on(play: Stage) -> None:
    for actor in play.actors.values():
        actor.skips()


async def says_in(play: Stage, actor: Actor, thread: int, text: str) -> None:
    """Write in a topic of the chat."""
    actor.phone.says(text, thread_id=thread)
    await play.quiet()


async def sam_heard_robin(play: Stage) -> tuple[Actor, Actor, Actor]:
    """Sam, who is a member too, hears Robin until 19:00; then Kim is on."""
    sam = await play.on_duty("Sam", "2026-11-24 17:00-19:00")
    await play.joins_as("Sam", "member", "Sparrow")
    kim = await play.volunteer("Kim", "2026-11-24 19:00-23:00")
    robin = await play.member("Robin")
    all_read_on(play)
    await robin.says("hello")
    return sam, kim, robin


async def kim_is_on(play: Stage, kim: Actor, minutes: int = 16) -> None:
    await play.at(19)
    await kim.says("I'm here")
    await play.at(19, minutes)
    all_read_on(play)


@pytest.mark.parametrize("to", ["the opening", "own words", "the end"])
async def test_off_duty_a_reply_about_somebody_gone_is_asked_about(play: Stage, to: str) -> None:
    sam, kim, robin = await sam_heard_robin(play)
    about: Any = next(one for one in sam.unread() if "Robin would like to talk." in one.text)
    own = await sam.says("hello Robin")
    if to == "the end":
        await robin.says("/close")
        about = next(one for one in sam.unread() if "Robin has ended" in one.text)
    else:
        await robin.says("/forget yes")
        about = own if to == "own words" else about
    await kim_is_on(play, kim)
    await sam.says(PRIVATE, reply_to=about)
    sam.sees("I sent this to no one yet.", "Is this for yourself?")
    kim.sees_nothing()


async def test_off_duty_in_the_topic_of_somebody_gone_too(tmp_path: Path) -> None:
    async with stage(tmp_path, topics=True) as play:
        sam, kim, robin = await sam_heard_robin(play)
        thread = next(one for one in sam.unread() if "Robin would like to talk." in one.text).thread_id
        assert thread is not None
        await says_in(play, sam, thread, "hello Robin")
        await robin.says("/forget yes")
        await kim_is_on(play, kim)
        await says_in(play, sam, thread, PRIVATE)
        sam.sees("I sent this to no one yet.", "Is this for yourself?")
        kim.sees_nothing()


async def test_who_talks_themselves_by_then_is_asked_too(play: Stage) -> None:
    sam, kim, robin = await sam_heard_robin(play)
    about = next(one for one in sam.unread() if "Robin would like to talk." in one.text)
    await sam.says("hello Robin")
    await kim_is_on(play, kim, 1)
    await sam.says("/start talk")
    await robin.says("/forget yes")
    all_read_on(play)
    await sam.says(PRIVATE, reply_to=about)
    sam.sees("I sent this to no one yet.", "Is this for yourself?")
    kim.sees_nothing()


@pytest.mark.parametrize("handed", [False, True])
async def test_a_report_means_the_last_one_though_gone(play: Stage, handed: bool) -> None:
    """Robin waits for another by now: the last one is Kim, not Sam, who was heard before."""
    ada = play.actor("Ada")
    await ada.says("/volunteers Ada lead")
    sam = await play.on_duty("Sam", "2026-11-24 17:00-18:00")
    kim = await play.volunteer("Kim", "2026-11-24 18:00-19:00")
    for name in ("Lee", "Zoe") if handed else ():
        await play.volunteer(name, "2026-11-24 18:00-21:00")
    robin = await play.member("Robin")
    await talk(sam, robin)
    await sam.says("/close")
    await play.at(18)
    await kim.says("I'm here")
    await robin.says("hello Kim")
    if handed:
        await kim.presses("Take")
    await kim.says("nasty words")
    await robin.says("why do you say that")
    if handed:
        await kim.says("/handover now")
    else:
        await play.at(19)
    all_read_on(play)
    await robin.says("/report")
    robin.sees("Kim")
    ada.sees(f"Robin {WENT_WRONG} Kim")
    all_read_on(play)


async def test_a_volunteer_who_waits_as_a_member_means_the_last_one_too(play: Stage) -> None:
    ada = play.actor("Ada")
    await ada.says("/volunteers Ada lead")
    sam = await play.on_duty("Sam", "2026-11-24 17:00-18:00")
    await play.joins_as("Sam", "member", "Sparrow")
    kim = await play.volunteer("Kim", "2026-11-24 18:00-19:00")
    robin = await play.member("Robin")
    await talk(sam, robin)
    await sam.says("/close")
    await play.at(18)
    await kim.says("I'm here")
    await sam.says("/start talk")
    await sam.says("my own trouble")
    await kim.says("nasty words")
    await sam.says("why do you say that")
    await play.at(19)
    all_read_on(play)
    await sam.says("/report")
    sam.sees("Kim")
    ada.sees(f"Sparrow {WENT_WRONG} Kim")
    all_read_on(play)


async def test_what_ended_stays_with_whoever_had_it(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that Sam never got goes on to Kim after the end: the old buttons are about Sam all the same."""
    copy, unreachable = Bot.copy_message, set()

    async def copies(self: Bot, chat_id: int, *args: Any, **more: Any) -> Any:
        if chat_id in unreachable:
            raise NetworkError("x")
        return await copy(self, chat_id, *args, **more)

    monkeypatch.setattr(Bot, "copy_message", copies)
    sam = await play.on_duty("Sam", "2026-11-24 17:00-18:00")
    kim = await play.volunteer("Kim", "2026-11-24 18:00-22:00")
    robin = await play.member("Robin")
    await talk(sam, robin)
    await play.at(17, 59)
    all_read_on(play)
    unreachable.add(sam.phone.user_id)
    robin.phone.says("and one more thing")
    await asyncio.sleep(0.5)
    sam.phone.says("/close")
    await _until(play, lambda: any("pair me" in label for one in robin.phone.screen for label in buttons(one)))
    play.turn_clock_to(18)
    await _until(play, lambda: any(one.text == "and one more thing" for one in kim.phone.screen))
    await play.quiet()
    old = next(one for one in robin.phone.screen if any("pair me" in label for label in buttons(one)))
    all_read_on(play)
    await robin.presses("Please don't pair me with Sam", old)
    all_read_on(play)
    await robin.says("/me")
    robin.sees("You are not paired with: Sam")
    await sam.presses("Please don't pair me with Robin")
    all_read_on(play)


async def _until(play: Stage, seen: Any) -> None:
    for _ in range(200):
        if seen():
            return
        await asyncio.sleep(0.1)
        play.clock.forward(timedelta(seconds=1))
    raise AssertionError("it never came")


@pytest.mark.parametrize("gone", ["shares", "erased"])
async def test_a_report_by_reply_never_means_who_came_after(play: Stage, gone: str) -> None:
    ada, phone = play.actor("Ada"), play.actor("Phone")
    await ada.says("/volunteers Ada lead")
    await phone.opens(await play.invites("volunteer", "Ann"))
    await phone.presses("I agree")
    await play.on_rota("Ann", "2026-11-24 17:00-18:00")
    await phone.says("I'm here")
    cal = await play.volunteer("Cal", "2026-11-24 18:00-22:00")
    kit = await play.member("Kit")
    await kit.says("hello")
    await phone.says("nasty words from Ann")
    nasty = kit.phone.screen[-1]
    await play.at(18)
    await cal.says("I'm here")
    await kit.says("hello Cal")
    await cal.says("hello Kit")
    if gone == "shares":
        await phone.opens(await play.invites("volunteer", "Bea"))
        await phone.presses("We share this phone")
        await phone.presses("I agree")
    else:
        await phone.says("/forget yes")
    all_read_on(play)
    await kit.says("/report", reply_to=nasty)
    if gone == "shares":
        kit.sees("Ann")
        ada.sees(f"Kit {WENT_WRONG} Ann")
    else:
        kit.sees("I do not know whom you mean. Nothing was changed.")
    await cal.says("Cal goes on with Kit.")
    kit.sees("Cal goes on with Kit.")
    all_read_on(play)


async def test_the_word_that_a_message_was_changed_is_its_writers(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuses(self: Bot, *args: Any, **more: Any) -> Any:
        raise BadRequest("message can't be edited")

    ada = play.actor("Ada")
    await ada.says("/volunteers Ada lead")
    sam = await play.on_duty("Sam", "2026-11-24 17:00-18:00")
    kim = await play.volunteer("Kim", "2026-11-24 18:00-21:00")
    robin = await play.member("Robin")
    await robin.says("hello")
    number = await sam.says("hello Robin")
    with monkeypatch.context() as patch:
        patch.setattr(Bot, "edit_message_text", refuses)
        await sam.edits(number, "nasty words")
    said = next(one for one in robin.phone.screen if "Sam" in one.text and "changed" in one.text)
    await play.at(18)
    await kim.says("I'm here")
    await robin.says("hello Kim")
    await kim.says("hello from Kim")
    all_read_on(play)
    await robin.says("/report", reply_to=said)
    assert not [one for one in ada.unread() if "Kim" in one.text]
    await kim.says("Kim goes on with Robin.")
    robin.sees("")
    robin.sees("Kim goes on with Robin.")
    all_read_on(play)


async def ann_alone(play: Stage) -> tuple[Actor, Actor, Any]:
    """Ann, alone on her phone, has talked with Kit; then Bea joins the phone. What Kit wrote to Ann."""
    phone = play.actor("Phone")
    await play.actor("Ada").says("/volunteers Ada lead")
    await phone.opens(await play.invites("volunteer", "Ann"))
    await phone.presses("I agree")
    await play.on_rota("Ann", "2026-11-24 17:00-18:00")
    await phone.says("I'm here")
    kit = await play.member("Kit")
    await talk(phone, kit)
    await kit.says("something nasty")
    of_kit = phone.phone.screen[-1]
    await phone.says("/close anyway")
    await play.at(18, 1)
    await phone.opens(await play.invites("volunteer", "Bea"))
    await phone.presses("We share this phone")
    await phone.presses("I agree")
    all_read_on(play)
    return phone, kit, of_kit


async def test_what_was_before_a_phone_was_shared_is_its_first_carriers(play: Stage) -> None:
    phone, _, of_kit = await ann_alone(play)
    ada = play.actor("Ada")
    await phone.says("/concern yes", reply_to=of_kit)
    phone.sees("Kit")
    ada.sees("Ann is worried about Kit")
    await phone.says("/report", reply_to=of_kit)
    phone.sees("For Ann:", "Kit")
    ada.sees(f"Ann {WENT_WRONG} Kit")


async def test_who_shares_a_phone_and_is_erased_leaves_nothing_of_before(play: Stage) -> None:
    phone, kit, _ = await ann_alone(play)
    await phone.says("/phone ann")
    await phone.says("/forget yes")
    all_read_on(play)
    async with play.app.database.transaction() as session:
        links = (await session.scalars(select(Relay))).all()
    assert not [one for one in links if kit.phone.user_id in (one.from_chat_id, one.to_chat_id)]


@pytest.mark.parametrize("command", ["/report", "/block"])
async def test_in_a_topic_too_it_is_whoevers_it_was(tmp_path: Path, command: str) -> None:
    async with stage(tmp_path, topics=True) as play:
        ada = play.actor("Ada")
        await ada.says("/volunteers Ada lead")
        phone, kit = await shared(play, "Ann", "Bea"), await play.member("Kit")
        await play.on_rota("Ann", "2026-11-24 18:00-20:00")
        await play.on_rota("Bea", "2026-11-24 20:00-22:00")
        await play.at(18)
        await phone.presses("I'm here")
        all_read_on(play)
        await kit.says("This is Kit.")
        thread = phone.unread()[-1].thread_id
        assert thread is not None
        await says_in(play, phone, thread, "hello Kit")
        await says_in(play, phone, thread, "/close anyway")
        await play.at(20)
        await phone.presses("I'm here")
        all_read_on(play)
        await says_in(play, phone, thread, command)
        phone.sees("For Ann:", "Kit")
        if command == "/report":
            ada.sees(f"Ann {WENT_WRONG} Kit")


async def test_with_a_name_it_is_not_guessed_either(play: Stage) -> None:
    """Bea, then Ann, then Bea again; Kit was nasty to Ann."""
    phone, kit = await shared(play, "Ann", "Bea"), await play.member("Kit")
    for who, when in (("Bea", "17:00-18:00"), ("Ann", "18:00-19:00"), ("Bea", "19:00-20:00")):
        await play.on_rota(who, f"2026-11-24 {when}")
    await phone.says("I'm here")
    await talk(phone, kit)
    await phone.says("/close")
    await play.at(18)
    await phone.says("I'm here")
    await kit.says("nasty")
    await phone.says("Ann here")
    await phone.says("/close")
    await play.at(19)
    await phone.says("I'm here")
    all_read_on(play)
    await phone.says("/report Kit")
    said = phone.sees("I do not know whom you mean. Nothing was changed.", "Reply to one of that person's messages")
    assert "/report Kit" not in said.text


async def test_what_shows_who_wrote_it_does_not_go_to_the_next(play: Stage) -> None:
    kim, lee = await play.on_duty("Kim", "2026-11-24 17:00-21:00"), await play.on_duty("Lee", "2026-11-24 17:00-21:00")
    await play.on_duty("Zoe", "2026-11-24 17:00-21:00")
    robin = await play.member("Robin")
    await robin.says("hello")
    await kim.presses("Take")
    await kim.says("hi")
    await robin.sends("contact", phone_number="0123456", first_name="Robin R")
    await kim.says("/handover now")
    all_read_on(play)
    await robin.presses("Send it anyway")
    robin.sees("I did not send it.", "It was for the one who talked with you then.")
    await lee.presses("Take")
    all_read_on(play)
    assert not [one for one in lee.phone.screen if one.kind == "contact"]


async def test_who_handed_over_is_asked_at_most(play: Stage) -> None:
    kim = await play.on_duty("Kim", "2026-11-24 17:00-21:00")
    for name in ("Lee", "Zoe"):
        await play.on_duty(name, "2026-11-24 17:00-18:00")
    robin = await play.member("Robin")
    await robin.says("hello")
    await kim.presses("Take")
    await kim.says("hi")
    await kim.says("/handover now")
    all_read_on(play)
    await play.at(18)
    assert not [one for one in kim.unread() if "Write here to answer" in one.text]
    assert "Take" in [label for one in kim.unread() for label in buttons(one)]
    assert "Kim is here for you now" not in "".join(one.text for one in robin.unread())
    await kim.presses("Take")
    all_read_on(play)


async def test_each_name_under_close_anyway_works(play: Stage) -> None:
    """Sam hears Robin, and is heard by Kim."""
    sam, kim = await play.on_duty("Sam"), await play.on_duty("Kim")
    await play.joins_as("Sam", "member", "Sparrow")
    robin = await play.member("Robin")
    await robin.says("hello")
    await sam.presses("Take")
    await sam.says("hi")
    await sam.says("/start talk")
    await kim.says("hi Sparrow")
    all_read_on(play)
    await sam.says("/close anyway")
    await sam.presses("Kim", sam.sees("Which conversation do you mean?"))
    kim.sees("Sparrow has ended")
    all_read_on(play)


@pytest.mark.parametrize("handed", [False, True])
async def test_who_heard_them_and_wrote_nothing_is_asked_about(play: Stage, handed: bool) -> None:
    """Kim had Robin's message and never answered: that Robin means Sam, who was before, is not guessed."""
    ada = play.actor("Ada")
    await ada.says("/volunteers Ada lead")
    sam = await play.on_duty("Sam", "2026-11-24 17:00-18:00")
    kim = await play.volunteer("Kim", "2026-11-24 18:00-19:00")
    for name in ("Lee", "Zoe") if handed else ():
        await play.volunteer(name, "2026-11-24 18:00-21:00")
    robin = await play.member("Robin")
    await talk(sam, robin)
    await sam.says("/close")
    await play.at(18)
    await robin.says("hello Kim")
    if handed:
        await kim.presses("Take")
        await kim.says("/handover now")
    else:
        await play.at(19)
    all_read_on(play)
    await robin.says("/report")
    robin.sees("I do not know whom you mean. Nothing was changed.")
    ada.sees_nothing()


async def test_set_aside_out_of_hours_there_are_helplines(play: Stage) -> None:
    sam = await play.on_duty("Sam", "2026-11-24 17:00-18:00")
    await play.joins_as("Sam", "member", "Sparrow")
    await play.at(23)
    sam.skips()
    await sam.says("Please call me on 07700 900123", reply_to=sam.phone.screen[-1])
    sam.sees("I have not sent this yet.")
    sam.sees("116 123")
