"""Geometries of files into those of layers."""

from typing import Any

import numpy as np
import pytest
import shapely
from shapely import from_wkt

from importers.places import Places, from_points, placed
from layers.crs import GCJ02, WGS84, Crs, parse

CITY = (114.0, 30.0, 116.0, 32.0)
SQUARE = "POLYGON ((114.8 30.8, 114.9 30.8, 114.9 30.9, 114.8 30.8))"
BOW_TIE = "POLYGON ((114.8 30.8, 114.9 30.9, 114.9 30.8, 114.8 30.9, 114.8 30.8))"


def place(given: Any, kind: str = "MULTIPOLYGON", crs: Crs = WGS84) -> Places:
    one = from_wkt(given) if isinstance(given, str) else given
    return placed(np.array([one], dtype=object), crs, kind, CITY)


def test_one_polygon_becomes_one_of_many() -> None:
    assert place(SQUARE).geometry[0].geom_type == "MultiPolygon"


def test_an_outline_that_crosses_itself_is_repaired_and_said() -> None:
    found = place(BOW_TIE)

    assert (found.geometry[0].is_valid, found.repaired) == (
        True,
        {0: "outline made valid (self-intersection)"},
    )


def test_heights_are_dropped() -> None:
    assert not place("POINT Z (114.8 30.8 12)", "POINT").geometry[0].has_z


def test_gcj02_is_moved_by_half_a_kilometre() -> None:
    moved = place("POINT (114.8 30.8)", "POINT", GCJ02).geometry[0]

    assert 0.003 < moved.distance(shapely.Point(114.8, 30.8)) < 0.01


def test_metres_of_a_zone_become_degrees() -> None:
    moved = place("POINT (576000 3410000)", "POINT", parse("EPSG:4547")).geometry[0]

    assert moved.distance(shapely.Point(114.79, 30.81)) < 0.05


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (None, "no position"),
        ("POLYGON EMPTY", "no position"),
        ("POINT (114.8 30.8)", "is a Point, wanted MULTIPOLYGON"),
        ("POLYGON ((0 0, 1 0, 1 1, 0 0))", "position outside 114,30,116,32"),
        (shapely.Point(np.inf, 30), "coordinates are no numbers"),
    ],
)
def test_what_cannot_be_used_has_its_reason(given: Any, reason: str) -> None:
    assert place(given).wrong == {0: reason}


def test_one_vertex_beyond_its_crs_spoils_only_its_own_row() -> None:
    given = np.array([shapely.Point(576000, 3410000), shapely.Point(1e30, 1e30)], dtype=object)

    assert list(placed(given, parse("EPSG:4547"), "POINT", CITY).wrong) == [1]


def test_points_of_columns_that_are_no_numbers_are_missing() -> None:
    points = from_points(["114.8", "east", None], ["30.8", "30.8", "30.8"])

    assert shapely.is_missing(points).tolist() == [False, True, True]
