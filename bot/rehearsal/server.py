"""A web server on loopback inside the running program."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bot.server import serve as serve_anywhere


@asynccontextmanager
async def serve(app: Starlette, port: int = 0) -> AsyncIterator[str]:
    """Serve on 127.0.0.1 and yield the address; port 0 takes a free one. Raises OSError when it is taken."""
    async with serve_anywhere(app, "127.0.0.1", port) as taken:
        yield f"http://127.0.0.1:{taken}"
