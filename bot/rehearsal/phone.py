"""A person's phone with the chat with the bot on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.rehearsal.entities import entities_typed

if TYPE_CHECKING:
    from bot.rehearsal.world import World

MEDIA = ("photo", "voice", "video", "video_note", "sticker", "animation", "document", "audio")
NO_FILE = ("venue", "location", "contact", "poll", "dice", "story", "game", "checklist", "live_photo")
_SHAPES: dict[str, dict[str, Any]] = {
    "photo": {"width": 320, "height": 240},
    "voice": {"duration": 2},
    "video": {"width": 320, "height": 240, "duration": 2},
    "video_note": {"length": 240, "duration": 2},
    "sticker": {"width": 512, "height": 512, "type": "regular", "is_animated": False, "is_video": False},
    "animation": {"width": 320, "height": 240, "duration": 2},
    "document": {},
    "audio": {"duration": 2},
}


@dataclass
class Shown:
    """One message as it shows on a phone's screen; `out` when this person sent it."""

    message_id: int
    out: bool
    at: datetime
    kind: str
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    buttons: list[list[dict[str, Any]]] = field(default_factory=list)
    reply_to: int | None = None
    media_group_id: str | None = None
    file: dict[str, Any] | None = None
    edited: bool = False
    reactions: list[str] = field(default_factory=list)
    thread_id: int | None = None
    protected: bool = False
    fields: dict[str, Any] = field(default_factory=dict)


def content(kind: str, file_id: str, size: int, file_name: str | None, mime_type: str | None) -> dict[str, Any]:
    """The Bot API's form of a file of this kind; `size` is in bytes."""
    body = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size, **_SHAPES[kind]}
    if kind in ("document", "audio", "video", "animation", "voice"):
        body |= {"mime_type": mime_type or "application/octet-stream"}
        if kind != "voice":
            body |= {"file_name": file_name or f"{kind}.bin"}
    # For older programs an animation comes as a document too.
    return {kind: [body] if kind == "photo" else body, **({"document": body} if kind == "animation" else {})}


def shown(data: dict[str, Any], at: datetime, *, out: bool, protected: bool = False) -> Shown:
    """How a stored message looks on the screen."""
    kind = next((name for name in (*MEDIA, *NO_FILE) if name in data), "text")
    file = None
    if kind in MEDIA:
        body = data[kind][-1] if kind == "photo" else data[kind]
        file = {name: body.get(name) for name in ("file_id", "file_name", "mime_type")}
    return Shown(
        data["message_id"],
        out,
        at,
        kind,
        data.get("text") or data.get("caption") or "",
        data.get("entities") or data.get("caption_entities") or [],
        (data.get("reply_markup") or {}).get("inline_keyboard") or [],
        (data.get("reply_to_message") or {}).get("message_id"),
        data.get("media_group_id"),
        file,
        "edit_date" in data,
        [],
        data.get("message_thread_id"),
        protected,
        {kind: data[kind]} if kind in NO_FILE else {},
    )


class Phone:
    """What a person sees, and what they can do."""

    def __init__(self, world: World, user_id: int, first_name: str, username: str | None) -> None:
        self._world = world
        self.user_id, self.first_name, self.username = user_id, first_name, username
        self.screen: list[Shown] = []
        self.reply_keyboard: list[list[str]] = []
        self.own_commands: list[dict[str, Any]] | None = None
        self.blocked = False
        self.started = False
        self.alert: str | None = None

    # What the person does

    def says(
        self,
        text: str,
        *,
        reply_to: int | None = None,
        entities: list[dict[str, Any]] | None = None,
        thread_id: int | None = None,
    ) -> int:
        """Write a message; returns its id."""
        found = entities if entities is not None else entities_typed(text)
        return self._write({"text": text, **({"entities": found} if found else {})}, reply_to, thread_id)

    def sends(
        self,
        kind: str,
        *,
        caption: str = "",
        data: bytes | None = None,
        file_name: str | None = None,
        mime_type: str | None = None,
        reply_to: int | None = None,
        media_group_id: str | None = None,
        thread_id: int | None = None,
        **fields: Any,
    ) -> int:
        """Send a picture, a voice message, a place or the like; returns its id."""
        if kind in _SHAPES:
            mime = mime_type or {"photo": "image/jpeg", "voice": "audio/ogg"}.get(kind, "")
            data = data or b"sample"
            file_id = self._world.add_file(data, mime, file_name or kind)
            body = content(kind, file_id, len(data), file_name, mime)
        else:
            body = {kind: fields.pop(kind, None) or _plain(kind, self)}
            if kind == "venue":
                body["location"] = body["venue"]["location"]
        extra = {"caption": caption} if caption else {}
        if media_group_id:
            extra["media_group_id"] = media_group_id
        return self._write(body | extra | fields, reply_to, thread_id)

    def sends_album(self, kinds: list[str], caption: str = "") -> list[int]:
        """Send several at once; the caption stands with the first."""
        group = f"album-{self._world.next_message_id()}"
        return [
            self.sends(kind, caption="" if number else caption, media_group_id=group)
            for number, kind in enumerate(kinds)
        ]

    def edits(self, message_id: int, text: str) -> None:
        """Change an own message."""
        stored = self._world.messages[(self.user_id, message_id)]
        name, marks = ("text", "entities") if "text" in stored.data else ("caption", "caption_entities")
        rest = {key: value for key, value in stored.data.items() if key not in (name, marks)}
        found = entities_typed(text)
        new = {name: text, **({marks: found} if found else {})}
        stored.data = {**rest, **new, "edit_date": int(self._world.clock.now().timestamp())}
        one = self._on_screen(message_id)
        one.text, one.entities, one.edited = text, found, True
        self._world.inject({"edited_message": stored.data})
        self._world.changed(self.user_id)

    def deletes(self, message_id: int) -> None:
        """Delete a message for both sides; the bot is not told."""
        self._world.messages[(self.user_id, message_id)].deleted = True
        self.screen = [shown for shown in self.screen if shown.message_id != message_id]
        self._world.changed(self.user_id)

    def reacts(self, message_id: int, emoji: str | None) -> None:
        """Put a reaction on a message, or take it away."""
        now = int(self._world.clock.now().timestamp())
        old, new = self._on_screen(message_id).reactions, [emoji] if emoji else []
        self._on_screen(message_id).reactions = new
        self._world.inject(
            {
                "message_reaction": {
                    "chat": self.chat,
                    "message_id": message_id,
                    "user": self.user,
                    "date": now,
                    "old_reaction": [{"type": "emoji", "emoji": one} for one in old],
                    "new_reaction": [{"type": "emoji", "emoji": one} for one in new],
                }
            }
        )
        self._world.changed(self.user_id)

    def presses(self, message_id: int, button: str) -> None:
        """Press a button by its label or data; KeyError when the message has no such button."""
        for row in self._on_screen(message_id).buttons:
            for one in row:
                if button in (one["text"], one.get("callback_data")):
                    self.presses_raw(message_id, one["callback_data"])
                    return
        raise KeyError(button)

    def presses_raw(self, message_id: int, data: str) -> None:
        """Send a press with any data, as a forged client could."""
        stored = self._world.messages.get((self.user_id, message_id))
        self._world.inject(
            {
                "callback_query": {
                    "id": self._world.add_callback(self.user_id),
                    "from": self.user,
                    "chat_instance": "1",
                    "data": data,
                    **({"message": stored.data if not stored.deleted else self._gone(message_id)} if stored else {}),
                }
            }
        )

    def blocks(self) -> None:
        """Block the bot."""
        self.blocked = True
        self._membership("member", "kicked")

    def unblocks(self) -> None:
        """Let the bot write again."""
        self.blocked = False
        self._membership("kicked", "member")

    def opens_link(self, code: str) -> None:
        """Open the bot by a link with a code, as t.me does it."""
        if self.blocked:
            self.unblocks()
        self.says(f"/start {code}".strip())

    # What the world does

    @property
    def commands(self) -> list[dict[str, Any]]:
        """The command menu: this chat's own, or the one that all chats have."""
        return self.own_commands if self.own_commands is not None else self._world.default_commands

    @property
    def user(self) -> dict[str, Any]:
        """The person as the Bot API shows them."""
        name = {"username": self.username} if self.username else {}
        return {"id": self.user_id, "is_bot": False, "first_name": self.first_name, **name}

    @property
    def chat(self) -> dict[str, Any]:
        """The private chat as the Bot API shows it."""
        name = {"username": self.username} if self.username else {}
        return {"id": self.user_id, "type": "private", "first_name": self.first_name, **name}

    def receives(self, data: dict[str, Any], *, protected: bool = False) -> None:
        """A message of the bot appears."""
        self._world.store(self.user_id, data, protected=protected)
        one = shown(data, self._world.clock.now(), out=False, protected=protected)
        self.screen.append(one)
        for hook in self._world.delivered:
            hook(self.user_id, one)
        self._world.changed(self.user_id)

    def redraws(self, data: dict[str, Any]) -> None:
        """A message of the bot changes; when it came and what was put on it stay."""
        stored = self._world.messages[(self.user_id, data["message_id"])]
        stored.data = data
        for index, old in enumerate(self.screen):
            if old.message_id == data["message_id"]:
                new = shown(data, old.at, out=False, protected=stored.protected)
                new.reactions = old.reactions
                self.screen[index] = new
        self._world.changed(self.user_id)

    def loses(self, message_id: int) -> None:
        """A message disappears."""
        self.screen = [one for one in self.screen if one.message_id != message_id]
        self._world.changed(self.user_id)

    def _write(self, body: dict[str, Any], reply_to: int | None, thread_id: int | None) -> int:
        self.started = True
        now = self._world.clock.now()
        data: dict[str, Any] = {
            "message_id": self._world.next_message_id(self.user_id),
            "date": int(now.timestamp()),
            "chat": self.chat,
            "from": self.user,
            **body,
            **({"message_thread_id": thread_id, "is_topic_message": True} if thread_id is not None else {}),
        }
        if reply_to is not None:
            original = self._world.messages[(self.user_id, reply_to)].data
            data["reply_to_message"] = {name: value for name, value in original.items() if name != "reply_to_message"}
        self._world.store(self.user_id, data)
        self.screen.append(shown(data, now, out=True))
        self._world.inject({"message": data})
        self._world.changed(self.user_id)
        return int(data["message_id"])

    def _gone(self, message_id: int) -> dict[str, Any]:
        # What a press brings of a message that is no longer there.
        return {"chat": self.chat, "message_id": message_id, "date": 0}

    def _on_screen(self, message_id: int) -> Shown:
        return next(one for one in self.screen if one.message_id == message_id)

    def _membership(self, old: str, new: str) -> None:
        bot = {"id": self._world.bot_id, "is_bot": True, "first_name": "Warmline"}
        until = {"until_date": 0}
        self._world.inject(
            {
                "my_chat_member": {
                    "chat": self.chat,
                    "from": self.user,
                    "date": int(self._world.clock.now().timestamp()),
                    "old_chat_member": {"user": bot, "status": old, **(until if old == "kicked" else {})},
                    "new_chat_member": {"user": bot, "status": new, **(until if new == "kicked" else {})},
                }
            }
        )
        self._world.changed(self.user_id)


def _plain(kind: str, phone: Phone) -> dict[str, Any]:
    samples: dict[str, dict[str, Any]] = {
        "location": {"latitude": 53.45, "longitude": -2.74},
        "contact": {"phone_number": "+440000000000", "first_name": phone.first_name},
        "dice": {"emoji": "🎲", "value": 3},
        "venue": {
            "location": {"latitude": 53.45, "longitude": -2.74},
            "title": "Park",
            "address": "Park Road",
        },
        "poll": {
            "id": "1",
            "question": "Tea?",
            "options": [{"text": "Yes", "voter_count": 0, "persistent_id": "1"}],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        },
    }
    return samples[kind]
