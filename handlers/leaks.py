"""What in a message may show who wrote it."""

import re

from telegram import Message, MessageEntity

_USERNAME = re.compile(r"(?<![\w@/.])@[A-Za-z]\w{3,31}\b|\b(?:t|telegram)\.me/\w|tg://\w", re.I)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.I)
# Digits as people space them; what is around must not be part of a longer word or number.
_PHONE = re.compile(r"(?<![\w.,:/+-])(?:\+|00)?\(?\d[\d\s().-]{7,20}\d(?![\w:/])")
_DATE = re.compile(r"^\d{4}-\d\d-\d\d|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
# Helplines are nobody's own number.
_FREE = re.compile(r"^(?:0|44|0044)?(?:800|808|300|303|330|333|345|116)")
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
    if message.location is not None or message.venue is not None:
        return "place"
    if _telling_file(message):
        return "file-name"
    text = message.text or message.caption or ""
    entities = {one.type for one in (*message.entities, *message.caption_entities)}
    if entities & {MessageEntity.MENTION, MessageEntity.TEXT_MENTION} or _USERNAME.search(text):
        return "username"
    links = " ".join(one.url or "" for one in (*message.entities, *message.caption_entities))
    if _USERNAME.search(links):
        return "username"
    if MessageEntity.EMAIL in entities or _EMAIL.search(text):
        return "email"
    return "phone" if any(_is_phone(found[0]) for found in _PHONE.finditer(text)) else None


def _telling_file(message: Message) -> bool:
    audio = message.audio
    if audio is not None and (audio.performer or audio.title):
        return True
    file = audio or message.video or message.animation or message.document
    name = (file.file_name or "") if file is not None else ""
    stem = name.rpartition(".")[0] or name
    return any(len(word) > 1 and not _PLAIN_NAME.fullmatch(word) for word in _WORDS.findall(stem))


def _is_phone(found: str) -> bool:
    digits = re.sub(r"\D", "", found)
    if not 9 <= len(digits) <= 15 or _DATE.match(found) or _FREE.match(digits):
        return False
    # A number that nobody would call: it needs the look of one, a 0 or a + before it.
    return found.lstrip("(").startswith(("0", "+"))
