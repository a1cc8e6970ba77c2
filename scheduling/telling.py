"""Telling all coordinators something, less those who know it already."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Line, Role
from bot.outbox.queue import Priority, put_text
from bot.queries import people


def in_words(names: Sequence[str]) -> str:
    """Names as a sentence has them: "Ann, Bea and Cal"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


async def tell_coordinators(
    session: AsyncSession,
    line: Line,
    key: str,
    now: datetime,
    params: dict[str, Any],
    *,
    but: Collection[int | None] = (),
    priority: Priority = Priority.NOTICE,
    expires_at: datetime | None = None,
) -> None:
    """Send the catalogue's text `key` to every coordinator who is not among `but`."""
    for coordinator in await people.with_role(session, line.id, Role.COORDINATOR):
        if coordinator.person_id not in but:
            await put_text(
                session, line, coordinator.telegram_id, key, now, params, priority=priority, expires_at=expires_at
            )
