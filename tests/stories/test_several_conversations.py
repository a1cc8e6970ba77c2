"""One volunteer with two members: it is always clear who speaks, and an answer is never guessed."""

import asyncio

import pytest

from bot.rehearsal.phone import Shown
from tests.world import Actor, Stage, buttons


@pytest.fixture
async def sam(play: Stage) -> Actor:
    sam = await play.volunteer("Sam", "tue 17:00-21:00")
    sam.skips()
    return sam


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    return await play.member("Robin")


@pytest.fixture
async def jo(play: Stage, robin: Actor) -> Actor:
    return await play.member("Jo")


async def both_talk(sam: Actor, robin: Actor, jo: Actor) -> tuple[Shown, Shown]:
    """Robin and then Jo begin to talk with Sam; returns what Sam has of each."""
    await robin.says("I am Robin")
    sam.sees("Robin would like to talk.")
    robins = sam.sees("I am Robin")
    await jo.says("I am Jo")
    sam.sees("Jo would like to talk.")
    jos = sam.sees("I am Jo")
    for actor in (robin, jo):
        actor.sees("Sent to Sam")
    return robins, jos


async def test_who_speaks_is_named_when_it_changes(sam: Actor, robin: Actor, jo: Actor) -> None:
    await both_talk(sam, robin, jo)
    await jo.says("still Jo")
    sam.sees("still Jo")
    await robin.says("now Robin")
    sam.sees("Robin:")
    sam.sees("now Robin")
    await robin.says("Robin again")
    sam.sees("Robin again")
    await jo.says("and Jo")
    sam.sees("Jo:")
    sam.sees("and Jo")


async def test_an_answer_is_never_guessed(sam: Actor, robin: Actor, jo: Actor) -> None:
    await both_talk(sam, robin, jo)
    await sam.says("I am so sorry to hear it")
    asked = sam.sees("I do not know who this is for. I sent it to no one yet.", "You are talking with: Robin, Jo")
    assert buttons(asked) == ["Robin", "Jo", "Do not send it"]
    await sam.sends("photo")
    photo = sam.sees("I sent it to no one yet.")
    robin.sees_nothing()
    jo.sees_nothing()
    await sam.presses("Jo", photo)
    sam.sees("All right.")
    assert jo.unread()[0].kind == "photo"
    jo.skips()
    await sam.presses("Robin", asked)
    sam.sees("All right.")
    robin.sees("I am so sorry to hear it")
    await sam.presses("Robin", asked)
    sam.sees_alert("That button no longer works.")
    jo.sees_nothing()


async def test_the_name_can_be_typed_and_an_album_is_asked_about_once(sam: Actor, robin: Actor, jo: Actor) -> None:
    await both_talk(sam, robin, jo)
    await sam.says("for one of you")
    sam.sees("I do not know who this is for.")
    await sam.says("jo")
    jo.sees("for one of you")
    await sam.sends_album(["photo", "photo"])
    sam.sees("I do not know who this is for.")
    sam.sees_nothing()
    await sam.says("Robin")
    assert [one.kind for one in robin.unread()] == ["photo", "photo"]
    assert len({one.media_group_id for one in robin.unread()}) == 1
    robin.skips()
    await sam.says("never mind")
    sam.sees("I do not know who this is for.")
    await sam.presses("Do not send it")
    sam.sees("I did not send it.")
    await sam.says("robin")
    sam.sees("I do not know who this is for.")
    robin.sees_nothing()
    jo.sees_nothing()


async def test_a_reply_goes_to_whom_it_answers(sam: Actor, robin: Actor, jo: Actor) -> None:
    robins, jos = await both_talk(sam, robin, jo)
    await sam.says("hello Jo", reply_to=jos)
    jo.sees("hello Jo")
    to_robin = await sam.says("hello Robin", reply_to=robins)
    robin.sees("hello Robin")
    await sam.says("and one more thing, Robin", reply_to=to_robin)
    robin.sees("and one more thing, Robin")
    jo.sees_nothing()


async def test_a_reply_means_the_message_of_its_own_chat(play: Stage, sam: Actor, robin: Actor, jo: Actor) -> None:
    """Telegram counts messages in each chat apart, so Jo's newest can have the number of Sam's copy of Robin's."""
    play.world._last_message[sam.phone.user_id] = 500
    robins, _ = await both_talk(sam, robin, jo)
    play.world._last_message[jo.phone.user_id] = robins.message_id - 1
    assert await jo.says("the same number") == robins.message_id
    sam.sees("the same number")
    await sam.says("for Robin", reply_to=robins)
    robin.sees("for Robin")
    jo.sees_nothing()


async def test_a_reply_to_what_is_long_forgotten_is_asked_about(play: Stage, robin: Actor, jo: Actor) -> None:
    """Links are kept for two days; who replies to something older has somebody in mind, and it is not guessed who."""
    kim = await play.volunteer("Kim", "mon-sun 18:00-19:00")
    await play.at(18)
    await robin.says("I am Robin")
    await kim.presses("Take") if "Take" in buttons(kim.phone.screen[-1]) else None
    old = next(one for one in kim.phone.screen if one.text == "I am Robin")
    await kim.says("hello Robin", reply_to=old)
    await kim.says("/close")
    await play.at(18, days=4)
    await jo.says("I am Jo")
    for actor in play.actors.values():
        actor.skips()
    await kim.says("hello again, Robin", reply_to=old)
    kim.sees("I do not know who this is for.", "You are talking with: Jo")
    jo.sees_nothing()
    await kim.says("hello Jo")
    jo.sees("hello Jo")
    await play.joins_as("Kim", "member", "Kestrel")
    await play.at(20)
    for actor in play.actors.values():
        actor.skips()
    await kim.says("and one more thing, Robin", reply_to=old)
    kim.sees("You are not on duty now. I sent this to no one.")
    for actor in (robin, jo):
        actor.sees_nothing()


async def test_a_reply_to_the_name_does_too(sam: Actor, robin: Actor, jo: Actor) -> None:
    await both_talk(sam, robin, jo)
    await robin.says("it is me")
    name = sam.sees("Robin:")
    sam.sees("it is me")
    await sam.says("I hear you", reply_to=name)
    robin.sees("I hear you")
    opened = next(one for one in sam.phone.screen if one.text.startswith("Jo would like to talk."))
    await sam.says("hello Jo", reply_to=opened)
    jo.sees("hello Jo")


async def test_a_change_goes_to_the_one_it_was_for(sam: Actor, robin: Actor, jo: Actor) -> None:
    robins, _ = await both_talk(sam, robin, jo)
    said = await sam.says("hello Robyn", reply_to=robins)
    robin.sees("hello Robyn")
    await sam.edits(said, "hello Robin")
    assert robin.sees("hello Robin").edited
    jo.sees_nothing()


async def test_close_by_reply(sam: Actor, robin: Actor, jo: Actor) -> None:
    robins, _ = await both_talk(sam, robin, jo)
    await sam.says("/close")
    assert buttons(sam.sees("Which conversation do you mean?", "/close")) == ["Robin", "Jo"]
    robin.sees_nothing()
    await sam.says("I hear you", reply_to=robins)
    robin.sees("I hear you")
    await sam.says("/close", reply_to=robins)
    sam.sees("The conversation with Robin has ended.")
    robin.sees("Sam has ended this conversation. Thank you for talking.", "You can write again at any time.", "/urgent")
    robin.sees("How are you now")
    jo.sees_nothing()

    await sam.says("only Jo is left")
    jo.sees("only Jo is left")
    await sam.says("Robin?", reply_to=robins)
    sam.sees("That conversation has ended. I sent this to no one.")
    await sam.says("/close", reply_to=robins)
    sam.sees("That conversation has ended. Nothing was changed.")
    await sam.says("/close")
    sam.sees("The conversation with Jo has ended.")
    jo.sees("Sam has ended this conversation.")
    jo.sees("How are you now")
    await sam.says("/close")
    sam.sees("You have no open conversation.")
    await sam.says("hello?")
    sam.sees("You are on duty until 21:00.", "I sent this to no one.")

    await robin.says("me again")
    sam.sees("Robin would like to talk.")
    sam.sees("me again")
    robin.sees("Sent to Sam")


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/handover now", "Nobody else is free on duty now."),
        ("/concern yes", "I have told Coordinator 1."),
        ("/signpost", "I have sent Jo the numbers"),
    ],
)
async def test_what_can_be_typed_is_said_as_it_is_typed(
    play: Stage, sam: Actor, robin: Actor, jo: Actor, command: str, answer: str
) -> None:
    _, jos = await both_talk(sam, robin, jo)
    await sam.says(command)
    asked = sam.sees("Which conversation do you mean?")
    assert asked.text.endswith(f"Or reply to one of that person's messages with {command}")
    await sam.says(command, reply_to=jos)
    sam.sees(answer)
    robin.sees_nothing()
    for actor in (jo, play.actor("Ada")):
        actor.skips()


async def test_both_go_on_to_the_next(play: Stage, sam: Actor, robin: Actor, jo: Actor) -> None:
    kim = await play.volunteer("Kim", "tue 21:00-23:00")
    await both_talk(sam, robin, jo)
    for actor, name in ((robin, "Robin"), (jo, "Jo")):
        await sam.says("I am here", reply_to=next(one for one in sam.phone.screen if one.text == f"I am {name}"))
        actor.skips()
    for actor in (robin, jo, sam):
        actor.skips()
    await play.at(21)
    play.actor("Ada").skips()
    sam.sees("Your shift has ended.")
    kim.sees("Your shift has started.")
    kim.sees("Robin was talking with Sam")
    kim.sees("Jo was talking with Sam")
    for actor in (robin, jo):
        actor.skips()
    await robin.says("hello Kim")
    kim.sees("Robin:")
    kim.sees("hello Kim")
    await kim.says("hello")
    kim.sees("I do not know who this is for.", "Robin, Jo")


async def test_a_volunteer_who_is_heard_by_another_at_the_same_time(play: Stage, sam: Actor, robin: Actor) -> None:
    """Sam began to talk as a member with Kim, and is on duty too: Sam's words never go to the wrong one."""
    kim = await play.volunteer("Kim", "tue 17:00-18:00")
    await play.joins_as("Sam", "member", "Sparrow")
    await play.actor("Ada").says("/unshift 1")
    sam.skips()
    await sam.says("may I talk?")
    play.actor("Ada").skips()
    kim.sees("Your shift has started.")
    kim.sees("Sparrow would like to talk.")
    kim.sees("may I talk?")
    sam.sees("Sent to Kim")
    await play.on_rota("Sam", "tue 17:00-21:00")
    sam.sees("Your shift has started.")
    await sam.says("thank you, Kim")
    kim.sees("thank you, Kim")

    await robin.says("hello")
    sam.sees("Someone would like to talk.")
    kim.sees_nothing()  # Kim has a conversation, so Sam is asked first
    await sam.presses("Take")
    sam.sees("You took this conversation.")
    sam.sees("Robin would like to talk.")
    heard = sam.sees("hello")
    kim.skips()
    robin.skips()
    await sam.says("for whom is this?")
    sam.sees("I do not know who this is for.", "Robin, Kim")
    await kim.says("I am listening")
    from_kim = sam.sees("I am listening")
    await sam.says("good", reply_to=from_kim)
    kim.sees("good")
    await sam.says("hello Robin", reply_to=heard)
    robin.sees("hello Robin")
    kim.sees_nothing()


async def test_each_of_three_has_a_button(play: Stage, sam: Actor, robin: Actor, jo: Actor) -> None:
    await both_talk(sam, robin, jo)
    kit = await play.member("Kit")
    await kit.says("I am Kit")
    for actor in (sam, kit):
        actor.skips()
    await sam.says("good to hear from you")
    assert buttons(sam.sees("You are talking with: Robin, Jo, Kit")) == ["Robin", "Jo", "Kit", "Do not send it"]
    await sam.presses("Kit")
    sam.sees("All right.")
    kit.sees("good to hear from you")


async def test_who_answers_faster_than_it_is_written_down_is_understood(
    play: Stage, sam: Actor, robin: Actor, jo: Actor
) -> None:
    await both_talk(sam, robin, jo)
    play.world.faults.delay = (0.6, 0.6)  # half before and half after: the copy is there, and Telegram's answer is not
    robin.phone.says("quick question")
    await play.wait_for(lambda: any(one.text == "quick question" for one in sam.phone.screen))
    play.world.faults.delay = None
    copy = next(one for one in sam.phone.screen if one.text == "quick question")
    sam.phone.says("quick answer", reply_to=copy.message_id)
    await play.quiet()
    robin.sees("quick answer")
    jo.sees_nothing()
    sam.skips()


async def test_what_was_on_its_way_to_somebody_who_has_just_gone_is_asked_about(
    play: Stage, sam: Actor, robin: Actor, jo: Actor
) -> None:
    await both_talk(sam, robin, jo)
    await sam.says("/who")
    sam.skips()
    await robin.says("/close")
    robin.skips()
    sam.sees("The conversation with Robin has ended.")
    await play.forward(seconds=50)
    await sam.says("Robin, about your sister")
    asked = sam.sees("I do not know who this is for.", "You are talking with: Jo")
    assert buttons(asked) == ["Jo", "Do not send it"]
    jo.sees_nothing()
    await sam.presses("Do not send it")
    sam.skips()
    await play.forward(seconds=20)
    await sam.says("hello Jo")
    jo.sees("hello Jo")


async def test_so_is_what_was_on_its_way_to_somebody_who_has_had_everything_erased(
    play: Stage, sam: Actor, robin: Actor, jo: Actor
) -> None:
    """That Sam has heard of it is known still, when no trace of Robin is."""
    await both_talk(sam, robin, jo)
    await robin.says("/forget yes")
    robin.skips()
    sam.sees("Robin has left.")
    await play.forward(seconds=50)
    await sam.says("Robin, about your sister")
    asked = sam.sees("I do not know who this is for.", "You are talking with: Jo")
    jo.sees_nothing()
    await sam.presses("Do not send it", asked)
    sam.skips()
    await play.forward(seconds=20)
    await sam.says("hello Jo")
    jo.sees("hello Jo")


@pytest.fixture
async def sparrow(play: Stage, sam: Actor) -> Actor:
    """Sam, who is a member too."""
    await sam.opens(await play.invites("member"))
    await sam.presses("I agree")
    await sam.says("Sparrow")
    sam.skips()
    return sam


@pytest.mark.parametrize("album", [False, True])
async def test_the_name_of_somebody_who_is_gone_for_good_means_nobody_else(
    play: Stage, sparrow: Actor, robin: Actor, jo: Actor, album: bool
) -> None:
    """Words for Robin are not taken for Sam's own, which would go to another volunteer as a member's."""
    sam = sparrow
    await both_talk(sam, robin, jo)
    kim = await play.on_duty("Kim")
    sam.skips()
    if album:
        await sam.sends_album(["photo", "photo"])
    else:
        await sam.says("Robin, about your sister")
    asked = sam.sees("I do not know who this is for.")
    await robin.says("/forget yes")
    robin.skips()
    sam.sees("Robin has left.")
    await sam.presses("Robin", asked)
    sam.sees("That conversation has ended. I sent this to no one.")
    for actor in (kim, jo, sam):
        actor.sees_nothing()


@pytest.mark.parametrize("heard", [True, False])
async def test_what_was_on_its_way_is_not_for_who_hears_the_volunteer(
    play: Stage, sparrow: Actor, robin: Actor, heard: bool
) -> None:
    """Sam has heard Robin, and is heard by Kim, or waits for somebody."""
    sam = sparrow
    await robin.says("hello")
    await sam.says("hello Robin")
    kim = await play.on_duty("Kim")
    if not heard:
        await play.on_duty("Lee")
    await sam.says("/start talk")
    await robin.says("/close")
    for actor in play.actors.values():
        actor.skips()
    await sam.says("Robin, about your sister")
    asked = sam.sees("I do not know who this is for.")
    kim.sees_nothing()
    whom = "Kim" if heard else "Someone else"
    assert buttons(asked) == [whom, "Do not send it"]
    await sam.presses(whom)
    if not heard:
        await kim.presses("Take")
        kim.sees("You took this conversation.")
        kim.sees("Sparrow would like to talk.")
    kim.sees("Robin, about your sister")
    for actor in play.actors.values():
        actor.skips()
    await play.forward(seconds=61)
    await sam.says("and now for you")
    kim.sees("and now for you")
    sam.skips()


async def test_a_reply_to_somebody_who_is_gone_for_good_is_not_for_who_hears_the_volunteer(
    play: Stage, sparrow: Actor, robin: Actor
) -> None:
    sam = sparrow
    await robin.says("hello")
    of_robin = sam.phone.screen[-1]
    kim = await play.on_duty("Kim")
    await sam.says("/start talk")
    await robin.says("/forget yes")
    await play.forward(minutes=5)
    for actor in play.actors.values():
        actor.skips()
    await sam.says("Robin, about your sister", reply_to=of_robin)
    assert buttons(sam.sees("I do not know who this is for.")) == ["Kim", "Do not send it"]
    kim.sees_nothing()


async def test_so_is_what_comes_when_somebody_who_waited_has_taken_their_place(
    play: Stage, sam: Actor, robin: Actor, jo: Actor
) -> None:
    await play.actor("Ada").says("/settings at once 1")
    play.actor("Ada").skips()
    await robin.says("I am Robin")
    await sam.says("hello Robin")
    await jo.says("I am Jo")
    for actor in (robin, sam, jo):
        actor.skips()
    await robin.says("/close")
    sam.sees("The conversation with Robin has ended.")
    sam.sees("Jo would like to talk.")
    await sam.says("Robin, about your sister")
    sam.sees("I am Jo")
    sam.sees("I do not know who this is for.", "You are talking with: Jo")
    jo.sees("Sent to Sam")
    jo.sees_nothing()
    robin.skips()


async def test_who_has_closed_it_themselves_is_not_asked(sam: Actor, robin: Actor, jo: Actor) -> None:
    _, jos = await both_talk(sam, robin, jo)
    await sam.says("hello Jo", reply_to=jos)
    await robin.says("bye")
    bye = sam.sees("Robin:") and sam.sees("bye")
    await sam.says("bye Robin", reply_to=bye)
    await sam.says("/close", reply_to=bye)
    sam.sees("The conversation with Robin has ended.")
    for actor in (robin, jo, sam):
        actor.skips()
    await sam.says("now I am only here for you")
    jo.sees("now I am only here for you")
    robin.sees_nothing()


async def test_a_reply_to_a_copy_that_is_in_no_record_is_asked_about(
    play: Stage, sam: Actor, robin: Actor, jo: Actor
) -> None:
    robins, jos = await both_talk(sam, robin, jo)
    await sam.says("hello Robin", reply_to=robins)
    await sam.says("hello Jo", reply_to=jos)
    for actor in (sam, robin, jo):
        actor.skips()
    # Robin's message reaches Sam, but the answer to that is lost, so it is sent again: only the second one is known.
    play.world.faults.next("copyMessage", "reset_after")
    robin.phone.says("from Robin")
    await play.wait_for(lambda: sum(one.text == "from Robin" for one in sam.phone.screen) == 2)
    await play.quiet()
    first = next(one for one in sam.phone.screen if one.text == "from Robin")
    play.world.faults.slow[str(sam.phone.user_id)] = 1.5
    jo.phone.says("from Jo")
    await asyncio.sleep(0.4)
    sam.phone.says("for Robin alone", reply_to=first.message_id)
    await asyncio.sleep(0.5)
    play.world.faults.slow.clear()
    await play.quiet()
    assert any("I do not know who this is for." in one.text for one in sam.unread())
    for actor in (robin, jo):
        assert "for Robin alone" not in [one.text for one in actor.phone.screen]
        actor.skips()
    sam.skips()
