"""What becomes of a message that was set aside: sent all the same, or sent to the one its writer names."""

from datetime import datetime, timedelta

from bot.models import Aside, Conversation, ConversationState, Role
from bot.outbox.queue import Source
from bot.queries import asides, conversations, relays
from bot.queries.asides import AsideKind
from handlers import answering, guards, support
from handlers.visit import Visit, whole_number

# Later, a name alone is a message like any other.
_NAMED_WITHIN = timedelta(minutes=10)
_MAY_SHOW_WHO = (AsideKind.LEAK, AsideKind.CHANGE, AsideKind.UNNAMED)


async def send_anyway(visit: Visit) -> None:
    """The button `Send it anyway`, or the words."""
    if visit.update.callback_query is not None:
        aside = await guards.pressed(visit)
        # Whoever was asked since then for whom it is must say that first.
        aside = aside if aside is not None and aside.kind in _MAY_SHOW_WHO else None
        await visit.answer(None if aside is not None else "stale-button")
    else:
        aside = await asides.newest(visit.session, visit.chat_ids, *_MAY_SHOW_WHO)
    if aside is not None and aside.kind == AsideKind.UNNAMED:
        await asides.become(visit.session, aside, AsideKind.FOR_WHOM, visit.now)
        await answering.ask_for_whom(visit, aside)
    elif aside is not None:
        await _send(visit, aside)


# What the buttons under these questions say, as it can be typed, and what else waits for it.
WORDS = {"send it anyway": (send_anyway, _MAY_SHOW_WHO), "do not send it": (guards.drop, guards.ASKED)}


async def in_words(visit: Visit) -> bool:
    """`Send it anyway` or `Do not send it`, typed; False when nothing waits for it, so that it is a message."""
    handler, kinds = WORDS[visit.words]
    if await asides.newest(visit.session, visit.chat_ids, *kinds) is None:
        return False
    await handler(visit)
    return True


async def for_whom(visit: Visit) -> None:
    """A name under the question for whom a message is, or `I'd like to talk` when it is asked if it is their own."""
    number, _, whose = visit.button[1].partition("-")
    ids = [one.person_id for one in visit.sharers] or [visit.person.id]
    aside = await asides.get(visit.session, ids, whole_number(number))
    conversation_id = whole_number(whose)
    if aside is None or (conversation_id is None and whose != answering.OWN):
        await visit.answer("stale-button")
    elif aside.kind != AsideKind.FOR_WHOM:
        # It was changed since, and it is asked now whether to send it at all.
        await visit.answer("leak-first")
    else:
        await visit.answer()
        await _send_to(visit, aside, conversation_id)


async def named(visit: Visit) -> bool:
    """The name of one of those a volunteer talks with, typed after the question; False when it is something else."""
    aside = await asides.newest(visit.session, visit.chat_ids, AsideKind.FOR_WHOM)
    if (
        aside is None
        or visit.now - aside.at > _NAMED_WITHIN
        or visit.update.message is None
        or visit.replied_to is not None
    ):
        return False
    if visit.words in answering.TO_TALK and await answering.me_on_duty(visit) is None:
        await _send_to(visit, aside, None)
        return True
    for conversation_id, alias in await answering.choices(visit):
        if (alias or answering.SOMEONE_ELSE).casefold() == visit.words:
            await _send_to(visit, aside, conversation_id)
            return True
    return False


async def _send_to(visit: Visit, aside: Aside, conversation_id: int | None) -> None:
    parts = await asides.together(visit.session, aside)
    if conversation_id is not None and await conversations.get(visit.session, conversation_id) is None:
        # Whoever it was for has had everything erased; nobody else is meant.
        for one in parts:
            await asides.drop(visit.session, one)
        await visit.redraw("ended-already")
        return
    for one in parts:
        one.conversation_id = conversation_id
    await _send(visit, aside)


async def _send(visit: Visit, aside: Aside) -> None:
    """Let a message go with all the parts of its album, and say that it went only then."""
    parts = list(await asides.together(visit.session, aside))
    kind, conversation_id, at = aside.kind, aside.conversation_id, aside.at
    sources = [guards.source_of_aside(one) for one in parts]
    for one in parts:
        await asides.drop(visit.session, one)
    conversation = await conversations.get(visit.session, conversation_id) if conversation_id is not None else None
    for source in sources:
        if not await _goes(visit, kind, conversation, source, at):
            return
    if visit.update.callback_query is not None:
        await visit.redraw("sent-anyway")


def _has_moved(conversation: Conversation, at: datetime) -> bool:
    """Whether who heard a member at that moment does so no more: another does, or it waits for another."""
    return conversation.state != ConversationState.OPEN or (conversation.opened_at or at) > at


async def _goes(visit: Visit, kind: str, conversation: Conversation | None, source: Source, at: datetime) -> bool:
    """Send one message, set aside `at` this moment, where it belongs; if that cannot be any more, say so."""
    mine = conversation is None or conversation.member_id == visit.person.id
    # A change of what was stopped on its way to its reader is the first they see of it.
    if kind == AsideKind.CHANGE and await relays.links_from(visit.session, {source.chat_id}, source.message_id):
        if conversation is not None and await answering.send_change(visit, source):
            return True
        await visit.redraw("change-not-passed", {"asked": "yes" if mine else "no"})
    elif conversation is not None and not mine:
        if await answering.send(visit, conversation, source):
            return True
        await visit.redraw("ended-already")
    elif conversation is not None and conversation.state == ConversationState.CLOSED:
        await visit.redraw("ended-already")
    elif conversation is not None and kind == AsideKind.LEAK and _has_moved(conversation, at):
        # It was written to somebody else, and shows who its writer is.
        await visit.redraw("not-sent-moved")
    elif visit.paused:
        await visit.redraw("paused-wrote", visit.short_helplines())
    elif visit.has(Role.MEMBER) and not visit.person.relay:
        await visit.redraw("relay-off-wrote", visit.short_helplines())
    elif visit.has(Role.MEMBER):
        # The word list cannot read it: a press brings a message's number only, and no words are kept (care.md).
        await support.bring(visit, source)
        return True
    else:
        await visit.redraw("ended-already")
    return False
