"""Texts, edits, copies and keyboards between the bot and people's phones."""

from datetime import timedelta

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden

from bot.clock import MovableClock
from bot.rehearsal.phone import Phone, Shown
from bot.rehearsal.world import World

NOBODY = 404
NO_SUCH_MESSAGE = 99_999


def buttons(*rows: dict[str, str]) -> InlineKeyboardMarkup:
    """Rows of buttons: label and data."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row.items()] for row in rows]
    )


def last(phone: Phone) -> Shown:
    """What stands lowest on the screen."""
    return phone.screen[-1]


async def newest(bot: Bot) -> Message:
    """The message of the newest update."""
    message = (await bot.get_updates(timeout=0))[-1].effective_message
    assert message is not None
    return message


async def pressed(bot: Bot) -> CallbackQuery:
    """The newest press of a button."""
    query = (await bot.get_updates(timeout=0))[-1].callback_query
    assert query is not None
    return query


# Sending


async def test_a_text_appears_on_the_phone(bot: Bot, world: World, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "Hello")
    assert (last(robin).message_id, last(robin).text, last(robin).out) == (sent.message_id, "Hello", False)
    assert (sent.chat.id, sent.date) == (robin.user_id, world.clock.now())
    assert sent.from_user is not None
    assert sent.from_user.username == world.bot_username


@pytest.mark.parametrize("text", ["", " ", "\n\n", "<b></b>", "<i> </i>"])
async def test_an_empty_text_is_refused(bot: Bot, robin: Phone, text: str) -> None:
    with pytest.raises(BadRequest, match="essage text is empty"):
        await bot.send_message(robin.user_id, text, parse_mode="HTML")
    assert len(robin.screen) == 1


@pytest.mark.parametrize("text", ["x" * 4096, "🎲" * 2048, f"<b>{'x' * 4096}</b>", "&amp;" * 4096])
async def test_4096_characters_fit_counted_without_the_markup(bot: Bot, robin: Phone, text: str) -> None:
    await bot.send_message(robin.user_id, text, parse_mode="HTML")


@pytest.mark.parametrize("text", ["x" * 4097, "🎲" * 2048 + "x", f"<b>{'x' * 4097}</b>"])
async def test_one_more_does_not_fit(bot: Bot, robin: Phone, text: str) -> None:
    with pytest.raises(BadRequest, match="essage is too long"):
        await bot.send_message(robin.user_id, text, parse_mode="HTML")


async def test_captions_hold_1024(bot: Bot, robin: Phone) -> None:
    await bot.send_photo(robin.user_id, b"picture", caption="x" * 1024)
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(robin.user_id, b"picture", caption="x" * 1025)


async def test_html_becomes_entities_counted_in_utf_16(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "🎲 <b>one <i>two</i></b> &lt;3 &copy;", parse_mode="HTML")
    assert sent.text == "🎲 one two <3 &copy;"
    assert [(one.type, one.offset, one.length) for one in sent.entities] == [("bold", 3, 7), ("italic", 7, 3)]


@pytest.mark.parametrize(
    "text",
    [
        "<b>not closed",
        "not opened</b>",
        "<b>crossed <i>over</b></i>",
        "<h1>unknown</h1>",
        "line<br/>break",
        "2 < 3",
        "<b>cut off</b",
        "<!-- remark -->",
        "a stray <b",
    ],
)
async def test_html_that_telegram_cannot_read_is_refused(bot: Bot, robin: Phone, text: str) -> None:
    with pytest.raises(BadRequest, match="an't parse entities"):
        await bot.send_message(robin.user_id, text, parse_mode="HTML")


async def test_without_html_mode_signs_are_only_signs(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "2 < 3 & <b>")
    assert (sent.text, sent.entities) == ("2 < 3 & <b>", ())


async def test_nobody_there_is_chat_not_found(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="hat not found"):
        await bot.send_message(NOBODY, "Hello")


async def test_someone_who_never_wrote_cannot_be_written_to(bot: Bot, world: World) -> None:
    world.add_phone(3, "Kim")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(3, "Hello")


async def test_someone_who_blocked_the_bot_is_forbidden_until_they_come_back(bot: Bot, robin: Phone) -> None:
    robin.blocks()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(robin.user_id, "Hello")
    robin.unblocks()
    await bot.send_message(robin.user_id, "Hello")


async def test_a_link_brings_its_code_and_lifts_a_block(bot: Bot, robin: Phone) -> None:
    robin.blocks()
    robin.opens_link("abc_-123")
    message = await newest(bot)
    assert message.text == "/start abc_-123"
    assert [(one.type, one.length) for one in message.entities] == [("bot_command", 6)]
    await bot.send_message(robin.user_id, "Hello")


async def test_protected_content_is_marked_and_stays_so(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "Hello", protect_content=True)
    assert sent.has_protected_content
    assert last(robin).protected
    await bot.edit_message_text("Hello again", robin.user_id, sent.message_id)
    assert (last(robin).text, last(robin).protected) == ("Hello again", True)


async def test_an_unprotected_message_is_not_marked(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "Hello")
    assert not sent.has_protected_content
    assert not last(robin).protected


# Replies


async def test_a_reply_shows_what_it_answers(bot: Bot, robin: Phone) -> None:
    asked = robin.says("How are you?")
    sent = await bot.send_message(robin.user_id, "Well", reply_parameters=ReplyParameters(asked))
    assert sent.reply_to_message is not None
    assert (sent.reply_to_message.message_id, last(robin).reply_to) == (asked, asked)


async def test_a_reply_to_a_missing_message_is_refused(bot: Bot, robin: Phone) -> None:
    with pytest.raises(BadRequest, match="essage to be replied not found"):
        await bot.send_message(robin.user_id, "Well", reply_parameters=ReplyParameters(NO_SUCH_MESSAGE))


async def test_a_reply_to_a_deleted_message_goes_without_it_when_allowed(bot: Bot, robin: Phone) -> None:
    asked = robin.says("How are you?")
    robin.deletes(asked)
    reply = ReplyParameters(asked, allow_sending_without_reply=True)
    sent = await bot.send_message(robin.user_id, "Well", reply_parameters=reply)
    assert (sent.reply_to_message, last(robin).reply_to) == (None, None)


async def test_a_reply_from_the_phone_names_the_bots_message(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "How are you?")
    robin.says("Well", reply_to=sent.message_id)
    message = await newest(bot)
    assert message.reply_to_message is not None
    assert message.reply_to_message.text == "How are you?"


# Editing and deleting


async def test_an_edit_replaces_text_marks_and_buttons(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "<b>One</b>", "HTML", reply_markup=buttons({"Take": "take"}))
    came = last(robin).at
    edited = await bot.edit_message_text("Two", robin.user_id, sent.message_id)
    assert isinstance(edited, Message)
    assert (edited.text, edited.entities, edited.reply_markup) == ("Two", (), None)
    assert edited.edit_date is not None
    shown = last(robin)
    assert (shown.text, shown.entities, shown.buttons, shown.edited, shown.at) == ("Two", [], [], True, came)


async def test_the_same_again_is_not_modified(bot: Bot, robin: Phone) -> None:
    keys = buttons({"Take": "take"})
    sent = await bot.send_message(robin.user_id, "<b>One</b>", "HTML", reply_markup=keys)
    with pytest.raises(BadRequest, match="essage is not modified"):
        await bot.edit_message_text("<b>One</b>", robin.user_id, sent.message_id, parse_mode="HTML", reply_markup=keys)
    with pytest.raises(BadRequest, match="essage is not modified"):
        await bot.edit_message_reply_markup(robin.user_id, sent.message_id, reply_markup=keys)


async def test_new_buttons_leave_the_text_as_it_was(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "<b>One</b>", "HTML", reply_markup=buttons({"Take": "take"}))
    edited = await bot.edit_message_reply_markup(robin.user_id, sent.message_id)
    assert isinstance(edited, Message)
    assert (edited.text_html, edited.reply_markup) == ("<b>One</b>", None)


async def test_a_caption_is_changed_and_taken_away(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_photo(robin.user_id, b"picture", caption="<b>One</b>", parse_mode="HTML")
    edited = await bot.edit_message_caption(robin.user_id, sent.message_id, caption="Two")
    assert isinstance(edited, Message)
    assert (edited.caption, edited.caption_entities) == ("Two", ())
    edited = await bot.edit_message_caption(robin.user_id, sent.message_id)
    assert isinstance(edited, Message)
    assert edited.caption is None


async def test_an_edit_must_fit_the_kind_of_message(bot: Bot, robin: Phone) -> None:
    picture = await bot.send_photo(robin.user_id, b"picture")
    text = await bot.send_message(robin.user_id, "Hello")
    with pytest.raises(BadRequest, match="no text in the message to edit"):
        await bot.edit_message_text("Hello", robin.user_id, picture.message_id)
    with pytest.raises(BadRequest, match="no caption in the message to edit"):
        await bot.edit_message_caption(robin.user_id, text.message_id, caption="Hello")


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "text is empty"), ("x" * 4097, "is too long"), ("<b>", "an't parse entities")],
)
async def test_an_edit_is_checked_as_a_new_text_is(bot: Bot, robin: Phone, text: str, words: str) -> None:
    sent = await bot.send_message(robin.user_id, "Hello")
    with pytest.raises(BadRequest, match=words):
        await bot.edit_message_text(text, robin.user_id, sent.message_id, parse_mode="HTML")
    assert last(robin).text == "Hello"


async def test_what_is_not_there_cannot_be_edited(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "Hello")
    robin.deletes(sent.message_id)
    for message_id in (NO_SUCH_MESSAGE, sent.message_id):
        with pytest.raises(BadRequest, match="essage to edit not found"):
            await bot.edit_message_text("Hello", robin.user_id, message_id)


async def test_what_somebody_else_wrote_cannot_be_edited(bot: Bot, robin: Phone) -> None:
    message_id = robin.says("Hello")
    with pytest.raises(BadRequest, match="essage can't be edited"):
        await bot.edit_message_text("Goodbye", robin.user_id, message_id)


async def test_an_edit_on_the_phone_arrives_as_an_edited_message(bot: Bot, robin: Phone) -> None:
    message_id = robin.says("/help me")
    robin.edits(message_id, "Never mind")
    update = (await bot.get_updates(timeout=0))[-1]
    assert update.message is None
    assert update.edited_message is not None
    edited = update.edited_message
    assert (edited.message_id, edited.text, edited.entities) == (message_id, "Never mind", ())
    assert edited.edit_date is not None
    assert (last(robin).text, last(robin).edited) == ("Never mind", True)


async def test_a_caption_edited_on_the_phone_arrives(bot: Bot, robin: Phone) -> None:
    message_id = robin.sends("photo")
    robin.edits(message_id, "My cat")
    message = await newest(bot)
    assert (message.caption, bool(message.photo), message.text) == ("My cat", True, None)


async def test_a_message_is_deleted_within_48_hours_only(bot: Bot, clock: MovableClock, robin: Phone) -> None:
    first = await bot.send_message(robin.user_id, "One")
    second = await bot.send_message(robin.user_id, "Two")
    clock.forward(timedelta(hours=48))
    await bot.delete_message(robin.user_id, first.message_id)
    assert [one.text for one in robin.screen if not one.out] == ["Two"]
    clock.forward(timedelta(seconds=1))
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(robin.user_id, second.message_id)


async def test_what_is_not_there_cannot_be_deleted(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "One")
    await bot.delete_message(robin.user_id, sent.message_id)
    for message_id in (sent.message_id, NO_SUCH_MESSAGE):
        with pytest.raises(BadRequest, match="essage to delete not found"):
            await bot.delete_message(robin.user_id, message_id)


async def test_several_are_deleted_and_missing_ones_passed_over(bot: Bot, robin: Phone) -> None:
    sent = [await bot.send_message(robin.user_id, text) for text in ("One", "Two")]
    await bot.delete_message(robin.user_id, sent[0].message_id)
    await bot.delete_messages(robin.user_id, [sent[0].message_id, sent[1].message_id, NO_SUCH_MESSAGE])
    assert [one.text for one in robin.screen if not one.out] == []


# Keyboards and buttons


@pytest.mark.parametrize("data", ["x", "x" * 64, "é" * 32])
async def test_callback_data_of_1_to_64_bytes_comes_back(bot: Bot, robin: Phone, data: str) -> None:
    sent = await bot.send_message(robin.user_id, "Hello", reply_markup=buttons({"Take": data}))
    robin.presses(sent.message_id, "Take")
    query = await pressed(bot)
    assert (query.data, query.from_user.id) == (data, robin.user_id)
    assert query.message is not None
    assert query.message.message_id == sent.message_id


@pytest.mark.parametrize("data", ["", "x" * 65, "é" * 33])
async def test_other_callback_data_is_refused(bot: Bot, robin: Phone, data: str) -> None:
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(robin.user_id, "Hello", reply_markup=buttons({"Take": data}))


async def test_a_button_must_do_something(bot: Bot, robin: Phone) -> None:
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Take")]])
    with pytest.raises(BadRequest, match="ext buttons are unallowed"):
        await bot.send_message(robin.user_id, "Hello", reply_markup=keys)


async def test_buttons_stand_as_they_were_put(bot: Bot, robin: Phone) -> None:
    keys = buttons({"Pass it on": "pass", "Not now": "keep"}, {"Take": "take"})
    await bot.send_message(robin.user_id, "Hello", reply_markup=keys)
    assert [[key["text"] for key in row] for row in last(robin).buttons] == [["Pass it on", "Not now"], ["Take"]]


async def test_a_button_that_is_not_there_cannot_be_pressed(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "Hello")
    with pytest.raises(KeyError):
        robin.presses(sent.message_id, "Take")


async def test_a_keyboard_under_the_text_field_comes_and_goes(bot: Bot, robin: Phone) -> None:
    await bot.send_message(robin.user_id, "Hello", reply_markup=ReplyKeyboardMarkup([["Yes", "No"]]))
    await bot.send_message(robin.user_id, "Well?")
    assert robin.reply_keyboard == [["Yes", "No"]]
    await bot.send_message(robin.user_id, "Thank you", reply_markup=ReplyKeyboardRemove())
    assert robin.reply_keyboard == []


async def test_a_refused_message_leaves_no_keyboard(bot: Bot, robin: Phone) -> None:
    keys, reply = ReplyKeyboardMarkup([["Yes"]]), ReplyParameters(NO_SUCH_MESSAGE)
    with pytest.raises(BadRequest):
        await bot.send_message(robin.user_id, "Hello", reply_markup=keys, reply_parameters=reply)
    assert robin.reply_keyboard == []


async def test_a_press_is_answered_once(bot: Bot, robin: Phone) -> None:
    robin.presses_raw(robin.screen[0].message_id, "take")
    query = await pressed(bot)
    await bot.answer_callback_query(query.id, "Someone else took this one.", show_alert=True)
    assert robin.alert == "Someone else took this one."
    with pytest.raises(BadRequest, match="uery is too old"):
        await bot.answer_callback_query(query.id)


async def test_a_press_waits_15_minutes_for_its_answer(bot: Bot, clock: MovableClock, robin: Phone) -> None:
    robin.presses_raw(robin.screen[0].message_id, "take")
    robin.presses_raw(robin.screen[0].message_id, "take")
    first, second = [update.callback_query for update in await bot.get_updates(timeout=0)]
    assert first is not None
    assert second is not None
    clock.forward(timedelta(minutes=15))
    await bot.answer_callback_query(first.id)
    clock.forward(timedelta(seconds=1))
    with pytest.raises(BadRequest, match="uery is too old"):
        await bot.answer_callback_query(second.id)


async def test_an_answer_has_at_most_200_characters(bot: Bot, robin: Phone) -> None:
    robin.presses_raw(robin.screen[0].message_id, "take")
    query = await pressed(bot)
    with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
        await bot.answer_callback_query(query.id, "x" * 201)
    await bot.answer_callback_query(query.id, "x" * 200)


async def test_a_press_under_a_deleted_message_brings_only_its_id(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "Hello", reply_markup=buttons({"Take": "take"}))
    await bot.delete_message(robin.user_id, sent.message_id)
    robin.presses_raw(sent.message_id, "take")
    query = await pressed(bot)
    assert isinstance(query.message, Message)
    assert (query.message.message_id, query.message.text, query.message.date.timestamp()) == (sent.message_id, None, 0)


async def test_the_bot_reacts_to_a_message(bot: Bot, robin: Phone) -> None:
    message_id = robin.says("Hello")
    await bot.set_message_reaction(robin.user_id, message_id, "👍")
    assert last(robin).reactions == ["👍"]
    await bot.set_message_reaction(robin.user_id, message_id)
    assert last(robin).reactions == []
    with pytest.raises(BadRequest, match="essage to react not found"):
        await bot.set_message_reaction(robin.user_id, NO_SUCH_MESSAGE, "👍")


async def test_an_edit_keeps_the_reactions(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_message(robin.user_id, "Hello")
    robin.reacts(sent.message_id, "👍")
    await bot.edit_message_text("Hello again", robin.user_id, sent.message_id)
    assert last(robin).reactions == ["👍"]


# Command menus and the chat


async def test_a_chats_own_commands_stand_before_those_of_all(bot: Bot, robin: Phone, sam: Phone) -> None:
    own = BotCommandScopeChat(sam.user_id)
    await bot.set_my_commands([BotCommand("close", "End a conversation")], scope=own)
    await bot.set_my_commands([BotCommand("help", "What you can do here")])
    assert [one["command"] for one in sam.commands] == ["close"]
    assert [one["command"] for one in robin.commands] == ["help"]
    assert [one.command for one in await bot.get_my_commands(own)] == ["close"]
    assert [one.command for one in await bot.get_my_commands()] == ["help"]
    await bot.delete_my_commands(own)
    assert [one["command"] for one in sam.commands] == ["help"]


@pytest.mark.parametrize(
    ("name", "description", "words"),
    [
        ("Help", "x", "bot_command_invalid"),
        ("x" * 33, "x", "bot_command_invalid"),
        ("help", "", "bot_command_description_invalid"),
        ("help", "x" * 257, "bot_command_description_invalid"),
    ],
)
async def test_a_menu_that_telegram_would_not_take(bot: Bot, name: str, description: str, words: str) -> None:
    with pytest.raises(BadRequest, match=rf"(?i){words}"):
        await bot.set_my_commands([BotCommand(name, description)])


async def test_a_menu_for_nobody_is_chat_not_found(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="hat not found"):
        await bot.set_my_commands([BotCommand("help", "x")], scope=BotCommandScopeChat(NOBODY))


async def test_a_chat_can_be_asked_about(bot: Bot, robin: Phone) -> None:
    chat = await bot.get_chat(robin.user_id)
    assert (chat.type, chat.first_name, chat.username) == ("private", "Robin", "robin")
    with pytest.raises(BadRequest, match="hat not found"):
        await bot.get_chat(NOBODY)
