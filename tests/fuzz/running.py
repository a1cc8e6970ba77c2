"""The running program with a webhook, two people in a conversation, and a client that may send it anything.

Unlike `Line`, this has all of it: HTTP, the intake, the sender. What is done stays done, so the two who talk do nothing
else, and the accounts that send are other people's.
"""

import asyncio
import logging
import sqlite3
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any, NamedTuple

from bot.intake.webhook import secret_for
from bot.models import Base
from tests.world import Stage, stage, talk

ANSWER_WITHIN = 10.0  # seconds
_UNTIL_IT_IS_WHOLE = 2  # seconds that an album waits for its other parts
# What comes of an update that nobody could read or deal with is said by these, and is not an accident.
_SAYS_SO = ("bot.intake.intake", "bot.intake.last_word", "bot.outbox.delivery", "bot.rehearsal.bot_api")
_ASKED_FOR = b"HTTP/1.1 100"  # the body that is held back
_TABLES = [table.name for table in Base.metadata.sorted_tables]


class Sent(NamedTuple):
    """A request as it goes over the wire; the last one on a connection is answered before that is closed."""

    body: bytes
    secret: str | None = None
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = ()
    framing: str = "length"

    def raw(self, path: str, host: str) -> bytes:
        """The bytes of it."""
        lines = [f"{self.method} {path} HTTP/1.1", f"Host: {host}"]
        if self.secret is not None:
            lines.append(f"X-Telegram-Bot-Api-Secret-Token: {self.secret}")
        lines += [f"{name}: {value}" for name, value in self.headers]
        body, more = self.body, b""
        if self.framing == "chunked":
            lines += ["Transfer-Encoding: chunked", "Connection: close"]
            parts = [body[start : start + 40_000] for start in range(0, len(body), 40_000)]
            body = b"".join(b"%x\r\n%b\r\n" % (len(one), one) for one in parts) + b"0\r\n\r\n"
        elif self.framing == "length":
            lines += [f"Content-Length: {len(body)}", "Connection: close"]
        elif self.framing == "held":
            # The body comes when it is asked for, which nobody does who does not read it.
            lines += [f"Content-Length: {len(body) or 1}", "Expect: 100-continue", "Connection: close"]
            body = b""
        else:
            # Whatever the server takes for a request of its own, behind it there is one that ends the connection.
            more = f"\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
            if self.framing != "none":
                lines.append(f"Content-Length: {self.framing}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body + more


class _Noted(logging.Handler):
    """Keeps what is logged as an error by a part that must not have any."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        if record.name not in _SAYS_SO:
            self.said.append(f"{record.name}: {record.getMessage()}")


class Running:
    """The program at its webhook's address."""

    def __init__(self, folder: Path) -> None:
        self._runner, self._stack, self._numbers = asyncio.Runner(), AsyncExitStack(), 10**12
        self._noted = _Noted()
        logging.getLogger().addHandler(self._noted)
        self._runner.get_loop().set_exception_handler(lambda _, what: self._noted.said.append(f"loop: {what}"))
        self.play = self._runner.run(self._starts(folder))
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # it is kept out of the program's own log
        self.secret = secret_for(self.play.world.token)
        self._rows = sqlite3.connect(folder / "line.db", isolation_level=None)

    async def _starts(self, folder: Path) -> Stage:
        # Time stands still, else something may become due between two looks at the rows.
        play = await self._stack.enter_async_context(stage(folder, webhook=True, ticking=False))
        await play.wait_for(lambda: bool(play.world.webhook_url))
        sam, robin = await play.on_duty("Sam"), await play.member("Robin")
        await play.member("Jo")
        await play.volunteer("Kim", "fri 18:00-22:00")
        await talk(sam, robin)
        return play

    def close(self) -> None:
        """Stop it."""
        for actor in self.play.actors.values():
            actor.skips()
            actor.phone.alert = None
        self._rows.close()
        self._runner.run(self._stack.aclose())
        self._runner.close()
        logging.getLogger().removeHandler(self._noted)

    def account(self, name: str) -> int:
        """The Telegram account of somebody who does nothing but what is sent for them."""
        return self.play.actor(name).phone.user_id

    def next_number(self) -> int:
        """An update id that was not there before."""
        self._numbers += 1
        return self._numbers

    def rests(self) -> dict[str, list[Any]]:
        """Let everything that was sent so far have its effect; returns the rows."""
        if not self.play.app.idle:
            self._runner.run(self.play.forward(seconds=_UNTIL_IT_IS_WHOLE))
        return self.rows()

    def rows(self) -> dict[str, list[Any]]:
        """Every row of every table, when nothing is being done."""
        self._runner.run(self.play.quiet())
        return {name: self._rows.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in _TABLES}

    def set_aside(self, number: int) -> bool | None:
        """Whether this update was set aside; None when it is not on record."""
        found = self._rows.execute("SELECT set_aside FROM seen_updates WHERE update_id = ?", (number,)).fetchone()
        return None if found is None else bool(found[0])

    def answers(self, sent: Sent) -> list[int]:
        """Send it, and read the statuses of what is answered, until the server closes the connection."""
        return self._runner.run(asyncio.wait_for(self._exchange(sent), ANSWER_WITHIN))

    def leaves(self, sent: Sent, keep: int) -> None:
        """Send all but the last bytes of it, and hang up."""
        self._runner.run(self._exchange(sent, keep))

    async def _exchange(self, sent: Sent, keep: int = 0) -> list[int]:
        address, _, path = (self.play.settings.webhook_url or "").removeprefix("http://").partition("/")
        host, _, port = address.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        raw, answer = sent.raw(f"/{path}", address), b""
        # A server that has said enough does not wait for the rest, and then the connection is reset.
        with suppress(ConnectionError):
            writer.write(raw[: max(0, len(raw) - keep)])
            await writer.drain()
            while not (keep or answer.startswith(_ASKED_FOR)) and (piece := await reader.read(65536)):
                answer += piece
        writer.close()
        return [int(one.split(b" ", 1)[0]) for one in answer.split(b"HTTP/1.1 ")[1:]]

    def is_well(self) -> None:
        """No part of it broke, and what a member writes still reaches the volunteer, who answers."""
        assert not self._noted.said, self._noted.said
        assert not self.play.running.done()
        self.rests()
        self._runner.run(self._relays())

    async def _relays(self) -> None:
        sam, robin = self.play.actor("Sam"), self.play.actor("Robin")
        sam.skips()
        robin.skips()
        words = f"still there, {self.next_number()}?"
        await robin.says(words)
        assert words in [one.text for one in sam.unread()]
        about = next(one for one in reversed(sam.phone.screen) if one.text == words)
        await sam.says(f"yes: {words}", reply_to=about)
        assert f"yes: {words}" in [one.text for one in robin.unread()]
