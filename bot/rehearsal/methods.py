"""The Bot API's methods over the world, as strict as Telegram where Telegram is strict."""

import asyncio
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.rehearsal.entities import BadEntities, length, parse_html
from bot.rehearsal.phone import MEDIA, NO_FILE, Phone, content
from bot.rehearsal.world import Stored, Webhook, World

Params = dict[str, Any]
_MEDIA_METHODS = {f"send{kind.replace('_', '')}": kind for kind in MEDIA}
_CALLBACK_LIFE = timedelta(minutes=15)
_LARGEST_DOWNLOAD = 20 * 1024 * 1024  # bytes
_IN_ALBUMS = ("photo", "video", "document", "audio")
_ACTIONS = (
    *("cancel", "typing", "choose_sticker", "find_location", "upload_photo", "upload_document"),
    *(f"{verb}_{what}" for verb in ("record", "upload") for what in ("video", "voice", "video_note")),
)
_COPYABLE = ("text", *NO_FILE, *MEDIA)


class ApiError(Exception):
    """A refusal, with Telegram's code and words."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        self.code, self.description, self.parameters = code, description, parameters
        super().__init__(description)


def bad(description: str) -> ApiError:
    """A refusal of the request's content."""
    return ApiError(400, f"Bad Request: {description}")


class Methods:
    """Answers one call; raises ApiError."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._webhook_not_before = 0.0  # of the event loop's clock

    def call(self, method: str, params: Params) -> Any:
        """Do what the method says and return its result; the method's name is in lower case."""
        if (kind := _MEDIA_METHODS.get(method)) is not None:
            return self._media(kind, params)
        handler: Callable[[Params], Any] | None = getattr(self, f"do_{method}", None)
        if handler is None:
            raise ApiError(404, "Not Found: method not found")
        return handler(params)

    # The bot itself

    def do_getme(self, params: Params) -> Any:
        """Who the bot is."""
        return {
            "id": self._world.bot_id,
            "is_bot": True,
            "first_name": "Warmline",
            "username": self._world.bot_username,
            "can_join_groups": self._world.can_join_groups,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "has_topics_enabled": self._world.topics,
        }

    def do_setwebhook(self, params: Params) -> bool:
        """Bring updates to an address, and keep them from polls; loopback alone may be called without TLS."""
        world, url = self._world, params.get("url") or ""
        if not url:
            return self.do_deletewebhook(params)
        now = asyncio.get_running_loop().time()
        if now < self._webhook_not_before:
            raise ApiError(429, "Too Many Requests: retry after 1", retry_after=1)
        self._webhook_not_before = now + 1
        hook = Webhook(url, params.get("secret_token") or "", _between(params.get("max_connections"), 1, 40, 100))
        old = world.webhook
        if old is not None and replace(old, last_error=None) == hook:
            hook = old
        world.webhook = None
        _check(hook)
        if params.get("drop_pending_updates") in ("true", True):
            world.keep_last_updates(0)
        if "allowed_updates" in params:
            world.allow(params["allowed_updates"])
        world.webhook = hook
        world.fresh.set()  # a poll that waits wakes and sees that there is a webhook
        return True

    def do_deletewebhook(self, params: Params) -> bool:
        """Let polls have the updates again."""
        self._world.webhook = None
        if params.get("drop_pending_updates") in ("true", True):
            self._world.keep_last_updates(0)
        return True

    def do_getwebhookinfo(self, params: Params) -> Any:
        """How the webhook is doing."""
        world, hook = self._world, self._world.webhook
        info: Params = {
            "url": world.webhook_url,
            "has_custom_certificate": False,
            "pending_update_count": world.pending_updates(),
        }
        if hook is not None:
            info |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
            if hook.last_error is not None:
                at, message = hook.last_error
                info |= {"last_error_date": int(at.timestamp()), "last_error_message": message}
        return info | ({"allowed_updates": sorted(world.allowed_updates)} if world.allowed_updates else {})

    def do_setmycommands(self, params: Params) -> bool:
        """Show a command menu in one chat, or in all that have none of their own."""
        commands = _json(params.get("commands")) or []
        if len(commands) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self._set_commands(params, commands)
        return True

    def do_getmycommands(self, params: Params) -> Any:
        """The command menu of a chat."""
        phone = self._of_scope(params)
        return (phone.own_commands or []) if phone is not None else self._world.default_commands

    def do_deletemycommands(self, params: Params) -> bool:
        """Take a command menu away."""
        self._set_commands(params, None)
        return True

    def _set_commands(self, params: Params, commands: list[Params] | None) -> None:
        phone = self._of_scope(params)
        if phone is not None:
            phone.own_commands = commands
        else:
            self._world.default_commands = commands or []
        for one in self._world.phones.values() if phone is None else (phone,):
            self._world.changed(one.user_id)

    def _of_scope(self, params: Params) -> Phone | None:
        scope = _json(params.get("scope")) or {}
        return self._phone(scope) if scope.get("type") == "chat" else None

    def do_getchat(self, params: Params) -> Any:
        """A chat's details."""
        phone = self._phone(params)
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        taken = dict.fromkeys(gifts, False)
        return {**phone.chat, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": taken}

    def do_getfile(self, params: Params) -> Any:
        """Where a file can be fetched."""
        file_id = params.get("file_id")
        if file_id not in self._world.files:
            raise bad("invalid file_id")
        size = len(self._world.files[file_id][0])
        if size > _LARGEST_DOWNLOAD:
            raise bad("file is too big")
        path = file_id
        if self._world.disk is not None:
            path = str(self._world.disk / file_id)
            if self._world.disk.is_dir():
                Path(path).write_bytes(self._world.files[file_id][0])
        return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size, "file_path": path}

    # Sending

    def do_sendmessage(self, params: Params) -> Any:
        """Send a text."""
        text, entities = self._text(params, "text", "entities", 4096)
        if not text.strip():
            raise bad("message text is empty")
        return self._deliver(params, {"text": text, **({"entities": entities} if entities else {})})

    def _media(self, kind: str, params: Params) -> Any:
        return self._deliver(params, self._file(kind, params.get(kind)) | self._caption(params))

    def do_sendmediagroup(self, params: Params) -> Any:
        """Send an album of 2 to 10; each part is a message of its own."""
        album = _json(params.get("media")) or []
        if not 2 <= len(album) <= 10:
            raise bad(f"too {'few' if len(album) < 2 else 'many'} messages to send as an album")
        kinds = {one["type"] for one in album}
        if not kinds <= set(_IN_ALBUMS) or (len(kinds) > 1 and not kinds <= {"photo", "video"}):
            raise bad("documents and audio can't be mixed with other media types")
        bodies = []
        for one in album:
            attached = str(one["media"]).removeprefix("attach://")
            bodies.append(self._file(one["type"], params.get(attached, attached)) | self._caption(one))
        group = {"media_group_id": f"album-{self._world.next_message_id()}"}
        return [self._deliver(params, body | group) for body in bodies]

    def _file(self, kind: str, file: Any) -> Params:
        if isinstance(file, tuple):
            file = self._world.add_file(*file)
        if file not in self._world.files:
            raise bad("wrong file identifier/HTTP URL specified")
        data, mime_type, name = self._world.files[file]
        return content(kind, file, len(data), name, mime_type)

    def do_sendlocation(self, params: Params) -> Any:
        """Send a place."""
        place = {"latitude": float(params["latitude"]), "longitude": float(params["longitude"])}
        return self._deliver(params, {"location": place})

    def do_sendchataction(self, params: Params) -> bool:
        """Show that something is being written, or, with "cancel", nothing any more."""
        if params.get("action") not in _ACTIONS:
            raise bad("wrong parameter action in request")
        self._reachable(params)
        return True

    def do_setmessagereaction(self, params: Params) -> bool:
        """React to a message."""
        stored = self._existing(params, "message to react not found")
        wanted = [one.get("emoji", "") for one in _json(params.get("reaction")) or []]
        phone = self._phone(params)
        for one in phone.screen:
            if one.message_id == stored.data["message_id"]:
                one.reactions = wanted
        self._world.changed(phone.user_id)
        return True

    # Copying

    def do_copymessage(self, params: Params) -> Any:
        """Copy one message to another chat, without a word of who wrote it."""
        original = self._original(params, int(params["message_id"]))
        return {"message_id": self._copy(params, original)["message_id"]}

    def do_copymessages(self, params: Params) -> Any:
        """Copy several; ids must grow, and those that fail are left out without a word, as Telegram does it."""
        ids = [int(one) for one in _json(params.get("message_ids")) or []]
        if not 1 <= len(ids) <= 100 or any(low >= high for low, high in zip(ids, ids[1:], strict=False)):
            raise bad("message identifiers must be in a strictly increasing order")
        self._reachable(params)
        copies: list[Params] = []
        groups: dict[str, str] = {}
        for message_id in ids:
            try:
                original = self._original(params, message_id)
            except ApiError:
                continue
            if group := original.data.get("media_group_id"):
                groups.setdefault(group, f"album-copy-{self._world.next_message_id()}")
            new_group = {"media_group_id": groups[group]} if group else {}
            copies.append({"message_id": self._copy(params, original, new_group)["message_id"]})
        if not copies:
            raise bad("there are no messages to copy")
        return copies

    def _original(self, params: Params, message_id: int) -> Stored:
        writer = self._phone({"chat_id": params["from_chat_id"]})
        stored = self._world.messages.get((writer.user_id, message_id))
        if stored is None or stored.deleted:
            raise bad("message to copy not found")
        poll = stored.data.get("poll") or {}
        unknown = poll.get("type") == "quiz" and not {"correct_option_id", "correct_option_ids"} & poll.keys()
        if unknown or not any(kind in stored.data for kind in _COPYABLE):
            raise bad("message can't be copied")
        return stored

    def _copy(self, params: Params, original: Stored, extra: Params | None = None) -> Params:
        carried = ("entities", "caption", "caption_entities", *_COPYABLE)
        body = {name: original.data[name] for name in carried if name in original.data}
        if "caption" in params:
            body = {name: value for name, value in body.items() if not name.startswith("caption")}
            body |= self._caption(params)
        return self._deliver(params, body | (extra or {}))

    # Changing

    def do_editmessagetext(self, params: Params) -> Any:
        """Change the text of one of the bot's messages."""
        stored = self._own(params)
        if "text" not in stored.data:
            raise bad("there is no text in the message to edit")
        text, entities = self._text(params, "text", "entities", 4096)
        if not text.strip():
            raise bad("message text is empty")
        new = {"text": text, **({"entities": entities} if entities else {})}
        return self._edit(params, stored, new, ("text", "entities"))

    def do_editmessagecaption(self, params: Params) -> Any:
        """Change the caption of one of the bot's messages."""
        stored = self._own(params)
        if not any(kind in stored.data for kind in MEDIA):
            raise bad("there is no caption in the message to edit")
        return self._edit(params, stored, self._caption(params), ("caption", "caption_entities"))

    def do_editmessagemedia(self, params: Params) -> Any:
        """Put another picture, with its caption, in place of the one in a message."""
        stored = self._own(params)
        old = next((kind for kind in MEDIA if kind in stored.data), None)
        if old is None:
            raise bad("there is no media in the message to edit")
        media = _json(params.get("media")) or {}
        attached = str(media.get("media", "")).removeprefix("attach://")
        new = self._file(media["type"], params.get(attached, attached)) | self._caption(media)
        return self._edit(params, stored, new, (old, "caption", "caption_entities"))

    def do_editmessagereplymarkup(self, params: Params) -> Any:
        """Change the buttons of one of the bot's messages."""
        return self._edit(params, self._own(params), {}, ())

    def do_deletemessage(self, params: Params) -> bool:
        """Delete a message; after 48 hours Telegram refuses."""
        stored = self._existing(params, "message to delete not found")
        if self._world.clock.now().timestamp() - stored.data["date"] > 48 * 3600:
            raise bad("message can't be deleted for everyone")
        stored.deleted = True
        self._phone(params).loses(stored.data["message_id"])
        return True

    def do_deletemessages(self, params: Params) -> bool:
        """Delete several messages; those that are not there are passed over."""
        for message_id in _json(params.get("message_ids")) or []:
            stored = self._world.messages.get((self._phone(params).user_id, int(message_id)))
            if stored is not None and not stored.deleted:
                self.do_deletemessage({**params, "message_id": message_id})
        return True

    def do_pinchatmessage(self, params: Params) -> bool:
        """Pin a message."""
        self._existing(params, "message to pin not found")
        return True

    def do_answercallbackquery(self, params: Params) -> bool:
        """Answer the press of a button, once and in time."""
        if length(params.get("text") or "") > 200:
            raise bad("MESSAGE_TOO_LONG")
        user_id, at = self._world.callbacks.pop(str(params.get("callback_query_id")), (0, None))
        if at is None or self._world.clock.now() - at > _CALLBACK_LIFE:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        phone = self._world.phones[user_id]
        phone.alert = params.get("text") or None
        self._world.changed(user_id)
        return True

    # Topics in private chats

    def do_createforumtopic(self, params: Params) -> Any:
        """Open a topic."""
        phone = self._with_topics(params)
        name = params.get("name") or ""
        if not 1 <= len(name) <= 128:
            raise bad("TOPIC_NAME_INVALID")
        thread_id = self._world.next_message_id()
        self._world.threads.setdefault(phone.user_id, set()).add(thread_id)
        return {"message_thread_id": thread_id, "name": name, "icon_color": 7322096}

    def do_editforumtopic(self, params: Params) -> bool:
        """Rename a topic."""
        self._thread(params)
        return True

    def do_closeforumtopic(self, params: Params) -> bool:
        """Close a topic."""
        self._thread(params)
        return True

    def do_deleteforumtopic(self, params: Params) -> bool:
        """Delete a topic with all that is in it."""
        phone, thread_id = self._thread(params)
        self._world.threads[phone.user_id].discard(thread_id)
        phone.screen = [one for one in phone.screen if one.thread_id != thread_id]
        for (chat_id, _), stored in self._world.messages.items():
            if chat_id == phone.user_id and stored.data.get("message_thread_id") == thread_id:
                stored.deleted = True
        self._world.changed(phone.user_id)
        return True

    # What the methods share

    def _phone(self, params: Params) -> Phone:
        try:
            return self._world.phones[int(params["chat_id"])]
        except (KeyError, ValueError):
            raise bad("chat not found") from None

    def _reachable(self, params: Params) -> Phone:
        phone = self._phone(params)
        if phone.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if not phone.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        return phone

    def _with_topics(self, params: Params) -> Phone:
        if not self._world.topics:
            raise bad("the chat is not a forum")
        return self._reachable(params)

    def _thread(self, params: Params) -> tuple[Phone, int]:
        phone = self._with_topics(params)
        thread_id = int(params.get("message_thread_id") or 0)
        if thread_id not in self._world.threads.get(phone.user_id, set()):
            raise bad("message thread not found")
        return phone, thread_id

    def _existing(self, params: Params, otherwise: str) -> Stored:
        phone = self._phone(params)
        stored = self._world.messages.get((phone.user_id, int(params.get("message_id") or 0)))
        if stored is None or stored.deleted:
            raise bad(otherwise)
        return stored

    def _own(self, params: Params) -> Stored:
        self._reachable(params)
        stored = self._existing(params, "message to edit not found")
        if not stored.data["from"]["is_bot"]:
            raise bad("message can't be edited")
        return stored

    def _edit(self, params: Params, stored: Stored, changes: Params, replaced: tuple[str, ...]) -> Any:
        markup = self._markup(params)
        data = {name: value for name, value in stored.data.items() if name not in ("reply_markup", *replaced)}
        data |= changes
        data |= {"reply_markup": markup} if markup and "inline_keyboard" in markup else {}
        if {**data, "edit_date": 0} == {**stored.data, "edit_date": 0}:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message"
            )
        data["edit_date"] = int(self._world.clock.now().timestamp())
        self._phone(params).redraws(data)
        return data

    def _text(self, params: Params, name: str, entities: str, longest: int) -> tuple[str, list[Params]]:
        text = params.get(name) or ""
        found = _json(params.get(entities)) or []
        if (params.get("parse_mode") or "").upper() == "HTML":
            try:
                text, found = parse_html(text)
            except BadEntities as error:
                raise bad(f"can't parse entities: {error}") from None
        if length(text) > longest:
            raise bad("message is too long" if name == "text" else "message caption is too long")
        return text, found

    def _caption(self, params: Params) -> Params:
        text, entities = self._text(params, "caption", "caption_entities", 1024)
        return ({"caption": text} if text else {}) | ({"caption_entities": entities} if entities else {})

    def _markup(self, params: Params) -> Params | None:
        markup: Params | None = _json(params.get("reply_markup"))
        for row in (markup or {}).get("inline_keyboard", []):
            for button in row:
                data = button.get("callback_data")
                if data is not None and not 1 <= len(data.encode()) <= 64:
                    raise bad("BUTTON_DATA_INVALID")
                if not button.get("text") or len(button) < 2:
                    raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        return markup

    def _deliver(self, params: Params, body: Params) -> Params:
        phone = self._reachable(params)
        extra: Params = {}
        if params.get("message_thread_id"):
            _, extra["message_thread_id"] = self._thread(params)
            extra["is_topic_message"] = True
        if (reply := _json(params.get("reply_parameters"))) is not None:
            original = self._world.messages.get((phone.user_id, int(reply["message_id"])))
            if original is not None and not original.deleted:
                quoted = {name: value for name, value in original.data.items() if name != "reply_to_message"}
                extra["reply_to_message"] = quoted
            elif not reply.get("allow_sending_without_reply"):
                raise bad("message to be replied not found")
        if (markup := self._markup(params)) is not None:
            if "inline_keyboard" in markup:
                extra["reply_markup"] = markup
            elif "keyboard" in markup:
                phone.reply_keyboard = [
                    [key if isinstance(key, str) else key["text"] for key in row] for row in markup["keyboard"]
                ]
            elif markup.get("remove_keyboard"):
                phone.reply_keyboard = []
        data = {
            "message_id": self._world.next_message_id(phone.user_id),
            "date": int(self._world.clock.now().timestamp()),
            "chat": phone.chat,
            "from": self.do_getme({}),
            **body,
            **extra,
        }
        protected = params.get("protect_content") in ("true", True)
        if protected:
            data["has_protected_content"] = True
        phone.receives(data, protected=protected)
        return data


def _check(hook: Webhook) -> None:
    """Refuse what Telegram's own server would; a webhook that is refused takes an older one with it."""
    try:
        parts = urlsplit(hook.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise bad("invalid webhook URL specified") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or " " in hook.url:
        raise bad("invalid webhook URL specified")
    if len(hook.secret_token) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[\w-]*", hook.secret_token, re.ASCII):
        raise bad("secret token contains unallowed characters")
    if parts.scheme == "https" and hook.is_loopback:
        raise bad(f"bad webhook: IP address {parts.hostname} is reserved")
    if parts.scheme == "http" and not hook.is_loopback:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not hook.is_loopback and port not in (80, 88, 443, 8443):
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _between(value: Any, least: int, otherwise: int, most: int) -> int:
    """A whole number as Telegram reads it: what is none counts as the usual, and what is too much as the most."""
    try:
        return max(least, min(most, int(value)))
    except (TypeError, ValueError):
        return otherwise


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value else value or None


def new_token() -> str:
    """A token in the form that BotFather gives out, good for a rehearsal only."""
    return f"1234567:{secrets.token_urlsafe(24)}"
