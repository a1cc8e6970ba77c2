"""`/rota`, `/gaps` and `/who`: the week at a glance, what is missing in it, and who would get a message when."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from html import escape

from bot.outbox.queue import Button, put_picture
from bot.queries import hours as hours_rows
from bot.queries import outbox, people, shifts
from bot.queries import rota as duties
from handlers import bulk, rota
from handlers.visit import Visit
from scheduling import covering, planning, week
from scheduling.hours import why_closed
from scheduling.reading import NotUnderstood, read_moment
from scheduling.wall import instant

# Well inside Telegram's 4096 characters and what a text takes as one parameter.
_LONGEST_PART = 2000
_WEEK = timedelta(weeks=1)
_MOST_BUTTONS = 24
_FURTHEST = timedelta(weeks=104)


async def show(visit: Visit) -> None:
    """The rota of a week as a picture and as text, all shifts as text, or files of it."""
    word = visit.argument.lower()
    if word == "export":
        await bulk.export(visit)
    elif word == "all":
        await _all(visit)
    elif not await shifts.in_force(visit.session, visit.line.id, date.min):
        await visit.reply("rota-empty")
    else:
        today = planning.today(visit.line, visit.now)
        try:
            day = read_moment(f"{word} 12:00", today)[0][0] if word else today
        except NotUnderstood:
            try:
                day = date.fromisoformat(word)
            except ValueError:
                await visit.reply("rota-usage", {"part": visit.argument[:60]})
                return
        if abs(day - today) > _FURTHEST:
            await visit.reply("week-too-far")
            return
        await _show_week(visit, week.monday_of(day), None)


async def turn_page(visit: Visit) -> None:
    """The buttons for the week before and the week after: the same message and picture show another week."""
    monday, _, picture = visit.button[1].partition("/")
    try:
        day = week.monday_of(date.fromisoformat(monday))
    except ValueError:
        await visit.answer("stale-button")
        return
    if abs(day - planning.today(visit.line, visit.now)) > _FURTHEST:
        await visit.answer("week-too-far")
        return
    await visit.answer()
    await _show_week(visit, day, int(picture) if picture.isdecimal() and len(picture) < 16 else None)


async def _show_week(visit: Visit, monday: date, picture: int | None) -> None:
    shown = await week.week_of(visit.session, visit.line, monday, visit.now)
    drawn = week.as_picture(visit.line, shown, visit.now)
    params = {"title": drawn["title"]}
    there = await outbox.message_id_of(visit.session, picture) if picture is not None else None
    fresh = await put_picture(
        visit.session, visit.line, visit.chat_id, "rota-picture", drawn | params, visit.now, instead_of=there
    )
    picture = picture if there is not None else fresh
    lines = list(_in_parts(_lines(visit, shown)))
    buttons = _buttons(shown, picture or fresh)
    for part in lines[:-1]:
        await visit.reply("rota-week", {"lines": part, **params})
    last = {"lines": lines[-1] if lines else None, **params}
    if visit.update.callback_query is not None and len(lines) < 2:
        await visit.redraw("rota-week", last, buttons=buttons)
    else:
        await visit.reply("rota-week", last, buttons=buttons)


def _lines(visit: Visit, shown: week.Week) -> list[str]:
    """The week in words, in the order of time; the catalogue's words for nobody and closed days come with the text."""
    rows: list[tuple[datetime, str]] = []
    for turn in shown.turns:
        marks = [word for word, said in (("wanted", turn.wanted), ("cover", turn.cover)) if said]
        who = turn.alias if turn.alias is not None else "{nobody}"
        said = "".join(f" ({{{mark}}})" for mark in marks)
        rows.append((turn.stretch[0], f"{turn.number}. {visit.span(turn.stretch)}: {who}{said}"))
    rows += [(bare[0], f"{visit.span(bare)}: {{nobody}}") for bare in shown.bare]
    rows += [
        (
            instant(day, 0, visit.zone, edge="start"),
            f"{day:%a} {day.day} {day:%b}: {{closed}}" + (f" ({reason})" if reason else ""),
        )
        for day, reason in shown.closed
    ]
    return [line for _, line in sorted(rows)]


def _buttons(shown: week.Week, picture: int) -> list[list[Button]]:
    numbers = list(dict.fromkeys(turn.number for turn in shown.turns))[:_MOST_BUTTONS]
    rows: list[list[Button]] = [
        [
            ("b-week-before", f"week:{shown.monday - _WEEK}/{picture}"),
            ("b-week-after", f"week:{shown.monday + _WEEK}/{picture}"),
        ]
    ]
    cards: list[Button] = [("b-number", f"shiftcard:{number}", {"number": number}) for number in numbers]
    rows += [cards[n : n + 6] for n in range(0, len(cards), 6)]
    return rows


async def _all(visit: Visit) -> None:
    names = await people.aliases(visit.session, visit.line.id)
    since = planning.today(visit.line, visit.now) - timedelta(days=1)
    lines = [
        f"{found.id}. {_whose(names, whose)}: {rota.said(visit, rota.when_of(found))}"
        for found, whose in await shifts.in_force(visit.session, visit.line.id, since)
        if not planning.is_over(visit.line, found, visit.now)
    ]
    for part in _in_parts(lines):
        await visit.reply("rota", {"lines": part})
    if not lines:
        await visit.reply("rota-empty")


def _whose(names: dict[int, str], whose: Sequence[int]) -> str:
    return ", then ".join(names.get(person_id, "?") for person_id in whose) or "{nobody}"


def _in_parts(lines: Sequence[str]) -> Iterator[str]:
    """The lines joined, in as few parts as fit one message each."""
    part = ""
    for line in lines:
        if len(escape(part)) + len(escape(line)) > _LONGEST_PART:
            yield part
            part = ""
        part += f"\n{line}" if part else line
    if part:
        yield part


# One shift


async def card(visit: Visit) -> None:
    """The button of a shift under the week: what it is, and what can be done with it."""
    found = await shifts.get(visit.session, visit.line.id, visit.pressed or 0)
    await visit.answer(None if found else "stale-button")
    if found is None:
        return
    names = await people.aliases(visit.session, visit.line.id)
    whose = await shifts.people_of(visit.session, found.id)
    coming = await duties.unfinished(visit.session, [found.id], visit.now)
    await visit.reply(
        "shift-card",
        {
            "number": found.id,
            "alias": _whose(names, whose),
            "when": rota.said(visit, rota.when_of(found)),
            "turn_span": (coming[0].starts_at, coming[0].ends_at) if coming else None,
            "on": (names.get(coming[0].person_id or 0) if coming else None) or None,
        },
        buttons=[
            [("b-change-shift", f"shiftchange:{found.id}"), ("b-remove-shift", f"shiftremove:{found.id}")],
            *([[("b-cover-shift", f"shiftcover:{found.id}")]] if coming else []),
        ],
    )


async def card_change(visit: Visit) -> None:
    """How to change this shift."""
    await visit.answer()
    await visit.reply("change-how", {"number": visit.pressed or 0})


async def card_remove(visit: Visit) -> None:
    """Take this shift off the rota."""
    found = await shifts.get(visit.session, visit.line.id, visit.pressed or 0)
    await visit.answer(None if found else "stale-button")
    if found is not None:
        await rota.remove(visit, found)


# What is missing


async def gaps(visit: Visit) -> None:
    """The open hours of the coming weeks in which nobody is on."""
    known = await planning.hours_of(visit.session, visit.line, visit.now)
    if not known.week and not known.exceptions:
        await visit.reply("gaps-no-hours")
        return
    found = [
        (gap.starts_at, gap.ends_at)
        for gap in await hours_rows.gaps(visit.session, visit.line.id)
        if gap.ends_at > visit.now
    ]
    wanted = await covering.wanted(visit.session, visit.line, visit.now)
    await visit.reply(
        "gaps",
        {
            "gap_spans": found[:20],
            "more": max(0, len(found) - 20),
            "wanted_spans": [stretch for _, stretch in wanted[:10]],
            "weeks": planning.AHEAD.days // 7,
        },
    )


async def who(visit: Visit) -> None:
    """Who would get a message at some moment, also on the nights when the clocks change."""
    try:
        readings = read_moment(visit.argument, planning.today(visit.line, visit.now))
    except NotUnderstood as error:
        await visit.reply("who-usage", {"part": error.part or "…"})
        return
    for day, minute in readings[:2]:
        first, last = (instant(day, minute, visit.zone, edge=edge) for edge in ("start", "end"))
        shown = first.astimezone(visit.zone)
        skipped = (shown.hour * 60 + shown.minute) % 1440 != minute % 1440
        await _who_at(visit, first, "who-skipped" if skipped else "who-first" if last != first else "who")
        if last != first:
            await _who_at(visit, last, "who-second")


async def _who_at(visit: Visit, at: datetime, key: str) -> None:
    on = await week.on_at(visit.session, visit.line, at, visit.now)
    known = await planning.hours_of(visit.session, visit.line, min(at, visit.now))
    reason = why_closed(known, visit.zone, at)
    await visit.reply(key, {"at_span": (at, at), "on": " and ".join(on) or None, "reason": reason})
