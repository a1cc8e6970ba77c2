"""How long everything is kept (care.md): the clock moves on, and what is over goes, from the file too."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, MetaData, Table, func, select

from bot import database
from bot.models import (
    Aside,
    Base,
    Change,
    CheckIn,
    Conversation,
    Draft,
    Held,
    Invitation,
    Outbox,
    OutboxState,
    Person,
    Relay,
    SeenUpdate,
)
from bot.outbox.queue import Priority, put_text
from bot.queries import people
from bot.queries.holdings import OF_OTHERS, columns_of_chats, columns_of_people
from tests.databases import databases
from tests.world import Actor, Stage

# Every table, and how long a row of it is kept. Whoever adds a table says so here, and in the README.
KEPT = {
    "lines": "while the group runs its line",
    "openings": "until a coordinator changes them",
    "hours_exceptions": "60 days after the day",
    "shifts": "until a coordinator removes them",
    "shift_people": "with their shift, or until /forget",
    "people": "until /forget; without a role, 2 days after they last wrote",
    "memberships": "until /forget, or until a coordinator removes them",
    "consents": "with their person, as proof",
    "traits": "until taken back, or /forget",
    "wishes": "until taken back, or /forget of either",
    "phones": "while anybody carries it",
    "carriers": "with their person",
    "invitations": "30 days after they end",
    "aways": "60 days after the last day",
    "covers": "60 days after the day",
    "duties": "60 days after they end",
    "calendar_entries": "60 days after they end",
    "gaps": "until somebody has them, or they are over",
    "changes": "a year",
    "drafts": "2 days",
    "conversations": "2 days after they end",
    "held": "until passed on or not, at the latest with their conversation",
    "offers": "until taken, at the latest with their conversation",
    "tried": "with their conversation",
    "topics": "with their conversation",
    "relays": "2 days after their conversation ends",
    "asides": "2 days",
    "debriefs": "until the next morning",
    "tallies": "for good: they are counts, and name nobody",
    "check_in_plans": "with their person",
    "check_ins": "30 days, or as their person chooses",
    "outbox": "2 days after it went, or with its conversation",
    "seen_updates": "2 days",
}


@pytest.fixture
async def sam(play: Stage) -> Actor:
    """Sam is on duty this evening; it is Tuesday, 17:00."""
    return await play.on_duty("Sam", "2026-11-24 17:00-21:00")


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    return await play.member("Robin")


async def count(play: Stage, model: type[Base], *where: Any) -> int:
    """How many rows of a table there are."""
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(model).where(*where)) or 0


async def days_go_by(play: Stage, days: int) -> None:
    """Some days, one after the other; of what they bring other stories tell."""
    for _ in range(days):
        await play.forward(days=1)
    for actor in play.actors.values():
        actor.skips()


def holds(folder: Path, number: int) -> bool:
    """Whether any file of the folder holds this number of an account, in either form in which SQLite keeps it."""
    forms = (str(number).encode(), number.to_bytes(4, "big"))
    return any(form in kept for kept in databases.at_rest(folder) for form in forms)


async def test_two_days_after_a_conversation(play: Stage, sam: Actor, robin: Actor) -> None:
    """No link, nothing that waited and no number of a message is left of it, and nothing of it in the outbox."""
    await robin.says("hello")
    await sam.says("hello Robin")
    await robin.sends_album(["photo", "photo"])
    await sam.says("/close")
    for actor in (sam, robin):
        actor.skips()
    over = play.clock.now()
    for model in (Relay, Conversation, Outbox):
        assert await count(play, model)
    await days_go_by(play, 1)
    assert await count(play, Relay)
    await days_go_by(play, 2)
    for model in (Relay, Held, Conversation):
        assert not await count(play, model)
    assert not await count(play, Outbox, Outbox.made_at <= over)
    assert not await count(play, SeenUpdate, SeenUpdate.at <= over)


async def test_a_question_out_of_hours_that_stays_unanswered(play: Stage, sam: Actor, robin: Actor) -> None:
    await play.at(21, 1)
    await robin.says("anybody?")
    assert await count(play, Held)
    await days_go_by(play, 3)
    assert not await count(play, Held)
    assert not await count(play, Conversation)


async def test_what_was_cut_off_or_taken_back(play: Stage, robin: Actor) -> None:
    """A check-in that a kill cut off is not sent again. It was never done, and goes all the same."""
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        line, now = await people.line(session), play.clock.now()
        later, number = now + timedelta(days=9), robin.phone.user_id
        await put_text(session, line, number, "check-ins-off", later, priority=Priority.CHECK_IN)
        await session.flush()
        row = (await session.scalars(select(Outbox).where(Outbox.due_at == later))).one()
        row.state, row.made_at = OutboxState.SENDING, now
    await play.stops()
    await play.starts()
    assert await count(play, Outbox, Outbox.state == OutboxState.FAILED, Outbox.done_at.is_(None)) == 1
    await days_go_by(play, 3)
    assert not await count(play, Outbox, Outbox.state == OutboxState.FAILED)


async def test_a_passer_by(play: Stage, tmp_path: Path) -> None:
    """Two days and a bit after somebody wrote who did not join, no byte of the files says who it was."""
    passer_by = play.actor("Mo")
    await passer_by.says("hello?")
    passer_by.sees("You need an invitation")
    number = passer_by.phone.user_id
    assert holds(tmp_path, number)
    await days_go_by(play, 1)
    assert await count(play, Person, Person.telegram_id == number) == 1
    await days_go_by(play, 2)
    assert not holds(tmp_path, number)
    assert holds(tmp_path, play.actor("Ada").phone.user_id)


@pytest.mark.parametrize(
    ("keep", "answers", "after_a_month"),
    [("", 1, 0), ("nothing", 0, 0), ("all", 1, 1)],
    ids=["as is", "nothing", "all"],
)
async def test_answers_to_check_ins(play: Stage, robin: Actor, keep: str, answers: int, after_a_month: int) -> None:
    await robin.says("/checkins every day 18:00")
    await robin.presses("I agree")
    if keep:
        await robin.says(f"/checkins keep {keep}")
    await play.at(18)
    await robin.presses("Hard going")
    await robin.says("/checkins off")
    assert await count(play, CheckIn, CheckIn.answer.is_not(None)) == answers
    await days_go_by(play, 29)
    assert await count(play, CheckIn, CheckIn.answer.is_not(None)) == answers
    await days_go_by(play, 2)
    assert await count(play, CheckIn) == after_a_month


async def test_links_to_join(play: Stage, robin: Actor) -> None:
    """Links end after 7 days, and 30 days later nothing says any more who came by them."""
    await play.invites("member")
    assert await count(play, Invitation, Invitation.used_at.is_not(None)) == 2
    await days_go_by(play, 36)
    assert await count(play, Invitation) == 3
    await days_go_by(play, 2)
    assert not await count(play, Invitation)
    await robin.says("/me")
    robin.sees("Here you are called Robin.")


async def test_who_changed_what(play: Stage, sam: Actor) -> None:
    made = await count(play, Change)
    assert made
    await play.forward(days=364)
    await days_go_by(play, 1)
    assert await count(play, Change) == made
    await days_go_by(play, 2)
    assert not await count(play, Change)


async def test_what_is_half_done(play: Stage, sam: Actor, robin: Actor) -> None:
    ada = play.actor("Ada")
    await ada.says("/hours tue 17:00-21:00")
    ada.sees("Nothing is saved yet.")
    await robin.sends("contact", contact={"phone_number": "+44 7700 900123", "first_name": "R"})
    robin.sees("I have not sent this yet.")
    assert (await count(play, Draft), await count(play, Aside)) == (1, 1)
    await days_go_by(play, 1)
    assert (await count(play, Draft), await count(play, Aside)) == (1, 1)
    await days_go_by(play, 2)
    assert (await count(play, Draft), await count(play, Aside)) == (0, 0)


async def test_a_file_that_cannot_be_rewritten_stops_nothing(
    play: Stage, sam: Actor, robin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rewriting the file needs room on the disk; without it the line goes on, and it is tried again."""

    def full(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(database, "_rewrite", full)
    await play.on_rota("Sam", "2026-11-26 18:00-20:00")
    await days_go_by(play, 1)
    await play.at(18, days=1)
    assert any("Your shift has started." in one.text for one in sam.unread())
    await robin.says("/forget yes")
    assert any("is erased" in one.text for one in robin.unread())
    monkeypatch.undo()
    await days_go_by(play, 1)


# Nothing that is added can be forgotten


def test_every_table_says_how_long() -> None:
    assert set(KEPT) == set(Base.metadata.tables)


def not_found(table: Table) -> set[str]:
    """The columns of a table that may lead to somebody, and which neither `/export` nor `/forget` would look at."""
    looked_at = {column.name for column in (*columns_of_people(table), *columns_of_chats(table))}
    may_lead = {column.name for column in table.columns if column.name.endswith(("chat_id", "telegram_id"))}
    may_lead |= {column.name for column in table.columns if isinstance(column.type, BigInteger)}
    may_lead |= {
        column.name for column in table.columns for key in column.foreign_keys if key.column.table.name == "people"
    }
    return may_lead - looked_at


def test_every_column_that_leads_to_somebody_is_known() -> None:
    # A phone is the account of several; it goes with the last who carries it. An update's number is nobody's.
    known = {("phones", "telegram_id"), ("seen_updates", "update_id")}
    assert {(name, column) for name, table in Base.metadata.tables.items() for column in not_found(table)} == known
    lead = {(table.name, one.name) for table in Base.metadata.sorted_tables for one in columns_of_people(table)}
    assert lead >= OF_OTHERS
    for table in Base.metadata.sorted_tables:
        for column in columns_of_people(table):
            for key in column.foreign_keys:
                assert key.ondelete in ("CASCADE", "SET NULL"), f"{table.name}.{column.name} would keep /forget from it"


def test_that_the_look_at_columns_can_fail() -> None:
    about = MetaData()
    Table("people", about, Column("id", Integer, primary_key=True))
    new = Table(
        "new",
        about,
        Column("whose_id", ForeignKey("people.id")),
        Column("old_chat_id", Integer),
        Column("n", BigInteger),
    )
    assert not_found(new) == {"old_chat_id", "n"}
    assert [column.name for column in columns_of_people(new)] == ["whose_id"]


def test_every_column_that_could_hold_names_is_known() -> None:
    """In JSON anything can be: of each such column somebody has thought what `/forget` does with it."""
    kinds = {(name, one.name) for name, table in Base.metadata.tables.items() for one in table.columns if _is_json(one)}
    names_go = {
        ("changes", "params"),
        ("changes", "rows"),
        ("drafts", "data"),
        ("outbox", "params"),
        ("outbox", "buttons"),
    }
    only_figures = {
        *(("lines", "rhythm"), ("shifts", "weekdays"), ("check_in_plans", "days"), ("check_in_plans", "minutes")),
        ("lines", "untold"),
        *(("memberships", "reminders"), ("people", "step_data"), ("outbox", "from_message_ids")),
    }
    assert kinds == names_go | only_figures


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)
