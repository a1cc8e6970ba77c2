"""Whatever people send arrives as a copy, in its thread; what cannot be copied is said; nobody is given away."""

import pytest

from bot.rehearsal.phone import Shown
from tests.world import Actor, Stage

PLAIN = ("voice", "video", "video_note", "sticker", "animation", "document", "audio", "dice")


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


def arrives(actor: Actor, kind: str) -> Shown:
    """The next message on this phone is of this kind, and cannot be passed on from there."""
    unread = actor.unread()
    assert unread, f"{actor.phone.first_name} should see a {kind}"
    assert (unread[0].kind, unread[0].protected) == (kind, True)
    actor.read.add((unread[0].message_id, unread[0].text))
    return unread[0]


@pytest.mark.parametrize("upwards", [True, False], ids=["member to volunteer", "volunteer to member"])
async def test_every_kind_arrives(sam: Actor, robin: Actor, upwards: bool) -> None:
    writer, reader = (robin, sam) if upwards else (sam, robin)
    for kind in PLAIN:
        await writer.sends(kind)
        arrives(reader, kind)
    await writer.sends("photo", caption="the view from here")
    assert arrives(reader, "photo").text == "the view from here"
    await writer.sends("poll")
    arrives(reader, "poll")
    await writer.says("and <b>plain</b> words & signs *as* _they_ are")
    assert arrives(reader, "text").text == "and <b>plain</b> words & signs *as* _they_ are"
    writer.sees_nothing()


@pytest.mark.parametrize("upwards", [True, False], ids=["member to volunteer", "volunteer to member"])
async def test_an_album_stays_together(sam: Actor, robin: Actor, upwards: bool) -> None:
    writer, reader = (robin, sam) if upwards else (sam, robin)
    for size in (2, 10):
        await writer.sends_album(["photo", "video"] * (size // 2), caption="from today")
        album = [arrives(reader, kind) for kind in ["photo", "video"] * (size // 2)]
        assert len({one.media_group_id for one in album}) == 1
        assert album[0].media_group_id is not None
        assert [one.text for one in album] == ["from today"] + [""] * (size - 1)
    await writer.sends("photo")
    assert arrives(reader, "photo").media_group_id is None


async def test_an_album_out_of_hours_stays_together(play: Stage) -> None:
    sam, robin = await play.volunteer("Sam", "tue 18:00-21:00"), await play.member("Robin")
    await robin.sends_album(["photo", "photo", "photo"], caption="three")
    robin.sees("No one is on duty now.")
    await robin.presses("Pass it on")
    robin.sees("It will wait")
    await play.at(18)
    sam.sees("Your shift has started.")
    sam.sees("Robin would like to talk.", "has waited 1 hour")
    robin.sees("Sent to Sam")
    await play.quiet()
    album = [arrives(sam, "photo") for _ in range(3)]
    assert len({one.media_group_id for one in album}) == 1


async def test_replies_keep_their_thread(sam: Actor, robin: Actor) -> None:
    asked = await robin.says("how was your week?")
    heard = arrives(sam, "text")
    await sam.says("not bad", reply_to=heard)
    answer = arrives(robin, "text")
    assert answer.reply_to == asked

    back = await robin.sends("photo", reply_to=answer.message_id)
    picture = arrives(sam, "photo")
    assert sam.own(picture.reply_to).out
    assert sam.own(picture.reply_to).text == "not bad"
    await robin.says("that is my dog", reply_to=back)
    assert arrives(sam, "text").reply_to == picture.message_id
    await sam.says("and he is lovely", reply_to=picture)
    assert arrives(robin, "text").reply_to == back


async def test_a_reply_to_a_part_of_an_album(sam: Actor, robin: Actor) -> None:
    sent = await robin.sends_album(["photo", "photo", "photo"])
    album = [arrives(sam, "photo") for _ in sent]
    await sam.says("I like this one", reply_to=album[1])
    assert arrives(robin, "text").reply_to == sent[1]


async def test_a_change_while_it_waits_needs_no_second_copy(play: Stage) -> None:
    sam, robin = await play.volunteer("Sam", "tue 18:00-21:00"), await play.member("Robin")
    sent = await robin.says("first thought")
    await robin.edits(sent, "second thought")
    robin.sees("No one is on duty now.")
    await robin.presses("Pass it on")
    await play.at(18)
    sam.sees("Your shift has started.")
    sam.sees("Robin would like to talk.")
    sam.sees("second thought")
    robin.skips()


async def test_a_live_location_is_copied_once(play: Stage, sam: Actor, robin: Actor) -> None:
    place = {"latitude": 53.45, "longitude": -2.74, "live_period": 900}
    sent = await robin.sends("location", location=place)
    robin.sees("I have not sent this yet.", "A place can show where you are.")
    await robin.presses("Send it anyway")
    robin.sees("All right.")
    arrives(sam, "location")
    moved = {**play.world.messages[(robin.phone.user_id, sent)].data, "edit_date": 1, "location": place}
    for _ in range(3):
        play.world.inject({"edited_message": moved})
    await play.quiet()
    sam.sees_nothing()
    robin.sees_nothing()


@pytest.mark.parametrize("upwards", [True, False], ids=["member to volunteer", "volunteer to member"])
async def test_what_cannot_be_copied_is_said(sam: Actor, robin: Actor, upwards: bool) -> None:
    writer, reader = (robin, sam) if upwards else (sam, robin)
    invoice = {"title": "Tea", "description": "A cup", "start_parameter": "", "currency": "GBP", "total_amount": 100}
    await writer.sends("invoice", invoice=invoice)
    writer.sees("This did not arrive.", "does not let this kind of message be passed on", "write it in words")
    options = [{"text": "Yes", "voter_count": 0, "persistent_id": "1"}]
    quiz = {"id": "1", "question": "Tea?", "options": options, "total_voter_count": 0, "is_closed": False}
    quiz |= {"is_anonymous": True, "type": "quiz", "allows_multiple_answers": False, "allows_revoting": False}
    await writer.sends("poll", poll={**quiz, "members_only": False})
    writer.sees("This did not arrive.", "does not let this kind of message be passed on")
    reader.sees_nothing()
    await writer.says("I would like a cup of tea")
    reader.sees("I would like a cup of tea")


async def test_telegrams_own_notes_are_passed_over(play: Stage, sam: Actor, robin: Actor) -> None:
    pinned = play.world.messages[(robin.phone.user_id, robin.phone.screen[-1].message_id)].data
    await robin.sends("pinned_message", pinned_message=pinned)
    await robin.sends(
        "message_auto_delete_timer_changed", message_auto_delete_timer_changed={"message_auto_delete_time": 86400}
    )
    sam.sees_nothing()
    robin.sees_nothing()


async def test_a_message_taken_back_in_time(play: Stage) -> None:
    sam, robin = await play.volunteer("Sam", "tue 18:00-21:00"), await play.member("Robin")
    sent = await robin.says("I should not have said that")
    await robin.says("but please write to me")
    robin.sees("No one is on duty now.")
    await robin.presses("Pass it on")
    robin.sees("It will wait")
    robin.phone.deletes(sent)
    await play.at(18)
    sam.sees("Your shift has started.")
    sam.sees("Robin would like to talk.")
    sam.sees("but please write to me")
    sam.sees("Robin wrote a message that is no longer there.", "taken back before it could be copied")
    robin.sees("Sent to Sam")


async def test_an_answer_taken_back_in_time(play: Stage, sam: Actor, robin: Actor) -> None:
    play.world.faults.next("copyMessage", "429", retry_after=1)
    sam.phone.deletes(sam.phone.says("oh dear"))
    await play.quiet()
    robin.sees("Sam wrote a message that is no longer there.")


async def test_copies_not_forwards(play: Stage, sam: Actor, robin: Actor) -> None:
    stranger = {"type": "user", "date": 1, "sender_user": {"id": 4242424242, "is_bot": False, "first_name": "Somebody"}}
    sent = robin.phone.sends("photo", caption="look", forward_origin=stranger)
    assert play.world.messages[(robin.phone.user_id, sent)].data["forward_origin"]
    await play.quiet()
    robin.sees("I have not sent this yet.", "A forwarded message can show who wrote it.")
    await robin.presses("Send it anyway")
    robin.sees("All right.")
    copied = play.world.messages[(sam.phone.user_id, arrives(sam, "photo").message_id)].data
    assert "forward_origin" not in copied
    assert "Somebody" not in str(copied)
    assert [method for method, _ in play.world.calls if method.startswith("forward")] == []
