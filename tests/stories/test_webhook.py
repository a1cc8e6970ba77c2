"""Updates that Telegram brings: each taken once, in order, and answered only after it is on record."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bot.app import App, CannotRun
from bot.intake import webhook
from bot.intake.intake import Intake
from bot.intake.webhook import secret_for
from tests.world import Stage, by_webhook, settings_for, stage, talk

SECRET = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """The program with a webhook, on a Tuesday evening at 17:00."""
    async with stage(tmp_path, webhook=True) as set_up:
        await set_up.wait_for(lambda: bool(set_up.world.webhook_url))
        yield set_up


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who reaches the webhook's address."""
    async with httpx.AsyncClient(timeout=20) as one:
        yield one


def signed(play: Stage) -> dict[str, str]:
    """What Telegram says with each update."""
    return {SECRET: secret_for(play.world.token), "Content-Type": "application/json"}


def update(play: Stage, update_id: int, words: str) -> dict[str, Any]:
    """A message of Ada's as Telegram brings it."""
    phone = play.actor("Ada").phone
    phone.started = True
    message_id = play.world.next_message_id(phone.user_id)
    who = {"id": phone.user_id, "is_bot": False, "first_name": phone.first_name}
    message = {"message_id": message_id, "date": int(play.clock.now().timestamp()), "chat": phone.chat, "from": who}
    return {"update_id": update_id, "message": {**message, "text": words}}


async def test_an_evening(play: Stage) -> None:
    sam, robin = await play.on_duty("Sam"), await play.member("Robin")
    await robin.says("Is anybody there?")
    robin.sees("Sent to Sam")
    sam.sees("Robin")
    sam.sees("Is anybody there?")
    await sam.says("Yes, I am")
    robin.sees("Yes, I am")
    await sam.edits(sam.phone.screen[-1].message_id, "Yes, I am here")
    robin.skips()
    await robin.says("/close")
    robin.skips()
    sam.skips()
    assert play.world.webhook_url == play.settings.webhook_url
    assert not [name for name, _ in play.world.calls if name == "getupdates"]


async def test_many_people_at_once_while_updates_come_late_and_twice(play: Stage) -> None:
    sam = await play.on_duty("Sam")
    await play.actor("Ada").says("/settings at once 20")
    play.actor("Ada").skips()
    members = {name: await play.member(name) for name in ("Robin", "Kit", "Noor")}
    for member in members.values():
        await talk(sam, member)
    play.world.faults.astray, play.world.faults.twice = (0.0, 0.03), 0.3
    for number in range(20):
        for name, member in members.items():
            member.phone.says(f"{name} {number:02}")
    await play.quiet()
    for name, member in members.items():
        heard = [one.text for one in sam.phone.screen if not one.out and re.fullmatch(rf"{name} \d\d", one.text)]
        assert heard == [f"{name} {number:02}" for number in range(20)]
        member.skips()
    sam.skips()


async def test_a_wrong_secret_is_turned_away_without_a_word(play: Stage, client: httpx.AsyncClient) -> None:
    address, before = play.settings.webhook_url, len(play.actor("Ada").phone.screen)
    assert address is not None
    for headers in ({}, {SECRET: ""}, {SECRET: "guessed"}, {SECRET: play.world.token}):
        answer = await client.post(address, json=update(play, 5, "/rota"), headers=headers)
        assert (answer.status_code, answer.content) == (403, b"")
        assert "server" not in answer.headers
    await play.quiet()
    assert len(play.actor("Ada").phone.screen) == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"rubbish", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"update_id": "5"}', 400),
        (b'{"update_id": true}', 400),
        (b'{"update_id": 1.5}', 400),
        (b'{"update_id": -1}', 400),
        (b'{"update_id": 9223372036854775808}', 400),
        (b'{"update_id": ' + b"1" * 5000 + b"}", 400),
        (b'{"update_id": 7}', 200),
        (b'{"update_id": 8, "message": 5}', 200),
        (b'{"update_id": 9, "x": "' + b"y" * 1024 * 1024 + b'"}', 413),
    ],
)
async def test_bodies_that_telegram_does_not_send(
    play: Stage, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, body: bytes, status: int
) -> None:
    address = play.settings.webhook_url
    assert address is not None
    answer = await client.post(address, content=body, headers=signed(play))
    assert (answer.status_code, answer.content) == (status, b"")
    assert "rubbish" not in caplog.text
    ada = play.actor("Ada")
    await ada.says("/rota")
    ada.sees("nothing on the rota yet")


async def test_a_body_without_an_end_is_cut_off(play: Stage, client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 64 * 1024 * 1024:
            sent += 65536
            yield b"x" * 65536

    address = play.settings.webhook_url
    assert address is not None
    try:
        answer = await client.post(address, content=endless(), headers=signed(play))
        assert answer.status_code == 413
    except httpx.TransportError:
        pass  # the connection was closed while the rest was on its way
    assert sent < 32 * 1024 * 1024


async def test_other_methods_and_addresses(play: Stage, client: httpx.AsyncClient) -> None:
    address = play.settings.webhook_url
    assert address is not None
    for method in ("GET", "PUT", "DELETE"):
        assert (await client.request(method, address, headers=signed(play))).status_code == 405
    assert (await client.post(f"{address}/more", headers=signed(play))).status_code == 404


async def test_what_is_brought_twice_is_done_once(play: Stage, client: httpx.AsyncClient) -> None:
    address, ada = play.settings.webhook_url, play.actor("Ada")
    assert address is not None
    one = update(play, 77, "/rota")
    answers = await asyncio.gather(*(client.post(address, json=one, headers=signed(play)) for _ in range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert (await client.post(address, json=one, headers=signed(play))).status_code == 200
    await play.quiet()
    ada.sees("nothing on the rota yet")


async def test_what_is_on_record_but_was_not_answered_is_done_once(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, cut_off = Intake.take, []

    async def then_dies(intake: Intake, batch: Any) -> None:
        await take(intake, batch)
        if len(cut_off) < 2:
            cut_off.append(batch)
            raise ConnectionResetError

    monkeypatch.setattr(Intake, "take", then_dies)
    ada = play.actor("Ada")
    await ada.says("/rota")
    assert len(cut_off) == 2
    ada.sees("nothing on the rota yet")


async def test_what_comes_together_is_taken_in_the_order_of_its_numbers(
    play: Stage, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, ada = play.settings.webhook_url, play.actor("Ada")
    assert address is not None
    taken: list[list[int]] = []
    take = Intake.take

    async def slowly(intake: Intake, batch: Any) -> None:
        taken.append([raw["update_id"] for raw in batch])
        await asyncio.sleep(0.2)
        await take(intake, batch)

    monkeypatch.setattr(Intake, "take", slowly)
    calls = []
    for number in (100, 203, 201, 202):
        calls.append(
            asyncio.create_task(client.post(address, json=update(play, number, "/rota"), headers=signed(play)))
        )
        await asyncio.sleep(0.04)
    assert [(await one).status_code for one in calls] == [200] * 4
    assert taken == [[100], [201, 202, 203]]
    await play.quiet()
    ada.skips()


async def test_nothing_is_answered_before_it_is_on_record(play: Stage, client: httpx.AsyncClient) -> None:
    address, ada = play.settings.webhook_url, play.actor("Ada")
    assert address is not None
    assert play.app.database is not None
    async with play.app.database.transaction():
        call = asyncio.create_task(client.post(address, json=update(play, 300, "/rota"), headers=signed(play)))
        await asyncio.sleep(0.3)
        assert not call.done()
    assert (await call).status_code == 200
    async with play.app.database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM seen_updates WHERE update_id = 300")) == 1
    await play.quiet()
    ada.sees("nothing on the rota yet")


async def test_stopping_finishes_what_has_come_and_leaves_the_rest_to_telegram(
    play: Stage, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, ada = play.settings.webhook_url, play.actor("Ada")
    assert address is not None
    take, going = Intake.take, asyncio.Event()

    async def slowly(intake: Intake, batch: Any) -> None:
        going.set()
        await asyncio.sleep(0.5)
        await take(intake, batch)

    play.world.faults.slow[str(ada.phone.user_id)] = 1.5
    ada.phone.says("/rota")
    await play.wait_for(lambda: play.world.calls[-1][0] == "sendmessage")
    monkeypatch.setattr(Intake, "take", slowly)
    first = asyncio.create_task(client.post(address, json=update(play, 400, "/rota"), headers=signed(play)))
    await going.wait()
    play.app.stop()
    await asyncio.sleep(0.1)
    late = await client.post(address, json=update(play, 401, "/hours"), headers=signed(play))
    assert (late.status_code, late.headers["Retry-After"]) == (503, "1")
    assert (await first).status_code == 200
    monkeypatch.setattr(Intake, "take", take)
    await play.stops()
    play.world.faults.slow.clear()
    assert play.world.webhook_url == address
    ada.phone.says("/gaps")
    await play.starts()
    await play.quiet()
    assert (await client.post(address, json=update(play, 400, "/rota"), headers=signed(play))).status_code == 200
    await play.quiet()
    ada.sees("nothing on the rota yet")
    ada.sees("nothing on the rota yet")
    ada.sees("gap")


async def test_with_the_database_locked_for_a_while_it_waits_and_then_goes_through(
    play: Stage, client: httpx.AsyncClient
) -> None:
    ada = play.actor("Ada")
    assert play.app.database is not None
    async with play.app.database.transaction():
        for _ in range(5):
            ada.phone.says("/rota")
        await asyncio.sleep(0.5)
        assert play.world.pending_updates() == 5
    await play.quiet()
    for _ in range(5):
        ada.sees("nothing on the rota yet")


async def test_when_it_cannot_be_put_on_record_its_writer_is_told_and_it_does_not_come_again(play: Stage) -> None:
    sam, robin = await play.on_duty("Sam"), await play.member("Robin")
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        await session.execute(text("ALTER TABLE seen_updates RENAME TO gone"))
    await robin.says("Can you hear me?")
    robin.sees("was not passed on")
    async with play.app.database.transaction() as session:
        await session.execute(text("ALTER TABLE gone RENAME TO seen_updates"))
    await robin.says("And now?")
    robin.sees("Sent to Sam")
    sam.sees("Robin")
    sam.sees("And now?")


async def test_from_asking_to_a_webhook_and_back(tmp_path: Path) -> None:
    async with stage(tmp_path) as play:
        sam, robin = await play.on_duty("Sam"), await play.member("Robin")
        await talk(sam, robin)
        asking = play.settings
        for number, more in enumerate((True, False, True)):
            await play.stops()
            for part in "abc":
                robin.phone.says(f"{number}{part}")
            if more:
                play.settings = asking.model_copy(update=by_webhook())
            else:
                play.settings = asking
            await play.starts()
            robin.phone.says(f"{number}d")
            await play.quiet()
            await play.wait_for(lambda: bool(play.world.webhook_url) is more)  # noqa: B023 - it is awaited here
            for part in "abcd":
                sam.sees(f"{number}{part}")
        sam.sees_nothing()
        robin.skips()


async def test_after_a_break_what_waited_is_taken_in_order_and_at_once(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam, robin = await play.on_duty("Sam"), await play.member("Robin")
    await talk(sam, robin)
    await play.stops()
    play.world.faults.astray = (0.0, 0.3)
    for number in range(10):
        play.world.add_phone(5000 + number, f"P{number}").says("hello")
    robin.phone.says("first")
    robin.phone.says("second")
    await asyncio.sleep(0.7)  # by now Telegram waits two seconds before it tries again
    take, taken = Intake.take, []

    async def noting(intake: Intake, batch: Any) -> None:
        taken.extend([raw["update_id"] for raw in batch])
        await take(intake, batch)

    monkeypatch.setattr(Intake, "take", noting)
    await play.starts()
    await asyncio.wait_for(play.quiet(), 1.5)
    assert len(taken) == 12
    assert taken == sorted(taken)
    sam.sees("first")
    sam.sees("second")
    robin.skips()


@pytest.mark.parametrize("how", ["gone", "elsewhere", "other secret", "other kinds"])
async def test_a_webhook_that_somebody_changed_is_set_again(
    play: Stage, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    await play.stops()
    monkeypatch.setattr(webhook, "_LOOK_EVERY", 0.3)
    play.world.faults.haste = 0.05
    await play.starts()
    await play.wait_for(lambda: bool(play.world.webhook_url))
    api = f"{play.settings.telegram_api_url}/bot{play.world.token}"
    address = play.settings.webhook_url
    changes: dict[str, dict[str, Any]] = {
        "gone": {},
        "elsewhere": {"url": "https://elsewhere.example/hook"},
        "other secret": {"url": address, "secret_token": "other", "max_connections": 50},
        "other kinds": {"url": address, "allowed_updates": json.dumps(["poll"])},
    }
    await asyncio.sleep(1.1)  # Telegram takes one setWebhook in a second
    assert (await client.post(f"{api}/setWebhook", data=changes[how])).json()["ok"]
    ada = play.actor("Ada")
    ada.phone.says("/rota")
    if how == "other kinds":
        await play.wait_for(lambda: "message" in play.world.allowed_updates)
        ada.phone.says("/rota")
    await play.wait_for(lambda: not play.world.pending_updates())
    await play.quiet()
    ada.sees("nothing on the rota yet")


async def test_an_address_that_telegram_does_not_take(play: Stage, tmp_path: Path) -> None:
    place = by_webhook() | {"webhook_url": "http://line.example.org/warmline"}
    other = settings_for(play.settings.telegram_api_url, play.world, tmp_path / "other.db", **place)
    with pytest.raises(CannotRun, match=r"Telegram does not take WEBHOOK_URL .*an https url must be provided"):
        await App(other).run()


async def test_a_place_to_listen_that_is_taken(play: Stage, tmp_path: Path) -> None:
    other = settings_for(play.settings.telegram_api_url, play.world, tmp_path / "other.db", listen=play.settings.listen)
    with pytest.raises(CannotRun, match=f"cannot listen on {play.settings.listen}"):
        await App(other).run()
