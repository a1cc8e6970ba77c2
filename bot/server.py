"""A web server inside the running program."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, patience: float) -> None:
        super().__init__(config)
        self.ending = asyncio.Event()
        self._patience = patience

    async def main_loop(self) -> None:
        """Wait for the end without a tick, so that it comes at once."""
        await self.on_tick(0)
        await self.ending.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close everything; who is being answered is waited for as long as the server is patient."""
        for server in self.servers:
            server.close()
        if self._patience and self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=self._patience)
        for task in self.server_state.tasks:
            task.cancel()
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await asyncio.sleep(0)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals belong to the program, not to this server.
        yield


@asynccontextmanager
async def serve(app: Starlette, host: str, port: int, *, patience: float = 0) -> AsyncIterator[int]:
    """Serve at this address and yield the port; port 0 takes a free one. Raises OSError when it is taken.

    At the end, answers that are under way have `patience` seconds.
    """
    listener = _listener(host, port)
    config = uvicorn.Config(
        app,
        log_level="critical",
        log_config=None,  # it would write past bot/logs.py
        access_log=False,
        date_header=False,
        server_header=False,
        lifespan="off",
        ws="none",
    )
    server = _Server(config, patience)
    async with app.router.lifespan_context(app):
        running = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            yield listener.getsockname()[1]
        finally:
            server.force_exit = True
            server.ending.set()
            with contextlib.suppress(asyncio.CancelledError):
                await running


def _listener(host: str, port: int) -> socket.socket:
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    # asyncio switches Nagle's algorithm off only where a socket says that it is TCP, and socket.create_server makes
    # none that does: each answer would wait 40 ms for an acknowledgement.
    listener = socket.socket(family, kind, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener
