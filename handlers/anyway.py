"""What becomes of a message that was set aside: sent all the same, or sent to the one its writer names."""

from datetime import timedelta

from bot.models import Aside, Role
from bot.queries import asides, conversations
from bot.queries.asides import AsideKind
from handlers import answering, guards, support
from handlers.visit import Visit, whole_number

# Later, a name alone is a message like any other.
_NAMED_WITHIN = timedelta(minutes=10)


async def send_anyway(visit: Visit) -> None:
    """The button `Send it anyway`, or the words."""
    if visit.update.callback_query is not None:
        aside = await guards.pressed(visit)
        await visit.answer(None if aside is not None else "stale-button")
    else:
        aside = await asides.newest(visit.session, visit.chat_ids, AsideKind.LEAK, AsideKind.CHANGE)
    if aside is not None:
        await _send(visit, aside)


async def has_one(visit: Visit) -> bool:
    """Whether something waits for `Send it anyway`, so that these words are not a message."""
    return await asides.newest(visit.session, visit.chat_ids, AsideKind.LEAK, AsideKind.CHANGE) is not None


async def for_whom(visit: Visit) -> None:
    """A name under the question for whom a message is."""
    number, _, conversation_number = visit.button[1].partition("-")
    ids = [one.person_id for one in visit.sharers] or [visit.person.id]
    aside = await asides.get(visit.session, ids, whole_number(number))
    await visit.answer(None if aside is not None else "stale-button")
    if aside is None:
        return
    for one in await asides.together(visit.session, aside):
        one.conversation_id = whole_number(conversation_number)
    await _send(visit, aside)


async def named(visit: Visit) -> bool:
    """The name of one of those a volunteer talks with, typed after the question; False when it is something else."""
    aside = await asides.newest(visit.session, visit.chat_ids, AsideKind.FOR_WHOM)
    if (
        aside is None
        or visit.now - aside.at > _NAMED_WITHIN
        or visit.update.message is None
        or visit.message.reply_to_message is not None
    ):
        return False
    for conversation_id, alias in await answering.choices(visit):
        if alias.casefold() == visit.words:
            for one in await asides.together(visit.session, aside):
                one.conversation_id = conversation_id
            await _send(visit, aside)
            return True
    return False


async def _send(visit: Visit, aside: Aside) -> None:
    parts = list(await asides.together(visit.session, aside))
    kind, conversation_id = aside.kind, aside.conversation_id
    sources = [guards.source_of_aside(one) for one in parts]
    for one in parts:
        await asides.drop(visit.session, one)
    if visit.update.callback_query is not None:
        await visit.redraw("sent-anyway")
    conversation = await conversations.get(visit.session, conversation_id) if conversation_id is not None else None
    for source in sources:
        if kind == AsideKind.CHANGE and conversation is not None:
            await answering.send_change(visit, conversation, source)
        elif conversation is not None and conversation.member_id != visit.person.id:
            if not await answering.send(visit, conversation, source):
                await visit.reply("ended-already")
                return
        elif visit.paused:
            await visit.reply("paused-wrote", visit.short_helplines())
            return
        elif visit.has(Role.MEMBER):
            await support.bring(visit, source)
