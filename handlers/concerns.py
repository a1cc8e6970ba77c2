"""A volunteer is worried about somebody: the safeguarding lead hears who, and about whom, during and after a talk."""

from collections.abc import Sequence

from telegram import Message

from bot.models import Conversation, Role
from bot.outbox.queue import Button, put_edit
from bot.queries import conversations
from handlers import answering, meant, phone
from handlers.visit import Visit, whole_number
from scheduling.telling import tell_leads

_TOLD = ("concern-done", "concern-nobody")
_SOMEONE_ELSE = "someone else"
_YES = ("now", "yes")


async def by_word(visit: Visit) -> None:
    """`/concern`, or `/concern yes`: the second tap, typed."""
    first = visit.argument.casefold().partition(" ")[0]
    await (tell if first in _YES else ask)(visit)


async def ask(visit: Visit) -> None:
    """`/concern`: what raising a concern means, and the button that does it."""
    settled, conversation = await _about(visit, "concern")
    if settled:
        await visit.answer()
        await _ask(await _as_who_heard(visit, conversation), conversation)


async def _as_who_heard(visit: Visit, conversation: Conversation | None) -> Visit:
    """The same, from whoever of those who share the phone has or had the conversation."""
    heard = await meant.had_on_phone(visit, conversation) if conversation is not None else None
    return visit if heard is None else await phone.as_sharer(visit, heard.person_id)


async def _ask(visit: Visit, conversation: Conversation | None) -> None:
    no: Button = ("b-not-now", "concernno:0")
    if conversation is None:
        yes: Button = ("b-concern", "concernyes:0")
        await visit.reply("concern-ask-someone", visit.short_helplines(), buttons=[[yes, no]])
        return
    yes = ("b-concern", f"concernyes:{conversation.id}")
    await visit.reply("concern-ask", {"alias": await meant.other_in(visit, conversation)}, buttons=[[yes, no]])


async def tell(visit: Visit) -> None:
    """The button `Raise a concern`, or `/concern yes`: the safeguarding lead hears who, and about whom."""
    question = await _question(visit)
    if question is not None and await conversations.replaced_by(visit.session, question, _TOLD):
        await visit.answer("stale-button")
        return
    settled, conversation = await _about(visit, "concernyes")
    if not settled:
        return
    await visit.answer()
    visit = await _as_who_heard(visit, conversation)
    pressed = visit.update.callback_query is not None
    if pressed and (question is None or (conversation is None and visit.pressed != 0)):
        # What was asked about is no longer on record.
        await _ask(visit, conversation)
        return
    whom = await meant.other_in(visit, conversation) if conversation is not None else None
    named = await tell_leads(
        visit.session,
        visit.line,
        "concern-raised",
        visit.now,
        {"whom": whom, "by": visit.roles.get(Role.VOLUNTEER)},
        but=(visit.person.id, conversation.member_id if conversation is not None else None),
    )
    still = conversation is not None and conversation.id in {one.id for one in await answering.open_here(visit)}
    said = {"names": named, "whom": whom, "on": "yes" if still else "no"} | visit.short_helplines()
    key = "concern-done" if named else "concern-nobody"
    if question is None:
        await visit.reply(key, said)
    else:
        await put_edit(visit.session, visit.line, visit.chat_id, question, key, visit.now, said)


async def keep_quiet(visit: Visit) -> None:
    """The button `Not now` under the question about a concern."""
    await visit.answer()
    await visit.redraw("concern-not")


async def _question(visit: Visit) -> int | None:
    """The outbox row of the question whose button was pressed, if it is still there."""
    query = visit.update.callback_query
    if query is None or not isinstance(query.message, Message):
        return None
    return await conversations.question_at(visit.session, visit.chat_ids, query.message.message_id)


async def _about(visit: Visit, verb: str) -> tuple[bool, Conversation | None]:
    """Whether it is clear about whom a concern is, and in which conversation; in none of those that are on record."""
    ids = [one.person_id for one in visit.sharers] or [visit.person.id]
    had = await conversations.had_by(visit.session, visit.line.id, ids, visit.chat_ids)
    if visit.update.callback_query is not None:
        return True, await _on_record(visit, had, whole_number(visit.button[1]))
    named = await answering.named_in(visit)
    if named is not None or visit.argument.casefold().endswith(_SOMEONE_ELSE):
        return True, await _on_record(visit, had, named)
    open_ids = {one.id for one in await answering.open_here(visit)}
    open_ones = [one for one in had if one.id in open_ids]
    unclear = meant.means_somebody(visit) or len(open_ones) > 1 or (verb == "concernyes" and len(had) > 1)
    if had and unclear:
        await meant.ask_which(visit, verb, had, "concern-which", more=[[("b-someone-else", f"{verb}:0")]])
        return False, None
    return True, None if meant.means_somebody(visit) else next(iter(open_ones or had), None)


async def _on_record(visit: Visit, had: Sequence[Conversation], number: int | None) -> Conversation | None:
    """The newest conversation on record with the member of this one."""
    meant_one = await conversations.get(visit.session, number) if number else None
    return next((one for one in had if meant_one is not None and one.member_id == meant_one.member_id), None)
