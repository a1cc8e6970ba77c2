"""The people and the rota that a rehearsal begins with; everyone joins by the real way."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rehearsal.phone import Phone
from bot.rehearsal.world import World

ADA, SAM, KIM, ROBIN, JAY = 1001, 1002, 1003, 1004, 1005
CAPTIONS = {
    ADA: "Ada, coordinator",
    SAM: "Sam, volunteer",
    KIM: "Kim, volunteer",
    ROBIN: "Robin, member",
    JAY: "Jay, member",
}
Quiet = Callable[[], Awaitable[None]]


def add_people(world: World) -> None:
    """Five people with phones."""
    for user_id, caption in CAPTIONS.items():
        world.add_phone(user_id, caption.partition(",")[0])


async def set_scene(world: World, quiet: Quiet, now: datetime, zone: ZoneInfo) -> None:
    """Let the coordinator invite everybody and fill the rota: Sam is on now, Kim next, both together after that."""
    phones = world.phones
    ada = phones[ADA]
    await _says(ada, "/start", quiet)
    for user_id, role, name in (
        (SAM, "volunteer", "Sam"),
        (KIM, "volunteer", "Kim"),
        (ROBIN, "member", "Robin"),
        (JAY, "member", "Jay"),
    ):
        await _says(ada, f"/invite {role} {name}" if role == "volunteer" else "/invite member", quiet)
        link = re.search(r"start=([\w-]+)", ada.screen[-1].text)
        if link is None:
            raise RuntimeError("the invitation has no link")
        phone = phones[user_id]
        phone.opens_link(link[1])
        await quiet()
        await _says(phone, "I agree", quiet)
        if role == "member":
            await _says(phone, name, quiet)
    hour = now.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    for name, first, last in (("Sam", 0, 2), ("Kim", 2, 3), ("Sam", 5, 7), ("Kim", 5, 7)):
        begins, ends = hour + timedelta(hours=first), hour + timedelta(hours=last)
        await _says(ada, f"/shift {name} {begins:%Y-%m-%d %H:%M}-{ends:%H:%M}", quiet)
    await _says(phones[SAM], "I'm here", quiet)
    await _says(ada, "/volunteers Kim backup", quiet)
    await _says(ada, "/rota", quiet)


async def _says(phone: Phone, text: str, quiet: Quiet) -> None:
    phone.says(text)
    await quiet()
    await asyncio.sleep(0)
