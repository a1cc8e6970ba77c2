"""Somebody's check-ins as they are shown: what is chosen, the next three, and what can be changed."""

from datetime import date, timedelta
from typing import Any

from bot.models import CheckInPlan
from bot.outbox.queue import Button
from bot.queries import checkins
from bot.texts.times import as_days
from handlers.visit import Visit
from scheduling import asking
from scheduling.checkins import TICK, following
from scheduling.reading import Times, say_times
from scheduling.reading.saying import clock

_OFFERED = (Times(tuple(range(7)), (9 * 60,)), Times((0, 3), (19 * 60 + 30,)))


async def show(visit: Visit) -> None:
    """What is chosen, and the next three; or what could be chosen."""
    if visit.sharers:
        await visit.reply("check-ins-own-account")
        return
    plan = await checkins.plan_of(visit.session, visit.person.id)
    if plan is not None and plan.days:
        await card(visit, plan)
        return
    buttons: list[list[Button]] = [
        [("b-times", f"cistart:{name}", {"when": say_times(times)})] for name, times in suggested(visit).items()
    ]
    group = visit.line.rhythm
    await visit.reply(
        "check-ins-intro",
        {"when": say_times(Times(tuple(group["days"]), tuple(group["minutes"]))) if group else None},
        buttons=[*buttons, [("b-own-times", "cistart:own")]],
    )


def suggested(visit: Visit) -> dict[str, Times]:
    """What the group suggests, and two rhythms that many like, by the names that buttons carry."""
    group = visit.line.rhythm
    first = {"group": Times(tuple(group["days"]), tuple(group["minutes"]))} if group else {}
    return first | {str(number): times for number, times in enumerate(_OFFERED)}


async def card(visit: Visit, plan: CheckInPlan, *, saved: bool = False) -> None:
    """What is chosen, with the next three and what can be changed."""
    zone = asking.zone_of(visit.person.zone, visit.line)
    rhythm = asking.rhythm_of(plan, zone)
    paused = paused_in_words(plan, visit.now.astimezone(zone).date())
    quiet = f"{clock(plan.quiet_from)}-{clock(plan.quiet_until)}" if rhythm.quiet else None  # type: ignore[arg-type]
    await visit.reply(
        "check-ins-are",
        {
            "saved": "yes" if saved else "no",
            "when": say_times(Times(tuple(plan.days), tuple(plan.minutes))),
            "zone": zone.key,
            "zone_name": zone.key,
            "scale": plan.scale,
            "quiet": quiet,
            "hidden": ", ".join(clock(one) for one in plan.minutes if rhythm.is_quiet(one)) or None,
            "pause": paused,
            "count": plan.missed_limit or 0,
            "length": plan.silence_wait * 60,
            "keep": keeps(plan),
            "moment_whens": following(rhythm, plan.next_at - TICK, 3) if plan.next_at is not None else None,
        },
        buttons=[
            [("b-own-times", "cistart:own"), ("b-wording", "ciwords:ask")],
            [("b-missed", "cimissed:ask"), ("b-look-back", "ciback:ask")],
            [("b-resume-check-ins", "ciresume:yes") if paused is not None else ("b-pause-check-ins", "cipause:yes")],
            [("b-check-ins-stop", "cioff:yes")],
        ],
    )


def keeps(plan: CheckInPlan | None) -> str:
    """How long answers are kept: a "month", "all" of them until they say, or "nothing"."""
    if plan is None or plan.keep_days:
        return "month"
    return "all" if plan.keep_days is None else "nothing"


def paused_in_words(plan: CheckInPlan, here: date) -> str | None:
    """For which days somebody has paused; None when they have not, or when it is over."""
    if plan.paused_from is None or (plan.paused_until is not None and plan.paused_until <= here):
        return None
    last = plan.paused_until - timedelta(days=1) if plan.paused_until is not None else None
    return as_days(plan.paused_from, last)


async def plan_of(visit: Visit) -> CheckInPlan | None:
    """What this person chose; without it they hear how to begin."""
    plan = await checkins.plan_of(visit.session, visit.person.id)
    if plan is None or not plan.days:
        await show(visit)
        return None
    return plan


def times_in_words(data: dict[str, Any]) -> str | None:
    """Days and times as they are kept, in words; None while one of them is missing."""
    if not data["days"] or not data["minutes"]:
        return None
    return say_times(Times(tuple(data["days"]), tuple(data["minutes"])))


def as_data(times: Times) -> dict[str, Any]:
    """Days and times as they are kept."""
    return {"days": list(times.days), "minutes": list(times.minutes)}
