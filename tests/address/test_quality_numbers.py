"""Numbers along roads: what is out of order or on the wrong side, and what only looks so."""

from math import cos, pi, sin

import numpy as np
import psycopg
import pytest

from address.quality.plates import metres
from tests.address.plot import LAT, LON, Places, Plot, both_sides

CLEAN: dict[str, Places] = {
    "straight": both_sides(30),
    "curved": {
        f"{n}号": ((300 + 10 * (-1) ** n) * cos(n * pi / 40), (300 + 10 * (-1) ** n) * sin(n * pi / 40))
        for n in range(1, 41)
    },
    "hairpin": {f"{n}号": (20.0 * min(n, 24 - n), 0.0 if n < 12 else 60.0) for n in range(1, 24)},
    "one side only": {f"{n}号": (15.0 * n, 0.0) for n in range(1, 20)},
    "no order at all": {f"{n}号": (400 * sin(n * n), 400 * cos(3 * n * n)) for n in range(1, 40)},
    "gaps": {
        f"{n}号": (8.0 * n, 10.0 if n % 2 else -10.0) for n in (1, 2, 3, 5, 8, 9, 30, 31, 33, 40, 52, 55)
    },
    "set back in courtyards": {
        name: (x, y * (5 if int(name[:-1]) % 7 == 0 else 1)) for name, (x, y) in both_sides(30).items()
    },
    "branches behind their number": both_sides(20)
    | {f"12-{n}号": (120.0 - 15 * n, -60.0) for n in (1, 2, 3)},
    "both parities on both sides": {f"{n}号": (10.0 * n, 10.0 if n % 4 < 2 else -10.0) for n in range(1, 40)},
}


@pytest.mark.parametrize("check", ["number_order", "number_side", "far_from_road", "branch_far"])
@pytest.mark.parametrize("places", CLEAN.values(), ids=CLEAN)
def test_nothing_is_said_of_a_road_that_is_right(plot: Plot, places: Places, check: str) -> None:
    plot.road("红旗路", places)
    assert plot.found(check) == []


def test_a_number_far_beyond_its_neighbours_is_out_of_order(plot: Plot) -> None:
    plot.road("红旗路", both_sides(30) | {"11号": (245.0, 10.0)})
    assert plot.found("number_order") == ["红旗路11号"]


def test_a_number_out_of_order_is_put_between_its_neighbours(plot: Plot) -> None:
    plot.road("红旗路", both_sides(30) | {"11号": (245.0, 10.0)})
    (found,) = plot.findings("number_order")
    ((lon, lat),) = [(one["lon"], one["lat"]) for one in found.repair.corrections]
    place = metres(np.array([LON, lon], float), np.array([LAT, lat], float))
    assert np.round(place[1] - place[0]).tolist() == [120.0, 10.0]


def test_two_numbers_that_stand_for_each_other_change_places(plot: Plot) -> None:
    places = both_sides(30)
    plot.road("红旗路", places | {"11号": places["13号"], "13号": places["11号"]})
    (found,) = plot.findings("number_order")
    assert [row.text[-3:] for row in found.rows] == ["11号", "13号"]
    assert [one["code"] for one in found.repair.corrections] == [row.code for row in found.rows]


def test_the_figure_is_how_far_it_lies_beyond_the_last_that_it_passed(plot: Plot) -> None:
    plot.road("红旗路", both_sides(30) | {"11号": (165.0, 10.0)})
    (found,) = plot.findings("number_order")
    assert found.facts == {"metres": pytest.approx(25.0, abs=0.2), "passed": 1}


def test_a_number_out_of_order_is_found_on_a_curved_road(plot: Plot) -> None:
    places = dict(CLEAN["curved"])
    plot.road("环湖路", places | {"20号": places["27号"]})
    assert plot.found("number_order") == ["环湖路20号"]


def test_a_road_through_two_communities_is_one_road(plot: Plot) -> None:
    places = both_sides(30) | {"11号": (245.0, 10.0)}
    plot.road("红旗路", {name: places[name] for name in list(places)[:12]})
    plot.road("红旗路", {name: places[name] for name in list(places)[12:]}, area="420117001002")
    assert plot.found("number_order") == ["红旗路11号"]


def test_roads_of_one_name_in_two_towns_are_two_roads(plot: Plot) -> None:
    plot.road("红旗路", {f"{n}号": (20.0 * n, 0.0) for n in range(1, 20, 2)})
    plot.road("红旗路", {f"{n}号": (-20.0 * n, 0.0) for n in range(3, 22, 2)}, area="420117002001")
    assert plot.found("number_order") == []


def test_written_numbers_count_like_digits(plot: Plot) -> None:
    places = both_sides(30) | {"11号": (245.0, 10.0)}
    plot.road("红旗路", {("十一號" if name == "11号" else name): place for name, place in places.items()})
    assert plot.found("number_order") == ["红旗路十一號"]


def test_an_even_number_among_the_odd_ones_is_on_the_wrong_side(plot: Plot) -> None:
    plot.road("红旗路", both_sides(30) | {"12号": (125.0, 10.0)})
    (found,) = plot.findings("number_side")
    assert (plot.found("number_side"), found.facts["percent"]) == (["红旗路12号"], 97)


def test_a_plate_far_from_all_of_its_road_is_found_once(plot: Plot) -> None:
    plot.road("红旗路", both_sides(30) | {"12号": (120.0, 2000.0)})
    assert [plot.found(check) for check in ("far_from_road", "number_order", "number_side")] == [
        ["红旗路12号"],
        [],
        [],
    ]


def test_a_branch_far_from_its_number_is_found(plot: Plot) -> None:
    plot.road("红旗路", both_sides(80) | {"12之1号": (700.0, -10.0)})
    assert plot.found("branch_far") == ["红旗路12之1号"]


def test_metres_are_those_of_the_ellipsoid(conn: psycopg.Connection) -> None:
    """0.03 degrees of longitude and of latitude, which are 2868 and 3326 m here."""
    lon, lat = np.array([114.8, 114.83, 114.8]), np.array([30.84, 30.84, 30.87])
    wanted = conn.execute(
        "SELECT ST_Distance('SRID=4490;POINT(114.8 30.84)'::geography, p::geography)"
        " FROM unnest(ARRAY['SRID=4490;POINT(114.83 30.84)', 'SRID=4490;POINT(114.8 30.87)']) AS p"
    ).fetchall()
    place = metres(lon, lat)
    assert np.hypot(*(place[1:] - place[0]).T) == pytest.approx([one for (one,) in wanted], rel=1e-3)
