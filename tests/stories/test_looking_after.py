"""Whoever looks after the program sees at LISTEN how it is, and what to do; never who, and never a word."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as read

from bot import pulse
from bot.intake import webhook
from tests.world import Stage, free_places, stage, talk

GRAFANA = json.loads((Path(__file__).parents[2] / "docs/grafana.json").read_text(encoding="utf-8"))


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """The program with a web server, on a Tuesday evening at 17:00."""
    async with stage(tmp_path, listen=free_places(1)[0]) as set_up:
        yield set_up


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "_LOOK_AGAIN", 0.0)


async def get(play: Stage, path: str) -> httpx.Response:
    """What is there."""
    async with httpx.AsyncClient(base_url=f"http://{play.settings.listen}", timeout=10) as client:
        return await client.get(path)


async def wrong(play: Stage) -> list[str]:
    """What /healthz names as wrong."""
    answer = await get(play, "/healthz")
    named: list[str] = answer.json()["wrong"]
    assert answer.status_code == (503 if named else 200)
    assert answer.json()["well"] is not bool(named)
    return named


async def figures(play: Stage) -> dict[tuple[str, ...], float]:
    """The figures by name and labels."""
    found = read((await get(play, "/metrics")).text)
    return {(one.name, *one.labels.values()): one.value for family in found for one in family.samples}


async def test_a_quiet_line_is_well(play: Stage) -> None:
    answer = await get(play, "/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "alive": True,
        "well": True,
        "wrong": [],
        "leads": True,
        "last_update_at": None,
        "oldest_unsent_seconds": 0,
    }
    page = await get(play, "/")
    assert "All is well" in page.text
    assert not re.search(r"<script|src=|href=|@import|url\(", page.text)
    assert page.headers["Cache-Control"] == "no-store"


async def test_when_somebody_wrote_is_said_roughly(play: Stage) -> None:
    await play.at(17, 17)
    play.actor("Ada").phone.says("/rota")
    await play.quiet()
    play.actor("Ada").skips()
    assert (await get(play, "/healthz")).json()["last_update_at"] == "2026-11-24T17:10:00+00:00"


async def test_what_cannot_be_sent_is_wrong_after_five_minutes(play: Stage) -> None:
    ada = play.actor("Ada")
    ada.phone.started = True
    play.world.faults.rate("502", 1.0, ["sendmessage"])
    ada.phone.says("/rota")
    await asyncio.sleep(0.3)
    play.clock.forward(timedelta(minutes=4))
    await asyncio.sleep(0.2)
    assert await wrong(play) == []
    play.clock.forward(timedelta(minutes=2))
    await asyncio.sleep(0.2)
    assert await wrong(play) == ["outbox"]
    assert (await get(play, "/healthz")).json()["oldest_unsent_seconds"] >= 360
    page = (await get(play, "/")).text
    assert "Something is wrong" in page
    assert "Look whether this machine reaches Telegram" in page
    play.world.faults.clear()
    play.clock.forward(timedelta(minutes=2))
    await play.quiet()
    assert await wrong(play) == []
    ada.skips()


async def test_a_database_that_does_not_answer_is_wrong_and_nothing_breaks_by_asking(play: Stage) -> None:
    assert play.app.database is not None
    loop = asyncio.get_running_loop()
    async with play.app.database.transaction():
        begun = loop.time()
        answers = await asyncio.gather(wrong(play), wrong(play), get(play, "/metrics"))
        assert loop.time() - begun < 4
        assert answers[:2] == [["database"], ["database"]]
        assert "warmline_database_answers 0.0" in answers[2].text
        assert "warmline_outbox_waiting" not in answers[2].text
        assert "The database does not answer" in (await get(play, "/")).text
    await play.quiet()
    assert await wrong(play) == []


async def test_silence_of_telegram_is_wrong_and_a_quiet_line_is_not(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "_SILENT_FOR", 1.0)
    play.world.faults.away = True
    await asyncio.sleep(1.5)
    assert await wrong(play) == ["telegram"]
    assert "Telegram keeps messages for 24 hours" in (await get(play, "/")).text
    play.world.faults.away = False
    ada = play.actor("Ada")
    ada.phone.says("/rota")
    await play.quiet()
    ada.skips()
    assert await wrong(play) == []


async def test_telegram_away_from_the_start_is_wrong(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "_SILENT_FOR", 1.0)
    monkeypatch.setattr(pulse, "_BLIND_FOR", 0.5)
    await play.stops()
    play.world.faults.away = True
    starting = asyncio.create_task(play.starts())
    await asyncio.sleep(0.5)
    assert (await get(play, "/healthz")).json()["leads"]
    assert "Standing by" not in (await get(play, "/")).text
    await asyncio.sleep(1.0)
    # Nobody looks at the clock before Telegram has answered, so that is not what somebody should mend.
    assert await wrong(play) == ["telegram"]
    assert "warmline_look_seconds" not in (await get(play, "/metrics")).text
    play.world.faults.away = False
    await asyncio.wait_for(starting, 20)
    await play.actor("Ada").says("/rota")
    play.actor("Ada").skips()
    assert await wrong(play) == []


async def test_a_clock_that_nobody_looks_at_is_wrong(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "_BLIND_FOR", 0.5)
    await asyncio.sleep(0.6)
    assert await wrong(play) == ["clock"]
    play.clock.forward(timedelta(minutes=1))
    await play.quiet()
    assert await wrong(play) == []


async def test_by_webhook_what_telegram_cannot_bring_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "_SILENT_FOR", 1.0)
    monkeypatch.setattr(webhook, "_LOOK_EVERY", 0.2)
    async with stage(tmp_path, webhook=True) as play:
        await play.wait_for(lambda: bool(play.world.webhook_url))
        await asyncio.sleep(1.3)
        assert await wrong(play) == []
        play.world.faults.haste, hook = 0.1, play.world.webhook
        assert hook is not None
        hook.url = hook.url.replace("/warmline", "/other")  # as when the server in front leads elsewhere
        monkeypatch.setattr(webhook, "_changed", lambda *_: False)
        play.actor("Ada").phone.says("/rota")
        await asyncio.sleep(2.5)
        assert await wrong(play) == ["telegram"]
        hook.url = hook.url.replace("/other", "/warmline")
        await play.wait_for(lambda: not play.world.pending_updates())
        await play.quiet()
        assert await wrong(play) == []
        play.actor("Ada").skips()


async def test_figures_of_an_evening(play: Stage) -> None:
    sam, robin = await play.on_duty("Sam"), await play.member("Robin")
    await talk(sam, robin)
    before = await figures(play)
    await robin.says("elderberry")
    sam.skips()
    after = await figures(play)
    assert after["warmline_updates_total", "done"] == before["warmline_updates_total", "done"] + 1
    assert after["warmline_sends_total", "sent"] > before["warmline_sends_total", "sent"]
    assert after["warmline_send_delay_seconds_count",] > before["warmline_send_delay_seconds_count",]
    assert after["warmline_outbox_waiting", "conversation"] == 0
    assert after["warmline_shifts_on_duty",] == 1
    assert after["warmline_leads",] == after["warmline_database_answers",] == 1
    assert after["process_resident_memory_bytes",] > 10**6
    shown = "".join([(await get(play, path)).text for path in ("/", "/metrics", "/healthz")])
    people = [name for one in (sam, robin) for name in (one.phone.first_name, one.phone.username, one.phone.user_id)]
    for secret in ("elderberry", "Sam", "Robin", "Hope Street", play.world.token, *people):
        assert str(secret) not in shown
    robin.skips()


async def test_what_could_tell_of_one_person_is_not_counted(play: Stage) -> None:
    members = [await play.member(name) for name in ("Robin", "Kit", "Noor", "Max", "Eve")]
    for number, member in enumerate(members, start=1):
        await member.says("Hello")
        await member.presses("Pass it on")
        member.skips()
        found = await figures(play)
        assert found.get(("warmline_conversations", "waiting")) == (5 if number == 5 else None)
    play.actor("Ada").skips()
    text = (await get(play, "/metrics")).text
    known = {one for family in read(text) for one in (family.name, *(sample.name for sample in family.samples))}
    asked = [target["expr"] for panel in GRAFANA["panels"] for target in panel["targets"]]
    named = {name for expression in asked for name in re.findall(r"\b(?:warmline|process)_\w+", expression)}
    assert len(named) > 10
    assert named <= known
    own = {name for name in known if name.startswith("warmline_") and not name.endswith("_created")}
    assert {name for name in own if not any(one.startswith(name) for one in named)} == set()


async def test_without_a_webhook_nobody_can_bring_anything(play: Stage) -> None:
    async with httpx.AsyncClient(base_url=f"http://{play.settings.listen}") as client:
        assert (await client.post("/warmline", json={"update_id": 1})).status_code == 404
        assert (await client.post("/healthz")).status_code == 405
        assert (await client.get("/nothing")).status_code == 404
