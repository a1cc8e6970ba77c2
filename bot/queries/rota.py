"""Duties: who is on when, in UTC, as worked out from the shifts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Duty, DutyState, Membership, Person, Role


@dataclass(frozen=True)
class OnDuty:
    """A volunteer who is on now, and until when (UTC)."""

    person_id: int
    telegram_id: int
    alias: str
    ends_at: datetime


# Duties change by statements of their own, so what a session has loaded before is read again.
_FRESH = {"populate_existing": True}
# No duty is longer (a day, and the hour that autumn repeats); the index then finds the few that can run now.
_LONGEST = timedelta(hours=25)
_ON_DUTY = (
    select(
        Person.id,
        Person.telegram_id,
        Membership.alias,
        func.max(Duty.ends_at, type_=Duty.ends_at.type),
    )
    .join(Person, Person.id == Duty.person_id)
    .join(
        Membership,
        (Membership.person_id == Duty.person_id)
        & (Membership.line_id == Duty.line_id)
        & (Membership.role == Role.VOLUNTEER),
    )
    .where(
        Duty.line_id == bindparam("line_id"),
        Duty.ends_at > bindparam("now"),
        Duty.starts_at <= bindparam("now"),
        Duty.starts_at > bindparam("earliest"),
        Person.blocked_at.is_(None),
    )
    .group_by(Person.id, Person.telegram_id, Membership.alias)
    .order_by(func.max(Duty.ends_at).desc(), Person.id)
)
_THIS_ONE_ON_DUTY = _ON_DUTY.where(Duty.person_id == bindparam("person_id"))
_BETWEEN = (
    select(Duty)
    .where(
        Duty.line_id == bindparam("line_id"),
        Duty.starts_at < bindparam("until"),
        Duty.starts_at > bindparam("earliest"),
        Duty.ends_at > bindparam("since"),
    )
    .order_by(Duty.starts_at, Duty.shift_id)
)
_ENDING = select(Duty).where(Duty.state == DutyState.STARTED, Duty.ends_at <= bindparam("now")).order_by(Duty.ends_at)
_THEIRS_BETWEEN = _BETWEEN.where(Duty.person_id == bindparam("person_id"))


async def on_duty(session: AsyncSession, line_id: int, now: datetime) -> list[OnDuty]:
    """Who is on duty at this moment and can be reached, the one with most time left first."""
    rows = await session.execute(_ON_DUTY, {"line_id": line_id, "now": now, "earliest": now - _LONGEST})
    return [OnDuty(*row) for row in rows]


async def duty_of(session: AsyncSession, line_id: int, person_id: int, now: datetime) -> OnDuty | None:
    """This person, if they are on duty at this moment and can be reached."""
    asked = {"line_id": line_id, "now": now, "earliest": now - _LONGEST, "person_id": person_id}
    row = (await session.execute(_THIS_ONE_ON_DUTY, asked)).one_or_none()
    return OnDuty(*row) if row is not None else None


async def next_start(session: AsyncSession, line_id: int, now: datetime, *, but: int | None = None) -> datetime | None:
    """When the next duty of somebody who can be reached starts; of anybody `but` one who goes."""
    return await session.scalar(
        select(Duty.starts_at)
        .join(Person, Person.id == Duty.person_id)
        .where(
            Duty.line_id == line_id,
            Duty.state == DutyState.PLANNED,
            Duty.starts_at > now,
            Person.blocked_at.is_(None),
            Duty.person_id.is_distinct_from(but),
        )
        .order_by(Duty.starts_at)
        .limit(1)
    )


async def next_end(session: AsyncSession, line_id: int, now: datetime) -> datetime | None:
    """When the next duty ends."""
    return await session.scalar(
        select(Duty.ends_at)
        .where(Duty.line_id == line_id, Duty.ends_at > now, Duty.person_id.is_not(None))
        .order_by(Duty.ends_at)
        .limit(1)
    )


async def get(session: AsyncSession, duty_id: int | None) -> Duty | None:
    """A duty by its number."""
    return await session.get(Duty, duty_id, populate_existing=True) if duty_id is not None else None


async def between(
    session: AsyncSession, line_id: int, since: datetime, until: datetime, *, person_id: int | None = None
) -> Sequence[Duty]:
    """The duties that overlap [since, until), also those that nobody has; or one person's alone."""
    asked = {"line_id": line_id, "since": since, "until": until, "earliest": since - _LONGEST}
    query = _BETWEEN
    if person_id is not None:
        query, asked["person_id"] = _THEIRS_BETWEEN, person_id
    return (await session.scalars(query, asked, execution_options=_FRESH)).all()


async def unmanned(session: AsyncSession, line_id: int, now: datetime) -> Sequence[Duty]:
    """The duties to come, or running, that nobody has."""
    return (
        await session.scalars(
            select(Duty)
            .where(Duty.line_id == line_id, Duty.person_id.is_(None), Duty.ends_at > now)
            .order_by(Duty.starts_at),
            execution_options=_FRESH,
        )
    ).all()


async def unfinished(session: AsyncSession, shift_ids: Collection[int], now: datetime) -> Sequence[Duty]:
    """The duties of these shifts that run or are to come."""
    return (
        await session.scalars(
            select(Duty).where(Duty.shift_id.in_(shift_ids), Duty.ends_at > now).order_by(Duty.starts_at),
            execution_options=_FRESH,
        )
    ).all()


async def begun(session: AsyncSession, line_id: int, since: datetime, now: datetime) -> set[tuple[int, date]]:
    """(shift, day) of the turns of which some part has begun in [since, now]."""
    rows = await session.execute(
        select(Duty.shift_id, Duty.day).where(Duty.line_id == line_id, Duty.starts_at > since, Duty.starts_at <= now)
    )
    return {(row[0], row[1]) for row in rows}


async def running(session: AsyncSession, line_id: int, person_id: int, now: datetime) -> Sequence[Duty]:
    """The duties that a person has at this moment."""
    return (
        await session.scalars(
            select(Duty).where(
                Duty.line_id == line_id,
                Duty.person_id == person_id,
                Duty.starts_at <= now,
                Duty.starts_at > now - _LONGEST,
                Duty.ends_at > now,
            ),
            execution_options=_FRESH,
        )
    ).all()


async def add(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Enter worked-out duties."""
    if rows:
        await session.execute(insert(Duty), rows)


async def remove(session: AsyncSession, ids: Collection[int]) -> None:
    """Take duties out that never began."""
    if ids:
        await session.execute(delete(Duty).where(Duty.id.in_(ids)))


async def end(session: AsyncSession, duty_id: int, ends_at: datetime) -> None:
    """Let a duty end at another moment."""
    await session.execute(update(Duty).where(Duty.id == duty_id).values(ends_at=ends_at))


async def starting(session: AsyncSession, now: datetime) -> Sequence[Duty]:
    """Duties whose start has come and was not announced."""
    return (
        await session.scalars(
            select(Duty).where(Duty.state == DutyState.PLANNED, Duty.starts_at <= now).order_by(Duty.starts_at),
            execution_options=_FRESH,
        )
    ).all()


async def ending(session: AsyncSession, now: datetime) -> Sequence[Duty]:
    """Started duties whose end has come."""
    return (await session.scalars(_ENDING, {"now": now}, execution_options=_FRESH)).all()


async def reminding(session: AsyncSession, now: datetime) -> Sequence[int]:
    """The ids of duties of which somebody is to be reminded now."""
    return (await session.scalars(select(Duty.id).where(Duty.remind_at <= now).order_by(Duty.remind_at))).all()


async def unconfirmed(session: AsyncSession, now: datetime) -> Sequence[int]:
    """The ids of duties whose volunteer should have said by now that they are here."""
    return (await session.scalars(select(Duty.id).where(Duty.confirm_by <= now).order_by(Duty.confirm_by))).all()


async def talked(session: AsyncSession, line_id: int, person_id: int, now: datetime) -> None:
    """Note on this volunteer's running duties that they had a conversation."""
    for duty in await running(session, line_id, person_id, now):
        duty.talked = True
    await session.flush()


async def confirm(session: AsyncSession, line_id: int, person_id: int, now: datetime) -> bool:
    """A volunteer is here: nobody need ask them any more. False when that was known already."""
    result = await session.execute(
        update(Duty)
        .where(
            Duty.line_id == line_id,
            Duty.person_id == person_id,
            Duty.starts_at <= now,
            Duty.starts_at > now - _LONGEST,
            Duty.ends_at > now,
            Duty.confirmed_at.is_(None),
        )
        .values(confirmed_at=now, confirm_by=None)
        .returning(Duty.id)
    )
    return bool(result.all())


async def to_come(session: AsyncSession, line_id: int, person_id: int, now: datetime) -> Sequence[Duty]:
    """The duties of a person that have not begun, in order."""
    return (
        await session.scalars(
            select(Duty)
            .where(Duty.line_id == line_id, Duty.person_id == person_id, Duty.starts_at > now)
            .order_by(Duty.starts_at),
            execution_options=_FRESH,
        )
    ).all()


async def set_state(session: AsyncSession, duty_id: int, was: DutyState, state: DutyState) -> bool:
    """Move a duty on; False when somebody else already did."""
    result = await session.execute(
        update(Duty).where(Duty.id == duty_id, Duty.state == was).values(state=state).returning(Duty.id)
    )
    return result.first() is not None


async def prune(session: AsyncSession, before: datetime) -> None:
    """Forget duties that ended before then."""
    await session.execute(delete(Duty).where(Duty.ends_at < before))


async def others_end(session: AsyncSession, duty: Duty) -> datetime | None:
    """Until when the volunteer was on duty already when this duty began; None when they were not."""
    return await session.scalar(
        select(func.max(Duty.ends_at, type_=Duty.ends_at.type)).where(
            Duty.line_id == duty.line_id,
            Duty.person_id == duty.person_id,
            Duty.id != duty.id,
            Duty.state == DutyState.STARTED,
            Duty.ends_at >= duty.starts_at,
        )
    )
