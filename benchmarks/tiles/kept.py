"""Tiles that everybody looks at all day."""

from collections.abc import Iterator
from statistics import median

from benchmarks.service import Load, ask
from benchmarks.tiles.cities import City, drawn
from benchmarks.tiles.client import BROWSER, replay
from benchmarks.tiles.cold import starts
from benchmarks.tiles.plan import Figure, Plan, compared, said
from benchmarks.tiles.servers import Server
from benchmarks.tiles.trace import sessions

__all__ = ["kept"]

TILES = 300
CONNECTIONS = 16
TURNS = 4
"""How often each tile is asked for before: each worker has to have heard of it."""


def kept(plan: Plan, city: City) -> Iterator[Figure]:
    """What a worker has in memory. Without tipg, which keeps nothing."""
    speeds, times, refused = {}, {}, {}
    for start in starts(plan, city):
        with start() as server:
            if server.name != "tipg":
                runs = _runs(plan, city, server)
                speeds[server.name] = median(one.per_second for one in runs)
                p50, p99 = (median(getattr(one, name) for one in runs) for name in ("p50", "p99"))
                times[server.name] = f"{p50:.2f} / {p99:.2f}"
                refused[server.name] = float(sum(one.refused for one in runs))
    what = f"kept, {city.name}: {TILES} tiles over and over, 2 workers, {CONNECTIONS} connections"
    yield Figure(f"{what}, tiles/s", "20,000, 1.0 × martin", said(speeds), compared(speeds))
    yield Figure("the same: p50 / p99, ms", "p99 5 ms", times)
    yield Figure("the same: errors", "0", said(refused))


def _runs(plan: Plan, city: City, server: Server) -> list[Load]:
    (trace,) = sessions(city.places, 1, 2 * TILES, plan.seed)
    tiles = [at for at in trace if drawn(city.layers, at.z)][:TILES]
    paths = [path for at in tiles for path in server.paths(drawn(city.layers, at.z), at)]
    for _ in range(TURNS):
        replay(server.port, [list(enumerate(paths))], CONNECTIONS)
    return [ask(server, paths, CONNECTIONS, plan.seconds, BROWSER) for _ in range(plan.repeats)]
