"""What a worker holds after very many distinct tiles."""

import re
from collections.abc import Iterator
from itertools import chain, combinations, islice
from pathlib import Path

from benchmarks.service import Memory
from benchmarks.tiles.cities import City, drawn
from benchmarks.tiles.client import replay
from benchmarks.tiles.plan import Figure, Plan
from benchmarks.tiles.servers import Server, ours
from benchmarks.tiles.trace import tile_of
from tiles.grid import TileAddress

__all__ = ["memory"]

ZOOMS = (18, 17, 16)
SESSIONS = 2
AT_ONCE = 200_000
"""Requests of one run of the client."""


def memory(plan: Plan, city: City) -> Iterator[Figure]:
    """Ask for distinct tiles of every choice of layers."""
    with ours(city.dsn, city.home) as server:
        before = _private(server)
        asked = full = refused = 0
        paths = islice(_paths(city, server), plan.addresses)
        while some := list(islice(paths, AT_ONCE)):
            requests = list(enumerate(some))
            found = replay(server.port, [requests[n::SESSIONS] for n in range(SESSIONS)])
            asked, full = asked + len(some), full + int((found.status == 200).sum())
            refused += found.refused
        held, shares = _private(server), Memory()
        shares.look(server.workers)
    what = f"memory of a worker after {asked:,} distinct tiles, {full:,} of them not empty, {city.name}"
    told = ", ".join(f"{mb:.0f}" for mb in held)
    shown = ", ".join(f"{mb:.0f}" for mb in shares.pss.values())
    yield Figure(f"{what}: its own / its share, MB", "400 MB", {"ours": f"{told} / {shown}"})
    started = ", ".join(f"{mb:.0f}" for mb in before)
    yield Figure("the same: its own at the start, MB; errors", "", {"ours": f"{started}; {refused}"})


def _paths(city: City, server: Server) -> Iterator[str]:
    """Tiles all over the city, of one choice of layers after the other."""
    west, south = (min(place[axis] for place in city.places) for axis in (0, 1))
    east, north = (max(place[axis] for place in city.places) for axis in (0, 1))
    for layers in chain.from_iterable(combinations(city.layers, n) for n in range(1, len(city.layers) + 1)):
        for z in ZOOMS:
            first, last = tile_of((west, north), z), tile_of((east, south), z)
            for x in range(first.x - 1, last.x + 2):
                for y in range(first.y - 1, last.y + 2):
                    yield server.paths(drawn(layers, z), TileAddress(z, x, y))[0]


def _private(server: Server) -> list[float]:
    """Memory of each worker that no file backs and nobody shares, megabytes."""
    found = (Path(f"/proc/{pid}/status").read_text() for pid in server.workers)
    return [int(match[1]) / 1024 for text in found if (match := re.search(r"RssAnon:\s*(\d+)", text))]
