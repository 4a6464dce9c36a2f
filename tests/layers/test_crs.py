"""Conversion between coordinate systems, held against figures computed elsewhere."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from layers import crs, crs_shift
from layers.crs import BD09, CGCS2000, GCJ02, WGS84
from layers.errors import Invalid

XINZHOU = np.array([[114.80, 30.84]])
METRES_TO_DEGREES = 1 / 111_320.0
MICROMETRE = 1e-6 * METRES_TO_DEGREES

shifted = pytest.mark.parametrize(
    ("source", "target"), [(WGS84, GCJ02), (WGS84, BD09), (GCJ02, BD09), (CGCS2000, GCJ02)]
)
in_china = st.tuples(st.floats(73.5, 135.1), st.floats(3.8, 53.6))
around_china = st.tuples(st.floats(70.0, 140.0), st.floats(-2.0, 58.0))
anywhere = st.tuples(st.floats(-180.0, 180.0), st.floats(-90.0, 90.0))


def metres(a: np.ndarray, b: np.ndarray) -> float:
    return float(Geod(ellps="GRS80").inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2][0])


def test_gcj_lies_565_metres_off_in_xinzhou():
    assert metres(XINZHOU, crs.transform(XINZHOU, WGS84, GCJ02)) == pytest.approx(565, abs=1)


def test_bd_lies_906_metres_off_gcj_in_xinzhou():
    """With pi in place of 3000 pi / 180 the result would lie 22 m from here."""
    gcj = crs.transform(XINZHOU, WGS84, GCJ02)

    assert metres(gcj, crs.transform(gcj, GCJ02, BD09)) == pytest.approx(906, abs=2)


def test_xinzhou_in_the_zone_of_114_east():
    """Easting first, although EPSG:4547 lists northing first."""
    found = crs.transform(XINZHOU, CGCS2000, crs.parse("4547"))

    assert found == pytest.approx(np.array([[576_531.87, 3_413_509.34]]), abs=0.01)


def test_zone_with_prefix_differs_by_38_million():
    plain = crs.transform(XINZHOU, CGCS2000, crs.parse("4547"))
    prefixed = crs.transform(XINZHOU, CGCS2000, crs.parse("4526"))

    assert prefixed - plain == pytest.approx(np.array([[38_000_000, 0]]), abs=1e-6)


@pytest.mark.parametrize("code", range(4513, 4555))
def test_every_zone_comes_back_to_a_micrometre(code):
    zone = crs.parse(str(code))
    meridian = 75 + 3 * ((code - 4513) % 21)
    points = np.array([[meridian + 1.2, 31.0], [meridian - 1.4, 45.0]])

    back = crs.transform(crs.transform(points, CGCS2000, zone), zone, CGCS2000)

    assert back == pytest.approx(points, abs=MICROMETRE)


def test_web_mercator_is_the_formula_on_the_sphere():
    x = 6378137 * np.radians(114.80)
    y = 6378137 * np.log(np.tan(np.pi / 4 + np.radians(30.84) / 2))

    assert crs.transform(XINZHOU, CGCS2000, crs.WEB_MERCATOR) == pytest.approx(np.array([[x, y]]), abs=1e-6)


def test_taipei_grid_is_reached_over_wgs84():
    """TWD97 has published parameters to WGS 84 but none to CGCS2000."""
    found = crs.transform([[300_000, 2_770_000]], crs.parse("EPSG:3826"), CGCS2000)

    assert found == pytest.approx(np.array([[121.4954895, 25.0372956]]), abs=1e-7)


@shifted
@given(point=in_china)
def test_inverse_shift_comes_back_to_a_micrometre_in_china(source, target, point):
    there = crs.transform([point], source, target)

    assert crs.transform(there, target, source) == pytest.approx(np.array([point]), abs=MICROMETRE)


@shifted
@given(point=around_china)
def test_shifts_agree_at_the_edge_of_the_box_in_both_orders(source, target, point):
    forward_back = crs.transform(crs.transform([point], source, target), target, source)
    back_forward = crs.transform(crs.transform([point], target, source), source, target)

    assert forward_back == pytest.approx(np.array([point]), abs=MICROMETRE)
    assert back_forward == pytest.approx(np.array([point]), abs=MICROMETRE)


@shifted
@given(point=anywhere)
def test_points_outside_the_box_stay(source, target, point):
    lon, lat = point
    inside = crs_shift.WEST < lon < crs_shift.EAST and crs_shift.SOUTH < lat < crs_shift.NORTH

    moved = crs.transform([point], source, target)

    assert inside or np.array_equal(moved, [point])


@given(point=in_china)
def test_shift_is_below_a_kilometre_and_never_nothing_in_china(point):
    moved = crs.transform([point], WGS84, GCJ02)

    assert 10 < metres(np.array([point]), moved) < 1000


@given(st.lists(in_china, max_size=5))
def test_going_by_gcj_is_going_straight_to_bd(points):
    straight = crs.transform(points, WGS84, BD09)
    by_gcj = crs.transform(crs.transform(points, WGS84, GCJ02), GCJ02, BD09)

    assert np.array_equal(straight, by_gcj)


def test_result_does_not_depend_on_the_neighbours():
    """Long arrays are worked in blocks."""
    points = np.random.default_rng(7).uniform((73, 10), (135, 50), (20_000, 2))
    alone = crs.transform(points[8190:8195], BD09, WGS84)

    assert np.array_equal(crs.transform(points, BD09, WGS84)[8190:8195], alone)


def test_cgcs2000_and_wgs84_are_one():
    assert np.array_equal(crs.transform(XINZHOU, WGS84, CGCS2000), XINZHOU)


def test_input_is_never_changed_nor_handed_back():
    points = XINZHOU.copy()

    crs.transform(points, WGS84, CGCS2000)[0, 0] = 0

    assert np.array_equal(points, XINZHOU)


@pytest.mark.parametrize("target", ["cgcs2000", "gcj02", "bd09", "4547", "3857"])
def test_a_point_that_is_not_finite_becomes_nan_and_leaves_the_others(target):
    points = [[np.nan, 30.0], [114.0, np.inf], [114.80, 30.84]]

    moved = crs.transform(points, WGS84, crs.parse(target))

    assert np.isnan(moved).tolist() == [[True, True], [True, True], [False, False]]


@pytest.mark.parametrize("empty", [[], np.empty((0, 2))])
@pytest.mark.parametrize("target", ["cgcs2000", "gcj02", "bd09", "4547"])
def test_no_points_give_no_points(empty, target):
    assert crs.transform(empty, WGS84, crs.parse(target)).shape == (0, 2)


def test_swapped_axes_give_nan_in_a_zone():
    """114.8 is no latitude."""
    assert np.isnan(crs.transform([[30.84, 114.80]], CGCS2000, crs.parse("4547"))).all()


@pytest.mark.parametrize("points", [[1.0, 2.0], [[1.0, 2.0, 3.0]], 5.0, [["a", "b"]], [[1.0], [2.0, 3.0]]])
def test_other_shapes_are_refused(points):
    with pytest.raises(Invalid):
        crs.transform(points, WGS84, GCJ02)


@pytest.mark.parametrize("code", ["4610", "2384", "4214", "2436", "4555"])
def test_datum_without_published_parameters_is_refused_not_guessed(code):
    """Xi'an 1980, Beijing 1954, New Beijing: PROJ would take them for WGS 84, or use a far oil field's."""
    with pytest.raises(Invalid, match="no parameters"):
        crs.transform(XINZHOU, crs.parse(code), CGCS2000)


@pytest.mark.parametrize("code", ["4258", "4612", "32650", "2326", "3395", "4502", "25832"])
def test_datum_with_published_parameters_comes_back(code):
    points = np.array([[114.2, 22.4]])
    there = crs.transform(points, CGCS2000, crs.parse(code))

    assert crs.transform(there, crs.parse(code), CGCS2000) == pytest.approx(points, abs=1e-7)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cgcs2000", CGCS2000),
        (" GCJ02 ", GCJ02),
        ("EPSG:4490", CGCS2000),
        ("4326", WGS84),
        ("epsg:3857", crs.WEB_MERCATOR),
        ("4547", crs.Crs("EPSG:4547", 4547, geographic=False)),
    ],
)
def test_names_of_the_api(name, expected):
    assert crs.parse(name) == expected


@pytest.mark.parametrize("name", ["cgcs2000", "wgs84", "gcj02", "bd09", "4547", "3857", "4258"])
def test_a_name_reads_back(name):
    found = crs.parse(name)

    assert crs.parse(found.name) == found


@pytest.mark.parametrize(
    "name", ["", "gcj", "EPSG:", "EPSG:99999", "4479", "4979", "5773", "7415", "４５４７", "4547;"]
)
def test_unknown_names_and_systems_that_are_no_map_are_refused(name):
    with pytest.raises(Invalid):
        crs.parse(name)


@pytest.mark.parametrize(
    ("lon", "zone"),
    [(114.80, 4547), (112.5, 4547), (115.5, 4548), (120.6, 4549), (73.5, 4534), (136.49, 4554)],
)
def test_zone_of_a_longitude(lon, zone):
    assert crs.zone_of(lon) == zone


@pytest.mark.parametrize("lon", [73.49, 136.5, float("nan"), float("inf")])
def test_no_zone_outside_china(lon):
    with pytest.raises(Invalid):
        crs.zone_of(lon)


def test_geometry_keeps_kind_holes_and_height():
    ring = [(114.0, 30.0, 5.0), (114.1, 30.0, 6.0), (114.1, 30.1, 7.0)]
    hole = [(114.05, 30.01, 1.0), (114.06, 30.01, 1.0), (114.06, 30.02, 1.0)]
    polygon = shapely.Polygon(ring, [hole])

    moved = crs.transform_geometry(polygon, WGS84, GCJ02)

    assert (moved.geom_type, len(moved.interiors), moved.exterior.coords[1][2]) == ("Polygon", 1, 6.0)


def test_geometries_move_as_their_points_do():
    line = shapely.LineString([(114.0, 30.0), (114.1, 30.1)])

    (moved,) = crs.transform_geometries([line], WGS84, BD09)

    assert np.array_equal(shapely.get_coordinates(moved), crs.transform(line.coords, WGS84, BD09))


def test_missing_and_empty_geometries_stay():
    moved = crs.transform_geometries([None, shapely.Point(), shapely.Point(114, 30)], WGS84, GCJ02)

    assert (moved[0], moved[1].is_empty, moved[2].has_z) == (None, True, False)


def test_no_geometries_give_none():
    assert len(crs.transform_geometries([], WGS84, crs.parse("4547"))) == 0


def test_geometry_that_a_zone_cannot_express_is_refused():
    with pytest.raises(Invalid, match="1 vertices"):
        crs.transform_geometry(shapely.Point(30.84, 114.80), CGCS2000, crs.parse("4547"))
