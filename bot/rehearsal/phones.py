"""The page of phones: what each person sees, and what they do, for a browser on this machine."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlparse

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World

_PAGE = Path(__file__).with_name("page")
_LARGEST = 20 * 1024 * 1024
_LOCAL = ("127.0.0.1", "localhost", "::1")


class Controls(Protocol):
    """The clock of the rehearsal."""

    zone: str

    def now(self) -> datetime: ...
    async def forward(self, by: timedelta) -> None: ...
    async def forward_to(self, edge: str) -> None: ...
    async def to_now(self) -> None: ...


def phones(world: World, controls: Controls, captions: dict[int, str]) -> list[BaseRoute]:
    """The page's routes; requests that another web site sends are refused."""

    async def state(request: Request) -> Response:
        return JSONResponse(
            {
                "clock": _clock(controls),
                "bot": world.bot_username,
                "phones": [_screen(phone, captions) for phone in world.phones.values()],
            }
        )

    async def one(request: Request) -> Response:
        return JSONResponse(_screen(world.phones[request.path_params["user_id"]], captions))

    async def act(request: Request) -> Response:
        phone = world.phones.get(request.path_params["user_id"])
        if phone is None:
            return Response(status_code=404)
        try:
            await _ACTIONS[request.path_params["action"]](phone, request)
        except (KeyError, ValueError, StopIteration) as error:
            return JSONResponse({"error": type(error).__name__}, status_code=400)
        return JSONResponse(_screen(phone, captions))

    async def clock(request: Request) -> Response:
        wish = await request.json()
        if wish.get("to") == "now":
            await controls.to_now()
        elif wish.get("to") in ("start", "end", "check-in"):
            await controls.forward_to(wish["to"])
        else:
            await controls.forward(timedelta(minutes=max(0, min(float(wish["by_minutes"]), 60 * 24 * 31))))
        return JSONResponse(_clock(controls))

    async def file(request: Request) -> Response:
        found = world.files.get(request.path_params["file_id"])
        if found is None:
            return Response(status_code=404)
        # Whatever was sent is shown as a picture or sound, or saved, but never run as a page.
        kind = found[1] if found[1].startswith(("image/", "audio/", "video/")) and "svg" not in found[1] else ""
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        return Response(found[0], media_type=kind or "application/octet-stream", headers=headers)

    async def events(request: Request) -> Response:
        return StreamingResponse(_changes(world, request), media_type="text/event-stream")

    async def index(request: Request) -> Response:
        return FileResponse(_PAGE / "index.html")

    return [
        Route("/", _same_origin(index)),
        Route("/phones", _same_origin(state)),
        Route("/phones/events", _same_origin(events)),
        Route("/phones/file/{file_id}", _same_origin(file)),
        Route("/phones/{user_id:int}", _same_origin(one)),
        Route("/phones/{user_id:int}/{action}", _same_origin(act), methods=["POST"]),
        Route("/clock", _same_origin(clock), methods=["POST"]),
        Mount("/page", StaticFiles(directory=_PAGE)),
    ]


def _same_origin(
    endpoint: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        origin = request.headers.get("origin")
        foreign = origin is not None and urlparse(origin).netloc != request.headers.get("host")
        if foreign or request.url.hostname not in _LOCAL:
            return Response("This page answers this machine only.", status_code=403)
        return await endpoint(request)

    return guarded


def _clock(controls: Controls) -> dict[str, Any]:
    return {"now": controls.now().isoformat(), "zone": controls.zone}


def _screen(phone: Phone, captions: dict[int, str]) -> dict[str, Any]:
    name, _, role = captions.get(phone.user_id, phone.first_name).partition(", ")
    return {
        "user_id": phone.user_id,
        "name": name,
        "role": role,
        "blocked": phone.blocked,
        "commands": phone.commands,
        "reply_keyboard": phone.reply_keyboard,
        "alert": phone.alert,
        "screen": [{**asdict(shown), "at": shown.at.isoformat()} for shown in phone.screen],
    }


async def _changes(world: World, request: Request) -> AsyncIterator[str]:
    queue = world.subscribe()
    try:
        yield ": hello\n\n"
        while not await request.is_disconnected():
            try:
                changed = {await asyncio.wait_for(queue.get(), 10)}
            except TimeoutError:
                yield ": still here\n\n"
                continue
            while not queue.empty():
                changed.add(queue.get_nowait())
            yield f"data: {json.dumps(sorted(changed))}\n\n"
    finally:
        world.unsubscribe(queue)


async def _says(phone: Phone, request: Request) -> None:
    body = await request.json()
    phone.says(str(body["text"])[:4096], reply_to=body.get("reply_to"))


async def _sends(phone: Phone, request: Request) -> None:
    async with request.form(max_files=1, max_part_size=_LARGEST) as form:
        kind, reply_to = str(form["kind"]), form.get("reply_to")
        reply = int(str(reply_to)) if reply_to else None
        upload = form.get("file")
        if isinstance(upload, UploadFile):
            phone.sends(
                kind,
                data=await upload.read(_LARGEST),
                file_name=upload.filename,
                mime_type=upload.content_type,
                reply_to=reply,
                caption=str(form.get("caption") or ""),
            )
        else:
            phone.sends(kind, reply_to=reply)


async def _edits(phone: Phone, request: Request) -> None:
    body = await request.json()
    phone.edits(int(body["message_id"]), str(body["text"])[:4096])


async def _deletes(phone: Phone, request: Request) -> None:
    phone.deletes(int((await request.json())["message_id"]))


async def _reacts(phone: Phone, request: Request) -> None:
    body = await request.json()
    phone.reacts(int(body["message_id"]), body.get("emoji"))


async def _presses(phone: Phone, request: Request) -> None:
    body = await request.json()
    phone.alert = None
    phone.presses(int(body["message_id"]), str(body["button"]))


async def _blocks(phone: Phone, request: Request) -> None:
    phone.blocks()


async def _unblocks(phone: Phone, request: Request) -> None:
    phone.unblocks()


async def _opens_link(phone: Phone, request: Request) -> None:
    phone.opens_link(str((await request.json())["code"])[:64])


_ACTIONS: dict[str, Callable[[Phone, Request], Awaitable[None]]] = {
    "says": _says,
    "sends": _sends,
    "edits": _edits,
    "deletes": _deletes,
    "reacts": _reacts,
    "presses": _presses,
    "blocks": _blocks,
    "unblocks": _unblocks,
    "opens_link": _opens_link,
}
