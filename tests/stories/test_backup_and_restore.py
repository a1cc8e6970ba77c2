"""An evening, a backup, more of it, and then the backup is put back: everyone hears the truth and can go on."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import backup
from bot.app import end_what_was_under_way
from bot.outbox.queue import put_text
from bot.queries import people
from bot.settings import Settings
from tests.world import Actor, Stage, buttons, talk


class Keeper:
    """Whoever runs the machine: takes backups, puts them back, and reads what the terminal says."""

    def __init__(self, play: Stage, folder: Path) -> None:
        self.play, self.folder, self.read = play, folder, ""

    @property
    def settings(self) -> Settings:
        """The settings of the line, with the key in this story's own folder."""
        return self.play.settings.model_copy(update={"backup_key": str(self.folder / "warmline.key")})

    def _says(self, line: str) -> None:
        self.read += line + "\n"

    async def backs_up(self, name: str = "evening.age") -> Path:
        """Take a backup while the line runs."""
        return await backup.backup(self.settings, str(self.folder / name), self.play.clock.now(), self._says)

    async def puts_back(self, file: Path, **options: Any) -> None:
        """Stop the line, put the backup in its place, and start it again."""
        await self.play.stops()
        try:
            now = self.play.clock.now()
            after = end_what_was_under_way
            await backup.restore(self.settings, str(file), now, self._says, after=after, **options)
        finally:
            await self.play.starts()
            await self.play.quiet()


@pytest.fixture
def keeper(play: Stage, tmp_path: Path) -> Keeper:
    return Keeper(play, tmp_path)


@pytest.fixture
async def sam(play: Stage) -> Actor:
    """Sam is on duty this evening; it is Tuesday, 17:00."""
    return await play.on_duty("Sam", "2026-11-24 17:00-21:00")


async def test_two_were_talking(play: Stage, keeper: Keeper, sam: Actor) -> None:
    robin, ada = await play.member("Robin"), play.actor("Ada")
    await talk(sam, robin)
    file = await keeper.backs_up()
    await robin.says("this is after the backup")
    await sam.says("so is this")
    for actor in (robin, sam):
        actor.skips()
    await play.forward(minutes=30)
    await keeper.puts_back(file, replace=True)
    assert "What was there is backed up to" in keeper.read
    assert "Whoever left or used /forget since then is back" in keeper.read
    robin.sees("Something went wrong here", "how things were today at 17:00", "that has ended")
    assert "Pass it on" not in buttons(robin.last)
    sam.sees("Something went wrong here", "Your conversation with Robin has ended, and I have told Robin.")
    ada.sees("put back to how it was today at 17:00", "One member", "/forget", "new link")
    await robin.says("hello again")
    sam.sees("Robin")
    sam.sees("hello again")
    robin.sees("Sam")
    await sam.says("hello Robin")
    robin.sees("hello Robin")


async def test_somebody_waited_and_has_been_heard_since(play: Stage, keeper: Keeper) -> None:
    """What waited at the time of the backup went to Sam afterwards; it does not go again unless Robin says so."""
    robin, ada = await play.member("Robin"), play.actor("Ada")
    sam = await play.volunteer("Sam", "2026-11-24 18:00-21:00")
    await robin.says("please somebody")
    await robin.presses("Pass it on")
    file = await keeper.backs_up()
    await play.at(18)
    await sam.says("I'm here")
    assert [one for one in sam.unread() if one.text == "please somebody"]
    for actor in (robin, sam, ada):
        actor.skips()
    await play.at(19)
    await keeper.puts_back(file, replace=True)
    robin.sees("how things were today at 17:00", "I do not know whether anybody has read what you wrote last")
    sam.sees("how things were today at 17:00", "If you are on duty, you can just go on.")
    sam.sees("Your shift has started")
    ada.skips()
    await robin.presses("Pass it on")
    sam.sees("Robin")
    sam.sees("please somebody")
    robin.sees("Sam")


async def test_not_now_after_a_restore(play: Stage, keeper: Keeper) -> None:
    robin = await play.member("Robin")
    await robin.says("please somebody")
    await robin.presses("Pass it on")
    file = await keeper.backs_up()
    robin.skips()
    await keeper.puts_back(file, replace=True)
    play.actor("Ada").skips()
    robin.sees("I do not know whether anybody has read what you wrote last")
    await robin.says("Not now")
    robin.sees("Nothing is passed on.")


async def test_what_was_not_answered_is_asked_about(play: Stage, keeper: Keeper, sam: Actor) -> None:
    robin = await play.member("Robin")
    await robin.says("hello?")
    for actor in (robin, sam):
        actor.skips()
    file = await keeper.backs_up()
    await keeper.puts_back(file, replace=True)
    play.actor("Ada").skips()
    robin.sees("what you wrote last")
    sam.sees("Your conversation with Robin has ended")
    await robin.presses("Pass it on")
    sam.sees("Robin")
    sam.sees("hello?")
    robin.sees("Sam")


async def test_what_was_not_sent_yet_is_not_sent(play: Stage, keeper: Keeper, sam: Actor) -> None:
    """A message waited for its writer's word, and a note for its moment, when the backup was made."""
    robin = await play.member("Robin")
    await robin.sends("contact", contact={"phone_number": "+44 7700 900123", "first_name": "R"})
    robin.sees("I have not sent this yet.")
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        later = play.clock.now() + timedelta(seconds=50)
        await put_text(session, await people.line(session), robin.phone.user_id, "check-ins-off", later)
    file = await keeper.backs_up()
    await keeper.puts_back(file, replace=True)
    play.actor("Ada").skips()
    robin.sees("What you had not sent yet is not sent.")
    sam.sees("If you are on duty, you can just go on.")
    await robin.says("Send it anyway")
    sam.sees("Robin")
    sam.sees("Send it anyway")  # an old word is a message like any other now
    robin.sees("Sam")
    await sam.says("hello")
    robin.skips()
    await play.forward(hours=2)
    robin.sees_nothing()


async def test_nobody_is_asked_twice_or_missed_for_what_is_lost(play: Stage, keeper: Keeper) -> None:
    robin = await play.member("Robin")
    await robin.says("/checkins every day 18:00")
    await robin.presses("I agree")
    await robin.says("/checkins missed 1 2h")
    await robin.presses("I agree")
    robin.skips()
    file = await keeper.backs_up()
    await play.at(18)
    robin.sees("how are things?")
    await robin.presses("OK")
    robin.skips()
    await play.at(18, 30)
    await keeper.puts_back(file, replace=True)
    play.actor("Ada").skips()
    robin.sees_nothing()
    await play.at(22)
    robin.sees_nothing()
    await play.at(18, days=1)
    robin.sees("how are things?")
    robin.skips()


async def test_a_shift_and_its_reminders(play: Stage, keeper: Keeper) -> None:
    """Sam was reminded, came, and went after the backup; none of that happens again, and the next shift is as ever."""
    sam = await play.volunteer("Sam", "daily 19:00-20:00")
    sam.skips()
    file = await keeper.backs_up()
    await play.at(19)
    await sam.says("I'm here")
    await play.at(20, 5)
    sam.skips()
    await keeper.puts_back(file, replace=True)
    play.actor("Ada").skips()
    sam.sees_nothing()
    await play.at(18, days=1)
    sam.sees("19:00")
    await play.at(19)
    sam.sees("Your shift has started")
    await sam.says("I'm here")
    sam.skips()


async def test_somebody_was_about_to_join(play: Stage, keeper: Keeper) -> None:
    """What Mo writes to a volunteer after the restore is not taken for the name that was asked before it."""
    link = await play.invites("member")
    mo = play.actor("Mo")
    await mo.opens(link)
    await mo.presses("I agree")
    mo.skips()
    file = await keeper.backs_up()
    await mo.says("Mo")
    mo.skips()
    await keeper.puts_back(file, replace=True)
    play.actor("Ada").skips()
    mo.sees("Please open your link again.")
    await mo.says("I am so tired")
    mo.sees("You need an invitation")
    await mo.opens(link)
    mo.skips()
    await mo.says("Mo")
    mo.sees("Mo")


async def test_old_buttons_mean_nothing_else(play: Stage, keeper: Keeper) -> None:
    """Two are on duty and are offered Robin after the backup; that offer never comes to mean Kim."""
    first = await play.on_duty("Sam", "2026-11-24 17:00-21:00")
    second = await play.on_duty("Lee", "2026-11-24 17:00-21:00")
    robin, kim = await play.member("Robin"), await play.member("Kim")
    file = await keeper.backs_up()
    await robin.says("hello")
    old = next(one for one in first.phone.screen if "Take" in buttons(one))
    for actor in play.actors.values():
        actor.skips()
    await keeper.puts_back(file, replace=True)
    for actor in play.actors.values():
        actor.skips()
    await kim.says("hello, this is Kim")
    for actor in play.actors.values():
        actor.skips()
    await first.presses("Take", on=old)
    assert not [one for one in first.unread() if "Kim" in one.text]
    first.phone.alert = None
    new = [one for one in second.phone.screen if "Take" in buttons(one)][-1]
    await second.presses("Take", on=new)
    assert [one for one in second.unread() if "Kim" in one.text]
    for actor in play.actors.values():
        actor.skips()


async def test_who_was_forgotten_since_is_back_and_can_go_again(play: Stage, keeper: Keeper) -> None:
    robin, ada = await play.member("Robin"), play.actor("Ada")
    file = await keeper.backs_up()
    await robin.says("/forget")
    await robin.presses(next(label for label in buttons(robin.phone.screen[-1]) if "rase" in label or "orget" in label))
    for actor in (robin, ada):
        actor.skips()
    await keeper.puts_back(file, replace=True)
    ada.sees("Whoever left or used /forget since then is back.")
    await ada.says("/members")
    ada.sees("Robin")


async def test_the_evening_before_the_restore_is_safe_too(play: Stage, keeper: Keeper, tmp_path: Path) -> None:
    """The backup that is made on the way brings back what the restore replaced."""
    file = await keeper.backs_up()
    await play.member("Robin")
    with pytest.raises(backup.Refused, match="add --replace"):
        await keeper.puts_back(file)
    await keeper.puts_back(file, replace=True)
    ada = play.actor("Ada")
    ada.skips()
    await ada.says("/members")
    assert "Robin" not in ada.sees().text
    (safe,) = tmp_path.glob("warmline-*-before-restore.age")
    play.clock.forward(timedelta(seconds=2))
    await keeper.puts_back(safe, replace=True)
    ada.sees("put back to how it was")
    await ada.says("/members")
    ada.sees("Robin")


async def test_how_old_the_backup_is_tells_nobody_that_the_line_was_off(play: Stage, keeper: Keeper) -> None:
    """The line ran on for more than a day after the backup, and was off for a moment only."""
    play.keeping = True
    robin, ada = await play.member("Robin"), play.actor("Ada")
    file = await keeper.backs_up()
    await play.forward(hours=30)
    ada.skips()
    await keeper.puts_back(file, replace=True)
    ada.sees("put back to how it was", "was I off for more than 24 hours before this? I cannot know.")
    ada.sees_nothing()
    robin.sees_nothing()
    await play.at(9, 0, days=1)
    ada.sees("All is well here.", "I started on Wednesday 25 November at 23:0")


async def test_off_since_the_restore_is_known(play: Stage, keeper: Keeper) -> None:
    play.keeping = True
    robin, ada = await play.member("Robin"), play.actor("Ada")
    file = await keeper.backs_up()
    await play.forward(hours=5)
    ada.skips()
    await play.stops()
    now, after = play.clock.now(), end_what_was_under_way
    await backup.restore(keeper.settings, str(file), now, print, after=after, replace=True)
    play.turn_clock_to(2, 0, days=2)
    await play.starts()
    await play.quiet()
    ada.sees("put back to how it was")
    ada.sees("I was off or could not reach Telegram for 1 day", "It began on Tuesday 24 November at 22:0")
    await ada.presses("Tell everyone")
    ada.skips()
    robin.sees("from 22:0", "did not arrive")


async def test_what_everyone_was_to_hear_can_be_told_still(play: Stage, keeper: Keeper) -> None:
    """The line was off for long before the backup; nobody had told the members when it was made."""
    play.keeping = True
    robin, ada = await play.member("Robin"), play.actor("Ada")
    await play.stops()
    play.turn_clock_to(23, 0, days=1)
    await play.starts()
    await play.quiet()
    ada.sees("I was off or could not reach Telegram for 1 day")
    file = await keeper.backs_up()
    await play.forward(hours=1)
    await keeper.puts_back(file, replace=True)
    ada.sees("put back to how it was")
    await ada.presses("Tell everyone")
    ada.sees("I am telling all members and volunteers now.")
    robin.sees("from 17:0", "until 23:0")
    await play.at(9, 0, days=1)
    ada.skips()


async def test_not_while_the_line_runs(play: Stage, keeper: Keeper) -> None:
    file = await keeper.backs_up()
    with pytest.raises(backup.Refused, match="Stop it first"):
        await backup.restore(
            keeper.settings, str(file), play.clock.now(), print, after=end_what_was_under_way, replace=True
        )
    ada = play.actor("Ada")
    await ada.says("/rota")
    ada.sees("nothing on the rota yet")
