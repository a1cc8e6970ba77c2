"""What in a message may show who wrote it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from telegram import Message, MessageEntity, PollMedia

from bot.texts.helplines import helplines

_USERNAME = re.compile(
    # No @ of an email or of a web page.
    r"(?<![\w@/.])@[A-Za-z]\w{3,31}\b"
    # Telegram's links to people, to invitations and to numbers.
    r"|\b(?:t|telegram)\.(?:me|dog)/[\w+]|\w\.t\.me\b|tg://\w"
    # Other messengers, where a link stands for a number or a person.
    r"|(?<![\w-])(?:(?:wa|m|signal)\.me|signal\.group|(?:chat|api)\.whatsapp\.com)/[\w+#]|\bwhatsapp://"
    # Profiles have one part behind the site's name; posts and films have more, a few pages of the site itself do not.
    r"|(?<![\w-])(?:instagram|facebook|fb|x|twitter|tiktok)\.com/(?!(?:watch|home|explore|search|help|about)\b)"
    r"@?[\w.]+/?(?![\w/])"
    r"|\bsnapchat\.com/(?:add|t)/\w",
    re.I,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.I)
# The digits in a web address are its own.
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.I)
# From a 0 or a +, digits as people space them on one line; what is around must not be part of a longer word, number or
# time. It looks ahead only, so that a number just behind another one is found too.
_PHONE = re.compile(
    r"(?<![\w+])(?<!\d[.,:-])(?=(\(?(?:\+\(?\d|0)(?!00)[\d\t ().\u2010-\u2015\u2212-]{6,20}\d)(?!\w|[.:/]\d))"
)
_DATE = re.compile(r"[0-3]?\d([./ -])[01]?\d\1(?:19|20)?\d\d(?!\1?\d)")
# "09.30 10.15", "0.99 1.99", "0900-1700 0930-1530": times or prices, not pairs of digits between dots.
_TIMES = re.compile(r"(?:(?:\d{1,2}\.\d\d|[0-2]\d[0-5]\d)(?:[^\d.]+|$))+")
# Helplines are nobody's own number: 116 123, or 0800, 0808 and 03... in the British way (French numbers have 03 too).
_FREE = re.compile(r"(?:0|(?:00)?440?)(?:80[08]|(?:30[03]|33[03]|345)\d{7})|116\d{3}$")
# Fewer digits are no phone number; where Telegram itself sees one, it may be shorter.
_SHORTEST, _SHORTEST_SEEN = 9, 7
_PLAIN_NAME = re.compile(
    r"(?:img|image|photo|pxl|dsc|dscn|dcim|vid|video|mov|mvi|screenshot|screen|shot|recording|audio|voice|ptt|aud|wa"
    r"|document|doc|file|scan|untitled|download|unnamed|animation|giphy|tenor|clip|copy|signal|whatsapp|telegram"
    r"|at|am|pm|mp|gif|final|new|camera|picture|pic|note|notes|sticker|sample|bin|[0-9a-f]{1,40})+",
    re.I,
)
_WORDS = re.compile(r"[^\W\d_]+")


def leak_in(message: Message) -> str | None:
    """What may show who the sender is: contact, forward, place, file-name, username, email or phone; else None."""
    if message.contact is not None:
        return "contact"
    if message.forward_origin is not None:
        return "forward"
    parts: tuple[Message | PollMedia, ...] = (message, *_poll_media(message))
    if any(one.location is not None or one.venue is not None for one in parts):
        return "place"
    if any(_telling_file(one) for one in parts):
        return "file-name"
    # A quote or what is replied to is not copied, so it is not looked at.
    texts = [(text, entities) for text, entities in _texts(message) if text]
    entities = {entity.type for _, those in texts for entity in those}
    links = [entity.url for _, those in texts for entity in those if entity.url]
    text = unicodedata.normalize("NFKC", "\n".join([*(text for text, _ in texts), *links]))
    if entities & {MessageEntity.MENTION, MessageEntity.TEXT_MENTION} or _USERNAME.search(text):
        return "username"
    if message.story is not None and message.story.chat.type == message.story.chat.PRIVATE:
        return "username"  # whose story it is stands above it
    if MessageEntity.EMAIL in entities or _EMAIL.search(text):
        return "email"
    called = (_words_of(text, one) for text, those in texts for one in those if one.type == MessageEntity.PHONE_NUMBER)
    if any(_is_somebodys(found, _SHORTEST_SEEN) for found in called):
        return "phone"
    return "phone" if any(_is_phone(found[1]) for found in _PHONE.finditer(_ADDRESS.sub(" ", text))) else None


def _texts(message: Message) -> Iterator[tuple[str | None, Sequence[MessageEntity]]]:
    """Every text that a copy of the message shows, with its entities."""
    yield message.text, message.entities
    yield message.caption, message.caption_entities
    if message.poll is not None:
        yield message.poll.question, message.poll.question_entities
        yield message.poll.description, message.poll.description_entities
        yield message.poll.explanation, message.poll.explanation_entities
        for option in message.poll.options:
            yield option.text, option.text_entities
    if message.checklist is not None:
        yield message.checklist.title, message.checklist.title_entities
        for task in message.checklist.tasks:
            yield task.text, task.text_entities
    if message.game is not None:
        yield message.game.title, ()
        yield message.game.description, ()
        yield message.game.text, message.game.text_entities


def _poll_media(message: Message) -> list[PollMedia]:
    """The places and files in a poll."""
    if message.poll is None:
        return []
    found = (message.poll.media, message.poll.explanation_media, *(option.media for option in message.poll.options))
    return [one for one in found if one is not None]


def _telling_file(message: Message | PollMedia) -> bool:
    audio = message.audio
    if audio is not None and (audio.performer or audio.title):
        return True
    file = audio or message.video or message.animation or message.document
    name = (file.file_name or "") if file is not None else ""
    stem = name.rpartition(".")[0] or name
    return any(len(word) > 1 and not _PLAIN_NAME.fullmatch(word) for word in _WORDS.findall(stem))


def _words_of(text: str, entity: MessageEntity) -> str:
    """The part of the text that an entity is about; Telegram counts in UTF-16."""
    units = text.encode("utf-16-le")[2 * entity.offset : 2 * (entity.offset + entity.length)]
    return units.decode("utf-16-le", "ignore")


def _is_phone(found: str) -> bool:
    return not _DATE.match(found) and not _TIMES.fullmatch(found) and _is_somebodys(found, _SHORTEST)


def _is_somebodys(found: str, shortest: int) -> bool:
    """Whether a number is long enough and no helpline's."""
    digits = _digits(found)
    return len(digits) >= shortest and not _FREE.match(digits) and digits not in _helplines()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@cache
def _helplines() -> frozenset[str]:
    """The numbers of the list that the bot itself shows; one of them looks like anybody's."""
    return frozenset(_digits(reach) for helpline in helplines(None) for reach in helpline.reach)
