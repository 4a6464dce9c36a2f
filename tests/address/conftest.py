"""Fixtures of the tests of the address library."""

import psycopg
import pytest

from tests.address.plot import Plot


@pytest.fixture
def plot(conn: psycopg.Connection) -> Plot:
    """Adds addresses at places in metres, and asks the checks about them."""
    return Plot(conn)
