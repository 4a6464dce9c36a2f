"""Grids of the trades in composite grids: where they nest, and which is bound to which."""

import psycopg
import pytest
import shapely

from layers.errors import NotFound
from layers.grids.nesting import bind, nesting
from tests.layers.grids_care.town import COMPOSITE, EAST, WEST, Town, cells


def trade(town: Town, code: str, shape: shapely.Geometry, kind: str = "police") -> None:
    town.add("trade_grid", code=code, kind=kind, geom=shape.wkt)


def bonds(conn: psycopg.Connection) -> list[tuple[str, str]]:
    query = "SELECT composite_grid_code, grid_code FROM onemap.composite_grid_part ORDER BY 1, 2"
    return [(whole, part) for whole, part in conn.execute(query)]


def test_a_grid_within_one_composite_grid_nests(conn: psycopg.Connection, town: Town) -> None:
    trade(town, "P1", cells(0, 0, 2, 3))
    (grid,) = nesting(conn).grids
    assert (grid.nests, grid.largest, grid.pieces) == (True, COMPOSITE[WEST], [])


def test_a_grid_that_lies_in_two_tells_the_shares(conn: psycopg.Connection, town: Town) -> None:
    trade(town, "P1", cells(2, 0, 6, 3))
    (grid,) = nesting(conn).grids
    shares = [(one.composite_grid_code, round(one.share, 4)) for one in grid.shares]
    assert (grid.nests, shares) == (False, [(COMPOSITE[EAST], 0.75), (COMPOSITE[WEST], 0.25)])


def test_the_piece_elsewhere_is_shown(conn: psycopg.Connection, town: Town) -> None:
    trade(town, "P1", cells(2, 0, 6, 3))
    (piece,) = nesting(conn).grids[0].pieces
    assert piece.shape.equals(cells(2, 0, 3, 3))


def test_what_lies_outside_all_is_told(conn: psycopg.Connection, town: Town) -> None:
    trade(town, "P1", cells(5, 0, 7, 3))
    (piece,) = nesting(conn).grids[0].pieces
    assert (piece.composite_grid_code, round(piece.share, 4)) == (None, 0.5)


def test_noise_along_a_border_is_no_piece(conn: psycopg.Connection, town: Town) -> None:
    trade(town, "P1", cells(0, 0, 3 + 3e-4, 3))
    assert nesting(conn).grids[0].nests


def test_trades_without_a_grid_are_missing(conn: psycopg.Connection, town: Town) -> None:
    trade(town, "P1", cells(0, 0, 3, 3))
    bind(conn)
    assert [one.missing for one in nesting(conn).composites] == [
        ["civil_order", "emergency", "city_management"],
        ["police", "civil_order", "emergency", "city_management"],
    ]


def test_binding_goes_by_the_largest_share(conn: psycopg.Connection, town: Town) -> None:
    trade(town, "P1", cells(2, 0, 6, 3))
    assert (bind(conn).bound, bonds(conn)) == (1, [(COMPOSITE[EAST], "P1")])


def test_binding_again_changes_nothing(conn: psycopg.Connection, town: Town) -> None:
    trade(town, "P1", cells(2, 0, 6, 3))
    bind(conn)
    assert bind(conn) == (0, 0, [])


def test_a_wrong_bond_is_loosed(conn: psycopg.Connection, town: Town) -> None:
    trade(town, "P1", cells(2, 0, 6, 3))
    town.add("composite_grid_part", composite_grid_code=COMPOSITE[WEST], kind="police", grid_code="P1")
    assert (bind(conn).loosed, bonds(conn)) == (1, [(COMPOSITE[EAST], "P1")])


def test_a_grid_that_lies_nowhere_is_bound_to_nothing(conn: psycopg.Connection, town: Town) -> None:
    trade(town, "P1", cells(8, 0, 9, 3))
    assert (bind(conn).nowhere, bonds(conn)) == (["P1"], [])


def test_one_composite_grid_is_asked_about(conn: psycopg.Connection, town: Town) -> None:
    trade(town, "P1", cells(0, 0, 3, 3))
    trade(town, "P2", cells(3, 0, 6, 3))
    found = nesting(conn, COMPOSITE[EAST])
    assert ([one.code for one in found.composites], [one.code for one in found.grids]) == (
        [COMPOSITE[EAST]],
        ["P2"],
    )


def test_an_unknown_composite_grid_is_not_found(conn: psycopg.Connection, town: Town) -> None:
    with pytest.raises(NotFound):
        nesting(conn, "none")


def test_a_city_without_grids_has_nothing_to_nest(conn: psycopg.Connection) -> None:
    assert nesting(conn) == ([], [])
