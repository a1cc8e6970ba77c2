"""`/duty`: whether I am on, `I'm here`, stepping back, and standing in for somebody who is not there."""

from datetime import timedelta

from bot.models import Duty, Role
from bot.queries import people, rota
from handlers import answering
from handlers.visit import Visit
from scheduling import leaving, pairing, presence
from scheduling.telling import tell_coordinators

# `I'm here`, as people type it.
HERE = ("i'm here", "i’m here", "im here", "i am here")


async def show(visit: Visit) -> None:
    """Say whether this volunteer is on, until when, and what they can do; or do what the word after it says."""
    word = visit.argument.casefold()
    if word == "back":
        await step_back(visit)
        return
    if word in ("over", "take over"):
        await _stand_in_by_word(visit)
        return
    mine = await rota.running(visit.session, visit.line.id, visit.person.id, visit.now)
    if not mine:
        coming = await rota.to_come(visit.session, visit.line.id, visit.person.id, visit.now)
        await visit.reply("duty-off", {"turn_span": (coming[0].starts_at, coming[0].ends_at) if coming else None})
        return
    if word == "here" or word in HERE:
        await confirm(visit)
        return
    first = next((duty for duty in mine if duty.confirmed_at is None), mine[0])
    await visit.reply(
        "duty-on",
        {
            "until_at": max(duty.ends_at for duty in mine),
            "asked": "yes" if first.confirmed_at is None else "no",
            "talks": [
                {"alias": await answering.alias_of(visit, one), "opened_at": one.opened_at or one.begun_at}
                for one in await answering.open_here(visit)
            ],
            "count": await pairing.waiting_for(visit.session, visit.line, visit.person.id),
        },
        buttons=[*presence.here_buttons(first), [("b-talk-myself", "talk:me")]],
    )


async def here(visit: Visit) -> None:
    """The button `I'm here`."""
    if not await rota.running(visit.session, visit.line.id, visit.person.id, visit.now):
        await visit.answer("not-on-duty")
        return
    await visit.answer()
    await confirm(visit)


async def confirm(visit: Visit) -> None:
    """Put on record that this volunteer is here; coordinators who were told otherwise hear of it."""
    mine = await rota.running(visit.session, visit.line.id, visit.person.id, visit.now)
    late = any(
        duty.confirmed_at is None
        and duty.confirm_by is None
        and visit.now - duty.starts_at >= presence.CONFIRMED_WITHIN
        for duty in mine
    )
    fresh = await rota.confirm(visit.session, visit.line.id, visit.person.id, visit.now)
    until = max(duty.ends_at for duty in mine)
    await visit.reply("here-thanks", {"until_at": until})
    if fresh and late:
        said = {"alias": visit.roles[Role.VOLUNTEER], "until_at": until}
        await tell_coordinators(
            visit.session, visit.line, "here-after-all", visit.now, said, but=(visit.person.id,), expires_at=until
        )


async def unconfirmed(visit: Visit) -> bool:
    """Whether this volunteer is on and has not said yet that they are here."""
    mine = await rota.running(visit.session, visit.line.id, visit.person.id, visit.now)
    return any(duty.confirmed_at is None for duty in mine)


async def step_back(visit: Visit) -> None:
    """The button `Step back`, or the words: stop at once, no reason asked."""
    stepped = await presence.step_back(visit.session, visit.line, visit.person, visit.now)
    if stepped:
        await leaving.stepped_back(visit.session, visit.line, visit.person, visit.now)
    if visit.update.callback_query is not None:
        await visit.answer(None if stepped else "not-on-duty")
    if stepped:
        await visit.reply("stepped-back-done")
    elif visit.update.callback_query is None:
        await visit.reply("duty-off", {"turn_span": None})


async def _stand_in_by_word(visit: Visit) -> None:
    for duty in await rota.between(visit.session, visit.line.id, visit.now, visit.now + timedelta.resolution):
        others = duty.person_id not in (None, visit.person.id)
        if others and await _stands_in(visit, duty):
            return
    await visit.reply("stand-in-nobody")


async def _is_backup(visit: Visit) -> bool:
    mine = await people.membership(visit.session, visit.line.id, visit.person.id, Role.VOLUNTEER)
    return mine is not None and mine.is_backup


async def stand_in(visit: Visit) -> None:
    """The backup's button `Take over`."""
    duty = await rota.get(visit.session, visit.pressed)
    shares = duty is not None and _shares_phone(visit, duty)
    if duty is None or duty.line_id != visit.line.id or not (shares or await _is_backup(visit)):
        await visit.answer("stale-button")
        return
    await visit.answer(None if await _stands_in(visit, duty) else "stand-in-late")


async def _stands_in(visit: Visit, duty: Duty) -> bool:
    """Take over if that is open to this volunteer: to a backup, and to whoever carries the same phone."""
    shares = _shares_phone(visit, duty)
    if not (shares or await _is_backup(visit)):
        return False
    return await presence.stand_in(visit.session, visit.line, duty, visit.person, visit.now, agreed=shares)


def _shares_phone(visit: Visit, duty: Duty) -> bool:
    return duty.person_id in {one.person_id for one in visit.sharers if one.person_id != visit.person.id}
