"""Somebody is taken off the line, or paused: their conversations end honestly and their shifts are opened."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import CoverState, Line, Membership, Role, Shift
from bot.outbox.queue import Priority, put_text
from bot.queries import conversations, heldback, offering, outbox, people, shifts
from scheduling import anchoring, asking, covering, leaving, planning


async def end_conversations(
    session: AsyncSession, line: Line, member: Membership, now: datetime, *, left: bool = False
) -> None:
    """A member's conversation ends, and whoever listened hears so; what waited or was on its way is not passed on.

    `left` when it is because the member has left.
    """
    await outbox.take_back_from(session, member.person_id, (await people.get(session, member.person_id)).telegram_id)
    conversation = await conversations.of_member(session, line.id, member.person_id)
    if conversation is None:
        return
    volunteer_id = conversation.volunteer_id
    await heldback.drop_held(session, conversation.id, wanted=True)
    await heldback.drop_held(session, conversation.id, wanted=False)
    await leaving.close(session, line, conversation, now)
    if volunteer_id is not None:
        volunteer = await people.get(session, volunteer_id)
        await put_text(
            session,
            line,
            volunteer.telegram_id,
            "has-left" if left else "closed-for-volunteer",
            now,
            {"alias": member.alias},
            priority=Priority.CONVERSATION,
        )


async def remove(session: AsyncSession, line: Line, one: Membership, now: datetime, *, left: bool = False) -> int:
    """Take a role from somebody; returns how many of their shifts have nobody now or one less in their turns."""
    opened = 0
    if one.role == Role.MEMBER:
        await end_conversations(session, line, one, now, left=left)
    if one.role == Role.VOLUNTEER:
        for conversation in await conversations.of_volunteer(session, line.id, one.person_id):
            await leaving.leave(session, line, conversation, now, why="unreachable")
        for shift in await shifts.of_person(session, line.id, one.person_id):
            await _leave_out(session, line, shift, one.person_id, now)
            opened += 1
        since = planning.today(line, now) - planning.A_TURN_CAN_LAST
        for cover in await shifts.covers(session, line.id, since):
            # What somebody else took of theirs stays with whoever took it.
            if cover.state == CoverState.ASKED and cover.owner_id == one.person_id and not cover.released:
                cover.state = CoverState.OVER
        for away in await shifts.aways(session, line.id, since, one.person_id):
            await session.delete(away)
    await session.delete(one)
    await session.flush()
    if one.role == Role.VOLUNTEER:
        await _give_up_what_strangers_took(session, line, now)
    if not await people.roles(session, line.id, one.person_id):
        await asking.stop(session, line, one.person_id, now)
    if one.role == Role.VOLUNTEER:
        for conversation in await offering.offered(session, line.id):
            await leaving.offers_after(session, line, conversation, one.person_id, now, unreachable=True)
    return opened


async def leave_out_strangers(session: AsyncSession, line: Line, now: datetime) -> bool:
    """Take everybody off the rota who is no volunteer any more; whether there was anybody."""
    found = await shifts.of_strangers(session, line.id)
    for shift, person_id in found:
        await _leave_out(session, line, shift, person_id, now)
    return await _give_up_what_strangers_took(session, line, now) or bool(found)


async def _leave_out(session: AsyncSession, line: Line, shift: Shift, person_id: int, now: datetime) -> None:
    rule = planning.rule_of(shift, await shifts.people_of(session, shift.id))
    whose, shift.first_day = anchoring.without(rule, person_id, planning.next_day(line, rule, now))
    await shifts.set_people(session, shift.id, whose)


async def _give_up_what_strangers_took(session: AsyncSession, line: Line, now: datetime) -> bool:
    volunteers = {one.person_id for one in await people.memberships(session, line.id, Role.VOLUNTEER)}
    since = planning.today(line, now) - planning.A_TURN_CAN_LAST
    taken = [one for one in await shifts.covers(session, line.id, since) if one.state == CoverState.TAKEN]
    given_up = [one for one in taken if one.taker_id not in volunteers]
    for cover in given_up:
        await covering.give_up(session, line, cover, now)
    return bool(given_up)
