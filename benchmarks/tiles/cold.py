"""People look at a map that nobody has looked at before."""

from collections.abc import Iterator, Sequence
from functools import partial
from statistics import median

import numpy as np

from benchmarks.tiles.check import Wrong, codes, count_same, tile
from benchmarks.tiles.cities import WHOLE_FROM, City, drawn, plain
from benchmarks.tiles.client import Answers, replay
from benchmarks.tiles.plan import OURS, Figure, Plan, Start, compared, repeated, said
from benchmarks.tiles.servers import Server, martin, ours, tipg
from benchmarks.tiles.trace import sessions
from tiles.grid import TileAddress

__all__ = ["cold", "starts"]

SAMPLE = 40
"""Tiles whose features are compared."""


def starts(plan: Plan, city: City) -> list[Start]:
    """Starts each server that is there, with nothing kept from before."""
    found: list[Start] = [partial(ours, city.dsn, city.home)]
    layers = plan.work / f"layers of {city.name}"
    found.append(
        partial(ours, city.dsn, city.home, layers if layers.exists() else plain(layers), name=OURS[1])
    )
    if plan.martin:
        found.append(partial(martin, plan.martin, city.dsn, plan.work, city.layers))
    if plan.tipg:
        found.append(partial(tipg, plan.tipg, city.dsn, plan.work))
    return found


def cold(plan: Plan, city: City) -> Iterator[Figure]:
    """Tiles of a trace."""
    trace = [
        [at for at in one if drawn(city.layers, at.z)]
        for one in sessions(city.places, plan.sessions, plan.tiles, plan.seed)
    ]
    tiles = [at for one in trace for at in one]
    yield from _same(plan, city, tiles)
    runs = repeated(starts(plan, city), plan.repeats, partial(_run, city, trace))
    speeds = runs.medians(lambda one: len(tiles) / one.seconds)
    zooms = np.array([at.z for at in tiles])
    what = (
        f"cold, {city.name}: {len(tiles):,} tiles of {plan.sessions} sessions, z{zooms.min()}-{zooms.max()}"
    )
    yield Figure(f"{what}, tiles/s", "1.2 × martin, 3 × tipg", said(speeds), compared(speeds))
    for name, wanted, some in (("", "", zooms > 0), (" from z14", "p99 60 ms", zooms >= WHOLE_FROM)):
        times = {who: _times([one.only(some) for one in found]) for who, found in runs.found.items()}
        yield Figure(f"the same{name}: p50 / p99, ms", wanted, times)
    sizes = runs.medians(lambda one: one.size.sum() / len(tiles) / 1000)
    yield Figure("the same: kB a tile as sent", "", said(sizes, ".1f"))
    yield Figure("the same: errors", "0", said(runs.medians(lambda one: one.refused)))
    alone = repeated(starts(plan, city), plan.repeats, partial(_run, city, trace[:1]))
    times = {
        who: _times([one.only(zooms >= WHOLE_FROM) for one in found]) for who, found in alone.found.items()
    }
    yield Figure("one session alone, from z14: p50 / p99, ms", "p99 60 ms", times)


def _run(city: City, trace: Sequence[Sequence[TileAddress]], server: Server) -> Answers:
    """Replay the trace: who can't draw several layers in one tile is asked for each."""
    requests: list[list[tuple[int, str]]] = []
    number = 0
    for one in trace:
        requests.append([])
        for at in one:
            requests[-1] += [(number, path) for path in server.paths(drawn(city.layers, at.z), at)]
            number += 1
    return replay(server.port, requests).by_number()


def _times(runs: Sequence[Answers]) -> str:
    found = [one.milliseconds(0.5, 0.99) for one in runs]
    return " / ".join(f"{median(column):.1f}" for column in zip(*found, strict=True))


def _same(plan: Plan, city: City, tiles: Sequence[TileAddress]) -> Iterator[Figure]:
    """Whether all draw the same where nothing is left out."""
    whole = [at for at in tiles if at.z >= WHOLE_FROM]
    some = whole[:: max(1, len(whole) // SAMPLE)][:SAMPLE]
    _, first, *others = starts(plan, city)
    with first() as mine:
        for start in others:
            with start() as other:
                if other.name == "tipg":  # it gives features no numbers, and says each number as a text
                    same = sum(_count_codes(mine, other, city, at) for at in some)
                else:
                    same = count_same(mine, other, city.layers, some)
                what = f"features of {len(some)} tiles: the same as {other.name}'s"
                yield Figure(what, "", {"ours": f"{same:,}"})


def _count_codes(mine: Server, other: Server, city: City, at: TileAddress) -> int:
    """How many buildings both draw; the other looks for none in the margin around a tile."""
    layers = [layer for layer in drawn(city.layers, at.z) if layer.name == "building"]
    here, there = (tile(server, layers, at) for server in (mine, other))
    if not codes(here, within=True) <= codes(there) <= codes(here):
        raise Wrong(f"{at}: {other.name} draws other buildings")
    return len(codes(there))
