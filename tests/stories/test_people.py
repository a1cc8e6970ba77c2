"""The people of the line: cards, pausing, renaming, removing; and the record of who changed what."""

import pytest

from tests.world import Actor, Stage, buttons


@pytest.fixture
async def people(play: Stage) -> dict[str, Actor]:
    """Ada; Sam on Tuesdays 17:00-21:00, so on duty now; Kim who volunteers too; Robin, a member."""
    sam, kim = await play.volunteer("Sam", "tue 17:00-21:00"), await play.volunteer("Kim")
    robin = await play.member("Robin")
    sam.skips()
    return {"Ada": play.actor("Ada"), "Sam": sam, "Kim": kim, "Robin": robin}


def everyone_read_on(people: dict[str, Actor]) -> None:
    for actor in people.values():
        actor.skips()


MARKS = ("Make a supervisor", "Make safeguarding lead")


async def test_cards(people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/volunteers")
    listed = ada.sees("There are 2 volunteers.", "Sam, Kim")
    assert buttons(listed) == ["Sam", "Kim"]
    await ada.presses("Sam", listed)
    card = ada.sees("Sam, volunteer since 24 November.", "Next shift: Tuesday 1 December, 17:00-21:00")
    assert buttons(card) == ["Pause", "Make a backup", "Give a buddy", "Rename", "Remove", *MARKS, "Roles"]
    await ada.presses("Give a buddy", card)
    asked = ada.sees("Who is to be the buddy of Sam for the first four weeks?")
    await ada.presses("Kim", asked)
    ada.sees("Kim is the buddy of Sam")
    people["Sam"].sees("Kim is your buddy")
    people["Kim"].sees("You are the buddy of Sam")
    await ada.says("/volunteers sam")
    card = ada.sees("Buddy: Kim.")
    assert "End the buddy" in buttons(card)
    await ada.presses("End the buddy", card)
    ada.sees("Sam has no buddy any more.")
    await ada.presses("Roles", card)
    ada.sees("Sam is a volunteer.", "/invite coordinator Ada")
    await ada.says("/members")
    ada.sees("There is one member.", "Robin")
    await ada.says("/coordinators")
    ada.sees("There is one coordinator.", "Coordinator 1")


async def test_a_volunteer_is_paused(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, robin = people.values()
    await robin.says("hello")
    everyone_read_on(people)
    await ada.says("/volunteers Sam pause")
    ada.sees("Sam is paused.", "Tuesday 1 December, 17:00-21:00")
    sam.sees("A coordinator has paused your shifts.")
    kim.sees("Somebody is wanted for a shift.")
    sam.sees("Your shift has ended.")
    robin.sees("Sam's shift has ended.")
    await ada.says("/volunteers Sam pause")
    ada.sees("Sam is paused already. Nothing was changed.")
    await ada.says("/volunteers Sam resume")
    ada.sees("Sam is not paused any more.")
    sam.sees("Your shifts have changed.", "New:")
    sam.sees("Your shifts go on again.")
    sam.sees("Your shift has started. It ends at 21:00.")
    await ada.says("/volunteers Sam resume")
    ada.sees("Sam is not paused. Nothing was changed.")


async def test_a_member_is_paused(people: dict[str, Actor]) -> None:
    ada, sam, _, robin = people.values()
    await robin.says("hello")
    everyone_read_on(people)
    await ada.says("/members Robin pause")
    ada.sees("Robin is paused.")
    robin.sees("A coordinator has paused this chat for you.", "116 123")
    sam.sees("The conversation with Robin has ended.")
    await robin.says("hello?")
    robin.sees("I did not pass this on.", "116 123")
    sam.sees_nothing()
    await ada.says("/members Robin resume")
    ada.sees("Robin is not paused any more.")
    robin.sees("You can write here again.")
    await robin.says("hello again")
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("hello again")


async def test_renamed(people: dict[str, Actor]) -> None:
    ada, sam, _, robin = people.values()
    await ada.says("/volunteers Sam rename Sammy B")
    ada.sees("Sam is called Sammy B now.")
    sam.sees("You are now called Sammy B.")
    await robin.says("hello")
    robin.sees("Sent to Sammy B")
    sam.skips()
    for wrong in ("@kim", "x" * 31):
        await ada.says(f"/volunteers Sammy B rename {wrong}")
        ada.sees("That name does not work here.")
    await ada.says("/volunteers Sammy B rename kim")
    ada.sees("Someone here already has that name.")
    await ada.says("/volunteers Sammy B rename")
    ada.sees("Write the new name like this:")


async def test_a_volunteer_with_shifts_ahead_is_removed(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, robin = people.values()
    await robin.says("hello")
    await sam.says("hello Robin")
    everyone_read_on(people)
    await ada.says("/volunteers Sam")
    await ada.presses("Remove")
    ada.skips()
    await ada.presses("Yes, remove")
    ada.sees("Sam is removed.", "These shifts are open now", "Tuesday 1 December, 17:00-21:00", "/undo")
    sam.sees("You are no longer a volunteer here.", "116 123")
    kim.sees("Somebody is wanted for a shift.", "Can you take one of these?")
    robin.sees("Sam cannot be reached now.", "No one else is on duty.")
    robin.sees("How are you now, after talking with Sam?")
    sam.sees("Your shift has ended.")
    await sam.says("hello?")
    sam.sees("You need an invitation to join.")
    await kim.presses("Take Tue 24 Nov 17:00-21:00")
    kim.sees("This shift is yours now:")
    kim.sees("Your shift has started. It ends at 21:00.")
    ada.sees("Kim takes this shift:")
    await ada.says("/rota all")
    ada.sees("1. nobody: Tuesdays 17:00-21:00")
    await ada.says("/change 1 Kim")
    ada.sees("Number 1 is now: Kim, Tuesdays 17:00-21:00.")
    kim.sees("New:", "Tuesday 1 December, 17:00-21:00")


async def test_removing_is_taken_back(people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    await ada.says("/volunteers Kim remove yes")
    ada.sees("Kim is removed.", "No shift is open because of it.")
    kim.sees("You are no longer a volunteer here.")
    await ada.says("/undo")
    ada.sees("Taken back:", "Coordinator 1 removed Kim")
    kim.sees("You are a volunteer here again.", "has taken it back", "/shifts")
    await kim.says("/shifts")
    kim.sees("You have no shifts")
    sam.sees_nothing()


async def test_a_member_is_removed(people: dict[str, Actor]) -> None:
    ada, sam, _, robin = people.values()
    await robin.says("hello")
    everyone_read_on(people)
    await ada.says("/members Robin remove yes")
    ada.sees("Robin is removed.")
    robin.sees("You are no longer a member here.", "116 123")
    sam.sees("The conversation with Robin has ended.")
    await robin.says("hello?")
    robin.sees("You need an invitation to join.", "116 123")
    sam.sees_nothing()


async def test_the_last_coordinator_stays(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/coordinators Coordinator 1 remove yes")
    ada.sees("Nothing was changed. This is the last coordinator.")
    eve = await play.joins_as("Eve", "coordinator", "Eve")
    await ada.says("/coordinators Eve remove yes")
    ada.sees("Eve is removed.")
    eve.sees("You are no longer a coordinator here.")
    await eve.says("/rota")
    eve.sees("I do not know that command.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/volunteers Zed", 'I do not know "Zed". Nothing was changed.'),
        ("/volunteers Sam fly", 'I did not understand "fly". Nothing was changed.'),
        ("/members Robin backup", 'I did not understand "backup". Nothing was changed.'),
        ("/members Zed pause", 'I do not know "Zed pause".'),
        ("/coordinators Coordinator 1 pause", 'I did not understand "pause".'),
    ],
)
async def test_not_understood(people: dict[str, Actor], typed: str, said: str) -> None:
    await people["Ada"].says(typed)
    people["Ada"].sees(said)


async def test_forged_and_old_buttons(people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    await ada.says("/volunteers Kim")
    card = ada.sees("Kim, volunteer")
    await ada.says("/volunteers Kim remove yes")
    everyone_read_on(people)
    await ada.presses("Rename", card)
    ada.sees_alert("no longer works")
    for forged in ("volunteer:", "volunteer:card:x", "volunteer:fly:1", "member:remove:2-yes", "coordinator:card:"):
        await ada.presses_as_ours(forged, card)
        ada.sees_alert("no longer works")
        await sam.presses_as_ours(forged, sam.phone.screen[-1])
        sam.sees_alert("no longer works")
    assert kim.phone.alert is None


async def test_the_record_and_taking_back(play: Stage, people: dict[str, Actor]) -> None:
    ada, _, kim, _ = people.values()
    eve = await play.joins_as("Eve", "coordinator", "Eve")
    await eve.says("/undo")
    eve.sees("You have made no change that I could take back.")
    await eve.says("/shift Kim fri 18:00-20:00")
    eve.sees("Saved as number 2")
    kim.skips()
    await ada.says("/change 2 fri 18:00-21:00")
    ada.sees("Changed.")
    kim.skips()
    await eve.says("/undo")
    eve.sees("I cannot take this back, because something was built on it since:", "Eve put Kim on the rota")
    await ada.says("/audit")
    told = ada.sees("The last changes:").text.split("\n")
    assert "Coordinator 1 changed number 2: Kim, Fridays 18:00-21:00" in told[1]
    assert "Eve put Kim on the rota: Fridays 18:00-20:00" in told[2]
    assert "Coordinator 1 made a link for a coordinator, Eve" in told[3]
    assert "Coordinator 1 put Sam on the rota: Tuesdays 17:00-21:00" in "".join(told)
    await ada.says("/undo")
    ada.sees("Taken back:")
    kim.sees("Your shifts have changed.")
    await eve.says("/undo")
    eve.sees("Taken back:", "Eve put Kim on the rota")
    kim.sees("No longer yours:")
    await eve.says("/audit")
    assert eve.sees("The last changes:").text.count("(taken back)") == 2
    await ada.says("/rota all")
    assert "2." not in ada.sees("1. Sam").text


async def test_cover_that_was_taken_is_built_on_the_shift(people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    await ada.says("/shift Sam fri 18:00-20:00")
    await sam.says("/cover friday")
    await kim.presses("Take Fri 27 Nov 18:00-20:00")
    everyone_read_on(people)
    await ada.says("/undo")
    ada.sees("I cannot take this back, because something was built on it since:")


async def test_settings(people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/settings")
    ada.sees("At most 4 hours within 24 hours, and 8 hours in a week.", "Europe/London", "/settings caps 4 8")
    for wrong in ("caps", "caps 0 8", "caps 4 999", "everything"):
        await ada.says(f"/settings {wrong}")
        ada.sees("I did not understand", "Nothing was changed.")


async def test_an_invitation_is_on_the_record_and_can_be_taken_back(play: Stage, people: dict[str, Actor]) -> None:
    ada, mo = people["Ada"], play.actor("Mo")
    used, unused = await play.invites("member"), await play.invites("volunteer", "Lee")
    await ada.says("/undo")
    ada.sees("Taken back:", "Coordinator 1 made a link for a volunteer, Lee")
    await mo.opens(unused)
    mo.sees("I do not know this link.")
    await mo.opens(used)
    await mo.presses("I agree")
    mo.skips()
    await ada.says("/undo")
    ada.sees("I cannot take this back, because something was built on it since:", "made a link for a member")
    await ada.says("/invite volunteer Lee")
    ada.sees("Here is a link for one volunteer, Lee.")


async def test_what_somebody_had_taken_goes_back_when_they_are_removed(people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    await sam.says("/cover 1 dec")
    await kim.presses("Take Tue 1 Dec 17:00-21:00")
    everyone_read_on(people)
    await ada.says("/volunteers Kim remove yes")
    ada.sees("Kim is removed.")
    kim.sees("You are no longer a volunteer here.")
    sam.sees("Your shifts have changed.", "New:\nTuesday 1 December, 17:00-21:00")
    await ada.says("/who 1 dec 18:00")
    ada.sees("A message would go to Sam.")


# What was told to somebody is told again when it is taken back


async def test_a_members_pause_is_taken_back(people: dict[str, Actor]) -> None:
    ada, sam, _, robin = people.values()
    await ada.says("/members Robin pause")
    robin.sees("A coordinator has paused this chat for you.")
    ada.skips()
    await ada.says("/undo")
    ada.sees("Taken back:", "Coordinator 1 paused Robin")
    robin.sees("You can write here again.")
    await robin.says("hello")
    robin.sees("Sent to Sam")
    sam.skips()


async def test_the_end_of_a_members_pause_is_taken_back(people: dict[str, Actor]) -> None:
    ada, sam, _, robin = people.values()
    await ada.says("/members Robin pause")
    await ada.says("/members Robin resume")
    await robin.says("hello")
    everyone_read_on(people)
    await ada.says("/undo")
    ada.sees("Taken back:", "Coordinator 1 resumed Robin")
    robin.sees("A coordinator has paused this chat for you.", "116 123")
    sam.sees("The conversation with Robin has ended.")
    await robin.says("hello?")
    robin.sees("I did not pass this on.")
    await ada.says("/undo")
    ada.sees("Taken back:", "Coordinator 1 paused Robin")
    robin.sees("You can write here again.")


async def test_a_volunteers_pause_is_taken_back(people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    await ada.says("/volunteers Sam pause")
    everyone_read_on(people)
    await ada.says("/undo")
    ada.sees("Taken back:", "Coordinator 1 paused Sam")
    sam.sees("Your shifts go on again.")
    sam.sees("Your shifts have changed.", "New:")
    sam.sees("Your shift has started.")
    kim.skips()
    await ada.says("/volunteers Sam pause")
    await ada.says("/volunteers Sam resume")
    everyone_read_on(people)
    await ada.says("/undo")
    ada.sees("Taken back:", "Coordinator 1 resumed Sam")
    sam.sees("A coordinator has paused your shifts.")
    sam.sees("Your shifts have changed.", "No longer yours:")
    everyone_read_on(people)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("rename Sammy", "You are now called Sam."),
        ("backup", "You are not a backup any more."),
        ("supervisor", "You are not a supervisor any more."),
        ("lead", "You are not a safeguarding lead any more."),
    ],
)
async def test_a_mark_or_a_name_is_taken_back(people: dict[str, Actor], typed: str, told: str) -> None:
    ada, sam, _, _ = people.values()
    await ada.says(f"/volunteers Sam {typed}")
    everyone_read_on(people)
    await ada.says("/undo")
    ada.sees("Taken back:")
    sam.sees(told)


async def test_a_coordinators_removal_is_taken_back(play: Stage, people: dict[str, Actor]) -> None:
    ada, eve = people["Ada"], await play.joins_as("Eve", "coordinator", "Eve")
    await ada.says("/coordinators Eve remove yes")
    eve.sees("You are no longer a coordinator here.")
    assert "rota" not in {one["command"] for one in eve.phone.own_commands or []}
    ada.skips()
    await ada.says("/undo")
    ada.sees("Taken back:", "Coordinator 1 removed Eve")
    eve.sees("You are a coordinator here again.", "/help")
    assert "rota" in {one["command"] for one in eve.phone.own_commands or []}
    await eve.says("/gaps")
    eve.skips()


async def test_a_removed_members_check_ins_go_on_when_it_is_taken_back(play: Stage, people: dict[str, Actor]) -> None:
    ada, _, _, robin = people.values()
    await robin.says("/checkins every day 17:30")
    await robin.presses("I agree")
    await robin.says("/checkins missed 1 1h")
    await robin.presses("I agree")
    robin.skips()
    await ada.says("/members Robin remove yes")
    robin.sees("You are no longer a member here.")
    await play.at(17, 45)
    robin.sees_nothing()
    ada.skips()
    await ada.says("/undo")
    ada.sees("Taken back:", "Coordinator 1 removed Robin")
    told = robin.sees("You are a member here again.", "You can write here", "Your check-ins go on.")
    assert "The next one comes tomorrow at 17:30. To stop them: /checkins off" in told.text
    robin.sees_nothing()  # the one of 17:30 is over
    await robin.says("/checkins")
    robin.sees("Your check-ins.", "Every day at 17:30", "If you miss one, you get one note after 1 hour.")
    await play.at(17, 30, days=1)
    robin.sees("Hello. No need to reply.")
    await play.at(18, 30)
    robin.sees("Hello again. No need to reply.")
    for actor in people.values():
        actor.skips()
    await robin.says("/checkins every day 9:00")
    robin.sees("Saved.")  # what Robin had agreed to holds again, and is not asked anew
    await robin.says("/checkins missed 2 2h")
    robin.sees("Saved.")


async def test_paused_check_ins_stay_paused_when_a_removal_is_taken_back(people: dict[str, Actor]) -> None:
    ada, _, _, robin = people.values()
    await robin.says("/checkins every day 17:30")
    await robin.presses("I agree")
    await robin.says("/pause")
    robin.skips()
    await ada.says("/members Robin remove yes")
    everyone_read_on(people)
    await ada.says("/undo")
    ada.skips()
    robin.sees("You are a member here again.", "No check-in is coming now. See /checkins")
    await robin.says("/checkins")
    robin.sees("Your check-ins.", "Paused:")


async def test_check_ins_that_were_stopped_before_stay_off_when_a_removal_is_taken_back(
    people: dict[str, Actor],
) -> None:
    ada, _, _, robin = people.values()
    await robin.says("/checkins every day 17:30")
    await robin.presses("I agree")
    await robin.says("/checkins off")
    await ada.says("/members Robin remove yes")
    everyone_read_on(people)
    await ada.says("/undo")
    ada.skips()
    robin.sees("You are a member here again.", "Your check-ins are off. To have some: /checkins")


async def test_whoever_was_paused_before_the_removal_still_is(people: dict[str, Actor]) -> None:
    ada, _, _, robin = people.values()
    await robin.says("/checkins every day 17:30")
    await robin.presses("I agree")
    await ada.says("/members Robin pause")
    await ada.says("/members Robin remove yes")
    everyone_read_on(people)
    await ada.says("/undo")
    ada.skips()
    told = robin.sees("You are a member here again.", "This chat is still paused for you.")
    assert "heck-ins" not in told.text
    await ada.says("/members Robin resume")
    ada.skips()
    robin.sees("You can write here again.")


async def test_removed_by_two_the_check_ins_come_back_with_the_last_role(play: Stage, people: dict[str, Actor]) -> None:
    ada, _, kim, _ = people.values()
    eve = await play.joins_as("Eve", "coordinator", "Eve")
    await play.joins_as("Kim", "member", "Kestrel")
    await kim.says("/checkins every day 17:30")
    await kim.presses("I agree")
    await ada.says("/members Kestrel remove yes")
    await eve.says("/volunteers Kim remove yes")
    eve.skips()
    everyone_read_on(people)
    await ada.says("/undo")
    ada.sees("Taken back:")
    kim.sees("You are a member here again.", "Your check-ins are off. To have some: /checkins")
    await eve.says("/undo")
    eve.sees("Taken back:")
    kim.sees("You are a volunteer here again.", "Your check-ins go on.")
    everyone_read_on(people)


async def test_what_they_chose_since_stays_when_a_removal_is_taken_back(play: Stage, people: dict[str, Actor]) -> None:
    ada, _, _, robin = people.values()
    eve = await play.joins_as("Eve", "coordinator", "Eve")
    await robin.says("/checkins every day 17:30")
    await robin.presses("I agree")
    await ada.says("/members Robin remove yes")
    await eve.says("/invite volunteer Rob")
    await robin.opens(eve.phone.screen[-1].text.split()[-1])
    await robin.presses("I agree")
    await robin.says("/checkins mon 9:00")
    await robin.presses("I agree")
    eve.skips()
    everyone_read_on(people)
    await ada.says("/undo")
    ada.sees("Taken back:")
    robin.sees("You are a member here again.", "Your check-ins go on.", "on Monday at 09:00")
    await robin.says("/checkins")
    robin.sees("Your check-ins.\nMondays at 09:00")


@pytest.mark.parametrize("since", ["came back", "name is taken"])
async def test_a_removal_on_which_something_was_built_stays(play: Stage, people: dict[str, Actor], since: str) -> None:
    ada, _, _, robin = people.values()
    eve = await play.joins_as("Eve", "coordinator", "Eve")
    await ada.says("/members Robin remove yes")
    await eve.says("/invite member")
    link = next(word for word in eve.phone.screen[-1].text.split() if word.startswith("https://"))
    other = robin if since == "came back" else play.actor("Jo")
    await other.opens(link)
    await other.presses("I agree")
    await other.says("Robin B" if since == "came back" else "robin")
    for actor in play.actors.values():
        actor.skips()
    await ada.says("/undo")
    ada.sees("I cannot take this back, because something was built on it since:")


async def test_whoever_blocked_the_bot_is_not_told(people: dict[str, Actor]) -> None:
    ada, _, _, robin = people.values()
    await ada.says("/members Robin pause")
    everyone_read_on(people)
    await robin.blocks()
    await ada.says("/undo")
    ada.sees("Taken back:")
    await robin.unblocks()
    robin.sees_nothing()


async def test_undo_does_not_begin_what_somebody_has_ended_since(play: Stage, people: dict[str, Actor]) -> None:
    """Robin came back by another link, had check-ins again, and switched them off."""
    eve = await play.joins_as("Eve", "coordinator", "Eve")
    robin = await play.member("Quinn")
    await robin.says("/checkins every day 17:30")
    await robin.presses("I agree")
    await eve.says("/members Quinn remove yes")
    await robin.opens(await play.invites("volunteer", "Quince"))
    await robin.presses("I agree")
    await robin.says("/checkins mon 9:00")
    await robin.presses("I agree")
    await robin.says("/checkins off")
    for actor in play.actors.values():
        actor.skips()
    await eve.says("/undo")
    eve.sees("Taken back:")
    robin.sees("You are a member here again.", "Your check-ins are off.")
    await play.forward(days=2)
    assert not [one for one in robin.unread() if "No need to reply" in one.text]
    for actor in play.actors.values():
        actor.skips()


@pytest.mark.parametrize("what", ["/unshift 1", "/change 1 Kim"])
async def test_nobody_is_on_the_rota_again_who_was_removed_since(
    play: Stage, people: dict[str, Actor], what: str
) -> None:
    ada, sam, kim, _ = people.values()
    eve = await play.joins_as("Eve", "coordinator", "Eve")
    await eve.says(what)
    await ada.says("/volunteers Sam remove yes")
    everyone_read_on(people)
    eve.skips()
    await eve.says("/undo")
    eve.sees("Taken back:", "Someone in it is not a volunteer any more, so they are not on the rota again.", "/gaps")
    await eve.says("/who 2026-12-01 19:00")
    eve.sees("Nobody would get a message then.")
    assert sam.unread() == []
    kim.skips()
    everyone_read_on(people)
    eve.skips()
