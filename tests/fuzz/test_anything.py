"""Whatever somebody sends, nothing breaks, and what is refused changes nothing and is nobody else's business.

`WARMLINE_FUZZ=20000` tries so many of each instead of a few.
"""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.routes import ROUTES, button
from tests.fuzz.line import PROMISES, Line, chat, forges, presses, says, user
from tests.fuzz.strategies import GRAMMAR, commands, texts, updates
from tests.fuzz.test_who_may import PEOPLE

pytestmark = pytest.mark.sqlite  # see tests/fuzz/line.py
LONG = int(os.environ.get("WARMLINE_FUZZ", "0"))
VERBS = sorted({route.fits.verb for route in ROUTES if isinstance(route.fits, button)} | {"pick1", "pick2", "pick99"})
people = st.sampled_from([one.name for one in PEOPLE])
short = settings(
    max_examples=LONG or 60,
    derandomize=not LONG,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def tried(line: Line, account: int, *sent: dict[str, Any]) -> None:
    """Deal with these; if the last is refused in as many words, it changed nothing and nobody else hears of it."""
    line.tries(*sent)
    for update in sent:
        done = line.tries(update)
        mine, others = ([words for to, words in done.said if (to in line.of(account)) is own] for own in (True, False))
        if any(promise in words for words in mine for promise in PROMISES):
            assert done.changed(account) == []
            assert others == []


# What a long search found, by who sent it.
FOUND = [
    ("Nia", {"chat_join_request": {"date": 0, "user_chat_id": 1}}),
    ("Robin", {"my_chat_member": {"date": 0, "old_chat_member": {"status": "left", "user": user(1)}}}),
]


@pytest.mark.parametrize(("who", "update"), FOUND)
def test_what_was_found(line: Line, who: str, update: dict[str, Any]) -> None:
    account = line.people[who]
    own = {"chat": chat(account), "from": user(account)}
    tried(line, account, {"update_id": 1} | {kind: body | own for kind, body in update.items()})


@short
@given(who=people, data=st.data())
def test_any_update(line: Line, who: str, data: st.DataObject) -> None:
    account = line.people[who]
    tried(line, account, *data.draw(st.lists(updates(account), min_size=1, max_size=4)))


@short
@given(
    who=people,
    verb=st.sampled_from(VERBS),
    said=st.one_of(
        st.integers(0, 60).map(str),
        st.builds("{}-{}".format, st.integers(0, 60), st.sampled_from([*GRAMMAR, "me", "talk", "done", "d1", "t600"])),
        st.builds("{}:{}".format, st.sampled_from(["card", "remove", "buddy", "pause"]), st.integers(0, 30)),
        st.sampled_from(
            [*GRAMMAR, "ask", "own", "talk", "stop", "relay-on", "missed-on", "2026-11-30/7", "0001-01-01/1"]
        ),
        texts,
    ),
    whose=st.sampled_from(["", "@1", "@9", "@10", "@x", "@99999999999"]),
    message_id=st.integers(0, 200),
)
def test_any_button_as_if_it_were_ours(line: Line, who: str, verb: str, said: str, whose: str, message_id: int) -> None:
    account = line.people[who]
    tried(line, account, presses(account, f"{verb}:{said}{whose}", line.now, message_id))


@short
@given(who=people, data=st.one_of(st.binary(max_size=64).map(lambda raw: raw.decode("latin-1")), st.text(max_size=64)))
def test_any_forged_button(line: Line, who: str, data: str) -> None:
    account = line.people[who]
    done = line.tries(forges(account, data, line.now))
    assert done.before == done.after
    assert [to for to, _ in done.said] == [account]
    assert "no longer works" in done.said[0][1]


@short
@given(who=people, said=st.lists(commands(), min_size=1, max_size=3))
def test_any_command(line: Line, who: str, said: list[str]) -> None:
    account = line.people[who]
    tried(line, account, *(says(account, text, line.now) for text in said))
