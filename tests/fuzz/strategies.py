"""Updates as Telegram could send them and as nobody would: every kind and field that python-telegram-bot knows."""

import inspect
import types
import typing
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import telegram
from hypothesis import strategies as st
from telegram import TelegramObject, Update

# Words that are taken by something, or that look like it.
_GRAMMAR = """
    mon tue,thu mon-fri weekdays every other 1st 18:00 18:00-22:00 6pm-10pm 24:00 7 8 25 dec 2026-12-25 tomorrow
    until from for weeks at once caps off on yes now back none quiet zone Paris Sam Kim Robin Maxi Ann "" , - /
    : . not again any ask gender woman agree name forget remove pause resume rename lead backup buddy 999999999
    99999999999999999999 -1 0 ½ ² ٣ 2026-02-30 9999-12-31 0000-00-00 🎈 👩‍👩‍👧 \u202eabc \u200b \x00 é <b> & { }
    $name \\ ' % @WarmlineBot 07700900123 here over talk better closed open bank holidays check-ins missed 2 4h
    1h everyone csv i agree save change take
"""
GRAMMAR = _GRAMMAR.split()
_COMMANDS = """
    start help urgent about privacy hours invite closed open shift turns change unshift rota gaps who volunteers
    members coordinators undo audit settings phone duty shifts cover away calendar reminders close handover
    signpost concern talk block report me checkins pause resume export forget felt wordlist stats topics
    takeback nothing
"""
COMMANDS = _COMMANDS.split()
_ODD = [
    "",
    " ",
    "\x00",
    "\u200b",
    "\u202e",
    "a" * 4096,
    "🎈" * 3000,
    "x\ny",
    "\t",
    "<b>&",
    "{$x}",
    "%s",
    "\ufeff/start",
]

texts = st.one_of(
    st.sampled_from(_ODD),
    st.lists(st.sampled_from(GRAMMAR), max_size=8).map(" ".join),
    st.text(max_size=40),
)
ids = st.one_of(st.integers(1, 40), st.integers(-(2**63), 2**63 - 1), st.sampled_from([0, -1, 2**31, 2**52]))
moments = st.one_of(st.integers(1_795_500_000, 1_795_600_000), st.sampled_from([0, 1, 2**31 - 1, 2**32, 253402300799]))


@st.composite
def commands(draw: st.DrawFn) -> str:
    """A command with anything after it, in one line or several."""
    name = draw(st.sampled_from(COMMANDS))
    between = draw(st.sampled_from([" ", "\n", "@WarmlineBot ", "  ", " \n"]))
    words = draw(st.lists(st.one_of(st.sampled_from(GRAMMAR), texts), max_size=9))
    return f"/{name}{between}{draw(st.sampled_from([' ', ' ', chr(10), ', ']))}".rstrip(", ") + " " + " ".join(words)


@cache
def _fields(kind: type[TelegramObject]) -> dict[str, Any]:
    """What a kind of object is made of, by the names in JSON; of several kinds in one, what any of them has."""
    names = {
        **vars(telegram),
        **vars(typing),
        "datetime": datetime,
        "timedelta": timedelta,
        "dtm": __import__("datetime"),
    }
    found: dict[str, Any] = {}
    for each in (kind, *kind.__subclasses__()):
        module = vars(inspect.getmodule(each))
        try:
            hints = get_type_hints(each.__init__, {**names, **module}, names)
        except NameError:
            hints = {}
        for name in inspect.signature(each.__init__).parameters:
            if name not in ("self", "api_kwargs"):
                found.setdefault({"from_user": "from"}.get(name, name), hints.get(name, str))
    return found


def _kinds(kind: type) -> dict[str, list[str]]:
    """The words that say which of several kinds an object is."""
    words = [value for name, value in vars(kind).items() if name.isupper() and isinstance(value, str)]
    return {field: [str(word) for word in words] for field in ("type", "status", "source") if words}


@cache
def values(hint: Any, depth: int) -> st.SearchStrategy[Any]:
    """Anything of this type, as JSON has it."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return st.one_of([values(one, depth) for one in args if one is not type(None)])
    if origin in (list, tuple, Sequence) or (origin and issubclass(origin, Sequence)):
        inner = values(args[0], depth) if args else texts
        return st.lists(inner, max_size=3)
    if hint is bool:
        return st.booleans()
    if hint is int:
        return ids
    if hint is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    if hint in (datetime, timedelta):
        return moments
    if isinstance(hint, type) and issubclass(hint, TelegramObject):
        return objects(hint, max(0, depth - 1))
    return texts


@st.composite
def objects(draw: st.DrawFn, kind: type[TelegramObject], depth: int = 3) -> dict[str, Any]:
    """An object of this kind with what it must have and some of what it may; now and then something is missing."""
    fields, words = _fields(kind), _kinds(kind)
    needed = (
        list(fields)
        if words and kind.__subclasses__()
        else [
            {"from_user": "from"}.get(name, name)
            for name, one in inspect.signature(kind.__init__).parameters.items()
            if one.default is inspect.Parameter.empty and name in fields
        ]
    )
    some = draw(st.lists(st.sampled_from(sorted(fields)), max_size=4)) if fields and depth else []
    found = {
        name: draw(st.sampled_from(words[name]) if name in words else values(fields[name], depth))
        for name in dict.fromkeys((*needed, *some, *(name for name in words if name in fields)))
        if name in fields
    }
    if found and draw(st.integers(0, 30)) == 0:
        found.pop(draw(st.sampled_from(sorted(found))))
    return found


UPDATES = [name for name in _fields(Update) if name != "update_id"]
# What the program asks Telegram for comes most often.
OFTEN = ["message"] * 12 + ["edited_message"] * 4 + ["callback_query", "message_reaction", "my_chat_member"] * 2


@st.composite
def updates(draw: st.DrawFn, account: int) -> dict[str, Any]:
    """An update of any kind, nearly always from this account's own chat."""
    kind = draw(st.sampled_from([*OFTEN, *UPDATES]))
    body = draw(values(_fields(Update)[kind], 3))
    if isinstance(body, dict) and draw(st.integers(0, 20)):
        who = {"id": account, "is_bot": False, "first_name": draw(texts)}
        own = {"id": account, "type": "private"}
        body |= {name: who for name in ("from", "user") if name == "from" or kind == "message_reaction"}
        body |= {"chat": own}
        if kind == "callback_query":
            shown = {"message_id": draw(ids), "date": draw(st.sampled_from([0, 1_795_539_000])), "chat": own}
            body |= {"data": draw(texts), "message": shown}
        if kind in ("message", "edited_message"):
            body |= {"message_id": draw(st.integers(1, 120)), "date": draw(moments)}
            what = draw(st.integers(0, 4))
            if what < 2:
                body["text"] = draw(texts if what else commands())
    return {"update_id": draw(st.integers(1, 2**31)), kind: body}
