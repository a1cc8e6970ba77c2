"""Messages that wait in a conversation until somebody hears them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Held, Outbox, OutboxState

_UNSENT = select(
    select(func.count())
    .where(Outbox.conversation_id == bindparam("id"), Outbox.state == OutboxState.WAITING)
    .scalar_subquery()
    + select(func.count()).where(Held.conversation_id == bindparam("id")).scalar_subquery()
)


async def hold(
    session: AsyncSession,
    conversation_id: int,
    chat_id: int,
    message_id: int,
    now: datetime,
    *,
    wanted: bool,
    media_group_id: str | None = None,
    reply_to: int | None = None,
) -> None:
    """Let a member's message wait, once; `wanted` when the member wants it passed on."""
    again = (
        update(Held)
        .where(Held.chat_id == chat_id, Held.message_id == message_id)
        .values(conversation_id=conversation_id, wanted=Held.wanted | wanted)
        .returning(Held.id)
        .execution_options(synchronize_session=False)
    )
    if (await session.execute(again)).first() is not None:
        return
    await session.execute(
        insert(Held).values(
            conversation_id=conversation_id,
            chat_id=chat_id,
            message_id=message_id,
            media_group_id=media_group_id,
            reply_to=reply_to,
            wanted=wanted,
            at=now,
        )
    )


async def held(session: AsyncSession, conversation_id: int) -> Sequence[Held]:
    """The messages that wait in a conversation, in the order they were written."""
    return (
        await session.scalars(select(Held).where(Held.conversation_id == conversation_id).order_by(Held.message_id))
    ).all()


async def want_held(session: AsyncSession, conversation_id: int) -> None:
    """The member wants what waits to be passed on."""
    await session.execute(update(Held).where(Held.conversation_id == conversation_id).values(wanted=True))


async def move_held(session: AsyncSession, from_id: int, to_id: int) -> None:
    """Let what waits in one conversation wait in another."""
    await session.execute(update(Held).where(Held.conversation_id == from_id).values(conversation_id=to_id))


async def drop_held(session: AsyncSession, conversation_id: int, *, wanted: bool) -> None:
    """Let go of the messages that were passed on, or of those the member does not want passed on."""
    await session.execute(delete(Held).where(Held.conversation_id == conversation_id, Held.wanted.is_(wanted)))


async def held_message(session: AsyncSession, chat_ids: Collection[int], message_id: int | None) -> Held | None:
    """A message of this chat that waits, by its number, or the newest one."""
    query = select(Held).where(Held.chat_id.in_(chat_ids))
    if message_id is not None:
        query = query.where(Held.message_id == message_id)
    return (await session.scalars(query.order_by(Held.message_id.desc()).limit(1))).one_or_none()


async def of_album(session: AsyncSession, chat_id: int, media_group_id: str) -> Sequence[Held]:
    """The parts of an album of this chat that wait, in order."""
    return (
        await session.scalars(
            select(Held).where(Held.chat_id == chat_id, Held.media_group_id == media_group_id).order_by(Held.message_id)
        )
    ).all()


async def drop_held_message(session: AsyncSession, message: Held) -> None:
    """Let go of one message that waits."""
    await session.execute(delete(Held).where(Held.id == message.id))


async def unsent(session: AsyncSession, conversation_id: int) -> int:
    """How many messages of a conversation wait, for a volunteer or for Telegram."""
    return await session.scalar(_UNSENT, {"id": conversation_id}) or 0
