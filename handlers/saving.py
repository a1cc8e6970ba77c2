"""The buttons `Save` and `Change` under what was understood, and those that choose between two readings."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from bot.models import Draft, Role
from bot.queries import changes
from handlers import bulk, checkin_choices, checkins, hours, pausing, rota, shift_change, shifts
from handlers.visit import Visit

Step = Callable[[Visit, dict[str, Any]], Awaitable[None]]
# For each sort of draft: what is shown once a reading is chosen, what Save does, and the text that Change brings.
_SHOWN: Mapping[str, Step] = {
    "hours": hours.preview_hours,
    "closed": hours.preview_exception,
    "open": hours.preview_exception,
    "import": bulk.preview_import,
    "shift": rota.save_shift,
    "change": shift_change.save_change,
    "away": shifts.save_away,
    "check-ins": checkins.choose,
    "pause": pausing.save,
    "quiet": checkin_choices.save_quiet,
}
# Whoever is asked about their own days need not be a coordinator.
_WHO: Mapping[str, Collection[Role]] = {
    "away": (Role.VOLUNTEER, Role.COORDINATOR),
    "check-ins": tuple(Role),
    "pause": tuple(Role),
    "quiet": tuple(Role),
}
_SAVED: Mapping[str, Step] = {
    "hours": hours.save_hours,
    "closed": hours.save_exception,
    "open": hours.save_exception,
    "import": bulk.save_import,
}
_TABLES = {"hours": "openings", "closed": "hours_exceptions", "open": "hours_exceptions", "import": "shifts"}
WORDS = ("save", "change")


async def pick(visit: Visit) -> None:
    """One of several readings is chosen."""
    draft = await _draft(visit)
    which = visit.button[0].removeprefix("pick")
    options = draft.data.get("options", []) if draft is not None else []
    mine = draft is not None and any(visit.has(role) for role in _WHO.get(draft.kind, (Role.COORDINATOR,)))
    if draft is None or not mine or not which.isdecimal() or not 0 < int(which[:2]) <= len(options):
        await visit.answer("stale-button")
        return
    await visit.answer()
    await changes.drop_draft(visit.session, draft)
    await _SHOWN[draft.kind](visit, options[int(which[:2]) - 1])


async def save(visit: Visit) -> None:
    """What was shown is right."""
    draft = await _draft(visit)
    if draft is None or "options" in draft.data or draft.kind not in _SAVED:
        await visit.answer("stale-button")
        return
    await visit.answer()
    await changes.drop_draft(visit.session, draft)
    if draft.built_on != await changes.newest_id(visit.session, visit.line.id, _TABLES[draft.kind]):
        # Somebody else saved in between, so what was shown is not what would come of it.
        await visit.reply("changed-meanwhile")
        await _SHOWN[draft.kind](visit, draft.data)
        return
    await _SAVED[draft.kind](visit, draft.data)


async def change(visit: Visit) -> None:
    """What was shown is not what was meant: nothing is saved, and it can be written again."""
    draft = await _draft(visit)
    if draft is None:
        await visit.answer("stale-button")
        return
    await visit.answer()
    await changes.drop_draft(visit.session, draft)
    await visit.reply("write-again", {"kind": draft.kind})


async def in_words(visit: Visit) -> bool:
    """`Save` or `Change`, typed; False when nothing waits for it, so that it is a message like any other."""
    if await changes.draft_of(visit.session, visit.line.id, visit.person.id) is None:
        return False
    await (save if visit.words == "save" else change)(visit)
    return True


async def _draft(visit: Visit) -> Draft | None:
    draft = await changes.draft_of(visit.session, visit.line.id, visit.person.id)
    if visit.update.callback_query is None:
        return draft
    own = await changes.draft_of(visit.session, visit.line.id, visit.person.id, own=True)
    return next((one for one in (draft, own) if one is not None and one.id == visit.pressed), None)
