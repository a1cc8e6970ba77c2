"""Time zones by the names that people give them."""

from functools import cache
from zoneinfo import available_timezones

# Names that are no place on a map, or only short for one, and would be offered beside the places themselves.
_NOT_PLACES = ("Etc/", "SystemV/", "posix/", "right/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")
_ALSO = {
    "uk": "Europe/London",
    "britain": "Europe/London",
    "england": "Europe/London",
    "scotland": "Europe/London",
    "wales": "Europe/London",
    "northern ireland": "Europe/London",
    "belfast": "Europe/London",
    "ireland": "Europe/Dublin",
    "spain": "Europe/Madrid",
    "france": "Europe/Paris",
    "germany": "Europe/Berlin",
    "poland": "Europe/Warsaw",
    "portugal": "Europe/Lisbon",
    "italy": "Europe/Rome",
    "greece": "Europe/Athens",
    "utc": "Etc/UTC",
}
_MOST = 6


@cache
def _places() -> dict[str, str]:
    """Every zone by its name in lower case, with blanks."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith(_NOT_PLACES))
    return {_plain(name): name for name in sorted(places)}


def zones_named(typed: str) -> list[str]:
    """The zones that somebody may mean by the name of a city, a country or a zone; at most six."""
    wanted = _plain(typed)
    if not wanted:
        return []
    if wanted in _ALSO:
        return [_ALSO[wanted]]
    places = _places()
    if wanted in places:
        return [places[wanted]]
    exact = [zone for name, zone in places.items() if name.rpartition("/")[2] == wanted]
    return exact[:_MOST] or [zone for name, zone in places.items() if len(wanted) > 2 and wanted in name][:_MOST]


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
