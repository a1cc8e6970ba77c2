"""The key of the backups: an age identity in a file of its own, or only the public half of one that is elsewhere."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pyrage import DecryptError, IdentityError, decrypt, encrypt
from pyrage.x25519 import Identity
from pyrage.x25519 import Recipient as PublicKey

_SECRET = re.compile(r"(?m)^\s*(AGE-SECRET-KEY-1[0-9A-Z]+)\s*$")


class NoKey(Exception):
    """A key is missing or does not fit, in words for whoever asked."""


@dataclass(frozen=True)
class Recipient:
    """Whoever can read a backup."""

    _key: PublicKey

    def encrypt(self, content: bytes) -> bytes:
        """The content as a file of age's."""
        locked: bytes = encrypt(content, [self._key])
        return locked


@dataclass(frozen=True)
class Identities:
    """The keys by which a backup can be read."""

    _keys: list[Identity]

    def decrypt(self, content: bytes) -> bytes:
        """What is in a file of age's; raises NoKey when it cannot be read."""
        try:
            opened: bytes = decrypt(content, self._keys)
        except DecryptError as error:
            if "No matching keys" in str(error):
                raise NoKey("This backup was made with another key. Give that one with --key FILE.") from None
            raise NoKey("This is no backup of Warmline, or it is damaged.") from None
        return opened

    def recipient_of(self, setting: str) -> Recipient:
        """Who can read a backup that is made on the way: as BACKUP_KEY says, or else whoever has these keys."""
        if is_public(setting):
            return Recipient(PublicKey.from_str(setting))
        path = Path(setting)
        return Recipient((_read(path) if path.exists() else self._keys)[0].to_public())


def is_public(setting: str) -> bool:
    """Whether BACKUP_KEY holds a public key, and not the name of a file."""
    return setting.startswith("age1")


def recipient(setting: str, now: datetime, say: Callable[[str], None]) -> Recipient:
    """Who can read the backups as BACKUP_KEY says; the first time a key is made, and `say` says what to do with it."""
    if is_public(setting):
        return Recipient(PublicKey.from_str(setting))
    path = Path(setting)
    if not path.exists():
        _make(path, now)
        say(
            f"Made a new key for backups: {path}. Without it no backup can ever be opened. Put a copy of it where it "
            "is safe, but not where the backups are: whoever has both can read everything."
        )
    return Recipient(_read(path)[0].to_public())


def identities(setting: str, given: str | None) -> Identities:
    """The keys in the file that was given, or in the one that BACKUP_KEY names."""
    if given is None and is_public(setting):
        raise NoKey("BACKUP_KEY holds a public key, which can only lock. Give the file that opens with --key FILE.")
    path = Path(given or setting)
    if not path.exists():
        raise NoKey(f"There is no key {path}. Give the file with the key of this backup: --key FILE.")
    return Identities(_read(path))


def _read(path: Path) -> list[Identity]:
    try:
        found = [Identity.from_str(key) for key in _SECRET.findall(path.read_text(encoding="utf-8"))]
    except (IdentityError, UnicodeDecodeError):
        found = []
    if not found:
        raise NoKey(f"{path} holds no key of age's, which starts with AGE-SECRET-KEY-1.")
    return found


def _make(path: Path, now: datetime) -> None:
    key = Identity.generate()
    content = f"# The key of Warmline's backups, made {now:%Y-%m-%d}\n# public key: {key.to_public()}\n{key}\n"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
