"""When the clock next brings something, of each kind: one statement, that looks at the ends of the indexes."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.models import (
    CheckIn,
    CheckInPlan,
    Conversation,
    ConversationState,
    Cover,
    Debrief,
    Duty,
    DutyState,
    Gap,
    Line,
)

Found = TypeVar("Found")


def _least(found: Iterable[datetime | None]) -> datetime | None:
    return min((one for one in found if one is not None), default=None)


class Moments(NamedTuple):
    """The next moment (UTC) of each kind; None when none is ahead, in the past when it is still to be dealt with."""

    start: datetime | None
    end: datetime | None
    reminder: datetime | None
    confirmation: datetime | None
    answer: datetime | None
    widening: datetime | None
    debrief: datetime | None
    cover: datetime | None
    gap: datetime | None
    week: datetime | None
    check_in: datetime | None
    silence: datetime | None
    put_off: datetime | None

    @property
    def earliest(self) -> datetime | None:
        """The first of them all."""
        return _least(self)

    @property
    def asking(self) -> datetime | None:
        """The first that has to do with check-ins."""
        return _least((self.check_in, self.silence, self.put_off))


def _first(column: InstrumentedAttribute[Any], *only: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(func.min(column, type_=column.type)).where(*only).scalar_subquery()


_MOMENTS = select(
    _first(Duty.starts_at, Duty.state == DutyState.PLANNED),
    _first(Duty.ends_at, Duty.state == DutyState.STARTED),
    _first(Duty.remind_at),
    _first(Duty.confirm_by),
    _first(Conversation.answer_due_at, Conversation.state.in_([ConversationState.WAITING, ConversationState.OPEN])),
    _first(Conversation.widen_at),
    _first(Debrief.due_at),
    _first(Cover.remind_at),
    _first(Gap.warn_at),
    _first(Line.week_notice_at),
    _first(CheckInPlan.next_at),
    _first(CheckInPlan.step_at),
    _first(CheckIn.again_at),
)


async def moments(session: AsyncSession) -> Moments:
    """The next moment of each kind."""
    return Moments._make((await session.execute(_MOMENTS)).one())


async def if_due(
    session: AsyncSession,
    now: datetime,
    moment: datetime | None,
    look: Callable[[AsyncSession, datetime], Awaitable[Sequence[Found]]],
) -> Sequence[Found]:
    """What `look` finds, if the moment of its kind has come; nearly always it has not, and that costs nothing."""
    return await look(session, now) if moment is not None and moment <= now else ()
