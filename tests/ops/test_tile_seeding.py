"""Filling the store beside workers: what is in it is what would be made now."""

import mapbox_vector_tile
import psycopg
import pytest

from gis_api.settings import CHECKOUT
from gis_api.tiling.codings import decoded
from gis_api.tiling.entries import source_of
from gis_api.tiling.seeding import Seeder
from layers import catalogue
from layers.changes import last_sequence
from tests.builder import Builder
from tests.conftest import copy
from tiles.cache import Spot
from tiles.cache.disk import Disk
from tiles.matrix import Box
from tiles.order import order
from tiles.vector import VectorTiles

CODINGS = ("gzip", "zstd")
LON, LAT = 114.8, 30.84
ZOOMS = range(13, 16)
RENAME = "UPDATE onemap.poi SET name = name || '改' WHERE code = 'P7'"


class Meddling(VectorTiles):
    """Something changes each time just after tiles were made, as often as is said."""

    def __init__(self, layers, meddle, times):
        super().__init__(layers)
        self.meddle, self.times = meddle, times

    def tiles(self, conn, subject, addresses, **named):
        made = super().tiles(conn, subject, addresses, **named)
        self.times -= 1
        if self.times >= 0:
            self.meddle()
        return made


@pytest.fixture(scope="module")
def layers():
    return catalogue.load(CHECKOUT / "data" / "layers")


@pytest.fixture
def there(scratch):
    """Some points of interest; a connection that commits."""
    with psycopg.connect(scratch, autocommit=True) as conn:
        add = Builder(conn)
        with conn.transaction():
            for n in range(60):
                add("poi", code=f"P{n}", name=f"点{n}", geom=f"POINT({LON + n / 3000} {LAT})")
        yield conn


@pytest.fixture
def seed(there, layers, tmp_path):
    """Seeds points of interest, or with what is said."""
    opened = []

    def seed(maker=None, conn=there, codings=CODINGS, box=None, progress=lambda *_: None):
        maker = maker or VectorTiles(layers)
        store = Disk(tmp_path, 10**8, maker.matrix_sets)
        opened.append(store)
        wanted = order(maker, maker.subject("poi"), ZOOMS, box)
        return Seeder(conn, maker, layers, store).seed(wanted, codings, progress)

    yield seed
    for store in opened:
        store.close()


@pytest.fixture
def kept(there, layers, tmp_path):
    """All tiles of the store by address and coding, decoded; those that would be made now beside them."""

    def kept():
        maker = VectorTiles(layers)
        subject, matrix = maker.subject("poi"), maker.matrix_set("WebMercatorQuad")
        source, store = source_of(subject, layers), Disk(tmp_path, 10**8, maker.matrix_sets)
        pairs = {}
        for z in ZOOMS:
            for at in matrix.span(Box(114.7, 30.8, 114.9, 30.9), z).tiles(z):
                for coding in CODINGS:
                    found = store.get(source, Spot(source.subject, *at), coding)
                    for named, body in found.bodies.items() if found else ():
                        now = maker.tile(there, subject, at).data
                        pairs[at, coding] = read(decoded(body, named)), read(now)
        store.close()
        return pairs

    return kept


def read(data):
    features = mapbox_vector_tile.decode(data).get("poi", {"features": []})["features"]
    return sorted((one["id"], sorted(one["properties"].items())) for one in features)


def is_true(pairs):
    return bool(pairs) and all(there == now for there, now in pairs.values())


def test_tiles_are_there_in_all_codings_and_right(seed, kept):
    done = seed()
    assert done.made == done.tiles > 3
    assert is_true(kept())
    assert len(kept()) == 2 * done.tiles


def test_only_what_is_missing_is_made(seed, there):
    first = seed(box=Box(LON, LAT - 0.001, LON + 0.001, LAT + 0.001))
    assert 0 < first.made < seed().made
    assert seed().made == 0


def test_another_coding_is_missing(seed):
    seed(codings=["gzip"])
    assert seed().made > 0


def test_it_goes_on_where_it_was_broken_off(seed):
    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seed(progress=stop)
    rest = seed()
    assert 0 < rest.made < rest.tiles


def test_a_change_while_a_tile_is_made_is_in_it(seed, kept, there, layers):
    seed(Meddling(layers, lambda: there.execute(RENAME), 2))
    assert is_true(kept())


def test_what_changes_all_the_time_is_left_out(seed, kept, there, layers):
    done = seed(Meddling(layers, lambda: there.execute(RENAME), 99))
    assert len(kept()) < 2 * done.tiles
    assert is_true(kept())


def test_a_change_after_it_takes_what_it_touches_when_the_log_is_read(seed, kept, there):
    seed()
    there.execute(RENAME)
    again = seed()
    assert 0 < again.made < again.tiles
    assert is_true(kept())


def test_the_store_is_as_far_as_the_log_was_read(seed, there, layers, tmp_path):
    seed()
    store = Disk(tmp_path, 10**8, {})
    assert store.applied().seq == last_sequence(there)
    store.close()


def test_tiles_of_another_database_go_first(seed, kept, server, template):
    seed()
    with psycopg.connect(copy(server, template), autocommit=True) as other:
        Builder(other)("poi", code="P1", geom=f"POINT({LON} {LAT})")
        seed(conn=other, box=Box(LON, LAT, LON + 0.0001, LAT + 0.0001))
    pairs = kept()
    assert {len(there) for there, _ in pairs.values()} <= {0, 1}
