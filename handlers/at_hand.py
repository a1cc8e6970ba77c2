"""What a volunteer does with the conversation at hand: end it, hand it over, send helplines, raise a concern."""

from bot.models import Conversation, ConversationState, Role
from bot.outbox.queue import Button, Priority, put_text
from bot.queries import asides, conversations, outbox, people, relays, rota
from bot.queries.asides import AsideKind
from handlers import answering, guards
from handlers.support import source_of
from handlers.visit import Visit, whole_number
from scheduling import desk, endings, leaving, pairing
from scheduling.telling import tell_leads

# The verbs of buttons that are typed as two words.
_TYPED = {"handovernow": "handover now", "concernyes": "concern yes"}


async def _chosen(visit: Visit, verb: str) -> Conversation | None:
    """The conversation that is meant: the button's, the reply's, the topic's or the only one; else it is asked."""
    open_ones = await answering.open_here(visit)
    if visit.update.callback_query is not None:
        number = whole_number(visit.button[1])
        found = next((one for one in open_ones if one.id == number), None)
        await visit.answer(None if found is not None else "stale-button")
        return found
    named = await answering.named_in(visit)
    if named is not None:
        open_ones = [one for one in open_ones if one.id == named]
    if len(open_ones) == 1:
        return open_ones[0]
    if not open_ones:
        await visit.reply("close-none" if named is None else "close-ended")
        return None
    buttons: list[Button] = [
        ("b-name", f"{verb}:{one.id}", {"alias": await answering.alias_of(visit, one)}) for one in open_ones
    ]
    said = {"command": _TYPED.get(verb, verb)}
    await visit.reply("which-one", said, buttons=[buttons[n : n + 2] for n in range(0, len(buttons), 2)])
    return None


async def close(visit: Visit) -> None:
    """`/close` or the button `Close`: end a conversation with a kind word, and ask the member how it was."""
    conversation = await _chosen(visit, "close")
    if conversation is None:
        return
    alias = await answering.alias_of(visit, conversation)
    member = await people.get(visit.session, conversation.member_id)
    answered = await relays.was_answered(visit.session, conversation.id, member.telegram_id)
    was = await people.alias(visit.session, visit.line.id, conversation.volunteer_id or 0, Role.VOLUNTEER)
    await leaving.close(visit.session, visit.line, conversation, visit.now, asks_how=answered)
    await desk.tell_member(visit.session, visit.line, conversation, "ended-by-volunteer", visit.now, {"was": was})
    if answered:
        await endings.ask_how(visit.session, visit.line, conversation, visit.now)
    await visit.reply("closed-for-volunteer", {"alias": alias}, buttons=endings.again_buttons(conversation, alias))


async def hand_over(visit: Visit) -> None:
    """`/handover` or the button `Hand over`: ask first, since the member hears of it at once."""
    conversation = await _chosen(visit, "handover")
    if conversation is None:
        return
    alias = await answering.alias_of(visit, conversation)
    others = await _others(visit, conversation)
    next_on = None if others else await _next_on(visit, conversation)
    await put_text(
        visit.session,
        visit.line,
        visit.chat_id,
        "handover-ask",
        visit.now,
        {"alias": alias, "on": " and ".join(one.alias for one in others) or None, "next": next_on},
        buttons=[[("b-hand-over", f"handovernow:{conversation.id}"), ("b-not-now", f"handoverkeep:{conversation.id}")]]
        if others
        else None,
        priority=Priority.CONVERSATION,
        conversation_id=conversation.id,
    )


async def hand_over_now(visit: Visit) -> None:
    """The button `Hand over` under the question, or `/handover now`."""
    conversation = await _chosen(visit, "handovernow")
    if conversation is None:
        return
    others = await _others(visit, conversation)
    if not others:
        await visit.reply("handover-nobody")
        return
    alias = await answering.alias_of(visit, conversation)
    await leaving.leave(visit.session, visit.line, conversation, visit.now, why="handed")
    await visit.reply("handed-over", {"alias": alias, "on": " and ".join(one.alias for one in others)})


async def keep_it(visit: Visit) -> None:
    """The button `Not now` under the question about handing over."""
    await visit.answer()
    await visit.redraw("handover-kept")


async def is_note(visit: Visit) -> bool:
    """Whether a message replies to the question about handing over: then it is a note for the next volunteer."""
    message = visit.update.message
    if message is None or message.reply_to_message is None:
        return False
    key = await outbox.text_key_of(visit.session, visit.chat_ids, message.reply_to_message.message_id)
    return key == "handover-ask"


async def note(visit: Visit) -> None:
    """One message that goes along to the next volunteer, as a copy."""
    named = await answering.named_in(visit)
    conversation = next((one for one in await answering.open_here(visit) if one.id == named), None)
    if conversation is None:
        await visit.reply("ended-already")
        return
    for older in await asides.notes(visit.session, conversation.id):
        await asides.drop(visit.session, older)
    await guards.put_aside(visit, source_of(visit), AsideKind.NOTE, conversation.id)
    others = await _others(visit, conversation)
    await visit.reply(
        "note-kept",
        {"on": "yes" if others else None},
        buttons=[[("b-hand-over", f"handovernow:{conversation.id}")]] if others else None,
    )


async def _others(visit: Visit, conversation: Conversation) -> list[rota.OnDuty]:
    ids = (conversation.volunteer_id,)
    nearby = await pairing.listeners(visit.session, visit.line, conversation.member_id, visit.now, but=ids)
    groups = await pairing.in_order(visit.session, visit.line, conversation.member_id, nearby)
    return [one for group in groups for one in group]


async def _next_on(visit: Visit, conversation: Conversation) -> str | None:
    """Who is on when this volunteer's shift ends."""
    me = await desk.listener_of(visit.session, visit.line, conversation, visit.now)
    if me is None:
        return None
    after = await pairing.listeners(
        visit.session, visit.line, conversation.member_id, me.ends_at, but=(conversation.volunteer_id,)
    )
    return " and ".join(one.alias for one in after) or None


async def signpost(visit: Visit) -> None:
    """`/signpost`: send the member helplines that are open now, in the volunteer's name."""
    conversation = await _chosen(visit, "signpost")
    if conversation is None:
        return
    alias = await answering.alias_of(visit, conversation)
    said = {"alias": visit.roles[Role.VOLUNTEER]} | visit.short_helplines()
    await desk.tell_member(visit.session, visit.line, conversation, "signposted", visit.now, said)
    await visit.reply("signposted-for-volunteer", {"alias": alias})


async def concern(visit: Visit) -> None:
    """`/concern`: what raising a concern means, and the button that does it."""
    conversation = await _chosen(visit, "concern")
    if conversation is None:
        return
    alias = await answering.alias_of(visit, conversation)
    await visit.reply(
        "concern-ask",
        {"alias": alias},
        buttons=[[("b-concern", f"concernyes:{conversation.id}"), ("b-not-now", f"concernno:{conversation.id}")]],
    )


async def raise_concern(visit: Visit) -> None:
    """The button `Raise a concern`, or `/concern yes`: the safeguarding lead hears who, and about whom."""
    conversation = await _chosen(visit, "concernyes")
    if conversation is None:
        return
    said = {"alias": await answering.alias_of(visit, conversation), "by": visit.roles[Role.VOLUNTEER]}
    named = await tell_leads(
        visit.session, visit.line, "concern-raised", visit.now, said, but=(visit.person.id, conversation.member_id)
    )
    key = "concern-done" if named else "concern-nobody"
    await visit.reply(key, {"names": named} | visit.short_helplines())


async def no_concern(visit: Visit) -> None:
    """The button `Not now` under the question about a concern."""
    await visit.answer()
    await visit.redraw("concern-not")


async def by_word(visit: Visit) -> None:
    """`/handover now` and `/concern yes`: the second tap, typed."""
    if visit.command == "handover":
        await (hand_over_now if visit.argument.casefold() in ("now", "yes") else hand_over)(visit)
    else:
        await (raise_concern if visit.argument.casefold() in ("now", "yes") else concern)(visit)


async def of_last(visit: Visit) -> Conversation | None:
    """The conversation that somebody means when they speak of the other person: at hand, or the last one they had."""
    named = await answering.named_in(visit)
    if named:
        return await conversations.get(visit.session, named)
    open_ones = await answering.open_here(visit)
    if len(open_ones) > 1:
        return None
    if open_ones:
        return open_ones[0]
    mine = await conversations.of_member(visit.session, visit.line.id, visit.person.id)
    if mine is not None and mine.state == ConversationState.OPEN:
        return mine
    return await conversations.last_of(visit.session, visit.line.id, visit.person.id)
