"""`/volunteers` and `/members`: the people of the line, each with a card of buttons, which can be typed as well."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from functools import partial

from bot.models import Away, Membership, Role
from bot.outbox.queue import Button, put_commands, put_text
from bot.queries import changes, people, phones, rota, shifts
from bot.texts.times import as_days
from handlers.joining import good_name
from handlers.visit import Visit, whole_number
from scheduling import planning, removing, settling

_BUDDY_FOR = timedelta(weeks=4)
_MOST = 60  # buttons that one message can well have
Step = Callable[[Visit, Membership, str], Awaitable[None]]


async def volunteers(visit: Visit) -> None:
    """The volunteers, or with a name the card of one, or with more words what to do with them."""
    await _show(visit, Role.VOLUNTEER)


async def members(visit: Visit) -> None:
    """The members by the names they chose, in the same way."""
    await _show(visit, Role.MEMBER)


async def coordinators(visit: Visit) -> None:
    """The coordinators, in the same way."""
    await _show(visit, Role.COORDINATOR)


async def _show(visit: Visit, role: Role) -> None:
    everyone = list(await people.memberships(visit.session, visit.line.id, role))
    if not visit.argument:
        buttons: list[Button] = [("b-name", f"{role}:card:{one.id}", {"alias": one.alias}) for one in everyone[:_MOST]]
        await visit.reply(
            "people",
            {"role": role, "count": len(everyone), "names": ", ".join(one.alias for one in everyone) or None},
            buttons=[buttons[n : n + 3] for n in range(0, len(buttons), 3)],
        )
        return
    words = visit.argument.split()
    folded = [word.casefold() for word in words]
    fits = [one for one in everyone if folded[: len(one.alias.split())] == one.alias.casefold().split()]
    if not fits:
        names = ", ".join(one.alias for one in everyone) or None
        await visit.reply("person-unknown", {"part": visit.argument[:60], "names": names, "role": role})
        return
    chosen = max(fits, key=lambda one: len(one.alias.split()))
    rest = words[len(chosen.alias.split()) :]
    await _act(visit, chosen, rest[0].lower() if rest else "card", " ".join(rest[1:]))


async def press(visit: Visit) -> None:
    """A button of a list or a card."""
    action, _, number = visit.button[1].partition(":")
    membership_id, _, more = number.partition("-")
    chosen = await people.membership_by_id(visit.session, visit.line.id, whole_number(membership_id) or 0)
    if chosen is None or chosen.role != visit.button[0] or action not in _ACTIONS:
        await visit.answer("stale-button")
        return
    await visit.answer()
    await _act(visit, chosen, action, more)


async def _act(visit: Visit, chosen: Membership, action: str, more: str) -> None:
    step = _ACTIONS.get(action)
    if step is None or (chosen.role != Role.VOLUNTEER and action in _VOLUNTEERS_ONLY):
        await visit.reply("person-usage", {"part": action[:60], "alias": chosen.alias, "role": chosen.role})
        return
    wrong = ("pause", "resume") if chosen.role == Role.COORDINATOR else _NOT_MEMBERS
    if chosen.role != Role.VOLUNTEER and action in wrong:
        await visit.reply("person-usage", {"part": action, "alias": chosen.alias, "role": chosen.role})
        return
    await step(visit, chosen, more)


async def _card(visit: Visit, one: Membership, _: str) -> None:
    is_volunteer = one.role == Role.VOLUNTEER
    person = await people.get(visit.session, one.person_id)
    coming = await rota.to_come(visit.session, visit.line.id, one.person_id, visit.now) if is_volunteer else []
    away = await _away(visit, one) if is_volunteer else []
    paused = one.paused_at is not None or any(each.last_day is None for each in away)
    names = await people.aliases(visit.session, visit.line.id)
    buddy = names.get(one.buddy_id or 0) if one.buddy_until is not None and one.buddy_until > visit.now else None
    shares = await shares_with(visit, one)
    held = sorted(await people.roles(visit.session, visit.line.id, one.person_id)) if is_volunteer else [one.role]
    held = [role for role in held if role != Role.MEMBER or not is_volunteer]
    await visit.reply(
        "person-card",
        {
            "alias": one.alias,
            "role": one.role,
            "also": "yes" if Role.COORDINATOR in held and is_volunteer else "no",
            "since": as_days(one.since.astimezone(visit.zone).date(), one.since.astimezone(visit.zone).date()),
            "paused": "yes" if paused else "no",
            "blocked": "yes" if person.blocked_at is not None else "no",
            "away": ", ".join(as_days(each.first_day, each.last_day) for each in away if each.last_day) or None,
            "turn_span": (coming[0].starts_at, coming[0].ends_at) if coming else None,
            "buddy": buddy,
            "shares": ", ".join(shares) or None,
            "backup": "yes" if one.is_backup else "no",
            "supervisor": "yes" if one.is_supervisor else "no",
            "lead": "yes" if one.is_lead else "no",
        },
        buttons=_buttons(one, paused=paused, buddy=buddy is not None),
    )


async def shares_with(visit: Visit, one: Membership) -> list[str]:
    """The names of those who share a phone with this volunteer."""
    sharers = await phones.groups(visit.session) if one.role == Role.VOLUNTEER else {}
    mine = sharers.get(one.person_id)
    return [each.alias for each in sharers.values() if mine and each.phone_id == mine.phone_id and each != mine]


def _buttons(one: Membership, *, paused: bool, buddy: bool) -> list[list[Button]]:
    def action(name: str) -> str:
        return f"{one.role}:{name}:{one.id}"

    rows: list[list[Button]] = [[("b-rename", action("rename")), ("b-remove", action("remove"))]]
    if one.role != Role.COORDINATOR:
        pause: Button = ("b-resume", action("resume")) if paused else ("b-pause", action("pause"))
        rows.insert(0, [pause])
    if one.role != Role.MEMBER:
        supervisor: Button = (
            ("b-no-supervisor", action("nosupervisor")) if one.is_supervisor else ("b-supervisor", action("supervisor"))
        )
        lead: Button = ("b-no-lead", action("nolead")) if one.is_lead else ("b-lead", action("lead"))
        rows.append([supervisor, lead])
    if one.role == Role.VOLUNTEER:
        backup: Button = ("b-no-backup", action("nobackup")) if one.is_backup else ("b-backup", action("backup"))
        with_buddy: Button = ("b-no-buddy", action("nobuddy")) if buddy else ("b-buddy", action("buddy"))
        rows.insert(1, [backup, with_buddy])
        rows.append([("b-roles", action("roles"))])
    return rows


async def _away(visit: Visit, one: Membership) -> list[Away]:
    today = planning.today(visit.line, visit.now)
    return list(await shifts.aways(visit.session, visit.line.id, today, one.person_id))


async def _pause(visit: Visit, one: Membership, _: str) -> None:
    if one.role == Role.VOLUNTEER:
        if any(each.last_day is None for each in await _away(visit, one)):
            await visit.reply("paused-already", {"alias": one.alias})
            return
        async with _on_record(visit, "did-pause", one):
            today = planning.today(visit.line, visit.now)
            await shifts.add_away(visit.session, visit.line.id, one.person_id, today, None)
        moved = await settling.settle(visit.session, visit.line, visit.now, told=(visit.person.id, one.person_id))
        lost = moved[one.person_id].lost if one.person_id in moved else []
        await tell(visit, one, "paused-volunteer")
        await visit.reply("paused", {"alias": one.alias, "turn_spans": lost[:8], "more": max(0, len(lost) - 8)})
        return
    if one.paused_at is not None:
        await visit.reply("paused-already", {"alias": one.alias})
        return
    async with _on_record(visit, "did-pause", one):
        one.paused_at = visit.now
    await removing.end_conversations(visit.session, visit.line, one, visit.now)
    await tell(visit, one, "paused-member")
    await visit.reply("paused", {"alias": one.alias, "turn_spans": [], "more": 0})


async def _resume(visit: Visit, one: Membership, _: str) -> None:
    open_ended = [each for each in await _away(visit, one) if each.last_day is None]
    if one.paused_at is None and not open_ended:
        await visit.reply("paused-not", {"alias": one.alias})
        return
    async with _on_record(visit, "did-resume", one):
        one.paused_at = None
        for each in open_ended:
            await shifts.remove_away(visit.session, each)
    if one.role == Role.VOLUNTEER:
        await settling.settle(visit.session, visit.line, visit.now, told=(visit.person.id,))
    await tell(visit, one, "resumed-volunteer" if one.role == Role.VOLUNTEER else "resumed-member")
    await visit.reply("resumed", {"alias": one.alias})


async def _rename(visit: Visit, one: Membership, more: str) -> None:
    if not more:
        await visit.reply("rename-how", {"alias": one.alias, "role": one.role})
        return
    name = good_name(more)
    if name is None:
        await visit.reply("alias-bad")
        return
    taken = people.alias_key(name) != one.alias_key and await people.alias_taken(visit.session, visit.line.id, name)
    if taken:
        await visit.reply("alias-taken", {"alias": name})
        return
    was = one.alias
    async with _on_record(visit, "did-rename", one):
        one.alias, one.alias_key = name, people.alias_key(name)
    await tell(visit, one, "renamed-you", {"alias": name})
    await visit.reply("renamed", {"was": was, "alias": name})


async def _remove(visit: Visit, one: Membership, more: str) -> None:
    everyone = await people.memberships(visit.session, visit.line.id, Role.COORDINATOR)
    if one.role == Role.COORDINATOR and len(everyone) < 2:
        await visit.reply("remove-last")
    elif more.lower() != "yes":
        await visit.reply(
            "remove-sure",
            {"alias": one.alias, "role": one.role},
            buttons=[
                [("b-remove-yes", f"{one.role}:remove:{one.id}-yes"), ("b-remove-no", f"{one.role}:card:{one.id}")]
            ],
        )
    else:
        alias, role, person_id = one.alias, one.role, one.person_id
        shares = await shares_with(visit, one)
        async with _on_record(visit, "did-remove", one):
            opened = await removing.remove(visit.session, visit.line, one, visit.now)
        lost = []
        if role == Role.VOLUNTEER:
            moved = await settling.settle(visit.session, visit.line, visit.now, told=(visit.person.id, person_id))
            # Of shifts that go in turns, and of what somebody covers, others have it now.
            unmanned = [
                (one.starts_at, one.ends_at) for one in await rota.unmanned(visit.session, visit.line.id, visit.now)
            ]
            of_them = moved[person_id].lost if person_id in moved else []
            lost = [one for one in of_them if any(start < one[1] and one[0] < end for start, end in unmanned)]
        person = await people.get(visit.session, person_id)
        left = list(await people.roles(visit.session, visit.line.id, person_id))
        await put_text(
            visit.session,
            visit.line,
            person.telegram_id,
            "removed-you",
            visit.now,
            {"role": role, "carriers": alias} | visit.short_helplines(),
        )
        if not shares:  # the menu of a shared phone stays for the others
            await put_commands(visit.session, visit.line.id, person.telegram_id, left, visit.now)
        await visit.reply(
            "removed",
            {
                "alias": alias,
                "count": opened,
                "turn_spans": lost[:8],
                "more": max(0, len(lost) - 8),
            },
        )


async def _backup(visit: Visit, one: Membership, _: str) -> None:
    async with _on_record(visit, "did-backup", one):
        one.is_backup = True
    await tell(visit, one, "backup-you")
    await visit.reply("backup", {"alias": one.alias})


async def _no_backup(visit: Visit, one: Membership, _: str) -> None:
    async with _on_record(visit, "did-no-backup", one):
        one.is_backup = False
    await tell(visit, one, "backup-no-more")
    await visit.reply("backup-none", {"alias": one.alias})


async def _mark(visit: Visit, one: Membership, _: str, *, lead: bool, on: bool) -> None:
    """Make somebody a supervisor or a safeguarding lead, or no longer one."""
    done = ("did-lead" if on else "did-no-lead") if lead else ("did-supervisor" if on else "did-no-supervisor")
    async with _on_record(visit, done, one):
        if lead:
            one.is_lead = on
        else:
            one.is_supervisor = on
    if lead:
        await tell(visit, one, "lead-you" if on else "lead-no-more")
        await visit.reply("lead" if on else "lead-none", {"alias": one.alias})
    else:
        await tell(visit, one, "supervisor-you" if on else "supervisor-no-more")
        await visit.reply("supervisor" if on else "supervisor-none", {"alias": one.alias})


async def _buddy(visit: Visit, one: Membership, more: str) -> None:
    others = [
        each
        for each in await people.memberships(visit.session, visit.line.id, Role.VOLUNTEER)
        if each.person_id != one.person_id
    ]
    chosen = [each for each in others if more and more.casefold() in (each.alias.casefold(), str(each.id))]
    if not chosen:
        buttons: list[Button] = [
            ("b-name", f"{one.role}:buddy:{one.id}-{each.id}", {"alias": each.alias}) for each in others[:_MOST]
        ]
        await visit.reply(
            "buddy-who" if others else "buddy-nobody",
            {"alias": one.alias},
            buttons=[buttons[n : n + 3] for n in range(0, len(buttons), 3)],
        )
        return
    buddy = chosen[0]
    async with _on_record(visit, "did-buddy", one):
        one.buddy_id, one.buddy_until = buddy.person_id, visit.now + _BUDDY_FOR
    params = {"until_when": visit.now + _BUDDY_FOR}
    await tell(visit, one, "buddy-for-you", params | {"alias": buddy.alias})
    await tell(visit, buddy, "buddy-you-are", params | {"alias": one.alias})
    await visit.reply("buddy-set", params | {"alias": one.alias, "buddy": buddy.alias})


async def _no_buddy(visit: Visit, one: Membership, _: str) -> None:
    async with _on_record(visit, "did-no-buddy", one):
        one.buddy_id = one.buddy_until = None
    await visit.reply("buddy-none", {"alias": one.alias})


async def _roles(visit: Visit, one: Membership, _: str) -> None:
    held = await people.roles(visit.session, visit.line.id, one.person_id)
    also = held.get(Role.COORDINATOR)
    buttons: list[list[Button]] = []
    if also is not None:
        as_coordinator = await people.membership(visit.session, visit.line.id, one.person_id, Role.COORDINATOR)
        if as_coordinator is not None:
            buttons = [[("b-no-coordinator", f"{Role.COORDINATOR}:remove:{as_coordinator.id}")]]
    await visit.reply("roles", {"alias": one.alias, "also": "yes" if also else "no"}, buttons=buttons)


async def tell(visit: Visit, one: Membership, key: str, params: dict[str, object] | None = None) -> None:
    """Tell somebody what a coordinator did with their role; not whoever did it themselves, or blocked the bot."""
    if one.person_id == visit.person.id:
        return
    person = await people.get(visit.session, one.person_id)
    if person.blocked_at is None:
        await put_text(
            visit.session,
            visit.line,
            person.telegram_id,
            key,
            visit.now,
            visit.short_helplines() | (params or {}),
        )


def _on_record(visit: Visit, kind: str, one: Membership) -> AbstractAsyncContextManager[None]:
    params = {"member" if one.role == Role.MEMBER else "who": [one.person_id]}
    return changes.recorded(visit.session, visit.line, visit.person.id, kind, params, visit.now)


_ACTIONS: Mapping[str, Step] = {
    "card": _card,
    "pause": _pause,
    "resume": _resume,
    "rename": _rename,
    "remove": _remove,
    "backup": _backup,
    "nobackup": _no_backup,
    "buddy": _buddy,
    "nobuddy": _no_buddy,
    "roles": _roles,
    "supervisor": partial(_mark, lead=False, on=True),
    "nosupervisor": partial(_mark, lead=False, on=False),
    "lead": partial(_mark, lead=True, on=True),
    "nolead": partial(_mark, lead=True, on=False),
}
_NOT_MEMBERS = ("supervisor", "nosupervisor", "lead", "nolead")
_VOLUNTEERS_ONLY = ("backup", "nobackup", "buddy", "nobuddy", "roles")
