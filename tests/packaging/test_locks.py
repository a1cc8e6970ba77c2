"""Both lock files say the same, and what pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked(name: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Each package of a lock file: its version with what it depends on, and its hashes."""
    entries = re.split(r"(?m)^(?=\S)", (ROOT / name).read_text(encoding="utf-8"))
    found = {}
    for entry in filter(None, entries):
        package, version = re.match(r"([\w.-]+)==([\w.]+)", entry).groups()  # type: ignore[union-attr]
        found[canonicalize_name(package)] = (version, frozenset(re.findall(r"--hash=sha256:(\w{64})", entry)))
    return found


EVERYTHING, RUNNING = locked("requirements.lock"), locked("requirements-run.lock")


def wanted(*extras: str) -> list[Requirement]:
    """What pyproject.toml asks for, with these extras."""
    asked = PROJECT["dependencies"] + [one for extra in extras for one in PROJECT["optional-dependencies"][extra]]
    return [Requirement(one) for one in asked]


def test_what_runs_is_what_was_tested() -> None:
    assert {name: EVERYTHING.get(name) for name in RUNNING} == RUNNING


def test_what_is_asked_for_is_locked() -> None:
    for requirement in wanted("test", "audit"):
        version, _ = EVERYTHING[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement
    for requirement in wanted():
        assert canonicalize_name(requirement.name) in RUNNING


def test_nothing_of_the_tests_runs_with_the_line() -> None:
    only_tests = {canonicalize_name(one.name) for one in wanted("test", "audit")}
    only_tests -= {canonicalize_name(one.name) for one in wanted()}
    assert only_tests.isdisjoint(RUNNING)


def test_everything_has_hashes() -> None:
    for name, (_, hashes) in (EVERYTHING | RUNNING).items():
        assert hashes, name
