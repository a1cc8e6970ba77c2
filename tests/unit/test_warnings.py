"""How much somebody has on in a day or a week, and when they are in two places at once."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduling.warnings import clashes, most_within

BEGIN = datetime(2026, 11, 23, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
stretches = st.lists(
    st.tuples(st.integers(0, 600), st.integers(1, 120)).map(
        lambda one: (BEGIN + one[0] * MINUTE, BEGIN + (one[0] + one[1]) * MINUTE)
    ),
    max_size=6,
)


def held(some, moment) -> int:
    return sum(start <= moment < end for start, end in some)


@given(stretches, st.integers(1, 300))
def test_the_busiest_window_is_found(some, length):
    found, at = most_within(some, length * MINUTE)
    busy = [held(some, BEGIN + n * MINUTE) > 0 for n in range(-300, 1100)]
    slow = max(sum(busy[n : n + length]) for n in range(len(busy)))
    assert found == slow * MINUTE
    assert (at is None) == (not some)


@given(stretches)
def test_clashes_are_where_two_are_on_at_once(some):
    found = clashes(some)
    for n in range(800):
        moment = BEGIN + n * MINUTE
        assert (held(found, moment) > 0) == (held(some, moment) > 1)


def test_four_hours_in_two_evenings_are_not_four_in_a_day():
    evenings = [(BEGIN + 18 * HOUR, BEGIN + 20 * HOUR), (BEGIN + 42 * HOUR, BEGIN + 44 * HOUR)]
    assert most_within(evenings, 24 * HOUR)[0] == 2 * HOUR
    assert most_within(evenings, 26 * HOUR)[0] == 4 * HOUR
