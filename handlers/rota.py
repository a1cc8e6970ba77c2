"""`/shift`, `/unshift` and `/rota`: the rota by message."""

from collections.abc import Iterator, Sequence
from html import escape

from bot.models import Role, Shift
from bot.queries import people
from bot.queries import rota as rows
from handlers.visit import Visit
from scheduling import planning
from scheduling.words import NotUnderstood, UnknownName, When, parse_shift, say_when

# Well inside Telegram's 4096 characters and what a text takes as one parameter.
_LONGEST_PART = 2000


async def shift(visit: Visit) -> None:
    """Put a volunteer on the rota, weekly or once."""
    volunteers = await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)
    names = [volunteer.alias for volunteer in volunteers]
    today = planning.today(visit.line, visit.now)
    try:
        name, when = parse_shift(visit.argument, names, today)
    except UnknownName as error:
        if not error.part:
            await visit.reply("shift-usage", {"part": "…"})
            return
        await visit.reply("shift-who", {"part": error.part, "names": ", ".join(names) or None})
        return
    except NotUnderstood as error:
        await visit.reply("shift-usage", {"part": error.part or "…"})
        return
    if planning.is_over(visit.line, Shift(day=when.day, end_minute=when.end_minute), visit.now):
        await visit.reply("shift-over", {"when": say_when(when)})
        return
    person_id = next(volunteer.person_id for volunteer in volunteers if volunteer.alias == name)
    for known, people_of_it in await rows.shifts(visit.session, visit.line.id):
        if people_of_it == (person_id,) and _when(known) == when:
            await visit.reply("shift-double", {"number": known.id})
            return
    saved = await rows.add_shift(
        visit.session,
        [person_id],
        line_id=visit.line.id,
        weekdays=list(when.days) if when.days is not None else None,
        day=when.day,
        start_minute=when.start_minute,
        end_minute=when.end_minute,
        first_day=when.day or today,
    )
    first = await planning.plan(visit.session, visit.line, saved, (person_id,), visit.now)
    params = {"number": saved.id, "alias": name, "when": say_when(when)}
    if first is None:
        await visit.reply("shift-saved-empty", params)
    else:
        await visit.reply("shift-saved", {**params, "first_when": first})


async def unshift(visit: Visit) -> None:
    """Take a shift off the rota; one that runs ends now."""
    if not (visit.argument.isascii() and visit.argument.isdecimal() and len(visit.argument) < 10):
        await visit.reply("unshift-usage", {"part": visit.argument[:60] or "…"})
        return
    found = await rows.shift(visit.session, visit.line.id, int(visit.argument))
    if found is None:
        await visit.reply("unshift-unknown", {"part": visit.argument})
        return
    names = await _names(visit)
    whose = await rows.people_of(visit.session, found.id)
    await planning.remove(visit.session, found, visit.now)
    alias = " and ".join(names.get(person_id, "?") for person_id in whose)
    await visit.reply("unshifted", {"alias": alias, "when": say_when(_when(found))})


async def rota(visit: Visit) -> None:
    """Show the rota as text, each shift with its number."""
    names = await _names(visit)
    lines = [
        f"{found.id}. {' and '.join(names.get(person_id, '?') for person_id in whose)}: {say_when(_when(found))}"
        for found, whose in await rows.shifts(visit.session, visit.line.id)
        if not planning.is_over(visit.line, found, visit.now)
    ]
    for part in _in_parts(lines):
        await visit.reply("rota", {"lines": part})
    if not lines:
        await visit.reply("rota-empty")


def _in_parts(lines: Sequence[str]) -> Iterator[str]:
    """The lines joined, in as few parts as fit one message each."""
    part = ""
    for line in lines:
        if len(escape(part)) + len(escape(line)) > _LONGEST_PART:
            yield part
            part = ""
        part += f"\n{line}" if part else line
    if part:
        yield part


async def _names(visit: Visit) -> dict[int, str]:
    volunteers = await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)
    return {volunteer.person_id: volunteer.alias for volunteer in volunteers}


def _when(shift: Shift) -> When:
    weekdays = tuple(shift.weekdays) if shift.weekdays is not None else None
    return When(weekdays, shift.day, shift.start_minute, shift.end_minute)
