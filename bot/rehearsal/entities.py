"""Telegram's HTML, checked as strictly as Telegram checks it."""

import re
from html import unescape
from typing import Any

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "del": "strikethrough",
    "strike": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}
# The only names that Telegram knows; any other "&name;" stays as it is written.
_REFERENCE = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);?")
_ATTRIBUTE = re.compile(r"\s*([^\s=>]+)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+)))?\s*")


class BadEntities(ValueError):
    """HTML that Telegram would not take."""


def length(text: str) -> int:
    """The length of a text in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its entities; raises BadEntities."""
    text, entities = "", []
    still_open: list[tuple[str, dict[str, Any]]] = []
    end = 0
    while (begin := source.find("<", end)) >= 0:
        text += _unescaped(source[end:begin])
        where = f"at byte offset {len(source[:begin].encode())}"
        closing = source.startswith("/", begin + 1)
        end = source.find(">", begin) + 1
        inside = source[begin + 1 + closing : end - 1]
        name = inside.split(maxsplit=1)[0].lower() if inside[:1].strip() else ""
        if closing:
            if not still_open:
                raise BadEntities(f"Unexpected end tag {where}")
            if not end:
                raise BadEntities(f"Unclosed end tag {where}")
            opened, entity = still_open.pop()
            if name not in ("", opened):
                raise BadEntities(f'Unmatched end tag {where}, expected "</{opened}>", found "</{name}>"')
            entity["length"] = length(text) - entity["offset"]
            if entity["length"] and entity.get("url") != "":
                entities.append(entity)
            continue
        if not end:
            raise BadEntities(f"Unclosed start tag {where}")
        if name not in _TAGS:
            raise BadEntities(f'Unsupported start tag "{name}" {where}')
        attributes = _attributes(inside[len(name) :], where)
        link = {"url": attributes.get("href", "")} if name == "a" else {}
        still_open.append((name, {"type": _TAGS[name], "offset": length(text), **link}))
    if still_open:
        raise BadEntities(f'Can\'t find end tag corresponding to start tag "{still_open[-1][0]}"')
    return text + _unescaped(source[end:]), sorted(entities, key=lambda one: (one["offset"], -one["length"]))


def _attributes(source: str, where: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while source[at:].strip():
        one = _ATTRIBUTE.match(source, at)
        if one is None:
            raise BadEntities(f"Empty attribute name in a tag {where}")
        found[one[1].lower()] = _unescaped(next((value for value in one.groups()[1:] if value is not None), ""))
        at = one.end()
    return found


def _unescaped(source: str) -> str:
    return _REFERENCE.sub(lambda found: unescape(found[0].removesuffix(";") + ";"), source)


def entities_typed(text: str) -> list[dict[str, Any]]:
    """The entities that a person's own client adds: the command at the start."""
    found = re.match(r"/[A-Za-z0-9_]{1,64}(@[A-Za-z0-9_]+)?", text)
    return [{"type": "bot_command", "offset": 0, "length": length(found[0])}] if found else []
