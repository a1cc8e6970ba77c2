"""Conversations, the messages that wait in them, offers, and the links between copies."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.models import (
    Conversation,
    ConversationState,
    Duty,
    Held,
    Offer,
    Outbox,
    OutboxState,
    Person,
    Relay,
    Tried,
    Wish,
)

_OF_MEMBER = select(Conversation).where(
    Conversation.line_id == bindparam("line_id"),
    Conversation.member_id == bindparam("member_id"),
    Conversation.state != ConversationState.CLOSED,
)
_OF_VOLUNTEER = (
    select(Conversation)
    .where(
        Conversation.line_id == bindparam("line_id"),
        Conversation.volunteer_id == bindparam("volunteer_id"),
        Conversation.state == ConversationState.OPEN,
    )
    .order_by(Conversation.id)
)
_UNSENT = select(
    select(func.count())
    .where(Outbox.conversation_id == bindparam("id"), Outbox.state == OutboxState.WAITING)
    .scalar_subquery()
    + select(func.count()).where(Held.conversation_id == bindparam("id")).scalar_subquery()
)
_LAST_SHOWN = (
    select(Outbox.conversation_id)
    .where(
        Outbox.chat_id.in_(bindparam("chat_ids", expanding=True)),
        Outbox.conversation_id.is_not(None),
        Outbox.state.in_([OutboxState.WAITING, OutboxState.SENDING, OutboxState.SENT]),
    )
    .order_by(Outbox.id.desc())
    .limit(1)
)


async def of_member(session: AsyncSession, line_id: int, member_id: int) -> Conversation | None:
    """The member's conversation that is not closed."""
    return (await session.scalars(_OF_MEMBER, {"line_id": line_id, "member_id": member_id})).one_or_none()


async def of_volunteer(session: AsyncSession, line_id: int, volunteer_id: int) -> Sequence[Conversation]:
    """The open conversations of a volunteer, the oldest first."""
    return (await session.scalars(_OF_VOLUNTEER, {"line_id": line_id, "volunteer_id": volunteer_id})).all()


async def has_other(session: AsyncSession, conversation: Conversation, volunteer_ids: Collection[int]) -> bool:
    """Whether one of these volunteers, who read the same chat, has another open conversation."""
    return bool(
        await session.scalar(
            select(
                exists().where(
                    Conversation.line_id == conversation.line_id,
                    Conversation.volunteer_id.in_(volunteer_ids),
                    Conversation.state == ConversationState.OPEN,
                    Conversation.id != conversation.id,
                )
            )
        )
    )


async def get(session: AsyncSession, conversation_id: int) -> Conversation | None:
    """The conversation with this id, as the database has it now."""
    return await session.get(Conversation, conversation_id, populate_existing=True)


async def begin(
    session: AsyncSession, line_id: int, member_id: int, state: ConversationState, now: datetime
) -> Conversation:
    """A new conversation."""
    conversation = Conversation(line_id=line_id, member_id=member_id, state=state, begun_at=now)
    session.add(conversation)
    await session.flush()
    return conversation


async def move(
    session: AsyncSession, conversation: Conversation, was: Sequence[ConversationState], **fields: Any
) -> bool:
    """Change a conversation if it still is in one of these states; False when somebody was faster."""
    result = await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation.id, Conversation.state.in_(was))
        .values(**fields)
        .returning(Conversation.id)
        .execution_options(synchronize_session=False)
    )
    if result.first() is None:
        return False
    await session.refresh(conversation)
    return True


async def in_state(session: AsyncSession, line_id: int, state: ConversationState) -> Sequence[Conversation]:
    """The line's conversations in this state, the oldest first."""
    return (
        await session.scalars(
            select(Conversation)
            .where(Conversation.line_id == line_id, Conversation.state == state)
            .order_by(Conversation.id)
        )
    ).all()


async def forget_told(session: AsyncSession, line_id: int) -> None:
    """Begin a new stretch: whoever asked out of hours is told in full again next time."""
    await session.execute(
        update(Conversation)
        .where(Conversation.line_id == line_id, Conversation.state == ConversationState.ASKING)
        .values(told_at=None)
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


async def unsent(session: AsyncSession, conversation_id: int) -> int:
    """How many messages of a conversation wait, for a volunteer or for Telegram."""
    return await session.scalar(_UNSENT, {"id": conversation_id}) or 0


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


async def drop_offers(session: AsyncSession, conversation_id: int) -> None:
    """Forget the offers of a conversation."""
    await session.execute(delete(Offer).where(Offer.conversation_id == conversation_id))


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


async def last_written(session: AsyncSession, chat_ids: Collection[int]) -> Relay | None:
    """The link of the newest message from this chat that was copied to somebody."""
    return (
        await session.scalars(
            select(Relay).where(Relay.from_chat_id.in_(chat_ids)).order_by(Relay.from_message_id.desc()).limit(1)
        )
    ).one_or_none()


async def links_from(session: AsyncSession, chat_ids: Collection[int], message_id: int) -> Sequence[Relay]:
    """The links of all copies of a message from this chat."""
    return (
        await session.scalars(
            select(Relay).where(Relay.from_chat_id.in_(chat_ids), Relay.from_message_id == message_id)
        )
    ).all()


async def last_of(session: AsyncSession, line_id: int, person_id: int) -> Conversation | None:
    """The newest conversation in which this person took part on either side, and somebody else did too."""
    return (
        await session.scalars(
            select(Conversation)
            .where(
                Conversation.line_id == line_id,
                (Conversation.member_id == person_id) | (Conversation.volunteer_id == person_id),
                Conversation.volunteer_id.is_not(None),
            )
            .order_by(Conversation.opened_at.desc(), Conversation.id.desc())
            .limit(1)
        )
    ).one_or_none()


async def between(session: AsyncSession, line_id: int, person_id: int, other_id: int) -> Conversation | None:
    """The newest conversation of these two, whoever of them was the member."""
    pair = (person_id, other_id)
    return (
        await session.scalars(
            select(Conversation)
            .where(
                Conversation.line_id == line_id,
                Conversation.member_id.in_(pair),
                Conversation.volunteer_id.in_(pair),
            )
            .order_by(Conversation.id.desc())
            .limit(1)
        )
    ).one_or_none()


async def held_message(session: AsyncSession, chat_ids: Collection[int], message_id: int | None) -> Held | None:
    """A message of this chat that waits, by its number, or the newest one."""
    query = select(Held).where(Held.chat_id.in_(chat_ids))
    if message_id is not None:
        query = query.where(Held.message_id == message_id)
    return (await session.scalars(query.order_by(Held.message_id.desc()).limit(1))).one_or_none()


async def drop_held_message(session: AsyncSession, message: Held) -> None:
    """Let go of one message that waits."""
    await session.execute(delete(Held).where(Held.id == message.id))


async def last_shown(session: AsyncSession, chat_ids: Collection[int]) -> int | None:
    """Of which conversation the newest copy is, on its way to or in the chat with these addresses."""
    return await session.scalar(_LAST_SHOWN, {"chat_ids": list(chat_ids)})


async def answers_due(session: AsyncSession, now: datetime) -> Sequence[Conversation]:
    """Conversations in which an answer is overdue and nobody was told."""
    return (
        await session.scalars(
            select(Conversation).where(
                Conversation.answer_due_at <= now,
                Conversation.state.in_([ConversationState.WAITING, ConversationState.OPEN]),
            )
        )
    ).all()


async def next_answer_due(session: AsyncSession) -> datetime | None:
    """When the next answer is due."""
    return await session.scalar(
        select(func.min(Conversation.answer_due_at)).where(
            Conversation.state.in_([ConversationState.WAITING, ConversationState.OPEN])
        )
    )


async def prune(session: AsyncSession, before: datetime) -> None:
    """Forget what belongs to conversations that closed before then, and questions out of hours left unanswered."""
    closed = select(Conversation.id).where(Conversation.closed_at < before)
    await session.execute(delete(Relay).where(Relay.conversation_id.in_(closed)))
    await session.execute(delete(Conversation).where(Conversation.closed_at < before))
    await session.execute(
        delete(Conversation).where(Conversation.state == ConversationState.ASKING, Conversation.begun_at < before)
    )


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


async def add_tried(session: AsyncSession, conversation_id: int, person_id: int) -> None:
    """Remember that this volunteer was asked and has not answered."""
    if await session.get(Tried, (conversation_id, person_id)) is None:
        session.add(Tried(conversation_id=conversation_id, person_id=person_id))
        await session.flush()


async def tried(session: AsyncSession, conversation_id: int) -> set[int]:
    """Who was asked while this member waits."""
    return set(await session.scalars(select(Tried.person_id).where(Tried.conversation_id == conversation_id)))


async def forget_tried(session: AsyncSession, conversation_id: int) -> None:
    """Somebody has the conversation, or has answered: next time everybody can be asked again."""
    await session.execute(
        delete(Tried).where(Tried.conversation_id == conversation_id).execution_options(synchronize_session="fetch")
    )


async def to_widen(session: AsyncSession, now: datetime) -> Sequence[Conversation]:
    """Conversations that only those to be asked first were offered, long enough ago."""
    return (await session.scalars(select(Conversation).where(Conversation.widen_at <= now))).all()


async def next_widening(session: AsyncSession) -> datetime | None:
    """When the next conversation is offered to more people."""
    return await session.scalar(select(func.min(Conversation.widen_at, type_=Conversation.widen_at.type)))


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


async def stuck(session: AsyncSession, line_id: int, before: datetime, now: datetime) -> Sequence[int]:
    """Conversations in which somebody waits since before then and nothing is under way, of which nobody was told."""
    volunteer = aliased(Person)
    running = Duty.line_id == Conversation.line_id, Duty.starts_at <= now, Duty.ends_at > before
    has_volunteer = exists().where(Duty.person_id == Conversation.volunteer_id, *running)
    apart = exists().where(
        Wish.again.is_(False),
        ((Wish.person_id == Duty.person_id) & (Wish.other_id == Conversation.member_id))
        | ((Wish.person_id == Conversation.member_id) & (Wish.other_id == Duty.person_id)),
    )
    somebody = exists().where(
        Duty.person_id == volunteer.id,
        volunteer.blocked_at.is_(None),
        volunteer.id != Conversation.member_id,
        Duty.line_id == Conversation.line_id,
        Duty.starts_at <= before,
        Duty.ends_at > now,
        ~apart,
    )
    waits = exists().where(Held.conversation_id == Conversation.id, Held.wanted.is_(True), Held.at < before)
    offered = exists().where(Offer.conversation_id == Conversation.id)
    overdue = Conversation.answer_due_at < before
    alone = (Conversation.state == ConversationState.OPEN) & (
        (Conversation.opened_at < before) & ~has_volunteer | waits
    )
    forgotten = (
        (Conversation.state == ConversationState.WAITING)
        & Conversation.answer_due_at.is_(None)
        & (Conversation.escalation == 0)
        & somebody
        & ~offered
    )
    return (
        await session.scalars(
            select(Conversation.id).where(
                Conversation.line_id == line_id,
                Conversation.stuck_told_at.is_(None),
                Conversation.state.in_([ConversationState.WAITING, ConversationState.OPEN]),
                overdue | alone | forgotten,
            )
        )
    ).all()


async def was_answered(session: AsyncSession, conversation_id: int, member_chat_id: int) -> bool:
    """Whether anything a volunteer wrote in this conversation reached the member."""
    found = await session.scalar(
        select(Relay.id).where(Relay.conversation_id == conversation_id, Relay.to_chat_id == member_chat_id).limit(1)
    )
    return found is not None
