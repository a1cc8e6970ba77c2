"""Who hears a member: opening a conversation with whoever is on duty, by the rota.

Each function changes rows and puts outbox rows in the session it is given; none commits or sends.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import UNHEARD, Conversation, ConversationState, Line, Role
from bot.outbox.queue import Buttons, Kind, Priority, Source, put_copy, put_text
from bot.queries import (
    asides,
    conversations,
    debriefs,
    heldback,
    offering,
    outbox,
    people,
    rota,
    topics,
    wishes,
)
from bot.queries.rota import OnDuty
from scheduling import carrying, offers, pairing
from scheduling.nobody import ask_to_pass_on
from scheduling.planning import today
from scheduling.telling import tell_coordinators

# Why a volunteer has a conversation no more: their shift has ended, they cannot be reached, they handed it over or
# stepped back.
Why = Literal["ended", "unreachable", "handed", "back"]
# Whoever fits best is asked this much before the others.
HEAD_START = timedelta(minutes=1)
# A message that waited less than this is simply delivered; longer, the volunteer hears how long.
_WORTH_SAYING = timedelta(minutes=2)


async def listener_of(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> OnDuty | None:
    """The volunteer of an open conversation, if they are on duty still."""
    if conversation.state != ConversationState.OPEN or conversation.volunteer_id is None:
        return None
    return await rota.duty_of(session, line.id, conversation.volunteer_id, now)


async def call(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    nearby: Sequence[OnDuty],
    now: datetime,
    *,
    was: str | None = None,
    why: Why = "ended",
) -> None:
    """Bring a conversation to whoever is on duty: straight to the only one, or as an offer when there are several.

    `was` is the alias of the volunteer who had it before, when there was one, and `why` why they have it no more.
    When nobody has room for it the member waits, and hears so. Whom of those on duty the member is not paired with
    makes no difference to what anybody sees.
    """
    gone_id = conversation.volunteer_id if was is not None else None
    out = {conversation.member_id, gone_id}
    count = sum(one.person_id not in out for one in await rota.on_duty(session, line.id, now))
    groups = await pairing.in_order(session, line, conversation.member_id, nearby)
    # Who handed it over, or was asked in this wait, may take it still, but it is not theirs unasked.
    had_enough = await offering.tried(session, conversation.id) if was is None else set()
    if count == 1 and groups and nearby[0].person_id not in had_enough:
        sent = await open_with(session, line, conversation, nearby[0], now, was=was, why=why)
        await _tell_to_whom(session, line, conversation, nearby[0], now, was=was, why=why, sent=sent)
        return
    await conversations.move(
        session,
        conversation,
        (*UNHEARD, ConversationState.OPEN),
        state=ConversationState.WAITING,
        volunteer_id=None,
        answer_due_at=now + timedelta(minutes=line.answer_within),
        widen_at=now + HEAD_START if len(groups) > 1 else None,
        told_at=now,
        escalation=0,
    )
    await offering.forget_tried(session, conversation.id)
    if gone_id is not None:
        # Who has handed it over or stepped back is not asked for it again.
        await offering.add_tried(session, conversation.id, gone_id)
        session.info["due"] = True  # and they have room for somebody else
    if groups:
        await offers.offer(
            session, line, conversation, groups[0], now, expires_at=max(one.ends_at for one in groups[0]), key="offer"
        )
        key = "asked-several" if was is None else "handed-on-several"
    else:
        key = "busy" if was is None else "handed-on-busy"
    wrote = bool(await heldback.held(session, conversation.id))
    said = {"count": count, "was": was or "", "why": why, "wrote": "yes" if wrote else "no"}
    await tell_member(session, line, conversation, key, now, said)


async def tell_member(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    key: str,
    now: datetime,
    params: dict[str, object],
    *,
    buttons: Buttons | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Tell the member of a conversation how it stands; what is not sent within half an hour is no longer true."""
    member = await people.get(session, conversation.member_id)
    await put_text(
        session,
        line,
        member.telegram_id,
        key,
        now,
        params,
        buttons=buttons,
        priority=Priority.CONVERSATION,
        expires_at=expires_at or now + timedelta(minutes=30),
    )


async def tell_new_name(session: AsyncSession, line: Line, member_id: int, was: str, name: str, now: datetime) -> None:
    """A member goes by another name: the volunteer who talks with them hears so, so that nobody seems to vanish."""
    conversation = await conversations.of_member(session, line.id, member_id)
    listener = await listener_of(session, line, conversation, now) if conversation is not None else None
    if conversation is None or listener is None:
        return
    await put_text(
        session,
        line,
        listener.telegram_id,
        "new-name",
        now,
        {"was": was, "alias": name},
        priority=Priority.CONVERSATION,
        conversation_id=conversation.id,
        expires_at=listener.ends_at,
    )


async def take(
    session: AsyncSession, line: Line, conversation: Conversation, volunteer: OnDuty, now: datetime
) -> str | None:
    """Give an offered conversation to the volunteer who pressed Take; else returns what `refusal` says."""
    if refused := await refusal(session, line, conversation, volunteer.person_id):
        return refused
    if conversation.volunteer_id is not None:
        # Somebody has it who has not answered; what they were sent goes on to the one who takes it.
        session.info["due"] = True
        await _take_from(session, line, conversation, volunteer, now)
    sent = await open_with(session, line, conversation, volunteer, now)
    await _tell_to_whom(session, line, conversation, volunteer, now, sent=sent)
    return None


async def refusal(session: AsyncSession, line: Line, conversation: Conversation, person_id: int) -> str | None:
    """The key of the text that says why somebody cannot take a conversation; None when they can.

    A wish not to be paired may be newer than the offer: then the offer has simply ended.
    """
    offered = {one for one, _, _ in await offering.offers(session, conversation.id)}
    if conversation.state not in (ConversationState.WAITING, ConversationState.OPEN) or person_id not in offered:
        return "took-too-late" if conversation.state == ConversationState.OPEN else "offer-ended"
    if person_id in await wishes.apart(session, line.id, conversation.member_id):
        return "offer-ended"
    counts = await wishes.open_counts(session, line.id, [person_id])
    return "offer-full" if counts[person_id] >= line.most_at_once else None


async def _take_from(
    session: AsyncSession, line: Line, conversation: Conversation, volunteer: OnDuty, now: datetime
) -> None:
    before = await people.get(session, conversation.volunteer_id or 0)
    for row in await outbox.take_back(session, conversation.id, before.telegram_id):
        await carrying.hold_row(session, row)
    await carrying.hold_unanswered(session, conversation, before)
    await put_text(
        session,
        line,
        before.telegram_id,
        "taken-over",
        now,
        {
            "alias": await people.alias(session, line.id, conversation.member_id, Role.MEMBER),
            "other": volunteer.alias,
        },
        priority=Priority.CONVERSATION,
        conversation_id=conversation.id,
        expires_at=volunteer.ends_at,
    )


async def _tell_to_whom(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    to: OnDuty,
    now: datetime,
    *,
    was: str | None = None,
    why: Why = "ended",
    sent: bool,
) -> None:
    """Tell the member who hears them now, and ask about what they wrote that this one has not seen.

    `sent` when something of theirs has just gone to them.
    """
    unasked = bool(await heldback.held(session, conversation.id))
    key = "handed-on" if was is not None else "sent-to" if sent else "talks-with"
    await tell_member(
        session,
        line,
        conversation,
        key,
        now,
        _to(to) | {"was": was or "", "why": why, "earlier": "yes" if unasked else "no"},
        buttons=ask_to_pass_on(conversation) if unasked else None,
        expires_at=to.ends_at,
    )


async def open_with(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    to: OnDuty,
    now: datetime,
    *,
    was: str | None = None,
    why: Why = "ended",
    hello: bool = False,
) -> bool:
    """Open a conversation with this volunteer; returns whether anything that waited has gone to them.

    With `hello` the volunteer begins it, and the member has asked for nothing.
    """
    await offers.withdraw(session, line, conversation, now, taken_by=to.person_id)
    await offering.forget_tried(session, conversation.id)
    waits = await heldback.held(session, conversation.id)
    held = [message for message in waits if message.wanted]
    first = conversation.opened_at is None
    # Somebody waits for a first word: who has written, who asked to talk, and whose last words had no answer yet.
    due = now + timedelta(minutes=line.answer_within) if waits or (first and not hello) else None
    await conversations.move(
        session,
        conversation,
        (*UNHEARD, ConversationState.OPEN),
        state=ConversationState.OPEN,
        volunteer_id=to.person_id,
        answer_due_at=due,
        told_at=None,
        opened_at=now,
        widen_at=None,
        escalation=0,
        end_told=None,
        stuck_told_at=None,
        hello=hello,
    )
    await rota.talked(session, line.id, to.person_id, now)
    if first:
        await debriefs.count(session, line.id, today(line, now).replace(day=1), "conversations")
    await topics.begin(session, line, conversation, to)
    waited = now - held[0].at if held else timedelta()
    key = "opened-waited" if waited >= _WORTH_SAYING else "opened"
    if was is not None:
        key = "opened-handed-on"
    elif hello:
        key = "opened-hello"
    says = (await wishes.traits(session, line.id, [conversation.member_id], asked=False)).get(
        conversation.member_id, {}
    )
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
            "why": why,
            "traits": list(says.items()) or None,
            "count": len(held),
        },
        priority=Priority.CONVERSATION,
        conversation_id=conversation.id,
        expires_at=to.ends_at,
    )
    await _deliver_notes(session, line, conversation, to, now)
    await carrying.deliver_held(session, line, conversation, to, now)
    await _offer_topics(session, line, conversation, to, now)
    return bool(held)


async def _offer_topics(
    session: AsyncSession, line: Line, conversation: Conversation, to: OnDuty, now: datetime
) -> None:
    """Somebody has two conversations in one chat for the first time: coordinators hear, once, of topics."""
    if line.topics or line.topics_offered_at is not None:
        return
    if await conversations.has_other(session, conversation, [to.person_id]):
        await people.set_line(session, line, topics_offered_at=now)
        await tell_coordinators(
            session, line, "topics-offer", now, {"alias": to.alias}, expires_at=now + timedelta(days=1)
        )


async def _deliver_notes(
    session: AsyncSession, line: Line, conversation: Conversation, to: OnDuty, now: datetime
) -> None:
    """Copy the note that the volunteer before has left for whoever comes next."""
    notes = await asides.notes(session, conversation.id)
    for number, note in enumerate(notes):
        if note.person_id != to.person_id:
            if number == 0:
                await put_text(
                    session,
                    line,
                    to.telegram_id,
                    "note-from",
                    now,
                    {"alias": await people.alias(session, line.id, note.person_id, Role.VOLUNTEER)},
                    priority=Priority.CONVERSATION,
                    conversation_id=conversation.id,
                    expires_at=to.ends_at,
                )
            await put_copy(
                session,
                line.id,
                to.telegram_id,
                Source(note.chat_id, note.message_id, note.media_group_id),
                now,
                conversation_id=conversation.id,
                expires_at=to.ends_at,
                kind=Kind.NOTE,
            )
        await asides.drop(session, note)


def _to(volunteer: OnDuty) -> dict[str, object]:
    return {"alias": volunteer.alias, "until_at": volunteer.ends_at}
