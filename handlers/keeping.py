"""For those who look after the program: who hears each day that it runs, and telling everyone what they missed."""

from datetime import timedelta

from bot.models import Role
from bot.outbox.queue import Priority, put_text
from bot.queries import changes, people
from handlers.visit import Visit
from scheduling import keeping
from scheduling.reading import NotUnderstood, read_clock, read_names
from scheduling.telling import in_words

_USUAL = 9 * 60
_TRUE_FOR = timedelta(minutes=10)  # that the line is closed; it may be open again after
_MOST = 2  # people; what is everybody's is nobody's


async def settings(visit: Visit, typed: str) -> bool:
    """`/settings heartbeat 9:00`, `Ada Kim`, `off` or `on`; False when it makes no sense."""
    everyone = await people.memberships(visit.session, visit.line.id, Role.COORDINATOR)
    minute, chosen = visit.line.heartbeat_minute, None
    if typed.casefold() in ("off", "none"):
        minute = None
    elif typed.casefold() == "on":
        minute = _USUAL if minute is None else minute
    else:
        try:
            minute = read_clock(typed)
        except NotUnderstood:
            try:
                chosen = read_names(typed, [one.alias for one in everyone])
            except NotUnderstood:
                return False
            if not 1 <= len(chosen) <= _MOST:
                return False
            minute = _USUAL if minute is None else minute
    before = {one.person_id for one in await people.keepers(visit.session, visit.line.id)}
    who = [one.person_id for one in everyone if one.alias in (chosen or ())]
    params = {"who": who, "beat": keeping.as_clock(minute)}
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-heartbeat", params, visit.now):
        for one in everyone:
            if chosen is not None:
                one.is_keeper = one.alias in chosen
        await people.set_line(visit.session, visit.line, heartbeat_minute=minute, heartbeat_at=visit.now)
    visit.session.info["due"] = True
    for keeper in await people.keepers(visit.session, visit.line.id):
        if keeper.person_id not in before | {visit.person.id} and minute is not None:
            await put_text(
                visit.session,
                visit.line,
                keeper.telegram_id,
                "heartbeat-yours",
                visit.now,
                {"beat": keeping.as_clock(minute)},
                expires_at=visit.now + timedelta(days=7),
            )
    return True


async def shown(visit: Visit) -> dict[str, object]:
    """When the daily word comes and to whom, for `/settings`."""
    keepers = await people.keepers(visit.session, visit.line.id)
    return {
        "beat": keeping.as_clock(visit.line.heartbeat_minute),
        "names": in_words([one.alias for one in keepers]) or None,
    }


async def tell_everyone(visit: Visit) -> None:
    """The button `Tell everyone` under the word that the program was off for long, or that the line is open again."""
    await visit.answer()
    count = await keeping.tell_everyone(visit.session, visit.line, visit.now)
    if count is None:
        await visit.redraw("told-already")
    else:
        await visit.redraw("told-everyone", {"people_count": count})


async def closed(visit: Visit) -> None:
    """Somebody writes while the last word goes out: nobody reads it, and they hear so."""
    if visit.update.callback_query is not None:
        await visit.answer()
    if visit.update.message is not None or visit.update.callback_query is not None:
        await put_text(
            visit.session,
            visit.line,
            visit.chat_id,
            "line-closed",
            visit.now,
            {"lasting": [visit.line.nation]},
            priority=Priority.CONVERSATION,
            expires_at=visit.now + _TRUE_FOR,
        )
