"""Cover: a turn of a shift, or a part of it, that somebody gives away, and the first who takes it has."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Cover, CoverState, Line, Shift
from bot.outbox.queue import Button, Priority, put_text
from bot.queries import changes, people, phones, rota, shifts
from bot.queries.people import Known
from scheduling import planning
from scheduling.rota import TimeAway, is_away
from scheduling.spans import Stretch, clip, subtract, union
from scheduling.telling import in_words, tell_coordinators
from scheduling.wall import instant

# How long before a turn that nobody has taken everybody hears of it again.
REMINDED_BEFORE = (timedelta(days=3), timedelta(days=1), timedelta(hours=3))
_SHOWN = 8  # turns in one message
_MOST_BUTTONS = 60


async def stretch_of(session: AsyncSession, line: Line, cover: Cover) -> Stretch | None:
    """From when to when a cover is; None when the shift is gone or no longer falls on that day."""
    shift = await shifts.get(session, line.id, cover.shift_id)
    turn = turn_of(line, shift, cover.day) if shift is not None else None
    if turn is None or cover.starts_at is None or cover.ends_at is None:
        return turn
    start, end = max(turn[0], cover.starts_at), min(turn[1], cover.ends_at)
    return (start, end) if start < end else None


def turn_of(line: Line, shift: Shift, day: date) -> Stretch | None:
    """From when to when the turn of `day` is; None when the shift does not fall on that day."""
    if (shift.day is not None and shift.day != day) or (shift.weekdays and day.weekday() not in shift.weekdays):
        return None
    if day < shift.first_day or (shift.last_day is not None and day > shift.last_day):
        return None
    zone = ZoneInfo(line.zone)
    start = instant(day, shift.start_minute, zone, edge="start")
    end = instant(day, shift.end_minute, zone, edge="end")
    return (start, end) if start < end else None


async def wanted(session: AsyncSession, line: Line, now: datetime) -> list[tuple[Cover, Stretch]]:
    """What waits for somebody to take it, with when it is, the soonest first."""
    found = []
    for cover in await shifts.covers(session, line.id, planning.today(line, now) - timedelta(days=2)):
        if cover.state == CoverState.ASKED:
            stretch = await stretch_of(session, line, cover)
            if stretch is not None and stretch[1] > now:
                found.append((cover, stretch))
    return sorted(found, key=lambda one: (one[1], one[0].id))


async def new(
    session: AsyncSession,
    line: Line,
    shift_id: int,
    day: date,
    part: Stretch | None,
    now: datetime,
    *,
    owner_id: int | None = None,
    released: bool = False,
) -> Cover:
    """Put on record that somebody else is wanted for a turn, or for a part of it."""
    cover = Cover(
        line_id=line.id,
        shift_id=shift_id,
        day=day,
        starts_at=part[0] if part else None,
        ends_at=part[1] if part else None,
        owner_id=owner_id,
        state=CoverState.ASKED,
        released=released,
    )
    session.add(cover)
    await session.flush()
    stretch = await stretch_of(session, line, cover)
    if stretch is not None:
        cover.remind_at = _next_reminder(stretch, now)
        await session.flush()
    session.info["due"] = True
    return cover


def let_go(cover: Cover) -> None:
    """Whoever took a cover has it no more: it goes back to its owner, or is wanted again if that one stays off."""
    if cover.released:
        cover.state, cover.taker_id = CoverState.ASKED, None
    else:
        cover.state = CoverState.OVER


async def give_up(session: AsyncSession, line: Line, cover: Cover, now: datetime) -> None:
    """Whoever took a cover is gone: it goes back to its owner, or what they still had of it is asked for anew.

    Called before the duties are brought in step with that.
    """
    stretch = await stretch_of(session, line, cover)
    had = (await who_has(session, cover, [stretch], now)).get(cover.taker_id, []) if stretch is not None else []
    cover.state = CoverState.OVER
    if not cover.released or not had:
        return
    owner_id = cover.owner_id
    fresh = [
        (await new(session, line, cover.shift_id, cover.day, part, now, owner_id=owner_id, released=True), part)
        for part in had
    ]
    await ask(session, line, fresh, now)


async def ask(
    session: AsyncSession,
    line: Line,
    asked_for: Sequence[tuple[Cover, Stretch]],
    now: datetime,
    *,
    again: bool = False,
) -> int:
    """Ask everybody who could take one of these; returns how many were asked."""
    names, sharers = await people.aliases(session, line.id), await phones.groups(session)
    asked: dict[int, list[tuple[Known, list[tuple[Cover, Stretch]]]]] = {}
    for volunteer in (await people.reachable(session, line.id)).values():
        free = [one for one in asked_for if await _could(session, line, volunteer, *one, now)]
        if free:
            # Those who share a phone read one message together.
            place = -sharers[volunteer.person_id].phone_id if volunteer.person_id in sharers else volunteer.person_id
            asked.setdefault(place, []).append((volunteer, free))
    for together in asked.values():
        wanted = [one for one in asked_for if any(one in free for _, free in together)]
        owner = names.get(wanted[0][0].owner_id or 0) if len({cover.owner_id for cover, _ in wanted}) == 1 else None
        await put_text(
            session,
            line,
            together[0][0].telegram_id,
            "cover-asked-again" if again else "cover-asked",
            now,
            {
                "alias": owner,
                "count": len(wanted),
                "turn_spans": [stretch for _, stretch in wanted[:_SHOWN]],
                "more": max(0, len(wanted) - _SHOWN),
                "carriers": in_words([volunteer.alias for volunteer, _ in together]),
            },
            buttons=take_buttons(wanted) if len(together) == 1 else _who_takes(together, wanted),
            priority=Priority.NOTICE,
            expires_at=wanted[-1][1][1],
        )
    return sum(len(together) for together in asked.values())


def take_buttons(asked_for: Sequence[tuple[Cover, Stretch]]) -> list[list[Button]]:
    """A button for each turn that can be taken."""
    return [[("b-take-turn", f"fill:{cover.id}", {"turn_short": stretch})] for cover, stretch in asked_for[:_SHOWN]]


def _who_takes(
    together: Sequence[tuple[Known, Sequence[tuple[Cover, Stretch]]]], wanted: Sequence[tuple[Cover, Stretch]]
) -> list[list[Button]]:
    """On a shared phone: a button for each turn and each who can take it, which says whose it is."""
    rows: list[list[Button]] = [
        [
            (
                "b-take-turn-as",
                f"fill:{one[0].id}@{volunteer.person_id}",
                {"alias": volunteer.alias, "turn_short": one[1]},
            )
        ]
        for one in wanted[:_SHOWN]
        for volunteer, free in together
        if one in free
    ]
    return rows[:_MOST_BUTTONS]


async def tell_untaken(
    session: AsyncSession,
    line: Line,
    cover: Cover,
    stretch: Stretch,
    now: datetime,
    *,
    but: Collection[int] = (),
) -> None:
    """Tell the coordinators that nobody has taken a turn yet, and who has it until then."""
    names = await people.aliases(session, line.id)
    owner = None if cover.released or cover.owner_id is None else names.get(cover.owner_id)
    said = {"turn_span": stretch, "alias": owner}
    await tell_coordinators(session, line, "cover-untaken", now, said, but=but, expires_at=stretch[1])


async def remind(session: AsyncSession, line: Line, cover: Cover, now: datetime) -> None:
    """Nobody has taken a turn yet and it comes nearer: ask again, and tell owner and coordinators."""
    stretch = await stretch_of(session, line, cover)
    if cover.state != CoverState.ASKED or stretch is None or stretch[0] <= now:
        cover.remind_at = None
        return
    cover.remind_at = _next_reminder(stretch, now)
    await session.flush()
    await ask(session, line, [(cover, stretch)], now, again=True)
    await tell_untaken(session, line, cover, stretch, now)
    owner = (await people.reachable(session, line.id)).get(cover.owner_id or 0)
    if owner is not None and not cover.released:
        await put_text(
            session,
            line,
            owner.telegram_id,
            "cover-still-yours",
            now,
            {"turn_span": stretch},
            buttons=[[("b-keep", f"keepturn:{cover.id}")]],
            expires_at=stretch[0],
        )


async def keep_in_step(session: AsyncSession, line: Line, now: datetime, told: Collection[int] = ()) -> None:
    """After a change: end requests that have lost their reason, and ask for turns that nobody has.

    `told` are coordinators who hear of it in another way. What a change ends is wanted again when it is taken back.
    """
    await session.flush()
    unmanned = await rota.unmanned(session, line.id, now)
    since = planning.today(line, now) - timedelta(days=2)
    asked = [
        (cover, await stretch_of(session, line, cover))
        for cover in await shifts.covers(session, line.id, since)
        if cover.state == CoverState.ASKED
    ]
    # Whose owner is off either way stays as it is; of the rest that nobody has, one request is for all that is left.
    off = [(cover, stretch) for cover, stretch in asked if cover.released and stretch is not None]
    bare = [
        (duty, part)
        for duty in unmanned
        for part in subtract(
            [(duty.starts_at, duty.ends_at)],
            [stretch for cover, stretch in off if (cover.shift_id, cover.day) == (duty.shift_id, duty.day)],
        )
    ]
    live: list[tuple[int, date, Stretch]] = []
    for cover, stretch in asked:
        parts = [part for duty, part in bare if (duty.shift_id, duty.day) == (cover.shift_id, cover.day)]
        if stretch is None or stretch[1] <= now or not await _has_reason(session, line, cover, stretch, parts):
            cover.state, cover.remind_at = CoverState.OVER, None
            changes.followed(session, cover, {"state": CoverState.ASKED}, {"state": CoverState.OVER})
        else:
            live.append((cover.shift_id, cover.day, stretch))
            if cover.remind_at is None or cover.remind_at > now:
                # The shift may have another time, or it is asked for again since something was taken back.
                cover.remind_at = _next_reminder(stretch, now)
    fresh = []
    for duty, part in bare:
        turns = (stretch for shift_id, day, stretch in live if (shift_id, day) == (duty.shift_id, duty.day))
        if any(start <= part[0] and part[1] <= end for start, end in turns):
            continue
        shift = await shifts.get(session, line.id, duty.shift_id)
        turn = turn_of(line, shift, duty.day) if shift is not None else None
        if turn is not None:
            wanted = await new(session, line, duty.shift_id, duty.day, None if turn == part else part, now)
            fresh.append((wanted, part))
    await session.flush()
    if fresh:
        await ask(session, line, fresh, now)
        for cover, stretch in fresh:
            if cover.remind_at is None:
                await tell_untaken(session, line, cover, stretch, now, but=told)


async def _has_reason(
    session: AsyncSession, line: Line, cover: Cover, stretch: Stretch, bare: Sequence[Stretch]
) -> bool:
    """Whether the owner still has some of it; or of what nobody has, whether that is so still, and no more is wanted.

    What its owner asked for and then lost is asked for anew, as what nobody has: nobody may hear that it is theirs.
    """
    if cover.owner_id is None and not cover.released:
        grown = any(start <= stretch[0] and stretch[1] <= end and (start, end) != stretch for start, end in bare)
        return bool(clip(bare, *stretch)) and not grown
    whose = None if cover.released else cover.owner_id
    return any(
        duty.person_id == whose
        for duty in await rota.between(session, line.id, *stretch)
        if (duty.shift_id, duty.day) == (cover.shift_id, cover.day)
    )


async def _could(
    session: AsyncSession, line: Line, volunteer: Known, cover: Cover, stretch: Stretch, now: datetime
) -> bool:
    if volunteer.person_id == cover.owner_id:
        return False
    if await is_away_then(session, line, volunteer.person_id, stretch, now):
        return False
    return not await rota.between(session, line.id, *stretch, person_id=volunteer.person_id)


async def who_has(
    session: AsyncSession, cover: Cover, stretches: Collection[Stretch], now: datetime
) -> dict[int | None, list[Stretch]]:
    """Who has what of these stretches of a cover's turn, as far as it is to come; what nobody has is None's."""
    found: dict[int | None, list[Stretch]] = {}
    for duty in await rota.unfinished(session, [cover.shift_id], now):
        if duty.day == cover.day and (parts := clip(stretches, max(duty.starts_at, now), duty.ends_at)):
            found[duty.person_id] = union([*found.get(duty.person_id, ()), *parts])
    return found


async def is_away_then(session: AsyncSession, line: Line, person_id: int, stretch: Stretch, now: datetime) -> bool:
    """Whether a volunteer has said that they are away in any part of a stretch."""
    since = planning.today(line, now) - timedelta(days=2)
    aways = [
        TimeAway(one.person_id, one.first_day, one.last_day)
        for one in await shifts.aways(session, line.id, since, person_id)
    ]
    return is_away(person_id, stretch, ZoneInfo(line.zone), aways)


async def pass_over_reminder(session: AsyncSession, line: Line, cover: Cover, now: datetime) -> None:
    """The moment to ask again for a cover has gone by unseen: the next one counts."""
    stretch = await stretch_of(session, line, cover)
    cover.remind_at = _next_reminder(stretch, now) if stretch is not None else None
    await session.flush()


def _next_reminder(stretch: Stretch, now: datetime) -> datetime | None:
    moments = (stretch[0] - before for before in REMINDED_BEFORE)
    return min((moment for moment in moments if moment > now), default=None)
