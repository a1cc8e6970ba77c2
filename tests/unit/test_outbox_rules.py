"""The outbox's rules: order in a chat, urgency over the whole, Telegram's limits, and what each answer means."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.outbox.backlog import Backlog, Pending
from bot.outbox.limits import Limits
from bot.outbox.outcomes import Meaning, Outcome, backoff, outcome_of
from bot.outbox.patience import BESIDE, LONG, TRIES, Patience

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
NOT_CONNECTED = aiohttp.ClientConnectorError(ConnectionKey("h", 443, True, True, None, None, None), OSError("refused"))
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def row(number: int, chat: int, priority: int = 0, wait: int = 0, key: tuple[str, int] | None = None) -> Pending:
    """A row that is due in so many seconds."""
    return Pending(number, key or chat, chat, priority, NOW + timedelta(seconds=wait))


def drained(backlog: Backlog, now: datetime = NOW) -> list[int]:
    """The ids in the order they come, when each is sent at once."""
    ids = []
    while (taken := backlog.take()) is not None:
        ids.append(taken[0].id)
        backlog.drop(taken[0], now)
    return ids


# The order


def test_the_most_urgent_chat_comes_first_and_the_older_one_of_two_alike() -> None:
    backlog = Backlog()
    for number, chat, priority in ((1, 10, 3), (2, 20, 0), (3, 30, 1), (4, 40, 0)):
        backlog.add(row(number, chat, priority), NOW)
    assert drained(backlog) == [2, 4, 3, 1]


def test_something_urgent_pulls_what_stands_before_it_in_its_chat() -> None:
    backlog = Backlog()
    for number, chat, priority in ((1, 10, 1), (2, 20, 3), (3, 20, 0)):
        backlog.add(row(number, chat, priority), NOW)
    assert backlog.take() == (row(2, 20, 3), 0)


def test_a_chat_is_busy_until_its_row_is_done() -> None:
    backlog = Backlog()
    backlog.add(row(1, 10), NOW)
    backlog.add(row(2, 10), NOW)
    taken = backlog.take()
    assert taken is not None
    assert backlog.take() is None
    backlog.add(row(3, 10), NOW)
    assert backlog.take() is None
    backlog.drop(taken[0], NOW)
    assert drained(backlog) == [2, 3]


def test_a_row_that_was_not_sent_comes_again_before_the_others_of_its_chat() -> None:
    backlog = Backlog()
    backlog.add(row(1, 10), NOW)
    backlog.add(row(2, 10), NOW)
    taken = backlog.take()
    assert taken is not None
    backlog.free(taken[0], NOW)
    assert drained(backlog) == [1, 2]


def test_a_row_whose_order_does_not_matter_waits_for_nobody() -> None:
    backlog = Backlog()
    backlog.add(row(1, 10), NOW)
    backlog.add(row(2, 10, key=("answer", 2)), NOW)
    backlog.add(row(3, 10, key=("answer", 3)), NOW)
    assert drained(backlog) == [2, 3, 1]


def test_what_is_due_later_holds_up_its_chat_and_no_other() -> None:
    backlog = Backlog()
    backlog.add(row(1, 10, wait=5), NOW)
    backlog.add(row(2, 10), NOW)
    backlog.add(row(3, 20, priority=3), NOW)
    assert drained(backlog) == [3]
    assert list(backlog.waits(NOW, 0)) == [5]
    backlog.ripen(NOW + timedelta(seconds=5), 0)
    assert drained(backlog, NOW + timedelta(seconds=5)) == [1, 2]


def test_what_was_due_before_the_clock_was_set_back_is_due_now() -> None:
    backlog = Backlog()
    earlier = NOW - timedelta(hours=1)
    backlog.ripen(NOW, 0)
    backlog.add(row(1, 10, wait=15), NOW)
    backlog.add(row(2, 10), NOW)
    assert not backlog.ready
    backlog.ripen(earlier, 0)
    backlog.add(row(3, 20, wait=15), earlier)  # read from the tables after a restart
    assert drained(backlog, earlier) == [1, 2, 3]


def test_a_chat_that_is_too_fast_comes_back_in_time() -> None:
    backlog = Backlog()
    backlog.add(row(1, 10), NOW)
    taken = backlog.take()
    assert taken is not None
    backlog.pace(taken[0], 100.5)
    assert list(backlog.waits(NOW, 100.0)) == [0.5]
    backlog.ripen(NOW, 100.4)
    assert not backlog.ready
    backlog.ripen(NOW, 100.5)
    assert backlog.ready
    assert drained(backlog) == [1]


def test_what_is_in_flight_when_all_is_read_anew_stands_first_and_its_chat_waits() -> None:
    backlog = Backlog()
    in_flight = row(1, 10)
    backlog.hold(in_flight)
    backlog.add(row(2, 10), NOW)
    assert backlog.take() is None
    backlog.free(in_flight, NOW)
    assert drained(backlog) == [1, 2]


@pytest.mark.parametrize("wait", ["retry", "pace"])
def test_what_must_wait_is_not_handed_out_early_when_others_stand_behind_it(wait: str) -> None:
    backlog = Backlog()
    backlog.add(row(1, 10), NOW)
    backlog.add(row(2, 10), NOW)
    taken = backlog.take()
    assert taken is not None
    if wait == "retry":
        taken[0].due_at = NOW + timedelta(seconds=2)
        backlog.free(taken[0], NOW)
    else:
        backlog.pace(taken[0], 100.0)
    assert backlog.take() is None


ADD = st.tuples(st.just("add"), st.integers(1, 4), st.integers(0, 3), st.integers(0, 3))
STEP = st.tuples(st.sampled_from(["take", "free", "drop", "pace", "retry", "later"]), st.integers(0, 3))


@given(st.lists(st.one_of(ADD, STEP), max_size=60))
def test_nothing_is_lost_or_doubled_and_each_chat_keeps_its_order(steps: list[tuple[object, ...]]) -> None:
    backlog, now, clock = Backlog(), NOW, 0.0
    added: list[Pending] = []
    in_flight: list[Pending] = []
    sent: list[Pending] = []

    def take() -> None:
        if (taken := backlog.take()) is not None:
            pending, _ = taken
            assert pending.due_at <= now
            assert pending.chat_id not in {other.chat_id for other in in_flight}
            in_flight.append(pending)

    for name, *values in steps:
        chosen = in_flight.pop(int(str(values[0])) % len(in_flight)) if name != "add" and in_flight else None
        match name:
            case "add":
                chat, priority, wait = (int(str(value)) for value in values)
                added.append(Pending(len(added) + 1, chat, chat, priority, now + timedelta(seconds=wait)))
                backlog.add(added[-1], now)
            case "drop" if chosen is not None:
                sent.append(chosen)
                backlog.drop(chosen, now)
            case "pace" if chosen is not None:
                backlog.pace(chosen, clock + 1)
            case "retry" if chosen is not None:
                chosen.due_at = now + timedelta(seconds=2)
                backlog.free(chosen, now)
            case "free" if chosen is not None:
                backlog.free(chosen, now)
            case _ if chosen is not None:
                in_flight.append(chosen)
        if name == "take":
            take()
        if name == "later":
            now, clock = now + timedelta(seconds=1), clock + 1
            backlog.ripen(now, clock)
        assert len(backlog) == len(added) - len(sent)
    for pending in in_flight:
        backlog.free(pending, now)
    in_flight.clear()
    for _ in range(10):
        now, clock = now + timedelta(seconds=1), clock + 1
        backlog.ripen(now, clock)
        while (taken := backlog.take()) is not None:
            sent.append(taken[0])
            backlog.drop(taken[0], now)
    assert sorted(one.id for one in sent) == [one.id for one in added]
    for chat in {one.chat_id for one in added}:
        ids = [one.id for one in sent if one.chat_id == chat]
        assert ids == sorted(ids)
    assert len(backlog) == 0


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3)), max_size=40))
def test_at_each_moment_no_chat_in_line_is_more_urgent_than_the_one_that_comes(rows: list[tuple[int, int]]) -> None:
    backlog = Backlog()
    waiting: dict[int, list[Pending]] = {}
    for number, (chat, priority) in enumerate(rows, start=1):
        waiting.setdefault(chat, []).append(row(number, chat, priority))
        backlog.add(waiting[chat][-1], NOW)
    while (taken := backlog.take()) is not None:
        pending, priority = taken
        urgency = {chat: min(one.priority for one in line) for chat, line in waiting.items() if line}
        assert urgency[pending.chat_id] == priority == min(urgency.values())
        assert waiting[pending.chat_id].pop(0) == pending
        backlog.drop(pending, NOW)
    assert not any(waiting.values())


# The limits


def most_in_a_window(times: list[float], seconds: float) -> int:
    """The most moments that any window of this length holds, both ends counted."""
    return max((sum(start <= time <= start + seconds for time in times) for start in times), default=0)


@given(
    st.lists(st.tuples(st.integers(1, 5), st.booleans(), st.floats(0, 0.4)), min_size=1, max_size=200),
    st.sampled_from([1.0, 5.0, 30.0]),
    st.sampled_from([0.5, 1.0]),
)
def test_no_window_ever_holds_more_than_the_rate_and_one_burst(
    wishes: list[tuple[int, bool, float]], a_second: float, per_chat: float
) -> None:
    limits, now = Limits(a_second, per_chat, 0.0), 0.0
    times: dict[int, list[float]] = {}
    for chat, conversation, pause in wishes:
        now += pause
        while (wait := max(limits.wait_overall(now, conversation=conversation), limits.wait_for(chat, now))) > 0:
            now += wait + 1e-9
        limits.spend(chat, now)
        times.setdefault(chat, []).append(now)
    everything = sorted(time for line in times.values() for time in line)
    for seconds in (1.0, 3.0, 10.0):
        assert most_in_a_window(everything, seconds) <= seconds * a_second + max(1.0, a_second) + 1e-3
        assert all(most_in_a_window(line, seconds) <= seconds * per_chat + 3 + 1e-3 for line in times.values())


def test_a_chat_takes_three_at_once_and_then_one_a_second() -> None:
    limits = Limits(30, 1, 0.0)
    for _ in range(3):
        assert limits.wait_for(10, 0.0) == 0
        limits.spend(10, 0.0)
    assert limits.wait_for(10, 0.0) == pytest.approx(1)
    assert limits.wait_for(20, 0.0) == 0
    assert limits.wait_for(10, 0.75) == pytest.approx(0.25)
    assert limits.wait_for(10, 1.0) == pytest.approx(0)


def test_what_is_not_conversation_leaves_a_fifth_for_conversations() -> None:
    limits = Limits(30, 1, 0.0)
    for chat in range(24):
        assert limits.wait_overall(0.0, conversation=False) == 0
        limits.spend(chat, 0.0)
    assert limits.wait_overall(0.0, conversation=False) > 0
    for chat in range(24, 30):
        assert limits.wait_overall(0.0, conversation=True) == 0
        limits.spend(chat, 0.0)
    assert limits.wait_overall(0.0, conversation=True) > 0


def test_even_one_a_second_lets_everything_through_in_time() -> None:
    limits = Limits(1, 1, 0.0)
    assert limits.wait_overall(0.0, conversation=False) == 0
    limits.spend(10, 0.0)
    assert limits.wait_overall(0.0, conversation=False) == pytest.approx(1)


def test_a_pause_holds_its_chat_and_two_hold_everybody() -> None:
    limits = Limits(30, 1, 0.0)
    limits.pause(10, 60, 0.0)
    assert (limits.wait_for(10, 20.0), limits.wait_for(20, 20.0)) == (40, 0)
    assert limits.wait_overall(20.0, conversation=True) == 0
    limits.pause(20, 10, 20.0)
    assert limits.wait_overall(20.0, conversation=True) == 10
    assert limits.wait_overall(30.0, conversation=True) == 0
    assert limits.wait_for(10, 60.0) == 0


def test_many_chats_do_not_make_it_forget_a_fast_one() -> None:
    limits = Limits(1e9, 1, 0.0)
    for _ in range(3):
        limits.spend(1, 0.0)
    for chat in range(2, 10_100):
        limits.spend(chat, 0.0)
    assert limits.wait_for(1, 0.0) > 0


# What an answer means


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    """The error as python-telegram-bot raises it, with what lies under it."""
    error.__cause__ = cause
    return error


def test_a_refused_token_is_a_reason_to_wait() -> None:
    assert outcome_of(InvalidToken("Unauthorized")) == Outcome(Meaning.RETRY, pause=5.0)


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Meaning.BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), Meaning.BLOCKED),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), Meaning.BLOCKED),
        (BadRequest("Chat not found"), Meaning.BLOCKED),
        (BadRequest("User not found"), Meaning.BLOCKED),
        (BadRequest("User is deactivated"), Meaning.BLOCKED),
        (BadRequest("PEER_ID_INVALID"), Meaning.BLOCKED),
        (BadRequest("Message to copy not found"), Meaning.TAKEN_BACK),
        (BadRequest("MESSAGE_ID_INVALID"), Meaning.TAKEN_BACK),
        (BadRequest("There are no messages to copy"), Meaning.TAKEN_BACK),
        (BadRequest("Message can't be copied"), Meaning.NOT_COPYABLE),
        (BadRequest("Message to copy has protected content and can't be copied"), Meaning.NOT_COPYABLE),
        (BadRequest("Message is not modified: specified new message content is exactly the same"), Meaning.SENT),
        (BadRequest("Query is too old and response timeout expired or query ID is invalid"), Meaning.SENT),
        (BadRequest("Message can't be edited"), Meaning.SENT),
        (BadRequest("Message to edit not found"), Meaning.SENT),
        (BadRequest("Message text is empty"), Meaning.REFUSED),
        (BadRequest("Can't parse entities: unclosed start tag at byte offset 4"), Meaning.REFUSED),
        (ChatMigrated(-1001), Meaning.REFUSED),
        (TelegramError("something new"), Meaning.REFUSED),
        (ValueError("a mistake of ours"), Meaning.REFUSED),
        (NetworkError("Bad Gateway"), Meaning.UNSURE),
        (NetworkError("Internal Server Error"), Meaning.UNSURE),
        (Conflict("terminated by other getUpdates request"), Meaning.REFUSED),
        (TimedOut(), Meaning.UNSURE),
        (caused(TimedOut(), aiohttp.SocketTimeoutError()), Meaning.UNSURE),
        (caused(NetworkError("x"), aiohttp.ServerDisconnectedError()), Meaning.UNSURE),
        (caused(NetworkError("x"), aiohttp.ClientOSError()), Meaning.UNSURE),
        (caused(NetworkError("x"), aiohttp.ClientPayloadError()), Meaning.UNSURE),
        (caused(TimedOut(), aiohttp.ConnectionTimeoutError()), Meaning.RETRY),
        (caused(NetworkError("x"), NOT_CONNECTED), Meaning.RETRY),
    ],
    ids=lambda value: f"{type(value).__name__} {value}" if isinstance(value, Exception) else value.name,
)
def test_what_an_error_means(error: Exception, meaning: Meaning) -> None:
    assert outcome_of(error).meaning is meaning
    assert outcome_of(error).pause is None


@pytest.mark.parametrize("wait", [7, timedelta(seconds=7)])
def test_asked_to_wait_means_again_after_that_long(wait: int | timedelta) -> None:
    outcome = outcome_of(RetryAfter(wait))
    assert (outcome.meaning, outcome.pause) == (Meaning.RETRY, 7)


@given(st.integers(1, 1000))
def test_the_pauses_between_tries_grow_to_15_seconds_and_are_spread(attempts: int) -> None:
    middle = min(15.0, 0.5 * 2.0 ** (attempts - 1) if attempts < 20 else 15.0)
    assert 0.75 * middle <= backoff(attempts) <= 1.25 * middle
    assert len({backoff(attempts) for _ in range(5)}) > 1


# What is never taken

WENT, MISSED = Outcome(Meaning.SENT, (1,)), Outcome(Meaning.UNSURE)


def tries(
    patience: Patience, number: int, *, start: int = 0, apart: int = 15, others: list[Outcome] | None = None
) -> list[Outcome]:
    """What comes of so many tries of row 1 that fail, with these of other rows before each."""
    found = []
    for count in range(start, start + number):
        now = NOW + timedelta(seconds=apart * count)
        for place, outcome in enumerate(others or []):
            patience.judge(1000 * (count + 1) + place, outcome, now)
        found.append(patience.judge(1, MISSED, now))
    return found


def test_what_fails_for_long_while_others_go_is_stuck() -> None:
    found = tries(Patience(), 20, others=[WENT, WENT, MISSED])
    last = next(place for place, outcome in enumerate(found) if outcome.meaning is Meaning.STUCK)
    assert last + 1 >= TRIES
    assert LONG <= timedelta(seconds=15 * last) < LONG + timedelta(seconds=30)
    assert not any(outcome.late for outcome in found[:last])


@pytest.mark.parametrize("others", [[], [MISSED], [WENT, MISSED], [WENT, MISSED, MISSED]], ids=len)
def test_when_others_do_not_go_it_is_late_and_never_stuck(others: list[Outcome]) -> None:
    found = tries(Patience(), 300, others=others)
    assert {outcome.meaning for outcome in found} == {Meaning.UNSURE}
    assert found[-1].late


def test_an_answer_without_a_message_shows_nothing() -> None:
    found = tries(Patience(), 50, others=[Outcome(Meaning.SENT), Outcome(Meaning.BLOCKED)])
    assert {outcome.meaning for outcome in found} == {Meaning.UNSURE}


def test_one_that_fails_once_more_after_an_outage_is_not_stuck() -> None:
    patience = Patience()
    tries(patience, 40)
    patience.judge(2, WENT, NOW)
    found = tries(patience, BESIDE, start=40, others=[WENT])
    assert [outcome.meaning for outcome in found] == [Meaning.UNSURE] * (BESIDE - 1) + [Meaning.STUCK]


def test_two_that_are_stuck_do_not_shield_each_other() -> None:
    patience, found = Patience(), set()
    for count in range(30):
        now = NOW + timedelta(seconds=15 * count)
        patience.judge(100 + count, WENT, now)
        found |= {patience.judge(number, MISSED, now).meaning for number in (1, 2)}
    assert Meaning.STUCK in found


def test_ten_tries_at_once_are_no_reason_nor_is_a_pause_that_telegram_asks_for() -> None:
    assert {one.meaning for one in tries(Patience(), 50, apart=0, others=[WENT])} == {Meaning.UNSURE}
    patience, asked = Patience(), Outcome(Meaning.RETRY, pause=7)
    for count in range(50):
        patience.judge(2, WENT, NOW)
        assert patience.judge(1, asked, NOW + timedelta(seconds=15 * count)) == asked
