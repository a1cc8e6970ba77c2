"""`/checkins`: when somebody would like to be asked how they are, and all they can choose about it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from typing import Any

from bot.models import CheckInPlan, Draft
from bot.outbox.queue import Button, Buttons, put_look_back
from bot.queries import changes, checkins, people
from bot.texts.catalogue import SCALES
from bot.texts.times import as_days
from handlers.drafting import ask_which
from handlers.visit import Visit, whole_number
from scheduling import asking
from scheduling.asking import CONSENT, MISSED_CONSENT
from scheduling.checkins import MOST_A_DAY, TICK, Rhythm, close_together, following
from scheduling.reading import NotUnderstood, Times, read_quiet, read_times, say_times
from scheduling.reading.saying import clock
from scheduling.zones import zones_named

_VERSION = 1
_OFFERED = (Times(tuple(range(7)), (9 * 60,)), Times((0, 3), (19 * 60 + 30,)))
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CLOCK = tuple(hour * 60 + minute for hour, minute in ((8, 0), (9, 0), (12, 0), (15, 0), (18, 0), (19, 30), (21, 0)))
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
Step = Callable[[Visit, str], Awaitable[None]]


async def command(visit: Visit) -> None:
    """Show them, or change what the words after the command say."""
    first, _, rest = visit.argument.partition(" ")
    if visit.sharers:
        await visit.reply("check-ins-own-account")
    elif not first:
        await show(visit)
    elif first.casefold() in _WORDS:
        await _WORDS[first.casefold()](visit, rest.strip())
    else:
        await _times(visit)


# When


async def _times(visit: Visit) -> None:
    try:
        readings = read_times(visit.argument)
    except NotUnderstood as error:
        await visit.reply("check-ins-usage", {"part": error.part or "…"})
        return
    if len(readings) > 1:
        await ask_which(visit, "check-ins", [(say_times(one), _data(one)) for one in readings])
    else:
        await choose(visit, _data(readings[0]))


async def choose(visit: Visit, data: dict[str, Any]) -> None:
    """These times are meant: they are kept at once, or the first time after `I agree`."""
    times = Times(tuple(data["days"]), tuple(data["minutes"]))
    if not _good(times):
        await visit.reply("check-ins-close", {"most": MOST_A_DAY})
    elif await people.has_consent(visit.session, visit.line.id, visit.person.id, CONSENT):
        await _save(visit, times)
    else:
        draft_id = await _draft(visit, data)
        zone = asking.zone_of(visit.person.zone, visit.line)
        plan = await checkins.plan_of(visit.session, visit.person.id)
        quiet = asking.rhythm_of(plan, zone).quiet if plan is not None else None
        moments = following(Rhythm(times.days, times.minutes, zone, quiet=quiet), visit.now, 3)
        await visit.reply(
            "check-ins-consent",
            {
                "when": say_times(times),
                "zone": zone.key,
                "zone_name": zone.key,
                "clock": f"{visit.now.astimezone(zone):%H:%M}",
                "moment_whens": moments or None,
                "keep": _keeps(plan),
            },
            buttons=[
                [("b-check-ins-agree", f"ciagree:{draft_id}"), ("b-not-now", f"cino:{draft_id}")],
                [("b-other-zone", "cizone:ask")],
            ],
        )


async def agree(visit: Visit) -> None:
    """The button `I agree` under what was chosen the first time: the consent without which nobody is asked."""
    draft = await _my_draft(visit, visit.button[1])
    if draft is None:
        await visit.answer("stale-button")
        return
    await visit.answer()
    times = Times(tuple(draft.data["days"]), tuple(draft.data["minutes"]))
    await changes.drop_draft(visit.session, draft)
    if not await people.has_consent(visit.session, visit.line.id, visit.person.id, CONSENT):
        await people.add_consents(visit.session, visit.line.id, visit.person.id, [CONSENT], _VERSION, visit.now)
    await _save(visit, times)


async def decline(visit: Visit) -> None:
    """The button `Not now` under it: nothing is kept."""
    draft = await _my_draft(visit, visit.button[1])
    if draft is None:
        await visit.answer("stale-button")
        return
    await visit.answer()
    await changes.drop_draft(visit.session, draft)
    await visit.redraw("check-ins-not-begun")


async def _save(visit: Visit, times: Times) -> None:
    plan = await checkins.plan_of(visit.session, visit.person.id)
    if visit.person.zone is None:
        await _set_zone(visit, visit.line.zone)
    days, minutes = list(times.days), list(times.minutes)
    if plan is None:
        plan = await checkins.begin(
            visit.session, visit.line, visit.person.id, days=days, minutes=minutes, scale=next(iter(SCALES))
        )
    else:
        plan.days, plan.minutes = days, minutes
    await asking.replan(visit.session, visit.line, plan, visit.person.zone, visit.now)
    await _card(visit, plan, saved=True)


# The card


async def show(visit: Visit) -> None:
    """What is chosen, and the next three; or what could be chosen."""
    plan = await checkins.plan_of(visit.session, visit.person.id)
    if plan is not None and plan.days:
        await _card(visit, plan)
        return
    buttons: list[list[Button]] = [
        [("b-times", f"cistart:{name}", {"when": say_times(times)})] for name, times in _suggested(visit).items()
    ]
    group = visit.line.rhythm
    await visit.reply(
        "check-ins-intro",
        {"when": say_times(Times(tuple(group["days"]), tuple(group["minutes"]))) if group else None},
        buttons=[*buttons, [("b-own-times", "cistart:own")]],
    )


def _suggested(visit: Visit) -> dict[str, Times]:
    group = visit.line.rhythm
    first = {"group": Times(tuple(group["days"]), tuple(group["minutes"]))} if group else {}
    return first | {str(number): times for number, times in enumerate(_OFFERED)}


async def start(visit: Visit) -> None:
    """A button under what could be chosen: one of the suggestions, or own days and times."""
    await visit.answer()
    suggested = _suggested(visit).get(visit.button[1])
    if suggested is not None:
        await choose(visit, _data(suggested))
        return
    plan = await checkins.plan_of(visit.session, visit.person.id)
    data: dict[str, Any] = {"days": plan.days, "minutes": plan.minutes} if plan else {"days": [], "minutes": []}
    draft_id = await _draft(visit, data)
    await visit.reply("check-ins-pick", {"when": _when(data)}, buttons=_pick_buttons(draft_id, data))


async def pick(visit: Visit) -> None:
    """A day or a time is switched on or off, or all is chosen."""
    number, _, what = visit.button[1].partition("-")
    draft = await _my_draft(visit, number)
    if draft is None:
        await visit.answer("stale-button")
        return
    await visit.answer()
    data = draft.data
    if what == "done" and not _good(Times(tuple(data["days"]), tuple(data["minutes"]))):
        await visit.reply("check-ins-close", {"most": MOST_A_DAY})
        return
    if what == "done":
        await changes.drop_draft(visit.session, draft)
        await choose(visit, data)
        return
    kind, value = {"d": "days", "t": "minutes"}.get(what[:1]), whole_number(what[1:])
    if kind is not None and value is not None and (kind == "minutes" or value < 7) and value < 24 * 60:
        draft.data = data = data | {kind: sorted(set(data[kind]) ^ {value})}
        await visit.session.flush()
    await visit.redraw("check-ins-pick", {"when": _when(data)}, buttons=_pick_buttons(draft.id, data))


def _pick_buttons(draft_id: int, data: dict[str, Any]) -> Buttons:
    days: list[Button] = [
        ("b-switch", f"cipick:{draft_id}-d{day}", {"name": name, "on": "yes" if day in data["days"] else "no"})
        for day, name in enumerate(_DAYS)
    ]
    times: list[Button] = [
        ("b-switch", f"cipick:{draft_id}-t{at}", {"name": clock(at), "on": "yes" if at in data["minutes"] else "no"})
        for at in sorted({*_CLOCK, *data["minutes"]})
    ]
    rows = [days[:4], days[4:], *(times[place : place + 3] for place in range(0, len(times), 3))]
    return [*rows, [("b-done", f"cipick:{draft_id}-done")]] if data["days"] and data["minutes"] else rows


async def _card(visit: Visit, plan: CheckInPlan, *, saved: bool = False) -> None:
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
            "keep": _keeps(plan),
            "moment_whens": following(rhythm, plan.next_at - TICK, 3) if plan.next_at is not None else None,
        },
        buttons=[
            [("b-own-times", "cistart:own"), ("b-wording", "ciwords:ask")],
            [("b-missed", "cimissed:ask"), ("b-look-back", "ciback:ask")],
            [("b-resume-check-ins", "ciresume:yes") if paused is not None else ("b-pause-check-ins", "cipause:yes")],
            [("b-check-ins-stop", "cioff:yes")],
        ],
    )


def _keeps(plan: CheckInPlan | None) -> str:
    if plan is None or plan.keep_days:
        return "month"
    return "all" if plan.keep_days is None else "nothing"


def paused_in_words(plan: CheckInPlan, here: date) -> str | None:
    """For which days somebody has paused; None when they have not, or when it is over."""
    if plan.paused_from is None or (plan.paused_until is not None and plan.paused_until <= here):
        return None
    last = plan.paused_until - timedelta(days=1) if plan.paused_until is not None else None
    return as_days(plan.paused_from, last)


# What else can be chosen


async def off(visit: Visit, _: str = "") -> None:
    """No check-ins any more: both consents are taken back. Answers stay as long as they were to stay, or go too."""
    await visit.answer()
    plan = await checkins.plan_of(visit.session, visit.person.id)
    if plan is None or not plan.days:
        await visit.reply("check-ins-none")
        return
    await asking.stop(visit.session, visit.line, visit.person.id, visit.now)
    await visit.reply("check-ins-off", buttons=[[("b-erase-answers", "cierase:yes")]])


async def now(visit: Visit, _: str = "") -> None:
    """Early is fine: ask at once."""
    plan = await _plan(visit)
    if plan is not None and not await checkins.was_asked_at(visit.session, visit.person.id, visit.now):
        zone = asking.zone_of(visit.person.zone, visit.line)
        await checkins.forget_put_off(visit.session, [visit.person.id])
        writes = await checkins.writes_to_somebody(visit.session, visit.person.id)
        at = visit.now
        await asking.prompt(visit.session, visit.line, plan, visit.chat_id, zone, at, at, writes=writes, early=True)
        await asking.count(visit.session, visit.line, "checkins-asked", visit.now, 1)


async def words(visit: Visit, typed: str = "") -> None:
    """Which words stand on the buttons: a scale, or none and an open question."""
    await visit.answer()
    plan = await _plan(visit)
    chosen = visit.button[1] if visit.update.callback_query is not None else typed.casefold()
    if plan is None:
        return
    if chosen in SCALES:
        plan.scale = chosen
        await visit.session.flush()
        await _card(visit, plan, saved=True)
    else:
        buttons: list[list[Button]] = [[(key, f"ciwords:{scale}")] for scale, key in _SCALES.items()]
        await visit.reply("check-ins-wording", {"part": typed[:40] or None}, buttons=buttons)


async def zone(visit: Visit, typed: str = "") -> None:
    """By which clock somebody lives; it is asked once, and again only when they say that they travel."""
    await visit.answer()
    chosen = visit.button[1] if visit.update.callback_query is not None else typed
    found = zones_named(chosen) if chosen != "ask" else []
    if len(found) == 1:
        await _set_zone(visit, found[0])
        plan = await checkins.plan_of(visit.session, visit.person.id)
        if plan is not None and plan.days:
            await asking.replan(visit.session, visit.line, plan, found[0], visit.now)
            await _card(visit, plan, saved=True)
            return
        draft = await changes.draft_of(visit.session, visit.line.id, visit.person.id, own=True)
        await visit.reply("zone-set", {"zone_name": found[0]})
        if draft is not None and draft.kind == "check-ins" and "options" not in draft.data:
            data = draft.data
            await changes.drop_draft(visit.session, draft)
            await choose(visit, data)
        return
    buttons: list[list[Button]] = [[("b-name", f"cizone:{name}", {"alias": name})] for name in found]
    asked = chosen in ("", "ask") or len(found) > 1
    await visit.reply("zone-ask", {"part": None if asked else chosen[:40]}, buttons=buttons or None)


async def _set_zone(visit: Visit, name: str) -> None:
    visit.person.zone = name
    await people.set_fields(visit.session, visit.person.id, zone=name)


async def quiet(visit: Visit, typed: str) -> None:
    """The hours in which nothing is to come."""
    plan = await _plan(visit)
    if plan is None:
        return
    try:
        readings = [(None, None)] if typed.casefold() in ("off", "none") else [*read_quiet(typed)]
    except NotUnderstood as error:
        await visit.reply("quiet-usage", {"part": error.part or "…"})
        return
    if len(readings) > 1:
        await visit.reply("quiet-usage", {"part": typed[:40]})
        return
    plan.quiet_from, plan.quiet_until = readings[0]
    await asking.replan(visit.session, visit.line, plan, visit.person.zone, visit.now)
    await _card(visit, plan, saved=True)


async def keep(visit: Visit, typed: str) -> None:
    """How long answers are kept: 30 days, not at all, or until they say."""
    plan = await _plan(visit)
    if plan is None:
        return
    if typed.casefold() not in _KEEP:
        await visit.reply("keep-usage", {"part": typed[:40] or "…"})
        return
    plan.keep_days = _KEEP[typed.casefold()]
    if plan.keep_days == 0:
        await checkins.erase_answers(visit.session, visit.person.id, visit.now)
    await visit.session.flush()
    await _card(visit, plan, saved=True)


async def erase(visit: Visit, _: str = "") -> None:
    """All answers are erased now."""
    await visit.answer()
    await checkins.erase_answers(visit.session, visit.person.id, visit.now)
    await visit.reply("answers-erased")


async def missed(visit: Visit, typed: str = "") -> None:
    """Silence is safe: only if they choose it does anything follow from missed check-ins."""
    await visit.answer()
    plan = await _plan(visit)
    if plan is None:
        return
    if typed.casefold() in ("off", "none", "never"):
        await stop_missed(visit)
        await _card(visit, plan, saved=True)
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
                visit.session, visit.line.id, visit.person.id, [MISSED_CONSENT], _VERSION, visit.now
            )
        plan.missed_limit, plan.silence_wait = number, hours * 60
        await visit.session.flush()
        await _card(visit, plan, saved=True)


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


# Help for the above


async def _plan(visit: Visit) -> CheckInPlan | None:
    """What this person chose; without it they hear how to begin."""
    plan = await checkins.plan_of(visit.session, visit.person.id)
    if plan is None or not plan.days:
        await show(visit)
        return None
    return plan


async def _draft(visit: Visit, data: dict[str, Any]) -> int:
    return await changes.add_draft(visit.session, visit.line.id, visit.person.id, "check-ins", data, 0, visit.now)


async def _my_draft(visit: Visit, number: str) -> Draft | None:
    draft = await changes.draft_of(visit.session, visit.line.id, visit.person.id, own=True)
    mine = draft is not None and draft.kind == "check-ins" and draft.id == whole_number(number)
    return draft if mine and draft is not None and "options" not in draft.data else None


def _good(times: Times) -> bool:
    few = 0 < len(times.minutes) <= MOST_A_DAY
    return bool(times.days) and few and not close_together(times.minutes)


def _data(times: Times) -> dict[str, Any]:
    return {"days": list(times.days), "minutes": list(times.minutes)}


def _when(data: dict[str, Any]) -> str | None:
    if not data["days"] or not data["minutes"]:
        return None
    return say_times(Times(tuple(data["days"]), tuple(data["minutes"])))


async def suggest(visit: Visit, typed: str) -> bool:
    """`/settings check-ins mon,thu 19:30`: what the group suggests; False when it makes no sense."""
    rhythm: dict[str, Any] | None = None
    if typed.casefold() not in ("off", "none"):
        try:
            readings = read_times(typed)
        except NotUnderstood:
            return False
        if len(readings) > 1 or not _good(readings[0]):
            return False
        rhythm = _data(readings[0])
    params = {"when": _when(rhythm) if rhythm else None}
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-rhythm", params, visit.now):
        await people.set_line(visit.session, visit.line, rhythm=rhythm)
    return True


def rhythm_in_words(visit: Visit) -> str | None:
    """What the group suggests; None when it suggests nothing."""
    return _when(visit.line.rhythm) if visit.line.rhythm else None


_WORDS: Mapping[str, Step] = {
    "off": off,
    "stop": off,
    "now": now,
    "words": words,
    "wording": words,
    "zone": zone,
    "quiet": quiet,
    "keep": keep,
    "erase": erase,
    "missed": missed,
    "back": back,
}
