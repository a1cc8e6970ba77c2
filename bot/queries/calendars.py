"""What volunteers have in the calendar files that they were sent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import CalendarEntry


async def entries(session: AsyncSession, person_id: int, now: datetime) -> Sequence[CalendarEntry]:
    """The turns in a person's file that are not over."""
    return (
        await session.scalars(
            select(CalendarEntry).where(CalendarEntry.person_id == person_id, CalendarEntry.ends_at > now)
        )
    ).all()


async def prune(session: AsyncSession, before: datetime) -> None:
    """Forget turns that were over before then."""
    await session.execute(delete(CalendarEntry).where(CalendarEntry.ends_at < before))
