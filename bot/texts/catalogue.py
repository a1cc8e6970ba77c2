"""Every text a person reads, by its key."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fluent.runtime import FluentBundle, FluentResource, resolver

from bot.models import Role
from bot.texts import helplines
from bot.texts.times import as_day_and_time, as_length, as_time

# Fluent refuses parts longer than 2,500 characters, against translations that multiply themselves; the whole list of
# helplines is a little longer, and a text that is refused would be silence.
resolver.MAX_PART_LENGTH = 8000

_EVERYONE = ("help", "urgent", "about", "privacy")
_WHOEVER_JOINED = ("hours",)
# Who may use which command, in the order the menu shows them.
COMMANDS: dict[str, tuple[str, ...]] = {
    Role.VOLUNTEER: ("close",),
    Role.COORDINATOR: ("rota", "shift", "unshift", "invite"),
    Role.MEMBER: (),
}


class Catalogue:
    """The texts of one language."""

    def __init__(self, language: str = "en") -> None:
        source = Path(__file__).with_name(f"{language}.ftl").read_text(encoding="utf-8")
        self._bundle = FluentBundle([language], use_isolating=False)
        self._bundle.add_resource(FluentResource(source))

    def plain(self, key: str) -> str:
        """A text without parameters, such as a button's label; raises KeyError for an unknown key."""
        return self._format(key, {})

    def render(self, key: str, params: dict[str, Any], now: datetime) -> str:
        """The text as Telegram's HTML; names in it cannot break the markup. Raises KeyError for an unknown key."""
        zone = ZoneInfo(params.get("zone") or "Europe/London")
        return self._format(key, {name: self._say(name, value, now, zone) for name, value in params.items()})

    def commands(self, roles: Sequence[str]) -> list[tuple[str, str]]:
        """The command menu of these roles, each command with what it does."""
        names = [name for role, own in COMMANDS.items() if role in roles for name in own]
        names += _WHOEVER_JOINED if roles else ()
        return [(name, self.plain(f"c-{name}")) for name in (*names, *_EVERYONE)]

    def _say(self, name: str, value: Any, now: datetime, zone: ZoneInfo) -> Any:
        if value is None and name not in ("helplines", "nation"):
            return "none"
        if name.endswith("_at"):
            return as_time(datetime.fromisoformat(value), now, zone)
        if name.endswith("_when"):
            return as_day_and_time(datetime.fromisoformat(value), now, zone)
        if name == "waited":
            return as_length(timedelta(seconds=value))
        if name == "helplines":
            length, nation = value
            return (helplines.full_list if length == "full" else helplines.short_list)(nation, now)
        if name == "roles":
            return ""
        if name == "commands":
            return "\n".join(f"/{command} {escape(what)}" for command, what in self.commands(value))
        return escape(value, quote=False) if isinstance(value, str) else value

    def _format(self, key: str, params: dict[str, Any]) -> str:
        message = self._bundle.get_message(key)
        if message.value is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(message.value, params)
        if errors:
            raise KeyError(f"{key}: {errors[0]}")
        return str(text)
