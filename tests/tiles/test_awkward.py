"""Awkward geometry, keys and names in tiles, as a client decodes them."""

from collections.abc import Iterator
from typing import Any

import mapbox_vector_tile
import psycopg
import pytest
from sqlalchemy import Uuid

from tests.tiles import awkward
from tiles.grid import TileAddress
from tiles.vector import VectorTiles

KINDS = {
    "Point": "point point_z point_m on_the_corner on_the_edge_of_the_margin in_the_margin"
    " points_partly_beyond",
    "MultiPoint": "points collection_of_points",
    "LineString": "line line_z line_zm line_through line_along_the_edge line_with_doubles arc arc_and_line"
    " collection_in_a_collection",
    "MultiLineString": "line_in_and_out lines curves",
    "Polygon": "clockwise counter_clockwise polygon_z hole around_the_tile across_the_edge spike disc"
    " surfaces collection",
    "MultiPolygon": "island_in_a_hole bow_tie overlapping",
}
EXPECTED = {name: kind for kind, names in KINDS.items() for name in names.split()}
"""What each shape becomes; of all others nothing is in the tile."""


@pytest.fixture
def tiles(conn: psycopg.Connection) -> Iterator[VectorTiles]:
    awkward.create(conn)
    with awkward.known() as tiles:
        yield tiles


def features(
    tiles: VectorTiles, conn: psycopg.Connection, at: TileAddress = awkward.AT, **asked: Any
) -> dict[str, Any]:
    """The features of a tile by their code; rows count downward."""
    tile = tiles.tile(conn, tiles.subject(awkward.ODD_NAME, **asked), at)
    decoded = mapbox_vector_tile.decode(tile.data, default_options={"y_coord_down": True})
    return {one["properties"]["code"]: one for one in decoded[awkward.ODD_NAME]["features"]}


def area(ring: list[tuple[int, int]]) -> float:
    """Twice the area of a ring; positive when it runs clockwise on the screen."""
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, [*ring[1:], ring[0]], strict=True))


def test_every_shape_becomes_what_clients_can_draw(tiles: VectorTiles, conn: psycopg.Connection) -> None:
    found = {name: one["geometry"]["type"] for name, one in features(tiles, conn).items()}

    assert found == EXPECTED


@pytest.mark.parametrize("matrix", ["WorldCRS84Quad", "CGCS2000Quad", "CGCS2000GK114", "CGCS2000GK38"])
def test_no_shape_is_lost_in_another_matrix_set(
    tiles: VectorTiles, conn: psycopg.Connection, matrix: str
) -> None:
    (box,) = (
        conn.execute(
            "SELECT ARRAY[ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)] FROM (SELECT"
            " ST_Transform(ST_TileEnvelope(%s, %s, %s), 4490) AS e) AS tile",
            awkward.AT,
        ).fetchone()
        or ()
    )
    span = tiles.matrix_set(matrix).span(box, 13)
    assert span

    names = {name for at in span.tiles(13) for name in features(tiles, conn, at, matrix=matrix)}

    assert names >= EXPECTED.keys() - {"sliver"}


def test_shells_run_clockwise_on_the_screen_and_holes_do_not(
    tiles: VectorTiles, conn: psycopg.Connection
) -> None:
    found = features(tiles, conn)
    (shell, hole) = found["hole"]["geometry"]["coordinates"]

    assert area(shell) > 0 > area(hole)
    assert all(
        area(found[name]["geometry"]["coordinates"][0]) > 0 for name in ("clockwise", "counter_clockwise")
    )


def test_what_is_in_the_margin_ends_where_the_margin_ends(
    tiles: VectorTiles, conn: psycopg.Connection
) -> None:
    line = features(tiles, conn)["line_through"]

    assert sorted(line["geometry"]["coordinates"]) == [[-64, 2048], [4160, 2048]]


def test_values_are_what_clients_expect_of_their_type(tiles: VectorTiles, conn: psycopg.Connection) -> None:
    conn.execute("SET LOCAL timezone = 'Asia/Shanghai'; SET LOCAL datestyle = 'SQL, DMY'")

    properties = features(tiles, conn)["point"]["properties"]

    assert properties == {
        "code": "point",
        "amount": 12.5,
        "height": 0.1,
        "storeys": -2,
        "open": False,
        "day": "2026-07-01",
        "at": "2026-07-01T16:00:00+08:00",
        "token": "00000000-0000-0000-0000-00000000000a",
        "tags": '["a \\"b\\"","c"]',
        "about": '{"a": [1, null]}',
        awkward.ODD_NAME: "x",
    }


def test_whole_numbers_are_the_ids_of_features(tiles: VectorTiles, conn: psycopg.Connection) -> None:
    known: dict[str, int] = dict(conn.execute("SELECT code, id FROM onemap.awkward").fetchall())

    assert all(one["id"] == known[name] for name, one in features(tiles, conn).items())


def test_keys_that_are_no_numbers_are_a_property(conn: psycopg.Connection) -> None:
    awkward.create(conn)
    conn.execute("ALTER TABLE onemap.awkward DROP COLUMN id; ALTER TABLE onemap.awkward RENAME token TO id")
    with awkward.known(key=Uuid) as tiles:
        point = features(tiles, conn, properties=["code"])["point"]

    assert point["properties"] == {"code": "point", "id": "00000000-0000-0000-0000-00000000000a"}
    assert not point["id"]  # that is how the decoder says that there is none


@pytest.mark.parametrize("x", [0, 2**6 - 1])
def test_what_is_cut_at_the_antimeridian_is_on_both_sides_of_the_map(
    tiles: VectorTiles, conn: psycopg.Connection, x: int
) -> None:
    conn.execute(
        "INSERT INTO onemap.awkward (code, geom) VALUES ('both', 'SRID=4490;MULTIPOLYGON("
        "((179 0, 180 0, 180 1, 179 1, 179 0)), ((-180 0, -179 0, -179 1, -180 1, -180 0)))')"
    )

    (ring,) = features(tiles, conn, TileAddress(6, x, 31))["both"]["geometry"]["coordinates"]

    assert {column for column, _ in ring} & {0, 4096}


@pytest.mark.parametrize("z", range(7))
def test_what_reaches_far_beyond_the_area_of_use_breaks_no_tile_of_a_projected_set(
    tiles: VectorTiles, conn: psycopg.Connection, z: int
) -> None:
    conn.execute(
        "INSERT INTO onemap.awkward (code, geom) VALUES"
        " ('world', ST_MakeEnvelope(-180, -85, 180, 85, 4490)),"
        " ('antipodes', 'SRID=4490;LINESTRING(-66 0, 114 30)'), ('pole', 'SRID=4490;POINT(24 0)')"
    )
    matrix = tiles.matrix_set("CGCS2000GK114")
    columns, rows = matrix.size(z)
    subject = tiles.subject(awkward.ODD_NAME, matrix=matrix.id)

    made = tiles.tiles(conn, subject, [TileAddress(z, x, y) for x in range(columns) for y in range(rows)])

    assert any(tile.data for tile in made)
