"""A shift is changed: what is not said again stays; from a day on, it is as before until then; /undo knows it all."""

import csv
import io

import pytest

from tests.stories.test_turns_and_time_away import everyone_read_on, people, who_is_on
from tests.world import Actor, Stage

__all__ = ["people"]


async def the_rota(ada: Actor) -> list[str]:
    """The lines of `/rota all`."""
    await ada.says("/rota all")
    return ada.sees("").text.split("\n")[1:-1]


async def test_every_other_week_stays_until_it_is_said_to_be_every_week(people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/shift Sam every other tue 18:00-22:00")
    everyone_read_on(people)
    await ada.says("/change 1 tue 19:00-23:00")
    ada.sees(
        "Number 1 is now: Sam, Every other Tuesday 19:00-23:00.",
        'It is in the same weeks as before. If you want it every week, write "every" before the day.',
    )
    everyone_read_on(people)
    days = [f"{day} 22:30" for day in ("2026-11-24", "2026-12-01", "2026-12-08")]
    assert await who_is_on(ada, days) == ["Sam", "nobody", "Sam"]
    await ada.says("/change 1 every tue 19:00-23:00")
    said = ada.sees("Number 1 is now: Sam, Tuesdays 19:00-23:00.")
    assert "same weeks" not in said.text
    everyone_read_on(people)
    assert await who_is_on(ada, days) == ["Sam", "Sam", "Sam"]


async def test_from_a_day_on_it_stays_as_it_is_until_then(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    await play.on_rota("Sam", "tue 18:00-22:00")
    await sam.says("/cover 15 dec")
    await kim.presses("Take Tue 15 Dec 18:00-22:00")
    everyone_read_on(people)
    await ada.says("/change 1 tue 19:00-23:00 from 8 dec")
    ada.sees(
        "Changed. The new part is number 2: Sam, Tuesdays 19:00-23:00, from 8 December 2026.",
        "Until then number 1 stays: Tuesdays 18:00-22:00, until 7 December 2026.",
        "/undo",
    )
    said = sam.sees("Your shifts have changed.", "New:\nTuesday 8 December, 19:00-23:00")
    assert not [day for day in ("24 November", "Tuesday 1 December") if day in said.text]
    kim.sees("New:\nTuesday 15 December, 19:00-23:00", "No longer yours:\nTuesday 15 December, 18:00-22:00")
    evenings = [f"2026-{day} {time}" for day in ("12-01", "12-08", "12-15", "12-22") for time in ("18:30", "22:30")]
    after = ["Sam", "nobody", "nobody", "Sam", "nobody", "Kim", "nobody", "Sam"]
    assert await who_is_on(ada, evenings) == after
    assert await the_rota(ada) == [
        "1. Sam: Tuesdays 18:00-22:00, until 7 December 2026",
        "2. Sam: Tuesdays 19:00-23:00, from 8 December 2026",
    ]
    await ada.says("/undo")
    ada.sees("Taken back:", "changed number 1: Sam, Tuesdays 19:00-23:00, from 8 December 2026")
    everyone_read_on(people)
    assert await who_is_on(ada, evenings) == ["Sam", "nobody", "Sam", "nobody", "Kim", "nobody", "Sam", "nobody"]
    assert await the_rota(ada) == ["1. Sam: Tuesdays 18:00-22:00"]


async def test_somebody_else_from_a_day_on(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await play.on_rota("Sam", "tue 18:00-22:00")
    everyone_read_on(people)
    await ada.says("/change 1 Kim tue 18:00-22:00 from 8 dec")
    ada.sees("The new part is number 2: Kim, Tuesdays 18:00-22:00, from 8 December 2026.")
    everyone_read_on(people)
    assert await who_is_on(ada, ["2026-12-01 19:00", "2026-12-08 19:00"]) == ["Sam", "Kim"]


async def test_who_gives_back_what_they_took_after_it_was_changed(play: Stage, people: dict[str, Actor]) -> None:
    """The cover went with the shift, so what follows from it is about the shift as it is now; and /undo knows that."""
    ada, sam, kim, _ = people.values()
    await play.on_rota("Sam", "tue 18:00-22:00")
    await sam.says("/cover 15 dec")
    await kim.presses("Take Tue 15 Dec 18:00-22:00")
    await ada.says("/change 1 tue 19:00-23:00 from 8 dec")
    everyone_read_on(people)
    await kim.says("/cover back 1")
    kim.sees("15 December, 19:00-23:00")
    sam.sees("15 December, 19:00-23:00")
    await ada.says("/undo")
    ada.sees("something was built on it since")
    everyone_read_on(people)


async def test_only_a_day_to_begin(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await play.on_rota("Sam", "tue 18:00-22:00")
    everyone_read_on(people)
    await ada.says("/change 1 tue 18:00-22:00 from 8 dec")
    ada.sees(
        "Number 1 is now: Sam, Tuesdays 18:00-22:00, from 8 December 2026. Until then nobody has this shift.",
    )
    everyone_read_on(people)
    assert await who_is_on(ada, ["2026-12-01 19:00", "2026-12-08 19:00"]) == ["nobody", "Sam"]
    await ada.says("/rota 2026-12-08")
    ada.skips()
    await ada.presses("1")
    ada.sees("Number 1: Sam, Tuesdays 18:00-22:00, from 8 December 2026.", "Next: ", "8 December, 18:00-22:00")
    everyone_read_on(people)


async def test_whose_turn_it_is_stays_when_how_often_changes(people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/turns tue 18:00-22:00 Sam Kim Lee")
    everyone_read_on(people)
    await ada.says("/change 1 every other tue 18:00-22:00 from 1 dec")
    ada.sees(
        "The new part is number 2: Kim, then Lee, then Sam, Every other Tuesday 18:00-22:00, from 1 December 2026."
    )
    everyone_read_on(people)
    evenings = [f"2026-{day} 19:00" for day in ("11-24", "12-01", "12-08", "12-15", "12-29")]
    assert await who_is_on(ada, evenings) == ["Sam", "Kim", "nobody", "Lee", "Sam"]


async def test_new_people_in_turns_begin_with_the_first(people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/turns tue 18:00-22:00 Sam Kim Lee from 1 dec")
    everyone_read_on(people)
    await ada.says("/change 1 Lee, Sam")
    ada.sees("Number 1 is now: Lee, then Sam, Tuesdays 18:00-22:00, from 1 December 2026.")
    everyone_read_on(people)
    assert await who_is_on(ada, ["2026-11-24 19:00", "2026-12-01 19:00", "2026-12-08 19:00"]) == [
        "nobody",
        "Lee",
        "Sam",
    ]


async def test_other_people_in_turns_at_another_time(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await play.on_rota("Sam", "tue 18:00-22:00")
    everyone_read_on(people)
    await ada.says("/change 1 tue 19:00-23:00 Lee Kim")
    ada.sees("Number 1 is now: Lee, then Kim, Tuesdays 19:00-23:00.")
    everyone_read_on(people)
    assert await who_is_on(ada, ["2026-11-24 22:30", "2026-12-01 22:30", "2026-12-08 22:30"]) == ["Lee", "Kim", "Lee"]


async def test_a_turn_that_runs_past_midnight_runs_on(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, *_ = people.values()
    await play.on_rota("Sam", "tue 22:00-02:00")
    await play.at(22)
    await sam.presses("I'm here")
    await play.at(0, 30, days=1)
    everyone_read_on(people)
    await ada.says("/change 1 every other tue 22:00-03:00")
    ada.sees("Number 1 is now: Sam, Every other Tuesday from 22:00, until 03:00 the next day.")
    sam.sees("Your shifts have changed.", "New:\nTuesday 24 November, 22:00-03:00")
    everyone_read_on(people)
    assert await who_is_on(ada, ["2026-12-01 23:00", "2026-12-08 23:00"]) == ["nobody", "Sam"]
    await ada.says("/change 1 tue 22:00-01:00 from today")
    ada.sees("The new part is number 2: Sam", "Until then number 1 stays:")
    everyone_read_on(people)
    await play.at(2, 55)
    everyone_read_on(people)
    await play.at(3)
    sam.sees("Your shift has ended.")
    everyone_read_on(people)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-11-24 09:00-12:00", "Tuesday 24 November 2026, 09:00-12:00"),
        (
            "tue 18:00-22:00 from 26 nov until 30 nov",
            "Tuesdays 18:00-22:00, from 26 November 2026 until 30 November 2026",
        ),
    ],
)
async def test_what_is_over_changes_nothing(play: Stage, people: dict[str, Actor], typed: str, said: str) -> None:
    ada = people["Ada"]
    await play.on_rota("Sam", "tue 18:00-22:00")
    everyone_read_on(people)
    await ada.says(f"/change 1 {typed}")
    ada.sees("Nothing was changed.", f"{said} is over already.")
    assert await the_rota(ada) == ["1. Sam: Tuesdays 18:00-22:00"]


async def test_a_table_keeps_from_when_a_shift_is(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/shift Sam tue 18:00-22:00 from 8 dec")
    everyone_read_on(people)
    await ada.says("/rota export")
    table = ada.opens_file(ada.sees("The rota as a table."))
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert [(row["days"], row["from"], row["every"]) for row in rows] == [("tue", "2026-12-08", "")]
    ada.skips()


async def test_who_is_put_on_after_a_step_back_does_not_have_tonight(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, *_ = people.values()
    await play.on_rota("Sam", "tue 18:00-22:00")
    await play.at(18)
    await sam.presses("I'm here")
    await play.at(20)
    await sam.says("/duty back")
    everyone_read_on(people)
    await ada.says("/change 1 Kim")
    ada.sees("Number 1 is now: Kim, Tuesdays 18:00-22:00.", "Nobody has it yet on Tuesday 24 November, 20:00-22:00.")
    everyone_read_on(people)
