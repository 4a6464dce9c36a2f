"""The town that the tests of the care of grids are about."""

import pytest

from tests.builder import Builder
from tests.layers.grids_care.town import Town


@pytest.fixture
def town(add: Builder) -> Town:
    """Two communities of nine unit grids each, with nothing wrong."""
    return Town(add)
