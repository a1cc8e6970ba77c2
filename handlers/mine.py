"""What is a person's own: each consent and preference with a switch of its own, and all that is held on them."""

from typing import Any

from bot.models import Role
from bot.outbox.queue import Button, put_file
from bot.queries import checkins as check_in_rows
from bot.queries import holdings, people, wishes
from handlers import checkin_card, checkin_choices, checkins
from handlers.visit import Visit
from scheduling import asking, removing
from scheduling.reading import Times, say_times

RELAY, MATCHING = "relay", "matching"
# What can be switched, by the word that is typed after /me; each is a consent but the word list, a preference.
SWITCHES = {
    RELAY: "b-me-relay",
    "checkins": "b-me-checkins",
    "missed": "b-me-missed",
    MATCHING: "b-me-matching",
    "wordlist": "b-me-wordlist",
}
_VERSION = 1
Held = dict[str, list[dict[str, Any]]]


async def states(visit: Visit) -> dict[str, bool]:
    """Which of a person's switches there are, and which are on."""
    session, line_id, person_id = visit.session, visit.line.id, visit.person.id
    plan = await check_in_rows.plan_of(session, person_id)
    found = {
        "checkins": plan is not None and bool(plan.days),
        "missed": plan is not None and plan.missed_limit is not None,
        MATCHING: await people.has_consent(session, line_id, person_id, MATCHING),
    }
    if visit.has(Role.MEMBER):
        found |= {RELAY: visit.person.relay, "wordlist": visit.person.word_list}
    return {name: found[name] for name in SWITCHES if name in found}


async def buttons(visit: Visit) -> list[list[Button]]:
    """A button for each switch, which says what it is and what a press does."""
    return [
        [(SWITCHES[name], _press(name, on=on), {"on": "yes" if on else "no"})]
        for name, on in (await states(visit)).items()
    ]


def _press(name: str, *, on: bool) -> str:
    # How many missed ones count is asked first, as it is elsewhere.
    return "cimissed:ask" if name == "missed" and not on else f"meswitch:{name}-{'off' if on else 'on'}"


async def switch(visit: Visit) -> None:
    """One of these is switched, by a button."""
    name, _, to = visit.button[1].partition("-")
    if name not in await states(visit) or to not in ("on", "off"):
        await visit.answer("stale-button")
        return
    await turn(visit, name, on=to == "on")


async def turn(visit: Visit, name: str, *, on: bool) -> None:
    """Give or take back one consent, or one preference."""
    if name == "checkins" and on:
        await visit.answer()
        await checkin_card.show(visit)
    elif name == "checkins":
        await checkins.off(visit)
    elif name == "missed" and on:
        await checkin_choices.missed(visit)
    else:
        await visit.answer()
        await _turn(visit, name, on=on)
        await visit.reply("me-is", {"kind": name, "on": "yes" if on else "no"})


async def _turn(visit: Visit, name: str, *, on: bool) -> None:
    session, line, person = visit.session, visit.line, visit.person
    if name == "missed":
        await checkin_choices.stop_missed(visit)
    elif name == "wordlist":
        await people.set_fields(session, person.id, word_list=on)
    elif on:
        if not await people.has_consent(session, line.id, person.id, name):
            await people.add_consents(session, line.id, person.id, [name], _VERSION, visit.now)
    else:
        await people.withdraw_consent(session, line.id, person.id, name, visit.now)
        if name == MATCHING:
            await wishes.forget_traits(session, line.id, person.id)
    if name == RELAY:
        await people.set_fields(session, person.id, relay=on)
        person.relay = on
        member = await people.membership(session, line.id, person.id, Role.MEMBER)
        if not on and member is not None:
            await removing.end_conversations(session, line, member, visit.now)


async def export(visit: Visit) -> None:
    """`/export`: everything held on somebody, as one file for machines and one that reads like a letter."""
    data = await holdings.held_on(visit.session, visit.line.id, visit.person)
    letter = await _letter(visit, data)
    await _send(visit, "export-letter", "what-we-hold.txt", {"letter": letter})
    await _send(visit, "export-data", "what-we-hold.json", {"data": data})


async def _send(visit: Visit, key: str, name: str, content: dict[str, Any]) -> None:
    # The row would be a second copy of everything, so no trace of it stays.
    await put_file(visit.session, visit.line, visit.chat_id, key, name, content, visit.now, erases=True)


async def _letter(visit: Visit, data: Held) -> dict[str, Any]:
    zone = asking.zone_of(visit.person.zone, visit.line)
    plan = await check_in_rows.plan_of(visit.session, visit.person.id)
    times = Times(tuple(plan.days), tuple(plan.minutes)) if plan is not None and plan.days else None
    user = visit.update.effective_user
    agreed = [(row["what"], row["given_at"], row.get("withdrawn_at")) for row in data.get("consents", [])]
    answers = [
        (row["day"], row["due_at"], f"{row['scale']}-{row['answer']}" if "answer" in row else None)
        for row in data.get("check_ins", [])
    ]
    return {
        "line": visit.line.name,
        "zone": zone.key,
        "zone_name": zone.key,
        "written_date": visit.now.astimezone(zone).date().isoformat(),
        "names": ", ".join(f"{alias} ({role})" for role, alias in visit.roles.items()) or None,
        "telegram_id": str(user.id) if user is not None else "",
        "consents": agreed or None,
        "when": say_times(times) if times is not None else None,
        "all_check_ins": answers or None,
        "count": len(data.get("conversations", [])),
        "more": len(data.get("duties", [])),
        "again_with": _wished(data, again=True),
        "apart_from": _wished(data, again=False),
        "traits": _said(data, asked=False),
        "asked_for": _said(data, asked=True),
    }


def _wished(data: Held, *, again: bool) -> str | None:
    return ", ".join(str(row["other_id"]) for row in data.get("wishes", []) if row["again"] is again) or None


def _said(data: Held, *, asked: bool) -> list[tuple[str, str]] | None:
    return [(row["kind"], row["value"]) for row in data.get("traits", []) if row["asked"] is asked] or None
