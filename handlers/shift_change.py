"""`/change`: a shift gets another time, other people, or both; from a day on, it stays as it is until then."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from bot.models import Role, Shift
from bot.queries import changes, people, shifts
from handlers.drafting import ask_which
from handlers.rota import (
    as_data,
    bare,
    chain,
    fields_of,
    from_data,
    is_over,
    not_understood,
    numbered,
    said,
    warn,
    when_of,
)
from handlers.visit import Visit
from scheduling import planning, settling
from scheduling.anchoring import anchored, carried_on
from scheduling.reading import NotUnderstood, UnknownName, When, read_shift, read_turns, read_when, say_when
from scheduling.rota import Rule, duties
from scheduling.wall import instant


async def change(visit: Visit) -> None:
    """Give a shift another time, other people, or both, and keep its number and the cover for it."""
    number, _, rest = visit.argument.partition(" ")
    found = await numbered(visit, number, "change-usage")
    if found is None:
        return
    volunteers = await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)
    names = [volunteer.alias for volunteer in volunteers]
    today = planning.today(visit.line, visit.now)
    try:
        readings = _read(rest, names, today)
    except NotUnderstood as error:
        await not_understood(visit, error, names, "change-usage")
        return
    options = [
        (
            ", ".join(filter(None, (chain(new_names), say_when(when) if when else ""))),
            {"number": found.id, "names": list(new_names), "when": as_data(when) if when else None},
        )
        for new_names, when in readings
    ]
    if len(options) > 1:
        await ask_which(visit, "change", options)
    else:
        await save_change(visit, options[0][1])


def _read(text: str, names: Sequence[str], today: date) -> Sequence[tuple[Sequence[str], When | None]]:
    known = {" ".join(name.casefold().split()): name for name in names}
    parts = [" ".join(part.casefold().split()) for part in text.replace(" and ", ",").split(",")]
    if text.strip() and all(part in known for part in parts):
        return [([known[part] for part in parts], None)]
    try:
        return [((), when) for when in read_when(text, today)]
    except NotUnderstood as error:
        with suppress(UnknownName):
            return [((name,), when) for name, when in read_shift(text, names, today)]
        with suppress(NotUnderstood):
            return read_turns(text, names, today)
        raise error


async def save_change(visit: Visit, data: dict[str, Any]) -> None:
    """Change a shift as it was understood."""
    found = await shifts.get(visit.session, visit.line.id, data["number"])
    volunteers = {one.alias: one for one in await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)}
    if found is None or any(name not in volunteers for name in data["names"]):
        await visit.reply("draft-gone")
        return
    before = await shifts.people_of(visit.session, found.id)
    named = tuple(volunteers[name].person_id for name in data["names"])
    typed = from_data(data["when"]) if data["when"] else None
    when, whose = _becomes(visit, found, before, typed, named)
    if is_over(visit, when):
        await visit.reply("shift-over", {"when": say_when(typed or when)})
        return
    begins = typed.first_day if typed is not None else None
    before_it = begins is not None and _has_turns_before(visit, planning.rule_of(found, before), begins)
    # Where nothing else is said than a day to begin, it begins on that day.
    stays = before_it and not (bare(when) == bare(when_of(found)) and set(whose) == set(before))
    params = {"who": list(whose), "when": said(visit, when), "number": found.id}
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-change", params, visit.now):
        if stays and begins is not None:
            now_it = await _goes_on_apart(visit, found, begins, when, whose)
        else:
            now_it = found
            for name, value in fields_of(visit, when).items():
                setattr(found, name, value)
            if whose != before:
                await shifts.set_people(visit.session, found.id, whose)
    changed = list({one.id: one for one in (found, now_it)}.values())
    await settling.settle(visit.session, visit.line, visit.now, [one.id for one in changed], told=(visit.person.id,))
    names = await people.aliases(visit.session, visit.line.id)
    kept = typed is not None and typed.days is not None and typed.every_weeks is None and (when.every_weeks or 1) > 1
    await visit.reply(
        "shift-changed-from" if stays else "shift-changed",
        {
            "number": now_it.id,
            "old_number": found.id,
            "alias": chain([names.get(one, "?") for one in whose]) or None,
            "when": said(visit, when),
            "remains": said(visit, when_of(found)),
            "kept": "yes" if kept else "no",
            "open": "yes" if before_it and not stays else "no",
        },
    )
    await warn(visit, [one for one in volunteers.values() if one.person_id in whose], changed)


def _becomes(
    visit: Visit, found: Shift, before: tuple[int, ...], typed: When | None, named: tuple[int, ...]
) -> tuple[When, tuple[int, ...]]:
    """When the shift is to be, and whose, the first of them to have it first."""
    today = planning.today(visit.line, visit.now)
    whose = named or before
    old = planning.rule_of(found, before)
    if found.day is not None or (typed is not None and typed.day is not None):
        return anchored(typed or when_of(found), today), whose
    since = _since(visit, old, today)
    when = typed or When(old.weekdays, None, old.start_minute, old.end_minute)
    when, turn = carried_on(old, when, since, in_new_turns=whose != before and len(whose) > 1)
    return when, whose if whose != before else (*whose[turn:], *whose[:turn])


def _since(visit: Visit, old: Rule, today: date) -> date:
    """The day of the turn that runs, which may have begun yesterday, or today."""
    running = duties(old, visit.zone, visit.now, visit.now + timedelta.resolution)
    return min((duty.day for duty in running), default=today)


def _has_turns_before(visit: Visit, old: Rule, day: date) -> bool:
    until = max(instant(day, 0, visit.zone, edge="start"), visit.now + timedelta.resolution)
    return any(duty.day < day for duty in duties(old, visit.zone, visit.now, until))


async def _goes_on_apart(visit: Visit, found: Shift, begins: date, when: When, whose: tuple[int, ...]) -> Shift:
    """Let a shift end before this day, and go on as another with the cover that was asked for or given from then on."""
    if found.day is None:
        found.last_day = begins - timedelta(days=1)
    new = await shifts.add(visit.session, whose, **fields_of(visit, when))
    for cover in await shifts.covers(visit.session, visit.line.id, begins):
        if cover.shift_id == found.id:
            cover.shift_id = new.id
    return new
