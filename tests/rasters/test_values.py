"""Values of rasters compared with plain NumPy."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from pyproj import Transformer

from layers.errors import Invalid
from layers.paging import Box
from layers.rasters import Open, Shelf
from layers.rasters.contours import contours
from layers.rasters.values import profile, values_at
from layers.rasters.zones import zone
from tests.rasters.conftest import CORNER, Bring, Write

ROWS, COLUMNS = np.mgrid[0:60, 0:80]
PLANE = (3.0 * COLUMNS + 2.0 * ROWS + 100).astype(np.float32)
"""A slope: bilinear interpolation of it is exact."""
TO_DEGREES = Transformer.from_crs(4547, 4490, always_xy=True).transform


def lonlat(column: float, row: float) -> tuple[float, float]:
    return TO_DEGREES(CORNER[0] + 10 * column, CORNER[1] - 10 * row)


def polygon(*cells: tuple[float, float]) -> shapely.Polygon:
    return shapely.Polygon([lonlat(*cell) for cell in cells])


@pytest.fixture
def one(write: Write, bring: Bring, path: Path) -> Iterator[Open]:
    bring(write(PLANE))
    with Shelf().borrowed(path) as one:
        yield one


@pytest.fixture
def gappy(write: Write, bring: Bring, path: Path) -> Iterator[Open]:
    bring(write(np.where(COLUMNS < 40, np.float32(-9999), PLANE), nodata=-9999))
    with Shelf().borrowed(path) as one:
        yield one


def test_points_have_the_values_of_their_cells(one: Open) -> None:
    places = np.random.default_rng(1).uniform((0, 0), (80, 60), (500, 2))
    found = values_at(one, np.array([lonlat(*place) for place in places]))[0]

    assert (found == [PLANE[int(row), int(column)] for column, row in places]).all()


@pytest.mark.parametrize("cell", [(-1, 5), (80.5, 5), (5, -0.5), (5, 61)])
def test_beside_the_raster_there_is_no_value(one: Open, cell: tuple[float, float]) -> None:
    assert values_at(one, np.array([lonlat(*cell)])).tolist() == [[None]]


def test_a_cell_without_a_value_has_none(gappy: Open) -> None:
    found = values_at(gappy, np.array([lonlat(39.5, 5.5), lonlat(40.5, 5.5)]))

    assert found.tolist() == [[None, PLANE[5, 40]]]


def test_a_band_that_is_not_there_is_refused(one: Open) -> None:
    with pytest.raises(Invalid, match="no band 2"):
        values_at(one, np.array([lonlat(1, 1)]), (2,))


def test_a_profile_is_exact_on_a_slope(one: Open) -> None:
    ends = np.array([lonlat(2.5, 3.5), lonlat(70.5, 40.5)])
    found = profile(one, ends, 50, 1, between=True)

    assert found.metres[-1] == pytest.approx(np.hypot(680, 370), rel=1e-4)
    wanted = np.linspace(PLANE[3, 2], PLANE[40, 70], 50)
    assert np.abs(found.values - wanted).max() < 0.01


def test_a_profile_of_cells_has_no_value_between_them(one: Open) -> None:
    ends = np.array([lonlat(2.5, 3.5), lonlat(70.5, 40.5)])
    found = profile(one, ends, 50, 1, between=False).values

    assert set(found.tolist()) <= set(PLANE.ravel().tolist())


def test_a_profile_has_gaps_where_the_raster_has(gappy: Open) -> None:
    ends = np.array([lonlat(30.5, 5.5), lonlat(50.5, 5.5)])
    found = profile(gappy, ends, 21, 1, between=True).values

    assert np.ma.getmaskarray(found).tolist() == [True] * 10 + [False] * 11
    assert found[11:].tolist() == pytest.approx(PLANE[5, 41:51], abs=0.01)


def test_a_profile_goes_around_corners(one: Open) -> None:
    line = np.array([lonlat(5, 5), lonlat(25, 5), lonlat(25, 35)])

    assert profile(one, line, 3, 1, between=True).metres.tolist() == pytest.approx([0, 250, 500], rel=1e-3)


def test_a_line_of_one_place_is_refused(one: Open) -> None:
    with pytest.raises(Invalid, match="no length"):
        profile(one, np.array([lonlat(5, 5)] * 2), 10, 1, between=True)


def test_whole_cells_are_counted_whole(one: Open) -> None:
    found = zone(one, polygon((10, 20), (30, 20), (30, 50), (10, 50)), 1)

    inside = PLANE[20:50, 10:30]
    assert found.cells == pytest.approx(600, rel=2e-3)
    assert (found.mean, found.std) == pytest.approx((inside.mean(), inside.std()), rel=2e-3)


def test_cells_on_the_border_count_by_their_share(one: Open) -> None:
    shape = polygon((10.3, 20.7), (33.1, 25.2), (20.4, 50.6))
    found = zone(one, shape, 1)

    outline = shapely.Polygon([(10.3, 20.7), (33.1, 25.2), (20.4, 50.6)])
    shares = shapely.area(shapely.intersection(outline, shapely.box(COLUMNS, ROWS, COLUMNS + 1, ROWS + 1)))
    assert found.cells == pytest.approx(outline.area, rel=2e-3)
    assert found.mean == pytest.approx(np.average(PLANE, weights=shares), rel=1e-3)
    assert found.parts == 16


def test_a_polygon_within_one_cell_has_its_value(one: Open) -> None:
    found = zone(one, polygon((10.2, 20.2), (10.8, 20.2), (10.8, 20.8), (10.2, 20.8)), 1)

    assert (found.mean, found.min) == (PLANE[20, 10], PLANE[20, 10])
    assert found.cells == pytest.approx(0.36, rel=0.15)


def test_a_hole_is_left_out(one: Open) -> None:
    whole = polygon((10, 10), (40, 10), (40, 40), (10, 40))
    hole = polygon((20, 20), (30, 20), (30, 30), (20, 30))

    assert zone(one, whole - hole, 1).cells == pytest.approx(800, rel=2e-3)


def test_what_has_no_value_is_counted_as_missing(gappy: Open) -> None:
    found = zone(gappy, polygon((30, 10), (90, 10), (90, 20), (30, 20)), 1)

    assert (found.cells, found.missing) == pytest.approx((400, 200), rel=1e-2)


def test_a_polygon_beside_the_raster_has_nothing(one: Open) -> None:
    found = zone(one, polygon((100, 10), (110, 10), (110, 20)), 1)

    assert (found.cells, found.mean, found.values) == (0, None, None)


def test_classes_in_a_polygon_are_counted(write: Write, bring: Bring, path: Path) -> None:
    bring(write(np.where(COLUMNS < 20, 3, 5).astype(np.uint8)), "classes")
    with Shelf().borrowed(path) as one:
        found = zone(one, polygon((10, 10), (40, 10), (40, 20), (10, 20)), 1).values

    assert found is not None
    assert [value for value, _ in found] == [3, 5]
    assert [cells for _, cells in found] == pytest.approx([100, 200], rel=1e-2)


@pytest.mark.parametrize(
    "wkt", ["POINT (114.8 30.84)", "POLYGON EMPTY", "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))"]
)
def test_what_is_no_polygon_is_refused(one: Open, wkt: str) -> None:
    with pytest.raises(Invalid, match="valid Polygon"):
        zone(one, shapely.from_wkt(wkt), 1)


def test_contours_lie_where_the_slope_has_their_value(one: Open) -> None:
    found = contours(one, 1, 50)

    assert [level.value for level in found.items] == [100, 150, 200, 250, 300, 350, 400, 450]
    to_metres = Transformer.from_crs(4490, 4547, always_xy=True).transform
    for level in found.items[1:]:
        for line in level.lines:
            x, y = to_metres(*line.T)
            column, row = (x - CORNER[0]) / 10 - 0.5, (CORNER[1] - y) / 10 - 0.5
            assert np.abs(3 * column + 2 * row + 100 - level.value).max() < 0.01


def test_contours_stop_where_there_is_no_value(gappy: Open) -> None:
    lines = [line for level in contours(gappy, 1, 50).items for line in level.lines]

    assert min(line[:, 0].min() for line in lines) >= lonlat(40.4, 60)[0] - 1e-9


def test_contours_of_a_box_reach_little_beyond_it(one: Open) -> None:
    west, north = lonlat(20, 20)
    east, south = lonlat(30, 30)
    lines = [
        line for level in contours(one, 1, 10, Box(west, south, east, north)).items for line in level.lines
    ]

    assert lines
    assert min(line[:, 0].min() for line in lines) > lonlat(17, 25)[0]


def test_too_many_contours_are_refused(one: Open) -> None:
    with pytest.raises(Invalid, match="more than 200 heights"):
        contours(one, 1, 0.5)


def test_one_cell_has_no_contour(write: Write, bring: Bring, path: Path) -> None:
    bring(write(np.array([[5.0]], np.float32)))
    with Shelf().borrowed(path) as one:
        assert contours(one, 1, 5).items == []


def test_files_that_nobody_reads_are_closed_when_there_are_many(
    write: Write, bring: Bring, path: Path
) -> None:
    bring(write(PLANE))
    bring(write(PLANE + 1), code="s")
    shelf = Shelf(places=1)
    with shelf.borrowed(path) as first:
        pass
    with shelf.borrowed(path) as again, shelf.borrowed(path.with_name("s.1.tif")) as other:
        assert again is first
        assert isinstance(other.dataset, rasterio.DatasetReader)

    assert first.dataset.closed or other.dataset.closed
