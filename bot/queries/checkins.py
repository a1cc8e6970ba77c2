"""Check-ins: who is to be asked when, and what was answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import (
    CheckIn,
    CheckInPlan,
    CheckInState,
    Consent,
    Conversation,
    ConversationState,
    Line,
    Membership,
    Outbox,
    Person,
    Role,
)

_PLAN: Any = CheckInPlan.__table__
_CHECK_INS: Any = CheckIn.__table__
_ADD = insert(_CHECK_INS).returning(_CHECK_INS.c.id, sort_by_parameter_order=True)
_BUTTONS_WORK = timedelta(days=2)


@dataclass(frozen=True)
class Asked:
    """A plan whose time has come, whose it is, and whether they can be asked now."""

    plan: CheckInPlan
    telegram_id: int
    zone: str | None
    can_be_asked: bool
    writes: bool


async def plan_of(session: AsyncSession, person_id: int) -> CheckInPlan | None:
    """What somebody chose about check-ins, if they ever did."""
    return await session.get(CheckInPlan, person_id, populate_existing=True)


async def begin(session: AsyncSession, line: Line, person_id: int, **fields: Any) -> CheckInPlan:
    """What somebody chooses for the first time; answers are kept for 30 days unless they say otherwise (care.md)."""
    plan = CheckInPlan(line_id=line.id, person_id=person_id, keep_days=30, silence_wait=120, missed=0, **fields)
    session.add(plan)
    await session.flush()
    return plan


async def due(session: AsyncSession, now: datetime) -> list[int]:
    """The people whose next check-in is due."""
    return list(await session.scalars(select(CheckInPlan.person_id).where(CheckInPlan.next_at <= now)))


async def take(session: AsyncSession, person_ids: Collection[int], now: datetime) -> list[Asked]:
    """Those of these people whose time has come, whether they can be asked, and whether somebody gets their words."""
    rows = await session.execute(
        select(CheckInPlan, Person.telegram_id, Person.zone, _can_be_asked(), _writes_to_somebody())
        .join(Person, Person.id == CheckInPlan.person_id)
        .where(CheckInPlan.person_id.in_(person_ids), CheckInPlan.next_at <= now)
        .execution_options(populate_existing=True)
    )
    return [Asked(row[0], row[1], row[2], bool(row[3]), bool(row[4])) for row in rows]


def _can_be_asked() -> ColumnElement[bool]:
    """Whoever blocked the bot, is paused, has no role any more or shares a phone is not asked."""
    of_person = exists().where(Membership.person_id == Person.id)
    paused = of_person.where(Membership.paused_at.is_not(None))
    return and_(Person.blocked_at.is_(None), Person.telegram_id > 0, of_person, ~paused)


def _writes_to_somebody() -> ColumnElement[bool]:
    """Whether what they write is for whoever is on duty: as members, who do not listen to somebody just now."""
    member = exists().where(Membership.person_id == Person.id, Membership.role == Role.MEMBER)
    listens = exists().where(Conversation.volunteer_id == Person.id, Conversation.state == ConversationState.OPEN)
    return and_(Person.relay.is_(True), member, ~listens)


async def writes_to_somebody(session: AsyncSession, person_id: int) -> bool:
    """Whether what this person writes now would go to whoever is on duty."""
    return await session.scalar(select(Person.id).where(Person.id == person_id, _writes_to_somebody())) is not None


async def can_be_asked(session: AsyncSession, person_id: int) -> bool:
    """Whether somebody can be asked now."""
    return await session.scalar(select(Person.id).where(Person.id == person_id, _can_be_asked())) is not None


async def add(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> Sequence[int]:
    """People are asked, each row the fields of one check-in; returns their numbers in the same order."""
    return (await session.scalars(_ADD, rows)).all() if rows else ()


async def asked_at(session: AsyncSession, moments: Mapping[int, datetime]) -> set[int]:
    """Which of these people were asked already at the very moment that goes with each."""
    if not moments:
        return set()
    found = await session.execute(
        select(CheckIn.person_id, CheckIn.due_at).where(
            CheckIn.person_id.in_(moments), CheckIn.due_at.in_(set(moments.values()))
        )
    )
    return {person_id for person_id, due_at in found if moments[person_id] == due_at}


async def was_asked_at(session: AsyncSession, person_id: int, due_at: datetime) -> bool:
    """Whether somebody was asked at this very moment already."""
    found = select(CheckIn.id).where(CheckIn.person_id == person_id, CheckIn.due_at == due_at)
    return await session.scalar(found) is not None


async def move_on(session: AsyncSession, moves: Sequence[dict[str, Any]]) -> None:
    """Write down for each of these people (`person_id`) when they are asked next, and what comes of silence."""
    if moves:
        await session.execute(update(CheckInPlan), moves)


async def forget_put_off(session: AsyncSession, person_ids: Collection[int]) -> None:
    """What these people have put off is not asked again: something newer comes instead."""
    await session.execute(
        update(CheckIn).where(CheckIn.person_id.in_(person_ids), CheckIn.again_at.is_not(None)).values(again_at=None)
    )


async def get(session: AsyncSession, person_id: int, number: int | None) -> CheckIn | None:
    """One of somebody's own check-ins by its number."""
    if number is None:
        return None
    found = select(CheckIn).where(CheckIn.id == number, CheckIn.person_id == person_id)
    return (await session.scalars(found)).one_or_none()


async def put_off(session: AsyncSession, now: datetime) -> Sequence[CheckIn]:
    """The check-ins that were put off until now; of one person only the newest, and the others are let go."""
    found = (await session.scalars(select(CheckIn).where(CheckIn.again_at <= now).order_by(CheckIn.again_at))).all()
    newest = {check_in.person_id: check_in for check_in in found}
    for check_in in found:
        if newest[check_in.person_id] is not check_in:
            check_in.again_at = None
    await session.flush()
    return list(newest.values())


async def silent(session: AsyncSession, now: datetime) -> Sequence[int]:
    """The people of whom nothing was heard, for whom the next step is due."""
    return (await session.scalars(select(CheckInPlan.person_id).where(CheckInPlan.step_at <= now))).all()


async def heard(session: AsyncSession, person_id: int) -> None:
    """A sign of life, whatever it is, ends what follows from silence."""
    await session.execute(update(Person).where(Person.id == person_id).values(awaited=False))
    await session.execute(
        update(_PLAN)
        .where(_PLAN.c.person_id == person_id)
        .values(missed=0, step=None, step_at=None, asked_row=None, peer_id=None)
    )


async def await_sign(session: AsyncSession, person_ids: Collection[int]) -> None:
    """From now on any sign of life of these people counts."""
    await session.execute(update(Person).where(Person.id.in_(person_ids)).values(awaited=True))


async def pause_all(session: AsyncSession, line_id: int, day: date) -> set[int]:
    """Nobody is asked from this day on until they say so themselves; returns who had check-ins ahead."""
    on = CheckInPlan.line_id == line_id, CheckInPlan.next_at.is_not(None)
    theirs = set(
        await session.scalars(
            update(CheckInPlan)
            .where(*on)
            .values(paused_from=day, paused_until=None, next_at=None)
            .returning(CheckInPlan.person_id)
        )
    )
    await session.execute(
        update(_PLAN)
        .where(_PLAN.c.line_id == line_id)
        .values(missed=0, step=None, step_at=None, asked_row=None, peer_id=None)
    )
    await session.execute(update(Person).where(Person.awaited.is_(True)).values(awaited=False))
    await session.execute(update(CheckIn).where(CheckIn.again_at.is_not(None)).values(again_at=None))
    return theirs


async def decided_since(session: AsyncSession, line_id: int, person_id: int, what: str, since: datetime) -> bool:
    """Whether somebody has agreed to this, or taken that back, since then."""
    theirs = Consent.line_id == line_id, Consent.person_id == person_id, Consent.what == what
    newer = or_(Consent.given_at > since, Consent.withdrawn_at > since)
    return bool(await session.scalar(select(exists().where(*theirs, newer))))


async def give_back_consents(
    session: AsyncSession, line_id: int, person_id: int, whats: Collection[str], withdrawn_at: datetime
) -> None:
    """What somebody agreed to, and what was ended for them at this very moment, holds again."""
    await session.execute(
        update(Consent)
        .where(
            Consent.line_id == line_id,
            Consent.person_id == person_id,
            Consent.what.in_(whats),
            Consent.withdrawn_at == withdrawn_at,
        )
        .values(withdrawn_at=None)
    )


async def row_state(session: AsyncSession, row_id: int | None) -> str | None:
    """How far the outbox has come with what was asked."""
    return await session.scalar(select(Outbox.state).where(Outbox.id == row_id)) if row_id is not None else None


async def look_back(session: AsyncSession, person_id: int, since: date) -> Sequence[CheckIn]:
    """Somebody's own check-ins from this day on, the oldest first."""
    found = select(CheckIn).where(
        CheckIn.person_id == person_id, CheckIn.day >= since, CheckIn.state != CheckInState.ERASED
    )
    return (await session.scalars(found.order_by(CheckIn.due_at))).all()


async def was_early(session: AsyncSession, check_in: CheckIn) -> bool:
    """Whether another one of the same day was answered early."""
    found = select(CheckIn.id).where(
        CheckIn.person_id == check_in.person_id,
        CheckIn.day == check_in.day,
        CheckIn.early.is_(True),
        CheckIn.state == CheckInState.ANSWERED,
        CheckIn.id != check_in.id,
    )
    return await session.scalar(found.limit(1)) is not None


async def erase_answers(session: AsyncSession, person_id: int, now: datetime) -> None:
    """Erase all that somebody ever answered; the buttons of the last two days go on working."""
    theirs = CheckIn.person_id == person_id
    await session.execute(delete(CheckIn).where(theirs, CheckIn.due_at < now - _BUTTONS_WORK))
    await session.execute(update(CheckIn).where(theirs).values(answer=None, state=CheckInState.ERASED))


async def count(session: AsyncSession, line_id: int) -> int:
    """How many people on the line have check-ins."""
    on = CheckInPlan.next_at.is_not(None) | CheckInPlan.paused_from.is_not(None)
    return await session.scalar(select(func.count()).where(CheckInPlan.line_id == line_id, on)) or 0


async def prune(session: AsyncSession, now: datetime) -> None:
    """Forget check-ins as soon as those who gave them wish: after 30 days, unless they said otherwise (care.md)."""
    for days in await session.scalars(select(CheckInPlan.keep_days).distinct()):
        if days is not None:
            theirs = select(CheckInPlan.person_id).where(CheckInPlan.keep_days == days)
            # One that is not kept stays for two days all the same, without its answer, so that its buttons work.
            before = now - max(timedelta(days=days), _BUTTONS_WORK)
            await session.execute(delete(CheckIn).where(CheckIn.due_at < before, CheckIn.person_id.in_(theirs)))
