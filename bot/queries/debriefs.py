"""Volunteers who are asked the next morning how they are, and counts of how conversations were: no names in those."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Debrief, Tally


async def add(session: AsyncSession, line_id: int, person_id: int, due_at: datetime) -> None:
    """Ask this volunteer at that moment; once, however many shifts they had."""
    found = await session.scalar(select(Debrief.id).where(Debrief.person_id == person_id, Debrief.due_at == due_at))
    if found is None:
        session.add(Debrief(line_id=line_id, person_id=person_id, due_at=due_at))
        await session.flush()


async def due(session: AsyncSession, now: datetime) -> Sequence[int]:
    """The numbers of those to ask now."""
    return (await session.scalars(select(Debrief.id).where(Debrief.due_at <= now).order_by(Debrief.id))).all()


async def take(session: AsyncSession, debrief_id: int) -> Debrief | None:
    """One of them, which is not kept any longer."""
    found = await session.get(Debrief, debrief_id)
    if found is not None:
        await session.execute(delete(Debrief).where(Debrief.id == debrief_id))
    return found


async def count(session: AsyncSession, line_id: int, month: date, what: str, number: int = 1) -> None:
    """One more of these, or `number` more, in this month, which is named by its first day."""
    found = await session.get(Tally, (line_id, month, what), populate_existing=True)
    if found is None:
        session.add(Tally(line_id=line_id, month=month, what=what, number=number))
    else:
        found.number += number
    await session.flush()


async def counts(session: AsyncSession, line_id: int, since: date) -> dict[date, dict[str, int]]:
    """The counts of each month from `since` on."""
    rows = await session.execute(
        select(Tally.month, Tally.what, Tally.number)
        .where(Tally.line_id == line_id, Tally.month >= since)
        .order_by(Tally.month)
    )
    found: dict[date, dict[str, int]] = {}
    for month, what, number in rows:
        found.setdefault(month, {})[what] = number
    return found
