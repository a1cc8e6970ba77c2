"""Who hears a member: opening, offering, handing on and ending conversations, by the rota and the clock.

Each function changes rows and puts outbox rows in the session it is given; none commits or sends.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Conversation, ConversationState, Line, Outbox, Person, Role
from bot.outbox.queue import Priority, Source, put_copy, put_edit, put_text
from bot.queries import conversations, outbox, people, rota
from bot.queries.rota import OnDuty

# A message that waited less than this is simply delivered; longer, the volunteer hears how long.
_WORTH_SAYING = timedelta(minutes=2)
_ANSWERS_KEEP = timedelta(hours=24)  # Telegram itself keeps no undelivered update longer
# After so long nobody needs to hear that a shift has ended, unless something they wrote is still unread.
STALE_END = timedelta(hours=12)
_LIVE = (ConversationState.ASKING, ConversationState.WAITING)


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
    shown = await conversations.last_shown(session, to.telegram_id)
    if shown != conversation.id and await conversations.has_other(session, conversation):
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
            buttons=_ask_to_pass_on(conversation) if key == "sent-to-and-earlier" else None,
            priority=Priority.CONVERSATION,
            expires_at=on_duty[0].ends_at,
        )
        return
    due = now + timedelta(minutes=line.answer_within)
    await conversations.move(
        session,
        conversation,
        (*_LIVE, ConversationState.OPEN),
        state=ConversationState.WAITING,
        volunteer_id=None,
        answer_due_at=due,
        told_at=now,
    )
    for one in on_duty:
        await offer(session, line, conversation, one, now)
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
    await withdraw_offers(session, line, conversation, now, taken_by=volunteer.person_id)
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
        buttons=_ask_to_pass_on(conversation) if unasked else None,
        priority=Priority.CONVERSATION,
        expires_at=volunteer.ends_at,
    )
    return True


async def withdraw_offers(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    now: datetime,
    *,
    taken_by: int | None = None,
) -> None:
    """Take the Take buttons away, saying what became of the offer."""
    for person_id, outbox_id, chat_id in await conversations.offers(session, conversation.id):
        key = "offer-over" if taken_by is None else "offer-taken"
        await put_edit(session, line, chat_id, outbox_id, "offer-yours" if person_id == taken_by else key, now)
    await conversations.drop_offers(session, conversation.id)


async def offer(session: AsyncSession, line: Line, conversation: Conversation, to: OnDuty, now: datetime) -> None:
    """Offer a conversation, without content, to one of several on duty."""
    if to.person_id in {person_id for person_id, _, _ in await conversations.offers(session, conversation.id)}:
        return
    row_id = await put_text(
        session,
        line,
        to.telegram_id,
        "offer",
        now,
        buttons=[[("b-take", f"take:{conversation.id}")]],
        priority=Priority.CONVERSATION,
        expires_at=to.ends_at,
    )
    await conversations.add_offer(session, conversation.id, to.person_id, row_id)


async def offers_after(
    session: AsyncSession, line: Line, conversation: Conversation, gone_id: int, now: datetime
) -> None:
    """Someone is off duty now: take their offer back, and tell the member if nobody is left."""
    offered = await conversations.offers(session, conversation.id)
    for person_id, outbox_id, chat_id in offered:
        if person_id == gone_id:
            await put_edit(session, line, chat_id, outbox_id, "offer-over", now)
            await conversations.drop_offer(session, conversation.id, person_id)
    on_duty = await listeners(session, line, conversation.member_id, now)
    left = {person_id for person_id, _, _ in offered} - {gone_id}
    if not offered or {one.person_id for one in on_duty} & left:
        return
    await withdraw_offers(session, line, conversation, now)
    if on_duty:
        await call(session, line, conversation, on_duty, now)
        return
    await _tell_unread(session, line, conversation, now)


async def missed(session: AsyncSession, line: Line, ended_at: datetime, now: datetime) -> None:
    """A whole shift went by while the program was off: those who waited for it hear that they still wait."""
    for conversation in await conversations.in_state(session, line.id, ConversationState.WAITING):
        told = conversation.told_at is not None and conversation.told_at >= ended_at
        if not told and not await listeners(session, line, conversation.member_id, now):
            await _tell_unread(session, line, conversation, now)


async def _tell_unread(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    await conversations.move(session, conversation, _LIVE, answer_due_at=None, told_at=now)
    member = await people.get(session, conversation.member_id)
    await put_text(
        session,
        line,
        member.telegram_id,
        "ended-unread",
        now,
        await status(session, line, now),
        priority=Priority.CONVERSATION,
        expires_at=now + timedelta(hours=6),
    )


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
        (*_LIVE, ConversationState.OPEN),
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


async def leave(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    now: datetime,
    *,
    unreachable: bool = False,
    ended_at: datetime | None = None,
) -> None:
    """The volunteer of an open conversation is gone: hand it on to who is on duty, or end it honestly.

    `ended_at` is when their shift ended; of a long past end nobody is told unless something is unread.
    """
    volunteer_id = conversation.volunteer_id
    was = await people.alias(session, line.id, volunteer_id, Role.VOLUNTEER) if volunteer_id else ""
    await _hold_again(session, conversation, volunteer_id)
    unread = any(message.wanted for message in await conversations.held(session, conversation.id))
    nearby = [
        one for one in await listeners(session, line, conversation.member_id, now) if one.person_id != volunteer_id
    ]
    if nearby:
        await call(session, line, conversation, nearby, now, was=was, unreachable=unreachable)
        return
    member = await people.get(session, conversation.member_id)
    if unread:
        await conversations.move(
            session,
            conversation,
            (ConversationState.OPEN,),
            state=ConversationState.WAITING,
            volunteer_id=None,
            answer_due_at=None,
            told_at=now,
        )
    else:
        await close(session, conversation, now)
        if ended_at is not None and now - ended_at >= STALE_END:
            return
    answered = await conversations.was_answered(session, conversation.id, member.telegram_id)
    key = "ended-unreachable" if unreachable else "ended-with-shift" if answered else "ended-unanswered"
    await put_text(
        session,
        line,
        member.telegram_id,
        "ended-unread" if unread else key,
        now,
        {"was": was} | await status(session, line, now),
        priority=Priority.CONVERSATION,
        expires_at=now + timedelta(hours=6),
    )


async def _hold_again(session: AsyncSession, conversation: Conversation, volunteer_id: int | None) -> None:
    if volunteer_id is None:
        return
    volunteer = await people.get(session, volunteer_id)
    for row in await outbox.take_back(session, conversation.id, volunteer.telegram_id):
        await hold_row(session, row)


async def find_someone(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    """Messages wait that should have arrived: bring them to whoever is on duty, or tell the member."""
    if conversation.state == ConversationState.CLOSED:
        newer = await conversations.of_member(session, line.id, conversation.member_id)
        if newer is None:
            await conversations.move(
                session,
                conversation,
                (ConversationState.CLOSED,),
                state=ConversationState.WAITING,
                volunteer_id=None,
                closed_at=None,
            )
        else:
            await conversations.move_held(session, conversation.id, newer.id)
            conversation = newer
    if conversation.state == ConversationState.OPEN:
        mine = await listener_of(session, line, conversation, now)
        if mine is None:
            await leave(session, line, conversation, now)
        else:
            await deliver_held(session, line, conversation, mine)
        return
    on_duty = await listeners(session, line, conversation.member_id, now)
    if on_duty:
        if not await conversations.offers(session, conversation.id):
            await call(session, line, conversation, on_duty, now)
    else:
        await _tell_unread(session, line, conversation, now)


async def hold_row(session: AsyncSession, row: Outbox) -> None:
    """Let the messages of an undelivered copy wait in their conversation."""
    if row.conversation_id is None or row.from_chat_id is None:
        return
    for message_id in row.from_message_ids or []:
        await conversations.hold(
            session,
            row.conversation_id,
            row.from_chat_id,
            message_id,
            row.made_at,
            wanted=True,
            media_group_id=row.media_group_id,
            reply_to=row.reply_to,
        )


async def close(session: AsyncSession, conversation: Conversation, now: datetime) -> None:
    """End a conversation."""
    await conversations.move(
        session,
        conversation,
        (*_LIVE, ConversationState.OPEN),
        state=ConversationState.CLOSED,
        closed_at=now,
        answer_due_at=None,
    )


async def status(session: AsyncSession, line: Line, now: datetime) -> dict[str, object]:
    """What a member hears when nobody is on duty: when someone is next, and the helplines open now."""
    return {
        "next_when": await rota.next_start(session, line.id, now),
        "helplines": ["short", line.nation],
    }


def answer_keeps_until(now: datetime) -> datetime:
    """How long a volunteer's answer is worth delivering."""
    return now + _ANSWERS_KEEP


async def blocked(session: AsyncSession, line: Line, person: Person, now: datetime) -> None:
    """Someone blocked the bot: a volunteer's conversations go on to others at once."""
    await people.set_fields(session, person.id, blocked_at=now)
    person.blocked_at = now
    for conversation in await conversations.of_volunteer(session, line.id, person.id):
        await leave(session, line, conversation, now, unreachable=True)
    for conversation in await conversations.in_state(session, line.id, ConversationState.WAITING):
        await offers_after(session, line, conversation, person.id, now)


def came_back(session: AsyncSession) -> None:
    """Someone can be reached again: let the sweep see whether anybody waits for them."""
    session.info["due"] = True


def _to(volunteer: OnDuty) -> dict[str, object]:
    return {"alias": volunteer.alias, "until_at": volunteer.ends_at}


def _ask_to_pass_on(conversation: Conversation) -> list[list[tuple[str, str]]]:
    return [[("b-pass-on", f"pass:{conversation.id}"), ("b-not-now", f"keep:{conversation.id}")]]


async def tell_out_of_hours(
    session: AsyncSession, line: Line, conversation: Conversation, chat_id: int, now: datetime
) -> None:
    """Nobody is on duty: say so in full once a stretch, then briefly at most every 15 minutes."""
    asking = conversation.state == ConversationState.ASKING
    if conversation.told_at is not None and now - conversation.told_at < timedelta(minutes=15):
        return
    key = "out-of-hours" if conversation.told_at is None else "out-of-hours-again"
    await put_text(
        session,
        line,
        chat_id,
        key if asking else "waits-too",
        now,
        await status(session, line, now),
        buttons=_ask_to_pass_on(conversation) if asking else None,
        priority=Priority.CONVERSATION,
        expires_at=now + timedelta(hours=6),
    )
    await conversations.move(session, conversation, _LIVE, told_at=now)
