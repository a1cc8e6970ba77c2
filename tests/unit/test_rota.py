"""Who is on duty when, against the rules told slowly and the nights when the clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.anchoring import anchored, carried_on, without
from scheduling.reading.sentences import When
from scheduling.rota import Circumstances, Covered, Rule, TimeAway, duties, on_duty
from scheduling.spans import union
from scheduling.wall import instant
from tests.unit.test_wall import places, walked

LONDON = ZoneInfo("Europe/London")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MONDAY = date(2026, 11, 23)
EVERY_DAY = tuple(range(7))


def weekly(weekdays, start, end, *, people=(1,), first_day=date(2026, 1, 5), shift_id=1, **more) -> Rule:
    return Rule(shift_id, people, tuple(weekdays), None, start, end, first_day, more.pop("last_day", None), **more)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def occurrences(rule: Rule, until: date) -> list[tuple[date, int]]:
    """The rule told day by day: (day, whose turn it is in the line of people), counting Mondays on the fingers."""
    if rule.day is not None:
        return [(rule.day, 0)]
    found, day, weeks, turn = [], rule.first_day, 0, 0
    while day <= until and (rule.last_day is None or day <= rule.last_day):
        if day != rule.first_day and day.weekday() == 0:
            weeks += 1
            if weeks == rule.every_weeks:
                weeks, turn = 0, turn + 1
        if weeks == 0 and day.weekday() in rule.weekdays:
            found.append((day, turn))
        day += DAY
    return found


def on_at(rules, zone, moment, aways, covers, closed) -> list[int]:
    """Who is on duty at a moment, asked of each turn of each shift, in words that are those of the rules."""
    if any(start <= moment < end for start, end in closed):
        return []
    found = []
    for rule in rules:
        for day, turn in occurrences(rule, (moment + 4 * DAY).date()):
            if abs((datetime(day.year, day.month, day.day, tzinfo=UTC) - moment).days) > 4:
                continue
            begin = walked(day, rule.start_minute, zone, "start")
            end = walked(day, rule.end_minute, zone, "end")
            if not begin <= moment < end:
                continue
            person = None
            for n in range(len(rule.people)):
                candidate = rule.people[(turn + n) % len(rule.people)]
                if not away_in(candidate, begin, end, zone, aways):
                    person = candidate
                    break
            for cover in covers:
                if (cover.shift_id, cover.day) != (rule.shift_id, day):
                    continue
                first, last = max(begin, cover.starts_at or begin), min(end, cover.ends_at or end)
                if first <= moment < last:
                    taker = cover.person_id
                    person = None if taker is None or away_in(taker, first, last, zone, aways) else taker
            if person is not None:
                found.append(person)
    return sorted(found)


def away_in(person, begin, end, zone, aways) -> bool:
    """Whether a person's days away hold any moment from begin to end."""
    for away in aways:
        if away.person_id != person:
            continue
        from_moment = walked(away.first_day, 0, zone, "start")
        until = None if away.last_day is None else walked(away.last_day, 1440, zone, "end")
        if from_moment < end and (until is None or begin < until):
            return True
    return False


@st.composite
def rules(draw, day: date, shift_id: int):
    start = draw(st.integers(0, 1439) | st.integers(0, 240))
    once = draw(st.booleans()) and draw(st.booleans())
    first_day = day - draw(st.integers(-2, 60)) * DAY
    return Rule(
        shift_id=shift_id,
        people=tuple(draw(st.lists(st.integers(1, 3), max_size=3, unique=True)))[: 1 if once else 3],
        weekdays=() if once else tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1)))),
        day=day if once else None,
        start_minute=start,
        end_minute=start + draw(st.integers(1, 1440) | st.integers(1, 90)),
        first_day=first_day,
        last_day=None if once else draw(st.none() | st.just(day) | st.just(first_day + 9 * DAY)),
        every_weeks=1 if once else draw(st.integers(1, 3)),
    )


@st.composite
def situations(draw):
    """A zone, some shifts around a day, who is away, who covers, when it is closed, and a stretch to look at."""
    zone, day = draw(places)
    chosen = [draw(rules(day, number)) for number in range(1, draw(st.integers(1, 3)) + 1)]
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    moments = st.integers(-2880, 2880).map(lambda n: midnight + n * MINUTE)
    stretches = st.tuples(moments, moments).map(sorted).map(tuple)
    days = st.just(day) | st.integers(-3, 3).map(lambda n: day + n * DAY)
    aways = draw(
        st.lists(
            st.builds(
                lambda person, first, length: TimeAway(person, first, None if length is None else first + length * DAY),
                st.integers(1, 3),
                days,
                st.none() | st.integers(0, 3),
            ),
            max_size=3,
        )
    )
    covers = draw(
        st.lists(
            st.builds(
                lambda shift, on, part, person: Covered(shift, on, *(part or (None, None)), person),
                st.just(1) | st.integers(1, 3),
                days,
                st.none() | stretches,
                st.none() | st.integers(1, 3),
            ),
            max_size=4,
        )
    )
    closed = union(draw(st.lists(stretches, max_size=2)))
    since = draw(moments)
    return chosen, zone, since, since + draw(st.integers(1, 600)) * MINUTE, aways, covers, closed


@settings(max_examples=250, deadline=None)
@given(situations())
def test_who_is_on_at_any_minute(situation):
    """Against a slow oracle that is asked minute by minute and knows the rule's text alone."""
    chosen, zone, since, until, aways, covers, closed = situation
    beside = Circumstances(aways, covers, closed)
    found = [duty for rule in chosen for duty in duties(rule, zone, since, until, beside)]
    edges = {edge + n * MINUTE for d in found for edge in (d.starts_at, d.ends_at) for n in (-1, 0)}
    minutes = [since + n * MINUTE for n in range(0, int((until - since) / MINUTE), 37)]
    for moment in sorted({since, *minutes, *(edge for edge in edges if since <= edge < until)}):
        expected = on_at(chosen, zone, moment, aways, covers, closed)
        on = sorted(d.person_id for d in found if d.person_id is not None and d.starts_at <= moment < d.ends_at)
        assert on == expected, moment
        assert sorted(d.person_id for d in on_duty(chosen, zone, moment, beside)) == expected


@settings(max_examples=250, deadline=None)
@given(situations())
def test_duties_of_a_shift_never_overlap_and_are_no_longer_than_they_must_be(situation):
    chosen, zone, since, until, aways, covers, closed = situation
    for rule in chosen:
        found = list(duties(rule, zone, since, until, Circumstances(aways, covers, closed)))
        assert all(duty.starts_at < duty.ends_at for duty in found)
        by_day = {}
        for duty in found:
            by_day.setdefault(duty.day, []).append(duty)
        for of_day in by_day.values():
            for one, following in zip(of_day, of_day[1:], strict=False):
                assert one.ends_at <= following.starts_at
                assert one.ends_at < following.starts_at or one.person_id != following.person_id


@settings(max_examples=200, deadline=None)
@given(places, st.integers(0, 1439), st.integers(1, 1440))
def test_whoever_the_wall_clock_shows_is_on_duty(place, start, length):
    zone, day = place
    rule = weekly(EVERY_DAY, start, start + length, first_day=day - 9 * DAY)
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - DAY
    for n in range(0, 2 * 1440, 7):
        wall = (begin + n * MINUTE).astimezone(zone)
        minute = wall.hour * 60 + wall.minute
        if start <= minute < start + length or minute + 1440 < start + length:
            assert on_duty([rule], zone, begin + n * MINUTE)


@settings(max_examples=200, deadline=None)
@given(places, st.lists(st.integers(0, 1439), min_size=1, max_size=5, unique=True))
def test_shifts_back_to_back_leave_no_gap(place, cuts):
    zone, day = place
    cuts.sort()
    chosen = [
        weekly(EVERY_DAY, start, end, people=(n,), shift_id=n, first_day=day - 9 * DAY)
        for n, (start, end) in enumerate(zip(cuts, [*cuts[1:], cuts[0] + 1440], strict=True), 1)
    ]
    since = datetime(day.year, day.month, day.day, tzinfo=UTC) - 2 * DAY
    until = since + 5 * DAY
    covered = since
    found = [duty for rule in chosen for duty in duties(rule, zone, since, until)]
    for duty in sorted(found, key=lambda one: (one.starts_at, one.ends_at)):
        assert duty.starts_at <= covered
        covered = max(covered, duty.ends_at)
    assert covered >= until


def test_the_night_the_clocks_go_back_in_london():
    night = weekly([5], 22 * 60, 25 * 60 + 30)  # Saturdays 22:00-01:30
    morning = weekly([6], 90, 6 * 60, people=(2,), shift_id=2)  # Sundays 01:30-06:00
    window = (utc("2026-10-24T12:00"), utc("2026-10-25T12:00"))
    (first,) = duties(night, LONDON, *window)
    (second,) = duties(morning, LONDON, *window)
    assert (first.starts_at, first.ends_at) == (utc("2026-10-24T21:00"), utc("2026-10-25T01:30"))
    assert (second.starts_at, second.ends_at) == (utc("2026-10-25T00:30"), utc("2026-10-25T06:00"))
    assert first.day == date(2026, 10, 24)


def test_the_night_the_clocks_go_forward_in_london():
    night = weekly([5], 22 * 60, 25 * 60 + 30)
    morning = weekly([6], 90, 6 * 60, people=(2,), shift_id=2)
    at_the_change = utc("2026-03-29T01:00")
    assert [d.person_id for d in on_duty([night, morning], LONDON, at_the_change - timedelta.resolution)] == [1]
    assert [d.person_id for d in on_duty([night, morning], LONDON, at_the_change)] == [2]
    whole = weekly([6], 0, 1440)
    (day,) = duties(whole, LONDON, utc("2026-03-29T12:00"), utc("2026-03-29T13:00"))
    assert day.ends_at - day.starts_at == timedelta(hours=23)


def test_a_night_whose_midnight_shows_twice():
    zone = ZoneInfo("America/St_Johns")  # on 7 November 2010 one minute past midnight became 23:01 again
    saturday = weekly([5], 23 * 60, 23 * 60 + 59, first_day=date(2010, 1, 1))
    sunday = weekly([6], 0, 60, people=(2,), shift_id=2, first_day=date(2010, 1, 1))
    for moment in ("2010-11-07T02:30", "2010-11-07T02:45"):  # 00:00 on Sunday, then 23:15 on Saturday
        assert [duty.person_id for duty in on_duty([saturday, sunday], zone, utc(moment))] == [1, 2]


def test_what_a_clock_change_leaves_empty_is_left_out():
    skipped = weekly([6], 75, 105)  # Sundays 01:15-01:45
    found = [d.day for d in duties(skipped, LONDON, utc("2026-03-20T00:00"), utc("2026-04-10T00:00"))]
    assert found == [date(2026, 3, 22), date(2026, 4, 5)]
    lost_day = Rule(1, (1,), (), date(2011, 12, 30), 0, 1440, date(2011, 12, 30), None)
    assert not list(duties(lost_day, ZoneInfo("Pacific/Apia"), utc("2011-12-20T00:00"), utc("2012-01-10T00:00")))


def test_a_duty_holds_its_start_and_not_its_end():
    rule = weekly([0], 18 * 60, 22 * 60)
    assert not on_duty([rule], LONDON, utc("2026-11-23T17:59"))
    assert on_duty([rule], LONDON, utc("2026-11-23T18:00"))
    assert on_duty([rule], LONDON, utc("2026-11-23T21:59"))
    assert not on_duty([rule], LONDON, utc("2026-11-23T22:00"))


def test_the_window_is_half_open_and_an_empty_one_holds_nothing():
    rule = weekly([0], 18 * 60, 22 * 60)
    assert not list(duties(rule, LONDON, utc("2026-11-23T22:00"), utc("2026-11-23T23:00")))
    assert not list(duties(rule, LONDON, utc("2026-11-23T17:00"), utc("2026-11-23T18:00")))
    assert not list(duties(rule, LONDON, utc("2026-11-25T17:00"), utc("2026-11-20T18:00")))


@pytest.mark.parametrize(
    ("people", "every_weeks", "expected"),
    [
        ((1,), 1, [1, 1, 1, 1, 1, 1]),
        ((1, 2, 3), 1, [1, 2, 3, 1, 2, 3]),
        ((1, 2), 2, [1, None, 2, None, 1, None]),
        ((), 1, [None] * 6),  # a shift that nobody has
    ],
)
def test_turns_go_week_by_week(people, every_weeks, expected):
    rule = weekly([1, 3], 18 * 60, 22 * 60, people=people, first_day=MONDAY, every_weeks=every_weeks)
    for week, person in enumerate(expected):
        since = instant(MONDAY + 7 * week * DAY, 0, LONDON, edge="start")
        found = [duty.person_id for duty in duties(rule, LONDON, since, since + 7 * DAY)]
        has_it = (people and week % every_weeks == 0) or (not people)
        assert found == ([person] * 2 if has_it else [])


def test_first_and_last_day_are_both_in():
    rule = weekly(EVERY_DAY, 18 * 60, 22 * 60, first_day=MONDAY, last_day=MONDAY + 2 * DAY)
    window = (utc("2026-11-01T00:00"), utc("2026-12-31T00:00"))
    assert [duty.day for duty in duties(rule, LONDON, *window)] == [MONDAY + n * DAY for n in range(3)]
    assert not list(duties(replace(rule, last_day=MONDAY - DAY), LONDON, *window))


def test_cover_and_time_away_together():
    rule = weekly([0], 18 * 60, 22 * 60, people=(1, 2, 3), first_day=MONDAY)
    window = (utc("2026-11-23T00:00"), utc("2026-11-24T00:00"))

    def on(*, aways=(), covers=(), closed=()) -> list[tuple[int | None, str, str]]:
        found = duties(rule, LONDON, *window, Circumstances(aways, covers, closed))
        return [(duty.person_id, f"{duty.starts_at:%H:%M}", f"{duty.ends_at:%H:%M}") for duty in found]

    away = {person: TimeAway(person, MONDAY, MONDAY) for person in (1, 2, 3)}
    late = (utc("2026-11-23T20:00"), utc("2026-11-23T23:00"))
    assert on() == [(1, "18:00", "22:00")]
    assert on(aways=[away[1]]) == [(2, "18:00", "22:00")]
    assert on(aways=[away[1], away[2]]) == [(3, "18:00", "22:00")]
    assert on(aways=list(away.values())) == [(None, "18:00", "22:00")]
    assert on(covers=[Covered(1, MONDAY, *late, 2)]) == [(1, "18:00", "20:00"), (2, "20:00", "22:00")]
    assert on(covers=[Covered(1, MONDAY, *late, 2), Covered(1, MONDAY, None, None, 3)]) == [(3, "18:00", "22:00")]
    assert on(covers=[Covered(1, MONDAY, *late, 2)], aways=[away[2]]) == [
        (1, "18:00", "20:00"),
        (None, "20:00", "22:00"),
    ]
    assert on(covers=[Covered(1, MONDAY, None, None, None)]) == [(None, "18:00", "22:00")]
    assert on(covers=[Covered(2, MONDAY, None, None, 3), Covered(1, MONDAY + DAY, None, None, 3)]) == on()
    tea = (utc("2026-11-23T19:00"), utc("2026-11-23T20:00"))
    assert on(closed=[tea]) == [(1, "18:00", "19:00"), (1, "20:00", "22:00")]


@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(1, 4),
    st.integers(-400, 60),
    st.integers(0, 90),
)
def test_weeks_are_counted_from_where_they_began_however_late_it_is_entered(
    days: set[int], every: int, began: int, ahead: int
) -> None:
    """A calendar's every second week is the same week in which half of a year it is sent."""
    today, first = MONDAY, MONDAY + began * DAY
    typed = When(tuple(sorted(days)), None, 1080, 1200, every, first, None)
    saved = anchored(typed, today)
    until = today + ahead * DAY
    real = next(first + n * DAY for n in range(7) if (first + n * DAY).weekday() in days)
    told = {day for day, _ in occurrences(weekly(sorted(days), 1080, 1200, first_day=real, every_weeks=every), until)}
    assert saved.first_day is not None
    rule = weekly(sorted(days), 1080, 1200, first_day=saved.first_day, every_weeks=every)
    assert {day for day, _ in occurrences(rule, until)} == {day for day in told if day >= today}


def as_told(rule: Rule, since: date, until: date) -> list[tuple[date, int]]:
    """The turns from a day on, and who has each."""
    return [(day, rule.people[turn % len(rule.people)]) for day, turn in occurrences(rule, until) if day >= since]


@st.composite
def changes(draw):
    """A shift as it is, what is said of it anew, and the day on which that is said."""
    days, every = draw(st.sets(st.integers(0, 6), min_size=1)), draw(st.integers(1, 4))
    began = MONDAY + draw(st.integers(-100, 20)) * DAY
    began = next(began + n * DAY for n in range(7) if (began + n * DAY).weekday() in days)
    last = draw(st.none() | st.integers(0, 200).map(lambda n: began + n * DAY))
    people = tuple(range(1, draw(st.integers(1, 4)) + 1))
    old = weekly(sorted(days), 1080, 1200, people=people, first_day=began, every_weeks=every, last_day=last)
    since = MONDAY + draw(st.integers(0, 30)) * DAY
    typed = When(
        tuple(sorted(draw(st.just(days) | st.sets(st.integers(0, 6), min_size=1)))),
        None,
        1140,
        1260,
        draw(st.none() | st.integers(1, 3)),
        draw(st.none() | st.integers(0, 60).map(lambda n: since + n * DAY)),
        None,
    )
    return old, typed, since


@given(changes(), st.booleans())
def test_what_is_not_said_again_of_a_shift_stays(change, in_new_turns: bool) -> None:
    old, typed, since = change
    when, turn = carried_on(old, typed, since, in_new_turns=in_new_turns)
    people = (*old.people[turn:], *old.people[:turn])
    assert None not in (when.days, when.first_day, when.every_weeks)
    new = replace(
        old,
        people=people,
        weekdays=when.days,
        first_day=when.first_day,
        every_weeks=when.every_weeks,
        last_day=when.last_day,
    )
    begins, forever = max(since, typed.first_day or since), replace(old, last_day=None)
    until = max(begins, old.first_day) + 120 * DAY
    told, was = as_told(new, since, until), as_told(old, begins, until)
    assert all(day >= begins for day, _ in told)
    assert new.every_weeks == (typed.every_weeks or old.every_weeks)
    same_weeks = new.every_weeks == old.every_weeks and None in (typed.first_day, typed.every_weeks)
    if same_weeks:
        far = replace(forever, weekdays=EVERY_DAY, first_day=old.first_day - 60 * old.every_weeks * 7 * DAY)
        weeks = {day - day.weekday() * DAY for day, _ in as_told(far, since, until)}
        assert all(day - day.weekday() * DAY in weeks for day, _ in told)
    if same_weeks and typed.days == old.weekdays and was and not in_new_turns and old.first_day <= begins:
        assert told == was
    if not same_weeks:
        soonest = max(begins, old.first_day) if typed.first_day is None else begins
        assert told[0][0] == next(soonest + n * DAY for n in range(7) if (soonest + n * DAY).weekday() in typed.days)
    if in_new_turns:
        assert told[0][1] == old.people[0]
    elif not same_weeks:
        assert told[0][1] == as_told(forever, told[0][0], until + 60 * DAY)[0][1]


@given(changes(), st.integers(1, 4))
def test_who_goes_from_turns_leaves_the_others_in_their_order(change, gone: int) -> None:
    old, _, since = change
    old = replace(old, last_day=None)
    people, first_day = without(old, gone, since)
    assert people == () or set(people) == set(old.people) - {gone}
    if not people:
        return
    new = replace(old, people=people, first_day=first_day)
    until = max(since, old.first_day) + 200 * DAY
    was, told = as_told(old, since, until), as_told(new, since, until)
    assert [day for day, _ in told] == [day for day, _ in was]
    # Each keeps their place in the line: whoever had the first turn, if still there, and then as they came.
    weeks = list(dict.fromkeys((day - day.weekday() * DAY, person) for day, person in was))
    line = [person for _, person in weeks if person != gone]
    now = [person for _, person in dict.fromkeys((day - day.weekday() * DAY, person) for day, person in told)]
    assert now[: len(line)] == line
