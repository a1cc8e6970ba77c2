"""What every test may ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import Stage, stage


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    """The program running in a world of its own, on a Tuesday evening at 17:00."""
    async with stage(tmp_path) as set_up:
        yield set_up
