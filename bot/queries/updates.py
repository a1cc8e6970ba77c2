"""Which updates were dealt with."""

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import SeenUpdate


async def seen(session: AsyncSession, update_id: int) -> bool:
    """Whether this update was dealt with before."""
    return await session.scalar(select(SeenUpdate.update_id).where(SeenUpdate.update_id == update_id)) is not None


async def record(session: AsyncSession, update_id: int, now: datetime, *, set_aside: bool = False) -> None:
    """Remember that this update is dealt with."""
    await session.execute(insert(SeenUpdate).values(update_id=update_id, at=now, set_aside=set_aside))


async def prune(session: AsyncSession, before: datetime) -> None:
    """Forget updates older than Telegram would deliver again."""
    await session.execute(delete(SeenUpdate).where(SeenUpdate.at < before))
