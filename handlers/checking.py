"""What is pressed under a check-in, under the one note after missed ones, and by a peer who is asked to say hello."""

from datetime import datetime, timedelta

from bot.models import CheckIn, CheckInPlan, CheckInState
from bot.outbox.queue import Buttons
from bot.queries import checkins
from bot.texts.catalogue import SCALES
from handlers import checkin_choices, joining
from handlers import checkins as choosing
from handlers.visit import Visit, whole_number
from scheduling import asking, silence
from scheduling.checkins import APART, next_after, put_off

_LATER = ("hour", "tonight", "tomorrow")


async def press(visit: Visit) -> None:
    """A button under a check-in, today's or an old one: the answer counts for the day on which it was asked."""
    number, _, word = visit.button[1].partition("-")
    check_in = await checkins.get(visit.session, visit.person.id, whole_number(number))
    if word == "talk":
        # That works however old the check-in is, and takes no earlier answer away.
        if check_in is not None and check_in.state != CheckInState.ANSWERED:
            await _note(visit, check_in, word)
        await visit.redraw("check-in-talk")
        await joining.talk(visit)
    elif word == "stop":
        await choosing.off(visit)
    elif check_in is None:
        await visit.answer("stale-button")
    elif word in (*SCALES[check_in.scale], "unsaid"):
        await visit.answer()
        await _answer(visit, check_in, word)
    elif word in _LATER:
        await visit.answer()
        await _later(visit, check_in, word)
    elif word == "again":
        await visit.answer()
        local = visit.now.astimezone(asking.zone_of(visit.person.zone, visit.line))
        buttons = asking.prompt_buttons(check_in.id, check_in.scale, local)
        writes = "yes" if await checkins.writes_to_somebody(visit.session, visit.person.id) else "no"
        await visit.redraw("check-in", {"scale": check_in.scale, "writes": writes}, buttons=buttons)
    else:
        await visit.answer("stale-button")


async def _answer(visit: Visit, check_in: CheckIn, word: str) -> None:
    kept, skipped = await _note(visit, check_in, word)
    await visit.redraw(
        "check-in-answered",
        {
            # What is not to be kept is in no row either, not even in this one until it is sent.
            "answer": f"{check_in.scale}-{word}" if kept else None,
            "zone": asking.zone_of(visit.person.zone, visit.line).key,
            "asked_date": check_in.day.isoformat(),
            "kept": "yes" if kept else "no",
            "skipped_at": skipped,
            "writes": "yes" if await checkins.writes_to_somebody(visit.session, visit.person.id) else "no",
        },
        buttons=_after(check_in, "b-answer-again"),
    )


async def _note(visit: Visit, check_in: CheckIn, word: str) -> tuple[bool, datetime | None]:
    """Put an answer down, if it is to be kept; returns whether it is, and which later one it stands for."""
    plan = await checkins.plan_of(visit.session, visit.person.id)
    kept = plan is not None and bool(plan.days) and plan.keep_days != 0
    first = check_in.state != CheckInState.ANSWERED
    check_in.state, check_in.again_at = CheckInState.ANSWERED, None
    check_in.answer = word if kept else None
    await visit.session.flush()
    skipped = None
    if first:
        await asking.count(visit.session, visit.line, "checkins-answered", visit.now, 1)
        if check_in.early and plan is not None:
            skipped = await _instead_of_next(visit, check_in, plan)
    return kept, skipped


async def _instead_of_next(visit: Visit, check_in: CheckIn, plan: CheckInPlan) -> datetime | None:
    """Whoever was early is not asked again for the next one of the same day, once a day."""
    zone = asking.zone_of(visit.person.zone, visit.line)
    if plan.next_at is None or plan.next_at.astimezone(zone).date() != check_in.day:
        return None
    if await checkins.was_early(visit.session, check_in):
        return None
    skipped, plan.next_at = plan.next_at, next_after(asking.rhythm_of(plan, zone), plan.next_at)
    await visit.session.flush()
    return skipped


def _after(check_in: CheckIn, again: str) -> Buttons:
    return [[("b-talk-myself", f"checkin:{check_in.id}-talk")], [(again, f"checkin:{check_in.id}-again")]]


async def _later(visit: Visit, check_in: CheckIn, how: str) -> None:
    plan = await checkins.plan_of(visit.session, visit.person.id)
    if plan is None or not plan.days:
        await visit.redraw("check-ins-none")
        return
    zone = asking.zone_of(visit.person.zone, visit.line)
    rhythm = asking.rhythm_of(plan, zone)
    moment = put_off(how, visit.now, rhythm)
    paused = rhythm.pauses(moment.astimezone(zone).date())
    if paused and plan.next_at is None:
        await visit.redraw("check-in-not-later")
        return
    if plan.next_at is not None and (paused or plan.next_at <= moment + timedelta(minutes=APART)):
        # The next one comes anyway at about that time, or is the next that comes at all.
        moment, check_in.again_at = plan.next_at, None
    else:
        check_in.again_at = moment
    if check_in.state != CheckInState.ANSWERED:
        check_in.state = CheckInState.LATER
    await visit.session.flush()
    visit.session.info["due"] = True
    await visit.redraw(
        "check-in-later",
        {"zone": zone.key, "again_when": moment},
        buttons=_after(check_in, "b-answer-after-all"),
    )


async def nudge(visit: Visit) -> None:
    """A button under the note after missed check-ins; that something was pressed has ended what would follow."""
    word = visit.button[1]
    if word == "talk":
        await visit.redraw("check-in-talk")
        await joining.talk(visit)
        return
    await visit.answer()
    if word == "stop":
        await checkin_choices.stop_missed(visit)
        await visit.redraw("nudge-stopped")
    else:
        await visit.redraw("nudge-heard")


async def hello(visit: Visit) -> None:
    """A peer who is asked to say hello to somebody says yes or no."""
    number, _, word = visit.button[1].partition("-")
    plan = await checkins.plan_of(visit.session, whole_number(number) or 0)
    peer = await silence.peer_of(visit.session, visit.line, plan, visit.person.id, visit.now) if plan else None
    if plan is None or peer is None:
        await visit.answer("hello-over")
        return
    await visit.answer()
    if word == "yes":
        await visit.redraw("hello-said")
        await silence.say_hello(visit.session, visit.line, plan, peer, visit.now)
    else:
        await checkins.heard(visit.session, plan.person_id)
        await visit.redraw("hello-not")
