"""A volunteer takes conversations and answers; what is not clearly for somebody goes to nobody."""

from datetime import timedelta

from bot.models import Conversation, ConversationState, Role
from bot.outbox.queue import Button, Source, put_copy
from bot.queries import conversations, offering, people, relays, rota, topics
from bot.queries.asides import AsideKind
from bot.queries.rota import OnDuty
from handlers import guards, support
from handlers.leaks import leak_in
from handlers.support import source_of
from handlers.visit import Visit
from scheduling import carrying, desk, offers, presence

ANSWERS_KEEP = timedelta(hours=24)  # Telegram itself keeps no undelivered update longer


async def me_on_duty(visit: Visit) -> OnDuty | None:
    """The volunteer's own duty that runs now."""
    return await rota.duty_of(visit.session, visit.line.id, visit.person.id, visit.now)


async def take(visit: Visit) -> None:
    """The button `Take`."""
    _, number = visit.button
    conversation = (
        await conversations.get(visit.session, int(number))
        if number.isdecimal() and number.isascii() and len(number) < 16
        else None
    )
    if conversation is None or conversation.line_id != visit.line.id:
        await visit.answer("stale-button")
        return
    me = await me_on_duty(visit) or await _comes_on(visit, conversation)
    if me is None:
        await visit.answer("not-on-duty")
    elif conversation.state == ConversationState.OPEN and conversation.volunteer_id == me.person_id:
        await visit.answer()
    elif await desk.take(visit.session, visit.line, conversation, me, visit.now):
        await rota.confirm(visit.session, visit.line.id, me.person_id, visit.now)
        await visit.answer()
    else:
        taken = conversation.state == ConversationState.OPEN
        await visit.answer("took-too-late" if taken else "offer-ended")


async def take_in_words(visit: Visit) -> bool:
    """`Take`, typed: takes what was offered first; False when nothing is offered."""
    conversation = await offering.offered_to(visit.session, visit.person.id)
    if conversation is None:
        return False
    me = await me_on_duty(visit) or await _comes_on(visit, conversation)
    return me is not None and await desk.take(visit.session, visit.line, conversation, me, visit.now)


async def _comes_on(visit: Visit, conversation: Conversation) -> OnDuty | None:
    """A backup who was asked for this conversation and takes it is on duty from now on."""
    offered = {person_id for person_id, _, _ in await offering.offers(visit.session, conversation.id)}
    mine = await people.membership(visit.session, visit.line.id, visit.person.id, Role.VOLUNTEER)
    if mine is None or not mine.is_backup or visit.person.id not in offered:
        return None
    await presence.come_on(visit.session, visit.line, visit.person, visit.now)
    return await me_on_duty(visit)


async def talks(visit: Visit) -> bool:
    """Whether this volunteer has an open conversation."""
    return bool(await conversations.of_volunteer(visit.session, visit.line.id, visit.person.id))


async def is_late_answer(visit: Visit) -> bool:
    """Whether someone off duty replies to a member's message; it is not a message of their own as a member."""
    named = await named_in(visit)
    if named is None:
        return visit.has(Role.VOLUNTEER) and _replies_to_a_copy(visit)
    conversation = await conversations.get(visit.session, named)
    return conversation is not None and conversation.member_id != visit.person.id


async def answer(visit: Visit, me: OnDuty) -> None:
    """Copy what a volunteer on duty wrote to the one member it is for; ask when that is not clear."""
    open_ones = await open_here(visit)
    # Whoever answers is here.
    await rota.confirm(visit.session, visit.line.id, me.person_id, visit.now)
    named = await named_in(visit)
    mine = await _my_own(visit)
    if mine is not None and (named == mine.id if named is not None else not open_ones):
        await support.ask(visit)
        return
    if named is not None:
        chosen = next((one for one in open_ones if one.id == named), None)
        if chosen is None:
            await visit.reply("ended-already")
            return
    elif not open_ones:
        await visit.reply("nobody-to-answer", {"until_at": me.ends_at})
        return
    elif len(open_ones) > 1 or mine is not None or visit.thread_id is not None or _replies_to_a_copy(visit):
        # Whoever writes in a topic that is no conversation's any more, or replies to a copy whose link is forgotten,
        # has somebody in mind, and perhaps somebody else.
        await _ask_for_whom(visit)
        return
    else:
        chosen = open_ones[0]
    if not await guards.set_aside(visit, source_of(visit), chosen.id):
        await send(visit, chosen, source_of(visit))


async def send(visit: Visit, conversation: Conversation, source: Source) -> bool:
    """Copy a volunteer's message to the member; False when this conversation is theirs no more."""
    ids = [one.person_id for one in visit.sharers] or [visit.person.id]
    mine = conversation.state == ConversationState.OPEN and conversation.volunteer_id in ids
    if not mine or await desk.listener_of(visit.session, visit.line, conversation, visit.now) is None:
        return False
    member = await people.get(visit.session, conversation.member_id)
    await put_copy(
        visit.session,
        visit.line.id,
        member.telegram_id,
        source,
        visit.now,
        conversation_id=conversation.id,
        expires_at=visit.now + ANSWERS_KEEP,
    )
    await answered(visit, conversation)
    return True


async def answered(visit: Visit, conversation: Conversation) -> None:
    """The member has an answer: nobody else need be asked."""
    if conversation.answer_due_at is None and not conversation.escalation:
        return
    await conversations.move(
        visit.session, conversation, (ConversationState.OPEN,), answer_due_at=None, widen_at=None, escalation=0
    )
    await offering.forget_tried(visit.session, conversation.id)
    await offers.withdraw(visit.session, visit.line, conversation, visit.now)


async def send_change(visit: Visit, conversation: Conversation, source: Source) -> None:
    """Copy a changed message again, which may show who wrote it, since its writer says so."""
    listener = await desk.listener_of(visit.session, visit.line, conversation, visit.now)
    if listener is None:
        await visit.reply("ended-already")
        return
    from_member = conversation.member_id == visit.person.id
    member = await people.get(visit.session, conversation.member_id)
    to = listener.telegram_id if from_member else member.telegram_id
    await carrying.copy_again(visit.session, visit.line, conversation, to, source, visit.now)


async def choices(visit: Visit) -> list[tuple[int, str]]:
    """With whom this volunteer is talking: each conversation and the name of the other one in it."""
    found = [(one.id, await alias_of(visit, one)) for one in await open_here(visit)]
    mine = await _my_own(visit)
    if mine is not None and mine.volunteer_id is not None:
        found.append((mine.id, await people.alias(visit.session, visit.line.id, mine.volunteer_id, Role.VOLUNTEER)))
    return found


async def _ask_for_whom(visit: Visit) -> None:
    """Keep a message until its writer has said for whom it is; the parts of an album are asked about once."""
    source = source_of(visit)
    known = await guards.of_same_album(visit, source)
    aside = await guards.put_aside(visit, source, AsideKind.FOR_WHOM, None)
    if known:
        return
    people_here = await choices(visit)
    buttons: list[Button] = [("b-name", f"for:{aside.id}-{number}", {"alias": alias}) for number, alias in people_here]
    await visit.reply(
        "for-whom",
        {"aliases": ", ".join(alias for _, alias in people_here), "kind": leak_in(visit.message)},
        buttons=[*[buttons[n : n + 2] for n in range(0, len(buttons), 2)], [("b-do-not-send", f"drop:{aside.id}")]],
    )


async def open_here(visit: Visit) -> list[Conversation]:
    """The volunteer's open conversations; all on the phone when it is not clear who of several wrote."""
    ids = [visit.person.id] if visit.clear else [one.person_id for one in visit.sharers]
    return [one for each in ids for one in await conversations.of_volunteer(visit.session, visit.line.id, each)]


async def named_in(visit: Visit) -> int | None:
    """The conversation that a message names by what it replies to or by the topic it stands in."""
    message = visit.update.message
    if message is None:
        return None
    if message.reply_to_message is not None:
        link = await relays.relay_of(visit.session, visit.chat_ids, message.reply_to_message.message_id)
        if link is not None:
            return link.conversation_id
    if visit.thread_id is not None:
        return await topics.conversation_in(visit.session, visit.chat_ids, visit.thread_id)
    return None


def _replies_to_a_copy(visit: Visit) -> bool:
    """Whether a message replies to something copied here; the bot's own texts are not protected, copies are."""
    message = visit.update.message
    about = message.reply_to_message if message is not None else None
    return about is not None and bool(about.has_protected_content)


async def _my_own(visit: Visit) -> Conversation | None:
    """The conversation in which this volunteer is the member, when someone hears it or was asked to."""
    mine = await conversations.of_member(visit.session, visit.line.id, visit.person.id)
    return mine if mine is not None and mine.state != ConversationState.ASKING else None


async def alias_of(visit: Visit, conversation: Conversation) -> str:
    """The name of a conversation's member."""
    return await people.alias(visit.session, visit.line.id, conversation.member_id, Role.MEMBER)
