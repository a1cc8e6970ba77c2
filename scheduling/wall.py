"""From the time on the wall to the moment in UTC, through every change of the clocks."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo


def instant(day: date, minute: int, zone: ZoneInfo, *, edge: Literal["start", "end"]) -> datetime:
    """The moment (UTC) when the wall shows `minute` minutes past midnight of `day`; 1440 is 24:00.

    Of a time shown twice, a start is the first and an end the last, so that nobody is left in a gap;
    a time that is skipped becomes the first moment after it. Later wall times never give earlier moments.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    first, last = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= last:
        return first if edge == "start" else last
    # Skipped: `last` is still before the change and `first` after it.
    seconds = range(int((first - last).total_seconds()))
    shown = bisect_left(
        seconds, wall, key=lambda s: (last + timedelta(seconds=s)).astimezone(zone).replace(tzinfo=None)
    )
    return last + timedelta(seconds=shown)
