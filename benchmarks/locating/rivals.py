"""Others that join points to polygons, each giving the number of the first polygon that covers a point."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import geopandas
import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray

from benchmarks.locating.place import Town

__all__ = ["Joined", "by_geopandas", "by_postgis", "by_sedona"]

Floats = NDArray[np.float64]

COPY_SHAPES = "COPY shape (n, geom) FROM STDIN WITH (FORMAT binary)"
COPY_POINTS = "COPY point (k, geom) FROM STDIN WITH (FORMAT binary)"
MAKE = """
CREATE TEMP TABLE shape (n int4, geom geometry(Geometry, 4490));
CREATE TEMP TABLE point (k int4, geom geometry(Point, 4490));
"""
READY = "CREATE INDEX ON shape USING gist (geom); ANALYZE shape; ANALYZE point"
JOIN = """
CREATE TEMP TABLE joined AS
SELECT k, min(n) AS n FROM point JOIN shape ON ST_Covers(shape.geom, point.geom) GROUP BY k
"""


class Joined(NamedTuple):
    """What a join gave, and how long it took with its index, but without reading or writing its input."""

    polygon: NDArray[np.int32]
    """-1 where no polygon covers the point."""
    seconds: float


def by_geopandas(town: Town, x: Floats, y: Floats) -> Joined:
    """`geopandas.sjoin`."""
    places = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y), crs=4490)
    shapes = geopandas.GeoDataFrame({"n": np.arange(len(town.shapes))}, geometry=town.shapes, crs=4490)
    begin = time.perf_counter()
    found = geopandas.sjoin(places, shapes, predicate="covered_by")
    taken = time.perf_counter() - begin
    return Joined(_lowest(len(x), found.index.to_numpy(), found["n"].to_numpy()), taken)


def by_postgis(dsn: str, town: Town, x: Floats, y: Floats) -> Joined:
    """A join with `ST_Covers` over a GiST index, in one process."""
    with psycopg.connect(dsn) as conn:
        conn.execute(MAKE)
        conn.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        conn.execute("SET LOCAL jit = off")
        _copy(conn, COPY_SHAPES, town.shapes)
        _copy(conn, COPY_POINTS, shapely.points(x, y))
        conn.execute(READY)
        begin = time.perf_counter()
        conn.execute(JOIN)
        taken = time.perf_counter() - begin
        rows = np.array(conn.execute("SELECT k, n FROM joined").fetchall(), np.int64).reshape(-1, 2)
        conn.rollback()
    return Joined(_lowest(len(x), rows[:, 0], rows[:, 1]), taken)


def by_sedona(python: Path, town: Town, x: Floats, y: Floats, folder: Path) -> Joined:
    """SedonaDB on one thread, in a process of its own."""
    shapes = geopandas.GeoDataFrame({"n": np.arange(len(town.shapes))}, geometry=town.shapes, crs=4326)
    shapes.to_parquet(folder / "shapes.parquet")
    places = geopandas.GeoDataFrame({"k": np.arange(len(x))}, geometry=shapely.points(x, y), crs=4326)
    places.to_parquet(folder / "points.parquet")
    script = Path(__file__).with_name("sedona_side.py")
    done = subprocess.run([python, script, folder], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise RuntimeError("SedonaDB could not join")
    rows = np.load(folder / "joined.npy")
    return Joined(_lowest(len(x), rows[0], rows[1]), json.loads(done.stdout)["seconds"])


def _copy(conn: psycopg.Connection, statement: str, shapes: NDArray[np.object_]) -> None:
    with conn.cursor().copy(statement.encode()) as copy:
        copy.set_types(["int4", "bytea"])
        for number, wkb in enumerate(shapely.to_wkb(shapely.set_srid(shapes, 4490), include_srid=True)):
            copy.write_row((number, wkb))


def _lowest(count: int, point: NDArray[np.int64], polygon: NDArray[np.int64]) -> NDArray[np.int32]:
    found = np.full(count, np.iinfo(np.int32).max, np.int32)
    np.minimum.at(found, point, polygon.astype(np.int32))
    found[found == np.iinfo(np.int32).max] = -1
    return found
