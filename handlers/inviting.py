"""`/invite`: a single-use link for a member, a volunteer or a coordinator."""

import secrets
from datetime import timedelta

from bot.models import Role
from bot.queries import changes, invitations, people
from handlers.joining import good_name
from handlers.visit import Visit

_VALID_FOR = timedelta(days=7)


async def invite(visit: Visit) -> None:
    """Make a link, or say what was not understood."""
    word, _, rest = visit.argument.partition(" ")
    role = next((role for role in Role if role == word.lower()), None)
    name: str | None = None
    if role is None or (role is Role.MEMBER) == bool(rest):
        await visit.reply("invite-usage", {"part": visit.argument[:60] or "…"})
        return
    if role is not Role.MEMBER:
        name = good_name(rest)
        if name is None:
            await visit.reply("invite-name-bad", {"part": rest[:60]})
            return
        if await people.alias_taken(visit.session, visit.line.id, name) or await invitations.pending_alias(
            visit.session, visit.line.id, name, visit.now
        ):
            await visit.reply("invite-name-taken", {"alias": name, "role": role})
            return
    code = secrets.token_urlsafe(16)
    expires_at = visit.now + _VALID_FOR
    params = {"role": role, "alias": name}
    async with changes.recorded(visit.session, visit.line, visit.person.id, "did-invite", params, visit.now):
        await invitations.add(
            visit.session,
            line_id=visit.line.id,
            code=code,
            role=role,
            alias=name,
            invited_by=visit.person.id,
            expires_at=expires_at,
        )
    link = f"https://t.me/{visit.bot_username}?start={code}"
    await visit.reply("invite-made", {"role": role, "alias": name, "until_at": expires_at, "link": link})
