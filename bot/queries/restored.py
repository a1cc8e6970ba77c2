"""What is asked and changed once, when a line has been put back to how it was: what was under way then is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import (
    Aside,
    CheckIn,
    CheckInPlan,
    Conversation,
    ConversationState,
    Cover,
    Debrief,
    Draft,
    Duty,
    DutyState,
    Gap,
    Held,
    Line,
    Outbox,
    OutboxState,
    Person,
)

_UNSENT = Outbox.state.in_([OutboxState.WAITING, OutboxState.SENDING])


async def under_way(session: AsyncSession, line_id: int) -> Sequence[Conversation]:
    """The conversations that are not closed, the oldest first."""
    return (
        await session.scalars(
            select(Conversation)
            .where(Conversation.line_id == line_id, Conversation.state != ConversationState.CLOSED)
            .order_by(Conversation.id)
        )
    ).all()


async def withdraw_unsent(session: AsyncSession) -> None:
    """Nothing that waits, or was on its way, is sent any more; what was to leave no trace leaves none."""
    await session.execute(delete(Outbox).where(_UNSENT, Outbox.erases))
    await session.execute(update(Outbox).where(_UNSENT).values(state=OutboxState.WITHDRAWN, params={}))


async def ask_about_held(session: AsyncSession) -> None:
    """Whether what waits is to be passed on is for its writer to say anew."""
    await session.execute(update(Held).values(wanted=False))


async def drop_asides(session: AsyncSession) -> set[int]:
    """Let go of what was set aside until its writer says so; returns whose it was."""
    return set(await session.scalars(delete(Aside).returning(Aside.person_id)))


async def drop_drafts(session: AsyncSession) -> None:
    """Let go of what was not saved."""
    await session.execute(delete(Draft))


async def stop_joining(session: AsyncSession) -> set[int]:
    """Nobody is in the middle of joining any more, so that no message is taken for a name; returns who was."""
    half_way = set(await session.scalars(select(Person.id).where(Person.step.is_not(None))))
    await session.execute(update(Person).where(Person.step.is_not(None)).values(step=None, step_data=None))
    return half_way


async def break_silence(session: AsyncSession, now: datetime) -> None:
    """Nobody is missed for what may have been answered since; what was put off until now is let go."""
    await session.execute(update(Person).values(awaited=False))
    await session.execute(update(CheckInPlan).values(missed=0, step=None, step_at=None, asked_row=None, peer_id=None))
    await session.execute(update(CheckIn).where(CheckIn.again_at <= now).values(again_at=None))


async def plans_due(session: AsyncSession, now: datetime) -> Sequence[tuple[CheckInPlan, str | None]]:
    """The plans of which a check-in was due by now, each with the zone of whose it is."""
    rows = await session.execute(
        select(CheckInPlan, Person.zone)
        .join(Person, Person.id == CheckInPlan.person_id)
        .where(CheckInPlan.next_at <= now)
    )
    return [(row[0], row[1]) for row in rows]


async def ended_unseen(session: AsyncSession, now: datetime) -> Sequence[Duty]:
    """Duties that are over and were not when the backup was made."""
    open_states = (DutyState.PLANNED, DutyState.STARTED)
    return (await session.scalars(select(Duty).where(Duty.state.in_(open_states), Duty.ends_at <= now))).all()


async def running(session: AsyncSession, now: datetime) -> Sequence[Duty]:
    """Duties that run now."""
    return (await session.scalars(select(Duty).where(Duty.starts_at <= now, Duty.ends_at > now))).all()


async def reminders_gone_by(session: AsyncSession, now: datetime) -> Sequence[Duty]:
    """Duties to come of which a reminder was due by now."""
    return (await session.scalars(select(Duty).where(Duty.remind_at <= now, Duty.starts_at > now))).all()


async def covers_gone_by(session: AsyncSession, now: datetime) -> Sequence[Cover]:
    """Requests for cover that were to be asked again by now."""
    return (await session.scalars(select(Cover).where(Cover.remind_at <= now))).all()


async def drop_notices(session: AsyncSession, now: datetime) -> None:
    """Notices that were due by now are not given: of gaps, of the week ahead, and the question of the next morning."""
    await session.execute(update(Gap).where(Gap.warn_at <= now).values(warn_at=None))
    await session.execute(update(Line).where(Line.week_notice_at <= now).values(week_notice_at=None))
    await session.execute(delete(Debrief).where(Debrief.due_at <= now))
