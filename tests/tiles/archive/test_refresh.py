"""Refreshing an archive: the same bytes as to make all of it anew, with less to do."""

import random
from itertools import count

import pytest

from tests.builder import Builder
from tests.tiles.archive.conftest import CLASSES, LAT, LON, line, point, square
from tiles.archive import export
from tiles.matrix import Box
from tiles.order import order

ZOOMS = range(9, 17)


class City:
    """Edits of all kinds, by chance."""

    def __init__(self, conn, seed):
        self.conn, self.rng, self.add = conn, random.Random(seed), Builder(conn)
        self.numbers = count(1000)
        self.edits = [
            self.draw,
            self.dig,
            self.move,
            self.rename,
            self.delete,
            self.many,
            self.far,
            self.found,
            self.relocate,
        ]

    def edit(self):
        with self.conn.transaction():
            for _ in range(self.rng.randrange(1, 5)):
                self.rng.choice(self.edits)()

    def draw(self):
        kind = self.rng.choice(CLASSES)
        self.add("road", code=f"R{next(self.numbers)}", geom=line(self.rng), **{"class": kind})

    def dig(self):
        self.dig_at(square(self.rng))

    def dig_at(self, place):
        self.add("water", code=f"W{next(self.numbers)}", geom=place)

    def move(self):
        self.some("UPDATE onemap.road SET geom = ST_Translate(geom, 0.01, -0.004)")

    def rename(self):
        self.some("UPDATE onemap.road SET name = name || '改', class = 'primary'")

    def delete(self):
        self.some("DELETE FROM onemap.road")

    def many(self):
        self.conn.execute("UPDATE onemap.water SET name = name || '大' WHERE id % 3 = 1")

    def far(self):
        lon, lat = LON + 2 + self.rng.random(), LAT + 1
        self.dig_at(f"POLYGON(({lon} {lat}, {lon + 0.1} {lat}, {lon} {lat + 0.1}, {lon} {lat}))")

    def found(self):
        self.add("poi", code=f"Q{next(self.numbers)}", geom=point(self.rng))

    def relocate(self):
        place, code = f"SRID=4490;{point(self.rng)}", f"P{self.rng.randrange(40)}"
        self.conn.execute("UPDATE onemap.poi SET geom = %s WHERE code = %s", (place, code))

    def some(self, statement):
        rest = self.rng.randrange(7)
        self.conn.execute(f"{statement} WHERE id % 7 = {rest} AND id % 2 = 0")


def of(tiles, box=None):
    return order(tiles, tiles.subject("road,water,poi"), ZOOMS, box)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("box", [None, Box(LON, LAT, LON + 0.011, LAT + 0.007)], ids=["all", "a part"])
def test_it_is_the_file_that_a_whole_export_writes(city, tiles, tmp_path, seed, box):
    refreshed, anew = tmp_path / "refreshed.pmtiles", tmp_path / "anew.pmtiles"
    world, wanted = City(city, seed), of(tiles, box)
    export(city, tiles, wanted, refreshed)
    for _ in range(3):
        world.edit()
        export(city, tiles, wanted, refreshed, refresh=True)
        export(city, tiles, wanted, anew)
        assert refreshed.read_bytes() == anew.read_bytes()


@pytest.fixture
def archive(city, tiles, tmp_path):
    """An archive of the city, and how it is refreshed."""
    path = tmp_path / "city.pmtiles"
    first = export(city, tiles, of(tiles), path)
    return lambda: (first, export(city, tiles, of(tiles), path, refresh=True))


def test_nothing_is_made_when_nothing_changed(archive):
    first, again = archive()
    assert (again.made, again.tiles, again.size) == (0, first.tiles, first.size)


def test_only_what_a_change_touches_is_made(city, archive):
    city.execute("UPDATE onemap.road SET name = '新' WHERE code = 'R1'")
    first, again = archive()
    assert 0 < again.made < first.made / 2


def test_a_change_of_other_tables_makes_nothing(city, archive):
    Builder(city)("camera", code="C1", geom=f"POINT({LON} {LAT})")
    first, again = archive()
    assert (again.made, again.seq > first.seq) == (0, True)


def test_when_too_many_rows_changed_to_tell_all_tiles_are_made(city, tiles, archive, monkeypatch):
    monkeypatch.setattr("tiles.cache.changes.MOST_ROWS", 10)
    city.execute("UPDATE onemap.road SET name = '新'")
    first, again = archive()
    assert again.made >= again.tiles == first.tiles


def test_when_all_is_gone_nothing_is_left(city, archive):
    city.execute("DELETE FROM onemap.road; DELETE FROM onemap.water; DELETE FROM onemap.poi")
    assert archive()[1].tiles == 0
