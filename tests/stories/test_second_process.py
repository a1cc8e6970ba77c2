"""Two programs must never share a line: the second says so, in words for whoever started it, and stops."""

import asyncio
from pathlib import Path

import pytest

from bot.app import App, CannotRun
from bot.intake import polling
from tests.world import Stage, settings_for


@pytest.mark.sqlite
async def test_a_second_program_on_the_same_database(play: Stage) -> None:
    with pytest.raises(CannotRun, match="Another Warmline runs on this database already"):
        await App(play.settings).run()
    ada = play.actor("Ada")
    await ada.says("/rota")
    ada.sees("nothing on the rota yet")


async def test_a_second_program_on_the_same_token(play: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "_BETWEEN_CONFLICTS", 0.02)
    monkeypatch.setattr(polling, "_CALM", 0.5)
    await asyncio.sleep(0.5)
    ada = play.actor("Ada")
    await ada.says("/rota")
    ada.skips()
    other = App(settings_for(play.settings.telegram_api_url, play.world, tmp_path / "other.db"))
    with pytest.raises(CannotRun, match="Another program uses this bot's token"):
        await asyncio.wait_for(other.run(), 20)
    await ada.says("/rota")
    ada.sees("nothing on the rota yet")


async def test_a_token_that_telegram_does_not_know(play: Stage, tmp_path: Path) -> None:
    stranger = settings_for(
        play.settings.telegram_api_url, play.world, tmp_path / "other.db", telegram_bot_token="7654321:nobody"
    )
    with pytest.raises(CannotRun, match="Telegram does not know this TELEGRAM_BOT_TOKEN"):
        await App(stranger).run()


async def test_a_token_taken_back_while_it_runs(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "_BETWEEN_REFUSALS", 0.02)
    play.world.token = "1234567:changed"
    play.actor("Ada").phone.says("/help")
    with pytest.raises(CannotRun, match="Telegram does not know this TELEGRAM_BOT_TOKEN"):
        await asyncio.wait_for(play.running, 10)
    play.world.token = play.settings.telegram_bot_token.get_secret_value()
    await play.starts()
    await play.quiet()
    play.actor("Ada").skips()


async def test_one_wrong_answer_to_a_poll_is_no_reason_to_stop(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "_BETWEEN_REFUSALS", 0.02)
    token, play.world.token = play.world.token, "1234567:changed"
    ada = play.actor("Ada")
    ada.phone.says("/rota")
    await asyncio.sleep(0.05)
    play.world.token = token
    await play.quiet()
    ada.sees("nothing on the rota yet")


async def test_telegram_away_at_the_start(play: Stage) -> None:
    await play.stops()
    play.world.faults.away = True
    starting = asyncio.create_task(play.starts())
    await asyncio.sleep(0.3)
    assert not starting.done()
    play.world.faults.away = False
    await asyncio.wait_for(starting, 20)
    ada = play.actor("Ada")
    await ada.says("/rota")
    ada.sees("nothing on the rota yet")
