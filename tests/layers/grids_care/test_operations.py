"""Unit grids split, merged and moved: all of it or nothing, and nothing is forgotten."""

import psycopg
import pytest
from shapely import LineString

from layers.changes import act_as
from layers.errors import Conflict, GisError, Invalid, NotFound
from layers.events import event
from layers.grids.check import findings
from layers.grids.check_measure import square_metres
from layers.grids.findings import page, recheck
from layers.grids.operations import merge, move, split
from layers.grids.operations_read import unit_grid
from tests.layers.grids_care.town import COMPOSITE, DUTY, DX, DY, EAST, LAT, LON, WEST, Town, cells

MIDDLE = f"{WEST}005"


def line(x: float, y: float, to_x: float, to_y: float) -> LineString:
    """A straight line, in widths of a grid from the northwest corner of the town."""
    return LineString([(LON + x * DX, LAT - y * DY), (LON + to_x * DX, LAT - to_y * DY)])


DOWN = line(1.3, 0.9, 1.3, 2.1)


def codes(conn: psycopg.Connection, community: str = WEST) -> list[str]:
    query = "SELECT right(code, 3) FROM onemap.unit_grid WHERE community_code = %s ORDER BY code"
    return [code for (code,) in conn.execute(query, (community,))]


def test_the_parts_of_a_split_grid_get_codes_after_the_highest(conn: psycopg.Connection, town: Town) -> None:
    done = split(conn, MIDDLE, DOWN)
    assert (done.retired, done.codes) == ([MIDDLE], [f"{WEST}010", f"{WEST}011"])


def test_parts_are_numbered_from_west_to_east(conn: psycopg.Connection, town: Town) -> None:
    split(conn, MIDDLE, DOWN)
    assert town.shape("unit_grid", f"{WEST}010").equals(cells(1, 1, 1.3, 2))


def test_parts_inherit_what_the_grid_belonged_to(conn: psycopg.Connection, town: Town) -> None:
    town.set("unit_grid", MIDDLE, "land_use", "居住")
    town.set("unit_grid", MIDDLE, "name", "红旗005号")
    split(conn, MIDDLE, DOWN)
    row = "(duty_grid_code, composite_grid_code, land_use, name)::text"
    found = town.value(f"SELECT {row} FROM onemap.unit_grid WHERE code = %s", f"{WEST}010")
    assert found == f"({DUTY[WEST]},{COMPOSITE[WEST]},居住,红旗010号)"


def test_areas_of_parts_are_measured(conn: psycopg.Connection, town: Town) -> None:
    split(conn, MIDDLE, DOWN)
    area = town.value("SELECT area_m2 FROM onemap.unit_grid WHERE code = %s", f"{WEST}010")
    assert area == pytest.approx(square_metres(cells(1, 1, 1.3, 2)), abs=0.1)


def test_a_retired_code_is_never_given_again(conn: psycopg.Connection, town: Town) -> None:
    done = split(conn, MIDDLE, DOWN)
    assert merge(conn, done.codes).codes == [f"{WEST}012"]


def test_a_code_of_the_history_is_never_given_again(conn: psycopg.Connection, town: Town) -> None:
    town.unit(f"{WEST}777", cells(0, 0, 1, 1))
    town.remove(f"{WEST}777")
    assert split(conn, MIDDLE, DOWN).codes == [f"{WEST}778", f"{WEST}779"]


def test_used_up_codes_are_said(conn: psycopg.Connection, town: Town) -> None:
    town.unit(f"{WEST}999", cells(0, 0, 1, 1))
    with pytest.raises(Conflict):
        split(conn, MIDDLE, DOWN)


def test_a_split_leaves_nothing_wrong(conn: psycopg.Connection, town: Town) -> None:
    done = split(conn, MIDDLE, line(1.5, 0.5, 1.61, 2.5))
    assert (done.findings, findings(conn)) == ([], [])


@pytest.mark.parametrize(
    "wrong",
    [line(1.3, 1.2, 1.3, 1.8), line(7, 7, 8, 8), line(1, 0, 1, 3), line(1.3, 1, 1.3, 1.5), line(1, 1, 1, 1)],
    ids=["inside", "elsewhere", "along the border", "half way", "no line"],
)
def test_a_line_that_does_not_cross_is_refused(
    conn: psycopg.Connection, town: Town, wrong: LineString
) -> None:
    with pytest.raises(Invalid):
        split(conn, MIDDLE, wrong)


def test_a_line_that_cuts_off_a_hairline_is_refused(conn: psycopg.Connection, town: Town) -> None:
    with pytest.raises(Invalid):
        split(conn, MIDDLE, line(1.002, 0.9, 1.002, 2.1))


def test_neighbours_are_merged_into_a_new_code(conn: psycopg.Connection, town: Town) -> None:
    done = merge(conn, [f"{WEST}004", MIDDLE])
    assert (done.codes, codes(conn)[2:4]) == ([f"{WEST}010"], ["003", "006"])


def test_a_merged_grid_has_the_land_of_both(conn: psycopg.Connection, town: Town) -> None:
    merge(conn, [f"{WEST}004", MIDDLE])
    assert town.shape("unit_grid", f"{WEST}010").equals(cells(0, 1, 2, 2))


def test_a_merger_leaves_nothing_wrong(conn: psycopg.Connection, town: Town) -> None:
    merge(conn, [f"{WEST}004", MIDDLE])
    assert findings(conn) == []


def test_noise_between_neighbours_leaves_no_hole(conn: psycopg.Connection, town: Town) -> None:
    town.draw(MIDDLE, cells(1 + 1e-4, 1 + 1e-4, 2, 2))
    merge(conn, [f"{WEST}004", MIDDLE])
    shape = town.shape("unit_grid", f"{WEST}010")
    assert (len(shape.geoms), len(shape.geoms[0].interiors)) == (1, 0)


REFUSED = {
    "one": (Invalid, [MIDDLE]),
    "the same twice": (Invalid, [MIDDLE, MIDDLE]),
    "corners": (Conflict, [f"{WEST}001", MIDDLE]),
    "apart": (Conflict, [f"{WEST}001", f"{WEST}009"]),
    "two communities": (Conflict, [f"{WEST}003", f"{EAST}001"]),
    "unknown": (NotFound, [MIDDLE, f"{WEST}888"]),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_merger_is_refused_of(conn: psycopg.Connection, town: Town, what: str) -> None:
    error, grids = REFUSED[what]
    with pytest.raises(error):
        merge(conn, grids)


def test_a_refused_operation_changes_nothing(conn: psycopg.Connection, town: Town) -> None:
    before = codes(conn)
    with pytest.raises(GisError):
        merge(conn, [f"{WEST}001", MIDDLE])
    assert codes(conn) == before


@pytest.fixture
def second(town: Town) -> str:
    """Another duty grid of the community, with its first row of unit grids."""
    code = f"{WEST}02"
    town.add("duty_grid", code=code, community_code=WEST, geom=cells(0, 0, 3, 1).wkt, **town.old)
    for n in (1, 2, 3):
        town.set("unit_grid", f"{WEST}00{n}", "duty_grid_code", code)
    town.remake("duty_grid")
    return code


def test_both_duty_grids_follow_a_move(conn: psycopg.Connection, town: Town, second: str) -> None:
    move(conn, MIDDLE, duty_grid=second)
    shapes = [town.shape("duty_grid", code) for code in (second, DUTY[WEST])]
    expected = cells(0, 0, 3, 1).union(cells(1, 1, 2, 2)), cells(0, 1, 3, 3).difference(cells(1, 1, 2, 2))
    assert [one.equals(other) for one, other in zip(shapes, expected, strict=True)] == [True, True]


def test_a_moved_grid_keeps_its_code(conn: psycopg.Connection, town: Town, second: str) -> None:
    assert move(conn, MIDDLE, duty_grid=second).codes == [MIDDLE]


def test_a_move_tells_what_it_makes_wrong(conn: psycopg.Connection, town: Town, second: str) -> None:
    done = move(conn, f"{WEST}007", duty_grid=second)
    assert [one.check.name for one in done.findings] == ["duty_apart"]


def test_composite_grids_follow_a_move(conn: psycopg.Connection, town: Town) -> None:
    town.add("composite_grid", code="M", community_code=WEST, geom=cells(1, 1, 2, 2).wkt)
    move(conn, MIDDLE, composite_grid="M")
    assert town.shape("composite_grid", COMPOSITE[WEST]).area == pytest.approx(8 * DX * DY)


def test_a_move_to_where_it_is_is_refused(conn: psycopg.Connection, town: Town) -> None:
    with pytest.raises(Conflict):
        move(conn, MIDDLE, duty_grid=DUTY[WEST])


def test_a_move_to_another_community_is_refused(conn: psycopg.Connection, town: Town) -> None:
    with pytest.raises(Conflict):
        move(conn, MIDDLE, duty_grid=DUTY[EAST])


def test_the_last_unit_grid_stays(conn: psycopg.Connection, town: Town, second: str) -> None:
    for n in (1, 2):
        move(conn, f"{WEST}00{n}", duty_grid=DUTY[WEST])
    with pytest.raises(Conflict):
        move(conn, f"{WEST}003", duty_grid=DUTY[WEST])


@pytest.mark.parametrize("where", [{}, {"duty_grid": "none"}, {"composite_grid": "none"}])
def test_a_move_to_nowhere_is_refused(conn: psycopg.Connection, town: Town, where: dict[str, str]) -> None:
    with pytest.raises((Invalid, NotFound)):
        move(conn, MIDDLE, **where)


def test_components_get_the_part_that_they_stand_in(conn: psycopg.Connection, town: Town) -> None:
    lamp = town.add("component", unit_grid_code=MIDDLE, geom=cells(1.3, 1, 2, 2).centroid.wkt)["code"]
    split(conn, MIDDLE, DOWN)
    query = "SELECT unit_grid_code FROM onemap.component WHERE code = %s"
    assert town.value(query, lamp) == f"{WEST}011"


def test_events_keep_the_grid_of_their_time(conn: psycopg.Connection, town: Town) -> None:
    code = town.add("event", unit_grid_code=MIDDLE, geom=cells(1, 1, 2, 2).centroid.wkt)["code"]
    split(conn, MIDDLE, DOWN)
    assert event(conn, code).unit_grid == MIDDLE


def test_who_has_a_duty_in_a_grid_has_it_in_its_parts(conn: psycopg.Connection, town: Town) -> None:
    town.add("grid_duty", grid_kind="unit", grid_code=MIDDLE)
    split(conn, MIDDLE, DOWN)
    query = "SELECT array_agg(grid_code ORDER BY grid_code) FROM onemap.grid_duty"
    assert town.value(query) == [f"{WEST}010", f"{WEST}011"]


def test_a_retired_grid_still_answers(conn: psycopg.Connection, town: Town) -> None:
    split(conn, MIDDLE, DOWN)
    found = unit_grid(conn, MIDDLE)
    assert (found.retired_at is None, len(found.history), [one.code for one in found.successors]) == (
        False,
        1,
        [f"{WEST}010", f"{WEST}011"],
    )


def test_a_new_grid_names_where_it_came_from(conn: psycopg.Connection, town: Town) -> None:
    split(conn, MIDDLE, DOWN)
    found = unit_grid(conn, f"{WEST}010")
    assert [(one.code, one.op) for one in found.predecessors] == [(MIDDLE, "split")]


def test_a_retired_grid_names_what_it_is_at_present(conn: psycopg.Connection, town: Town) -> None:
    split(conn, MIDDLE, DOWN)
    merge(conn, [f"{WEST}004", f"{WEST}010"])
    assert unit_grid(conn, MIDDLE).present_codes == [f"{WEST}011", f"{WEST}012"]


def test_a_version_tells_who_made_it_and_why(conn: psycopg.Connection, town: Town) -> None:
    act_as(conn, "admin", "道路改线")
    split(conn, MIDDLE, DOWN)
    (now,) = unit_grid(conn, f"{WEST}010").history
    assert (now.actor, now.reason) == ("admin", "道路改线")


def test_a_code_that_was_never_given_is_not_found(conn: psycopg.Connection) -> None:
    with pytest.raises(NotFound):
        unit_grid(conn, "none such")


def test_an_operation_leaves_findings_of_the_street_alone(conn: psycopg.Connection, town: Town) -> None:
    town.reshape("area", "420117001", cells(0, 0, 6.1, 3))
    recheck(conn)
    split(conn, f"{EAST}005", line(4.3, 0.9, 4.3, 2.1))
    assert [one.check_name for one in page(conn).items] == ["gap_between"]
