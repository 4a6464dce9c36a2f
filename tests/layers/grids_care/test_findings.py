"""Findings are written as differences, and read by pages and counts."""

import psycopg
import pytest

from layers.errors import NotFound
from layers.grids.findings import finding, page, recheck, summary
from tests.layers.grids_care.town import EAST, WEST, Town, cells


@pytest.fixture
def spoilt(town: Town) -> Town:
    """An area that is not as said in either community."""
    for code in (f"{WEST}005", f"{EAST}005"):
        town.set("unit_grid", code, "area_m2", 1)
    return town


def test_a_first_run_writes_what_it_finds(conn: psycopg.Connection, spoilt: Town) -> None:
    written = recheck(conn)
    assert (written.added, written.changed, written.removed) == (2, 0, 0)


def test_a_second_run_writes_nothing(conn: psycopg.Connection, spoilt: Town) -> None:
    recheck(conn)
    written = recheck(conn)
    assert (written.added, written.changed, written.removed) == (0, 0, 0)


def test_a_finding_that_is_gone_is_deleted(conn: psycopg.Connection, spoilt: Town) -> None:
    recheck(conn)
    spoilt.draw(f"{WEST}005", cells(1, 1, 2, 2))
    assert recheck(conn).removed == 1


def test_a_deleted_finding_stays_in_the_history(conn: psycopg.Connection, spoilt: Town) -> None:
    recheck(conn)
    conn.execute("UPDATE onemap.grid_finding SET valid_from = '2026-01-01'")
    spoilt.draw(f"{WEST}005", cells(1, 1, 2, 2))
    recheck(conn)
    assert spoilt.value("SELECT grid_codes[1] FROM onemap_history.grid_finding") == f"{WEST}005"


def test_a_run_in_one_community_leaves_the_others_alone(conn: psycopg.Connection, spoilt: Town) -> None:
    recheck(conn)
    spoilt.draw(f"{WEST}005", cells(1, 1, 2, 2))
    spoilt.draw(f"{EAST}005", cells(4, 1, 5, 2))
    assert (recheck(conn, [WEST]).removed, len(page(conn).items)) == (1, 1)


def test_a_finding_that_grew_is_changed_and_keeps_its_code(conn: psycopg.Connection, town: Town) -> None:
    town.draw(f"{WEST}005", cells(1, 1, 2.1, 2))
    (before,) = recheck(conn).findings
    town.draw(f"{WEST}005", cells(1, 1, 2.2, 2))
    after = recheck(conn)
    assert ([one.code for one in after.findings], after.changed) == ([before.code], 1)


@pytest.mark.parametrize(
    ("wanted", "amount"),
    [
        ({"check": "area"}, 2),
        ({"check": "gap"}, 0),
        ({"community": WEST}, 1),
        ({"severity": "warning"}, 2),
        ({"severity": "error"}, 0),
    ],
)
def test_findings_are_chosen_by(
    conn: psycopg.Connection, spoilt: Town, wanted: dict[str, str], amount: int
) -> None:
    recheck(conn)
    assert len(page(conn, **wanted).items) == amount


def test_findings_come_by_pages(conn: psycopg.Connection, spoilt: Town) -> None:
    recheck(conn)
    first = page(conn, limit=1)
    last = page(conn, limit=1, cursor=first.next)
    assert ({one.grid_codes[0] for one in first.items + last.items}, last.next) == (
        {f"{WEST}005", f"{EAST}005"},
        None,
    )


def test_a_summary_tells_those_that_found_nothing_too(conn: psycopg.Connection, spoilt: Town) -> None:
    recheck(conn)
    counts = {one.check.name: one.found for one in summary(conn, WEST)}
    assert (counts["area"], counts["gap"]) == (1, 0)


def test_a_finding_that_is_not_there_is_said_to_be_missing(conn: psycopg.Connection) -> None:
    with pytest.raises(NotFound):
        finding(conn, "none such")
