"""Texts to addresses: whole, and without the areas above the street."""

from random import Random

import psycopg
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from address.geocode import geocode
from address.reverse import reverse

SAMPLE = """
SELECT code, full_text, ST_X(geom), ST_Y(geom) FROM onemap.address
WHERE level = %s AND geom IS NOT NULL ORDER BY code
"""


@pytest.mark.parametrize("shortened", [False, True], ids=["whole", "without-city"])
def test_geocode_of_an_exact_address(
    benchmark: BenchmarkFixture, conn: psycopg.Connection, dice: Random, *, shortened: bool
) -> None:
    rooms = dice.sample(conn.execute(SAMPLE, ("room",)).fetchall(), 50)
    texts = [text.removeprefix("湖北省武汉市新洲区") if shortened else text for _, text, _, _ in rooms]

    found = benchmark(lambda: [geocode(conn, text, limit=1)[0] for text in texts])

    assert [one.address_code for one in found] == [code for code, _, _, _ in rooms]


def test_reverse_at_a_door_plate(benchmark: BenchmarkFixture, conn: psycopg.Connection, dice: Random) -> None:
    plates = dice.sample(conn.execute(SAMPLE, ("plate",)).fetchall(), 50)

    found = benchmark(lambda: [reverse(conn, x, y, limit=1)[0] for _, _, x, y in plates])

    assert max(one.distance or 0.0 for one in found) < 0.01
