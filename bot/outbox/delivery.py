"""One attempt to hand one outbox row to Telegram."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode

from bot.clock import Clock
from bot.models import Outbox
from bot.outbox.outcomes import Meaning, Outcome, outcome_of
from bot.outbox.queue import Kind
from bot.texts.catalogue import Catalogue
from bot.texts.files import as_file
from bot.texts.picture import draw_week

_log = logging.getLogger(__name__)
# What a picture of the rota says, as keys of the catalogue.
PICTURE_WORDS = ("nobody", "wanted", "cover", "closed", "empty")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True)
class Job:
    """A claimed row, and what its references are called in the chat it goes to."""

    row: Outbox
    reply_to: int | None
    target: int | None


Deliver = Callable[[Job], Awaitable[Outcome]]


def delivery(bot: Bot, catalogue: Catalogue, clock: Clock) -> Deliver:
    """The function that makes one attempt; it raises nothing, every end of an attempt is an Outcome."""

    async def deliver(job: Job) -> Outcome:
        try:
            if job.row.kind == Kind.FETCH:
                return Outcome(Meaning.SENT, content=await _fetch(job.row))
            return Outcome(Meaning.SENT, await _call(job))
        except Exception as error:
            outcome = outcome_of(error)
            if outcome.meaning is Meaning.REFUSED:
                _log.error("Telegram refused outbox row %s: %s", job.row.id, type(error).__name__)
            return outcome

    async def _call(job: Job) -> tuple[int, ...]:
        row = job.row
        match row.kind:
            case Kind.TEXT:
                text = catalogue.render(row.text_key or "", row.params, clock.now())
                sent = await bot.send_message(
                    row.chat_id,
                    text,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=_keyboard(catalogue, row.buttons, clock.now()),
                )
                return (sent.message_id,)
            case Kind.COPY:
                return await _copy(job)
            case Kind.EDIT:
                text = catalogue.render(row.text_key or "", row.params, clock.now())
                message_id = row.message_id or job.target
                if message_id is not None:
                    await bot.edit_message_text(
                        text,
                        chat_id=row.chat_id,
                        message_id=message_id,
                        parse_mode=ParseMode.HTML,
                        reply_markup=_keyboard(catalogue, row.buttons, clock.now()),
                    )
                return ()
            case Kind.PICTURE:
                return await _picture(row)
            case Kind.FILE:
                name, content = await asyncio.to_thread(as_file, row.params, clock.now())
                sent = await bot.send_document(
                    row.chat_id, content, filename=name, caption=_caption(row), parse_mode=ParseMode.HTML
                )
                return (sent.message_id,)
            case Kind.ANSWER:
                words = catalogue.plain(row.text_key) if row.text_key else None
                await bot.answer_callback_query(row.params["callback_id"], text=words, show_alert=bool(words))
                return ()
            case Kind.COMMANDS:
                commands = [BotCommand(*pair) for pair in catalogue.commands(row.params["roles"])]
                await bot.set_my_commands(commands, scope=BotCommandScopeChat(row.chat_id))
                return ()
        raise ValueError(row.kind)

    async def _copy(job: Job) -> tuple[int, ...]:
        row = job.row
        source, ids = row.from_chat_id, row.from_message_ids or []
        if source is None or not ids:
            raise ValueError("a copy without an original")
        if len(ids) > 1:
            copies = await bot.copy_messages(row.chat_id, source, ids, protect_content=True)
            return tuple(copy.message_id for copy in copies)
        reply = ReplyParameters(job.reply_to, allow_sending_without_reply=True) if job.reply_to is not None else None
        copy = await bot.copy_message(row.chat_id, source, ids[0], protect_content=True, reply_parameters=reply)
        return (copy.message_id,)

    def _caption(row: Outbox) -> str:
        said = {name: value for name, value in row.params.items() if name not in ("picture", "calendar", "sheet")}
        return catalogue.render(row.text_key or "", said, clock.now())

    async def _picture(row: Outbox) -> tuple[int, ...]:
        words = {name: catalogue.plain(f"p-{name}") for name in PICTURE_WORDS}
        # Drawing takes some tenths of a second, in which nobody else should have to wait.
        picture = await asyncio.to_thread(draw_week, row.params["picture"], words)
        caption = _caption(row)
        if row.message_id is None:
            sent = await bot.send_photo(row.chat_id, picture, caption=caption, parse_mode=ParseMode.HTML)
            return (sent.message_id,)
        media = InputMediaPhoto(picture, caption=caption, parse_mode=ParseMode.HTML)
        await bot.edit_message_media(media, chat_id=row.chat_id, message_id=row.message_id)
        return (row.message_id,)

    async def _fetch(row: Outbox) -> bytes:
        file = await bot.get_file(row.params["file_id"])
        return bytes(await file.download_as_bytearray())

    return deliver


def _keyboard(
    catalogue: Catalogue, buttons: list[list[list[Any]]] | None, now: datetime
) -> InlineKeyboardMarkup | None:
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(catalogue.label(key, params[0] if params else {}, now), callback_data=data)
                for key, data, *params in row
            ]
            for row in buttons
        ]
    )
