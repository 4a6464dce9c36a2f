"""Hot spots: the statistic by hand, a planted cluster found, nothing found where there is nothing."""

from datetime import UTC, datetime
from itertools import product

import h3.api.basic_int as h3
import numpy as np
import pytest

from layers.errors import Invalid
from layers.statistics import Adjustment, Baseline, Grouping, Search, Selection, hot_spots
from layers.statistics.getis_ord import Near, adjusted, gi_star, scores
from layers.statistics.places import around_grids, around_hexagons, grids

NOW = datetime(2026, 9, 1, tzinfo=UTC)
REPORTED = datetime(2026, 7, 1, tzinfo=UTC)
SIDE = 40
"""Cells of the made-up city along each side."""


def row_of(n: int) -> Near:
    """Cells in a row, each with its neighbours."""
    pairs = [(i, j) for i in range(n) for j in (i - 1, i, i + 1) if 0 <= j < n]
    return Near(*np.array(pairs).T)


def square() -> Near:
    """Cells of a square, each with those that touch it."""
    inside = range(SIDE)
    pairs = [
        (x * SIDE + y, (x + i) * SIDE + y + j)
        for x, y, i, j in product(inside, inside, (-1, 0, 1), (-1, 0, 1))
        if x + i in inside and y + j in inside
    ]
    return Near(*np.array(pairs).T)


def test_gi_star_is_what_it_is_by_hand():
    """Five cells 1 2 9 2 1: mean 3, deviation √9.2; the three in the middle have 13, three usual ones 9."""
    found = gi_star(np.array([1.0, 2, 9, 2, 1]), row_of(5), np.arange(5))
    assert found[2] == pytest.approx((13 - 9) / (np.sqrt(9.2) * np.sqrt((5 * 3 - 9) / 4)))


def test_gi_star_of_the_end_of_a_row_has_two_cells():
    found = gi_star(np.array([1.0, 2, 9, 2, 1]), row_of(5), np.arange(5))
    assert found[0] == pytest.approx((3 - 6) / (np.sqrt(9.2) * np.sqrt((5 * 2 - 4) / 4)))


def test_gi_star_where_all_is_the_same_is_nothing():
    assert gi_star(np.full(5, 3.0), row_of(5), np.arange(5)).tolist() == [0] * 5


def test_equal_shares_leave_gi_star_of_the_counts():
    counts, near = np.array([1.0, 2, 9, 2, 1]), row_of(5)
    found = scores(counts, np.full(5, 0.2), near, np.arange(5))
    assert found.z == pytest.approx(gi_star(counts, near, np.arange(5)))


def test_corrections_are_those_of_the_books():
    p = np.array([0.01, 0.04, 0.03])
    bh, bonferroni = (adjusted(p, 4, how).tolist() for how in (Adjustment.BH, Adjustment.BONFERRONI))
    assert (bh, bonferroni) == (pytest.approx([0.04, 0.16 / 3, 0.16 / 3]), pytest.approx([0.04, 0.16, 0.12]))


def found_in(counts, share=None, correction=Adjustment.BH):
    cells = np.arange(len(counts))
    score = scores(counts, np.full(len(counts), 1 / len(counts)) if share is None else share, square(), cells)
    return set(np.flatnonzero(adjusted(score.p, len(counts), correction) <= 0.05))


@pytest.mark.parametrize("mean", [0.05, 0.5, 5])
@pytest.mark.parametrize("correction", Adjustment)
def test_where_there_is_nothing_about_nothing_is_found(mean, correction):
    """At 5 % one city in twenty may have a finding; twenty cities of 1,600 cells have at most a few."""
    random = np.random.default_rng(7)
    cities = [random.poisson(mean, SIDE * SIDE).astype(float) for _ in range(20)]
    assert sum(bool(found_in(counts, correction=correction)) for counts in cities) <= 3


def test_a_planted_cluster_is_found_and_little_else():
    random = np.random.default_rng(7)
    counts = random.poisson(0.5, SIDE * SIDE).astype(float)
    planted = {x * SIDE + y for x in (19, 20, 21) for y in (19, 20, 21)}
    counts[list(planted)] += 5
    found = found_in(counts)
    around = {x * SIDE + y for x in range(18, 23) for y in range(18, 23)}
    assert planted <= found <= around


def test_what_is_expected_is_no_finding():
    """Ten times as many events where ten times as many are expected."""
    random = np.random.default_rng(7)
    share = np.ones(SIDE * SIDE)
    share[: SIDE * 4] = 10
    counts = random.poisson(share * 0.5).astype(float)
    assert (len(found_in(counts)) > 100, found_in(counts, share / share.sum())) == (True, set())


CENTRE = h3.latlng_to_cell(30.84, 114.8, 9)


@pytest.fixture
def city(add):
    """A square of about 250 hexagons with two events in each third, and twenty in one."""
    ring = "114.78 30.82, 114.82 30.82, 114.82 30.86, 114.78 30.86, 114.78 30.82"
    add("area", code="420117", geom=f"POLYGON(({ring}))")
    for cell in sorted(h3.grid_disk(CENTRE, 6)):
        for _ in range(20 if cell == CENTRE else 2 * (cell % 3 == 0)):
            lat, lon = h3.cell_to_latlng(cell)
            add("event", geom=f"POINT({lon} {lat})", reported_at=REPORTED, class_code="06010")
    return add


def test_the_hexagon_with_most_and_those_beside_it_are_hot(conn, city):
    found = {h3.str_to_int(row.key) for row in hot_spots(conn, Search(min_count=1), now=NOW).rows}
    assert CENTRE in found
    assert found <= set(h3.grid_disk(CENTRE, 1))


def test_ranks_follow_the_scores(conn, city):
    rows = hot_spots(conn, Search(min_count=1), now=NOW).rows
    assert [row.rank for row in sorted(rows, key=lambda row: -row.score)] == list(range(1, len(rows) + 1))


def test_expected_counts_sum_to_the_events(conn, city):
    found = hot_spots(conn, Search(level=0.999999, min_count=1), now=NOW)
    assert found.rows[0].expected == pytest.approx(found.events / found.cells, rel=0.01)


def test_cells_with_few_events_are_no_finding(conn, city):
    found = hot_spots(conn, Search(min_count=5), now=NOW)
    assert [row.count for row in found.rows] == [20]


def test_against_all_events_a_class_that_is_all_of_them_is_nowhere_more(conn, city):
    search = Search(baseline=Baseline.EVENTS, selection=Selection(class_code="06"), min_count=1)
    assert hot_spots(conn, search, now=NOW).rows == []


def test_hexagons_around_one_are_seven():
    disk = sorted(h3.grid_disk(CENTRE, 3))
    near = around_hexagons([h3.int_to_str(cell) for cell in disk], np.array([disk.index(CENTRE)]), 1)
    assert {disk[n] for n in near.other} == set(h3.grid_disk(CENTRE, 1))


def test_unit_grids_that_touch_are_around_each_other(conn, add):
    """Nine squares: a corner touches three others, the middle all."""
    for number in range(9):
        x, y = 114.8 + number % 3 * 0.001, 30.84 + number // 3 * 0.001
        corners = [(x, y), (x + 0.001, y), (x + 0.001, y + 0.001), (x, y + 0.001), (x, y)]
        ring = ", ".join(f"{lon:.6f} {lat:.6f}" for lon, lat in corners)
        add("unit_grid", code=f"42011700100100{number}", geom=f"POLYGON(({ring}))")
    near = around_grids(conn, grids(conn, None).keys, np.array([0, 4]))
    assert [set(near.other[near.cell == cell]) for cell in (0, 4)] == [{0, 1, 3, 4}, set(range(9))]


def test_events_of_unit_grids_are_counted_in_them(conn, add):
    for number in range(1, 6):
        code = add("unit_grid", code=f"42011700100100{number}", area_m2=number * 1000)["code"]
        for _ in range(number):
            add("event", unit_grid_code=code, reported_at=REPORTED)
    found = hot_spots(conn, Search(by=Grouping.UNIT_GRID, min_count=1), now=NOW)
    assert (found.cells, found.events) == (5, 15)


def test_a_city_without_cells_has_no_hot_spots(conn):
    found = [hot_spots(conn, Search(by=by), now=NOW) for by in (Grouping.UNIT_GRID, Grouping.H3)]
    assert [(one.rows, one.cells) for one in found] == [([], 0)] * 2


@pytest.mark.parametrize("search", [Search(by=Grouping.CLASS), Search(resolution=4)])
def test_what_makes_no_sense_is_refused(conn, search):
    with pytest.raises(Invalid):
        hot_spots(conn, search, now=NOW)


def test_too_many_cells_are_refused(conn, add):
    add("area", code="42", geom="POLYGON((110 28, 117 28, 117 33, 110 33, 110 28))")
    with pytest.raises(Invalid, match="too many"):
        hot_spots(conn, Search(), now=NOW)
