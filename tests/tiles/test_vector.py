"""Vector tiles hold what PostGIS has, and nothing that a caller may not see."""

from dataclasses import replace
from typing import Any

import mapbox_vector_tile
import psycopg
import pytest
from psycopg.rows import dict_row

from gis_api.settings import CHECKOUT
from layers.catalogue import Catalogue, load
from layers.errors import Invalid, NotFound
from layers.steps import Step
from tests.builder import Builder
from tiles.grid import TileAddress
from tiles.values import LABEL
from tiles.vector import VectorTiles

HERE = TileAddress(16, 53666, 26861)
"""A tile of 611 m in the middle of the sample district."""

BOX = """
SELECT ST_AsText(ST_Transform(ST_SetSRID(ST_MakePoint(
  ST_XMin(e) + %(right)s * (ST_XMax(e) - ST_XMin(e)), ST_YMax(e) - %(down)s * (ST_YMax(e) - ST_YMin(e))
), 3857), 4490), 9) FROM ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS e
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(CHECKOUT / "data" / "layers")


@pytest.fixture(scope="module")
def tiles(catalogue: Catalogue) -> VectorTiles:
    return VectorTiles(catalogue)


def place(conn: psycopg.Connection, right: float, down: float, tile: TileAddress = HERE) -> str:
    """A point of a tile as WKT; (0, 0) is its upper left corner, (1, 1) its lower right one."""
    (found,) = conn.execute(BOX, {"right": right, "down": down, **tile._asdict()}).fetchone() or ("",)
    return str(found)


def square(conn: psycopg.Connection, right: float, down: float, side: float) -> str:
    """A square as WKT, its upper left corner and its side in parts of a tile."""
    corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    points = [place(conn, right + a, down + b)[6:-1] for a, b in corners]
    return f"POLYGON(({', '.join(points)}))"


def decoded(
    tiles: VectorTiles,
    conn: psycopg.Connection,
    names: str,
    at: TileAddress = HERE,
    *,
    internal: bool = False,
) -> dict[str, Any]:
    """The features of a tile by layer, in the coordinates of the tile: rows count downward."""
    tile = tiles.tile(conn, tiles.select(names, internal=internal), at, internal=internal)
    layers = mapbox_vector_tile.decode(tile.data, default_options={"y_coord_down": True})
    return {name: layer["features"] for name, layer in layers.items()}


def test_a_point_is_where_it_is(tiles: VectorTiles, conn: psycopg.Connection, add: Builder) -> None:
    add("poi", geom=place(conn, 0.25, 0.75))

    (poi,) = decoded(tiles, conn, "poi")["poi"]

    assert poi["geometry"]["coordinates"] == pytest.approx([1024, 3072], abs=1)


def test_a_polygon_keeps_its_shape(tiles: VectorTiles, conn: psycopg.Connection, add: Builder) -> None:
    add("building", geom=square(conn, 0.5, 0.5, 0.25))

    (building,) = decoded(tiles, conn, "building")["building"]

    (ring,) = building["geometry"]["coordinates"]
    assert {tuple(point) for point in ring} == {(2048, 2048), (3072, 2048), (3072, 3072), (2048, 3072)}


def test_features_carry_id_and_the_named_fields_of_their_row(
    tiles: VectorTiles, conn: psycopg.Connection, add: Builder
) -> None:
    row = add(
        "building", geom=square(conn, 0.1, 0.1, 0.1), name="一号楼", height=12.5, storeys_above=4, use="住宅"
    )

    (building,) = decoded(tiles, conn, "building")["building"]

    assert building["id"] == row["id"]
    assert building["properties"] == {
        name: row[name] for name in ("code", "name", "use", "height", "storeys_above")
    }


def test_every_layer_gives_the_rows_that_its_table_has_there(
    tiles: VectorTiles, catalogue: Catalogue, conn: psycopg.Connection, add: Builder
) -> None:
    for table in ("building", "water", "green", "unit_grid", "duty_grid", "composite_grid"):
        add(table, geom=square(conn, 0.2, 0.2, 0.5))
    for table in ("poi", "component", "event", "sensor", "camera", "address"):
        add(table, geom=place(conn, 0.5, 0.5))
    layers = [layer for layer in catalogue.seen(internal=True) if layer.tiled and layer.zoom[1] >= HERE.z]

    found = decoded(tiles, conn, ",".join(layer.name for layer in layers), internal=True)

    for layer in layers:
        with conn.cursor(row_factory=dict_row) as cur:
            rows = cur.execute(f"SELECT * FROM onemap.{layer.table} WHERE geom IS NOT NULL").fetchall()
        kept = [row for row in rows if all(row[name] == value for name, value in layer.where.items())]
        assert {one["id"] for one in found.get(layer.name, [])} == {row["id"] for row in kept}


def test_a_layer_that_is_a_part_of_a_table_has_its_rows_only(
    tiles: VectorTiles, conn: psycopg.Connection, add: Builder
) -> None:
    street = add("area", code="420117001", geom=square(conn, 0.2, 0.2, 0.5))
    add("area", code="420117001001", geom=square(conn, 0.2, 0.2, 0.3))
    at = TileAddress(13, HERE.x >> 3, HERE.y >> 3)

    found = decoded(tiles, conn, "street", at)

    assert [one["id"] for one in found["street"]] == [street["id"]]


@pytest.mark.parametrize("away", [-0.01, 1.01])
def test_a_thing_just_beside_the_tile_is_in_its_margin(
    tiles: VectorTiles, conn: psycopg.Connection, add: Builder, away: float
) -> None:
    add("poi", geom=place(conn, away, 0.5))

    assert len(decoded(tiles, conn, "poi")["poi"]) == 1


@pytest.mark.parametrize("away", [-0.02, 1.02])
def test_a_thing_beyond_the_margin_is_not(
    tiles: VectorTiles, conn: psycopg.Connection, add: Builder, away: float
) -> None:
    add("poi", geom=place(conn, away, 0.5))

    assert decoded(tiles, conn, "poi") == {}


def test_a_row_without_a_place_is_in_no_tile(
    tiles: VectorTiles, conn: psycopg.Connection, add: Builder
) -> None:
    add("event", geom=None)

    assert decoded(tiles, conn, "event", TileAddress(10, HERE.x >> 6, HERE.y >> 6)) == {}


def test_times_are_rfc_3339(tiles: VectorTiles, conn: psycopg.Connection, add: Builder) -> None:
    add("event", geom=place(conn, 0.5, 0.5), reported_at="2026-07-01T08:00:00+08:00")
    conn.execute("SET LOCAL timezone = 'Asia/Shanghai'; SET LOCAL datestyle = 'SQL, DMY'")

    (event,) = decoded(tiles, conn, "event")["event"]

    assert event["properties"]["reported_at"] == "2026-07-01T08:00:00+08:00"


def test_no_tile_has_a_field_that_is_not_open(
    tiles: VectorTiles, catalogue: Catalogue, conn: psycopg.Connection, add: Builder
) -> None:
    add("event", geom=place(conn, 0.5, 0.5), description="张三报称", address_text="某路5号")
    add("component", geom=place(conn, 0.5, 0.5), note="内部")
    names = ",".join(layer.name for layer in catalogue.seen() if layer.tiled)

    found = decoded(tiles, conn, names)

    served = {
        name: {key for one in features for key in one["properties"]} for name, features in found.items()
    }
    assert all(
        keys <= {field.name for field in catalogue.get(name).visible()} for name, keys in served.items()
    )


def test_the_label_of_an_area_belongs_into_the_tile_of_its_middle(
    tiles: VectorTiles, conn: psycopg.Connection, add: Builder
) -> None:
    add("unit_grid", geom=square(conn, 0.3, 0.3, 1.2))

    marked = [
        (right, down)
        for right, down in ((0, 0), (1, 0), (0, 1), (1, 1))
        for one in decoded(tiles, conn, "unit_grid", TileAddress(16, HERE.x + right, HERE.y + down))[
            "unit_grid"
        ]
        if LABEL in one["properties"]
    ]

    assert marked == [(0, 0)]


def test_what_is_smaller_than_a_pixel_is_left_out_of_low_zooms(
    tiles: VectorTiles, conn: psycopg.Connection, add: Builder
) -> None:
    low = TileAddress(9, HERE.x >> 7, HERE.y >> 7)
    large = add("green", geom=square(conn, 0.5, 0.5, 1.0))
    add("green", geom=square(conn, 0.5, 0.5, 0.2))

    assert [one["id"] for one in decoded(tiles, conn, "green", low)["green"]] == [large["id"]]


def test_nothing_is_too_small_for_high_zooms(
    tiles: VectorTiles, conn: psycopg.Connection, add: Builder
) -> None:
    add("green", geom=square(conn, 0.5, 0.5, 0.0008))

    assert len(decoded(tiles, conn, "green")["green"]) == 1


@pytest.mark.parametrize(("z", "classes"), [(9, {"motorway"}), (12, {"motorway", "residential"})])
def test_small_roads_wait_for_their_zoom(
    tiles: VectorTiles, conn: psycopg.Connection, add: Builder, z: int, classes: set[str]
) -> None:
    line = f"LINESTRING({place(conn, 0.1, 0.1)[6:-1]}, {place(conn, 0.9, 0.9)[6:-1]})"
    for name in ("motorway", "residential", "service"):
        add("road", geom=line, **{"class": name})

    found = decoded(tiles, conn, "road", TileAddress(z, HERE.x >> 16 - z, HERE.y >> 16 - z))

    assert {one["properties"]["class"] for one in found["road"]} == classes


@pytest.mark.parametrize("z", [12, 16])
def test_a_tile_that_is_too_full_keeps_the_largest_and_says_so(
    catalogue: Catalogue, conn: psycopg.Connection, add: Builder, z: int
) -> None:
    sizes = {
        add("water", geom=square(conn, 0.1, 0.1, side))["id"]: side for side in (0.2, 0.5, 0.1, 0.4, 0.3)
    }
    at = TileAddress(z, HERE.x >> 16 - z, HERE.y >> 16 - z)

    water = replace(catalogue.get("water"), steps=(Step((z, z), cap=2),))
    tiles = VectorTiles(Catalogue({"water": water, "road": catalogue.get("road")}))
    cut = tiles.tile(conn, tiles.select("water,road"), at).cut
    kept = {sizes[one["id"]] for one in decoded(tiles, conn, "water,road", at)["water"]}

    assert (cut, kept) == ({"water": (2, 5)}, {0.5, 0.4})


def test_layers_come_once_and_in_drawing_order(tiles: VectorTiles) -> None:
    assert [layer.name for layer in tiles.select("poi,road,poi,water")] == ["water", "road", "poi"]


@pytest.mark.parametrize("names", ["", "roads", "road,", "person", "camera", "department", "road;--", "ROAD"])
def test_layers_that_are_not_drawn_or_not_open_are_not_found(tiles: VectorTiles, names: str) -> None:
    with pytest.raises(NotFound):
        tiles.select(names)


def test_too_many_layers_are_refused(tiles: VectorTiles) -> None:
    with pytest.raises(Invalid):
        tiles.select(",".join(f"layer{n}" for n in range(33)))


@pytest.mark.parametrize(
    "at", [(15, 2**15, 0), (15, 0, 2**15), (15, -1, 0), (-1, 0, 0), (10**9, 0, 0), (23, 0, 0)]
)
def test_tiles_outside_the_grid_are_not_found(
    tiles: VectorTiles, conn: psycopg.Connection, at: tuple[int, int, int]
) -> None:
    with pytest.raises(NotFound):
        tiles.tile(conn, tiles.select("road"), TileAddress(*at))


def test_zooms_at_which_no_layer_is_drawn_are_not_found(tiles: VectorTiles, conn: psycopg.Connection) -> None:
    with pytest.raises(NotFound, match="zoom 13"):
        tiles.tile(conn, tiles.select("building,poi"), TileAddress(13, 0, 0))
