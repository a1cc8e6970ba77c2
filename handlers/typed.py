"""A button's label, typed right under the message that has the button, is the press of it."""

from datetime import datetime, timedelta

from telegram import CallbackQuery, Chat, Message, Update, User

from bot.models import Outbox
from bot.queries import Session, conversations, outbox, people, phones
from bot.texts.catalogue import Catalogue

# Of a press that Telegram knows nothing of, so that there is nothing to answer.
NO_QUERY = ""
_WITHIN = timedelta(hours=12)
# These come by the clock, perhaps in the middle of a conversation.
_ASKED_ANY_TIME = ("check-in", "nudge", "say-hello")
_LONGEST = 64  # characters of a label
# These stand for whatever is in a list, or for a step of joining, and are read where that is known.
_READ_ELSEWHERE = ("b-name", "b-option", "b-number", "b-give-turn", "b-end-away", "b-agree", "b-decline", "b-share")


async def as_press(
    session: Session, catalogue: Catalogue, update: Update, user: User, chat: Chat, now: datetime
) -> Update:
    """The update, or the press that its words are when the newest message of this chat has a button of that name."""
    message = update.message
    words = _plain(message.text or "") if message is not None else ""
    if message is None or message.reply_to_message is not None or not words or len(words) > _LONGEST:
        return update
    sharers = {one.telegram_id: one.person_id for one in await phones.sharers(session, user.id)}
    # The account's own number stands for what was shown before the phone was shared.
    row = await outbox.newest(session, [user.id, *sharers])
    if row is None or now - row.made_at > _WITHIN:
        return update
    data = _button_named(catalogue, row, words, now)
    if data is None or (row.text_key in _ASKED_ANY_TIME and await _is_talking(session, row.chat_id)):
        return update
    if row.chat_id in sharers and "@" not in data:
        data = f"{data}@{sharers[row.chat_id]}"
    shown = Message(row.message_id, now, chat) if row.message_id is not None else None
    query = CallbackQuery(NO_QUERY, user, chat_instance="", message=shown, data=data)
    return Update(update.update_id, callback_query=query)


async def _is_talking(session: Session, address: int) -> bool:
    """Whether somebody is in the middle of a conversation, in which an "OK" is for the other one."""
    line, person = await people.line(session), await people.by_telegram_id(session, address)
    if person is None:
        return False
    heard = await conversations.of_volunteer(session, line.id, person.id)
    return bool(heard) or await conversations.of_member(session, line.id, person.id) is not None


def _button_named(catalogue: Catalogue, row: Outbox, words: str, now: datetime) -> str | None:
    for key, data, *params in (button for line in row.buttons or [] for button in line):
        if key not in _READ_ELSEWHERE and _plain(catalogue.label(key, params[0] if params else {}, now)) == words:
            return str(data)
    return None


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).strip(".!").casefold()
