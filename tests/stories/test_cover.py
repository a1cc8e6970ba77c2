"""A volunteer cannot come: the others are asked, the first who takes it has it, and nobody is left guessing."""

import asyncio

import pytest

from tests.world import Actor, Stage, asks, buttons

FRIDAY = "Friday 27 November, 18:00-22:00"
TAKE = "Take Fri 27 Nov 18:00-22:00"


@pytest.fixture
async def people(play: Stage) -> dict[str, Actor]:
    """Ada; Sam on Fridays 18:00-22:00; Kim and Lee who volunteer too. It is Tuesday 24 November, 17:00."""
    sam = await play.volunteer("Sam", "fri 18:00-22:00")
    kim, lee = await play.volunteer("Kim"), await play.volunteer("Lee")
    return {"Ada": play.actor("Ada"), "Sam": sam, "Kim": kim, "Lee": lee}


def everyone_read_on(people: dict[str, Actor]) -> None:
    for actor in people.values():
        actor.skips()


async def asked(people: dict[str, Actor]) -> None:
    """Sam has asked for cover on Friday, and everybody has read it."""
    await people["Sam"].says("/cover friday")
    everyone_read_on(people)


async def on_friday(people: dict[str, Actor], hour: str = "19:00") -> str:
    ada = people["Ada"]
    ada.skips()
    await ada.says(f"/who friday {hour}")
    return ada.sees("").text.split("\n")[1]


async def test_given_away_by_buttons(people: dict[str, Actor]) -> None:
    _, sam, kim, lee = people.values()
    await sam.says("/shifts")
    mine = sam.sees("Your shifts:", FRIDAY, "Friday 4 December, 18:00-22:00")
    await sam.presses("Fri 27 Nov 18:00-22:00", mine)
    card = sam.sees(FRIDAY, "It stays yours until somebody does.", "/cover 2026-11-27 20:00-22:00")
    assert buttons(card) == ["Ask the others to take it"]
    await sam.presses("Ask the others to take it")
    sam.sees("I have asked 2 others.", FRIDAY, "It stays yours until somebody takes it.")
    for actor in (kim, lee):
        actor.sees("Sam cannot come to a shift.", "Can you take this?", FRIDAY)
    assert "Sam" in await on_friday(people)
    await kim.presses(TAKE)
    kim.sees("Thank you. This shift is yours now:", FRIDAY)
    sam.sees("Kim takes your shift:", FRIDAY, "You need do nothing more.")
    assert "Kim" in await on_friday(people)
    await lee.presses(TAKE)
    lee.sees_alert("Somebody else has taken this shift.")


async def test_two_at_the_same_moment(people: dict[str, Actor]) -> None:
    _, sam, kim, lee = people.values()
    await asked(people)
    for actor in (kim, lee):
        message = next(one for one in actor.phone.screen if TAKE in buttons(one))
        actor.phone.presses(message.message_id, TAKE)
    await asyncio.sleep(0)
    await kim.stage.quiet()
    winner, loser = (kim, lee) if kim.unread() else (lee, kim)
    winner.sees("Thank you. This shift is yours now:")
    loser.sees_alert("Somebody else has taken this shift.")
    sam.sees("takes your shift:")
    people["Ada"].skips()


async def test_a_part_of_a_shift(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await sam.says("/cover 2026-11-27 8pm-10pm")
    sam.sees("I have asked 2 others.", "Friday 27 November, 20:00-22:00")
    for actor in (kim, lee):
        actor.sees("Sam cannot come to a shift.", "Friday 27 November, 20:00-22:00")
    await lee.presses("Take Fri 27 Nov 20:00-22:00")
    lee.sees("This shift is yours now")
    sam.sees("Lee takes your shift:", "Friday 27 November, 20:00-22:00")
    assert "Sam" in await on_friday(people, "19:59")
    assert "Lee" in await on_friday(people, "20:00")
    robin = await play.member("Robin")
    await play.at(18, days=3)
    everyone_read_on(people)
    await sam.says("I'm here")
    sam.sees("Thank you. You are on duty until 20:00.")
    await robin.says("hello")
    robin.sees("Sent to Sam, on duty until 20:00.")
    sam.skips()
    await play.at(20)
    sam.sees("Your shift has ended.")
    lee.sees("Your shift starts today at 20:00") if "starts" in lee.unread()[0].text else None
    lee.sees("Your shift has started. It ends at 22:00.")
    lee.sees("Robin was talking with Sam")
    lee.sees("hello")
    robin.sees("Your messages now go to Lee, on duty until 22:00.")
    ada.skips()


async def test_untaken_it_stays_and_everyone_hears_in_time(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await sam.says("/cover 4 dec")
    everyone_read_on(people)
    await play.at(17, 59, days=7)
    everyone_read_on(people)  # Friday 27 November is not what this is about
    for days, hour in ((0, 18), (2, 18), (1, 15)):
        await play.at(hour, days=days)
        for actor in (kim, lee):
            actor.sees("Nobody has taken this shift yet.", "Friday 4 December, 18:00-22:00", "It is Sam's shift.")
        ada.sees("Nobody has taken this shift yet:", "It stays with Sam until somebody takes it.")
        if sam.unread()[0].text.startswith("Your shift starts"):
            sam.sees("Your shift starts tomorrow at 18:00.")
        sam.sees("Nobody has taken your shift yet, so it is still yours:", "I have asked the others again")
    await sam.presses("I can do it after all")
    sam.sees("All right. You keep this shift:", "Friday 4 December")
    await play.at(17)
    sam.sees("Your shift starts today at 18:00.")
    await kim.presses("Take Fri 4 Dec 18:00-22:00")
    kim.sees_alert("Nobody is wanted for this shift any more.")


@pytest.mark.parametrize("part", ["", " 20:00-22:00"], ids=["all of it", "a part"])
async def test_who_asked_and_is_then_away_has_it_no_more(play: Stage, people: dict[str, Actor], part: str) -> None:
    """Nobody hears that it stays with Sam, and somebody is asked for all of it."""
    ada, sam, kim, _ = people.values()
    await sam.says(f"/cover 4 dec{part}")
    keeps = next(one for one in sam.phone.screen if "I can do it after all" in buttons(one)) if not part else None
    everyone_read_on(people)
    await sam.says("/away 4 dec")
    assert any("asked the others" in one.text for one in sam.unread())
    kim.sees("Somebody is wanted for a shift.", "Friday 4 December, 18:00-22:00")
    everyone_read_on(people)
    if keeps is not None:
        await sam.presses("I can do it after all", keeps)
        assert not any("You keep this shift" in one.text for one in sam.unread())
    everyone_read_on(people)
    await play.at(18, 1, days=7)
    for actor in people.values():
        assert not any("stays with Sam" in one.text or "still yours" in one.text for one in actor.unread())
    assert any("Nobody has taken this shift yet:" in one.text for one in ada.unread())
    everyone_read_on(people)
    await kim.presses("Take Fri 4 Dec 18:00-22:00")
    kim.sees("Thank you. This shift is yours now:", "Friday 4 December, 18:00-22:00")
    for actor in people.values():
        actor.skips()
        actor.phone.alert = None


async def test_given_back(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await asked(people)
    await kim.presses(TAKE)
    everyone_read_on(people)
    await kim.says("/shifts")
    await kim.presses("Fri 27 Nov 18:00-22:00")
    everyone_read_on(people)
    await kim.presses("Give it back")
    kim.sees("Done. This shift is Sam's again, and I have told them:", FRIDAY)
    told = sam.sees("Kim cannot take your shift after all, so it is yours again:", FRIDAY)
    assert buttons(told) == ["Find cover"]
    assert "Sam" in await on_friday(people)
    await play.at(18, 1, days=1)
    ada.skips()
    lee.sees_nothing()


async def test_given_back_when_the_owner_is_away(people: dict[str, Actor]) -> None:
    _, sam, kim, lee = people.values()
    await asked(people)
    await kim.presses(TAKE)
    await sam.says("/away 27 nov")
    everyone_read_on(people)
    await kim.says("/cover back 1")
    kim.sees("Somebody is wanted for a shift.") if "wanted" in kim.unread()[0].text else None
    kim.sees("Done. Nobody has this shift now, and I have asked the others:", FRIDAY)
    lee.sees("Somebody is wanted for a shift.", FRIDAY)
    sam.sees_nothing()
    assert "Nobody would get a message" in await on_friday(people)


async def test_a_taker_gives_it_away_again(people: dict[str, Actor]) -> None:
    _, sam, kim, lee = people.values()
    await asked(people)
    await kim.presses(TAKE)
    everyone_read_on(people)
    await kim.says("/cover friday")
    kim.sees("I have asked 2 others.")
    lee.sees("Kim cannot come to a shift.", FRIDAY)
    sam.sees("Kim cannot come to a shift.", FRIDAY)
    await lee.presses(TAKE)
    lee.sees("This shift is yours now")
    kim.sees("Lee takes your shift:")
    assert "Lee" in await on_friday(people)


async def test_in_words(people: dict[str, Actor]) -> None:
    _, sam, kim, _ = people.values()
    await asked(people)
    await kim.says("/cover")
    kim.sees("You have no shifts to give away.")
    kim.sees("Somebody is wanted for these.", "/cover take 1: Fri 27 Nov 18:00-22:00")
    await sam.says("/cover friday")
    sam.sees("Cover is asked for already", "Nothing was changed.")
    await sam.says("/cover take 1")
    sam.sees("This is your own shift.")
    await kim.says("/cover take 1")
    kim.sees("This shift is yours now")
    await kim.says("/cover take 99")
    kim.sees("Nobody is wanted for this shift any more.")
    everyone_read_on(people)


@pytest.mark.parametrize("typed", ["someday", "25:00", "27 nov please", "27 nov-29 nov"])
async def test_not_understood(people: dict[str, Actor], typed: str) -> None:
    await people["Sam"].says(f"/cover {typed}")
    people["Sam"].sees("I did not understand", "Nothing was changed.", "/cover 2026-12-01 20:00-22:00")


async def test_no_shift_that_day(people: dict[str, Actor]) -> None:
    await people["Sam"].says("/cover saturday")
    people["Sam"].sees("You have no shift then. Nothing was changed.", "/shifts")


async def test_somebody_elses_button(people: dict[str, Actor]) -> None:
    _, sam, kim, _ = people.values()
    await sam.says("/shifts")
    mine = sam.sees("Your shifts:")
    data = asks(mine.buttons[0][0])
    await kim.says("/shifts")
    kim.sees("You have no shifts")
    await kim.presses_as_ours(data, kim.phone.screen[-1])
    kim.sees_alert("This shift is not yours.")
    for forged in ("fill:x", "fill:", "give:-1", "giveback:1", "keepturn:7", "fill:99999999999999999999"):
        await kim.presses_as_ours(forged, kim.phone.screen[-1])
        assert kim.phone.alert
        kim.phone.alert = None


async def test_nobody_else_is_there(play: Stage) -> None:
    sam, ada = await play.volunteer("Sam", "fri 18:00-22:00"), play.actor("Ada")
    await sam.says("/cover friday")
    sam.sees("Nobody else is free then, so I have told the coordinators.")
    ada.sees("Nobody has taken this shift yet:", FRIDAY, "It stays with Sam until somebody takes it.")


async def test_a_coordinator_asks_for_it(people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await ada.says("/cover 1")
    ada.sees("I have asked 2 others.", FRIDAY, "It stays as it is until somebody takes it.")
    for actor in (kim, lee):
        actor.sees("Sam cannot come to a shift.")
    sam.sees_nothing()


async def test_nobody_takes_a_shift_in_their_time_away(people: dict[str, Actor]) -> None:
    kim = people["Kim"]
    await asked(people)
    await kim.says("/away 27 nov")
    everyone_read_on(people)
    await kim.presses(TAKE)
    kim.sees_alert("You said that you are away then.")
    assert "Sam" in await on_friday(people)


async def test_a_coordinator_who_volunteers_writes_a_day_too(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, _, _ = people.values()
    await play.joins_as("Ada", "volunteer", "Ada")
    await ada.says("/shift Ada tue 18:00-20:00 from 1 dec")
    everyone_read_on(people)
    await ada.says("/cover 1 dec")
    ada.sees("I have asked 3 others.", "Tuesday 1 December, 18:00-20:00")
    sam.sees("Ada cannot come to a shift.")
    everyone_read_on(people)


@pytest.mark.parametrize("how", ["kept", "taken"])
async def test_what_is_wanted_again_is_asked_for_in_time(play: Stage, people: dict[str, Actor], how: str) -> None:
    """A coordinator who volunteers takes it back that they kept their shift, or took another's."""
    ada, sam, kim, _ = people.values()
    await play.joins_as("Ada", "volunteer", "Ada")
    if how == "kept":
        await ada.says("/shift Ada fri 18:00-22:00")
        await ada.says("/unshift 1")
        await ada.says("/cover 4 dec")
        await ada.presses("I can do it after all")
    else:
        await sam.says("/cover 4 dec")
        await ada.presses("Take Fri 4 Dec 18:00-22:00")
    everyone_read_on(people)
    await ada.says("/undo")
    ada.sees("Taken back:")
    everyone_read_on(people)
    await play.at(17, 59, days=7)
    everyone_read_on(people)
    await play.at(18)
    kim.sees("Nobody has taken this shift yet.", "Friday 4 December, 18:00-22:00")
    everyone_read_on(people)


async def test_a_part_and_then_all_of_it_is_asked_for_once(play: Stage, people: dict[str, Actor]) -> None:
    """Kim took the end of Sam's shift and is away, and so is Sam: what is wanted is the whole shift, and only that."""
    _, sam, kim, lee = people.values()
    await sam.says("/cover friday 20:00-22:00")
    await kim.presses("Take Fri 27 Nov 20:00-22:00")
    everyone_read_on(people)
    await kim.says("/away friday")
    lee.sees("Friday 27 November, 20:00-22:00")
    everyone_read_on(people)
    await sam.says("/away friday")
    lee.sees("Friday 27 November, 18:00-22:00")
    await lee.says("/cover")
    lee.sees("")
    wanted = lee.sees("Fri 27 Nov 18:00-22:00")
    assert [label for label in buttons(wanted) if "27 Nov" in label] == [TAKE]
    await lee.presses(TAKE)
    everyone_read_on(people)
    assert "Lee" in await on_friday(people, "21:00")


def unread(actor: Actor) -> str:
    """All that an actor has not read yet, which counts as read now."""
    texts = "\n\n".join(one.text for one in actor.unread())
    actor.skips()
    return texts


async def stepped_back(play: Stage, people: dict[str, Actor], taker: str) -> None:
    """Sam, on tonight until 22:00, stepped back at 20:00, and somebody took the rest; it is 20:30."""
    sam = people["Sam"]
    await play.on_rota("Sam", "tue 18:00-22:00")
    await play.at(18)
    await sam.says("I'm here")
    await play.at(20)
    await sam.presses("Step back")
    await people[taker].says("/cover take 1")
    await people[taker].says("I'm here")
    await play.at(20, 30)
    everyone_read_on(people)


async def test_who_stepped_back_stays_off_when_the_rest_is_given_back(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await stepped_back(play, people, "Kim")
    await kim.says("/cover back 1")
    said = unread(kim)
    assert "Nobody has this shift now, and I have asked the others:\nTuesday 24 November, 20:30-22:00" in said
    assert "Your shift has ended." in said
    sam.sees_nothing()
    lee.sees("Sam cannot come to a shift.", "Tuesday 24 November, 20:30-22:00")
    assert "Kim cannot do this shift after all:\nTuesday 24 November, 20:30-22:00" in unread(ada)
    await ada.says("/who 2026-11-24 21:00")
    ada.sees("Nobody would get a message")
    await lee.presses("Take Tue 24 Nov 20:30-22:00")
    assert "This shift is yours now:\nTuesday 24 November, 20:30-22:00" in unread(lee)
    assert "Lee takes your shift:" in unread(sam)
    everyone_read_on(people)


async def test_giving_back_what_was_stepped_back_from_is_taken_back(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, _, lee = people.values()
    await play.joins_as("Ada", "volunteer", "Ada")
    await stepped_back(play, people, "Ada")
    await ada.says("/cover back 1")
    assert "Nobody has this shift now" in unread(ada)
    sam.sees_nothing()
    await ada.says("/undo")
    assert "Taken back:" in unread(ada)
    await ada.says("/who 2026-11-24 21:00")
    assert "A message would go to Ada" in unread(ada)
    lee.skips()
    await lee.says("/cover take 1")
    lee.sees("Somebody else has taken this shift.")
    everyone_read_on(people)


async def test_given_on_in_part_the_rest_is_open_and_asked_for(play: Stage, people: dict[str, Actor]) -> None:
    """Who stepped back has no part of it again, whoever gives back what."""
    _, sam, kim, lee = people.values()
    eve = people["Eve"] = await play.volunteer("Eve")
    await stepped_back(play, people, "Kim")
    await kim.says("/cover today 21:00-22:00")
    await lee.says("/cover take 2")
    everyone_read_on(people)
    await kim.says("/cover back 1")
    assert "Nobody has this shift now, and I have asked the others:\nTuesday 24 November, 20:30-21:00" in unread(kim)
    eve.sees("Sam cannot come to a shift.", "Tuesday 24 November, 20:30-21:00")
    lee.sees("Sam cannot come to a shift.", "Tuesday 24 November, 20:30-21:00")
    for actor in (sam, lee):
        actor.sees_nothing()
    await lee.says("/cover back 2")
    assert "Nobody has this shift now, and I have asked the others:\nTuesday 24 November, 21:00-22:00" in unread(lee)
    eve.sees("Sam cannot come to a shift.", "Tuesday 24 November, 21:00-22:00")
    sam.sees_nothing()
    await eve.says("/cover take 1")
    assert "This shift is yours now:\nTuesday 24 November, 20:30-22:00" in unread(eve)
    everyone_read_on(people)


async def test_taking_what_is_left_says_no_more_than_that(play: Stage, people: dict[str, Actor]) -> None:
    _, sam, kim, lee = people.values()
    eve = people["Eve"] = await play.volunteer("Eve")
    await stepped_back(play, people, "Kim")
    await kim.says("/cover today 21:00-22:00")
    await lee.says("/cover take 2")
    await kim.says("/cover back 1")
    everyone_read_on(people)
    await eve.says("/cover take 1")
    assert "This shift is yours now:\nTuesday 24 November, 20:30-21:00" in unread(eve)
    assert "Eve takes your shift:\nTuesday 24 November, 20:30-21:00" in unread(sam)
    everyone_read_on(people)


async def test_given_back_when_it_is_somebody_elses_by_now(people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await sam.says("/cover 4 dec")
    await lee.says("/cover take 1")
    await ada.says("/change 1 Kim")
    everyone_read_on(people)
    await lee.says("/cover back 1")
    lee.sees("Done. Kim has this shift now:\nFriday 4 December, 18:00-22:00")
    kim.sees("New:\nFriday 4 December, 18:00-22:00")
    for actor in (ada, sam, lee):
        actor.sees_nothing()


async def test_given_back_when_it_is_ones_own_by_now(people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await sam.says("/cover friday")
    await kim.says("/cover take 1")
    await ada.says("/change 1 Kim")
    everyone_read_on(people)
    await kim.says("/cover back 1")
    kim.sees("You still have this shift, since the rota gives it to you:", FRIDAY, "write /cover")
    for actor in (ada, sam, lee):
        actor.sees_nothing()
    assert "Kim" in await on_friday(people)


async def test_given_back_when_there_is_no_such_turn_any_more(people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await sam.says("/cover 4 dec")
    await kim.says("/cover take 1")
    await kim.says("/shifts")
    await kim.presses("Fri 4 Dec 18:00-22:00")
    await ada.says("/change 1 every other fri 18:00-22:00")
    everyone_read_on(people)
    await kim.says("/cover back 1")
    kim.sees("There is no such shift any more, so you need do nothing.")
    await kim.presses("Give it back")
    kim.sees_alert("There is no such shift any more, so you need do nothing.")
    for actor in (ada, sam, lee):
        actor.sees_nothing()


async def test_given_back_long_before_nobody_has_it_and_the_others_are_asked(people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await sam.says("/away 4 dec")
    await kim.says("/cover take 1")
    everyone_read_on(people)
    await kim.says("/cover back 1")
    assert "Done. Nobody has this shift now, and I have asked the others:\nFriday 4 December" in unread(kim)
    lee.sees("Somebody is wanted for a shift.", "Friday 4 December, 18:00-22:00")
    for actor in (ada, sam, lee):
        actor.sees_nothing()


async def test_given_back_to_who_cannot_be_reached(people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await sam.says("/cover 4 dec")
    await kim.says("/cover take 1")
    await sam.blocks()
    everyone_read_on(people)
    await kim.says("/cover back 1")
    kim.sees("Done. This shift is Sam's again. I cannot reach them", "told the coordinators:\nFriday 4 December")
    assert "Kim cannot do this shift after all:\nFriday 4 December, 18:00-22:00" in unread(ada)
    lee.sees_nothing()


async def test_given_back_is_only_what_one_has(people: dict[str, Actor]) -> None:
    """Kim took all of it, and Lee the end of it from Kim: Lee keeps that."""
    ada, sam, kim, lee = people.values()
    await sam.says("/cover 4 dec")
    await kim.says("/cover take 1")
    await kim.says("/cover 4 dec 20:00-22:00")
    await lee.says("/cover take 2")
    everyone_read_on(people)
    await kim.says("/cover back 1")
    kim.sees("Done. This shift is Sam's again, and I have told them:\nFriday 4 December, 18:00-20:00")
    told = sam.sees("Kim cannot take your shift after all", "Friday 4 December, 18:00-20:00")
    for actor in (ada, kim, lee):
        actor.sees_nothing()
    await sam.presses("Find cover", told)
    sam.sees("Friday 4 December, 18:00-20:00")
    await kim.says("/cover back 1")
    kim.sees("This shift is not yours.")
    await lee.says("/cover back 2")
    lee.sees("Done. Sam has this shift now:\nFriday 4 December, 20:00-22:00")
    sam.sees("New:\nFriday 4 December, 18:00-22:00")
    kim.sees_nothing()


async def test_who_gave_all_of_it_on_has_nothing_to_give_back(people: dict[str, Actor]) -> None:
    _, sam, kim, lee = people.values()
    await asked(people)
    await kim.presses(TAKE)
    await kim.says("/cover friday")
    await lee.says("/cover take 2")
    everyone_read_on(people)
    await kim.says("/cover back 1")
    kim.sees("This shift is not yours.")
    sam.sees_nothing()
    assert "Lee" in await on_friday(people)


async def test_the_button_gives_back_the_part_on_its_card(people: dict[str, Actor]) -> None:
    _, sam, kim, _ = people.values()
    await sam.says("/cover 4 dec 18:00-19:00")
    await sam.says("/cover 4 dec 21:00-22:00")
    await kim.says("/cover take 1")
    await kim.says("/cover take 2")
    everyone_read_on(people)
    await kim.says("/shifts")
    await kim.presses("Fri 4 Dec 18:00-19:00")
    kim.skips()
    await kim.presses("Give it back")
    kim.sees("This shift is Sam's again", "Friday 4 December, 18:00-19:00")
    sam.sees("it is yours again:\nFriday 4 December, 18:00-19:00")
    await kim.says("/shifts")
    kim.sees("Your shifts:\nFriday 4 December, 21:00-22:00\n")
    everyone_read_on(people)


async def test_parts_that_meet_are_given_back_one_by_one(people: dict[str, Actor]) -> None:
    _, sam, kim, _ = people.values()
    await sam.says("/cover 4 dec 18:00-20:00")
    await sam.says("/cover 4 dec 20:00-22:00")
    await kim.says("/cover take 1")
    await kim.says("/cover take 2")
    everyone_read_on(people)
    await kim.says("/shifts")
    await kim.presses("Fri 4 Dec 18:00-22:00")
    everyone_read_on(people)
    assert buttons(kim.phone.screen[-1]) == [
        "Ask the others to take it",
        "Give back Fri 4 Dec 18:00-20:00",
        "Give back Fri 4 Dec 20:00-22:00",
    ]
    await kim.presses("Give back Fri 4 Dec 18:00-20:00")
    kim.sees("This shift is Sam's again", "Friday 4 December, 18:00-20:00")
    sam.sees("it is yours again:\nFriday 4 December, 18:00-20:00")


async def test_a_part_that_is_over(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await play.on_rota("Sam", "tue 18:00-22:00")
    await play.at(20)
    everyone_read_on(people)
    await sam.says("/cover today 18:00-19:00")
    sam.sees("That time is over. Nothing was changed.", "To give away the rest of your shift, press it.")
    assert buttons(sam.phone.screen[-1]) == ["Tue 24 Nov 18:00-22:00"]
    for actor in (ada, kim, lee):
        actor.sees_nothing()
    await kim.says("/cover")
    kim.sees("You have no shifts to give away.")
    kim.sees("No shift is waiting for somebody now.")
    await sam.says("/cover today 18:00-21:00")
    sam.sees("I have asked 2 others.", "Tuesday 24 November, 20:00-21:00")
    everyone_read_on(people)


async def test_a_part_after_midnight(play: Stage, people: dict[str, Actor]) -> None:
    """The day is that of the calendar for a part, and that on which it starts for a whole shift."""
    _, sam, kim, _ = people.values()
    await play.on_rota("Sam", "tue 22:00-04:00")
    everyone_read_on(people)
    await sam.says("/cover 1 dec 00:00-02:00")
    sam.sees("You have no shift then.")
    await sam.says("/cover 2 dec")
    sam.sees("You have no shift then.")
    await sam.says("/cover 2 dec 00:00-02:00")
    sam.sees("I have asked 2 others.", "Wednesday 2 December, 00:00-02:00")
    kim.sees("Sam cannot come to a shift.", "Wednesday 2 December, 00:00-02:00")
    await kim.presses("Take Wed 2 Dec 00:00-02:00")
    kim.sees("This shift is yours now", "Wednesday 2 December, 00:00-02:00")
    await sam.says("/cover 8 dec")
    everyone_read_on(people)
    assert "Tue 8 Dec 22:00-04:00" in str([buttons(one) for one in kim.phone.screen])


@pytest.mark.parametrize(
    ("typed", "part"),
    [("27 nov 8-10", "Friday 27 November, 20:00-22:00"), ("28 nov 8-10", "Saturday 28 November, 08:00-10:00")],
)
async def test_bare_times_are_those_of_the_shift(play: Stage, people: dict[str, Actor], typed: str, part: str) -> None:
    await play.on_rota("Sam", "sat 06:00-10:00")
    everyone_read_on(people)
    await people["Sam"].says(f"/cover {typed}")
    people["Sam"].sees("I have asked 2 others.", part)
    everyone_read_on(people)


async def test_bare_times_that_can_mean_two_shifts(play: Stage, people: dict[str, Actor]) -> None:
    sam = people["Sam"]
    await play.on_rota("Sam", "fri 06:00-10:00")
    everyone_read_on(people)
    await sam.says("/cover 27 nov 8-10")
    asked_which = sam.sees("You have more than one shift then.")
    assert buttons(asked_which) == ["Fri 27 Nov 06:00-10:00", "Fri 27 Nov 18:00-22:00"]


async def test_bare_times_that_can_mean_two_parts_of_one_shift(play: Stage, people: dict[str, Actor]) -> None:
    sam = people["Sam"]
    await play.on_rota("Sam", "sat 06:00-22:30")
    everyone_read_on(people)
    await sam.says("/cover 28 nov 8-10")
    sam.sees("Which time do you mean?", "/cover 2026-11-28 08:00-10:00\n/cover 2026-11-28 20:00-22:00")
    await sam.says("/cover 2026-11-28 08:00-10:00")
    sam.sees("I have asked 2 others.", "Saturday 28 November, 08:00-10:00")
    everyone_read_on(people)


async def test_bare_times_are_those_to_come(play: Stage, people: dict[str, Actor]) -> None:
    sam = people["Sam"]
    await play.on_rota("Sam", "tue 06:00-21:00")
    await play.at(11, days=7)
    everyone_read_on(people)
    await sam.says("/cover today 8-10")
    assert "Tuesday 1 December, 20:00-21:00" in unread(sam)
    everyone_read_on(people)


async def test_the_first_button_takes_what_is_wanted_anew(play: Stage, people: dict[str, Actor]) -> None:
    """Sam asks for cover and then is away: the same shift is wanted, under another number."""
    _, sam, kim, _ = people.values()
    await sam.says("/cover friday")
    first = kim.sees("Sam cannot come to a shift.")
    await sam.says("/away friday")
    everyone_read_on(people)
    await kim.presses(TAKE, first)
    kim.sees("Thank you. This shift is yours now:", FRIDAY)
    everyone_read_on(people)
    assert "Kim" in await on_friday(people)
