"""Shifts as they were entered, and the duties worked out from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Duty, DutyState, Membership, Person, Role, Shift, ShiftPerson


@dataclass(frozen=True)
class OnDuty:
    """A volunteer who is on now, and until when (UTC)."""

    person_id: int
    telegram_id: int
    alias: str
    ends_at: datetime


# No duty is longer (a day, and the hour that autumn repeats); the index then finds the few that can run now.
_LONGEST = timedelta(hours=25)
_ON_DUTY = (
    select(
        Duty.person_id,
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
    .group_by(Duty.person_id, Person.telegram_id, Membership.alias)
    .order_by(func.max(Duty.ends_at).desc(), Duty.person_id)
)
_THIS_ONE_ON_DUTY = _ON_DUTY.where(Duty.person_id == bindparam("person_id"))


async def on_duty(session: AsyncSession, line_id: int, now: datetime) -> list[OnDuty]:
    """Who is on duty at this moment and can be reached, the one with most time left first."""
    rows = await session.execute(_ON_DUTY, {"line_id": line_id, "now": now, "earliest": now - _LONGEST})
    return [OnDuty(*row) for row in rows]


async def duty_of(session: AsyncSession, line_id: int, person_id: int, now: datetime) -> OnDuty | None:
    """This person, if they are on duty at this moment and can be reached."""
    asked = {"line_id": line_id, "now": now, "earliest": now - _LONGEST, "person_id": person_id}
    row = (await session.execute(_THIS_ONE_ON_DUTY, asked)).one_or_none()
    return OnDuty(*row) if row is not None else None


async def next_start(session: AsyncSession, line_id: int, now: datetime) -> datetime | None:
    """When the next duty starts."""
    return await session.scalar(
        select(Duty.starts_at)
        .where(Duty.line_id == line_id, Duty.state == DutyState.PLANNED, Duty.starts_at > now)
        .order_by(Duty.starts_at)
        .limit(1)
    )


async def next_end(session: AsyncSession, line_id: int, now: datetime) -> datetime | None:
    """When the next duty ends."""
    return await session.scalar(
        select(Duty.ends_at).where(Duty.line_id == line_id, Duty.ends_at > now).order_by(Duty.ends_at).limit(1)
    )


async def shifts(session: AsyncSession, line_id: int) -> Sequence[tuple[Shift, tuple[int, ...]]]:
    """The shifts in force, each with its people in order."""
    found = (
        await session.scalars(
            select(Shift).where(Shift.line_id == line_id, Shift.removed_at.is_(None)).order_by(Shift.id)
        )
    ).all()
    rows = await session.execute(
        select(ShiftPerson.shift_id, ShiftPerson.person_id)
        .where(ShiftPerson.shift_id.in_([shift.id for shift in found]))
        .order_by(ShiftPerson.shift_id, ShiftPerson.position)
    )
    people: dict[int, list[int]] = {}
    for shift_id, person_id in rows:
        people.setdefault(shift_id, []).append(person_id)
    return [(shift, tuple(people.get(shift.id, ()))) for shift in found]


async def add_shift(session: AsyncSession, people: Sequence[int], **fields: Any) -> Shift:
    """Enter a shift for these people."""
    shift = Shift(**fields)
    session.add(shift)
    await session.flush()
    rows = [
        {"shift_id": shift.id, "position": position, "person_id": person_id}
        for position, person_id in enumerate(people)
    ]
    await session.execute(insert(ShiftPerson), rows)
    return shift


async def shift(session: AsyncSession, line_id: int, shift_id: int) -> Shift | None:
    """A shift in force, by its number."""
    return (
        await session.scalars(
            select(Shift).where(Shift.line_id == line_id, Shift.id == shift_id, Shift.removed_at.is_(None))
        )
    ).one_or_none()


async def remove_shift(session: AsyncSession, shift_id: int, now: datetime) -> list[int]:
    """Take a shift off the rota; duties to come go, and one that runs ends now. Returns whose duty ended."""
    await session.execute(update(Shift).where(Shift.id == shift_id).values(removed_at=now))
    await session.execute(delete(Duty).where(Duty.shift_id == shift_id, Duty.starts_at > now))
    cut = await session.execute(
        update(Duty).where(Duty.shift_id == shift_id, Duty.ends_at > now).values(ends_at=now).returning(Duty.person_id)
    )
    return [row.person_id for row in cut]


async def add_duties(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Enter worked-out duties."""
    if rows:
        await session.execute(insert(Duty), rows)


async def known_duties(session: AsyncSession, shift_id: int) -> set[tuple[date, int]]:
    """(day, person) of the duties of a shift that are entered already."""
    found = await session.execute(select(Duty.day, Duty.person_id).where(Duty.shift_id == shift_id))
    return {(row[0], row[1]) for row in found}


async def planned_until(session: AsyncSession, shift_id: int, until: datetime) -> None:
    """Remember how far ahead a shift's duties are worked out."""
    await session.execute(update(Shift).where(Shift.id == shift_id).values(planned_until=until))


async def starting(session: AsyncSession, now: datetime) -> Sequence[Duty]:
    """Duties whose start has come and was not announced."""
    return (
        await session.scalars(
            select(Duty).where(Duty.state == DutyState.PLANNED, Duty.starts_at <= now).order_by(Duty.starts_at)
        )
    ).all()


async def ending(session: AsyncSession, now: datetime) -> Sequence[Duty]:
    """Started duties whose end has come."""
    return (
        await session.scalars(
            select(Duty).where(Duty.state == DutyState.STARTED, Duty.ends_at <= now).order_by(Duty.ends_at)
        )
    ).all()


async def set_state(session: AsyncSession, duty_id: int, was: DutyState, state: DutyState) -> bool:
    """Move a duty on; False when somebody else already did."""
    result = await session.execute(
        update(Duty).where(Duty.id == duty_id, Duty.state == was).values(state=state).returning(Duty.id)
    )
    return result.first() is not None


async def next_edge(session: AsyncSession) -> datetime | None:
    """The next start or end that is still to be announced."""
    start = await session.scalar(select(func.min(Duty.starts_at)).where(Duty.state == DutyState.PLANNED))
    end = await session.scalar(select(func.min(Duty.ends_at)).where(Duty.state == DutyState.STARTED))
    return min((moment for moment in (start, end) if moment), default=None)


async def people_of(session: AsyncSession, shift_id: int) -> tuple[int, ...]:
    """The people of a shift in their order."""
    rows = await session.scalars(
        select(ShiftPerson.person_id).where(ShiftPerson.shift_id == shift_id).order_by(ShiftPerson.position)
    )
    return tuple(rows)


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
