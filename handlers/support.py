"""A member writes: to whoever is on duty, or out of hours to nobody, honestly."""

from datetime import timedelta

from bot.models import Conversation, ConversationState, Role
from bot.outbox.queue import Source
from bot.queries import conversations, heldback, people, rota, topics
from bot.texts.phrases import holds_phrase
from handlers import guards
from handlers.visit import Visit
from scheduling import carrying, desk, escalation, leaving, nobody

# So much from one person waiting at once is a stuck key or an attack; others must still get through.
_MOST_WAITING = 200
_UNFINISHED = (ConversationState.ASKING, ConversationState.WAITING, ConversationState.OPEN)


def source_of(visit: Visit) -> Source:
    """The message at hand, as something to copy."""
    message = visit.message
    reply = message.reply_to_message.message_id if message.reply_to_message else None
    return Source(visit.chat_id, message.message_id, message.media_group_id, reply)


async def ask(visit: Visit) -> None:
    """A member wrote: pass it on, unless it may show who they are; then a word list may add helplines."""
    if visit.paused:
        await visit.reply("paused-wrote", visit.short_helplines())
        return
    if not visit.person.relay:
        await visit.reply("relay-off-wrote", visit.short_helplines(), buttons=[[("b-relay-on", "meswitch:relay-on")]])
        return
    conversation = await conversations.of_member(visit.session, visit.line.id, visit.person.id)
    is_open = conversation is not None and conversation.state == ConversationState.OPEN
    guarded = await guards.set_aside(visit, source_of(visit), conversation.id if conversation and is_open else None)
    if guarded:
        has_helplines = await say_out_of_hours(visit)
    else:
        has_helplines = await bring(visit, source_of(visit))
    await add_list(visit, has_helplines=has_helplines)


async def say_out_of_hours(visit: Visit) -> bool:
    """Say so, with helplines, when nobody is on duty and a message was set aside; whether that was so.

    Whatever they do with it, they are never left without a word (care.md).
    """
    if await rota.on_duty(visit.session, visit.line.id, visit.now):
        return False
    said = await nobody.status(visit.session, visit.line, visit.person.id, visit.now)
    await visit.reply("leak-out-of-hours", said)
    return True


async def bring(visit: Visit, source: Source) -> bool:
    """Bring a member's message to whoever is on duty, or let it wait and say so; whether helplines were shown."""
    session, line, now = visit.session, visit.line, visit.now
    conversation = await conversations.of_member(session, line.id, visit.person.id)
    if conversation is not None and await _too_much(visit, conversation):
        return False
    if conversation is not None and await _relayed(visit, conversation, source):
        return False
    if conversation is not None and conversation.state == ConversationState.OPEN:
        # The shift ended this very moment, before the program's own look at the clock.
        await leaving.leave(session, line, conversation, now)
        conversation = await conversations.of_member(session, line.id, visit.person.id)
        if conversation is not None and await _relayed(visit, conversation, source):
            return False
    on_duty = await rota.on_duty(session, line.id, now)
    if conversation is None:
        state = ConversationState.WAITING if on_duty else ConversationState.ASKING
        conversation = await conversations.begin(session, line.id, visit.person.id, state, now)
    if visit.thread_id is not None:
        await topics.heard_in(session, conversation.id, visit.chat_id, visit.thread_id)
    await heldback.hold(
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
        return await nobody.tell_out_of_hours(session, line, conversation, visit.chat_id, now)
    await _call(visit, conversation)
    return False


async def _call(visit: Visit, conversation: Conversation) -> None:
    """Bring a conversation to those on duty who can hear this member."""
    session, line, now = visit.session, visit.line, visit.now
    if conversation.state == ConversationState.WAITING and escalation.is_under_way(conversation):
        # Somebody is being asked already; after the last step coordinators hear again if this waits too.
        if conversation.answer_due_at is None:
            due = now + timedelta(minutes=line.answer_within)
            await conversations.move(session, conversation, _UNFINISHED, answer_due_at=due)
        return
    await escalation.call(session, line, conversation, now)


async def _relayed(visit: Visit, conversation: Conversation, source: Source) -> bool:
    listener = await desk.listener_of(visit.session, visit.line, conversation, visit.now)
    if listener is None:
        return False
    if visit.thread_id is not None:
        await topics.heard_in(visit.session, conversation.id, visit.chat_id, visit.thread_id)
    await carrying.relay(visit.session, visit.line, conversation, listener, source, visit.now)
    return True


async def add_list(visit: Visit, *, has_helplines: bool) -> None:
    """Beside the relay, never before it: helplines when a phrase of the word list was written (care.md)."""
    message = visit.message
    words = message.text or message.caption or ""
    person, added = visit.person, visit.person.list_added_at
    if has_helplines or not person.word_list or (added is not None and visit.now - added < nobody.LIST_AGAIN):
        return
    if holds_phrase(words):
        await people.set_fields(visit.session, person.id, list_added_at=visit.now)
        await visit.reply("word-list", visit.short_helplines(), buttons=[[("b-word-list-off", "wordlist:off")]])


async def word_list(visit: Visit) -> None:
    """`/wordlist on` or `off`, or the button under what the word list added."""
    word = visit.button[1] if visit.update.callback_query is not None else visit.argument.casefold()
    await visit.answer()
    if word in ("on", "off"):
        await people.set_fields(visit.session, visit.person.id, word_list=word == "on")
        await visit.reply("word-list-is", {"on": "yes" if word == "on" else "no"})
    elif word:
        await visit.reply("word-list-usage", {"part": visit.argument[:60]})
    else:
        await visit.reply("word-list-is", {"on": "yes" if visit.person.word_list else "no"})


async def talk(visit: Visit) -> None:
    """`/start talk`: somebody would like to talk; a volunteer on duty too, and then it goes to somebody else."""
    session, line, now = visit.session, visit.line, visit.now
    if not visit.person.relay:
        await visit.reply("relay-off-wrote", visit.short_helplines(), buttons=[[("b-relay-on", "meswitch:relay-on")]])
        return
    if visit.paused:
        await visit.reply("paused-wrote", visit.short_helplines())
        return
    conversation = await conversations.of_member(session, line.id, visit.person.id)
    if conversation is not None and conversation.state == ConversationState.OPEN and conversation.volunteer_id:
        listener = await desk.listener_of(session, line, conversation, now)
        if listener is not None:
            await conversations.move(session, conversation, (ConversationState.OPEN,), hello=False)
            await visit.reply("talk-already", {"alias": listener.alias, "until_at": listener.ends_at})
            return
    if not await rota.on_duty(session, line.id, now):
        if conversation is not None and conversation.state == ConversationState.WAITING:
            await visit.reply("talk-passed-on", await nobody.status(session, line, visit.person.id, now))
            return
        await visit.reply(
            "talk-later",
            {"asked": "yes"} | await nobody.status(session, line, visit.person.id, now),
            buttons=[[("b-pass-on", "talklater:yes"), ("b-not-now", "talklater:no")]],
        )
        return
    if conversation is None:
        conversation = await conversations.begin(session, line.id, visit.person.id, ConversationState.WAITING, now)
    await visit.reply("talk-begin", {"on": "yes" if visit.has(Role.VOLUNTEER) else "no"})
    await _call(visit, conversation)


async def talk_later(visit: Visit) -> None:
    """`Pass it on` or `Not now` under the answer that nobody is on duty, when nothing has been written yet."""
    session, line, now = visit.session, visit.line, visit.now
    await visit.answer()
    conversation = await conversations.of_member(session, line.id, visit.person.id)
    if visit.button[1] != "yes":
        waits = conversation is not None and bool(await heldback.held(session, conversation.id))
        if conversation is not None and conversation.state == ConversationState.WAITING and not waits:
            await leaving.close(session, line, conversation, now)
        await visit.redraw("talk-not-now", {"wrote": "yes" if waits else "no"})
        return
    if visit.paused or not visit.person.relay or await rota.on_duty(session, line.id, now):
        await talk(visit)
        return
    if conversation is None:
        conversation = await conversations.begin(session, line.id, visit.person.id, ConversationState.WAITING, now)
    await heldback.want_held(session, conversation.id)
    # They were told nothing yet of any message: the first that they write is answered.
    await conversations.move(session, conversation, _UNFINISHED, state=ConversationState.WAITING, told_at=None)
    await visit.redraw("talk-passed-on", await nobody.status(session, line, visit.person.id, now))


async def choose(visit: Visit) -> bool:
    """`Pass it on` or `Not now`, typed; False when nothing was asked, so that it is a message like any other."""
    conversation = await _mine(visit)
    if conversation is None or not await heldback.held(visit.session, conversation.id):
        return False
    await CHOICES[visit.words](visit)
    return True


async def pass_on(visit: Visit) -> None:
    """The button `Pass it on`."""
    session, line, now = visit.session, visit.line, visit.now
    conversation = await _mine(visit)
    await visit.answer()
    if conversation is None or not await heldback.held(session, conversation.id):
        await visit.reply("nothing-to-pass-on")
        return
    await heldback.want_held(session, conversation.id)
    if conversation.state == ConversationState.OPEN:
        listener = await desk.listener_of(session, line, conversation, now)
        if listener is not None:
            await carrying.deliver_earlier(session, line, conversation, listener, now)
            await visit.reply("sent-earlier", {"alias": listener.alias})
        else:
            await leaving.leave(session, line, conversation, now)
        return
    asked = conversation.state == ConversationState.WAITING and escalation.is_under_way(conversation)
    await conversations.move(session, conversation, _UNFINISHED, state=ConversationState.WAITING, told_at=now)
    if await rota.on_duty(session, line.id, now):
        await _call(visit, conversation)
        if asked:
            await visit.reply("passed-on-too")
        return
    await visit.reply("passed-on", await nobody.status(session, line, visit.person.id, now))


async def keep(visit: Visit) -> None:
    """The button `Not now`."""
    session, line, now = visit.session, visit.line, visit.now
    conversation = await _mine(visit)
    await visit.answer()
    if conversation is None or not await heldback.held(session, conversation.id):
        await visit.reply("nothing-to-pass-on")
        return
    older = [one for one in await heldback.held(session, conversation.id) if not one.wanted]
    await heldback.drop_held(session, conversation.id, wanted=False)
    newer = bool(older) and bool(await heldback.held(session, conversation.id))
    if conversation.state == ConversationState.OPEN or newer:
        await visit.reply("not-passed-on-earlier")
        return
    await heldback.drop_held(session, conversation.id, wanted=True)
    await leaving.close(session, line, conversation, now)
    await visit.reply("not-passed-on")


# What the buttons of an out-of-hours answer say, as it can be typed.
CHOICES = {"pass it on": pass_on, "not now": keep}


async def _mine(visit: Visit) -> Conversation | None:
    conversation = await conversations.of_member(visit.session, visit.line.id, visit.person.id)
    if conversation is None or visit.update.callback_query is None:
        return conversation
    return conversation if visit.button[1] == str(conversation.id) else None


async def _too_much(visit: Visit, conversation: Conversation) -> bool:
    if await heldback.unsent(visit.session, conversation.id) < _MOST_WAITING:
        return False
    told = conversation.told_at
    if told is None or visit.now - told >= timedelta(minutes=1):
        await conversations.move(visit.session, conversation, _UNFINISHED, told_at=visit.now)
        await visit.reply("too-much")
    return True
