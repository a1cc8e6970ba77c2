"""A message that may show who its writer is goes nowhere until they say `Send it anyway`."""

from bot.models import Aside
from bot.outbox.queue import Buttons, Source
from bot.queries import asides, heldback, outbox
from bot.queries.asides import AsideKind
from handlers.leaks import leak_in
from handlers.visit import Visit

# What waits for its writer's word; a note waits for the next volunteer.
ASKED = (AsideKind.LEAK, AsideKind.CHANGE, AsideKind.UNNAMED, AsideKind.FOR_WHOM)


async def set_aside(visit: Visit, source: Source, conversation_id: int | None, kind: str = AsideKind.LEAK) -> bool:
    """Set the message at hand aside if it may show who wrote it, and say so; False when nothing is to be feared.

    Of an album, the parts that came before wait with it.
    """
    part = await asides.of_album(visit.session, source.chat_id, source.media_group_id)
    if part is not None and part.kind == kind:
        await put_aside(visit, source, kind, part.conversation_id)
        return True
    leak = leak_in(visit.message)
    if leak is None:
        return False
    if source.media_group_id is not None:
        # The parts before this one wait for the album to be whole.
        for row in await outbox.take_album_back(visit.session, source.chat_id, source.media_group_id):
            for message_id in row.from_message_ids or []:
                before = Source(source.chat_id, message_id, source.media_group_id, row.reply_to)
                await put_aside(visit, before, kind, conversation_id)
        for held in await heldback.of_album(visit.session, source.chat_id, source.media_group_id):
            before = Source(source.chat_id, held.message_id, source.media_group_id, held.reply_to)
            await put_aside(visit, before, kind, conversation_id)
            await heldback.drop_held_message(visit.session, held)
    aside = await put_aside(visit, source, kind, conversation_id)
    await asides.become(visit.session, aside, kind, visit.now)
    await _ask(visit, aside, leak)
    return True


async def set_change_aside(visit: Visit, source: Source, conversation_id: int) -> bool:
    """Set a changed message aside if it may show now who wrote it, and say so; False when there is nothing to fear."""
    leak = leak_in(visit.message)
    if leak is None:
        return False
    aside = await put_aside(visit, source, AsideKind.CHANGE, conversation_id)
    await _ask(visit, aside, leak)
    return True


async def take_aside(visit: Visit, sources: list[Source], conversation_id: int | None) -> None:
    """Set messages aside that had not gone yet, since the one that was changed now may show who wrote it."""
    for source in sources:
        aside = await put_aside(visit, source, AsideKind.LEAK, conversation_id)
        if source.message_id == visit.message.message_id:
            await _ask(visit, aside, leak_in(visit.message))


async def look_again(visit: Visit, aside: Aside) -> None:
    """A message that is set aside was changed: ask about it as it is now; nothing goes by itself."""
    leak = leak_in(visit.message)
    if aside.kind == AsideKind.FOR_WHOM:
        if leak is None:
            return  # it is still asked for whom it is
        await asides.become(visit.session, aside, AsideKind.UNNAMED, visit.now)
    if leak is not None:
        await _ask(visit, aside, leak)
    else:
        await visit.reply("leak-gone", buttons=_buttons(aside))


async def put_aside(visit: Visit, source: Source, kind: str, conversation_id: int | None) -> Aside:
    """Set a message aside until its writer says what is to become of it."""
    return await asides.add(
        visit.session,
        Aside(
            line_id=visit.line.id,
            person_id=visit.person.id,
            conversation_id=conversation_id,
            kind=kind,
            chat_id=source.chat_id,
            message_id=source.message_id,
            media_group_id=source.media_group_id,
            reply_to=source.reply_to,
            at=visit.now,
        ),
    )


async def of_same_album(visit: Visit, source: Source) -> bool:
    """Whether another part of this album is set aside already."""
    return await asides.of_album(visit.session, source.chat_id, source.media_group_id) is not None


async def _ask(visit: Visit, aside: Aside, leak: str | None) -> None:
    await visit.reply("leak", {"kind": leak}, buttons=_buttons(aside))


def _buttons(aside: Aside) -> Buttons:
    return [[("b-send-anyway", f"anyway:{aside.id}"), ("b-do-not-send", f"drop:{aside.id}")]]


def source_of_aside(aside: Aside) -> Source:
    """The message that was set aside, as something to copy."""
    return Source(aside.chat_id, aside.message_id, aside.media_group_id, aside.reply_to)


async def pressed(visit: Visit) -> Aside | None:
    """The message set aside whose button was pressed; None when it was dealt with before."""
    ids = [one.person_id for one in visit.sharers] or [visit.person.id]
    return await asides.get(visit.session, ids, visit.pressed)


async def drop(visit: Visit) -> None:
    """The button `Do not send it`, or the words."""
    if visit.update.callback_query is None:
        aside = await asides.newest(visit.session, visit.chat_ids, *ASKED)
    else:
        aside = await pressed(visit)
    await visit.answer(None if aside is not None else "stale-button")
    if aside is not None:
        for one in await asides.together(visit.session, aside):
            await asides.drop(visit.session, one)
        await visit.redraw("not-sent")
