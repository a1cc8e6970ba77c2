"""For those who look after the program: a word each day that it runs, and when it was off, for how long."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.doctor.line import OLD_BACKUP
from bot.models import Line, Role
from bot.outbox.queue import Priority, put_text
from bot.queries import hours, outbox, people, updates
from bot.texts.helplines import oldest_check
from scheduling.planning import today
from scheduling.spans import clip
from scheduling.telling import tell_coordinators
from scheduling.wall import instant

# How often it is written down that the program runs. More often would wear out a small computer's memory card, and
# buy nothing: a break of which anybody hears is longer.
MARK_EVERY = timedelta(minutes=1)
# A restart, as for an upgrade, takes less and is no news.
NEWS = timedelta(minutes=10)
TELEGRAM_KEEPS = timedelta(hours=24)
# A heartbeat that is later than this is left out.
LATE = timedelta(hours=3)
_CHECK_HELPLINES = timedelta(days=180)
_WORTH_READING = timedelta(days=3)
_SHOWN = 3
_DAY = timedelta(days=1)


async def mark(session: AsyncSession, line: Line, now: datetime, *, heard: bool, moved: bool = False) -> None:
    """Write down that the program runs at `now`; after a break that is news, those who look after it hear of it.

    `heard` when Telegram has answered since this was last said: a break lasts until then. So the same look finds a
    program that was killed, a computer that slept, a database that was away for long, and an internet that was.
    `moved` when the clock was moved on purpose, as in a rehearsal.
    """
    before, since = line.heard_at, line.running_since
    fields: dict[str, datetime] = {"alive_at": now}
    if heard or moved:
        fields["heard_at"] = now
    broke = before is not None and now - before >= NEWS and heard and not moved
    if since is None or since > now or broke:
        fields["running_since"] = now
    if line.heartbeat_at is None or line.heartbeat_at > now:
        # Also when a clock that was wrong is put back: the next word must not be years away.
        fields["heartbeat_at"] = now
    await people.set_line(session, line, **fields)
    if broke and before is not None and line.ending is None:
        await _tell_break(session, line, before, now)


async def _tell_break(session: AsyncSession, line: Line, since: datetime, now: datetime) -> None:
    said = {"waited": (now - since).total_seconds(), "since_when": since, "until_when": now}
    if now - since <= TELEGRAM_KEEPS:
        for one in await people.keepers(session, line.id):
            await put_text(session, line, one.telegram_id, "was-off", now, said, expires_at=now + _WORTH_READING)
        return
    lost = now - TELEGRAM_KEEPS
    # Who wrote then nobody can know, and at this hour all may be asleep: coordinators say when everyone is told.
    await people.set_line(
        session, line, untold={"what": "missed", "since_at": since.isoformat(), "until_at": lost.isoformat()}
    )
    await tell_coordinators(
        session,
        line,
        "was-off-long",
        now,
        said | {"lost_at": lost},
        buttons=[[("b-tell-everyone", "telleveryone:yes")]],
    )


def heartbeat_due(line: Line) -> datetime | None:
    """When the next word is due (UTC); None when nobody wants one."""
    if line.heartbeat_minute is None or line.heartbeat_at is None or line.ending is not None:
        return None
    zone = ZoneInfo(line.zone)
    day = line.heartbeat_at.astimezone(zone).date()
    moments = (instant(day + n * _DAY, line.heartbeat_minute, zone, edge="start") for n in range(3))
    return next(moment for moment in moments if moment > line.heartbeat_at)


async def beat(session: AsyncSession, line: Line, _: int, now: datetime) -> None:
    """Tell those who look after the program that it runs, and what needs somebody; left out when it is late."""
    stored = await session.get_one(Line, line.id)
    due = heartbeat_due(stored)
    if due is None or due > now:
        return
    await people.set_line(session, line, heartbeat_at=now)
    if now - due >= LATE:
        return
    said = await _state(session, stored, now)
    for one in await people.keepers(session, line.id):
        await put_text(session, line, one.telegram_id, "heartbeat", now, said, expires_at=due + LATE)


async def _state(session: AsyncSession, line: Line, now: datetime) -> dict[str, object]:
    gaps = clip(((gap.starts_at, gap.ends_at) for gap in await hours.gaps(session, line.id)), now, now + _DAY)
    checked, backup = oldest_check(line.nation), line.backed_up_at
    needs: dict[str, object] = {
        "set_aside": await updates.set_aside(session, now - _DAY),
        "given_up": await outbox.given_up(session, now - _DAY),
        "gap_spans": gaps[:_SHOWN],
        "more": max(0, len(gaps) - _SHOWN),
        "checked_date": checked.isoformat() if today(line, now) - checked > _CHECK_HELPLINES else None,
        "backup_date": today(line, backup).isoformat() if backup is not None and now - backup > OLD_BACKUP else None,
    }
    return needs | {"well": "no" if any(needs.values()) else "yes", "since_when": line.running_since or now}


async def tell_everyone(session: AsyncSession, line: Line, now: datetime) -> int | None:
    """Tell all members and volunteers what they were not told yet; returns how many, None when there is nothing."""
    if line.untold is None:
        return None
    key = "open-again-everyone" if line.untold["what"] == "open" else "missed-you"
    said = {name: value for name, value in line.untold.items() if name != "what"}
    await people.set_line(session, line, untold=None)
    told = [one for one, roles in (await people.everyone(session, line.id)).values() if roles - {Role.COORDINATOR}]
    for one in told:
        params = said | {"helplines": ["short", line.nation]}
        await put_text(session, line, one.telegram_id, key, now, params, priority=Priority.ANNOUNCEMENT)
    return len(told)


def as_clock(minute: int | None) -> str | None:
    """Minutes from midnight as a clock shows them; None stays None."""
    return f"{time(*divmod(minute, 60)):%H:%M}" if minute is not None else None
