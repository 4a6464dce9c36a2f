"""Fixtures of the tile cache."""

import pytest

from tests.tiles.cache.world import GRIDS


@pytest.fixture(scope="session")
def grids():
    return GRIDS
