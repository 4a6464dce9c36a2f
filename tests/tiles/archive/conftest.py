"""A small city in a database of its own, that commits."""

import random
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from layers import catalogue
from tests.builder import Builder
from tests.conftest import copy
from tiles.vector import VectorTiles

LON, LAT = 114.80, 30.84
CLASSES = ("primary", "residential", "service")


def line(rng: random.Random) -> str:
    """A street somewhere in the city."""
    lon, lat = LON + rng.random() / 50, LAT + rng.random() / 50
    return f"LINESTRING({lon} {lat}, {lon + rng.random() / 200} {lat + rng.random() / 200})"


def point(rng: random.Random) -> str:
    """A place somewhere in the city."""
    return f"POINT({LON + rng.random() / 50} {LAT + rng.random() / 50})"


def square(rng: random.Random) -> str:
    """A pond somewhere in the city."""
    lon, lat, side = LON + rng.random() / 50, LAT + rng.random() / 50, 0.0001 + rng.random() / 1000
    return (
        f"POLYGON(({lon} {lat}, {lon + side} {lat}, {lon + side} {lat + side}, {lon} {lat + side}, "
        f"{lon} {lat}))"
    )


@pytest.fixture(scope="session")
def town(server: str, template: str) -> str:
    """Name of a database with streets, ponds and points of interest, that others are copied from."""
    dsn, rng = copy(server, template), random.Random(7)
    with psycopg.connect(dsn) as conn:
        add = Builder(conn)
        for n in range(80):
            add("road", code=f"R{n}", name=f"路{n}", geom=line(rng), **{"class": rng.choice(CLASSES)})
        for n in range(20):
            add("water", code=f"W{n}", name=f"湖{n}", geom=square(rng))
        for n in range(40):
            add("poi", code=f"P{n}", geom=point(rng))
    return str(conninfo_to_dict(dsn)["dbname"])


@pytest.fixture
def city(server: str, town: str) -> Iterator[psycopg.Connection]:
    """A city of one test's own; a connection that commits."""
    with psycopg.connect(copy(server, town), autocommit=True) as conn:
        yield conn


@pytest.fixture(scope="session")
def standing(server: str, town: str) -> Iterator[psycopg.Connection]:
    """A city that no test changes."""
    with psycopg.connect(copy(server, town), autocommit=True) as conn:
        yield conn


@pytest.fixture(scope="session")
def tiles() -> VectorTiles:
    """The maker of tiles of this project's layers."""
    return VectorTiles(catalogue.load(Path(__file__).parents[3] / "data" / "layers"))
