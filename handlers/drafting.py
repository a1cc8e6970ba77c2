"""What a coordinator typed is shown as it was understood, and waits for Save; where it is ambiguous, it is asked."""

from collections.abc import Sequence
from typing import Any

from bot.queries import changes
from handlers.visit import Visit


async def preview(visit: Visit, kind: str, data: dict[str, Any], table: str, key: str, params: dict[str, Any]) -> None:
    """Show what would be saved by the text `key`, with `Save` and `Change`; `table` is what it would change."""
    built_on = await changes.newest_id(visit.session, visit.line.id, table)
    draft_id = await changes.add_draft(visit.session, visit.line.id, visit.person.id, kind, data, built_on, visit.now)
    await visit.reply(key, params, buttons=[[("b-save", f"save:{draft_id}"), ("b-change", f"change:{draft_id}")]])


async def ask_which(visit: Visit, kind: str, options: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """What was typed can mean several things: offer each in words, and change nothing."""
    draft_id = await changes.add_draft(
        visit.session,
        visit.line.id,
        visit.person.id,
        kind,
        {"options": [data for _, data in options]},
        0,
        visit.now,
    )
    await visit.reply(
        "which",
        {"options": "\n".join(f"{n}. {words}" for n, (words, _) in enumerate(options, 1))},
        buttons=[[("b-option", f"pick{n}:{draft_id}", {"number": n})] for n in range(1, len(options) + 1)],
    )
