"""Check-ins go out: each at its moment, all who are due in a shuffled order, and never one twice."""

from datetime import date, datetime, timedelta
from random import SystemRandom
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.models import CheckIn, CheckInPlan, Line, Silence
from bot.outbox.queue import Button, Buttons, Priority, put_text
from bot.queries import checkins, debriefs, people
from bot.queries.checkins import Asked
from bot.texts.catalogue import SCALES
from scheduling.checkins import LATE, TONIGHT, Rhythm, due, next_after, on_the_minute, out_of_quiet
from scheduling.planning import today

# People in one transaction, so that a conversation never waits long behind them, and in one look at the clock.
_AT_ONCE, _IN_ONE_LOOK = 40, 2000
_random = SystemRandom()
CONSENT, MISSED_CONSENT = "check-ins", "missed-check-ins"


def zone_of(zone: str | None, line: Line) -> ZoneInfo:
    """Somebody's own zone, or else the line's."""
    return ZoneInfo(zone or line.zone)


def rhythm_of(plan: CheckInPlan, zone: ZoneInfo) -> Rhythm:
    """A plan's row as the rule that it is."""
    quiet = (plan.quiet_from, plan.quiet_until)
    return Rhythm(
        tuple(plan.days),
        tuple(plan.minutes),
        zone,
        plan.paused_from,
        plan.paused_until,
        (quiet[0], quiet[1]) if quiet[0] is not None and quiet[1] is not None else None,
    )


async def replan(session: AsyncSession, line: Line, plan: CheckInPlan, zone: str | None, now: datetime) -> None:
    """Somebody changed when they are asked: work out the next time anew; one that is due this very moment stays."""
    if plan.next_at is None or plan.next_at > now or not plan.days:
        plan.next_at = next_after(rhythm_of(plan, zone_of(zone, line)), now)
    await session.flush()
    session.info["due"] = True


async def ask_due(database: Database, line: Line, now: datetime) -> bool:
    """Ask everybody whose check-in is due, in a shuffled order; whether some are left for the next look."""
    async with database.transaction() as session:
        waiting = await checkins.due(session, now)
    _random.shuffle(waiting)
    for start in range(0, min(len(waiting), _IN_ONE_LOOK), _AT_ONCE):
        async with database.transaction() as session:
            await _ask(session, line, await checkins.take(session, waiting[start : start + _AT_ONCE], now), now)
    return len(waiting) > _IN_ONE_LOOK


async def _ask(session: AsyncSession, line: Line, asked: list[Asked], now: datetime) -> None:
    _random.shuffle(asked)
    moves, awaited, reached = [], [], []
    for one in asked:
        plan, zone = one.plan, zone_of(one.zone, line)
        rhythm = rhythm_of(plan, zone)
        chosen, next_at = due(rhythm, plan.next_at or now, now)
        move: dict[str, object] = {"person_id": plan.person_id, "next_at": next_at}
        able = one.can_be_asked and not rhythm.is_still(now)
        if chosen is not None and able and not await checkins.was_asked_at(session, plan.person_id, chosen):
            row_id = await prompt(session, line, plan, one.telegram_id, zone, chosen, now, writes=one.writes)
            reached.append(plan.person_id)
            if plan.missed_limit is not None and plan.step in (None, Silence.LOOK):
                # The one before, if it was not looked at yet, was missed too.
                missed = plan.missed + (plan.step is not None)
                at = out_of_quiet(on_the_minute(now + timedelta(minutes=plan.silence_wait)), rhythm)
                move |= {"missed": missed, "step": Silence.LOOK, "step_at": at, "asked_row": row_id}
                awaited.append(plan.person_id)
        moves.append(move)
    if reached:
        await checkins.forget_put_off(session, reached)
        await count(session, line, "checkins-asked", now, len(reached))
    if awaited:
        await checkins.await_sign(session, awaited)
    for group in (
        [move for move in moves if "step" in move],
        [move for move in moves if "step" not in move],
    ):
        await checkins.move_on(session, group)


async def prompt(
    session: AsyncSession,
    line: Line,
    plan: CheckInPlan,
    chat_id: int,
    zone: ZoneInfo,
    due_at: datetime,
    now: datetime,
    *,
    writes: bool,
    early: bool = False,
) -> int:
    """Ask one person how they are; returns the outbox row. What is not sent in time is not sent at all.

    `writes` when what they write now would go to whoever is on duty.
    """
    day = due_at.astimezone(zone).date()
    number = await checkins.add(session, line.id, plan.person_id, day, due_at, plan.scale, early=early)
    return await put_text(
        session,
        line,
        chat_id,
        "check-in",
        now,
        {"scale": plan.scale, "writes": "yes" if writes else "no"},
        buttons=prompt_buttons(number, plan.scale, due_at.astimezone(zone)),
        priority=Priority.CONVERSATION if early else Priority.CHECK_IN,
        expires_at=due_at + LATE,
    )


def prompt_buttons(number: int, scale: str, local: datetime) -> Buttons:
    """What can be pressed under a check-in that came at `local`, by the clock of whoever is asked."""
    words: list[Button] = [(key, f"checkin:{number}-{word}") for word, key in SCALES[scale].items()]
    words.append(("b-felt-unsaid", f"checkin:{number}-unsaid"))
    later: list[Button] = [("b-in-an-hour", f"checkin:{number}-hour")]
    if local.time() < TONIGHT and (TONIGHT.hour - local.hour) > 1:
        later.append(("b-tonight", f"checkin:{number}-tonight"))
    later.append(("b-tomorrow", f"checkin:{number}-tomorrow"))
    return [
        *(words[place : place + 2] for place in range(0, len(words), 2)),
        [("b-talk-myself", f"checkin:{number}-talk")],
        later,
        [("b-check-ins-stop", f"checkin:{number}-stop")],
    ]


async def ask_again(session: AsyncSession, line: Line, check_in: CheckIn, now: datetime) -> None:
    """A check-in that was put off comes again, as a new one that counts for its own day."""
    moment = check_in.again_at or now
    check_in.again_at = None
    plan = await checkins.plan_of(session, check_in.person_id)
    person = await people.get(session, check_in.person_id)
    if plan is None or not plan.days or now - moment > LATE or not await checkins.can_be_asked(session, person.id):
        return
    if plan.next_at is not None and plan.next_at <= now:
        return  # the next one is due too, and comes instead
    zone = zone_of(person.zone, line)
    rhythm = rhythm_of(plan, zone)
    if rhythm.pauses(now.astimezone(zone).date()):
        return
    if rhythm.is_still(now):
        check_in.again_at = out_of_quiet(now, rhythm)
        return
    if not await checkins.was_asked_at(session, person.id, moment):
        writes = await checkins.writes_to_somebody(session, person.id)
        await prompt(session, line, plan, person.telegram_id, zone, moment, now, writes=writes)
        await count(session, line, "checkins-asked", now, 1)


async def stop(session: AsyncSession, line: Line, person_id: int, now: datetime) -> None:
    """Nobody asks this person any more; both consents are taken back."""
    plan = await checkins.plan_of(session, person_id)
    if plan is not None:
        plan.days, plan.minutes, plan.next_at, plan.missed_limit = [], [], None, None
        plan.paused_from = plan.paused_until = None
        await session.flush()
        await checkins.heard(session, person_id)
        await checkins.forget_put_off(session, [person_id])
    for what in (CONSENT, MISSED_CONSENT):
        await people.withdraw_consent(session, line.id, person_id, what, now)


async def count(session: AsyncSession, line: Line, what: str, now: datetime, number: int) -> None:
    """Count without a name, for the month in which it happened."""
    month: date = today(line, now).replace(day=1)
    await debriefs.count(session, line.id, month, what, number)
