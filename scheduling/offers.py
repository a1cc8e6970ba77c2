"""A conversation offered, without content, to several on duty: `Take`, and taking the offer back."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Conversation, Line
from bot.outbox.queue import Priority, put_edit, put_text
from bot.queries import conversations
from bot.queries.rota import OnDuty


async def offer(session: AsyncSession, line: Line, conversation: Conversation, to: OnDuty, now: datetime) -> None:
    """Offer a conversation, without content, to one of several on duty."""
    if to.person_id in {person_id for person_id, _, _ in await conversations.offers(session, conversation.id)}:
        return
    row_id = await put_text(
        session,
        line,
        to.telegram_id,
        "offer",
        now,
        buttons=[[("b-take", f"take:{conversation.id}")]],
        priority=Priority.CONVERSATION,
        expires_at=to.ends_at,
    )
    await conversations.add_offer(session, conversation.id, to.person_id, row_id)


async def withdraw(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    now: datetime,
    *,
    taken_by: int | None = None,
) -> None:
    """Take the Take buttons away, saying what became of the offer."""
    for person_id, outbox_id, chat_id in await conversations.offers(session, conversation.id):
        key = "offer-over" if taken_by is None else "offer-taken"
        await put_edit(session, line, chat_id, outbox_id, "offer-yours" if person_id == taken_by else key, now)
    await conversations.drop_offers(session, conversation.id)
