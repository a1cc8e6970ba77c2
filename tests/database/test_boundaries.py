"""Every start and end of a shift is told once and at the right moment, over the nights when the clocks change."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.database import IN_MEMORY, Database
from bot.models import Base, Duty, Outbox, Role
from bot.queries import people, shifts
from scheduling import settling
from scheduling.leaving import STALE_END
from scheduling.rota import Rule, duties
from scheduling.sweep import sweep
from tests.unit.test_wall import places

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NEW_YEAR = Rule(1, (1,), (0, 1, 2, 3, 4), None, 0, 1200, date(2004, 12, 29), None)
TOLD = ("shift-started", "shift-goes-on", "shift-ended")


@st.composite
def runs(draw):
    """A weekly shift around a day, often one on which the clocks change, and for how long the program is off when."""
    zone, day = draw(places)
    start = draw(st.integers(0, 1439) | st.integers(0, 240))
    weekdays = tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1))))
    rule = Rule(1, (1,), weekdays, None, start, start + draw(st.integers(1, 1200)), day - 3 * DAY, None)
    return zone, day, rule, draw(st.lists(st.integers(0, 60 * 30), max_size=6))


async def played(zone, day, rule, offs) -> tuple[list[datetime], list[tuple[str, datetime]]]:
    """When the program looked, and what it said at which moment."""
    database = Database(IN_MEMORY)
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - 2 * DAY
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with database.transaction() as session:
            line = await people.ensure_line(session, name="Hope", zone=zone.key, nation=None, answer_within=5)
            person = await people.add(session, 7, begin)
            await people.add_role(session, line.id, person.id, Role.VOLUNTEER, "Sam", begin)
            await shifts.add(
                session,
                [person.id],
                line_id=line.id,
                weekdays=list(rule.weekdays),
                day=None,
                start_minute=rule.start_minute,
                end_minute=rule.end_minute,
                first_day=rule.first_day,
                last_day=None,
                every_weeks=1,
            )
            await settling.settle(session, line, begin, told=(person.id,))
        now, looks, left = begin, [], list(offs)
        while now < begin + 5 * DAY:
            looks.append(now)
            due = await sweep(database, now)
            assert due is None or due > now
            now = min(due or now + DAY, now + DAY)
            if left:
                now += left.pop() * MINUTE
        async with database.transaction() as session:
            rows = (await session.scalars(select(Outbox).order_by(Outbox.id))).all()
            states = Counter((await session.scalars(select(Duty.state).where(Duty.ends_at <= looks[-1]))).all())
        assert states["planned"] == states["started"] == 0
        return looks, [(row.text_key or "", row.made_at) for row in rows if row.text_key in TOLD]
    finally:
        await database.close()


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(runs())
@example((ZoneInfo("America/New_York"), date(2005, 1, 1), NEW_YEAR, [868, 1200]))
def test_each_boundary_once_at_its_moment(run):
    zone, day, rule, offs = run
    looks, told = asyncio.run(played(zone, day, rule, offs))
    expected = []
    found = list(duties(rule, zone, looks[0], looks[-1] + MINUTE))
    for duty in found:
        seen = next((look for look in looks if look >= duty.starts_at), None)
        if seen is None or duty.ends_at <= looks[0] or seen >= duty.ends_at:
            continue  # to come, or over before the program was back: no news
        expected.append(("shift-started", seen))
        if not offs and duty.starts_at > looks[0]:
            assert seen == duty.starts_at
        over = next((look for look in looks if look >= duty.ends_at), None)
        # Whoever is on again by the time the program is back is not told that they are off.
        on_again = over is not None and any(one.starts_at <= over < one.ends_at for one in found)
        if over is not None and not on_again and over - duty.ends_at < STALE_END:
            expected.append(("shift-ended", over))
            if not offs:
                assert over == duty.ends_at
    assert Counter(told) == Counter(expected)
