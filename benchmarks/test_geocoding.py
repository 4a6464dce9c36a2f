"""The geocoder on texts made from the library: seeded, with what is right known for each."""

from itertools import islice

import psycopg
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from address.geocoder import Geocoder
from benchmarks.conftest import SEED
from benchmarks.geocoding.draft import Query
from benchmarks.geocoding.evaluate import ask
from benchmarks.geocoding.inside import prefixes
from benchmarks.geocoding.metrics import summary
from benchmarks.geocoding.noise import clean, noisy
from benchmarks.geocoding.rows import Library

COUNT = 1000


@pytest.fixture(scope="module")
def library(city: str) -> Library:
    """The rows that the texts are made from."""
    return Library.read(city)


@pytest.fixture(scope="module")
def geocoder(city: str) -> Geocoder:
    """A geocoder of all of them."""
    with psycopg.connect(city) as conn:
        return Geocoder.build(conn)


def shares(benchmark: BenchmarkFixture, geocoder: Geocoder, queries: list[Query]) -> dict[str, float]:
    """Percentages of right and of accepted answers."""
    return summary(benchmark.pedantic(ask, (lambda text: geocoder.geocode(text, limit=5), queries)))


def test_the_same_seed_gives_the_same_queries(library: Library) -> None:
    assert list(noisy(library, 100, SEED)) == list(noisy(library, 100, SEED))


def test_a_query_never_holds_a_code_that_the_library_does_not_have(library: Library) -> None:
    known = {*library.codes, *library.areas}

    assert all(known.issuperset(query.codes) for query in noisy(library, COUNT, SEED))


def test_clean_addresses(benchmark: BenchmarkFixture, geocoder: Geocoder, library: Library) -> None:
    found = shares(benchmark, geocoder, list(clean(library, COUNT, SEED)))

    assert found["in the library: top 1 right"] == 100


def test_noisy_texts(benchmark: BenchmarkFixture, geocoder: Geocoder, library: Library) -> None:
    found = shares(benchmark, geocoder, list(noisy(library, COUNT, SEED)))

    assert found["in the library: top 1 right"] >= 97
    assert found["all accepted: right"] >= 98
    assert found["not in the library: accepted"] <= 2


def test_suggestions_while_typing(benchmark: BenchmarkFixture, geocoder: Geocoder, library: Library) -> None:
    typed = list(islice(prefixes(library, COUNT, SEED), COUNT))

    found = benchmark(lambda: [geocoder.suggest(text) for text in typed])

    assert sum(map(bool, found)) > 0.95 * COUNT
