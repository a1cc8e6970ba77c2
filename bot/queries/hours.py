"""The line's hours, the exceptions to them, and the gaps in which nobody is on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Gap, HoursException, Opening


async def openings(session: AsyncSession, line_id: int) -> Sequence[Opening]:
    """The spans of the week in which the line is open."""
    return (
        await session.scalars(
            select(Opening).where(Opening.line_id == line_id).order_by(Opening.weekday, Opening.start_minute)
        )
    ).all()


async def exceptions(session: AsyncSession, line_id: int, since: date) -> Sequence[HoursException]:
    """The exceptions that are not over on `since`, in the order in which they were entered."""
    return (
        await session.scalars(
            select(HoursException)
            .where(HoursException.line_id == line_id, HoursException.last_day >= since)
            .order_by(HoursException.id)
        )
    ).all()


async def set_openings(session: AsyncSession, line_id: int, week: Sequence[tuple[int, int, int]]) -> None:
    """Let the line be open at (weekday, start, end) in minutes, and at no other time of the week."""
    for opening in await openings(session, line_id):
        await session.delete(opening)
    await session.flush()
    for weekday, start, end in week:
        session.add(Opening(line_id=line_id, weekday=weekday, start_minute=start, end_minute=end))
    await session.flush()


async def add_exception(session: AsyncSession, **fields: Any) -> None:
    """Enter an exception to the hours."""
    session.add(HoursException(**fields))
    await session.flush()


async def gaps(session: AsyncSession, line_id: int) -> Sequence[Gap]:
    """The gaps on record, in order."""
    return (await session.scalars(select(Gap).where(Gap.line_id == line_id).order_by(Gap.starts_at))).all()


async def gaps_due(session: AsyncSession, now: datetime) -> Sequence[Gap]:
    """The gaps of which coordinators are to hear now."""
    return (await session.scalars(select(Gap).where(Gap.warn_at <= now).order_by(Gap.starts_at))).all()


async def remove_gaps(session: AsyncSession, gone: Sequence[Gap]) -> None:
    """Forget gaps that are filled or over."""
    for gap in gone:
        await session.delete(gap)
    await session.flush()


async def prune(session: AsyncSession, before: date) -> None:
    """Forget exceptions that were over before then."""
    await session.execute(delete(HoursException).where(HoursException.last_day < before))
