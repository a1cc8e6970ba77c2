"""The record of who changed what, kept with the rows as they were and became, so that a change can be taken back."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, and_, delete, event, func, inspect, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import (
    Away,
    Base,
    Change,
    CheckInPlan,
    Cover,
    Draft,
    HoursException,
    Invitation,
    Line,
    Membership,
    Opening,
    Shift,
    ShiftPerson,
    UtcDateTime,
)

# What a person can change and take back; the rest follows from these, or is nobody's decision.
_RECORDED: tuple[type[Base], ...] = (
    Line,
    Membership,
    Invitation,
    Opening,
    HoursException,
    Shift,
    ShiftPerson,
    Away,
    Cover,
    CheckInPlan,
)
_TABLES: dict[str, type[Base]] = {str(model.__tablename__): model for model in _RECORDED}
# What somebody chooses for themselves: it ends when they are removed, and comes back unless they chose anew.
_THEIR_OWN = CheckInPlan.__tablename__
# These move by themselves and say nothing about what somebody wanted.
_BY_ITSELF = ("planned_until", "week_notice_at", "remind_at", "heartbeat_at")
Image = dict[str, Any]


@asynccontextmanager
async def recorded(
    session: AsyncSession, line: Line, person_id: int, kind: str, params: dict[str, Any], now: datetime
) -> AsyncIterator[None]:
    """Put what changes inside on the record as this person's; `params` hold ids and figures, `kind` names the text."""
    images: list[Image] = []

    def capture(synced: Any, _: Any) -> None:
        images.extend(_images(synced))

    await session.flush()
    event.listen(session.sync_session, "after_flush", capture)
    try:
        yield
        await session.flush()
    finally:
        event.remove(session.sync_session, "after_flush", capture)
    change = Change(line_id=line.id, person_id=person_id, at=now, kind=kind, params=_plain(params), rows=images)
    session.add(change)
    await session.flush()
    session.info["change"] = change


async def latest(session: AsyncSession, line_id: int, most: int = 20) -> Sequence[Change]:
    """The newest changes, newest first."""
    return (
        await session.scalars(select(Change).where(Change.line_id == line_id).order_by(Change.id.desc()).limit(most))
    ).all()


async def last_of(session: AsyncSession, line_id: int, person_id: int) -> Change | None:
    """A person's newest change that was not taken back, and is about nobody who was forgotten since."""
    found = await session.scalars(
        select(Change)
        .where(Change.line_id == line_id, Change.person_id == person_id, Change.undone_at.is_(None))
        .order_by(Change.id.desc())
    )
    return next((change for change in found if not change.params.get("forgotten")), None)


async def newest_id(session: AsyncSession, line_id: int, table: str | None = None) -> int:
    """The number of the newest change, or of the newest that touched this table; 0 before the first."""
    if table is None:
        return await session.scalar(select(func.max(Change.id)).where(Change.line_id == line_id)) or 0
    for change in await latest(session, line_id, 200):
        if any(image["table"] == table for image in change.rows):
            return change.id
    return 0


def followed(session: AsyncSession, cover: Cover, before: Image, after: Image) -> None:
    """Note what follows from the change on record in this transaction, if there is one, so that it is taken back too.

    Unlike what was changed itself, it stays as it is when something has happened to it since.
    """
    change = session.info.get("change")
    if change is not None:
        belongs = {"shift_id": cover.shift_id}
        image = {"table": cover.__tablename__, "key": [cover.id], "before": before | belongs, "after": after | belongs}
        change.rows = [*change.rows, image | {"follows": True}]


async def take_back(session: AsyncSession, change: Change, now: datetime) -> bool:
    """Put the rows of a change back as they were; False, and nothing changed, when something was built on it."""
    if change.params.get("forgotten"):
        return False  # it was about somebody who is no longer on record
    later = (
        await session.scalars(
            select(Change).where(Change.line_id == change.line_id, Change.id > change.id, Change.undone_at.is_(None))
        )
    ).all()
    touched = {key for one in later for image in one.rows if not image.get("follows") for key in _touches(image)}
    newer: set[tuple[str, Any]] = set()
    left: set[tuple[str, Any]] = set()
    # A row that went and came again counts as it was in the end.
    for image in {(image["table"], *image["key"]): image for image in change.rows}.values():
        row = _touches(image)[0]
        if row in touched or not await _as_it_became(session, image):
            (left if image.get("follows") else newer).add(row)
        elif not await _has_room(session, change.line_id, image):
            return False
    if any(table != _THEIR_OWN for table, _ in newer):
        return False
    for image in reversed(change.rows):
        if _touches(image)[0] not in newer | left:
            await _restore(session, image, now)
            await session.flush()
    change.undone_at = now
    await session.flush()
    return True


async def _as_it_became(session: AsyncSession, image: Image) -> bool:
    found = await _find(session, image)
    if image["after"] is None:
        return found is None
    return found is not None and all(
        _plain(getattr(found, name)) == value for name, value in image["after"].items() if name not in _BY_ITSELF
    )


async def _has_room(session: AsyncSession, line_id: int, image: Image) -> bool:
    """Whether a role that comes back finds that nobody has its name, and that its person has not got it anew."""
    before = image["before"]
    if image["table"] != Membership.__tablename__ or before is None:
        return True
    same_name = Membership.alias_key == before.get("alias_key")
    same_role = and_(Membership.person_id == before.get("person_id"), Membership.role == before.get("role"))
    found = select(Membership.id).where(
        Membership.line_id == line_id, Membership.id != image["key"][0], or_(same_name, same_role)
    )
    return await session.scalar(found.limit(1)) is None


async def _restore(session: AsyncSession, image: Image, now: datetime) -> None:
    model = _TABLES[image["table"]]
    found = await _find(session, image)
    if image["before"] is None:
        if isinstance(found, Shift):
            found.removed_at = now  # its duties may have run, and one may be running
        elif found is not None:
            await session.delete(found)
    elif found is None:
        session.add(model(**{name: _typed(model, name, value) for name, value in image["before"].items()}))
    else:
        for name, value in image["before"].items():
            setattr(found, name, _typed(model, name, value))


async def _find(session: AsyncSession, image: Image) -> Base | None:
    model = _TABLES[image["table"]]
    key = tuple(image["key"])
    return await session.get(model, key if len(key) > 1 else key[0], populate_existing=True)


def _touches(image: Image) -> list[tuple[str, Any]]:
    """The row itself, and the shift that it belongs to: a cover is built on its shift."""
    own = [(image["table"], tuple(image["key"]))]
    if image["table"] != Cover.__tablename__:
        return own
    ids = {values["shift_id"] for values in (image["before"], image["after"]) if values is not None}
    return own + [("shifts", (shift_id,)) for shift_id in sorted(ids)]


def _images(session: Any) -> list[Image]:
    found: list[Image] = []
    for row in session.deleted:
        if isinstance(row, _RECORDED):
            found.append(_image(row, before=_values(row), after=None))
    for row in session.dirty:
        if isinstance(row, _RECORDED):
            before, after = {}, {}
            for attribute in inspect(row).mapper.column_attrs:
                past = inspect(row).attrs[attribute.key].history
                if past.has_changes() and attribute.key not in _BY_ITSELF:
                    before[attribute.key] = _plain(past.deleted[0] if past.deleted else None)
                    after[attribute.key] = _plain(getattr(row, attribute.key))
            if after:
                if isinstance(row, Cover):
                    before.setdefault("shift_id", row.shift_id)
                    after.setdefault("shift_id", row.shift_id)
                found.append(_image(row, before=before, after=after))
    for row in session.new:
        if isinstance(row, _RECORDED):
            found.append(_image(row, before=None, after=_values(row)))
    return found


def _image(row: Any, *, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Image:
    key = [getattr(row, column.key) for column in inspect(row).mapper.primary_key]
    return {"table": row.__tablename__, "key": key, "before": before, "after": after}


def _values(row: Any) -> dict[str, Any]:
    return {attribute.key: _plain(getattr(row, attribute.key)) for attribute in inspect(row).mapper.column_attrs}


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # datetime is one too
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _typed(model: type[Base], name: str, value: Any) -> Any:
    kind = model.__table__.c[name].type
    if value is not None and isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if value is not None and isinstance(kind, Date) else value


# Drafts

# What somebody chooses for themselves takes no place from what they prepare for the line.
_OWN = ("check-ins", "pause", "quiet")


async def add_draft(
    session: AsyncSession, line_id: int, person_id: int, kind: str, data: dict[str, Any], built_on: int, now: datetime
) -> int:
    """Keep what somebody typed, as it was understood, until they press Save; an older draft of theirs goes."""
    if (older := await draft_of(session, line_id, person_id, own=kind in _OWN)) is not None:
        await drop_draft(session, older)
    draft = Draft(line_id=line_id, person_id=person_id, kind=kind, data=_plain(data), built_on=built_on, made_at=now)
    session.add(draft)
    await session.flush()
    return draft.id


async def draft_of(session: AsyncSession, line_id: int, person_id: int, *, own: bool = False) -> Draft | None:
    """What a person has typed and not yet saved, about the line or (`own`) about their own check-ins."""
    mine = select(Draft).where(Draft.line_id == line_id, Draft.person_id == person_id)
    about = Draft.kind.in_(_OWN) if own else Draft.kind.not_in(_OWN)
    return (await session.scalars(mine.where(about))).one_or_none()


async def drop_draft(session: AsyncSession, draft: Draft) -> None:
    """Forget a draft."""
    await session.delete(draft)
    await session.flush()


async def prune(session: AsyncSession, drafts_before: datetime, changes_before: datetime) -> None:
    """Forget old drafts, and changes from before the time for which the record is kept."""
    await session.execute(delete(Draft).where(Draft.made_at < drafts_before))
    await session.execute(delete(Change).where(Change.at < changes_before))
