"""After a shift: how a volunteer is, and talking to somebody about it. Nothing of what they say is kept."""

from bot.models import Role
from bot.outbox.queue import Priority, put_text
from handlers.visit import Visit
from scheduling.telling import in_words, supporters


async def debrief(visit: Visit) -> None:
    """A button under the question after a shift or on the morning after."""
    await visit.answer()
    if visit.button[1] in ("fine", "hard"):
        # The same words for both: what is on record of them for two days does not tell which it was.
        await visit.redraw("debrief-heard", buttons=[[("b-talk", "debrief:talk")]])
    else:
        await talk(visit)


async def talk(visit: Visit) -> None:
    """`I'd like to talk to someone`, or `/talk`: the buddy hears of it, or the supervisor, or the coordinators."""
    if not visit.has(Role.VOLUNTEER):
        # Somebody who was a volunteer until just now can still press the button.
        here = "yes" if visit.has(Role.MEMBER) else "no"
        await visit.reply("talk-nobody", {"on": here} | visit.short_helplines())
        return
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
