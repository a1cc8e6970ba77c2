"""What the program shows over HTTP at LISTEN: the webhook, how it is, its figures, and a page for a person."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from urllib.parse import unquote, urlsplit

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.intake.webhook import Webhook
from bot.pulse import Health, Pulse
from bot.settings import Settings

_PATIENCE = 5.0  # seconds for answers that are under way at the end
_PRIVATE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}
# What a person reads, and what to do about it.
_TROUBLES = {
    "database": (
        "The database does not answer.",
        "Look whether the disk is full, whether another program holds the database file, or whether the PostgreSQL "
        "server runs. Members are told at once that their messages are not passed on.",
    ),
    "outbox": (
        "Something has waited for more than five minutes to be sent.",
        "Look whether this machine reaches Telegram, and what the log says. Nothing is lost: it goes out when it can.",
    ),
    "telegram": (
        "Nothing has been heard of Telegram for more than three minutes.",
        "Look whether this machine reaches the internet, and whether Telegram works. With WEBHOOK_URL, look whether "
        "that address leads here from outside, with a valid certificate. Telegram keeps messages for 24 hours.",
    ),
    "clock": (
        "What is due has not been looked for in more than two minutes.",
        "Stop Warmline and start it again. If that does not help, look at the log.",
    ),
    "due": (
        "Something that is due fails again and again.",
        "Look at the log, which says what and where. It is tried again every few seconds, and all else goes on. If it "
        "lasts, tell whoever looks after the program, with those lines of the log: they name nobody.",
    ),
}
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="30">
<title>{title}</title>
<style>
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 38rem; margin: 10vh auto; padding: 0 1rem; }}
body {{ color: #1b1b1b; background: #fff; }}
h1 {{ border-left: .5rem solid {colour}; padding-left: 1rem; }}
dt {{ font-weight: bold; margin-top: 1rem; }} dd {{ margin: 0; }}
@media (prefers-color-scheme: dark) {{ body {{ color: #eee; background: #151515; }} }}
</style>
<h1>{title}</h1>
{body}
<p>As of {now:%H:%M:%S} UTC. This page renews itself.</p>
</html>
"""


class CannotListen(Exception):
    """LISTEN cannot be used, in words for whoever started the program."""


@asynccontextmanager
async def web(settings: Settings, pulse: Pulse, webhook: Webhook) -> AsyncIterator[None]:
    """Serve at LISTEN, if that is set; raises CannotListen."""
    if settings.listen is None:
        yield
        return
    from bot.server import serve  # a line that listens nowhere need not load it

    host, _, port = settings.listen.rpartition(":")
    serving = serve(_app(settings, pulse, webhook), host.strip("[]"), int(port), patience=_PATIENCE)
    try:
        await serving.__aenter__()
    except OSError as error:
        raise CannotListen(
            f"This program cannot listen on {settings.listen} ({error.strerror}). Look whether another one does, "
            "and whether LISTEN is an address of this machine."
        ) from None
    try:
        yield
    finally:
        await serving.__aexit__(None, None, None)


def _app(settings: Settings, pulse: Pulse, webhook: Webhook) -> Starlette:
    async def healthz(_: Request) -> Response:
        health = await pulse.health()
        return Response(
            json.dumps(_in_json(health)),
            status_code=503 if health.wrong else 200,
            media_type="application/json",
            headers=_PRIVATE,
        )

    async def metrics(_: Request) -> Response:
        return Response(await pulse.metrics(), headers={**_PRIVATE, "Content-Type": CONTENT_TYPE_LATEST})

    async def page(_: Request) -> Response:
        return HTMLResponse(_page(await pulse.health(), pulse.now()), headers=_PRIVATE)

    routes = [Route("/healthz", healthz), Route("/metrics", metrics), Route("/", page)]
    if settings.webhook_url is not None:
        path = unquote(urlsplit(settings.webhook_url).path)
        routes.append(Route(path, webhook.answer, methods=["POST"]))
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    return app


def _in_json(health: Health) -> dict[str, object]:
    return {
        "alive": True,
        "well": not health.wrong,
        "wrong": list(health.wrong),
        "leads": health.leads,
        "last_update_at": _roughly(health.last_update_at),
        "oldest_unsent_seconds": round(health.oldest_unsent.total_seconds()) if health.oldest_unsent else 0,
    }


def _roughly(at: datetime | None) -> str | None:
    # On a line with few members, the very minute could tell who has written.
    return at.replace(minute=at.minute // 10 * 10, second=0, microsecond=0).isoformat() if at is not None else None


def _page(health: Health, now: datetime) -> str:
    if health.wrong:
        title, colour = "Something is wrong", "#b3261e"
        body = "<dl>" + "".join("<dt>{}</dt><dd>{}</dd>".format(*_TROUBLES[one]) for one in health.wrong) + "</dl>"
    elif health.leads:
        title, colour = "All is well", "#1d7a3a"
        body = "<p>Warmline runs. Messages are taken, and nothing waits for long.</p>"
    else:
        title, colour = "Standing by", "#1d7a3a"
        body = "<p>All is well here. Another Warmline does the work, and this one takes over when that one ends.</p>"
    return _PAGE.format(title=title, colour=colour, body=body, now=now)
