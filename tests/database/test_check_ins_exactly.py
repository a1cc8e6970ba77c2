"""Every check-in is asked once at its moment on the wall, or skipped by the rule, through whatever a year brings."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.database import Database
from bot.models import CheckIn, CheckInPlan, CheckInState, Line, Outbox, Person, Role
from bot.queries import checkins, dues, people
from scheduling import asking
from scheduling.checkins import Rhythm, put_off
from scheduling.sweep import sweep
from tests.databases import databases
from tests.unit.test_checkins import quiets, slow_moments, slow_out_of_quiet, slow_put_off, utc
from tests.unit.test_wall import ZONES, places

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATE = timedelta(minutes=90)
LONDON = ZoneInfo("Europe/London")
DAILY, MON_THU = (0, 1, 2, 3, 4, 5, 6), (0, 3)
MORNINGS = Rhythm(DAILY, (540,), LONDON)

# What happened, in its order: a look at what is due, a choice that makes all be worked out anew, something put off.


@dataclass(frozen=True)
class Look:
    """The program looked at what is due."""

    at: datetime


@dataclass(frozen=True)
class Choice:
    """Somebody changed when they are asked; a pause also takes back what was put off."""

    at: datetime
    rhythm: Rhythm
    pause: bool = False


@dataclass(frozen=True)
class Later:
    """Somebody put off the check-in that was due at `due_at`."""

    at: datetime
    due_at: datetime
    how: str


@dataclass(frozen=True)
class Asked:
    """One time somebody was asked: for which moment and day, and when."""

    due_at: datetime
    day: date
    at: datetime


@dataclass
class Life:
    """One member with check-ins, and the program that runs and is off beside them.

    With `whole` it does all that it does when it looks, and not only what is about check-ins.
    """

    url: str
    database: Database
    now: datetime
    whole: bool
    due: datetime | None = None
    log: list[Look | Choice | Later] = field(default_factory=list)

    async def look(self) -> None:
        """The program looks, and learns when it is to look next."""
        self.log.append(Look(self.now))
        if self.whole:
            told = await sweep(self.database, self.now)
            await self.check_due()
            assert told == self.due
            return
        async with self.database.transaction() as session:
            line = await people.line(session)
            for check_in in await checkins.put_off(session, self.now):
                await asking.ask_again(session, line, check_in, self.now)
        assert not await asking.ask_due(self.database, line, self.now)
        await self.check_due()

    async def check_due(self) -> None:
        async with self.database.transaction() as session:
            due = (await dues.moments(session)).asking
        # Were it not so, the program would look again and again.
        assert due is None or due > self.now
        self.due = due

    async def go_on(self, until: datetime) -> None:
        """The program runs until then, and looks exactly when something is due."""
        while self.due is not None and self.due <= until:
            self.now = self.due
            await self.look()
        self.now = max(self.now, until)

    async def be_off(self, until: datetime) -> None:
        """The program is off until then, and starts again on the same file."""
        await self.database.close()
        self.now = max(self.now, until)
        self.database = Database(self.url)
        await self.look()

    async def choose(self, *, zone: str | None = None, pause: bool = False, **fields: object) -> None:
        """They choose anew: fields of their plan, or where they live."""
        async with self.database.transaction() as session:
            line, person, plan = await self._mine(session)
            if zone is not None:
                person.zone = zone
            for name, value in fields.items():
                setattr(plan, name, value)
            await session.flush()
            if pause:
                await checkins.forget_put_off(session, [person.id])
            await asking.replan(session, line, plan, person.zone, self.now)
            rhythm = asking.rhythm_of(plan, asking.zone_of(person.zone, line))
        self.log.append(Choice(self.now, rhythm, pause))
        await self.check_due()

    async def pause(self, begin: date, end: date | None) -> None:
        """Nothing is to come from the one day until before the other."""
        await self.choose(pause=True, paused_from=begin, paused_until=end)

    async def resume(self) -> None:
        """Check-ins come again."""
        await self.choose(paused_from=None, paused_until=None)

    async def put_off(self, how: str, back: int = 0) -> None:
        """They put off the last check-in, or one before it."""
        async with self.database.transaction() as session:
            line, person, plan = await self._mine(session)
            rows = (await session.scalars(select(CheckIn).order_by(CheckIn.id.desc()))).all()
            if back >= len(rows):
                return
            check_in = rows[back]
            moment = put_off(how, self.now, asking.rhythm_of(plan, asking.zone_of(person.zone, line)))
            soon = plan.next_at is not None and plan.next_at <= moment + HOUR
            check_in.again_at, check_in.state = None if soon else moment, CheckInState.LATER
            await session.flush()
        self.log.append(Later(self.now, check_in.due_at, how))
        await self.check_due()

    async def asked(self) -> list[Asked]:
        """How often they were asked, in the order in which it happened; every row in the outbox fits."""
        async with self.database.transaction() as session:
            rows = (await session.scalars(select(CheckIn).order_by(CheckIn.id))).all()
            sent = (await session.scalars(select(Outbox).order_by(Outbox.id))).all()
        assert {row.text_key for row in sent} <= {"check-in"}
        assert [row.expires_at for row in sent] == [row.due_at + LATE for row in rows]
        assert all(row.made_at <= one.due_at + LATE for row, one in zip(sent, rows, strict=True))
        assert max(Counter(row.due_at for row in rows).values(), default=0) <= 1
        return [Asked(one.due_at, one.day, row.made_at) for one, row in zip(rows, sent, strict=True)]

    async def _mine(self, session: object) -> tuple[Line, Person, CheckInPlan]:
        line = await people.line(session)  # type: ignore[arg-type]
        person = await people.by_telegram_id(session, 7)  # type: ignore[arg-type]
        assert person is not None
        plan = await checkins.plan_of(session, person.id)  # type: ignore[arg-type]
        assert plan is not None
        return line, person, plan


@asynccontextmanager
async def living(begin: datetime, rhythm: Rhythm, *, own_zone: bool = True, whole: bool = True) -> AsyncIterator[Life]:
    """A member who chose this rhythm at `begin`, by their own clock or by the line's."""
    with TemporaryDirectory() as folder:
        url = databases.line(Path(folder) / "line.db")
        life = Life(url, Database(url), begin, whole)
        try:
            async with life.database.transaction() as session:
                zone = "America/New_York" if own_zone else rhythm.zone.key
                line = await people.ensure_line(session, name="Hope", zone=zone, nation=None, answer_within=5)
                person = await people.add(session, 7, begin)
                person.zone = rhythm.zone.key if own_zone else None
                await people.add_role(session, line.id, person.id, Role.MEMBER, "Sam", begin)
                await checkins.begin(
                    session,
                    line,
                    person.id,
                    days=list(rhythm.days),
                    minutes=list(rhythm.minutes),
                    scale="ok",
                )
            await life.look()
            quiet = rhythm.quiet or (None, None)
            await life.choose(quiet_from=quiet[0], quiet_until=quiet[1])
            yield life
        finally:
            await life.database.close()


# The rule, told slowly


def expected(log: list[Look | Choice | Later], first: date, days: int) -> list[Asked]:
    """What is to be asked after all this."""
    rhythm, since, pending = None, log[0].at, dict[datetime, datetime]()
    moments: list[datetime] = []
    asked: list[Asked] = []
    for one in log:
        if isinstance(one, Choice):
            # Nothing that is due is left open when somebody chooses.
            assert not any(since < moment <= one.at for moment in moments)
            rhythm, since, moments = one.rhythm, one.at, slow_moments(one.rhythm, first, days)
            if one.pause:
                pending.clear()
            continue
        if rhythm is None:
            continue
        if isinstance(one, Later):
            again = slow_put_off(one.how, one.at, rhythm)
            coming = next((moment for moment in moments if moment > one.at), None)
            pending.pop(one.due_at, None)
            if coming is None or coming > again + HOUR:
                pending[one.due_at] = again
            continue
        here = rhythm.zone
        wall_day = one.at.astimezone(here).date()
        begin, end = rhythm.paused_from, rhythm.paused_until
        paused = begin is not None and begin <= wall_day and (end is None or wall_day < end)
        still = one.at < slow_out_of_quiet(one.at, rhythm)
        late = {due_at: again for due_at, again in pending.items() if again <= one.at}
        pending = {due_at: again for due_at, again in pending.items() if again > one.at}
        regular = [moment for moment in moments if since < moment <= one.at]
        found = set()
        if regular:
            # What was put off is not asked beside one of its own time; late into quiet hours nothing comes at all.
            if one.at - regular[-1] <= LATE and not still and not paused:
                pending.clear()
                found.add(regular[-1])
        else:
            for due_at, again in late.items():
                if one.at - again > LATE or paused:
                    continue
                if still:
                    pending[due_at] = slow_out_of_quiet(one.at, rhythm)
                else:
                    found.add(again)
        since = one.at
        # Of several that were put off, only the newest.
        if found:
            newest = max(found)
            asked.append(Asked(newest, newest.astimezone(here).date(), one.at))
    return asked


async def matches(life: Life, first: date, days: int) -> list[Asked]:
    """What was asked is what the rule says, each once."""
    found = await life.asked()
    wanted = expected(life.log, first, days)
    assert len(set(found)) == len(found)
    assert sorted(found, key=str) == sorted(wanted, key=str)
    return found


# Lives by chance

DAYS = 5
schedules = st.tuples(
    st.just(DAILY) | st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    st.sets(st.integers(0, 1439) | st.integers(0, 240), min_size=1, max_size=3).map(lambda all: tuple(sorted(all))),
)
hows = st.sampled_from(["hour", "hour", "tonight", "tomorrow"])
# After how long a wait, from now or from the next time they are asked, and what.
steps = st.one_of(
    st.tuples(st.just("off"), st.booleans(), st.integers(0, 600), st.integers(1, 240) | st.integers(1, 2880)),
    st.tuples(st.just("off"), st.just(True), st.just(0), st.integers(85, 95)),
    st.tuples(st.just("later"), st.just(True), st.integers(0, 100), st.tuples(hows, st.integers(0, 1))),
    st.tuples(st.just("later"), st.just(True), st.integers(0, 20), st.tuples(hows, st.just(0))),
    st.tuples(st.just("later"), st.booleans(), st.integers(0, 600), st.tuples(hows, st.just(0))),
    st.tuples(
        st.just("pause"),
        st.booleans(),
        st.integers(0, 600),
        st.tuples(st.integers(0, 2), st.none() | st.integers(1, 3)),
    ),
    st.tuples(st.just("resume"), st.just(False), st.integers(0, 1500), st.none()),
    st.tuples(st.just("move"), st.booleans(), st.integers(0, 1000), st.sampled_from(ZONES)),
    st.tuples(st.just("change"), st.booleans(), st.integers(0, 1000), schedules),
    st.tuples(st.just("quiet"), st.booleans(), st.integers(0, 1000), quiets),
)
Steps = list[tuple[str, bool, int, object]]


@st.composite
def lives(draw: st.DrawFn) -> tuple[Rhythm, date, bool, Steps]:
    """A rhythm around a day on which often the clocks change, and what is done after how long a wait."""
    zone, day = draw(places)
    days, minutes = draw(schedules)
    return Rhythm(days, minutes, zone), day, draw(st.booleans()), draw(st.lists(steps, max_size=8))


async def played(rhythm: Rhythm, day: date, own_zone: bool, done: Steps) -> None:
    """Live through these days, and compare what was asked with what the rule says."""
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - 2 * DAY
    end = begin + DAYS * DAY
    async with living(begin, rhythm, own_zone=own_zone, whole=False) as life:
        for what, after_next, minutes, given in done:
            start = life.due if after_next and life.due is not None else life.now
            until = start + minutes * MINUTE
            if until > end:
                break
            if what == "off" and after_next:
                # The program goes off just before the next one is due.
                await life.be_off(start + given * MINUTE)  # type: ignore[operator]
                continue
            await life.go_on(until)
            # A second look at the same moment finds nothing more.
            await life.look()
            await _do(life, what, given)
        await life.go_on(end)
        found = await matches(life, begin.date() - 2 * DAY, DAYS + 8)
        event(f"asked {min(len(found) // 5 * 5, 20)} times or more")
        event(f"again: {sum(one.how != '' for one in life.log if isinstance(one, Later))}")


async def _do(life: Life, what: str, given: object) -> None:
    latest = [one for one in life.log if isinstance(one, Choice)][-1]
    if what == "off":
        await life.be_off(life.now + given * MINUTE)  # type: ignore[operator]
    elif what == "later":
        await life.put_off(*given)  # type: ignore[misc]
    elif what == "pause":
        ahead, length = given  # type: ignore[misc]
        first = life.now.astimezone(latest.rhythm.zone).date() + ahead * DAY
        await life.pause(first, first + length * DAY if length is not None else None)
    elif what == "resume":
        await life.resume()
    elif what == "move":
        await life.choose(zone=str(given))
    elif what == "change":
        days, minutes = given  # type: ignore[misc]
        await life.choose(days=list(days), minutes=list(minutes))
    else:
        start, stop = given or (None, None)  # type: ignore[misc]
        await life.choose(quiet_from=start, quiet_until=stop)


@settings(max_examples=20, deadline=None)
@given(lives())
@example((Rhythm(DAILY, (90,), LONDON), date(2026, 3, 29), True, []))
@example((Rhythm(DAILY, (90,), LONDON), date(2026, 10, 25), False, []))
@example((MORNINGS, date(2026, 6, 3), True, [("off", True, 0, 90), ("off", True, 0, 91)]))
@example((MORNINGS, date(2026, 6, 3), True, [("later", True, 5, ("tonight", 0))] * 2))
@example((Rhythm(DAILY, (540, 600), LONDON), date(2026, 6, 3), True, [("off", True, 0, 70)]))
@example((MORNINGS, date(2026, 6, 3), True, [("later", True, 5, ("hour", 0)), ("off", False, 0, 150)]))
@example((MORNINGS, date(2026, 6, 3), True, [("later", True, 5, ("hour", 0)), ("off", False, 0, 151)]))
@example((MORNINGS, date(2026, 6, 3), True, [("change", True, 0, (DAILY, (540,)))]))
@example((MORNINGS, date(2026, 6, 3), True, [("pause", False, 0, (1, 1)), ("later", True, 5, ("tomorrow", 0))]))
@example(
    (
        replace(MORNINGS, days=(0,)),
        date(2026, 6, 3),
        True,
        [("later", True, 5, ("tomorrow", 0)), ("change", False, 1, (DAILY, (500,)))],
    )
)
def test_each_once_at_its_moment_or_skipped_by_the_rule(life: tuple[Rhythm, date, bool, Steps]) -> None:
    asyncio.run(played(*life))


async def test_what_was_put_off_gives_way_to_a_newer_one_after_the_program_was_off() -> None:
    async with living(utc("2026-06-01T06:00"), Rhythm(DAILY, (540, 665), LONDON)) as life:
        await life.go_on(utc("2026-06-01T08:00"))  # asked at 09:00
        await life.put_off("hour")  # to 10:00; the next is at 11:05
        await life.be_off(utc("2026-06-01T10:10"))  # until 11:10
        assert [one.due_at for one in await life.asked()] == [utc("2026-06-01T08:00"), utc("2026-06-01T10:05")]


# A year


def on(clock: str, days: str) -> list[datetime]:
    """These days of 2026 ("01-05 01-08") at this time in UTC."""
    return [utc(f"2026-{day}T{clock}") for day in days.split()]


def every(clock: str, first: str, last: str) -> list[datetime]:
    """Every day of 2026 from one to another at this time in UTC."""
    begin, end = utc(f"2026-{first}T{clock}"), utc(f"2026-{last}T{clock}")
    return [begin + n * DAY for n in range((end - begin).days + 1)]


async def test_a_year_of_somebodys_life() -> None:
    async with living(utc("2026-01-01T12:00"), Rhythm(MON_THU, (1170,), LONDON)) as life:
        # Mondays and Thursdays at 19:30, which is 19:30 in UTC.
        await life.go_on(utc("2026-01-08T19:40"))
        await life.put_off("hour")
        await life.go_on(utc("2026-01-12T19:35"))
        await life.put_off("tonight")
        await life.go_on(utc("2026-01-15T19:45"))
        await life.put_off("tomorrow")
        await life.go_on(utc("2026-01-19T19:00"))
        await life.be_off(utc("2026-01-19T20:30"))  # an hour late
        await life.go_on(utc("2026-01-22T19:00"))
        await life.be_off(utc("2026-01-22T21:01"))  # 91 minutes late
        winter = [
            *on("19:30", "01-01 01-05 01-08 01-12 01-15 01-19 01-26 01-29 02-02 02-05 02-09 02-12 02-16 02-19"),
            *on("19:30", "02-23 02-26"),
            *on("20:40", "01-08"),
            *on("20:00", "01-12"),
            *on("19:45", "01-16"),
        ]
        assert len(winter) == 8 + 9 - 1 + 3

        # A hard time: every day at 09:00 and 21:00, over the night when the clocks go forward.
        await life.go_on(utc("2026-02-28T12:00"))
        await life.choose(days=list(DAILY), minutes=[540, 1260])
        await life.go_on(utc("2026-03-10T12:00"))
        await life.pause(date(2026, 3, 10), date(2026, 3, 14))
        await life.go_on(utc("2026-03-20T08:00"))
        await life.be_off(utc("2026-03-22T22:00"))  # only the newest of six
        await life.go_on(utc("2026-04-02T10:00"))
        await life.pause(date(2026, 4, 2), None)
        await life.go_on(utc("2026-04-04T10:00"))
        await life.resume()
        hard = [
            *every("21:00", "02-28", "03-09"),
            *every("09:00", "03-01", "03-10"),
            *every("09:00", "03-14", "03-19"),
            *every("21:00", "03-14", "03-19"),
            *on("21:00", "03-22"),
            *every("09:00", "03-23", "03-28"),
            *every("21:00", "03-23", "03-28"),
            *every("08:00", "03-29", "04-02"),
            *every("20:00", "03-29", "04-01"),
            *on("20:00", "04-04"),
            *on("08:00", "04-05"),
        ]
        # Both times of 36 days less one at each end; less 7 for one pause and 4 for the other, and 5 of six skipped.
        assert len(hard) == 2 * 37 - 2 - 7 - 4 - 5

        # Mondays and Thursdays again, now by summer time; then a month in New York, and one in Kathmandu.
        await life.go_on(utc("2026-04-05T12:00"))
        await life.choose(days=list(MON_THU), minutes=[1170])
        await life.go_on(utc("2026-05-31T12:00"))
        await life.choose(zone="America/New_York")
        await life.go_on(utc("2026-06-01T23:40"))  # 19:40 there
        await life.put_off("tonight")
        await life.go_on(utc("2026-07-05T12:00"))
        await life.choose(zone="Asia/Kathmandu")
        spring = on(
            "18:30", "04-06 04-09 04-13 04-16 04-20 04-23 04-27 04-30 05-04 05-07 05-11 05-14 05-18 05-21 05-25 05-28"
        )
        away = [
            *on("23:30", "06-01 06-04 06-08 06-11 06-15 06-18 06-22 06-25 06-29 07-02"),
            *on("00:00", "06-02"),
            *on("13:45", "07-06 07-09 07-13 07-16 07-20 07-23 07-27 07-30"),
        ]

        # Home again; a pause that was told ahead; then every night in the hour that is shown twice.
        await life.go_on(utc("2026-08-02T12:00"))
        await life.choose(zone="Europe/London")
        await life.go_on(utc("2026-08-05T12:00"))
        await life.pause(date(2026, 8, 10), date(2026, 8, 24))
        await life.go_on(utc("2026-09-09T12:00"))
        await life.be_off(utc("2026-09-09T12:05"))  # nothing was due
        await life.go_on(utc("2026-10-18T12:00"))
        summer = on(
            "18:30",
            "08-03 08-06 08-24 08-27 08-31 09-03 09-07 09-10 09-14 09-17 09-21 09-24 09-28 "
            "10-01 10-05 10-08 10-12 10-15",
        )
        await life.choose(days=list(DAILY), minutes=[90])
        await life.go_on(utc("2026-10-25T00:40"))  # 01:40 for the first time
        await life.put_off("hour")  # to 01:40 for the second time
        await life.go_on(utc("2026-11-01T12:00"))
        nights = [*every("00:30", "10-19", "10-25"), *on("01:40", "10-25"), *every("01:30", "10-26", "11-01")]
        await life.choose(days=list(MON_THU), minutes=[1170])
        await life.go_on(utc("2026-12-31T23:59"))
        autumn = on(
            "19:30",
            "11-02 11-05 11-09 11-12 11-16 11-19 11-23 11-26 11-30 12-03 12-07 12-10 12-14 12-17 12-21 12-24 "
            "12-28 12-31",
        )

        found = await life.asked()
        due = [one.due_at for one in found]
        assert due == sorted(winter + hard + spring + away + summer + nights + autumn)
        assert len(due) == 19 + 56 + 16 + 19 + 18 + 15 + 18
        # All at their minute, but the two that came when the program was back.
        assert {one.due_at: one.at for one in found if one.at != one.due_at} == {
            utc("2026-01-19T19:30"): utc("2026-01-19T20:30"),
            utc("2026-03-22T21:00"): utc("2026-03-22T22:00"),
        }
        # An evening in New York is the next day in UTC, and counts for the day on the wall.
        days = {one.due_at: one.day for one in found}
        assert days[utc("2026-06-02T00:00")] == date(2026, 6, 1)
        assert days[utc("2026-10-25T00:30")] == days[utc("2026-10-25T01:40")] == date(2026, 10, 25)


async def test_the_rule_told_slowly_knows_when_something_is_missing() -> None:
    """What the other tests compare with does change with what happened."""
    rhythm = Rhythm(DAILY, (540,), LONDON)
    log: list[Look | Choice | Later] = [Look(utc("2026-06-01T06:00")), Choice(utc("2026-06-01T06:00"), rhythm)]
    first = date(2026, 5, 30)
    on_time, late, skipped = (utc(f"2026-06-01T{clock}") for clock in ("08:00", "09:30", "09:31"))
    assert expected([*log, Look(on_time)], first, 5) == [Asked(on_time, date(2026, 6, 1), on_time)]
    assert expected([*log, Look(late)], first, 5) == [Asked(on_time, date(2026, 6, 1), late)]
    assert expected([*log, Look(skipped)], first, 5) == []
    paused = Choice(utc("2026-06-01T06:00"), replace(rhythm, paused_from=date(2026, 6, 1)), pause=True)
    assert expected([*log, paused, Look(on_time)], first, 5) == []
