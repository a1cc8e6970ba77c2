"""`/cover`: give a shift or a part of it away, take one, or keep it after all."""

from collections.abc import Sequence

from bot.models import Cover, CoverState, Duty, Role
from bot.outbox.queue import Button, put_text
from bot.queries import changes, people, rota, shifts
from handlers import cover_back
from handlers.visit import Visit, whole_number
from scheduling import covering, planning, settling, warnings
from scheduling.reading import Dates, NotUnderstood, read_dates
from scheduling.spans import Stretch, clip
from scheduling.telling import tell_coordinators
from scheduling.wall import instant

_SHOWN = 8


def give_buttons(found: list[Duty]) -> list[list[Button]]:
    """A button for each of the next shifts, to give it away."""
    return [
        [("b-give-turn", f"give:{duty.id}", {"turn_short": (duty.starts_at, duty.ends_at)})] for duty in found[:_SHOWN]
    ]


async def my_turns(visit: Visit) -> list[Duty]:
    """A volunteer's own shifts in the weeks ahead."""
    return list(
        await rota.between(
            visit.session, visit.line.id, visit.now, visit.now + planning.AHEAD, person_id=visit.person.id
        )
    )


async def cover(visit: Visit) -> None:
    """What can be given away and what can be taken; with a day after it, ask for cover for that."""
    typed = visit.argument
    word, _, rest = typed.lower().partition(" ")
    if not typed:
        await _overview(visit)
    elif word in ("take", "back", "keep") and (number := whole_number(rest)) is not None:
        await {"take": _take, "back": cover_back.by_number, "keep": _keep}[word](visit, number)
    elif visit.has(Role.COORDINATOR) and (number := whole_number(typed)) is not None:
        await _ask_for_shift(visit, number)
    else:
        await _give_by_day(visit)


async def _overview(visit: Visit) -> None:
    found = await my_turns(visit) if visit.has(Role.VOLUNTEER) else []
    wanted = [
        one for one in await covering.wanted(visit.session, visit.line, visit.now) if one[0].owner_id != visit.person.id
    ]
    await visit.reply(
        "cover-overview",
        {"mine_spans": [(duty.starts_at, duty.ends_at) for duty in found[:_SHOWN]]},
        buttons=give_buttons(found),
    )
    numbers = "\n".join(f"/cover take {cover.id}: {visit.span(stretch)}" for cover, stretch in wanted[:_SHOWN])
    await visit.reply("cover-wanted", {"lines": numbers or None}, buttons=covering.take_buttons(wanted))


async def _give_by_day(visit: Visit) -> None:
    try:
        readings = read_dates(visit.argument, planning.today(visit.line, visit.now))
    except NotUnderstood as error:
        await visit.reply("cover-usage", {"part": error.part or "…"})
        return
    dates = readings[0]
    if dates.reason or dates.first_day != dates.last_day:
        await visit.reply("cover-usage", {"part": (dates.reason or visit.argument)[:60]})
        return
    meant = await _meant(visit, readings)
    to_come = [(duty, part) for duty, part in meant if part is None or part[1] > visit.now]
    # A bare "8-10" is in the morning or in the evening: what lies wholly in a shift is meant, if there is such a thing.
    typed = [_part(visit, one) for one in readings]
    found = [(duty, part) for duty, part in to_come if part in typed] or to_come
    whose = list({duty.id: duty for duty, _ in found or meant}.values())
    if not meant:
        await visit.reply("cover-no-turn", {"day_span": _day(visit, dates)})
    elif not found:
        await visit.reply("cover-part-over", buttons=give_buttons(whose))
    elif len(whose) > 1:
        await visit.reply("cover-which", buttons=give_buttons(whose))
    elif len(found) > 1:
        lines = "\n".join(f"/cover {_typed(visit, part)}" for _, part in found if part is not None)
        await visit.reply("cover-which-part", {"lines": lines})
    else:
        await _give(visit, *found[0])


async def _meant(visit: Visit, readings: Sequence[Dates]) -> list[tuple[Duty, Stretch | None]]:
    """The own shifts that start on the day; or those in which some of the part lies, and what of it does."""
    mine = await my_turns(visit)
    meant: list[tuple[Duty, Stretch | None]] = []
    for dates in readings:
        part = _part(visit, dates)
        if part is None:
            meant += [(duty, None) for duty in mine if duty.day == dates.first_day]
        else:
            meant += [(duty, both) for duty in mine for both in clip([part], duty.starts_at, duty.ends_at)]
    return sorted(meant, key=lambda one: one[1] or (one[0].starts_at, one[0].ends_at))


def _typed(visit: Visit, part: Stretch) -> str:
    """A part of a shift as it can be typed in one way only."""
    start, end = (moment.astimezone(visit.zone) for moment in part)
    return f"{start:%Y-%m-%d %H:%M}-{end:%H:%M}"


def _part(visit: Visit, dates: Dates) -> Stretch | None:
    if dates.start_minute is None or dates.end_minute is None:
        return None
    return (
        instant(dates.first_day, dates.start_minute, visit.zone, edge="start"),
        instant(dates.first_day, dates.end_minute, visit.zone, edge="end"),
    )


def _day(visit: Visit, dates: Dates) -> Stretch:
    return (
        instant(dates.first_day, 0, visit.zone, edge="start"),
        instant(dates.first_day, 24 * 60, visit.zone, edge="end"),
    )


async def give(visit: Visit) -> None:
    """The button of a shift: what can be done when a volunteer cannot come."""
    duty = await rota.get(visit.session, visit.pressed)
    is_mine = duty is not None and duty.person_id == visit.person.id and duty.ends_at > visit.now
    await visit.answer(None if is_mine else "turn-not-yours")
    if duty is None or not is_mine:
        return
    turn = (duty.starts_at, duty.ends_at)
    back: list[list[Button]] = [
        [
            ("b-give-back", f"giveback:{taken.id}")
            if part == turn
            else ("b-give-back-part", f"giveback:{taken.id}", {"turn_short": part})
        ]
        for taken, part in await _taken_by_me(visit, duty)
    ]
    await visit.reply(
        "give-card",
        {"turn_span": turn, "day": duty.day.isoformat()},
        buttons=[[("b-ask-cover", f"giveall:{duty.id}")], *back],
    )


async def give_all(visit: Visit) -> None:
    """Ask the others to take a whole shift."""
    duty = await rota.get(visit.session, visit.pressed)
    is_mine = duty is not None and duty.person_id == visit.person.id and duty.ends_at > visit.now
    await visit.answer(None if is_mine else "turn-not-yours")
    if duty is not None and is_mine:
        await _give(visit, duty, None)


async def _give(visit: Visit, duty: Duty, part: Stretch | None) -> None:
    start = max(duty.starts_at, visit.now, *([part[0]] if part else []))
    end = min(duty.ends_at, *([part[1]] if part else []), duty.ends_at)
    whole = (start, end) == (duty.starts_at, duty.ends_at) and await _is_whole_turn(visit, duty)
    for asked, stretch in await covering.wanted(visit.session, visit.line, visit.now):
        same = (asked.shift_id, asked.day, asked.owner_id) == (duty.shift_id, duty.day, duty.person_id)
        if same and stretch[0] < end and start < stretch[1]:
            await visit.reply("cover-asked-already", {"turn_span": stretch})
            return
    owner = duty.person_id
    params = {"who": [owner], "turn_span": [start.isoformat(), end.isoformat()]}
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-ask-cover", params, visit.now):
        wanted = await covering.new(
            visit.session,
            visit.line,
            duty.shift_id,
            duty.day,
            None if whole else (start, end),
            visit.now,
            owner_id=owner,
        )
    asked_count = await covering.ask(visit.session, visit.line, [(wanted, (start, end))], visit.now)
    mine = owner == visit.person.id
    await visit.reply(
        "cover-asked-done" if mine else "cover-asked-for",
        {"turn_span": (start, end), "count": asked_count, "number": wanted.id},
        buttons=[[("b-keep", f"keepturn:{wanted.id}")]] if mine else None,
    )
    if wanted.remind_at is None or not asked_count:
        await covering.tell_untaken(visit.session, visit.line, wanted, (start, end), visit.now, but=(visit.person.id,))


async def _is_whole_turn(visit: Visit, duty: Duty) -> bool:
    shift = await shifts.get(visit.session, visit.line.id, duty.shift_id)
    return shift is not None and covering.turn_of(visit.line, shift, duty.day) == (duty.starts_at, duty.ends_at)


async def _ask_for_shift(visit: Visit, number: int) -> None:
    coming = [
        duty for duty in await rota.unfinished(visit.session, [number], visit.now) if duty.line_id == visit.line.id
    ]
    if not coming:
        await visit.reply("unshift-unknown", {"part": str(number)})
    elif coming[0].person_id is None:
        await visit.reply("cover-asked-already", {"turn_span": (coming[0].starts_at, coming[0].ends_at)})
    else:
        await _give(visit, coming[0], None)


async def ask_for_shift(visit: Visit) -> None:
    """The coordinator's button `Ask for cover` on a shift: for its next turn."""
    await visit.answer()
    await _ask_for_shift(visit, visit.pressed or 0)


async def take(visit: Visit) -> None:
    """The button of a turn that somebody else is wanted for: the first to press has it."""
    await _take(visit, visit.pressed or 0)


async def _take(visit: Visit, number: int) -> None:
    found = await shifts.cover(visit.session, visit.line.id, number)
    stretch = await covering.stretch_of(visit.session, visit.line, found) if found is not None else None
    if found is not None and found.state == CoverState.OVER:
        # The same may be wanted anew, under another number: its owner asked, and is away by now.
        wanted = await covering.wanted(visit.session, visit.line, visit.now)
        again = [(one, when) for one, when in wanted if (one.shift_id, one.day) == (found.shift_id, found.day)]
        found, stretch = next((one for one in again if one[1] == stretch), (found, stretch))
    if found is None or stretch is None or stretch[1] <= visit.now or found.state == CoverState.OVER:
        await visit.say("turn-over")
    elif found.state == CoverState.TAKEN:
        await visit.say("turn-yours" if found.taker_id == visit.person.id else "turn-taken")
    elif found.owner_id == visit.person.id and not found.released:
        await visit.say("turn-own")
    elif await covering.is_away_then(visit.session, visit.line, visit.person.id, stretch, visit.now):
        await visit.say("turn-away")
    else:
        await visit.answer()
        await _taken(visit, found, (max(stretch[0], visit.now), stretch[1]))


async def _taken(visit: Visit, found: Cover, stretch: Stretch) -> None:
    me = visit.roles[Role.VOLUNTEER]
    owner_id = found.owner_id
    params = {"who": [visit.person.id], "turn_span": [moment.isoformat() for moment in stretch]}
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-take-cover", params, visit.now):
        found.state, found.taker_id = CoverState.TAKEN, visit.person.id
    found.remind_at = None
    told = [visit.person.id] + ([owner_id] if owner_id is not None else [])
    await settling.settle(visit.session, visit.line, visit.now, [found.shift_id], told=told)
    # Another may have a part of it already, which was given on before the rest was given back.
    if mine := (await covering.who_has(visit.session, found, [stretch], visit.now)).get(visit.person.id):
        stretch = (mine[0][0], mine[-1][1])
    await visit.reply("cover-yours", {"turn_span": stretch, "number": found.id})
    owner = (await people.reachable(visit.session, visit.line.id)).get(owner_id or 0)
    if owner is not None:
        await put_text(
            visit.session,
            visit.line,
            owner.telegram_id,
            "cover-taken",
            visit.now,
            {"alias": me, "turn_span": stretch},
            expires_at=stretch[1],
        )
    if stretch[0] - visit.now < cover_back.LATE:
        said, but = {"alias": me, "turn_span": stretch}, (visit.person.id, owner_id)
        await tell_coordinators(
            visit.session, visit.line, "cover-filled", visit.now, said, but=but, expires_at=stretch[1]
        )
    for one in await warnings.about(visit.session, visit.line, visit.person.id, me, [found.shift_id], visit.now):
        await visit.reply(one.key, one.params)


async def keep(visit: Visit) -> None:
    """The button by which an owner keeps their shift after all."""
    await _keep(visit, visit.pressed or 0)


async def _keep(visit: Visit, number: int) -> None:
    found = await shifts.cover(visit.session, visit.line.id, number)
    stretch = await covering.stretch_of(visit.session, visit.line, found) if found is not None else None
    mine = found is not None and found.owner_id == visit.person.id and not found.released
    if found is None or stretch is None or not mine or found.state == CoverState.OVER:
        await visit.say("turn-over")
    elif found.state == CoverState.TAKEN:
        await visit.say("turn-taken")
    else:
        await visit.answer()
        params = {"who": [visit.person.id], "turn_span": [moment.isoformat() for moment in stretch]}
        async with changes.recorded(visit.session, visit.line, visit.person.id, "did-keep", params, visit.now):
            found.state = CoverState.OVER
        found.remind_at = None
        await visit.reply("cover-kept", {"turn_span": stretch})


async def _taken_by_me(visit: Visit, duty: Duty) -> list[tuple[Cover, Stretch]]:
    """What of a shift of one's own was taken from others, and from when to when: parts that meet are one shift."""
    found = []
    for one in await shifts.covers(visit.session, visit.line.id, duty.day):
        if (one.shift_id, one.day, one.taker_id) != (duty.shift_id, duty.day, visit.person.id):
            continue
        stretch = await covering.stretch_of(visit.session, visit.line, one)
        if one.state == CoverState.TAKEN and stretch is not None:
            parts = clip([stretch], duty.starts_at, duty.ends_at)
            found += [(one, part) for part in parts if part[1] > visit.now]
    return found
