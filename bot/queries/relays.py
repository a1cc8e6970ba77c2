"""The links between copies and their originals."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Outbox, OutboxState, Relay
from bot.outbox.queue import Kind

_LAST_SHOWN = (
    select(Outbox.conversation_id)
    .where(
        Outbox.chat_id.in_(bindparam("chat_ids", expanding=True)),
        Outbox.conversation_id.is_not(None),
        Outbox.kind.in_([Kind.TEXT, Kind.COPY, Kind.NOTE]),
        Outbox.state.in_([OutboxState.WAITING, OutboxState.SENDING, OutboxState.SENT]),
    )
    .order_by(Outbox.id.desc())
    .limit(1)
)


async def relay_of(session: AsyncSession, chat_ids: Collection[int], message_id: int) -> Relay | None:
    """The link of which this message, on record under one of these addresses of its chat, is one end."""
    return (
        await session.scalars(
            select(Relay)
            .where(
                (Relay.from_chat_id.in_(chat_ids) & (Relay.from_message_id == message_id))
                | (Relay.to_chat_id.in_(chat_ids) & (Relay.to_message_id == message_id))
            )
            .order_by(Relay.id.desc())
            .limit(1)
        )
    ).one_or_none()


async def other_end(session: AsyncSession, chat_id: int, message_id: int, other_chat_id: int) -> int | None:
    """What this message is called in the other chat, if it has a copy or an original there."""
    found = await session.scalar(
        select(Relay.to_message_id)
        .where(
            Relay.from_chat_id == chat_id,
            Relay.from_message_id == message_id,
            Relay.to_chat_id == other_chat_id,
        )
        .order_by(Relay.id.desc())
        .limit(1)
    )
    if found is not None:
        return found
    return await session.scalar(
        select(Relay.from_message_id).where(
            Relay.to_chat_id == chat_id,
            Relay.to_message_id == message_id,
            Relay.from_chat_id == other_chat_id,
        )
    )


async def other_ends(session: AsyncSession, chat_id: int, message_id: int, other_chat_id: int) -> Sequence[int]:
    """Everything this message is called in the other chat, the newest copy last."""
    found = await session.scalars(
        select(Relay.to_message_id)
        .where(
            Relay.from_chat_id == chat_id,
            Relay.from_message_id == message_id,
            Relay.to_chat_id == other_chat_id,
        )
        .order_by(Relay.id)
    )
    original = await session.scalar(
        select(Relay.from_message_id).where(
            Relay.to_chat_id == chat_id,
            Relay.to_message_id == message_id,
            Relay.from_chat_id == other_chat_id,
        )
    )
    return [*([original] if original is not None else []), *found]


async def links_from(session: AsyncSession, chat_ids: Collection[int], message_id: int) -> Sequence[Relay]:
    """The links of all copies of a message from this chat."""
    return (
        await session.scalars(
            select(Relay).where(Relay.from_chat_id.in_(chat_ids), Relay.from_message_id == message_id)
        )
    ).all()


async def last_written(session: AsyncSession, chat_ids: Collection[int]) -> Relay | None:
    """The link of the newest message from this chat that was copied to somebody."""
    return (
        await session.scalars(
            select(Relay).where(Relay.from_chat_id.in_(chat_ids)).order_by(Relay.from_message_id.desc()).limit(1)
        )
    ).one_or_none()


async def last_shown(session: AsyncSession, chat_ids: Collection[int]) -> int | None:
    """Of which conversation the newest copy is, on its way to or in the chat with these addresses."""
    return await session.scalar(_LAST_SHOWN, {"chat_ids": list(chat_ids)})


async def writers(session: AsyncSession, conversation_id: int, chat_id: int) -> set[int]:
    """The addresses from which messages of a conversation were copied to this chat."""
    found = await session.scalars(
        select(Relay.from_chat_id)
        .where(Relay.conversation_id == conversation_id, Relay.to_chat_id == chat_id)
        .distinct()
    )
    return {one for one in found if one is not None}


async def addresses(session: AsyncSession, conversation_id: int) -> list[int]:
    """The addresses between which messages of a conversation went, those last used first."""
    found = await session.execute(
        select(Relay.from_chat_id, Relay.to_chat_id)
        .where(Relay.conversation_id == conversation_id)
        .group_by(Relay.from_chat_id, Relay.to_chat_id)
        .order_by(func.max(Relay.id).desc())
    )
    return list(dict.fromkeys(one for pair in found for one in pair if one is not None))


async def was_answered(session: AsyncSession, conversation_id: int, member_chat_id: int) -> bool:
    """Whether anything a volunteer wrote in this conversation reached the member."""
    found = await session.scalar(
        select(Relay.id).where(Relay.conversation_id == conversation_id, Relay.to_chat_id == member_chat_id).limit(1)
    )
    return found is not None
