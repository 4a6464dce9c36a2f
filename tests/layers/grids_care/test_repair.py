"""A repair is shown first; made, it leaves no finding."""

from datetime import datetime

import psycopg
import pytest

from layers.errors import Conflict, NotFound
from layers.grids import repair
from layers.grids.check import findings
from layers.grids.findings import page, recheck
from tests.layers.grids_care import test_checks as defects
from tests.layers.grids_care.town import WEST, Town, cells

REPAIRABLE = [
    defects.gap,
    defects.overlap,
    defects.duplicate,
    defects.sliver,
    defects.multipart,
    defects.crossing,
    defects.area,
    defects.duty_shape,
    defects.composite_shape,
]


def only(conn: psycopg.Connection) -> str:
    """The code of the one finding there is."""
    (found,) = recheck(conn).findings
    return found.code


@pytest.mark.parametrize("spoil", REPAIRABLE, ids=lambda spoil: spoil.__name__)
def test_a_repair_leaves_no_finding(conn: psycopg.Connection, town: Town, spoil: defects.Spoil) -> None:
    spoil(town)
    code = only(conn)
    repair.apply(conn, code)
    assert ([one.check.name for one in findings(conn)], page(conn).items) == ([], [])


def test_a_gap_joins_the_grid_with_the_longest_edge(conn: psycopg.Connection, town: Town) -> None:
    defects.gap(town)
    (change,) = repair.plan(conn, only(conn)).changes
    assert (change.code, change.after.equals(cells(1, 1, 2, 2))) == (f"{WEST}005", True)


def test_an_overlap_stays_with_the_smaller_grid(conn: psycopg.Connection, town: Town) -> None:
    defects.overlap(town)
    (change,) = repair.plan(conn, only(conn)).changes
    assert (change.code, change.after.equals(cells(1, 1, 2, 2))) == (f"{WEST}005", True)


def test_a_plan_changes_nothing(conn: psycopg.Connection, town: Town) -> None:
    defects.overlap(town)
    repair.plan(conn, only(conn))
    assert [one.check.name for one in findings(conn)] == ["overlap"]


def test_duty_and_composite_grids_follow_a_repair(conn: psycopg.Connection, town: Town) -> None:
    defects.gap(town)
    repair.apply(conn, only(conn))
    area = "SELECT ST_Area(geom) FROM onemap.duty_grid WHERE code = %s"
    assert town.value(area, f"{WEST}01") == pytest.approx(cells(0, 0, 3, 3).area)


def test_a_retired_sliver_names_its_heir(conn: psycopg.Connection, town: Town) -> None:
    defects.sliver(town)
    done = repair.apply(conn, only(conn))
    heir = town.value("SELECT new_code FROM onemap.grid_succession WHERE old_code = %s", f"{WEST}010")
    assert (done.retired, [heir]) == ([f"{WEST}010"], done.codes)


def test_a_component_in_a_gap_gets_the_grid_that_took_it(conn: psycopg.Connection, town: Town) -> None:
    defects.gap(town)
    lamp = town.add("component", geom=cells(1.4, 1.5, 1.6, 2).centroid.wkt)["code"]
    repair.apply(conn, only(conn))
    query = "SELECT unit_grid_code FROM onemap.component WHERE code = %s"
    assert town.value(query, lamp) == f"{WEST}005"


def test_a_repair_that_was_looked_at_is_made(conn: psycopg.Connection, town: Town) -> None:
    defects.overlap(town)
    code = only(conn)
    versions = {change.code: change.version for change in repair.plan(conn, code).changes}
    assert repair.apply(conn, code, versions=versions).findings == []


def test_a_repair_of_grids_that_changed_meanwhile_is_refused(conn: psycopg.Connection, town: Town) -> None:
    defects.overlap(town)
    code = only(conn)
    versions = {f"{WEST}005": datetime.fromisoformat("2026-01-01T00:00:00Z")}
    town.set("unit_grid", f"{WEST}005", "valid_from", "2026-02-01T00:00:00Z")
    with pytest.raises(Conflict) as refused:
        repair.apply(conn, code, versions=versions)
    assert refused.value.facts["codes"] == [f"{WEST}005"]


def test_a_finding_that_no_longer_holds_is_not_repaired(conn: psycopg.Connection, town: Town) -> None:
    defects.overlap(town)
    code = only(conn)
    town.draw(f"{WEST}005", cells(1, 1, 2, 2))
    with pytest.raises(Conflict):
        repair.plan(conn, code)


@pytest.mark.parametrize("spoil", [defects.code_order, defects.gap_between, defects.no_duty_grid])
def test_what_needs_a_person_has_no_rule(conn: psycopg.Connection, town: Town, spoil: defects.Spoil) -> None:
    spoil(town)
    with pytest.raises(NotFound):
        repair.plan(conn, only(conn))


def test_land_without_a_neighbour_is_not_given_away(conn: psycopg.Connection, town: Town) -> None:
    town.reshape("area", WEST, cells(0, 0, 3, 3), cells(-3, 0, -2, 1))
    town.set("composite_grid", f"{WEST}D1", "community_code", WEST)
    found = [one for one in recheck(conn).findings if one.check.name == "gap"]
    with pytest.raises(Conflict):
        repair.plan(conn, found[0].code)


def test_a_whole_community_is_cleaned_together(conn: psycopg.Connection, town: Town) -> None:
    defects.gap(town)
    town.draw(f"{WEST}002", cells(1, 0, 2.3, 1))
    town.draw(f"{WEST}007", cells(0, 2, 0.8, 3))
    code = recheck(conn).findings[0].code
    repair.apply(conn, code, whole=True)
    assert findings(conn) == []
