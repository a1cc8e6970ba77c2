"""Helplines beside certain words, a look before something shows who one is, concerns, blocking and reporting."""

import pytest

from tests.world import Actor, Stage, buttons


@pytest.fixture
async def sam(play: Stage) -> Actor:
    sam = await play.volunteer("Sam", "tue 17:00-23:00")
    await sam.says("I'm here")
    sam.skips()
    return sam


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    """Robin is talking with Sam."""
    robin = await play.member("Robin")
    await robin.says("hello")
    await sam.says("hello Robin")
    for actor in (robin, sam):
        actor.skips()
    return robin


# The word list


async def test_the_list_comes_beside_the_message(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("I can't go on like this")
    sam.sees("I can't go on like this")
    sam.sees_nothing()
    added = robin.sees("Here are people who can listen now.", "A simple word list added this.", "116 123")
    assert "It often gets things wrong and misses things." in added.text
    play.actor("Ada").sees_nothing()
    await play.forward(hours=5)
    for actor in (robin, sam, play.actor("Ada")):
        actor.skips()
    await robin.says("I want to die")
    sam.sees("I want to die")
    robin.sees_nothing()


async def test_it_comes_again_after_six_hours(play: Stage) -> None:
    kim, robin = await play.volunteer("Kim", "tue 17:00-24:00"), await play.member("Robin")
    for when, expected in ((17, 1), (22, 0), (23, 1)):
        await play.at(when, 1)
        for actor in (robin, kim, play.actor("Ada")):
            actor.skips()
        await robin.says("there is no point in living")
        lists = [one for one in robin.unread() if "A simple word list" in one.text]
        assert len(lists) == expected
    for actor in (robin, kim):
        actor.skips()


async def test_it_can_be_switched_off(play: Stage, sam: Actor, robin: Actor) -> None:
    await robin.says("I want to die")
    sam.sees("I want to die")
    added = robin.sees("A simple word list added this.")
    assert buttons(added) == ["Turn this off"]
    await robin.presses("Turn this off")
    robin.sees("The word list is off.", "/wordlist on")
    await play.forward(hours=6)
    for actor in (robin, sam, play.actor("Ada")):
        actor.skips()
    await robin.says("I want to die")
    assert not [one for one in robin.unread() if "word list" in one.text]
    robin.skips()
    sam.skips()
    await robin.says("/wordlist perhaps")
    robin.sees("I did not understand", "Nothing was changed")
    await robin.says("/wordlist")
    robin.sees("The word list is off.")
    await robin.says("/wordlist on")
    robin.sees("The word list is on.", "It misses voice messages and pictures.")


async def test_a_changed_message_is_read_by_the_list_too(sam: Actor, robin: Actor) -> None:
    sent = await robin.says("I am fine")
    sam.sees("I am fine")
    await robin.edits(sent, "I am not fine. I want to die")
    sam.sees("I want to die")
    robin.sees("A simple word list added this.")
    answer = await sam.says("thank you for telling me")
    robin.sees("thank you")
    await sam.edits(answer, "do you want to die? thank you for telling me")
    robin.sees("do you want to die?")
    sam.sees_nothing()


async def test_out_of_hours_the_helplines_come_once(play: Stage) -> None:
    robin = await play.member("Robin")
    await robin.says("I want to die")
    robin.sees("No one is on duty now.", "116 123")
    robin.sees_nothing()
    await robin.says("I really want to die")
    robin.sees("A simple word list added this.", "116 123")


async def test_what_a_volunteer_writes_is_not_looked_at(sam: Actor, robin: Actor) -> None:
    await sam.says("did you feel that you want to die?")
    robin.sees("did you feel that you want to die?")
    sam.sees_nothing()


# A look before something shows who one is

LEAKS = [
    ("call me on 07700 900123", "phone number"),
    ("I am @robin_real", "a Telegram name or a link"),
    ("see https://t.me/robin_real", "a Telegram name or a link"),
    ("robin.real@example.org", "email address"),
]


@pytest.mark.parametrize("upwards", [True, False], ids=["member to volunteer", "volunteer to member"])
async def test_it_goes_only_when_its_writer_says_so(sam: Actor, robin: Actor, upwards: bool) -> None:
    writer, reader = (robin, sam) if upwards else (sam, robin)
    for words, what in LEAKS:
        await writer.says(words)
        asked = writer.sees("I have not sent this yet.", what, "Send it anyway")
        assert buttons(asked) == ["Send it anyway", "Do not send it"]
        reader.sees_nothing()
        await writer.presses("Send it anyway", asked)
        writer.sees("All right.")
        reader.sees(words)
        await writer.presses("Send it anyway", asked)
        writer.sees_alert("That button no longer works.")
    for kind in ("contact", "location", "venue"):
        own = {"contact": {"phone_number": "+441632960000", "first_name": "Aunt"}} if kind == "contact" else {}
        await writer.sends(kind, **own)
        writer.sees("I have not sent this yet.")
        await writer.says("Send it anyway")
        writer.sees("All right.")
        assert reader.unread()[0].kind == kind
        reader.skips()
    await writer.sends("document", file_name="CV Robin Example.pdf")
    writer.sees("I have not sent this yet.", "The file has a name")
    await writer.presses("Do not send it")
    writer.sees("I did not send it.")
    await writer.says("Send it anyway")  # nothing waits for it now, so these are words like any others
    reader.sees("Send it anyway")


async def test_an_album_waits_as_a_whole(sam: Actor, robin: Actor) -> None:
    await robin.sends_album(["photo", "photo", "photo"], caption="me and @robin_real")
    robin.sees("I have not sent this yet.")
    robin.sees_nothing()
    sam.sees_nothing()
    await robin.presses("Send it anyway")
    robin.sees("All right.")
    album = sam.unread()
    assert [one.kind for one in album] == ["photo"] * 3
    assert len({one.media_group_id for one in album}) == 1
    sam.skips()


async def test_a_change_is_looked_at_too(sam: Actor, robin: Actor) -> None:
    sent = await robin.says("see you")
    sam.sees("see you")
    await robin.edits(sent, "see you, 07700 900123")
    robin.sees("I have not sent this yet.", "phone number")
    sam.sees_nothing()
    await robin.presses("Send it anyway")
    robin.sees("All right.")
    sam.sees("Robin changed a message:")
    sam.sees("see you, 07700 900123")


async def test_out_of_hours_too(play: Stage) -> None:
    robin = await play.member("Robin")
    await robin.says("please call 07700 900123")
    robin.sees("I have not sent this yet.")
    robin.sees("No one is on duty now.", "116 123")  # never left without a word, whatever they do with it
    await robin.presses("Send it anyway")
    robin.sees("All right.")
    robin.sees("No one is on duty now. Your message has not been read.")


async def test_everyday_words_and_files_pass(sam: Actor, robin: Actor) -> None:
    for words in ("call 116 123 or 999", "it was 24/11/2026 18:00", "1234567890", "£1,000,000.00", "18:00-22:00"):
        await robin.says(words)
        sam.sees(words)
    for name in ("IMG_20261124_180000.jpg", "document.pdf", "Screenshot 2026-11-24.png", "video.mp4"):
        await robin.sends("document", file_name=name)
        assert sam.unread()[0].kind == "document", name
        sam.skips()
    robin.sees_nothing()


# A concern


async def test_a_concern_in_two_taps(play: Stage, sam: Actor, robin: Actor) -> None:
    ada, lee = play.actor("Ada"), await play.volunteer("Lee")
    await ada.says("/volunteers Lee lead")
    ada.sees("Lee is a safeguarding lead now.")
    lee.sees("You are a safeguarding lead now.")
    await sam.says("/concern")
    asked = sam.sees("Are you worried that Robin", "Tell Robin that you are going to speak", "call 999")
    for actor in (ada, lee, robin):
        actor.sees_nothing()
    await sam.presses("Raise a concern", asked)
    sam.sees("I have told Lee.")
    told = lee.sees("Sam is worried about Robin", "get in touch with Sam now")
    assert "hello" not in told.text
    for actor in (ada, robin):
        actor.sees_nothing()
    await sam.says("/concern")
    await sam.presses("Not now")
    sam.sees("All right. I told nobody.")
    await sam.says("/concern yes")
    sam.sees("I have told Lee.")
    lee.sees("Sam is worried about Robin")


async def test_without_a_lead_the_coordinators_hear(play: Stage, sam: Actor, robin: Actor) -> None:
    await sam.says("/concern yes")
    sam.sees("I have told Coordinator 1.")
    play.actor("Ada").sees("Sam is worried about Robin")


async def test_helplines_in_the_volunteers_name(sam: Actor, robin: Actor) -> None:
    await sam.says("/signpost")
    robin.sees("Sam thought that one of these may help.", "116 123")
    sam.sees("I have sent Robin the numbers")


# Blocking and reporting


@pytest.mark.parametrize("upwards", [True, False], ids=["by the member", "by the volunteer"])
async def test_blocking_ends_it_for_good(play: Stage, sam: Actor, robin: Actor, upwards: bool) -> None:
    by, other = (robin, sam) if upwards else (sam, robin)
    await by.says("/block")
    by.sees("You will not be paired with", "Nobody is told")
    told = other.sees("has ended" if upwards else "has ended this conversation")
    assert "block" not in told.text.lower()
    if not upwards:
        robin.sees("How are you now, after talking with Sam?")
    play.actor("Ada").sees_nothing()
    await robin.says("is anybody there?")
    robin.sees("Nobody on duty is free just now. It may be a while.")
    sam.sees_nothing()
    await play.forward(minutes=5)
    robin.sees("Nobody is free just now.", "I have told the coordinators")
    sam.sees_nothing()
    play.actor("Ada").sees("Robin has waited 5 minutes")


@pytest.mark.parametrize("upwards", [True, False], ids=["by the member", "by the volunteer"])
async def test_reporting_tells_the_lead(play: Stage, sam: Actor, robin: Actor, upwards: bool) -> None:
    by, other = (robin, sam) if upwards else (sam, robin)
    await sam.says("/close")
    for actor in (sam, robin):
        actor.skips()
    await by.says("/report")
    by.sees("Thank you for saying so.", "I have told Coordinator 1", "116 123")
    names = ("Robin", "Sam") if upwards else ("Sam", "Robin")
    play.actor("Ada").sees(f"{names[0]} has said that something went wrong with {names[1]}.", "talk with")
    other.sees_nothing()


async def test_nobody_to_block(play: Stage) -> None:
    robin = await play.member("Robin")
    for command in ("block", "report"):
        await robin.says(f"/{command}")
        robin.sees("I do not know whom you mean. Nothing was changed.", f"/{command}")


async def test_after_the_shift_neither_reaches_the_other(play: Stage, sam: Actor, robin: Actor) -> None:
    sent = await robin.says("one thing")
    heard = sam.sees("one thing")
    await play.at(23)
    for actor in (sam, robin, play.actor("Ada")):
        actor.skips()
    await sam.says("good night", reply_to=heard)
    sam.sees("You are not on duty now. I sent this to no one.")
    await robin.edits(sent, "another thing")
    robin.sees("I did not pass on what you changed.")
    sam.phone.reacts(heard.message_id, "👍")
    await play.quiet()
    assert robin.own(sent).reactions == []
    for actor in (sam, robin):
        actor.sees_nothing()
