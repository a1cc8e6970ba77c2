"""The line on which everything is tried, and the program that is sent everything, each made once."""

import asyncio
from collections.abc import Iterator

import pytest

from bot.intake import pace
from tests.fuzz.line import Line, make
from tests.fuzz.running import Running


@pytest.fixture(scope="package")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A line with people in every state."""
    found = asyncio.run(make(tmp_path_factory.mktemp("fuzz")))
    made = Line(*found)
    yield made
    made.close()


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A program with a webhook, in which one account may send more than anybody types."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pace, "AT_ONCE", 10**9)
        started = Running(tmp_path_factory.mktemp("running"))
        yield started
        started.close()
