"""From which day a shift holds, and from which its weeks are counted: when it is new, and when it is changed."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from scheduling.reading import When
from scheduling.rota import Rule

_DAY = timedelta(days=1)


def anchored(when: When, today: date) -> When:
    """A new shift with its first and last day: weeks are counted from the first day that really has the shift.

    That day may be long ago; the shift begins today at the earliest, in a week that has it by that count.
    """
    if when.day is not None:
        return When(None, when.day, when.start_minute, when.end_minute, 1, when.day, when.day)
    days, every = when.days or (), when.every_weeks or 1
    began = next_of(days, when.first_day or today)
    return replace(when, every_weeks=every, first_day=next_of(days, max(today, began), began, every))


def carried_on(old: Rule, when: When, since: date, *, in_new_turns: bool = False) -> tuple[When, int]:
    """A weekly shift as it is to go on from `since`, and which of its people is the first to have it then.

    What is not said again stays: which weeks have it, its last day, whose turn it is. The weeks are counted anew
    where how often it is changes, or is said together with a day to begin; with `in_new_turns` the first person
    begins with the next turn.
    """
    every = when.every_weeks or old.every_weeks
    same_weeks = every == old.every_weeks and (when.first_day is None or when.every_weeks is None)
    is_over = old.last_day is not None and old.last_day < since
    if same_weeks and when.first_day is None and not is_over and not in_new_turns:
        return replace(when, every_weeks=every, first_day=old.first_day, last_day=when.last_day or old.last_day), 0
    first = max(since, when.first_day or old.first_day)
    first = next_of(when.days or (), first, old.first_day, every) if same_weeks else next_of(when.days or (), first)
    last = old.last_day if old.last_day is not None and old.last_day >= first else None
    then = next_of(old.weekdays, max(first, old.first_day), old.first_day, old.every_weeks)
    turn = 0 if in_new_turns or not old.people else weeks_between(old.first_day, then) // old.every_weeks
    return (
        replace(when, every_weeks=every, first_day=first, last_day=when.last_day or last),
        turn % max(1, len(old.people)),
    )


def without(old: Rule, person_id: int, since: date) -> tuple[tuple[int, ...], date]:
    """The people of a shift when one of them is gone, and the day from which their turns are counted.

    Whoever has the first turn from `since` on keeps it, and the others follow in their order.
    """
    rest = tuple(one for one in old.people if one != person_id)
    if old.day is not None or not rest or rest == old.people:
        return rest, old.first_day
    then = next_of(old.weekdays, max(since, old.first_day), old.first_day, old.every_weeks)
    if old.last_day is not None and then > old.last_day:
        return rest, old.first_day
    turn = weeks_between(old.first_day, then) // old.every_weeks % len(old.people)
    return tuple(one for one in (*old.people[turn:], *old.people[:turn]) if one != person_id), then


def next_of(weekdays: Collection[int], day: date, began: date | None = None, every: int = 1) -> date:
    """The first of these days of the week from `day` on, in a week that has the shift by the count from `began`."""
    while day.weekday() not in weekdays or (began is not None and weeks_between(began, day) % every):
        day += _DAY
    return day


def weeks_between(one: date, other: date) -> int:
    """How many weeks, from Monday to Sunday, lie between the weeks of two days."""
    return ((other - other.weekday() * _DAY) - (one - one.weekday() * _DAY)).days // 7
