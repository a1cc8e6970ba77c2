"""People type and press all sorts of things in any order: nothing breaks, and what is kept stays what the rules say."""

import logging
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.queries import hours as hours_rows
from bot.queries import people as people_rows
from bot.queries import rota as duties
from scheduling import covering, gaps, planning
from tests.stories.test_one_phone import shared
from tests.world import Actor, Stage, stage

DAYS = ("mon", "tue", "fri", "sat,sun", "weekdays", "tomorrow", "1 dec", "every other tue", "2026-12-25", "today")
SPANS = ("18:00-22:00", "6pm-8pm", "22:00-02:00", "00:00-24:00", "17:30-17:45", "6-10", "x")
NAMES = ("Sam", "Kim", "Lee")


def coordinator_says(pick: random.Random) -> str:
    day, span, name, other = pick.choice(DAYS), pick.choice(SPANS), pick.choice(NAMES), pick.choice(NAMES)
    number = pick.randint(1, 6)
    return pick.choice(
        (
            f"/hours {day} {span}",
            "/hours",
            "/hours bank holidays closed",
            f"/closed {day} Rest",
            f"/open {day} {span}",
            f"/shift {name} {day} {span}",
            f"/shift {name} {day} {span}",
            f"/turns {day} {span} {name} {other}",
            f"/change {number} {day} {span}",
            f"/change {number} {name}",
            f"/change {number} {name} {day} {span} from {pick.choice(('today', 'tomorrow', '2 dec'))}",
            f"/change {number} every other {day} {span}",
            f"/unshift {number}",
            f"/rota\n{name} {day} {span}\n{other} sun 12:00-13:00",
            "/rota",
            f"/rota {day}",
            "/rota all",
            "/rota export",
            "/gaps",
            f"/who {day} 19:00",
            f"/cover {number}",
            f"/away {name} {day}",
            f"/away {name} off",
            f"/volunteers {name} {pick.choice(('pause', 'resume', 'backup', 'nobackup', f'buddy {other}', ''))}",
            f"/members Robin {pick.choice(('pause', 'resume', ''))}",
            "/undo",
            "/undo",
            "/audit",
            "/settings caps 3 6",
            f"/settings at once {pick.randint(1, 3)}",
            f"/volunteers {name} {pick.choice(('lead', 'nolead', 'supervisor', 'nosupervisor'))}",
            "/stats",
            "/topics",
            "save",
            "save",
            "change",
        )
    )


def volunteer_says(pick: random.Random) -> str:
    day, span = pick.choice(DAYS), pick.choice(SPANS)
    return pick.choice(
        (
            "/shifts",
            "/duty",
            f"/duty {pick.choice(('here', 'back', 'over'))}",
            "/cover",
            f"/cover {day}",
            f"/cover {day} {span}",
            f"/cover {pick.choice(('take', 'back', 'keep'))} {pick.randint(1, 12)}",
            f"/away {day}",
            "/away off",
            "/calendar",
            "/reminders 2h 5m",
            "/reminders off",
            "I'm here",
            "hello",
            f"/phone {pick.choice(('Kim', 'Lee', ''))}",
            "/close",
            "/handover",
            "/handover now",
            "/signpost",
            f"/concern {pick.choice(('', 'yes'))}",
            "/takeback",
            "/talk",
            "/start talk",
            f"/me {pick.choice(('', 'again Robin', 'not Robin', 'any Robin'))}",
            f"/me {pick.choice(('agree', 'gender man', 'ask age 40s', 'forget'))}",
            pick.choice(("/block", "/report")),
            "take",
            "send it anyway",
            "call me on 07700 900123",
        )
    )


async def happens(pick: random.Random, play: Stage, people: dict[str, Actor]) -> None:
    """One thing that somebody does, or time that goes by."""
    who = pick.choice(list(people.values()))
    keys = [(one, key) for one in who.phone.screen[-12:] for row in one.buttons for key in row]
    what = pick.random()
    if what < 0.12:
        await play.forward(minutes=pick.choice((1, 6, 45, 200, 1500)))
    elif what < 0.16 and who is not people["Ada"]:
        await who.blocks()
        await play.forward(minutes=pick.choice((0, 90)))
        await who.unblocks()
    elif what < 0.45 and keys:
        message, key = pick.choice(keys)
        await who.presses_raw(key["callback_data"], message)
    elif who is people["Ada"]:
        await who.says(coordinator_says(pick))
    elif who is people["Robin"]:
        said = ("hello", "/hours", "pass it on", "not now", "is anybody there?", "I cannot go on", "/takeback", "/me")
        more = ("/felt better", "/wordlist off", "/me any Sam", "/me again Sam", "/block", "07700 900123", "hello?")
        await who.says(pick.choice((*said, *more)))
    else:
        await who.says(volunteer_says(pick))


async def what_is_kept_is_what_the_rules_say(play: Stage) -> None:
    """Duties and gaps on record are those that would be worked out afresh, and every request for cover has a reason."""
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        now, line = play.clock.now(), await people_rows.line(session)
        until = now + timedelta(weeks=3)
        kept = await duties.between(session, line.id, now, until)
        worked = await planning.worked_out(session, line, now, until)
        assert shown(kept, now) == shown(worked, now)
        hours = await planning.hours_of(session, line, now)
        expected = await gaps.find(session, line, hours, now - timedelta(hours=25), now + planning.AHEAD)
        known = {(gap.starts_at, gap.ends_at) for gap in await hours_rows.gaps(session, line.id)}
        for start, end in expected:
            if now < start < until:
                assert any(first <= start and end <= last for first, last in known), (start, end)
        nobody = {(duty.shift_id, duty.day) for duty in kept if duty.person_id is None and duty.starts_at > now}
        asked = {(cover.shift_id, cover.day) for cover, _ in await covering.wanted(session, line, now)}
        assert nobody <= asked


def shown(some: Iterable[Any], now: datetime) -> set[tuple[Any, ...]]:
    """Duties, those that run without their beginning: it may have been somebody else's."""
    return {(one.shift_id, max(one.starts_at, now), one.ends_at, one.person_id) for one in some}


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nothing_breaks(tmp_path: Path, caplog: pytest.LogCaptureFixture, seed: int) -> None:
    pick = random.Random(seed)
    with caplog.at_level(logging.WARNING):
        async with stage(tmp_path) as play:
            # Kim and Lee share a phone.
            people = {"Sam": await play.volunteer("Sam"), "Phone": await shared(play, "Kim", "Lee")}
            people |= {"Robin": await play.member("Robin"), "Ada": play.actor("Ada")}
            for _ in range(120):
                await happens(pick, play, people)
                for actor in people.values():
                    wrong = [one.text for one in actor.unread() if "Something went wrong" in one.text]
                    assert not wrong
                    actor.skips()
                    actor.phone.alert = None
                await what_is_kept_is_what_the_rules_say(play)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
