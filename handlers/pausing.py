"""`/pause` and `/resume`: some days without check-ins, now or ahead."""

from datetime import date
from typing import Any

from bot.models import CheckInPlan
from bot.queries import checkins
from bot.texts.times import as_days
from handlers.checkin_card import paused_in_words
from handlers.drafting import ask_which
from handlers.visit import Visit
from scheduling import asking
from scheduling.reading import NotUnderstood, read_pause


async def pause(visit: Visit) -> None:
    """No check-ins until they say so, or on the days that were named."""
    typed = visit.argument if visit.update.callback_query is None else ""
    await visit.answer()
    plan = await _plan(visit)
    if plan is None:
        return
    try:
        readings = read_pause(typed, _here(visit))
    except NotUnderstood as error:
        await visit.reply("pause-usage", {"part": error.part or "…"})
        return
    options = [
        (
            as_days(first, date.fromordinal(until.toordinal() - 1) if until is not None else None),
            {"from": first.isoformat(), "until": until.isoformat() if until is not None else None},
        )
        for first, until in readings
    ]
    if len(options) > 1:
        await ask_which(visit, "pause", options)
    else:
        await save(visit, options[0][1])


async def save(visit: Visit, data: dict[str, Any]) -> None:
    """These days are meant."""
    plan = await _plan(visit)
    if plan is None:
        return
    plan.paused_from = date.fromisoformat(data["from"])
    plan.paused_until = date.fromisoformat(data["until"]) if data["until"] is not None else None
    # Who says that they need a rest has given a sign of life; nothing follows from silence now.
    await checkins.heard(visit.session, visit.person.id)
    await checkins.forget_put_off(visit.session, [visit.person.id])
    await asking.replan(visit.session, visit.line, plan, visit.person.zone, visit.now)
    await visit.reply(
        "check-ins-paused",
        {"pause": paused_in_words(plan, _here(visit))} | _next(visit, plan),
        buttons=[[("b-resume-check-ins", "ciresume:yes")]],
    )


async def resume(visit: Visit) -> None:
    """Check-ins come again."""
    await visit.answer()
    plan = await _plan(visit)
    if plan is None:
        return
    plan.paused_from = plan.paused_until = None
    await asking.replan(visit.session, visit.line, plan, visit.person.zone, visit.now)
    await visit.reply("check-ins-resumed", _next(visit, plan))


def _here(visit: Visit) -> date:
    return visit.now.astimezone(asking.zone_of(visit.person.zone, visit.line)).date()


def _next(visit: Visit, plan: CheckInPlan) -> dict[str, Any]:
    return {"zone": asking.zone_of(visit.person.zone, visit.line).key, "next_when": plan.next_at}


async def _plan(visit: Visit) -> CheckInPlan | None:
    plan = await checkins.plan_of(visit.session, visit.person.id)
    if plan is None or not plan.days:
        await visit.reply("pause-nothing")
        return None
    return plan
