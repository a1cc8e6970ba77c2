"""The rules that coordinators and volunteers enter: shifts, who takes them, time away, and cover."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Away, Cover, CoverState, Membership, Role, Shift, ShiftPerson


async def in_force(
    session: AsyncSession, line_id: int, since: date, ids: Collection[int] | None = None
) -> Sequence[tuple[Shift, tuple[int, ...]]]:
    """The shifts that are not removed and not over on `since`, each with its people in order; or those of `ids`."""
    query = select(Shift).where(
        Shift.line_id == line_id,
        Shift.removed_at.is_(None),
        or_(Shift.last_day.is_(None), Shift.last_day >= since),
        or_(Shift.day.is_(None), Shift.day >= since),
    )
    if ids is not None:
        query = query.where(Shift.id.in_(ids))
    found = (await session.scalars(query.order_by(Shift.id))).all()
    rows = await session.execute(
        select(ShiftPerson.shift_id, ShiftPerson.person_id)
        .where(ShiftPerson.shift_id.in_([shift.id for shift in found]))
        .order_by(ShiftPerson.shift_id, ShiftPerson.position)
    )
    people: dict[int, list[int]] = {}
    for shift_id, person_id in rows:
        people.setdefault(shift_id, []).append(person_id)
    return [(shift, tuple(people.get(shift.id, ()))) for shift in found]


async def add(session: AsyncSession, people: Sequence[int], **fields: Any) -> Shift:
    """Enter a shift for these people."""
    shift = Shift(**fields)
    session.add(shift)
    await session.flush()
    await _add_people(session, shift.id, people)
    return shift


async def set_people(session: AsyncSession, shift_id: int, people: Sequence[int]) -> None:
    """Let these people take a shift, in this order, and nobody else."""
    for row in (await session.scalars(select(ShiftPerson).where(ShiftPerson.shift_id == shift_id))).all():
        await session.delete(row)
    await session.flush()
    await _add_people(session, shift_id, people)


async def _add_people(session: AsyncSession, shift_id: int, people: Sequence[int]) -> None:
    for position, person_id in enumerate(people):
        session.add(ShiftPerson(shift_id=shift_id, position=position, person_id=person_id))
    await session.flush()


async def get(session: AsyncSession, line_id: int, shift_id: int) -> Shift | None:
    """A shift that is not removed, by its number."""
    return (
        await session.scalars(
            select(Shift).where(Shift.line_id == line_id, Shift.id == shift_id, Shift.removed_at.is_(None))
        )
    ).one_or_none()


async def of_strangers(session: AsyncSession, line_id: int) -> list[tuple[Shift, int]]:
    """Each shift of somebody who is no volunteer any more, and who that is."""
    volunteers = select(Membership.person_id).where(Membership.line_id == line_id, Membership.role == Role.VOLUNTEER)
    rows = await session.execute(
        select(Shift, ShiftPerson.person_id)
        .join(ShiftPerson, ShiftPerson.shift_id == Shift.id)
        .where(Shift.line_id == line_id, Shift.removed_at.is_(None), ShiftPerson.person_id.not_in(volunteers))
        .order_by(Shift.id, ShiftPerson.position)
    )
    return [(shift, person_id) for shift, person_id in rows]


async def people_of(session: AsyncSession, shift_id: int) -> tuple[int, ...]:
    """The people of a shift in their order."""
    rows = await session.scalars(
        select(ShiftPerson.person_id).where(ShiftPerson.shift_id == shift_id).order_by(ShiftPerson.position)
    )
    return tuple(rows)


async def of_person(session: AsyncSession, line_id: int, person_id: int) -> Sequence[Shift]:
    """The shifts that a person takes, alone or in turns."""
    return (
        await session.scalars(
            select(Shift)
            .join(ShiftPerson, ShiftPerson.shift_id == Shift.id)
            .where(Shift.line_id == line_id, ShiftPerson.person_id == person_id, Shift.removed_at.is_(None))
            .order_by(Shift.id)
        )
    ).all()


async def planned(session: AsyncSession, ids: Collection[int], until: datetime) -> None:
    """Remember how far ahead these shifts' duties are worked out."""
    await session.execute(update(Shift).where(Shift.id.in_(ids)).values(planned_until=until))


# Time away


async def aways(session: AsyncSession, line_id: int, since: date, person_id: int | None = None) -> Sequence[Away]:
    """Time away that is not over on `since`, everybody's or one person's."""
    query = select(Away).where(Away.line_id == line_id, or_(Away.last_day.is_(None), Away.last_day >= since))
    if person_id is not None:
        query = query.where(Away.person_id == person_id)
    return (await session.scalars(query.order_by(Away.first_day, Away.id))).all()


async def add_away(session: AsyncSession, line_id: int, person_id: int, first_day: date, last_day: date | None) -> None:
    """Let somebody be away on these days."""
    session.add(Away(line_id=line_id, person_id=person_id, first_day=first_day, last_day=last_day))
    await session.flush()


async def away(session: AsyncSession, line_id: int, away_id: int | None) -> Away | None:
    """Time away by its number."""
    return (await session.scalars(select(Away).where(Away.line_id == line_id, Away.id == away_id))).one_or_none()


async def remove_away(session: AsyncSession, away: Away) -> None:
    """End time away."""
    await session.delete(away)
    await session.flush()


# Cover


async def covers(session: AsyncSession, line_id: int, since: date) -> Sequence[Cover]:
    """The covers asked for or taken from `since` on, in the order in which they came."""
    return (
        await session.scalars(
            select(Cover)
            .where(Cover.line_id == line_id, Cover.state != CoverState.OVER, Cover.day >= since)
            .order_by(Cover.id)
        )
    ).all()


async def cover(session: AsyncSession, line_id: int, cover_id: int) -> Cover | None:
    """A cover by its number."""
    return (await session.scalars(select(Cover).where(Cover.line_id == line_id, Cover.id == cover_id))).one_or_none()


async def covers_due(session: AsyncSession, now: datetime) -> Sequence[int]:
    """The ids of covers of which somebody is to be reminded now."""
    return (await session.scalars(select(Cover.id).where(Cover.remind_at <= now).order_by(Cover.remind_at))).all()


async def prune(session: AsyncSession, before: date) -> None:
    """Forget covers and time away that were over before then."""
    await session.execute(delete(Cover).where(Cover.day < before))
    await session.execute(delete(Away).where(Away.last_day < before))
