"""Moments and lengths of time in words."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def as_time(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment as a time on the wall in `zone`, with the day when it is not today: "21:00", "02:00 tomorrow"."""
    local = moment.astimezone(zone)
    day = _day(moment, now, zone)
    return f"{local:%H:%M}" if day == "today" else f"{local:%H:%M} {day}"


def as_day_and_time(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment with its day: "today at 18:00", "on Thursday at 18:00", "on Thursday 3 December at 18:00"."""
    return f"{_day(moment, now, zone)} at {moment.astimezone(zone):%H:%M}"


def as_span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """From when to when, with the day: "Tuesday 1 December, 18:00-22:00"."""
    first = start.astimezone(zone)
    return f"{first:%A} {first.day} {first:%B}, {as_times(start, end, zone)}"


def as_short_span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """The same, short enough for a button: "Tue 1 Dec 18:00-22:00"."""
    first = start.astimezone(zone)
    return f"{first:%a} {first.day} {first:%b} {as_times(start, end, zone)}"


def as_days(first: date, last: date | None) -> str:
    """A day or several: "1 December", "1 December to 8 December", "from 1 December on"."""
    if last is None:
        return f"from {first.day} {first:%B} on"
    return f"{first.day} {first:%B}" + (f" to {last.day} {last:%B}" if last != first else "")


def as_times(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """From when to when on the wall: "18:00-22:00", "18:00-24:00", or "18:00" when there is no time between."""
    if start == end:
        return f"{start.astimezone(zone):%H:%M}"
    first, last = start.astimezone(zone), end.astimezone(zone)
    # The end of a day is 24:00, so that it does not read as its beginning.
    ends = "24:00" if last.time() == time() and last.date() > first.date() else f"{last:%H:%M}"
    return f"{first:%H:%M}-{ends}"


def _day(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if 1 < days < 7:
        return f"on {local:%A}"
    return f"on {local:%A} {local.day} {local:%B}"


def as_length(length: timedelta) -> str:
    """How long something took, roughly: "1 minute", "3 hours", "2 days"."""
    minutes = max(1, round(length.total_seconds() / 60))
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {word}" + ("s" if count > 1 else "")
    raise AssertionError(minutes)


def as_hours(length: timedelta) -> str:
    """How long something takes, exactly, in hours: "20 hours", "1 hour 30 minutes", "45 minutes"."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    parts = [
        f"{count} {word}" + ("s" if count > 1 else "")
        for count, word in ((hours, "hour"), (minutes, "minute"))
        if count
    ]
    return " ".join(parts) or "0 minutes"
