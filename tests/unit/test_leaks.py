"""What in a message may show who wrote it, and what does not."""

from typing import Any

import pytest
from telegram import Message

from bot.texts.helplines import helplines
from handlers.leaks import leak_in

USER = {"id": 7, "is_bot": False, "first_name": "Robin"}
FILE = {"file_id": "x", "file_unique_id": "y"}
PLACE = {"latitude": 53.4, "longitude": -2.7}
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
    "type": "quiz",
}


def message(**fields: Any) -> Message:
    data = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "from": USER, **fields}
    return Message.de_json(data, None)


def file(name: str, **fields: Any) -> dict[str, Any]:
    return {"document": {**FILE, "file_name": name, **fields}}


def part(kind: str, text: str, **fields: Any) -> dict[str, Any]:
    """An entity over the first word of a text."""
    units = len(text.split(" ")[0].encode("utf-16-le")) // 2
    return {"type": kind, "offset": 0, "length": units, **fields}


def linked(url: str) -> dict[str, Any]:
    return {"text": "here it is", "entities": [part("text_link", "here it is", url=url)]}


def phoned(text: str) -> dict[str, Any]:
    return {"text": text, "entities": [part("phone_number", text)]}


def option(text: str, **fields: Any) -> dict[str, Any]:
    return {"text": text, "voter_count": 0, "persistent_id": "2", **fields}


def poll(**fields: Any) -> dict[str, Any]:
    return {"poll": {**POLL, **fields}}


def checklist(title: str, task: str, **fields: Any) -> dict[str, Any]:
    return {"checklist": {"title": title, "tasks": [{"id": 1, "text": task}], **fields}}


def game(**fields: Any) -> dict[str, Any]:
    return {"game": {"title": "Chess", "description": "A game", "photo": [{**FILE, "width": 9, "height": 9}], **fields}}


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
    *(
        ("phone", {"text": text})
        for text in (
            "number:07700900123",
            "call 07700900123: now",
            "tel.07700900123",
            "ring me,07700900123",
            "text/07700900123",
            "tel-07700900123",
            "07700900123/ext",
            "07700900123/07700900456",
            *(f"07700{dash}900{dash}123" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"),
            "07700\u00a0900\u202f123",
            "０７７００９００１２３",
            "+33 3 45 67 89 10",
            "03 45 67 89 10",
            "01.23.45.67.89",
            "01-12-20-26-10",
            "(+44) 7700 900123",
            "+44 (0)7700 900123",
            "0116 496 0123",
            "0800 123 4567 or 07700 900123",
            "0800 1111 07700 900123",
            "0808 2000 247\n07700 900123",
            "16 07700 900123 24/7",
            "07700 900123 1 2 3 4 5",
            "01/12/2026 07700 900123",
            "https://example.org/page 07700 900123",
        )
    ),
    ("phone", phoned("7700900123 is mine")),
    ("phone", phoned("+16505550123 is mine")),
    ("phone", linked("tel:+447700900123")),
    *(
        ("username", fields)
        for link in (
            "t.me/+AbC123",
            "https://t.me/+447700900123",
            "https://t.me/joinchat/AbC123",
            "telegram.dog/robin_real",
            "robin_real.t.me",
            "https://wa.me/447700900123",
            "wa.me/+447700900123",
            "https://api.whatsapp.com/send?phone=447700900123",
            "https://chat.whatsapp.com/AbC123",
            "whatsapp://send?phone=447700900123",
            "https://signal.me/#p/+447700900123",
            "https://signal.group/#AbC123",
            "https://m.me/robin.real",
            "https://www.instagram.com/robin.real/",
            "instagram.com/robin_real?igsh=1",
            "https://www.facebook.com/robin.real",
            "https://m.facebook.com/profile.php?id=1",
            "https://x.com/robin_real",
            "twitter.com/robin_real",
            "https://www.tiktok.com/@robin.real",
            "https://www.snapchat.com/add/robin_real",
            "https://snapchat.com/t/AbC123",
        )
        for fields in ({"text": f"me: {link}"}, linked(link))
    ),
    ("username", {"story": {"chat": {"id": 7, "type": "private", "first_name": "Robin"}, "id": 1}}),
    ("phone", poll(question="Call 07700900123?")),
    ("phone", poll(options=[*POLL["options"], option("07700900123")])),
    ("username", poll(description="ask @robin_real")),
    ("email", poll(explanation="robin.real@example.org")),
    ("username", poll(question_entities=[part("text_mention", "Tea?", user=USER)])),
    ("username", poll(options=[option("Me", text_entities=[part("text_mention", "Me", user=USER)])])),
    ("username", poll(description="Me", description_entities=[part("text_link", "Me", url="tg://user?id=7")])),
    ("username", poll(explanation="Me", explanation_entities=[part("text_link", "Me", url="t.me/+AbC123")])),
    ("place", poll(media={"location": PLACE})),
    ("place", poll(options=[option("Here", media={"venue": {"location": PLACE, "title": "Park", "address": "Road"}})])),
    ("file-name", poll(explanation_media=file("CV Robin Example.pdf"))),
    ("phone", checklist("07700900123", "Tea")),
    ("username", checklist("Today", "Write to @robin_real")),
    ("username", checklist("Robin", "Tea", title_entities=[part("text_mention", "Robin", user=USER)])),
    (
        "username",
        {
            "checklist": {
                "title": "Today",
                "tasks": [{"id": 1, "text": "Me", "text_entities": [part("text_mention", "Me", user=USER)]}],
            }
        },
    ),
    ("phone", game(text="07700900123")),
    ("username", game(text="Me", text_entities=[part("text_mention", "Me", user=USER)])),
    ("username", game(description="by @robin_real")),
    ("email", game(title="robin@example.org")),
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
        "0800 1111\n116 123",
        "0800 132 737, 116 123 or 0808 2000 247",
        "Samaritans:116123, Shout:85258",
        "+44 800 123 4567",
        "+44 (0)808 2000 247",
        "0044 800 123 4567",
        "0300–304–7000",
        "0345 600 1234",
        "07860 077333, day and night (24/7)",
        "01.12.2026 - 05.12.2026",
        "01-12-2026 10:00",
        "01 12 2026 10:00",
        "09.30 10.15 11.45 12.00",
        "0.99 1.99 2.99 3.99",
        "0900-1700 0930-1530",
        "1 000 000 000 stars",
        "1.000.000.000",
        "1,000,000,000",
        "https://example.org/0123456789",
        "www.example.org/watch?v=0123456789",
        "https://www.instagram.com/reel/AbC123/",
        "https://www.tiktok.com/@somebody/video/123",
        "https://www.facebook.com/watch?v=123",
        "https://x.com/home",
        "https://www.netflix.com/browse",
        "https://www.instagram.com",
        "see signal.me",
    )
] + [
    *({"text": reach} for helpline in helplines(None) for reach in helpline.reach),
    *(phoned(text) for text in ("116123 is free", "999 now", "85258 too", "08001111 too", "+448001111000 as well")),
    linked("https://example.org/0123456789"),
    linked("tel:116123"),
    {"story": {"chat": {"id": -1001, "type": "channel", "title": "News"}, "id": 1}},
    poll(description="On Tuesday", explanation="It is 0800 1111"),
    poll(media=file("IMG_20261124_180000.jpg")),
    checklist("Today", "Call 116 123"),
    game(text="You have 1000 points"),
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
