"""Who is asked first, against a slow and obvious oracle; and when the morning after a shift is."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.database import IN_MEMORY, Database
from bot.models import Base, Conversation, ConversationState, Role
from bot.queries import people, wishes
from bot.queries.rota import OnDuty
from scheduling import pairing
from scheduling.endings import next_morning

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
WORDS = ("woman", "man", "Polish", "english, polish", " POLISH , french ", "")
KINDS = ("language", "gender")


@st.composite
def evenings(draw):
    """For each of four volunteers: how many conversations, both wishes, what they say and what they ask for."""
    trait = st.dictionaries(st.sampled_from(KINDS), st.sampled_from(WORDS))
    one = st.tuples(
        st.integers(0, 4), st.sampled_from([None, True, False]), st.sampled_from([None, True, False]), trait, trait
    )
    return draw(st.lists(one, min_size=1, max_size=4)), draw(trait), draw(trait), draw(st.integers(1, 4))


def words_of(value: str) -> set[str]:
    return {part.strip().lower() for part in value.split(",") if part.strip()}


def oracle(volunteers, says, asks, cap) -> list[list[int]]:
    """Everyone with room and not apart, by the three rules one after another."""
    ranked: dict[tuple[int, int, int], list[int]] = {}
    for place, (count, mine, theirs, v_says, v_asks) in enumerate(volunteers):
        if count >= cap or mine is False or theirs is False:
            continue
        fits = 0
        for kind in KINDS:
            fits += bool(words_of(asks.get(kind, "")) & words_of(v_says.get(kind, "")))
            fits += bool(words_of(v_asks.get(kind, "")) & words_of(says.get(kind, "")))
        again = mine is True and theirs is True
        ranked.setdefault((0 if again else 1, -fits, count), []).append(place)
    return [ranked[key] for key in sorted(ranked)]


async def ordered(volunteers, says, asks, cap) -> list[list[int]]:
    """What the program makes of the same evening."""
    database = Database(IN_MEMORY)
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with database.transaction() as session:
            line = await people.ensure_line(session, name="Hope", zone="UTC", nation=None, answer_within=5)
            await people.set_line(session, line, most_at_once=cap)
            member = await people.add(session, 1, NOW)
            places, nearby = {}, []
            for place, (count, mine, theirs, v_says, v_asks) in enumerate(volunteers):
                one = await people.add(session, 100 + place, NOW)
                await people.add_role(session, line.id, one.id, Role.VOLUNTEER, f"V{place}", NOW)
                places[one.id] = place
                nearby.append(OnDuty(one.id, one.telegram_id, f"V{place}", NOW + timedelta(hours=1)))
                for number in range(count):
                    other = await people.add(session, 1000 + place * 10 + number, NOW)
                    session.add(
                        Conversation(
                            line_id=line.id,
                            member_id=other.id,
                            volunteer_id=one.id,
                            state=ConversationState.OPEN,
                            begun_at=NOW,
                        )
                    )
                await wishes.wish(session, line.id, member.id, one.id, Role.VOLUNTEER, mine)
                await wishes.wish(session, line.id, one.id, member.id, Role.MEMBER, theirs)
                for kind, value in v_says.items():
                    await wishes.set_trait(session, line.id, one.id, kind, value, asked=False)
                for kind, value in v_asks.items():
                    await wishes.set_trait(session, line.id, one.id, kind, value, asked=True)
            for kind, value in says.items():
                await wishes.set_trait(session, line.id, member.id, kind, value, asked=False)
            for kind, value in asks.items():
                await wishes.set_trait(session, line.id, member.id, kind, value, asked=True)
            await session.flush()
            apart = await wishes.apart(session, line.id, member.id)
            groups = await pairing.in_order(
                session, line, member.id, [one for one in nearby if one.person_id not in apart]
            )
            return [sorted(places[one.person_id] for one in group) for group in groups]
    finally:
        await database.close()


@settings(max_examples=120, deadline=None)
@given(evenings())
def test_who_is_asked_first_is_what_the_rules_say(evening) -> None:
    assert asyncio.run(ordered(*evening)) == oracle(*evening)


@given(
    st.integers(0, 60 * 24 * 700).map(lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]).map(ZoneInfo),
)
def test_the_morning_after_is_the_next_ten_oclock_after_a_nights_rest(ended: datetime, zone: ZoneInfo) -> None:
    asked = next_morning(ended, zone)
    local = asked.astimezone(zone)
    assert (local.hour, local.minute) == (10, 0)
    assert timedelta(hours=4) < asked - ended < timedelta(hours=30)
