"""People, the roles they have on a line, and what they agreed to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Carrier, Consent, Line, Membership, Person, Phone, Role, Wish


@dataclass(frozen=True)
class Known:
    """A person with a role, and the alias that goes with it."""

    person_id: int
    telegram_id: int
    alias: str


def alias_key(alias: str) -> str:
    """The form in which two aliases are the same: case and spacing do not count."""
    return " ".join(alias.casefold().split())


# What every message asks is put together once: building a statement takes longer than running it.
_WHO = (
    select(Person, Membership.role, Membership.alias, Membership.paused_at)
    .outerjoin(Membership, (Membership.person_id == Person.id) & (Membership.line_id == bindparam("line_id")))
    .where(Person.telegram_id == bindparam("telegram_id"))
)


_LINE = select(Line).order_by(Line.id).limit(1)


async def line(session: AsyncSession) -> Line:
    """The line this bot carries, read once in a transaction."""
    found: Line | None = session.info.get("line")
    if found is None:
        found = session.info["line"] = (await session.scalars(_LINE)).one()
    return found


async def ensure_line(session: AsyncSession, *, name: str, zone: str, nation: str | None, answer_within: int) -> Line:
    """The line as the settings have it, made on the first start."""
    found = (await session.scalars(select(Line).order_by(Line.id).limit(1))).one_or_none()
    if found is None:
        found = Line(name=name, zone=zone, nation=nation, answer_within=answer_within)
        session.add(found)
    found.name, found.zone, found.nation, found.answer_within = name, zone, nation, answer_within
    await session.flush()
    return found


async def set_line(session: AsyncSession, line: Line, **fields: Any) -> None:
    """Change what the line's coordinators decide."""
    stored = await session.get_one(Line, line.id)
    for name, value in fields.items():
        setattr(stored, name, value)
        setattr(line, name, value)
    await session.flush()


async def stops(session: AsyncSession) -> int | None:
    """How often `python -m bot stop` was asked for; None before the first start."""
    return await session.scalar(select(Line.stops).order_by(Line.id).limit(1))


async def by_telegram_id(session: AsyncSession, telegram_id: int) -> Person | None:
    """The person behind a Telegram id."""
    return (await session.scalars(select(Person).where(Person.telegram_id == telegram_id))).one_or_none()


async def is_known(session: AsyncSession, telegram_id: int) -> bool:
    """Whether somebody with a role uses this Telegram account, their own or a shared phone's."""
    sharing = (
        select(Carrier.person_id).join(Phone, Phone.id == Carrier.phone_id).where(Phone.telegram_id == telegram_id)
    )
    theirs = exists().where(
        Membership.person_id == Person.id, (Person.telegram_id == telegram_id) | Person.id.in_(sharing)
    )
    return bool(await session.scalar(select(theirs)))


async def who(session: AsyncSession, line_id: int, telegram_id: int) -> tuple[Person | None, dict[str, str], bool]:
    """The person behind a Telegram id, their roles on the line with their aliases, and whether they are paused."""
    rows = (await session.execute(_WHO, {"line_id": line_id, "telegram_id": telegram_id})).all()
    roles = {row[1]: row[2] for row in rows if row[1] is not None}
    return (rows[0][0] if rows else None), roles, any(row[3] is not None for row in rows)


async def get(session: AsyncSession, person_id: int) -> Person:
    """The person with this id."""
    return await session.get_one(Person, person_id)


async def add(session: AsyncSession, telegram_id: int, now: datetime) -> Person:
    """A new person without a role."""
    person = Person(telegram_id=telegram_id, seen_at=now, language="en")
    session.add(person)
    await session.flush()
    return person


async def roles(session: AsyncSession, line_id: int, person_id: int) -> dict[str, str]:
    """The person's roles on the line, each with its alias."""
    rows = await session.execute(
        select(Membership.role, Membership.alias).where(
            Membership.line_id == line_id, Membership.person_id == person_id
        )
    )
    return {row[0]: row[1] for row in rows}


async def alias(session: AsyncSession, line_id: int, person_id: int, role: Role) -> str:
    """The name by which the other side knows this person in this role; empty when the role is gone."""
    found = await session.scalar(
        select(Membership.alias).where(
            Membership.line_id == line_id, Membership.person_id == person_id, Membership.role == role
        )
    )
    return found or ""


async def with_role(session: AsyncSession, line_id: int, role: Role) -> Sequence[Known]:
    """Everyone with this role, in the order they joined."""
    rows = await session.execute(
        select(Person.id, Person.telegram_id, Membership.alias)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.line_id == line_id, Membership.role == role)
        .order_by(Membership.id)
    )
    return [Known(*row) for row in rows]


async def marked(session: AsyncSession, line_id: int, *, lead: bool) -> Sequence[Known]:
    """The safeguarding leads (`lead`), or else the supervisors, who can be reached."""
    mark = Membership.is_lead if lead else Membership.is_supervisor
    rows = await session.execute(
        select(Person.id, Person.telegram_id, Membership.alias)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.line_id == line_id, mark.is_(True), Person.blocked_at.is_(None))
        .order_by(Membership.id)
    )
    return list({row[0]: Known(*row) for row in rows}.values())


async def keepers(session: AsyncSession, line_id: int) -> Sequence[Known]:
    """The coordinators who hear each day that the program runs: those who were chosen, else the first two.

    Whoever blocked the bot is passed over.
    """
    chosen = await session.scalars(
        select(Membership.person_id).where(Membership.line_id == line_id, Membership.is_keeper.is_(True))
    )
    ids = set(chosen)
    everyone = await coordinators(session, line_id)
    return [one for one in everyone if one.person_id in ids] or everyone[:2]


async def everyone(session: AsyncSession, line_id: int) -> dict[int, tuple[Known, frozenset[str]]]:
    """All who have a role and have not blocked the bot, by their ids, each with their roles and one of their names."""
    rows = await session.execute(
        select(Person.id, Person.telegram_id, Membership.alias, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.line_id == line_id, Person.blocked_at.is_(None))
        .order_by(Person.id, Membership.id)
    )
    found: dict[int, tuple[Known, frozenset[str]]] = {}
    for person_id, telegram_id, name, role in rows:
        held = found[person_id][1] if person_id in found else frozenset()
        found[person_id] = (Known(person_id, telegram_id, name), held | {role})
    return found


async def memberships(session: AsyncSession, line_id: int, role: Role) -> Sequence[Membership]:
    """Everyone's membership in this role, in the order they joined."""
    return (
        await session.scalars(
            select(Membership).where(Membership.line_id == line_id, Membership.role == role).order_by(Membership.id)
        )
    ).all()


async def membership(session: AsyncSession, line_id: int, person_id: int, role: Role) -> Membership | None:
    """One person's membership in this role."""
    return (
        await session.scalars(
            select(Membership).where(
                Membership.line_id == line_id, Membership.person_id == person_id, Membership.role == role
            )
        )
    ).one_or_none()


async def membership_by_id(session: AsyncSession, line_id: int, membership_id: int) -> Membership | None:
    """A membership by its own number."""
    return (
        await session.scalars(select(Membership).where(Membership.line_id == line_id, Membership.id == membership_id))
    ).one_or_none()


async def reachable(session: AsyncSession, line_id: int) -> dict[int, Known]:
    """The volunteers who have not blocked the bot, by their ids."""
    rows = await session.execute(
        select(Person.id, Person.telegram_id, Membership.alias)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.line_id == line_id, Membership.role == Role.VOLUNTEER, Person.blocked_at.is_(None))
        .order_by(Membership.id)
    )
    return {row[0]: Known(*row) for row in rows}


async def aliases(session: AsyncSession, line_id: int) -> dict[int, str]:
    """What the rota and the record call volunteers and coordinators; never by the name they have as a member."""
    rows = await session.execute(
        select(Membership.person_id, Membership.alias)
        .where(Membership.line_id == line_id, Membership.role != Role.MEMBER)
        .order_by(Membership.role)  # of one who is both, the name as a volunteer stays
    )
    return {row[0]: row[1] for row in rows}


async def alias_taken(session: AsyncSession, line_id: int, name: str, person_id: int | None = None) -> bool:
    """Whether somebody else on the line goes by this alias."""
    query = select(Membership.id).where(Membership.line_id == line_id, Membership.alias_key == alias_key(name))
    if person_id is not None:
        query = query.where(Membership.person_id != person_id)
    return await session.scalar(query.limit(1)) is not None


async def add_role(session: AsyncSession, line_id: int, person_id: int, role: Role, name: str, now: datetime) -> None:
    """Give a person a role under this alias."""
    await session.execute(
        insert(Membership).values(
            line_id=line_id, person_id=person_id, role=role, alias=name, alias_key=alias_key(name), since=now
        )
    )


async def add_consents(
    session: AsyncSession, line_id: int, person_id: int, whats: Sequence[str], version: int, now: datetime
) -> None:
    """Record what a person agreed to."""
    rows = [
        {"line_id": line_id, "person_id": person_id, "what": what, "version": version, "given_at": now}
        for what in whats
    ]
    await session.execute(insert(Consent), rows)


async def has_consent(session: AsyncSession, line_id: int, person_id: int, what: str) -> bool:
    """Whether a person agreed to this and did not take it back."""
    found = await session.scalar(
        select(Consent.id).where(
            Consent.line_id == line_id,
            Consent.person_id == person_id,
            Consent.what == what,
            Consent.withdrawn_at.is_(None),
        )
    )
    return found is not None


async def withdraw_consent(session: AsyncSession, line_id: int, person_id: int, what: str, now: datetime) -> None:
    """A person takes back what they agreed to; that they once did stays as proof."""
    await session.execute(
        update(Consent)
        .where(
            Consent.line_id == line_id,
            Consent.person_id == person_id,
            Consent.what == what,
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )


async def met(session: AsyncSession, line_id: int, volunteer_id: int, talked: Collection[int]) -> dict[int, str]:
    """These members, with whom a volunteer talked lately, and those about whom they have a wish, by their names."""
    wished = select(Wish.other_id).where(
        Wish.line_id == line_id, Wish.person_id == volunteer_id, Wish.known_as == Role.MEMBER
    )
    rows = await session.execute(
        select(Membership.person_id, Membership.alias).where(
            Membership.line_id == line_id,
            Membership.role == Role.MEMBER,
            Membership.person_id.in_(talked) | Membership.person_id.in_(wished),
        )
    )
    return {row[0]: row[1] for row in rows}


async def set_fields(session: AsyncSession, person_id: int, **fields: Any) -> None:
    """Change columns of a person."""
    await session.execute(update(Person).where(Person.id == person_id).values(**fields))


async def forget_lists_added(session: AsyncSession, before: datetime) -> None:
    """Forget when the word list last added helplines for somebody, once it may do so again."""
    await session.execute(update(Person).where(Person.list_added_at < before).values(list_added_at=None))


async def passers_by(session: AsyncSession, before: datetime) -> Sequence[int]:
    """People without a role who were last seen before then."""
    return (await session.scalars(select(Person.id).where(*_passed_by(before)))).all()


async def forget_passers_by(session: AsyncSession, before: datetime) -> None:
    """Erase them, and all that hangs on them."""
    await session.execute(delete(Person).where(*_passed_by(before)))


def _passed_by(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return Person.seen_at < before, Person.id.not_in(select(Membership.person_id))


async def coordinators(session: AsyncSession, line_id: int) -> Sequence[Known]:
    """The coordinators who have not blocked the bot, in the order they joined."""
    rows = await session.execute(
        select(Person.id, Person.telegram_id, Membership.alias)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.line_id == line_id, Membership.role == Role.COORDINATOR, Person.blocked_at.is_(None))
        .order_by(Membership.id)
    )
    return [Known(*row) for row in rows]
