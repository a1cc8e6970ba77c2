"""All that is held on one person, for giving it to them, and for erasing it."""

import json
import re
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, String, Table, cast, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import (
    Base,
    Change,
    Conversation,
    Draft,
    Invitation,
    Membership,
    Outbox,
    OutboxState,
    Person,
    Phone,
    Role,
)
from bot.queries import invitations
from bot.queries.people import alias_key

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
# What would show others: the rows of a change, texts that are on their way, and who was asked to say hello, for nobody
# hears of it when they say no.
_LEFT_OUT = frozenset(
    {
        ("changes", "rows"),
        ("changes", "params"),
        ("outbox", "params"),
        ("outbox", "buttons"),
        ("check_in_plans", "peer_id"),
    }
)
# What a change says in words of the program's own, which may read like somebody's name.
_NO_NAMES = ("role", "kind", "closed")
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
    if column in ("member_id", "invited_by"):
        return Role.MEMBER if column == "member_id" else Role.COORDINATOR
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
    """Erase every row about a person, and their names from the rows that stay; the roles must be gone already.

    `aliases` are the names of now; those they had before are found on record.
    """
    person_id = person.id
    names = await _names_of(session, person_id, aliases)
    links = set(await session.scalars(select(Invitation.id).where(Invitation.used_by == person_id)))
    await _scrub_changes(session, person_id, names, links)
    for draft in await session.scalars(select(Draft)):
        if draft.person_id == person_id or names.in_(draft.data):
            await session.delete(draft)
    named = Invitation.alias.in_(names.theirs)
    await invitations.forget(session, or_(Invitation.used_by == person_id, named))
    await _erase_chat(session, person.telegram_id)
    await session.execute(delete(Conversation).where(Conversation.member_id == person_id))
    await session.flush()
    await _scrub_outbox(session, names)
    session.expunge(person)
    await session.execute(delete(Person).where(Person.id == person_id))
    nobodys = Phone.id.not_in(select(Base.metadata.tables["carriers"].c.phone_id))
    for phone in await session.scalars(select(Phone).where(nobodys)):
        # From before it was shared there may be rows with the number of the account itself.
        await _erase_chat(session, phone.telegram_id)
        await session.delete(phone)
    await session.flush()
    session.info["scrub"] = True


async def scrub_record(session: AsyncSession, person_ids: Collection[int]) -> None:
    """Erase from the record those of these people who stand there; they have no role and are about to be forgotten."""
    if not person_ids:
        return
    # Most of them only ever wrote once, and stand nowhere.
    on_record: set[int] = set()
    for change in await session.scalars(select(Change)):
        on_record |= {*change.params.get("who", []), *change.params.get("member", [])}
        on_record |= {person_id for image in change.rows for person_id in _named_in(image)}
    for person_id in on_record & set(person_ids):
        await _scrub_changes(session, person_id, await _names_of(session, person_id, ()))


async def erase_name(session: AsyncSession, alias: str) -> None:
    """Erase a name that somebody no longer has from what was sent; nothing else may remember that it was theirs."""
    await _scrub_outbox(session, _Names({alias}, await _others(session)))
    session.info["scrub"] = True


async def _erase_chat(session: AsyncSession, address: int) -> None:
    for table in Base.metadata.sorted_tables:
        chats = columns_of_chats(table)
        if chats and table.name != "people":
            await session.execute(delete(table).where(or_(*(column == address for column in chats))))


class _Names:
    """The names of somebody, as they stand in texts; a longer name of somebody else that holds one is left alone."""

    def __init__(self, theirs: Collection[str], others: Iterable[str]) -> None:
        self.theirs = frozenset(theirs)
        known = sorted({*theirs, *others}, key=len, reverse=True)
        self._any = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(alias) for alias in known)})(?!\w)") if theirs else None

    def in_(self, value: Any) -> bool:
        """Whether one of them stands anywhere in this."""
        return bool(self.without(value) != value)

    def without(self, value: Any) -> Any:
        """The same with the names left out."""
        if self._any is None:
            return value
        if isinstance(value, str):
            return self._any.sub(lambda found: "…" if found[0] in self.theirs else found[0], value)
        if isinstance(value, dict):
            return {name: self.without(each) for name, each in value.items()}
        return [self.without(each) for each in value] if isinstance(value, list | tuple) else value


async def _names_of(session: AsyncSession, person_id: int, aliases: Collection[str]) -> _Names:
    """The names somebody has and had: as the record and their links have them, unless they are somebody else's now."""
    before = set(await session.scalars(select(Invitation.alias).where(Invitation.used_by == person_id)))
    for change in await session.scalars(select(Change)):
        if person_id in [*change.params.get("who", []), *change.params.get("member", [])]:
            images = [image for image in change.rows if image["table"] == "memberships"]
            before |= {(image[when] or {}).get("alias") for image in images for when in ("before", "after")}
    others = await _others(session, but=person_id)
    taken = {alias_key(one) for one in others}
    return _Names({*aliases, *(one for one in before if one and alias_key(one) not in taken)}, others)


async def _others(session: AsyncSession, but: int | None = None) -> set[str]:
    names = set(await session.scalars(select(Membership.alias).where(Membership.person_id.is_distinct_from(but))))
    invited = await session.scalars(select(Invitation.alias).where(Invitation.used_at.is_(None)))
    return names | {one for one in invited if one is not None}


async def _scrub_changes(session: AsyncSession, person_id: int, names: _Names, links: Collection[int] = ()) -> None:
    """Who changed what stays on record, without this person; such a change cannot be taken back any more."""
    for change in await session.scalars(select(Change)):
        named = any(person_id in change.params.get(who, []) for who in ("who", "member"))
        about = any(
            person_id in _named_in(image) or (image["table"] == "invitations" and image["key"][0] in links)
            for image in change.rows
        )
        kept = {name: value for name, value in change.params.items() if name in _NO_NAMES}
        params = names.without(change.params) | kept
        called = [(image[when] or {}).get("alias") for image in change.rows for when in ("before", "after")]
        if named or about or params != change.params or names.in_(called):
            numbers = {
                who: [one for one in params[who] if one != person_id] for who in ("who", "member") if who in params
            }
            change.params = params | numbers | {"forgotten": True}
            change.rows = []
    await session.flush()


def _named_in(image: dict[str, Any]) -> set[int]:
    """Which people a changed row names, as it was or became."""
    fields = ("person_id", "owner_id", "taker_id", "used_by", "invited_by", "buddy_id")
    found = {values.get(field) for values in (image["before"], image["after"]) if values for field in fields}
    return {person_id for person_id in found if person_id is not None}


async def _scrub_outbox(session: AsyncSession, names: _Names) -> None:
    """What is on its way to others and names this person leaves no trace once it has gone; old buttons lose them."""
    # As JSON has it, in which other letters than English ones are escaped.
    written = {*names.theirs, *(json.dumps(alias)[1:-1] for alias in names.theirs)}
    columns = (cast(Outbox.params, String), cast(Outbox.buttons, String))
    maybe = [column.contains(name, autoescape=True) for column in columns for name in written]
    if not maybe:
        return
    for row in await session.scalars(select(Outbox).where(or_(*maybe))):
        if not names.in_([row.params, row.buttons]):
            continue
        if row.state in (OutboxState.WAITING, OutboxState.SENDING):
            await session.execute(update(Outbox).where(Outbox.id == row.id).values(erases=True))
        else:
            row.params = {}
            # A button's key and what it sends back are no names, even where they read like one.
            row.buttons = [[[*one[:2], *names.without(one[2:])] for one in line] for line in row.buttons or []] or None
    await session.flush()
