"""Everything at a point: what covers it, what is near it, and nothing that the caller may not see."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_api.settings import CHECKOUT
from layers.catalogue import Catalogue, load
from layers.errors import Invalid
from layers.identify import identify

SQUARE = "POLYGON((114.79 30.83, 114.81 30.83, 114.81 30.85, 114.79 30.85, 114.79 30.83))"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load(CHECKOUT / "data" / "layers")


def test_what_covers_the_point_is_at_no_distance(conn, add, catalogue):
    add("building", code="B1", name="百货大楼", geom=SQUARE)
    (found,) = identify(conn, catalogue, 114.8, 30.84)
    assert (found.layer, found.title, found.code, found.name, found.metres) == (
        "building",
        "建筑",
        "B1",
        "百货大楼",
        0,
    )


def test_what_is_near_comes_nearest_first_in_metres(conn, add, catalogue):
    """0.00030 deg of longitude is 28.7 m here; 0.00028 deg of latitude is 31.0 m."""
    add("component", name="北", geom="POINT(114.8 30.84028)")
    add("component", name="东", geom="POINT(114.8003 30.84)")
    found = identify(conn, catalogue, 114.8, 30.84, radius=40)
    assert [(one.name, one.metres) for one in found] == [
        ("东", pytest.approx(28.71, abs=0.05)),
        ("北", pytest.approx(31.04, abs=0.05)),
    ]


def test_what_is_farther_than_the_radius_is_left_out(conn, add, catalogue):
    add("component", geom="POINT(114.8003 30.84)")
    assert [len(identify(conn, catalogue, 114.8, 30.84, radius=r)) for r in (28, 29)] == [0, 1]


def test_of_what_covers_the_point_the_top_of_the_drawing_comes_first(conn, add, catalogue):
    for table in ("green", "building", "component"):
        add(table, geom=SQUARE if table != "component" else "POINT(114.8 30.84)")
    assert [one.layer for one in identify(conn, catalogue, 114.8, 30.84)] == [
        "component",
        "building",
        "green",
    ]


def test_fields_that_are_not_open_are_left_out(conn, add, catalogue):
    add("event", description="说了什么", address_text="某人家", geom="POINT(114.8 30.84)")
    (found,) = identify(conn, catalogue, 114.8, 30.84)
    assert {"description", "address_text"}.isdisjoint(found.properties)


def test_internal_fields_are_there_for_insiders(conn, add, catalogue):
    add("event", description="说了什么", geom="POINT(114.8 30.84)")
    (found,) = identify(conn, catalogue, 114.8, 30.84, internal=True)
    assert found.properties["description"] == "说了什么"


def test_internal_layers_are_not_searched_for_the_public(conn, add, catalogue):
    add("camera", geom="POINT(114.8 30.84)")
    found = [len(identify(conn, catalogue, 114.8, 30.84, internal=who)) for who in (False, True)]
    assert found == [0, 1]


def test_columns_that_no_layer_file_names_are_not_served(conn, add, catalogue):
    add("component", source_key="secret", geom="POINT(114.8 30.84)")
    (found,) = identify(conn, catalogue, 114.8, 30.84)
    assert set(found.properties) <= set(catalogue.get("component").fields)


def test_a_layer_has_the_rows_of_its_kind_only(conn, add, catalogue):
    add("address", level="room", geom="POINT(114.8 30.84)")
    add("address", level="plate", name="1号", geom="POINT(114.8 30.84)")
    found = identify(conn, catalogue, 114.8, 30.84)
    assert [(one.layer, one.name) for one in found] == [("door_plate", "1号")]


def test_the_distance_of_an_area_is_that_of_its_edge(conn, add, catalogue):
    add("green", geom=SQUARE)
    (found,) = identify(conn, catalogue, 114.8102, 30.84, radius=25)
    assert found.metres == pytest.approx(19.14, abs=0.05)


@pytest.mark.parametrize("point", [(math.nan, 30.0), (114.0, math.inf), (181.0, 30.0), (114.0, 90.0)])
def test_what_is_no_point_is_refused(conn, catalogue, point):
    with pytest.raises(Invalid):
        identify(conn, catalogue, *point)


def test_without_layers_there_is_nothing(conn):
    assert identify(conn, Catalogue({}), 114.8, 30.84) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lon=st.floats(-180, 180), lat=st.floats(-85, 85), radius=st.floats(0, 500, allow_subnormal=False))
def test_any_point_of_the_map_gets_an_answer(conn, catalogue, lon, lat, radius):
    assert identify(conn, catalogue, lon, lat, radius=radius) == []
