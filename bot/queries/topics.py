"""The topics of conversations, in private chats that have topics."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Conversation, Line, Membership, Person, Role, Topic
from bot.queries.rota import OnDuty

_PLACE_OF = (
    select(Topic.thread_id, Membership.alias, Person.telegram_id)
    .join(Conversation, Conversation.id == Topic.conversation_id)
    .join(Person, Person.id == Conversation.member_id)
    .outerjoin(
        Membership,
        (Membership.person_id == Conversation.member_id)
        & (Membership.line_id == Conversation.line_id)
        & (Membership.role == Role.MEMBER),
    )
    .where(Topic.conversation_id == bindparam("conversation_id"), Topic.chat_id == bindparam("chat_id"))
)


@dataclass(frozen=True)
class Place:
    """Where in a chat something of a conversation goes; without a number a topic of this name is to be made."""

    thread_id: int | None
    name: str


async def begin(session: AsyncSession, line: Line, conversation: Conversation, to: OnDuty) -> None:
    """Let a conversation have a topic of its own in its volunteer's chat, where private chats have topics."""
    if line.topics and await _get(session, conversation.id, to.telegram_id) is None:
        session.add(Topic(conversation_id=conversation.id, chat_id=to.telegram_id, thread_id=None))
        await session.flush()


async def heard_in(session: AsyncSession, conversation_id: int, chat_id: int, thread_id: int) -> None:
    """Remember in which topic of their own chat somebody wrote, so that answers come there."""
    found = await _get(session, conversation_id, chat_id)
    if found is None:
        session.add(Topic(conversation_id=conversation_id, chat_id=chat_id, thread_id=thread_id))
    else:
        found.thread_id = thread_id
    await session.flush()


async def conversation_in(session: AsyncSession, chat_ids: Collection[int], thread_id: int) -> int | None:
    """Of which conversation this topic is."""
    return await session.scalar(
        select(Topic.conversation_id)
        .where(Topic.chat_id.in_(chat_ids), Topic.thread_id == thread_id)
        .order_by(Topic.conversation_id.desc())
        .limit(1)
    )


async def place_of(session: AsyncSession, conversation_id: int, chat_id: int) -> Place | None:
    """Where a conversation goes in this chat; None when it has no topic there."""
    asked = {"conversation_id": conversation_id, "chat_id": chat_id}
    row = (await session.execute(_PLACE_OF, asked)).one_or_none()
    if row is None:
        return None
    # A member's own topics are theirs to make.
    return Place(row[0], "" if row[2] == chat_id else row[1] or "…")


async def made(session: AsyncSession, conversation_id: int, chat_id: int, thread_id: int | None) -> None:
    """Remember under which number Telegram made a topic, or with None that there is none any more."""
    await session.execute(
        update(Topic)
        .where(Topic.conversation_id == conversation_id, Topic.chat_id == chat_id)
        .values(thread_id=thread_id)
        .execution_options(synchronize_session=False)
    )


async def _get(session: AsyncSession, conversation_id: int, chat_id: int) -> Topic | None:
    return await session.get(Topic, (conversation_id, chat_id), populate_existing=True)
