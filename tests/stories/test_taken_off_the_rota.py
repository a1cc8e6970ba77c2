"""Somebody goes, or a change is taken back: whoever has a turn keeps it, and what is wanted is asked for once more."""

import pytest

from tests.stories.test_turns_and_time_away import everyone_read_on, people, who_is_on
from tests.world import Actor, Shown, Stage, buttons

__all__ = ["people"]


async def kim_covers(play: Stage, people: dict[str, Actor], hours: str) -> None:
    """Kim has taken Sam's shift of tonight."""
    await play.on_rota("Sam", f"tue {hours}")
    await people["Sam"].says("/cover 24 nov")
    await people["Kim"].presses(next(one for one in buttons(people["Kim"].phone.screen[-1]) if one.startswith("Take ")))
    everyone_read_on(people)


async def test_who_covers_for_somebody_removed_goes_on(play: Stage, people: dict[str, Actor]) -> None:
    ada, _, kim, _ = people.values()
    await kim_covers(play, people, "20:00-04:00")
    robin = await play.member("Robin")
    await play.at(20)
    await kim.says("I'm here")
    await robin.says("hello")
    await kim.says("hello Robin")
    await play.at(23)
    everyone_read_on(people)
    robin.skips()
    await ada.says("/volunteers Sam remove yes")
    said = ada.sees("Sam is removed.", "These shifts are open now", "1 December")
    assert "24 November" not in said.text
    assert not [one for one in kim.unread() if "No longer yours" in one.text or "has ended" in one.text]
    await robin.says("still there?")
    kim.skips()
    await kim.says("Still here.")
    robin.sees("Still here.")
    everyone_read_on(people)


@pytest.mark.parametrize("how", ["removed", "forgotten"])
async def test_who_goes_from_turns_changes_nobody_elses(play: Stage, people: dict[str, Actor], how: str) -> None:
    ada, sam, kim, lee = people.values()
    await ada.says("/turns tue 18:00-22:00 Sam Kim Lee")
    await play.at(18, days=7)
    await kim.says("I'm here")
    await play.at(18, 5)
    robin = await play.member("Robin")
    await robin.says("hello")
    await kim.says("hello Robin")
    everyone_read_on(people)
    robin.skips()
    if how == "removed":
        await ada.says("/volunteers Sam remove yes")
        ada.sees("Sam is removed.", "No shift is open because of it.")
    else:
        await sam.says("/forget yes")
        ada.skips()
    assert not [one for one in kim.unread() if "has ended" in one.text]
    assert not [one for one in lee.unread() if "has started" in one.text]
    everyone_read_on(people)
    evenings = [f"2026-12-{day:02} 19:00" for day in (1, 8, 15, 22)]
    assert await who_is_on(ada, evenings) == ["Kim", "Lee", "Kim", "Lee"]
    await kim.says("Still here.")
    robin.sees("Still here.")
    everyone_read_on(people)


async def test_new_turns_begin_after_the_one_that_runs(play: Stage, people: dict[str, Actor]) -> None:
    ada, _, kim, _ = people.values()
    await ada.says("/turns tue 18:00-22:00 Kim Lee")
    await play.at(18)
    await kim.says("I'm here")
    everyone_read_on(people)
    await ada.says("/change 1 Sam, Kim, Lee")
    ada.sees(
        "The new part is number 2: Sam, then Kim, then Lee, Tuesdays 18:00-22:00, from 1 December 2026.",
        "Until then number 1 stays: Tuesdays 18:00-22:00, until 24 November 2026.",
    )
    assert not [one for one in kim.unread() if "has ended" in one.text]
    everyone_read_on(people)
    evenings = ["2026-11-24 19:00", "2026-12-01 19:00", "2026-12-08 19:00", "2026-12-15 19:00"]
    assert await who_is_on(ada, evenings) == ["Kim", "Sam", "Kim", "Lee"]


async def test_who_took_a_night_is_removed_after_midnight(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    await kim_covers(play, people, "20:00-04:00")
    await play.at(20)
    await kim.says("I'm here")
    await play.at(0, 30, days=1)
    everyone_read_on(people)
    await ada.says("/volunteers Kim remove yes")
    ada.sees("Kim is removed.")
    sam.sees("Your shifts have changed.", "New:", "00:30-04:00")
    everyone_read_on(people)
    assert await who_is_on(ada, ["2026-11-25 01:00"]) == ["Sam"]


@pytest.mark.parametrize(
    "what", ["/change 1 Kim", "/unshift 1", "/change 1 wed 18:00-22:00 from 2 dec", "/away Sam 4 dec"]
)
async def test_a_request_for_cover_is_wanted_again(play: Stage, people: dict[str, Actor], what: str) -> None:
    ada, sam, kim, lee = people.values()
    await play.on_rota("Sam", "fri 18:00-22:00")
    await sam.says("/cover 4 dec")
    asked = lee.sees("Sam cannot come to a shift.")
    everyone_read_on(people)
    await ada.says(what)
    everyone_read_on(people)
    await ada.says("/undo")
    ada.sees("Taken back:")
    everyone_read_on(people)
    await lee.presses("Take Fri 4 Dec 18:00-22:00", asked)
    lee.sees("This shift is yours now", "Friday 4 December, 18:00-22:00")
    everyone_read_on(people)
    assert await who_is_on(ada, ["2026-12-04 19:00"]) == ["Lee"]
    assert kim.phone.alert is None


async def test_two_steps_back(play: Stage, people: dict[str, Actor]) -> None:
    """Time away is taken back, and then that a coordinator asked for cover."""
    ada = people["Ada"]
    await play.on_rota("Sam", "fri 18:00-22:00")
    everyone_read_on(people)
    await ada.says("/cover 1")
    await ada.says("/away Sam friday")
    everyone_read_on(people)
    for _ in range(2):
        await ada.says("/undo")
        ada.sees("Taken back:")
        everyone_read_on(people)
    assert await who_is_on(ada, ["2026-11-27 19:00"]) == ["Sam"]


async def test_what_its_owner_kept_stays_kept(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, _, lee = people.values()
    await play.on_rota("Sam", "fri 18:00-22:00")
    await sam.says("/cover 4 dec")
    asked = lee.sees("Sam cannot come to a shift.")
    await sam.presses("I can do it after all")
    await ada.says("/unshift 1")
    await ada.says("/undo")
    everyone_read_on(people)
    await lee.presses("Take Fri 4 Dec 18:00-22:00", asked)
    lee.sees_alert("Nobody is wanted for this shift any more.")


async def test_a_shift_at_another_time_is_asked_for_in_its_time(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    await play.on_rota("Sam", "fri 18:00-22:00")
    await sam.says("/cover friday")
    await play.at(19, days=2)
    everyone_read_on(people)
    await ada.says("/change 1 fri 10:00-14:00")
    everyone_read_on(people)
    await play.at(6, 59, days=1)
    everyone_read_on(people)
    await play.at(7)
    kim.sees("Nobody has taken this shift yet.", "Friday 27 November, 10:00-14:00")
    everyone_read_on(people)


async def test_a_change_from_a_day_on_never_makes_the_old_part_longer(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/shift Sam tue 18:00-22:00 until 7 dec")
    everyone_read_on(people)
    await ada.says("/change 1 tue 19:00-23:00 from 5 jan")
    ada.sees("The new part is number 2", "Until then number 1 stays: Tuesdays 18:00-22:00, until 7 December 2026.")
    everyone_read_on(people)
    assert await who_is_on(ada, ["2026-12-01 19:00", "2026-12-08 19:00"]) == ["Sam", "nobody"]
    await play.at(12, days=8)
    everyone_read_on(people)
    await ada.says("/change 1 Kim, Lee")
    ada.sees(
        "Nothing was changed.", "Number 1 is over, or has no more days: Tuesdays 18:00-22:00, until 7 December 2026."
    )


async def test_only_another_order_from_a_day_on(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/turns tue 18:00-22:00 Sam Kim")
    everyone_read_on(people)
    await ada.says("/change 1 tue 18:00-22:00 Kim Sam from 8 dec")
    ada.sees("The new part is number 2: Kim, then Sam, Tuesdays 18:00-22:00, from 8 December 2026.")
    everyone_read_on(people)
    evenings = [f"2026-{day} 19:00" for day in ("11-24", "12-01", "12-08", "12-15")]
    assert await who_is_on(ada, evenings) == ["Sam", "Kim", "Kim", "Sam"]


async def test_a_shift_becomes_one_day(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await play.on_rota("Sam", "tue 18:00-22:00")
    everyone_read_on(people)
    await ada.says("/change 1 2026-12-08 19:00-23:00")
    ada.sees("Tuesday 8 December 2026, 19:00-23:00. It is only on that one day now. Its other days are off the rota.")
    everyone_read_on(people)


async def test_who_took_it_was_removed_since(play: Stage, people: dict[str, Actor]) -> None:
    """Ada takes back that she removed Sam; Kim, who had taken a shift of Sam's, was removed by Eve meanwhile."""
    ada, sam, kim, _ = people.values()
    eve = await play.joins_as("Eve", "coordinator", "Eve")
    await play.on_rota("Sam", "fri 18:00-22:00")
    await sam.says("/cover 4 dec")
    await kim.presses("Take Fri 4 Dec 18:00-22:00")
    await ada.says("/volunteers Sam remove yes")
    await eve.says("/volunteers Kim remove yes")
    everyone_read_on(people)
    await ada.says("/undo")
    everyone_read_on(people)
    assert await who_is_on(ada, ["2026-12-04 19:00", "2026-12-11 19:00"]) == ["Sam", "Sam"]
    eve.skips()


def take_of(actor: Actor) -> tuple[str, Shown]:
    """The newest button to take a shift, and the message that it is under."""
    return next(
        (label, one) for one in reversed(actor.phone.screen) for label in buttons(one) if label.startswith("Take ")
    )


@pytest.mark.parametrize("gone", ["/volunteers Kim remove yes", "/forget yes"])
async def test_two_stepped_back_and_one_of_them_goes(play: Stage, people: dict[str, Actor], gone: str) -> None:
    """Who takes what is left has it: what Kim no longer had is not asked for a second time."""
    ada, sam, kim, lee = people.values()
    await play.on_rota("Sam", "tue 18:00-22:00")
    await play.at(18)
    await sam.says("I'm here")
    await play.at(18, 30)
    await sam.says("/duty back")
    await kim.presses(*take_of(kim))
    await play.at(19, 30)
    await kim.says("/duty back")
    everyone_read_on(people)
    await (ada if "Kim" in gone else kim).says(gone)
    everyone_read_on(people)
    await lee.presses(*take_of(lee))
    lee.sees("This shift is yours now")
    everyone_read_on(people)
    assert await who_is_on(ada, ["2026-11-24 20:00"]) == ["Lee"]


async def test_who_stepped_back_stays_off_when_more_is_wanted(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, lee = people.values()
    await play.on_rota("Sam", "tue 18:00-22:00")
    await sam.says("/cover 24 nov 20:00-22:00")
    await kim.presses(*take_of(kim))
    await play.at(18)
    await sam.says("I'm here")
    await play.at(19)
    await sam.says("/duty back")
    await kim.says("/away 24 nov")
    everyone_read_on(people)
    await ada.says("/shift Lee fri 10:00-12:00")
    await ada.says("/undo")
    everyone_read_on(people)
    evening = ["2026-11-24 19:30", "2026-11-24 21:00"]
    assert await who_is_on(ada, evening) == ["nobody", "nobody"]
    await lee.says("/cover")
    lee.sees("")
    wanted = lee.sees("20:00-22:00")
    assert len([label for label in buttons(wanted) if "24 Nov" in label]) == 2
    for label in buttons(wanted):
        await lee.presses(label, wanted)
    everyone_read_on(people)
    assert await who_is_on(ada, evening) == ["Lee", "Lee"]


@pytest.mark.parametrize("days", ["tue", "mon,tue"])
async def test_the_turn_of_today_is_over_when_somebody_goes(play: Stage, people: dict[str, Actor], days: str) -> None:
    ada = people["Ada"]
    await ada.says(f"/turns {days} 18:00-22:00 Sam Kim Lee")
    everyone_read_on(people)
    evenings = [f"2026-12-{day:02} 19:00" for day in (1, 8, 15, 22)]
    assert await who_is_on(ada, evenings) == ["Kim", "Lee", "Sam", "Kim"]
    await play.at(22, 30)
    everyone_read_on(people)
    await ada.says("/volunteers Sam remove yes")
    everyone_read_on(people)
    assert await who_is_on(ada, evenings) == ["Kim", "Lee", "Kim", "Lee"]


async def test_new_people_begin_with_the_next_turn_when_todays_is_over(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/turns tue 18:00-22:00 Sam Kim")
    await play.at(22, 30)
    everyone_read_on(people)
    await ada.says("/change 1 Lee, Sam")
    everyone_read_on(people)
    assert await who_is_on(ada, ["2026-12-01 19:00", "2026-12-08 19:00"]) == ["Lee", "Sam"]


@pytest.mark.parametrize("back", [("/change 1 Kim", "/change 1 Sam"), ("/away Sam 4 dec", "/away Sam off")])
async def test_what_ended_for_another_reason_stays_ended(
    play: Stage, people: dict[str, Actor], back: tuple[str, str]
) -> None:
    """Another change that is taken back later gives nobody's shift away again."""
    ada, sam, _, lee = people.values()
    await play.on_rota("Sam", "fri 18:00-22:00")
    await sam.says("/cover 4 dec")
    for what in back:
        await ada.says(what)
    await ada.says("/change 1 fri 19:00-22:00")
    await ada.says("/undo")
    everyone_read_on(people)
    await lee.says("/cover take 1")
    lee.sees("Nobody is wanted for this shift any more.")
    everyone_read_on(people)
    assert await who_is_on(ada, ["2026-12-04 19:30"]) == ["Sam"]


async def test_what_only_followed_from_anothers_change_is_in_nobodys_way(play: Stage, people: dict[str, Actor]) -> None:
    """Eve enters that Sam is away, which ends what Sam had asked for; Ada can still take her own change back."""
    ada, sam, *_ = people.values()
    eve = await play.joins_as("Eve", "coordinator", "Eve")
    await play.on_rota("Sam", "fri 18:00-22:00")
    await sam.says("/cover 4 dec")
    await ada.says("/change 1 fri 19:00-22:00")
    await eve.says("/away Sam 4 dec")
    everyone_read_on(people)
    await ada.says("/undo")
    ada.sees("Taken back:")
    everyone_read_on(people)
    eve.skips()
    assert await who_is_on(ada, ["2026-12-04 18:30", "2026-12-11 18:30"]) == ["nobody", "Sam"]
