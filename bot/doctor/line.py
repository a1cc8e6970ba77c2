"""The line itself: hours, people, what was not delivered, and how old the helplines are."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.doctor.finding import Finding, ago, count, look, ok, wrong
from bot.models import Line
from bot.queries import doctor, pulse
from bot.settings import Settings
from bot.texts.helplines import helplines

_WEEK, _DAY = timedelta(days=7), timedelta(days=1)
_UNSENT_LOOK, _UNSENT_WRONG = 120.0, 600.0  # seconds
_CHECK_AGAIN = timedelta(days=180)
# Whoever makes one each week is not to hear that it is late.
OLD_BACKUP = timedelta(days=8)


async def hours(session: AsyncSession, line: Line, settings: Settings, now: datetime) -> list[Finding]:
    """Whether the line is ever open, and somebody is on whenever it is, for the next seven days."""
    if not await doctor.has_hours(session, line.id):
        return [look("rota", "The line has no hours, so it is never open.", "Set them in the bot: /hours")]
    number, first = await doctor.gaps(session, line.id, now, now + _WEEK)
    if first is None:
        return [ok("rota", "In the next 7 days somebody is on whenever the line is open.")]
    when = "now" if first <= now else f"{first.astimezone(settings.zone):%A %d %B, %H:%M}"
    return [
        look(
            "rota",
            f"{count(number, 'time', 'times')} in the next 7 days the line is open and nobody is on; first: {when}.",
            "See /gaps in the bot, and put somebody on: /shift",
        )
    ]


async def volunteers(session: AsyncSession, line: Line) -> list[Finding]:
    """Whether there is somebody for each thing that needs one."""
    staff = await doctor.staff(session, line.id)
    found = []
    if not staff.volunteers:
        found.append(look("volunteers", "There are none.", "Invite one: /invite volunteer NAME"))
    elif not staff.backups:
        found.append(look("volunteers", "Nobody is a backup.", "Choose one: /volunteers NAME backup"))
    if not staff.leads:
        found.append(
            look("volunteers", "Nobody is the safeguarding lead, who hears of concerns.", "/volunteers NAME lead")
        )
    backups = count(staff.backups, "backup", "backups")
    return found or [ok("volunteers", f"{staff.volunteers:,}, with {backups} and somebody who hears of concerns.")]


async def outbox(session: AsyncSession, now: datetime) -> list[Finding]:
    """Whether what should have gone has gone."""
    number, oldest = await pulse.overdue(session, now)
    blocked, others = await doctor.given_up(session, now - _DAY)
    aside = await doctor.set_aside(session, now - 2 * _DAY)
    found = []
    late = (now - oldest).total_seconds() if oldest is not None else 0.0
    if late > _UNSENT_LOOK:
        found.append(
            (wrong if late > _UNSENT_WRONG else look)(
                "outbox",
                f"{count(number, 'thing waits', 'things wait')} to be sent, the oldest for {ago(late)}.",
                "Look whether Warmline runs and Telegram answers (above). What waits is not lost.",
            )
        )
    if others:
        found.append(
            look(
                "outbox",
                f"{count(others, 'thing was', 'things were')} given up in the last day. Who wrote it was told.",
                "If that goes on, look at Warmline's log for the reason.",
            )
        )
    if aside:
        found.append(
            look(
                "outbox",
                f"{count(aside, 'message', 'messages')} of the last two days could not be dealt with. "
                "The writers were told so, with helplines.",
                "That is a mistake in Warmline: look for 'set aside' in its log, and report it.",
            )
        )
    left = count(blocked, "thing was", "things were")
    return found or [ok("outbox", f"Nothing is late. {left} for people who blocked the bot or left, in the last day.")]


def backup(line: Line, now: datetime) -> list[Finding]:
    """Whether there is a backup that is not too old."""
    to_do = "Make one: python -m bot backup FOLDER"
    if line.backed_up_at is None:
        return [look("backup", "There is none yet. If this machine breaks, the line is gone.", to_do)]
    since = now - line.backed_up_at
    if since > OLD_BACKUP:
        to_do += ". If a timer should have made one, look at its log."
        return [look("backup", f"The newest is from {ago(since.total_seconds())} ago.", to_do)]
    return [ok("backup", f"The newest is from {ago(since.total_seconds())} ago.")]


def old_helplines(nation: str | None, now: datetime) -> list[Finding]:
    """Whether each number that people are given was looked at in the last 180 days."""
    shown = helplines(nation)
    old = [one.name for one in shown if now.date() - one.checked_on > _CHECK_AGAIN]
    if old:
        return [
            look(
                "helplines",
                f"{len(old)} of {len(shown)} were last checked more than 180 days ago: {', '.join(old)}.",
                "Call them or look at their pages. A newer Warmline has a newer list.",
            )
        ]
    return [ok("helplines", f"All {len(shown)} were checked in the last 180 days.")]
