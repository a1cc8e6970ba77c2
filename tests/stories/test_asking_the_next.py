"""Nobody answers: the others on duty, the backups and the coordinators are asked in turn, and the member hears it."""

import pytest

from tests.world import Actor, Stage, buttons

EVENING = "tue 17:00-23:00"


@pytest.fixture
async def ada(play: Stage) -> Actor:
    return play.actor("Ada")


async def on_duty(play: Stage, *names: str) -> list[Actor]:
    people = [await play.volunteer(name, EVENING) for name in names]
    for one in people:
        await one.says("I'm here")
    for one in people:
        one.skips()
    return people


async def backup(play: Stage, name: str) -> Actor:
    one = await play.volunteer(name)
    await play.actor("Ada").says(f"/volunteers {name} backup")
    play.actor("Ada").skips()
    one.skips()
    return one


async def test_everybody_in_turn(play: Stage, ada: Actor) -> None:
    sam, kim = await on_duty(play, "Sam", "Kim")
    lee = await backup(play, "Lee")
    robin = await play.member("Robin")
    await robin.says("hello?")
    robin.sees("2 people are on duty.")
    await sam.presses("Take")
    for actor in (sam, kim, robin):
        actor.skips()

    await play.forward(minutes=5)
    robin.sees("Nobody has answered yet.", "the others on duty", "/urgent")
    kim.sees("Someone would like to talk.")
    ada.sees_nothing()
    await play.forward(minutes=5)
    robin.sees("Nobody has answered yet.", "someone who can step in", "/urgent")
    assert buttons(lee.sees("Someone is waiting here, and nobody has answered.")) == ["Take"]
    ada.sees_nothing()
    await play.forward(minutes=5)
    robin.sees("Nobody has answered yet.", "I have told the coordinators", "116 123")
    ada.sees("Robin has waited 15 minutes for an answer.", "On duty now: Sam and Kim.")
    await play.forward(minutes=60)
    robin.sees_nothing()
    ada.sees_nothing()

    # The one who had it may answer all the same, and then nobody else is asked any more.
    await sam.says("I am so sorry, I am here now")
    robin.sees("I am so sorry, I am here now")
    for actor in (kim, lee):
        actor.sees("This offer has ended.")
    await kim.presses_as_ours("take:1", kim.phone.screen[-1])
    kim.sees_alert("Someone else took this one.")


async def test_another_takes_it_and_gets_what_was_not_answered(play: Stage, ada: Actor) -> None:
    sam, kim = await on_duty(play, "Sam", "Kim")
    robin = await play.member("Robin")
    await robin.says("hello")
    await sam.presses("Take")
    await sam.says("hello Robin")
    await robin.says("I had a bad day")
    await robin.sends_album(["photo", "photo"])
    gone = await robin.says("never mind this one")
    await robin.says("/takeback", reply_to=gone)
    for actor in (sam, kim, robin):
        actor.skips()
    await play.forward(minutes=5)
    robin.sees("Nobody has answered yet.")
    kim.sees("Someone would like to talk.")
    await robin.says("are you there?")
    sam.sees("are you there?")
    await kim.presses("Take")
    kim.sees("You took this conversation.")
    kim.sees("Robin would like to talk.", "has waited 5 minutes")
    kim.sees("I had a bad day")
    album = [kim.sees("") for _ in range(2)]
    assert len({one.media_group_id for one in album}) == 1
    kim.sees("are you there?")
    sam.sees("Kim answers Robin now.", "You need do nothing more.")
    robin.sees("Sent to Kim")
    await sam.says("sorry, I am back")
    sam.sees("Nobody is talking with you now, so I sent this to no one.")
    await kim.says("hello, I am Kim")
    robin.sees("hello, I am Kim")
    await play.forward(minutes=30)
    for actor in (robin, ada):
        actor.sees_nothing()


async def test_the_backup_steps_in(play: Stage, ada: Actor) -> None:
    (sam,) = await on_duty(play, "Sam")
    lee = await backup(play, "Lee")
    robin = await play.member("Robin")
    await robin.says("hello?")
    for actor in (sam, robin):
        actor.skips()
    await play.forward(minutes=5)
    # Nobody else is on duty: that step takes no time.
    robin.sees("Nobody has answered yet.", "someone who can step in")
    lee.sees("Someone is waiting here")
    await lee.presses("Take")
    lee.sees("You took this conversation.")
    lee.sees("Robin would like to talk.", "has waited 5 minutes")
    lee.sees("hello?")
    lee.sees("Your shift has started. It ends at 23:00.")
    sam.sees("Lee answers Robin now.")
    ada.sees("Lee has stepped in and is on duty until 23:00.")
    robin.sees("Sent to Lee, on duty until 23:00.")
    await lee.says("I am here")
    robin.sees("I am here")
    await robin.says("/hours")
    robin.sees("Lee", "Sam")
    await play.at(23)
    for actor in (lee, sam, robin, ada):
        actor.skips()
    await robin.says("good night")
    robin.sees("No one is on duty now.")
    lee.sees_nothing()


async def test_who_is_not_a_backup_cannot_step_in(play: Stage, ada: Actor) -> None:
    (sam,) = await on_duty(play, "Sam")
    lee = await play.volunteer("Lee")
    robin = await play.member("Robin")
    await robin.says("hello?")
    for actor in (sam, robin, lee):
        actor.skips()
    await lee.presses_as_ours("take:1", lee.phone.screen[-1])
    lee.sees_alert("You are not on duty now.")
    await play.forward(minutes=5)
    robin.sees("Nobody has answered yet.", "I have told the coordinators")
    ada.sees("Robin has waited 5 minutes")
    lee.sees_nothing()


async def test_whoever_blocked_the_bot_is_passed_over_at_once(play: Stage, ada: Actor) -> None:
    sam, kim = await on_duty(play, "Sam", "Kim")
    robin = await play.member("Robin")
    await robin.says("hello?")
    await sam.presses("Take")
    for actor in (sam, kim, robin):
        actor.skips()
    sam.phone.blocked = True  # and Telegram has not said so yet
    await robin.says("are you there?")
    ada.skips()
    robin.sees("Sam cannot be reached now.", "Your messages now go to Kim")
    kim.sees("Robin was talking with Sam, who cannot be reached now.", "What follows has had no answer yet.")
    kim.sees("hello?")
    kim.sees("are you there?")


async def test_a_new_message_after_the_last_step(play: Stage, ada: Actor) -> None:
    (sam,) = await on_duty(play, "Sam")
    robin = await play.member("Robin")
    await robin.says("hello?")
    for actor in (sam, robin):
        actor.skips()
    await play.forward(minutes=5)
    robin.sees("Nobody has answered yet.")
    ada.sees("Robin has waited 5 minutes")
    await robin.says("please?")
    sam.sees("please?")
    await play.forward(minutes=5)
    robin.sees("Nobody has answered yet.", "I have told the coordinators")
    ada.sees("Robin has waited 10 minutes")


async def test_nobody_answered_before_the_end(play: Stage, ada: Actor) -> None:
    (sam,) = await on_duty(play, "Sam")
    robin = await play.member("Robin")
    await robin.says("hello?")
    for actor in (sam, robin):
        actor.skips()
    await play.at(23)
    for actor in (sam, ada):
        actor.skips()
    while robin.unread()[0].text.startswith(("Nobody", "Sam's shift ends")):
        robin.sees("")
    asked = robin.sees("Sam's shift has ended. I am sorry that nobody answered you.", "Shall I pass your messages on")
    assert buttons(asked) == ["Pass it on", "Not now"]
    await robin.presses("Pass it on")
    robin.sees("It will wait for the next person on duty.")
    await play.at(17, days=7)
    while sam.unread()[0].text.startswith(("Good morning", "Your shift")):
        sam.sees("")
    sam.sees("Robin would like to talk.", "has waited 7 days")
    sam.sees("hello?")
    robin.sees("Sent to Sam")


# The audit


async def test_a_stuck_conversation_is_found(play: Stage, ada: Actor) -> None:
    (sam,) = await on_duty(play, "Sam")
    robin = await play.member("Robin")
    await robin.says("hello?")
    for actor in (sam, robin):
        actor.skips()
    await sam.says("hello Robin")
    robin.sees("hello Robin")
    assert play.app.database is not None
    async with play.app.database.transaction() as session:
        from sqlalchemy import text

        # As a bug of ours would leave it: open, with nobody in it.
        await session.execute(text("UPDATE conversations SET volunteer_id = NULL"))
    await play.forward(minutes=4)
    ada.sees("Robin may be waiting for an answer since", "I cannot move it on by myself.")
    await play.forward(minutes=30)
    ada.sees_nothing()
    for actor in (robin, sam):
        actor.skips()


async def test_an_evening_without_trouble_finds_nothing(play: Stage, ada: Actor) -> None:
    (sam,) = await on_duty(play, "Sam")
    robin = await play.member("Robin")
    for hour in range(18, 23):
        await play.at(hour)
        await robin.says("hello")
        await sam.says("hello")
    await play.at(23, 30)
    assert not [one for one in ada.unread() if "may be waiting" in one.text]
    for actor in (ada, robin, sam):
        actor.skips()
