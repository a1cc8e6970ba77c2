"""Telegram: whether it answers, knows the token and tells the same time, and whom the bot may write to."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.clock import Clock
from bot.doctor.finding import Finding, ago, count, look, ok, wrong
from bot.settings import Settings

_TIMEOUT = 15.0  # seconds
_SLOW = 3.0  # seconds
_OFF_LOOK, _OFF_WRONG = 5.0, 60.0  # seconds
_MANY = 20  # messages that wait; fewer may be those of this moment
_LATELY = timedelta(hours=1)
# Asks Telegram to show nothing any more, so nobody sees anything of it, and is refused where a message would be.
_SHOW_NOTHING = "cancel"
_NOBODY_THERE = ("not found", "deactivated", "peer_id_invalid")
_TELEGRAMS_OWN = "api.telegram.org"


@dataclass(frozen=True)
class Answer:
    """What came back of a call: its result, or the code and words of a refusal, or nothing but what went wrong.

    `date` is the server's own time, in whole seconds; the call was sent at `sent` and answered at `came`.
    """

    sent: datetime
    came: datetime
    result: Any = None
    code: int | None = None
    said: str = ""
    trouble: str = ""
    date: datetime | None = None


class Telegram:
    """Calls the Bot API; what it raises or returns never holds the address, because the token is in there."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings, clock: Clock) -> None:
        self._session, self._clock = session, clock
        self._address = f"{settings.telegram_api_url}/bot{settings.telegram_bot_token.get_secret_value()}"

    async def ask(self, method: str, params: Mapping[str, str] | None = None) -> Answer:
        """One call."""
        sent = self._clock.now()
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT)
        try:
            async with self._session.post(f"{self._address}/{method}", data=params, timeout=timeout) as response:
                came = self._clock.now()
                date = _date(response.headers.get("Date"))
                body = await response.json(content_type=None)
                result, said = body.get("result"), str(body.get("description", ""))
                return Answer(sent, came, result, None if body["ok"] else response.status, said, date=date)
        except TimeoutError:
            return Answer(sent, self._clock.now(), trouble="no answer came in time")
        except (aiohttp.ClientError, OSError) as error:
            return Answer(sent, self._clock.now(), trouble=type(error).__name__)
        except (ValueError, LookupError, AttributeError):
            return Answer(sent, self._clock.now(), trouble="what came back is not Telegram's")

    async def may_write(self, telegram_ids: Sequence[int]) -> list[Answer]:
        """For each, the answer to a call that shows nothing and is refused when the bot may not write to them."""
        return await asyncio.gather(
            *(self.ask("sendChatAction", {"chat_id": str(one), "action": _SHOW_NOTHING}) for one in telegram_ids)
        )


def reached(me: Answer, url: str) -> list[Finding]:
    """Whether Telegram answers, and how soon."""
    host = urlsplit(url).hostname
    if me.trouble or (me.code or 0) >= 500:
        why = me.trouble or f"error {me.code}"
        return [
            wrong(
                "telegram",
                f"{host} cannot be used ({why}), so nothing of the bot could be looked at.",
                "Look at this machine's network, at TELEGRAM_API_URL, and whether Telegram itself is down.",
            )
        ]
    seconds = (me.came - me.sent).total_seconds()
    if seconds > _SLOW:
        return [look("telegram", f"{host} took {seconds:.1f} seconds to answer.", "Look at this machine's network.")]
    return [ok("telegram", f"{host} answered in {seconds:.2f} seconds.")]


def token(me: Answer) -> list[Finding]:
    """Whether Telegram knows the token."""
    if me.code in (401, 404):
        return [
            wrong(
                "token",
                "Telegram does not know TELEGRAM_BOT_TOKEN.",
                "Ask @BotFather for it (/mybots, your bot, API Token) and put it in .env.",
            )
        ]
    if me.code is not None:
        return [look("token", f"Telegram did not say (error {me.code}).", "Try again in a minute.")]
    return [ok("token", "Telegram knows it.")]


def clock(me: Answer, url: str) -> list[Finding]:
    """How far this machine's clock is from the server's; the time that the call took counts for neither."""
    own = urlsplit(url).hostname == _TELEGRAMS_OWN
    whose = "Telegram's" if own else "the clock of the Bot API server in TELEGRAM_API_URL, which is not Telegram's own"
    if me.date is None:
        return [ok("clock", f"It cannot be compared, because the answer does not say what time it is by {whose}.")]
    early = (me.date - me.came).total_seconds()
    late = (me.sent - me.date).total_seconds() - 1  # the date is cut off to whole seconds
    off = max(early, late, 0.0)
    side = "behind" if early > late else "ahead of"
    if off <= _OFF_LOOK:
        return [ok("clock", f"This machine's clock agrees with {whose}.")]
    found = f"This machine's clock is {ago(off)} {side} {whose}."
    to_do = "Switch on setting it by the network (timedatectl set-ntp true). Shifts start and end by this clock."
    return [(wrong if off > _OFF_WRONG else look)("clock", found, to_do)]


def bot(me: Answer) -> list[Finding]:
    """What its owner chose for the bot at BotFather."""
    if me.result is None:
        return []
    if me.result.get("can_join_groups"):
        return [
            look(
                "bot",
                "It can be added to groups, where Warmline does nothing.",
                "Write /setjoingroups to @BotFather and choose Disable.",
            )
        ]
    topics = "It has" if me.result.get("has_topics_enabled") else "It does not have"
    return [ok("bot", f"It cannot be added to groups. {topics} topics in private chats (/topics tells coordinators).")]


def webhook(info: Answer, wanted: str | None, *, running: bool, now: datetime) -> list[Finding]:
    """Whether updates go where this Warmline gets them, and whether they are taken; `wanted` is None for a poll."""
    if info.result is None:
        return [look("webhook", f"Telegram did not say ({info.trouble or info.code}).", "Try again in a minute.")]
    url, waiting = info.result.get("url", ""), int(info.result.get("pending_update_count", 0))
    found = [
        *_where(url, wanted, running=running),
        *(_refused(info.result, now) if wanted else []),
        *(_waiting(waiting, running=running)),
    ]
    how = "Telegram brings updates to WEBHOOK_URL" if wanted else "None is set, as it should be when WEBHOOK_URL is not"
    return found or [ok("webhook", f"{how}; {count(waiting, 'message waits', 'messages wait')}.")]


def _where(url: str, wanted: str | None, *, running: bool) -> list[Finding]:
    if url == (wanted or "") or (wanted and not running and not url):
        return []
    start = "Restart Warmline, which puts that right." if running else "Starting Warmline puts that right."
    if not url:
        return [wrong("webhook", "WEBHOOK_URL is set here, but Telegram knows of no webhook.", start)]
    again = f"{start} If it comes back, another program has this token: ask @BotFather for a new one (/revoke)."
    where = f"Telegram brings updates to {urlsplit(url).hostname or 'another address'}"
    if wanted and urlsplit(url).hostname == urlsplit(wanted).hostname:
        return [wrong("webhook", f"{where}, but to another address there than WEBHOOK_URL.", again)]
    said = f"{where}, and not to {'WEBHOOK_URL' if wanted else 'a program that asks for them, as this one does'}."
    return [(wrong if running else look)("webhook", said, again)]


def _refused(info: Mapping[str, Any], now: datetime) -> list[Finding]:
    at = info.get("last_error_date")
    if at is None or now - datetime.fromtimestamp(at, UTC) > _LATELY:
        return []
    since = ago((now - datetime.fromtimestamp(at, UTC)).total_seconds())
    return [
        look(
            "webhook",
            f"{since} ago Telegram could not bring an update: {info.get('last_error_message', 'it does not say why')}.",
            "Look whether WEBHOOK_URL leads to this machine from outside, with a valid certificate.",
        )
    ]


def _waiting(waiting: int, *, running: bool) -> list[Finding]:
    if not waiting or (running and waiting < _MANY):
        return []
    said = count(waiting, "message waits", "messages wait")
    if running:
        return [look("webhook", f"{said} to be taken.", "Look again in a minute; if it grows, restart Warmline.")]
    return [look("webhook", f"{said} for Warmline.", "Start it. Telegram keeps them for 24 hours.")]


def coordinators(answers: Sequence[Answer], places: Sequence[int | None]) -> list[Finding]:
    """Whether the bot may write to the coordinators; `places` says where each stands in COORDINATORS, from 1."""
    if not answers:
        return [wrong("coordinators", "There are none.", "Put your own Telegram user id in COORDINATORS and restart.")]
    no = [place for answer, place in zip(answers, places, strict=True) if _refuses(answer)]
    unsure = sum(answer.result is None and not _refuses(answer) for answer in answers)
    found = []
    if no:
        named = [str(place) for place in no if place is not None]
        which = f" (in COORDINATORS: number {', '.join(named)})" if named else ""
        found.append(
            (wrong if len(no) == len(answers) else look)(
                "coordinators",
                f"The bot may not write to {len(no)} of {len(answers)}{which}: they have not "
                "started it, or have blocked it.",
                "Ask them to open the bot in Telegram and press Start, and look whether the number is right.",
            )
        )
    if unsure:
        found.append(look("coordinators", f"Telegram did not say of {unsure} of them.", "Try again in a minute."))
    if len(answers) == 1:
        found.append(
            look("coordinators", "There is only one.", "Invite a second: /invite coordinator NAME, in the bot.")
        )
    return found or [ok("coordinators", f"The bot may write to all {len(answers)}.")]


def _refuses(answer: Answer) -> bool:
    words = answer.said.lower()
    return answer.code == 403 or (answer.code == 400 and any(one in words for one in _NOBODY_THERE))


def _date(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC) if header else None
    except ValueError:
        return None
