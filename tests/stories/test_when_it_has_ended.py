"""Ending, and what can still be said once it has ended: about the right person, truly, and to whom it was promised."""

import pytest
from sqlalchemy import select

from bot.models import Outbox
from bot.rehearsal.phone import Shown
from tests.world import Actor, Stage, buttons

EVENING = "tue 17:00-21:00"


@pytest.fixture
async def sam(play: Stage) -> Actor:
    sam = await play.volunteer("Sam", EVENING)
    await sam.says("I'm here")
    sam.skips()
    return sam


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    """Robin is talking with Sam."""
    return await talks_with(play, sam)


async def talks_with(play: Stage, sam: Actor) -> Actor:
    """Robin begins to talk with Sam."""
    robin = await play.member("Robin")
    await robin.says("hello")
    await sam.says("hello Robin")
    for actor in (robin, sam):
        actor.skips()
    return robin


@pytest.fixture
async def lee(play: Stage) -> Actor:
    """Lee is the safeguarding lead."""
    lee = await play.volunteer("Lee")
    await play.actor("Ada").says("/volunteers Lee lead")
    for actor in (play.actor("Ada"), lee):
        actor.skips()
    return lee


def everyone_has_read(play: Stage) -> None:
    """Whatever came so far does not matter to the story."""
    for actor in play.actors.values():
        actor.skips()


# A reply to what is long forgotten


@pytest.fixture
async def old(play: Stage) -> tuple[Shown, Actor, Actor]:
    """Kim talked with Robin days ago, and talks with Jo now; with what Kim has of Robin."""
    kim = await play.volunteer("Kim", "mon-sun 18:00-19:00")
    robin, jo = await play.member("Robin"), await play.member("Jo")
    await play.at(18)
    await robin.says("I am Robin")
    old = next(one for one in kim.phone.screen if one.text == "I am Robin")
    await kim.says("hello Robin", reply_to=old)
    await kim.says("/close")
    await play.at(18, days=4)
    await jo.says("I am Jo")
    await kim.says("hello Jo")
    everyone_has_read(play)
    return old, kim, jo


@pytest.mark.parametrize("command", ["/close", "/close anyway", "/handover", "/handover now", "/signpost"])
async def test_a_command_to_a_forgotten_message_is_asked_about(old: tuple[Shown, Actor, Actor], command: str) -> None:
    message, kim, jo = old
    await kim.says(command, reply_to=message)
    assert buttons(kim.sees("Which conversation do you mean?")) == ["Jo"]
    jo.sees_nothing()
    await kim.says("still here")
    jo.sees("still here")


@pytest.mark.parametrize("command", ["/block", "/report"])
async def test_nobody_is_blocked_by_a_forgotten_message(
    play: Stage, old: tuple[Shown, Actor, Actor], command: str
) -> None:
    message, kim, jo = old
    await kim.says(command, reply_to=message)
    kim.sees("I do not know whom you mean. Nothing was changed.")
    for actor in (jo, play.actor("Ada")):
        actor.sees_nothing()
    await kim.says("still here")
    jo.sees("still here")


async def test_a_concern_to_a_forgotten_message_is_asked_about(play: Stage, old: tuple[Shown, Actor, Actor]) -> None:
    message, kim, jo = old
    await kim.says("/concern yes", reply_to=message)
    asked = kim.sees("Which conversation do you mean?", "/concern someone else")
    assert buttons(asked) == ["Jo", "Someone else"]
    play.actor("Ada").sees_nothing()
    await kim.presses("Someone else", asked)
    kim.sees("I have told Coordinator 1.", "that you are worried.", "116 123")
    play.actor("Ada").sees("Kim is worried about somebody", "I do not know who it is")
    jo.sees_nothing()


async def test_with_nobody_else_there_it_has_ended(play: Stage, old: tuple[Shown, Actor, Actor]) -> None:
    message, kim, _ = old
    await kim.says("/close")
    everyone_has_read(play)
    await kim.says("/close", reply_to=message)
    kim.sees("That conversation has ended. Nothing was changed.")
    await kim.says("/close")
    kim.sees("You have no open conversation.")


# A concern, once it has ended


async def test_a_concern_after_the_conversation(play: Stage, sam: Actor, robin: Actor, lee: Actor) -> None:
    await sam.says("/close")
    everyone_has_read(play)
    await sam.says("/concern")
    asked = sam.sees("Are you worried that Robin")
    await sam.presses("Raise a concern", asked)
    done = sam.sees("I have told Lee.", "worried about Robin.", "asked them to get in touch with you")
    assert "go on talking" not in done.text
    lee.sees("Sam is worried about Robin", "get in touch with Sam now")
    await sam.presses("Raise a concern", asked)
    sam.sees_alert("That button no longer works.")
    lee.sees_nothing()
    robin.sees_nothing()


async def test_a_concern_after_the_shift(play: Stage, sam: Actor, robin: Actor, lee: Actor) -> None:
    await robin.says("one more thing")
    heard = sam.sees("one more thing")
    await play.at(21, 30)
    everyone_has_read(play)
    await sam.says("/concern yes", reply_to=heard)
    sam.sees("I have told Lee.", "worried about Robin.")
    lee.sees("Sam is worried about Robin")


async def test_a_concern_after_handing_over(play: Stage, sam: Actor, robin: Actor, lee: Actor) -> None:
    kim = await play.volunteer("Kim", EVENING)
    await sam.says("/handover now")
    everyone_has_read(play)
    await sam.says("/concern yes")
    sam.sees("I have told Lee.", "worried about Robin.")
    lee.sees("Sam is worried about Robin")
    await kim.says("/concern yes")
    assert "You can go on talking." in kim.sees("I have told Lee.", "worried about Robin.").text
    lee.sees("Kim is worried about Robin")
    robin.sees_nothing()


async def test_of_several_it_is_asked_which(play: Stage, sam: Actor, robin: Actor, lee: Actor) -> None:
    jo = await play.member("Jo")
    await sam.says("/close")
    await jo.says("I am Jo")
    await sam.says("hello Jo")
    everyone_has_read(play)
    await sam.says("/concern yes")
    asked = sam.sees("Which conversation do you mean?")
    assert buttons(asked) == ["Jo", "Robin", "Someone else"]
    await sam.presses("Robin", asked)
    sam.sees("I have told Lee.", "worried about Robin.")
    lee.sees("Sam is worried about Robin")
    await sam.presses("Jo", asked)
    sam.sees_alert("That button no longer works.")
    lee.sees_nothing()


async def test_a_concern_when_nothing_is_on_record(play: Stage, sam: Actor, lee: Actor) -> None:
    await sam.says("/concern")
    asked = sam.sees("Are you worried that somebody may come to harm?", "/concern yes someone else", "116 123")
    lee.sees_nothing()
    await sam.presses("Raise a concern", asked)
    sam.sees("I have told Lee.", "that you are worried.")
    lee.sees("Sam is worried about somebody", "I do not know who it is")
    await sam.says("/concern yes someone else")
    sam.sees("I have told Lee.", "that you are worried.")
    lee.sees("Sam is worried about somebody")


async def test_a_button_of_a_forgotten_conversation_still_leads_to_the_lead(
    play: Stage, sam: Actor, robin: Actor, lee: Actor
) -> None:
    await sam.says("/concern")
    asked = sam.sees("Are you worried that Robin")
    await play.at(21)
    await play.forward(days=4)
    everyone_has_read(play)
    await sam.presses("Raise a concern", asked)
    sam.sees("Are you worried that somebody may come to harm?")
    lee.sees_nothing()
    await sam.presses("Raise a concern")
    sam.sees("I have told Lee")
    lee.sees("Sam is worried about somebody")


# Blocking and reporting


async def test_reporting_by_someone_who_lost_a_role(play: Stage, sam: Actor, lee: Actor) -> None:
    await play.joins_as("Sam", "member", "Sparrow")
    robin = await talks_with(play, sam)
    await sam.says("/close")
    await play.actor("Ada").says("/volunteers Sam remove yes")
    everyone_has_read(play)
    await sam.says("/report")
    sam.sees("I have told Lee that something went wrong with Robin.")
    lee.sees("Someone who was a volunteer here until lately", "something went wrong with Robin")
    robin.sees_nothing()


async def test_reporting_someone_who_lost_their_role(play: Stage, sam: Actor, robin: Actor, lee: Actor) -> None:
    await sam.says("/close")
    await play.actor("Ada").says("/volunteers Sam remove yes")
    everyone_has_read(play)
    await robin.says("/report")
    robin.sees("I have told Lee that something went wrong.")
    lee.sees("Robin has said that something went wrong with somebody who has left", "talk with Robin")


@pytest.mark.parametrize("upwards", [True, False], ids=["by the member", "by the volunteer"])
async def test_by_name_long_afterwards(play: Stage, sam: Actor, robin: Actor, lee: Actor, upwards: bool) -> None:
    by, other, name = (robin, sam, "Sam") if upwards else (sam, robin, "Robin")
    await sam.says("/close")
    # A volunteer still knows whom they wished something about.
    await sam.says("/me again Robin")
    await play.forward(days=4)
    everyone_has_read(play)
    await by.says("/report")
    by.sees("I do not know whom you mean. Nothing was changed.", f"/report {name}")
    await by.says("/report Nobody")
    by.sees("I do not know whom you mean. Nothing was changed.")
    lee.sees_nothing()
    await by.says(f"/report {name.upper()}")
    by.sees(f"I have told Lee that something went wrong with {name}.")
    lee.sees(f"{'Robin' if upwards else 'Sam'} has said that something went wrong with {name}.")
    await by.says(f"/block {name}")
    by.sees(f"You will not be paired with {name} again.", f"/me any {name}")
    await by.says(f"/me any {name}")
    by.sees(f"I have forgotten what you wished about {name}.")
    other.sees_nothing()


async def test_by_name_ends_the_conversation_too(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("/block Sam")
    robin.sees("You will not be paired with Sam again.")
    sam.sees("The conversation with Robin has ended.")


async def test_blocking_the_one_before_can_be_taken_back(play: Stage, sam: Actor, robin: Actor) -> None:
    await sam.says("/close")
    kim = await play.volunteer("Kim", EVENING)
    await robin.says("hello again")
    everyone_has_read(play)
    await robin.says("/block")
    robin.sees("You will not be paired with Sam again.", "To take it back: /me any Sam")
    await robin.says("/me any Sam")
    robin.sees("I have forgotten what you wished about Sam.")
    for actor in (sam, kim):
        actor.sees_nothing()


@pytest.mark.parametrize("handed", [True, False], ids=["handed over", "the shift is over"])
async def test_a_report_is_about_who_wrote_what_it_replies_to(
    play: Stage, sam: Actor, robin: Actor, lee: Actor, handed: bool
) -> None:
    """Kim, who has the conversation now, has done nothing."""
    await sam.says("something nasty")
    nasty = robin.sees("something nasty")
    kim = await play.volunteer("Kim", EVENING if handed else "tue 21:00-22:00")
    await robin.says("what do you mean?")
    everyone_has_read(play)
    if handed:
        await sam.says("/handover now")
    else:
        await play.at(21)
    everyone_has_read(play)
    await robin.says("/report")
    robin.sees("I do not know whom you mean. Nothing was changed.")
    await robin.says("/report", reply_to=nasty)
    robin.sees("I have told Lee that something went wrong with Sam.")
    lee.sees("Robin has said that something went wrong with Sam.")
    for actor in (sam, kim):
        actor.sees_nothing()
    await kim.says("hello, I am Kim")
    assert robin.sees("hello, I am Kim")
    everyone_has_read(play)
    await robin.says("/block")  # Kim has spoken last
    robin.sees("You will not be paired with Kim again.")
    kim.sees("The conversation with Robin has ended.")


async def test_who_has_handed_over_can_still_report(play: Stage, sam: Actor, robin: Actor, lee: Actor) -> None:
    jo = await play.member("Jo")
    await sam.says("/close")
    await jo.says("I am Jo")
    await sam.says("hello Jo")
    await sam.says("/close")
    await robin.says("something nasty")
    everyone_has_read(play)
    nasty = next(one for one in sam.phone.screen if one.text == "something nasty")
    kim = await play.volunteer("Kim", EVENING)
    await sam.says("/handover now")
    everyone_has_read(play)
    await sam.says("/report")  # Jo's was the last that stayed with Sam
    sam.sees("I do not know whom you mean. Nothing was changed.")
    for typed, reply in (("/report", nasty), ("/report Robin", None)):
        await sam.says(typed, reply_to=reply)
        sam.sees("I have told Lee that something went wrong with Robin.")
        lee.sees("Sam has said that something went wrong with Robin.")
    for actor in (robin, jo, kim):
        actor.sees_nothing()


async def test_a_block_is_not_about_the_one_before_the_last(play: Stage, sam: Actor, robin: Actor) -> None:
    """Nothing was written in the last one."""
    await sam.says("/close")
    jo = await play.member("Jo")
    await jo.says("/start talk")
    await sam.says("/close yes")
    everyone_has_read(play)
    await sam.says("/block")
    sam.sees("I do not know whom you mean. Nothing was changed.")
    for actor in (robin, jo):
        actor.sees_nothing()


async def test_a_wish_in_the_middle_says_that_it_goes_on(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("/me not Sam")
    robin.sees("I will not pair you with Sam after this.", "You are still talking with Sam. To end that, write: /close")
    sam.sees_nothing()
    await sam.says("/close")
    everyone_has_read(play)
    await robin.says("/me not Sam")
    robin.sees("I will not pair you with Sam.\nNobody is told")


async def test_who_listens_and_is_heard_says_whom_they_mean(play: Stage, sam: Actor) -> None:
    """Sam listens to Robin, and talks with Kim as a member: a block without a name is not guessed."""
    await play.joins_as("Sam", "member", "Sparrow")
    robin = await talks_with(play, sam)
    kim = await play.volunteer("Kim", EVENING)
    everyone_has_read(play)
    await sam.says("/start talk")
    await kim.says("hello Sparrow")
    everyone_has_read(play)
    await sam.says("/block")
    sam.sees("I do not know whom you mean. Nothing was changed.")
    await sam.says("/close")
    assert buttons(sam.sees("Which conversation do you mean?")) == ["Robin", "Kim"]
    for actor in (robin, kim):
        actor.sees_nothing()
    await sam.presses("Kim")
    sam.sees("You have ended the conversation with Kim.")
    sam.sees("How are you now, after talking with Kim?")
    kim.sees("The conversation with Sparrow has ended.")
    robin.sees_nothing()


# A block looks like any other end


async def test_a_member_can_end_it(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("/close")
    robin.sees("You have ended the conversation with Sam.", "You can write again at any time.")
    robin.sees("How are you now, after talking with Sam?")
    assert sam.sees("The conversation with Robin has ended.").text == "The conversation with Robin has ended."
    assert buttons(sam.last) == []
    await robin.says("/close")
    robin.sees("You have no open conversation.")
    await robin.says("me again")
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("me again")
    await robin.says("/block")
    robin.sees("You will not be paired with Sam")
    assert sam.sees("The conversation with Robin has ended.").text == "The conversation with Robin has ended."
    assert buttons(sam.last) == []


async def test_a_member_ends_it_before_anybody_answered(play: Stage, sam: Actor) -> None:
    robin = await play.member("Robin")
    await robin.says("hello")
    everyone_has_read(play)
    await robin.says("/close")
    robin.sees("You have ended the conversation with Sam.", "had not answered you yet", "116 123")
    sam.sees("The conversation with Robin has ended.")


async def test_a_member_no_longer_waits(play: Stage, sam: Actor) -> None:
    kim, robin = await play.volunteer("Kim", EVENING), await play.member("Robin")
    await robin.says("hello")
    everyone_has_read(play)
    await robin.says("/close")
    robin.sees("All right. Nothing is passed on.")
    for actor in (sam, kim):
        actor.sees("Someone wanted to talk.", "This offer has ended.")
    await play.forward(minutes=30)
    play.actor("Ada").skips()
    for actor in (robin, sam, kim):
        actor.sees_nothing()


async def test_a_volunteers_block_looks_like_an_end(play: Stage, sam: Actor, robin: Actor) -> None:
    seen = []
    for command in ("/close", "/block"):
        await robin.says("hello")
        await sam.says("hello")
        everyone_has_read(play)
        await sam.says(command)
        sam.skips()
        seen.append([(one.text, buttons(one)) for one in robin.unread()])
        robin.skips()
    assert seen[0] == seen[1]
    assert [text.split("\n")[0] for text, _ in seen[0]] == [
        "Sam has ended this conversation. Thank you for talking.",
        "How are you now, after talking with Sam?",
    ]


# How was it?


async def test_a_wish_leaves_the_question_open(play: Stage, sam: Actor, robin: Actor) -> None:
    await sam.says("/close")
    sam.skips()
    robin.sees("Sam has ended this conversation.")
    asked = robin.sees("How are you now, after talking with Sam?")
    await robin.presses("Talk with Sam again", asked)
    robin.sees("Thank you. If Sam wishes it too")
    assert buttons(robin.own(asked.message_id)) == ["Better", "The same", "Worse", "Rather not say"]
    await robin.presses("Better", asked)
    thanks = robin.sees("Thank you.", "You can write here again at any time.")
    assert buttons(thanks) == []
    ada = play.actor("Ada")
    await ada.says("/stats")
    ada.sees("under 5 felt better")


async def test_after_a_block_nobody_is_offered_to_talk_again(play: Stage, sam: Actor, robin: Actor) -> None:
    await sam.says("/close")
    sam.skips()
    robin.skips()
    await robin.says("/block")
    robin.sees("You will not be paired with Sam again.")
    await robin.says("/felt worse")
    assert buttons(robin.sees("Thank you.")) == []


async def test_who_wished_it_already_is_not_asked_again(play: Stage, sam: Actor, robin: Actor) -> None:
    await sam.says("/me again Robin")
    sam.skips()
    await sam.says("/close")
    assert buttons(sam.sees("The conversation with Robin has ended.")) == []
    robin.skips()


async def test_how_it_was_of_ones_own_conversation(play: Stage, sam: Actor, robin: Actor) -> None:
    """Robin has listened to Jo since, and still says how the talk with Sam was."""
    await sam.says("/close")
    await play.joins_as("Robin", "volunteer", "Rae")
    await play.actor("Ada").says("/shift Rae tue 18:00-19:00")
    await play.actor("Ada").says("/unshift 1")
    jo = await play.member("Jo")
    await play.at(18)
    await jo.says("hello")
    await robin.says("hello Jo")
    everyone_has_read(play)
    await robin.says("/felt better")
    robin.sees("Thank you.")
    await robin.says("/felt better")
    robin.sees("There is no question to answer now.")


# Nobody has answered yet


@pytest.fixture
async def waiting(play: Stage, sam: Actor) -> Actor:
    """Robin has written, and Sam has not answered."""
    robin = await play.member("Robin")
    await robin.says("hello")
    for actor in (robin, sam):
        actor.skips()
    return robin


async def test_who_has_had_no_answer_is_not_dropped_silently(play: Stage, sam: Actor, waiting: Actor) -> None:
    await sam.says("/close")
    asked = sam.sees("Robin has had no answer yet. Nothing was changed.", "/handover", "/close anyway")
    assert buttons(asked) == ["Hand over", "Close"]
    waiting.sees_nothing()
    await sam.presses("Hand over", asked)
    sam.sees("Do you want to hand Robin over?")
    await sam.presses("Close", asked)
    sam.sees("The conversation with Robin has ended.")
    ended = waiting.sees("Sam has ended this conversation.", "I am sorry that nobody answered you.", "116 123")
    assert "Thank you for talking" not in ended.text
    await sam.presses("Close", asked)
    sam.sees_alert("That button no longer works.")


async def test_closed_anyway_in_words(play: Stage, sam: Actor, waiting: Actor) -> None:
    await sam.says("/close anyway")
    sam.sees("The conversation with Robin has ended.")
    waiting.sees("Sam has ended this conversation.", "nobody answered you")


# Handing over


async def test_true_words_when_it_went_to_the_only_other_one(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.volunteer("Kim", EVENING)
    everyone_has_read(play)
    await sam.says("/handover now")
    handed = sam.sees("You have handed Robin over. Thank you.", "Kim goes on with Robin now.")
    assert "asked" not in handed.text
    everyone_has_read(play)


async def test_true_words_when_several_were_asked(play: Stage, sam: Actor, robin: Actor) -> None:
    for name in ("Kim", "Lee", "Max"):
        await play.volunteer(name, EVENING)
    everyone_has_read(play)
    await sam.says("/handover")
    sam.sees("On duty now: Kim, Lee and Max.")
    await sam.says("/handover now")
    sam.sees("You have handed Robin over.", "I have asked the others on duty.")
    everyone_has_read(play)


async def test_an_album_as_a_note(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim", EVENING)
    everyone_has_read(play)
    await sam.says("/handover")
    asked = sam.sees("Do you want to hand Robin over?")
    await sam.says("first version", reply_to=asked)
    sam.sees("This note goes along")
    for _ in range(3):
        sam.phone.sends("photo", reply_to=asked.message_id, media_group_id="the garden")
    await play.quiet()
    sam.sees("This note goes along")
    sam.sees_nothing()
    await sam.says("/handover now")
    sam.skips()
    robin.skips()
    kim.sees("Robin was talking with Sam")
    kim.sees("A note from Sam for you:")
    assert [one.kind for one in kim.unread()] == ["photo"] * 3
    kim.skips()


async def test_a_note_that_may_show_who_somebody_is_is_not_kept(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim", EVENING)
    everyone_has_read(play)
    await sam.says("/handover")
    asked = sam.sees("Do you want to hand Robin over?")
    await sam.says("call me on 07700 900123", reply_to=asked)
    sam.sees("I have not kept this note.", "phone number", "write it again without that")
    for caption in ("me and @robin_real", "", ""):
        sam.phone.sends("photo", reply_to=asked.message_id, media_group_id="the garden", caption=caption)
    await play.quiet()
    sam.sees("I have not kept this note.", "Telegram name")
    sam.sees_nothing()
    await sam.says("Robin likes the garden", reply_to=asked)
    sam.sees("This note goes along")
    await sam.says("/handover now")
    sam.skips()
    robin.skips()
    kim.sees("Robin was talking with Sam")
    kim.sees("A note from Sam for you:")
    kim.sees("Robin likes the garden")
    kim.sees_nothing()


# Who was told


async def test_who_cannot_be_reached_was_not_told(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.actor("Ada").blocks()
    await sam.says("/concern yes")
    sam.sees("There is nobody here whom I could tell.", "116 123")
    await sam.says("/talk")
    sam.sees("I could not reach anyone of the group", "116 123")
    await sam.says("/report")
    sam.sees("There is nobody else here whom I could tell.")
    robin.skips()


async def test_a_report_says_who_was_told(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("/report")
    done = robin.sees("I have told Coordinator 1 that something went wrong with Sam.")
    assert "safeguarding lead" not in done.text
    sam.skips()
    play.actor("Ada").sees("Robin has said that something went wrong with Sam.")


# After the shift


async def kept(play: Stage, actor: Actor) -> list[str]:
    """The keys of all texts that are on record for this chat."""
    assert play.app.database is not None
    of_chat = Outbox.chat_id == actor.phone.user_id, Outbox.text_key.is_not(None)
    async with play.app.database.transaction() as session:
        keys = await session.scalars(select(Outbox.text_key).where(*of_chat).order_by(Outbox.id))
        return [key for key in keys if key]


async def test_nothing_of_what_was_pressed_is_kept(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.at(21)
    sam.skips()
    robin.skips()
    ended = sam.phone.screen[-1]
    seen = []
    for answer in ("I'm all right", "It was hard"):
        before = await kept(play, sam)
        await sam.presses(answer, ended)
        seen.append((await kept(play, sam))[len(before) :])
        sam.skips()
        assert buttons(sam.own(ended.message_id)) == ["I'd like to talk to someone"]
    assert seen[0] == seen[1] != []


async def test_who_was_a_volunteer_until_just_now_hears_the_truth(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.at(21)
    everyone_has_read(play)
    ended = sam.phone.screen[-1]
    ada = play.actor("Ada")
    await ada.says("/volunteers Sam remove yes")
    everyone_has_read(play)
    await sam.presses("It was hard", ended)
    sam.sees("Thank you", "/talk")
    await sam.presses("I'd like to talk to someone")
    sam.sees("Only volunteers can ask for this here. I have told nobody.", "116 123")
    await sam.says("/talk")
    sam.sees("I have told nobody.", "116 123")
    ada.sees_nothing()
