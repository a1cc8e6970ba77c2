"""A change of somebody's role is taken back: they hear so, as they heard of the change, and what it stopped goes on."""

from bot.models import Change, Membership, Role
from bot.outbox.queue import put_commands
from bot.queries import checkins, people
from handlers import cards
from handlers.visit import Visit
from scheduling import asking, removing


async def follow(visit: Visit, change: Change) -> None:
    """Carry out what follows for somebody whose role is as it was before this change."""
    one = await _whose(visit, change)
    if one is None:
        return
    is_member = one.role == Role.MEMBER
    match change.kind:
        case "did-remove":
            await _back(visit, one, change)
            return
        case "did-pause":
            key = "resumed-member" if is_member else "resumed-volunteer"
        case "did-resume":
            if is_member:
                await removing.end_conversations(visit.session, visit.line, one, visit.now)
            key = "paused-member" if is_member else "paused-volunteer"
        case "did-rename":
            key = "renamed-you"
        case "did-backup" | "did-no-backup":
            key = "backup-you" if one.is_backup else "backup-no-more"
        case "did-lead" | "did-no-lead":
            key = "lead-you" if one.is_lead else "lead-no-more"
        case "did-supervisor" | "did-no-supervisor":
            key = "supervisor-you" if one.is_supervisor else "supervisor-no-more"
        case _:
            return  # of the end of a buddy nobody is told
    await cards.tell(visit, one, key, {"alias": one.alias})


async def _whose(visit: Visit, change: Change) -> Membership | None:
    numbers = [image["key"][0] for image in change.rows if image["table"] == Membership.__tablename__]
    if numbers:
        return await people.membership_by_id(visit.session, visit.line.id, numbers[0])
    if change.kind not in ("did-pause", "did-resume"):
        return None
    # A volunteer who is paused is away without an end, which is not in their role.
    [person_id] = change.params["who"]
    return await people.membership(visit.session, visit.line.id, person_id, Role.VOLUNTEER)


async def _back(visit: Visit, one: Membership, change: Change) -> None:
    """Somebody has the role again that was taken from them, and their check-ins if they had no other role."""
    session, line = visit.session, visit.line
    await asking.go_on(session, line, one.person_id, change.at, visit.now)
    person = await people.get(session, one.person_id)
    plan = await checkins.plan_of(session, person.id)
    is_asked = await checkins.can_be_asked(session, person.id)
    await cards.tell(
        visit,
        one,
        "back-again",
        {
            "role": one.role,
            "paused": "yes" if one.paused_at is not None else "no",
            "on": None if plan is None or not is_asked else "yes" if plan.days else "no",
            "zone": asking.zone_of(person.zone, line).key,
            "next_when": plan.next_at if plan is not None else None,
        },
    )
    if not await cards.shares_with(visit, one):  # the menu of a shared phone is that of the others
        held = list(await people.roles(session, line.id, person.id))
        await put_commands(session, line.id, person.telegram_id, held, visit.now)
