"""Whom somebody means who speaks of the other person in a conversation; what is not clear is asked, never guessed."""

from collections.abc import Sequence

from bot.models import Conversation, ConversationState, Role
from bot.outbox.queue import Button, Buttons
from bot.queries import conversations, people
from bot.queries.phones import Sharer
from handlers import answering, phone
from handlers.visit import Visit

# The verbs of buttons that are typed as two words.
_TYPED = {"handovernow": "handover now", "concernyes": "concern yes", "closeanyway": "close anyway"}


def means_somebody(visit: Visit) -> bool:
    """Whether a message is about somebody whom a link would name, who is perhaps not the one at hand now."""
    return visit.replied_to is not None or (visit.thread_id is not None and visit.has(Role.VOLUNTEER))


async def ask_which(visit: Visit, verb: str, found: Sequence[Conversation], key: str, *, more: Buttons = ()) -> None:
    """Ask which of these conversations is meant; a press does `verb` to it."""
    names: list[Button] = [("b-name", f"{verb}:{one.id}", {"alias": await other_in(visit, one)}) for one in found]
    rows = [names[n : n + 2] for n in range(0, len(names), 2)]
    await visit.reply(key, {"command": _TYPED.get(verb, verb)}, buttons=[*rows, *more])


async def other_in(visit: Visit, conversation: Conversation) -> str:
    """What this person knows the other one in a conversation as, whatever roles either has now; "…" if it is gone."""
    if conversation.member_id == visit.person.id:
        alias = await people.alias(visit.session, visit.line.id, conversation.volunteer_id or 0, Role.VOLUNTEER)
    else:
        alias = await answering.alias_of(visit, conversation)
    return alias or "…"


async def last(visit: Visit) -> Conversation | None:
    """The conversation that somebody means when they speak of the other person: at hand, or the last one they had."""
    named = await answering.named_in(visit)
    if named is not None:
        return await conversations.get(visit.session, named)
    if means_somebody(visit):
        return None
    at_hand = await answering.open_here(visit)
    mine = await conversations.of_member(visit.session, visit.line.id, visit.person.id)
    # Whose volunteer has gone waits for another, and still is the last one with whoever heard them.
    if mine is not None and (mine.state == ConversationState.OPEN or mine.opened_at is not None):
        at_hand.append(mine)
    if at_hand:
        return at_hand[0] if len(at_hand) == 1 else None
    if await was_anothers(visit):
        return None
    last_one = await conversations.last_of(visit.session, visit.line.id, visit.person.id)
    # Who handed one over has had it too, later perhaps than the last one that stayed with them.
    had = await conversations.had_by(visit.session, visit.line.id, [visit.person.id], [visit.person.telegram_id])
    if not had or last_one is None:
        return had[0] if had else last_one
    return last_one if last_one.member_id == had[0].member_id else None


async def was_anothers(visit: Visit, member_id: int | None = None) -> bool:
    """Whether the last conversation on a shared phone, or that with this member, was not of who is taken to write."""
    ids = [one.person_id for one in visit.sharers]
    had = await conversations.had_by(visit.session, visit.line.id, ids, visit.chat_ids) if ids else []
    newest = next((one for one in had if member_id in (None, one.member_id)), None)
    whose = await had_on_phone(visit, newest) if newest is not None else None
    return whose is not None and whose.person_id != visit.person.id


async def had_on_phone(visit: Visit, conversation: Conversation) -> Sharer | None:
    """Who of those who share this phone has, or last had, this conversation."""
    return await phone.who_had(visit.session, conversation, visit.sharers)


async def talking(visit: Visit, other_id: int) -> list[Conversation]:
    """The open conversations of this person with that one, whoever of them is the member."""
    pair = {visit.person.id, other_id}
    found = [await conversations.of_member(visit.session, visit.line.id, one) for one in pair]
    return [
        one
        for one in found
        if one is not None and one.state == ConversationState.OPEN and {one.member_id, one.volunteer_id} == pair
    ]
