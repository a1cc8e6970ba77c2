"""Whose a button is: what a press sends back is signed for the one chat that the button was sent to."""

from base64 import urlsafe_b64encode
from hashlib import blake2b
from hmac import compare_digest

# Characters at the end of what a press sends back. 48 bits, and a guess costs a message to Telegram each.
LENGTH = 8
LONGEST = 64 - LENGTH  # bytes that Telegram leaves for what a button is to do


def key_for(token: str) -> bytes:
    """The key of this bot's buttons; with a new token every older button is stale."""
    return blake2b(token.encode(), person=b"warmline buttons").digest()


def signed(data: str, chat_id: int, key: bytes) -> str:
    """What a button in this chat is to send back."""
    return data + _signature(data, chat_id, key)


def read(pressed: str, chat_id: int, key: bytes) -> str | None:
    """What a press in this chat is to do; None when the button was not made by this bot for this chat."""
    data, signature = pressed[:-LENGTH], pressed[-LENGTH:]
    expected = _signature(data, chat_id, key)
    return data if compare_digest(_bytes(signature), expected.encode()) else None


def _signature(data: str, chat_id: int, key: bytes) -> str:
    digest = blake2b(f"{chat_id} ".encode() + _bytes(data), key=key, digest_size=LENGTH * 6 // 8)
    return urlsafe_b64encode(digest.digest()).decode()


def _bytes(text: str) -> bytes:
    # A forged press may hold halves of characters, which no encoding has.
    return text.encode(errors="surrogatepass")
