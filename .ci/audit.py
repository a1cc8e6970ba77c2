"""Look the locked packages up in a database of known holes: `audit.py pip-audit`; 1 when one has a hole.

pip-audit ends with 0 and "No known vulnerabilities found" when it could look nothing up. Here that is said aloud, and
does not stop the rest, for a checkout without a way to such a database must be able to run its tests.
"""

import json
import subprocess
import sys
from pathlib import Path

LOCK = str(Path(__file__).parents[1] / "requirements.lock")
OPTIONS = ("--disable-pip", "--require-hashes", "--format=json", "--progress-spinner=off", "--timeout=30")
SOURCES = ("pypi", "osv")


def look_up(command: list[str], source: str) -> tuple[list[str], int, int]:
    """The holes found, how many packages were looked up, and how many there are; all 0 when there was no answer."""
    ended = subprocess.run([*command, "-s", source, *OPTIONS, "-r", LOCK], capture_output=True, text=True, check=False)
    try:
        packages = json.loads(ended.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(f"{source}: {(ended.stderr.strip().splitlines() or ['no answer'])[-1][:200]}")
        return [], 0, 0
    looked_up = [package for package in packages if "vulns" in package]
    holes = [
        f"{package['name']} {package['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or '?'}"
        for package in looked_up
        for hole in package["vulns"]
    ]
    return holes, len(looked_up), len(packages)


def main(command: list[str]) -> int:
    """Ask one database after the other until one has looked at everything."""
    best = 0
    for source in SOURCES:
        holes, looked_up, all_of_them = look_up(command, source)
        if holes:
            print("\n".join(holes))
            return 1
        if looked_up and looked_up == all_of_them:
            print(f"{looked_up} packages looked up ({source}), no known holes")
            return 0
        best = max(best, looked_up)
    if best:
        print(f"!!! ONLY {best} PACKAGES COULD BE AUDITED: the advisory databases do not know the others")
    else:
        print("!!! COULD NOT BE AUDITED: no advisory database reachable")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
