"""Single calls of the geocoder in the process, on the sample district: there, back, and while typing."""

from collections.abc import Iterator
from random import Random

import numpy as np
import psycopg
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from address.geocoder import Geocoder

SAMPLE = """
SELECT code, full_text, local_text, ST_X(geom), ST_Y(geom) FROM onemap.address
WHERE level = %s AND geom IS NOT NULL ORDER BY code
"""
MANY = 10_000


@pytest.fixture(scope="module")
def geocoder(city: str) -> Iterator[Geocoder]:
    with psycopg.connect(city) as conn:
        yield Geocoder.build(conn)


@pytest.mark.parametrize("shortened", [False, True], ids=["whole", "without-areas"])
def test_geocode_of_an_address(
    benchmark: BenchmarkFixture,
    geocoder: Geocoder,
    conn: psycopg.Connection,
    dice: Random,
    *,
    shortened: bool,
) -> None:
    rooms = dice.sample(conn.execute(SAMPLE, ("room",)).fetchall(), 50)
    texts = [local if shortened else full for _, full, local, _, _ in rooms]

    found = benchmark(lambda: [geocoder.geocode(text, limit=1)[0] for text in texts])

    right = [one.matched == local for one, (_, _, local, _, _) in zip(found, rooms, strict=True)]
    assert sum(right) >= (0.7 if shortened else 1.0) * len(rooms)  # without areas some are in two streets


def test_reverse_at_door_plates(
    benchmark: BenchmarkFixture, geocoder: Geocoder, conn: psycopg.Connection, dice: Random
) -> None:
    plates = dice.choices(conn.execute(SAMPLE, ("plate",)).fetchall(), k=MANY)
    lons, lats = (np.array([plate[n] for plate in plates]) for n in (3, 4))

    found = benchmark(geocoder.reverse_many, lons, lats)

    assert np.nanmax(found.distance) < 0.1


def test_suggest_while_a_road_is_typed(
    benchmark: BenchmarkFixture, geocoder: Geocoder, conn: psycopg.Connection, dice: Random
) -> None:
    roads = dice.sample(sorted({row[2] for row in conn.execute(SAMPLE, ("plate",)).fetchall()}), 50)

    found = benchmark(lambda: [geocoder.suggest(text[:3]) for text in roads])

    assert all(found)
