"""How much one Telegram account may send: far more than anybody types, far less than what holds up everybody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

# Telegram lets a person forward a hundred messages in one go, and an album has ten parts: all of that must pass.
AT_ONCE = 120
# A stranger's words go to nobody; joining takes some ten presses and messages.
STRANGER_AT_ONCE = 30
# Thirty a minute is more than anybody keeps up by typing, a volunteer in three conversations included.
ONE_MORE_EACH = timedelta(seconds=2)
# If one passed each time there is room for one, nobody could tell which of their messages had gone.
SHUT_FOR = timedelta(minutes=1)
TOLD_EACH = timedelta(seconds=20)
_SENT = (
    ("message", "from", "date"),
    ("edited_message", "from", "edit_date"),
    ("callback_query", "from", None),
    ("message_reaction", "user", "date"),
    ("my_chat_member", "from", "date"),
)
_NO_ACCOUNT = 2**52  # Telegram's ids have at most 52 bits
_ASTRAY = timedelta(minutes=1)
_KEPT, _MANY = timedelta(hours=1), 1000


def sent(raw: Mapping[str, Any], now: datetime) -> tuple[int, datetime] | None:
    """Whose account an update comes from and when it was sent; None when it counts for nobody.

    After the program was off, what was written in hours comes at once: its own moment is what counts.
    """
    for kind, sender, date in _SENT:
        whole = raw.get(kind)
        who = whole.get(sender) if isinstance(whole, Mapping) else None
        account = who.get("id") if isinstance(who, Mapping) else None
        if not isinstance(whole, Mapping) or not isinstance(account, int) or not 0 < account < _NO_ACCOUNT:
            continue
        if kind == "edited_message" and "location" in whole:
            return None  # a phone that shows where it is changes its message every few seconds, and nothing is done
        return account, _moment(whole.get(date) if date is not None else None, now)
    return None


def _moment(date: object, now: datetime) -> datetime:
    if not isinstance(date, int) or date < 0:
        return now
    try:
        return min(datetime.fromtimestamp(date, UTC), now)
    except (ValueError, OverflowError, OSError):
        return now


@dataclass(frozen=True)
class Verdict:
    """Whether an update passes, and from when until when nothing did, if its sender is to be told that now."""

    passes: bool
    shut: tuple[datetime, datetime] | None = None


@dataclass
class _Account:
    used: float
    at: datetime
    shut: tuple[datetime, datetime] | None = None
    told_at: datetime | None = None
    known: bool = False


class Paces:
    """Who has sent how much lately; in memory only, and an hour later no more."""

    def __init__(self) -> None:
        self._accounts: dict[int, _Account] = {}

    def is_fast(self, account: int, at: datetime) -> bool:
        """Whether one more is more than a stranger may send, so that it matters who it is, which is not known yet."""
        one = self._accounts.get(account)
        if one is None or one.known or self._is_shut(one, at):
            return False
        return self._used(one, at) + 1 > STRANGER_AT_ONCE

    def take(self, account: int, at: datetime, *, known: bool) -> Verdict:
        """Count what this account sent at this moment, and say what becomes of it."""
        if len(self._accounts) > _MANY:
            self._forget(at)
        one = self._accounts.setdefault(account, _Account(0, at))
        one.known = one.known or (known and self.is_fast(account, at))
        one.used, one.at = self._used(one, at), at if at > one.at or one.at - at > _ASTRAY else one.at
        if self._is_shut(one, at):
            if one.told_at is not None and at - one.told_at < TOLD_EACH:
                return Verdict(False)
            one.told_at = at
            return Verdict(False, one.shut)
        if one.used + 1 > (AT_ONCE if known else STRANGER_AT_ONCE):
            one.shut, one.told_at = (at, at + SHUT_FOR), at
            return Verdict(False, one.shut)
        one.used += 1
        was, one.shut = one.shut, None
        return Verdict(True, was)

    @staticmethod
    def _is_shut(one: _Account, at: datetime) -> bool:
        return one.shut is not None and one.shut[0] - _ASTRAY < at < one.shut[1]

    @staticmethod
    def _used(one: _Account, at: datetime) -> float:
        # Telegram's clock and this machine's may differ, and this one may be set back.
        return max(0.0, one.used - max(timedelta(0), at - one.at) / ONE_MORE_EACH)

    def _forget(self, at: datetime) -> None:
        kept = {account: one for account, one in self._accounts.items() if at - one.at < _KEPT}
        idle = {account for account, one in kept.items() if one.shut is None and not self._used(one, at)}
        self._accounts = {account: one for account, one in kept.items() if account not in idle}
