"""A phone that several volunteers share: from whom an update comes, and `/phone`, who has it in hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from telegram import Message, Update

from bot.models import Conversation, Line, Person
from bot.outbox.queue import Priority, put_text
from bot.queries import Session, conversations, people, phones, relays, rota, topics
from bot.queries.phones import Sharer
from handlers.visit import Visit, whole_number
from scheduling.telling import in_words

# Commands about the conversation at hand are the volunteer's on duty, whoever has the phone.
_AT_HAND = ("/close", "/handover", "/signpost", "/concern", "/block", "/report")
# These are about a person, and as a reply are whoever's that person was talking with, on duty or not.
_ABOUT_SOMEBODY = ("/concern", "/block", "/report")


async def acting(
    session: Session, line: Line, update: Update, sharers: Sequence[Sharer], now: datetime
) -> tuple[Sharer, bool]:
    """Which of those who share a phone an update comes from, and whether that is clear.

    A button is pressed by the one it was sent to; what is written to members comes from who is on duty, and a reply
    from who talks with that member; all else comes from who has the phone in hand.
    """
    in_hand = next((one for one in sharers if one.in_hand), sharers[0])
    if update.callback_query is not None:
        named = whole_number((update.callback_query.data or "").rpartition("@")[2])
        return next((one for one in sharers if one.person_id == named), in_hand), True
    message = update.effective_message
    text = (message.text or "") if isinstance(message, Message) else ""
    if not isinstance(message, Message) or (text.startswith("/") and not text.lower().startswith(_AT_HAND)):
        return in_hand, True
    on_duty = {one.person_id for one in await rota.on_duty(session, line.id, now)}
    on = [one for one in sharers if one.person_id in on_duty]
    about_somebody = text.lower().startswith(_ABOUT_SOMEBODY)
    about = message.reply_to_message or message
    addresses = {one.telegram_id for one in sharers}
    link = await relays.relay_of(session, addresses, about.message_id)
    if link is not None:
        talks = await _talks_with_the_one_of(session, line, link.conversation_id, sharers)
        spoke = next(one for one in sharers if one.telegram_id in (link.from_chat_id, link.to_chat_id))
        if talks is not None or spoke in on or about_somebody:
            return talks or spoke, True
    elif message.is_topic_message and message.message_thread_id is not None:
        number = await topics.conversation_in(session, addresses, message.message_thread_id)
        found = await conversations.get(session, number) if number is not None else None
        whose = await who_had(session, found, sharers) if found is not None else None
        if found is not None and whose is not None and about_somebody:
            return await _talks_with_the_one_of(session, line, found.id, sharers) or whose, True
        if found is not None and whose in on and found.volunteer_id == (whose.person_id if whose else None):
            return whose, True
    if len(on) < 2:
        return (on[0] if on else in_hand), True
    talking = [one for one in on if await conversations.of_volunteer(session, line.id, one.person_id)]
    if len(talking) == 1:
        return talking[0], True
    return (in_hand if in_hand in on else on[0]), not talking


async def _talks_with_the_one_of(
    session: Session, line: Line, conversation_id: int, sharers: Sequence[Sharer]
) -> Sharer | None:
    """Who of those who share a phone talks now with the member of this conversation."""
    conversation = await conversations.get(session, conversation_id)
    now_with = await conversations.of_member(session, line.id, conversation.member_id) if conversation else None
    return next((one for one in sharers if now_with is not None and one.person_id == now_with.volunteer_id), None)


async def who_had(session: Session, conversation: Conversation, sharers: Sequence[Sharer]) -> Sharer | None:
    """Who of those who share a phone has, or last had, this conversation."""
    has = next((one for one in sharers if one.person_id == conversation.volunteer_id), None)
    if has is not None or not sharers:
        return has
    mates = {one.telegram_id: one for one in sharers}
    used = await relays.addresses(session, conversation.id)
    return next((mates[address] for address in used if address in mates), None)


async def as_sharer(visit: Visit, person_id: int) -> Visit:
    """The same from another of those who share the phone, in whose name it is answered."""
    person = await people.get(visit.session, person_id)
    _, roles, paused = await people.who(visit.session, visit.line.id, person.telegram_id)
    return replace(visit, person=person, roles=roles, paused=paused)


async def everyone(visit: Visit) -> list[Person]:
    """All who share the phone at hand, or the one person whose it is."""
    if not visit.sharers:
        return [visit.person]
    return [await people.get(visit.session, one.person_id) for one in visit.sharers]


async def busy(visit: Visit) -> bool:
    """Whether somebody is on duty on this phone, or in a conversation."""
    for person in await everyone(visit):
        if await rota.duty_of(visit.session, visit.line.id, person.id, visit.now) is not None:
            return True
        if await conversations.of_volunteer(visit.session, visit.line.id, person.id):
            return True
    return False


async def show(visit: Visit) -> None:
    """`/phone`: who shares this phone and who has it; with a name, that one has it now."""
    if not visit.sharers:
        await visit.reply("phone-not-shared")
        return
    wanted = people.alias_key(visit.argument)
    found = next((one for one in visit.sharers if wanted and people.alias_key(one.alias) == wanted), None)
    if found is not None:
        await _hand(visit, found)
        return
    named = [one for one in visit.sharers if one.alias]
    await visit.reply(
        "phone-who",
        {
            "part": visit.argument[:60] or None,
            "count": len(named),
            "names": in_words([one.alias for one in named]),
            "alias": next((one.alias for one in named if one.in_hand), None),
            "example": named[0].alias if named else "",
        },
        buttons=[[("b-name", f"phone:{one.person_id}", {"alias": one.alias}) for one in named]],
    )


async def press(visit: Visit) -> None:
    """A name under `/phone`."""
    found = next((one for one in visit.sharers if one.alias and one.person_id == visit.pressed), None)
    await visit.answer(None if found else "stale-button")
    if found is not None:
        await _hand(visit, found)


async def _hand(visit: Visit, to: Sharer) -> None:
    await phones.hand_to(visit.session, to.person_id)
    mates = {one.person_id: one for one in visit.sharers}
    running = [
        duty
        for duty in await rota.between(visit.session, visit.line.id, visit.now, visit.now + visit.now.resolution)
        if duty.person_id in mates
    ]
    other = next((duty for duty in running if duty.person_id != to.person_id), None)
    if any(duty.person_id == to.person_id for duty in running):
        other = None
    await put_text(
        visit.session,
        visit.line,
        to.telegram_id,
        "phone-yours",
        visit.now,
        {
            "alias": mates[other.person_id].alias if other is not None and other.person_id is not None else None,
            "until_at": other.ends_at if other is not None else visit.now,
        },
        buttons=[[("b-stand-in", f"standin:{other.id}")]] if other is not None else None,
        priority=Priority.CONVERSATION,
    )
