"""Putting things to send into the outbox, inside the transaction that decided to send them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Line, Outbox, OutboxState
from bot.outbox.words import Words, remember

# Parts of an album come as updates of their own; a second without another one means it is whole.
ALBUM_QUIET = timedelta(seconds=1)
_ROWS: Any = Outbox.__table__
_INSERT = insert(_ROWS)
_INSERT_MANY = _INSERT.returning(_ROWS.c.id, sort_by_parameter_order=True)
# Rows of buttons: the label's key in the catalogue, what a press sends back, and the label's parameters if it has any.
Button = tuple[str, str] | tuple[str, str, dict[str, Any]]
Buttons = Sequence[Sequence[Button]]


class Priority(IntEnum):
    """What goes first when there is more to send than Telegram takes."""

    CONVERSATION = 0
    NOTICE = 1
    CHECK_IN = 2
    ANNOUNCEMENT = 3


class Kind:
    """The things the sender can do."""

    TEXT = "text"
    COPY = "copy"
    NOTE = "note"  # a copy of what one volunteer leaves for the next; the member is no part of it
    EDIT = "edit"
    ANSWER = "answer"
    COMMANDS = "commands"
    PICTURE = "picture"
    FILE = "file"
    FETCH = "fetch"
    AMEND = "amend"
    REACT = "react"
    DELETE = "delete"


@dataclass(frozen=True)
class Source:
    """A message to copy, by its ids in the chat it was written in."""

    chat_id: int
    message_id: int
    media_group_id: str | None = None
    reply_to: int | None = None


async def _put(session: AsyncSession, **fields: Any) -> int:
    result = await session.execute(_INSERT, fields)
    session.info["outbox"] = True
    row_id: int = result.inserted_primary_key[0]  # type: ignore[attr-defined]
    return row_id


async def put_text(
    session: AsyncSession,
    line: Line,
    chat_id: int,
    key: str,
    now: datetime,
    params: dict[str, Any] | None = None,
    *,
    buttons: Buttons | None = None,
    priority: Priority = Priority.NOTICE,
    conversation_id: int | None = None,
    expires_at: datetime | None = None,
    thread_id: int | None = None,
    erases: bool = False,
) -> int:
    """Send the catalogue's text `key`; datetimes in `params` are kept as ISO strings. Returns the row's id.

    `thread_id` is the topic of the chat that it goes to, when it answers something written there.
    """
    return await _put(
        session,
        line_id=line.id,
        chat_id=chat_id,
        kind=Kind.TEXT,
        priority=priority,
        due_at=now,
        made_at=now,
        expires_at=expires_at,
        text_key=key,
        params=_plain(line, params),
        buttons=_rows(buttons),
        conversation_id=conversation_id,
        thread_id=thread_id,
        erases=erases,
    )


@dataclass(frozen=True)
class Text:
    """What is different in one of many texts that are put into the outbox together."""

    chat_id: int
    params: dict[str, Any]
    buttons: Buttons
    expires_at: datetime | None


async def put_texts(
    session: AsyncSession, line: Line, texts: Sequence[Text], key: str, now: datetime, *, priority: Priority
) -> Sequence[int]:
    """Send the catalogue's text `key` to many, in one statement. Returns the rows' ids in the same order."""
    if not texts:
        return ()
    session.info["outbox"] = True
    rows = [
        {
            "line_id": line.id,
            "chat_id": one.chat_id,
            "kind": Kind.TEXT,
            "priority": priority,
            "due_at": now,
            "made_at": now,
            "expires_at": one.expires_at,
            "text_key": key,
            "params": _plain(line, one.params),
            "buttons": _rows(one.buttons),
        }
        for one in texts
    ]
    return (await session.scalars(_INSERT_MANY, rows)).all()


async def _put_made(
    session: AsyncSession,
    line: Line,
    chat_id: int,
    kind: str,
    key: str,
    params: dict[str, Any],
    now: datetime,
    **more: Any,
) -> int:
    """Something that is made only when it is sent, with the text `key` under it; after an hour nobody waits for it."""
    return await _put(
        session,
        line_id=line.id,
        chat_id=chat_id,
        kind=kind,
        priority=Priority.NOTICE,
        due_at=now,
        made_at=now,
        expires_at=now + timedelta(hours=1),
        text_key=key,
        params=_plain(line, params),
        **more,
    )


async def put_picture(
    session: AsyncSession,
    line: Line,
    chat_id: int,
    key: str,
    week: dict[str, Any],
    now: datetime,
    *,
    instead_of: int | None = None,
) -> int:
    """Send a picture of the rota of a week, or put it in place of the one in message `instead_of`. Returns the id."""
    params = {"picture": week, "title": week["title"]}
    return await _put_made(session, line, chat_id, Kind.PICTURE, key, params, now, message_id=instead_of)


async def put_howto(session: AsyncSession, line: Line, chat_id: int, key: str, now: datetime) -> int:
    """Send the picture that shows how topics are switched on, with the text `key` under it."""
    return await _put_made(session, line, chat_id, Kind.PICTURE, key, {"howto": True}, now)


async def put_look_back(
    session: AsyncSession, line: Line, chat_id: int, key: str, weeks: dict[str, Any], zone: str, now: datetime
) -> int:
    """Send somebody the picture of their own check-ins, with the text `key` under it."""
    return await _put_made(session, line, chat_id, Kind.PICTURE, key, {"look_back": weeks, "zone": zone}, now)


async def put_file(
    session: AsyncSession,
    line: Line,
    chat_id: int,
    key: str,
    name: str,
    content: dict[str, Any],
    now: datetime,
    *,
    erases: bool = False,
) -> int:
    """Send a file made of `content`, a "calendar", a "sheet", "data" or a "letter", with the text `key` under it."""
    params = {"file_name": name, **content}
    return await _put_made(session, line, chat_id, Kind.FILE, key, params, now, erases=erases)


async def put_fetch(session: AsyncSession, line: Line, chat_id: int, file_id: str, name: str, now: datetime) -> int:
    """Fetch a file that somebody sent; what is in it goes to whoever reads fetched files, and is kept nowhere."""
    return await _put(
        session,
        line_id=line.id,
        chat_id=chat_id,
        kind=Kind.FETCH,
        priority=Priority.NOTICE,
        due_at=now,
        made_at=now,
        expires_at=now + timedelta(minutes=30),
        params={"file_id": file_id, "file_name": name},
    )


async def put_copy(
    session: AsyncSession,
    line_id: int,
    chat_id: int,
    source: Source,
    now: datetime,
    *,
    conversation_id: int,
    expires_at: datetime | None = None,
    kind: str = Kind.COPY,
    written_at: datetime | None = None,
) -> int:
    """Copy a message to another chat; parts of one album join the same row. Returns the row's id.

    `written_at` is when it was written, if that was not just now.
    """
    if source.media_group_id is not None:
        album = await session.scalar(
            select(Outbox).where(
                Outbox.chat_id == chat_id,
                Outbox.from_chat_id == source.chat_id,
                Outbox.media_group_id == source.media_group_id,
                Outbox.state == OutboxState.WAITING,
            )
        )
        if album is not None:
            ids = sorted({*(album.from_message_ids or []), source.message_id})
            await session.execute(
                update(Outbox).where(Outbox.id == album.id).values(from_message_ids=ids, due_at=now + ALBUM_QUIET)
            )
            session.info["outbox"] = True
            return album.id
    return await _put(
        session,
        line_id=line_id,
        chat_id=chat_id,
        kind=kind,
        priority=Priority.CONVERSATION,
        due_at=now + ALBUM_QUIET if source.media_group_id else now,
        written_at=written_at,
        made_at=now,
        expires_at=expires_at,
        conversation_id=conversation_id,
        from_chat_id=source.chat_id,
        from_message_ids=[source.message_id],
        media_group_id=source.media_group_id,
        reply_to=source.reply_to,
        params={},
    )


async def put_mirror(
    session: AsyncSession,
    line_id: int,
    kind: str,
    chat_id: int,
    source: Source,
    now: datetime,
    *,
    conversation_id: int,
    expires_at: datetime,
    words: Words | None = None,
) -> int:
    """Do to the copy in `chat_id` what was done to its original: change it, react to it or delete it."""
    row_id = await _put(
        session,
        line_id=line_id,
        chat_id=chat_id,
        kind=kind,
        priority=Priority.CONVERSATION,
        due_at=now,
        made_at=now,
        expires_at=expires_at,
        conversation_id=conversation_id,
        from_chat_id=source.chat_id,
        from_message_ids=[source.message_id],
        params={},
    )
    if words is not None:
        remember(session, row_id, words)
    return row_id


async def put_edit(
    session: AsyncSession,
    line: Line,
    chat_id: int,
    target_id: int | None,
    key: str,
    now: datetime,
    params: dict[str, Any] | None = None,
    *,
    message_id: int | None = None,
    buttons: Buttons | None = None,
    erases: bool = False,
) -> int:
    """Replace the text and the buttons of what outbox row `target_id` sent, or of the bot's message `message_id`."""
    return await _put(
        session,
        line_id=line.id,
        chat_id=chat_id,
        kind=Kind.EDIT,
        priority=Priority.CONVERSATION,
        due_at=now,
        made_at=now,
        expires_at=now + timedelta(hours=24),
        text_key=key,
        params=_plain(line, params),
        buttons=_rows(buttons),
        target_id=target_id,
        message_id=message_id,
        erases=erases,
    )


async def put_answer(
    session: AsyncSession,
    line_id: int,
    chat_id: int,
    callback_id: str,
    key: str | None,
    now: datetime,
    *,
    erases: bool = False,
) -> int:
    """Answer a button press, with a short text or with none; Telegram takes no answer after some minutes."""
    return await _put(
        session,
        line_id=line_id,
        chat_id=chat_id,
        kind=Kind.ANSWER,
        priority=Priority.CONVERSATION,
        due_at=now,
        made_at=now,
        expires_at=now + timedelta(minutes=5),
        text_key=key,
        params={"callback_id": callback_id},
        erases=erases,
    )


async def put_commands(
    session: AsyncSession, line_id: int, chat_id: int, roles: Sequence[str], now: datetime, *, erases: bool = False
) -> int:
    """Show this chat the command menu of these roles."""
    return await _put(
        session,
        line_id=line_id,
        chat_id=chat_id,
        kind=Kind.COMMANDS,
        priority=Priority.ANNOUNCEMENT,
        due_at=now,
        made_at=now,
        expires_at=now + timedelta(days=1),
        params={"roles": sorted(roles)},
        erases=erases,
    )


def _plain(line: Line, params: dict[str, Any] | None) -> dict[str, Any]:
    said = {"line": line.name, "zone": line.zone, **(params or {})}
    return {name: _json(each) for name, each in said.items()}


def _rows(buttons: Buttons | None) -> list[list[list[Any]]] | None:
    return _json([[list(button) for button in row] for row in buttons if row]) if buttons else None


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _json(each) for name, each in value.items()}
    return [_json(each) for each in value] if isinstance(value, list | tuple) else value
