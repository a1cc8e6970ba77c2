"""Conversations, the messages that wait in them, offers, and the links between copies."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.models import (
    Conversation,
    ConversationState,
    Duty,
    Held,
    Offer,
    Outbox,
    Person,
    Relay,
    UtcDateTime,
    Wish,
)
from bot.outbox.queue import Kind

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
_IN_STATE = (
    select(Conversation)
    .where(Conversation.line_id == bindparam("line_id"), Conversation.state == bindparam("state"))
    .order_by(Conversation.id)
)
_UNHEARD = (
    select(Conversation)
    .where(
        Conversation.line_id == bindparam("line_id"),
        (Conversation.state == ConversationState.WAITING)
        | ((Conversation.state == ConversationState.OPEN) & (Conversation.escalation > 0)),
    )
    .order_by(Conversation.id)
)
_TO_NAME = (
    select(Conversation)
    .where(
        Conversation.line_id == bindparam("line_id"),
        Conversation.escalation == bindparam("step"),
        Conversation.named_at.is_(None),
        Conversation.state.in_([ConversationState.WAITING, ConversationState.OPEN]),
    )
    .order_by(Conversation.id)
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
    return (await session.scalars(_IN_STATE, {"line_id": line_id, "state": state})).all()


async def unfinished(session: AsyncSession, line_id: int) -> Sequence[Conversation]:
    """The line's conversations that are not closed, the oldest first."""
    alive = Conversation.line_id == line_id, Conversation.state != ConversationState.CLOSED
    return (await session.scalars(select(Conversation).where(*alive).order_by(Conversation.id))).all()


async def unheard(session: AsyncSession, line_id: int) -> Sequence[Conversation]:
    """The line's conversations that wait for somebody, or got no answer in time from who has them; oldest first."""
    return (await session.scalars(_UNHEARD, {"line_id": line_id})).all()


async def forget_told(session: AsyncSession, line_id: int) -> None:
    """Begin a new stretch: whoever asked out of hours is told in full again next time."""
    await session.execute(
        update(Conversation)
        .where(Conversation.line_id == line_id, Conversation.state == ConversationState.ASKING)
        .values(told_at=None)
    )


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


async def prune(session: AsyncSession, before: datetime) -> None:
    """Forget what belongs to conversations that closed before then, and questions out of hours left unanswered.

    Who has written again since then was asked again.
    """
    closed = select(Conversation.id).where(Conversation.closed_at < before)
    await session.execute(delete(Relay).where(Relay.conversation_id.in_(closed)))
    await session.execute(delete(Conversation).where(Conversation.closed_at < before))
    wrote = exists().where(Held.conversation_id == Conversation.id, Held.at >= before)
    await session.execute(
        delete(Conversation).where(
            Conversation.state == ConversationState.ASKING, Conversation.begun_at < before, ~wrote
        )
    )


async def to_name(session: AsyncSession, line_id: int, step: int) -> Sequence[Conversation]:
    """Conversations that came to this step of asking others and of which nobody has heard that they wait."""
    return (await session.scalars(_TO_NAME, {"line_id": line_id, "step": step})).all()


async def last_named(session: AsyncSession, line_id: int) -> datetime | None:
    """When it was last said of a conversation that it waits."""
    newest = select(func.max(Conversation.named_at, type_=Conversation.named_at.type))
    return await session.scalar(newest.where(Conversation.line_id == line_id))


async def to_widen(session: AsyncSession, now: datetime) -> Sequence[Conversation]:
    """Conversations that only those to be asked first were offered, long enough ago."""
    return (await session.scalars(select(Conversation).where(Conversation.widen_at <= now))).all()


def _stuck() -> Select[int]:
    before, now = bindparam("before", type_=UtcDateTime()), bindparam("now", type_=UtcDateTime())
    volunteer = aliased(Person)
    running = Duty.line_id == Conversation.line_id, Duty.starts_at <= now, Duty.ends_at > before
    has_volunteer = exists().where(
        Duty.person_id == Conversation.volunteer_id,
        volunteer.id == Conversation.volunteer_id,
        volunteer.blocked_at.is_(None),
        *running,
    )
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
    return select(Conversation.id).where(
        Conversation.line_id == bindparam("line_id"),
        Conversation.stuck_told_at.is_(None),
        Conversation.state.in_([ConversationState.WAITING, ConversationState.OPEN]),
        overdue | alone | forgotten,
    )


_STUCK = _stuck()


async def stuck(session: AsyncSession, line_id: int, before: datetime, now: datetime) -> Sequence[int]:
    """Conversations in which somebody waits since before then and nothing is under way, of which nobody was told."""
    return (await session.scalars(_STUCK, {"line_id": line_id, "before": before, "now": now})).all()


async def had_by(
    session: AsyncSession, line_id: int, volunteer_ids: Collection[int], chat_ids: Collection[int]
) -> list[Conversation]:
    """With each member, the newest conversation that these volunteers have or had, last used first.

    Whoever handed one over has had it too: the links of what they wrote or were sent still say so.
    """
    mine = Relay.from_chat_id.in_(chat_ids) | (Relay.to_chat_id.in_(chat_ids) & Relay.from_chat_id.is_not(None))
    last = (
        select(func.max(Relay.id)).where(Relay.conversation_id == Conversation.id, mine).correlate(Conversation)
    ).scalar_subquery()
    found = await session.scalars(
        select(Conversation)
        .where(
            Conversation.line_id == line_id,
            Conversation.member_id.not_in(volunteer_ids),
            Conversation.volunteer_id.in_(volunteer_ids) | last.is_not(None),
        )
        .order_by(func.coalesce(last, 0).desc(), Conversation.id.desc())
    )
    newest: dict[int, Conversation] = {}
    for conversation in found:
        newest.setdefault(conversation.member_id, conversation)
    return list(newest.values())


async def asking_how(session: AsyncSession, line_id: int, member_id: int) -> Conversation | None:
    """The newest conversation of which this member can still say how it was."""
    return (
        await session.scalars(
            select(Conversation)
            .where(
                Conversation.line_id == line_id, Conversation.member_id == member_id, Conversation.asks_how.is_(True)
            )
            .order_by(Conversation.closed_at.desc(), Conversation.id.desc())
            .limit(1)
        )
    ).one_or_none()


async def question_at(session: AsyncSession, chat_ids: Collection[int], message_id: int) -> int | None:
    """The outbox row that became this message of the bot in this chat."""
    return await session.scalar(
        select(Outbox.id)
        .where(Outbox.chat_id.in_(chat_ids), Outbox.message_id == message_id, Outbox.kind == Kind.TEXT)
        .limit(1)
    )


async def replaced_by(session: AsyncSession, row_id: int, keys: Collection[str]) -> bool:
    """Whether one of these texts was put in place of what this outbox row sent, or is about to be."""
    found = exists().where(Outbox.target_id == row_id, Outbox.text_key.in_(keys))
    return bool(await session.scalar(select(found)))


async def spoke_since(session: AsyncSession, line_id: int, member_id: int, since: datetime) -> bool:
    """Whether a conversation ended since then in which this member was heard, or they are asked if it goes on."""
    heard = (Conversation.opened_at.is_not(None)) & (Conversation.closed_at >= since)
    asked = (Conversation.state == ConversationState.ASKING) & (Conversation.begun_at >= since)
    found = exists().where(Conversation.line_id == line_id, Conversation.member_id == member_id, heard | asked)
    return bool(await session.scalar(select(found)))
