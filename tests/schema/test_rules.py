"""Rules that the database itself holds, whoever writes."""

import psycopg
import pytest

from tests.builder import Builder

GRID = "MULTIPOLYGON(((114 30,114.01 30,114.01 30.01,114 30)))"
BOW_TIE = "MULTIPOLYGON(((114 30,115 31,115 30,114 31,114 30)))"


@pytest.fixture
def community(add: Builder) -> str:
    """A community of the national scheme; its code."""
    add(
        "area",
        scheme="cn",
        level="community",
        code="420117001001",
        name="红旗社区",
        full_name="红旗社区",
        geom=GRID,
    )
    return "420117001001"


def test_an_area_code_must_have_the_digits_of_its_scheme(add: Builder) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="area_code_fits_scheme"):
        add("area", scheme="cn", level="street", code="4201170", name="n", full_name="n")


def test_a_city_may_declare_a_scheme_of_its_own(conn: psycopg.Connection, add: Builder) -> None:
    conn.execute("INSERT INTO onemap.area_level VALUES ('tw-taipei', 'street', 7)")

    add("area", scheme="tw-taipei", level="street", code="6301200", name="北投區", full_name="臺北市北投區")


def test_a_unit_grid_code_begins_with_its_community(add: Builder, community: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="unit_grid_code"):
        add("unit_grid", code="420117009009001", community_code=community, geom=GRID)


def test_a_unit_grid_code_has_fifteen_digits(add: Builder, community: str) -> None:
    add("unit_grid", code=community + "001", community_code=community, geom=GRID)


def test_an_invalid_polygon_is_refused(add: Builder) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="geom_valid"):
        add("green", code="g", geom=BOW_TIE)


@pytest.mark.parametrize("point", ["POINT EMPTY", "POINT(nan 30)", "POINT(200 30)"])
def test_a_point_that_is_nowhere_is_refused(add: Builder, point: str) -> None:
    with pytest.raises(psycopg.errors.DatabaseError):
        add("poi", code="p", name="n", kind="k", geom=point)


def test_a_wrong_identity_number_is_refused(add: Builder, community: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="person_id_number"):
        add("person", code="p", name="王", id_number="110105194912310021", address_code=None)


def test_a_storey_zero_is_refused(add: Builder) -> None:
    with pytest.raises(psycopg.errors.DatabaseError):
        add("storey", code="s", number=0, label="0", building_code=None)


def test_mercator_geometry_is_kept_by_the_database(conn: psycopg.Connection, add: Builder) -> None:
    add("poi", code="p", name="n", kind="k", geom="POINT(114.8 30.84)")

    found = conn.execute("SELECT round(ST_X(geom_3857)), round(ST_Y(geom_3857)) FROM onemap.poi").fetchone()
    assert found == (12779478, 3611987)
