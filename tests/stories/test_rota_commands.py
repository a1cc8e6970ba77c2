"""Coordinators keep the rota by message; a slip changes nothing, and they hear what was not understood."""

from collections.abc import AsyncIterator

import pytest

from tests.world import Actor, Stage


@pytest.fixture
async def ada(play: Stage) -> AsyncIterator[Actor]:
    """Ada, with three volunteers; it is Tuesday 24 November, 17:00."""
    for name in ("Sam", "Kim", "Mary Ann"):
        await play.volunteer(name)
    yield play.actor("Ada")
    for name, actor in play.actors.items():
        if name != "Ada":
            actor.skips()  # the volunteers hear of their shifts; that is told elsewhere


async def rota_of(ada: Actor) -> str:
    """What `/rota all` shows, after warnings that are not what the story is about."""
    ada.skips()
    await ada.says("/rota all")
    return ada.sees("").text


@pytest.mark.parametrize(
    ("typed", "said", "first"),
    [
        ("Sam mon 18:00-22:00", "Sam, Mondays 18:00-22:00", "on Monday at 18:00"),
        ("sam TUESDAY 18:00 - 22:00", "Sam, Tuesdays 18:00-22:00", "today at 18:00"),
        ("Mary Ann mon-fri 9:00–12:30", "Mary Ann, Mondays to Fridays 09:00-12:30", "tomorrow at 09:00"),
        ("Sam sat, sun 14:00-24:00", "Sam, Saturdays and Sundays 14:00-24:00", "on Saturday at 14:00"),
        ("Sam fri 22:00-02:00", "Sam, Fridays from 22:00, until 02:00 the next day", "on Friday at 22:00"),
        ("Sam 2026-11-27 18:00-22:00", "Sam, Friday 27 November 2026, 18:00-22:00", "on Friday at 18:00"),
        ("Sam 2026-12-31 22:00-02:00", "until 02:00 the next day", "on Thursday 31 December at 22:00"),
        ("Sam mon-sun 00:00-24:00", "Sam, Every day 00:00-24:00", "today at 00:00"),
    ],
)
async def test_what_can_be_written(play: Stage, ada: Actor, typed: str, said: str, first: str) -> None:
    await ada.says(f"/shift {typed}")
    ada.sees("Saved as number 1:", said, f"The first one starts {first}.", "To take it off again: /unshift 1")
    assert said.partition(", ")[2] in await rota_of(ada)


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("Sam", ""),
        ("Sam someday 18:00-22:00", "someday"),
        ("", "…"),
        ("Sam mon 18:61-22:00", "18:61-22:00"),
        ("Sam mon 25:00-26:00", "25:00-26:00"),
        ("Sam mon 18:00-18:00", "18:00-18:00"),
        ("Sam mon 18:00", "18:00"),
        ("Sam 18:00-22:00", "18:00-22:00"),
        ("Sam 2026-02-30 18:00-22:00", "2026-02-30"),
        ("Sam 2020-01-01 18:00-22:00", "2020-01-01"),
        ("Sam mon 18:00-22:00 please", "please"),
        ("Sam <b>mon</b> 18:00-22:00", "<b>mon</b>"),
    ],
)
async def test_what_is_not_understood(ada: Actor, typed: str, part: str) -> None:
    await ada.says(f"/shift {typed}")
    told = ada.sees(f'I did not understand "{part}', "/shift Sam mon 18:00-22:00", "/shift Sam 2026-11-27 18:00-22:00")
    assert told.text.startswith("I did not understand")
    assert "There is nothing on the rota yet." in await rota_of(ada)


async def test_nobody_of_that_name(ada: Actor) -> None:
    await ada.says("/shift Zoe mon 18:00-22:00")
    ada.sees(
        'I do not know a volunteer called "Zoe".', "The volunteers are: Sam, Kim, Mary Ann.", "For example: /shift"
    )
    assert "There is nothing on the rota yet." in await rota_of(ada)


async def test_before_there_are_volunteers(play: Stage) -> None:
    ada = play.actor("Ada")
    await ada.says("/rota")
    ada.sees("There is nothing on the rota yet.", "/shift Sam mon 18:00-22:00")
    await ada.says("/shift Sam mon 18:00-22:00")
    ada.sees("There are no volunteers yet. Invite one: /invite volunteer Sam")


async def test_the_same_shift_twice(ada: Actor) -> None:
    await ada.says("/shift Sam mon 18:00-22:00")
    ada.sees("Saved as number 1")
    await ada.says("/shift Sam monday 18:00-22:00")
    ada.sees("Nothing was changed.", "as number 1")
    await ada.says("/shift Kim mon 18:00-22:00")
    ada.sees("Saved as number 2")


async def test_a_shift_that_is_over(ada: Actor) -> None:
    await ada.says("/shift Sam 2026-11-24 09:00-12:00")
    ada.sees(
        "Nothing was changed.", "Tuesday 24 November 2026, 09:00-12:00 is over already.", "For example: /shift Sam"
    )
    assert "There is nothing on the rota yet." in await rota_of(ada)


async def test_rota_as_text(play: Stage, ada: Actor) -> None:
    await play.on_rota("Sam", "mon 18:00-22:00")
    await play.on_rota("Mary Ann", "fri 22:00-02:00")
    await play.on_rota("Kim", "2026-11-24 18:00-20:00")
    assert (await rota_of(ada)).split("\n") == [
        "The rota, times in Europe/London:",
        "1. Sam: Mondays 18:00-22:00",
        "2. Mary Ann: Fridays from 22:00, until 02:00 the next day",
        "3. Kim: Tuesday 24 November 2026, 18:00-20:00",
        "For one week with a picture: /rota",
    ]
    await ada.says("/unshift 2")
    ada.sees("Taken off the rota: Mary Ann, Fridays from 22:00")
    await play.at(20)
    play.actor("Kim").skips()
    assert (await rota_of(ada)).split("\n")[1:2] == ["1. Sam: Mondays 18:00-22:00"]


async def test_a_long_rota_comes_in_parts(play: Stage, ada: Actor) -> None:
    await play.volunteer("M" * 30)
    for minute in range(45):
        ada.phone.says(
            f"/shift {'M' * 30} mon,wed,fri,sun 22:{minute}-02:00".replace(":", ":0" if minute < 10 else ":", 1)
        )
    await play.quiet()
    ada.skips()
    await ada.says("/rota all")
    parts = [one.text.split("\n") for one in ada.unread()]
    ada.skips()
    assert all(part[0] == "The rota, times in Europe/London:" for part in parts)
    lines = [line for part in parts for line in part[1:-1]]
    assert [line.partition(".")[0] for line in lines] == [str(number) for number in range(1, 46)]
    assert len(parts) > 1


@pytest.mark.parametrize("wrong", ["", "two", "-1", "1.5", "9" * 30, "²", "<i>"])
async def test_unshift_needs_a_number(ada: Actor, wrong: str) -> None:
    await ada.says("/shift Sam mon 18:00-22:00")
    ada.skips()
    await ada.says(f"/unshift {wrong}")
    ada.sees("I did not understand", wrong[:20], "For example: /unshift 3")
    assert "1. Sam" in await rota_of(ada)


async def test_unshift_a_number_that_is_not_there(ada: Actor) -> None:
    await ada.says("/unshift 7")
    ada.sees("There is no shift number 7 on the rota.", "/rota")
    await ada.says("/shift Sam mon 18:00-22:00")
    await ada.says("/unshift 1")
    ada.skips()
    await ada.says("/unshift 1")
    ada.sees("There is no shift number 1 on the rota.")


@pytest.mark.parametrize(
    ("typed", "part"),
    [("", "…"), ("everyone", "everyone"), ("member Robin", "member Robin"), ("<b>", "<b>")],
)
async def test_invite_whom(ada: Actor, typed: str, part: str) -> None:
    await ada.says(f"/invite {typed}")
    ada.sees(
        f'I did not understand "{part}".', "/invite member\n", "/invite volunteer Sam\n", "/invite coordinator Ada"
    )


async def test_invite_under_which_name(ada: Actor) -> None:
    await ada.says("/invite volunteer")
    ada.sees('I did not understand "volunteer".', "/invite volunteer Sam")
    for name in ("@kim", "x" * 31, "<b>Jo</b>"):
        await ada.says(f"/invite volunteer {name}")
        ada.sees(f'"{name}" does not work as a name.', "For example: /invite volunteer Sam")
    for name in ("Sam", "sam", "mary  ann"):
        await ada.says(f"/invite volunteer {name}")
        ada.sees("There is already someone called", "For example: /invite volunteer")
    await ada.says("/invite volunteer Lee")
    ada.sees("Here is a link for one volunteer, Lee.")
    await ada.says("/invite coordinator Lee")
    ada.sees("There is already someone called Lee, or invited under that name.", "/invite coordinator Lee B")


async def test_for_coordinators_only(play: Stage, ada: Actor) -> None:
    sam, robin = play.actor("Sam"), await play.member("Robin")
    for actor in (sam, robin):
        for command in ("/shift Sam tue 17:00-22:00", "/unshift 1", "/rota", "/invite member"):
            await actor.says(command)
            actor.sees("I do not know that command. I passed nothing on.", "/help")
    await robin.says("/handover")
    robin.sees("I do not know that command.")
    assert "There is nothing on the rota yet." in await rota_of(ada)
