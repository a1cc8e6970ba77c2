"""A volunteer takes conversations and answers; what is not clearly for somebody goes to nobody."""

from bot.models import Conversation, ConversationState, Role
from bot.outbox.queue import Priority, put_copy, put_text
from bot.queries import conversations, people, rota
from bot.queries.rota import OnDuty
from handlers.support import source_of
from handlers.visit import Visit
from scheduling import desk


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
        await visit.answer()
    else:
        await visit.answer("took-too-late")


async def answer(visit: Visit, me: OnDuty) -> None:
    """Copy what a volunteer on duty wrote to the one member it is for; ask when that is not clear."""
    open_ones = await conversations.of_volunteer(visit.session, visit.line.id, me.person_id)
    reply = visit.message.reply_to_message
    named = await conversations.relay_of(visit.session, visit.chat_id, reply.message_id) if reply else None
    if named is not None:
        chosen = next((one for one in open_ones if one.id == named.conversation_id), None)
        if chosen is None:
            await visit.reply("ended-already")
            return
    elif not open_ones:
        await visit.reply("nobody-to-answer", {"until_at": me.ends_at})
        return
    elif len(open_ones) > 1:
        aliases = [await _alias(visit, one) for one in open_ones]
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
        expires_at=desk.answer_keeps_until(visit.now),
    )
    if chosen.answer_due_at is not None:
        await conversations.move(visit.session, chosen, (ConversationState.OPEN,), answer_due_at=None)


async def close(visit: Visit) -> None:
    """`/close`: end the one open conversation, or the one that the message replied to belongs to."""
    open_ones = await conversations.of_volunteer(visit.session, visit.line.id, visit.person.id)
    reply = visit.message.reply_to_message
    named = await conversations.relay_of(visit.session, visit.chat_id, reply.message_id) if reply else None
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
    await desk.close(visit.session, conversation, visit.now)
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


async def edited(visit: Visit) -> None:
    """Someone changed a message: what was copied is copied again, as a reply to the older copy."""
    message = visit.message
    link = await conversations.relay_of(visit.session, visit.chat_id, message.message_id)
    if link is None or link.from_chat_id != visit.chat_id:
        return
    conversation = await conversations.get(visit.session, link.conversation_id)
    if conversation is None or conversation.state != ConversationState.OPEN:
        return
    from_member = conversation.member_id == visit.person.id
    if from_member:
        to = await desk.listener_of(visit.session, visit.line, conversation, visit.now)
        if to is None or to.telegram_id != link.to_chat_id:
            return
    elif conversation.volunteer_id != visit.person.id or await me_on_duty(visit) is None:
        return
    role = Role.MEMBER if from_member else Role.VOLUNTEER
    source = source_of(visit)
    await put_text(
        visit.session,
        visit.line,
        link.to_chat_id,
        "changed-by",
        visit.now,
        {"alias": visit.roles.get(role, "")},
        priority=Priority.CONVERSATION,
        conversation_id=conversation.id,
    )
    await put_copy(
        visit.session,
        visit.line.id,
        link.to_chat_id,
        type(source)(source.chat_id, source.message_id, None, source.message_id),
        visit.now,
        conversation_id=conversation.id,
        expires_at=desk.answer_keeps_until(visit.now),
    )


async def _alias(visit: Visit, conversation: Conversation) -> str:
    return await people.alias(visit.session, visit.line.id, conversation.member_id, Role.MEMBER)
