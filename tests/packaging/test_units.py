"""The systemd units: that systemd can read them, and how little they may do."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
SERVICES = sorted(PACKAGING.glob("*.service"))
TIMERS = sorted(PACKAGING.glob("*.timer"))
PROGRAM = "/opt/warmline/bin/warmline"
analyze = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")


def unit(path: Path) -> ConfigParser:
    """What stands in a unit; of a key that stands twice, the later."""
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(path, encoding="utf-8")
    return parser


def fences(path: Path) -> str:
    """The lines that say as whom a service runs and what it may do."""
    found = re.search(r"(?ms)^User=.*?(?=^\[|\Z)", path.read_text(encoding="utf-8"))
    assert found is not None
    return found[0].strip()


@analyze
def test_systemd_understands_them(tmp_path: Path) -> None:
    for path in (*SERVICES, *TIMERS):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace(PROGRAM, "/bin/true"), encoding="utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", *(str(path) for path in sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@analyze
@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_they_are_fenced_in(path: Path) -> None:
    # 1.1 of 10; the network, which a bot needs, makes up most of it.
    scored = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=11", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert scored.returncode == 0, scored.stdout.splitlines()[-1]


def test_all_have_the_same_fences() -> None:
    assert len(SERVICES) == 3
    assert len({fences(path) for path in SERVICES}) == 1
    assert "UMask=0077" in fences(SERVICES[0])
    assert "WorkingDirectory=/var/lib/warmline" in fences(SERVICES[0])


def test_a_program_that_ends_badly_starts_again_and_one_with_bad_settings_does_not() -> None:
    service = unit(PACKAGING / "warmline.service")["Service"]
    assert service["Restart"] == "on-failure"
    assert service["RestartPreventExitStatus"] == "2"
    assert "TimeoutStopSec" in service


def test_each_timer_has_its_service() -> None:
    assert {path.stem for path in TIMERS} == {"warmline-backup", "warmline-doctor"}
    for path in TIMERS:
        assert path.with_suffix(".service") in SERVICES
        assert unit(path)["Timer"]["Persistent"] == "yes"


@pytest.mark.parametrize("script", ["install", "warmline"])
def test_the_scripts_can_be_read_and_run(script: str) -> None:
    path = PACKAGING / script
    assert path.stat().st_mode & 0o111
    subprocess.run(["sh", "-n", str(path)], check=True)
