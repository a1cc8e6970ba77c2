"""What every test may ask for, and on which database it runs."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests import dialects
from tests.databases import ON_POSTGRESQL, SERVER, databases
from tests.world import Stage, stage

dialects.compile_once()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Half as many again as there are processors: stories wait for the disk and for the clock as long as they count."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what is only about the other database, or needs a server that is not there; long ones first."""
    for item in items:
        if ON_POSTGRESQL and item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.skip(reason="about SQLite's file"))
        if not SERVER and item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason="needs a server at WARMLINE_TEST_POSTGRES"))
    # Else one processor is still at them when the others have nothing left to do.
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session", autouse=True)
def _shared() -> Iterator[None]:
    yield
    databases.close()


@pytest.fixture(autouse=True)
def _own() -> Iterator[None]:
    yield
    databases.forget()


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """The program running in a world of its own, on a Tuesday evening at 17:00."""
    async with stage(tmp_path) as set_up:
        yield set_up
