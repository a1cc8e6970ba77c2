"""`/hours`, `/closed` and `/open`: when the line promises that somebody is there."""

from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.models import Line, Role
from bot.queries import changes, people, rota
from bot.queries import hours as rows
from handlers.drafting import ask_which, preview
from handlers.visit import Visit
from scheduling import planning, settling
from scheduling.hours import Exceptional, Hours, merged, open_spans, why_closed
from scheduling.reading import Dates, NotUnderstood, Span, read_dates, read_hours, say_spans

_SHOWN = 14  # days in a preview
_MOST_SPANS = 42  # in a week; more would not fit into a message
_DAY = timedelta(days=1)
_BANK_HOLIDAYS = {
    "bank holidays closed": True,
    "closed on bank holidays": True,
    "bank holidays open": False,
    "open on bank holidays": False,
}
_NONE = ("none", "off", "never")


async def hours(visit: Visit) -> None:
    """Who is on now, who is next, and the hours."""
    on = await rota.on_duty(visit.session, visit.line.id, visit.now)
    known = await planning.hours_of(visit.session, visit.line, visit.now)
    shown = known.week or known.exceptions
    await visit.reply(
        "hours",
        {
            "on": " and ".join(one.alias for one in on) or None,
            "until_at": on[0].ends_at if on else visit.now,
            "next_when": await rota.next_start(visit.session, visit.line.id, visit.now),
            "week": say_spans([Span(*span) for span in known.week]) or None,
            "exceptional_days": _exceptional_days(visit, known) if shown else [],
        },
    )
    if visit.has(Role.COORDINATOR):
        await visit.reply("hours-how")


async def change(visit: Visit) -> None:
    """`/hours` with words after it: new hours, shown before they are saved."""
    typed = visit.argument.lower()
    if typed in _BANK_HOLIDAYS:
        await _bank_holidays(visit, closed=_BANK_HOLIDAYS[typed])
        return
    if typed in _NONE:
        await preview_hours(visit, {"week": []})
        return
    today = planning.today(visit.line, visit.now)
    try:
        readings = read_hours("\n".join([visit.first_line, *visit.lines]), today)
    except NotUnderstood as error:
        await visit.reply("hours-usage", {"part": error.part or "…"})
        return
    if any(len(spans) > _MOST_SPANS for spans in readings):
        await visit.reply("hours-usage", {"part": visit.argument[:60]})
        return
    options = [
        (say_spans(spans), {"week": [[one.weekday, one.start_minute, one.end_minute] for one in spans]})
        for spans in readings
    ]
    if len(options) > 1:
        await ask_which(visit, "hours", options)
    else:
        await preview_hours(visit, options[0][1])


async def preview_hours(visit: Visit, data: dict[str, Any]) -> None:
    """Show the hours that were typed, and the two weeks that they make."""
    known = await planning.hours_of(visit.session, visit.line, visit.now)
    week = merged(tuple(span) for span in data["week"])
    new = Hours(tuple(week), known.exceptions, known.nation)
    await preview(
        visit,
        "hours",
        data,
        "openings",
        "hours-preview",
        {"week": say_spans([Span(*span) for span in week]) or None, "shown_days": _days(visit, new)},
    )


async def save_hours(visit: Visit, data: dict[str, Any]) -> None:
    """Let these be the line's hours."""
    week = merged(tuple(span) for span in data["week"])
    said = say_spans([Span(*span) for span in week]).replace("\n", "; ")
    async with _on_record(visit, "did-hours", {"when": said or None}):
        await rows.set_openings(visit.session, visit.line.id, week)
    await _saved(visit)


async def closed(visit: Visit) -> None:
    """The line is closed on a day, on days, or in a part of them, with a reason that members see."""
    await _exception(visit, is_open=False)


async def open_(visit: Visit) -> None:
    """The line is open at a time when it usually is not, or again on days that were closed."""
    await _exception(visit, is_open=True)


async def _exception(visit: Visit, *, is_open: bool) -> None:
    kind = "open" if is_open else "closed"
    if not visit.argument:
        known = await planning.hours_of(visit.session, visit.line, visit.now)
        await visit.reply(
            "open-usage" if is_open else "closed-usage",
            {"part": "…", "exceptional_days": _exceptional_days(visit, known)},
        )
        return
    try:
        readings = read_dates(visit.argument, planning.today(visit.line, visit.now))
    except NotUnderstood as error:
        await visit.reply("open-usage" if is_open else "closed-usage", {"part": error.part or "…"})
        return
    options = [(_say_dates(one), _as_data(one, is_open=is_open)) for one in readings]
    if len(options) > 1:
        await ask_which(visit, kind, options)
    else:
        await preview_exception(visit, options[0][1])


async def preview_exception(visit: Visit, data: dict[str, Any]) -> None:
    """Show the days that were typed as they would become."""
    known = await planning.hours_of(visit.session, visit.line, visit.now)
    new = Hours(known.week, (*known.exceptions, _from_data(data)), known.nation)
    first, last = date.fromisoformat(data["first_day"]), date.fromisoformat(data["last_day"])
    days = min((last - first).days + 1, _SHOWN)
    await preview(
        visit,
        "open" if data["is_open"] else "closed",
        data,
        "hours_exceptions",
        "exception-preview",
        {"shown_days": _days(visit, new, first, days), "more": (last - first).days + 1 - days},
    )


async def save_exception(visit: Visit, data: dict[str, Any]) -> None:
    """Let the line be open or closed on these days."""
    said = _say_dates(_dates(data))
    async with _on_record(visit, "did-open" if data["is_open"] else "did-closed", {"when": said}):
        await rows.add_exception(
            visit.session,
            line_id=visit.line.id,
            is_open=data["is_open"],
            first_day=date.fromisoformat(data["first_day"]),
            last_day=date.fromisoformat(data["last_day"]),
            start_minute=data["start_minute"],
            end_minute=data["end_minute"],
            reason=data["reason"],
        )
    await _saved(visit)


async def _bank_holidays(visit: Visit, *, closed: bool) -> None:
    async with _on_record(visit, "did-bank-holidays", {"closed": "yes" if closed else "no"}):
        await people.set_line(visit.session, visit.line, shut_on_bank_holidays=closed)
    await settling.settle(visit.session, visit.line, visit.now, told=(visit.person.id,))
    known = await planning.hours_of(visit.session, visit.line, visit.now)
    await visit.reply(
        "bank-holidays-closed" if closed else "bank-holidays-open",
        {"exceptional_days": _exceptional_days(visit, known)},
    )


def _on_record(visit: Visit, kind: str, params: dict[str, Any]) -> AbstractAsyncContextManager[None]:
    return changes.recorded(visit.session, visit.line, visit.person.id, kind, params, visit.now)


async def _saved(visit: Visit) -> None:
    await settling.settle(visit.session, visit.line, visit.now, told=(visit.person.id,))
    gaps = [gap for gap in await rows.gaps(visit.session, visit.line.id) if gap.starts_at < visit.now + _SHOWN * _DAY]
    await visit.reply("hours-saved", {"count": len(gaps)})


def _days(visit: Visit, hours: Hours, first: date | None = None, count: int = _SHOWN) -> list[list[Any]]:
    """Each day with its open spans, and with the reason when it is closed on purpose."""
    zone = ZoneInfo(visit.line.zone)
    first = first or planning.today(visit.line, visit.now)
    return [_day(visit.line, hours, first + n * _DAY, zone) for n in range(count)]


def _day(line: Line, hours: Hours, day: date, zone: ZoneInfo) -> list[Any]:
    begin, end = (datetime.combine(one, time(), zone) for one in (day, day + _DAY))
    spans = [
        span
        for span in open_spans(hours, zone, begin, end + _DAY)
        if begin <= span[0] < end and not (span[0] == begin and _runs_on(hours, zone, begin))
    ]
    noon = datetime.combine(day, time(12), zone)
    return [day.isoformat(), [list(span) for span in spans], None if spans else why_closed(hours, zone, noon)]


def _runs_on(hours: Hours, zone: ZoneInfo, midnight: datetime) -> bool:
    before = open_spans(hours, zone, midnight - timedelta.resolution, midnight)
    return bool(before)


def _exceptional_days(visit: Visit, hours: Hours) -> list[list[Any]]:
    """The days of the next eight weeks on which the hours are not those of any week."""
    plain = Hours(hours.week)
    return [
        day
        for day, usual in zip(_days(visit, hours, count=56), _days(visit, plain, count=56), strict=True)
        if day != usual
    ][:_SHOWN]


def _as_data(dates: Dates, *, is_open: bool) -> dict[str, Any]:
    return {
        "is_open": is_open,
        "first_day": dates.first_day.isoformat(),
        "last_day": dates.last_day.isoformat(),
        "start_minute": dates.start_minute,
        "end_minute": dates.end_minute,
        "reason": dates.reason[:80],
    }


def _dates(data: dict[str, Any]) -> Dates:
    return Dates(
        date.fromisoformat(data["first_day"]),
        date.fromisoformat(data["last_day"]),
        data["start_minute"],
        data["end_minute"],
        data["reason"],
    )


def _from_data(data: dict[str, Any]) -> Exceptional:
    dates = _dates(data)
    return Exceptional(
        data["is_open"], dates.first_day, dates.last_day, dates.start_minute, dates.end_minute, dates.reason
    )


def _say_dates(dates: Dates) -> str:
    said = f"{dates.first_day:%A} {dates.first_day.day} {dates.first_day:%B %Y}"
    if dates.last_day != dates.first_day:
        said += f" to {dates.last_day:%A} {dates.last_day.day} {dates.last_day:%B %Y}"
    if dates.start_minute is not None and dates.end_minute is not None:
        end = dates.end_minute if dates.end_minute <= 24 * 60 else dates.end_minute - 24 * 60
        said += f", {dates.start_minute // 60:02}:{dates.start_minute % 60:02}-{end // 60:02}:{end % 60:02}"
    return said
