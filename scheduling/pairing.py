"""Who of those on duty could hear a member, and who of them is asked first.

First comes whom both wish to talk with again, then whoever fits best what the member asks for, then who has least.
Whoever is not to be paired with the member, or has as many conversations as the line allows, is not asked; nor is who
has several offers before them already: those come first, and the next one when one of them is gone.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import UNHEARD, ConversationState, Line
from bot.queries import conversations, offering, rota, wishes
from bot.queries.rota import OnDuty

# More than these nobody reads; whoever comes on while dozens wait is not to get dozens of messages.
_MOST_OFFERED = 5


async def listeners(
    session: AsyncSession, line: Line, member_id: int, now: datetime, *, but: Collection[int | None] = ()
) -> list[OnDuty]:
    """Who on duty could hear this member; nobody is their own listener."""
    on_duty = [one for one in await rota.on_duty(session, line.id, now) if one.person_id not in {member_id, *but}]
    if not on_duty:
        return []
    apart = await wishes.apart(session, line.id, member_id)
    return [one for one in on_duty if one.person_id not in apart]


async def room(session: AsyncSession, line: Line, now: datetime) -> bool:
    """Whether anybody on duty has room for one more conversation, whoever's it is."""
    on_duty = await rota.on_duty(session, line.id, now)
    return bool(on_duty and await _with_room(session, line, on_duty, await _open(session, line, on_duty), UNHEARD))


async def _open(session: AsyncSession, line: Line, nearby: Sequence[OnDuty]) -> dict[int, int]:
    return await wishes.open_counts(session, line.id, [one.person_id for one in nearby])


async def _with_room(
    session: AsyncSession,
    line: Line,
    nearby: Sequence[OnDuty],
    has: Mapping[int, int],
    states: Collection[ConversationState],
) -> list[OnDuty]:
    offered = await offering.counts(session, [one.person_id for one in nearby], states)
    return [one for one in nearby if has[one.person_id] < line.most_at_once and offered[one.person_id] < _MOST_OFFERED]


async def waiting_for(session: AsyncSession, line: Line, person_id: int) -> int:
    """How many members wait for a first answer, or for any, whom this volunteer could hear."""
    apart = await wishes.apart(session, line.id, person_id)
    return sum(
        one.member_id not in {person_id, *apart} and one.volunteer_id != person_id
        for one in await conversations.unheard(session, line.id)
    )


async def in_order(
    session: AsyncSession, line: Line, member_id: int, nearby: Sequence[OnDuty], *, has_somebody: bool = False
) -> list[list[OnDuty]]:
    """Those with room for one more conversation, whoever is to be asked first in the first group.

    Who `has_somebody`, if one who does not answer, comes behind those who have nobody.
    """
    ids = [one.person_id for one in nearby]
    counts = await _open(session, line, nearby)
    behind = (*UNHEARD, ConversationState.OPEN) if has_somebody else UNHEARD
    free = await _with_room(session, line, nearby, counts, behind)
    if len(free) < 2:
        return [free] if free else []
    again = await wishes.again(session, line.id, member_id)
    asked = (await wishes.traits(session, line.id, [member_id], asked=True)).get(member_id, {})
    says = await wishes.traits(session, line.id, ids, asked=False) if asked else {}
    # A volunteer may ask for something too; who the member says they are counts for both.
    theirs = await wishes.traits(session, line.id, ids, asked=True)
    mine = (await wishes.traits(session, line.id, [member_id], asked=False)).get(member_id, {}) if theirs else {}

    def rank(person_id: int) -> tuple[bool, int, int]:
        fits = matches(asked, says.get(person_id, {})) + matches(theirs.get(person_id, {}), mine)
        return person_id not in again, -fits, counts[person_id]

    groups: dict[tuple[bool, int, int], list[OnDuty]] = {}
    for one in free:
        groups.setdefault(rank(one.person_id), []).append(one)
    return [groups[key] for key in sorted(groups)]


def matches(asked: Mapping[str, str], said: Mapping[str, str]) -> int:
    """How many of the things asked for somebody says of themselves; each can be several words with commas between."""
    return sum(bool(_words(value) & _words(said.get(kind, ""))) for kind, value in asked.items())


def _words(value: str) -> set[str]:
    return {" ".join(part.casefold().split()) for part in value.split(",")} - {""}
