"""Somebody leaves: everyone hears what they must, and then nothing of them is kept."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Line, Person, Role
from bot.outbox.queue import Priority, put_commands, put_edit, put_text
from bot.queries import holdings, people, phones
from scheduling import removing, settling
from scheduling.telling import tell_coordinators


async def forget(
    session: AsyncSession, line: Line, person: Person, chat_id: int, now: datetime, *, instead_of: int | None = None
) -> None:
    """Erase somebody; the words of farewell go to `chat_id`, and leave no trace either.

    They take the place of message `instead_of`, the question whether to erase everything, if there is one.

    Open conversations end or go on to others, and shifts are opened, as when a coordinator removes somebody.
    """
    roles = await people.roles(session, line.id, person.id)
    opened = 0
    for role in roles:
        one = await people.membership(session, line.id, person.id, Role(role))
        if one is not None:
            opened += await removing.remove(session, line, one, now, left=True)
    if Role.VOLUNTEER in roles:
        await settling.settle(session, line, now, told=(person.id,))
        said = {"alias": roles[Role.VOLUNTEER], "count": opened}
        await tell_coordinators(session, line, "volunteer-has-left", now, said, but=(person.id,))
    await holdings.erase(session, person, set(roles.values()))
    if instead_of is None:
        await put_text(session, line, chat_id, "forgotten", now, priority=Priority.CONVERSATION, erases=True)
    else:
        await put_edit(session, line, chat_id, None, "forgotten", now, message_id=instead_of, erases=True)
    if not await phones.is_shared(session, chat_id):  # the menu of a shared phone stays for the others
        await put_commands(session, line.id, chat_id, (), now, erases=True)
    session.info["due"] = True
