"""Geometries of filters: their systems, the order of axes, and what is no geometry."""

import re

import psycopg
import pytest
import shapely
from psycopg import sql
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gis_api.settings import CHECKOUT
from layers.catalogue import Layer, load
from layers.errors import Invalid
from layers.filters import compile_filter, parse
from layers.filters.tree import Call, Shape

LAYERS = CHECKOUT / "data" / "layers"
EXPLAIN = "EXPLAIN SELECT id FROM onemap.{} WHERE {}"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
WRONG = [
    ("POINT(30.8 114.8)", "beyond the earth"),
    ("POINT(114.8)", "this is no geometry"),
    ("POINT(1 2 3 4 5)", "this is no geometry"),
    ("POINT(NaN 1)", "this is no geometry"),
    ("POINT(1e999 1)", "not a finite number"),
    ("POINT(0x10 1)", "this is no geometry"),
    ("POINT EMPTY", "empty|no geometry"),
    ("LINESTRING(1 1)", "this is no geometry"),
    ("LINESTRING(1 1, 1 1)", "not valid"),
    ("POLYGON((0 0, 2 2, 2 0, 0 2, 0 0))", "not valid: Self-intersection"),
    ("POLYGON((0 0, 1 0, 1 1))", "this is no geometry"),
    ("MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), EMPTY)", "empty|no geometry"),
    ("CIRCULARSTRING(0 0, 1 1, 2 0)", "no function"),
    ("BBOX(1, 2, 3)", "four numbers, or six"),
    ("BBOX(1, 4, 3, 2)", "lower left corner"),
    ("BBOX(1, 2, 3, a)", "finite number"),
    ("BBOX(-181, 2, 3, 4)", "beyond the earth"),
]


def shape(text: str, crs: str) -> BaseGeometry:
    tree = parse(f"S_INTERSECTS(geom, {text})", crs=crs).tree
    assert isinstance(tree, Call)
    found = tree.args[1]
    assert isinstance(found, Shape)
    return found.geometry


@pytest.mark.parametrize(("text", "why"), WRONG)
def test_what_is_no_geometry_is_refused(text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        parse(f"S_INTERSECTS(geom, {text})")


@pytest.mark.parametrize(
    ("crs", "text"),
    [
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "POINT(114.8 30.8)"),
        (f"{EPSG}4490", "POINT(30.8 114.8)"),
        ("urn:ogc:def:crs:EPSG::4326", "POINT(30.8 114.8)"),
        ("[EPSG:3857]", "POINT(12779477.54 3607105.46)"),
        ("EPSG:4547", "POINT(3409049.98 576592.87)"),
        (f"{EPSG}4490", "BBOX(30.8, 114.8, 30.8, 114.8)"),
    ],
)
def test_axes_come_in_the_order_of_their_system(crs: str, text: str) -> None:
    assert shape(text, crs).distance(shapely.Point(114.8, 30.8)) < 0.01


@pytest.mark.parametrize("crs", ["gcj02", "EPSG:99999", "EPSG:2385", "4490", "", "EPSG:4490; DROP"])
def test_a_system_that_is_not_known_is_refused(crs: str) -> None:
    with pytest.raises(Invalid):
        parse("a = 1", crs=crs)


def test_a_box_across_the_antimeridian_lies_on_both_sides() -> None:
    assert shape("BBOX(179, -1, -179, 1)", EPSG.replace("EPSG/0/", "OGC/1.3/CRS84")).area == pytest.approx(4)


def test_sides_of_a_projected_box_stay_what_they_were_on_the_ground() -> None:
    box = shape("BBOX(3300000, 400000, 3500000, 600000)", "EPSG:4547")

    assert isinstance(box, Polygon)
    assert len(box.exterior.coords) > 16


def test_a_collection_of_one_kind_is_brought_to_that_kind() -> None:
    crs = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

    assert shape("GEOMETRYCOLLECTION(POINT(1 1), MULTIPOINT(2 2, 3 3))", crs).geom_type == "MultiPoint"


def test_a_collection_of_several_kinds_has_no_border(layer: Layer) -> None:
    wanted = parse("S_TOUCHES(geom, GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(0 0, 1 0)))")

    with pytest.raises(Invalid, match="collection of several kinds"):
        compile_filter(wanted, layer)


@pytest.mark.parametrize("name", ["building", "component"])
@pytest.mark.parametrize("function", ["S_INTERSECTS", "S_WITHIN", "S_TOUCHES", "S_EQUALS"])
def test_the_index_of_places_is_used(conn: psycopg.Connection, name: str, function: str) -> None:
    served = load(LAYERS).get(name)
    condition, values = compile_filter(parse(f"{function}(geom, BBOX(114.8, 30.8, 114.9, 30.9))"), served)
    conn.execute("SET LOCAL enable_seqscan = off")
    plan = conn.execute(sql.SQL(EXPLAIN).format(sql.Identifier(name), condition), values).fetchall()

    assert f"{name}_geom" in str(plan)
    assert re.search(r"Index Cond: \(+geom && ", str(plan))
