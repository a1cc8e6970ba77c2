"""Single-use links; only a digest of a code is ever stored."""

import hashlib
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Invitation, Person, Role
from bot.queries.people import alias_key


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def add(
    session: AsyncSession,
    *,
    line_id: int,
    code: str,
    role: Role,
    alias: str | None,
    invited_by: int,
    expires_at: datetime,
) -> None:
    """Remember an invitation by the digest of its code."""
    session.add(
        Invitation(
            line_id=line_id,
            digest=_digest(code),
            role=role,
            alias=alias,
            invited_by=invited_by,
            expires_at=expires_at,
        )
    )


async def by_code(session: AsyncSession, code: str) -> Invitation | None:
    """The invitation that this code opens, used and ended ones too."""
    return (await session.scalars(select(Invitation).where(Invitation.digest == _digest(code)))).one_or_none()


async def by_id(session: AsyncSession, invitation_id: int) -> Invitation | None:
    """The invitation with this id."""
    return await session.get(Invitation, invitation_id, populate_existing=True)


async def pending_alias(session: AsyncSession, line_id: int, alias: str, now: datetime) -> bool:
    """Whether an invitation that still holds was made out to this name."""
    pending = await session.scalars(
        select(Invitation.alias).where(
            Invitation.line_id == line_id,
            Invitation.alias.is_not(None),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
    )
    return alias_key(alias) in {alias_key(one) for one in pending if one is not None}


async def use(session: AsyncSession, invitation_id: int, person_id: int, now: datetime) -> bool:
    """Mark the invitation as used; False when somebody was faster."""
    result = await session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None))
        .values(used_at=now, used_by=person_id)
        .returning(Invitation.id)
    )
    return result.first() is not None


async def prune(session: AsyncSession, before: datetime) -> None:
    """Forget links that ended before then, and with them who used them."""
    await forget(session, Invitation.expires_at < before)


async def forget(session: AsyncSession, which: ColumnElement[bool]) -> None:
    """Forget these links; whoever stands before one, and has not agreed yet, stands nowhere any more."""
    gone = set(await session.scalars(select(Invitation.id).where(which)))
    if not gone:
        return
    for person in await session.scalars(select(Person).where(Person.step.is_not(None))):
        if (person.step_data or {}).get("invitation") in gone:
            person.step = person.step_data = None
    await session.flush()
    await session.execute(delete(Invitation).where(Invitation.id.in_(gone)))
