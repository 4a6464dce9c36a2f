"""Planned grids in the database: what is read, written, replaced and left alone."""

import psycopg
import pytest
from psycopg.rows import scalar_row
from shapely import LineString, box

from layers.errors import Conflict, Invalid, NotFound
from layers.grids.divide_plan import Wishes, plan_grids
from layers.grids.divide_write import write_grids
from tests.builder import Builder
from tests.layers.grids.town import degrees

STREET = "420117001"
COMMUNITY = "420117001001"
HERE = "POINT(114.801 30.851)"


def wkt(shape):
    """A geometry in metres as text in degrees."""
    return degrees([shape])[0].wkt


@pytest.fixture
def place(add):
    """A street of two communities of 9 hectares each, with a road, a house and an event."""
    add("area", code=COMMUNITY, name="东社区", geom=wkt(box(0, 0, 300, 300)))
    add("area", code="420117001002", name="西社区", geom=wkt(box(300, 0, 600, 300)))
    add("road", geom=wkt(LineString([(0, 150), (600, 150)])))
    add("building", geom=wkt(box(100, 140, 130, 160)))
    add("address", geom=HERE)
    return add


def written(conn, area=STREET, replace=False, **wishes):
    """Plan an area and write it."""
    plan = plan_grids(conn, area, Wishes(**wishes))
    return write_grids(conn, plan, replace=replace, actor="test", reason="trial")


def column(conn, query):
    """The first column of what a query gives."""
    with conn.cursor(row_factory=scalar_row) as cur:
        return cur.execute(query).fetchall()


def test_grids_are_written_with_their_duty_grids(conn, place):
    done = written(conn)

    assert (done.unit_grids, done.duty_grids) == (16, 2)
    assert column(conn, "SELECT min(code) FROM onemap.unit_grid") == ["420117001001001"]
    assert column(conn, "SELECT name FROM onemap.duty_grid ORDER BY code")[0] == "东社区第1责任网格"


def test_addresses_and_events_are_part_of_the_load(conn, place):
    place("event", geom=HERE)
    plan = plan_grids(conn, STREET, Wishes())

    assert {name: amount.sum() for name, amount in plan.parts.items() if name != "area"} == {
        "addresses": 1,
        "events": 1,
    }


def test_duty_grids_of_a_street_have_its_code(conn, place):
    written(conn, within="street", units=18)

    assert column(conn, "SELECT code FROM onemap.duty_grid") == [f"{STREET}Z01"]
    assert column(conn, "SELECT community_code FROM onemap.duty_grid") == [None]


def test_grids_that_are_there_are_not_replaced_unasked(conn, place):
    written(conn)

    with pytest.raises(Conflict, match="has 16 unit grids already"):
        written(conn)


def test_one_community_can_be_divided_anew(conn, place):
    written(conn)
    done = written(conn, COMMUNITY, replace=True)

    assert (done.unit_grids, done.replaced) == (8, 8)
    assert column(conn, "SELECT count(*) FROM onemap.unit_grid") == [16]


def test_each_old_grid_is_followed_by_the_one_that_most_of_it_lies_in(conn, place):
    written(conn)
    written(conn, COMMUNITY, replace=True)
    pairs = dict(conn.execute("SELECT old_code, new_code FROM onemap.grid_succession").fetchall())

    assert pairs["420117001001001"] == "420117001001009"


def test_an_event_keeps_the_grid_of_its_time(conn, place):
    written(conn)
    place("event", code="4201172026070100001", geom=HERE, unit_grid_code="420117001001007")
    written(conn, replace=True)

    assert column(conn, "SELECT unit_grid_code FROM onemap.event") == ["420117001001007"]


def test_a_component_gets_its_new_grid(conn, place):
    place("component", geom=wkt(box(10, 10, 11, 11).centroid))
    assert written(conn).components == 1

    before = column(conn, "SELECT unit_grid_code FROM onemap.component")
    written(conn, replace=True)
    assert column(conn, "SELECT unit_grid_code FROM onemap.component") > before


def test_body_and_people_of_a_duty_grid_go_to_the_one_in_its_place(conn, place):
    written(conn)
    place("department", code="B1")
    conn.execute("UPDATE onemap.duty_grid SET body_code = 'B1' WHERE community_code = %s", (COMMUNITY,))
    place("grid_duty", grid_kind="duty", grid_code=f"{COMMUNITY}Z01")
    written(conn, replace=True)

    assert column(conn, "SELECT grid_code FROM onemap.grid_duty") == [f"{COMMUNITY}Z02"]
    assert column(conn, f"SELECT body_code FROM onemap.duty_grid WHERE code = '{COMMUNITY}Z02'") == ["B1"]


def test_a_unit_grid_lies_in_the_composite_grid_that_is_there(conn, place):
    place("composite_grid", code="D01", geom=wkt(box(0, 0, 600, 300)))
    written(conn)

    assert column(conn, "SELECT DISTINCT composite_grid_code FROM onemap.unit_grid") == ["D01"]


def test_a_duty_grid_that_reaches_further_is_not_torn(conn, place):
    written(conn, within="street", units=18)

    with pytest.raises(Conflict, match="reach beyond area"):
        written(conn, COMMUNITY, replace=True)


def test_codes_of_grids_long_gone_are_not_given_again(scratch):
    with psycopg.connect(scratch) as conn:
        Builder(conn)("area", code=COMMUNITY, geom=wkt(box(0, 0, 100, 100)))
        written(conn)
        conn.commit()
        conn.execute("DELETE FROM onemap.unit_grid")
        conn.execute("DELETE FROM onemap.duty_grid")
        conn.commit()
        written(conn)

        assert column(conn, "SELECT code FROM onemap.unit_grid") == [f"{COMMUNITY}002"]
        assert column(conn, "SELECT code FROM onemap.duty_grid") == [f"{COMMUNITY}Z02"]


def test_the_change_log_knows_who_divided_and_why(scratch):
    with psycopg.connect(scratch) as conn:
        Builder(conn)("area", code=COMMUNITY, geom=wkt(box(0, 0, 100, 100)))
        written(conn)
        conn.commit()
        logged = conn.execute("SELECT actor, reason FROM onemap.change_log WHERE layer = 'unit_grid'")

        assert logged.fetchall() == [("test", "trial")]


def test_an_unknown_area_is_not_found(conn):
    with pytest.raises(NotFound, match="no area '999999'"):
        plan_grids(conn, "999999", Wishes())


def test_an_area_whose_communities_have_no_outline_cannot_be_divided(conn, add):
    add("area", code=COMMUNITY)

    with pytest.raises(Invalid, match="has an outline"):
        plan_grids(conn, STREET, Wishes())


def test_a_part_of_the_load_that_does_not_exist_is_refused(conn, place):
    with pytest.raises(Invalid, match="no weights"):
        plan_grids(conn, STREET, Wishes(weights={"people": 1.0}))
