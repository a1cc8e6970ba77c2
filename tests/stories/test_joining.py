"""Joining by a link: agreement, "I agree", a name; and what people see who have no link, or the wrong one."""

import pytest

from tests.world import Actor, Stage, buttons

SHOWN = "116 123"


def menu(actor: Actor) -> list[str]:
    """The commands in Telegram's menu on this phone."""
    return [one["command"] for one in actor.phone.commands]


MINE = ("checkins", "pause", "resume", "me", "block", "report")


async def test_a_member_joins(play: Stage) -> None:
    ada, robin = play.actor("Ada"), play.actor("Robin")
    await ada.says("/invite member")
    made = ada.sees("Here is a link for one member.", "It works once", "until 17:00 on Tuesday 1 December")
    await robin.opens(made.text.split()[-1])
    read = robin.sees("not an emergency service", "call 999", "18 or older", "not end-to-end encrypted", "screenshot")
    assert buttons(read) == ["I agree", "No, thank you"]
    assert read.text.startswith("Hello. Please read this before you join.\n")
    await robin.presses("I agree")
    robin.sees("What should we call you?", "The person on duty will see this name.")
    await robin.says("Robin")
    robin.sees("Welcome, Robin.", "/hours", "/urgent")
    assert menu(robin) == [
        "close",
        "wordlist",
        "felt",
        "hours",
        "takeback",
        *MINE,
        "help",
        "urgent",
        "about",
        "privacy",
        "export",
        "forget",
    ]
    await robin.presses("I agree", read)
    robin.sees_alert("That button no longer works.")
    await robin.says("hello")
    robin.sees("No one is on duty now.")


async def test_a_volunteer_and_a_coordinator_join(play: Stage) -> None:
    ada, sam, eve = play.actor("Ada"), play.actor("Sam"), play.actor("Eve")
    await ada.says("/invite volunteer Sam")
    await sam.opens(ada.sees("Here is a link for one volunteer, Sam.").text.split()[-1])
    sam.sees("Members see you as Sam.", "18 or older", "Never promise to keep a secret", "call 999")
    await sam.says("I agree.")
    sam.sees("Welcome, Sam.", "Nobody can reach you here outside your shifts.")
    assert menu(sam)[:4] == ["duty", "close", "handover", "signpost"]
    assert menu(sam)[-14:] == ["hours", "takeback", *MINE, "help", "urgent", "about", "privacy", "export", "forget"]

    await ada.says("/invite coordinator Eve")
    await eve.opens(ada.sees("Here is a link for one coordinator, Eve.").text.split()[-1])
    eve.sees("look after the rota. You do not see what members write.", "18 or older")
    await eve.presses("I agree")
    eve.sees("Welcome, Eve.", "You are now a coordinator of Hope Street.")
    assert menu(eve)[:2] == ["rota", "shift"]
    assert len(menu(eve)) == len(set(menu(eve)))
    await eve.says("/invite member")
    eve.sees("Here is a link for one member.")


async def test_a_link_that_was_used(play: Stage) -> None:
    link = await play.invites("member")
    robin, mo = play.actor("Robin"), play.actor("Mo")
    for actor in (robin, mo):
        await actor.opens(link)
        actor.sees("Please read this before you join.")
    await robin.presses("I agree")
    robin.sees("What should we call you?")
    await mo.presses("I agree")
    mo.sees("This link was used before.", "Each link works for one person, once.", SHOWN)
    await mo.opens(link)
    mo.sees("This link was used before.")
    await robin.opens(link)
    robin.sees("What should we call you?")
    await robin.says("Robin")
    robin.sees("Welcome, Robin.")
    await robin.opens(link)
    assert "Someone else" not in robin.sees("You have joined already.", "You do not need this link any more.").text


async def test_a_link_after_seven_days(play: Stage) -> None:
    link, robin, mo = await play.invites("member"), play.actor("Robin"), play.actor("Mo")
    await play.forward(days=6, hours=23, minutes=59)
    for actor in (robin, mo):
        await actor.opens(link)
        actor.sees("Please read this before you join.")
    await play.forward(minutes=1)
    await robin.opens(link)
    robin.sees("This link has ended.", "Links work for 7 days.", SHOWN)
    await mo.presses("I agree")
    mo.sees("This link has ended.", "Links work for 7 days.", SHOWN)


async def test_a_made_up_link(play: Stage) -> None:
    robin = play.actor("Robin")
    for code in ("abc", "x" * 64, "' OR 1=1 --", "../../etc"):
        await robin.opens(f"https://t.me/bot?start={code}")
        robin.sees("I do not know this link.", SHOWN)


async def test_somebody_who_is_here_already(play: Stage) -> None:
    robin, mo = await play.member("Robin"), play.actor("Mo")
    link = await play.invites("member")
    await robin.opens(link)
    robin.sees("You have joined already.", "Someone else can still use it.")
    await mo.opens(link)
    mo.sees("Please read this before you join.")


@pytest.mark.parametrize("typed", [False, True])
async def test_no_thank_you(play: Stage, typed: bool) -> None:
    link, robin = await play.invites("member"), play.actor("Robin")
    await robin.opens(link)
    first = robin.sees("Please read this before you join.")
    await (robin.says("No, thank you.") if typed else robin.presses("No, thank you"))
    robin.sees("That is fine.", "You have not joined.", SHOWN)
    await robin.presses("I agree", first)
    robin.sees_alert("That button no longer works.")
    await robin.opens(link)
    robin.sees("Please read this before you join.")
    await robin.says("i  AGREE!")
    robin.sees("What should we call you?")


async def test_anything_but_i_agree(play: Stage) -> None:
    robin = play.actor("Robin")
    await robin.opens(await play.invites("member"))
    robin.sees("Please read this before you join.")
    for words in ("hello?", "I do not agree", "yes"):
        await robin.says(words)
        robin.sees("One thing first. I passed nothing on.", 'press "I agree", or write: I agree', "/urgent")
    await robin.sends("voice")
    robin.sees("One thing first.")
    await robin.says("/start")
    robin.sees("Please read this before you join.")


async def test_each_button_is_for_its_own_agreement(play: Stage) -> None:
    robin = play.actor("Robin")
    await robin.opens(await play.invites("member"))
    members = robin.sees("the person on duty")
    await robin.opens(await play.invites("volunteer", "Wren"))
    robin.sees("Members see you as Wren.")
    await robin.presses("I agree", members)
    robin.sees_alert("That button no longer works.")
    await robin.presses("I agree")
    robin.sees("Welcome, Wren.")


async def test_names_that_do_not_work(play: Stage) -> None:
    await play.volunteer("Sam")
    await play.invites("volunteer", "Kim")
    robin = play.actor("Robin")
    await robin.opens(await play.invites("member"))
    await robin.presses("I agree")
    robin.skips()
    for name in (
        "x" * 31,
        "<b>Robin</b>",
        "Robin & <i>",
        "\u202eniboR",
        "Ro\u200bbin",
        "Robin\nand Sam",
        "   ",
        "\u2800",
        "🙂🙂",
        "@real_robin",
        "Robin 07700900123",
        "t.me/robin",
    ):
        await robin.says(name)
        robin.sees("That name does not work here. I passed nothing on.", "For example: Robin")
    for name in ("Sam", " sAM  ", "Kim"):
        await robin.says(name)
        robin.sees("Someone here already has that name.", f"For example: {' '.join(name.split())} B")
    await robin.sends("photo", caption="Robin")
    robin.sees("That name does not work here.")
    await robin.says("/robin")
    robin.sees("I do not know that command. I passed nothing on.")
    await robin.says("Ro & Bin 🙂")
    robin.sees("Welcome, Ro & Bin 🙂.")


@pytest.mark.parametrize("name", ["Ångström", "Łucja", "王小明", "محمد", "O'Neill-Smith", "x" * 30])
async def test_names_of_all_kinds_work(play: Stage, name: str) -> None:
    await play.on_rota((await play.volunteer("Sam")).phone.first_name.split()[-1], "tue 16:00-21:00")
    sam, robin = play.actor("Sam"), await play.member(name)
    sam.skips()
    await robin.says("hello")
    sam.sees(f"{name} would like to talk.")
    sam.sees("hello")
    robin.sees("Sent to Sam")


async def test_a_name_taken_while_joining(play: Stage) -> None:
    """A volunteer's name went to a coordinator of the settings after the link was made: they choose another."""
    link = await play.invites("volunteer", "Coordinator 2")
    sam, grace = play.actor("Sam"), play.actor("Grace")
    await sam.opens(link)
    sam.sees("Members see you as Coordinator 2.")
    await play.stops()
    both = (*play.settings.coordinators, grace.phone.user_id)
    play.settings = play.settings.model_copy(update={"coordinators": both})
    await play.starts()
    await sam.presses("I agree")
    sam.sees("What should we call you?", "The others here will see this name.")
    await sam.says("coordinator 2")
    sam.sees("Someone here already has that name.")
    await sam.says("Jay")
    sam.sees("Welcome, Jay.", "I will write to you when your shift starts")


@pytest.mark.parametrize("name", ["Wren", "wren", "WREN"])
async def test_a_name_that_someone_is_invited_under_is_kept_for_them(play: Stage, name: str) -> None:
    link = await play.invites("volunteer", "Wren")
    robin = play.actor("Robin")
    await robin.opens(await play.invites("member"))
    await robin.presses("I agree")
    robin.skips()
    await robin.says(name)
    robin.sees("Someone here already has that name.")
    wren = play.actor("Sam")
    await wren.opens(link)
    wren.skips()
    await wren.presses("I agree")
    wren.sees("Welcome, Wren.")


async def test_the_program_restarts_in_the_middle(play: Stage) -> None:
    robin = play.actor("Robin")
    await robin.opens(await play.invites("member"))
    robin.sees("Please read this before you join.")
    await play.stops()
    await play.starts()
    await robin.presses("I agree")
    robin.sees("What should we call you?")
    await play.stops()
    robin.phone.says("Robin")
    await play.starts()
    await play.quiet()
    robin.sees("Welcome, Robin.")


async def test_strangers(play: Stage) -> None:
    mo = play.actor("Mo")
    await mo.says("/start")
    mo.sees("Hello.\nThis is Hope Street.", "You need an invitation to join.", SHOWN)
    assert menu(mo) == ["help", "urgent", "about", "privacy", "export", "forget"]
    await mo.says("is anyone there?")
    mo.sees("You need an invitation to join.", SHOWN)
    await mo.says("hello??")
    mo.sees_nothing()
    await play.forward(minutes=1)
    await mo.sends("photo")
    mo.sees("You need an invitation to join.", SHOWN)
    for command in ("/invite member", "/shift Sam mon 18:00-20:00", "/rota", "/close", "/hours"):
        await mo.says(command)
        mo.sees("I do not know that command. I passed nothing on.")
    await mo.says("/about")
    mo.sees("not counsellors", "not an emergency service", "Only people answer you here.")
    await mo.says("/privacy")
    mo.sees("We never store what you write.", "not end-to-end encrypted", "screenshot")


async def test_help_for_each(play: Stage) -> None:
    ada, sam, robin, mo = play.actor("Ada"), await play.volunteer("Sam"), await play.member("Robin"), play.actor("Mo")
    for actor, has, has_not in (
        (ada, "/shift Put someone on the rota", "/close End"),
        (sam, "/close End a conversation", "/invite"),
        (robin, "/close End a conversation", "/handover"),
        (mo, "/urgent Numbers to call or text now", "/hours"),
    ):
        await actor.says("/help")
        assert has_not not in actor.sees("What you can do here:", has).text
        assert f"/{menu(actor)[0]}" in (actor.last.text if actor.last else "")


async def test_start_for_each(play: Stage) -> None:
    for actor, words in (
        (play.actor("Ada"), "You are a coordinator of Hope Street."),
        (await play.volunteer("Sam"), "I will write to you when your shift starts."),
        (await play.member("Robin"), "Just write here when you want to talk."),
    ):
        await actor.says("/start")
        actor.sees(words, "/help")


async def test_a_coordinator_who_writes_is_told_where_it_went(play: Stage) -> None:
    await play.actor("Ada").says("hello?")
    play.actor("Ada").sees("I sent this to no one.", "/help", SHOWN)


async def test_several_roles_in_one_person(play: Stage) -> None:
    ada = play.actor("Ada")
    await play.joins_as("Ada", "volunteer", "Ash")
    await play.joins_as("Ada", "member", "Acorn")
    assert menu(ada)[:2] == ["duty", "close"]
    assert {"rota", "shift", "close", "cover"} <= set(menu(ada))
    sam, robin = await play.volunteer("Sam", "tue 17:00-19:00"), await play.member("Robin")
    sam.skips()
    await ada.says("I would like to talk")
    sam.sees("Acorn would like to talk.")
    sam.sees("I would like to talk")
    ada.sees("Sent to Sam")
    await play.on_rota("Ash", "tue 19:00-21:00")
    await play.forward(hours=2)
    for actor in (sam, ada):
        actor.skips()
    await robin.says("hello")
    ada.sees("Robin would like to talk.", "Robin sees you as Ash")
    ada.sees("hello")
    robin.sees("Sent to Ash")


async def test_a_member_with_another_link_open_still_reaches_people(play: Stage) -> None:
    sam, robin = await play.volunteer("Sam", "tue 17:00-21:00"), await play.member("Robin")
    sam.skips()
    await robin.opens(await play.invites("volunteer", "Wren"))
    robin.sees("Members see you as Wren.")
    await robin.says("before I decide, may I talk?")
    sam.sees("Robin would like to talk.")
    sam.sees("before I decide")
    robin.sees("Sent to Sam")
    await robin.says("I agree")
    robin.sees("Welcome, Wren.")
