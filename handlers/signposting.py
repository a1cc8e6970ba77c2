"""What anyone can ask: what this is, numbers to call now, who is on, what is kept."""

from datetime import datetime, timedelta

from bot.models import Role
from bot.outbox.queue import put_answer, put_commands
from bot.queries import Session, people, phones
from handlers.visit import Visit

_STRANGER_AGAIN = timedelta(minutes=1)


async def urgent(visit: Visit) -> None:
    """Send the whole list at once."""
    await visit.reply("urgent", {"helplines": ["full", visit.line.nation]})


async def help_(visit: Visit) -> None:
    """List what this person can do, and show the same in their menu."""
    await visit.reply("help", {"commands": sorted(visit.roles)})
    await put_commands(visit.session, visit.line.id, visit.chat_id, list(visit.roles), visit.now)


async def about(visit: Visit) -> None:
    """Say what this is and what it is not."""
    await visit.reply("about")


async def privacy(visit: Visit) -> None:
    """Say what is kept about people."""
    await visit.reply("privacy", {"shared": "yes" if await phones.is_shared(visit.session) else "no"})


async def start(visit: Visit) -> None:
    """Greet someone who came without an invitation, by what they are here."""
    if visit.has(Role.COORDINATOR):
        key = "start-coordinator"
    elif visit.has(Role.MEMBER):
        key = "start-known"
    elif visit.has(Role.VOLUNTEER):
        key = "start-volunteer"
    else:
        key = "start-stranger"
    await visit.reply(key, visit.short_helplines())
    await put_commands(visit.session, visit.line.id, visit.chat_id, list(visit.roles), visit.now)


async def stranger(visit: Visit) -> None:
    """Someone who has not joined wrote: never silence, but no more than one answer a minute."""
    told = visit.person.signposted_at
    if told is None or visit.now - told >= _STRANGER_AGAIN:
        await people.set_fields(visit.session, visit.person.id, signposted_at=visit.now)
        await visit.reply("start-stranger", visit.short_helplines())


async def stranger_wants_to_talk(visit: Visit) -> None:
    """An old button, pressed by somebody who has no role any more: what this is, and who can listen now."""
    await visit.answer()
    await visit.reply("start-stranger", visit.short_helplines())


async def unknown_command(visit: Visit) -> None:
    """Say that the command is not known, and that nothing was passed on."""
    await visit.reply("unknown-command")


async def stale_button(visit: Visit) -> None:
    """Answer a button that has no meaning any more."""
    await visit.answer("stale-button")


async def refuse_press(session: Session, query_id: str, chat_id: int, now: datetime) -> None:
    """Answer a press that this bot made for nobody, or for another chat, in the same words, and do nothing else."""
    line = await people.line(session)
    await put_answer(session, line.id, chat_id, query_id, "stale-button", now)
