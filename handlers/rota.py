"""`/shift`, `/turns` and `/unshift`: who is on, by message."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.models import Role, Shift
from bot.queries import changes, people, shifts
from bot.queries.people import Known
from handlers.drafting import ask_which
from handlers.visit import Visit, whole_number
from scheduling import planning, settling, warnings
from scheduling.anchoring import anchored, next_of
from scheduling.reading import NotUnderstood, UnknownName, When, read_shift, read_turns, say_when
from scheduling.rota import duties, whose_turn

_WEEK = timedelta(weeks=1)


async def shift(visit: Visit) -> None:
    """Put a volunteer on the rota, weekly, every other week or once."""
    volunteers = await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)
    names = [volunteer.alias for volunteer in volunteers]
    try:
        readings = read_shift(visit.argument, names, planning.today(visit.line, visit.now))
    except NotUnderstood as error:
        await not_understood(visit, error, names, "shift-usage")
        return
    await _one_or_ask(visit, [((name,), when) for name, when in readings])


async def turns(visit: Visit) -> None:
    """Let several volunteers take a shift in turns, week by week."""
    volunteers = await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)
    names = [volunteer.alias for volunteer in volunteers]
    try:
        readings = read_turns(visit.argument, names, planning.today(visit.line, visit.now))
    except NotUnderstood as error:
        await not_understood(visit, error, names, "turns-usage")
        return
    await _one_or_ask(visit, readings)


async def not_understood(visit: Visit, error: NotUnderstood, names: Sequence[str], usage: str) -> None:
    """Say what was not understood, and that nothing was changed."""
    if isinstance(error, UnknownName) and error.part:
        await visit.reply("shift-who", {"part": error.part, "names": ", ".join(names) or None})
    else:
        await visit.reply(usage, {"part": error.part or "…"})


async def _one_or_ask(visit: Visit, readings: Sequence[tuple[Sequence[str], When]]) -> None:
    options = [
        (f"{chain(names)}, {say_when(when)}", {"names": list(names), "when": as_data(when)}) for names, when in readings
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
    if is_over(visit, when):
        await visit.reply("shift-over", {"when": say_when(from_data(data["when"]))})
        return
    double = await already_there(visit, tuple(one.person_id for one in chosen), when)
    if double is not None:
        await visit.reply("shift-double", {"number": double.id})
        return
    typed = say_when(from_data(data["when"]))
    whose = [one.person_id for one in chosen]
    async with changes.recorded(
        visit.session, visit.line, visit.person.id, "did-shift", {"who": whose, "when": typed}, visit.now
    ):
        saved = await shifts.add(visit.session, whose, **fields_of(visit, when))
    moved = await settling.settle(visit.session, visit.line, visit.now, [saved.id], told=(visit.person.id,))
    params = {"number": saved.id, "alias": chain(names), "when": typed}
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


def is_over(visit: Visit, when: When) -> bool:
    """Whether nothing of a shift is to come: its day has gone, or it would end before it begins."""
    if when.last_day is not None and when.first_day is not None and when.last_day < when.first_day:
        return True
    return planning.is_over(visit.line, Shift(day=when.day, end_minute=when.end_minute), visit.now)


async def already_there(visit: Visit, whose: tuple[int, ...], when: When, *, is_counted: bool = False) -> Shift | None:
    """The same shift for the same people in the same weeks, when it is on the rota already.

    Turns are the same when the same days fall to the same people; so are, unless it was said from when the turns are
    counted, the same names in the same order.
    """
    since = planning.today(visit.line, visit.now) - timedelta(days=2)
    for known, people_of_it in await shifts.in_force(visit.session, visit.line.id, since):
        begins = when.first_day or known.first_day
        in_same_weeks = when.day is not None or begins == next_of(
            known.weekdays or (begins.weekday(),), begins, known.first_day, known.every_weeks
        )
        if not in_same_weeks or sorted(people_of_it) != sorted(whose) or bare(when_of(known)) != bare(when):
            continue
        first = whose_turn(planning.rule_of(known, people_of_it), begins, (visit.now, visit.now), visit.zone, ())
        place = people_of_it.index(first) if first is not None else 0
        as_they_come = (*people_of_it[place:], *people_of_it[:place])
        if whose == as_they_come or (whose == people_of_it and not is_counted):
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


async def unshift(visit: Visit) -> None:
    """Take a shift off the rota; one that runs ends now."""
    found = await numbered(visit, visit.argument, "unshift-usage")
    if found is not None:
        await remove(visit, found)


async def remove(visit: Visit, found: Shift) -> None:
    """Take this shift off the rota, and say so."""
    names = await people.aliases(visit.session, visit.line.id)
    whose = await shifts.people_of(visit.session, found.id)
    params = {"who": list(whose), "when": said(visit, when_of(found)), "number": found.id}
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-unshift", params, visit.now):
        found.removed_at = visit.now
    await settling.settle(visit.session, visit.line, visit.now, [found.id], told=(visit.person.id,))
    alias = chain([names.get(person_id, "?") for person_id in whose]) or None
    await visit.reply("unshifted", {"alias": alias, "when": said(visit, when_of(found))})


async def numbered(visit: Visit, typed: str, usage: str) -> Shift | None:
    """The shift of a number that was typed; when there is none, that is said."""
    number = whole_number(typed)
    if number is None:
        await visit.reply(usage, {"part": typed[:60] or "…"})
        return None
    found = await shifts.get(visit.session, visit.line.id, number)
    if found is None:
        await visit.reply("unshift-unknown", {"part": typed})
    return found


def when_of(shift: Shift) -> When:
    """A shift's row as what could have been typed for it."""
    days = tuple(shift.weekdays) if shift.weekdays is not None else None
    limits = (shift.first_day, shift.last_day) if shift.day is None else (None, None)
    return When(days, shift.day, shift.start_minute, shift.end_minute, shift.every_weeks, *limits)


def bare(when: When) -> When:
    """A shift's time without the days from and until which it holds."""
    return replace(when, first_day=None, last_day=None)


def said(visit: Visit, when: When) -> str:
    """A shift's time in words; from which day it holds only if a day that looks like it comes before."""
    today = planning.today(visit.line, visit.now)
    is_late = when.first_day is not None and when.first_day > next_of(when.days or (today.weekday(),), today)
    return say_when(when if is_late else replace(when, first_day=None))


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


def chain(names: Sequence[str]) -> str:
    """The people of a shift in the order of their turns."""
    return ", then ".join(names)
