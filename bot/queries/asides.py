"""Messages that go nowhere until their writer says so."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Aside


class AsideKind:
    """Why a message is set aside: for whom is it, may it show who its writer is, is it a note for the next one.

    UNNAMED may show who its writer is and is for nobody in particular yet: that is asked next.
    """

    FOR_WHOM = "for-whom"
    LEAK = "leak"
    UNNAMED = "unnamed-leak"
    CHANGE = "change"
    NOTE = "note"


async def add(session: AsyncSession, aside: Aside) -> Aside:
    """Set a message aside; one that is set aside already stays as it is."""
    found = await of_message(session, {aside.chat_id}, aside.message_id)
    if found is not None:
        return found
    session.add(aside)
    await session.flush()
    return aside


async def get(session: AsyncSession, person_ids: Collection[int], aside_id: int | None) -> Aside | None:
    """One of these people's messages by its number here."""
    return (
        await session.scalars(select(Aside).where(Aside.id == aside_id, Aside.person_id.in_(person_ids)))
    ).one_or_none()


async def of_message(session: AsyncSession, chat_ids: Collection[int], message_id: int) -> Aside | None:
    """A message of this chat by Telegram's number, if it is set aside."""
    return (
        await session.scalars(select(Aside).where(Aside.chat_id.in_(chat_ids), Aside.message_id == message_id))
    ).one_or_none()


async def newest(session: AsyncSession, chat_ids: Collection[int], *kinds: str) -> Aside | None:
    """The newest message of this chat that is set aside, of these kinds or of any."""
    query = select(Aside).where(Aside.chat_id.in_(chat_ids))
    if kinds:
        query = query.where(Aside.kind.in_(kinds))
    return (await session.scalars(query.order_by(Aside.message_id.desc()).limit(1))).one_or_none()


async def together(session: AsyncSession, aside: Aside) -> Sequence[Aside]:
    """The message and the other parts of its album that are set aside with it, in order."""
    if aside.media_group_id is None:
        return [aside]
    return (
        await session.scalars(
            select(Aside)
            .where(Aside.chat_id == aside.chat_id, Aside.media_group_id == aside.media_group_id)
            .order_by(Aside.message_id)
        )
    ).all()


async def of_album(session: AsyncSession, chat_id: int, media_group_id: str | None) -> Aside | None:
    """A part of this album that is set aside."""
    if media_group_id is None:
        return None
    return (
        await session.scalars(
            select(Aside).where(Aside.chat_id == chat_id, Aside.media_group_id == media_group_id).limit(1)
        )
    ).one_or_none()


async def notes(session: AsyncSession, conversation_id: int) -> Sequence[Aside]:
    """What the next volunteer of a conversation is to get along with it."""
    return (
        await session.scalars(
            select(Aside).where(Aside.conversation_id == conversation_id, Aside.kind == AsideKind.NOTE)
        )
    ).all()


async def become(session: AsyncSession, aside: Aside, kind: str, now: datetime) -> None:
    """Something else is asked now about a message and the other parts of its album."""
    for one in await together(session, aside):
        one.kind, one.at = kind, now
    await session.flush()


async def drop(session: AsyncSession, aside: Aside) -> None:
    """Forget that a message was set aside."""
    await session.delete(aside)
    await session.flush()


async def prune(session: AsyncSession, before: datetime) -> None:
    """Forget what was set aside before then."""
    await session.execute(delete(Aside).where(Aside.at < before))
