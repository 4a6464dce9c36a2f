"""Fixtures of the tests of the address library."""

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from tests.address.gold_city import City, open_city
from tests.address.gold_district import CITIES
from tests.address.plot import Plot


@pytest.fixture
def plot(conn: psycopg.Connection) -> Plot:
    """Adds addresses at places in metres, and asks the checks about them."""
    return Plot(conn)


@pytest.fixture(scope="session")
def cities(server: str, template: str) -> Iterator[dict[str, City]]:
    """The two cities of tests/gold."""
    with ExitStack() as stack:
        yield {city: open_city(stack, server, template, city) for city in CITIES}
