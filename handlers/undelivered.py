"""What could not be delivered is told to the other side, honestly."""

from datetime import datetime, timedelta

from bot.models import Conversation, ConversationState, Line, Outbox, Role
from bot.outbox.outcomes import Meaning
from bot.outbox.queue import Kind, Priority, Source, put_text
from bot.queries import Session, conversations, outbox, people
from handlers import bulk
from scheduling import carrying, desk, leaving

# A message, and the words before it that say who speaks: the one without the other would be taken for somebody else's.
_IN_A_SHIFT = (Kind.COPY, Kind.NOTE, Kind.TEXT)
_OF_ITS_END = ("ends-soon-volunteer",)
_LATE_AGAIN, _LATE_FOR = timedelta(minutes=10), timedelta(minutes=5)


async def still_good(session: Session, row: Outbox, now: datetime) -> datetime | None:
    """Until when what was for a volunteer's shift is good: who has the next shift, too, and the conversation still."""
    if row.kind not in _IN_A_SHIFT or row.text_key in _OF_ITS_END or row.conversation_id is None:
        return None
    conversation = await conversations.get(session, row.conversation_id)
    if conversation is None:
        return None
    listener = await desk.listener_of(session, await people.line(session), conversation, now)
    return listener.ends_at if listener is not None and listener.telegram_id == row.chat_id else None


async def lost(session: Session, row: Outbox, meaning: Meaning, now: datetime) -> None:
    """Follow up a row that will never be delivered, in the transaction that says so."""
    line = await people.line(session)
    receiver = await people.by_telegram_id(session, row.chat_id)
    if meaning is Meaning.BLOCKED and receiver is not None and receiver.blocked_at is None:
        receiver_left = True
    else:
        receiver_left = False
    conversation = await conversations.get(session, row.conversation_id) if row.conversation_id is not None else None
    if row.kind == Kind.FETCH:
        await bulk.unreadable(session, line, row, now)
        return
    if meaning is Meaning.NOT_MIRRORED or (meaning is Meaning.STUCK and row.kind == Kind.AMEND):
        await _not_mirrored(session, line, row, conversation, now)
        return
    if row.kind not in (Kind.COPY, Kind.NOTE) or conversation is None or row.from_chat_id is None:
        if row.kind == Kind.DELETE and row.from_chat_id is not None:
            await _say(session, line, row.from_chat_id, "not-taken-back", now, "")
        if receiver_left and receiver is not None:
            await leaving.blocked(session, line, receiver, now)
        return
    to_volunteer = receiver is not None and receiver.id != conversation.member_id
    if to_volunteer and meaning in (Meaning.BLOCKED, Meaning.EXPIRED):
        # Nobody read it: it waits, and goes to whoever is there instead.
        await carrying.hold_row(session, row)
        if conversation.state == ConversationState.OPEN and receiver_left and receiver is not None:
            await leaving.blocked(session, line, receiver, now)
        else:
            await leaving.find_someone(session, line, conversation, now)
        return
    if receiver_left and receiver is not None:
        await leaving.blocked(session, line, receiver, now)
    writer = await people.by_telegram_id(session, row.from_chat_id)
    if row.kind == Kind.NOTE:
        if meaning is not Meaning.TAKEN_BACK:
            key = "lost-stuck" if meaning is Meaning.STUCK else "lost-not-copyable"
            await _say(session, line, row.from_chat_id, key, now, "")
        return
    if not to_volunteer and meaning is not Meaning.BLOCKED:
        await carrying.still_unanswered(session, line, conversation, now)
    other_role = Role.VOLUNTEER if to_volunteer else Role.MEMBER
    writer_role = Role.MEMBER if to_volunteer else Role.VOLUNTEER
    match meaning:
        case Meaning.TAKEN_BACK:
            alias = await people.alias(session, line.id, writer.id, writer_role) if writer else ""
            await _say(session, line, row.chat_id, "lost-taken-back", now, alias)
        case Meaning.BLOCKED:
            alias = await people.alias(session, line.id, receiver.id, other_role) if receiver else ""
            await _say(session, line, row.from_chat_id, "lost-blocked", now, alias)
        case Meaning.EXPIRED:
            await _say(session, line, row.from_chat_id, "lost-late", now, "")
        case Meaning.STUCK:
            await _say(session, line, row.from_chat_id, "lost-stuck", now, "")
        case _:
            await _say(session, line, row.from_chat_id, "lost-not-copyable", now, "")


async def late(session: Session, row: Outbox, now: datetime) -> None:
    """Tell whoever wrote it that a message has been tried for minutes; they hear that once in ten minutes at most.

    What is said here also shows whether Telegram takes anything, where nobody else has anything to send.
    """
    if row.kind not in (Kind.COPY, Kind.NOTE) or row.from_chat_id is None:
        return
    if not await outbox.told_since(session, [row.from_chat_id], ["is-late"], now - _LATE_AGAIN):
        line = await people.line(session)
        await _say(session, line, row.from_chat_id, "is-late", now, "", good_for=_LATE_FOR)


async def _not_mirrored(
    session: Session, line: Line, row: Outbox, conversation: Conversation | None, now: datetime
) -> None:
    """A copy could not be changed or deleted in place: copy it again, or say that it is still there."""
    if conversation is None or row.from_chat_id is None:
        return
    if row.kind == Kind.DELETE:
        await _say(session, line, row.from_chat_id, "not-taken-back", now, "")
    elif row.kind == Kind.AMEND and {row.chat_id, row.from_chat_id} == await carrying.addresses(session, conversation):
        source = Source(row.from_chat_id, (row.from_message_ids or [0])[0])
        await carrying.copy_again(session, line, conversation, row.chat_id, source, now)
    elif row.kind == Kind.AMEND:
        writer = await people.by_telegram_id(session, row.from_chat_id)
        asked = writer is not None and writer.id == conversation.member_id
        await _say(session, line, row.from_chat_id, "change-not-passed", now, "", asked="yes" if asked else "no")


async def _say(
    session: Session,
    line: Line,
    chat_id: int,
    key: str,
    now: datetime,
    alias: str,
    *,
    good_for: timedelta = timedelta(hours=12),
    **more: str,
) -> None:
    await put_text(
        session,
        line,
        chat_id,
        key,
        now,
        {"alias": alias, **more},
        priority=Priority.CONVERSATION,
        expires_at=now + good_for,
    )
