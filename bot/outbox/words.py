"""What an edit or a reaction says, in memory alone: from the commit that decided it until it is sent."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Message, MessageEntity

_MEDIA = ("photo", "video", "animation", "document", "audio")  # an animation comes as a document too


@dataclass(frozen=True)
class Words:
    """The new content of a message, or a reaction's emoji as its text; `media` is its kind and file id."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    caption: bool = False
    media: tuple[str, str] | None = None
    spoiler: bool = False
    above: bool = False


def words_of(message: Message) -> Words | None:
    """What a changed message says now; None when Telegram has no way to change a copy of its kind."""
    if message.text is not None:
        return Words(message.text, _entities(message.entities))
    kind = next((name for name in _MEDIA if getattr(message, name)), None)
    if kind is None and message.voice is None:
        return None
    file: Any = getattr(message, kind) if kind is not None else None
    file_id = (file[-1] if kind == "photo" else file).file_id if file is not None else ""
    return Words(
        message.caption or "",
        _entities(message.caption_entities),
        caption=True,
        media=(kind, file_id) if kind is not None else None,
        spoiler=bool(message.has_media_spoiler),
        above=bool(message.show_caption_above_media),
    )


def remember(session: AsyncSession, row_id: int, words: Words) -> None:
    """Hand the words of an outbox row to the sender with the commit; they are never written down."""
    session.info.setdefault("words", {})[row_id] = words


def _entities(entities: tuple[MessageEntity, ...]) -> tuple[MessageEntity, ...]:
    # A mention of somebody without a username names their account.
    return tuple(one for one in entities if one.type != MessageEntity.TEXT_MENTION)
