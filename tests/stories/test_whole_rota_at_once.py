"""A rota pasted as lines or sent as a file is read, shown and saved as one change; and it comes back as files."""

import csv
import io

import pytest
from icalendar import Calendar

from handlers import bulk
from tests.stories.test_turns_and_time_away import who_is_on
from tests.world import Actor, Stage, buttons


@pytest.fixture
async def people(play: Stage) -> dict[str, Actor]:
    """Ada, and Sam, Kim and Mary Ann who volunteer; it is Tuesday 24 November, 17:00."""
    found = {name: await play.volunteer(name) for name in ("Sam", "Kim", "Mary Ann")}
    return {"Ada": play.actor("Ada"), **found}


def everyone_read_on(people: dict[str, Actor]) -> None:
    for actor in people.values():
        actor.skips()


async def the_rota(ada: Actor) -> list[str]:
    ada.skips()
    await ada.says("/rota all")
    return ada.sees("").text.split("\n")[1:-1]


PASTED = """/rota
# our evenings
- Sam mon 6pm-10pm
2. Kim: wed 18-22

Mary Ann every other fri 18:00-20:00 from 4 dec
tue 18:00-22:00 Sam Kim Mary Ann
"""


async def test_pasted(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, mary = people.values()
    await ada.says(PASTED)
    shown = ada.sees(
        "This is what I understood. Nothing is saved yet.",
        "Sam: Mondays 18:00-22:00\nKim: Wednesdays 18:00-22:00\n"
        "Mary Ann: Every other Friday 18:00-20:00, from 4 December 2026\n"
        "Sam, then Kim, then Mary Ann: Tuesdays 18:00-22:00",
        "4 shifts would be added.",
    )
    assert buttons(shown) == ["Save", "Change"]
    await ada.presses("Save")
    ada.sees("4 shifts were added.", "/undo")
    for actor in (sam, kim, mary):
        actor.sees("Your shifts have changed.", "New:")
    assert len(await the_rota(ada)) == 4
    await ada.says(PASTED)
    ada.sees("4 shifts would be added to the 4 that are there.")
    await ada.presses("Save")
    ada.sees("Nothing new was added.", "4 were there already.")
    await ada.says("/undo")
    ada.sees("Taken back:", "added a rota of 4 shifts")
    await ada.says("/undo")
    ada.sees("Taken back:", "added a rota of 4 shifts")
    assert not await the_rota(ada)
    everyone_read_on(people)


async def test_one_bad_line_changes_nothing(people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/shift Sam mon 18:00-22:00\nZed tue 18:00-22:00\nKim someday 18-22\nSam fri 6-10")
    told = ada.sees("I could not read all of that. Nothing was changed.", "2. Zed", "3. someday", "4. Sam fri 6-10")
    assert "The volunteers are: Sam, Kim, Mary Ann." in told.text
    await ada.says("/rota all")
    ada.sees("There is nothing on the rota yet.")


async def test_a_table(people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    table = "Who;Day;Begin;Finish\nSam;Monday;18:00;22:00\nMary Ann;27/11/2026;6pm;8pm\n".encode("utf-8-sig")
    await ada.sends_file("rota.csv", table)
    ada.sees("I am reading your file.")
    ada.sees("Sam: Mondays 18:00-22:00\nMary Ann: Friday 27 November 2026, 18:00-20:00")
    await ada.presses("Save")
    ada.sees("2 shifts were added.")
    everyone_read_on(people)


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//EN
BEGIN:VEVENT
UID:1
DTSTART;TZID=Europe/London:20261130T180000
DTEND;TZID=Europe/London:20261130T220000
RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270301T000000Z
SUMMARY:Phone: Sam
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20261127T180000Z
DTEND:20261127T200000Z
SUMMARY:mary ann
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:20200101T180000Z
DTEND:20200101T200000Z
SUMMARY:Kim
END:VEVENT
END:VCALENDAR
"""


async def test_a_calendar(people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.sends_file("our rota.ics", CALENDAR.encode(), "text/calendar")
    ada.sees("I am reading your file.")
    ada.sees(
        "Sam: Mondays and Wednesdays 18:00-22:00, from 30 November 2026 until 28 February 2027\n"
        "Mary Ann: Friday 27 November 2026, 18:00-20:00",
        "2 shifts would be added.",
    )
    await ada.says("change")
    ada.sees("Nothing was saved.", "/shift Sam mon 18:00-22:00")


@pytest.mark.parametrize(("name", "data"), [("x.csv", b"\0\1"), ("x.ics", b"nonsense"), ("x.txt", b""), ("x.csv", b"")])
async def test_junk(people: dict[str, Actor], name: str, data: bytes) -> None:
    ada = people["Ada"]
    await ada.sends_file(name, data or b" ")
    ada.sees("I am reading your file.")
    ada.sees("I could not read all of that. Nothing was changed.")


async def test_a_file_that_cannot_be_fetched(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    play.world.faults.next("getFile", "400", description="file is temporarily unavailable")
    await ada.sends_file("rota.csv", b"Sam,mon,18:00,22:00")
    ada.sees("I am reading your file.")
    ada.sees("I could not fetch or read that file. Nothing was changed.")
    await ada.sends_file("rota.csv", b"x" * 1_000_001)
    ada.sees("That file is too big for a rota")


async def test_anybody_elses_file_is_a_message(play: Stage, people: dict[str, Actor]) -> None:
    robin = await play.member("Robin")
    await play.on_rota("Sam", "tue 17:00-21:00")
    everyone_read_on(people)
    await robin.sends_file("rota.csv", b"Sam,mon,18:00,22:00")
    robin.sees("I have not sent this yet.", "The file has a name")
    await robin.says("Send it anyway")
    robin.sees("All right.")
    robin.sees("Sent to Sam")
    people["Sam"].sees("Robin would like to talk.")
    assert people["Sam"].unread()[0].kind == "document"
    people["Sam"].skips()


async def test_exported_and_read_again(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says(PASTED)
    await ada.presses("Save")
    before = await the_rota(ada)
    await ada.says("/rota export")
    table = ada.opens_file(ada.sees("The rota as a table."))
    calendar = Calendar.from_ical(ada.opens_file(ada.sees("The shifts of the next weeks as a calendar.")))
    assert {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")} == {"Sam", "Kim", "Mary Ann"}
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert [row["names"] for row in rows] == ["Sam", "Kim", "Mary Ann", "Sam > Kim > Mary Ann"]
    await ada.says("/undo")
    everyone_read_on(people)
    await ada.sends_file("rota.csv", table)
    everyone_read_on(people)
    await ada.presses("Save")
    after = await the_rota(ada)
    assert [line.partition(" ")[2] for line in after] == [line.partition(" ")[2] for line in before]
    everyone_read_on(people)


async def exported(people: dict[str, Actor], *, told: str = "The rota as a table.") -> bytes:
    """The rota's table; everybody has read all there is."""
    ada = people["Ada"]
    everyone_read_on(people)
    await ada.says("/rota export")
    table = ada.opens_file(ada.sees("The rota as a table.", told))
    everyone_read_on(people)
    return table


async def sent_back(people: dict[str, Actor], table: bytes, understood: str, saved: str) -> None:
    ada = people["Ada"]
    everyone_read_on(people)
    await ada.sends_file("rota.csv", table)
    ada.sees("I am reading your file.")
    ada.sees("This is what I understood. Nothing is saved yet.", understood)
    await ada.presses("Save")
    ada.sees(saved)
    everyone_read_on(people)


TUESDAYS = ["2026-12-01 19:00", "2026-12-08 19:00", "2026-12-15 19:00", "2026-12-22 19:00"]


async def test_what_is_on_the_rota_comes_back_only_once(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says(PASTED)
    await ada.presses("Save")
    everyone_read_on(people)
    whose = await who_is_on(ada, TUESDAYS)
    assert whose == ["Kim", "Mary Ann", "Sam", "Kim"]
    await play.at(9, 0, days=2)
    table = await exported(people)
    # The same lines as they once were mean the same turns; and so does what was typed.
    await ada.says(PASTED)
    ada.sees("4 shifts would be added to the 4 that are there.")
    await ada.presses("Save")
    ada.sees("Nothing new was added.")
    for typed in ("Sam Kim Mary Ann", "Sam Kim Mary Ann from 22 dec", "Kim Mary Ann Sam from 22 dec"):
        await ada.says(f"/turns tue 18:00-22:00 {typed}")
        ada.sees("That shift is on the rota already, as number 4.")
    for later in (0, 6, 14):  # the first days that stand in the table have come and gone
        await play.at(9, 0, days=later)
        await sent_back(
            people,
            table,
            "Kim, then Mary Ann, then Sam: Tuesdays 18:00-22:00, from 1 December 2026",
            "Nothing new was added.\n4 were there already.",
        )
        assert len(await the_rota(ada)) == 4
    everyone_read_on(people)


async def test_turns_from_a_day_long_ago_are_counted_from_it(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says(PASTED)
    await ada.presses("Save")
    everyone_read_on(people)
    whose = await who_is_on(ada, TUESDAYS)
    table = await exported(people)
    await ada.says("/undo")
    await play.at(9, 0, days=6)
    await sent_back(people, table, "Sam, then Kim, then Mary Ann: Tuesdays", "4 shifts were added.")
    assert await who_is_on(ada, TUESDAYS) == whose
    everyone_read_on(people)


async def test_other_turns_of_the_same_people_are_another_shift(people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/turns tue 18:00-22:00 Sam Kim")
    await sent_back(
        people,
        b"names,days,start,end,from\nSam > Kim,tue,18:00,22:00,2026-12-01\n",
        "Sam, then Kim: Tuesdays 18:00-22:00, from 1 December 2026",
        "One shift was added.",
    )
    assert len(await the_rota(ada)) == 2
    everyone_read_on(people)


async def test_what_is_over_in_a_table_is_left_out(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/rota\nSam 2026-11-27 18:00-22:00\nKim mon 18:00-22:00 until 30 nov\nKim fri 18:00-22:00")
    await ada.presses("Save")
    table = await exported(people)
    await play.at(9, 0, days=8)
    await sent_back(
        people,
        table,
        "One shift would be added to the one that is there.\n2 more are over already. I left them out.",
        "Nothing new was added.\nOne was there already.",
    )
    await play.at(9, 0, days=1)
    await ada.sends_file("rota.csv", b"names,days,start,end\nSam,2026-11-27,18:00,22:00\n")
    ada.sees("I am reading your file.")
    ada.sees("Nothing was changed.\nAll shifts in it are over already.")
    everyone_read_on(people)


async def test_a_shift_that_nobody_has_is_not_in_the_table(play: Stage, people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await play.on_rota("Sam", "tue 18:00-22:00")
    await play.on_rota("Kim", "wed 18:00-22:00")
    await ada.says("/volunteers Sam remove yes")
    table = await exported(people, told="One shift has nobody. It is not in the table, and stays on the rota.")
    assert [row["names"] for row in csv.DictReader(io.StringIO(table.decode("utf-8-sig")))] == ["Kim"]
    await sent_back(people, table, "Kim: Wednesdays 18:00-22:00", "Nothing new was added.\nOne was there already.")
    assert len(await the_rota(ada)) == 2
    await ada.says("/volunteers Kim remove yes")
    assert len(await exported(people, told="2 shifts have nobody.")) > 0


async def test_a_shift_far_ahead_comes_back_with_its_first_day(people: dict[str, Actor]) -> None:
    ada = people["Ada"]
    await ada.says("/shift Sam tue 18:00-22:00 from 2028-06-06")
    table = await exported(people)
    await sent_back(people, table, "from 6 June 2028", "Nothing new was added.")
    everyone_read_on(people)


async def test_every_other_week_and_the_weeks_between_are_two_shifts(people: dict[str, Actor]) -> None:
    ada, sam = people["Ada"], people["Sam"]
    await ada.says("/shift Sam every other tue 18:00-22:00 from 24 nov")
    ada.sees("Saved as number 1")
    await ada.says("/shift Sam every other tue 18:00-22:00 from 1 dec")
    ada.sees("Saved as number 2")
    for typed in ("from 8 dec", "from 15 dec"):
        await ada.says(f"/shift Sam every other tue 18:00-22:00 {typed}")
        ada.sees("That shift is on the rota already")
    assert await who_is_on(ada, TUESDAYS) == ["Sam"] * 4
    table = await exported(people)
    await ada.says("/unshift 2")
    await sent_back(people, table, "2 shifts would be added", "One shift was added.\nOne was there already.")
    assert await who_is_on(ada, TUESDAYS) == ["Sam"] * 4
    sam.skips()
    everyone_read_on(people)


async def test_a_volunteers_calendar_keeps_ids_and_says_what_changed(play: Stage, people: dict[str, Actor]) -> None:
    ada, sam, kim, _ = people.values()
    await play.on_rota("Sam", "fri 18:00-20:00")

    async def events() -> dict[str, tuple[str, int, str]]:
        for actor in (sam, ada, kim):
            actor.skips()
        await sam.says("/calendar")
        message = sam.sees("Your shifts of the next weeks.", "write /calendar again")
        data = sam.opens_file(message)
        assert message.file is not None
        assert message.file["file_name"] == "shifts.ics"
        assert b"\r\n" in data
        return {
            str(event["UID"]): (f"{event.decoded('DTSTART'):%d %b %H:%M}", int(event["SEQUENCE"]), str(event["STATUS"]))
            for event in Calendar.from_ical(data).walk("VEVENT")
        }

    first = await events()
    assert list(first.values())[:2] == [("27 Nov 18:00", 0, "CONFIRMED"), ("04 Dec 18:00", 0, "CONFIRMED")]
    assert await events() == first
    await sam.says("/cover friday")
    await kim.presses("Take Fri 27 Nov 18:00-20:00")
    await ada.says("/change 1 fri 19:00-20:00")
    second = await events()
    assert second.keys() == first.keys()
    assert list(second.values())[:2] == [("27 Nov 18:00", 1, "CANCELLED"), ("04 Dec 19:00", 1, "CONFIRMED")]
    assert await events() == second
    everyone_read_on(people)


ONE_EVENT = "BEGIN:VONE_EVENT\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Sam\r\n{}\r\nEND:VEVENT\r\nEND:VONE_EVENT\r\n"
BEGINS = "DTSTART:20261201T180000\r\nDTEND:20261201T200000\r\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rota.csv", "Name,Date,Start,Hours\nSam,2026-12-01,18:00,2\n"),
        ("rota.csv", "names,days\nSam,\n"),
        ("rota.ics", ONE_EVENT.format(f"{BEGINS}RRULE:FREQ=WEEKLY\r\nRRULE:FREQ=DAILY")),
        ("rota.ics", ONE_EVENT.format(f"{BEGINS}RRULE:FREQ=WEEKLY;INTERVAL=0;COUNT=3")),
        ("rota.ics", ONE_EVENT.format(f"{BEGINS}RRULE:FREQ=WEEKLY;INTERVAL=0")),
        ("rota.ics", ONE_EVENT.format(f"{BEGINS}RRULE:FREQ=WEEKLY;UNTIL=tomorrow")),
        ("rota.ics", ONE_EVENT.format("DTSTART:00010101T000000Z\r\nDTEND:00010101T020000Z")),
        ("rota.ics", ONE_EVENT.format("DTSTART:20261201T180000\r\nDURATION:P999999999D")),
        ("rota.ics", ONE_EVENT.format(f"{BEGINS}RRULE:FREQ=WEEKLY;COUNT=999999999999;BYDAY=XX")),
    ],
)
async def test_a_file_that_is_wrong_in_any_way_is_answered_and_the_line_goes_on(
    play: Stage, name: str, content: str
) -> None:
    sam, robin, ada = await play.on_duty("Sam"), await play.member("Robin"), play.actor("Ada")
    ada.skips()
    await ada.sends_file(name, content.encode())
    ada.sees("I am reading your file.")
    ada.sees("Nothing was changed")
    assert not play.running.done()
    await robin.says("is anyone there?")
    robin.sees("Sent to Sam")
    sam.sees("Robin would like to talk.")
    sam.sees("is anyone there?")


async def test_what_breaks_while_a_file_is_read_does_not_end_the_program(
    play: Stage, people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = people["Ada"]
    everyone_read_on(people)

    def breaks(*_: object) -> None:
        raise LookupError("nobody has thought of this")

    monkeypatch.setattr(bulk, "read_sheet", breaks)
    await ada.sends_file("rota.csv", b"Sam,mon,18:00,20:00\n")
    ada.sees("I am reading your file.")
    ada.sees("I could not")
    assert not play.running.done()
    await ada.says("/rota")
    ada.skips()
