"""What people do to messages that are there already: the other side sees it done to theirs."""

import pytest

from bot.rehearsal.phone import Shown
from tests.stories.test_everything_people_send import arrives
from tests.world import Actor, Stage, buttons


@pytest.fixture
async def sam(play: Stage) -> Actor:
    sam = await play.volunteer("Sam", "tue 17:00-21:00")
    sam.skips()
    return sam


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    """Robin is talking with Sam already."""
    robin = await play.member("Robin")
    await robin.says("hello")
    robin.skips()
    sam.skips()
    return robin


def pair(sam: Actor, robin: Actor, upwards: bool) -> tuple[Actor, Actor]:
    return (robin, sam) if upwards else (sam, robin)


both_ways = pytest.mark.parametrize("upwards", [True, False], ids=["member to volunteer", "volunteer to member"])


def reacts(actor: Actor, message: Shown | int, emoji: str | None) -> None:
    actor.phone.reacts(message if isinstance(message, int) else message.message_id, emoji)


# Changing


@both_ways
async def test_a_change_shows_in_place(sam: Actor, robin: Actor, upwards: bool) -> None:
    writer, reader = pair(sam, robin, upwards)
    sent = await writer.says("see you monday")
    first = arrives(reader, "text")
    await writer.edits(sent, "see you <b>tuesday</b> & then")
    newer = reader.sees("see you <b>tuesday</b> & then")
    assert (newer.message_id, newer.edited, newer.protected) == (first.message_id, True, True)
    await reader.says("tuesday it is", reply_to=newer)
    assert arrives(writer, "text").reply_to == sent
    await writer.edits(sent, "or wednesday")
    assert reader.sees("or wednesday").message_id == first.message_id
    writer.sees_nothing()
    reader.sees_nothing()


@both_ways
async def test_a_changed_caption_shows_in_place(sam: Actor, robin: Actor, upwards: bool) -> None:
    writer, reader = pair(sam, robin, upwards)
    for kind in ("photo", "voice", "video", "document", "audio", "animation"):
        sent = await writer.sends(kind, caption="my gaden")
        first = arrives(reader, kind)
        await writer.edits(sent, f"my garden ({kind})")
        newer = arrives(reader, kind)
        assert (newer.message_id, newer.text) == (first.message_id, f"my garden ({kind})")
    reader.sees_nothing()


async def test_what_cannot_change_in_place_comes_again(play: Stage, sam: Actor, robin: Actor) -> None:
    sent = await robin.says("see you monday")
    first = arrives(sam, "text")
    play.world.faults.next("editMessageText", "400", description="message can't be edited")
    await robin.edits(sent, "see you tuesday")
    sam.sees("Robin changed a message:")
    newer = arrives(sam, "text")
    assert (newer.text, newer.reply_to) == ("see you tuesday", first.message_id)
    await robin.edits(sent, "see you wednesday")
    assert sam.sees("see you wednesday").message_id == newer.message_id
    robin.sees_nothing()


async def test_a_change_that_telegram_takes_late_arrives_all_the_same(play: Stage, sam: Actor, robin: Actor) -> None:
    sent = await robin.says("see you monday")
    first = arrives(sam, "text")
    play.world.faults.next("editMessageText", "502")
    await robin.edits(sent, "see you tuesday")
    await play.forward(seconds=5)
    assert sam.sees("see you tuesday").message_id == first.message_id


async def test_words_of_a_change_outlive_no_restart_and_are_copied_instead(
    play: Stage, sam: Actor, robin: Actor
) -> None:
    sent = await robin.says("see you monday")
    arrives(sam, "text")
    play.world.faults.rate("502", 1.0, ["editMessageText"])
    robin.phone.edits(sent, "see you tuesday")
    await play.wait_for(lambda: any(method == "editmessagetext" for method, _ in play.world.calls))
    await play.stops()
    play.world.faults.clear()
    await play.starts()
    await play.forward(seconds=30)
    sam.sees("Robin changed a message:")
    assert arrives(sam, "text").text == "see you tuesday"
    assert not sam.unread()


async def test_a_change_after_the_conversation_goes_nowhere_and_that_is_said(
    play: Stage, sam: Actor, robin: Actor
) -> None:
    sent = await robin.says("see you monday")
    arrives(sam, "text")
    answer = await sam.says("good")
    arrives(robin, "text")
    await sam.says("/close")
    sam.skips()
    robin.skips()
    await robin.edits(sent, "see you tuesday")
    told = robin.sees("I did not pass on what you changed.", "write it again as a new message")
    sam.sees_nothing()
    await sam.edits(answer, "very good")
    assert "new message" not in sam.sees("I did not pass on what you changed.").text
    robin.sees_nothing()
    assert told.text.splitlines()[0] == "I did not pass on what you changed."


async def test_a_change_never_reaches_the_next_volunteer(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim", "tue 17:00-23:00")
    sent = await robin.says("see you monday")
    arrives(sam, "text")
    await sam.says("good")
    arrives(robin, "text")
    await sam.says("/duty back")
    for actor in (play.actor("Ada"), sam, kim, robin):
        actor.skips()
    await robin.edits(sent, "see you tuesday")
    robin.sees("I did not pass on what you changed.")
    for actor in (sam, kim):
        actor.sees_nothing()


# Reacting


async def test_reactions_go_both_ways(play: Stage, sam: Actor, robin: Actor) -> None:
    sent = await robin.says("I went outside today")
    heard = arrives(sam, "text")
    reacts(sam, heard, "👍")
    await play.quiet()
    assert robin.own(sent).reactions == ["👍"]
    reacts(sam, heard, "❤")
    await play.quiet()
    assert robin.own(sent).reactions == ["❤"]
    reacts(sam, heard, None)
    await play.quiet()
    assert robin.own(sent).reactions == []

    said = await sam.says("well done")
    answer = arrives(robin, "text")
    reacts(robin, answer, "🙏")
    await play.quiet()
    assert sam.own(said).reactions == ["🙏"]


async def test_a_reaction_that_a_bot_cannot_make_is_said(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("hello")
    heard = arrives(sam, "text")
    reacts(sam, heard, "🦀")
    await play.quiet()
    sam.sees("I could not pass that reaction on.")
    robin.sees_nothing()


async def test_a_reaction_to_what_the_bot_said_itself_is_nobodys(play: Stage, sam: Actor, robin: Actor) -> None:
    status = next(one for one in robin.phone.screen if one.text.startswith("Sent to Sam"))
    reacts(robin, status, "👍")
    header = next(one for one in sam.phone.screen if one.text.startswith("Robin would like to talk."))
    reacts(sam, header, "👍")
    await play.quiet()
    sam.sees_nothing()
    robin.sees_nothing()


async def test_a_reaction_after_the_end_goes_nowhere(play: Stage, sam: Actor, robin: Actor) -> None:
    sent = await robin.says("thank you")
    heard = arrives(sam, "text")
    await sam.says("/close anyway")
    robin.skips()
    sam.skips()
    reacts(sam, heard, "👍")
    await play.quiet()
    assert robin.own(sent).reactions == []


# Taking back


@both_ways
async def test_a_message_taken_back_disappears(sam: Actor, robin: Actor, upwards: bool) -> None:
    writer, reader = pair(sam, robin, upwards)
    sent = await writer.says("I should not have said that")
    gone = arrives(reader, "text")
    await writer.says("but this stays")
    arrives(reader, "text")
    await writer.says("/takeback", reply_to=sent)
    writer.sees("It is taken back.", "may have seen it before")
    assert gone.message_id not in {one.message_id for one in reader.phone.screen}
    await writer.says("/takeback", reply_to=sent)
    writer.sees("I cannot take that back. Nothing was changed.")
    reader.sees_nothing()


async def test_the_last_message_by_a_button(sam: Actor, robin: Actor) -> None:
    await robin.says("/takeback")
    robin.sees("Do you want to take back the last message you sent?")
    robin.skips()
    await robin.says("no, that was wrong")
    gone = arrives(sam, "text")
    await robin.says("/takeback")
    assert buttons(robin.sees("Do you want to take back the last message you sent?")) == ["Take it back"]
    await robin.presses("Take it back")
    robin.sees("It is taken back.")
    assert gone.message_id not in {one.message_id for one in sam.phone.screen}


async def test_with_all_the_copies_of_a_change(play: Stage, sam: Actor, robin: Actor) -> None:
    sent = await robin.says("see you monday")
    play.world.faults.next("editMessageText", "400", description="message can't be edited")
    await robin.edits(sent, "see you tuesday")
    sam.skips()
    await robin.says("/takeback", reply_to=sent)
    robin.sees("It is taken back.")
    assert not [one for one in sam.phone.screen if one.text.startswith("see you")]


async def test_nobody_takes_back_what_another_wrote(sam: Actor, robin: Actor) -> None:
    await robin.says("mine")
    heard = arrives(sam, "text")
    await sam.says("/takeback", reply_to=heard)
    sam.sees("I cannot take that back. Nothing was changed.")
    assert heard.message_id in {one.message_id for one in sam.phone.screen}


async def test_nothing_to_take_back(play: Stage) -> None:
    robin = await play.member("Robin")
    await robin.says("/takeback")
    robin.sees("There is nothing to take back.")


async def test_after_48_hours_it_is_too_late(play: Stage, sam: Actor, robin: Actor) -> None:
    sent = await robin.says("hm")
    heard = arrives(sam, "text")
    await play.forward(hours=48)
    for actor in (sam, robin, play.actor("Ada")):
        actor.skips()
    await robin.says("/takeback", reply_to=sent)
    robin.sees("I cannot take that back.", "for 48 hours only")
    assert heard.message_id in {one.message_id for one in sam.phone.screen}


async def test_telegram_may_refuse(play: Stage, sam: Actor, robin: Actor) -> None:
    sent = await robin.says("hm")
    heard = arrives(sam, "text")
    play.world.faults.next("deleteMessage", "400", description="message can't be deleted for everyone")
    await robin.says("/takeback", reply_to=sent)
    robin.sees("It is taken back.")
    robin.sees("I could not take that back.", "still there on the other side")
    assert heard.message_id in {one.message_id for one in sam.phone.screen}


async def test_what_still_waits_is_taken_back_unseen(play: Stage) -> None:
    sam, robin = await play.volunteer("Sam", "tue 18:00-21:00"), await play.member("Robin")
    sent = await robin.says("nobody should see this")
    robin.sees("No one is on duty now.")
    await robin.presses("Pass it on")
    robin.sees("It will wait")
    await robin.says("/takeback", reply_to=sent)
    robin.sees("It is taken back.", "had not passed it on yet")
    await play.at(18)
    sam.sees("Your shift has started.", "Nobody is waiting now.")
    await robin.says("hello Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("hello Sam")
    robin.sees("Sent to Sam")


async def test_taken_back_on_its_way_the_volunteer_hears_that_much(play: Stage, sam: Actor, robin: Actor) -> None:
    play.world.faults.rate("429", 1.0, ["copyMessage"])
    sent = robin.phone.says("too soon")
    await play.wait_for(lambda: any(method == "copymessage" for method, _ in play.world.calls))
    robin.phone.says("/takeback", reply_to=sent)
    play.world.faults.clear()
    await play.forward(seconds=5)
    robin.sees("It is taken back.")
    assert not [one for one in sam.phone.screen if one.text == "too soon"]
    for one in sam.unread():
        assert "taken back before it could be copied" in one.text
    sam.skips()


async def test_a_part_of_an_album(sam: Actor, robin: Actor) -> None:
    sent = await robin.sends_album(["photo", "photo", "photo"])
    album = [arrives(sam, "photo") for _ in sent]
    await robin.says("/takeback", reply_to=sent[1])
    robin.sees("It is taken back.")
    left = {one.message_id for one in sam.phone.screen}
    assert [one.message_id in left for one in album] == [True, False, True]
