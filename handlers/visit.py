"""One update seen by a handler: who wrote, on which line, in which transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Message, Update

from bot.models import Line, Person, Role
from bot.outbox.queue import Buttons, Priority, put_answer, put_edit, put_text
from bot.queries import Session
from bot.queries.phones import Sharer
from bot.texts.times import as_short_span


@dataclass
class Visit:
    """What a handler works with; `now` is UTC, `sharers` are all who share the phone when several do.

    It is `clear` from whom it comes but for one case: two who share a phone both have conversations.
    """

    session: Session
    update: Update
    line: Line
    person: Person
    roles: dict[str, str]
    now: datetime
    bot_username: str
    paused: bool = False
    sharers: Sequence[Sharer] = ()
    clear: bool = True

    @property
    def chat_id(self) -> int:
        """The person's own chat with the bot."""
        return self.person.telegram_id

    @property
    def chat_ids(self) -> set[int]:
        """Every address under which messages of this chat are on record: several when the phone is shared."""
        if not self.sharers or self.update.effective_user is None:
            return {self.chat_id}
        return {self.update.effective_user.id, *(one.telegram_id for one in self.sharers)}

    @property
    def message(self) -> Message:
        """The message of this update, edited or new; raises LookupError when there is none."""
        message = self.update.effective_message
        if not isinstance(message, Message):
            raise LookupError("an update without a message")
        return message

    @property
    def thread_id(self) -> int | None:
        """The topic of the chat in which this was written, if its chat has topics."""
        message = self.update.effective_message
        if not isinstance(message, Message) or not message.is_topic_message:
            return None
        return message.message_thread_id

    @property
    def replied_to(self) -> Message | None:
        """The message to which this one replies; the note that begins a topic is nobody's message."""
        message = self.update.effective_message
        about = message.reply_to_message if isinstance(message, Message) else None
        return about if about is not None and about.forum_topic_created is None else None

    @property
    def command(self) -> str | None:
        """The command's name in lower case, without slash and bot name; None when the message is none."""
        message = self.update.message
        text = (message.text or "") if message else ""
        if not text.startswith("/"):
            return None
        name, _, bot = text[1:].split(maxsplit=1)[0].partition("@") if text[1:].strip() else ("", "", "")
        return name.lower() if bot.lower() in ("", self.bot_username.lower()) else ""

    @property
    def argument(self) -> str:
        """What follows the command, in one line."""
        return " ".join((self.message.text or "").split()[1:])

    @property
    def words(self) -> str:
        """What was written, as a button's label would be typed: in lower case, without a full stop."""
        message = self.update.message
        return " ".join(((message.text if message else None) or "").split()).strip(".!").casefold()

    @property
    def button(self) -> tuple[str, str]:
        """A pressed button's verb and object, such as ("take", "12")."""
        query = self.update.callback_query
        verb, _, thing = ((query.data if query else None) or "").partition("@")[0].partition(":")
        return verb, thing

    @property
    def pressed(self) -> int | None:
        """The number that a pressed button carries; None when it carries none, as a forged one may."""
        return whole_number(self.button[1])

    @property
    def zone(self) -> ZoneInfo:
        """The line's zone."""
        return ZoneInfo(self.line.zone)

    def span(self, stretch: tuple[datetime, datetime]) -> str:
        """From when to when, shortly, in the line's zone."""
        return as_short_span(*stretch, self.zone)

    @property
    def first_line(self) -> str:
        """What follows the command in its own line."""
        words = (self.message.text or "").split("\n")[0].split()
        return " ".join(words[1:])

    @property
    def lines(self) -> list[str]:
        """The lines that follow the one with the command, as typed."""
        return (self.message.text or "").split("\n")[1:]

    def has(self, role: Role) -> bool:
        """Whether the person has this role on the line."""
        return role in self.roles

    async def reply(
        self,
        key: str,
        params: dict[str, Any] | None = None,
        *,
        buttons: Buttons | None = None,
    ) -> None:
        """Answer the person with a text of the catalogue."""
        await put_text(
            self.session,
            self.line,
            self.chat_id,
            key,
            self.now,
            params,
            buttons=buttons,
            priority=Priority.CONVERSATION,
            thread_id=self.thread_id,
        )

    async def redraw(self, key: str, params: dict[str, Any] | None = None, *, buttons: Buttons | None = None) -> None:
        """Put this text in place of the message whose button was pressed, or answer when that is not there."""
        query = self.update.callback_query
        pressed_on = query.message if query is not None else None
        if pressed_on is None:
            await self.reply(key, params, buttons=buttons)
            return
        await put_edit(
            self.session,
            self.line,
            self.chat_id,
            None,
            key,
            self.now,
            params,
            message_id=pressed_on.message_id,
            buttons=buttons,
        )

    async def answer(self, key: str | None = None) -> None:
        """Answer a button press, so that it stops spinning; with a short text when there is one to say."""
        query = self.update.callback_query
        if query is not None and not query.id:
            # The label was typed: there is nothing that spins.
            if key is not None:
                await self.reply(key)
        elif query is not None:
            await put_answer(self.session, self.line.id, self.chat_id, query.id, key, self.now)

    async def say(self, key: str) -> None:
        """Say it over the button that was pressed, or else in a message."""
        if self.update.callback_query is not None:
            await self.answer(key)
        else:
            await self.reply(key)

    def short_helplines(self) -> dict[str, Any]:
        """The parameter of texts that show a short list of helplines."""
        return {"helplines": ["short", self.line.nation]}


def whole_number(text: str) -> int | None:
    """A number as the rota shows them; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
