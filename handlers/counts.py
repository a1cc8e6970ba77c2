"""`/stats`, counts of which none points to a person, and `/topics`."""

from datetime import timedelta

from bot.outbox.queue import put_howto
from bot.queries import checkins, debriefs
from handlers.visit import Visit
from scheduling import planning

_MONTHS = timedelta(days=366)


async def stats(visit: Visit) -> None:
    """How many conversations there were in each month, and how people felt after them."""
    since = (planning.today(visit.line, visit.now) - _MONTHS).replace(day=1)
    found = await debriefs.counts(visit.session, visit.line.id, since)
    months = [(month.isoformat(), numbers) for month, numbers in found.items()]
    number = await checkins.count(visit.session, visit.line.id)
    await visit.reply("stats", {"counts": months or None, "people_count": number})


async def topics(visit: Visit) -> None:
    """Whether each conversation has a topic of its own, and how to switch that on."""
    on = visit.line.topics
    await visit.reply("topics-how", {"on": "yes" if on else "no"})
    if not on:
        await put_howto(visit.session, visit.line, visit.chat_id, "topics-picture", visit.now)
