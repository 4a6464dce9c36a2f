"""The nearest door plates of a point, in true metres."""

import math

import pytest

from address.reverse import reverse
from layers.crs import CGCS2000, GCJ02, transform
from layers.errors import Invalid


def test_the_nearest_plates_come_with_their_distance(conn, add):
    add("address", full_text="远", geom="POINT(114.802 30.84)")
    add("address", full_text="近", geom="POINT(114.801 30.84)")
    found = reverse(conn, 114.8, 30.84)
    assert [(one.label, one.distance) for one in found] == [
        ("近", pytest.approx(95.7, abs=0.2)),
        ("远", pytest.approx(191.4, abs=0.3)),
    ]


def test_nearest_is_nearest_in_metres_not_in_degrees(conn, add):
    """0.00030 deg of longitude is 28.7 m here; 0.00028 deg of latitude is 31.0 m."""
    add("address", full_text="北", geom="POINT(114.8 30.84028)")
    add("address", full_text="东", geom="POINT(114.8003 30.84)")
    assert [one.label for one in reverse(conn, 114.8, 30.84)] == ["东", "北"]


def test_what_is_farther_than_the_radius_is_not_found(conn, add):
    add("address", geom="POINT(114.801 30.84)")
    assert (len(reverse(conn, 114.8, 30.84, radius=96)), reverse(conn, 114.8, 30.84, radius=95)) == (1, [])


def test_only_plates_in_use_are_found(conn, add):
    add("address", level="room", geom="POINT(114.8 30.84)")
    add("address", state="retired", geom="POINT(114.8 30.84)")
    assert reverse(conn, 114.8, 30.84) == []


def test_plates_in_one_place_come_by_code(conn, add):
    codes = [add("address", geom="POINT(114.8 30.84)")["code"] for _ in range(4)]
    assert [one.address_code for one in reverse(conn, 114.8, 30.84, limit=3)] == sorted(codes)[:3]


def test_points_and_answers_are_in_the_system_asked_for(conn, add):
    add("address", geom="POINT(114.8 30.84)")
    ((x, y),) = transform([[114.8, 30.84]], CGCS2000, GCJ02)
    (found,) = reverse(conn, x, y, crs=GCJ02)
    assert (found.lon, found.lat, found.distance) == (
        pytest.approx(x, abs=1e-7),
        pytest.approx(y, abs=1e-7),
        pytest.approx(0, abs=0.02),
    )


@pytest.mark.parametrize("point", [(math.nan, 30.0), (114.0, math.inf), (181.0, 30.0), (114.0, 90.0)])
def test_what_is_no_point_is_refused(conn, point):
    with pytest.raises(Invalid):
        reverse(conn, *point)
