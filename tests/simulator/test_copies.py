"""Everything a phone can send: how it arrives, and what becomes of it when the bot copies it."""

import pytest
from telegram import Bot, InputMediaAudio, InputMediaPhoto, InputMediaVideo, Message, ReplyParameters
from telegram.error import BadRequest, Forbidden

from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World
from tests.simulator.test_messages import NO_SUCH_MESSAGE, NOBODY, last, newest

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
FILES = ["photo", "voice", "video", "video_note", "sticker", "animation", "document", "audio"]
PLAIN = ["location", "venue", "contact", "poll", "dice"]


def file_of(message: Message, kind: str) -> str:
    """The id of the file in a message."""
    found = getattr(message, kind)
    file_id = (found[-1] if kind == "photo" else found).file_id
    assert isinstance(file_id, str)
    return file_id


@pytest.mark.parametrize("kind", FILES)
async def test_a_file_arrives_is_copied_and_downloaded(bot: Bot, robin: Phone, sam: Phone, kind: str) -> None:
    sent = robin.sends(kind, data=b"what it holds")
    message = await newest(bot)
    assert (message.message_id, message.effective_attachment is not None) == (sent, True)
    copy = await bot.copy_message(sam.user_id, robin.user_id, sent)
    assert (last(sam).message_id, last(sam).kind) == (copy.message_id, kind)
    file_id = file_of(message, kind)
    assert last(sam).file is not None
    assert last(sam).file["file_id"] == file_id
    file = await bot.get_file(file_id)
    assert bytes(await file.download_as_bytearray()) == b"what it holds"
    assert file.file_size == len(b"what it holds")


@pytest.mark.parametrize("kind", PLAIN)
async def test_what_has_no_file_arrives_and_is_copied(bot: Bot, robin: Phone, sam: Phone, kind: str) -> None:
    sent = robin.sends(kind)
    message = await newest(bot)
    assert getattr(message, kind) is not None
    await bot.copy_message(sam.user_id, robin.user_id, sent)
    assert last(sam).kind == kind
    assert last(sam).fields == last(robin).fields


async def test_a_voice_message_says_what_it_is(bot: Bot, robin: Phone) -> None:
    robin.sends("voice")
    message = await newest(bot)
    assert message.voice is not None
    assert message.voice.mime_type == "audio/ogg"


async def test_an_animation_comes_as_a_document_too_and_a_venue_as_a_place(bot: Bot, robin: Phone) -> None:
    robin.sends("animation")
    message = await newest(bot)
    assert message.document is not None
    assert last(robin).kind == "animation"
    robin.sends("venue")
    assert (await newest(bot)).location is not None
    assert last(robin).kind == "venue"


async def test_a_document_keeps_its_name(bot: Bot, robin: Phone) -> None:
    robin.sends("document", file_name="letter.pdf", mime_type="application/pdf")
    message = await newest(bot)
    assert message.document is not None
    assert (message.document.file_name, message.document.mime_type) == ("letter.pdf", "application/pdf")


@pytest.mark.parametrize("kind", FILES)
async def test_a_file_is_sent_again_by_its_id(bot: Bot, robin: Phone, sam: Phone, kind: str) -> None:
    robin.sends(kind, data=b"what it holds")
    file_id = file_of(await newest(bot), kind)
    sent = await getattr(bot, f"send_{kind}")(sam.user_id, file_id)
    assert file_of(sent, kind) == file_id


async def test_a_new_file_is_uploaded(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_document(robin.user_id, b"rota", filename="rota.txt")
    assert sent.document is not None
    assert sent.document.file_name == "rota.txt"
    file = await sent.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"rota"


async def test_a_file_that_is_not_there(bot: Bot, robin: Phone) -> None:
    with pytest.raises(BadRequest, match=r"(?i)invalid file_id"):
        await bot.get_file("file-404")
    with pytest.raises(BadRequest, match=r"(?i)wrong file identifier"):
        await bot.send_photo(robin.user_id, "file-404")


async def test_20_mb_can_be_downloaded_and_no_more(bot: Bot, world: World) -> None:
    size = 20 * 1024 * 1024
    await bot.get_file(world.add_file(bytes(size), "", "large"))
    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        await bot.get_file(world.add_file(bytes(size + 1), "", "larger"))


# Copying


async def test_a_copy_has_the_words_and_marks_but_not_the_writer(
    bot: Bot, world: World, robin: Phone, sam: Phone
) -> None:
    bold = {"type": "bold", "offset": 0, "length": 5}
    sent = robin.says("Hello there", entities=[bold])
    await bot.copy_message(sam.user_id, robin.user_id, sent, protect_content=True)
    assert (last(sam).text, last(sam).entities, last(sam).protected) == ("Hello there", [bold], True)
    stored = world.messages[(sam.user_id, last(sam).message_id)].data
    assert "Robin" not in repr(stored)
    assert "robin" not in repr(stored)


async def test_a_copy_is_a_message_of_its_own(bot: Bot, robin: Phone, sam: Phone) -> None:
    sent = robin.says("Hello")
    copies = [await bot.copy_message(sam.user_id, robin.user_id, sent) for _ in range(2)]
    assert copies[0].message_id != copies[1].message_id
    robin.edits(sent, "Goodbye")
    assert [one.text for one in sam.screen if not one.out] == ["Hello", "Hello"]
    await bot.copy_message(sam.user_id, robin.user_id, sent)
    assert last(sam).text == "Goodbye"


async def test_a_copy_can_be_a_reply_and_lose_it(bot: Bot, robin: Phone, sam: Phone) -> None:
    asked, sent = sam.says("How are you?"), robin.says("Well")
    await bot.copy_message(sam.user_id, robin.user_id, sent, reply_parameters=ReplyParameters(asked))
    assert last(sam).reply_to == asked
    missing = ReplyParameters(NO_SUCH_MESSAGE, allow_sending_without_reply=True)
    await bot.copy_message(sam.user_id, robin.user_id, sent, reply_parameters=missing)
    assert last(sam).reply_to is None


async def test_a_copys_caption_can_be_another(bot: Bot, robin: Phone, sam: Phone) -> None:
    sent = robin.sends("photo", caption="Mine", caption_entities=[{"type": "bold", "offset": 0, "length": 4}])
    await bot.copy_message(sam.user_id, robin.user_id, sent)
    assert (last(sam).text, len(last(sam).entities)) == ("Mine", 1)
    await bot.copy_message(sam.user_id, robin.user_id, sent, caption="Another's")
    assert (last(sam).text, last(sam).entities) == ("Another's", [])
    await bot.copy_message(sam.user_id, robin.user_id, sent, caption="")
    assert last(sam).text == ""


async def test_what_never_was_or_is_deleted_cannot_be_copied(bot: Bot, robin: Phone, sam: Phone) -> None:
    sent = robin.says("Hello")
    robin.deletes(sent)
    for message_id in (NO_SUCH_MESSAGE, sent):
        with pytest.raises(BadRequest, match="essage to copy not found"):
            await bot.copy_message(sam.user_id, robin.user_id, message_id)


async def test_both_chats_must_be_there_and_open(bot: Bot, robin: Phone, sam: Phone) -> None:
    sent = robin.says("Hello")
    with pytest.raises(BadRequest, match="hat not found"):
        await bot.copy_message(NOBODY, robin.user_id, sent)
    with pytest.raises(BadRequest, match="hat not found"):
        await bot.copy_message(sam.user_id, NOBODY, sent)
    sam.blocks()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.copy_message(sam.user_id, robin.user_id, sent)


async def test_what_was_written_can_be_copied_after_its_writer_blocked_the_bot(
    bot: Bot, robin: Phone, sam: Phone
) -> None:
    sent = robin.says("Hello")
    robin.blocks()
    await bot.copy_message(sam.user_id, robin.user_id, sent)
    assert last(sam).text == "Hello"


QUIZ = {
    "id": "1",
    "question": "Tea?",
    "options": [{"text": "Yes", "voter_count": 0, "persistent_id": "1"}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "quiz",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
UNCOPYABLE = {
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400},
    "invoice": {
        "title": "Tea",
        "description": "A cup",
        "start_parameter": "",
        "currency": "GBP",
        "total_amount": 100,
    },
    "giveaway": {"chats": [], "winners_selection_date": 1_800_000_000, "winner_count": 1},
    "poll": QUIZ,
}


@pytest.mark.parametrize("kind", UNCOPYABLE)
async def test_some_kinds_cannot_be_copied(bot: Bot, robin: Phone, sam: Phone, kind: str) -> None:
    sent = robin.sends(kind, **{kind: UNCOPYABLE[kind]})
    assert getattr(await newest(bot), kind) is not None
    with pytest.raises(BadRequest, match="essage can't be copied"):
        await bot.copy_message(sam.user_id, robin.user_id, sent)
    assert len(sam.screen) == 1


async def test_a_quiz_whose_answer_is_known_can_be_copied(bot: Bot, robin: Phone, sam: Phone) -> None:
    sent = robin.sends("poll", poll={**QUIZ, "correct_option_ids": [0]})
    await bot.copy_message(sam.user_id, robin.user_id, sent)
    assert last(sam).kind == "poll"


async def test_several_are_copied_in_order(bot: Bot, robin: Phone, sam: Phone) -> None:
    ids = [robin.says(text) for text in ("one", "two", "three")]
    copies = await bot.copy_messages(sam.user_id, robin.user_id, ids)
    assert [one.text for one in sam.screen[1:]] == ["one", "two", "three"]
    assert [one.message_id for one in sam.screen[1:]] == [copy.message_id for copy in copies]


@pytest.mark.parametrize("order", [(1, 0), (0, 0), (0, 2, 1)])
async def test_ids_must_grow(bot: Bot, robin: Phone, sam: Phone, order: tuple[int, ...]) -> None:
    ids = [robin.says(text) for text in ("one", "two", "three")]
    with pytest.raises(BadRequest, match="strictly increasing"):
        await bot.copy_messages(sam.user_id, robin.user_id, [ids[number] for number in order])
    assert len(sam.screen) == 1


async def test_at_most_a_hundred_are_copied_at_once(bot: Bot, robin: Phone, sam: Phone) -> None:
    ids = [robin.says(str(number)) for number in range(101)]
    assert len(await bot.copy_messages(sam.user_id, robin.user_id, ids[:100])) == 100
    with pytest.raises(BadRequest):
        await bot.copy_messages(sam.user_id, robin.user_id, ids)


async def test_those_that_fail_are_left_out_without_a_word(bot: Bot, robin: Phone, sam: Phone) -> None:
    first, gone, bill = robin.says("one"), robin.says("two"), robin.sends("invoice", invoice=UNCOPYABLE["invoice"])
    robin.deletes(gone)
    last_one = robin.says("four")
    copies = await bot.copy_messages(sam.user_id, robin.user_id, [first, gone, bill, last_one])
    assert len(copies) == 2
    assert [one.text for one in sam.screen[1:]] == ["one", "four"]


async def test_when_all_fail_it_is_an_error(bot: Bot, robin: Phone, sam: Phone) -> None:
    with pytest.raises(BadRequest, match="here are no messages to copy"):
        await bot.copy_messages(sam.user_id, robin.user_id, [NO_SUCH_MESSAGE])


# Albums


async def test_an_album_from_a_phone_comes_as_updates_of_one_group(bot: Bot, robin: Phone) -> None:
    robin.sends_album(["photo", "video", "photo"], caption="My garden")
    parts = [update.effective_message for update in await bot.get_updates(timeout=0)]
    assert [(part and part.media_group_id is not None, part and part.caption) for part in parts] == [
        (True, "My garden"),
        (True, None),
        (True, None),
    ]
    assert len({part and part.media_group_id for part in parts}) == 1


async def test_two_albums_are_two_groups_also_when_copied(bot: Bot, robin: Phone, sam: Phone) -> None:
    ids = robin.sends_album(["photo", "photo"]) + robin.sends_album(["photo", "video"])
    await bot.copy_messages(sam.user_id, robin.user_id, ids)
    groups = [one.media_group_id for one in sam.screen[1:]]
    assert groups[0] == groups[1] != groups[2] == groups[3]
    assert not set(groups) & {one.media_group_id for one in robin.screen}
    assert None not in groups


async def test_the_bot_sends_an_album(bot: Bot, robin: Phone) -> None:
    sent = await bot.send_media_group(
        robin.user_id,
        [InputMediaPhoto(b"one", caption="<b>Mine</b>", parse_mode="HTML"), InputMediaVideo(b"two")],
    )
    assert [one.kind for one in robin.screen[1:]] == ["photo", "video"]
    assert (robin.screen[1].text, len(robin.screen[1].entities)) == ("Mine", 1)
    assert len({message.media_group_id for message in sent}) == 1
    file = await bot.get_file(file_of(sent[1], "video"))
    assert bytes(await file.download_as_bytearray()) == b"two"


@pytest.mark.parametrize("count", [2, 10])
async def test_an_album_has_2_to_10_parts(bot: Bot, world: World, robin: Phone, count: int) -> None:
    picture = InputMediaPhoto(world.add_file(b"one", "image/jpeg", "one"))
    assert len(await bot.send_media_group(robin.user_id, [picture] * count)) == count


@pytest.mark.parametrize("count", [1, 11])
async def test_other_albums_are_refused(bot: Bot, world: World, robin: Phone, count: int) -> None:
    picture = InputMediaPhoto(world.add_file(b"one", "image/jpeg", "one"))
    with pytest.raises(BadRequest, match="messages to send as an album"):
        await bot.send_media_group(robin.user_id, [picture] * count)
    assert len(robin.screen) == 1


async def test_an_album_that_is_refused_leaves_nothing(bot: Bot, world: World, robin: Phone) -> None:
    one = world.add_file(b"one", "image/jpeg", "one")
    with pytest.raises(BadRequest, match="can't be mixed"):
        await bot.send_media_group(robin.user_id, [InputMediaPhoto(one), InputMediaAudio(one)])
    with pytest.raises(BadRequest, match=r"(?i)wrong file identifier"):
        await bot.send_media_group(robin.user_id, [InputMediaPhoto(one), InputMediaPhoto("file-404")])
    assert len(robin.screen) == 1
