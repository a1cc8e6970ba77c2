"""To whom a conversation is offered, and who was asked and has not answered."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, delete, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Conversation, ConversationState, Offer, Outbox, Tried

_COUNTS = (
    select(Offer.person_id, func.count())
    .join(Conversation, Conversation.id == Offer.conversation_id)
    .where(
        Offer.person_id.in_(bindparam("person_ids", expanding=True)),
        Conversation.state.in_(bindparam("states", expanding=True)),
    )
    .group_by(Offer.person_id)
)


async def add_offer(session: AsyncSession, conversation_id: int, person_id: int, outbox_id: int) -> None:
    """Remember that this volunteer was offered the conversation."""
    await session.execute(
        insert(Offer).values(conversation_id=conversation_id, person_id=person_id, outbox_id=outbox_id)
    )


async def offers(session: AsyncSession, conversation_id: int) -> Sequence[tuple[int, int, int]]:
    """(person, outbox row, chat) of each offer made for the conversation."""
    rows = await session.execute(
        select(Offer.person_id, Offer.outbox_id, Outbox.chat_id)
        .join(Outbox, Outbox.id == Offer.outbox_id)
        .where(Offer.conversation_id == conversation_id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def counts(
    session: AsyncSession, person_ids: Collection[int], states: Collection[ConversationState]
) -> dict[int, int]:
    """How many offers of conversations in these states each of these volunteers has before them."""
    rows = await session.execute(_COUNTS, {"person_ids": list(person_ids), "states": list(states)})
    return dict.fromkeys(person_ids, 0) | {row[0]: row[1] for row in rows}


async def drop_offers(session: AsyncSession, conversation_id: int) -> None:
    """Forget the offers of a conversation."""
    await session.execute(delete(Offer).where(Offer.conversation_id == conversation_id))


async def offered_to(session: AsyncSession, person_id: int) -> Conversation | None:
    """The conversation that has waited longest of those offered to this volunteer."""
    return (
        await session.scalars(
            select(Conversation)
            .join(Offer, Offer.conversation_id == Conversation.id)
            .where(Offer.person_id == person_id, Conversation.state != ConversationState.CLOSED)
            .order_by(Conversation.id)
            .limit(1)
        )
    ).one_or_none()


async def drop_offer(session: AsyncSession, conversation_id: int, person_id: int) -> None:
    """Forget the offer made to one volunteer."""
    await session.execute(delete(Offer).where(Offer.conversation_id == conversation_id, Offer.person_id == person_id))


async def offered(session: AsyncSession, line_id: int) -> Sequence[Conversation]:
    """The line's conversations that are offered to somebody now, the oldest first."""
    return (
        await session.scalars(
            select(Conversation)
            .where(
                Conversation.line_id == line_id,
                Conversation.state != ConversationState.CLOSED,
                exists().where(Offer.conversation_id == Conversation.id),
            )
            .order_by(Conversation.id)
        )
    ).all()


async def add_tried(session: AsyncSession, conversation_id: int, person_id: int) -> None:
    """Remember that this volunteer was asked and has not answered."""
    if await session.get(Tried, (conversation_id, person_id)) is None:
        session.add(Tried(conversation_id=conversation_id, person_id=person_id))
        await session.flush()


async def tried(session: AsyncSession, conversation_id: int) -> set[int]:
    """Who was asked while this member waits."""
    return set(await session.scalars(select(Tried.person_id).where(Tried.conversation_id == conversation_id)))


async def forget_tried_by(session: AsyncSession, person_id: int) -> None:
    """Somebody comes on duty: whatever they were asked for before, they can be asked again."""
    await session.execute(
        delete(Tried).where(Tried.person_id == person_id).execution_options(synchronize_session="fetch")
    )


async def forget_tried(session: AsyncSession, conversation_id: int) -> None:
    """Somebody has the conversation, or has answered: next time everybody can be asked again."""
    await session.execute(
        delete(Tried).where(Tried.conversation_id == conversation_id).execution_options(synchronize_session="fetch")
    )
