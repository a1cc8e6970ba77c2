"""The wheel, installed where no source is, holds all that a line needs."""

import re
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from bot.migrations.upgrade import known

ROOT = Path(__file__).parents[2]
PARTS = ("bot", "handlers", "scheduling")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


class Installed(NamedTuple):
    """A fresh environment with the wheel in it, and an empty folder to work in."""

    bin: Path
    folder: Path
    wheel: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in the empty folder, with nothing of this process's environment."""
        return subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            cwd=self.folder,
            env={},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is packed, so that what an earlier build left behind is not packed too."""
    copy = tmp_path_factory.mktemp("source")
    for part in (*PARTS, "docs", "packaging"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ROOT.iterdir():
        if file.is_file() and not re.search(r"\.db|^\.env$|\.key$", file.name) and file.name != ".git":
            shutil.copy(file, copy)
    return copy


@pytest.fixture(scope="module")
def installed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, built and installed without a network; the libraries are those that the tests run with."""
    there = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "wheel", "--no-index", "--no-deps", "--no-build-isolation", "-w", str(there), str(source)], check=True
    )
    (wheel,) = there.glob("*.whl")
    venv.create(there / "venv", with_pip=False, symlinks=True)
    python = there / "venv/bin/python"
    subprocess.run(
        [*pip, "--python", str(python), "install", "--no-index", "--no-deps", str(wheel)], check=True, cwd=there
    )
    # A folder that a .pth file names is searched last, and the .pth files in it (an editable install) are not read.
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    libraries |= {path for path in sys.path if path.endswith("site-packages")}
    (next((there / "venv/lib").iterdir()) / "site-packages/libraries.pth").write_text("\n".join(sorted(libraries)))
    (there / "empty").mkdir()
    return Installed(there / "venv/bin", there / "empty", wheel)


def test_every_file_of_the_source_is_in_the_wheel_and_nothing_else(installed: Installed) -> None:
    with ZipFile(installed.wheel) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    there = {
        str(path.relative_to(ROOT))
        for part in PARTS
        for path in (ROOT / part).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == there
    assert {"bot/texts/en.ftl", "bot/texts/helplines.toml", "bot/rehearsal/page/index.html"} <= packed


def test_the_version_stands_in_one_place(installed: Installed) -> None:
    assert installed.wheel.name.startswith(f"warmline-{PROJECT['version']}-")
    for part in PARTS:
        for path in (ROOT / part).rglob("*.py"):
            assert f'"{PROJECT["version"]}"' not in path.read_text(encoding="utf-8"), path


def test_what_runs_is_the_wheel(installed: Installed) -> None:
    where = installed.run("python", "-c", "import bot, handlers, scheduling; print(bot.__file__, handlers.__file__)")
    assert where.returncode == 0, where.stderr
    assert all(str(installed.bin.parent) in path for path in where.stdout.split())


@pytest.mark.parametrize("command", [("warmline",), ("python", "-m", "bot")])
def test_both_ways_to_start_it_say_what_is_missing(installed: Installed, command: tuple[str, ...]) -> None:
    ended = installed.run(*command)
    assert ended.returncode == 2
    assert ended.stderr.startswith("TELEGRAM_BOT_TOKEN must be")


@contextmanager
def rehearsal(installed: Installed, *command: str) -> Iterator[str]:
    """A rehearsal on a free port, as the address that it prints."""
    with subprocess.Popen(
        [str(installed.bin / command[0]), *command[1:], "rehearse", "--port", "0", "--keep", "line.db"],
        cwd=installed.folder,
        env={},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            assert running.stdout is not None
            assert running.stderr is not None
            line = running.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", line)
            if address is None:
                pytest.fail(running.stderr.read())
            yield address[0]
        finally:
            running.terminate()
            running.communicate(timeout=30)
    assert running.returncode == 0


@pytest.mark.parametrize("command", [("warmline",), ("python", "-m", "bot")])
def test_a_rehearsal_runs_from_an_empty_folder(installed: Installed, command: tuple[str, ...]) -> None:
    with rehearsal(installed, *command) as address:
        for path, says in (("/", b"<html"), ("/page/page.js", b"fetch"), ("/page/style.css", b"{")):
            with urlopen(f"{address}{path}") as answer:
                assert says in answer.read()
    kept = installed.folder / "line.db"
    with sqlite3.connect(kept) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [(known()[-1],)]
        assert database.execute("SELECT count(*) FROM memberships").fetchone() == (5,)
    database.close()
    for file in installed.folder.iterdir():
        file.unlink()


def test_the_source_package_can_be_built_from(source: Path, tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-c", f"from setuptools.build_meta import build_sdist; print(build_sdist({str(tmp_path)!r}))"],
        cwd=source,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()[-1]
    with tarfile.open(tmp_path / made) as package:
        names = {name.partition("/")[2] for name in package.getnames()}
        package.extractall(tmp_path)
    for file in ("LICENSE", "README.md", ".env.example", "requirements-run.lock", "Dockerfile", "docs/README.md"):
        assert file in names
    assert not any(re.search(r"\.(db|env|key|pyc)$|^tests/", name) for name in names)
    subprocess.run(
        [sys.executable, "-m", "pip", "-q", "wheel", "--no-index", "--no-deps", "--no-build-isolation", "."],
        cwd=tmp_path / made.removesuffix(".tar.gz"),
        check=True,
    )
