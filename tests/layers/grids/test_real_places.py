"""Divisions of real places, and real points over a made-up coverage."""

import gzip
import json

import numpy as np
import pyarrow.csv as csv
import pytest
import shapely
from shapely import STRtree

from layers.grids.divide import Options, Town, divide
from tests.coverage import coverage, hull_box
from tests.layers.grids.town import cut_buildings

OLD_TOWN = shapely.box(120.60, 31.30, 120.62, 31.32)


def features(path, wanted=lambda _: True):
    """Geometries of a GeoJSON file, and the properties of each."""
    found = [one for one in json.loads(path.read_text("utf-8"))["features"] if wanted(one["properties"])]
    shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in found])
    return np.asarray(shapes, dtype=object), [one["properties"] for one in found]


@pytest.fixture(scope="module")
def suzhou(shared_data):
    """Two kilometres of the old town of Suzhou as one community, with its roads and buildings."""
    folder = shared_data / "suzhou"
    parts = {}
    for name in ("roads", "waters", "buildings"):
        shapes, _ = features(folder / f"suzhou_osm_{name}.geojson")
        parts[name] = shapes[shapely.intersects(shapes, OLD_TOWN) & shapely.is_valid(shapes)]
    outline = np.array([OLD_TOWN], dtype=object)
    classes = ["residential"] * len(parts["roads"])
    return Town(
        ["320508001001"], outline, parts["roads"], classes, parts["waters"], buildings=parts["buildings"]
    )


def test_communities_of_taipei_become_seamless_grids(shared_data):
    def is_wanhua(properties):
        return properties["CPTID"] == "6300700"

    outlines, properties = features(shared_data / "taipei" / "villages.geojson", is_wanhua)
    found = divide(Town([one["CPTVID"] for one in properties], outlines), Options())

    assert shapely.coverage_is_valid(found.shapes)
    assert set(found.community.tolist()) == set(range(len(outlines)))
    assert found.area.mean() == pytest.approx(10_000, rel=0.05)


def test_no_building_of_suzhou_is_cut(suzhou):
    found = divide(suzhou, Options())

    assert cut_buildings(suzhou, found) == []
    assert shapely.coverage_is_valid(found.shapes)


def test_every_point_of_boston_lies_in_a_made_up_grid(shared_data):
    with gzip.open(shared_data / "load" / "boston_311.csv.gz") as file:
        rows = csv.read_csv(file)
    lon, lat = (rows[name].to_numpy(zero_copy_only=False) for name in ("longitude", "latitude"))
    there = np.isfinite(lon) & np.isfinite(lat)
    points = shapely.points(lon[there], lat[there])
    _, polygons = coverage(500, hull_box(lon[there], lat[there]), seed=7)

    found = STRtree(polygons).query(points, predicate="intersects")[0]
    assert len(np.unique(found)) == len(points)
