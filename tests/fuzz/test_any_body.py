"""Whatever reaches the webhook's address, it is answered as it should be, nothing breaks, and the program goes on.

`WARMLINE_FUZZ=20000` tries so many of each instead of a few.
"""

import gzip
import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, Update

from tests.fuzz.line import forges, says
from tests.fuzz.running import Running, Sent
from tests.fuzz.strategies import commands, texts, updates
from tests.fuzz.test_anything import short

pytestmark = pytest.mark.sqlite  # as the tests beside it
TAKEN, NO_UPDATE, NO_ENTRY, NO_METHOD, TOO_LONG = 200, 400, 403, 405, 413
LARGEST = 1024 * 1024

# JSON as it is written: no object of Python's has a key twice, or a number that cannot be read.
NUMBERS = ["-0", "1e999", "-1e999", "1E-400", "NaN", "-Infinity", "9" * 400, "9" * 5000, "0.1", "1.0", "01", "0x1"]
STRINGS = ['"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"', '"\\u0000"', '"\\x"', '"a\nb"', '""', "'a'"]
names = st.sampled_from(['"message"', '"callback_query"', '"id"', '"from"', '"chat"', '"text"', '"date"', '"\\ud800"'])


def _in_lists(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inner, max_size=4).map(lambda parts: f"[{','.join(parts)}]")


def _in_objects(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(st.tuples(names, inner).map(":".join), max_size=4).map(lambda parts: f"{{{','.join(parts)}}}")


anything = st.recursive(
    st.one_of(
        st.sampled_from(["null", "true", "false", *NUMBERS, *STRINGS]),
        st.integers().map(str),
        st.floats().map(json.dumps),
        st.builds(json.dumps, texts, ensure_ascii=st.booleans()),
    ),
    lambda inner: st.one_of(_in_lists(inner), _in_objects(inner)),
    max_leaves=12,
)
# What a number of an update is not.
NO_NUMBER = [*NUMBERS[1:], "null", "true", "false", "-1", "1.5", "1e3", '"5"', "[5]", "{}", "9223372036854775808"]
strangers = st.integers(2**40, 2**41)
# Values of another type than any field has, or than a database can keep, or Telegram can be sent.
ODD = [
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    float("nan"),
    float("inf"),
    "",
    "5",
    "\x00",
    "x" * 5000,
    -62_135_596_800,
    "\ud800",
]
odd = st.sampled_from([*ODD, [], {}, [[]], {"id": 1}, [{"id": None}]]).map(deepcopy)  # they are spoilt in their turn


@st.composite
def spoilt(draw: st.DrawFn, account: int) -> dict[str, Any]:
    """An update as Telegram could send it, but with something in it taken away, of another type or in a list."""
    raw: dict[str, Any] = draw(updates(account))
    for _ in range(draw(st.integers(1, 3))):
        inner: Any = raw
        # Nearer to the top as often as deep inside, where most of it is.
        while isinstance(inner, dict | list) and inner:
            holder = inner
            key = draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
            inner = holder[key] if draw(st.booleans()) else None
        match draw(st.integers(0, 3)) if raw else None:
            case 0:
                del holder[key]
            case 1:
                holder[key] = [holder[key]]
            case 2 | 3:
                holder[key] = draw(odd)
    return raw


@pytest.fixture
def program(running: Running) -> Iterator[Running]:
    """The running program, which is well afterwards."""
    yield running
    running.is_well()


def somebody(program: Running, data: st.DataObject) -> int:
    """A member, a volunteer, or a stranger who was never here."""
    who = data.draw(st.sampled_from(["Jo", "Kim", ""]))
    return program.account(who) if who else data.draw(strangers)


def is_taken(program: Running, raw: dict[str, Any]) -> bool:
    """It is brought, and put on record: whether it was set aside there."""
    number = raw["update_id"] = program.next_number()
    assert program.answers(Sent(json.dumps(raw).encode(), program.secret)) == [TAKEN]
    set_aside = program.set_aside(number)
    assert set_aside is not None
    return set_aside


def can_be_read(raw: dict[str, Any]) -> bool:
    """Whether PTB makes something of it."""
    try:
        Update.de_json(json.loads(json.dumps(raw)), Bot("1:fuzz"))
    except Exception:
        return False
    return True


@short
@given(data=st.data())
def test_any_update(program: Running, data: st.DataObject) -> None:
    raw = data.draw(updates(somebody(program, data)))
    assert is_taken(program, raw) is not can_be_read(raw)


@short
@given(data=st.data())
def test_any_update_that_is_spoilt(program: Running, data: st.DataObject) -> None:
    raw = data.draw(spoilt(somebody(program, data)))
    assert is_taken(program, raw) or can_be_read(raw)


@short
@given(
    data=st.data(),
    pressed=st.one_of(texts, st.binary(max_size=64).map(lambda raw: raw.decode("latin-1")), odd, st.just("\ud800")),
)
def test_any_callback_data(program: Running, data: st.DataObject, pressed: Any) -> None:
    raw = forges(somebody(program, data), "", program.play.clock.now())
    raw["callback_query"]["data"] = pressed
    assert not (is_taken(program, raw) and isinstance(pressed, str) and pressed.isprintable())


@short
@given(
    body=st.one_of(
        st.binary(max_size=200),
        anything.map(str.encode),
        updates(1).map(lambda raw: json.dumps(raw).encode()[:-1]),
        updates(1).map(lambda raw: gzip.compress(json.dumps(raw).encode())),
        st.builds(bytes.__mul__, st.sampled_from([b"[", b'{"a":', b"\x00", b" "]), st.integers(1, 100_000)),
    ),
    framing=st.sampled_from(["length", "chunked"]),
)
def test_what_is_no_update(program: Running, body: bytes, framing: str) -> None:
    before = program.rests()
    assert program.answers(Sent(body, program.secret, framing=framing)) == [NO_UPDATE]
    assert program.rows() == before


def test_what_is_no_number_of_an_update(program: Running) -> None:
    before = program.rests()
    for number in NO_NUMBER:
        body = f'{{"update_id": 5, "message": {{}}, "update_id": {number}}}'
        assert program.answers(Sent(body.encode(), program.secret)) == [NO_UPDATE], number
    assert program.rows() == before


@short
@given(opens=st.sampled_from(["[]", ('{"a":', "}"), ('{"reply_to_message":', "}")]), depth=st.integers(1, 3000))
def test_any_depth(program: Running, opens: str, depth: int) -> None:
    number = program.next_number()
    body = f'{{"update_id": {number}, "message": {opens[0] * depth}1{opens[1] * depth}}}'
    answers = program.answers(Sent(body.encode(), program.secret))
    assert answers in ([TAKEN], [NO_UPDATE])
    assert (program.set_aside(number) is not None) is (answers == [TAKEN])


@short
@given(more=st.integers(1, LARGEST), framing=st.sampled_from(["length", "chunked"]))
def test_more_than_an_update_can_be(program: Running, more: int, framing: str) -> None:
    body = json.dumps(says(program.account("Jo"), "hello", program.play.clock.now())).encode()
    before = program.rests()
    # Who is still sending may not get to read it.
    assert program.answers(Sent(body.ljust(LARGEST + more), program.secret, framing=framing)) in ([TOO_LONG], [])
    assert program.rows() == before


GUESSES = [
    lambda right: right[:-1],
    str.upper,
    lambda right: f"{right}0",
    lambda right: f"Bearer {right}",
    lambda _: "",
]


@short
@given(
    guess=st.one_of(
        st.none(),
        st.sampled_from(GUESSES),
        st.text(st.characters(min_codepoint=33, max_codepoint=255, exclude_categories=["Cc", "Zs"])),
    ),
    elsewhere=st.sampled_from(
        ["X-Telegram-Bot-Api-Secret", "X_Telegram_Bot_Api_Secret_Token", "Authorization", "Cookie"]
    ),
    who=st.sampled_from(["Ada", "Sam", "Robin", "Jo", "Kim"]),
    said=commands(),
    framing=st.sampled_from(["length", "chunked", "held"]),
)
def test_nothing_without_the_secret(
    program: Running, guess: Any, elsewhere: str, who: str, said: str, framing: str
) -> None:
    raw = says(program.account(who), said, program.play.clock.now()) | {"update_id": program.next_number()}
    secret = guess(program.secret) if callable(guess) else guess
    sent = Sent(json.dumps(raw).encode(), secret, headers=((elsewhere, program.secret),), framing=framing)
    before = program.rests()
    assert program.answers(sent) == [NO_ENTRY]
    assert program.rows() == before


METHODS = ["POST"] * 6 + [
    "GET",
    "HEAD",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "post",
    "BREW",
    "P()ST",
]
TYPES = [
    "text/plain",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "",
    "é",
    "application/json; charset=utf-7",
]
# What a body is that is not sent as it should be.
DRESSED = {
    "plain": bytes,
    "gzip": gzip.compress,
    "utf-16": lambda body: body.decode().encode("utf-16"),
    "utf-8-sig": lambda body: b"\xef\xbb\xbf" + body,
    "form": lambda body: b"update=" + body,
}
LENGTHS = ["none", "0", "1", "007", "-1", "+5", "1e3", "0x10", "5, 6", "9" * 30, "\xb2", "many"]


@short
@given(
    method=st.sampled_from(METHODS),
    kind=st.sampled_from(TYPES),
    encoding=st.sampled_from(["identity", "gzip", "deflate, br", "x" * 5000, "\x01"]),
    dress=st.sampled_from(sorted(DRESSED)),
    framing=st.sampled_from(["length", "chunked", *LENGTHS]),
)
def test_any_request(program: Running, method: str, kind: str, encoding: str, dress: str, framing: str) -> None:
    raw = says(program.account("Jo"), "hello", program.play.clock.now()) | {"update_id": program.next_number()}
    body = DRESSED[dress](json.dumps(raw).encode())
    headers = (("Content-Type", kind), ("Content-Encoding", encoding))
    before = program.rests()
    answers = program.answers(Sent(body, program.secret, method, headers, framing))
    whole = framing in ("length", "chunked")
    assert answers
    assert set(answers) <= ({TAKEN, NO_UPDATE, NO_METHOD} if whole else {NO_UPDATE, NO_METHOD, 404})
    assert TAKEN not in answers or method == "POST"
    assert (program.set_aside(raw["update_id"]) is not None) is (TAKEN in answers)
    assert TAKEN in answers or program.rows() == before


@short
@given(
    keep=st.integers(1, 600),
    framing=st.sampled_from(["length", "chunked"]),
    known=st.booleans(),
    who=st.sampled_from(["Jo", "Ada"]),
)
def test_whoever_hangs_up(program: Running, keep: int, framing: str, known: bool, who: str) -> None:
    raw = says(program.account(who), "/gaps", program.play.clock.now()) | {"update_id": program.next_number()}
    before = program.rests()
    program.leaves(Sent(json.dumps(raw).encode(), program.secret if known else None, framing=framing), keep)
    assert program.rows() == before
