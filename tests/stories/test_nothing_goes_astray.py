"""Words reach the one person they are for, or nobody: after hand-overs, ends, changes, and while two things go on."""

import pytest

from tests.stories.test_one_phone import shared
from tests.world import Actor, Stage, buttons

EVENING = "tue 17:00-21:00"
PHONE = "call me on 07700 900123"


@pytest.fixture
async def sam(play: Stage) -> Actor:
    sam = await play.volunteer("Sam", EVENING)
    await sam.says("I'm here")
    sam.skips()
    return sam


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    """Robin is talking with Sam already."""
    robin = await play.member("Robin")
    await robin.says("hello")
    await sam.says("hello Robin")
    for actor in (sam, robin):
        actor.skips()
    return robin


async def also_jo(play: Stage, sam: Actor) -> Actor:
    """Jo is talking with Sam too."""
    jo = await play.member("Jo")
    await jo.says("hello, Jo here")
    for actor in (sam, jo):
        actor.skips()
    return jo


async def hands_over(play: Stage, sam: Actor) -> Actor:
    """Sam hands the conversation over to Kim, who has come on duty too."""
    kim = await play.volunteer("Kim", "tue 17:00-23:00")
    await kim.says("I'm here")
    await sam.says("/handover now")
    for actor in play.actors.values():
        actor.skips()
    return kim


def everyone_skips(play: Stage) -> None:
    for actor in play.actors.values():
        actor.skips()


# A change that was set aside


async def test_a_change_set_aside_goes_to_nobody_after_a_hand_over(play: Stage, sam: Actor, robin: Actor) -> None:
    sent = await sam.says("see you")
    await sam.edits(sent, f"see you, {PHONE}")
    asked = sam.phone.screen[-1]
    await hands_over(play, sam)
    await sam.presses("Send it anyway", asked)
    told = sam.sees("I did not pass on what you changed.")
    assert "new message" not in told.text
    robin.sees_nothing()


async def test_nor_does_a_members_to_the_next_volunteer(play: Stage, sam: Actor, robin: Actor) -> None:
    sent = await robin.says("for Sam alone")
    await robin.edits(sent, f"for Sam alone, {PHONE}")
    asked = robin.phone.screen[-1]
    await sam.says("thank you")
    kim = await hands_over(play, sam)
    await robin.presses("Send it anyway", asked)
    robin.sees("I did not pass on what you changed.", "write it again as a new message")
    kim.sees_nothing()
    sam.sees_nothing()


async def test_a_change_made_good_again_is_passed_on_and_asked_about_no_more(sam: Actor, robin: Actor) -> None:
    sent = await robin.says("see you")
    sam.sees("see you")
    await robin.edits(sent, f"see you, {PHONE}")
    asked = robin.sees("I have not sent this yet.")
    await robin.edits(sent, "see you on Monday")
    sam.sees("see you on Monday")
    await robin.presses("Send it anyway", asked)
    robin.sees_alert("That button no longer works.")


# A name, and what is none


async def test_an_answer_to_somebody_is_no_name(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim", EVENING)
    await kim.says("I'm here")
    kim.skips()
    await sam.says("/start talk")
    sam.sees("Please read this before you join.")
    await sam.presses("I agree")
    asked = sam.sees("What should we call you?", "reply to this message")
    await robin.says("are you there?")
    sam.sees("are you there?")
    await sam.says("Yes Robin I am")
    robin.sees("Yes Robin I am")
    await sam.says("@sam", reply_to=asked)
    again = sam.sees("That name does not work here.")
    await sam.says("Sparrow", reply_to=again)
    sam.sees("Welcome, Sparrow.")
    sam.sees("Just write here what you want to say.")
    sam.sees("Kim is here for you now")
    kim.sees("Sparrow would like to talk.")


async def test_nor_is_a_goodbye_to_somebody_who_has_just_left(play: Stage, sam: Actor, robin: Actor) -> None:
    await sam.says("/start talk")
    await sam.presses("I agree")
    asked = sam.phone.screen[-1]
    await sam.says("/close")
    everyone_skips(play)
    await sam.says("take care")
    sam.sees("Nobody is talking with you now, so I sent this to no one.")
    await sam.says("Sparrow", reply_to=asked)
    sam.sees("Welcome, Sparrow.")
    everyone_skips(play)


async def test_who_has_talked_with_nobody_simply_writes_it(play: Stage, sam: Actor) -> None:
    await sam.says("/start talk")
    await sam.presses("I agree")
    sam.skips()
    await sam.says("Sparrow")
    sam.sees("Welcome, Sparrow.")
    everyone_skips(play)


# Changed before it went


async def test_a_waiting_message_that_comes_to_show_who_one_is(play: Stage) -> None:
    robin, sam = await play.member("Robin"), await play.volunteer("Sam", "tue 18:00-21:00")
    sent = await robin.says("please ring me")
    robin.sees("No one is on duty now.")
    await robin.presses("Pass it on")
    robin.sees("It will wait")
    await robin.edits(sent, f"please {PHONE}, I want to die")
    asked = robin.sees("I have not sent this yet.", "phone number")
    robin.sees("A simple word list added this.")
    await play.at(18)
    sam.sees("Your shift has started.", "Nobody is waiting now.")
    await robin.presses("Send it anyway", asked)
    robin.sees("All right.")
    sam.sees("Robin would like to talk.")
    sam.sees(PHONE)
    robin.sees("Sent to Sam")


async def test_a_waiting_message_is_read_by_the_word_list_when_it_changes(play: Stage) -> None:
    robin = await play.member("Robin")
    sent = await robin.says("hello")
    robin.sees("No one is on duty now.")
    await robin.edits(sent, "hello, I want to die")
    robin.sees("A simple word list added this.")


@pytest.mark.parametrize("upwards", [True, False], ids=["member to volunteer", "volunteer to member"])
async def test_changed_while_telegram_makes_us_wait(play: Stage, sam: Actor, robin: Actor, upwards: bool) -> None:
    writer, reader = (robin, sam) if upwards else (sam, robin)
    play.world.faults.rate("429", 1.0, ["copyMessage"])
    sent = writer.phone.says("see you")
    await play.wait_for(lambda: any(method == "copymessage" for method, _ in play.world.calls))
    writer.phone.edits(sent, f"see you, {PHONE}")
    await play.wait_for(lambda: any("I have not sent this yet." in one.text for one in writer.unread()))
    play.world.faults.clear()
    await play.forward(seconds=5)
    asked = writer.sees("I have not sent this yet.", "phone number")
    reader.sees_nothing()
    await writer.presses("Send it anyway", asked)
    writer.sees("All right.")
    reader.sees(f"see you, {PHONE}")
    reader.sees_nothing()


async def test_a_message_for_whom_is_not_known_that_comes_to_show_who_one_is(
    play: Stage, sam: Actor, robin: Actor
) -> None:
    jo = await also_jo(play, sam)
    sent = await sam.says("ring me")
    names = sam.sees("I do not know who this is for.")
    await sam.edits(sent, PHONE)
    asked = sam.sees("I have not sent this yet.", "phone number")
    await sam.presses("Jo", names)
    sam.sees_alert("Answer my other question about it first.")
    jo.sees_nothing()
    await sam.presses("Send it anyway", asked)
    sam.sees("I do not know who this is for.", "Robin, Jo")
    await sam.presses("Jo")
    sam.sees("All right.")
    jo.sees(PHONE)
    robin.sees_nothing()


async def test_taking_out_what_shows_who_one_is_is_no_silence(sam: Actor, robin: Actor) -> None:
    sent = await robin.says(PHONE)
    robin.sees("I have not sent this yet.", "phone number")
    await robin.edits(sent, "write to robin.real@example.org")
    robin.sees("I have not sent this yet.", "email address")
    await robin.edits(sent, "see you")
    again = robin.sees("I have not sent this yet.", "nothing in it now")
    assert buttons(again) == ["Send it anyway", "Do not send it"]
    sam.sees_nothing()
    await robin.presses("Send it anyway", again)
    robin.sees("All right.")
    sam.sees("see you")


async def test_do_not_send_it_can_be_typed(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says(PHONE)
    robin.sees("I have not sent this yet.")
    await robin.says("do not send it")
    robin.sees("I did not send it.")
    sam.sees_nothing()
    await also_jo(play, sam)
    await sam.says("for one of you")
    sam.sees("I do not know who this is for.")
    await sam.says("Do not send it.")
    sam.sees("I did not send it.")
    await robin.says("Do not send it")  # nothing waits, so these are words like any others
    sam.sees("Robin:")
    sam.sees("Do not send it")


# Send it anyway


async def test_it_is_said_to_be_sent_only_when_it_was(play: Stage, sam: Actor, robin: Actor) -> None:
    await sam.says(PHONE)
    asked = sam.sees("I have not sent this yet.")
    await play.at(21)
    everyone_skips(play)
    await sam.presses("Send it anyway", asked)
    sam.sees("That conversation has ended. I sent this to no one.")
    sam.sees_nothing()
    robin.sees_nothing()
    assert not [one for one in sam.phone.screen if one.text == "All right."]


async def test_with_two_conversations_the_question_is_asked_before_the_name(
    play: Stage, sam: Actor, robin: Actor
) -> None:
    jo = await also_jo(play, sam)
    await sam.says(PHONE)
    asked = sam.sees("I have not sent this yet.", "phone number")
    assert buttons(asked) == ["Send it anyway", "Do not send it"]
    await sam.presses("Send it anyway", asked)
    names = sam.sees("I do not know who this is for.")
    assert buttons(names) == ["Robin", "Jo", "Do not send it"]
    for actor in (robin, jo):
        actor.sees_nothing()
    await sam.presses("Jo", names)
    sam.sees("All right.")
    jo.sees(PHONE)

    await sam.says("robin.real@example.org")
    sam.sees("I have not sent this yet.", "email")
    await sam.says("Send it anyway")
    sam.sees("I do not know who this is for.")
    await sam.says("robin")
    robin.sees("robin.real@example.org")
    jo.sees_nothing()


def sends_two_files(sam: Actor, *names: str) -> None:
    for name in names:
        sam.phone.sends("document", file_name=name, media_group_id=f"album of {names[0]}")


async def test_every_part_of_an_album_counts(play: Stage, sam: Actor, robin: Actor) -> None:
    jo = await also_jo(play, sam)
    sends_two_files(sam, "document.pdf", "CV Sam Example.pdf")
    await play.quiet()
    names = sam.sees("I do not know who this is for.")
    asked = sam.sees("I have not sent this yet.", "The file has a name")
    await sam.presses("Jo", names)
    sam.sees_alert("Answer my other question about it first.")
    await sam.presses("Send it anyway", asked)
    await sam.presses("Jo", sam.sees("I do not know who this is for."))
    sam.sees("All right.")
    assert [one.kind for one in jo.unread()] == ["document", "document"]
    jo.skips()

    sends_two_files(sam, "CV Sam Example.pdf", "document.pdf")
    await play.quiet()
    sam.sees("I have not sent this yet.", "The file has a name")
    sam.sees_nothing()
    await sam.says("do not send it")
    sam.sees("I did not send it.")
    for actor in (robin, jo):
        actor.sees_nothing()


async def test_a_waiting_album_comes_out_as_a_whole(play: Stage) -> None:
    robin, sam = await play.member("Robin"), await play.volunteer("Sam", "tue 18:00-21:00")
    sent = await robin.sends_album(["photo", "photo"], caption="my garden")
    robin.skips()
    await robin.presses("Pass it on")
    robin.skips()
    await robin.edits(sent[0], PHONE)
    asked = robin.sees("I have not sent this yet.")
    await play.at(18)
    sam.skips()
    robin.sees_nothing()
    await robin.presses("Send it anyway", asked)
    album = [one for one in sam.unread() if one.kind == "photo"]
    assert len(album) == 2
    assert len({one.media_group_id for one in album}) == 1
    for actor in (robin, sam):
        actor.skips()


# A conversation of their own


async def asks_to_talk(play: Stage, sam: Actor) -> None:
    """Sam asks for support, for the first time, as Sparrow."""
    await sam.says("/start talk")
    await sam.presses("I agree")
    await sam.says("Sparrow", reply_to=sam.phone.screen[-1])
    everyone_skips(play)


async def two_at_once(play: Stage, sam: Actor) -> Actor:
    """Sam, on duty with Robin, is talking as Sparrow with Kim."""
    kim = await play.volunteer("Kim", "tue 17:00-18:00")
    await kim.says("I'm here")
    await asks_to_talk(play, sam)
    return kim


async def test_after_their_own_conversation_they_are_asked(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await two_at_once(play, sam)
    await kim.says("I am listening")
    from_kim = sam.sees("I am listening")
    await sam.says("it is heavy today", reply_to=from_kim)
    kim.sees("it is heavy today")
    await kim.says("I hear you")
    sam.skips()
    await kim.says("/close")
    everyone_skips(play)
    await sam.says("and it never gets better")
    asked = sam.sees("I do not know who this is for.", "You are talking with: Robin")
    assert buttons(asked) == ["Robin", "Do not send it"]
    robin.sees_nothing()
    await sam.presses("Do not send it", asked)
    sam.sees("I did not send it.")
    await play.forward(minutes=16)
    everyone_skips(play)
    await sam.says("how are you now, Robin?")
    robin.sees("how are you now, Robin?")


async def test_also_when_the_shift_of_the_other_ends_on_unanswered_words(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await two_at_once(play, sam)
    await kim.says("I am listening")
    await sam.says("it is heavy today", reply_to=sam.sees("I am listening"))
    kim.sees("it is heavy today")
    await play.at(18)
    everyone_skips(play)
    await sam.says("are you there?")
    sam.sees("I do not know who this is for.")
    robin.sees_nothing()


async def test_ones_own_words_while_nobody_has_taken_them(play: Stage, sam: Actor, robin: Actor) -> None:
    kim, lee = await play.volunteer("Kim", EVENING), await play.volunteer("Lee", EVENING)
    for actor in (kim, lee):
        await actor.says("I'm here")
    await asks_to_talk(play, sam)
    await sam.says("I need to talk")
    asked = sam.sees("I do not know who this is for.", "You are talking with: Robin", "Someone else")
    assert buttons(asked) == ["Robin", "Someone else", "Do not send it"]
    await sam.presses("Someone else", asked)
    sam.sees("All right.")
    await sam.says("it is a hard day")
    sam.sees("I do not know who this is for.")
    await sam.says("someone else")
    for actor in (robin, kim, lee):
        actor.sees_nothing()
    await kim.presses("Take")
    everyone_shown = [one.text for one in kim.unread()]
    assert everyone_shown[-2:] == ["I need to talk", "it is a hard day"]
    robin.sees_nothing()
    everyone_skips(play)


# Right after a shift


async def shift_ends(play: Stage, sam: Actor) -> Actor:
    """Sam's shift has just ended, and Robin was handed on to Kim."""
    await sam.opens(await play.invites("member"))
    await sam.presses("I agree")
    await sam.says("Sparrow", reply_to=sam.phone.screen[-1])
    kim = await play.volunteer("Kim", "tue 20:59-23:00")
    await play.at(20, 59)
    await kim.says("I'm here")
    await play.at(21)
    await play.forward(minutes=1)
    everyone_skips(play)
    return kim


@pytest.mark.parametrize("typed", [False, True])
async def test_a_goodbye_after_the_shift_is_nobodys(play: Stage, sam: Actor, robin: Actor, typed: bool) -> None:
    kim = await shift_ends(play, sam)
    await sam.says("goodbye Robin, take care")
    asked = sam.sees("You are not on duty now. I sent this to no one yet.", "Is this for yourself?", "116 123")
    assert buttons(asked) == ["I'd like to talk", "Do not send it"]
    for actor in (kim, robin):
        actor.sees_nothing()
    await (sam.says("Do not send it") if typed else sam.presses("Do not send it", asked))
    sam.sees("I did not send it.")

    await sam.says("it was a hard evening")
    asked = sam.sees("You are not on duty now.")
    if typed:
        await sam.says("I'd like to talk")
    else:
        await sam.presses("I'd like to talk", asked)
    sam.sees("All right.")
    kim.sees("Sparrow would like to talk.")
    kim.sees("it was a hard evening")
    sam.sees("Sent to Kim")
    await sam.says("very hard")  # now it is clear
    assert kim.unread()[-1].text == "very hard"
    kim.skips()
    sam.sees_nothing()
    robin.sees_nothing()


async def test_what_shows_who_one_is_is_asked_first(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await shift_ends(play, sam)
    await sam.says(f"Robin, {PHONE}")
    await sam.presses("Send it anyway", sam.sees("I have not sent this yet."))
    await sam.presses("Do not send it", sam.sees("You are not on duty now.", "Is this for yourself?"))
    sam.sees("I did not send it.")
    for actor in (kim, robin):
        actor.sees_nothing()


async def test_a_while_later_they_are_a_member_like_any_other(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await shift_ends(play, sam)
    await play.forward(minutes=15)
    everyone_skips(play)
    await sam.says("may I talk?")
    assert "may I talk?" in [one.text for one in kim.unread()]
    everyone_skips(play)


# Take, typed


async def test_take_is_never_passed_on(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim", EVENING)
    await kim.says("I'm here")
    jo = await play.member("Jo")
    await jo.says("hello")
    everyone_skips(play)
    await kim.says("Take")
    assert "You took this conversation." in kim.unread()[0].text or "Jo would like to talk." in kim.unread()[0].text
    everyone_skips(play)
    await sam.says("take")
    sam.sees("This offer has ended.")
    await kim.says("take")
    kim.sees("This offer has ended.")
    for actor in (robin, jo):
        actor.sees_nothing()


async def test_on_a_shared_phone_it_takes_what_any_of_them_was_offered(play: Stage) -> None:
    phone = await shared(play, "Ann", "Bea")
    lou = await play.volunteer("Lou", EVENING)
    await play.on_rota("Ann", EVENING)
    await phone.says("/phone bea")
    await lou.says("I'm here")
    kit = await play.member("Kit")
    await kit.says("is anybody there?")
    everyone_skips(play)
    await phone.says("Take")
    phone.sees("You took this conversation.")
    phone.sees("For Ann:", "Kit would like to talk.")
    phone.sees("is anybody there?")
    kit.sees("Sent to Ann")
    lou.sees("Another person on duty took this one.")
    await phone.says("Take")
    phone.sees("This offer has ended.")
    kit.sees_nothing()
