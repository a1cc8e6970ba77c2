"""Every text a person reads, by its key."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fluent.runtime import FluentBundle, FluentResource, resolver

from bot.models import Role
from bot.texts import helplines
from bot.texts.times import as_day_and_time, as_hours, as_length, as_short_span, as_span, as_time, as_times

# Fluent refuses parts longer than 2,500 characters, against translations that multiply themselves; the whole list of
# helplines is a little longer, and a text that is refused would be silence.
resolver.MAX_PART_LENGTH = 8000

_LONGEST_LABEL = 40
# A text that is longer than Telegram takes would be silence, so long lists of names are cut.
_LISTS, _LONGEST_LIST = ("aliases", "backups", "names", "on"), 1200
# What is counted, in the order in which it is shown; a smaller number could point to somebody (care.md).
COUNTS = (
    "conversations",
    "unanswered",
    "felt-better",
    "felt-same",
    "felt-worse",
    "felt-unsaid",
    "checkins-asked",
    "checkins-answered",
)
# The words that stand on the buttons of a check-in, by scale; the open question has none (care.md).
SCALES: dict[str, dict[str, str]] = {
    "ok": {"fine": "b-ok-fine", "mixed": "b-ok-mixed", "hard": "b-ok-hard"},
    "company": {"none": "b-company-none", "hello": "b-company-hello", "chat": "b-company-chat"},
    "steady": {"steady": "b-steady-steady", "wobbly": "b-steady-wobbly", "struggling": "b-steady-struggling"},
    "open": {},
}
# What each answer stood for on its button; an answer is on record as its scale and its word.
ANSWERS = {f"{scale}-{word}": key for scale, words in SCALES.items() for word, key in words.items()} | {
    f"{scale}-{word}": key for scale in SCALES for word, key in (("unsaid", "b-felt-unsaid"), ("talk", "b-talk-myself"))
}
CONSENTS = ("adult", "agreement", "relay", "matching", "check-ins", "missed-check-ins")
KINDS = ("language", "gender", "background", "lgbt", "age", "faith")
_FEW = 5
_MOST_CHECK_INS = 90  # lines of one message
_LONGEST_CHANGE = 180
_EVERYONE = ("help", "urgent", "about", "privacy", "export", "forget")
_WHOEVER_JOINED = ("hours", "takeback", "checkins", "pause", "resume", "me")
_WHOEVER_TALKS = ("block", "report")
# Who may use which command, in the order the menu shows them.
COMMANDS: dict[str, tuple[str, ...]] = {
    Role.VOLUNTEER: (
        "duty",
        "close",
        "handover",
        "signpost",
        "concern",
        "shifts",
        "cover",
        "away",
        "calendar",
        "reminders",
        "talk",
    ),
    Role.COORDINATOR: (
        "rota",
        "shift",
        "turns",
        "change",
        "unshift",
        "gaps",
        "who",
        "hours",
        "closed",
        "open",
        "cover",
        "away",
        "volunteers",
        "members",
        "coordinators",
        "invite",
        "undo",
        "audit",
        "stats",
        "settings",
        "topics",
    ),
    Role.MEMBER: ("close", "wordlist", "felt"),
}


@cache
def _resource(language: str) -> Any:
    """A language's file, parsed; that takes some tenths of a second."""
    return FluentResource(Path(__file__).with_name(f"{language}.ftl").read_text(encoding="utf-8"))


def _in_order(trait: Sequence[str]) -> int:
    return KINDS.index(trait[0])


class Catalogue:
    """The texts of one language."""

    def __init__(self, language: str = "en") -> None:
        self._bundle = FluentBundle([language], use_isolating=False)
        self._bundle.add_resource(_resource(language))

    def plain(self, key: str) -> str:
        """A text without parameters, such as a button's label; raises KeyError for an unknown key."""
        return self._format(key, {})

    def render(self, key: str, params: dict[str, Any], now: datetime) -> str:
        """The text as Telegram's HTML; names in it cannot break the markup. Raises KeyError for an unknown key."""
        zone = ZoneInfo(params.get("zone") or "Europe/London")
        return self._format(key, {name: self._say(name, value, now, zone) for name, value in params.items()})

    def label(self, key: str, params: dict[str, Any], now: datetime) -> str:
        """A button's label, which is plain text, cut to the length that a phone shows."""
        label = unescape(self.render(key, params, now))
        return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"

    def letter(self, params: dict[str, Any], now: datetime) -> str:
        """All that is held on somebody, as plain text that reads like a letter."""
        return unescape(self.render("letter", params, now)) + "\n"

    def commands(self, roles: Sequence[str]) -> list[tuple[str, str]]:
        """The command menu of these roles, each command with what it does."""
        names = [name for role, own in COMMANDS.items() if role in roles for name in own]
        names += _WHOEVER_JOINED if roles else ()
        names += _WHOEVER_TALKS if {Role.MEMBER, Role.VOLUNTEER} & set(roles) else ()
        return [(name, self.plain(f"c-{name}")) for name in dict.fromkeys((*names, *_EVERYONE))]

    def _say(self, name: str, value: Any, now: datetime, zone: ZoneInfo) -> Any:
        if value is None and name not in ("helplines", "nation"):
            return "none"
        if name.endswith("_at"):
            return as_time(datetime.fromisoformat(value), now, zone)
        if name.endswith("_when"):
            return as_day_and_time(datetime.fromisoformat(value), now, zone)
        if name.endswith("_date"):
            day = date.fromisoformat(value)
            return f"{day:%A} {day.day} {day:%B}"
        if name.endswith("_whens"):
            return "\n".join(as_day_and_time(datetime.fromisoformat(one), now, zone) for one in value)
        if name == "answer":
            return self.answered(value)
        if name in ("check_ins", "all_check_ins"):
            shown = value if name == "all_check_ins" else value[-_MOST_CHECK_INS:]
            return "\n".join(self._check_in(one[1], one[2], zone) for one in shown)
        if name.endswith("_span"):
            return as_span(*_stretch(value), zone)
        if name.endswith("_short"):
            return as_short_span(*_stretch(value), zone)
        if name.endswith("_spans"):
            return "\n".join(as_span(*_stretch(one), zone) for one in value) or "none"
        if name.endswith("_days"):
            return (
                "\n".join(self._day(date.fromisoformat(day), spans, reason, zone) for day, spans, reason in value)
                or "none"
            )
        if name == "waited":
            return as_length(timedelta(seconds=value))
        if name in ("length", "most_length"):
            return as_hours(timedelta(seconds=value))
        if name == "lengths":
            return ", ".join(as_hours(timedelta(seconds=one)) for one in value)
        if name == "changes":
            return "\n".join(self._change(one, now, zone) for one in value)
        if name in _LISTS and len(value) > _LONGEST_LIST:
            return f"{escape(value[:_LONGEST_LIST], quote=False)} …"
        if name in ("traits", "asked_for"):
            return ", ".join(
                f"{self.plain(f'p-{kind}')}: {escape(said, quote=False)}" for kind, said in sorted(value, key=_in_order)
            )
        if name == "talks":
            return "\n".join(self.render("p-since", {**one, "zone": zone.key}, now) for one in value) or "none"
        if name == "people_count":
            return value if value >= _FEW or value == 0 else self.plain("p-few")
        if name == "consents":
            return "\n".join(self._consent(one[0], one[1], one[2], now, zone) for one in value)
        if name == "counts":
            return "\n".join(self._month(*one) for one in value) or "none"
        if name == "lines":
            return self._with_words(escape(value, quote=False))
        if name == "helplines":
            length, nation = value
            return (helplines.full_list if length == "full" else helplines.short_list)(nation, now)
        if name == "lasting":
            return helplines.lasting_list(value[0])
        if name == "roles":
            return ""
        if name == "commands":
            return "\n".join(f"/{command} {escape(what)}" for command, what in self.commands(value))
        return escape(value, quote=False) if isinstance(value, str) else value

    def _day(self, day: date, spans: list[Any], reason: str | None, zone: ZoneInfo) -> str:
        begin = f"{day:%a} {day.day} {day:%b}: "
        if spans:
            return begin + ", ".join(as_times(*_stretch(span), zone) for span in spans)
        return begin + self.plain("p-closed") + (f" ({escape(reason, quote=False)})" if reason else "")

    def answered(self, answer: str) -> str:
        """What stood on the button of an answer, such as "ok-mixed"."""
        return self.plain(ANSWERS[answer])

    def _check_in(self, asked_at: str, answer: str | None, zone: ZoneInfo) -> str:
        local = datetime.fromisoformat(asked_at).astimezone(zone)
        said = self.answered(answer) if answer else self.plain("p-no-answer")
        return f"{local:%a} {local.day} {local:%b %H:%M}: {said}"

    def _consent(self, what: str, given_at: str, withdrawn_at: str | None, now: datetime, zone: ZoneInfo) -> str:
        def said(moment: str) -> str:
            local = datetime.fromisoformat(moment).astimezone(zone)
            return f"{local.day} {local:%B %Y}"

        params = {"given": said(given_at), "withdrawn": said(withdrawn_at) if withdrawn_at else "none"}
        return f"{self.plain(f'p-{what}')}: {self.render('p-consent', params, now)}"

    def _month(self, month: str, counts: dict[str, int]) -> str:
        few = self.plain("p-few")
        said = [
            f"{counts[what] if counts[what] >= _FEW else few} {self.plain(f'p-{what}')}"
            for what in COUNTS
            if what in counts
        ]
        return f"{date.fromisoformat(month):%B %Y}: " + ", ".join(said)

    def _change(self, change: dict[str, Any], now: datetime, zone: ZoneInfo) -> str:
        said = unescape(self.render(change["kind"], {**change["params"], "zone": zone.key}, now))
        said = escape(said if len(said) <= _LONGEST_CHANGE else f"{said[:_LONGEST_CHANGE]}…", quote=False)
        at = datetime.fromisoformat(change["at"]).astimezone(zone)
        line = f"{at.day} {at:%b %H:%M}: {said}"
        return f"{line} ({self.plain('p-undone')})" if change["undone"] else line

    def _with_words(self, lines: str) -> str:
        """Put the catalogue's words where `lines` name them: {nobody}, {wanted}, {cover}, {closed}."""
        for word in ("nobody", "wanted", "cover", "closed"):
            lines = lines.replace(f"{{{word}}}", self.plain(f"p-{word}"))
        return lines

    def _format(self, key: str, params: dict[str, Any]) -> str:
        message = self._bundle.get_message(key)
        if message.value is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(message.value, params)
        if errors:
            raise KeyError(f"{key}: {errors[0]}")
        return str(text)


def _stretch(value: Sequence[str]) -> tuple[datetime, datetime]:
    start, end = value
    return datetime.fromisoformat(start), datetime.fromisoformat(end)
