"""A look for conversations that are stuck, which should never be: if one is, coordinators hear of it.

It asks the tables alone, and not the code that should have moved things on.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import ConversationState, Line, Role
from bot.queries import conversations, people
from scheduling.telling import tell_coordinators

# Longer than any step takes, and shorter than anybody should have to wait.
_GRACE = timedelta(minutes=3)


async def stuck(session: AsyncSession, line: Line, now: datetime) -> Sequence[int]:
    """The conversations in which somebody waits and nothing will happen by itself, and nobody was told so yet."""
    return await conversations.stuck(session, line.id, now - _GRACE, now)


async def tell_stuck(session: AsyncSession, line: Line, conversation_id: int, now: datetime) -> None:
    """Tell coordinators who waits, and since when."""
    conversation = await conversations.get(session, conversation_id)
    if conversation is None or conversation.state == ConversationState.CLOSED:
        return
    await conversations.move(session, conversation, (ConversationState(conversation.state),), stuck_told_at=now)
    await tell_coordinators(
        session,
        line,
        "stuck",
        now,
        {
            "alias": await people.alias(session, line.id, conversation.member_id, Role.MEMBER),
            "since_when": conversation.opened_at or conversation.begun_at,
        },
        but=(conversation.member_id,),
        expires_at=now + timedelta(hours=12),
    )
