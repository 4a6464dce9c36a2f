"""What tiles are made of: who asks for the same gets the same, and what is asked for is in the tile."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import mapbox_vector_tile
import psycopg
import pytest
import shapely

from gis_api.settings import CHECKOUT
from layers.catalogue import load
from layers.changes import last_sequence
from layers.errors import Invalid, NotFound
from layers.filters import parse, parse_interval
from tests.builder import Builder
from tests.tiles.test_vector import HERE, place, square
from tiles.grid import TileAddress
from tiles.matrix import Box, tiles_touching
from tiles.subject import Subject
from tiles.vector import MOST_TILES, VectorTiles

TILES = VectorTiles(load(CHECKOUT / "data" / "layers"))
DAY = datetime(2026, 7, 1, tzinfo=UTC)


def ids(conn: psycopg.Connection, at: TileAddress = HERE, names: str = "poi", **asked: Any) -> set[int]:
    tile = TILES.tile(conn, TILES.subject(names, **asked), at)
    return {one["id"] for layer in mapbox_vector_tile.decode(tile.data).values() for one in layer["features"]}


def carried(conn: psycopg.Connection, names: str, **asked: Any) -> dict[str, Any]:
    tile = TILES.tile(conn, TILES.subject(names, **asked), HERE)
    (layer,) = mapbox_vector_tile.decode(tile.data).values()
    return dict(layer["features"][0]["properties"])


CLOSED = """
INSERT INTO onemap_history.poi
SELECT (jsonb_populate_record(NULL::onemap_history.poi, to_jsonb(poi)
        || jsonb_build_object('valid_from', %s::timestamptz, 'valid_to', %s::timestamptz))).* FROM onemap.poi
"""
EASTWARD = "UPDATE onemap_history.poi SET geom_3857 = ST_Translate(geom_3857, 2000, 0)"


def close(conn: psycopg.Connection, start: datetime, end: datetime) -> None:
    """Give the one point of interest a closed version, which lay some tiles further east."""
    conn.execute(CLOSED, (start, end))
    conn.execute(EASTWARD)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"names": "poi,road"}, {"names": "road,poi,poi"}),
        ({"properties": ["kind", "name", "kind"]}, {"properties": ["name", "kind"]}),
        ({"filter": parse("name = '甲'")}, {"filter": parse("name='甲'")}),
        ({"as_of": DAY}, {"as_of": DAY.astimezone(timezone(timedelta(hours=8)))}),
        (
            {"during": parse_interval("2026-07-01T00:00:40Z")},
            {"during": parse_interval("2026-07-01T00:00:50Z")},
        ),
    ],
)
def test_who_asks_for_the_same_has_equal_subjects(one: dict[str, Any], two: dict[str, Any]) -> None:
    first, second = (TILES.subject(**({"names": "poi"} | asked)) for asked in (one, two))

    assert (first, first.key) == (second, second.key)


def test_who_asks_for_something_else_has_another_key() -> None:
    subjects = [
        Subject(("poi",)),
        Subject(("poi", "road")),
        Subject(("poi",), "CGCS2000Quad"),
        Subject(("poi",), internal=True),
        Subject(("poi",), properties=()),
        Subject(("poi",), properties=("name",)),
        Subject(("poi",), filter=parse("name = 'a'")),
        Subject(("poi",), during=parse_interval("../2026-07-01T00:00:00Z")),
        Subject(("poi",), as_of=DAY),
    ]

    assert len({one.key for one in subjects}) == len(subjects)


@pytest.mark.parametrize(
    "asked",
    [
        {"properties": ["nothing"]},
        {"properties": ["description"], "names": "event"},
        {"filter": parse("nothing = 1")},
        {"filter": parse("description = 'a'"), "names": "event"},
        {"as_of": DAY, "during": parse_interval("2026-07-01T00:00:00Z")},
    ],
)
def test_what_nobody_has_or_may_see_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        TILES.subject(**({"names": "poi"} | asked))


def test_a_matrix_set_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound, match="matrix set"):
        TILES.subject("poi", matrix="WebMercatorQuad;--")


def test_properties_are_those_that_were_asked_for(conn: psycopg.Connection, add: Builder) -> None:
    add("building", geom=square(conn, 0.2, 0.2, 0.2), use="住宅", year_built=1999)

    assert carried(conn, "building", properties=["year_built", "use"]) == {"use": "住宅", "year_built": 1999}


def test_no_property_may_be_asked_for_too(conn: psycopg.Connection, add: Builder) -> None:
    add("building", geom=square(conn, 0.2, 0.2, 0.2))

    assert carried(conn, "building", properties=[]) == {}


def test_a_filter_chooses_rows(conn: psycopg.Connection, add: Builder) -> None:
    wanted = add("poi", geom=place(conn, 0.5, 0.5), name="100% 甲'\"")
    add("poi", geom=place(conn, 0.5, 0.5), name="乙")

    assert ids(conn, filter=parse("name = '100% 甲''\"'")) == {wanted["id"]}


def test_a_filter_leaves_layers_alone_that_lack_what_it_names(conn: psycopg.Connection, add: Builder) -> None:
    add("event", geom=place(conn, 0.5, 0.5), state="reported")
    shop = add("poi", geom=place(conn, 0.5, 0.5))

    assert ids(conn, names="poi,event", filter=parse("state = 'closed'")) == {shop["id"]}


def test_filters_that_differ_in_values_only_share_a_text() -> None:
    texts = {
        TILES._statement(TILES.subject("poi", filter=parse(f"name = '{name}'")), 16, None).text
        for name in ("甲", "乙", "%(x)s $1 --")
    }

    assert len(texts) == 1


def test_tiles_of_the_past_have_what_was_there_then(conn: psycopg.Connection, add: Builder) -> None:
    row = add("poi", geom=place(conn, 0.1, 0.1), valid_from=DAY)
    close(conn, DAY - timedelta(days=9), DAY)

    then, before = DAY - timedelta(days=1), DAY - timedelta(days=10)

    assert [ids(conn, as_of=at) for at in (None, DAY, then, before)] == [
        {row["id"]},
        {row["id"]},
        set(),
        set(),
    ]
    assert ids(conn, HERE._replace(x=HERE.x + 3), as_of=then) == {row["id"]}


@pytest.mark.parametrize(
    ("days", "there", "here"), [("1/9", 0, 1), ("1/3", 1, 0), ("../2", 1, 0), ("5/..", 0, 1), ("../1", 0, 0)]
)
def test_a_row_that_moved_in_a_time_is_where_it_was_last(
    conn: psycopg.Connection, add: Builder, days: str, there: int, here: int
) -> None:
    add("poi", geom=place(conn, 0.1, 0.1), valid_from=DAY + timedelta(days=4))
    close(conn, DAY + timedelta(days=0.5), DAY + timedelta(days=4))
    ends = (end if end == ".." else f"2026-07-0{end}T00:00:00Z" for end in days.split("/"))

    during = parse_interval("/".join(ends))

    assert len(ids(conn, HERE._replace(x=HERE.x + 3), during=during)) == there
    assert len(ids(conn, during=during)) == here


def test_several_tiles_of_one_query_are_those_of_single_ones(conn: psycopg.Connection, add: Builder) -> None:
    for right in (-0.5, 0.5, 1.5):
        add("building", geom=square(conn, right, 0.5, 0.9))
        add("poi", geom=place(conn, right, 1.0))
    near = [TileAddress(16, HERE.x + x, HERE.y + y) for x in (-2, -1, 0, 1) for y in (0, 1)]
    subject = TILES.subject("building,poi")

    assert TILES.tiles(conn, subject, near) == [TILES.tile(conn, subject, at) for at in near]


@pytest.mark.parametrize(
    "addresses", [[HERE, TileAddress(15, 0, 0)], [HERE._replace(x=x) for x in range(MOST_TILES + 1)]]
)
def test_too_many_tiles_or_zooms_in_one_query_are_refused(
    conn: psycopg.Connection, addresses: list[TileAddress]
) -> None:
    with pytest.raises(Invalid):
        TILES.tiles(conn, TILES.subject("poi"), addresses)


def test_no_addresses_give_no_tiles(conn: psycopg.Connection) -> None:
    assert TILES.tiles(conn, TILES.subject("poi"), []) == []


def test_a_tile_says_which_changes_it_knows_of(scratch: str) -> None:
    subject = TILES.subject("poi")
    with psycopg.connect(scratch, autocommit=True) as conn, psycopg.connect(scratch) as writer:
        Builder(writer)("poi")
        before = TILES.tile(conn, subject, HERE).made_at
        writer.commit()

        assert (before, TILES.tile(conn, subject, HERE).made_at) == (0, last_sequence(conn))
        assert last_sequence(conn) > 0


@pytest.mark.parametrize("matrix", TILES.matrix_sets)
@pytest.mark.parametrize("scale", [9, 12, 16])
def test_a_point_is_where_it_is_in_every_matrix_set(
    conn: psycopg.Connection, add: Builder, matrix: str, scale: int
) -> None:
    row = add("event", geom="POINT(114.8123 30.8456)")
    chosen = TILES.matrix_set(matrix)
    z = next(z for z in chosen.zooms if chosen.scale(z) == max(scale, 10))
    span = chosen.span(Box(114.8123, 30.8456, 114.8123, 30.8456), z, 0.0)
    assert span
    at = next(span.tiles(z))
    (x, y) = conn.execute(
        "SELECT ST_X(p), ST_Y(p) FROM ST_Transform(ST_Point(114.8123, 30.8456, 4490), %s::int) AS p",
        (chosen.crs.epsg,),
    ).fetchone() or (0, 0)
    west, _, _, north = chosen.bounds(at)
    unit = chosen.cell(z) / 16

    tile = TILES.tile(conn, TILES.subject("event", matrix=matrix), at)

    (event,) = mapbox_vector_tile.decode(tile.data, default_options={"y_coord_down": True})["event"][
        "features"
    ]
    assert event["id"] == row["id"]
    assert event["geometry"]["coordinates"] == pytest.approx([(x - west) / unit, (north - y) / unit], abs=1)


def test_the_middle_of_an_area_is_in_one_tile_of_a_projected_set(
    conn: psycopg.Connection, add: Builder
) -> None:
    grid = shapely.from_wkt(square(conn, 0.3, 0.3, 1.2))
    add("unit_grid", geom=grid.wkt)
    subject = TILES.subject("unit_grid", matrix="CGCS2000GK114")
    near = list(tiles_touching(TILES.matrix_set(subject.matrix), grid, 17))

    made = [mapbox_vector_tile.decode(tile.data)["unit_grid"] for tile in TILES.tiles(conn, subject, near)]

    assert sum("_label" in layer["features"][0]["properties"] for layer in made) == 1


def test_beyond_the_area_of_use_tiles_are_empty(conn: psycopg.Connection, add: Builder) -> None:
    add("event", geom="POINT(121 31)")
    subject = TILES.subject("event", matrix="CGCS2000GK114")

    assert not any(
        tile.data for tile in TILES.tiles(conn, subject, [TileAddress(10, x, 160) for x in range(26)])
    )


@pytest.mark.parametrize("matrix", TILES.matrix_sets)
@pytest.mark.parametrize("at", [None, DAY])
@pytest.mark.parametrize("z", [10, 15])
def test_every_layer_is_looked_for_by_an_index(
    conn: psycopg.Connection, matrix: str, at: datetime | None, z: int
) -> None:
    conn.execute("SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan")
    chosen = TILES.matrix_set(matrix)
    column = "geom_3857" if matrix == "WebMercatorQuad" else "geom"
    whole = [layer for layer in TILES._catalogue.seen() if layer.tiled and not layer.where]
    drawn = [layer for layer in whole if layer.zoom[0] <= chosen.scale(z) <= layer.zoom[1]]
    subject = TILES.subject(",".join(layer.name for layer in drawn), matrix=matrix, as_of=at)
    statement = TILES._statement(subject, z, None)
    given = ("{0,0,0,0,0,0,0,0}", *statement.values)

    with psycopg.RawCursor(conn) as cur:
        plan = "\n".join(line for (line,) in cur.execute(b"EXPLAIN " + statement.text, given))

    assert all(f"{layer.table}_{column}" in plan for layer in drawn)
    assert "Seq Scan" not in plan
