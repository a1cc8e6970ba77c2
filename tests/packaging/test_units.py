"""The systemd units: that systemd can read them, and how little they may do."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
COMPOSE = PACKAGING / "warmline-compose@.service"  # for the host of containers; it runs nothing of Warmline's itself
SERVICES = [path for path in sorted(PACKAGING.glob("*.service")) if path != COMPOSE]
TIMERS = sorted(PACKAGING.glob("*.timer"))
PROGRAM = "/opt/warmline/bin/warmline"
DOCKER = "/usr/bin/docker"
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
    for path in (*SERVICES, *TIMERS, COMPOSE):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(
            text.replace(PROGRAM, "/bin/true").replace(DOCKER, "/bin/true"), encoding="utf-8"
        )
    (tmp_path / "docker.service").write_text("[Service]\nExecStart=/bin/true\n", encoding="utf-8")
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


def test_the_program_can_tell_what_it_uses() -> None:
    # Without /proc/stat prometheus-client gives no process_* figures, which docs/grafana.json shows.
    assert "process_" in (ROOT / "docs/grafana.json").read_text(encoding="utf-8")
    assert "ProcSubset" not in fences(SERVICES[0])
    assert "ProtectProc=invisible" in fences(SERVICES[0])


def test_a_program_that_ends_badly_starts_again_and_one_with_bad_settings_does_not() -> None:
    service = unit(PACKAGING / "warmline.service")["Service"]
    assert service["Restart"] == "on-failure"
    assert service["RestartPreventExitStatus"] == "2"
    assert "TimeoutStopSec" in service


def test_containers_start_with_the_machine_and_with_docker() -> None:
    whole = unit(COMPOSE)
    assert whole["Unit"]["Requires"] == "docker.service"
    assert "docker.service" in whole["Unit"]["After"].split()
    # Who requires Docker is stopped with it, as an update does, and only who is wanted by it comes back.
    assert whole["Install"]["WantedBy"].split() == ["multi-user.target", "docker.service"]
    service = whole["Service"]
    assert (service["Type"], service["RemainAfterExit"]) == ("oneshot", "yes")
    assert service["ExecStart"] == f"{DOCKER} compose up --detach"  # with the files that the folder's .env names
    assert service["ExecStop"] == f"{DOCKER} compose stop"
    assert (ROOT / "compose.yaml").is_file()  # what Compose takes when .env names none


def test_the_pages_say_how_containers_start_with_the_machine_and_how_not() -> None:
    hosting, stopping = ((ROOT / f"docs/{page}.md").read_text(encoding="utf-8") for page in ("hosting", "stopping"))
    name = COMPOSE.name.removesuffix(".service")
    folder = unit(COMPOSE)["Service"]["WorkingDirectory"].replace("%i", "hope-street")
    assert f"\ncp packaging/{COMPOSE.name} /etc/systemd/system/\n" in hosting
    assert f"\nsystemctl enable --now {name}hope-street\n" in hosting
    assert f" systemctl disable --now {name}hope-street\n" in stopping
    assert f"cd {folder}`" in hosting
    assert f"cd {folder}\n" in stopping


def test_a_machine_without_containers_gets_all_units_but_that_one() -> None:
    line = re.search(r"(?m)^install -m 0644 (.+) /etc/systemd/system/$", (PACKAGING / "install").read_text("utf-8"))
    assert line is not None
    taken = {path for pattern in line[1].split() for path in ROOT.glob(pattern)}
    assert taken == {*SERVICES, *TIMERS}


def test_the_last_backup_is_copied_and_opened_before_anything_is_deleted() -> None:
    page = (ROOT / "docs/stopping.md").read_text(encoding="utf-8")
    for way, copies, opens, deletes in (
        ("## For good", r"cp \S+/backups/FILE \S+/warmline\.key /mnt/", "restore /mnt/FILE", "rm -r /var/lib/warmline"),
        ("## In containers", r"cp warmline:/data/warmline\.key", "restore /last/FILE", "down --volumes"),
    ):
        part = re.split(r"(?m)^## ", page[page.index(way) + 3 :])[0]
        copied = re.search(copies, part)
        assert copied is not None
        assert copied.start() < part.index(opens) < part.index("--last-word") < part.index(deletes)


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
