"""`/shift`, `/turns`, `/change` and `/unshift`: who is on, by message."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.models import Role, Shift
from bot.queries import changes, people, shifts
from bot.queries.people import Known
from handlers.drafting import ask_which
from handlers.visit import Visit, whole_number
from scheduling import planning, settling, warnings
from scheduling.reading import NotUnderstood, UnknownName, When, read_shift, read_turns, read_when, say_when
from scheduling.rota import duties

_WEEK = timedelta(weeks=1)


async def shift(visit: Visit) -> None:
    """Put a volunteer on the rota, weekly, every other week or once."""
    volunteers = await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)
    names = [volunteer.alias for volunteer in volunteers]
    try:
        readings = read_shift(visit.argument, names, planning.today(visit.line, visit.now))
    except NotUnderstood as error:
        await _not_understood(visit, error, names, "shift-usage")
        return
    await _one_or_ask(visit, [((name,), when) for name, when in readings])


async def turns(visit: Visit) -> None:
    """Let several volunteers take a shift in turns, week by week."""
    volunteers = await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)
    names = [volunteer.alias for volunteer in volunteers]
    try:
        readings = read_turns(visit.argument, names, planning.today(visit.line, visit.now))
    except NotUnderstood as error:
        await _not_understood(visit, error, names, "turns-usage")
        return
    await _one_or_ask(visit, readings)


async def _not_understood(visit: Visit, error: NotUnderstood, names: Sequence[str], usage: str) -> None:
    if isinstance(error, UnknownName) and error.part:
        await visit.reply("shift-who", {"part": error.part, "names": ", ".join(names) or None})
    else:
        await visit.reply(usage, {"part": error.part or "…"})


async def _one_or_ask(visit: Visit, readings: Sequence[tuple[Sequence[str], When]]) -> None:
    options = [
        (f"{_chain(names)}, {say_when(when)}", {"names": list(names), "when": as_data(when)})
        for names, when in readings
    ]
    if len(options) > 1:
        await ask_which(visit, "shift", options)
    else:
        await save_shift(visit, options[0][1])


async def save_shift(visit: Visit, data: dict[str, Any]) -> None:
    """Enter a shift that was understood, and say what is odd about it."""
    when, names = from_data(data["when"]), data["names"]
    volunteers = {one.alias: one for one in await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)}
    chosen = [volunteers[name] for name in names if name in volunteers]
    if len(chosen) < len(names):
        await visit.reply("draft-gone")
        return
    when = anchored(when, planning.today(visit.line, visit.now))
    over = planning.is_over(visit.line, Shift(day=when.day, end_minute=when.end_minute), visit.now)
    if over or (when.last_day is not None and when.first_day is not None and when.last_day < when.first_day):
        await visit.reply("shift-over", {"when": say_when(from_data(data["when"]))})
        return
    double = await already_there(visit, tuple(one.person_id for one in chosen), when)
    if double is not None:
        await visit.reply("shift-double", {"number": double.id})
        return
    said = say_when(from_data(data["when"]))
    whose = [one.person_id for one in chosen]
    async with changes.recorded(
        visit.session, visit.line, visit.person.id, "did-shift", {"who": whose, "when": said}, visit.now
    ):
        saved = await shifts.add(visit.session, whose, **fields_of(visit, when))
    moved = await settling.settle(visit.session, visit.line, visit.now, [saved.id], told=(visit.person.id,))
    params = {"number": saved.id, "alias": _chain(names), "when": said}
    starts = [start for one in moved.values() for start, _ in one.gained]
    if not starts:
        await visit.reply("shift-saved-empty", params)
    else:
        await visit.reply("shift-saved" if len(names) == 1 else "turns-saved", {**params, "first_when": min(starts)})
    await warn(visit, chosen, [saved])


def fields_of(visit: Visit, when: When) -> dict[str, Any]:
    """A shift's time as the columns of its row."""
    return {
        "line_id": visit.line.id,
        "weekdays": list(when.days) if when.days is not None else None,
        "day": when.day,
        "start_minute": when.start_minute,
        "end_minute": when.end_minute,
        "first_day": when.first_day or when.day,
        "last_day": when.last_day,
        "every_weeks": when.every_weeks,
    }


def anchored(when: When, today: date) -> When:
    """The same with its first and last day: weeks are counted from the first day that really has the shift.

    That day may be long ago; the shift begins today at the earliest, in a week that has it by that count.
    """
    if when.day is not None:
        return When(None, when.day, when.start_minute, when.end_minute, 1, when.day, when.day)
    began = _next_of(when.days or (), when.first_day or today)
    first = max(today, began)
    while first.weekday() not in (when.days or ()) or _weeks_between(began, first) % when.every_weeks:
        first += timedelta(days=1)
    return When(when.days, None, when.start_minute, when.end_minute, when.every_weeks, first, when.last_day)


def _next_of(weekdays: Collection[int], day: date) -> date:
    while day.weekday() not in weekdays:
        day += timedelta(days=1)
    return day


def _weeks_between(one: date, other: date) -> int:
    return ((other - timedelta(days=other.weekday())) - (one - timedelta(days=one.weekday()))).days // 7


async def already_there(visit: Visit, whose: tuple[int, ...], when: When) -> Shift | None:
    """The same shift for the same people, when it is on the rota already."""
    since = planning.today(visit.line, visit.now) - timedelta(days=2)
    for known, people_of_it in await shifts.in_force(visit.session, visit.line.id, since):
        same = when_of(known, whole=False) == When(when.days, when.day, when.start_minute, when.end_minute)
        if people_of_it == whose and same and known.every_weeks == when.every_weeks:
            overlaps = known.last_day is None or when.first_day is None or when.first_day <= known.last_day
            if overlaps and (when.last_day is None or known.first_day <= when.last_day):
                return known
    return None


async def warn(visit: Visit, chosen: Sequence[Known], saved: Sequence[Shift]) -> None:
    """Say what is odd about a rota that was just changed; it is saved all the same."""
    turns = [
        (duty.starts_at, duty.ends_at)
        for shift in saved
        for duty in duties(planning.rule_of(shift, (0,)), visit.zone, visit.now, visit.now + 4 * _WEEK)
    ]
    found = await warnings.about_closed(visit.session, visit.line, turns, visit.now)
    for volunteer in {one.person_id: one for one in chosen}.values():
        found += await warnings.about(
            visit.session, visit.line, volunteer.person_id, volunteer.alias, [shift.id for shift in saved], visit.now
        )
    for one in found[:6]:
        await visit.reply(one.key, one.params)


async def change(visit: Visit) -> None:
    """Give a shift another time, other people, or both, and keep its number and the cover for it."""
    number, _, rest = visit.argument.partition(" ")
    found = await _numbered(visit, number, "change-usage")
    if found is None:
        return
    volunteers = await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)
    names = [volunteer.alias for volunteer in volunteers]
    today = planning.today(visit.line, visit.now)
    try:
        readings = _read_change(rest, names, today)
    except NotUnderstood as error:
        await _not_understood(visit, error, names, "change-usage")
        return
    options = [
        (
            ", ".join(filter(None, (_chain(new_names), say_when(when) if when else ""))),
            {"number": found.id, "names": list(new_names), "when": as_data(when) if when else None},
        )
        for new_names, when in readings
    ]
    if len(options) > 1:
        await ask_which(visit, "change", options)
    else:
        await save_change(visit, options[0][1])


def _read_change(text: str, names: Sequence[str], today: date) -> Sequence[tuple[Sequence[str], When | None]]:
    known = {" ".join(name.casefold().split()): name for name in names}
    parts = [" ".join(part.casefold().split()) for part in text.replace(" and ", ",").split(",")]
    if text.strip() and all(part in known for part in parts):
        return [([known[part] for part in parts], None)]
    try:
        return [((), when) for when in read_when(text, today)]
    except NotUnderstood as error:
        try:
            return [((name,), when) for name, when in read_shift(text, names, today)]
        except UnknownName:
            raise error from None


async def save_change(visit: Visit, data: dict[str, Any]) -> None:
    """Change a shift as it was understood."""
    found = await shifts.get(visit.session, visit.line.id, data["number"])
    volunteers = {one.alias: one for one in await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)}
    if found is None or any(name not in volunteers for name in data["names"]):
        await visit.reply("draft-gone")
        return
    today = planning.today(visit.line, visit.now)
    before = await shifts.people_of(visit.session, found.id)
    whose = tuple(volunteers[name].person_id for name in data["names"]) or before
    said = say_when(from_data(data["when"])) if data["when"] else say_when(when_of(found))
    params = {"who": list(whose), "when": said, "number": found.id}
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-change", params, visit.now):
        if data["when"] is not None:
            when = from_data(data["when"])
            # What is not said again stays: a new time alone does not begin the weeks anew.
            keeps_weeks = when.days is not None and when.first_day is None and found.day is None
            fields = fields_of(visit, anchored(when, today))
            if keeps_weeks:
                fields |= {"first_day": found.first_day, "last_day": when.last_day or found.last_day}
            for name, value in fields.items():
                setattr(found, name, value)
        if whose != before:
            await shifts.set_people(visit.session, found.id, whose)
    await settling.settle(visit.session, visit.line, visit.now, [found.id], told=(visit.person.id,))
    names = await people.aliases(visit.session, visit.line.id)
    holds = when_of(found)
    if data["when"] is not None and from_data(data["when"]).first_day is not None:
        holds = replace(holds, first_day=found.first_day)  # before that day nobody has it any more
    await visit.reply(
        "shift-changed",
        {"number": found.id, "alias": _chain([names.get(one, "?") for one in whose]), "when": say_when(holds)},
    )
    await warn(visit, [one for one in volunteers.values() if one.person_id in whose], [found])


async def unshift(visit: Visit) -> None:
    """Take a shift off the rota; one that runs ends now."""
    found = await _numbered(visit, visit.argument, "unshift-usage")
    if found is not None:
        await remove(visit, found)


async def remove(visit: Visit, found: Shift) -> None:
    """Take this shift off the rota, and say so."""
    names = await people.aliases(visit.session, visit.line.id)
    whose = await shifts.people_of(visit.session, found.id)
    params = {"who": list(whose), "when": say_when(when_of(found)), "number": found.id}
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-unshift", params, visit.now):
        found.removed_at = visit.now
    await settling.settle(visit.session, visit.line, visit.now, [found.id], told=(visit.person.id,))
    alias = _chain([names.get(person_id, "?") for person_id in whose]) or None
    await visit.reply("unshifted", {"alias": alias, "when": say_when(when_of(found))})


async def _numbered(visit: Visit, typed: str, usage: str) -> Shift | None:
    number = whole_number(typed)
    if number is None:
        await visit.reply(usage, {"part": typed[:60] or "…"})
        return None
    found = await shifts.get(visit.session, visit.line.id, number)
    if found is None:
        await visit.reply("unshift-unknown", {"part": typed})
    return found


def when_of(shift: Shift, *, whole: bool = True) -> When:
    """A shift's row as what was typed; not `whole`, without the weeks and days it holds for."""
    weekdays = tuple(shift.weekdays) if shift.weekdays is not None else None
    if not whole or shift.day is not None:
        return When(weekdays, shift.day, shift.start_minute, shift.end_minute)
    return When(weekdays, None, shift.start_minute, shift.end_minute, shift.every_weeks, None, shift.last_day)


def as_data(when: When) -> dict[str, Any]:
    """A shift's time as a draft keeps it."""
    return {
        "days": list(when.days) if when.days is not None else None,
        "day": when.day.isoformat() if when.day else None,
        "start_minute": when.start_minute,
        "end_minute": when.end_minute,
        "every_weeks": when.every_weeks,
        "first_day": when.first_day.isoformat() if when.first_day else None,
        "last_day": when.last_day.isoformat() if when.last_day else None,
    }


def from_data(data: dict[str, Any]) -> When:
    """The same, back from a draft."""
    days = {name: date.fromisoformat(data[name]) if data[name] else None for name in ("day", "first_day", "last_day")}
    return When(
        tuple(data["days"]) if data["days"] is not None else None,
        days["day"],
        data["start_minute"],
        data["end_minute"],
        data["every_weeks"],
        days["first_day"],
        days["last_day"],
    )


def _chain(names: Sequence[str]) -> str:
    return ", then ".join(names)
