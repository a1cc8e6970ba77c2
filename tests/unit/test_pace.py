"""How much one account may send, and that nobody who types is ever near it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.pace import AT_ONCE, ONE_MORE_EACH, SHUT_FOR, STRANGER_AT_ONCE, TOLD_EACH, Paces, sent

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def passed(paces: Paces, count: int, at: datetime = NOW, *, known: bool = True) -> int:
    """How many of so many in one moment pass."""
    return sum(paces.take(1, at, known=known).passes for _ in range(count))


def test_a_hundred_forwarded_at_once_and_an_album_pass() -> None:
    assert passed(Paces(), 110) == 110


@pytest.mark.parametrize(("known", "limit"), [(True, AT_ONCE), (False, STRANGER_AT_ONCE)])
def test_what_is_more_does_not_pass_for_a_minute(known: bool, limit: int) -> None:
    paces = Paces()
    assert passed(paces, limit + 50, known=known) == limit
    assert passed(paces, 5, NOW + SHUT_FOR - SECOND, known=known) == 0
    assert passed(paces, 200, NOW + SHUT_FOR, known=known) == min(limit, SHUT_FOR // ONE_MORE_EACH)


def test_whoever_types_without_a_pause_is_never_stopped() -> None:
    paces = Paces()
    for number in range(5000):
        assert paces.take(1, NOW + number * ONE_MORE_EACH, known=False).passes
        assert paces.take(2, NOW + number * ONE_MORE_EACH, known=True).passes


def test_a_word_a_second_passes_for_four_minutes() -> None:
    paces = Paces()
    assert all(paces.take(1, NOW + number * SECOND, known=True).passes for number in range(230))


def test_it_is_told_at_once_then_each_twenty_seconds_and_when_it_is_over() -> None:
    paces, shut = Paces(), (NOW, NOW + SHUT_FOR)
    passed(paces, AT_ONCE)
    told = [(second, paces.take(1, NOW + second * SECOND, known=True).shut) for second in range(60)]
    assert [second for second, one in told if one is not None] == [0, *range(20, 60, TOLD_EACH.seconds)]
    assert {one for _, one in told} == {None, shut}
    over = paces.take(1, NOW + SHUT_FOR, known=True)
    assert over.passes
    assert over.shut == shut
    assert paces.take(1, NOW + SHUT_FOR, known=True).shut is None


def test_others_do_not_count() -> None:
    paces = Paces()
    passed(paces, 500)
    assert paces.take(2, NOW, known=False).passes


def test_who_it_is_matters_only_above_what_a_stranger_may() -> None:
    paces = Paces()
    assert not paces.is_fast(1, NOW)
    passed(paces, STRANGER_AT_ONCE - 1)
    assert not paces.is_fast(1, NOW)
    passed(paces, 1)
    assert paces.is_fast(1, NOW)


@given(st.lists(st.integers(-7200, 7200), max_size=40))
def test_a_clock_that_jumps_shuts_nobody_out_for_long(jumps: list[int]) -> None:
    paces, at = Paces(), NOW
    for jump in jumps:
        at += jump * SECOND
        paces.take(1, at, known=True)
    assert passed(paces, 50, at) == 50


def test_what_is_kept_in_memory_does_not_grow() -> None:
    paces = Paces()
    for number in range(5000):
        paces.take(number, NOW + number * SECOND, known=False)
    assert len(paces._accounts) <= 1001


def test_what_was_written_while_the_program_was_off_counts_by_its_own_moment() -> None:
    paces = Paces()
    for number in range(1000):
        raw = message(date=int((NOW - (1000 - number) * ONE_MORE_EACH).timestamp()))
        found = sent(raw, NOW)
        assert found is not None
        assert paces.take(*found, known=True).passes


def message(**fields: Any) -> dict[str, Any]:
    """A message as Telegram sends it."""
    return {"update_id": 1, "message": {"message_id": 1, "from": {"id": 7}, **fields}}


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (message(date=int(NOW.timestamp()) - 5), (7, NOW - 5 * SECOND)),
        (message(date=int(NOW.timestamp()) + 500), (7, NOW)),
        (message(date=10**30), (7, NOW)),
        (message(date=-(10**30)), (7, NOW)),
        (message(date=-62_135_596_800), (7, NOW)),
        ({"message": {"from": {"id": 2**70}}}, None),
        ({"message": {"from": {"id": -7}}}, None),
        (message(date="now"), (7, NOW)),
        (message(), (7, NOW)),
        ({"callback_query": {"from": {"id": 7}}}, (7, NOW)),
        ({"message_reaction": {"user": {"id": 7}, "date": 5}}, (7, datetime.fromtimestamp(5, UTC))),
        ({"my_chat_member": {"from": {"id": 7}}}, (7, NOW)),
        ({"edited_message": {"from": {"id": 7}, "date": 1}}, (7, NOW)),
        ({"edited_message": {"from": {"id": 7}, "location": {}}}, None),
        ({"message": {"from": {"id": "7"}}}, None),
        ({"message": {"from": None}}, None),
        ({"message": 7}, None),
        ({"channel_post": {"message_id": 1}}, None),
        ({}, None),
    ],
)
def test_whose_an_update_is(raw: dict[str, Any], found: tuple[int, datetime] | None) -> None:
    assert sent(raw, NOW) == found
