"""Which updates were dealt with."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import SeenUpdate


async def seen(session: AsyncSession, update_ids: Collection[int]) -> set[int]:
    """Which of these updates were dealt with before."""
    return set(await session.scalars(select(SeenUpdate.update_id).where(SeenUpdate.update_id.in_(update_ids))))


async def record(session: AsyncSession, update_ids: Collection[int], now: datetime, *, set_aside: bool = False) -> None:
    """Remember that these updates are dealt with."""
    if update_ids:
        rows = [{"update_id": update_id, "at": now, "set_aside": set_aside} for update_id in sorted(update_ids)]
        await session.execute(insert(SeenUpdate), rows)


async def set_aside(session: AsyncSession, since: datetime) -> int:
    """How many updates could not be dealt with since then."""
    found = select(func.count()).select_from(SeenUpdate).where(SeenUpdate.set_aside.is_(True), SeenUpdate.at >= since)
    return await session.scalar(found) or 0


async def prune(session: AsyncSession, before: datetime) -> None:
    """Forget updates older than Telegram would deliver again."""
    await session.execute(delete(SeenUpdate).where(SeenUpdate.at < before))
