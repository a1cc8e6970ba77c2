"""How conversations and shifts end: told in time, with a kind word, and a question that nobody has to answer."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Conversation, ConversationState, Duty, Line, Role
from bot.outbox.queue import Button, Buttons, Priority, put_text
from bot.queries import conversations, debriefs, people, rota
from scheduling import desk, pairing
from scheduling.telling import in_words

# How long before the end of a shift both hear of it (care.md).
_TOLD_BEFORE = (timedelta(minutes=30), timedelta(minutes=10))
_MORNING = time(10)
FELT = ("better", "same", "worse", "unsaid")


async def due(session: AsyncSession, line: Line, now: datetime) -> list[tuple[int, datetime]]:
    """The open conversations of which an end of shift is to be told, each with when that is (UTC).

    Who has the next shift, too, does not end: of that one the end is told, once it has begun.
    """
    found = []
    on_duty = {one.person_id: one for one in await rota.on_duty(session, line.id, now)}
    after = {at: await _ids_on_duty(session, line, at) for at in {one.ends_at for one in on_duty.values()}}
    for conversation in await conversations.in_state(session, line.id, ConversationState.OPEN):
        listener = on_duty.get(conversation.volunteer_id or 0)
        if listener is None or listener.person_id in after[listener.ends_at]:
            continue
        told = timedelta(minutes=conversation.end_told) if conversation.end_told is not None else None
        if told is not None and listener.ends_at - told > now:
            told = None  # the shift has become longer since
        left = [before for before in _TOLD_BEFORE if told is None or before < told]
        # Somebody who began in the last half hour heard the end when it began.
        begun = conversation.opened_at or conversation.begun_at
        moments = [listener.ends_at - before for before in left if listener.ends_at - before > begun]
        if moments:
            found.append((conversation.id, min(moments)))
    return found


async def _ids_on_duty(session: AsyncSession, line: Line, at: datetime) -> set[int]:
    return {one.person_id for one in await rota.on_duty(session, line.id, at)}


async def announce(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    """A shift ends soon: the member and the volunteer hear when, and who is on after it."""
    listener = await desk.listener_of(session, line, conversation, now)
    if listener is None:
        return
    before = min((one for one in _TOLD_BEFORE if listener.ends_at - one <= now), default=None)
    if before is None:
        return
    await conversations.move(
        session, conversation, (ConversationState.OPEN,), end_told=int(before.total_seconds() // 60)
    )
    out = (listener.person_id, conversation.member_id)
    after = [one for one in await rota.on_duty(session, line.id, listener.ends_at) if one.person_id not in out]
    able = await pairing.listeners(session, line, conversation.member_id, listener.ends_at, but=out)
    said = {
        "alias": listener.alias,
        "until_at": listener.ends_at,
        # Everyone who is on then: to leave somebody out would say whom the two are not paired with.
        "on": in_words([one.alias for one in after]) if able else None,
        "several": "yes" if len(after) > 1 else "no",
        "nobody": "no" if after else "yes",
    }
    if not conversation.hello:
        await desk.tell_member(session, line, conversation, "ends-soon", now, said, expires_at=listener.ends_at)
    alias = await people.alias(session, line.id, conversation.member_id, Role.MEMBER)
    await put_text(
        session,
        line,
        listener.telegram_id,
        "ends-soon-volunteer",
        now,
        said | {"alias": alias},
        buttons=conversation_buttons(conversation),
        priority=Priority.CONVERSATION,
        conversation_id=conversation.id,
        expires_at=listener.ends_at,
    )


def conversation_buttons(conversation: Conversation) -> Buttons:
    """What a volunteer can do with a conversation as a whole."""
    return [[("b-hand-over", f"handover:{conversation.id}"), ("b-close", f"close:{conversation.id}")]]


async def ask_how(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    """Ask the member how they are after a conversation, and each of the two whether they would talk again."""
    volunteer_id = conversation.volunteer_id or 0
    volunteer = await people.alias(session, line.id, volunteer_id, Role.VOLUNTEER)
    number = conversation.id
    felt: list[list[Button]] = [
        [("b-felt-better", f"felt:{number}-better"), ("b-felt-same", f"felt:{number}-same")],
        [("b-felt-worse", f"felt:{number}-worse"), ("b-felt-unsaid", f"felt:{number}-unsaid")],
    ]
    await desk.tell_member(
        session,
        line,
        conversation,
        "how-was-it",
        now,
        {"alias": volunteer or None},
        buttons=[*felt, *again_buttons(conversation, volunteer)],
        expires_at=now + timedelta(hours=12),
    )


def again_buttons(conversation: Conversation, alias: str) -> list[list[Button]]:
    """Whether somebody would like to talk with the other one again, or rather not be paired with them."""
    said = {"alias": alias}
    return [[("b-again", f"again:{conversation.id}", said)], [("b-apart", f"apart:{conversation.id}", said)]]


async def end_shift(session: AsyncSession, line: Line, duty: Duty, now: datetime, *, expires_at: datetime) -> None:
    """A shift has ended: thank its volunteer, and after conversations ask how they are, now and in the morning."""
    volunteer = await people.get(session, duty.person_id or 0)
    await put_text(
        session,
        line,
        volunteer.telegram_id,
        "shift-ended",
        now,
        {"asked": "yes" if duty.talked else "no"},
        buttons=debrief_buttons() if duty.talked else None,
        priority=Priority.CONVERSATION,
        expires_at=expires_at,
    )
    if duty.talked:
        await debriefs.add(session, line.id, volunteer.id, next_morning(duty.ends_at, ZoneInfo(line.zone)))


def debrief_buttons() -> Buttons:
    """What a volunteer can say after a shift; nothing of it is kept."""
    return [[("b-debrief-fine", "debrief:fine"), ("b-debrief-hard", "debrief:hard")], [("b-talk", "debrief:talk")]]


def next_morning(ended_at: datetime, zone: ZoneInfo) -> datetime:
    """Ten o'clock of the morning after, in the line's zone; a shift that ends at night has its morning the same day."""
    local = ended_at.astimezone(zone)
    day: date = local.date() if local.time() < time(5) else local.date() + timedelta(days=1)
    return datetime.combine(day, _MORNING, zone).astimezone(ended_at.tzinfo)


async def ask_next_morning(session: AsyncSession, line: Line, debrief_id: int, now: datetime) -> None:
    """Ask a volunteer how they are on the morning after."""
    debrief = await debriefs.take(session, debrief_id)
    volunteer = (await people.reachable(session, line.id)).get(debrief.person_id) if debrief is not None else None
    if debrief is not None and volunteer is not None:
        await put_text(
            session,
            line,
            volunteer.telegram_id,
            "morning-after",
            now,
            buttons=debrief_buttons(),
            expires_at=debrief.due_at + timedelta(hours=10),
        )
