"""After a shift: how a volunteer is, and talking to somebody about it. Nothing of what they say is kept."""

from bot.models import Role
from bot.outbox.queue import Priority, put_text
from handlers.visit import Visit
from scheduling.telling import in_words, supporters


async def debrief(visit: Visit) -> None:
    """A button under the question after a shift or on the morning after."""
    await visit.answer()
    match visit.button[1]:
        case "fine":
            await visit.redraw("debrief-fine")
        case "hard":
            await visit.redraw("debrief-hard", buttons=[[("b-talk", "debrief:talk")]])
        case _:
            await talk(visit)


async def talk(visit: Visit) -> None:
    """`I'd like to talk to someone`, or `/talk`: the buddy hears of it, or the supervisor, or the coordinators."""
    alias = visit.roles[Role.VOLUNTEER]
    asked = await supporters(visit.session, visit.line, visit.person.id, visit.now)
    for one in asked:
        await put_text(
            visit.session,
            visit.line,
            one.telegram_id,
            "wants-to-talk",
            visit.now,
            {"alias": alias},
            priority=Priority.CONVERSATION,
        )
    names = in_words([one.alias for one in asked]) if asked else None
    await visit.reply("talk-asked", {"names": names} | visit.short_helplines())
