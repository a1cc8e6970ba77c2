"""Phones that several volunteers share: one Telegram account, a person for each who carries it."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Base, Carrier, Membership, Person, Phone, Role
from bot.queries.holdings import columns_of_chats


@dataclass(frozen=True)
class Sharer:
    """One of those who share a phone; `telegram_id` is their own address, below zero, not the account's."""

    person_id: int
    telegram_id: int
    alias: str
    in_hand: bool
    phone_id: int


@dataclass(frozen=True)
class Place:
    """Where an address leads: the account's chat, and whose messages these are."""

    chat_id: int
    person_id: int
    alias: str


_AS_VOLUNTEER = (Membership.person_id == Person.id) & (Membership.role == Role.VOLUNTEER)
_SHARERS = (
    select(
        Person.id,
        Person.telegram_id,
        func.coalesce(Membership.alias, ""),
        Phone.in_hand_id.is_not_distinct_from(Person.id),
        Phone.id,
    )
    .join(Carrier, Carrier.person_id == Person.id)
    .join(Phone, Phone.id == Carrier.phone_id)
    .outerjoin(Membership, _AS_VOLUNTEER)
    # Whoever was removed does not carry it any more; whoever is just joining does.
    .where(Membership.id.is_not(None) | Person.step.is_not(None))
    .order_by(Person.id)
)
_SHARERS_OF = _SHARERS.where(Phone.telegram_id == bindparam("telegram_id"))


async def sharers(session: AsyncSession, telegram_id: int) -> Sequence[Sharer]:
    """Those who share this Telegram account, in the order they came; empty when it is nobody's or one person's."""
    rows = await session.execute(_SHARERS_OF, {"telegram_id": telegram_id})
    return [Sharer(*row) for row in rows]


async def groups(session: AsyncSession) -> dict[int, Sharer]:
    """Everyone who shares a phone, by their person's id."""
    return {row[0]: Sharer(*row) for row in await session.execute(_SHARERS)}


async def behind(session: AsyncSession, addresses: Collection[int]) -> dict[int, Place]:
    """Where these addresses lead; those that are nobody's any more are left out."""
    if not addresses:
        return {}
    rows = await session.execute(
        select(Person.telegram_id, Phone.telegram_id, Person.id, func.coalesce(Membership.alias, ""))
        .join(Carrier, Carrier.person_id == Person.id)
        .join(Phone, Phone.id == Carrier.phone_id)
        .outerjoin(Membership, _AS_VOLUNTEER)
        .where(Person.telegram_id.in_(addresses))
    )
    return {row[0]: Place(*row[1:]) for row in rows}


async def beside(session: AsyncSession, person_id: int, telegram_id: int) -> dict[int, int]:
    """The addresses of all who share a phone with this person, by their ids; their own alone when they share none."""
    if telegram_id > 0:
        return {person_id: telegram_id}
    theirs = select(Carrier.phone_id).where(Carrier.person_id == person_id).scalar_subquery()
    rows = await session.execute(_SHARERS.where(Phone.id == theirs))
    return {person_id: telegram_id} | {row[0]: row[1] for row in rows}


async def share(session: AsyncSession, person: Person, telegram_id: int, now: datetime) -> Person:
    """Let a new person carry the phone of this account beside `person`, and have it in hand; returns the newcomer."""
    phone = (await session.scalars(select(Phone).where(Phone.telegram_id == telegram_id))).one_or_none()
    if phone is None:
        phone = Phone(telegram_id=telegram_id)
        session.add(phone)
    await session.flush()
    if await session.get(Carrier, person.id) is None:
        person.telegram_id = _address()
        session.add(Carrier(person_id=person.id, phone_id=phone.id))
        await _readdress(session, telegram_id, person.telegram_id)
    newcomer = Person(telegram_id=_address(), seen_at=now, language=person.language)
    session.add(newcomer)
    await session.flush()
    session.add(Carrier(person_id=newcomer.id, phone_id=phone.id))
    phone.in_hand_id = newcomer.id
    await session.flush()
    return newcomer


async def _readdress(session: AsyncSession, account: int, address: int) -> None:
    """What is on record under an account's number is its first carrier's, not of whoever shares the phone later."""
    for table in Base.metadata.sorted_tables:
        for column in columns_of_chats(table):
            if table.name != "people":
                await session.execute(update(table).where(column == account).values({column.name: address}))


async def hand_to(session: AsyncSession, person_id: int) -> None:
    """This person has the phone in hand now, if they share one."""
    theirs = select(Carrier.phone_id).where(Carrier.person_id == person_id).scalar_subquery()
    await session.execute(update(Phone).where(Phone.id == theirs).values(in_hand_id=person_id))


async def is_shared(session: AsyncSession, telegram_id: int | None = None) -> bool:
    """Whether this account, or any at all, is a shared phone."""
    found = exists().where(Phone.id == Carrier.phone_id)
    return bool(
        await session.scalar(select(found if telegram_id is None else found.where(Phone.telegram_id == telegram_id)))
    )


def _address() -> int:
    """An address that no Telegram account has and that nobody had before."""
    return -secrets.randbelow(2**52) - 1
