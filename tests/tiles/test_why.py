"""Why a tile is slow or large."""

import json

import psycopg
import pytest
from mapbox_vector_tile import encode

from gis_api import cli
from gis_api.settings import CHECKOUT
from layers.catalogue import load
from layers.errors import NotFound
from tests.builder import Builder
from tiles.grid import TileAddress
from tiles.vector import VectorTiles
from tiles.why import explain, weigh

HERE = TileAddress(16, 53666, 26861)
POINT = "POINT(114.8018 30.8339)"


@pytest.fixture(scope="module")
def tiles():
    return VectorTiles(load(CHECKOUT / "data" / "layers"))


def _tile(*properties):
    features = [{"geometry": "POINT(1 1)", "properties": one} for one in properties]
    return encode([{"name": "a", "features": features}])


def test_the_parts_of_a_layer_are_all_of_it():
    (layer,) = weigh(_tile({"name": "路" * 50, "n": 5}, {"name": "x"}))
    assert sum(layer.columns.values()) == layer.size
    assert min(layer.columns.values()) >= 0


def test_a_value_that_many_features_have_weighs_once():
    (once,), (often,) = weigh(_tile({"name": "x" * 90})), weigh(_tile(*[{"name": "x" * 90}] * 5))
    assert often.columns["name"] - once.columns["name"] == 4 * 2


def test_an_empty_tile_weighs_nothing():
    assert weigh(b"") == []


def test_the_heaviest_column_comes_first():
    (layer,) = weigh(_tile({"name": "x" * 900, "n": 5}))
    assert next(iter(layer.columns)) == "name"


def test_each_layer_of_a_query_is_told_apart(conn, tiles):
    found, _ = explain(conn, tiles, tiles.subject("road,poi"), HERE, ranked=False)
    assert {one.layer for one in found} == {"road", "poi"}


def test_rows_that_fit_are_counted(conn, tiles, add):
    at = TileAddress(14, 13416, 6715)
    bounds = tiles.matrix_sets["WebMercatorQuad"].bounds(at)
    middle = "SELECT ST_AsText(ST_Transform(ST_SetSRID(ST_MakePoint(%s, %s), 3857), 4490))"
    (point,) = conn.execute(middle, [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]).fetchone()
    add("poi", code="P1", geom=point)
    ((poi,), _) = explain(conn, tiles, tiles.subject("poi"), at, ranked=True)
    assert (poi.kept, poi.read >= 1) == (1, True)


def test_a_tile_that_is_not_there_is_not_explained(conn, tiles):
    with pytest.raises(NotFound):
        explain(conn, tiles, tiles.subject("poi"), TileAddress(1, 5, 5), ranked=False)


@pytest.fixture
def run(scratch, tmp_path, monkeypatch, capsys):
    """Runs `onemap tiles why` on a database with one point of interest."""
    with psycopg.connect(scratch) as conn:
        Builder(conn)("poi", code="P1", geom=POINT)
    monkeypatch.setenv("ONEMAP_DSN", scratch)
    monkeypatch.setenv("ONEMAP_HOME", str(tmp_path))

    def run(*given):
        monkeypatch.setattr("sys.argv", ["onemap", "tiles", "why", *given])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, capsys.readouterr()

    return run


def test_machines_are_told_by_json(run):
    status, said = run("15/26833/13430", "poi", "--json")
    found = json.loads(said.out)
    assert (status, found["layers"][0]["layer"], found["stored"]) == (0, "poi", [])


def test_people_are_told_by_a_table(run):
    _, said = run("15/26833/13430", "poi", "--matrix", "WebMercatorQuad")
    assert "shared store: not there" in said.out


def test_what_is_no_tile_is_told_in_one_line(run):
    status, said = run("15/x/1", "poi")
    assert (status, said.err.splitlines()[0]) == (1, "onemap: '15/x/1' is no tile")
