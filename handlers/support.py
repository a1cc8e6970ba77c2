"""A member writes: to whoever is on duty, or out of hours to nobody, honestly."""

from datetime import timedelta

from bot.models import Conversation, ConversationState
from bot.outbox.queue import Source
from bot.queries import conversations
from handlers.visit import Visit
from scheduling import desk, leaving, nobody, offers

# So much from one person waiting at once is a stuck key or an attack; others must still get through.
_MOST_WAITING = 200
_UNFINISHED = (ConversationState.ASKING, ConversationState.WAITING, ConversationState.OPEN)


def source_of(visit: Visit) -> Source:
    """The message at hand, as something to copy."""
    message = visit.message
    reply = message.reply_to_message.message_id if message.reply_to_message else None
    return Source(visit.chat_id, message.message_id, message.media_group_id, reply)


async def ask(visit: Visit) -> None:
    """Bring a member's message to whoever is on duty, or let it wait and say so."""
    session, line, now = visit.session, visit.line, visit.now
    if visit.paused:
        await visit.reply("paused-wrote", visit.short_helplines())
        return
    conversation = await conversations.of_member(session, line.id, visit.person.id)
    if conversation is not None and await _too_much(visit, conversation):
        return
    if conversation is not None and await _relayed(visit, conversation):
        return
    if conversation is not None and conversation.state == ConversationState.OPEN:
        # The shift ended this very moment, before the program's own look at the clock.
        await leaving.leave(session, line, conversation, now)
        conversation = await conversations.of_member(session, line.id, visit.person.id)
        if conversation is not None and await _relayed(visit, conversation):
            return
    on_duty = await desk.listeners(session, line, visit.person.id, now)
    if conversation is None:
        state = ConversationState.WAITING if on_duty else ConversationState.ASKING
        conversation = await conversations.begin(session, line.id, visit.person.id, state, now)
    source = source_of(visit)
    await conversations.hold(
        session,
        conversation.id,
        source.chat_id,
        source.message_id,
        now,
        wanted=bool(on_duty) or conversation.state == ConversationState.WAITING,
        media_group_id=source.media_group_id,
        reply_to=source.reply_to,
    )
    if not on_duty:
        await nobody.tell_out_of_hours(session, line, conversation, visit.chat_id, now)
    elif not await conversations.offers(session, conversation.id):
        await desk.call(session, line, conversation, on_duty, now)


async def _relayed(visit: Visit, conversation: Conversation) -> bool:
    listener = await desk.listener_of(visit.session, visit.line, conversation, visit.now)
    if listener is None:
        return False
    await desk.relay(visit.session, visit.line, conversation, listener, source_of(visit), visit.now)
    return True


async def choose(visit: Visit) -> bool:
    """`Pass it on` or `Not now`, typed; False when nothing was asked, so that it is a message like any other."""
    conversation = await _mine(visit)
    if conversation is None or not await conversations.held(visit.session, conversation.id):
        return False
    await CHOICES[visit.words](visit)
    return True


async def pass_on(visit: Visit) -> None:
    """The button `Pass it on`."""
    session, line, now = visit.session, visit.line, visit.now
    conversation = await _mine(visit)
    await visit.answer()
    if conversation is None or not await conversations.held(session, conversation.id):
        await visit.reply("nothing-to-pass-on")
        return
    await conversations.want_held(session, conversation.id)
    if conversation.state == ConversationState.OPEN:
        listener = await desk.listener_of(session, line, conversation, now)
        if listener is not None:
            await desk.deliver_earlier(session, line, conversation, listener, now)
            await visit.reply("sent-earlier", {"alias": listener.alias})
        else:
            await leaving.leave(session, line, conversation, now)
        return
    on_duty = await desk.listeners(session, line, visit.person.id, now)
    await conversations.move(session, conversation, _UNFINISHED, state=ConversationState.WAITING, told_at=now)
    if on_duty:
        if not await conversations.offers(session, conversation.id):
            await desk.call(session, line, conversation, on_duty, now)
        return
    await visit.reply("passed-on", await nobody.status(session, line, now))


async def keep(visit: Visit) -> None:
    """The button `Not now`."""
    session, line, now = visit.session, visit.line, visit.now
    conversation = await _mine(visit)
    await visit.answer()
    if conversation is None or not await conversations.held(session, conversation.id):
        await visit.reply("nothing-to-pass-on")
        return
    await conversations.drop_held(session, conversation.id, wanted=False)
    if conversation.state == ConversationState.OPEN:
        await visit.reply("not-passed-on-earlier")
        return
    await conversations.drop_held(session, conversation.id, wanted=True)
    await offers.withdraw(session, line, conversation, now)
    await leaving.close(session, conversation, now)
    await visit.reply("not-passed-on")


# What the buttons of an out-of-hours answer say, as it can be typed.
CHOICES = {"pass it on": pass_on, "not now": keep}


async def _mine(visit: Visit) -> Conversation | None:
    conversation = await conversations.of_member(visit.session, visit.line.id, visit.person.id)
    if conversation is None or visit.update.callback_query is None:
        return conversation
    return conversation if visit.button[1] == str(conversation.id) else None


async def _too_much(visit: Visit, conversation: Conversation) -> bool:
    if await conversations.unsent(visit.session, conversation.id) < _MOST_WAITING:
        return False
    told = conversation.told_at
    if told is None or visit.now - told >= timedelta(minutes=1):
        await conversations.move(visit.session, conversation, _UNFINISHED, told_at=visit.now)
        await visit.reply("too-much")
    return True
