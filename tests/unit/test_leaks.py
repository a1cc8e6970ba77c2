"""What in a message may show who wrote it, and what does not."""

from typing import Any

import pytest
from telegram import Message

from handlers.leaks import leak_in

USER = {"id": 7, "is_bot": False, "first_name": "Robin"}
FILE = {"file_id": "x", "file_unique_id": "y"}
PLACE = {"latitude": 53.4, "longitude": -2.7}


def message(**fields: Any) -> Message:
    data = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "from": USER, **fields}
    return Message.de_json(data, None)


def file(name: str, **fields: Any) -> dict[str, Any]:
    return {"document": {**FILE, "file_name": name, **fields}}


LEAKS: list[tuple[str, dict[str, Any]]] = [
    ("contact", {"contact": {"phone_number": "+44", "first_name": "R"}}),
    ("forward", {"text": "hi", "forward_origin": {"type": "user", "date": 1, "sender_user": USER}}),
    ("forward", {"text": "hi", "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "R"}}),
    ("place", {"location": PLACE}),
    ("place", {"location": PLACE, "venue": {"location": PLACE, "title": "Park", "address": "Road"}}),
    ("file-name", file("CV Robin Example.pdf")),
    ("file-name", file("robin_example_letter.docx")),
    ("file-name", {"audio": {**FILE, "duration": 2, "performer": "Robin"}}),
    ("file-name", {"video": {**FILE, "duration": 2, "width": 9, "height": 9, "file_name": "Robins birthday.mp4"}}),
    ("username", {"text": "I am @robin_real on here"}),
    ("username", {"caption": "@robin_real", "photo": [{**FILE, "width": 9, "height": 9}]}),
    ("username", {"text": "t.me/robin_real"}),
    (
        "username",
        {"text": "here", "entities": [{"type": "text_link", "offset": 0, "length": 4, "url": "tg://user?id=7"}]},
    ),
    ("username", {"text": "Robin", "entities": [{"type": "text_mention", "offset": 0, "length": 5, "user": USER}]}),
    ("email", {"text": "write to robin.real+x@example.org please"}),
    ("phone", {"text": "my number is 07700 900123"}),
    ("phone", {"text": "07700900123"}),
    ("phone", {"text": "+44 7700 900123"}),
    ("phone", {"text": "0044-7700-900-123"}),
    ("phone", {"text": "(01632) 960 123"}),
    ("phone", {"text": "ring +353 1 234 5678."}),
]
HARMLESS: list[dict[str, Any]] = [
    {"text": text}
    for text in (
        "call 116 123, 999, 111 or 85258",
        "0800 123 4567 is free",
        "0808 2000 247",
        "24/11/2026 18:00",
        "2026-11-24 18:00:00",
        "01.12.2026 10:00",
        "from 18:00-22:00 or 6-8",
        "£1,000,000.00 for 12345 people",
        "1234567890123",
        "8 > 7 @ 6",
        "look at https://example.org/page",
        "@ home",
    )
] + [
    {"voice": {**FILE, "duration": 2}},
    {"photo": [{**FILE, "width": 9, "height": 9}]},
    *(
        file(name)
        for name in (
            "IMG_20261124_180000.jpg",
            "image0.png",
            "document.pdf",
            "Screenshot 2026-11-24 at 18.00.png",
            "VID-20261124-WA0001.mp4",
            "PXL_20261124_180000123.mp4",
            "DSC01234.JPG",
            "0f8fad5b-d9cb-469f-a165-70867728950e.png",
            "20261124.pdf",
        )
    ),
]


@pytest.mark.parametrize(("leak", "fields"), LEAKS)
def test_it_is_found(leak: str, fields: dict[str, Any]) -> None:
    assert leak_in(message(**fields)) == leak


@pytest.mark.parametrize("fields", HARMLESS, ids=str)
def test_it_is_harmless(fields: dict[str, Any]) -> None:
    assert leak_in(message(**fields)) is None
