"""A year of evenings of a group like Peer Support Network St Helens: six people taking turns, also with one phone."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.rehearsal.phone import Shown
from tests.stories.test_one_phone import shared
from tests.world import LONDON, Actor, Stage, stage

SIX = ("Ann", "Bea", "Cal", "Dot", "Eli", "Fay")
BEGIN = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)  # a Tuesday
EVENINGS = (1, 3, 6)  # Tuesdays, Thursdays, Sundays


def whose_week(day: date) -> str:
    """Whose turn a week is, counted on the fingers from the first."""
    monday = BEGIN.date() - timedelta(days=BEGIN.date().weekday())
    return SIX[(day - monday).days // 7 % 6]


def expected() -> dict[date, list[str]]:
    """Who answers on each evening of the year, told from what happens in the story alone."""
    found: dict[date, list[str]] = {}
    for n in range(365):
        day = BEGIN.date() + timedelta(days=n)
        if day.weekday() in EVENINGS:
            found[day] = [whose_week(day)]
    for n in range(24, 32):  # closed from Christmas Eve to New Year's Eve
        found.pop(date(2026, 12, n), None)
    found[date(2026, 10, 15)] = ["Cal"]  # Cal takes Ann's Thursday
    found[date(2027, 2, 2)] = ["Fay"]  # and Fay the Tuesday of whoever has it
    for n in range(7):  # Dot is ill for a week of hers, and the next in line takes it
        day = date(2027, 3, 8) + timedelta(days=n)
        if found.get(day) == ["Dot"]:
            found[day] = ["Eli"]
    return found


@pytest.mark.long
@pytest.mark.parametrize("phones", ["one phone", "six phones"])
async def test_a_year_of_evenings(tmp_path: Path, phones: str) -> None:
    async with stage(tmp_path, at=BEGIN) as play:
        if phones == "one phone":
            people = dict.fromkeys(SIX, await shared(play, *SIX))
        else:
            people = {name: await play.volunteer(name) for name in SIX}
        ada = play.actor("Ada")
        await ada.says("/hours tue,thu 19:00-21:00, sun 18:00-20:00")
        await ada.presses("Save")
        await ada.says(f"/turns tue,thu 7pm-9pm {' '.join(SIX)}")
        await ada.says(f"/turns sun 6pm-8pm {' '.join(SIX)}")
        await ada.says("/closed 24 dec-31 dec Christmas")
        await ada.presses("Save")
        assert not [one for one in ada.unread() if "did not understand" in one.text or "Something went" in one.text]
        ada.skips()
        for actor in people.values():
            actor.skips()
        answered: dict[date, list[str]] = {}
        sent: Counter[str] = Counter()
        day = BEGIN.date()
        while day < BEGIN.date() + timedelta(days=365):
            await happens(day, play, people)
            await an_evening(day, play, people, answered, sent)
            day += timedelta(days=1)
        assert answered == expected()
        evenings = len(answered)
        assert sent["started"] == sent["ended"] == evenings
        assert sent["in an hour"] == evenings
        assert sent["tomorrow"] == evenings - 1  # the first was entered on its own day
        assert sent["gap"] == 0


def read(actor: Actor, name: str) -> list[tuple[Shown, str]]:
    """What has come for this person, with its words; on a shared phone it begins with a name."""
    found = []
    for one in actor.unread():
        whose = re.match(r"For (.+):\n", one.text)
        if whose is None or whose[1] == name:
            found.append((one, one.text[whose.end() :] if whose else one.text))
    return found


async def happens(day: date, play: Stage, people: dict[str, Actor]) -> None:
    """What is out of the ordinary in this year."""
    if day == date(2026, 10, 10):
        await swaps(people, "Ann", "Cal", "15 oct")
    if day == date(2027, 1, 27):
        await swaps(people, whose_week(date(2027, 2, 2)), "Fay", "2 feb")
    if day == date(2027, 3, 7):
        await commands(people, "Dot", "/away 8 mar-14 mar")
    for actor in people.values():
        actor.skips()
    play.actor("Ada").skips()


async def commands(people: dict[str, Actor], name: str, words: str) -> None:
    """Somebody writes a command; on a shared phone they take it in hand first."""
    if people["Ann"] is people["Bea"]:
        await people[name].says(f"/phone {name}")
    await people[name].says(words)


async def swaps(people: dict[str, Actor], owner: str, taker: str, when: str) -> None:
    """One asks, another takes."""
    await commands(people, owner, f"/cover {when}")
    assert any("I have asked 5 others." in one.text for one in people[owner].unread())
    asked = people[taker].phone.screen
    message = next(one for one in reversed(asked) if "Can you take this?" in one.text)
    labels = [key["text"] for row in message.buttons for key in row]
    await people[taker].presses(next(one for one in labels if one.startswith((f"{taker}:", "Take "))), message)
    assert any("This shift is yours now" in words for _, words in read(people[taker], taker))


async def an_evening(
    day: date, play: Stage, people: dict[str, Actor], answered: dict[date, list[str]], sent: Counter[str]
) -> None:
    """The day goes by hour by hour in the afternoon and evening; whoever starts says that they are here."""
    tonight, tomorrow = day.weekday() in EVENINGS, (day.weekday() + 1) % 7 in EVENINGS
    for hour in (9, *((17, 18, 19, 20, 21) if tonight else (18, 19) if tomorrow else ())):
        play.clock.set(datetime(day.year, day.month, day.day, hour, 0, tzinfo=LONDON))
        await play.quiet()
        for name, actor in people.items():
            for one, words in read(actor, name):
                sent["started"] += words.startswith("Your shift has started")
                sent["ended"] += words.startswith("Your shift has ended")
                sent["tomorrow"] += words.startswith("Your shift starts tomorrow")
                sent["in an hour"] += words.startswith("Your shift starts today")
                if words.startswith("Your shift has started"):
                    answered.setdefault(day, []).append(name)
                    await actor.presses("I'm here", one)
        for actor in people.values():
            actor.skips()
        ada = play.actor("Ada")
        sent["gap"] += sum(one.text.startswith(("Nobody is on", "Next week")) for one in ada.unread())
        assert not [one.text for one in ada.unread() if "I'm here" in one.text]
        ada.skips()
