"""Whether the volunteer on the rota is really there: reminders, "I'm here", the backup, and stepping back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Cover, CoverState, Duty, Line, Membership, Person, Role
from bot.outbox.queue import Buttons, Priority, put_text
from bot.queries import people, rota, shifts
from scheduling import covering, planning, settling
from scheduling.telling import tell_coordinators

# So long after a shift's start its volunteer must have said that they are here (care.md).
CONFIRMED_WITHIN = timedelta(minutes=5)
_ALONE = timedelta(hours=2)
_AT_LEAST = timedelta(minutes=30)  # else somebody who steps in just before an end could not answer
_AT_ONCE = timedelta(minutes=1)


async def remind(session: AsyncSession, line: Line, duty: Duty, now: datetime) -> None:
    """A shift comes near: remind its volunteer, and set the next reminder."""
    duty.remind_at = None
    volunteer = (await people.reachable(session, line.id)).get(duty.person_id or 0)
    membership = await people.membership(session, line.id, duty.person_id or 0, Role.VOLUNTEER)
    if volunteer is None or membership is None or duty.starts_at <= now:
        return
    duty.remind_at = planning.next_reminder(planning.reminders_for(membership), duty.starts_at, now)
    before = await rota.between(
        session, line.id, duty.starts_at - _AT_ONCE, duty.starts_at, person_id=volunteer.person_id
    )
    if any(one.id != duty.id for one in before):
        return  # they are on already when it begins
    await put_text(
        session,
        line,
        volunteer.telegram_id,
        "shift-soon",
        now,
        {"start_when": duty.starts_at, "until_at": duty.ends_at},
        buttons=[[("b-find-cover", f"give:{duty.id}")]],
        expires_at=duty.starts_at,
    )


def confirm_by(duty: Duty, now: datetime) -> datetime:
    """When the volunteer of a duty that begins must have said that they are here."""
    return max(duty.starts_at, now - _AT_ONCE) + CONFIRMED_WITHIN


def here_buttons(duty: Duty) -> Buttons:
    """What a volunteer can press when their shift has started."""
    here = [] if duty.confirmed_at is not None else [("b-here", f"here:{duty.id}")]
    return [[*here, ("b-step-back", f"stepback:{duty.id}")]]


async def not_confirmed(session: AsyncSession, line: Line, duty: Duty, now: datetime) -> None:
    """Five minutes into a shift its volunteer has not said that they are here: ask the backup, tell coordinators."""
    duty.confirm_by = None
    if duty.confirmed_at is not None or duty.person_id is None or duty.ends_at <= now:
        return
    await session.flush()
    await absent(session, line, duty, now, "not-here")


async def absent(session: AsyncSession, line: Line, duty: Duty, now: datetime, key: str) -> None:
    """Who is on the rota may not be there: ask the backups, and tell coordinators by the text `key`."""
    alias = await people.alias(session, line.id, duty.person_id or 0, Role.VOLUNTEER)
    asked = []
    for backup in await _backups(session, line, duty, now):
        asked.append(backup.alias)
        await put_text(
            session,
            line,
            (await people.get(session, backup.person_id)).telegram_id,
            "stand-in-asked",
            now,
            {"alias": alias, "until_at": duty.ends_at},
            buttons=[[("b-stand-in", f"standin:{duty.id}")]],
            priority=Priority.CONVERSATION,
            expires_at=duty.ends_at,
        )
    await tell_coordinators(
        session,
        line,
        key,
        now,
        {"alias": alias, "until_at": duty.ends_at, "backups": ", ".join(asked) or None},
        but=(duty.person_id,),
        priority=Priority.CONVERSATION,
        expires_at=duty.ends_at,
    )


async def stand_in(
    session: AsyncSession, line: Line, duty: Duty, person: Person, now: datetime, *, agreed: bool = False
) -> bool:
    """Somebody takes over what is left of a shift; False when it is over, or its volunteer is here after all.

    `agreed` when that does not matter, since the two of them share a phone and it has changed hands.
    """
    reachable = await people.reachable(session, line.id)
    is_here = duty.confirmed_at is not None and duty.person_id in reachable and not agreed
    if duty.person_id in (None, person.id) or duty.ends_at <= now or is_here:
        return False
    owner_id, alias = duty.person_id or 0, await people.alias(session, line.id, person.id, Role.VOLUNTEER)
    session.add(
        Cover(
            line_id=line.id,
            shift_id=duty.shift_id,
            day=duty.day,
            starts_at=now,
            ends_at=duty.ends_at,
            owner_id=owner_id,
            taker_id=person.id,
            state=CoverState.TAKEN,
        )
    )
    ends_at = duty.ends_at
    await settling.settle(session, line, now, [duty.shift_id], told=(owner_id, person.id), gaps_told=True)
    await rota.confirm(session, line.id, person.id, now)
    if owner_id in reachable:
        await put_text(
            session,
            line,
            reachable[owner_id].telegram_id,
            "stood-in-for",
            now,
            {"alias": alias, "until_at": ends_at},
            priority=Priority.CONVERSATION,
            expires_at=ends_at,
        )
    said = {"alias": alias, "until_at": ends_at}
    await tell_coordinators(session, line, "stood-in", now, said, but=(owner_id, person.id), expires_at=ends_at)
    return True


async def step_back(session: AsyncSession, line: Line, person: Person, now: datetime) -> bool:
    """A volunteer stops now, no reason asked: the others are asked for the rest, and coordinators hear of it."""
    mine = await rota.running(session, line.id, person.id, now)
    if not mine:
        return False
    # Read now: the duties themselves are cut short below.
    ends_at, shift_ids = max(duty.ends_at for duty in mine), {duty.shift_id for duty in mine}
    covers = [
        await covering.new(
            session, line, duty.shift_id, duty.day, (now, duty.ends_at), now, owner_id=person.id, released=True
        )
        for duty in mine
    ]
    await settling.settle(session, line, now, shift_ids, told=(person.id,), gaps_told=True)
    asked = await covering.ask(session, line, [(cover, (now, ends_at)) for cover in covers], now)
    left = [one.alias for one in await rota.on_duty(session, line.id, now)]
    alias = await people.alias(session, line.id, person.id, Role.VOLUNTEER)
    await tell_coordinators(
        session,
        line,
        "stepped-back",
        now,
        {"alias": alias, "until_at": ends_at, "on": " and ".join(left) or None, "count": asked},
        but=(person.id,),
        priority=Priority.CONVERSATION,
        expires_at=ends_at,
    )
    return True


async def come_on(session: AsyncSession, line: Line, person: Person, now: datetime) -> None:
    """A backup who takes a conversation is on duty beside the others from now on, for as long as they are.

    When nobody is on, for two hours, the length of shift that care.md suggests.
    """
    on_duty = await rota.on_duty(session, line.id, now)
    ends_at = max([one.ends_at for one in on_duty] + [now + (_AT_LEAST if on_duty else _ALONE)])
    zone = ZoneInfo(line.zone)
    start, end = now.astimezone(zone), ends_at.astimezone(zone)
    begin = start.hour * 60 + start.minute
    until = (end.date() - start.date()).days * 1440 + end.hour * 60 + end.minute
    await shifts.add(
        session,
        [person.id],
        line_id=line.id,
        weekdays=None,
        day=start.date(),
        start_minute=begin,
        end_minute=min(max(until, begin + 1), begin + 1440),
        first_day=start.date(),
        last_day=start.date(),
        every_weeks=1,
    )
    await settling.settle(session, line, now, told=(person.id,), gaps_told=True)
    await rota.confirm(session, line.id, person.id, now)
    alias = await people.alias(session, line.id, person.id, Role.VOLUNTEER)
    said = {"alias": alias, "until_at": ends_at}
    await tell_coordinators(session, line, "came-on", now, said, but=(person.id,), expires_at=ends_at)


async def tell_buddy(session: AsyncSession, line: Line, duty: Duty, now: datetime) -> None:
    """A new volunteer's shift has begun: their buddy hears of it, in the first weeks."""
    mine = await people.membership(session, line.id, duty.person_id or 0, Role.VOLUNTEER)
    if mine is None or mine.buddy_id is None or mine.buddy_until is None or mine.buddy_until <= now:
        return
    buddy = (await people.reachable(session, line.id)).get(mine.buddy_id)
    if buddy is not None:
        await put_text(
            session,
            line,
            buddy.telegram_id,
            "buddy-started",
            now,
            {"alias": mine.alias, "until_at": duty.ends_at},
            expires_at=duty.ends_at,
        )


async def _backups(session: AsyncSession, line: Line, duty: Duty, now: datetime) -> list[Membership]:
    reachable = await people.reachable(session, line.id)
    on = {one.person_id for one in await rota.on_duty(session, line.id, now)}
    return [
        one
        for one in await people.memberships(session, line.id, Role.VOLUNTEER)
        if one.is_backup
        and one.person_id in reachable
        and one.person_id not in {*on, duty.person_id}
        and not await covering.is_away_then(session, line, one.person_id, (now, duty.ends_at), now)
    ]
