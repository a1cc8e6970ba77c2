"""All that is held on one person, for giving it to them, and for erasing it."""

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, String, Table, cast, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Base, Change, Conversation, Draft, Invitation, Membership, Outbox, Person, Phone, Role, Topic

# Columns that name somebody in a row which is about somebody else: what others wish of a person is theirs to know.
OF_OTHERS = frozenset(
    {
        ("wishes", "other_id"),
        ("memberships", "buddy_id"),
        ("invitations", "invited_by"),
        ("check_in_plans", "peer_id"),
        ("phones", "in_hand_id"),
    }
)
# What would show others, or says nothing of a person: the rows of a change, texts that are on their way, digests.
_LEFT_OUT = frozenset({("changes", "rows"), ("changes", "params"), ("outbox", "params"), ("outbox", "buttons")})
_CHATS = ("chat_id", "from_chat_id", "to_chat_id", "telegram_id")


def columns_of_people(table: Table) -> list[Column[Any]]:
    """The columns of a table that name a person by the number of their row."""
    return [column for column in table.columns if any(key.column.table.name == "people" for key in column.foreign_keys)]


def columns_of_chats(table: Table) -> list[Column[Any]]:
    """The columns of a table that name a chat or an account on Telegram."""
    return [column for column in table.columns if column.name in _CHATS and table.name != "phones"]


async def held_on(session: AsyncSession, line_id: int, person: Person) -> dict[str, list[dict[str, Any]]]:
    """Every row about a person, by table; whoever else is named in one is called as this person knows them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in Base.metadata.sorted_tables:
        theirs = [column for column in columns_of_people(table) if (table.name, column.name) not in OF_OTHERS]
        about = [column == person.id for column in theirs]
        about += [column == person.telegram_id for column in columns_of_chats(table)]
        if table.name == "people":
            about = [table.c.id == person.id]
        if about:
            rows = (await session.execute(select(table).where(or_(*about)))).mappings().all()
            if rows:
                found[table.name] = [dict(row) for row in rows]
    names = await _names_of_others(session, line_id, found)
    return {table: [_plain_row(table, row, person, names) for row in rows] for table, rows in found.items()}


def _known_as(table: str, column: str, row: dict[str, Any]) -> str:
    """In which role somebody else is named in a row: who is known in two roles must not be told to be one person."""
    if column == "member_id":
        return Role.MEMBER
    return str(row["known_as"]) if (table, column) == ("wishes", "other_id") else Role.VOLUNTEER


async def _names_of_others(
    session: AsyncSession, line_id: int, found: dict[str, list[dict[str, Any]]]
) -> dict[tuple[int, str], str]:
    ids = {
        row[column.name]
        for table, rows in found.items()
        for column in columns_of_people(Base.metadata.tables[table])
        for row in rows
    }
    members = await session.execute(
        select(Membership.person_id, Membership.role, Membership.alias).where(
            Membership.line_id == line_id, Membership.person_id.in_(ids - {None})
        )
    )
    return {(row[0], row[1]): row[2] for row in members}


def _plain_row(table: str, row: dict[str, Any], person: Person, names: dict[tuple[int, str], str]) -> dict[str, Any]:
    people = {column.name for column in columns_of_people(Base.metadata.tables[table])}
    shown: dict[str, Any] = {}
    for name, value in row.items():
        if (table, name) in _LEFT_OUT or value is None:
            continue
        if name in people:
            shown[name] = "you" if value == person.id else names.get((value, _known_as(table, name, row)), "someone")
        elif name in _CHATS and table != "people":
            shown[name] = "your chat" if value == person.telegram_id else "the other chat"
        else:
            shown[name] = value.isoformat() if isinstance(value, date | datetime) else value
    return shown


async def erase(session: AsyncSession, person: Person, aliases: Collection[str]) -> None:
    """Erase every row about a person, and their names from the rows that stay; the roles must be gone already."""
    person_id, address = person.id, person.telegram_id
    theirs = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(alias) for alias in aliases)})(?!\w)") if aliases else None
    await _scrub_changes(session, person_id, theirs)
    for draft in await session.scalars(select(Draft)):
        if draft.person_id == person_id or _without(draft.data, theirs) != draft.data:
            await session.delete(draft)
    await session.execute(delete(Invitation).where(or_(Invitation.used_by == person_id, Invitation.alias.in_(aliases))))
    for table in Base.metadata.sorted_tables:
        chats = columns_of_chats(table)
        if chats and table.name != "people":
            await session.execute(delete(table).where(or_(*(column == address for column in chats))))
    await session.execute(delete(Topic).where(Topic.conversation_id.not_in(select(Conversation.id))))
    await session.execute(delete(Conversation).where(Conversation.member_id == person_id))
    await session.flush()
    await _scrub_outbox(session, aliases, theirs)
    session.expunge(person)
    await session.execute(delete(Person).where(Person.id == person_id))
    await session.execute(delete(Phone).where(Phone.id.not_in(select(Base.metadata.tables["carriers"].c.phone_id))))
    session.info["scrub"] = True


async def _scrub_changes(session: AsyncSession, person_id: int, theirs: re.Pattern[str] | None) -> None:
    """Who changed what stays on record, without this person; such a change cannot be taken back any more."""
    for change in await session.scalars(select(Change)):
        named = any(person_id in change.params.get(who, []) for who in ("who", "member"))
        about = any(_names(image, person_id) for image in change.rows)
        params = _without(change.params, theirs)
        if named or about or params != change.params:
            numbers = {
                who: [one for one in params[who] if one != person_id] for who in ("who", "member") if who in params
            }
            change.params = params | numbers | {"forgotten": True}
            change.rows = []
    await session.flush()


def _names(image: dict[str, Any], person_id: int) -> bool:
    fields = ("person_id", "owner_id", "taker_id", "used_by", "invited_by", "buddy_id")
    for values in (image["before"], image["after"]):
        if values and any(values.get(field) == person_id for field in fields):
            return True
    return image["table"] == "shift_people" and person_id in image["key"]


async def _scrub_outbox(session: AsyncSession, aliases: Collection[str], theirs: re.Pattern[str] | None) -> None:
    """What is on its way to others and names this person leaves no trace once it has gone; old buttons lose them."""
    if theirs is None:
        return
    # As JSON has it, in which other letters than English ones are escaped.
    written = [alias.encode("ascii", "backslashreplace").decode() for alias in aliases]
    columns = (cast(Outbox.params, String), cast(Outbox.buttons, String))
    maybe = or_(*(column.contains(name, autoescape=True) for column in columns for name in (*written, *aliases)))
    for row in await session.scalars(select(Outbox).where(maybe)):
        if row.done_at is not None:
            row.buttons = _without(row.buttons, theirs)
        elif _without([row.params, row.buttons], theirs) != [row.params, row.buttons]:
            await session.execute(update(Outbox).where(Outbox.id == row.id).values(erases=True))
    await session.flush()


def _without(value: Any, theirs: re.Pattern[str] | None) -> Any:
    """The same with the person's names left out."""
    if theirs is None:
        return value
    if isinstance(value, str):
        return theirs.sub("…", value)
    if isinstance(value, dict):
        return {name: _without(each, theirs) for name, each in value.items()}
    return [_without(each, theirs) for each in value] if isinstance(value, list | tuple) else value
