"""Measure tiles and features beside martin and tipg, and print a table: `python -m benchmarks.tiles`.

Without `--dsn` it makes a cluster of its own as operators have it, with the sample district at `--scale`. All
servers read the same tables of the same database; martin and tipg are given the stored column geom_3857 as
their geometry, as ours has it, and the same properties.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path

from benchmarks.events.city import city
from benchmarks.machine import describe
from benchmarks.tiles.cities import City, city_of, new_york
from benchmarks.tiles.cold import cold
from benchmarks.tiles.edits import edits
from benchmarks.tiles.items import items
from benchmarks.tiles.kept import kept
from benchmarks.tiles.memory import memory
from benchmarks.tiles.peers import martin_program, tipg_program, versions
from benchmarks.tiles.plan import OURS, Figure, Plan
from benchmarks.tiles.singles import singles

PARTS: dict[str, Callable[[Plan, City], Iterator[Figure]]] = {
    "cold": cold, "singles": singles, "kept": kept, "edits": edits, "items": items, "memory": memory
}  # fmt: skip
PEERS = {"martin": martin_program, "tipg": tipg_program}
EVERYWHERE = ("cold", "singles")
"""Parts that are measured in every city; the others in the first."""
QUICK = {
    "scale": 1.0, "repeats": 1, "tiles": 200, "singles": 50, "seconds": 2, "edits": 200, "addresses": 5000
}  # fmt: skip
SERVERS = (*OURS, *PEERS)
HEAD = f"| what | wanted | {' | '.join(SERVERS)} | ours is | load |\n|{'---|' * (4 + len(SERVERS))}\n"


def main() -> None:
    """Measure what was asked for."""
    asked = _options()
    with ExitStack() as open_:
        work = Path(open_.enter_context(tempfile.TemporaryDirectory()))
        dsn = open_.enter_context(nullcontext(asked.dsn) if asked.dsn else city(asked.scale, asked.seed))
        cities = [
            city_of(f"sample at scale {asked.scale:g}" if not asked.dsn else "sample", dsn, work / "sample")
        ]
        if asked.new_york:
            cities.append(open_.enter_context(new_york(dsn, asked.new_york, work / "new_york")))
        numbers = {name: getattr(asked, name) for name in asked.plan}
        martin, tipg = (None if name in asked.without else program() for name, program in PEERS.items())
        _print(Plan(cities, work, martin, tipg, **numbers), asked.parts)


def _print(plan: Plan, parts: list[str]) -> None:
    sys.stdout.write(
        f"{describe(('psycopg', 'fastapi', 'uvicorn'))}\n{versions(plan.martin, plan.tipg)}\n\n{HEAD}"
    )
    for name in parts:
        for place in plan.cities if name in EVERYWHERE else plan.cities[:1]:
            load = os.getloadavg()[0]
            for figure in PARTS[name](plan, place):
                cells = [figure.measured.get(server, "") for server in SERVERS]
                row = [figure.what, figure.wanted, *cells, figure.ratios, f"{load:.1f}"]
                sys.stdout.write(f"| {' | '.join(row)} |\n")
                sys.stdout.flush()


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m benchmarks.tiles", description=__doc__)
    options.add_argument("--dsn", help="a migrated database with a city, of a superuser; none: our own")
    options.add_argument("--scale", type=float, default=20.0, help="of the sample district, without --dsn")
    options.add_argument("--new-york", type=Path, help="file of buildings, as GDAL reads it")
    options.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    options.add_argument("--without", nargs="+", choices=PEERS, default=[])
    numbers = {
        "seed": "of the trace and of all choices", "repeats": "runs of which the median is given",
        "sessions": "of the trace, at a time", "tiles": "of each session", "singles": "tiles of each zoom",
        "seconds": "of each run of what is kept", "edits": "changes", "addresses": "distinct tiles",
    }  # fmt: skip
    for name, text in numbers.items():
        options.add_argument(f"--{name}", type=int, default=getattr(Plan, name), help=text)
    options.add_argument("--quick", action="store_true", help="little of everything")
    options.set_defaults(plan=list(numbers))
    if "--quick" in sys.argv:
        options.set_defaults(**QUICK)
    return options.parse_args()


if __name__ == "__main__":
    main()
