"""How much there is at this moment, for whoever looks after the program; it names nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Conversation, ConversationState, Outbox, OutboxState
from bot.queries import people, rota

_WAITING = Outbox.state.in_([OutboxState.WAITING, OutboxState.SENDING])


@dataclass(frozen=True)
class Figures:
    """Rows of the outbox by priority, since when the oldest should have gone, conversations by state, shifts."""

    waiting: Mapping[int, int]
    oldest_due: datetime | None
    conversations: Mapping[str, int]
    on_duty: int


async def overdue(session: AsyncSession, now: datetime) -> tuple[int, datetime | None]:
    """How many rows of the outbox should have gone by now, and since when the oldest has been there."""
    # Whatever was tried was due; each try that fails makes it due later, but nobody waits for it any less.
    was_due = or_(Outbox.due_at <= now, Outbox.attempts > 0)
    found = select(func.count(), func.min(Outbox.made_at, type_=Outbox.made_at.type)).where(_WAITING, was_due)
    row = (await session.execute(found)).one()
    return row[0], row[1]


async def figures(session: AsyncSession, now: datetime) -> Figures:
    """What there is now."""
    waiting = select(Outbox.priority, func.count()).where(_WAITING).group_by(Outbox.priority)
    talks = (
        select(Conversation.state, func.count())
        .where(Conversation.state.in_([ConversationState.WAITING, ConversationState.OPEN]))
        .group_by(Conversation.state)
    )
    line = await people.line(session)
    _, oldest = await overdue(session, now)
    return Figures(
        {row[0]: row[1] for row in await session.execute(waiting)},
        oldest,
        {row[0]: row[1] for row in await session.execute(talks)},
        len(await rota.on_duty(session, line.id, now)),
    )
