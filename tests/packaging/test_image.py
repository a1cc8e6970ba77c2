"""What can be said of the image and of the compose files without an engine that runs them."""

import re
import shlex
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
STEPS = [line.split(maxsplit=1) for line in DOCKERFILE.splitlines() if line.strip() and not line.startswith("#")]
FINAL = STEPS[max(number for number, (step, _) in enumerate(STEPS) if step == "FROM") :]
COMPOSE = {
    name: yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    for name in ("compose.yaml", "compose.postgres.yaml")
}
SERVICES = [(file, name, service) for file, whole in COMPOSE.items() for name, service in whole["services"].items()]
BOTS = [service for _, name, service in SERVICES if name != "database"]
HOSTING = (ROOT / "docs/hosting.md").read_text(encoding="utf-8")
PAGES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))


def let_through(path: str) -> bool:
    """Whether .dockerignore lets a file at the top into the image's build; its last rule that fits decides."""
    decided = True
    for rule in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if rule and not rule.startswith("#") and fnmatch(path, rule.removeprefix("!")):
            decided = rule.startswith("!")
    return decided


def final(step: str) -> list[str]:
    """What stands after a step's name in the last stage."""
    return [rest for name, rest in FINAL if name == step]


def test_every_file_that_is_copied_is_there_and_let_through() -> None:
    sources = [
        source
        for step, rest in STEPS
        if step == "COPY" and not rest.startswith("--from")
        for source in shlex.split(rest)[:-1]
    ]
    assert {"bot", "handlers", "scheduling", "requirements-run.lock"} <= set(sources)
    assert [source for source in sources if not (ROOT / source).exists() or not let_through(source)] == []


@pytest.mark.parametrize(
    "secret", [".env", "warmline.db", "warmline.db-wal", "warmline.key", "backups", ".git", "tests"]
)
def test_what_is_nobodys_business_stays_out(secret: str) -> None:
    assert not let_through(secret)


def test_no_secret_is_in_a_layer() -> None:
    for step, rest in STEPS:
        if step in ("ENV", "ARG", "LABEL"):
            assert not re.search(r"TOKEN|PASSWORD|SECRET|KEY|COORDINATORS", rest)


def test_the_base_is_pinned_to_a_release() -> None:
    assert re.search(r"(?m)^ARG BASE=python:3\.\d+\.\d+-slim-\w+$", DOCKERFILE)
    assert all(rest.split()[0] == "${BASE}" for step, rest in STEPS if step == "FROM")


def test_whatever_is_installed_has_a_hash_or_comes_from_here() -> None:
    installs = [part for part in re.split(r"&&|\n", DOCKERFILE) if re.search(r"\bpip\b.*\b(install|wheel)\b", part)]
    assert len(installs) == 4
    assert all("--require-hashes" in part or "--no-index" in part for part in installs)


def test_what_makes_the_wheel_is_found_in_the_lock() -> None:
    lines, inside = [], False
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        inside = inside or line.startswith("setuptools==")
        if inside:
            lines.append(line)
            inside = line.endswith("\\")
    assert r"sed -n '/^setuptools==/,/[^\\]$/p'" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert len(lines) > 1
    assert all("--hash=sha256:" in line for line in lines[1:])


def test_it_runs_as_nobody_in_particular_and_writes_in_one_place() -> None:
    assert final("USER") == ["10001:10001"]
    assert final("WORKDIR") == final("VOLUME") == ["/data"]
    environment = dict(re.findall(r"(\w+)=(\S+)", final("ENV")[0]))
    assert environment["HOME"] == "/data"
    assert environment["PYTHONDONTWRITEBYTECODE"] == "1"
    settings = Settings(_env_file=None, telegram_bot_token=SecretStr("1:x"), database_url=environment["DATABASE_URL"])
    assert settings.database_url == "sqlite+aiosqlite:////data/warmline.db"
    assert environment["LISTEN"].startswith("127.0.0.1:")
    port = environment["LISTEN"].rpartition(":")[2]
    assert f"http://127.0.0.1:{port}/healthz" in final("HEALTHCHECK")[0]
    assert final("STOPSIGNAL") == ["SIGTERM"]
    assert final("ENTRYPOINT") == ['["warmline"]']


@pytest.mark.parametrize(("file", "name", "service"), SERVICES, ids=[f"{file}-{name}" for file, name, _ in SERVICES])
def test_each_container_can_do_as_little_as_possible(file: str, name: str, service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert any(folder.startswith("/tmp:") for folder in service["tmpfs"])
    named = {volume.partition(":")[0] for volume in service["volumes"]}
    assert named <= set(COMPOSE[file]["volumes"])
    assert "healthcheck" in service or service["build"] == "."


def test_a_wished_stop_lasts_and_the_database_comes_back_with_docker() -> None:
    # After the last word the bot ends with 0, so "unless-stopped" would open the line again at once.
    assert [bot["restart"] for bot in BOTS] == ["on-failure"] * len(BOTS)
    databases = [service for _, name, service in SERVICES if name == "database"]
    assert [database["restart"] for database in databases] == ["unless-stopped"]


def test_a_build_in_one_folder_changes_no_line_in_another() -> None:
    assert {bot["image"] for bot in BOTS} == {"${COMPOSE_PROJECT_NAME:-warmline}"}


def test_what_the_pages_put_into_env_for_compose_is_there() -> None:
    files = set(re.findall(r"(?m)^echo COMPOSE_FILE=(\S+) >> \.env$", PAGES))
    assert files == {"compose.postgres.yaml"}
    profiles = {profile for bot in BOTS for profile in bot.get("profiles", [])}
    assert set(re.findall(r"(?m)^echo COMPOSE_PROFILES=(\S+) >> \.env$", PAGES)) == profiles
    # A file or a profile named by hand would be missing where systemd starts the line.
    assert not re.search(r"docker compose (?:-f|--file|--profile)\b", PAGES)
    for port in re.findall(r"`(\w*PORT)=\d+`", HOSTING):
        assert "${" + port + ":-" in (ROOT / "compose.postgres.yaml").read_text(encoding="utf-8")


def test_the_pages_speak_of_services_and_folders_that_are_there() -> None:
    option = r"(?:-[vev] \S+|--entrypoint \w+|--rm|-T|--wait|-d|--build)"
    named = re.findall(rf"docker compose (exec|run|up)(?: {option})*(?: ([a-z]+)\b(.*))?", PAGES)
    services = set(COMPOSE["compose.postgres.yaml"]["services"])
    assert {command for command, _, _ in named} == {"exec", "run", "up"}
    assert {service for _, service, _ in named} - {""} <= services
    assert all(service for command, service, _ in named if command != "up")
    # By /data is meant the volume: where the database, the key and the backups of the image are.
    assert {volume.partition(":")[2] for bot in BOTS for volume in bot["volumes"]} == {"/data"}
    assert not re.search(r"docker compose .*warmline:/(?!data/)", PAGES)


def test_who_brings_files_in_is_who_runs_there() -> None:
    owners = set(re.findall(r"(?m)^ *chown -R (\S+) ", PAGES))
    assert owners == set(final("USER"))


def test_a_settings_change_makes_a_new_container() -> None:
    # "restart" keeps the environment that the container was made with.
    assert not re.search(r"(?m)^ *docker compose restart", PAGES)


@pytest.mark.parametrize("bot", BOTS)
def test_the_settings_in_the_compose_files_are_settings(bot: dict[str, Any]) -> None:
    given = {name.lower(): re.sub(r"\$\{.*?\}", "secret", value) for name, value in bot["environment"].items()}
    assert set(given) <= set(Settings.model_fields)
    assert bot["env_file"] == ".env"
    Settings(_env_file=None, telegram_bot_token=SecretStr("1:x"), **given)


def test_no_password_is_written_down() -> None:
    for _, _, service in SERVICES:
        for name, value in service["environment"].items():
            if re.search("PASSWORD|DATABASE_URL", name) and "sqlite" not in value:
                assert "${POSTGRES_PASSWORD:?" in value


def test_a_standby_is_the_same_on_the_same_database_and_only_when_asked_for() -> None:
    services = COMPOSE["compose.postgres.yaml"]["services"]
    assert services["standby"]["profiles"] == ["standby"]
    differs = {key for key in services["standby"] if services["standby"][key] != services["warmline"].get(key)}
    assert differs == {"profiles", "ports"}
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert len(published) == len(set(published)) == 2  # a port of its own for each
    assert services["warmline"]["depends_on"] == {"database": {"condition": "service_healthy"}}


def test_what_containers_say_does_not_fill_the_disk() -> None:
    for _, name, service in SERVICES:
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}, name
