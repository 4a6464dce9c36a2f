"""Every figure of the locator, as rows of one table. What is measured is checked in the same run."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
import psycopg

from benchmarks.locating.place import Town, points, town
from benchmarks.locating.rivals import Joined, by_geopandas, by_postgis, by_sedona
from benchmarks.service import ask, build_index, service
from layers.indexing.log import START
from layers.indexing.parts import Parts
from layers.indexing.store import Store
from layers.locate.build import KIND
from layers.locate.cover import Cover

__all__ = ["Figure", "Plan", "batch", "growth", "over_http"]

EXTENT = """
SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
FROM (SELECT ST_Extent(geom) AS box FROM onemap.unit_grid) AS all_grids
"""


class Figure(NamedTuple):
    """A row of the table."""

    what: str
    wanted: str
    measured: str


class Plan(NamedTuple):
    """What is measured, and how much of it."""

    dsn: str
    home: Path
    peers: Path
    points: int
    polygons: int
    seed: int
    repeats: int


def batch(plan: Plan) -> Iterator[Figure]:
    """Many points and many polygons on one core, by us and by others."""
    place = town(plan.polygons, plan.seed)
    x, y = points(plan.points, place.box, plan.seed)
    yield from _index(plan, place)
    cover = Cover.build(np.asarray(place.shapes))
    seconds = _median(plan.repeats, lambda: cover.first(x, y))
    found = cover.first(x, y)
    what = f"{plan.points:,} points in {plan.polygons:,} polygons"
    yield Figure(f"{what}, one core", "5,000,000/s", f"{plan.points / seconds:,.0f}/s")
    for name, wanted, join in _rivals(plan):
        other = join(place, x, y)
        same = int((other.polygon != found).sum())
        said = f"{other.seconds / seconds:.1f} times slower, {plan.points / other.seconds:,.0f}/s"
        yield Figure(f"the same: {name}", wanted, f"{said}; {same} answers differ")


def _rivals(plan: Plan) -> Iterator[tuple[str, str, Callable[..., Joined]]]:
    yield "geopandas.sjoin", "10 times", by_geopandas
    yield "PostGIS ST_Covers, one process", "20 times", lambda *given: by_postgis(plan.dsn, *given)
    if plan.peers.exists():
        with tempfile.TemporaryDirectory() as folder:
            yield (
                "SedonaDB, one thread",
                "3 times",
                lambda *given: by_sedona(plan.peers, *given, Path(folder)),
            )


def _index(plan: Plan, place: Town) -> Iterator[Figure]:
    shapes = np.asarray(place.shapes)
    build = _median(plan.repeats, lambda: Cover.build(shapes))
    yield Figure(f"index of {plan.polygons:,} polygons: build", "3 s", f"{build:.1f} s")
    parts = Parts(dict(Cover.build(shapes).arrays), facts={"mark": START})
    store = Store(plan.home / "cover", KIND)
    path = store.save(parts)
    size = sum(file.stat().st_size for file in path.iterdir())
    yield Figure("the same: files", "100 MB", f"{size / 1e6:.0f} MB")
    yield Figure("the same: a process that has it open and used all", "150 MB", _memory(plan.home / "cover"))


USE = """
import sys
from pathlib import Path
import numpy as np
from layers.indexing.store import Store
from layers.locate.build import KIND
from layers.locate.cover import Cover
def held():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
before = held()
cover = Cover(Store(Path(sys.argv[1]), KIND).open_current().parts.arrays)
frame = cover.frame
x = np.linspace(frame.west, frame.west + 16 * frame.columns / frame.by_x, 200_000)
rng = np.random.default_rng(1)
for _ in range(20):
    cover.first(x, frame.south + rng.random(len(x)) * 16 * frame.rows / frame.by_y)
print((held() - before) / 1024)
"""


def _memory(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-P", "-c", USE, folder], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    return f"{float(done.stdout):.0f} MB more than before"


def growth(plan: Plan) -> Iterator[Figure]:
    """Cost of a point as points and polygons grow."""
    place = town(plan.polygons, plan.seed)
    cover = Cover.build(np.asarray(place.shapes))
    counts = [10**n for n in range(4, 8)]
    costs = [_cost(cover, place, count, plan) for count in counts]
    yield _flat(f"10⁴ to 10⁷ points in {plan.polygons:,} polygons", costs)
    costs = []
    for count in (1_000, 10_000, 100_000):
        place = town(count, plan.seed)
        costs.append(_cost(Cover.build(np.asarray(place.shapes)), place, plan.points, plan))
    yield _flat(f"{plan.points:,} points in 10³ to 10⁵ polygons", costs)


def _cost(cover: Cover, place: Town, count: int, plan: Plan) -> float:
    """Nanoseconds a point."""
    x, y = points(count, place.box, plan.seed)
    return _median(plan.repeats, lambda: cover.first(x, y)) / count * 1e9


def _flat(what: str, costs: list[float]) -> Figure:
    said = ", ".join(f"{cost:.0f}" for cost in costs)
    return Figure(what, "flat within 2", f"{said} ns a point: {max(costs) / min(costs):.2f}")


def over_http(plan: Plan) -> Iterator[Figure]:
    """`GET /api/locate` with two workers and sixteen connections."""
    with psycopg.connect(plan.dsn) as conn:
        west, south, east, north = conn.execute(EXTENT).fetchone() or (0.0,) * 4
    built = build_index(plan.dsn, plan.home, "grids")
    yield Figure("index of the city's grids: build with its process", "", f"{built.seconds:.1f} s")
    build_index(plan.dsn, plan.home, "addresses")
    x, y = points(5_000, (west, south, east, north), plan.seed)
    paths = [
        f"/api/locate?lon={lon:.7f}&lat={lat:.7f}" for lon, lat in zip(x.tolist(), y.tolist(), strict=True)
    ]
    with service(plan.dsn, plan.home) as at, at.watched() as memory:
        loads = [ask(at, paths) for _ in range(plan.repeats)]
    speed, p99 = median(one.per_second for one in loads), median(one.p99 for one in loads)
    refused = sum(one.refused for one in loads)
    said = f"{speed:,.0f}/s, p99 {p99:.1f} ms, {refused} refused"
    yield Figure("GET /api/locate, 2 workers, 16 connections", "3,000/s, p99 15 ms", said)
    held = ", ".join(f"{memory.pss[pid]:.0f} ({memory.rss[pid]:.0f})" for pid in memory.pss)
    yield Figure("memory of each worker then: its share (resident)", "", f"{held} MB")


def _median(repeats: int, work: Callable[[], object]) -> float:
    work()
    taken = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return median(taken)
