"""Nobody answers: the others on duty are asked, then the backups, then the coordinators hear of it.

The member hears the truth at each step, and gets helplines at the last. A step with nobody in it takes no time.
Whoever has the conversation keeps it until somebody else takes it, so that a late answer still arrives.
However many wait at once, coordinators hear of them together and not more than once a minute.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import UNHEARD, Conversation, ConversationState, Line, Role
from bot.outbox.queue import put_text
from bot.queries import conversations, debriefs, offering, people, rota, wishes
from bot.queries.people import Known
from scheduling import carrying, covering, desk, offers, pairing
from scheduling.planning import today
from scheduling.telling import in_words

_STATES = (ConversationState.WAITING, ConversationState.OPEN)
_OTHERS, _BACKUPS, _COORDINATORS = 1, 2, 3
_KEEPS = timedelta(minutes=30)
_NAMED_EVERY = timedelta(minutes=1)
_NAMED_MOST = 10  # who waits longest; a coordinator who reads at night needs no more names than that
_KEEPS_LONG = timedelta(hours=6)  # of the last step nothing comes after it, so it is said however late


def is_under_way(conversation: Conversation) -> bool:
    """Whether somebody is being asked, or all were: what comes next is brought by the clock or by a volunteer."""
    return conversation.answer_due_at is not None or conversation.escalation > 0


async def call(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    """Bring a conversation to those on duty who can hear this member, of whom there may be none.

    Of those who are not for this member nobody need know: it is as if they had no room.
    """
    nearby = await pairing.listeners(session, line, conversation.member_id, now)
    if any(one.person_id != conversation.member_id for one in await rota.on_duty(session, line.id, now)):
        await desk.call(session, line, conversation, nearby, now)
        return
    # The only one on duty is the member: a step with nobody in it takes no time.
    alive = (*UNHEARD, ConversationState.OPEN)  # open, when its volunteer has gone this very moment
    await conversations.move(session, conversation, alive, state=ConversationState.WAITING, told_at=now)
    await at_once(session, line, conversation, now)


async def widen(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    """Those who were to be asked first have not taken it: ask the others on duty as well."""
    await conversations.move(session, conversation, _STATES, widen_at=None)
    if conversation.state == ConversationState.WAITING:
        await _offer_to_others(session, line, conversation, now)


async def at_once(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    now: datetime,
    *,
    was: str | None = None,
    why: desk.Why = "ended",
) -> None:
    """Nobody who was asked can answer any more, or there is nobody to ask: a step with nobody in it takes no time.

    `was` is the alias of the volunteer who has just gone, if there was one, and `why`.
    """
    await conversations.move(session, conversation, _STATES, answer_due_at=now)
    await overdue(session, line, conversation, now, was=was, why=why)


async def someone_came(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    """Somebody comes on duty while a conversation has had no answer from those who were asked: ask them too."""
    if conversation.escalation and await _offer_to_others(session, line, conversation, now):
        await _step(session, conversation, _OTHERS, now, now + timedelta(minutes=line.answer_within))
        await desk.tell_member(session, line, conversation, "asked-others", now, {"asked": "yes", "was": None})


async def overdue(
    session: AsyncSession,
    line: Line,
    conversation: Conversation,
    now: datetime,
    *,
    was: str | None = None,
    why: desk.Why = "ended",
) -> None:
    """A member has waited as long as is allowed: take the next step in which there is anybody."""
    if conversation.answer_due_at is None or conversation.answer_due_at > now:
        return  # answered in this very moment
    if not await conversations.move(session, conversation, _STATES, answer_due_at=None):
        return
    if conversation.volunteer_id is not None:
        await offering.add_tried(session, conversation.id, conversation.volunteer_id)
    for person_id, _, _ in await offering.offers(session, conversation.id):
        await offering.add_tried(session, conversation.id, person_id)
    # When nobody was asked at all, nobody has failed to answer.
    asked = bool(await offering.tried(session, conversation.id))
    said: dict[str, object] = {
        "asked": "yes" if asked else "no",
        "was": was,
        "why": why,
        "helplines": ["short", line.nation],
    }
    due = now + timedelta(minutes=line.answer_within)
    if conversation.escalation < _BACKUPS:
        if await _offer_to_others(session, line, conversation, now):
            await _step(session, conversation, _OTHERS, now, due)
            await desk.tell_member(session, line, conversation, "asked-others", now, said)
            return
        backups = await _backups(session, line, conversation, now)
        if backups:
            await _step(session, conversation, _BACKUPS, now, due)
            await offers.offer(session, line, conversation, backups, now, expires_at=now + _KEEPS, key="offer-backup")
            await desk.tell_member(session, line, conversation, "asked-backup", now, said)
            return
    await _step(session, conversation, _COORDINATORS, now, None)
    await conversations.move(session, conversation, _STATES, named_at=None)
    session.info["due"] = True
    await debriefs.count(session, line.id, today(line, now).replace(day=1), "unanswered")
    hear = [one for one in await people.coordinators(session, line.id) if one.person_id != conversation.member_id]
    said |= {"told": "yes" if hear else "no"}
    await desk.tell_member(session, line, conversation, "no-answer", now, said, expires_at=now + _KEEPS_LONG)


async def naming_due(session: AsyncSession, line: Line, now: datetime) -> datetime | None:
    """When the coordinators are next told who waits: at once, but a minute after the last time."""
    if not await conversations.to_name(session, line.id, _COORDINATORS):
        return None
    last = await conversations.last_named(session, line.id)
    return now if last is None or last > now else max(now, last + _NAMED_EVERY)


async def name_who_waits(session: AsyncSession, line: Line, now: datetime) -> None:
    """Tell each coordinator, in one message, of everybody whose wait they have not heard of, but not of themselves."""
    waiting = await conversations.to_name(session, line.id, _COORDINATORS)
    for conversation in waiting:
        await conversations.move(session, conversation, _STATES, named_at=now)
    since = {one.id: await _since(session, one) for one in waiting}
    waiting = sorted(waiting, key=lambda one: since[one.id])
    names = {one.id: await people.alias(session, line.id, one.member_id, Role.MEMBER) for one in waiting}
    # All of them: who is left out of it would say whom the member is not paired with, or who the member is.
    on = in_words([one.alias for one in await rota.on_duty(session, line.id, now)]) or None
    for coordinator in await people.coordinators(session, line.id):
        others = [one for one in waiting if one.member_id != coordinator.person_id]
        if not others:
            continue
        await put_text(
            session,
            line,
            coordinator.telegram_id,
            "someone-waits" if len(others) == 1 else "several-wait",
            now,
            {
                "count": len(others),
                "alias": names[others[0].id],
                "names": in_words([names[one.id] for one in others[:_NAMED_MOST]]),
                "more": max(0, len(others) - _NAMED_MOST),
                "minutes": round((now - since[others[0].id]).total_seconds() / 60),
                "on": on,
            },
            expires_at=now + _KEEPS_LONG,
        )


async def _step(
    session: AsyncSession, conversation: Conversation, step: int, now: datetime, due: datetime | None
) -> None:
    await conversations.move(session, conversation, _STATES, escalation=step, answer_due_at=due, told_at=now)


async def _offer_to_others(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> int:
    """Offer a conversation to everyone on duty who has room and was not asked yet; returns how many those were."""
    tried = await offering.tried(session, conversation.id)
    nearby = await pairing.listeners(session, line, conversation.member_id, now, but=tried)
    has = conversation.state == ConversationState.OPEN
    groups = await pairing.in_order(session, line, conversation.member_id, nearby, has_somebody=has)
    free = [one for group in groups for one in group]
    if not free:
        return 0
    return await offers.offer(
        session, line, conversation, free, now, expires_at=max(one.ends_at for one in free), key="offer"
    )


async def _backups(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> list[Known]:
    """The backups who can be reached and are not on duty, away, apart from this member or asked already."""
    reachable = await people.reachable(session, line.id)
    out = {one.person_id for one in await rota.on_duty(session, line.id, now)} | {conversation.member_id}
    out |= await wishes.apart(session, line.id, conversation.member_id)
    out |= await offering.tried(session, conversation.id)
    return [
        reachable[one.person_id]
        for one in await people.memberships(session, line.id, Role.VOLUNTEER)
        if one.is_backup
        and one.person_id in reachable
        and one.person_id not in out
        and not await covering.is_away_then(session, line, one.person_id, (now, now + _KEEPS), now)
    ]


async def _since(session: AsyncSession, conversation: Conversation) -> datetime:
    begun = conversation.opened_at or conversation.begun_at
    return min(await carrying.unanswered_since(session, conversation), default=begun)
