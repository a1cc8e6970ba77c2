"""`/undo`, `/audit` and `/settings`: what coordinators changed, taking it back, and the line's own limits."""

import re
from typing import Any

from bot.models import Change, Role
from bot.queries import changes, people
from handlers import checkins, keeping, undoing
from handlers.visit import Visit
from scheduling import removing, settling

_SHOWN = 15
_AT_ONCE = re.compile(r"at once ([0-9]{1,2})")
_CAPS = re.compile(r"caps? ([0-9]{1,2}) ([0-9]{1,3})")


async def undo(visit: Visit) -> None:
    """Take back one's own last change, if nothing was built on it."""
    last = await changes.last_of(visit.session, visit.line.id, visit.person.id)
    if last is None:
        await visit.reply("undo-nothing")
        return
    params = {"changes": [await _told(visit, last)]}
    if not await changes.take_back(visit.session, last, visit.now):
        await visit.reply("undo-built-on", params)
        return
    # Somebody may have been removed since by another coordinator, or have left.
    left_out = await removing.leave_out_strangers(visit.session, visit.line, visit.now)
    await undoing.follow(visit, last)
    await settling.settle(visit.session, visit.line, visit.now, told=(visit.person.id,))
    await visit.reply("undone", params | {"left": "yes" if left_out else "no"})


async def audit(visit: Visit) -> None:
    """Who changed what, the newest first."""
    found = await changes.latest(visit.session, visit.line.id, _SHOWN)
    await visit.reply("audit", {"changes": [await _told(visit, one) for one in found] or None})


async def _told(visit: Visit, change: Change) -> dict[str, object]:
    names = await people.aliases(visit.session, visit.line.id)
    params = dict(change.params)
    # Somebody who was removed is called what they were called then, as the change itself has it.
    gone = {image["before"]["person_id"]: image["before"]["alias"] for image in change.rows if _removed(image)}
    who = [names.get(person_id) or gone.get(person_id) for person_id in params.pop("who", [])]
    for person_id in params.pop("member", []):
        alias = await people.alias(visit.session, visit.line.id, person_id, Role.MEMBER)
        who.append(alias or gone.get(person_id))
    return {
        "kind": change.kind,
        "at": change.at,
        "undone": change.undone_at is not None,
        "params": {"alias": ", ".join(name or "…" for name in who) or None}
        | params
        | {"by": names.get(change.person_id or 0)},
    }


def _removed(image: dict[str, Any]) -> bool:
    return image["table"] == "memberships" and image["after"] is None


async def settings(visit: Visit) -> None:
    """The line's limits for shifts: show them, or change them."""
    typed = visit.argument.lower()
    found = _CAPS.fullmatch(typed)
    if found is not None and 1 <= int(found[1]) <= 24 and 1 <= int(found[2]) <= 168:
        day, week = int(found[1]) * 60, int(found[2]) * 60
        params = {"length": day * 60, "most_length": week * 60}
        async with changes.recorded(visit.session, visit.line, visit.person.id, "did-caps", params, visit.now):
            await people.set_line(visit.session, visit.line, most_a_day=day, most_a_week=week)
    elif (at_once := _AT_ONCE.fullmatch(typed)) is not None and 1 <= int(at_once[1]) <= 20:
        params = {"count": int(at_once[1])}
        async with changes.recorded(visit.session, visit.line, visit.person.id, "did-at-once", params, visit.now):
            await people.set_line(visit.session, visit.line, most_at_once=int(at_once[1]))
        visit.session.info["due"] = True  # there may be room now for somebody who waits
    elif typed.startswith("heartbeat ") and await keeping.settings(visit, visit.argument.partition(" ")[2].strip()):
        pass
    elif re.match(r"check-?ins ", typed) and await checkins.suggest(visit, typed.partition(" ")[2]):
        pass
    elif typed:
        await visit.reply("settings-usage", {"part": visit.argument[:60]})
        return
    await visit.reply(
        "settings",
        {
            "length": visit.line.most_a_day * 60,
            "most_length": visit.line.most_a_week * 60,
            "closed": "yes" if visit.line.shut_on_bank_holidays else "no",
            "zone_name": visit.line.zone,
            "count": visit.line.most_at_once,
            "when": checkins.rhythm_in_words(visit),
        }
        | await keeping.shown(visit),
    )
