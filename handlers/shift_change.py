"""`/change`: a shift gets another time, other people, or both; from a day on, it stays as it is until then."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.models import Role, Shift
from bot.queries import changes, people, shifts
from bot.queries import rota as duty_rows
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
from scheduling.anchoring import anchored, carried_on, next_of
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
    old = planning.rule_of(found, before)
    begins = _begins(visit, old, typed, named)
    if begins is None and _has_no_more(visit, old):
        await visit.reply("shift-no-more", {"number": found.id, "when": said(visit, when_of(found))})
        return
    when, whose = _becomes(visit, old, typed or _as_it_is(old), named, begins)
    if is_over(visit, when):
        await visit.reply("shift-over", {"when": say_when(typed or when)})
        return
    before_it = begins is not None and _has_turns_before(visit, old, begins)
    # Where nothing else is said than a day to begin, it begins on that day.
    stays = before_it and not (bare(when) == bare(when_of(found)) and named in ((), before))
    was_weekly = found.day is None
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
    coming = await duty_rows.unfinished(visit.session, [one.id for one in changed], visit.now)
    bare_one = next((duty for duty in coming if duty.person_id is None), None)
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
            "bare_span": (bare_one.starts_at, bare_one.ends_at) if bare_one is not None else None,
            "once": "yes" if was_weekly and when.day is not None else "no",
        },
    )
    await warn(visit, [one for one in volunteers.values() if one.person_id in whose], changed)


def _as_it_is(old: Rule) -> When:
    """A shift's days and times, with nothing said of which weeks or from when."""
    return When(old.weekdays if old.day is None else None, old.day, old.start_minute, old.end_minute)


def _begins(visit: Visit, old: Rule, typed: When | None, named: tuple[int, ...]) -> date | None:
    """From which day on the change holds when it is not at once; new turns begin after the one that runs."""
    if typed is not None and typed.first_day is not None:
        return typed.first_day
    runs = planning.running_day(visit.line, old, visit.now)
    is_once = old.day is not None or (typed is not None and typed.day is not None)
    if runs is None or is_once or len(named) < 2 or named == old.people:
        return None
    return runs + timedelta(days=1)


def _has_no_more(visit: Visit, old: Rule) -> bool:
    """Whether the last turn of a shift with a last day is over."""
    if old.day is not None or old.last_day is None:
        return False
    since = planning.running_day(visit.line, old, visit.now) or planning.today(visit.line, visit.now)
    coming = next_of(old.weekdays, max(since, old.first_day), old.first_day, old.every_weeks)
    return coming > old.last_day


def _becomes(
    visit: Visit, old: Rule, said_of_it: When, named: tuple[int, ...], begins: date | None
) -> tuple[When, tuple[int, ...]]:
    """When the shift is to be, and whose, the first of them to have it first."""
    today = planning.today(visit.line, visit.now)
    whose = named or old.people
    if old.day is not None or said_of_it.day is not None:
        return anchored(said_of_it, today), whose
    since = planning.running_day(visit.line, old, visit.now) or today
    new_people = whose != old.people
    in_new_turns = new_people and len(whose) > 1
    if in_new_turns and said_of_it == _as_it_is(old):
        since = planning.next_day(visit.line, old, visit.now)  # today's turn may be over
    when, turn = carried_on(old, replace(said_of_it, first_day=begins), since, in_new_turns=in_new_turns)
    return when, whose if new_people else (*whose[turn:], *whose[:turn])


def _has_turns_before(visit: Visit, old: Rule, day: date) -> bool:
    until = max(instant(day, 0, visit.zone, edge="start"), visit.now + timedelta.resolution)
    return any(duty.day < day for duty in duties(old, visit.zone, visit.now, until))


async def _goes_on_apart(visit: Visit, found: Shift, begins: date, when: When, whose: tuple[int, ...]) -> Shift:
    """Let a shift end before this day, and go on as another with the cover that was asked for or given from then on."""
    if found.day is None:
        found.last_day = min(found.last_day or date.max, begins - timedelta(days=1))
    new = await shifts.add(visit.session, whose, **fields_of(visit, when))
    for cover in await shifts.covers(visit.session, visit.line.id, begins):
        if cover.shift_id == found.id:
            cover.shift_id = new.id
    return new
