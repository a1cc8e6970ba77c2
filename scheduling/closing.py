"""The last word: the line is closed on purpose, everyone hears so, and nothing is left hanging.

Check-ins are paused and not erased: what members chose stays theirs, and nobody is asked by a line that said it closed
until they say so themselves.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Conversation, ConversationState, Ending, Line, Role
from bot.outbox.queue import Priority, Text, put_texts
from bot.queries import checkins, conversations, heldback, outbox, people
from scheduling import carrying, leaving
from scheduling.planning import today
from scheduling.telling import in_words, tell_coordinators

# A member's own day may be one behind the line's.
_ONE_BEHIND = timedelta(days=1)


async def say_last_word(session: AsyncSession, line: Line, now: datetime) -> None:
    """End what is open, and put a last word to everyone into the outbox."""
    ends = {one.member_id: one for one in await conversations.unfinished(session, line.id)}
    how = {member_id: await _how_it_stands(session, line, one) for member_id, one in ends.items()}
    listened: dict[int, list[str]] = {}
    for one in ends.values():
        if one.state == ConversationState.OPEN and one.volunteer_id is not None:
            name = await people.alias(session, line.id, one.member_id, Role.MEMBER)
            listened.setdefault(one.volunteer_id, []).append(name)
        for wanted in (True, False):
            await heldback.drop_held(session, one.id, wanted=wanted)
        await leaving.close(session, line, one, now)
    await outbox.withdraw_less_urgent(session)
    asked = await checkins.pause_all(session, line.id, today(line, now) - _ONE_BEHIND)
    texts = [
        Text(
            known.telegram_id,
            {
                "role": next(role for role in (Role.COORDINATOR, Role.VOLUNTEER, Role.MEMBER) if role in roles),
                "whom": None,
                "waits": "no",
                "names": in_words(listened[person_id]) if person_id in listened else None,
                "checkins": "yes" if person_id in asked else "no",
                "lasting": [line.nation],
            }
            | how.get(person_id, {}),
            (),
            None,
        )
        for person_id, (known, roles) in (await people.everyone(session, line.id)).items()
    ]
    await put_texts(session, line, texts, "last-word", now, priority=Priority.CONVERSATION)
    await people.set_line(session, line, ending=Ending.TELLING, ending_at=now)


async def _how_it_stands(session: AsyncSession, line: Line, conversation: Conversation) -> dict[str, object]:
    """What a member must know of their conversation when it ends here: with whom, and what got no answer."""
    if conversation.hello:
        return {}  # they never asked for anything
    if conversation.state != ConversationState.OPEN or conversation.volunteer_id is None:
        return {"waits": "unread" if await heldback.held(session, conversation.id) else "no"}
    unanswered: Sequence[datetime] = await carrying.unanswered_since(session, conversation)
    return {
        "whom": await people.alias(session, line.id, conversation.volunteer_id, Role.VOLUNTEER) or None,
        "waits": "unanswered" if unanswered else "no",
    }


async def open_again(session: AsyncSession, line: Line, now: datetime) -> None:
    """The line was started again after a last word: coordinators hear so, and say when everyone is told."""
    closed_at = line.ending_at or now
    # How long it was closed is no news to anybody who looks after it.
    clock = dict.fromkeys(("alive_at", "heard_at", "running_since", "heartbeat_at"), now)
    await people.set_line(session, line, ending=None, ending_at=None, untold={"what": "open"}, **clock)
    await tell_coordinators(
        session,
        line,
        "open-again",
        now,
        {"since_when": closed_at},
        buttons=[[("b-tell-everyone", "telleveryone:yes")]],
    )
