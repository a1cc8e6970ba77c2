"""A whole rota at once: pasted as lines, sent as a file, or asked for as one."""

from datetime import datetime, timedelta
from typing import Any

from telegram import Update

from bot.models import Line, Outbox, Role, Shift
from bot.outbox.queue import put_fetch, put_file
from bot.queries import Session, changes, people, shifts
from handlers import rota
from handlers.drafting import preview
from handlers.visit import Visit
from scheduling import calendars, planning, settling
from scheduling.importing import Entry, Import, read_calendar, read_lines, read_sheet, taken_up
from scheduling.reading import say_when
from scheduling.rota import duties
from scheduling.wall import instant

_LONGEST = 1800
_COLUMNS = ("names", "days", "start", "end", "every", "from", "until")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FILES = (".csv", ".ics", ".txt")


async def pasted(visit: Visit) -> None:
    """Read the lines below the command as a rota."""
    text = "\n".join([visit.first_line, *visit.lines]).strip("\n")
    await _read(visit, read_lines(text, await _names(visit), planning.today(visit.line, visit.now)))


def is_rota_file(visit: Visit) -> bool:
    """Whether a message is a file that can hold a rota."""
    document = visit.update.message.document if visit.update.message is not None else None
    return document is not None and (document.file_name or "").lower().endswith(_FILES)


async def sent(visit: Visit) -> None:
    """A coordinator sent a file: fetch it, and read it when it is there."""
    document = visit.message.document
    if document is None:
        return
    if (document.file_size or 0) > 1_000_000:
        await visit.reply("file-too-big")
        return
    await put_fetch(
        visit.session, visit.line, visit.chat_id, document.file_id, (document.file_name or "")[-60:], visit.now
    )
    await visit.reply("file-being-read")


async def fetched(session: Session, row: Outbox, content: bytes, now: datetime, bot_username: str) -> None:
    """A coordinator's file is here: show what was understood, as if it had been pasted."""
    line = await people.line(session)
    person, roles, _ = await people.who(session, line.id, row.chat_id)
    if person is None or Role.COORDINATOR not in roles:
        return
    visit = Visit(session, Update(0), line, person, roles, now, bot_username)
    names, today = await _names(visit), planning.today(line, now)
    name = str(row.params.get("file_name", "")).lower()
    if name.endswith(".ics"):
        found = read_calendar(content, names, today, visit.zone)
    elif name.endswith(".csv"):
        found = read_sheet(content, names, today)
    else:
        found = read_lines(content.decode("utf-8-sig", "replace"), names, today)
    await _read(visit, found)


async def unreadable(session: Session, line: Line, row: Outbox, now: datetime) -> None:
    """A coordinator's file could not be fetched."""
    person, roles, _ = await people.who(session, line.id, row.chat_id)
    if person is not None:
        await Visit(session, Update(0), line, person, roles, now, "").reply("file-unreadable")


async def _names(visit: Visit) -> list[str]:
    return [one.alias for one in await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)]


async def _read(visit: Visit, found: Import) -> None:
    if found.problems or not found.entries:
        lines = "\n".join(f"{one.line}. {one.part}" for one in found.problems[:15])
        unknown = any(one.unknown_name for one in found.problems)
        await visit.reply(
            "import-problems",
            {
                "lines": lines[:_LONGEST] or None,
                "more": max(0, len(found.problems) - 15),
                "over": found.over,
                "names": (", ".join(await _names(visit)) or None) if unknown else None,
            },
        )
        return
    entries = [{"names": list(one.names), "when": rota.as_data(one.when)} for one in found.entries]
    await preview_import(visit, {"entries": entries, "over": found.over})


async def preview_import(visit: Visit, data: dict[str, Any]) -> None:
    """Show the shifts that were read, and those that they would take the place of."""
    since = planning.today(visit.line, visit.now)
    known = await shifts.in_force(visit.session, visit.line.id, since)
    said = [f"{', then '.join(one['names'])}: {say_when(rota.from_data(one['when']))}" for one in data["entries"]]
    lines, shown = "", 0
    for line in said:
        if len(lines) + len(line) > _LONGEST:
            break
        lines, shown = f"{lines}\n{line}".strip("\n"), shown + 1
    await preview(
        visit,
        "import",
        data,
        "shifts",
        "import-preview",
        {
            "lines": lines,
            "count": len(said),
            "more": len(said) - shown,
            "old": len(known),
            "over": data.get("over", 0),
        },
    )


async def save_import(visit: Visit, data: dict[str, Any]) -> None:
    """Add the shifts that are not on the rota yet, as one change."""
    volunteers = {one.alias: one for one in await people.with_role(visit.session, visit.line.id, Role.VOLUNTEER)}
    today = planning.today(visit.line, visit.now)
    saved, skipped, over = [], 0, 0
    count = len(data["entries"])
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-import", {"count": count}, visit.now):
        for one in data["entries"]:
            typed = rota.from_data(one["when"])
            entry = taken_up(Entry(tuple(one["names"]), typed), today)
            if rota.is_over(visit, entry.when):
                over += 1
                continue
            chosen = tuple(volunteers[name].person_id for name in entry.names if name in volunteers)
            is_counted = typed.first_day is not None
            if (
                len(chosen) < len(entry.names)
                or await rota.already_there(visit, chosen, entry.when, is_counted=is_counted) is not None
            ):
                skipped += 1
                continue
            saved.append(await shifts.add(visit.session, chosen, **rota.fields_of(visit, entry.when)))
    await settling.settle(visit.session, visit.line, visit.now, [one.id for one in saved], told=(visit.person.id,))
    await visit.reply("import-saved", {"count": len(saved), "skipped": skipped, "over": over})
    names = {name for one in data["entries"] for name in one["names"]}
    await rota.warn(visit, [one for name, one in volunteers.items() if name in names], saved)


async def export(visit: Visit) -> None:
    """The rota as a sheet that can be sent back, and as a calendar of the weeks ahead."""
    names = await people.aliases(visit.session, visit.line.id)
    since = planning.today(visit.line, visit.now) - timedelta(days=1)
    known = [
        (found, whose)
        for found, whose in await shifts.in_force(visit.session, visit.line.id, since)
        if not planning.is_over(visit.line, found, visit.now)
    ]
    if not known:
        await visit.reply("rota-empty")
        return
    # A shift that nobody has would not be understood when the table is sent back.
    rows = [_row(visit, found, [names.get(one, "?") for one in whose]) for found, whose in known if whose]
    content = {"sheet": {"columns": list(_COLUMNS), "rows": rows}, "left_out": len(known) - len(rows)}
    await put_file(visit.session, visit.line, visit.chat_id, "rota-sheet", "rota.csv", content, visit.now)
    domain = visit.bot_username.lower()
    calendar = await calendars.calendar_of_all(visit.session, visit.line, names, domain, visit.now)
    await put_file(
        visit.session, visit.line, visit.chat_id, "rota-calendar", "rota.ics", {"calendar": calendar}, visit.now
    )


def _row(visit: Visit, shift: Shift, whose: list[str]) -> dict[str, str]:
    when = rota.when_of(shift)
    days = when.day.isoformat() if when.day else ",".join(_DAYS[day] for day in when.days or ())
    end = when.end_minute if when.end_minute <= 1440 else when.end_minute - 1440
    begins = ""
    is_ahead = shift.day is None and shift.first_day > planning.today(visit.line, visit.now)
    if shift.every_weeks > 1 or len(whose) > 1 or is_ahead:
        # So that whoever is next stays next when this is read again, the names begin with them.
        places = tuple(range(len(whose)))
        since = max(visit.now, instant(shift.first_day, 0, visit.zone, edge="start"))
        rule = planning.rule_of(shift, places)
        coming = next(duties(rule, visit.zone, since, since + timedelta(weeks=60)), None)
        if coming is not None:
            begins = coming.day.isoformat()
            whose = [whose[(place + (coming.person_id or 0)) % len(whose)] for place in places]
    return {
        "names": " > ".join(whose),
        "days": days,
        "start": f"{when.start_minute // 60:02}:{when.start_minute % 60:02}",
        "end": f"{end // 60:02}:{end % 60:02}",
        "every": str(shift.every_weeks) if shift.every_weeks > 1 else "",
        "from": begins,
        "until": when.last_day.isoformat() if when.last_day and not when.day else "",
    }
