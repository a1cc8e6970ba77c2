"""A conversation offered, without content: `Take`, and taking the offer back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Conversation, Line
from bot.outbox.queue import Priority, put_edit, put_text
from bot.queries import offering
from bot.queries.people import Known
from bot.queries.rota import OnDuty


async def offer(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    to: Sequence[OnDuty | Known],
    now: datetime,
    *,
    expires_at: datetime,
    key: str,
) -> int:
    """Offer a conversation, without content, to those who have no offer of it yet; returns how many those were."""
    offered = {person_id for person_id, _, _ in await offering.offers(session, conversation.id)}
    new = [one for one in to if one.person_id not in offered]
    for one in new:
        row_id = await put_text(
            session,
            line,
            one.telegram_id,
            key,
            now,
            buttons=[[("b-take", f"take:{conversation.id}")]],
            priority=Priority.CONVERSATION,
            expires_at=expires_at,
        )
        await offering.add_offer(session, conversation.id, one.person_id, row_id)
    return len(new)


async def take_from(
    session: AsyncSession, line: Line, conversation: Conversation, person_id: int, now: datetime
) -> bool:
    """Take the offer back that one person has; False when they have none."""
    for offered_id, outbox_id, chat_id in await offering.offers(session, conversation.id):
        if offered_id == person_id:
            await put_edit(session, line, chat_id, outbox_id, "offer-over", now)
            await offering.drop_offer(session, conversation.id, person_id)
            session.info["due"] = True  # they can be offered another
            return True
    return False


async def withdraw(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    now: datetime,
    *,
    taken_by: int | None = None,
) -> None:
    """Take the Take buttons away, saying what became of the offer."""
    offered = await offering.offers(session, conversation.id)
    for person_id, outbox_id, chat_id in offered:
        key = "offer-over" if taken_by is None else "offer-taken"
        await put_edit(session, line, chat_id, outbox_id, "offer-yours" if person_id == taken_by else key, now)
    if offered:
        await offering.drop_offers(session, conversation.id)
        session.info["due"] = True  # those who had it can be offered another
