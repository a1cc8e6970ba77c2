"""What every test may ask for, and on which database it runs."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.databases import ON_POSTGRESQL, SERVER, databases
from tests.world import Stage, stage


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what is only about the other database; what needs a server runs where there is one."""
    for item in items:
        if ON_POSTGRESQL and item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.skip(reason="about SQLite's file"))
        if not SERVER and item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason="needs a server at WARMLINE_TEST_POSTGRES"))


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
