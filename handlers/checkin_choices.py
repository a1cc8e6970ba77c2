"""What else somebody can choose of check-ins: the words, quiet hours, how long answers stay, what silence brings."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.outbox.queue import Button, put_look_back
from bot.queries import checkins, people
from bot.texts.catalogue import SCALES
from handlers import checkin_card
from handlers.drafting import ask_which
from handlers.visit import Visit, whole_number
from scheduling import asking
from scheduling.asking import CONSENT_VERSION, MISSED_CONSENT
from scheduling.reading import NotUnderstood, read_quiet
from scheduling.reading.saying import clock

_KEEP: Mapping[str, int | None] = {"nothing": 0, "30": 30, "30 days": 30, "all": None}
_MISSED = re.compile(r"([1-9])(?: (1?[0-9]) ?h(?:ours?)?)?")
_LONGEST_WAIT = 12
_WEEKS = 5
_SCALES = {
    "ok": "b-scale-ok",
    "company": "b-scale-company",
    "steady": "b-scale-steady",
    "open": "b-scale-open",
}


async def words(visit: Visit, typed: str = "") -> None:
    """Which words stand on the buttons: a scale, or none and an open question."""
    await visit.answer()
    plan = await checkin_card.plan_of(visit)
    chosen = visit.button[1] if visit.update.callback_query is not None else typed.casefold()
    if plan is None:
        return
    if chosen in SCALES:
        plan.scale = chosen
        await visit.session.flush()
        await checkin_card.card(visit, plan, saved=True)
    else:
        buttons: list[list[Button]] = [[(key, f"ciwords:{scale}")] for scale, key in _SCALES.items()]
        await visit.reply("check-ins-wording", {"part": typed[:40] or None}, buttons=buttons)


async def quiet(visit: Visit, typed: str) -> None:
    """The hours in which nothing is to come."""
    plan = await checkin_card.plan_of(visit)
    if plan is None:
        return
    try:
        off = typed.casefold() in ("off", "none")
        readings: list[tuple[Any, Any]] = [(None, None)] if off else [*read_quiet(typed)]
    except NotUnderstood as error:
        await visit.reply("quiet-usage", {"part": error.part or "…"})
        return
    if len(readings) > 1:
        said = [(f"{clock(start)}-{clock(end)}", {"from": start, "until": end}) for start, end in readings]
        await ask_which(visit, "quiet", said)
        return
    await save_quiet(visit, {"from": readings[0][0], "until": readings[0][1]})


async def save_quiet(visit: Visit, data: dict[str, Any]) -> None:
    """These hours are meant; without any, none."""
    plan = await checkin_card.plan_of(visit)
    if plan is None:
        return
    plan.quiet_from, plan.quiet_until = data["from"], data["until"]
    await asking.replan(visit.session, visit.line, plan, visit.person.zone, visit.now)
    await checkin_card.card(visit, plan, saved=True)


async def keep(visit: Visit, typed: str) -> None:
    """How long answers are kept: 30 days, not at all, or until they say."""
    plan = await checkin_card.plan_of(visit)
    if plan is None:
        return
    if typed.casefold() not in _KEEP:
        await visit.reply("keep-usage", {"part": typed[:40] or "…"})
        return
    plan.keep_days = _KEEP[typed.casefold()]
    if plan.keep_days == 0:
        await checkins.erase_answers(visit.session, visit.person.id, visit.now)
    await visit.session.flush()
    await checkin_card.card(visit, plan, saved=True)


async def erase(visit: Visit, _: str = "") -> None:
    """All answers are erased now."""
    await visit.answer()
    await checkins.erase_answers(visit.session, visit.person.id, visit.now)
    await visit.reply("answers-erased")


async def missed(visit: Visit, typed: str = "") -> None:
    """Silence is safe: only if they choose it does anything follow from missed check-ins."""
    await visit.answer()
    plan = await checkin_card.plan_of(visit)
    if plan is None:
        return
    if typed.casefold() in ("off", "none", "never"):
        await stop_missed(visit)
        await checkin_card.card(visit, plan, saved=True)
        return
    number, hours = _number_and_hours(typed)
    if visit.update.callback_query is not None and visit.button[1] != "ask":
        counted, _, minutes = visit.button[1].partition("-")
        number, hours = whole_number(counted), (whole_number(minutes) or 0) // 60
        agreed = True
    else:
        agreed = await people.has_consent(visit.session, visit.line.id, visit.person.id, MISSED_CONSENT)
    if number is None or not 1 <= number <= 9 or not 1 <= hours <= _LONGEST_WAIT:
        choices: list[Button] = [("b-after-missed", f"cimissed:{n}-120", {"count": n}) for n in (1, 2, 3)]
        asks = not typed and visit.button[1] in ("ask", "")
        await visit.reply("missed-ask", {"part": None if asks else typed[:40]}, buttons=[[one] for one in choices])
    elif not agreed:
        await visit.reply(
            "missed-consent",
            {"count": number, "length": hours * 3600},
            buttons=[[("b-check-ins-agree", f"cimissed:{number}-{hours * 60}")]],
        )
    else:
        if not await people.has_consent(visit.session, visit.line.id, visit.person.id, MISSED_CONSENT):
            await people.add_consents(
                visit.session, visit.line.id, visit.person.id, [MISSED_CONSENT], CONSENT_VERSION, visit.now
            )
        plan.missed_limit, plan.silence_wait = number, hours * 60
        await visit.session.flush()
        await checkin_card.card(visit, plan, saved=True)


async def stop_missed(visit: Visit) -> None:
    """Nothing follows from missed check-ins any more."""
    plan = await checkins.plan_of(visit.session, visit.person.id)
    if plan is not None:
        plan.missed_limit = None
        await visit.session.flush()
    await checkins.heard(visit.session, visit.person.id)
    await people.withdraw_consent(visit.session, visit.line.id, visit.person.id, MISSED_CONSENT, visit.now)


def _number_and_hours(typed: str) -> tuple[int | None, int]:
    found = _MISSED.fullmatch(typed.casefold())
    return (int(found[1]), int(found[2] or 2)) if found is not None else (None, 0)


async def back(visit: Visit, _: str = "") -> None:
    """The last weeks, for their own eyes: a small picture, and the same as text."""
    await visit.answer()
    zone = asking.zone_of(visit.person.zone, visit.line)
    here = visit.now.astimezone(zone).date()
    first = here - timedelta(days=here.weekday() + 7 * (_WEEKS - 1))
    found = await checkins.look_back(visit.session, visit.person.id, first)
    if not found:
        await visit.reply("look-back-empty")
        return
    entries = [(one.day.isoformat(), one.due_at, f"{one.scale}-{one.answer}" if one.answer else None) for one in found]
    weeks = {"first_day": first.isoformat(), "today": here.isoformat(), "weeks": _WEEKS, "entries": entries}
    await put_look_back(visit.session, visit.line, visit.chat_id, "look-back-picture", weeks, zone.key, visit.now)
    await visit.reply("look-back", {"zone": zone.key, "check_ins": entries})
