"""The least that can be done: poll, copy, nothing kept; chats side by side, each in order."""

import asyncio
import json
import os
from typing import Any

import httpx


async def _chat(client: httpx.AsyncClient, line: "asyncio.Queue[tuple[int, int]]", to: int) -> None:
    while True:
        source, message_id = await line.get()
        await client.post("/copyMessage", json={"chat_id": to, "from_chat_id": source, "message_id": message_id})


async def main() -> None:
    """Relay until killed."""
    pairs = {int(member): volunteer for member, volunteer in json.loads(os.environ["PAIRS"]).items()}
    base = f"{os.environ['TELEGRAM_API_URL']}/bot{os.environ['TELEGRAM_BOT_TOKEN']}"
    lines: dict[int, asyncio.Queue[tuple[int, int]]] = {}
    tasks = []
    async with httpx.AsyncClient(base_url=base, timeout=60, limits=httpx.Limits(max_connections=64)) as client:
        offset: int | None = None
        while True:
            asked: dict[str, Any] = {"timeout": 45} | ({"offset": offset} if offset else {})
            for update in (await client.post("/getUpdates", json=asked)).json()["result"]:
                offset = update["update_id"] + 1
                message = update["message"]
                member = message["chat"]["id"]
                if member not in lines:
                    lines[member] = asyncio.Queue()
                    tasks.append(asyncio.create_task(_chat(client, lines[member], pairs[member])))
                lines[member].put_nowait((member, message["message_id"]))


if __name__ == "__main__":
    asyncio.run(main())
