"""Files that people are sent: a calendar that any phone can take in, and a table that any spreadsheet opens."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

# A spreadsheet takes a cell that begins like this for a formula, and would run it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_file(params: Mapping[str, Any], now: datetime) -> tuple[str, bytes]:
    """The name and the bytes of a file that an outbox row asks for: {"calendar": …}, {"sheet": …} or {"data": …}."""
    name = str(params["file_name"])
    if "calendar" in params:
        return name, as_calendar(params["calendar"], now)
    if "data" in params:
        return name, json.dumps(params["data"], ensure_ascii=False, indent=1).encode()
    return name, as_sheet(params["sheet"]["rows"], params["sheet"]["columns"])


def as_calendar(calendar: Mapping[str, Any], now: datetime) -> bytes:
    """An RFC 5545 calendar of events; each keeps its uid, and a higher sequence says that it changed."""
    from icalendar import Calendar, Event  # three MiB that a running line rarely needs

    whole = Calendar()
    whole.add("prodid", "-//Warmline//Warmline//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", calendar["name"])
    for entry in calendar["events"]:
        event = Event()
        event.add("uid", entry["uid"])
        event.add("dtstamp", now)
        event.add("dtstart", datetime.fromisoformat(entry["starts_at"]))
        event.add("dtend", datetime.fromisoformat(entry["ends_at"]))
        event.add("sequence", entry["sequence"])
        event.add("status", "CANCELLED" if entry["cancelled"] else "CONFIRMED")
        event.add("transp", "TRANSPARENT" if entry["cancelled"] else "OPAQUE")
        event.add("summary", entry["summary"])
        whole.add_component(event)
    return bytes(whole.to_ical())


def as_sheet(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> bytes:
    """A CSV table with a header, in UTF-8 with the mark by which spreadsheets know it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_guarded(row.get(column, "")) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
