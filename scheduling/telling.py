"""Telling those who look after a line, less those who know it already; only whoever can be reached counts as told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Line, Role
from bot.outbox.queue import Buttons, Priority, put_text
from bot.queries import people
from bot.queries.people import Known


def in_words(names: Sequence[str]) -> str:
    """Names as a sentence has them: "Ann, Bea and Cal"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


async def tell_leads(
    session: AsyncSession,
    line: Line,
    key: str,
    now: datetime,
    params: dict[str, Any],
    *,
    but: Collection[int | None] = (),
) -> str | None:
    """Send `key` to the safeguarding leads, or the coordinators when there is none; returns who was told, in words."""
    told = [one for one in await people.marked(session, line.id, lead=True) if one.person_id not in but]
    if not told:
        told = [one for one in await people.coordinators(session, line.id) if one.person_id not in but]
    for one in told:
        await put_text(session, line, one.telegram_id, key, now, params, priority=Priority.CONVERSATION)
    return in_words([one.alias for one in told]) if told else None


async def supporters(session: AsyncSession, line: Line, person_id: int, now: datetime) -> Sequence[Known]:
    """Whom a volunteer can talk to: their buddy in the first weeks, the supervisors, else the coordinators."""
    mine = await people.membership(session, line.id, person_id, Role.VOLUNTEER)
    if mine is not None and mine.buddy_until is not None and mine.buddy_until > now:
        buddy = (await people.reachable(session, line.id)).get(mine.buddy_id or 0)
        if buddy is not None:
            return [buddy]
    found = [one for one in await people.marked(session, line.id, lead=False) if one.person_id != person_id]
    if found:
        return found
    return [one for one in await people.coordinators(session, line.id) if one.person_id != person_id]


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
    buttons: Buttons | None = None,
) -> int:
    """Send the text `key` to every coordinator but these who can be reached; returns how many were told."""
    told = [one for one in await people.coordinators(session, line.id) if one.person_id not in but]
    for one in told:
        await put_text(
            session,
            line,
            one.telegram_id,
            key,
            now,
            params,
            buttons=buttons,
            priority=priority,
            expires_at=expires_at,
        )
    return len(told)
