"""Each check of grids finds its own defect, once, and nothing else does."""

from collections.abc import Callable

import psycopg
import pytest
import shapely

from layers.errors import Invalid
from layers.grids.check import CHECKS, chosen, findings
from tests.layers.grids_care.town import COMPOSITE, DUTY, DX, EAST, WEST, Town, cells

Spoil = Callable[[Town], None]


def found(conn: psycopg.Connection) -> list[tuple[str, tuple[str, ...]]]:
    """Names and codes of all findings."""
    return [(one.check.name, one.suspect.codes) for one in findings(conn)]


def gap(town: Town) -> None:
    town.draw(f"{WEST}005", cells(1, 1, 2, 2).difference(cells(1.4, 1.5, 1.6, 2)))
    town.remake("duty_grid")
    town.remake("composite_grid")


def gap_between(town: Town) -> None:
    town.reshape("area", "420117001", cells(0, 0, 6.1, 3))


def overlap(town: Town) -> None:
    town.draw(f"{WEST}005", cells(1, 1, 2.1, 2))


def duplicate(town: Town) -> None:
    town.unit(f"{WEST}010", cells(2, 2, 3, 3))


def sliver(town: Town) -> None:
    for n, code in enumerate(("003", "006", "009")):
        town.draw(f"{WEST}{code}", cells(2, n, 2.96, n + 1))
    town.unit(f"{WEST}010", cells(2.96, 0, 3, 3))


def multipart(town: Town) -> None:
    piece = cells(2.4, 2.4, 2.6, 3)
    town.draw(f"{WEST}009", cells(2, 2, 3, 3).difference(piece))
    town.draw(f"{WEST}001", cells(0, 0, 1, 1), piece)


def size(town: Town) -> None:
    town.draw(f"{WEST}001", cells(0, 0, 1.8, 1))
    town.draw(f"{WEST}002", cells(1.8, 0, 2, 1))


def area(town: Town) -> None:
    town.set("unit_grid", f"{WEST}005", "area_m2", 12000)


def crossing(town: Town) -> None:
    town.draw(f"{WEST}003", cells(2, 0, 3.2, 1))
    town.draw(f"{EAST}001", cells(3.2, 0, 4, 1))
    town.conn.execute("UPDATE onemap.unit_grid SET composite_grid_code = NULL")
    town.remake("duty_grid")


def outside(town: Town) -> None:
    town.add("duty_grid", code="D", geom=cells(9, 9, 10, 10).wkt)
    town.unit(f"{WEST}010", cells(9, 9, 10, 10), duty_grid_code="D", composite_grid_code=None)


def code_prefix(town: Town) -> None:
    town.remove(f"{EAST}009")
    town.add("duty_grid", code="D", geom=cells(5, 2, 6, 3).wkt)
    town.unit(f"{WEST}010", cells(5, 2, 6, 3), duty_grid_code="D", composite_grid_code=None)
    town.remake("duty_grid")
    town.remake("composite_grid")


def code_length(town: Town) -> None:
    town.conn.execute("INSERT INTO onemap.area_level VALUES ('short', 'community', 10)")
    town.add("area", code="4201170010", level="community", scheme="short", geom=cells(6, 0, 7, 1).wkt)
    town.add("duty_grid", code="D", geom=cells(6, 0, 7, 1).wkt)
    town.unit("4201170010001", cells(6, 0, 7, 1), duty_grid_code="D")


def code_order(town: Town) -> None:
    town.draw(f"{WEST}001", cells(2, 2, 3, 3))
    town.draw(f"{WEST}009", cells(0, 0, 1, 1))


def no_duty_grid(town: Town) -> None:
    town.set("unit_grid", f"{WEST}009", "duty_grid_code", None)
    town.reshape("duty_grid", DUTY[WEST], cells(0, 0, 3, 3).difference(cells(2, 2, 3, 3)))


def duty_elsewhere(town: Town) -> None:
    town.set("unit_grid", f"{WEST}009", "duty_grid_code", DUTY[EAST])
    town.reshape("duty_grid", DUTY[WEST], cells(0, 0, 3, 3).difference(cells(2, 2, 3, 3)))
    town.reshape("duty_grid", DUTY[EAST], cells(3, 0, 6, 3).union(cells(2, 2, 3, 3)))


def duty_shape(town: Town) -> None:
    town.reshape("duty_grid", DUTY[WEST], cells(0, 0, 3, 2))


def duty_apart(town: Town) -> None:
    two = [cells(0, 0, 1, 1), cells(1, 1, 2, 2)]
    town.add("duty_grid", code=f"{WEST}02", community_code=WEST, geom=shapely.MultiPolygon(two).wkt)
    for code in ("001", "005"):
        town.set("unit_grid", f"{WEST}{code}", "duty_grid_code", f"{WEST}02")
    rest = cells(0, 0, 3, 3).difference(shapely.MultiPolygon(two))
    town.set("duty_grid", DUTY[WEST], "geom", f"SRID=4490;{shapely.multipolygons([rest]).wkt}")


def composite_shape(town: Town) -> None:
    town.reshape("composite_grid", COMPOSITE[WEST], cells(0, 0, 3, 2))


def composite_community(town: Town) -> None:
    town.set("composite_grid", COMPOSITE[WEST], "community_code", None)


DEFECTS: dict[Spoil, tuple[str, ...]] = {
    gap: (f"{WEST}005", f"{WEST}008"),
    gap_between: (f"{EAST}003", f"{EAST}006", f"{EAST}009"),
    overlap: (f"{WEST}005", f"{WEST}006"),
    duplicate: (f"{WEST}009", f"{WEST}010"),
    multipart: (f"{WEST}001",),
    size: (f"{WEST}002",),
    area: (f"{WEST}005",),
    code_order: (f"{WEST}001", f"{WEST}009"),
    no_duty_grid: (f"{WEST}009",),
    duty_elsewhere: (f"{WEST}009", DUTY[EAST]),
    duty_shape: (DUTY[WEST],),
    duty_apart: (f"{WEST}02",),
    composite_shape: (COMPOSITE[WEST],),
    composite_community: (COMPOSITE[WEST],),
    crossing: (f"{WEST}003",),
    sliver: (f"{WEST}010",),
    outside: (f"{WEST}010",),
    code_prefix: (f"{WEST}010",),
    code_length: ("4201170010001",),
}


def test_nothing_is_wrong_with_a_clean_town(conn: psycopg.Connection, town: Town) -> None:
    assert found(conn) == []


@pytest.mark.parametrize("spoil", DEFECTS, ids=lambda spoil: spoil.__name__)
def test_a_defect_is_found_once(conn: psycopg.Connection, town: Town, spoil: Spoil) -> None:
    spoil(town)
    assert found(conn) == [(spoil.__name__, DEFECTS[spoil])]


def test_every_check_has_a_defect_of_its_own() -> None:
    assert {check.name for check in CHECKS} == {spoil.__name__ for spoil in DEFECTS}


def test_an_unknown_check_is_refused() -> None:
    with pytest.raises(Invalid):
        chosen(["none such"])


def test_amounts_are_square_metres_on_the_ellipsoid(conn: psycopg.Connection, town: Town) -> None:
    gap(town)
    (one,) = findings(conn)
    area = "SELECT ST_Area(ST_GeomFromText(%s, 4490)::geography)"
    assert one.suspect.amount == pytest.approx(town.value(area, cells(1.4, 1.5, 1.6, 2).wkt), rel=1e-6)


def test_a_sliver_is_measured_in_metres(conn: psycopg.Connection, town: Town) -> None:
    sliver(town)
    assert findings(conn)[0].suspect.amount == pytest.approx(0.04 * 99.5, rel=0.01)


@pytest.mark.parametrize("metres", [0.001, 0.03])
def test_noise_of_coordinates_is_no_finding(conn: psycopg.Connection, town: Town, metres: float) -> None:
    noise = metres / 99.5
    town.draw(f"{WEST}005", cells(1, 1, 2 + noise, 2))
    town.draw(f"{WEST}008", cells(1, 2, 2 - noise, 3))
    assert found(conn) == []


def test_an_edge_with_a_corner_on_one_side_only_is_no_finding(conn: psycopg.Connection, town: Town) -> None:
    town.draw(f"{WEST}005", shapely.segmentize(cells(1, 1, 2, 2), DX / 7))
    assert found(conn) == []


def test_a_speck_beside_a_grid_is_no_part(conn: psycopg.Connection, town: Town) -> None:
    town.draw(f"{WEST}005", cells(1, 1, 2, 2), cells(2.5, 1.5, 2.5001, 1.5001))
    assert found(conn) == []


@pytest.mark.parametrize("kind", ["police", "duty", "composite"])
def test_grids_of_any_kind_may_not_overlap(conn: psycopg.Connection, town: Town, kind: str) -> None:
    shapes = [cells(0, 0, 2, 3), cells(1, 0, 3, 3)]
    table = {"police": "trade_grid"}.get(kind, f"{kind}_grid")
    for n, shape in enumerate(shapes):
        more = {"kind": kind} if kind == "police" else {"community_code": WEST}
        town.add(table, code=f"T{n}", geom=shape.wkt, **more)
    overlaps = [one.suspect for one in findings(conn, checks=chosen(["overlap"]))]
    assert (kind, ("T0", "T1")) in [(one.kind, one.codes) for one in overlaps]


def test_grids_of_two_trades_may_overlap(conn: psycopg.Connection, town: Town) -> None:
    for kind in ("police", "emergency"):
        town.add("trade_grid", code=kind, kind=kind, geom=cells(0, 0, 2, 3).wkt)
    assert found(conn) == []


def test_numbers_that_came_by_splitting_need_no_order(conn: psycopg.Connection, town: Town) -> None:
    code_order(town)
    for code in (f"{WEST}001", f"{WEST}009"):
        town.add("grid_succession", old_code="x", new_code=code, op="split")
    assert found(conn) == []


def test_a_community_without_grids_has_no_gap(conn: psycopg.Connection, town: Town) -> None:
    town.add("area", code="420117001003", geom=cells(6, 0, 9, 3).wkt)
    assert found(conn) == []


@pytest.mark.parametrize("spoil", DEFECTS, ids=lambda spoil: spoil.__name__)
def test_a_finding_is_the_same_in_its_community_as_in_the_city(
    conn: psycopg.Connection, town: Town, spoil: Spoil
) -> None:
    spoil(town)
    (whole,) = findings(conn)
    communities = [WEST, EAST, "4201170010"]
    parts = [one for code in communities for one in findings(conn, [code])]
    assert [(one.code, one.suspect.community) for one in parts] == [(whole.code, whole.suspect.community)]
