"""Writing archives: read back by the library of PMTiles."""

import json
import random

import pytest
from pmtiles.reader import MemorySource, Reader, all_tiles
from pmtiles.tile import Compression, TileType, zxy_to_tileid

from layers.errors import Invalid
from tiles.archive import opened
from tiles.archive.writer import writing, zipped
from tiles.matrix import Box

CITY = Box(114.5, 30.5, 115.0, 31.0)
SAID = {"name": "一张图", "vector_layers": []}


def write(path, tiles, said=SAID):
    """An archive of tiles by number."""
    with writing(path) as out:
        for tile_id, data in tiles:
            out.add(tile_id, data)
        return out.finish(CITY, (3, 5), said)


def read(path):
    return Reader(MemorySource(path.read_bytes()))


def contents(path):
    return {zxy_to_tileid(*at): data for at, data in all_tiles(MemorySource(path.read_bytes()))}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "city.pmtiles"


def test_tiles_are_found_at_their_places(path):
    write(path, [(zxy_to_tileid(4, 3, 5), b"a"), (zxy_to_tileid(5, 30, 1), b"b")])
    assert [read(path).get(*at) for at in ((4, 3, 5), (5, 30, 1), (5, 0, 0))] == [b"a", b"b", None]


def test_what_is_said_of_it_is_there(path):
    write(path, [(zxy_to_tileid(4, 3, 5), b"a")])
    header = read(path).header()
    assert read(path).metadata() == SAID
    assert (header["tile_type"], header["tile_compression"]) == (TileType.MVT, Compression.GZIP)
    assert (header["min_lon_e7"], header["max_lat_e7"]) == (1_145_000_000, 310_000_000)
    assert (header["clustered"], header["min_zoom"], header["max_zoom"]) == (True, 4, 4)


def test_the_size_is_that_of_the_file(path):
    assert write(path, [(1, b"a")]) == path.stat().st_size


def test_the_same_bytes_are_kept_once_and_neighbours_share_an_entry(path):
    write(path, [(5, b"a"), (6, b"a"), (7, b"b"), (9, b"a")])
    header = read(path).header()
    assert (header["addressed_tiles_count"], header["tile_entries_count"]) == (4, 3)
    assert (header["tile_contents_count"], header["tile_data_length"]) == (2, 2)
    assert contents(path) == {5: b"a", 6: b"a", 7: b"b", 9: b"a"}


def test_tiles_may_be_too_many_for_one_directory(path):
    rng, number, tiles = random.Random(3), 0, {}
    for _ in range(30_000):
        number += rng.randrange(1, 400)
        tiles[number] = rng.randbytes(rng.randrange(1, 30))
    write(path, tiles.items())
    assert read(path).header()["leaf_directory_length"] > 0
    assert contents(path) == tiles
    with opened(path) as archive:
        assert dict(archive.tiles()) == tiles


def test_an_archive_may_be_empty(path):
    write(path, [])
    assert (contents(path), read(path).header()["max_zoom"], read(path).get(0, 0, 0)) == ({}, 5, None)


def test_what_is_broken_off_leaves_what_was_there(path):
    path.write_bytes(b"before")

    def broken_off():
        yield 1, b"a"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(path, broken_off())
    assert [(one.name, one.read_bytes()) for one in path.parent.iterdir()] == [("city.pmtiles", b"before")]


def test_nothing_lies_beside_a_finished_one(path):
    write(path, [(1, b"a")])
    assert list(path.parent.iterdir()) == [path]


def test_an_open_archive_stays_when_another_takes_its_place(path):
    write(path, [(1, b"old")])
    with opened(path) as archive:
        write(path, [(1, b"new")])
        assert list(archive.tiles()) == [(1, b"old")]


def test_the_same_tiles_are_the_same_file(path, tmp_path):
    other = tmp_path / "other.pmtiles"
    for target in (path, other):
        write(target, [(1, zipped(b"a" * 999)), (2, zipped(b"b" * 999))])
    assert path.read_bytes() == other.read_bytes()


def test_what_is_not_all_there_is_refused(path):
    write(path, [(1, b"a" * 99)])
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Invalid, match="no archive of tiles"), opened(path):
        pass


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"PMTiles",
        b"no archive at all, but long enough to have a header" * 9,
        b"PMTiles\3" + b"\xff" * 200,
        json.dumps({"a": 1}).encode() * 50,
    ],
)
def test_what_is_no_archive_is_refused(path, damaged):
    path.write_bytes(damaged)
    with pytest.raises(Invalid, match="no archive of tiles"), opened(path):
        pass
