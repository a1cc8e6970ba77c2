"""A volunteer's shifts as a calendar file: each turn keeps its id, and says by a number when it changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import CalendarEntry, Line
from bot.queries import calendars, rota
from scheduling.planning import AHEAD

Key = tuple[int, date, int]


async def calendar_of(
    session: AsyncSession, line: Line, person_id: int, domain: str, summary: str, now: datetime
) -> dict[str, Any]:
    """What goes into a volunteer's file: turns to come, and those that an earlier file had and are theirs no more."""
    entries = {(one.shift_id, one.day, one.part): one for one in await calendars.entries(session, person_id, now)}
    parts: dict[tuple[int, date], int] = {}
    events = []
    for duty in await rota.between(session, line.id, now, now + AHEAD, person_id=person_id):
        part = parts[(duty.shift_id, duty.day)] = parts.get((duty.shift_id, duty.day), -1) + 1
        key = (duty.shift_id, duty.day, part)
        entry = entries.pop(key, None)
        if entry is None:
            entry = CalendarEntry(
                person_id=person_id,
                shift_id=duty.shift_id,
                day=duty.day,
                part=part,
                starts_at=duty.starts_at,
                ends_at=duty.ends_at,
                sequence=0,
                cancelled=False,
            )
            session.add(entry)
        elif (entry.starts_at, entry.ends_at, entry.cancelled) != (duty.starts_at, duty.ends_at, False):
            entry.starts_at, entry.ends_at, entry.cancelled = duty.starts_at, duty.ends_at, False
            entry.sequence += 1
        events.append(_event(entry, domain, summary))
    for gone in entries.values():
        if not gone.cancelled:
            gone.cancelled = True
            gone.sequence += 1
        events.append(_event(gone, domain, summary))
    await session.flush()
    return {"name": summary, "events": sorted(events, key=lambda event: str(event["starts_at"]))}


async def calendar_of_all(
    session: AsyncSession, line: Line, names: dict[int, str], domain: str, now: datetime
) -> dict[str, Any]:
    """The duties of everybody in the weeks ahead, for a coordinator's own use."""
    events = [
        {
            "uid": f"all-{duty.shift_id}-{duty.starts_at:%Y%m%dT%H%M%S}@{domain}",
            "starts_at": duty.starts_at,
            "ends_at": duty.ends_at,
            "summary": names[duty.person_id],
            "sequence": 0,
            "cancelled": False,
        }
        for duty in await rota.between(session, line.id, now, now + AHEAD)
        if duty.person_id in names
    ]
    return {"name": line.name, "events": events}


def _event(entry: CalendarEntry, domain: str, summary: str) -> dict[str, Any]:
    return {
        "uid": f"{entry.person_id}-{entry.shift_id}-{entry.day:%Y%m%d}-{entry.part}@{domain}",
        "starts_at": entry.starts_at,
        "ends_at": entry.ends_at,
        "summary": summary,
        "sequence": entry.sequence,
        "cancelled": entry.cancelled,
    }
