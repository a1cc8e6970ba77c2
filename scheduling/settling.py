"""After a change of the rota: duties, requests for cover and gaps brought in step, and everyone told what is theirs."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Line
from bot.outbox.queue import put_text
from bot.queries import people
from scheduling import covering, gaps, planning
from scheduling.planning import Moved

_SHOWN = 3  # turns of each sort; /shifts shows the rest


async def settle(
    session: AsyncSession,
    line: Line,
    now: datetime,
    shift_ids: Collection[int] | None = None,
    *,
    told: Collection[int] = (),
    gaps_told: bool = False,
) -> dict[int, Moved]:
    """Carry a change of these shifts, or of all, through to all that follows from it; returns what moved for whom.

    `told` are the people who hear of it in another way; with `gaps_told` the coordinators know of new gaps already.
    """
    moved = await planning.replan(session, line, now, shift_ids)
    await covering.keep_in_step(session, line, now, told)
    await gaps.look(session, line, now, told=gaps_told)
    reachable = await people.reachable(session, line.id)
    for person_id, of_person in moved.items():
        if person_id not in told and person_id in reachable:
            await put_text(
                session,
                line,
                reachable[person_id].telegram_id,
                "shifts-changed",
                now,
                {
                    "new_spans": of_person.gained[:_SHOWN],
                    "more_new": max(0, len(of_person.gained) - _SHOWN),
                    "gone_spans": of_person.lost[:_SHOWN],
                    "more_gone": max(0, len(of_person.lost) - _SHOWN),
                },
                expires_at=now + timedelta(days=7),
            )
    return moved


async def upkeep(session: AsyncSession, line: Line, now: datetime) -> None:
    """Each hour: work out what has come within sight, and look whether anything lacks somebody."""
    await planning.plan_ahead(session, line, now)
    await covering.keep_in_step(session, line, now)
    await gaps.look(session, line, now)
