"""Moments and lengths of time in words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def as_time(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment as a time on the wall in `zone`, with the day when it is not today: "21:00", "02:00 tomorrow"."""
    local = moment.astimezone(zone)
    day = _day(moment, now, zone)
    return f"{local:%H:%M}" if day == "today" else f"{local:%H:%M} {day}"


def as_day_and_time(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment with its day: "today at 18:00", "on Thursday at 18:00", "on Thursday 3 December at 18:00"."""
    return f"{_day(moment, now, zone)} at {moment.astimezone(zone):%H:%M}"


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
