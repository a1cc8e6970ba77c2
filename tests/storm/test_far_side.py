"""What the storm's Telegram does, and what even on a bad day it does not."""

import asyncio

from bot.clock import MovableClock
from bot.rehearsal.world import Webhook
from tests.storm.far_side import FarSide


def far_side() -> FarSide:
    """Telegram with two people on it."""
    world = FarSide(MovableClock())
    for user_id in (1, 2):
        world.add_phone(user_id, f"P{user_id}")
    return world


async def said(world: FarSide, *, astray: float) -> list[dict]:
    """Both write twenty messages in turns, each of which may be this late."""
    world.faults.astray = (0.0, astray)
    for number in range(20):
        for phone in world.phones.values():
            phone.says(f"{number:02}")
    await asyncio.sleep(astray + 0.02)
    return world.updates(100)


async def test_what_two_people_write_changes_places_and_what_one_writes_does_not() -> None:
    world = far_side()
    found = await said(world, astray=0.05)
    numbers = [one["update_id"] for one in found]
    assert numbers == sorted(numbers)
    whose = [one["message"]["chat"]["id"] for one in found]
    assert whose != [1, 2] * 20
    assert world.faults.happened["overtaken"]
    for user_id in (1, 2):
        words = [one["message"]["text"] for one in found if one["message"]["chat"]["id"] == user_id]
        assert words == [f"{number:02}" for number in range(20)]


async def test_what_was_forgotten_comes_again_to_whoever_has_no_offset() -> None:
    world = far_side()
    numbers = [one["update_id"] for one in await said(world, astray=0)]
    world.acknowledge_below(numbers[-1])
    world.loses(3)
    assert [one["update_id"] for one in world.updates(100)] == numbers[-4:]
    assert world.faults.happened["again"] == 3
    world.acknowledge_below(numbers[-1])
    assert [one["update_id"] for one in world.updates(100)] == numbers[-1:]


async def test_a_webhook_is_brought_anew_what_was_forgotten() -> None:
    world = far_side()
    world.webhook = before = Webhook("https://example.org/hook")
    numbers = [one["update_id"] for one in await said(world, astray=0)]
    for number in numbers:
        world.acknowledge(number)
    world.loses(2)
    assert [number for number, _ in world.unacknowledged()] == numbers[-2:]
    assert world.webhook == before
    assert world.webhook is not before
