"""A relay as most would write it with python-telegram-bot: a dictionary, a handler, a copy."""

import json
import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

_PAIRS = {int(member): volunteer for member, volunteer in json.loads(os.environ["PAIRS"]).items()}


async def relay(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Copy a member's message to their volunteer."""
    if update.effective_chat is not None and update.message is not None:
        await update.message.copy(_PAIRS[update.effective_chat.id])


def main() -> None:
    """Relay until killed."""
    url = os.environ["TELEGRAM_API_URL"]
    application = Application.builder().token(os.environ["TELEGRAM_BOT_TOKEN"]).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.ALL, relay))
    application.run_polling(timeout=45)


if __name__ == "__main__":
    main()
