"""A volunteer takes conversations and answers; what is not clearly for somebody goes to nobody."""

from datetime import timedelta

from bot.models import Aside, Conversation, ConversationState, Duty, Relay, Role
from bot.outbox.queue import Button, Source, put_copy
from bot.queries import conversations, offering, outbox, people, relays, rota, topics
from bot.queries.asides import AsideKind
from bot.queries.rota import OnDuty
from handlers import guards, phone, support
from handlers.support import source_of
from handlers.visit import Visit
from scheduling import carrying, desk, offers, presence

ANSWERS_KEEP = timedelta(hours=24)  # Telegram itself keeps no undelivered update longer
_JUST_NOW = timedelta(minutes=1)
LATELY = timedelta(minutes=15)  # so long after an end, what somebody writes may still be meant for the one before
# What tells a volunteer that somebody whom they heard is gone, by no act of their own.
_GONE = ("closed-for-volunteer", "has-left", "taken-over")
# A volunteer's own words: what their button carries, and what the buttons say, as it can be typed.
OWN = "own"
SOMEONE_ELSE = "Someone else"
TO_TALK = ("i'd like to talk", "i’d like to talk", "id like to talk")


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
    await visit.answer(await _take(visit, conversation))


async def take_in_words(visit: Visit) -> bool:
    """`Take`, typed: takes what was offered first to whoever has this phone; it is never a message to a member."""
    for person in await phone.everyone(visit):
        conversation = await offering.offered_to(visit.session, person.id)
        if conversation is not None:
            theirs = await phone.as_sharer(visit, person.id)
            refused = await _take(theirs, conversation)
            if refused is not None:
                await theirs.reply(refused)
            return True
    await visit.reply("offer-ended")
    return True


async def _take(visit: Visit, conversation: Conversation) -> str | None:
    """Take a conversation for this volunteer; else returns the key of the text that says why not."""
    if conversation.state == ConversationState.OPEN and conversation.volunteer_id == visit.person.id:
        return None
    me = await me_on_duty(visit)
    if me is None and (refused := await desk.refusal(visit.session, visit.line, conversation, visit.person.id)):
        mine = await people.membership(visit.session, visit.line.id, visit.person.id, Role.VOLUNTEER)
        return refused if mine is not None and mine.is_backup else "not-on-duty"
    me = me or await _comes_on(visit, conversation)
    if me is None:
        return "not-on-duty"
    refused = await desk.take(visit.session, visit.line, conversation, me, visit.now)
    if refused is None:
        await rota.confirm(visit.session, visit.line.id, me.person_id, visit.now)
    return refused


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
        return visit.has(Role.VOLUNTEER) and replies_to_a_copy(visit)
    conversation = await conversations.get(visit.session, named)
    return conversation is not None and conversation.member_id != visit.person.id


async def talked_lately(visit: Visit) -> list[Duty]:
    """The duties in which this volunteer had conversations, running or just ended."""
    until = visit.now + timedelta.resolution
    found = await rota.between(visit.session, visit.line.id, visit.now - LATELY, until, person_id=visit.person.id)
    return [duty for duty in found if duty.talked]


async def may_be_anothers(visit: Visit) -> bool:
    """Whether words of a volunteer off duty that name nobody on record may be for somebody whom they heard.

    They reply to something that names nobody any more, stand in the topic of somebody who is gone, or were written
    just after a shift.
    """
    if not visit.has(Role.VOLUNTEER) or visit.paused or await named_in(visit) is not None:
        return False
    if visit.replied_to is not None or visit.thread_id is not None:
        return True
    over = [duty.ends_at for duty in await talked_lately(visit)]
    if not over:
        return False
    mine = await conversations.of_member(visit.session, visit.line.id, visit.person.id)
    return mine is None or mine.begun_at <= max(over)  # who has asked to talk since then goes on talking


async def answer(visit: Visit, me: OnDuty) -> None:
    """Copy what a volunteer on duty wrote to the one member it is for; ask when that is not clear."""
    open_ones = await open_here(visit)
    # Whoever answers is here.
    await rota.confirm(visit.session, visit.line.id, me.person_id, visit.now)
    named = await named_in(visit)
    mine = await _my_own(visit)
    if mine is not None and (named == mine.id if named is not None else not open_ones):
        if named is None and await _means_another(visit):
            await keep_until_told(visit)
        else:
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
    elif len(open_ones) > 1 or mine is not None or await _perhaps_another(visit):
        await keep_until_told(visit)
        return
    else:
        chosen = open_ones[0]
    if not await guards.set_aside(visit, source_of(visit), chosen.id):
        await send(visit, chosen, source_of(visit))


async def _perhaps_another(visit: Visit) -> bool:
    """Whether somebody with one conversation may have another person in mind.

    They were talking as a member themselves a moment ago, or mean somebody who is in no record.
    """
    since = visit.now - LATELY
    return await _means_another(visit) or await conversations.spoke_since(
        visit.session, visit.line.id, visit.person.id, since
    )


async def _means_another(visit: Visit) -> bool:
    """Whether words that name nobody on record may be for somebody who is gone.

    They stand in a topic that is no conversation's any more, reply to something that names none, or were perhaps being
    written when their writer was told, just now, that somebody else is gone.
    """
    return (
        visit.thread_id is not None
        or visit.replied_to is not None
        or await outbox.told_since(visit.session, visit.chat_ids, _GONE, visit.now - _JUST_NOW)
    )


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


async def across(visit: Visit, link: Relay) -> tuple[Conversation, int] | None:
    """The conversation of a link and the address on its other side, as long as the two are talking."""
    conversation = await conversations.get(visit.session, link.conversation_id)
    if conversation is None or conversation.state != ConversationState.OPEN:
        return None
    listener = await desk.listener_of(visit.session, visit.line, conversation, visit.now)
    member = await people.get(visit.session, conversation.member_id)
    if listener is None or {link.from_chat_id, link.to_chat_id} != {listener.telegram_id, member.telegram_id}:
        return None
    return conversation, member.telegram_id if listener.telegram_id in visit.chat_ids else listener.telegram_id


async def send_change(visit: Visit, source: Source) -> bool:
    """Copy a changed message again to who has its first copy; False when the two are talking no more."""
    for link in reversed(await relays.links_from(visit.session, {source.chat_id}, source.message_id)):
        if (found := await across(visit, link)) is not None:
            conversation, to = found
            await carrying.copy_again(visit.session, visit.line, conversation, to, source, visit.now)
            return True
    return False


async def choices(visit: Visit) -> list[tuple[int, str | None]]:
    """With whom this volunteer is talking: each conversation and the name of the other one, if anybody has it yet."""
    found: list[tuple[int, str | None]] = [(one.id, await alias_of(visit, one)) for one in await open_here(visit)]
    mine = await _my_own(visit)
    if mine is not None:
        to = mine.volunteer_id
        heard_by = await people.alias(visit.session, visit.line.id, to, Role.VOLUNTEER) if to is not None else None
        found.append((mine.id, heard_by))
    return found


async def keep_until_told(visit: Visit) -> None:
    """Keep a message until its writer has said for whom it is; the parts of an album are asked about once.

    If it may show who they are, that is asked first.
    """
    source = source_of(visit)
    if await guards.set_aside(visit, source, None, AsideKind.UNNAMED):
        await support.say_out_of_hours(visit)
        return
    known = await guards.of_same_album(visit, source)
    aside = await guards.put_aside(visit, source, AsideKind.FOR_WHOM, None)
    if not known:
        await ask_for_whom(visit, aside)


async def ask_for_whom(visit: Visit, aside: Aside) -> None:
    """Ask for whom a message is: for one of those at hand, or, after the shift, if it is the writer's own."""
    no: list[Button] = [("b-do-not-send", f"drop:{aside.id}")]
    if await me_on_duty(visit) is None:
        yes: Button = ("b-talk-myself", f"for:{aside.id}-{OWN}")
        await visit.redraw("for-yourself", visit.short_helplines(), buttons=[[yes], no])
        return
    people_here = await choices(visit)
    buttons: list[Button] = [
        ("b-name", f"for:{aside.id}-{number}", {"alias": alias})
        if alias is not None
        else ("b-someone-else", f"for:{aside.id}-{number}")
        for number, alias in people_here
    ]
    await visit.redraw(
        "for-whom",
        {
            "aliases": ", ".join(alias for _, alias in people_here if alias is not None),
            "asked": "yes" if any(alias is None for _, alias in people_here) else "no",
        },
        buttons=[*[buttons[n : n + 2] for n in range(0, len(buttons), 2)], no],
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
    if visit.replied_to is not None:
        link = await relays.relay_of(visit.session, visit.chat_ids, visit.replied_to.message_id)
        if link is not None:
            return link.conversation_id
        if visit.now - visit.replied_to.date < _JUST_NOW:
            # Somebody was quicker than the record of what has reached them.
            going = await outbox.on_the_way(visit.session, visit.chat_ids, visit.replied_to.message_id)
            if len(going) == 1:
                return going.pop()
    if visit.thread_id is not None:
        return await topics.conversation_in(visit.session, visit.chat_ids, visit.thread_id)
    return None


def replies_to_a_copy(visit: Visit) -> bool:
    """Whether a message replies to something copied here; the bot's own texts are not protected, copies are."""
    return visit.replied_to is not None and bool(visit.replied_to.has_protected_content)


async def _my_own(visit: Visit) -> Conversation | None:
    """The conversation in which this volunteer is the member, when someone hears it or was asked to."""
    mine = await conversations.of_member(visit.session, visit.line.id, visit.person.id)
    return mine if mine is not None and mine.state != ConversationState.ASKING else None


async def alias_of(visit: Visit, conversation: Conversation) -> str:
    """The name of a conversation's member."""
    return await people.alias(visit.session, visit.line.id, conversation.member_id, Role.MEMBER)
