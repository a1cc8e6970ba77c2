"""Every kind of message that Telegram lets a person send, both ways, and the README's table of what becomes of it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from telegram.constants import MessageType

from handlers.routes import SERVICE_NOTES
from tests.world import Actor, Stage

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
STRANGER = {"id": 4242424242, "is_bot": False, "first_name": "Somebody"}
CHANNEL = {"id": -1001, "type": "channel", "title": "News"}
PHOTO = [{"file_id": "x", "file_unique_id": "y", "width": 90, "height": 90}]
POLL = {
    "id": "1",
    "question": "Tea?",
    "options": [{"text": "Yes", "voter_count": 0, "persistent_id": "1"}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
CARRIED = "arrives as a copy"
ASKED = "arrives after `Send it anyway`"
REFUSED = "its writer hears that Telegram does not let it be passed on"
NOBODYS = "is a note of Telegram's own, for nobody"


@dataclass(frozen=True)
class Kind:
    """A row of the table: what it is, what becomes of it, and how a phone sends it."""

    name: str
    becomes: str
    kind: str
    fields: dict[str, Any] = field(default_factory=dict)


def plain(name: str, kind: str, becomes: str = CARRIED, **fields: Any) -> Kind:
    return Kind(name, becomes, kind, fields)


KINDS = (
    plain("text", "text"),
    plain("a photo", "photo"),
    plain("a live photo", "live_photo", live_photo={**PHOTO[0], "duration": 2, "photo": PHOTO}),
    plain("a video", "video"),
    plain("a round video", "video_note"),
    plain("a voice message", "voice"),
    plain("music or another sound", "audio"),
    plain("a GIF", "animation"),
    plain("a sticker", "sticker"),
    plain("a file", "document"),
    plain("an album", "album"),
    plain("a dice", "dice"),
    plain("a poll", "poll", poll={**POLL, "type": "regular"}),
    plain("a checklist", "checklist", checklist={"title": "Today", "tasks": [{"id": 1, "text": "Tea"}]}),
    plain("a story", "story", story={"chat": CHANNEL, "id": 1}),
    plain("a game", "game", game={"title": "Chess", "description": "A game", "photo": PHOTO}),
    plain("a file with a telling name", "document", ASKED, file_name="CV Alex Example.pdf"),
    plain("a place", "location", ASKED),
    plain("a place with a name", "venue", ASKED),
    plain("a contact card", "contact", ASKED, contact={"phone_number": "+441632960000", "first_name": "Aunt"}),
    plain("a forwarded message", "photo", ASKED, forward_origin={"type": "user", "date": 1, "sender_user": STRANGER}),
    plain(
        "a forwarded message of a hidden person",
        "photo",
        ASKED,
        forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"},
    ),
    plain("a quiz", "poll", REFUSED, poll={**POLL, "type": "quiz"}),
    plain("paid media", "paid_media", REFUSED, paid_media={"star_count": 1, "paid_media": []}),
    plain(
        "a giveaway",
        "giveaway",
        REFUSED,
        giveaway={"chats": [CHANNEL], "winners_selection_date": 1_800_000_000, "winner_count": 1},
    ),
    plain(
        "an invoice",
        "invoice",
        REFUSED,
        invoice={"title": "Tea", "description": "A cup", "start_parameter": "", "currency": "GBP", "total_amount": 1},
    ),
    plain(
        "a changed timer of the chat",
        "message_auto_delete_timer_changed",
        NOBODYS,
        message_auto_delete_timer_changed={"message_auto_delete_time": 86400},
    ),
    plain("a permission to write", "write_access_allowed", NOBODYS, write_access_allowed={"from_request": True}),
)


@pytest.fixture
async def sam(play: Stage) -> Actor:
    sam = await play.volunteer("Sam", "tue 17:00-21:00")
    sam.skips()
    return sam


@pytest.fixture
async def robin(play: Stage, sam: Actor) -> Actor:
    """Robin is talking with Sam already."""
    robin = await play.member("Robin")
    await robin.says("hello")
    robin.skips()
    sam.skips()
    return robin


@pytest.mark.parametrize("upwards", [True, False], ids=["member to volunteer", "volunteer to member"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_what_becomes_of_it(sam: Actor, robin: Actor, kind: Kind, upwards: bool) -> None:
    writer, reader = (robin, sam) if upwards else (sam, robin)
    if kind.kind == "text":
        await writer.says("just words")
    elif kind.kind == "album":
        await writer.sends_album(["photo", "video"])
    else:
        await writer.sends(kind.kind, **kind.fields)
    if kind.becomes == ASKED:
        writer.sees("I have not sent this yet.")
        reader.sees_nothing()
        await writer.presses("Send it anyway")
        writer.sees("All right.")
    expected = {"album": ["photo", "video"]}.get(kind.kind, [kind.kind])
    came = reader.unread()
    assert [one.kind for one in came] == (expected if kind.becomes in (CARRIED, ASKED) else [])
    assert all(one.protected for one in came)
    assert "Somebody" not in str([reader.stage.world.messages[(reader.phone.user_id, one.message_id)] for one in came])
    reader.skips()
    if kind.becomes == REFUSED:
        writer.sees("This did not arrive.", "does not let this kind of message be passed on", "write it in words")
    writer.sees_nothing()


# What no person can send to a bot in a private chat: notes of groups and channels, of payments and of business
# accounts, and what only says more of a message of another kind.
NOT_FROM_A_PERSON = {
    "business_connection_id",
    "channel_chat_created",
    "chat_owner_changed",
    "chat_owner_left",
    "chat_shared",
    "connected_website",
    "delete_chat_photo",
    "direct_message_price_changed",
    "effect_id",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_created",
    "giveaway_winners",
    "giveaway_completed",
    "group_chat_created",
    "left_chat_member",
    "managed_bot_created",
    "migrate_to_chat_id",
    "new_chat_members",
    "new_chat_title",
    "new_chat_photo",
    "paid_message_price_changed",
    "suggested_post_approval_failed",
    "suggested_post_approved",
    "suggested_post_declined",
    "suggested_post_info",
    "suggested_post_paid",
    "suggested_post_refunded",
    "passport_data",
    "proximity_alert_triggered",
    "refunded_payment",
    "reply_to_story",
    "sender_boost_count",
    "sender_business_bot",
    "supergroup_chat_created",
    "successful_payment",
    "users_shared",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "web_app_data",
}


def test_no_kind_that_the_library_knows_is_left_out() -> None:
    tried = {kind.kind for kind in KINDS} - {"album"}
    assert tried | set(SERVICE_NOTES) | NOT_FROM_A_PERSON == {one.value for one in MessageType}


def test_the_table_in_the_readme_says_so() -> None:
    table = [(kind.name, kind.becomes) for kind in KINDS]
    assert re.findall(r"(?m)^\| (an? .+?|text|paid media|music .+?) \| (.+?) \|$", README) == table
