"""What `python -m bot doctor` asks of the database; it changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import IS_LED
from bot.models import (
    Away,
    Gap,
    HoursException,
    Line,
    Membership,
    Opening,
    Outbox,
    OutboxState,
    Person,
    Role,
    SeenUpdate,
)


@dataclass(frozen=True)
class Server:
    """What a PostgreSQL server says of itself: version as 150004, its clock, and the size in bytes."""

    version: int
    now: datetime
    size: int
    may_make_tables: bool


@dataclass(frozen=True)
class Staff:
    """How many volunteers and backups there are who are not paused, and how many safeguarding leads."""

    volunteers: int
    backups: int
    leads: int


async def version(session: AsyncSession) -> str | None:
    """Which migration this database has come to; None when it has no tables yet."""
    connection = await session.connection()
    if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
        return None
    found: str | None = await session.scalar(text("SELECT version_num FROM alembic_version"))
    return found


async def only_read(session: AsyncSession) -> None:
    """Let this session of SQLite's change nothing, whatever happens."""
    await session.execute(text("PRAGMA query_only = ON"))


async def damage(session: AsyncSession) -> str | None:
    """What SQLite finds wrong with its file, its first words only; None when it is sound."""
    said = str(await session.scalar(text("PRAGMA quick_check(1)")))
    return None if said == "ok" else said


async def server(session: AsyncSession) -> Server:
    """What the PostgreSQL server says of itself."""
    row = (
        await session.execute(
            text(
                "SELECT current_setting('server_version_num')::int, clock_timestamp(), "
                "pg_database_size(current_database()), has_schema_privilege(current_schema(), 'CREATE')"
            )
        )
    ).one()
    return Server(row[0], row[1], row[2], bool(row[3]))


async def led(session: AsyncSession) -> bool:
    """Whether some process leads the line on this PostgreSQL database."""
    return bool(await session.scalar(IS_LED))


async def line(session: AsyncSession) -> Line | None:
    """The line, if it was ever started."""
    return (await session.scalars(select(Line).order_by(Line.id).limit(1))).one_or_none()


async def staff(session: AsyncSession, line_id: int) -> Staff:
    """How many people there are for what a line needs, of those who have not blocked the bot."""
    here = Membership.line_id == line_id, Person.blocked_at.is_(None)
    count = select(func.count()).select_from(Membership).join(Person, Person.id == Membership.person_id).where(*here)
    # Whoever is paused is away until somebody ends it.
    paused = select(Away.person_id).where(Away.line_id == line_id, Away.last_day.is_(None))
    volunteers = count.where(Membership.role == Role.VOLUNTEER, Membership.person_id.not_in(paused))
    return Staff(
        await session.scalar(volunteers) or 0,
        await session.scalar(volunteers.where(Membership.is_backup)) or 0,
        await session.scalar(count.where(Membership.is_lead)) or 0,
    )


async def has_hours(session: AsyncSession, line_id: int) -> bool:
    """Whether the line is ever open, by the week or by a day of its own."""
    weekly = await session.scalar(select(Opening.id).where(Opening.line_id == line_id).limit(1))
    extra = select(HoursException.id).where(HoursException.line_id == line_id, HoursException.is_open).limit(1)
    return weekly is not None or await session.scalar(extra) is not None


async def gaps(session: AsyncSession, line_id: int, now: datetime, until: datetime) -> tuple[int, datetime | None]:
    """How many gaps lie in [now, until), and when the first begins, or began."""
    row = (
        await session.execute(
            select(func.count(), func.min(Gap.starts_at, type_=Gap.starts_at.type)).where(
                Gap.line_id == line_id, Gap.ends_at > now, Gap.starts_at < until
            )
        )
    ).one()
    return row[0], row[1]


async def given_up(session: AsyncSession, since: datetime) -> tuple[int, int]:
    """How many rows were given up since then: those for people who blocked the bot or have gone, and others."""
    gone = select(Outbox.id).outerjoin(Person, Person.telegram_id == Outbox.chat_id)
    gone = gone.where(
        Outbox.state == OutboxState.FAILED,
        Outbox.done_at >= since,
        Person.blocked_at.is_not(None) | Person.id.is_(None),
    )
    everything = select(func.count()).where(Outbox.state == OutboxState.FAILED, Outbox.done_at >= since)
    blocked = await session.scalar(select(func.count()).select_from(gone.subquery())) or 0
    return blocked, (await session.scalar(everything) or 0) - blocked


async def set_aside(session: AsyncSession, since: datetime) -> int:
    """How many updates since then failed each time they were tried."""
    return await session.scalar(select(func.count()).where(SeenUpdate.set_aside, SeenUpdate.at >= since)) or 0


async def newest_update(session: AsyncSession) -> datetime | None:
    """When the program last dealt with an update."""
    return await session.scalar(select(func.max(SeenUpdate.at, type_=SeenUpdate.at.type)))


async def coordinators(session: AsyncSession, line_id: int) -> list[int]:
    """The Telegram ids of the coordinators."""
    rows = await session.scalars(
        select(Person.telegram_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.line_id == line_id, Membership.role == Role.COORDINATOR)
        .order_by(Membership.id)
    )
    return list(rows)
