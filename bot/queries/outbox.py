"""What the sender asks of the outbox, and taking back what has not gone yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Outbox, OutboxState, Relay
from bot.outbox.queue import Kind, Priority

# Beyond this, new rows come in by further loads, so that a long queue never sits in memory whole at once.
_LOAD = 5000


async def recover(session: AsyncSession) -> None:
    """After a kill: a conversation's message in flight goes again, a check-in or announcement does not."""
    cut_off = Outbox.state == OutboxState.SENDING
    await session.execute(
        update(Outbox)
        .where(cut_off, Outbox.priority >= Priority.CHECK_IN, Outbox.kind == Kind.TEXT)
        .values(state=OutboxState.FAILED)
    )
    await session.execute(update(Outbox).where(cut_off).values(state=OutboxState.WAITING))


async def load(session: AsyncSession, after_id: int) -> Sequence[tuple[int, int, str, int, datetime]]:
    """(id, chat, kind, priority, due) of waiting rows with a higher id, in order."""
    rows = await session.execute(
        select(Outbox.id, Outbox.chat_id, Outbox.kind, Outbox.priority, Outbox.due_at)
        .where(Outbox.state == OutboxState.WAITING, Outbox.id > after_id)
        .order_by(Outbox.id)
        .limit(_LOAD)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


async def waiting(session: AsyncSession, ids: Sequence[int]) -> dict[int, Outbox]:
    """Those of these rows that still wait."""
    rows = await session.scalars(
        select(Outbox)
        .where(Outbox.id.in_(ids), Outbox.state == OutboxState.WAITING)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


async def claim(session: AsyncSession, ids: Sequence[int]) -> None:
    """Write down that these are being sent, before the first call."""
    await session.execute(
        update(Outbox)
        .where(Outbox.id.in_(ids))
        .values(state=OutboxState.SENDING, attempts=Outbox.attempts + 1)
        .execution_options(synchronize_session=False)
    )


async def sent(session: AsyncSession, row: Outbox, message_ids: Sequence[int], now: datetime) -> None:
    """Write down that a row went out, and the links of its copies."""
    if row.kind in (Kind.ANSWER, Kind.COMMANDS):
        await session.execute(delete(Outbox).where(Outbox.id == row.id))
        return
    await session.execute(
        update(Outbox)
        .where(Outbox.id == row.id)
        .values(
            state=OutboxState.SENT,
            done_at=now,
            message_id=message_ids[0] if message_ids else None,
            params={},
        )
        .execution_options(synchronize_session=False)
    )
    if row.conversation_id is None or row.kind == Kind.EDIT:
        return
    originals = row.from_message_ids or [None]
    if len(originals) == len(message_ids):
        links = [
            {
                "conversation_id": row.conversation_id,
                "from_chat_id": row.from_chat_id,
                "from_message_id": original,
                "to_chat_id": row.chat_id,
                "to_message_id": copied,
            }
            for original, copied in zip(originals, message_ids, strict=True)
        ]
        await session.execute(insert(Relay), links)


async def again(session: AsyncSession, row_id: int, due_at: datetime) -> None:
    """Put a row back, to be tried at `due_at`."""
    await session.execute(
        update(Outbox)
        .where(Outbox.id == row_id)
        .values(state=OutboxState.WAITING, due_at=due_at)
        .execution_options(synchronize_session=False)
    )


async def failed(session: AsyncSession, row_id: int, now: datetime) -> None:
    """Give a row up."""
    await session.execute(
        update(Outbox)
        .where(Outbox.id == row_id)
        .values(state=OutboxState.FAILED, done_at=now, params={})
        .execution_options(synchronize_session=False)
    )


async def message_id_of(session: AsyncSession, row_id: int) -> int | None:
    """Which message a row became."""
    return await session.scalar(select(Outbox.message_id).where(Outbox.id == row_id))


async def take_back(session: AsyncSession, conversation_id: int, chat_id: int) -> Sequence[Outbox]:
    """Withdraw the copies of a conversation that have not gone out to this chat; returns them in order."""
    rows = await session.scalars(
        update(Outbox)
        .where(
            Outbox.conversation_id == conversation_id,
            Outbox.chat_id == chat_id,
            Outbox.kind == Kind.COPY,
            Outbox.state == OutboxState.WAITING,
        )
        .values(state=OutboxState.WITHDRAWN)
        .returning(Outbox)
    )
    return sorted(rows, key=lambda row: row.id)


async def unsent(session: AsyncSession) -> int:
    """How many rows have not gone out."""
    rows = await session.scalars(select(Outbox.id).where(Outbox.state.in_([OutboxState.WAITING, OutboxState.SENDING])))
    return len(rows.all())


async def prune(session: AsyncSession, now: datetime) -> None:
    """Forget what went out, or was given up, more than two days ago."""
    await session.execute(delete(Outbox).where(Outbox.done_at < now - timedelta(days=2)))
