"""`python -m bot doctor`: each check when all is well and when it is not, beside a line that runs."""

import asyncio
import os
import re
import sqlite3
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock, MovableClock, SystemClock
from bot.doctor.examine import CHECKS, examine
from bot.doctor.finding import Finding, Grade
from bot.doctor.records import reading
from bot.migrations.upgrade import known
from bot.models import Outbox, SeenUpdate
from bot.queries import doctor as queries
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from bot.settings import Settings
from tests.databases import address, server
from tests.faults.process import ROOT, Program
from tests.stories.test_backup_and_restore import Keeper
from tests.world import ADA, TUESDAY_EVENING, Stage, settings_for, stage

ALL_DAY = "mon-sun 00:00-24:00"


async def look_at(settings: Settings, clock: Clock, folder: Path) -> dict[str, list[Finding]]:
    """What the doctor finds, by check."""
    found: dict[str, list[Finding]] = {}
    async for finding in examine(settings, clock, folder):
        found.setdefault(finding.check, []).append(finding)
    return found


class Doctor:
    """Looks at the line of a story."""

    def __init__(self, play: Stage, folder: Path) -> None:
        self.play, self.folder = play, folder

    async def finds(self, check: str, grade: Grade, *words: str, clock: Clock | None = None) -> str:
        """One of this check's findings is of this grade and holds these words; returns it."""
        findings = (await look_at(self.play.settings, clock or self.play.clock, self.folder))[check]
        said = [str(one) for one in findings if one.grade is grade]
        fitting = [one for one in said if all(word in one for word in words)]
        assert fitting, findings
        return fitting[0]


@pytest.fixture
def doctor(play: Stage, tmp_path: Path) -> Doctor:
    """A doctor beside the story's line."""
    if (tmp_path / "line.db").exists():
        for file in tmp_path.glob("line.db*"):
            file.chmod(0o600)
    return Doctor(play, tmp_path)


async def set_up(play: Stage, keeper: Keeper) -> None:
    """A line that has all it needs."""
    ada = play.actor("Ada")
    await play.volunteer("Sam", ALL_DAY)
    await play.volunteer("Kim")
    await play.joins_as("Eve", "coordinator", "Eve")
    for command in ("/volunteers Kim backup", "/volunteers Kim lead", f"/hours {ALL_DAY}"):
        await ada.says(command)
    await ada.presses("Save")
    await keeper.backs_up()
    for actor in play.actors.values():
        actor.skips()


# All is well


async def test_a_line_that_has_all_it_needs(play: Stage, doctor: Doctor, tmp_path: Path) -> None:
    await set_up(play, Keeper(play, tmp_path))
    found = await look_at(play.settings, play.clock, tmp_path)
    assert list(found) == list(CHECKS)
    bad = [str(one) for each in found.values() for one in each if one.grade is not Grade.OK]
    # A server of its own goes by the real time, and not by the story's.
    assert [one for one in bad if "The server's clock" not in one] == []


async def test_nothing_of_anybody_is_said(play: Stage, doctor: Doctor, tmp_path: Path) -> None:
    await set_up(play, Keeper(play, tmp_path))
    await play.member("Robin")
    await play.actor("Robin").says("I feel low tonight")
    await play.actor("Eve").blocks()
    for actor in play.actors.values():
        actor.skips()
    play.world.webhook_url = "https://elsewhere.example/secret-path"
    said = "\n".join(str(one) for each in (await look_at(play.settings, play.clock, tmp_path)).values() for one in each)
    token = play.settings.telegram_bot_token.get_secret_value()
    for hidden in (
        token,
        token.partition(":")[2],
        str(ADA),
        "Robin",
        "Sam",
        "Eve",
        "Ada",
        "low tonight",
        "secret-path",
    ):
        assert hidden not in said
    play.world.webhook_url = ""


async def test_nobody_sees_or_waits_for_it(play: Stage, doctor: Doctor, tmp_path: Path) -> None:
    await set_up(play, Keeper(play, tmp_path))
    before = [len(actor.phone.screen) for actor in play.actors.values()]
    play.world.calls.clear()
    await asyncio.gather(*(look_at(play.settings, play.clock, tmp_path) for _ in range(3)))
    asked = {method for method, _ in play.world.calls}
    assert asked == {"getme", "getwebhookinfo", "sendchataction"}
    assert {params["action"] for method, params in play.world.calls if method == "sendchataction"} == {"cancel"}
    assert [len(actor.phone.screen) for actor in play.actors.values()] == before
    assert not play.running.done()
    await play.actor("Ada").says("/rota")
    play.actor("Ada").skips()


async def test_the_file_can_be_written_anew_while_it_reads(play: Stage, doctor: Doctor) -> None:
    assert play.app.database is not None
    async with reading(play.settings.database_url) as session:
        assert await queries.line(session) is not None
        assert await queries.newest_update(session) is None
        assert await asyncio.wait_for(play.app.database.scrub(), 10)


async def test_it_can_change_nothing(play: Stage, doctor: Doctor) -> None:
    async def tries() -> None:
        async with reading(play.settings.database_url) as session:
            with pytest.raises(DBAPIError, match=r"read-?only"):
                await session.execute(delete(SeenUpdate))

    await tries()
    await play.stops()
    await tries()
    await play.starts()


# Settings


async def test_env_for_others(doctor: Doctor, tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("TELEGRAM_BOT_TOKEN=1:x\n", encoding="utf-8")
    env.chmod(0o644)
    await doctor.finds("settings", Grade.WRONG, "chmod 600 .env")
    env.chmod(0o600)
    await doctor.finds("settings", Grade.OK)


async def test_nobody_named(play: Stage, doctor: Doctor, tmp_path: Path) -> None:
    play.settings.coordinators = ()
    await doctor.finds("settings", Grade.LOOK, "COORDINATORS is empty")


# Telegram


async def test_telegram_away(play: Stage, doctor: Doctor) -> None:
    play.world.faults.away = True
    found = await look_at(play.settings, play.clock, doctor.folder)
    assert found["telegram"][0].grade is Grade.WRONG
    assert not found.keys() & {"token", "clock", "bot", "webhook", "coordinators"}
    assert found.keys() >= {"rota", "outbox", "helplines"}
    play.world.faults.away = False


async def test_a_slow_network(play: Stage, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor.telegram._SLOW", 0.2)
    await doctor.finds("telegram", Grade.OK)
    play.world.faults.delay = (0.5, 0.6)
    await doctor.finds("telegram", Grade.LOOK, "seconds to answer")
    play.world.faults.delay = None


async def test_a_token_that_is_not_known(play: Stage, doctor: Doctor) -> None:
    play.settings = play.settings.model_copy(
        update={"telegram_bot_token": type(play.settings.telegram_bot_token)("7:x")}
    )
    await doctor.finds("token", Grade.WRONG, "@BotFather")
    found = await look_at(play.settings, play.clock, doctor.folder)
    assert not found.keys() & {"webhook", "coordinators"}


@pytest.mark.parametrize(
    ("by", "grade", "words"),
    [
        (4, Grade.OK, "agrees"),
        (-4, Grade.OK, "agrees"),
        (8, Grade.LOOK, "ahead of"),
        (-8, Grade.LOOK, "behind"),
        (-300, Grade.WRONG, "minutes behind"),
        (7210, Grade.WRONG, "hours ahead of"),
    ],
)
async def test_the_clock(play: Stage, doctor: Doctor, by: int, grade: Grade, words: str) -> None:
    this_machines = MovableClock(play.clock.now() + timedelta(seconds=by), ticking=True)
    said = await doctor.finds("clock", grade, words, clock=this_machines)
    assert "which is not Telegram's own" in said


async def test_groups_and_topics(play: Stage, doctor: Doctor) -> None:
    await doctor.finds("bot", Grade.OK, "does not have topics")
    play.world.topics = True
    await doctor.finds("bot", Grade.OK, "It has topics")
    play.world.can_join_groups = True
    await doctor.finds("bot", Grade.LOOK, "/setjoingroups")


async def test_a_webhook_that_somebody_set(play: Stage, doctor: Doctor) -> None:
    address = f"{play.settings.telegram_api_url}/bot{play.world.token}"
    async with httpx.AsyncClient() as http:
        await http.post(f"{address}/setWebhook", data={"url": "https://elsewhere.example/x"})
        await doctor.finds("webhook", Grade.WRONG, "elsewhere.example", "Restart Warmline", "/revoke")
        await http.post(f"{address}/deleteWebhook")
    await doctor.finds("webhook", Grade.OK)


async def test_a_line_with_a_webhook(tmp_path: Path) -> None:
    async with stage(tmp_path, webhook=True) as play:
        await play.wait_for(lambda: bool(play.world.webhook_url))
        doctor = Doctor(play, tmp_path)
        await doctor.finds("webhook", Grade.OK, "brings updates to WEBHOOK_URL")
        play.world.webhook_url = ""
        await doctor.finds("webhook", Grade.WRONG, "knows of no webhook", "Restart Warmline")
        await play.stops()
        await doctor.finds("webhook", Grade.OK)
        await play.starts()


async def test_messages_that_wait(play: Stage, doctor: Doctor) -> None:
    await play.stops()
    ada = play.actor("Ada")
    for _ in range(3):
        ada.phone.says("/help")
    await doctor.finds("webhook", Grade.LOOK, "3 messages wait", "Start it")
    await play.starts()
    await play.quiet()
    ada.skips()
    await doctor.finds("webhook", Grade.OK, "0 messages wait")


async def test_coordinators_who_cannot_be_reached(play: Stage, doctor: Doctor) -> None:
    await play.actor("Ada").says("/help")
    await doctor.finds("coordinators", Grade.LOOK, "There is only one")
    eve = await play.joins_as("Eve", "coordinator", "Eve")
    await doctor.finds("coordinators", Grade.OK, "all 2")
    await eve.blocks()
    await doctor.finds("coordinators", Grade.LOOK, "1 of 2: ")
    await play.actor("Ada").blocks()
    await doctor.finds("coordinators", Grade.WRONG, "2 of 2", "number 1")
    for actor in play.actors.values():
        actor.skips()


async def test_a_coordinator_who_never_pressed_start(play: Stage, doctor: Doctor) -> None:
    await play.actor("Ada").says("/help")
    play.world.add_phone(42, "Real Lou")
    play.settings.coordinators = (ADA, 42, 43)  # 43 is nobody at all
    await doctor.finds("coordinators", Grade.LOOK, "2 of 3", "number 2, 3")
    play.actor("Ada").skips()


# The database


@pytest.mark.sqlite
async def test_a_file_for_others(doctor: Doctor, tmp_path: Path) -> None:
    for mode in (0o644, 0o640):
        (tmp_path / "line.db").chmod(mode)
        await doctor.finds("database", Grade.LOOK, "chmod 600 line.db*")
    (tmp_path / "line.db").chmod(0o600)
    tmp_path.chmod(0o777)
    await doctor.finds("database", Grade.LOOK, "chmod o-w")
    tmp_path.chmod(0o700)
    await doctor.finds("database", Grade.OK, "whole")


@pytest.mark.sqlite
async def test_a_damaged_file(play: Stage, doctor: Doctor, tmp_path: Path) -> None:
    await play.stops()
    sound = (tmp_path / "line.db").read_bytes()
    broken = bytearray(sound)
    for page in range(20, len(broken) // 4096):
        broken[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    (tmp_path / "line.db").write_bytes(broken)
    await doctor.finds("database", Grade.WRONG, "damaged")
    (tmp_path / "line.db").write_bytes(b"this is no database" * 400)
    await doctor.finds("database", Grade.WRONG, "damaged")
    (tmp_path / "line.db").write_bytes(sound)
    await play.starts()


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("version", "grade", "words"), [("0001", Grade.LOOK, "older Warmline"), ("9999", Grade.WRONG, "A newer Warmline")]
)
async def test_tables_of_another_version(
    play: Stage, doctor: Doctor, tmp_path: Path, version: str, grade: Grade, words: str
) -> None:
    await play.stops()
    connection = sqlite3.connect(tmp_path / "line.db", isolation_level=None)
    connection.execute("UPDATE alembic_version SET version_num = ?", [version])
    found = await look_at(play.settings, play.clock, tmp_path)
    assert (found["database"][0].grade, words in str(found["database"][0])) == (grade, True)
    assert not found.keys() & {"rota", "volunteers", "outbox"}
    connection.execute("UPDATE alembic_version SET version_num = ?", [known()[-1]])
    connection.close()
    await play.starts()


@pytest.mark.sqlite
async def test_before_the_first_start_and_after_it(tmp_path: Path) -> None:
    clock = MovableClock(TUESDAY_EVENING)
    world = World(clock)
    async with serve(bot_api(world)) as url:
        settings = settings_for(
            url, world, tmp_path / "x.db", database_url=f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
        )
        found = await look_at(settings, clock, tmp_path)
        assert found["database"][0].grade is found["running"][0].grade is Grade.OK
        assert "There is none yet" in str(found["database"][0])
        gone = settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{tmp_path}/nowhere/new.db"})
        found = await look_at(gone, clock, tmp_path)
        assert "There is no folder" in str(found["database"][0])
        in_memory = settings.model_copy(update={"database_url": "sqlite+aiosqlite:///:memory:"})
        assert "in memory" in str((await look_at(in_memory, clock, tmp_path))["database"][0])
        assert not (tmp_path / "new.db").exists()


@pytest.mark.sqlite
async def test_nothing_is_left_behind(play: Stage, doctor: Doctor, tmp_path: Path) -> None:
    await play.stops()
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    await doctor.finds("database", Grade.OK, "whole")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    await play.starts()


@pytest.mark.postgresql
async def test_on_a_server_of_its_own(tmp_path: Path) -> None:
    clock = MovableClock(SystemClock().now(), ticking=True)
    world = World(clock)
    name = f"t_doctor_{os.getpid()}"
    server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
    async with serve(bot_api(world)) as url:
        settings = settings_for(url, world, tmp_path / "x.db", database_url=address(name))
        play = Stage(clock, world, settings)
        doctor = Doctor(play, tmp_path)
        try:
            await doctor.finds("database", Grade.OK, "no tables yet")
            await doctor.finds("running", Grade.OK, "not started yet")
            await play.starts()
            await doctor.finds("database", Grade.OK, "PostgreSQL ", " MB, of this version.")
            await doctor.finds("running", Grade.OK, "A Warmline runs")
            await doctor.finds("disk space", Grade.OK, "on a server of its own")
            wrong = MovableClock(clock.now() - timedelta(minutes=10), ticking=True)
            await doctor.finds("database", Grade.LOOK, "clock", "9 minutes apart", clock=wrong)
            await play.stops()
            await doctor.finds("running", Grade.WRONG, "python -m bot")
            await _as_a_guest(doctor, name)
        finally:
            server(f"DROP DATABASE {name} WITH (FORCE)")
        await doctor.finds("database", Grade.WRONG, "does not let Warmline in", "DATABASE_URL")
    play.settings = settings.model_copy(update={"database_url": "postgresql+asyncpg://postgres@127.0.0.1:1/x"})
    await doctor.finds("database", Grade.WRONG, "does not answer")


async def _as_a_guest(doctor: Doctor, database: str) -> None:
    """Somebody who may look, and not make tables."""
    guest, mine = f"guest_{os.getpid()}", doctor.play.settings
    server(f"CREATE ROLE {guest} LOGIN", f"GRANT CONNECT ON DATABASE {database} TO {guest}")
    try:
        theirs = make_url(address(database)).set(username=guest).render_as_string(hide_password=False)
        doctor.play.settings = mine.model_copy(update={"database_url": theirs})
        await doctor.finds("database", Grade.WRONG, "may not make tables")
    finally:
        doctor.play.settings = mine
        server(f"DROP OWNED BY {guest}", f"REVOKE CONNECT ON DATABASE {database} FROM {guest}", f"DROP ROLE {guest}")


async def test_a_line_that_does_not_run(play: Stage, doctor: Doctor) -> None:
    await doctor.finds("running", Grade.OK, "A Warmline runs")
    await play.stops()
    await doctor.finds("running", Grade.WRONG, "python -m bot")
    await play.starts()
    await doctor.finds("running", Grade.OK, "A Warmline runs")


async def test_a_line_that_is_stuck(play: Stage, doctor: Doctor) -> None:
    await doctor.finds("running", Grade.OK)
    # The program's clock stands where it is, as that of a program which is stuck.
    later = MovableClock(play.clock.now() + timedelta(minutes=10))
    await doctor.finds("running", Grade.WRONG, "has not moved for 10 minutes", clock=later)


# The line


async def test_hours_and_gaps(play: Stage, doctor: Doctor) -> None:
    ada = play.actor("Ada")
    await doctor.finds("rota", Grade.LOOK, "no hours")
    await ada.says("/hours tue,wed 19:00-21:00")
    await ada.presses("Save")
    await doctor.finds("rota", Grade.LOOK, "2 times", "first: Tuesday 24 November, 19:00")
    await play.volunteer("Sam", "tue 19:00-21:00")
    await doctor.finds("rota", Grade.LOOK, "1 time ", "first: Wednesday 25 November, 19:00")
    await play.on_rota("Sam", "wed 19:00-21:00")
    await doctor.finds("rota", Grade.OK)
    for actor in play.actors.values():
        actor.skips()


async def test_people_who_are_needed(play: Stage, doctor: Doctor) -> None:
    ada = play.actor("Ada")
    await doctor.finds("volunteers", Grade.LOOK, "There are none")
    await play.volunteer("Sam")
    await doctor.finds("volunteers", Grade.LOOK, "Nobody is a backup")
    await doctor.finds("volunteers", Grade.LOOK, "safeguarding lead")
    for mark in ("backup", "lead"):
        await ada.says(f"/volunteers Sam {mark}")
    await doctor.finds("volunteers", Grade.OK, "1, with 1 backup")
    await ada.says("/volunteers Sam pause")
    await doctor.finds("volunteers", Grade.LOOK, "There are none")
    await ada.says("/volunteers Sam resume")
    await doctor.finds("volunteers", Grade.OK)
    await play.actor("Sam").blocks()
    await doctor.finds("volunteers", Grade.LOOK, "There are none")
    for actor in play.actors.values():
        actor.skips()


async def test_backups(play: Stage, doctor: Doctor, tmp_path: Path) -> None:
    keeper = Keeper(play, tmp_path)
    await doctor.finds("backup", Grade.LOOK, "There is none yet.", "python -m bot backup FOLDER")
    file = await keeper.backs_up()
    await doctor.finds("backup", Grade.OK, "seconds ago")
    await doctor.finds("backup", Grade.OK, "7 days ago", clock=MovableClock(play.clock.now() + timedelta(days=7)))
    late = MovableClock(play.clock.now() + timedelta(days=9))
    await doctor.finds(
        "backup", Grade.LOOK, "9 days ago", "If a timer should have made one, look at its log.", clock=late
    )
    await play.forward(minutes=2)
    await keeper.puts_back(file, replace=True)
    await doctor.finds("backup", Grade.OK, "2 minutes ago")
    await play.quiet()
    for actor in play.actors.values():
        actor.skips()


async def test_what_is_late_to_go(play: Stage, doctor: Doctor) -> None:
    await doctor.finds("outbox", Grade.OK)
    play.world.faults.away = True
    await asyncio.sleep(0.1)
    now = play.clock.now()
    row = {"line_id": 1, "chat_id": ADA, "kind": "text", "priority": 1, "text_key": "help", "made_at": now}
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        session.add_all(Outbox(**row, due_at=now + timedelta(hours=hours), params={}) for hours in (0, 5))
    for minutes, grade in ((1, Grade.OK), (5, Grade.LOOK), (20, Grade.WRONG)):
        later = MovableClock(play.clock.now() + timedelta(minutes=minutes))
        await doctor.finds("outbox", grade, "1 thing waits" if grade is not Grade.OK else "", clock=later)
    play.world.faults.away = False
    async with play.app.database.transaction() as session:
        await session.execute(update(Outbox).values(state="withdrawn"))


async def test_what_is_tried_again_and_again_is_late_however_soon_the_next_try_is(play: Stage, doctor: Doctor) -> None:
    now = play.clock.now()
    made_at, due_at = now - timedelta(minutes=20), now + timedelta(seconds=40)
    row = {"line_id": 1, "chat_id": ADA, "kind": "text", "priority": 1, "text_key": "help", "params": {}}
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        session.add(Outbox(**row, made_at=made_at, due_at=due_at, attempts=9))
    await doctor.finds("outbox", Grade.WRONG, "1 thing waits", "the oldest for 20 minutes")
    async with play.app.database.transaction() as session:
        await session.execute(update(Outbox).values(state="withdrawn"))


async def test_what_waited_for_a_volunteer_does_not_wait_for_telegram(play: Stage, doctor: Doctor) -> None:
    """Its writer has waited since five; to be sent it waits since eight, when the shift began."""
    sam, robin = await play.volunteer("Sam", "tue 20:00-23:00"), await play.member("Robin")
    await robin.says("one")
    await robin.presses("Pass it on")
    await robin.says("two")
    robin.skips()
    play.world.faults.rate("502", 1.0, ["copymessage", "copymessages"])
    play.turn_clock_to(20)
    await play.wait_for(lambda: play.world.faults.happened["502"] > 0)
    await doctor.finds("outbox", Grade.OK)
    assert (await play.app._pulse.health()).wrong == ()
    play.turn_clock_to(20, 12)
    await asyncio.sleep(0.2)
    await doctor.finds("outbox", Grade.WRONG, "2 things wait", "the oldest for 12 minutes")
    play.world.faults.clear()
    play.turn_clock_to(20, 14)
    await play.quiet()
    await doctor.finds("outbox", Grade.OK)
    assert [one.text for one in sam.phone.screen][-2:] == ["one", "two"]
    for actor in play.actors.values():
        actor.skips()


async def test_what_was_given_up(play: Stage, doctor: Doctor) -> None:
    member = await play.member("Robin")
    await member.blocks()
    assert play.app.database is not None
    now = play.clock.now()

    async def give_up(chat_id: int) -> None:
        assert play.app.database is not None
        async with play.app.database.transaction() as session:
            session.add(
                Outbox(
                    line_id=1,
                    chat_id=chat_id,
                    kind="text",
                    priority=1,
                    text_key="help",
                    state="failed",
                    due_at=now,
                    made_at=now,
                    done_at=now,
                    params={},
                )
            )

    await give_up(member.phone.user_id)
    await doctor.finds("outbox", Grade.OK, "1 thing was for people who blocked the bot")
    await give_up(ADA)
    await doctor.finds("outbox", Grade.LOOK, "1 thing was given up")
    await doctor.finds("outbox", Grade.OK, clock=MovableClock(now + timedelta(hours=25)))


async def test_an_update_that_was_set_aside(play: Stage, doctor: Doctor) -> None:
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        session.add(SeenUpdate(update_id=7, at=play.clock.now(), set_aside=True))
    await doctor.finds("outbox", Grade.LOOK, "1 message of the last two days", "set aside")


# As a program


@pytest.fixture
async def real(tmp_path: Path) -> AsyncIterator[tuple[World, Program]]:
    """A world by this machine's own clock, and a program in it that is not started yet."""
    world = World(SystemClock())
    world.add_phone(ADA, "Real Ada").says("/start")
    async with serve(bot_api(world)) as url:
        yield world, Program(tmp_path, url, world)


async def run(program: Program, *more: str, **settings: str) -> tuple[int, list[str], str]:
    """The doctor as a process: its exit status, its lines, and what went to the other stream."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor", *more),
        cwd=program._folder,
        env=program._environment | settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, out.decode().splitlines(), err.decode()


@pytest.mark.sqlite
async def test_the_command(real: tuple[World, Program], tmp_path: Path) -> None:
    world, program = real
    status, lines, err = await run(program)
    assert (status, err) == (0, "")  # before the first start
    assert all(re.match(r"(ok|look at this|wrong) +[a-z ]+: \S", line) for line in lines)
    await program.start()
    while world.pending_updates():
        await asyncio.sleep(0.05)
    assert (tmp_path / "warmline.db").stat().st_mode & 0o777 == 0o600
    status, lines, err = await run(program)
    assert (status, err) == (0, "")
    assert [line for line in lines if "A Warmline runs" in line]
    status, few, err = await run(program, "--quiet")
    assert (status, err) == (0, "")
    assert few == [line for line in lines if not line.startswith("ok ")]
    await program.stop()
    status, few, err = await run(program, "--quiet")
    assert (status, err) == (1, "")
    assert [line for line in few if line.startswith("wrong ")] == [
        "wrong         running: No Warmline runs on this database, so nobody gets an answer. Start it: python -m bot"
    ]
    assert world.token not in "".join([*lines, *few])


async def test_settings_that_cannot_be_read(real: tuple[World, Program]) -> None:
    _, program = real
    status, lines, err = await run(program, TIME_ZONE="London", ANSWER_WITHIN="soon")
    assert (status, lines) == (2, [])
    named = [line.partition(" must be ")[0] for line in err.splitlines()]
    assert named == ["TIME_ZONE", "ANSWER_WITHIN", "See .env.example."]


def test_every_check_is_explained() -> None:
    page = (ROOT / "docs/doctor.md").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^## (.+)$", page) == list(CHECKS)
