"""Nobody is on duty: what a member hears then, who is next, and how a message can wait."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import UNHEARD, Conversation, ConversationState, Line
from bot.outbox.queue import Priority, put_text
from bot.queries import conversations, people, rota

LIST_AGAIN = timedelta(hours=6)  # the word list adds helplines at most so often (care.md)
KEEPS = timedelta(hours=6)  # a status older than this would no longer be true


async def status(
    session: AsyncSession,
    line: Line,
    member_id: int,
    now: datetime,
    *,
    gone_id: int | None = None,
    gone_for_good: bool = False,
) -> dict[str, object]:
    """What a member hears when nobody can hear them: when someone is next, and the helplines open now.

    `on` when somebody but `gone_id` is on duty all the same, with whom they are not paired; nobody is told why.
    """
    on_duty = [one for one in await rota.on_duty(session, line.id, now) if one.person_id not in (member_id, gone_id)]
    return {
        "on": "yes" if on_duty else "no",
        "next_when": await rota.next_start(session, line.id, now, but=gone_id if gone_for_good else None),
        "helplines": ["short", line.nation],
    }


async def tell_out_of_hours(
    session: AsyncSession, line: Line, conversation: Conversation, chat_id: int, now: datetime
) -> bool:
    """Nobody is on duty: say so in full once a stretch, then briefly at most every 15 minutes; whether it was said."""
    asking = conversation.state == ConversationState.ASKING
    if conversation.told_at is not None and now - conversation.told_at < timedelta(minutes=15):
        return False
    key = "out-of-hours" if conversation.told_at is None else "out-of-hours-again"
    await put_text(
        session,
        line,
        chat_id,
        key if asking else "waits-too",
        now,
        await status(session, line, conversation.member_id, now),
        buttons=ask_to_pass_on(conversation) if asking else None,
        priority=Priority.CONVERSATION,
        expires_at=now + KEEPS,
    )
    await conversations.move(session, conversation, UNHEARD, told_at=now)
    return asking and key == "out-of-hours"


async def tell_unread(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    """A member's message waits, and the shift that should have read it is over: say so, and what comes next."""
    await conversations.move(
        session,
        conversation,
        UNHEARD,
        state=ConversationState.WAITING,  # also when newer words of theirs are only asked about so far
        answer_due_at=None,
        widen_at=None,
        escalation=0,
        told_at=now,
    )
    member = await people.get(session, conversation.member_id)
    await put_text(
        session,
        line,
        member.telegram_id,
        "ended-unread",
        now,
        await status(session, line, conversation.member_id, now),
        priority=Priority.CONVERSATION,
        expires_at=now + KEEPS,
    )


async def ask_about_unanswered(session: AsyncSession, line: Line, conversation: Conversation, now: datetime) -> None:
    """Somebody has read what a member wrote and handed over, and nobody took it: ask whether it should wait."""
    await conversations.move(
        session,
        conversation,
        UNHEARD,
        state=ConversationState.ASKING,
        answer_due_at=None,
        widen_at=None,
        escalation=0,
        begun_at=now,
        told_at=now,
    )
    member = await people.get(session, conversation.member_id)
    await put_text(
        session,
        line,
        member.telegram_id,
        "left-unanswered",
        now,
        await status(session, line, conversation.member_id, now),
        buttons=ask_to_pass_on(conversation),
        priority=Priority.CONVERSATION,
        expires_at=now + KEEPS,
    )


def ask_to_pass_on(conversation: Conversation) -> list[list[tuple[str, str]]]:
    """The two buttons by which a member says whether what they wrote should wait for a volunteer."""
    return [[("b-pass-on", f"pass:{conversation.id}"), ("b-not-now", f"keep:{conversation.id}")]]
