"""Tiles that everybody looks at all day."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from benchmarks.service import Load, ask
from benchmarks.tiles.cities import City, drawn
from benchmarks.tiles.client import CODINGS, replay
from benchmarks.tiles.cold import starts
from benchmarks.tiles.plan import Figure, Plan, compared, said
from benchmarks.tiles.servers import Server
from benchmarks.tiles.trace import sessions
from layers.catalogue import Layer

__all__ = ["kept"]

TILES = 300
CONNECTIONS = 16
TURNS = 4
"""How often each tile is asked for before: each worker has to have heard of it."""


def kept(plan: Plan, city: City) -> Iterator[Figure]:
    """What a worker has in memory, of one layer and of a map. Without tipg, which keeps nothing."""
    building = [layer for layer in city.layers if layer.name == "building"]
    kinds = {"buildings": building, f"{len(city.layers)} layers": city.layers}
    cases = [(name, coding) for name in kinds for coding in CODINGS]
    loads: dict[tuple[str, str], dict[str, list[Load]]] = {case: {} for case in cases}
    for start in starts(plan, city):
        with start() as server:
            for name, coding in cases if server.name in ("ours", "martin") else ():
                found = _runs(plan, city, kinds[name], server, CODINGS[coding])
                loads[name, coding][server.name] = found
    for (name, coding), some in loads.items():
        yield from _figures(f"kept, {city.name}: {TILES} tiles of {name}, {coding}", some)


def _figures(what: str, loads: Mapping[str, list[Load]]) -> Iterator[Figure]:
    speeds = {who: median(one.per_second for one in some) for who, some in loads.items()}
    named = f"{what}, 2 workers, {CONNECTIONS} connections, tiles/s"
    yield Figure(named, "20,000, 1.0 × martin", said(speeds), compared(speeds))
    yield Figure("the same: p50 / p99, ms", "p99 5 ms", {who: _times(some) for who, some in loads.items()})
    refused = {who: float(sum(one.refused for one in some)) for who, some in loads.items()}
    yield Figure("the same: errors", "0", said(refused))


def _times(loads: Sequence[Load]) -> str:
    p50, p99 = (median(getattr(one, name) for one in loads) for name in ("p50", "p99"))
    return f"{p50:.2f} / {p99:.2f}"


def _runs(plan: Plan, city: City, layers: Sequence[Layer], server: Server, header: str) -> list[Load]:
    (trace,) = sessions(city.places, 1, 10 * TILES, plan.seed)
    tiles = [at for at in trace if drawn(layers, at.z)][:TILES]
    paths = [path for at in tiles for path in server.paths(drawn(layers, at.z), at)]
    for _ in range(TURNS):
        replay(server.port, [list(enumerate(paths))], CONNECTIONS, header)
    return [ask(server, paths, CONNECTIONS, plan.seconds, header) for _ in range(plan.repeats)]
