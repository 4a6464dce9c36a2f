"""Real points over real and made-up polygons: every one as PostGIS has it."""

import gzip
import json

import numpy as np
import pyarrow.csv as pc
import pytest
import shapely

from layers.grids.divide import Options, Town, divide
from layers.locate.cover import Cover
from tests.coverage import coverage, hull_box

MAKE = """
CREATE TEMP TABLE shape (n int, geom geometry);
CREATE TEMP TABLE point (k int, geom geometry);
"""
JOIN = """
CREATE INDEX ON shape USING gist (geom);
ANALYZE shape;
SELECT k, min(n) FROM point JOIN shape ON ST_Covers(shape.geom, point.geom) GROUP BY k
"""


def by_postgis(conn, shapes, x, y):
    """The lowest polygon over each point; -1 where there is none."""
    with conn.cursor() as cur:
        cur.execute(MAKE)
        for table, things in (("shape", shapes), ("point", shapely.points(x, y))):
            with cur.copy(f"COPY {table} FROM STDIN") as copy:
                for number, text in enumerate(shapely.to_wkb(things, hex=True).tolist()):
                    copy.write_row((number, text))
        make, analyze, select = JOIN.split(";")
        cur.execute(make)
        cur.execute(analyze)
        rows = cur.execute(select).fetchall()
    found = np.full(len(x), -1)
    for point, shape in rows:
        found[point] = shape
    return found


def boston(shared_data):
    """Where the city was asked for something, degrees."""
    with gzip.open(shared_data / "load" / "boston_311.csv.gz") as file:
        table = pc.read_csv(file)
    return (table[name].cast("double").drop_null().to_numpy() for name in ("longitude", "latitude"))


@pytest.mark.slow
def test_requests_of_a_city_over_twenty_thousand_cells(conn, shared_data):
    x, y = boston(shared_data)
    _, shapes = coverage(20_000, hull_box(x, y), 11)
    assert np.array_equal(Cover.build(np.asarray(shapes)).first(x, y), by_postgis(conn, shapes, x, y))


def test_cases_of_a_hotline_over_the_communities(conn, shared_data):
    cases = json.loads((shared_data / "taipei" / "hotline_cases.geojson").read_text())["features"]
    x, y = np.array([one["geometry"]["coordinates"] for one in cases]).T
    villages = json.loads((shared_data / "taipei" / "villages.geojson").read_text())["features"]
    shapes = shapely.make_valid(shapely.from_geojson([json.dumps(one["geometry"]) for one in villages]))
    assert np.array_equal(Cover.build(shapes).first(x, y), by_postgis(conn, shapes, x, y))


@pytest.mark.slow
def test_requests_of_a_city_over_unit_grids_divided_there(conn, shared_data):
    x, y = boston(shared_data)
    _, communities = coverage(300, hull_box(x, y), 11)
    town = Town([f"250250{n:06d}" for n in range(len(communities))], np.asarray(communities))
    shapes = divide(town, Options(target=40_000)).shapes
    assert len(shapes) > 5_000
    assert np.array_equal(Cover.build(shapes).first(x, y), by_postgis(conn, shapes, x, y))
