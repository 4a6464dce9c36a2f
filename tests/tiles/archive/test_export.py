"""Exporting tiles: what is in the file is what the database has at one moment."""

import gzip
from dataclasses import replace

import mapbox_vector_tile
import psycopg
import pytest
from pmtiles.reader import MemorySource, Reader, all_tiles

from layers.catalogue import Catalogue
from layers.changes import last_sequence
from layers.errors import Conflict, Invalid, NotFound
from layers.filters import parse
from tests.builder import Builder
from tests.conftest import copy
from tiles.archive import export
from tiles.grid import TileAddress
from tiles.matrix import Box
from tiles.order import order
from tiles.vector import VectorTiles

ZOOMS = range(9, 16)
PRIMARY = parse("class = 'primary'")
CORNER = Box(114.800, 30.840, 114.805, 30.845)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "city.pmtiles"


@pytest.fixture
def write(standing, tiles, path):
    """Exports roads and water, or what is said instead."""

    def write(names="road,water", zooms=ZOOMS, box=None, maker=tiles, conn=standing, subject=None, **named):
        wanted = order(maker, maker.subject(names, **(subject or {})), zooms, box)
        return export(conn, maker, wanted, path, **named)

    return write


def read(path):
    return Reader(MemorySource(path.read_bytes()))


def contents(path):
    """All tiles by address, decoded."""
    found = all_tiles(MemorySource(path.read_bytes()))
    return {TileAddress(*at): decoded(gzip.decompress(data)) for at, data in found}


def decoded(data):
    """A tile, each layer's features in the order of their numbers."""
    layers = mapbox_vector_tile.decode(data)
    for layer in layers.values():
        layer["features"].sort(key=lambda one: one["id"])
    return layers


def features(path, layer, z=15):
    """Properties of all features of a layer at a zoom."""
    tiles = [tile for at, tile in contents(path).items() if at.z == z]
    return [one["properties"] for tile in tiles for one in tile.get(layer, {"features": []})["features"]]


def test_each_tile_is_what_the_service_gives(write, standing, tiles, path):
    assert write().tiles == len(contents(path)) > 10
    subject = tiles.subject("road,water")
    assert contents(path) == {at: decoded(tiles.tile(standing, subject, at).data) for at in contents(path)}


def test_no_tile_is_missing(write, standing, tiles, path):
    write(zooms=range(14, 15))
    subject, matrix = tiles.subject("road,water"), tiles.matrix_set("WebMercatorQuad")
    around = matrix.span(Box(114.7, 30.7, 115.0, 31.0), 14).tiles(14)
    assert {at for at in around if tiles.tile(standing, subject, at).data} == set(contents(path))


def test_layers_are_there_at_their_zooms_only(write, path):
    write("road,water,building", zooms=range(7, 10))
    assert {at.z: set(tile) for at, tile in contents(path).items()} == {9: {"road"}}
    assert [one["id"] for one in read(path).metadata()["vector_layers"]] == ["water", "road"]


def test_a_filter_and_properties_are_kept_to_and_said(write, path):
    write(subject={"filter": PRIMARY, "properties": ["class"]})
    assert {tuple(one.items()) for one in features(path, "road")} == {(("class", "primary"),)}
    own = read(path).metadata()["onemap"]
    assert (own["filter"], own["properties"]) == (PRIMARY.text, ["class"])
    roads = read(path).metadata()["vector_layers"][1]
    assert (roads["id"], set(roads["fields"])) == ("road", {"class"})


def test_only_tiles_that_a_box_touches_are_there(write, tiles, path):
    write(box=CORNER)
    span = tiles.matrix_set("WebMercatorQuad").span(CORNER, 15, 0.0)
    deepest = [at for at in contents(path) if at.z == 15]
    assert deepest
    assert all(span.has(at.x, at.y) for at in deepest)


def test_the_version_is_that_of_the_change_log(write, standing, path):
    assert write().seq == last_sequence(standing) == int(read(path).metadata()["version"])


def test_all_of_it_is_of_one_moment(write, city, path):
    write(conn=city)
    before = path.read_bytes()
    with psycopg.connect(city.info.dsn, autocommit=True) as other:
        write(conn=city, progress=lambda *_: other.execute("UPDATE onemap.road SET name = name || '改'"))
    assert path.read_bytes() == before


def test_what_is_broken_off_leaves_what_was_there(write, path):
    write()
    before = path.read_bytes()

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(progress=stop)
    assert (path.read_bytes(), list(path.parent.iterdir())) == (before, [path])


def test_how_far_it_is_is_told(write):
    heard = []
    done = write(progress=lambda *given: heard.append(given))
    assert heard[-1] == (done.made, done.made)


def test_what_is_nowhere_drawn_is_refused(write):
    with pytest.raises(Invalid, match="nothing is drawn at these zooms"):
        write("building", zooms=range(5))


def test_an_empty_layer_is_an_empty_archive(write, path):
    assert write("building", zooms=range(14, 16)).tiles == len(contents(path)) == 0


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"names": "road"}, "city.pmtiles has other layers"),
        ({"zooms": range(9, 15)}, "city.pmtiles has other zooms"),
        ({"box": CORNER}, "city.pmtiles has other bbox"),
        ({"subject": {"filter": PRIMARY}}, "city.pmtiles has other filter"),
        ({"subject": {"properties": ["name"]}}, "city.pmtiles has other properties"),
    ],
)
def test_only_the_same_can_be_refreshed(write, path, named, message):
    write()
    before = path.read_bytes()
    with pytest.raises(Conflict, match=message):
        write(**named, refresh=True)
    assert path.read_bytes() == before


def test_an_archive_of_another_database_is_not_refreshed(write, server, template):
    write()
    with psycopg.connect(copy(server, template), autocommit=True) as other:
        Builder(other)("road", code="R")
        with pytest.raises(Conflict, match="not of this database"):
            write(conn=other, refresh=True)


def test_an_archive_of_other_layer_files_is_not_refreshed(write, tiles):
    write()
    layers = {layer.name: layer for layer in tiles._catalogue}
    road = replace(layers["road"], where={"class": "primary"})
    with pytest.raises(Conflict, match="older than the layer files"):
        write(maker=VectorTiles(Catalogue(layers | {"road": road})), refresh=True)


def test_what_is_no_archive_is_not_refreshed(write, path):
    path.write_bytes(b"something else")
    with pytest.raises(Invalid, match="no archive of tiles"):
        write(refresh=True)


def test_a_layer_that_is_not_there_is_not_found(write):
    with pytest.raises(NotFound):
        write("nothing")
