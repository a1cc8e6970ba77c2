"""The rehearsal as a person meets it: the real program, the page of phones in a real browser, one evening."""

import asyncio
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.rehearsal.sample import ADA, KIM, ROBIN, SAM

CHROMIUM = shutil.which("chromium")
REQUIRED = os.environ.get("WARMLINE_BROWSER") == "required"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = pytest.mark.skipif(CHROMIUM is None and not REQUIRED, reason="needs Chromium")


@pytest.fixture
async def rehearsal(tmp_path: Path) -> AsyncIterator[str]:
    """`python -m bot rehearse` in an empty folder; afterwards the folder must be as empty as before."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder, temporary = tmp_path / "here", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    root = str(Path(__file__).parents[2])
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": root,
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(temporary),
    }
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "rehearse", "--port", str(port)),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert program.stdout is not None
        assert b"Open http://127.0.0.1" in await asyncio.wait_for(program.stdout.readline(), 30)
        yield f"http://127.0.0.1:{port}"
        program.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(program.wait(), 20) == 0
        assert not [*folder.iterdir(), *temporary.iterdir()]
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()


@pytest.fixture
async def page(rehearsal: str) -> AsyncIterator[Page]:
    """The page of phones; nothing on it may fail or ask another machine."""
    trouble: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                trouble.append(asked.url)
                if asked.url.startswith("http") and urlparse(asked.url).hostname != "127.0.0.1"
                else None
            ),
        )
        await page.goto(rehearsal)
        await expect(phone(page, ROBIN)).to_contain_text("Welcome, Robin")
        yield page
        await browser.close()
    assert not trouble


def phone(page: Page, user_id: int) -> Locator:
    """One person's phone."""
    return page.locator(f'section[data-user="{user_id}"]')


def newest(page: Page, user_id: int, words: str) -> Locator:
    """The newest message on a phone with these words."""
    return phone(page, user_id).locator("[data-message]").filter(has_text=words).last


async def sees(page: Page, user_id: int, *words: str) -> Locator:
    """Such a message comes."""
    message = newest(page, user_id, words[0])
    for part in words:
        await expect(message).to_contain_text(part)
    return message


async def says(page: Page, user_id: int, text: str) -> None:
    """Write and send with the keyboard."""
    box = phone(page, user_id).locator("textarea")
    await box.focus()
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def test_the_first_evening(page: Page) -> None:
    links = phone(page, ADA).locator("[data-message]").filter(has_text="Here is a link for one member")
    before = await links.count()
    await says(page, ADA, "/invite member")
    await expect(links).to_have_count(before + 1)
    link = await sees(page, ADA, "Here is a link for one member")
    await link.get_by_role("button", name="Open this link on a phone").click()
    await link.get_by_role("button", name="Open as Kim").click()
    agreement = await sees(page, KIM, "You must be 18 or older", "not an emergency service")
    await agreement.get_by_role("button", name="I agree", exact=True).press("Enter")
    await sees(page, KIM, "What should we call you?")
    await says(page, KIM, "Wren")
    await sees(page, KIM, "Welcome, Wren")

    await says(page, ROBIN, "Are you there?")
    await sees(page, ROBIN, "Sent to Sam, on duty until")
    await sees(page, SAM, "Robin would like to talk.")
    question = await sees(page, SAM, "Are you there?")
    await question.hover()
    await question.get_by_role("button", name="Reply").click()
    await says(page, SAM, "I am here")
    await expect((await sees(page, ROBIN, "I am here")).locator("blockquote")).to_have_text("Are you there?")

    shown = await page.locator("[data-clock]").inner_text()
    await page.get_by_role("button", name="To the shift's end").click()
    await sees(page, SAM, "Your shift has ended. Thank you.")
    await sees(page, ROBIN, "Sam's shift has ended.", "now go to Kim")
    assert await page.locator("[data-clock]").inner_text() != shown
    await page.get_by_role("button", name="To the shift's end").click()
    await sees(page, KIM, "Your shift has ended.")
    await sees(page, ROBIN, "No one is on duty now.", "Samaritans", "116 123")

    await says(page, ROBIN, "Still there?")
    asked = await sees(page, ROBIN, "Your message has not been read.", "Samaritans", "Shall I pass your message on")
    await expect(asked.get_by_role("button", name="Not now")).to_be_visible()
    await asked.get_by_role("button", name="Pass it on").click()
    await sees(page, ROBIN, "It will wait for the next person on duty.")
    await page.get_by_role("button", name="To the next shift's start").click()
    await sees(page, SAM, "Someone would like to talk.")


async def test_pictures_voice_edits_and_blocking(page: Page) -> None:
    await says(page, ROBIN, "helo")
    await sees(page, SAM, "helo")
    mine = newest(page, ROBIN, "helo")
    await mine.hover()
    await mine.get_by_role("button", name="Edit").click()
    await phone(page, ROBIN).locator("textarea").fill("hello")
    await page.keyboard.press("Enter")
    await expect(phone(page, SAM).locator("[data-message]").filter(has_text="helo")).to_have_count(0)
    changed = await sees(page, SAM, "hello")
    await changed.hover()
    await changed.get_by_role("button", name="Like").click()
    await expect(newest(page, ROBIN, "hello").locator(".reaction")).to_have_text("👍")
    for label, kind in (("Sample picture", "img"), ("Sample voice message", "audio")):
        await phone(page, ROBIN).get_by_text("Add", exact=True).click()
        await phone(page, ROBIN).get_by_role("button", name=label).click()
        await expect(phone(page, SAM).locator(f"[data-message] {kind}").last).to_be_visible()
    await phone(page, SAM).locator(".menu summary").click()
    await phone(page, SAM).get_by_role("button", name="Block the bot").click()
    await sees(page, ROBIN, "Sam cannot be reached now.", "Samaritans")
    await phone(page, SAM).get_by_role("button", name="Unblock").click()
    await expect(phone(page, SAM).locator("textarea")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
async def test_every_window_and_every_name(page: Page, width: int, height: int) -> None:
    await page.set_viewport_size({"width": width, "height": height})
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    nameless = await page.evaluate(
        """[...document.querySelectorAll('button, textarea, summary, input')].filter((one) =>
            one.offsetParent !== null && !(one.getAttribute('aria-label') || one.textContent.trim() ||
            one.closest('label'))).length"""
    )
    assert nameless == 0
    if width < 700:
        await page.get_by_role("tab", name="Robin").click()
    await says(page, ROBIN, "Are you there?")
    await sees(page, ROBIN, "Sent to Sam")


async def test_a_check_in_and_leaving(page: Page) -> None:
    await says(page, ROBIN, "/checkins every day 9am")
    asked = await sees(page, ROBIN, "Is this right?", "Every day at 09:00", "It is your choice")
    await asked.get_by_role("button", name="I agree").click()
    await sees(page, ROBIN, "Saved.", "The next ones:")
    await page.get_by_role("button", name="To the next check-in").click()
    prompt = await sees(page, ROBIN, "Hello. No need to reply.", "how are things?")
    await prompt.get_by_role("button", name="Up and down").click()
    await sees(page, ROBIN, "Thank you.", "Up and down. Only you can see this.")
    await says(page, ROBIN, "/checkins back")
    await sees(page, ROBIN, "Your last weeks. Only you can see this.", "Up and down")
    await expect(phone(page, ROBIN).locator("[data-message] img").last).to_be_visible()
    await says(page, ROBIN, "/me")
    await sees(page, ROBIN, "Here you are called Robin", "To erase it all: /forget")
    await says(page, ROBIN, "/export")
    await sees(page, ROBIN, "as a letter.")
    await sees(page, ROBIN, "row by row")
    await says(page, ROBIN, "/forget")
    sure = await sees(page, ROBIN, "Shall I erase everything that is kept about you?")
    await sure.get_by_role("button", name="Yes, erase everything").click()
    await sees(page, ROBIN, "Everything that was kept about you is erased.")
    await says(page, ROBIN, "hello")
    await sees(page, ROBIN, "You need an invitation to join.")
