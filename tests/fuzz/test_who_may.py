"""Who may use what: the table of routes as a reader sees it, and that for nobody else any of it changes a row."""

from typing import NamedTuple

import pytest

from bot.models import Role
from handlers.routes import ROUTES, Route, button, command, given, pasted
from tests.fuzz.line import Line, presses, says

pytestmark = pytest.mark.sqlite  # see tests/fuzz/line.py
# M a member, V a volunteer, C a coordinator; "everyone" is strangers too. A name that leads to several places stands
# there several times: "with words", "with lines below".
WHO_MAY = {
    "everyone": """
        /start /help /urgent /about /privacy /talk /export /forget
        agree: decline: debrief: forget:
    """,
    "M V C": """
        /hours /me /checkins /pause /resume /takeback
        anyway: drop: takeback: meagree: meswitch:
        checkin: nudge: cistart: cipick: ciagree: cino: ciwords: cizone: cimissed: ciback: cierase: cioff: cipause:
        ciresume:
    """,
    "M V": "/close /block /report close: again: apart:",
    "V C": "/cover /away awayoff:",
    "M": "/felt /wordlist /away pass: keep: felt: wordlist: talklater:",
    "V": """
        /phone /duty /shifts /calendar /reminders /handover /signpost /concern
        share: phone: take: here: stepback: standin: give: giveall: giveback: fill: keepturn: for: closeanyway:
        handover: handovernow: handoverkeep: signpost: concern: concernyes: concernno: talk: hello:
    """,
    "C": """
        /hours+words /invite /closed /open /shift+lines /rota+lines /shift /turns /change /unshift /rota /gaps /who
        /volunteers /members /coordinators /undo /audit /settings /stats /topics
        save: change: week: shiftcard: shiftchange: shiftremove: shiftcover: volunteer: member: coordinator:
        telleveryone:
    """,
}
LETTERS = {"M": Role.MEMBER, "V": Role.VOLUNTEER, "C": Role.COORDINATOR}


class Persona(NamedTuple):
    """Somebody on the line, and what they are."""

    name: str
    roles: str


PEOPLE = [
    Persona("Mo", ""),  # a stranger
    Persona("Nia", ""),  # reads the agreement
    Persona("Rae", ""),  # was removed
    Persona("Pat", "M"),  # paused
    Persona("Jo", "M"),
    Persona("Robin", "M"),  # in a conversation
    Persona("Kim", "V"),
    Persona("Sam", "V"),  # on duty, in a conversation, and half a member
    Persona("Ann", "V"),  # shares a phone
    Persona("Max", "C V"),
    Persona("Ada", "C"),
]
# Numbers of rows that are there, and words that would be taken.
ARGUMENTS = ["1", "2-yes", "card:2", "1-better", "yes"]
WORDS = ["", " 1", " Sam mon 18:00-20:00", " yes", "\nSam mon 18:00-20:00"]


def name_of(route: Route) -> str | None:
    """How the table above calls a route; None for those that fit no name."""
    match route.fits:
        case given(name=name):
            return f"/{name}+words"
        case pasted(name=name):
            return f"/{name}+lines"
        case command(name=name):
            return f"/{name}"
        case button(verb=verb):
            return f"{verb}:"
    return None


def test_the_table_of_routes_is_this_one() -> None:
    written = sorted((name, who) for who, names in WHO_MAY.items() for name in names.split())
    letters = {role: letter for letter, role in LETTERS.items()}
    routes = [
        (name, "everyone" if route.who is None else " ".join(letters[role] for role in Role if role in route.who))
        for route in ROUTES
        if (name := name_of(route)) is not None
    ]
    assert sorted((name, " ".join(sorted(who.split()))) for name, who in routes) == sorted(
        (name, " ".join(sorted(who.split()))) for name, who in written
    )


def test_what_has_no_name_is_for_those_who_joined_or_for_everyone_and_changes_nothing() -> None:
    """Those without a name, in their order: a new one must be looked at here."""
    nameless = {
        getattr(route.fits, "__name__", ""): [who for who in Role if route.who is None or who in route.who]
        for route in ROUTES
        if name_of(route) is None
    }
    assert set(nameless) == {
        "_closing",  # everybody hears that the line closes
        "_came_or_left",  # somebody blocked the bot, or came back
        "_picks",
        "_wants_to_talk",  # a stranger hears what this is
        "_any_button",  # a button that is old or not theirs
        "_edited",  # one's own message
        "_reacted",  # one's own reaction, in a conversation of one's own
        "_service_note",
        "_any_command",
        "_joining",
        "is_rota_file",
        "_wrote_something",
    }
    assert nameless["is_rota_file"] == [Role.COORDINATOR]


@pytest.mark.parametrize("who", PEOPLE, ids=[one.name for one in PEOPLE])
def test_nobody_changes_what_is_not_theirs_to_change(line: Line, who: Persona) -> None:
    account = line.people[who.name]
    mine = {LETTERS[letter] for letter in who.roles.split()}
    updates = []
    for name in sorted({name.partition("+")[0] for names in WHO_MAY.values() for name in names.split()}):
        allowed = [route.who for route in ROUTES if (name_of(route) or "").partition("+")[0] == name]
        if not any(roles is None or mine & set(roles) for roles in allowed):
            if name.startswith("/"):
                updates += [says(account, name + words, line.now) for words in WORDS]
            else:
                updates += [presses(account, name + argument, line.now) for argument in ARGUMENTS]
    done = line.tries(*updates)
    assert done.changed(account) == []
    assert {chat for chat, _ in done.said} <= line.of(account)
    assert len(done.said) == len(updates)
    assert updates


@pytest.mark.parametrize("who", PEOPLE, ids=[one.name for one in PEOPLE])
def test_those_who_may_do_change_something(line: Line, who: Persona) -> None:
    """Else the test above could not fail."""
    account = line.people[who.name]
    texts = ("/forget", "/hours sat 10-12", "/away 1 dec", "/me zone Paris", "/checkins every day 9:00")
    changed = [line.tries(says(account, text, line.now)).changed(account) for text in texts]
    assert any(changed) is bool(who.roles)
