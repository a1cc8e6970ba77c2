"""`/checkins`: when somebody would like to be asked how they are, and all they can choose about it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.models import Draft
from bot.outbox.queue import Button, Buttons
from bot.queries import changes, checkins, people
from bot.texts.catalogue import SCALES
from handlers import checkin_card, checkin_choices
from handlers.drafting import ask_which
from handlers.visit import Visit, whole_number
from scheduling import asking
from scheduling.asking import CONSENT, CONSENT_VERSION
from scheduling.checkins import MOST_A_DAY, Rhythm, close_together, following
from scheduling.reading import NotUnderstood, Times, read_times, say_times
from scheduling.reading.saying import clock
from scheduling.zones import zones_named

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CLOCK = tuple(hour * 60 + minute for hour, minute in ((8, 0), (9, 0), (12, 0), (15, 0), (18, 0), (19, 30), (21, 0)))
Step = Callable[[Visit, str], Awaitable[None]]


async def command(visit: Visit) -> None:
    """Show them, or change what the words after the command say."""
    first, _, rest = visit.argument.partition(" ")
    if visit.sharers or not first:
        await checkin_card.show(visit)
    elif first.casefold() in _WORDS:
        await _WORDS[first.casefold()](visit, rest.strip())
    else:
        await _times(visit)


async def _times(visit: Visit) -> None:
    try:
        readings = read_times(visit.argument)
    except NotUnderstood as error:
        await visit.reply("check-ins-usage", {"part": error.part or "…"})
        return
    if len(readings) > 1:
        await ask_which(visit, "check-ins", [(say_times(one), checkin_card.as_data(one)) for one in readings])
    else:
        await choose(visit, checkin_card.as_data(readings[0]))


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
                "keep": checkin_card.keeps(plan),
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
        await people.add_consents(visit.session, visit.line.id, visit.person.id, [CONSENT], CONSENT_VERSION, visit.now)
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
    await checkin_card.card(visit, plan, saved=True)


async def start(visit: Visit) -> None:
    """A button under what could be chosen: one of the suggestions, or own days and times."""
    await visit.answer()
    suggested = checkin_card.suggested(visit).get(visit.button[1])
    if suggested is not None:
        await choose(visit, checkin_card.as_data(suggested))
        return
    plan = await checkins.plan_of(visit.session, visit.person.id)
    data: dict[str, Any] = {"days": plan.days, "minutes": plan.minutes} if plan else {"days": [], "minutes": []}
    draft_id = await _draft(visit, data)
    await visit.reply(
        "check-ins-pick", {"when": checkin_card.times_in_words(data)}, buttons=_pick_buttons(draft_id, data)
    )


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
    await visit.redraw(
        "check-ins-pick", {"when": checkin_card.times_in_words(data)}, buttons=_pick_buttons(draft.id, data)
    )


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
    plan = await checkin_card.plan_of(visit)
    if plan is not None and not await checkins.was_asked_at(visit.session, visit.person.id, visit.now):
        zone = asking.zone_of(visit.person.zone, visit.line)
        await checkins.forget_put_off(visit.session, [visit.person.id])
        writes = await checkins.writes_to_somebody(visit.session, visit.person.id)
        at = visit.now
        await asking.prompt(visit.session, visit.line, plan, visit.chat_id, zone, at, at, writes=writes, early=True)
        await asking.count(visit.session, visit.line, "checkins-asked", visit.now, 1)


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
            await checkin_card.card(visit, plan, saved=True)
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


async def _draft(visit: Visit, data: dict[str, Any]) -> int:
    return await changes.add_draft(visit.session, visit.line.id, visit.person.id, "check-ins", data, 0, visit.now)


async def _my_draft(visit: Visit, number: str) -> Draft | None:
    draft = await changes.draft_of(visit.session, visit.line.id, visit.person.id, own=True)
    mine = draft is not None and draft.kind == "check-ins" and draft.id == whole_number(number)
    return draft if mine and draft is not None and "options" not in draft.data else None


def _good(times: Times) -> bool:
    few = 0 < len(times.minutes) <= MOST_A_DAY
    return bool(times.days) and few and not close_together(times.minutes)


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
        rhythm = checkin_card.as_data(readings[0])
    params = {"when": checkin_card.times_in_words(rhythm) if rhythm else None}
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-rhythm", params, visit.now):
        await people.set_line(visit.session, visit.line, rhythm=rhythm)
    return True


def rhythm_in_words(visit: Visit) -> str | None:
    """What the group suggests; None when it suggests nothing."""
    return checkin_card.times_in_words(visit.line.rhythm) if visit.line.rhythm else None


_WORDS: Mapping[str, Step] = {
    "off": off,
    "stop": off,
    "now": now,
    "words": checkin_choices.words,
    "wording": checkin_choices.words,
    "zone": zone,
    "quiet": checkin_choices.quiet,
    "keep": checkin_choices.keep,
    "erase": checkin_choices.erase,
    "missed": checkin_choices.missed,
    "back": checkin_choices.back,
}
