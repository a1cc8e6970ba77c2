"""Somebody is taken off the line, or paused: their conversations end honestly and their shifts are opened."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import CoverState, Line, Membership, Role
from bot.outbox.queue import Priority, put_text
from bot.queries import conversations, heldback, offering, outbox, people, shifts
from scheduling import asking, leaving, planning


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
            whose = await shifts.people_of(session, shift.id)
            await shifts.set_people(session, shift.id, [person for person in whose if person != one.person_id])
            opened += 1
        today = planning.today(line, now)
        for cover in await shifts.covers(session, line.id, today):
            if one.person_id in (cover.taker_id, cover.owner_id):
                cover.state = CoverState.OVER
        for away in await shifts.aways(session, line.id, today, one.person_id):
            await session.delete(away)
    await session.delete(one)
    await session.flush()
    if not await people.roles(session, line.id, one.person_id):
        await asking.stop(session, line, one.person_id, now)
    if one.role == Role.VOLUNTEER:
        for conversation in await offering.offered(session, line.id):
            await leaving.offers_after(session, line, conversation, one.person_id, now, unreachable=True)
    return opened
