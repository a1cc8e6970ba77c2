"""What the sender asks of the outbox, and taking back what has not gone yet."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Conversation, Outbox, OutboxState, Person, Relay
from bot.outbox.queue import Kind, Priority

_MOST = 500  # rows in one load
# Nobody asks later what became of these.
_KEPT_NOT = (Kind.ANSWER, Kind.COMMANDS, Kind.FETCH, Kind.AMEND, Kind.REACT, Kind.DELETE)
_LINKED = (Kind.TEXT, Kind.COPY)
# Nothing more comes of these; one that was taken back, or cut off by a kill, has no moment at which it was done.
_OVER = (OutboxState.FAILED, OutboxState.WITHDRAWN)
_ROWS: Any = Outbox.__table__
_LOAD = (
    select(Outbox)
    .where(Outbox.state == OutboxState.WAITING, Outbox.id > bindparam("after_id"))
    .order_by(Outbox.id)
    .limit(_MOST)
)
_STILL_WAITING = (
    select(Outbox)
    .where(Outbox.id.in_(bindparam("ids", expanding=True)), Outbox.state == OutboxState.WAITING)
    .execution_options(populate_existing=True)
)
_CLAIM = (
    update(_ROWS)
    .where(_ROWS.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=OutboxState.SENDING, attempts=_ROWS.c.attempts + 1)
)
_SENT = (
    update(_ROWS)
    .where(_ROWS.c.id == bindparam("row_id"))
    .values(state=OutboxState.SENT, done_at=bindparam("at"), message_id=bindparam("became"), params={})
)
_LINK = insert(Relay.__table__)  # type: ignore[arg-type]
_NEWEST = (
    select(Outbox)
    .where(
        Outbox.chat_id.in_(bindparam("chat_ids", expanding=True)),
        Outbox.kind.in_([Kind.TEXT, Kind.EDIT, Kind.COPY, Kind.NOTE]),
        Outbox.state == OutboxState.SENT,
    )
    .order_by(Outbox.id.desc())
    .limit(1)
)


async def recover(session: AsyncSession, in_hand: Collection[int]) -> set[int]:
    """Put back what is on record as being sent, as after a kill; returns which of those `in_hand` are to be recorded.

    Of what is in nobody's hand a conversation's message goes again, a check-in or announcement does not.
    """
    cut_off = (Outbox.state == OutboxState.SENDING) & Outbox.id.not_in(in_hand)
    await session.execute(
        update(Outbox)
        .where(cut_off, Outbox.priority >= Priority.CHECK_IN, Outbox.kind == Kind.TEXT)
        .values(state=OutboxState.FAILED)
    )
    await session.execute(update(Outbox).where(cut_off).values(state=OutboxState.WAITING))
    if not in_hand:
        return set()
    # Somebody else who led for a while may have put these back.
    held = Outbox.id.in_(in_hand), Outbox.state == OutboxState.WAITING
    await session.execute(update(Outbox).where(*held).values(state=OutboxState.SENDING))
    unrecorded = Outbox.state.in_([OutboxState.SENDING, OutboxState.WITHDRAWN])
    return set(await session.scalars(select(Outbox.id).where(Outbox.id.in_(in_hand), unrecorded)))


async def load(session: AsyncSession, after_id: int) -> tuple[Sequence[Outbox], bool]:
    """Waiting rows with a higher id, in order, and whether there are more."""
    found = (await session.scalars(_LOAD, {"after_id": after_id})).all()
    return found, len(found) == _MOST


async def waiting(session: AsyncSession, ids: Collection[int]) -> dict[int, Outbox]:
    """Those of these rows that still wait."""
    if not ids:
        return {}
    rows = await session.scalars(_STILL_WAITING, {"ids": list(ids)})
    return {row.id: row for row in rows}


async def claim(session: AsyncSession, ids: Sequence[int]) -> None:
    """Write down that these are being sent, before the first call."""
    await session.execute(_CLAIM, {"ids": ids})


async def sent(session: AsyncSession, done: Sequence[tuple[Outbox, Sequence[int]]], now: datetime) -> None:
    """Write down which rows went out as which messages, and the links of the copies."""
    if gone := [row.id for row, _ in done if row.kind in _KEPT_NOT]:
        if any(row.erases for row, _ in done if row.kind in _KEPT_NOT):
            session.info["scrub"] = True
        await session.execute(delete(Outbox).where(Outbox.id.in_(gone)))
    kept = [(row, ids) for row, ids in done if row.kind not in _KEPT_NOT]
    if kept:
        became = [{"row_id": row.id, "at": now, "became": ids[0] if ids else None} for row, ids in kept]
        await session.execute(_SENT, became)
    for row, _ in done:
        if row.kind == Kind.DELETE:
            originals = Relay.from_chat_id == row.from_chat_id, Relay.from_message_id.in_(row.from_message_ids or [])
            await session.execute(delete(Relay).where(*originals, Relay.to_chat_id == row.chat_id))
    # Somebody may have been forgotten while these were on their way: then there are no links any more, or no trace of
    # it may stay.
    alive = await _erases(session, [row.id for row, _ in kept])
    links = [
        {
            "conversation_id": row.conversation_id,
            "from_chat_id": row.from_chat_id,
            "from_message_id": original,
            "to_chat_id": row.chat_id,
            "to_message_id": copied,
        }
        for row, ids in kept
        if row.conversation_id is not None and row.kind in _LINKED and row.id in alive
        # Copies of an album of which some are missing cannot be told apart.
        if len(ids) == len(row.from_message_ids or [None])
        for original, copied in zip(row.from_message_ids or [None], ids, strict=True)
    ]
    if links:
        await session.execute(_LINK, links)
    if erased := [row_id for row_id, erases in alive.items() if erases]:
        # A text to somebody who is still here has lost its names as it went; that they were told must be known.
        here = Outbox.chat_id.in_(select(Person.telegram_id))
        nameless = Outbox.id.in_(erased), Outbox.kind == Kind.TEXT, Outbox.buttons.is_(None), here
        await session.execute(update(Outbox).where(*nameless).values(erases=False))
        await session.execute(delete(Outbox).where(Outbox.id.in_(erased), Outbox.erases))
        if any(row.kind != Kind.FILE for row, _ in kept if row.id in erased):
            session.info["scrub"] = True  # what somebody was sent of their own can wait for the night


async def _erases(session: AsyncSession, ids: Sequence[int]) -> dict[int, bool]:
    """Of these rows those that are there still, and whether each is to leave no trace."""
    if not ids:
        return {}
    return {row[0]: row[1] for row in await session.execute(select(Outbox.id, Outbox.erases).where(Outbox.id.in_(ids)))}


async def again(session: AsyncSession, row_id: int, due_at: datetime) -> bool:
    """Put a row back, to be tried at `due_at`; False when it was withdrawn while it was on its way."""
    back = await session.execute(
        update(Outbox)
        .where(Outbox.id == row_id, Outbox.state == OutboxState.SENDING)
        .values(state=OutboxState.WAITING, due_at=due_at)
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    )
    return back.first() is not None


async def prolong(session: AsyncSession, row_id: int, expires_at: datetime) -> None:
    """Let a row be good for longer."""
    await session.execute(update(_ROWS).where(_ROWS.c.id == row_id).values(expires_at=expires_at))


async def failed(session: AsyncSession, row_id: int, now: datetime) -> bool:
    """Give a row up; False when it was withdrawn while it was on its way, so that nobody misses it."""
    given_up = await session.execute(
        update(Outbox)
        .where(Outbox.id == row_id, Outbox.state != OutboxState.WITHDRAWN)
        .values(state=OutboxState.FAILED, done_at=now, params={})
        .returning(Outbox.erases)
        .execution_options(synchronize_session=False)
    )
    erases = given_up.scalars().first()
    if erases:
        await session.execute(delete(Outbox).where(Outbox.id == row_id))
        session.info["scrub"] = True
    return erases is not None


async def message_id_of(session: AsyncSession, row_id: int) -> int | None:
    """Which message a row became."""
    return await session.scalar(select(Outbox.message_id).where(Outbox.id == row_id))


async def take_back(session: AsyncSession, conversation_id: int, chat_id: int) -> Sequence[Outbox]:
    """Withdraw the copies and notes of a conversation that have not reached this chat; returns them in order.

    What is on its way may arrive all the same; it is not tried again. Changes and reactions go with it.
    """
    await session.execute(
        update(Outbox)
        .where(
            Outbox.conversation_id == conversation_id,
            Outbox.chat_id == chat_id,
            Outbox.kind.in_([Kind.AMEND, Kind.REACT]),
            Outbox.state.in_([OutboxState.WAITING, OutboxState.SENDING]),
        )
        .values(state=OutboxState.WITHDRAWN)
    )
    rows = await session.scalars(
        update(Outbox)
        .where(
            Outbox.conversation_id == conversation_id,
            Outbox.chat_id == chat_id,
            Outbox.kind.in_([Kind.COPY, Kind.NOTE]),
            Outbox.state.in_([OutboxState.WAITING, OutboxState.SENDING]),
        )
        .values(state=OutboxState.WITHDRAWN)
        .returning(Outbox)
    )
    return sorted(rows, key=lambda row: row.id)


async def take_back_from(session: AsyncSession, member_id: int, chat_id: int) -> None:
    """Withdraw everything of a member, whose own address this is, that has not reached whoever listened to them."""
    await session.execute(
        update(Outbox)
        .where(
            Outbox.conversation_id.in_(select(Conversation.id).where(Conversation.member_id == member_id)),
            Outbox.from_chat_id == chat_id,
            Outbox.kind.in_([Kind.COPY, Kind.AMEND, Kind.REACT]),
            Outbox.state.in_([OutboxState.WAITING, OutboxState.SENDING]),
        )
        .values(state=OutboxState.WITHDRAWN)
        .execution_options(synchronize_session=False)
    )


async def unanswered(session: AsyncSession, conversation_id: int, to_chat_id: int, back_chat_id: int) -> list[Outbox]:
    """The copies sent to a chat since anything was last copied back from there, in order.

    An older message that is copied again because it was changed is no answer.
    """
    rows = await session.scalars(
        select(Outbox)
        .where(Outbox.conversation_id == conversation_id, Outbox.kind == Kind.COPY)
        .order_by(Outbox.id)
        .execution_options(populate_existing=True)
    )
    found: list[Outbox] = []
    for row in rows:
        alive = row.state in (OutboxState.WAITING, OutboxState.SENDING, OutboxState.SENT)
        if row.chat_id == to_chat_id and row.state == OutboxState.SENT:
            found.append(row)
        elif row.chat_id == back_chat_id and alive and row.reply_to not in (row.from_message_ids or []):
            found.clear()
    return found


async def copied_since(session: AsyncSession, conversation_id: int, chat_id: int, since: datetime) -> bool:
    """Whether anything of a conversation that was written since then has reached this chat."""
    found = exists().where(
        Outbox.conversation_id == conversation_id,
        Outbox.chat_id == chat_id,
        Outbox.kind == Kind.COPY,
        Outbox.state == OutboxState.SENT,
        Outbox.made_at >= since,
    )
    return bool(await session.scalar(select(found)))


async def forget_copy(session: AsyncSession, conversation_id: int, message_id: int) -> None:
    """A message was taken back after it was copied: never copy it again to whoever comes next."""
    rows = await session.scalars(
        select(Outbox).where(
            Outbox.conversation_id == conversation_id, Outbox.kind == Kind.COPY, Outbox.state == OutboxState.SENT
        )
    )
    for row in rows:
        if message_id in (row.from_message_ids or []):
            await leave_out(session, row, message_id)


async def on_the_way(session: AsyncSession, chat_ids: Collection[int], message_id: int) -> set[int]:
    """Of which conversations a message of this chat may be that is not on record: what is just going there.

    One that is older than something on record is not among these: it is a copy whose answer was lost, which has been
    sent again since, and may be anybody's.
    """
    shown = select(func.max(Outbox.message_id)).where(Outbox.chat_id.in_(chat_ids), Outbox.state == OutboxState.SENT)
    if (await session.scalar(shown) or 0) > message_id:
        return set()
    found = await session.scalars(
        select(Outbox.conversation_id).where(
            Outbox.chat_id.in_(chat_ids),
            Outbox.kind.in_(_LINKED),
            Outbox.state == OutboxState.SENDING,
            Outbox.conversation_id.is_not(None),
        )
    )
    return {one for one in found if one is not None}


async def newest(session: AsyncSession, chat_ids: Collection[int]) -> Outbox | None:
    """The newest thing that was shown in the chat with these addresses, whether new or in place of an older one."""
    return (await session.scalars(_NEWEST, {"chat_ids": list(chat_ids)})).one_or_none()


async def told_since(session: AsyncSession, chat_ids: Collection[int], keys: Collection[str], since: datetime) -> bool:
    """Whether one of these texts of the catalogue was shown in a chat since then, or is on its way to it."""
    on_its_way = Outbox.state.in_([OutboxState.WAITING, OutboxState.SENDING])
    shown = (Outbox.state == OutboxState.SENT) & (Outbox.done_at >= since)
    found = exists().where(Outbox.chat_id.in_(chat_ids), Outbox.text_key.in_(keys), on_its_way | shown)
    return bool(await session.scalar(select(found)))


async def text_key_of(session: AsyncSession, chat_ids: Collection[int], message_id: int) -> str | None:
    """Which of the catalogue's texts a message of the bot in this chat is."""
    return await session.scalar(
        select(Outbox.text_key).where(
            Outbox.chat_id.in_(chat_ids), Outbox.message_id == message_id, Outbox.kind == Kind.TEXT
        )
    )


async def copies_of(session: AsyncSession, chat_ids: Collection[int], message_id: int | None) -> Sequence[Outbox]:
    """Copies of a message of this chat, or of its newest, that are on their way: waiting or being sent."""
    rows = (
        await session.scalars(
            select(Outbox)
            .where(
                Outbox.from_chat_id.in_(chat_ids),
                Outbox.kind == Kind.COPY,
                Outbox.state.in_([OutboxState.WAITING, OutboxState.SENDING]),
            )
            .order_by(Outbox.id)
        )
    ).all()
    if message_id is None:
        message_id = max((one for row in rows for one in row.from_message_ids or []), default=None)
    return [row for row in rows if message_id in (row.from_message_ids or [])]


async def take_album_back(session: AsyncSession, chat_id: int, media_group_id: str) -> Sequence[Outbox]:
    """Withdraw the copy of an album from this chat that has not begun to go."""
    rows = await session.scalars(
        update(Outbox)
        .where(
            Outbox.from_chat_id == chat_id,
            Outbox.media_group_id == media_group_id,
            Outbox.kind == Kind.COPY,
            Outbox.state == OutboxState.WAITING,
        )
        .values(state=OutboxState.WITHDRAWN)
        .returning(Outbox)
    )
    return rows.all()


async def leave_out(session: AsyncSession, row: Outbox, message_id: int) -> None:
    """Take one message out of a copy that has not begun to go."""
    left = [one for one in row.from_message_ids or [] if one != message_id]
    if left:
        row.from_message_ids = left
    else:
        row.state = OutboxState.WITHDRAWN
    await session.flush()


async def withdraw_less_urgent(session: AsyncSession) -> None:
    """Take back what waits and is less urgent than a notice: check-ins and announcements."""
    less = Outbox.priority >= Priority.CHECK_IN, Outbox.state == OutboxState.WAITING
    await session.execute(update(Outbox).where(*less).values(state=OutboxState.WITHDRAWN))


async def told(session: AsyncSession, key: str, since: datetime) -> tuple[int, int, int]:
    """Of the texts `key` made since then: how many went out, how many were given up, how many there are."""
    rows = await session.execute(
        select(Outbox.state, func.count()).where(Outbox.text_key == key, Outbox.made_at >= since).group_by(Outbox.state)
    )
    counts = {row[0]: row[1] for row in rows}
    over = counts.get(OutboxState.FAILED, 0) + counts.get(OutboxState.WITHDRAWN, 0)
    return counts.get(OutboxState.SENT, 0), over, sum(counts.values())


async def given_up(session: AsyncSession, since: datetime) -> int:
    """How many messages of conversations could not be delivered since then."""
    lost = Outbox.kind == Kind.COPY, Outbox.state == OutboxState.FAILED, Outbox.done_at >= since
    return await session.scalar(select(func.count()).select_from(Outbox).where(*lost)) or 0


async def unsent(session: AsyncSession) -> int:
    """How many rows have not gone out."""
    rows = await session.scalars(select(Outbox.id).where(Outbox.state.in_([OutboxState.WAITING, OutboxState.SENDING])))
    return len(rows.all())


async def prune(session: AsyncSession, before: datetime) -> None:
    """Forget what went out, was given up or was taken back before then."""
    await session.execute(delete(Outbox).where(Outbox.done_at < before))
    over = Outbox.state.in_(_OVER), Outbox.done_at.is_(None)
    await session.execute(delete(Outbox).where(*over, Outbox.made_at < before))
    forgotten = await session.execute(
        delete(Outbox).where(Outbox.done_at.is_not(None), Outbox.erases).returning(Outbox.id)
    )
    if forgotten.first() is not None:
        session.info["scrub"] = True
