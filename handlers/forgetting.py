"""`/forget`: asked once, then everything that is held on somebody is erased at once."""

from bot.models import Role
from bot.outbox.queue import put_answer
from bot.queries import people
from handlers.visit import Visit
from scheduling import forgetting


async def ask(visit: Visit) -> None:
    """Say what goes and what cannot, and ask once."""
    if visit.argument.casefold() == "yes":
        await _forget(visit)
        return
    alone = False
    if visit.has(Role.COORDINATOR):
        alone = len(await people.memberships(visit.session, visit.line.id, Role.COORDINATOR)) < 2
    await visit.reply(
        "forget-ask",
        {
            "volunteer": "yes" if visit.has(Role.VOLUNTEER) else "no",
            "coordinator": "no" if not visit.has(Role.COORDINATOR) else "last" if alone else "yes",
            "shared": "yes" if visit.sharers else "no",
        },
        buttons=[[("b-forget", "forget:yes")], [("b-forget-no", "forget:no")]],
    )


async def decide(visit: Visit) -> None:
    """The answer to that."""
    if visit.button[1] == "yes":
        await _forget(visit)
    else:
        await visit.answer()
        await visit.redraw("forget-not")


async def _forget(visit: Visit) -> None:
    user, query = visit.update.effective_user, visit.update.callback_query
    chat_id = user.id if user is not None else visit.chat_id
    # In place of the question, so that its button cannot be pressed again by somebody who has come back.
    question = query.message.message_id if query is not None and query.message is not None else None
    await forgetting.forget(visit.session, visit.line, visit.person, chat_id, visit.now, instead_of=question)
    if query is not None and query.id:
        await put_answer(visit.session, visit.line.id, chat_id, query.id, None, visit.now, erases=True)
