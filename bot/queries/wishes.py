"""With whom people wish to talk again or not at all, and what they say of themselves and ask of others."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Conversation, ConversationState, Role, Trait, Wish

_OPEN_COUNTS = (
    select(Conversation.volunteer_id, func.count())
    .where(
        Conversation.line_id == bindparam("line_id"),
        Conversation.volunteer_id.in_(bindparam("person_ids", expanding=True)),
        Conversation.state == ConversationState.OPEN,
    )
    .group_by(Conversation.volunteer_id)
)


async def apart(session: AsyncSession, line_id: int, person_id: int) -> set[int]:
    """Everyone who is not to be paired with this person, whichever of the two wishes it."""
    rows = await session.execute(
        select(Wish.person_id, Wish.other_id).where(
            Wish.line_id == line_id,
            Wish.again.is_(False),
            (Wish.person_id == person_id) | (Wish.other_id == person_id),
        )
    )
    return {one for row in rows for one in row} - {person_id}


async def again(session: AsyncSession, line_id: int, person_id: int) -> set[int]:
    """Those who wish to talk with this person again, and with whom this person does too."""
    mine = await session.scalars(
        select(Wish.other_id).where(Wish.line_id == line_id, Wish.person_id == person_id, Wish.again.is_(True))
    )
    theirs = await session.scalars(
        select(Wish.person_id).where(Wish.line_id == line_id, Wish.other_id == person_id, Wish.again.is_(True))
    )
    return set(mine) & set(theirs)


async def of_person(session: AsyncSession, line_id: int, person_id: int) -> dict[tuple[int, Role], bool]:
    """This person's own wishes: whom, and in which role, they would like to talk with again, and whom not."""
    rows = await session.execute(
        select(Wish.other_id, Wish.known_as, Wish.again).where(Wish.line_id == line_id, Wish.person_id == person_id)
    )
    return {(row[0], Role(row[1])): row[2] for row in rows}


async def wish(
    session: AsyncSession, line_id: int, person_id: int, other_id: int, known_as: Role, again: bool | None
) -> None:
    """Remember a wish of this person about another, whom they know in this role; None takes it back."""
    await session.execute(
        delete(Wish).where(
            Wish.line_id == line_id,
            Wish.person_id == person_id,
            Wish.other_id == other_id,
            Wish.known_as == known_as,
        )
    )
    if again is not None:
        session.add(Wish(line_id=line_id, person_id=person_id, other_id=other_id, known_as=known_as, again=again))
        await session.flush()


async def traits(
    session: AsyncSession, line_id: int, person_ids: Collection[int], *, asked: bool
) -> dict[int, dict[str, str]]:
    """What these people say of themselves, or ask of whoever they talk with, by kind."""
    rows = await session.execute(
        select(Trait.person_id, Trait.kind, Trait.value).where(
            Trait.line_id == line_id, Trait.person_id.in_(person_ids), Trait.asked.is_(asked)
        )
    )
    found: dict[int, dict[str, str]] = {}
    for person_id, kind, value in rows:
        found.setdefault(person_id, {})[kind] = value
    return found


async def set_trait(
    session: AsyncSession, line_id: int, person_id: int, kind: str, value: str | None, *, asked: bool
) -> None:
    """Remember what a person says of themselves or asks for; None forgets it."""
    await session.execute(
        delete(Trait).where(
            Trait.line_id == line_id, Trait.person_id == person_id, Trait.kind == kind, Trait.asked.is_(asked)
        )
    )
    if value is not None:
        session.add(Trait(line_id=line_id, person_id=person_id, kind=kind, asked=asked, value=value))
        await session.flush()


async def forget_traits(session: AsyncSession, line_id: int, person_id: int) -> None:
    """Forget all that a person said of themselves and asked for."""
    await session.execute(delete(Trait).where(Trait.line_id == line_id, Trait.person_id == person_id))


async def open_counts(session: AsyncSession, line_id: int, person_ids: Sequence[int]) -> dict[int, int]:
    """How many conversations each of these volunteers has now."""
    rows = await session.execute(_OPEN_COUNTS, {"line_id": line_id, "person_ids": list(person_ids)})
    counts = {row[0]: row[1] for row in rows}
    return {person_id: counts.get(person_id, 0) for person_id in person_ids}
