"""Features over the OGC API."""

import json
import time
from collections.abc import Iterator
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from benchmarks.tiles.cities import City
from benchmarks.tiles.plan import Figure, Plan, said
from benchmarks.tiles.servers import Server, get, ours, tipg

__all__ = ["items"]

PAGE = 1000
"""The page that is read last."""
SMALL = 10
ALL = 1000
"""Features of a page."""
TURNS = 20


def items(plan: Plan, city: City) -> Iterator[Figure]:
    """Pages of buildings, one after the other."""
    pages, deep = {}, {}
    with ours(city.dsn, city.home) as server:
        path = "/ogc/collections/building/items?limit="
        pages["ours"] = _time(server, f"{path}{ALL}", ALL)
        last = _follow(server, f"{path}{SMALL}")
        deep["ours"] = f"{_time(server, f'{path}{SMALL}', SMALL):.1f} / {_time(server, last, SMALL):.1f}"
    if plan.tipg:
        with tipg(plan.tipg, city.dsn, plan.work) as server:
            path = "/collections/onemap.building/items?f=geojson&limit="
            pages["tipg"] = _time(server, f"{path}{ALL}", ALL)
            ends = (f"{path}{SMALL}", f"{path}{SMALL}&offset={SMALL * (PAGE - 1)}")
            deep["tipg"] = " / ".join(f"{_time(server, one, SMALL):.1f}" for one in ends)
    yield Figure(f"{ALL:,} buildings as features, {city.name}: ms", "40 ms", said(pages, ".1f"))
    yield Figure(f"page 1 / page {PAGE:,} of {SMALL} buildings: ms", "no slower", deep)


def _follow(server: Server, path: str) -> str:
    """The path of a page deep down, by the links of those before."""
    seen: set[str] = set()
    for _ in range(PAGE - 1):
        page = _page(server, path)
        codes = {one["id"] for one in page["features"]}
        if len(codes) != SMALL or seen & codes:
            raise AssertionError("pages are not of different features")
        seen |= codes
        link = urlsplit(next(link["href"] for link in page["links"] if link["rel"] == "next"))
        path = f"{link.path}?{link.query}"
    return path


def _time(server: Server, path: str, count: int) -> float:
    """Milliseconds; the median of some turns."""
    taken = []
    for _ in range(TURNS):
        begin = time.perf_counter()
        status, body = get(server.port, path)
        taken.append(1000 * (time.perf_counter() - begin))
        if status != 200 or len(json.loads(body)["features"]) != count:
            raise AssertionError(f"{server.name} has not {count} features in {path}")
    return median(taken)


def _page(server: Server, path: str) -> Any:
    return json.loads(get(server.port, path)[1])
