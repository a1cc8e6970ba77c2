"""Who hears a member: opening a conversation with whoever is on duty, and copying to them, by the rota.

Each function changes rows and puts outbox rows in the session it is given; none commits or sends.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import UNHEARD, Conversation, ConversationState, Line, Role
from bot.outbox.queue import Priority, Source, put_copy, put_text
from bot.queries import conversations, people, phones, rota
from bot.queries.rota import OnDuty
from scheduling import offers
from scheduling.nobody import ask_to_pass_on

# A message that waited less than this is simply delivered; longer, the volunteer hears how long.
_WORTH_SAYING = timedelta(minutes=2)


async def listeners(session: AsyncSession, line: Line, member_id: int, now: datetime) -> list[OnDuty]:
    """Who on duty could hear this member; nobody is their own listener."""
    return [one for one in await rota.on_duty(session, line.id, now) if one.person_id != member_id]


async def listener_of(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> OnDuty | None:
    """The volunteer of an open conversation, if they are on duty still."""
    if conversation.state != ConversationState.OPEN or conversation.volunteer_id is None:
        return None
    return await rota.duty_of(session, line.id, conversation.volunteer_id, now)


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
    shown = await conversations.last_shown(session, readers.values())
    if shown != conversation.id and await conversations.has_other(session, conversation, readers):
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
        await conversations.move(session, conversation, (ConversationState.OPEN,), answer_due_at=due)


async def call(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    on_duty: Sequence[OnDuty],
    now: datetime,
    *,
    was: str | None = None,
    unreachable: bool = False,
) -> None:
    """Bring a conversation to whoever is on duty: straight to the only one, or as an offer to several.

    `was` is the alias of the volunteer who had it before, when there was one.
    """
    member = await people.get(session, conversation.member_id)
    if len(on_duty) == 1:
        await _open(session, line, conversation, on_duty[0], now, was=was, unreachable=unreachable)
        unasked = bool(await conversations.held(session, conversation.id))
        key = "sent-to-and-earlier" if unasked else "sent-to"
        if was is not None:
            key = "moved-on" if unreachable else "handed-on"
        await put_text(
            session,
            line,
            member.telegram_id,
            key,
            now,
            _to(on_duty[0]) | {"was": was or ""},
            buttons=ask_to_pass_on(conversation) if key == "sent-to-and-earlier" else None,
            priority=Priority.CONVERSATION,
            expires_at=on_duty[0].ends_at,
        )
        return
    due = now + timedelta(minutes=line.answer_within)
    await conversations.move(
        session,
        conversation,
        (*UNHEARD, ConversationState.OPEN),
        state=ConversationState.WAITING,
        volunteer_id=None,
        answer_due_at=due,
        told_at=now,
    )
    for one in on_duty:
        await offers.offer(session, line, conversation, one, now)
    key = "asked-several"
    if was is not None:
        key = "moved-on-several" if unreachable else "handed-on-several"
    await put_text(
        session,
        line,
        member.telegram_id,
        key,
        now,
        {"count": len(on_duty), "was": was or ""},
        priority=Priority.CONVERSATION,
        expires_at=now + timedelta(minutes=30),
    )


async def take(session: AsyncSession, line: Line, conversation: Conversation, volunteer: OnDuty, now: datetime) -> bool:
    """Give an offered conversation to the volunteer who pressed Take; False when somebody was faster."""
    if conversation.state != ConversationState.WAITING:
        return False
    offered = await conversations.offers(session, conversation.id)
    if volunteer.person_id not in {person_id for person_id, _, _ in offered}:
        return False
    await offers.withdraw(session, line, conversation, now, taken_by=volunteer.person_id)
    await _open(session, line, conversation, volunteer, now)
    member = await people.get(session, conversation.member_id)
    unasked = bool(await conversations.held(session, conversation.id))
    await put_text(
        session,
        line,
        member.telegram_id,
        "sent-to-and-earlier" if unasked else "sent-to",
        now,
        _to(volunteer),
        buttons=ask_to_pass_on(conversation) if unasked else None,
        priority=Priority.CONVERSATION,
        expires_at=volunteer.ends_at,
    )
    return True


async def _open(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    to: OnDuty,
    now: datetime,
    *,
    was: str | None = None,
    unreachable: bool = False,
) -> None:
    held = [message for message in await conversations.held(session, conversation.id) if message.wanted]
    due = now + timedelta(minutes=line.answer_within) if held else None
    await conversations.move(
        session,
        conversation,
        (*UNHEARD, ConversationState.OPEN),
        state=ConversationState.OPEN,
        volunteer_id=to.person_id,
        answer_due_at=due,
        told_at=None,
    )
    waited = now - held[0].at if held else timedelta()
    key = "opened-waited" if waited >= _WORTH_SAYING else "opened"
    if was is not None:
        key = "opened-moved-on" if unreachable else "opened-handed-on"
    await put_text(
        session,
        line,
        to.telegram_id,
        key,
        now,
        {
            "alias": await people.alias(session, line.id, conversation.member_id, Role.MEMBER),
            "you": to.alias,
            "until_at": to.ends_at,
            "waited": waited.total_seconds(),
            "was": was or "",
        },
        priority=Priority.CONVERSATION,
        conversation_id=conversation.id,
        expires_at=to.ends_at,
    )
    await deliver_held(session, line, conversation, to)


async def deliver_held(session: AsyncSession, line: Line, conversation: Conversation, to: OnDuty) -> None:
    """Copy what waited in a conversation, and is wanted, to its volunteer."""
    held = [message for message in await conversations.held(session, conversation.id) if message.wanted]
    await conversations.drop_held(session, conversation.id, wanted=True)
    for message in held:
        source = Source(message.chat_id, message.message_id, message.media_group_id, message.reply_to)
        await put_copy(
            session,
            line.id,
            to.telegram_id,
            source,
            message.at,  # when it was written, so that whoever hears it next knows how long it really waited
            conversation_id=conversation.id,
            expires_at=to.ends_at,
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
    await deliver_held(session, line, conversation, to)


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


def _to(volunteer: OnDuty) -> dict[str, object]:
    return {"alias": volunteer.alias, "until_at": volunteer.ends_at}
