"""When check-ins are due: pure rules, from somebody's own wall-clock times to moments in UTC."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from scheduling.wall import instant

# A check-in that is later than this is skipped: after a time in which the program was off nobody gets a burst of them.
LATE = timedelta(minutes=90)
# Two times of one day lie at least so many minutes apart.
APART = 60
MOST_A_DAY = 6
TONIGHT = time(20)
_DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Rhythm:
    """Days of the week (0 is Monday) and times of day in minutes, in `zone`, and when nothing comes all the same.

    Paused from `paused_from` until before `paused_until`, or without an end. `quiet` is from when to when, in minutes
    of the day, and may pass midnight.
    """

    days: tuple[int, ...]
    minutes: tuple[int, ...]
    zone: ZoneInfo
    paused_from: date | None = None
    paused_until: date | None = None
    quiet: tuple[int, int] | None = None

    def is_quiet(self, minute: int) -> bool:
        """Whether nothing is to come at this minute of the day."""
        if self.quiet is None:
            return False
        start, end = self.quiet
        return start <= minute < end if start < end else minute >= start or minute < end

    def is_still(self, now: datetime) -> bool:
        """Whether nothing is to come at this moment: it is quiet, or a day off."""
        local = now.astimezone(self.zone)
        return self.is_quiet(local.hour * 60 + local.minute) or self.pauses(local.date())

    def pauses(self, day: date) -> bool:
        """Whether nothing is to come on this day."""
        if self.paused_from is None or day < self.paused_from:
            return False
        return self.paused_until is None or day < self.paused_until


def occurrences(rhythm: Rhythm, after: datetime) -> Iterator[datetime]:
    """The moments (UTC) after `after` at which a check-in is due, in order.

    A time that the clocks show twice is due the first time; one that they skip is due right after the change.
    """
    minutes = sorted(minute for minute in rhythm.minutes if not rhythm.is_quiet(minute))
    if not minutes or not rhythm.days:
        return
    day, last = after.astimezone(rhythm.zone).date() - _DAY, after
    while True:
        if rhythm.pauses(day):
            if rhythm.paused_until is None:
                return
            day = rhythm.paused_until
        elif day.weekday() in rhythm.days:
            for minute in minutes:
                moment = instant(day, minute, rhythm.zone, edge="start")
                if moment > last:
                    yield moment
                    last = moment
            day += _DAY
        else:
            day += _DAY


def following(rhythm: Rhythm, after: datetime, count: int) -> list[datetime]:
    """The next so many moments (UTC) after `after`; fewer when there are no more."""
    return list(islice(occurrences(rhythm, after), count))


def next_after(rhythm: Rhythm, after: datetime) -> datetime | None:
    """The next moment (UTC) after `after`, if there is one."""
    return next(occurrences(rhythm, after), None)


def due(rhythm: Rhythm, next_at: datetime, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Which check-in is to be sent at `now`, when `next_at` was the next one, and which is the next after it.

    Of several only the newest is sent, and none that is more than LATE late.
    """
    chosen = next_at if now - next_at <= LATE else None
    for moment in occurrences(rhythm, max(next_at, now - LATE - TICK)):
        if moment > now:
            return chosen, moment
        chosen = moment
    return chosen, None


def put_off(how: str, now: datetime, rhythm: Rhythm) -> datetime:
    """When a check-in that is put off at `now` is asked again (UTC): in an "hour", "tonight" or "tomorrow".

    It is a whole minute. Tonight is at 20:00, or in an hour when that is over; what falls into quiet hours comes when
    they end.
    """
    local = now.astimezone(rhythm.zone)
    if how == "tomorrow":
        moment = instant(local.date() + _DAY, local.hour * 60 + local.minute, rhythm.zone, edge="start")
    else:
        tonight = instant(local.date(), TONIGHT.hour * 60, rhythm.zone, edge="start")
        moment = tonight if how == "tonight" and tonight > now else on_the_minute(now + timedelta(hours=1))
    return out_of_quiet(moment, rhythm)


def on_the_minute(moment: datetime) -> datetime:
    """The minute in which a moment falls, so that what is said of it is what happens."""
    return moment.replace(second=0, microsecond=0)


def out_of_quiet(moment: datetime, rhythm: Rhythm) -> datetime:
    """The same moment, or the end of the quiet hours in which it falls."""
    if rhythm.quiet is None or not _is_quiet_at(moment, rhythm):
        return moment
    local, end = moment.astimezone(rhythm.zone), rhythm.quiet[1]
    day = local.date() if local.hour * 60 + local.minute < end else local.date() + _DAY
    # In the repeated hour of autumn the wall may show the end of the quiet hours for the second time; and in spring it
    # may skip all that is not quiet, if that is short enough.
    ends = (instant(day + n * _DAY, end, rhythm.zone, edge=edge) for n in range(3) for edge in ("start", "end"))
    return next((one for one in ends if one > moment and not _is_quiet_at(one, rhythm)), moment).astimezone(UTC)


def _is_quiet_at(moment: datetime, rhythm: Rhythm) -> bool:
    local = moment.astimezone(rhythm.zone)
    return rhythm.is_quiet(local.hour * 60 + local.minute)


def close_together(minutes: Sequence[int]) -> bool:
    """Whether two of these times of day are closer than APART, also across midnight."""
    in_order = sorted(minutes)
    gaps = [later - earlier for earlier, later in zip(in_order, in_order[1:], strict=False)]
    return len(in_order) > 1 and min([*gaps, in_order[0] + 24 * 60 - in_order[-1]]) < APART
