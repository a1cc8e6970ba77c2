"""The machine and what is installed on it: settings, Python, the rules of time zones, memory, disk."""

import importlib
import importlib.metadata
import os
import platform
import re
import shutil
import stat
import zoneinfo
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.doctor.finding import Finding, count, look, ok, wrong
from bot.settings import Settings

_MIB = 1024 * 1024
_DISK_WRONG, _DISK_LOOK = 100 * _MIB, 500 * _MIB
_MEMORY_LOOK = 256 * _MIB  # a running line takes about 100, and Python's own start some more
_CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_AHEAD = timedelta(days=3 * 365)
_OLD_ZONES = 2  # years


def settings(settings: Settings, folder: Path) -> list[Finding]:
    """Whether `.env` is for its owner's eyes only, and somebody can coordinate."""
    found = []
    env = folder / ".env"
    if env.is_file() and for_others(env):
        found.append(
            wrong(
                "settings",
                "Other people on this machine may read .env, and the token in it.",
                "Write: chmod 600 .env. If strangers have an account here, ask @BotFather for a new token (/revoke).",
            )
        )
    if not settings.coordinators:
        found.append(
            look(
                "settings",
                "COORDINATORS is empty.",
                "Put your own Telegram user id there, so that somebody can invite others and keep the rota.",
            )
        )
    named = count(len(settings.coordinators), "coordinator is", "coordinators are")
    return found or [ok("settings", f"They can be read, and {named} named.")]


def program() -> list[Finding]:
    """Which Warmline this is."""
    try:
        return [ok("program", f"Warmline {importlib.metadata.version('warmline')}.")]
    except importlib.metadata.PackageNotFoundError:
        return [ok("program", "Warmline, run from its folder without being installed.")]


def python() -> list[Finding]:
    """Which Python runs it; one that is too old would not have come so far."""
    return [ok("python", f"Python {platform.python_version()} on {platform.system()}.")]


def time_zone(zone: str, now: datetime, *, searched: Sequence[str] | None = None) -> list[Finding]:
    """Whose rules say when the line's clock changes, and whether newer rules say something else.

    Python takes the system's own files (`searched`, by default zoneinfo.TZPATH) before those of the tzdata package.
    """
    packaged = _packaged()
    system = next((Path(one) for one in searched or zoneinfo.TZPATH if (Path(one) / zone).is_file()), None)
    if packaged is None:
        if system is not None:
            return [ok("time zone", f"{zone} by the system's rules ({_version_in(system) or 'of unknown age'}).")]
        return [wrong("time zone", "There are no rules of time zones.", "Install Warmline's packages again.")]
    ours = _from_package(zone)
    if system is None or ours is None:
        used, rules = ("tzdata package's", packaged) if system is None else ("system's", _version_in(system))
        return [*_old(rules, now), ok("time zone", f"{zone} by the {used} rules ({rules or 'of unknown age'}).")][:1]
    theirs = _version_in(system)
    with (system / zone).open("rb") as file:
        used_now = ZoneInfo.from_file(file, key=zone)
    if day := _first_difference(used_now, ours, now):
        return [
            wrong(
                "time zone",
                f"The system's rules ({theirs or 'of unknown age'}), which Python uses, and those of the tzdata "
                f"package ({packaged}) differ for {zone} from {day:%d %B %Y} on.",
                "Update the system's time zones (Debian: apt install tzdata), or set PYTHONTZPATH to nothing so that "
                "the package's count.",
            )
        ]
    both = (
        f"the system's rules ({theirs or 'of unknown age'}) count, and the tzdata package's ({packaged}) say the same"
    )
    return [*_old(max(theirs or "", packaged), now), ok("time zone", f"{zone}: {both} for the next three years.")][:1]


def _packaged() -> str | None:
    try:
        return str(importlib.import_module("tzdata").IANA_VERSION)
    except ImportError:
        return None


def _from_package(zone: str) -> ZoneInfo | None:
    *folders, name = zone.split("/")
    try:
        with resources.files(".".join(["tzdata.zoneinfo", *folders])).joinpath(name).open("rb") as file:
            return ZoneInfo.from_file(file, key=zone)
    except (ImportError, OSError):
        return None


def _version_in(folder: Path) -> str | None:
    """The release of the rules in a folder, as Debian (tzdata.zi) or macOS and others (+VERSION) write it down."""
    for name in ("tzdata.zi", "+VERSION"):
        try:
            with (folder / name).open(encoding="ascii", errors="replace") as file:
                first = file.readline()
        except OSError:
            continue
        if found := re.search(r"\d{4}[a-z]", first):
            return found[0]
    return None


def _first_difference(one: ZoneInfo, other: ZoneInfo, now: datetime) -> datetime | None:
    hours = (now + timedelta(hours=hour) for hour in range(0, int(_AHEAD / timedelta(hours=1)), 6))
    return next((at for at in hours if at.astimezone(one).utcoffset() != at.astimezone(other).utcoffset()), None)


def _old(version: str | None, now: datetime) -> list[Finding]:
    if version is None or now.year - int(version[:4]) < _OLD_ZONES:
        return []
    return [
        look(
            "time zone",
            f"The rules of time zones are of {version[:4]}; countries change them.",
            "Update the system's time zones (Debian: apt install tzdata) and Warmline's packages.",
        )
    ]


def memory(limits: Sequence[Path] = _CGROUP_LIMITS) -> list[Finding]:
    """Whether the machine, or the container, has room for the program."""
    total = _physical()
    for limit in limits:
        try:
            total = min(total or 2**63, int(limit.read_text()))
        except (OSError, ValueError):  # no container, or "max"
            continue
    if total is None:
        return [ok("memory", "This system does not say how much it has.")]
    if total < _MEMORY_LOOK:
        return [
            look(
                "memory",
                f"This machine has {total // _MIB:,} MB; Warmline needs about 100 for itself.",
                "Let little else run here, add swap, or take a machine with 512 MB.",
            )
        ]
    return [ok("memory", f"{total // _MIB:,} MB.")]


def _physical() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def disk(folder: Path | None, free: int | None = None) -> list[Finding]:
    """Whether there is room where the database is; `free` is in bytes, asked of the system unless given."""
    if folder is None:
        return [ok("disk space", "The database is on a server of its own; look there.")]
    if free is None:
        free = shutil.disk_usage(folder).free
    found = f"{free // _MIB:,} MB are free where the database is."
    to_do = "Delete what is not needed, or take a larger disk. With a full one, nothing can be passed on."
    if free < _DISK_WRONG:
        return [wrong("disk space", found, to_do)]
    return [look("disk space", found, to_do)] if free < _DISK_LOOK else [ok("disk space", found)]


def for_others(path: Path) -> bool:
    """Whether anybody but its owner may read or write this; Windows says nothing of that here."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
