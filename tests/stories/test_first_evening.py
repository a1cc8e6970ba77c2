"""The first evening of a line: join, ask, answer, the shift ends."""

from tests.world import Stage


async def test_a_member_is_heard_and_the_evening_ends(play: Stage) -> None:
    ada = play.actor("Ada")
    await ada.says("/start")
    ada.sees("You are a coordinator of Hope Street")
    sam = await play.joins_as("Sam", "volunteer", "Sam")
    robin = await play.joins_as("Robin", "member", "Robin")
    await play.on_rota("Sam", "tue 18:00-21:00")

    await robin.says("is anyone there?")
    told = robin.sees("No one is on duty now. Your message has not been read.", "today at 18:00", "116 123")
    assert [key["text"] for row in told.buttons for key in row] == ["Pass it on", "Not now"]
    await robin.says("hello?")
    robin.sees_nothing()
    await robin.presses("Pass it on")
    robin.sees("It will wait for the next person on duty", "today at 18:00", "Nobody has answered it yet")

    await play.forward(hours=1)
    sam.sees("Your shift has started. It ends at 21:00.", "One person is waiting")
    sam.sees("Robin would like to talk", "has waited 1 hour", "sees you as Sam", "ends at 21:00")
    assert sam.sees("is anyone there?").protected
    sam.sees("hello?")
    robin.sees("Sent to Sam, on duty until 21:00.")

    await sam.says("Hello Robin, I am here.")
    answer = robin.sees("Hello Robin, I am here.")
    reply = await robin.says("thank you", reply_to=answer)
    heard = sam.sees("thank you")
    assert heard.reply_to is not None
    own = next(one for one in sam.phone.screen if one.message_id == heard.reply_to)
    assert own.out
    assert own.text == "Hello Robin, I am here."
    assert reply
    await sam.says("Take care.")
    robin.sees("Take care.")

    await play.forward(hours=3)
    sam.sees("Your shift has ended")
    robin.sees("Sam's shift has ended. Thank you for talking.", "1 December", "116 123")
    robin.sees("How are you now, after talking with Sam?")
    await sam.says("are you all right?")
    sam.sees("You are not on duty now. I sent this to no one.")
    robin.sees_nothing()
    for actor in (sam, robin):
        for message in actor.phone.screen:
            assert "Real" not in message.text
            assert "real_" not in message.text
