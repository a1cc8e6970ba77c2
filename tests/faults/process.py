"""The real program as a process of its own, to be killed and started again."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.rehearsal.world import World
from tests.databases import ON_POSTGRESQL, databases
from tests.world import ADA

ROOT = Path(__file__).parents[2]


class Program:
    """`python -m bot`, in a folder of its own, against a world at `url`."""

    def __init__(
        self, folder: Path, url: str, world: World, module: tuple[str, ...] = ("bot",), **settings: str
    ) -> None:
        self.log = folder / "program.log"
        self._module = module
        self._folder = folder
        self._environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_BOT_TOKEN": world.token,
            "TELEGRAM_API_URL": url,
            "COORDINATORS": str(ADA),
            "LINE_NAME": "Hope Street",
            "NATION": "england",
            "MESSAGES_A_SECOND": "100000",
            "MESSAGES_A_SECOND_PER_CHAT": "100000",
            **({"DATABASE_URL": databases.line(folder / "line.db")} if ON_POSTGRESQL else {}),
            **settings,
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it; it writes its log to a file."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *self._module),
                cwd=self._folder,
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    async def command(self, *words: str) -> tuple[int, str]:
        """`python -m bot` with these words after it; returns the exit status and what it said."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words),
            cwd=self._folder,
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode is not None
        return process.returncode, said.decode()

    async def ends(self) -> int:
        """Wait until it has ended by itself; returns the exit status."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), 30)

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.returncode is None

    async def kill(self) -> None:
        """SIGKILL: no chance to finish anything."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        """SIGTERM, as an operator does; returns the exit status."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), 30)
