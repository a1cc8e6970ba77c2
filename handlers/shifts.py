"""`/shifts`, `/away`, `/calendar` and `/reminders`: a volunteer's own part of the rota."""

import re
from datetime import date
from typing import Any

from bot.models import Away, Role
from bot.outbox.queue import Button, put_file
from bot.queries import changes, people, rota, shifts
from bot.texts.times import as_days
from handlers.cover import give_buttons, my_turns
from handlers.drafting import ask_which
from handlers.visit import Visit
from scheduling import calendars, planning, settling
from scheduling.reading import NotUnderstood, read_dates

_UNITS = {"m": 1, "h": 60, "d": 24 * 60}
_REMINDER = re.compile(r"([0-9]{1,4})\s*(m|h|d)(?:[a-z]*)")
_MOST_REMINDERS, _EARLIEST_REMINDER = 5, 14 * 24 * 60


async def mine(visit: Visit) -> None:
    """A volunteer's next shifts, each with a button to give it away."""
    found = await my_turns(visit)
    away = await shifts.aways(visit.session, visit.line.id, planning.today(visit.line, visit.now), visit.person.id)
    await visit.reply(
        "my-shifts",
        {
            "turn_spans": [(duty.starts_at, duty.ends_at) for duty in found[:20]],
            "more": max(0, len(found) - 20),
            "away": ", ".join(as_days(one.first_day, one.last_day) for one in away) or None,
        },
        buttons=give_buttons(found),
    )


# Time away


async def away(visit: Visit) -> None:
    """Days on which a volunteer takes no shifts: their own, or from a coordinator a name and that person's."""
    person_id, typed = await _whose(visit)
    if person_id is None:
        await visit.reply("away-usage", {"part": visit.argument[:60] or "…"})
        return
    if not typed:
        await _show_away(visit, person_id)
        return
    if typed.lower() in ("off", "back", "none"):
        await _end_all(visit, person_id)
        return
    today = planning.today(visit.line, visit.now)
    try:
        readings = [one for one in read_dates(typed, today) if one.start_minute is None and not one.reason]
    except NotUnderstood as error:
        await visit.reply("away-usage", {"part": error.part or "…"})
        return
    options: list[tuple[str, dict[str, Any]]] = [
        (
            as_days(one.first_day, one.last_day),
            {"person": person_id, "first_day": one.first_day.isoformat(), "last_day": one.last_day.isoformat()},
        )
        for one in readings
    ]
    if not options:
        await visit.reply("away-usage", {"part": typed[:60]})
    elif len(options) > 1:
        await ask_which(visit, "away", options)
    else:
        await save_away(visit, options[0][1])


async def _whose(visit: Visit) -> tuple[int | None, str]:
    """Whose days these are, and what was typed about them."""
    if visit.has(Role.COORDINATOR):
        words = visit.argument.casefold().split()
        for volunteer in await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER):
            name = volunteer.alias.casefold().split()
            if name and words[: len(name)] == name:
                return volunteer.person_id, " ".join(visit.argument.split()[len(name) :])
    return (visit.person.id if visit.has(Role.VOLUNTEER) else None), visit.argument


async def save_away(visit: Visit, data: dict[str, Any]) -> None:
    """Let a volunteer be away on these days; their shifts in that time are opened for cover."""
    person_id = data["person"]
    if person_id != visit.person.id and not visit.has(Role.COORDINATOR):
        return
    first, last = date.fromisoformat(data["first_day"]), date.fromisoformat(data["last_day"])
    params = {"who": [person_id], "when": as_days(first, last)}
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-away", params, visit.now):
        await shifts.add_away(visit.session, visit.line.id, person_id, first, last)
    moved = await settling.settle(visit.session, visit.line, visit.now, told=(visit.person.id,))
    lost = moved[person_id].lost if person_id in moved else []
    alias = await people.alias(visit.session, visit.line.id, person_id, Role.VOLUNTEER)
    await visit.reply(
        "away-saved" if person_id == visit.person.id else "away-saved-for",
        {"alias": alias, "when": as_days(first, last), "turn_spans": lost[:8], "more": max(0, len(lost) - 8)},
    )


async def _show_away(visit: Visit, person_id: int) -> None:
    found = await shifts.aways(visit.session, visit.line.id, planning.today(visit.line, visit.now), person_id)
    buttons: list[list[Button]] = [
        [("b-end-away", f"awayoff:{one.id}", {"when": as_days(one.first_day, one.last_day)})] for one in found[:8]
    ]
    alias = await people.alias(visit.session, visit.line.id, person_id, Role.VOLUNTEER)
    when = ", ".join(as_days(one.first_day, one.last_day) for one in found) or None
    await visit.reply("away-shown", {"alias": alias, "when": when}, buttons=buttons)


async def end_away(visit: Visit) -> None:
    """The button that takes time away off again."""
    found = await shifts.away(visit.session, visit.line.id, visit.pressed)
    if found is None or (found.person_id != visit.person.id and not visit.has(Role.COORDINATOR)):
        await visit.answer("stale-button")
        return
    await visit.answer()
    await _end(visit, [found])


async def _end_all(visit: Visit, person_id: int) -> None:
    today = planning.today(visit.line, visit.now)
    await _end(visit, list(await shifts.aways(visit.session, visit.line.id, today, person_id)))


async def _end(visit: Visit, found: list[Away]) -> None:
    if not found:
        await visit.reply("away-none")
        return
    person_id = found[0].person_id
    params = {"who": [person_id], "when": ", ".join(as_days(one.first_day, one.last_day) for one in found)}
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-end-away", params, visit.now):
        for one in found:
            await shifts.remove_away(visit.session, one)
    moved = await settling.settle(visit.session, visit.line, visit.now, told=(visit.person.id,))
    gained = moved[person_id].gained if person_id in moved else []
    alias = await people.alias(visit.session, visit.line.id, person_id, Role.VOLUNTEER)
    await visit.reply("away-ended", {"alias": alias, "turn_spans": gained[:8], "more": max(0, len(gained) - 8)})


# The calendar file and the reminders


async def calendar(visit: Visit) -> None:
    """Send a volunteer's shifts as a file for any calendar."""
    content = await calendars.calendar_of(
        visit.session, visit.line, visit.person.id, visit.bot_username.lower(), visit.line.name, visit.now
    )
    await put_file(
        visit.session, visit.line, visit.chat_id, "calendar-file", "shifts.ics", {"calendar": content}, visit.now
    )


async def reminders(visit: Visit) -> None:
    """When a volunteer is reminded of a shift: show it, or change it."""
    mine = await people.membership(visit.session, visit.line.id, visit.person.id, Role.VOLUNTEER)
    if mine is None:
        return
    typed = visit.argument.lower()
    if typed:
        chosen = _minutes(typed)
        if chosen is None:
            await visit.reply("reminders-usage", {"part": visit.argument[:60]})
            return
        mine.reminders = chosen
        for duty in await rota.to_come(visit.session, visit.line.id, visit.person.id, visit.now):
            duty.remind_at = planning.next_reminder(chosen, duty.starts_at, visit.now)
        await visit.session.flush()
        visit.session.info["due"] = True
    before = planning.reminders_for(mine)
    await visit.reply("reminders", {"lengths": [minutes * 60 for minutes in before] or None})


def _minutes(typed: str) -> list[int] | None:
    if typed in ("off", "none", "never"):
        return []
    found = _REMINDER.findall(typed)
    rest = re.sub(r"[\s,]|and|before", "", _REMINDER.sub("", typed))
    minutes = sorted({int(number) * _UNITS[unit] for number, unit in found}, reverse=True)
    if not minutes or rest or len(minutes) > _MOST_REMINDERS:
        return None
    return minutes if minutes[-1] > 0 and minutes[0] <= _EARLIEST_REMINDER else None
