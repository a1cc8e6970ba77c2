"""What each answer of Telegram, or the lack of one, means for the thing that was sent."""

from dataclasses import dataclass
from enum import Enum, auto
from random import uniform

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.transport import NEVER_LEFT


class Meaning(Enum):
    """What to do next."""

    SENT = auto()
    RETRY = auto()  # surely not sent
    UNSURE = auto()  # perhaps sent
    BLOCKED = auto()  # the person blocked the bot, or the chat is gone
    TAKEN_BACK = auto()  # the original is gone
    NOT_COPYABLE = auto()
    EXPIRED = auto()
    STUCK = auto()  # Telegram takes others, and never this
    NOT_MIRRORED = auto()  # the copy cannot be changed in place
    REFUSED = auto()  # a mistake of ours


@dataclass(frozen=True)
class Outcome:
    """How one attempt ended; `pause` is in seconds, when Telegram named one."""

    meaning: Meaning
    message_ids: tuple[int, ...] = ()
    pause: float | None = None
    content: bytes | None = None  # of a file that was fetched
    thread_id: int | None = None  # of a topic that was made for it
    thread_gone: bool = False  # its topic was deleted, and none took its place
    late: bool = False  # it has been tried for minutes


_UNTIL_THE_TOKEN_IS_KNOWN = 5.0  # seconds
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")
_ORIGINAL_GONE = ("message to copy not found", "message_id_invalid", "there are no messages to copy")
_NOT_COPYABLE = ("can't be copied", "message to copy has protected")
_NOTHING_TO_DO = (
    "message is not modified",
    "query is too old",
    "query id is invalid",
    "message to delete not found",
    "message to react not found",
)
# Of the bot's own texts: a text that is gone needs no change.
_NO_THREAD = ("message thread not found", "topic_deleted", "topic_closed", "topic_id_invalid", "not a forum")
_GONE_TARGET = ("message to edit not found", "message can't be edited")


def outcome_of(error: Exception, *, mirror: bool = False) -> Outcome:
    """Judge an exception of python-telegram-bot; BadRequest is a NetworkError there, so it is asked about first.

    `mirror` when a copy was to be changed or deleted, which can be refused without anybody's mistake.
    """
    words = str(error).lower()
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return Outcome(Meaning.RETRY, pause=wait.total_seconds() if not isinstance(wait, int | float) else wait)
    if isinstance(error, InvalidToken):
        # Said of a 404 too, which something between here and Telegram may answer; the poll finds out if it is true.
        return Outcome(Meaning.RETRY, pause=_UNTIL_THE_TOKEN_IS_KNOWN)
    if isinstance(error, Forbidden):
        return Outcome(Meaning.BLOCKED)
    if isinstance(error, ChatMigrated):
        return Outcome(Meaning.REFUSED)
    if isinstance(error, BadRequest):
        if any(part in words for part in _GONE):
            return Outcome(Meaning.BLOCKED)
        if any(part in words for part in _ORIGINAL_GONE) and not mirror:
            return Outcome(Meaning.TAKEN_BACK)
        if any(part in words for part in _NOT_COPYABLE):
            return Outcome(Meaning.NOT_COPYABLE)
        if any(part in words for part in (_NOTHING_TO_DO if mirror else (*_NOTHING_TO_DO, *_GONE_TARGET))):
            return Outcome(Meaning.SENT)
        return Outcome(Meaning.NOT_MIRRORED if mirror else Meaning.REFUSED)
    if isinstance(error, NetworkError):
        return Outcome(Meaning.RETRY if isinstance(error.__cause__, NEVER_LEFT) else Meaning.UNSURE)
    if isinstance(error, TelegramError):
        return Outcome(Meaning.REFUSED)
    return Outcome(Meaning.REFUSED)


def thread_is_gone(error: Exception) -> bool:
    """Whether Telegram does not know, or no longer, the topic that something was to go to."""
    words = str(error).lower()
    return isinstance(error, BadRequest) and any(part in words for part in _NO_THREAD)


def backoff(attempts: int) -> float:
    """Seconds until the next try: half a second, doubling, at most 15, with jitter so that tries spread out."""
    return min(15.0, 0.5 * 2.0 ** min(attempts - 1, 6)) * uniform(0.75, 1.25)
