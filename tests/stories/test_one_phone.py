"""One phone that several volunteers carry in turn: one Telegram account, a person for each of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App, CannotRun
from tests.world import ADA, Actor, Shown, Stage, settings_for, stage


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """A line with one phone, which Ann and Bea share."""
    async with stage(tmp_path) as made:
        phone = await shared(made, "Ann", "Bea")
        phone.skips()
        yield made


async def shared(play: Stage, first: str, *others: str) -> Actor:
    """A phone whose first carrier joined as anybody does; the others opened their links on it."""
    link = await play.invites("volunteer", first)
    phone = play.actor("Phone")
    await phone.opens(link)
    await phone.presses("I agree")
    phone.skips()
    for name in others:
        link = await play.invites("volunteer", name)
        await phone.opens(link)
        phone.sees(f"This link is for {name}.", "share this phone?")
        await phone.presses("We share this phone")
        phone.sees("share this phone now", "/phone")
        phone.sees("Please read this before you join.")
        await phone.presses("I agree")
        phone.sees(f"For {name}:", f"Welcome, {name}.")
    return phone


async def test_two_evenings_on_one_phone(play: Stage) -> None:
    phone, ada, kit = play.actor("Phone"), play.actor("Ada"), await play.member("Kit")
    await play.on_rota("Ann", "2026-11-24 18:00-20:00")
    await play.on_rota("Bea", "2026-11-24 20:00-22:00")
    await play.at(18)
    phone.sees("For Ann:", "Your shift has started.")
    await phone.presses("I'm here")
    phone.sees("For Ann:", "Thank you")
    await kit.says("Hello, is anybody there?")
    kit.sees("Sent to Ann")
    phone.sees("Kit")
    phone.sees("Hello, is anybody there?")
    await phone.says("Yes, I am here.")
    kit.sees("Yes, I am here.")
    await play.at(20)
    # The phone goes over to Bea, and Kit hears who is there now.
    for _ in range(len(phone.unread())):
        phone.sees("For ")
    said = [one.text for one in phone.phone.screen[-3:]]
    assert any(text.startswith("For Ann:\nYour shift has ended") for text in said), said
    assert any(text.startswith("For Bea:\nYour shift has started") for text in said), said
    kit.sees("Bea")
    await phone.says("/duty here")
    phone.sees("For Bea:", "Thank you")
    await kit.says("Still me.")
    phone.sees("Still me.")
    await phone.says("Hello Kit.")
    kit.sees("Hello Kit.")
    ada.sees_nothing()


async def test_a_label_can_be_typed_on_a_phone_that_is_shared_since_today(play: Stage) -> None:
    """Before, it was one person's: what was shown to that one is not the newest any more."""
    phone, kit = play.actor("Phone"), await play.member("Kit")
    await play.on_rota("Ann", "2026-11-24 17:00-20:00")
    await play.on_duty("Cal", "2026-11-24 17:00-20:00")
    await phone.presses("I'm here")
    await kit.says("Hello")
    await phone.presses("Take")
    await phone.says("Hello Kit")
    await phone.says("/handover")
    for actor in play.actors.values():
        actor.skips()
    await phone.says("Hand over")
    phone.sees("You have handed Kit over.")
    assert "Hand over" not in [one.text for one in kit.unread()]
    for actor in play.actors.values():
        actor.skips()


async def test_commands_are_for_who_has_the_phone_and_answers_from_who_is_on_duty(play: Stage) -> None:
    phone, kit = play.actor("Phone"), await play.member("Kit")
    await play.on_rota("Ann", "2026-11-24 18:00-20:00")
    await play.on_rota("Bea", "2026-11-26 18:00-20:00")
    await play.at(18)
    phone.sees("For Ann:", "Your shift has started.")
    await phone.says("I'm here")
    phone.sees("For Ann:", "Thank you")
    await kit.says("Good evening.")
    kit.sees("Sent to Ann")
    phone.sees("For Ann:", "Kit")
    phone.sees("Good evening.")
    await phone.says("/phone")
    phone.sees("Ann and Bea share this phone.", "Ann has it now.")
    await phone.presses("Bea")
    phone.sees("For Bea:", "You have the phone now.", "What you write to members still comes from Ann.")
    await phone.says("/shifts")
    phone.sees("For Bea:", "Thursday 26 November")
    await phone.says("How are you?")
    kit.sees("How are you?")
    await phone.says("/close")
    kit.sees("Ann")
    kit.sees("How are you now, after talking with Ann?")
    phone.sees("For Ann:", "The conversation with Kit has ended.")


@pytest.mark.parametrize("how", ["button", "words"])
async def test_the_phone_is_with_somebody_else_than_the_rota_says(play: Stage, how: str) -> None:
    phone, ada, kit = play.actor("Phone"), play.actor("Ada"), await play.member("Kit")
    await play.on_rota("Ann", "2026-11-24 18:00-20:00")
    await play.at(18)
    phone.sees("For Ann:", "Your shift has started.")
    await phone.says("/duty here")
    phone.sees("Thank you")
    await kit.says("Good evening.")
    kit.sees("Sent to Ann")
    phone.sees("For Ann:", "Kit")
    phone.sees("Good evening.")
    await phone.says("/phone bea")
    phone.sees("For Bea:", "Ann is on duty until 20:00")
    if how == "button":
        await phone.presses("Take over")
    else:
        await phone.says("/duty over")
    ada.sees("Bea has taken over, until 20:00.")
    texts = [phone.sees("").text for _ in range(len(phone.unread()))]
    assert any(text.startswith("For Ann:\nBea has taken over your shift") for text in texts), texts
    kit.sees("Bea")
    await phone.says("Bea here now.")
    kit.sees("Bea here now.")


async def test_one_question_about_cover_for_all_who_share_the_phone(play: Stage) -> None:
    phone = play.actor("Phone")
    sam = await play.volunteer("Sam")
    await phone.opens(await play.invites("volunteer", "Cal"))
    await phone.presses("We share this phone")
    await phone.presses("I agree")
    phone.skips()
    await play.on_rota("Sam", "2026-11-26 18:00-20:00")
    await sam.says("/cover 26 nov")
    sam.sees("I have asked 3 others.")
    asked = phone.sees("For Ann, Bea and Cal:", "Sam cannot come to a shift.")
    await phone.presses("Bea: Thu 26 Nov 18:00-20:00", asked)
    phone.sees("For Bea:", "This shift is yours now")
    sam.sees("Bea")
    play.actor("Ada").sees("Bea takes this shift")
    await phone.presses("Cal: Thu 26 Nov 18:00-20:00", asked)
    phone.sees_alert("")
    await play.at(18, days=1)
    phone.sees("For Bea:", "Your shift starts tomorrow")


async def test_nobody_on_the_phone_is_taken_for_somebody_else(play: Stage) -> None:
    phone, kit = play.actor("Phone"), await play.member("Kit")
    await play.on_rota("Ann", "2026-11-24 18:00-20:00")
    await play.on_rota("Bea", "2026-11-24 20:00-22:00")
    lou = await play.member("Lou")
    await play.at(18)
    await phone.presses("I'm here")
    phone.skips()
    await kit.says("This is Kit.")
    kit.sees("Sent to Ann")
    phone.sees("Kit")
    of_kit = phone.sees("This is Kit.")
    await phone.says("/close anyway")
    kit.sees("ended")
    phone.sees("has ended")
    await play.at(20)
    await phone.presses("I'm here")
    phone.skips()
    await lou.says("This is Lou.")
    lou.sees("Sent to Bea")
    phone.sees("Lou")
    phone.sees("This is Lou.")
    # An answer to what came in Ann's time does not go to the one whom Bea talks with.
    await phone.says("For Kit alone.", reply_to=of_kit)
    phone.sees("For Bea:", "That conversation has ended.")
    await phone.says("Hello Lou.")
    lou.sees("Hello Lou.")


async def just_after_anns_shift(play: Stage) -> Shown:
    """Ann talked with Kit and her shift has ended; Bea, who shares the phone, is on now. What Kit wrote to Ann."""
    phone, kit = play.actor("Phone"), await play.member("Kit")
    await play.on_rota("Ann", "2026-11-24 18:00-20:00")
    await play.on_rota("Bea", "2026-11-24 20:00-22:00")
    await play.actor("Ada").says("/volunteers Ada lead")
    await play.at(18)
    await phone.presses("I'm here")
    await kit.says("This is Kit.")
    phone.skips()
    of_kit = phone.phone.screen[-1]
    assert of_kit.text == "This is Kit."
    await phone.says("/close anyway")
    await play.at(20)
    await phone.presses("I'm here")
    for actor in play.actors.values():
        actor.skips()
    return of_kit


async def test_a_report_is_by_whoever_the_message_came_to(play: Stage) -> None:
    of_kit = await just_after_anns_shift(play)
    phone, lou, ada = play.actor("Phone"), await play.member("Lou"), play.actor("Ada")
    await lou.says("This is Lou.")
    phone.skips()
    lou.skips()
    await phone.says("/report", reply_to=of_kit)
    phone.sees("For Ann:", "Kit")
    ada.sees("Ann has said that something went wrong with Kit")
    await phone.says("Bea still talks with Lou.")
    lou.sees("Bea still talks with Lou.")


@pytest.mark.parametrize("command", ["block", "report"])
async def test_who_was_heard_before_the_change_of_shift_is_not_guessed(play: Stage, command: str) -> None:
    of_kit = await just_after_anns_shift(play)
    phone, ada = play.actor("Phone"), play.actor("Ada")
    await phone.says(f"/{command}")
    phone.sees(
        "I do not know whom you mean. Nothing was changed.", f"Reply to one of that person's messages with /{command}"
    )
    await phone.says(f"/{command}", reply_to=of_kit)
    phone.sees("For Ann:", "Kit")
    if command == "report":
        ada.sees("Ann has said that something went wrong with Kit")


@pytest.mark.parametrize("as_reply", [True, False])
async def test_a_concern_is_of_whoever_heard_it(play: Stage, as_reply: bool) -> None:
    of_kit = await just_after_anns_shift(play)
    phone, ada = play.actor("Phone"), play.actor("Ada")
    await phone.says("/concern", reply_to=of_kit if as_reply else None)
    phone.sees("For Ann:", "Kit")
    await phone.presses("Raise a concern")
    ada.sees("Ann is worried about Kit, with whom they have talked here.", "get in touch with Ann now")
    phone.sees("For Ann:", "I have told Coordinator 1.")


async def test_who_talks_with_them_now_is_meant_first(play: Stage) -> None:
    """Kit goes on with Bea: a reply to what Kit wrote to Ann ends what Bea has with Kit."""
    of_kit = await just_after_anns_shift(play)
    phone, kit = play.actor("Phone"), play.actor("Kit")
    await kit.says("Kit again.")
    kit.sees("Sent to Bea")
    phone.skips()
    await phone.says("/block", reply_to=of_kit)
    phone.sees("For Bea:", "Kit")
    kit.sees("ended")
    kit.skips()


async def test_two_on_duty_with_one_phone_between_them(play: Stage) -> None:
    phone, kit, lou = play.actor("Phone"), await play.member("Kit"), await play.member("Lou")
    await play.on_rota("Ann", "2026-11-24 18:00-20:00")
    await play.on_rota("Bea", "2026-11-24 18:00-20:00")
    await play.at(18)
    for name in ("Ann", "Bea"):
        phone.sees(f"For {name}:", "Your shift has started.")
    await kit.says("This is Kit.")
    kit.sees("2 people are on duty.")
    for_ann = phone.sees("For Ann:")
    phone.sees("For Bea:")
    await phone.presses("Take", for_ann)
    phone.skips()
    kit.sees("Ann")
    # While one of them talks, what is written is theirs.
    await phone.says("Ann here.")
    kit.sees("Ann here.")
    await lou.says("This is Lou.")
    lou.sees("2 people are on duty.")
    await phone.presses("Take", phone.sees("For Bea:"))
    of_lou = phone.phone.screen[-1]
    assert of_lou.text == "This is Lou."
    phone.skips()
    lou.sees("Bea")
    await phone.says("For whom is this?")
    phone.sees("I sent it to no one yet.", "Kit", "Lou")
    await phone.says("/close")
    phone.sees("Which conversation")
    await phone.says("Hello Lou.", reply_to=of_lou)
    lou.sees("Hello Lou.")
    await kit.says("Kit again.")
    phone.sees("Kit")
    of_kit = phone.sees("Kit again.")
    await phone.says("Hello Kit.", reply_to=of_kit)
    kit.sees("Hello Kit.")
    await phone.says("/close", reply_to=of_kit)
    kit.sees("ended")
    kit.sees("How are you now")
    phone.sees("For Ann:", "The conversation with Kit has ended.")
    await phone.says("Lou alone now.")
    lou.sees("Lou alone now.")


async def test_not_while_somebody_is_on_duty(play: Stage) -> None:
    phone = play.actor("Phone")
    await play.on_rota("Ann", "2026-11-24 17:00-20:00")
    phone.skips()
    link = await play.invites("volunteer", "Cal")
    await phone.opens(link)
    phone.sees("This link is for Cal.")
    await phone.presses("We share this phone")
    phone.sees("Someone is on duty on this phone now.")
    await play.at(20)
    phone.skips()
    play.actor("Ada").skips()
    await phone.says("We share this phone")
    phone.sees("share this phone now")
    phone.sees("Please read this before you join.")
    await phone.says("No, thank you")
    phone.sees("You have not joined.")
    await phone.says("/phone")
    phone.sees("Ann and Bea share this phone.")


async def test_a_link_of_somebody_with_a_phone_of_their_own(play: Stage) -> None:
    phone = play.actor("Phone")
    link = await play.invites("volunteer", "Cal")
    await phone.opens(link)
    phone.sees("This link is for Cal.", "If Cal has a phone with Telegram, that is better")
    await phone.presses("No, thank you")
    phone.sees("Nothing was changed.", "Cal can open it on another phone.")
    cal = play.actor("Cal")
    await cal.opens(link)
    cal.sees("Please read this before you join.")
    await cal.says("I agree")
    cal.sees("Welcome, Cal.")
    await cal.says("/phone")
    cal.sees("Nobody else shares this phone with you here.")


@pytest.mark.parametrize("role", ["member", "coordinator Dot"])
async def test_only_volunteers_share_a_phone(play: Stage, role: str) -> None:
    phone = play.actor("Phone")
    link = await play.invites(*role.split())
    await phone.opens(link)
    phone.sees("Several people share this phone", "open the link on a phone of your own")


async def test_a_forged_button_moves_nobody_else(play: Stage) -> None:
    phone, ada = play.actor("Phone"), play.actor("Ada")
    sam = await play.volunteer("Sam")
    await phone.says("/phone")
    shown = phone.sees("share this phone.")
    await sam.says("/duty")
    own = sam.sees("You are not on duty now.")
    for data in ("phone:1", "phone:9999", "phone:", "phone:2@2", "share:1", "standin:1@2", "here:1@x"):
        await sam.presses_as_ours(data, own)
        sam.phone.alert = None
        await phone.presses_as_ours(data if data != "phone:2@2" else "phone:1@1", shown)
        phone.phone.alert = None
    await phone.says("/phone")
    phone.skips()
    sam.sees_nothing()
    ada.sees_nothing()


async def test_someone_who_shares_is_removed(play: Stage) -> None:
    phone, ada = play.actor("Phone"), play.actor("Ada")
    await ada.says("/volunteers Bea")
    ada.sees("Bea, volunteer", "Shares a phone with Ann.")
    await phone.says("/privacy")
    phone.sees("Some volunteers here share one phone.")
    await ada.says("/volunteers Bea remove yes")
    ada.sees("Bea is removed.")
    phone.sees("For Bea:", "You are no longer a volunteer here.")
    await phone.says("/phone")
    phone.sees("For Ann:", "Only Ann uses this phone now.")
    await play.on_rota("Ann", "2026-11-24 18:00-20:00")
    await play.at(18)
    phone.sees("For Ann:", "Your shift has started.")


async def test_all_who_share_are_removed_and_one_comes_back(play: Stage) -> None:
    phone, ada = play.actor("Phone"), play.actor("Ada")
    for name in ("Ann", "Bea"):
        await ada.says(f"/volunteers {name} remove yes")
    ada.skips()
    phone.skips()
    await phone.says("Hello?")
    phone.sees("116 123")
    await ada.says("/undo")
    ada.skips()
    phone.skips()
    await phone.says("/shifts")
    phone.sees("For Bea:", "You have no shifts")


async def test_the_phone_blocks_the_bot_and_comes_back(play: Stage) -> None:
    phone, ada = play.actor("Phone"), play.actor("Ada")
    await play.on_rota("Ann", "2026-11-25 18:00-20:00")
    await play.on_rota("Bea", "2026-11-26 18:00-20:00")
    await phone.blocks()
    told = [one.text for one in ada.unread()]
    assert any("Ann" in text for text in told)
    assert any("Bea" in text for text in told)
    ada.skips()
    await phone.unblocks()
    await play.forward(hours=2)
    ada.skips()
    phone.skips()
    await play.at(18, days=1)
    assert any("Your shift has started" in one.text for one in phone.unread())
    phone.skips()
    ada.skips()


async def test_a_shared_phone_is_no_coordinator(tmp_path: Path) -> None:
    async with stage(tmp_path) as play:
        phone = await shared(play, "Ann", "Bea")
        phone.skips()
        await play.stops()
        settings = settings_for("http://127.0.0.1:9", play.world, tmp_path / "line.db")
        number = phone.phone.user_id
        with pytest.raises(CannotRun, match="at place 2 in COORDINATORS is a phone that several"):
            await App(settings.model_copy(update={"coordinators": (ADA, number)}), play.clock).run()
        await play.starts()


async def test_who_was_removed_while_asked_about_sharing(play: Stage) -> None:
    sam, ada = await play.volunteer("Sam"), play.actor("Ada")
    await sam.opens(await play.invites("volunteer", "Eve"))
    sam.sees("share")
    await ada.says("/volunteers Sam remove yes")
    ada.sees("Sam is removed.")
    sam.sees("You are no longer a volunteer here.")
    await sam.presses("We share this phone")
    sam.sees_alert("That button no longer works.")
    await sam.says("We share this phone")
    sam.sees("You need an invitation to join.", "999")
