"""Nothing was heard of somebody who wants to be missed: one note to them, then a peer may say hello. Never further.

Each step happens only if the person chose it, and any sign of life from them ends it.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import CheckInPlan, ConversationState, Line, OutboxState, Role, Silence
from bot.outbox.queue import Priority, put_text
from bot.queries import checkins, conversations, people
from bot.queries.rota import OnDuty
from scheduling import desk, pairing
from scheduling.asking import rhythm_of, zone_of
from scheduling.checkins import LATE, on_the_minute, out_of_quiet


async def step(session: AsyncSession, line: Line, person_id: int, now: datetime) -> None:
    """The next step for somebody of whom nothing was heard; what is stale, or did not reach them, is dropped."""
    plan = await checkins.plan_of(session, person_id)
    if plan is None or plan.step is None or plan.step_at is None:
        return
    arrived = await checkins.row_state(session, plan.asked_row) == OutboxState.SENT
    person = await people.get(session, person_id)
    zone = zone_of(person.zone, line)
    day_off = rhythm_of(plan, zone).pauses(now.astimezone(zone).date())
    stale = now - plan.step_at > LATE or day_off or not await checkins.can_be_asked(session, person_id)
    if plan.step == Silence.LOOK and arrived:
        plan.missed += 1
        if not stale and plan.missed_limit is not None and plan.missed >= plan.missed_limit:
            await _nudge(session, line, plan, now)
            return
    elif plan.step == Silence.HELLO and arrived and not stale:
        await _ask_a_peer(session, line, plan, now)
        return
    if plan.step != Silence.LOOK:
        plan.missed = 0
    plan.step = plan.step_at = plan.asked_row = plan.peer_id = None
    await session.flush()


async def _nudge(session: AsyncSession, line: Line, plan: CheckInPlan, now: datetime) -> None:
    person = await people.get(session, plan.person_id)
    zone = zone_of(person.zone, line)
    rhythm = rhythm_of(plan, zone)
    if rhythm.is_still(now):
        plan.missed -= 1  # it is counted when the note can come, after the quiet hours
        plan.step_at = out_of_quiet(now, rhythm)
        await session.flush()
        return
    at = out_of_quiet(on_the_minute(now + timedelta(minutes=plan.silence_wait)), rhythm)
    is_member = person.relay and Role.MEMBER in await people.roles(session, line.id, person.id)
    row_id = await put_text(
        session,
        line,
        person.telegram_id,
        "nudge",
        now,
        {"until_at": at, "zone": zone.key, "hello": "yes" if is_member else "no"},
        buttons=[[("b-all-well", "nudge:well")], [("b-talk-myself", "nudge:talk")], [("b-nudge-stop", "nudge:stop")]],
        priority=Priority.CHECK_IN,
        expires_at=now + LATE,
    )
    plan.asked_row = row_id
    if is_member:
        plan.step, plan.step_at = Silence.HELLO, at
    else:
        # Whoever is no member has nobody here who could say hello.
        plan.missed, plan.step, plan.step_at = 0, None, None
    await session.flush()


async def _ask_a_peer(session: AsyncSession, line: Line, plan: CheckInPlan, now: datetime) -> None:
    """Whoever on duty fits best is asked to say hello; when nobody is on, nobody was promised and nothing happens."""
    plan.missed, plan.step, plan.step_at, plan.asked_row = 0, None, None, None
    person_id = plan.person_id
    nearby = await pairing.listeners(session, line, person_id, now)
    groups = await pairing.in_order(session, line, person_id, nearby)
    alias = await people.alias(session, line.id, person_id, Role.MEMBER)
    member = await people.get(session, person_id)
    alone = await conversations.of_member(session, line.id, person_id) is None
    if groups and alias and alone and member.relay:
        peer = groups[0][0]
        plan.step, plan.step_at, plan.peer_id = Silence.ASKED, peer.ends_at, peer.person_id
        await put_text(
            session,
            line,
            peer.telegram_id,
            "say-hello",
            now,
            {"alias": alias, "until_at": peer.ends_at},
            buttons=[[("b-say-hello", f"hello:{person_id}-yes"), ("b-not-now", f"hello:{person_id}-no")]],
            expires_at=peer.ends_at,
        )
    await session.flush()


async def peer_of(session: AsyncSession, line: Line, plan: CheckInPlan, person_id: int, now: datetime) -> OnDuty | None:
    """Whoever was asked to say hello, if they still can: nothing was heard since, and both can be reached now."""
    member = await people.get(session, plan.person_id)
    wanted = (
        plan.step == Silence.ASKED
        and plan.peer_id == person_id
        and member.relay
        and not rhythm_of(plan, zone_of(member.zone, line)).is_still(now)
        and await checkins.can_be_asked(session, member.id)
        and await people.alias(session, line.id, member.id, Role.MEMBER)
        and await conversations.of_member(session, line.id, member.id) is None
    )
    if not wanted:
        return None
    nearby = await pairing.listeners(session, line, member.id, now)
    groups = await pairing.in_order(session, line, member.id, nearby)
    return next((one for group in groups for one in group if one.person_id == person_id), None)


async def say_hello(session: AsyncSession, line: Line, plan: CheckInPlan, peer: OnDuty, now: datetime) -> None:
    """A peer says hello: an open conversation in which nobody owes anybody an answer."""
    member = await people.get(session, plan.person_id)
    plan.step = plan.step_at = plan.peer_id = None
    conversation = await conversations.begin(session, line.id, member.id, ConversationState.WAITING, now)
    await desk.open_with(session, line, conversation, peer, now, hello=True)
    await put_text(
        session,
        line,
        member.telegram_id,
        "hello-from",
        now,
        {"alias": peer.alias, "until_at": peer.ends_at},
        priority=Priority.CONVERSATION,
        expires_at=min(peer.ends_at, now + timedelta(minutes=30)),
    )
