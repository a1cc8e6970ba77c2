"""What people do to messages they have sent or got: change them, react to them, take them back."""

from collections.abc import Sequence
from datetime import timedelta

from telegram import ReactionTypeEmoji
from telegram.constants import ReactionEmoji

from bot.models import UNHEARD, Held, Outbox, OutboxState
from bot.outbox.queue import Kind, Priority, Source, put_mirror, put_text
from bot.outbox.words import Words, words_of
from bot.queries import asides, conversations, heldback, outbox, relays
from bot.queries.asides import AsideKind
from handlers import answering, guards, support
from handlers.answering import ANSWERS_KEEP
from handlers.leaks import leak_in
from handlers.visit import Visit
from scheduling import carrying, leaving

# Telegram lets a bot delete what it sent for so long.
_TAKEN_BACK_WITHIN = timedelta(hours=48)
_STANDARD = frozenset(ReactionEmoji)


async def edited(visit: Visit) -> None:
    """Someone changed a message: its copy changes too, or is followed by a new one where that cannot be.

    What has not gone yet goes as it is by then, unless it has come to show who wrote it.
    """
    message = visit.message
    if message.location is not None:
        return  # a live location changes every few seconds; the copy shows where it began
    aside = await asides.of_message(visit.session, visit.chat_ids, message.message_id)
    if aside is not None and aside.kind == AsideKind.NOTE:
        if (leak := leak_in(message)) is not None:
            await asides.drop(visit.session, aside)
            await visit.reply("note-leak", {"kind": leak})
        return
    if aside is not None and aside.kind in (AsideKind.LEAK, AsideKind.UNNAMED, AsideKind.FOR_WHOM):
        await guards.look_again(visit, aside)
        await _read_by_list(visit, aside.conversation_id if aside.kind == AsideKind.LEAK else 0)
        return
    rows = await outbox.copies_of(visit.session, visit.chat_ids, message.message_id)
    if await _still_waits(visit, [row for row in rows if row.state == OutboxState.WAITING]):
        return
    link = await relays.relay_of(visit.session, visit.chat_ids, message.message_id)
    to = [(row.conversation_id or 0, row.chat_id, row.from_chat_id or 0) for row in rows]
    if not to and link is not None and link.from_chat_id in visit.chat_ids:
        found = await answering.across(visit, link)
        if found is None:
            conversation = await conversations.get(visit.session, link.conversation_id)
            asked = conversation is not None and conversation.member_id == visit.person.id
            await visit.reply("change-not-passed", {"asked": "yes" if asked else "no"})
            return
        to = [(found[0].id, found[1], link.from_chat_id)]
    for conversation_id, chat_id, from_chat_id in to:
        source = Source(from_chat_id, message.message_id)
        if await guards.set_change_aside(visit, source, conversation_id):
            # Copied again it would have the new words, which its writer may not want to be sent.
            await outbox.forget_copy(visit.session, conversation_id, message.message_id)
            for row in rows:
                # If Telegram refused it with the old words, it must not be tried again with the new ones.
                await outbox.leave_out(visit.session, row, message.message_id)
            await _read_by_list(visit, conversation_id)
            return
        await put_mirror(
            visit.session,
            visit.line.id,
            Kind.AMEND,
            chat_id,
            source,
            visit.now,
            conversation_id=conversation_id,
            expires_at=visit.now + ANSWERS_KEEP,
            words=words_of(message),
        )
        await _read_by_list(visit, conversation_id)
    if to and aside is not None:
        await asides.drop(visit.session, aside)  # what was set aside before has been changed for good


async def _still_waits(visit: Visit, rows: Sequence[Outbox]) -> bool:
    """Whether a changed message goes as it is now, or is taken out since it shows now who wrote it.

    Where its writer is asked first if it goes on to the next volunteer, the one before does not get the change.
    """
    waits = await heldback.held_message(visit.session, visit.chat_ids, visit.message.message_id)
    if waits is None and not rows:
        return False
    conversation_id = waits.conversation_id if waits is not None else rows[0].conversation_id
    conversation = await conversations.get(visit.session, conversation_id or 0)
    mine = conversation is not None and conversation.member_id == visit.person.id
    leaks = leak_in(visit.message) is not None
    if leaks:
        sources = await _take_out(visit, waits, rows)
        await guards.take_aside(visit, sources, None if mine else conversation_id)
    if mine:
        await support.add_list(visit, has_helplines=False)
    return leaks or bool(rows) or (waits is not None and waits.wanted)


async def _take_out(visit: Visit, waits: Held | None, rows: Sequence[Outbox]) -> list[Source]:
    """Take a message out of where it waits, with its whole album; a message can wait for a volunteer or to be sent."""
    sources = {}
    if waits is not None:
        for one in await heldback.held(visit.session, waits.conversation_id):
            if one.id == waits.id or (one.media_group_id is not None and one.media_group_id == waits.media_group_id):
                sources[one.message_id] = Source(one.chat_id, one.message_id, one.media_group_id, one.reply_to)
                await heldback.drop_held_message(visit.session, one)
        await _nothing_left(visit, waits.conversation_id)
    for row in rows:
        for message_id in list(row.from_message_ids or []):
            sources[message_id] = Source(row.from_chat_id or 0, message_id, row.media_group_id, row.reply_to)
            await outbox.leave_out(visit.session, row, message_id)
    return [sources[message_id] for message_id in sorted(sources)]


async def _read_by_list(visit: Visit, conversation_id: int | None) -> None:
    """The word list reads what a member has changed too; what is in no conversation yet is a member's own."""
    conversation = await conversations.get(visit.session, conversation_id) if conversation_id is not None else None
    if conversation_id is None or (conversation is not None and conversation.member_id == visit.person.id):
        await support.add_list(visit, has_helplines=False)


async def reacted(visit: Visit) -> None:
    """Someone put a reaction on a message, or took it away: the other side sees it on theirs."""
    reaction = visit.update.message_reaction
    if reaction is None:
        return
    link = await relays.relay_of(visit.session, visit.chat_ids, reaction.message_id)
    across = await answering.across(visit, link) if link is not None else None
    if link is None or across is None:
        return
    emoji = [one.emoji for one in reaction.new_reaction if isinstance(one, ReactionTypeEmoji)]
    standard = next((one for one in emoji if one in _STANDARD), None)
    if standard is None and reaction.new_reaction:
        await visit.reply("reaction-not-passed")
        return
    conversation, chat_id = across
    mine = link.to_chat_id if link.to_chat_id in visit.chat_ids else link.from_chat_id or 0
    await put_mirror(
        visit.session,
        visit.line.id,
        Kind.REACT,
        chat_id,
        Source(mine, reaction.message_id),
        visit.now,
        conversation_id=conversation.id,
        expires_at=visit.now + ANSWERS_KEEP,
        words=Words(standard or ""),
    )


async def take_back(visit: Visit) -> None:
    """`/takeback`: as a reply, that message goes from the other side too; alone, it asks about the last one."""
    message = visit.replied_to
    if message is None:
        newest = await _newest(visit)
        if newest is None:
            await visit.reply("takeback-none")
        else:
            await visit.reply("takeback-ask", buttons=[[("b-take-back", f"takeback:{newest}")]])
        return
    waits = await heldback.held_message(visit.session, visit.chat_ids, message.message_id)
    if visit.now - message.date >= _TAKEN_BACK_WITHIN and waits is None:
        await visit.reply("takeback-late")
        return
    await _take_and_say(visit, message.message_id)


async def take_last_back(visit: Visit) -> None:
    """The button under `/takeback`."""
    await visit.answer()
    await _take_and_say(visit, visit.pressed or 0)


async def _take_and_say(visit: Visit, message_id: int) -> None:
    was_sent, waited = await _taken_back(visit, message_id)
    key = "taken-back" if was_sent else "taken-back-unsent" if waited else "takeback-unknown"
    if visit.update.callback_query is None:
        await visit.reply(key)
    else:
        await visit.redraw(key)


async def _newest(visit: Visit) -> int | None:
    rows = await outbox.copies_of(visit.session, visit.chat_ids, None)
    link = await relays.last_written(visit.session, visit.chat_ids)
    waits = await heldback.held_message(visit.session, visit.chat_ids, None)
    aside = await asides.newest(visit.session, visit.chat_ids)
    found = [one for row in rows for one in row.from_message_ids or []]
    found += [one.message_id for one in (waits, aside) if one is not None]
    found += [link.from_message_id] if link is not None and link.from_message_id is not None else []
    return max(found, default=None)


async def _taken_back(visit: Visit, message_id: int) -> tuple[bool, bool]:
    """Take a message back wherever it is now; whether it was sent already, and whether it waited somewhere."""
    session, now = visit.session, visit.now
    unsent = False
    if (aside := await asides.of_message(session, visit.chat_ids, message_id)) is not None:
        await asides.drop(session, aside)
        unsent = True
    if (waits := await heldback.held_message(session, visit.chat_ids, message_id)) is not None:
        await heldback.drop_held_message(session, waits)
        await _nothing_left(visit, waits.conversation_id)
        unsent = True
    mirrors: list[tuple[int, int, int]] = []
    for row in await outbox.copies_of(session, visit.chat_ids, message_id):
        if row.state == OutboxState.WAITING:
            await outbox.leave_out(session, row, message_id)
            await _say_taken_back(visit, row.conversation_id or 0, row.chat_id)
            unsent = True
        else:
            # It may fail and would be tried again: then it must not go.
            await outbox.leave_out(session, row, message_id)
            mirrors.append((row.conversation_id or 0, row.chat_id, row.from_chat_id or 0))
    links = await relays.links_from(session, visit.chat_ids, message_id)
    for link in links:
        await outbox.forget_copy(session, link.conversation_id, message_id)
        conversation = await conversations.get(session, link.conversation_id)
        if conversation is not None and conversation.member_id != visit.person.id:
            # If that was the only answer, the member waits for one still.
            await carrying.still_unanswered(session, visit.line, conversation, now)
    mirrors += [(link.conversation_id, link.to_chat_id, link.from_chat_id or 0) for link in links]
    for conversation_id, chat_id, from_chat_id in dict.fromkeys(mirrors):
        await put_mirror(
            session,
            visit.line.id,
            Kind.DELETE,
            chat_id,
            Source(from_chat_id, message_id),
            now,
            conversation_id=conversation_id,
            expires_at=now + _TAKEN_BACK_WITHIN,
        )
    return bool(mirrors), unsent


async def _nothing_left(visit: Visit, conversation_id: int) -> None:
    """When the only message of somebody who waits is taken back, nobody waits any more."""
    conversation = await conversations.get(visit.session, conversation_id)
    if conversation is None or conversation.state not in UNHEARD:
        return
    if not await heldback.held(visit.session, conversation_id):
        await leaving.close(visit.session, visit.line, conversation, visit.now)


async def _say_taken_back(visit: Visit, conversation_id: int, chat_id: int) -> None:
    conversation = await conversations.get(visit.session, conversation_id)
    if conversation is not None:
        alias = await carrying.alias_of_writer(visit.session, visit.line, conversation, visit.person.id)
        await put_text(
            visit.session,
            visit.line,
            chat_id,
            "lost-taken-back",
            visit.now,
            {"alias": alias},
            priority=Priority.CONVERSATION,
            conversation_id=conversation_id,
            expires_at=visit.now + ANSWERS_KEEP,
        )
