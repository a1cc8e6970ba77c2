"""The line on which everything is tried, made once."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.fuzz.line import Line, make


@pytest.fixture(scope="package")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A line with people in every state."""
    found = asyncio.run(make(tmp_path_factory.mktemp("fuzz")))
    made = Line(*found)
    yield made
    made.close()
