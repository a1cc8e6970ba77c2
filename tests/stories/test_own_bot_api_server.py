"""A Bot API server of one's own that runs with --local names files by where they are on its disk."""

from pathlib import Path

from tests.world import Stage

CSV = b"name,day,start,end\nSam,mon,18:00,22:00\n"


async def test_a_file_on_a_disk_that_both_can_read(play: Stage, tmp_path: Path) -> None:
    await play.volunteer("Sam")
    ada = play.actor("Ada")
    play.world.disk = tmp_path / "disk"
    play.world.disk.mkdir()
    await ada.sends_file("rota.csv", CSV)
    ada.sees("I am reading your file")
    ada.sees("Sam", "18:00-22:00")


async def test_a_file_on_a_disk_that_is_not_here(play: Stage) -> None:
    await play.volunteer("Sam")
    ada = play.actor("Ada")
    play.world.disk = Path("/var/lib/telegram-bot-api/nowhere")
    await ada.sends_file("rota.csv", CSV)
    ada.sees("I am reading your file")
    ada.sees("I could not fetch or read that file. Nothing was changed.")
