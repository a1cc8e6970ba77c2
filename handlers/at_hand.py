"""What is done with the conversation at hand: end it, hand it over, leave a note, send helplines."""

from datetime import datetime

from bot.models import Conversation, ConversationState, Role
from bot.outbox.queue import Buttons, Priority, Source, put_text
from bot.queries import asides, conversations, heldback, outbox, people, relays, rota, wishes
from bot.queries.asides import AsideKind
from handlers import answering, guards, meant
from handlers.leaks import leak_in
from handlers.support import source_of
from handlers.visit import Visit, whole_number
from scheduling import carrying, desk, endings, leaving, pairing
from scheduling.telling import in_words

_YES = ("now", "yes", "anyway")


async def _chosen(visit: Visit, verb: str, *also: Conversation) -> Conversation | None:
    """The conversation that is meant: the button's, the reply's, the topic's or the only one; else it is asked."""
    open_ones = [*await answering.open_here(visit), *also]
    if visit.update.callback_query is not None:
        number = whole_number(visit.button[1])
        found = next((one for one in open_ones if one.id == number), None)
        await visit.answer(None if found is not None else "stale-button")
        return found
    named = await answering.named_in(visit)
    if named is not None:
        open_ones = [one for one in open_ones if one.id == named]
    forgotten = named is None and meant.means_somebody(visit)
    if len(open_ones) == 1 and not forgotten:
        return open_ones[0]
    if not open_ones:
        await visit.reply("close-ended" if forgotten or named is not None else "close-none")
        return None
    await meant.ask_which(visit, verb, open_ones, "which-one")
    return None


# Ending it


async def close(visit: Visit) -> None:
    """`/close` or the button `Close`: end a conversation with a kind word, and ask the member how it was."""
    mine = await conversations.of_member(visit.session, visit.line.id, visit.person.id)
    waits = mine is not None and mine.state != ConversationState.OPEN
    if mine is not None and waits and not await answering.open_here(visit) and not meant.means_somebody(visit):
        await _wait_no_more(visit, mine)
        return
    await _close_which(visit, anyway=visit.command is not None and visit.argument.casefold() in _YES)


async def close_anyway(visit: Visit) -> None:
    """The button `Close` under the word that nobody has answered yet."""
    await _close_which(visit, anyway=True)


async def _close_which(visit: Visit, *, anyway: bool) -> None:
    mine = await conversations.of_member(visit.session, visit.line.id, visit.person.id)
    own = [mine] if mine is not None and mine.state == ConversationState.OPEN else []
    conversation = await _chosen(visit, "closeanyway" if anyway else "close", *own)
    if conversation is None:
        return
    if conversation.member_id == visit.person.id:
        await _close_own(visit, conversation)
    else:
        await _close(visit, conversation, anyway=anyway)


async def _close(visit: Visit, conversation: Conversation, *, anyway: bool) -> None:
    alias = await meant.other_in(visit, conversation)
    unanswered = await carrying.unanswered_since(visit.session, conversation)
    if not anyway and unanswered and not await _was_answered(visit, conversation):
        buttons: Buttons = [
            [("b-hand-over", f"handover:{conversation.id}"), ("b-close", f"closeanyway:{conversation.id}")]
        ]
        await visit.reply("close-unanswered", {"alias": alias}, buttons=buttons)
        return
    await end_by_volunteer(visit, conversation)
    wished = await wishes.of_person(visit.session, visit.line.id, visit.person.id)
    again = endings.again_buttons(conversation, alias) if (conversation.member_id, Role.MEMBER) not in wished else None
    await visit.reply("closed-by-yourself", {"alias": alias}, buttons=again)


async def _was_answered(visit: Visit, conversation: Conversation) -> bool:
    """Whether the member was answered; if what they wrote last was not, whether it was by whoever hears them now."""
    member = await people.get(visit.session, conversation.member_id)
    if not await relays.was_answered(visit.session, conversation.id, member.telegram_id):
        return False
    since = conversation.opened_at
    if since is None or not await carrying.unanswered_since(visit.session, conversation):
        return True
    return await outbox.copied_since(visit.session, conversation.id, member.telegram_id, since)


async def end_by_volunteer(visit: Visit, conversation: Conversation) -> None:
    """End a conversation in its volunteer's name; what the member hears is the same whatever the reason."""
    session, line, now = visit.session, visit.line, visit.now
    if conversation.hello:
        # Who never answered a hello is told nothing more.
        await leaving.close(session, line, conversation, now)
        return
    answered = await _was_answered(visit, conversation)
    was = await people.alias(session, line.id, conversation.volunteer_id or 0, Role.VOLUNTEER)
    await leaving.close(session, line, conversation, now, asks_how=answered)
    if answered:
        await desk.tell_member(session, line, conversation, "ended-by-volunteer", now, {"was": was})
        await endings.ask_how(session, line, conversation, now)
    else:
        member = await people.get(session, conversation.member_id)
        before = await relays.was_answered(session, conversation.id, member.telegram_id)
        said = {"was": was, "answered": "yes" if before else "no"} | visit.short_helplines()
        await desk.tell_member(session, line, conversation, "ended-without-answer", now, said)


async def end_by_member(visit: Visit, conversation: Conversation, *, asks_how: bool = False) -> None:
    """End a conversation in its member's name; what the volunteer hears is the same whatever the reason."""
    volunteer = await people.get(visit.session, conversation.volunteer_id or 0)
    alias = await answering.alias_of(visit, conversation) or "…"
    await put_text(
        visit.session,
        visit.line,
        volunteer.telegram_id,
        "closed-for-volunteer",
        visit.now,
        {"alias": alias},
        priority=Priority.CONVERSATION,
    )
    await leaving.close(visit.session, visit.line, conversation, visit.now, asks_how=asks_how)


async def _close_own(visit: Visit, conversation: Conversation) -> None:
    answered = await _was_answered(visit, conversation)
    said = {"alias": await meant.other_in(visit, conversation), "answered": "yes" if answered else "no"}
    await end_by_member(visit, conversation, asks_how=answered)
    await visit.reply("closed-by-member", said | visit.short_helplines())
    if answered:
        await endings.ask_how(visit.session, visit.line, conversation, visit.now)


async def _wait_no_more(visit: Visit, conversation: Conversation) -> None:
    """A member whom nobody has heard yet does not want to wait any longer."""
    for wanted in (True, False):
        await heldback.drop_held(visit.session, conversation.id, wanted=wanted)
    await leaving.close(visit.session, visit.line, conversation, visit.now)
    await visit.reply("not-passed-on")


# Handing it over


async def by_word(visit: Visit) -> None:
    """`/handover`, or `/handover now`: the second tap, typed."""
    await (hand_over_now if visit.argument.casefold() in _YES else hand_over)(visit)


async def hand_over(visit: Visit) -> None:
    """`/handover` or the button `Hand over`: ask first, since the member hears of it at once."""
    conversation = await _chosen(visit, "handover")
    if conversation is None:
        return
    others = await _others(visit, conversation)
    next_on, nobody_next = (None, False) if others else await _next_on(visit, conversation)
    await put_text(
        visit.session,
        visit.line,
        visit.chat_id,
        "handover-ask",
        visit.now,
        {
            "alias": await meant.other_in(visit, conversation),
            "on": in_words(await _on_beside(visit, conversation)) if others else None,
            "next": next_on,
            "nobody": "yes" if nobody_next else "no",
        },
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
    alias = await meant.other_in(visit, conversation)
    await leaving.leave(visit.session, visit.line, conversation, visit.now, why="handed")
    names = {one.person_id: one.alias for one in others}
    goes_on = names.get(conversation.volunteer_id or 0) if conversation.state == ConversationState.OPEN else None
    await visit.reply("handed-over", {"alias": alias, "on": goes_on})


async def keep_it(visit: Visit) -> None:
    """The button `Not now` under the question about handing over."""
    await visit.answer()
    await visit.redraw("handover-kept")


async def _others(visit: Visit, conversation: Conversation) -> list[rota.OnDuty]:
    ids = (conversation.volunteer_id,)
    nearby = await pairing.listeners(visit.session, visit.line, conversation.member_id, visit.now, but=ids)
    groups = await pairing.in_order(visit.session, visit.line, conversation.member_id, nearby)
    return [one for group in groups for one in group]


async def _on_beside(visit: Visit, conversation: Conversation, at: datetime | None = None) -> list[str]:
    """Everyone else who is on duty; to leave somebody out would say whom the member is not paired with."""
    out = (conversation.volunteer_id, conversation.member_id)
    on_duty = await rota.on_duty(visit.session, visit.line.id, at or visit.now)
    return [one.alias for one in on_duty if one.person_id not in out]


async def _next_on(visit: Visit, conversation: Conversation) -> tuple[str | None, bool]:
    """Who is on when this volunteer's shift ends, if the conversation can go on with them; and whether nobody is."""
    me = await desk.listener_of(visit.session, visit.line, conversation, visit.now)
    if me is None:
        return None, False
    ids = (conversation.volunteer_id,)
    able = await pairing.listeners(visit.session, visit.line, conversation.member_id, me.ends_at, but=ids)
    after = await _on_beside(visit, conversation, me.ends_at)
    return in_words(after) if able else None, not after


# A note for the next one


async def is_note(visit: Visit) -> bool:
    """Whether a message replies to the question about handing over: then it is a note for the next volunteer."""
    message = visit.update.message
    if message is None or message.reply_to_message is None:
        return False
    key = await outbox.text_key_of(visit.session, visit.chat_ids, message.reply_to_message.message_id)
    return key == "handover-ask"


async def note(visit: Visit) -> None:
    """What goes along to the next volunteer, as a copy: one message, or one album, unless it may show who one is."""
    named = await answering.named_in(visit)
    conversation = next((one for one in await answering.open_here(visit) if one.id == named), None)
    if conversation is None:
        await visit.reply("ended-already")
        return
    source = source_of(visit)
    before = await asides.of_album(visit.session, source.chat_id, source.media_group_id)
    kind = leak_in(visit.message)
    refused = before is not None and before.conversation_id is None
    if kind is not None or refused:
        await _refuse_note(visit, source)
        if not refused:
            await visit.reply("note-leak", {"kind": kind})
        return
    if before is None:
        for older in await asides.notes(visit.session, conversation.id):
            await asides.drop(visit.session, older)
    await guards.put_aside(visit, source, AsideKind.NOTE, conversation.id)
    if before is not None:
        return
    others = await _others(visit, conversation)
    await visit.reply(
        "note-kept",
        {"on": "yes" if others else None},
        buttons=[[("b-hand-over", f"handovernow:{conversation.id}")]] if others else None,
    )


async def _refuse_note(visit: Visit, source: Source) -> None:
    """Keep no part of this album: a part that belongs to no conversation goes nowhere, and tells those after it so."""
    if source.media_group_id is not None:
        part = await guards.put_aside(visit, source, AsideKind.NOTE, None)
        for one in await asides.together(visit.session, part):
            one.conversation_id = None


# Helplines


async def signpost(visit: Visit) -> None:
    """`/signpost`: send the member helplines that are open now, in the volunteer's name."""
    conversation = await _chosen(visit, "signpost")
    if conversation is None:
        return
    me = await people.alias(visit.session, visit.line.id, conversation.volunteer_id or 0, Role.VOLUNTEER)
    said = {"alias": me or "…"} | visit.short_helplines()
    await desk.tell_member(visit.session, visit.line, conversation, "signposted", visit.now, said)
    await visit.reply("signposted-for-volunteer", {"alias": await meant.other_in(visit, conversation)})
