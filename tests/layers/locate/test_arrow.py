"""Locating over Arrow batches: the schema is known before, and says the same as the locator."""

import decimal
import math

import numpy as np
import pyarrow as pa
import pytest

from layers.crs import CGCS2000, GCJ02, parse, transform
from layers.errors import Invalid
from layers.locate import Locator, locate
from layers.locate.arrow import ANSWER, located, numbers, with_answer

SQUARE = "POLYGON((114.79 30.83, 114.81 30.83, 114.81 30.85, 114.79 30.85, 114.79 30.83))"
LONS = [114.8, 114.81, 114.8101, 115.8, 30.84, 200.0, math.nan, None]
LATS = [30.84, 30.85, 30.84, 30.84, 114.8, 30.84, 30.84, 30.84]


@pytest.fixture
def town(conn, add):
    add("area", code="420117", geom=SQUARE)
    add("unit_grid", code="420117001001001", geom=SQUARE)
    return Locator.build(conn)


def batch(**more):
    return pa.record_batch({"lon": pa.array(LONS, pa.float64()), "lat": LATS} | more)


def test_a_batch_comes_back_with_columns_added_as_its_schema_said(town):
    given = batch(n=pa.array(range(len(LONS)), pa.int8())).slice(0, 6)  # NaN is not equal to itself
    found = located(given, town)
    assert (found.schema, found.select(given.schema.names)) == (with_answer(given.schema), given)


def test_every_point_is_answered_as_one_alone(town):
    found = located(batch(), town, tolerance=20)
    for n, (lon, lat) in enumerate(zip(LONS, LATS, strict=True)):
        one = town.locate(math.nan if lon is None else lon, lat, tolerance=20)
        code = one.unit_grid.code if one.unit_grid else None
        said = [found[f"located_{name}"][n].as_py() for name in ("unit_grid", "inside", "problem")]
        assert said == [code, one.inside, one.problem]


@pytest.mark.parametrize("crs", ["gcj02", "bd09", "EPSG:4547"])
def test_swapped_and_lost_points_are_told_in_every_system(town, crs):
    ((x, y),) = transform([[114.8, 30.84]], CGCS2000, parse(crs))
    given = pa.record_batch({"lon": [x, y, 1e9, math.inf], "lat": [y, x, 1e9, 1]})
    found = located(given, town, crs=crs)
    assert found["located_problem"].to_pylist() == [None, "swapped", "off_map", "no_point"]


def test_points_of_another_system_lie_where_postgis_says(conn, town):
    random = np.random.default_rng(1).uniform((114.78, 30.82), (114.83, 30.87), (500, 2))
    given = pa.record_batch({"lon": random[:, 0], "lat": random[:, 1]})
    said = [one.inside for one in locate(conn, *random.T.tolist(), crs=GCJ02)]
    assert located(given, town, crs=GCJ02)["located_inside"].to_pylist() == said


def test_an_empty_batch_stays_empty(town):
    empty = batch().slice(0, 0)
    assert located(empty, town).num_rows == 0


@pytest.mark.parametrize(
    ("given", "numbered"),
    [
        (pa.array([" 114.8 ", "x", "", None, "1e3"]), [114.8, None, None, None, 1000]),
        (pa.array(["114.8", "x", "114.8"]).dictionary_encode(), [114.8, None, 114.8]),
        (pa.array([1, None], pa.int16()), [1, None]),
        (pa.array([decimal.Decimal("114.8")]), [114.8]),
        (pa.array(["114.8"], pa.large_string()), [114.8]),
        (pa.nulls(2), [None, None]),
    ],
    ids=lambda one: str(getattr(one, "type", "")),
)
def test_numbers_may_be_of_any_type(given, numbered):
    found = numbers(given, "lon")
    assert [None if math.isnan(one) else one for one in found.tolist()] == numbered


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (pa.record_batch({"lon": [1.0]}), "there is no column 'lat'"),
        (pa.record_batch({"lon": [True], "lat": [1.0]}), "the column 'lon' holds no numbers"),
        (pa.record_batch([[1.0]] * 3, names=["lon", "lat", "lat"]), "several columns 'lat'"),
        (pa.record_batch({"lon": [1.0], "lat": [1.0], "located_inside": [1]}), "located_inside already"),
    ],
)
def test_what_has_no_coordinates_says_so(town, given, said):
    with pytest.raises(Invalid, match=said):
        located(given, town)


def test_the_columns_are_those_of_the_contract():
    assert ANSWER.names[:6] == ["district", "street", "community", "unit_grid", "duty_grid", "composite_grid"]
