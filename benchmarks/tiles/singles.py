"""Single tiles with nothing kept anywhere, with the same features in them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from math import exp, log
from random import Random
from statistics import fmean, median
from typing import Final

import numpy as np
import psycopg
from numpy.typing import NDArray

from benchmarks.tiles.check import count_same
from benchmarks.tiles.cities import DEEP, City, plain, views
from benchmarks.tiles.client import CODINGS, Answers, replay
from benchmarks.tiles.plan import Figure, Plan, Runs, Start, repeated, said
from benchmarks.tiles.servers import Server, martin, ours
from benchmarks.tiles.trace import tile_of
from layers.catalogue import Layer
from tiles.grid import TileAddress

__all__ = ["singles"]

CONNECTIONS = 4
SAMPLE = 25
"""Tiles of a zoom whose features are compared."""

CAP: Final = 10_000
"""Most buildings of a tile of ours."""
COUNT: Final = """
SELECT count(*) FROM onemap.building
WHERE geom_3857 && ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 64.0 / 4096)
"""


def singles(plan: Plan, city: City) -> Iterator[Figure]:
    """Tiles of buildings, zoom by zoom, compressed and not."""
    shown = [
        replace(layer, zoom=(DEEP[0], layer.zoom[1])) for layer in city.layers if layer.name == "building"
    ]
    tiles = [at for z in DEEP for at in _tiles(city, z, plan)]
    starts = _starts(plan, city, shown)
    yield from _same(starts, shown, tiles)
    for coding, header in CODINGS.items():
        runs = repeated(starts, plan.repeats, partial(_run, shown, tiles, header))
        what = f"nothing kept, {city.name}: tiles of buildings, {coding}, {CONNECTIONS} at a time"
        yield _compared(what, np.array([at.z for at in tiles]), runs)
        yield Figure("the same: errors", "0", said(runs.medians(lambda one: one.refused)))


def _compared(what: str, zooms: NDArray[np.int64], runs: Runs) -> Figure:
    """Tiles a second of each zoom; the ratios, and their geometric mean."""
    speeds = {
        name: [median((zooms == z).sum() / one.only(zooms == z).seconds for one in found) for z in DEEP]
        for name, found in runs.found.items()
    }
    told = {name: " / ".join(f"{speed:,.0f}" for speed in some) for name, some in speeds.items()}
    ratios = [mine / other for mine, other in zip(speeds["ours"], speeds.get("martin", []), strict=False)]
    each = " / ".join(f"{one:.2f}" for one in ratios)
    mean = f"{each}, together {exp(fmean(map(log, ratios))):.2f} × martin" if ratios else ""
    return Figure(f"{what}, z{DEEP[0]} / ... / z{DEEP[-1]}, tiles/s", "1.0 × martin", told, mean)


def _starts(plan: Plan, city: City, shown: Sequence[Layer]) -> list[Start]:
    layers, seen = plain(plan.work / f"single layers of {city.name}"), views(city.dsn)
    found: list[Start] = [partial(ours, city.dsn, city.home, layers, kept=False)]
    if plan.martin:
        found.append(partial(martin, plan.martin, city.dsn, plan.work, shown, seen, kept=False))
    return found


def _same(starts: Sequence[Start], shown: Sequence[Layer], tiles: Sequence[TileAddress]) -> Iterator[Figure]:
    if len(starts) < 2:
        return
    some = [at for z in DEEP for at in [one for one in tiles if one.z == z][:SAMPLE]]
    with starts[0]() as mine, starts[1]() as other:
        same = count_same(mine, other, shown, some)
    yield Figure(f"features of {len(some)} tiles: the same as martin's", "", {"ours": f"{same:,}"})


def _tiles(city: City, z: int, plan: Plan) -> list[TileAddress]:
    """Tiles that buildings lie in, each once, without those of which ours leave something out."""
    found = list(dict.fromkeys(tile_of(place, z) for place in city.places))
    Random(f"{plan.seed} {z}").shuffle(found)
    with psycopg.connect(city.dsn) as conn:
        whole = (at for at in found if conn.execute(COUNT, at._asdict()).fetchall() <= [(CAP,)])
        return list(islice(whole, plan.singles))


def _run(shown: Sequence[Layer], tiles: Sequence[TileAddress], header: str, server: Server) -> Answers:
    requests = [(number, server.paths(shown, at)[0]) for number, at in enumerate(tiles)]
    return replay(server.port, [requests], CONNECTIONS, header)
