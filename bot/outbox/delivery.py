"""One attempt to hand one outbox row to Telegram."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.buttons import key_for, signed
from bot.clock import Clock
from bot.models import Outbox
from bot.outbox.outcomes import Meaning, Outcome, outcome_of, thread_is_gone
from bot.outbox.queue import Kind
from bot.outbox.words import Words
from bot.queries import topics
from bot.queries.phones import Place
from bot.texts.catalogue import Catalogue
from bot.texts.files import as_file
from bot.texts.howto import HOWTO_WORDS, draw_howto
from bot.texts.lookback import draw_look_back
from bot.texts.picture import draw_week

_log = logging.getLogger(__name__)
# What a picture of the rota says, as keys of the catalogue.
PICTURE_WORDS = ("nobody", "wanted", "cover", "closed", "empty")
# What goes into a picture or a file, and not under it.
_CONTENT = ("picture", "look_back", "calendar", "sheet", "data", "letter")
_INPUT: dict[str, Any] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "animation": InputMediaAnimation,
    "document": InputMediaDocument,
    "audio": InputMediaAudio,
}
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True)
class Job:
    """A claimed row, the chats it goes to and comes from, and what its references are called where it goes.

    `carrier` says whose it is when several people share the phone of that chat. `targets` are the copies to change,
    the newest last, and `words` what they say from now on. `topic` is where in the chat its conversation goes.
    """

    row: Outbox
    chat_id: int
    source: int | None
    reply_to: int | None
    target: int | None
    carrier: Place | None
    targets: Sequence[int] = ()
    words: Words | None = None
    topic: topics.Place | None = None


Deliver = Callable[[Job], Awaitable[Outcome]]


def delivery(bot: Bot, catalogue: Catalogue, clock: Clock) -> Deliver:
    """The function that makes one attempt; it raises nothing, every end of an attempt is an Outcome."""
    key = key_for(bot.token)

    async def deliver(job: Job) -> Outcome:
        made: int | None = None
        try:
            if job.row.kind == Kind.FETCH:
                return Outcome(Meaning.SENT, content=await _fetch(job.row))
            if job.row.kind == Kind.AMEND and (job.words is None or not job.targets):
                return Outcome(Meaning.NOT_MIRRORED)
            thread_id = job.row.thread_id or (job.topic.thread_id if job.topic is not None else None)
            if thread_id is None:
                thread_id = made = await _make_topic(bot, job)
            try:
                return Outcome(Meaning.SENT, await _call(job, thread_id), thread_id=made)
            except BadRequest as error:
                if thread_id is None or not thread_is_gone(error):
                    raise
                # Somebody deleted the topic: a new one takes its place, or else the chat as a whole.
                made = await _make_topic(bot, job)
                return Outcome(Meaning.SENT, await _call(job, made), thread_id=made, thread_gone=made is None)
        except Exception as error:
            outcome = outcome_of(error, mirror=job.row.kind in (Kind.AMEND, Kind.REACT, Kind.DELETE))
            if outcome.meaning is Meaning.REFUSED:
                _log.error("Telegram refused outbox row %s: %s", job.row.id, type(error).__name__)
            return replace(outcome, thread_id=made)

    async def _call(job: Job, thread_id: int | None) -> tuple[int, ...]:
        row = job.row
        match row.kind:
            case Kind.TEXT:
                text = _words(job, row.params)
                sent = await bot.send_message(
                    job.chat_id,
                    text,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=_keyboard(catalogue, job, key, clock.now()),
                    message_thread_id=thread_id,
                )
                return (sent.message_id,)
            case Kind.COPY | Kind.NOTE:
                return await _copy(job, thread_id)
            case Kind.EDIT:
                text = _words(job, row.params)
                message_id = row.message_id or job.target
                if message_id is not None:
                    await bot.edit_message_text(
                        text,
                        chat_id=job.chat_id,
                        message_id=message_id,
                        parse_mode=ParseMode.HTML,
                        reply_markup=_keyboard(catalogue, job, key, clock.now()),
                    )
                return ()
            case Kind.AMEND:
                await _amend(bot, job.chat_id, job.targets[-1], job.words or Words(""))
                return ()
            case Kind.REACT:
                if job.targets and job.words is not None:
                    await bot.set_message_reaction(job.chat_id, job.targets[-1], job.words.text or None)
                return ()
            case Kind.DELETE:
                for message_id in job.targets:
                    await _delete(bot, job.chat_id, message_id)
                return ()
            case Kind.PICTURE:
                return await _picture(job)
            case Kind.FILE:
                if "letter" in row.params:
                    letter = catalogue.letter(row.params["letter"], clock.now())
                    name, content = row.params["file_name"], letter.encode()
                else:
                    name, content = await asyncio.to_thread(as_file, row.params, clock.now())
                sent = await bot.send_document(
                    job.chat_id, content, filename=name, caption=_caption(job), parse_mode=ParseMode.HTML
                )
                return (sent.message_id,)
            case Kind.ANSWER:
                words = catalogue.plain(row.text_key) if row.text_key else None
                await bot.answer_callback_query(row.params["callback_id"], text=words, show_alert=bool(words))
                return ()
            case Kind.COMMANDS:
                commands = [BotCommand(*pair) for pair in catalogue.commands(row.params["roles"])]
                await bot.set_my_commands(commands, scope=BotCommandScopeChat(job.chat_id))
                return ()
        raise ValueError(row.kind)

    async def _copy(job: Job, thread_id: int | None) -> tuple[int, ...]:
        row = job.row
        source, ids = job.source, row.from_message_ids or []
        if source is None or not ids:
            raise ValueError("a copy without an original")
        if len(ids) > 1:
            copies = await bot.copy_messages(
                job.chat_id, source, ids, protect_content=True, message_thread_id=thread_id
            )
            return tuple(copy.message_id for copy in copies)
        reply = ReplyParameters(job.reply_to, allow_sending_without_reply=True) if job.reply_to is not None else None
        copy = await bot.copy_message(
            job.chat_id, source, ids[0], protect_content=True, reply_parameters=reply, message_thread_id=thread_id
        )
        return (copy.message_id,)

    def _words(job: Job, params: dict[str, Any]) -> str:
        text = catalogue.render(job.row.text_key or "", params, clock.now())
        names = (params.get("carriers") or job.carrier.alias) if job.carrier is not None else ""
        return f"{catalogue.render('for-carrier', {'names': names}, clock.now())}\n{text}" if names else text

    def _caption(job: Job) -> str:
        return _words(job, {name: each for name, each in job.row.params.items() if name not in _CONTENT})

    async def _picture(job: Job) -> tuple[int, ...]:
        row = job.row
        if row.params.get("howto"):
            howto = {name: catalogue.plain(f"p-{name}") for name in HOWTO_WORDS}
            picture = await asyncio.to_thread(draw_howto, howto)
            sent = await bot.send_photo(job.chat_id, picture, caption=_words(job, {}), parse_mode=ParseMode.HTML)
            return (sent.message_id,)
        if "look_back" in row.params:
            answers = {one: catalogue.answered(one) for _, _, one in row.params["look_back"]["entries"] if one}
            picture = await asyncio.to_thread(draw_look_back, row.params["look_back"], answers)
            sent = await bot.send_photo(job.chat_id, picture, caption=_caption(job), parse_mode=ParseMode.HTML)
            return (sent.message_id,)
        words = {name: catalogue.plain(f"p-{name}") for name in PICTURE_WORDS}
        # Drawing takes some tenths of a second, in which nobody else should have to wait.
        picture = await asyncio.to_thread(draw_week, row.params["picture"], words)
        caption = _caption(job)
        if row.message_id is None:
            sent = await bot.send_photo(job.chat_id, picture, caption=caption, parse_mode=ParseMode.HTML)
            return (sent.message_id,)
        media = InputMediaPhoto(picture, caption=caption, parse_mode=ParseMode.HTML)
        await bot.edit_message_media(media, chat_id=job.chat_id, message_id=row.message_id)
        return (row.message_id,)

    async def _fetch(row: Outbox) -> bytes:
        file = await bot.get_file(row.params["file_id"])
        return bytes(await file.download_as_bytearray())

    return deliver


async def _make_topic(bot: Bot, job: Job) -> int | None:
    """A topic for a conversation; None when it is to have none, or this chat has no topics: names say who speaks."""
    if job.topic is None or not job.topic.name:
        return None
    try:
        topic = await bot.create_forum_topic(job.chat_id, job.topic.name)
    except BadRequest:
        _log.warning("no topic could be made for outbox row %s", job.row.id)
        return None
    return topic.message_thread_id


async def _delete(bot: Bot, chat_id: int, message_id: int) -> None:
    try:
        await bot.delete_message(chat_id, message_id)
    except BadRequest as error:
        # One of several copies may be gone already; the others must go all the same.
        if "message to delete not found" not in str(error).lower():
            raise


async def _amend(bot: Bot, chat_id: int, message_id: int, words: Words) -> None:
    if words.media is not None:
        kind, file_id = words.media
        shape: dict[str, Any] = {"caption": words.text or None, "caption_entities": words.entities}
        if kind in ("photo", "video", "animation"):
            shape |= {"has_spoiler": words.spoiler, "show_caption_above_media": words.above}
        await bot.edit_message_media(_INPUT[kind](file_id, **shape), chat_id=chat_id, message_id=message_id)
    elif words.caption:
        await bot.edit_message_caption(chat_id, message_id, caption=words.text or None, caption_entities=words.entities)
    else:
        await bot.edit_message_text(words.text, chat_id=chat_id, message_id=message_id, entities=words.entities)


def _keyboard(catalogue: Catalogue, job: Job, key: bytes, now: datetime) -> InlineKeyboardMarkup | None:
    if not job.row.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    catalogue.label(label, params[0] if params else {}, now),
                    callback_data=signed(_whose(data, job.carrier), job.chat_id, key),
                )
                for label, data, *params in row
            ]
            for row in job.row.buttons
        ]
    )


def _whose(data: str, carrier: Place | None) -> str:
    """What a press is to do; on a shared phone it says whose button it is."""
    return data if carrier is None or "@" in data else f"{data}@{carrier.person_id}"
