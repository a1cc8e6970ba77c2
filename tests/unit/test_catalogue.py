"""Every text that the program names exists, is used, can be rendered, and is what Telegram takes."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from bot.models import Role
from bot.outbox.delivery import PICTURE_WORDS
from bot.rehearsal.entities import length, parse_html
from bot.texts.catalogue import ANSWERS, CONSENTS, COUNTS, KINDS, SCALES, Catalogue
from bot.texts.helplines import NATIONS
from bot.texts.howto import HOWTO_WORDS
from scheduling.reading import When, say_when

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
LATER = (NOW + timedelta(days=10)).isoformat()
LONG = "M<b>&Kim " + "x" * 21
WHEN = say_when(When((0, 2, 3, 5, 6), None, 1080, 1560))
# For each parameter of a text, the values that change what it says, at their longest.
SPAN = [LATER, (NOW + timedelta(days=10, hours=9)).isoformat()]
DAYS = [["2026-12-01", [SPAN, SPAN], None], ["2026-12-02", [], "M<b>&Kim " + "x" * 71], ["2026-12-03", [], None]] * 5
YES_OR_NO = ["yes", "no"]
VALUES: dict[str, list[Any]] = {
    "alias": [LONG],
    "aliases": [", ".join([LONG] * 400)],
    "also": YES_OR_NO,
    "all_check_ins": [[["2026-12-01", LATER, "ok-mixed"], ["2026-12-02", LATER, None]], None],
    "answer": [*ANSWERS, None],
    "again_when": [LATER],
    "beat": ["09:00", None],
    "checked_date": ["2026-05-30", None],
    "backup_date": ["2026-11-03", None],
    "checkins": YES_OR_NO,
    "given_up": [0, 1, 5],
    "lasting": [[None], ["england"], ["wales"]],
    "lost_at": [LATER],
    "set_aside": [0, 1, 5],
    "waits": ["unread", "unanswered", "no"],
    "well": YES_OR_NO,
    "asked_date": ["2026-12-30"],
    "check_ins": [[["2026-12-01", LATER, answer] for answer in (*ANSWERS, None)] * 30],
    "clock": ["18:05"],
    "consents": [[[what, LATER, at] for what in CONSENTS for at in (LATER, None)], None],
    "coordinator": ["no", "yes", "last"],
    "given": ["1 December 2026"],
    "withdrawn": ["1 December 2026", "none"],
    "hello": YES_OR_NO,
    "hidden": ["08:00, 09:00", None],
    "keep": ["month", "all", "nothing"],
    "kept": YES_OR_NO,
    "left": YES_OR_NO,
    "once": YES_OR_NO,
    "open": YES_OR_NO,
    "remains": [WHEN],
    "moment_whens": [[LATER] * 3, None],
    "most": [6],
    "name": ["Wed", "19:30"],
    "own": YES_OR_NO,
    "pause": ["1 December to 8 December", None],
    "people_count": [0, 3, 12],
    "quiet": ["22:00-08:00", None],
    "saved": YES_OR_NO,
    "scale": list(SCALES),
    "telegram_id": ["710100001"],
    "volunteer": YES_OR_NO,
    "written_date": ["2026-12-30"],
    "answered": YES_OR_NO,
    "asked": YES_OR_NO,
    "earlier": YES_OR_NO,
    "nobody": YES_OR_NO,
    "several": YES_OR_NO,
    "told": YES_OR_NO,
    "wrote": YES_OR_NO,
    "writes": YES_OR_NO,
    "skipped_at": [LATER, None],
    "at_span": [[LATER, LATER]],
    "again_with": [LONG, None],
    "apart_from": [LONG, None],
    "asked_for": [[(kind, "M<b>&" + "x" * 75) for kind in KINDS], None],
    "away": ["1 December to 8 December, 24 December", None],
    "backup": YES_OR_NO,
    "backups": [", ".join([LONG] * 400), None],
    "blocked": YES_OR_NO,
    "buddy": [LONG, None],
    "shared": YES_OR_NO,
    "shares": [", ".join([LONG] * 5), None],
    "by": [LONG, None],
    "changes": [
        [
            {
                "kind": "did-shift",
                "at": LATER,
                "undone": undone,
                "params": {"by": LONG, "alias": LONG, "when": WHEN * 9},
            }
            for undone in (True, False)
        ]
        * 8,
        None,
    ],
    "closed": YES_OR_NO,
    "command": ["close", "report"],
    "commands": [[], sorted(Role)],
    "counts": [[("2026-11-01", dict.fromkeys(COUNTS, 4)), ("2026-12-01", dict.fromkeys(COUNTS, 5))] * 7, None],
    "count": [0, 1, 2, 20],
    "day": ["2026-12-01"],
    "exceptional_days": [DAYS, []],
    "first_when": [LATER],
    "gap_spans": [[SPAN] * 10, []],
    "gone_spans": [[SPAN] * 3, []],
    "helplines": [["short", None], ["full", None], ["short", "england"], ["full", "england"]],
    "kind": [
        "hours",
        "closed",
        "open",
        "import",
        "contact",
        "forward",
        "place",
        "file-name",
        "username",
        "email",
        None,
    ],
    "lead": YES_OR_NO,
    "left_out": [0, 1, 3],
    "length": [19800],
    "lengths": [[86400, 5400], None],
    "line": ["L" * 62 + "<&"],
    "lines": ["\n".join([f"1234. {LONG}: {WHEN} ({{cover}})"] * 15), None],
    "link": [f"https://t.me/{'x' * 32}?start={'x' * 64}"],
    "mine_spans": [[SPAN] * 8, []],
    "minutes": [0, 1, 5, 120],
    "more": [0, 1, 3],
    "more_gone": [0, 3],
    "more_new": [0, 3],
    "most_length": [14400],
    "names": [", ".join([LONG] * 400), None],
    "new_spans": [[SPAN] * 3, []],
    "next": [" and ".join([LONG] * 5), None],
    "next_when": [LATER, None],
    "number": [1234],
    "old": [0, 1, 5],
    "old_number": [1233],
    "on": [" and ".join([LONG] * 400), None, "yes", "no"],
    "opened_at": [LATER],
    "options": ["1. One\n2. Two"],
    "part": ["<i>" + "x" * 57],
    "example": [LONG],
    "over": [0, 1, 3],
    "paused": YES_OR_NO,
    "reason": ["M<b>&Kim " + "x" * 71, None],
    "role": list(Role),
    "shown_days": [DAYS],
    "other": [LONG],
    "since_when": [LATER],
    "supervisor": YES_OR_NO,
    "talks": [[{"alias": LONG, "opened_at": LATER}] * 20, []],
    "traits": [[(kind, "M<b>&" + "x" * 75) for kind in KINDS], None],
    "whom": [LONG, None],
    "why": ["ended", "handed", "unreachable"],
    "seconds": [0, 1, 60],
    "since": ["1 December"],
    "since_at": [LATER],
    "skipped": [0, 1, 2],
    "start_when": [LATER],
    "title": [LONG],
    "turn_short": [SPAN],
    "turn_span": [SPAN, None],
    "bare_span": [SPAN, None],
    "turn_spans": [[SPAN] * 8, []],
    "until_at": [LATER],
    "until_when": [LATER],
    "waited": [60, 90_000],
    "wanted_spans": [[SPAN] * 10, []],
    "was": [LONG],
    "week": [WHEN, None],
    "weeks": [10],
    "when": [WHEN, None],
    "you": [LONG],
    "zone": ["America/Argentina/ComodRivadavia"],
    "zone_name": ["America/Argentina/ComodRivadavia"],
}


catalogue = cache(Catalogue)


@cache
def messages() -> dict[str, ftl.Message]:
    """Everything in en.ftl by its key."""
    resource = FluentParser().parse((ROOT / "bot/texts/en.ftl").read_text(encoding="utf-8"))
    assert not [entry for entry in resource.body if isinstance(entry, ftl.Junk)]
    found = [entry for entry in resource.body if isinstance(entry, ftl.Message)]
    keys = [entry.id.name for entry in found]
    assert len(keys) == len(set(keys)), "a key stands there twice"
    return dict(zip(keys, found, strict=True))


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.names.add(node.id.name)


def variables(key: str) -> list[str]:
    """The parameters of a text."""
    visitor = _Variables()
    visitor.visit(messages()[key])
    return sorted(visitor.names)


def renderings(key: str) -> Iterator[str]:
    """The text with every combination of values."""
    names = variables(key)
    for values in product(*(VALUES[name] for name in names)):
        yield catalogue().render(key, dict(zip(names, values, strict=True)) | {"zone": "Europe/London"}, NOW)


# Where the program names its texts


_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Keys:
    """Follows each text's key from the calls that take one back to the words in the source.

    It begins with the functions of the outbox and the catalogue. A function that hands on one of its own parameters
    is followed too. What it cannot follow it lists, so that a key can hide nowhere.
    """

    # The place of the key among the arguments; a method's `self` is not counted.
    SINKS = {  # noqa: RUF012
        "put_text": 3,
        "put_edit": 4,
        "put_answer": 4,
        "put_picture": 3,
        "put_file": 3,
        "put_howto": 3,
        "put_look_back": 3,
        "put_texts": 3,
        "plain": 0,
        "render": 0,
        "label": 0,
    }
    METHODS = ("plain", "render", "label")
    # These are kept as data first: buttons, warnings, what stands on the record.
    AS_DATA = ("b-", "did-", "warn-")

    def __init__(self) -> None:
        self.found: set[str] = set()
        self.lost: set[str] = set()
        # The name; the file, when it is known there only; whether it is a method; the key's place and name.
        self._sinks = {(name, "", name in self.METHODS): (place, "key") for name, place in self.SINKS.items()}
        files = [path for top in ("handlers", "scheduling", "bot") for path in (ROOT / top).rglob("*.py")]
        trees = {
            str(path): ast.parse(path.read_text(encoding="utf-8")) for path in files if "rehearsal" not in str(path)
        }
        self._answering: dict[str, list[tuple[str, _Function]]] = {}
        for path, tree in trees.items():
            for node in ast.walk(tree):
                if (
                    isinstance(node, ast.AsyncFunctionDef)
                    and node.returns
                    and ast.unparse(node.returns) == "str | None"
                ):
                    self._answering.setdefault(node.name, []).append((path, node))
        calls = [found for path, tree in trees.items() for found in self._calls(path, tree)]
        known = -1
        while known < len(self._sinks):
            known = len(self._sinks)
            for call, function, path, modules, method in calls:
                if (sink := self._sink(call, path, modules)) is not None:
                    for given in self._given(call, *sink):
                        self._follow(given, function, path, method)
        for tree in trees.values():
            for node in ast.walk(tree):
                text = node.value if isinstance(node, ast.Constant) else None
                if isinstance(text, str) and text.startswith(self.AS_DATA):
                    self.found.add(text)

    @staticmethod
    def _calls(path: str, tree: ast.Module) -> Iterator[tuple[ast.Call, _Function, str, set[str], bool]]:
        """Each call in each function of a file, and whether that function is a method."""
        modules = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        methods = {
            child for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for child in ast.iter_child_nodes(node)
        }
        for function in ast.walk(tree):
            if isinstance(function, _Function):
                for call in ast.walk(function):
                    if isinstance(call, ast.Call):
                        yield call, function, path, modules, function in methods

    def _sink(self, call: ast.Call, path: str, modules: set[str]) -> tuple[int, str] | None:
        match call.func:
            case ast.Name(id=name):
                method = False
            case ast.Attribute(attr=name, value=of):
                method = not (isinstance(of, ast.Name) and of.id in modules)
            case _:
                return None
        return self._sinks.get((name, path if name.startswith("_") else "", method))

    @staticmethod
    def _given(call: ast.Call, place: int, name: str) -> list[ast.expr]:
        named = [keyword.value for keyword in call.keywords if keyword.arg == name]
        return named or call.args[place : place + 1]

    def _follow(self, given: ast.expr, function: _Function, path: str, method: bool) -> None:
        match given:
            case ast.Constant(value=str() as key):
                self.found.add(key)
            case ast.Constant(value=None):
                pass
            case ast.IfExp(body=one, orelse=other):
                self._follow(one, function, path, method)
                self._follow(other, function, path, method)
            case ast.JoinedStr(values=[ast.Constant(value="p-"), ast.FormattedValue()]):
                self.found |= {f"p-{name}" for name in (*PICTURE_WORDS, *HOWTO_WORDS, *COUNTS, *KINDS, *CONSENTS)}
            case ast.Attribute(value=ast.Name(id="one"), attr="key") | ast.Subscript(slice=ast.Constant(value="kind")):
                pass  # a warning's or a change's: found as data
            case ast.Subscript(value=ast.Name(id="ANSWERS")):
                pass  # a button's: found as data
            case ast.JoinedStr(values=[ast.Constant(value=str() as start), ast.FormattedValue()]) if start != "c-":
                self.found |= {f"{start}{role}" for role in Role}
            case ast.JoinedStr(values=[ast.Constant(value="c-"), ast.FormattedValue()]):
                self.found |= {f"c-{name}" for name, _ in catalogue().commands(list(Role))}
            case ast.Attribute(attr="text_key") | ast.BoolOp(values=[ast.Attribute(attr="text_key"), ast.Constant()]):
                pass  # an outbox row's: it came in by one of the calls above
            case ast.Name(id=name):
                self._follow_name(name, function, path, method)
            case ast.Await(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
                self._follow_returned(name)
            case _:
                self.lost.add(f"{path}:{given.lineno}: {ast.unparse(given)}")

    def _follow_returned(self, name: str) -> None:
        """The keys that functions of this name return, if it is a key or nothing that they return."""
        for path, function in self._answering.get(name, ()):
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value is not None:
                    self._follow(node.value, function, path, method=False)

    def _follow_name(self, name: str, function: _Function, path: str, method: bool) -> None:
        parameters = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)][method:]
        if name in parameters:
            sink = (function.name, path if function.name.startswith("_") else "", method)
            self._sinks.setdefault(sink, (parameters.index(name), name))
            return
        values = [
            node.value
            for node in ast.walk(function)
            if (
                isinstance(node, ast.Assign)
                and any(isinstance(one, ast.Name) and one.id == name for one in node.targets)
            )
            or (isinstance(node, ast.NamedExpr) and node.target.id == name)
        ]
        for value in values:
            self._follow(value, function, path, method)
        in_buttons = name in ("key", "label") and function.name in ("_keyboard", "_button_named")
        if not values and not in_buttons:
            self.lost.add(f"{path}:{function.lineno}: {name}")


@cache
def keys() -> Keys:
    """What the program names."""
    return Keys()


def test_every_key_can_be_followed_to_its_words() -> None:
    assert keys().lost == set()


def test_the_search_finds_keys_of_every_sort() -> None:
    expected = {"sent-to", "opened-waited", "joined-volunteer", "offer-taken", "stale-button", "c-urgent", "b-take"}
    assert expected | {"not-passed-on-failure", "lost-blocked", "start-known"} <= keys().found


def test_every_text_that_is_named_is_there() -> None:
    assert keys().found - set(messages()) == set()


def test_every_text_that_is_there_is_named() -> None:
    assert set(messages()) - keys().found == set()


# The texts themselves


@pytest.mark.parametrize("key", sorted(messages()))
def test_every_text_is_good_html_of_at_most_4096_characters(key: str) -> None:
    for html in renderings(key):
        text, _ = parse_html(html)
        # On a shared phone a line before it says who it is for. The letter is a file.
        assert 0 < length(text.strip()) <= (4096 if key != "letter" else 20_000) - len(f"For {LONG}:\n")
        assert not re.search(r"\{|\}|\$\w", text)
        assert "<b>&Kim" not in html


@pytest.mark.parametrize("key", sorted(messages()))
def test_every_text_looks_tidy(key: str) -> None:
    for html in renderings(key):
        lines = parse_html(html)[0].split("\n")
        assert lines[0].strip()
        assert lines[-1].strip()
        assert not any(re.search(r"\S  +\S", line) for line in lines)


@pytest.mark.parametrize("key", sorted(key for key in messages() if key[:2] in ("b-", "c-")))
def test_labels_and_descriptions_are_plain_and_short(key: str) -> None:
    for params in (dict(zip(variables(key), each, strict=True)) for each in product(*map(VALUES.get, variables(key)))):
        text = catalogue().label(key, params | {"zone": "Europe/London"}, NOW)
        assert "\n" not in text
        assert "&lt;" not in text
        assert 0 < len(text) <= (40 if key.startswith("b-") else 256)


@pytest.mark.parametrize("key", ["stale-button", "not-on-duty", "took-too-late"])
def test_answers_to_a_press_fit_200_characters(key: str) -> None:
    assert len(catalogue().plain(key)) <= 200


@pytest.mark.parametrize(
    ("key", "label"),
    [("b-agree", "I agree"), ("b-take", "Take"), ("b-pass-on", "Pass it on"), ("b-not-now", "Not now")],
)
def test_the_labels_that_the_design_fixes(key: str, label: str) -> None:
    assert catalogue().plain(key) == label


@pytest.mark.parametrize("key", sorted(messages()))
def test_the_first_line_is_safe_on_a_locked_phone(key: str) -> None:
    for html in renderings(key):
        first = parse_html(html)[0].split("\n")[0].lower()
        assert not re.search(r"mental|suicid|self-harm|crisis|samaritan|helpline|counsel|support group", first)


def test_the_whole_list_of_helplines_can_be_said_at_any_hour_of_the_week() -> None:
    for hours in range(7 * 24):
        now = NOW + timedelta(hours=hours)
        for nation in (None, *NATIONS):
            html = catalogue().render("urgent", {"helplines": ["full", nation]}, now)
            assert length(parse_html(html)[0]) <= 4096


def test_as_much_of_the_rota_as_one_message_has_can_be_said() -> None:
    lines = "\n".join([f"{number}. Sam: {WHEN}" for number in range(1, 41)])
    assert catalogue().render("rota", {"lines": lines, "zone": "Europe/London"}, NOW).count(WHEN) == 40


def test_a_text_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        catalogue().plain("no-such-text")
    with pytest.raises(KeyError):
        catalogue().render("no-such-text", {}, NOW)
    with pytest.raises(KeyError):
        catalogue().render("sent-to", {"alias": "Sam"}, NOW)
