"""A turn that somebody took is given back: to its owner, or to nobody, or somebody else has it by then."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.models import Cover, CoverState, Role
from bot.outbox.queue import put_text
from bot.queries import changes, people, rota, shifts
from handlers.visit import Visit
from scheduling import covering, settling
from scheduling.spans import Stretch, clip, union
from scheduling.telling import tell_coordinators

# A change so shortly before a shift is worth telling the coordinators.
LATE = timedelta(days=3)


async def give_back(visit: Visit) -> None:
    """The button by which a volunteer gives back a turn that they took."""
    await by_number(visit, visit.pressed or 0)


async def by_number(visit: Visit, number: int) -> None:
    """`/cover back 4`: give back what was taken under this number, and say whose it is by then."""
    found = await shifts.cover(visit.session, visit.line.id, number)
    if found is None or found.taker_id != visit.person.id or found.state != CoverState.TAKEN:
        await visit.say("turn-not-yours")
        return
    stretch = await covering.stretch_of(visit.session, visit.line, found)
    before = await covering.who_has(visit.session, found, [stretch], visit.now) if stretch is not None else {}
    given = before.get(visit.person.id)
    if not given:
        # It was taken off the rota since, or it is over, or all of it was given on.
        is_gone = stretch is None or (not before and stretch[1] > visit.now)
        await visit.say("turn-gone" if is_gone else "turn-not-yours")
        return
    await visit.answer()
    known = {one.id for one in await shifts.covers(visit.session, visit.line.id, found.day)}
    params = {"who": [visit.person.id], "turn_span": [given[0][0].isoformat(), given[-1][1].isoformat()]}
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-give-back", params, visit.now):
        covering.let_go(found)
    told = [visit.person.id] + ([found.owner_id] if found.owner_id is not None else [])
    await settling.settle(visit.session, visit.line, visit.now, [found.shift_id], told=told)
    after = await covering.who_has(visit.session, found, given, visit.now)
    await _tell_of_return(visit, found, after)
    await _ask_again(visit, found, after.get(None, ()), known, told)


async def _ask_again(
    visit: Visit, given: Cover, left: Sequence[Stretch], known: Collection[int], told: Collection[int]
) -> None:
    """Ask for what nobody has where a request stands that was known before; for the rest it was asked already."""
    for cover, stretch in await covering.wanted(visit.session, visit.line, visit.now):
        if cover.id not in known or (cover.shift_id, cover.day) != (given.shift_id, given.day):
            continue
        for part in (both for one in left for both in clip([stretch], *one)):
            asked_count = await covering.ask(visit.session, visit.line, [(cover, part)], visit.now)
            if cover.remind_at is None or not asked_count:
                await covering.tell_untaken(visit.session, visit.line, cover, part, visit.now, but=told)


async def _tell_of_return(visit: Visit, found: Cover, after: dict[int | None, list[Stretch]]) -> None:
    """Say who has what was given back: to who gave it, to its owner, and to the coordinators when it is soon."""
    me, names = visit.roles[Role.VOLUNTEER], await people.aliases(visit.session, visit.line.id)
    owner = (await people.reachable(visit.session, visit.line.id)).get(found.owner_id or 0)
    is_owners = found.owner_id is not None and found.owner_id in after
    is_told = is_owners and owner is not None
    for person_id, stretches in after.items():
        said = {"turn_spans": stretches, "alias": names.get(person_id or 0)}
        if person_id is None:
            await visit.reply("gave-back-open", said)
        elif person_id == visit.person.id:
            await visit.reply("gave-back-still", said)
        elif person_id == found.owner_id:
            await visit.reply("gave-back", said | {"told": "yes" if is_told else "no"})
        else:
            await visit.reply("gave-back-other", said)
    if is_owners and owner is not None:
        await _tell_owner(visit, found, owner.telegram_id, after[owner.person_id])
    gone = union(part for person_id, parts in after.items() if person_id != visit.person.id for part in parts)
    if gone and (gone[0][0] - visit.now < LATE or (is_owners and not is_told)):
        params, but = {"alias": me, "turn_spans": gone}, (visit.person.id, found.owner_id)
        await tell_coordinators(
            visit.session, visit.line, "cover-given-up", visit.now, params, but=but, expires_at=gone[-1][1]
        )


async def _tell_owner(visit: Visit, found: Cover, telegram_id: int, stretches: Sequence[Stretch]) -> None:
    start, end = stretches[0][0], stretches[-1][1]
    duty = next(
        (
            one
            for one in await rota.between(visit.session, visit.line.id, start, end, person_id=found.owner_id)
            if (one.shift_id, one.day) == (found.shift_id, found.day)
        ),
        None,
    )
    await put_text(
        visit.session,
        visit.line,
        telegram_id,
        "cover-given-back",
        visit.now,
        {"alias": visit.roles[Role.VOLUNTEER], "turn_spans": stretches},
        buttons=[[("b-find-cover", f"give:{duty.id}")]] if duty is not None else None,
        expires_at=end,
    )
