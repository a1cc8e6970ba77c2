"""Check-ins go out: each at its moment, all who are due in a shuffled order, and never one twice."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import SystemRandom
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.models import CheckIn, CheckInPlan, CheckInState, Line, Silence
from bot.outbox.queue import Button, Buttons, Priority, Text, put_texts
from bot.queries import checkins, debriefs, people
from bot.queries.checkins import Asked
from bot.texts.catalogue import SCALES
from scheduling.checkins import LATE, TONIGHT, Rhythm, due, next_after, on_the_minute, out_of_quiet
from scheduling.planning import today

# People in one transaction, so that a conversation never waits long behind them, and in one look at the clock.
_AT_ONCE, _IN_ONE_LOOK = 10, 200
# After each such few, so many times as long as they took is left to the conversations: they go out slowly anyway.
_REST = 9
_random = SystemRandom()
CONSENT, MISSED_CONSENT, CONSENT_VERSION = "check-ins", "missed-check-ins", 1


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
    loop = asyncio.get_running_loop()
    for start in range(0, min(len(waiting), _IN_ONE_LOOK), _AT_ONCE):
        begun = loop.time()
        async with database.transaction() as session:
            await _ask(session, line, await checkins.take(session, waiting[start : start + _AT_ONCE], now), now)
        if start + _AT_ONCE < len(waiting):
            await asyncio.sleep(_REST * (loop.time() - begun))
    return len(waiting) > _IN_ONE_LOOK


async def _ask(session: AsyncSession, line: Line, asked: list[Asked], now: datetime) -> None:
    _random.shuffle(asked)
    rhythms = {one.plan.person_id: rhythm_of(one.plan, zone_of(one.zone, line)) for one in asked}
    moves: dict[int, dict[str, object]] = {}
    moments: dict[int, datetime] = {}
    for one in asked:
        person_id = one.plan.person_id
        chosen, next_at = due(rhythms[person_id], one.plan.next_at or now, now)
        moves[person_id] = {"person_id": person_id, "next_at": next_at}
        if chosen is not None and one.can_be_asked and not rhythms[person_id].is_still(now):
            moments[person_id] = chosen
    already = await checkins.asked_at(session, moments)
    prompts = [
        Prompt(one.plan, one.telegram_id, rhythms[one.plan.person_id].zone, moments[one.plan.person_id], one.writes)
        for one in asked
        if one.plan.person_id in moments.keys() - already
    ]
    awaited = []
    for asked_now, row_id in zip(prompts, await put_prompts(session, line, prompts, now), strict=True):
        person_id = asked_now.plan.person_id
        if _is_awaited(asked_now.plan):
            moves[person_id] |= _look(asked_now.plan, rhythms[person_id], row_id, now)
            awaited.append(person_id)
    if prompts:
        await checkins.forget_put_off(session, [one.plan.person_id for one in prompts])
        await count(session, line, "checkins-asked", now, len(prompts))
    if awaited:
        await checkins.await_sign(session, awaited)
    for group in (
        [move for move in moves.values() if "step" in move],
        [move for move in moves.values() if "step" not in move],
    ):
        await checkins.move_on(session, group)


def _is_awaited(plan: CheckInPlan) -> bool:
    """Whether this person chose that something comes of silence, and none of it has begun."""
    return plan.missed_limit is not None and plan.step in (None, Silence.LOOK)


def _look(plan: CheckInPlan, rhythm: Rhythm, row_id: int, now: datetime) -> dict[str, object]:
    """When to look whether anything was heard after they were asked by this outbox row."""
    at = out_of_quiet(on_the_minute(now + timedelta(minutes=plan.silence_wait)), rhythm)
    # The one before, if it was not looked at yet, was missed too.
    missed = plan.missed + (plan.step is not None)
    return {"missed": missed, "step": Silence.LOOK, "step_at": at, "asked_row": row_id}


@dataclass(frozen=True)
class Prompt:
    """One person to be asked: their plan, chat and zone, the moment (UTC), and whether their words go to somebody."""

    plan: CheckInPlan
    chat_id: int
    zone: ZoneInfo
    due_at: datetime
    writes: bool


async def put_prompts(
    session: AsyncSession, line: Line, prompts: Sequence[Prompt], now: datetime, *, early: bool = False
) -> Sequence[int]:
    """Ask people how they are; returns the outbox rows, in order. What is not sent in time is not sent at all.

    However many they are it takes two statements, so that no conversation waits long behind them.
    """
    numbers = await checkins.add(
        session,
        [
            {
                "line_id": line.id,
                "person_id": one.plan.person_id,
                "day": one.due_at.astimezone(one.zone).date(),
                "due_at": one.due_at,
                "scale": one.plan.scale,
                "early": early,
                "state": CheckInState.ASKED,
            }
            for one in prompts
        ],
    )
    texts = [
        Text(
            one.chat_id,
            {"scale": one.plan.scale, "writes": "yes" if one.writes else "no"},
            prompt_buttons(number, one.plan.scale, one.due_at.astimezone(one.zone)),
            one.due_at + LATE,
        )
        for one, number in zip(prompts, numbers, strict=True)
    ]
    return await put_texts(
        session, line, texts, "check-in", now, priority=Priority.CONVERSATION if early else Priority.CHECK_IN
    )


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
    """Ask one person how they are; returns the outbox row.

    `writes` when what they write now would go to whoever is on duty.
    """
    return (await put_prompts(session, line, [Prompt(plan, chat_id, zone, due_at, writes)], now, early=early))[0]


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
        row_id = await prompt(session, line, plan, person.telegram_id, zone, moment, now, writes=writes)
        if _is_awaited(plan):
            # To put it off was a sign of life; from now on it can be missed as any other.
            look = _look(plan, rhythm, row_id, now)
            await checkins.move_on(session, [{"person_id": person.id} | look])
            await checkins.await_sign(session, [person.id])
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


async def go_on(session: AsyncSession, line: Line, person_id: int, stopped_at: datetime, now: datetime) -> None:
    """The removal at `stopped_at` was taken back, and the plan is as it was: they are asked from its next time on."""
    plan = await checkins.plan_of(session, person_id)
    if plan is None or not plan.days or await people.has_consent(session, line.id, person_id, CONSENT):
        return  # they had no check-ins, or have chosen anew since
    if await checkins.decided_since(session, line.id, person_id, CONSENT, stopped_at):
        # They had some since then and ended them, and that is their last word.
        await stop(session, line, person_id, now)
        return
    await checkins.give_back_consents(session, line.id, person_id, (CONSENT, MISSED_CONSENT), stopped_at)
    plan.next_at = None  # what was due in between is not made up for
    await replan(session, line, plan, (await people.get(session, person_id)).zone, now)


async def count(session: AsyncSession, line: Line, what: str, now: datetime, number: int) -> None:
    """Count without a name, for the month in which it happened."""
    month: date = today(line, now).replace(day=1)
    await debriefs.count(session, line.id, month, what, number)
