"""`python -m tests.benchmarks.rota`: what "who is on duty" and "what is due next" cost with many shifts on record."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.migrations.upgrade import upgrade
from bot.models import Duty, DutyState, Role, Shift, ShiftPerson
from bot.queries import dues, people, rota
from scheduling import planning

SIZES = (10, 1_000, 100_000)
NOW = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
_TIMES = 400
_HOUR = timedelta(hours=1)


async def filled(folder: Path, size: int) -> tuple[Database, int]:
    """A line with so many shifts on record, two hours each, one after another, most of them long over."""
    database = Database(f"sqlite+aiosqlite:///{folder / f'{size}.db'}")
    await upgrade(database)
    async with database.transaction() as session:
        line = await people.ensure_line(session, name="Hope", zone="Europe/London", nation=None, answer_within=5)
        person = await people.add(session, 7, NOW)
        await people.add_role(session, line.id, person.id, Role.VOLUNTEER, "Sam", NOW)
        rules, whose, duties = [], [], []
        for n in range(1, size + 1):
            starts_at = NOW + 2 * _HOUR * (min(5, size // 2) - (size - n)) - _HOUR
            day: date = starts_at.date()
            minute = starts_at.hour * 60
            rules.append(
                {
                    "id": n,
                    "line_id": line.id,
                    "weekdays": None,
                    "day": day,
                    "start_minute": minute,
                    "end_minute": minute + 120,
                    "first_day": day,
                    "last_day": day,
                    "every_weeks": 1,
                }
            )
            whose.append({"shift_id": n, "position": 0, "person_id": person.id})
            ends_at = starts_at + 2 * _HOUR
            over, begun = ends_at <= NOW, starts_at <= NOW
            duties.append(
                {
                    "line_id": line.id,
                    "shift_id": n,
                    "person_id": person.id,
                    "day": day,
                    "starts_at": starts_at,
                    "ends_at": ends_at,
                    "state": DutyState.ENDED if over else DutyState.STARTED if begun else DutyState.PLANNED,
                    "remind_at": None if begun else starts_at - _HOUR,
                }
            )
        for table, rows in ((Shift, rules), (ShiftPerson, whose), (Duty, duties)):
            for begin in range(0, size, 5_000):
                await session.execute(insert(table), rows[begin : begin + 5_000])
    return database, line.id


async def cost(database: Database, ask: Callable[[AsyncSession], Awaitable[object]]) -> float:
    """The median time of one such question, in microseconds."""
    found = []
    async with database.transaction() as session:
        for _ in range(_TIMES):
            began = time.perf_counter()
            await ask(session)
            found.append(time.perf_counter() - began)
    return statistics.median(found) * 1e6


async def main() -> None:
    """Ask with each size and print the times, and how much they grow from the smallest to the largest."""
    print(f"{'shifts':>8}{'on duty µs':>14}{'due next µs':>14}{'a rota change ms':>19}")  # noqa: T201
    found: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            database, line_id = await filled(Path(folder), size)

            async def on(session: AsyncSession, line_id: int = line_id) -> object:
                on_duty = await rota.on_duty(session, line_id, NOW)
                assert len(on_duty) == 1
                return on_duty

            async def due(session: AsyncSession) -> object:
                return await dues.moments(session)

            one, other = await cost(database, on), await cost(database, due)
            async with database.transaction() as session:
                line = await people.line(session)
                began = time.perf_counter()
                await planning.replan(session, line, NOW)
                change = (time.perf_counter() - began) * 1e3
            await database.close()
            found.append((one, other))
            print(f"{size:8,}{one:14.0f}{other:14.0f}{change:19.1f}")  # noqa: T201
    for name, place in (("who is on duty", 0), ("what is due next", 1)):
        ratio = found[-1][place] / found[0][place]
        print(f"{name}: {SIZES[-1]:,} shifts / {SIZES[0]} shifts = {ratio:.2f}")  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
