"""The index of addresses: how long it takes to make, to open, and to follow changes of the library."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import psycopg
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from address.geocoder import Geocoder
from address.index.build import build
from address.index.follow import Overlay
from address.index.kept import store
from address.index.segment import Segment
from address.index.source import read
from layers.indexing.log import snapshot
from layers.indexing.parts import Parts

PLATES = "SELECT id FROM onemap.address WHERE level = 'plate' AND state = 'active' ORDER BY id"
MOVE = "UPDATE onemap.address SET geom = ST_Translate(geom, 1e-6, 0) WHERE id = ANY (%s)"


@pytest.fixture
def writer(city: str) -> Iterator[psycopg.Connection]:
    """Commits: to follow a change it has to be there."""
    with psycopg.connect(city, autocommit=True) as conn:
        yield conn


@pytest.fixture
def parts(writer: psycopg.Connection) -> Parts:
    """An index of the city, in memory."""
    with snapshot(writer):
        return build(read(writer))


def test_making_an_index(benchmark: BenchmarkFixture, writer: psycopg.Connection, tmp_path: Path) -> None:
    def make() -> Path:
        with snapshot(writer):
            return store(tmp_path).save(build(read(writer)))

    made = benchmark.pedantic(make, rounds=1)

    with store(tmp_path).open_current() as version:
        benchmark.extra_info["addresses"] = Segment(version.parts).size
        benchmark.extra_info["bytes"] = sum(file.st_size for file in version.files.values())
        assert version.path == made


def test_opening_an_index(benchmark: BenchmarkFixture, parts: Parts, tmp_path: Path) -> None:
    store(tmp_path).save(parts)

    def opened() -> Geocoder:
        with store(tmp_path).open_current() as version:
            return Geocoder(Segment(version.parts))

    assert benchmark(opened).base.size == len(parts.arrays["id"])


@pytest.mark.parametrize("count", [1, 100, 1000])
def test_changes_until_they_are_found(
    benchmark: BenchmarkFixture, parts: Parts, writer: psycopg.Connection, dice: Random, count: int
) -> None:
    plates = [number for (number,) in writer.execute(PLATES)]
    changed = dice.sample(plates, min(count, len(plates)))

    def change() -> tuple[tuple[Overlay], dict[str, object]]:
        overlay = Overlay(Segment(parts))
        writer.execute(MOVE, (changed,))
        return (overlay,), {}

    def follow(overlay: Overlay) -> Geocoder:
        overlay.catch_up(writer)
        benchmark.extra_info["with what is below"] = len(overlay.view.gone)
        return Geocoder(*overlay.view)

    geocoder = benchmark.pedantic(follow, setup=change, rounds=3, warmup_rounds=1)

    assert geocoder.fresh
    assert set(changed) <= set(geocoder.fresh.id)
