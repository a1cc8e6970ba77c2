"""Who wrote out of hours has waited since then, also when their words were on their way and came back."""

from tests.world import Stage


async def test_the_wait_began_when_it_was_written(play: Stage) -> None:
    """Written at five, brought to Sam at eight and to Kim at nine, of whom neither answers."""
    await play.volunteer("Sam", "tue 20:00-21:00")
    await play.volunteer("Kim", "tue 21:00-23:00")
    robin, ada = await play.member("Robin"), play.actor("Ada")
    await robin.says("please somebody")
    await robin.presses("Pass it on")
    await play.at(20)
    ada.skips()
    await play.at(20, 6)
    ada.sees("Robin has waited 18")  # some 186 minutes
    await play.at(21)
    ada.skips()
    await play.at(21, 6)
    ada.sees("Robin has waited 24")
    for actor in play.actors.values():
        actor.skips()
