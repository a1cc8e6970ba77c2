"""Carrying messages across: to a volunteer, again to the next one, or back to where they wait."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Aside, Conversation, ConversationState, Line, Outbox, Person, Role
from bot.outbox.queue import Kind, Priority, Source, put_copy, put_text
from bot.queries import asides, conversations, heldback, outbox, people, phones, relays, topics
from bot.queries.asides import AsideKind
from bot.queries.rota import OnDuty


async def relay(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    to: OnDuty,
    source: Source,
    now: datetime,
) -> None:
    """Copy a member's message to their volunteer, under the member's alias when others were speaking there."""
    readers = await phones.beside(session, to.person_id, to.telegram_id)
    shown = await relays.last_shown(session, readers.values())
    place = await topics.place_of(session, conversation.id, to.telegram_id) if line.topics else None
    apart = place is not None and place.thread_id is not None  # in a topic of its own it is clear who speaks
    if not apart and shown != conversation.id and await conversations.has_other(session, conversation, readers):
        alias = await people.alias(session, line.id, conversation.member_id, Role.MEMBER)
        await put_text(
            session,
            line,
            to.telegram_id,
            "said-by",
            now,
            {"alias": alias},
            priority=Priority.CONVERSATION,
            conversation_id=conversation.id,
            expires_at=to.ends_at,
        )
    await put_copy(
        session,
        line.id,
        to.telegram_id,
        source,
        now,
        conversation_id=conversation.id,
        expires_at=to.ends_at,
    )
    if conversation.answer_due_at is None:
        due = now + timedelta(minutes=line.answer_within)
        await conversations.move(session, conversation, (ConversationState.OPEN,), answer_due_at=due, hello=False)


async def deliver_held(
    session: AsyncSession, line: Line, conversation: Conversation, to: OnDuty, now: datetime
) -> None:
    """Copy what waited in a conversation, and is wanted, to its volunteer."""
    held = [message for message in await heldback.held(session, conversation.id) if message.wanted]
    await heldback.drop_held(session, conversation.id, wanted=True)
    for message in held:
        source = Source(message.chat_id, message.message_id, message.media_group_id, message.reply_to)
        await put_copy(
            session,
            line.id,
            to.telegram_id,
            source,
            now,
            conversation_id=conversation.id,
            expires_at=to.ends_at,
            written_at=message.at,  # so that whoever hears it next knows how long it really waited
        )


async def deliver_earlier(
    session: AsyncSession, line: Line, conversation: Conversation, to: OnDuty, now: datetime
) -> None:
    """Copy what a member wrote before this conversation was open, saying so first, for it comes after newer words."""
    await put_text(
        session,
        line,
        to.telegram_id,
        "said-earlier",
        now,
        {"alias": await people.alias(session, line.id, conversation.member_id, Role.MEMBER)},
        priority=Priority.CONVERSATION,
        conversation_id=conversation.id,
        expires_at=to.ends_at,
    )
    await deliver_held(session, line, conversation, to, now)


async def hold_unanswered(
    session: AsyncSession, conversation: Conversation, volunteer: Person, *, wanted: bool = True
) -> None:
    """Let wait again what the member wrote to this volunteer and got no answer to."""
    member = await people.get(session, conversation.member_id)
    for row in await outbox.unanswered(session, conversation.id, volunteer.telegram_id, member.telegram_id):
        await hold_row(session, row, wanted=wanted)


async def hold_row(session: AsyncSession, row: Outbox, *, wanted: bool = True) -> None:
    """Let the messages of a copy wait in their conversation; a note waits for the next volunteer."""
    if row.conversation_id is None or row.from_chat_id is None:
        return
    if row.kind == Kind.NOTE:
        await _keep_note(session, row)
        return
    for message_id in row.from_message_ids or []:
        await heldback.hold(
            session,
            row.conversation_id,
            row.from_chat_id,
            message_id,
            _written_at(row),
            wanted=wanted,
            media_group_id=row.media_group_id,
            reply_to=row.reply_to,
        )


def _written_at(row: Outbox) -> datetime:
    return row.written_at or row.made_at


async def _keep_note(session: AsyncSession, row: Outbox) -> None:
    writer = await people.by_telegram_id(session, row.from_chat_id or 0)
    for message_id in row.from_message_ids or []:
        if writer is not None:
            note = Aside(
                line_id=row.line_id,
                person_id=writer.id,
                conversation_id=row.conversation_id,
                kind=AsideKind.NOTE,
                chat_id=row.from_chat_id,
                message_id=message_id,
                media_group_id=row.media_group_id,
                at=row.made_at,
            )
            await asides.add(session, note)


async def addresses(session: AsyncSession, conversation: Conversation) -> set[int]:
    """The chats of the two who talk in an open conversation now; nobody's in any other."""
    if conversation.state != ConversationState.OPEN or conversation.volunteer_id is None:
        return set()
    both = (conversation.member_id, conversation.volunteer_id)
    return {(await people.get(session, one)).telegram_id for one in both}


async def unanswered_since(session: AsyncSession, conversation: Conversation) -> list[datetime]:
    """When the messages were written that have had no answer yet."""
    held = [message.at for message in await heldback.held(session, conversation.id) if message.wanted]
    if conversation.volunteer_id is None:
        return held
    member, volunteer = [
        (await people.get(session, one)).telegram_id for one in (conversation.member_id, conversation.volunteer_id)
    ]
    return held + [_written_at(row) for row in await outbox.unanswered(session, conversation.id, volunteer, member)]


async def still_unanswered(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    """An answer did not arrive, or was taken back: the member waits for one still, if they had no other."""
    if conversation.answer_due_at is None and await unanswered_since(session, conversation):
        due = now + timedelta(minutes=line.answer_within)
        await conversations.move(session, conversation, (ConversationState.OPEN,), answer_due_at=due)


async def alias_of_writer(session: AsyncSession, line: Line, conversation: Conversation, writer_id: int) -> str:
    """The name by which the other side of a conversation knows one of the two."""
    role = Role.MEMBER if writer_id == conversation.member_id else Role.VOLUNTEER
    return await people.alias(session, line.id, writer_id, role)


async def copy_again(
    session: AsyncSession, line: Line, conversation: Conversation, chat_id: int, source: Source, now: datetime
) -> None:
    """Copy a changed message anew, as a reply to the older copy, for that one could not be changed."""
    writer = await people.by_telegram_id(session, source.chat_id)
    expires_at = now + timedelta(hours=24)
    alias = await alias_of_writer(session, line, conversation, writer.id) if writer is not None else ""
    await put_text(
        session,
        line,
        chat_id,
        "changed-by",
        now,
        {"alias": alias},
        priority=Priority.CONVERSATION,
        conversation_id=conversation.id,
        expires_at=expires_at,
    )
    again = Source(source.chat_id, source.message_id, None, source.message_id)
    await put_copy(session, line.id, chat_id, again, now, conversation_id=conversation.id, expires_at=expires_at)
