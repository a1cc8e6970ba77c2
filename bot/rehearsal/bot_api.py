"""The Bot API over HTTP: `/bot<token>/<method>`, with polls, limits and faults."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from email.utils import format_datetime
from math import ceil
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.rehearsal.deliveries import Deliveries
from bot.rehearsal.faults import Fault
from bot.rehearsal.methods import ApiError, Methods
from bot.rehearsal.world import World

_log = logging.getLogger(__name__)
_PACED = ("send", "copy", "forward")
# How many messages a second, and how many at once: overall, and to one chat.
_OVERALL, _PER_CHAT = (30.0, 30.0), (1.0, 4.0)


class _Hangup(Response):
    """Ends the connection in the middle of an answer, as a broken network does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"100"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        # The server closes a connection on which an application fails after it began to answer.
        raise ConnectionResetError


class BotApi:
    """Takes calls over HTTP and hands them to the methods."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._methods = Methods(world)
        self._deliveries = Deliveries(world)
        self._polls = 0
        self._tokens: dict[str, tuple[float, float]] = {}

    @contextlib.asynccontextmanager
    async def alive(self, _: Starlette) -> AsyncIterator[None]:
        """As long as the server is up."""
        yield
        await self._deliveries.stop()

    async def __call__(self, request: Request) -> Response:
        """Answer one call, and say what time it is, as Telegram does."""
        response = await self._answer(request)
        response.headers["Date"] = format_datetime(self._world.clock.now(), usegmt=True)
        return response

    async def _answer(self, request: Request) -> Response:
        token, _, method = request.path_params["rest"].partition("/")
        method = method.lower()
        faults = self._world.faults
        if faults.away:
            return _Hangup()
        if faults.delay is not None:
            await asyncio.sleep(faults.random.uniform(*faults.delay) / 2)
        if token != self._world.token:
            return _refusal(ApiError(401, "Unauthorized"))
        params = await _params(request)
        if method != "getupdates":
            self._world.calls.append((method, params))
        if (pause := faults.slow.get(str(params.get("chat_id")))) is not None:
            await asyncio.sleep(pause)
        fault = faults.draw(method)
        if fault is not None and (broken := await _before(fault)) is not None:
            return broken
        try:
            if method == "getupdates":
                result: Any = await self._poll(params)
            else:
                self._pace(method, params)
                try:
                    result = self._methods.call(method, params)
                finally:
                    self._deliveries.start_anew()
        except ApiError as error:
            return _refusal(error) if fault is None else _Hangup()
        except (KeyError, ValueError, TypeError) as error:
            _log.error("a call of %s could not be read: %s", method, type(error).__name__)
            return _refusal(ApiError(400, f"Bad Request: {type(error).__name__}"))
        if faults.delay is not None:
            await asyncio.sleep(faults.random.uniform(*faults.delay) / 2)
        if fault is not None or faults.away:
            return _Hangup()
        return JSONResponse({"ok": True, "result": result})

    async def file(self, request: Request) -> Response:
        """Hand out a file."""
        token, _, name = request.path_params["rest"].partition("/")
        found = self._world.files.get(name)
        if token != self._world.token or found is None:
            return Response(status_code=404)
        return Response(found[0], media_type=found[1] or "application/octet-stream")

    async def _poll(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        world = self._world
        if world.webhook_url:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._polls += 1
        world.polled = True
        mine = self._polls
        world.fresh.set()  # an older poll wakes and sees that it is not the newest
        if "allowed_updates" in params:
            world.allow(params["allowed_updates"])  # which is kept for later polls that do not say
        offset, limit = int(params.get("offset") or 0), int(params.get("limit") or 100)
        if offset > 0:
            world.acknowledge_below(offset)
        elif offset < 0:
            world.keep_last_updates(-offset)
        until = asyncio.get_running_loop().time() + min(50, int(params.get("timeout") or 0))
        while True:
            if world.webhook_url:
                raise ApiError(409, "Conflict: terminated by setWebhook request")
            if self._polls != mine:
                raise ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            if found := world.updates(max(1, min(100, limit))):
                return found
            left = until - asyncio.get_running_loop().time()
            if left <= 0 or world.faults.away:
                return []
            world.fresh.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(world.fresh.wait(), min(left, 1.0))

    def _pace(self, method: str, params: dict[str, Any]) -> None:
        if not self._world.limits or not method.startswith(_PACED) or method == "sendchataction":
            return
        now = self._world.clock.now().timestamp()
        left: dict[str, float] = {}
        for key, (rate, burst) in (("", _OVERALL), (str(params.get("chat_id")), _PER_CHAT)):
            tokens, at = self._tokens.get(key, (burst, now))
            left[key] = min(burst, tokens + max(0.0, now - at) * rate)
            if left[key] < 1 - 1e-3:
                wait = ceil((1 - left[key]) / rate)
                raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        # Only what goes through is counted.
        self._tokens |= {key: (tokens - 1, now) for key, tokens in left.items()}


async def _before(fault: Fault) -> Response | None:
    match fault.kind:
        case "429":
            wait = fault.args.get("retry_after", 1)
            return _refusal(ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait))
        case "500" | "502":
            code = int(fault.kind)
            return _refusal(ApiError(code, "Internal Server Error" if code == 500 else "Bad Gateway"))
        case "400":
            return _refusal(ApiError(400, f"Bad Request: {fault.args.get('description', 'wrong')}"))
        case "reset_before":
            return _Hangup()
        case "timeout":
            await asyncio.sleep(fault.args.get("seconds", 30))
            return _Hangup()
    return None


def _refusal(error: ApiError) -> Response:
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return JSONResponse(body, status_code=error.code)


async def _params(request: Request) -> dict[str, Any]:
    params: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        params |= await request.json()
    elif kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        async with request.form() as form:
            for name, value in form.items():
                if isinstance(value, UploadFile):
                    params[name] = (await value.read(), value.content_type or "", value.filename or name)
                else:
                    params[name] = value
    return params


def bot_api(world: World) -> Starlette:
    """The web application that is Telegram to the bot."""
    api = BotApi(world)
    return Starlette(
        routes=[
            Route("/bot{rest:path}", api.__call__, methods=["GET", "POST"]),
            Route("/file/bot{rest:path}", api.file, methods=["GET"]),
        ],
        lifespan=api.alive,
    )
