"""A volunteer takes conversations and answers; what is not clearly for somebody goes to nobody."""

from datetime import timedelta

from bot.models import Conversation, ConversationState, Relay, Role
from bot.outbox.queue import Priority, put_copy, put_text
from bot.queries import conversations, people, rota
from bot.queries.rota import OnDuty
from handlers import support
from handlers.support import source_of
from handlers.visit import Visit
from scheduling import desk, leaving

ANSWERS_KEEP = timedelta(hours=24)  # Telegram itself keeps no undelivered update longer


async def me_on_duty(visit: Visit) -> OnDuty | None:
    """The volunteer's own duty that runs now."""
    return await rota.duty_of(visit.session, visit.line.id, visit.person.id, visit.now)


async def take(visit: Visit) -> None:
    """The button `Take`."""
    _, number = visit.button
    me = await me_on_duty(visit)
    conversation = (
        await conversations.get(visit.session, int(number))
        if number.isdecimal() and number.isascii() and len(number) < 16
        else None
    )
    if me is None:
        await visit.answer("not-on-duty")
    elif conversation is None or conversation.line_id != visit.line.id:
        await visit.answer("stale-button")
    elif conversation.state == ConversationState.OPEN and conversation.volunteer_id == me.person_id:
        await visit.answer()
    elif await desk.take(visit.session, visit.line, conversation, me, visit.now):
        await rota.confirm(visit.session, visit.line.id, me.person_id, visit.now)
        await visit.answer()
    else:
        taken = conversation.state == ConversationState.OPEN
        await visit.answer("took-too-late" if taken else "offer-ended")


async def take_in_words(visit: Visit, me: OnDuty) -> bool:
    """`Take`, typed: takes what was offered first; False when nothing is offered."""
    conversation = await conversations.offered_to(visit.session, me.person_id)
    return conversation is not None and await desk.take(visit.session, visit.line, conversation, me, visit.now)


async def talks(visit: Visit) -> bool:
    """Whether this volunteer has an open conversation."""
    return bool(await conversations.of_volunteer(visit.session, visit.line.id, visit.person.id))


async def is_late_answer(visit: Visit) -> bool:
    """Whether someone off duty replies to a member's message; it is not a message of their own as a member."""
    named = await _named(visit)
    conversation = await conversations.get(visit.session, named.conversation_id) if named else None
    return conversation is not None and conversation.member_id != visit.person.id


async def answer(visit: Visit, me: OnDuty) -> None:
    """Copy what a volunteer on duty wrote to the one member it is for; ask when that is not clear."""
    open_ones = await _open_here(visit)
    # Whoever answers is here.
    await rota.confirm(visit.session, visit.line.id, me.person_id, visit.now)
    named = await _named(visit)
    mine = await _my_own(visit)
    if mine is not None and (named.conversation_id == mine.id if named is not None else not open_ones):
        await support.ask(visit)
        return
    if named is not None:
        chosen = next((one for one in open_ones if one.id == named.conversation_id), None)
        if chosen is None:
            await visit.reply("ended-already")
            return
    elif not open_ones:
        await visit.reply("nobody-to-answer", {"until_at": me.ends_at})
        return
    elif len(open_ones) > 1 or mine is not None:
        aliases = [await _alias(visit, one) for one in open_ones]
        if mine is not None and mine.volunteer_id is not None:
            aliases.append(await people.alias(visit.session, visit.line.id, mine.volunteer_id, Role.VOLUNTEER))
        await visit.reply("for-whom", {"aliases": ", ".join(aliases)})
        return
    else:
        chosen = open_ones[0]
    member = await people.get(visit.session, chosen.member_id)
    await put_copy(
        visit.session,
        visit.line.id,
        member.telegram_id,
        source_of(visit),
        visit.now,
        conversation_id=chosen.id,
        expires_at=visit.now + ANSWERS_KEEP,
    )
    if chosen.answer_due_at is not None:
        await conversations.move(visit.session, chosen, (ConversationState.OPEN,), answer_due_at=None)


async def close(visit: Visit) -> None:
    """`/close`: end the one open conversation, or the one that the message replied to belongs to."""
    open_ones = await _open_here(visit)
    named = await _named(visit)
    if named is not None:
        open_ones = [one for one in open_ones if one.id == named.conversation_id]
    if not open_ones:
        await visit.reply("close-none")
        return
    if len(open_ones) > 1:
        await visit.reply("close-which")
        return
    conversation = open_ones[0]
    alias = await _alias(visit, conversation)
    member = await people.get(visit.session, conversation.member_id)
    await leaving.close(visit.session, conversation, visit.now)
    await put_text(
        visit.session,
        visit.line,
        member.telegram_id,
        "ended-by-volunteer",
        visit.now,
        {"was": visit.roles[Role.VOLUNTEER]},
        priority=Priority.CONVERSATION,
    )
    await visit.reply("closed-for-volunteer", {"alias": alias})


async def _open_here(visit: Visit) -> list[Conversation]:
    """The volunteer's open conversations; all on the phone when it is not clear who of several wrote."""
    ids = [visit.person.id] if visit.clear else [one.person_id for one in visit.sharers]
    return [one for each in ids for one in await conversations.of_volunteer(visit.session, visit.line.id, each)]


async def _named(visit: Visit) -> Relay | None:
    """The link of the message replied to, which tells whose conversation is meant."""
    reply = visit.message.reply_to_message
    return await conversations.relay_of(visit.session, visit.chat_ids, reply.message_id) if reply else None


async def _my_own(visit: Visit) -> Conversation | None:
    """The conversation in which this volunteer is the member, when someone hears it or was asked to."""
    mine = await conversations.of_member(visit.session, visit.line.id, visit.person.id)
    return mine if mine is not None and mine.state != ConversationState.ASKING else None


async def _alias(visit: Visit, conversation: Conversation) -> str:
    return await people.alias(visit.session, visit.line.id, conversation.member_id, Role.MEMBER)
