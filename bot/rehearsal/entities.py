"""Telegram's HTML, checked as strictly as Telegram checks it."""

import re
from html.parser import HTMLParser
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


class BadEntities(ValueError):
    """HTML that Telegram would not take."""


def length(text: str) -> int:
    """The length of a text in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities: list[dict[str, Any]] = []
        self._open: list[tuple[str, int, dict[str, Any]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise BadEntities(f'Unsupported start tag "{tag}" at byte offset {self.getpos()[1]}')
        extra = {"url": dict(attrs).get("href") or ""} if tag == "a" else {}
        self._open.append((tag, length(self.text), extra))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            raise BadEntities(f'Unexpected end tag "{tag}"')
        _, start, extra = self._open.pop()
        if (size := length(self.text) - start) > 0:
            self.entities.append({"type": _TAGS[tag], "offset": start, "length": size, **extra})

    def handle_data(self, data: str) -> None:
        self.text += data

    def finish(self) -> None:
        self.close()
        if self._open:
            raise BadEntities(f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"')


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its entities; raises BadEntities."""
    if re.search(r"<(?![/a-zA-Z])", source):
        raise BadEntities("Unsupported start tag")
    parser = _Parser()
    parser.feed(source)
    parser.finish()
    return parser.text, parser.entities


def entities_typed(text: str) -> list[dict[str, Any]]:
    """The entities that a person's own client adds: the command at the start."""
    found = re.match(r"/[A-Za-z0-9_]{1,64}(@[A-Za-z0-9_]+)?", text)
    return [{"type": "bot_command", "offset": 0, "length": length(found[0])}] if found else []
