"""The nearest addresses of a point, in true metres, on its side of the road."""

import math

import numpy as np
import psycopg
import pytest

from address.geocoder import Geocoder
from address.index.build import build
from address.index.follow import Overlay
from address.index.segment import Segment
from address.index.source import read
from address.match.spots import PENALTY
from layers.errors import Invalid
from layers.schema.addresses import ADDRESS_LEVELS
from tests.address.gold_keys import metres, moved
from tests.builder import Builder

HERE = (114.8, 30.84)
EAST, NORTH = 90.0, 0.0


def at(east: float, north: float) -> tuple[float, float]:
    """The point so many metres from `HERE`."""
    return moved(moved(HERE, EAST, east), NORTH, north)


def wkt(*points: tuple[float, float]) -> str:
    kind = "POINT" if len(points) == 1 else "LINESTRING"
    return f"{kind}({', '.join(f'{lon} {lat}' for lon, lat in points)})"


@pytest.fixture
def street(add):
    """Puts a road with a centre line through points in metres, and plates beside it."""

    def put(*line: tuple[float, float], **plates: tuple[float, float]) -> dict[str, str]:
        road = add("address", level="road", name="红旗路", local_text="红旗路")["code"]
        if line:
            add("road", name="红旗路", geom=wkt(*(at(*point) for point in line)))
        return {
            name: add(
                "address",
                name=f"{name[1:]}号",
                local_text=f"红旗路{name[1:]}号",
                full_text=f"红旗路{name[1:]}号",
                parent_code=road,
                geom=wkt(at(*place)),
            )["code"]
            for name, place in plates.items()
        }

    return put


@pytest.fixture
def reverse(conn):
    """Asks from a point in metres; names of the answers with what is asked about them."""

    def ask(east: float, north: float, *fields: str, **options: object) -> list[object]:
        found = Geocoder.build(conn).reverse(*at(east, north), **options)
        wanted = fields or ("matched",)
        rows = [tuple(getattr(one, field) for field in wanted) for one in found]
        return [row[0] for row in rows] if len(wanted) == 1 else rows

    return ask


def test_the_nearest_plates_come_with_their_distance(street, reverse):
    street(n1=(40, 0), n3=(90, 0))
    assert reverse(0, 0, "matched", "distance") == [
        ("红旗路1号", pytest.approx(40, abs=0.02)),
        ("红旗路3号", pytest.approx(90, abs=0.02)),
    ]


@pytest.mark.parametrize("place", [(150, 120), (-3000, 2500), (0, 4999)])
def test_metres_are_those_of_the_ellipsoid(street, reverse, place):
    street(n1=place)
    (found,) = reverse(0, 0, "distance", radius=5000)
    assert found == pytest.approx(metres(at(0, 0), at(*place)), rel=1e-6, abs=0.005)


def test_nearest_is_nearest_in_metres_not_in_degrees(conn, add):
    """0.00030 deg of longitude is 28.7 m here; 0.00028 deg of latitude is 31.0 m."""
    add("address", local_text="北", geom="POINT(114.8 30.84028)")
    add("address", local_text="东", geom="POINT(114.8003 30.84)")
    assert [one.matched for one in Geocoder.build(conn).reverse(*HERE)] == ["东", "北"]


def test_what_is_farther_than_the_radius_is_not_found(street, reverse):
    street(n1=(96, 0))
    assert (len(reverse(0, 0, radius=96.5)), reverse(0, 0, radius=95.5)) == (1, [])


def test_far_away_from_all_there_is_nothing(street, reverse):
    street(n1=(0, 0))
    assert reverse(50_000, 0, radius=5000) == []


def test_an_empty_library_has_nothing_near(reverse):
    assert reverse(0, 0) == []


def test_plates_in_one_place_come_by_code(conn, add):
    codes = [add("address", geom="POINT(114.8 30.84)")["code"] for _ in range(4)]
    assert [one.address_code for one in Geocoder.build(conn).reverse(*HERE, limit=3)] == sorted(codes)[:3]


def test_plates_equally_near_come_by_code(street, reverse):
    codes = street(n3=(0, 20), n1=(0, -20))
    assert reverse(0, 0, "address_code") == sorted(codes.values())


def test_a_point_on_a_border_has_plates_of_both_sides(conn, add):
    for code, east in (("420117001001", -10), ("420117002001", 11)):
        add("address", area_code=code, geom=wkt(at(east, 0)))
    found = Geocoder.build(conn).reverse(*HERE)
    assert [one.area_code for one in found] == ["420117001001", "420117002001"]


def test_a_hundred_rooms_at_one_point_hide_nothing(conn, street, add):
    plate = street(n1=(0, 5), n3=(0, 30))["n1"]
    rooms = [add("address", level="room", parent_code=plate, geom=wkt(at(0, 5)))["code"] for _ in range(100)]
    geocoder = Geocoder.build(conn)
    assert [one.matched for one in geocoder.reverse(*HERE)] == ["红旗路1号", "红旗路3号"]
    assert [one.address_code for one in geocoder.reverse(*HERE, levels=["room"])] == sorted(rooms)[:5]


def test_levels_are_those_asked_for(conn, street, add):
    plate = street(n1=(0, 5))["n1"]
    add("address", level="building", parent_code=plate, geom=wkt(at(0, 2)))
    found = Geocoder.build(conn).reverse(*HERE, levels=["plate", "building"])
    assert [one.level for one in found] == ["building", "plate"]


def test_a_point_of_interest_is_found_at_its_own_place(conn, street, add):
    street(n1=(0, 5))
    add("poi", code="K1", name="白记面馆", address_text="红旗路1号", geom=wkt(at(0, 2)))
    add("poi", code="K2", name="白沙港", geom=wkt(at(9, 0)))
    found = Geocoder.build(conn).reverse(*HERE, levels=["poi"])
    assert [(one.matched, one.level, one.distance) for one in found] == [
        ("白记面馆", "poi", pytest.approx(2, abs=0.02)),
        ("白沙港", "poi", pytest.approx(9, abs=0.02)),
    ]


def test_a_road_is_as_near_as_its_nearest_plate(street, reverse):
    street(n1=(0, 12), n3=(30, 12))
    assert reverse(0, 0, "matched", "distance", levels=["road"]) == [("红旗路", pytest.approx(12, abs=0.02))]


def test_the_middle_of_something_is_nobodys_place(conn, add):
    add("address", accuracy="centroid", geom=wkt(HERE))
    assert Geocoder.build(conn).reverse(*HERE) == []


def test_only_addresses_in_use_are_found(conn, add):
    add("address", state="retired", geom=wkt(HERE))
    assert Geocoder.build(conn).reverse(*HERE) == []


def test_this_side_of_the_road_goes_before_the_other(street, reverse):
    """From 8 m north of the line, 2号 across it is 18 m away and 1号 on this side 30 m."""
    street((-200, 0), (200, 0), n1=(30, 8), n2=(0, -10))
    assert reverse(0, 8, "matched", "across_road") == [("红旗路1号", False), ("红旗路2号", True)]


def test_the_other_side_is_found_where_this_side_has_none_for_long(street, reverse):
    street((-200, 0), (200, 0), n1=(18 + PENALTY + 5, 8), n2=(0, -10))
    assert reverse(0, 8)[0] == "红旗路2号"


def test_many_plates_across_a_road_do_not_hide_the_one_on_this_side(street, reverse):
    across = {f"n{2 * n}": (n - 15.0, -6.0) for n in range(1, 31)}
    street((-200, 0), (200, 0), n1=(22, 6), **across)
    assert reverse(0, 6, limit=1) == ["红旗路1号"]


def test_across_a_wide_road_is_across(street, reverse):
    street((-200, 0), (200, 0), n1=(-40, 25), n2=(0, -25))
    assert reverse(0, 25) == ["红旗路1号", "红旗路2号"]


@pytest.mark.parametrize(("point", "across"), [((-12, 50), False), ((12, 50), True)])
def test_on_a_curve_the_sides_follow_the_road(street, reverse, point, across):
    """The road comes from the west and turns north; 1号 lies in the bend."""
    street((-200, 0), (-20, 0), (-6, 6), (0, 20), (0, 200), n1=(-50, 8))
    assert reverse(*point, "across_road") == [across]


def test_around_the_outside_of_a_bend_is_the_same_side(street, reverse):
    """The straight way crosses the road twice."""
    street((-200, 0), (0, 0), (0, 200), n1=(-50, -10))
    assert reverse(10, 50, "across_road") == [False]


def test_on_the_road_itself_there_is_no_side(street, reverse):
    street((-200, 0), (200, 0), n1=(0, 9), n2=(0, -10))
    assert reverse(0, 1, "matched", "across_road") == [("红旗路1号", None), ("红旗路2号", None)]


def test_without_a_centre_line_nobody_knows(street, reverse):
    street(n1=(0, 8), n2=(0, -10))
    assert reverse(0, 8, "across_road") == [None, None]


def test_a_line_of_another_name_says_nothing(street, reverse, add):
    street(n1=(0, 8), n2=(0, -10))
    add("road", name="光明路", geom=wkt(at(-200, 0), at(200, 0)))
    assert reverse(0, 8, "across_road") == [None, None]


def test_a_line_far_from_the_house_says_nothing(street, reverse):
    street((-200, 0), (200, 0), n1=(0, -70))
    assert reverse(0, 8, "across_road") == [None]


@pytest.mark.parametrize("level", ["suburb", "", "区"])
def test_an_unknown_level_is_refused(reverse, level):
    with pytest.raises(Invalid) as refused:
        reverse(0, 0, levels=[level])
    assert refused.value.facts["known"] == list(ADDRESS_LEVELS)


def test_many_points_get_what_each_gets_alone(conn, street):
    rng = np.random.default_rng(7)
    plates = {f"n{n}": (x, y) for n, (x, y) in enumerate(rng.uniform(-150, 150, (60, 2)).tolist())}
    street((-200, 5), (0, -5), (200, 5), **plates)
    geocoder = Geocoder.build(conn)
    points = [at(*place) for place in rng.uniform(-250, 250, (80, 2)).tolist()]
    many = geocoder.reverse_many(*np.array(points).T, radius=80)
    alone = [next(iter(geocoder.reverse(*point, limit=1, radius=80)), None) for point in points]
    assert many.code == [one.address_code if one else None for one in alone]
    assert [None if math.isnan(d) else d for d in many.distance] == [
        one.distance if one else None for one in alone
    ]


def test_of_many_points_those_that_are_none_get_nothing(conn, street):
    street(n1=(0, 0))
    found = Geocoder.build(conn).reverse_many(np.array([math.nan, 114.8]), np.array([30.84, math.nan]))
    assert (found.code, np.isnan(found.distance).all()) == ([None, None], True)


def test_changes_are_followed(scratch):
    """A plate that was moved is where it is now, one that was retired is gone, a new one is there."""
    with psycopg.connect(scratch, autocommit=True) as conn:
        add = Builder(conn)
        codes = [add("address", local_text=f"红旗路{n}号", geom=wkt(at(n, 0)))["code"] for n in (1, 2, 3)]
        overlay = Overlay(Segment(build(read(conn))))
        conn.execute("UPDATE onemap.address SET state = 'retired' WHERE code = %s", (codes[0],))
        move = "UPDATE onemap.address SET geom = ST_GeomFromText(%s, 4490) WHERE code = %s"
        conn.execute(move, (wkt(at(9, 0)), codes[1]))
        add("address", local_text="红旗路4号", geom=wkt(at(4, 0)))
        overlay.catch_up(conn)
        geocoder = Geocoder(*overlay.view)
        found = [one.matched for one in geocoder.reverse(*HERE)]
        many = geocoder.reverse_many(*np.array([HERE]).T)
    assert found == ["红旗路3号", "红旗路4号", "红旗路2号"]
    assert many.code == [codes[2]]
