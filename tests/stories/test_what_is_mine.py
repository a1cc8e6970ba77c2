"""What is held on somebody, each thing with a switch of its own, and all of it handed over when they ask."""

import json
from typing import Any

import pytest

from bot.rehearsal.phone import Shown
from tests.world import Actor, Stage, buttons, talk

SWITCHES = {
    "relay": "Passing on what I write",
    "checkins": "Check-ins",
    "missed": "After missed ones",
    "matching": "What I say of myself",
    "wordlist": "Word list",
}
by_button_or_typed = pytest.mark.parametrize("typed", [False, True], ids=["button", "typed"])
Held = dict[str, list[dict[str, Any]]]


@pytest.fixture
async def sam(play: Stage) -> Actor:
    """Sam is on duty; it is 17:00."""
    return await play.on_duty("Sam")


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    return await play.member("Robin")


async def card(actor: Actor, *words: str) -> Shown:
    """What `/me` shows."""
    await actor.says("/me")
    return actor.sees("Here you are called", *words)


async def turn(actor: Actor, name: str, to: str, typed: bool) -> None:
    """Switch one of these, by its button or in words."""
    shown = await card(actor)
    await (actor.says(f"/me {name} {to}") if typed else actor.presses(f"{SWITCHES[name]}: turn {to}", shown))


async def exported(actor: Actor) -> tuple[str, Held]:
    """The two files that `/export` brings: the letter, and every row."""
    await actor.says("/export")
    letter = actor.opens_file(actor.sees("Here is all that is kept about you, as a letter.")).decode()
    rows = actor.opens_file(actor.sees("And the same in full, row by row")).decode()
    actor.sees_nothing()
    return letter, json.loads(rows)


async def says_of_themselves(actor: Actor, *sayings: str) -> None:
    """Agree to it, and say something of oneself."""
    await actor.says("/me agree")
    for saying in sayings:
        await actor.says(f"/me {saying}")
    actor.skips()


async def test_what_me_shows(play: Stage, sam: Actor, robin: Actor) -> None:
    shown = await card(robin, "Robin.", "Language: English. Your clock: that of the group, Europe/London.")
    states = {"relay": "off", "checkins": "on", "missed": "on", "matching": "on", "wordlist": "off"}
    assert buttons(shown) == [f"{SWITCHES[name]}: turn {to}" for name, to in states.items()]
    # A volunteer who is no member has nothing of a member's to switch.
    assert buttons(await card(sam, "Sam.")) == [f"{SWITCHES[name]}: turn on" for name in list(SWITCHES)[1:4]]
    stranger = play.actor("Mo")
    await stranger.says("/me")
    stranger.sees("I do not know that command.")


@by_button_or_typed
async def test_relay_off_and_on_again(sam: Actor, robin: Actor, typed: bool) -> None:
    await talk(sam, robin)
    await turn(robin, "relay", "off", typed)
    robin.sees("What you write here is not passed on any more. Nobody reads it.", "/me relay on")
    sam.sees("The conversation with Robin has ended.")
    await robin.says("is anybody there?")
    told = robin.sees("I did not pass this on. You have switched that off.", "Nobody has read it.", "116 123")
    assert buttons(told) == ["Pass it on again"]
    await robin.says("/start talk")
    robin.sees("I did not pass this on.", "116 123")
    await sam.says("are you still there?")
    sam.sees("You are on duty until 21:00")
    sam.sees_nothing()
    await (robin.says("/me relay on") if typed else robin.presses("Pass it on again", told))
    robin.sees("What you write is passed on to whoever is on duty.")
    await robin.says("me again")
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("me again")  # and nothing of what was written in between


async def test_relay_off_drops_what_waited(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.at(21, 1)
    sam.skips()
    await robin.says("for the next one")
    await robin.presses("Pass it on")
    robin.skips()
    await robin.says("/me relay off")
    robin.sees("not passed on any more")
    await play.at(16, 59, days=7)
    sam.skips()
    await play.at(17)
    sam.sees("Your shift has started.", "Nobody is waiting now.")
    sam.sees_nothing()


@by_button_or_typed
async def test_matching(sam: Actor, robin: Actor, typed: bool) -> None:
    await turn(robin, "matching", "on", typed)
    robin.sees("What you say of yourself is used from now on", "See /me")
    await robin.says("/me language Polish")
    robin.sees("You say: language: Polish.")
    await turn(robin, "matching", "off", typed)
    robin.sees("I have forgotten what you said of yourself, and what you asked for.")
    await card(robin, "You have said nothing more of yourself.")


@by_button_or_typed
async def test_the_word_list(sam: Actor, robin: Actor, typed: bool) -> None:
    await turn(robin, "wordlist", "off", typed)
    robin.sees("The word list is off.")
    await robin.says("I cannot go on")
    robin.sees("Sent to Sam")
    robin.sees_nothing()
    await turn(robin, "wordlist", "on", typed)
    robin.sees("The word list is on.")
    await robin.says("I cannot go on")
    robin.sees("A simple word list added this.")
    sam.skips()


@by_button_or_typed
async def test_check_ins_and_being_missed(robin: Actor, typed: bool) -> None:
    await turn(robin, "missed", "on", typed)
    robin.sees("Would you like to be asked how you are, now and then?")
    await turn(robin, "checkins", "on", typed)
    robin.sees("Would you like to be asked how you are, now and then?")
    await robin.says("/checkins mon,thu 19:30")
    await robin.presses("I agree")
    robin.skips()
    await turn(robin, "missed", "on", typed)
    asked = robin.sees("What should happen when you do not answer?\nUsually nothing.")
    await robin.presses(buttons(asked)[0], asked)
    robin.sees("If you miss one, you get one note")
    await turn(robin, "missed", "off", typed)
    robin.sees("Nothing happens any more when you miss a check-in.")
    await turn(robin, "checkins", "off", typed)
    robin.sees("Stopped. No check-in comes any more.")
    states = buttons(await card(robin))
    assert states[1:3] == ["Check-ins: turn on", "After missed ones: turn on"]


async def test_what_is_no_switch(sam: Actor, robin: Actor) -> None:
    for words in ("relay maybe", "relay", "wordlist on please"):
        await robin.says(f"/me {words}")
        robin.sees(f'I did not understand "{words}". Nothing was changed.')
    await sam.says("/me relay off")
    sam.sees('I did not understand "relay off". Nothing was changed.')
    shown = await card(robin)
    for data in ("meswitch:relay", "meswitch:name-off", "meswitch:-", "meswitch:relay-off-on"):
        await robin.presses_as_ours(data, shown)
        robin.sees_alert("That button no longer works.")


async def test_another_name(sam: Actor, robin: Actor) -> None:
    await talk(sam, robin)
    for name in ("Sam", "sAM"):
        await robin.says(f"/me name {name}")
        robin.sees("Someone here already has that name.")
    for name in ("@robin_real", "https://robin.example", "x" * 31, "12345"):
        await robin.says(f"/me name {name}")
        robin.sees(f'"{name}" does not work as a name. Nothing was changed.', "/me name Robin")
    await robin.says("/me name  Rübe  Ann ")
    robin.sees("You are called Rübe Ann now.", "Whoever you talk with sees this name.")
    sam.sees("Robin is called Rübe Ann from now on.")
    await card(robin, "Rübe Ann.")
    await robin.says("/me name rübe ann")  # the same name in other letters is one's own
    robin.sees("You are called rübe ann now.")
    sam.sees("Rübe Ann is called rübe ann from now on.")
    await sam.says("/me name Samuel")
    sam.sees("Only members choose their name here. Nothing was changed.")


async def test_a_name_that_is_free_again(play: Stage, robin: Actor) -> None:
    await robin.says("/me name Somebody Else")
    robin.skips()
    other = await play.member("Jo")
    await other.says("/me name Robin")
    other.sees("You are called Robin now.")


async def test_ones_own_clock(robin: Actor) -> None:
    await robin.says("/me zone Paris")
    robin.sees("Your clock is that of Europe/Paris now.")
    await card(robin, "Your clock: Europe/Paris.")
    await robin.says("/me zone Nowhere")
    robin.sees('I do not know "Nowhere". Nothing was changed.')


async def rich_life(play: Stage, sam: Actor, robin: Actor) -> None:
    """Robin has some of everything that a member can have, and others wish things about Robin."""
    await says_of_themselves(robin, "language Polish", "ask gender woman")
    await robin.says("/checkins every day 18:30")
    await robin.presses("I agree")
    await robin.says("/checkins missed 1 1h")
    await robin.presses("I agree")
    await play.at(18, 30)
    await robin.presses("Up and down")
    await talk(sam, robin)
    await sam.says("/close")
    await robin.says("/me again Sam")
    await sam.says("/me not Robin")
    for actor in (sam, robin, play.actor("Ada")):
        actor.skips()


async def test_all_that_is_held_on_a_member(play: Stage, sam: Actor, robin: Actor) -> None:
    await rich_life(play, sam, robin)
    letter, held = await exported(robin)
    assert {
        *("people", "memberships", "consents", "traits", "wishes", "conversations", "relays", "check_in_plans"),
        *("check_ins", "invitations", "outbox"),
    } == set(held)
    assert held["people"][0]["telegram_id"] == robin.phone.user_id
    assert [(row["role"], row["alias"]) for row in held["memberships"]] == [("member", "Robin")]
    assert {row["what"] for row in held["consents"]} == {
        *("adult", "agreement", "relay", "matching", "check-ins", "missed-check-ins")
    }
    traits = {(row["kind"], row["value"], row["asked"]) for row in held["traits"]}
    assert traits == {("gender", "woman", True), ("language", "Polish", False)}
    assert [(row["other_id"], row["again"]) for row in held["wishes"]] == [("Sam", True)]
    assert {(row["member_id"], row["volunteer_id"]) for row in held["conversations"]} == {("you", "Sam")}
    assert {row["answer"] for row in held["check_ins"]} == {"mixed"}
    assert {row["to_chat_id"] for row in held["relays"]} == {"your chat", "the other chat"}
    for words in (
        *("Hope Street, Tuesday 24 November", "Here you are called Robin (member).", str(robin.phone.user_id)),
        *("You have check-ins: Every day at 18:30.", "Tue 24 Nov 18:30: Up and down", "language: Polish"),
        *("gender: woman", "You would talk again with: Sam.", "for two days after they end: 1."),
    ):
        assert words in letter, letter
    assert not {"{", "}", "none", "None", "null"} & set(letter.replace(".", " ").split())


async def test_nobody_else_is_given_away(play: Stage, sam: Actor, robin: Actor) -> None:
    """Neither who others are on Telegram, nor what they wish, nor by what name they go in another role."""
    await play.joins_as("Sam", "member", "Sparrow")
    await play.joins_as("Ada", "volunteer", "Adelheid")
    await rich_life(play, sam, robin)
    letter, held = await exported(robin)
    for text in (letter, json.dumps(held, ensure_ascii=False)):
        for other in (sam, play.actor("Ada")):
            names = (other.phone.first_name, other.phone.username, str(other.phone.user_id))
            assert not any(name in text for name in names)
        assert "Sparrow" not in text
        assert "Adelheid" not in text
    await robin.says("/forget yes")
    robin.skips()
    sam.skips()
    _, held = await exported(sam)
    assert {row["alias"] for row in held["memberships"]} == {"Sam", "Sparrow"}


async def test_all_that_is_held_on_a_volunteer(play: Stage, sam: Actor, robin: Actor) -> None:
    kim = await play.volunteer("Kim")
    await talk(sam, robin)
    for words in ("/cover 1 dec", "/away 20 dec-22 dec", "/calendar", "/me not Robin"):
        await sam.says(words)
    await says_of_themselves(sam, "language Polish")
    for actor in (sam, kim, play.actor("Ada")):
        actor.skips()
    letter, held = await exported(sam)
    assert (
        {
            *("people", "memberships", "consents", "shift_people", "duties", "covers", "aways", "calendar_entries"),
            *("conversations", "relays", "wishes", "traits", "outbox", "invitations", "changes", "debriefs"),
        }
        >= set(held)
        >= {"people", "memberships", "shift_people", "duties", "covers", "aways", "calendar_entries", "wishes"}
    )
    assert held["wishes"][0]["other_id"] == "Robin"
    assert held["conversations"][0]["member_id"] == "Robin"
    assert "Here you are called Sam (volunteer)." in letter
    assert "You do not want to be paired with: Robin." in letter
    assert str(robin.phone.user_id) not in letter + json.dumps(held)
    assert f"on record, from the last 60 days and ahead: {len(held['duties'])}." in letter


async def test_all_that_is_held_on_a_stranger(play: Stage) -> None:
    stranger = play.actor("Mo")
    letter, held = await exported(stranger)
    assert set(held) == {"people"}
    assert "You have no name here." in letter
    assert "What you agreed to:\nNothing." in letter
    await stranger.says("hello")
    stranger.sees("You need an invitation")
