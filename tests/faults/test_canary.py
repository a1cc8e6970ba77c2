"""What people write, and who they are on Telegram, is in no byte that the program leaves anywhere."""

import asyncio
import base64
import json
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.rehearsal.bot_api import bot_api
from bot.rehearsal.phone import Phone
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from tests.databases import ON_POSTGRESQL
from tests.faults.process import Program
from tests.faults.test_nothing_is_lost import eventually, invited, said
from tests.world import ADA

WORDS = ("zimtstern", "Kürbiskern", "паутинка", "quaggafin", "narwhalish", "pangolinear", "axolotlike")
MEMBER, CAPTION, EDITED, VOLUNTEER, UNREADABLE, FILE, JOINING = WORDS
NAMES = ("Ottokar", "Przybylski", "ottokar_p", "Wilhelmine")


def spellings(word: str) -> list[bytes]:
    """The forms in which a word could lie in a file."""
    plain = word.encode()
    middles = [base64.b64encode(b"x" * shift + plain + b"xx")[4:-4] for shift in range(3)]
    return [plain, word.encode("utf-16-le"), word.encode("utf-16-be"), json.dumps(word)[1:-1].encode(), *middles]


def found(folder: Path) -> list[tuple[str, str]]:
    """Which words lie in which files of the folder."""
    kept = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return [
        (word, name)
        for word in (*WORDS, *NAMES)
        for name, content in kept.items()
        if any(form in content for form in spellings(word))
    ]


@pytest.mark.parametrize("word", [*WORDS, *NAMES])
def test_the_hunt_finds_what_is_planted(tmp_path: Path, word: str) -> None:
    for form in spellings(word):
        (tmp_path / "file").write_bytes(b"\x00\x01" + form + b"\xff")
        assert (word, "file") in found(tmp_path)


async def test_no_word_and_no_name_at_rest(tmp_path: Path) -> None:
    world = World(MovableClock(ticking=True))
    async with serve(bot_api(world)) as url:
        program = Program(tmp_path, url, world)
        await program.start()
        try:
            ada = world.add_phone(ADA, "Ada")
            sam = world.add_phone(2000, NAMES[3])
            robin = world.add_phone(3000, f"{NAMES[0]} {NAMES[1]}", NAMES[2])
            await _evening(world, ada, sam, robin, tmp_path)
            robin.says(f"{MEMBER} once more")
            await program.kill()
            assert not found(tmp_path)
            await program.start()
            await eventually(lambda: said(sam, f"{MEMBER} once more"))
            assert not found(tmp_path)
            assert await program.stop() == 0
            assert not found(tmp_path)
            files = {"program.log"} if ON_POSTGRESQL else {"warmline.db", "program.log"}
            assert {path.name for path in tmp_path.iterdir()} >= files
            assert (tmp_path / "program.log").stat().st_size > 0
        finally:
            await program.stop()


async def _evening(world: World, ada: Phone, sam: Phone, robin: Phone, folder: Path) -> None:
    ada.says("/start")
    await eventually(lambda: said(ada, "coordinator"))
    await invited(ada, sam, "/invite volunteer Sam")
    ada.says("/shift Sam mon-sun 00:00-24:00")
    await eventually(lambda: said(sam, "Your shift has started"))
    robin.says(f"{JOINING} before the agreement")
    await eventually(lambda: said(robin, "You need an invitation"))
    await invited(ada, robin, "/invite member")
    robin.says(f"@{JOINING} is no name https://{JOINING}.example")
    await eventually(lambda: said(robin, "That name does not work here"))
    robin.says("Robin")
    await eventually(lambda: said(robin, "Welcome"))
    assert not found(folder)

    first = robin.says(f"I wrote {MEMBER}")
    await eventually(lambda: said(sam, MEMBER))
    copy = next(one for one in sam.screen if MEMBER in one.text)
    sam.says(f"I answer {VOLUNTEER}", reply_to=copy.message_id)
    await eventually(lambda: said(robin, VOLUNTEER))
    robin.edits(first, f"I changed {EDITED}")
    await eventually(lambda: said(sam, EDITED))
    robin.sends("photo", caption=CAPTION)
    robin.sends("document", data=b"%PDF", file_name=f"{FILE}.pdf", mime_type="application/pdf")
    await eventually(lambda: said(robin, "I have not sent this yet."))
    robin.presses(
        next(one for one in robin.screen if one.text.startswith("I have not sent")).message_id, "Send it anyway"
    )
    await eventually(lambda: any(one.kind == "document" and not one.out for one in sam.screen))
    assert not found(folder)

    for kind in ("500", "reset_after", "400"):
        world.faults.next("copyMessage", kind, description=f"{MEMBER} is wrong")
        robin.says(f"{MEMBER} and {kind}")
    world.inject({"message": {"message_id": 1, "date": "never", "text": UNREADABLE, "chat": robin.chat}})
    world.inject({"message": {"message_id": 1, "text": UNREADABLE}})
    await eventually(lambda: said(robin, "Your message was not passed on"))
    await eventually(lambda: said(robin, "This did not arrive"))
    await asyncio.sleep(0.5)
    assert not found(folder)
