"""From a change to the fresh tile, in every worker and under load."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from random import Random
from statistics import median

import numpy as np
import psycopg

from benchmarks.service import Load, ask
from benchmarks.tiles.check import Wrong, features
from benchmarks.tiles.cities import LAYERS, City
from benchmarks.tiles.client import BROWSER
from benchmarks.tiles.editor import ZOOMS, Edit, Editor, path_of
from benchmarks.tiles.lines import Line, lines
from benchmarks.tiles.plan import Figure, Plan
from benchmarks.tiles.servers import Server, ours
from gis_api.home import admin_key_file, make_admin_key
from layers.catalogue import load
from tiles.grid import TileAddress
from tiles.vector import VectorTiles

__all__ = ["changed", "edits"]

STAGE = 1000
"""Edits after which every tile that was touched is compared in every worker."""
PER_SECOND = 40
MOST_SECONDS = 30.0
PLACES = 200
CONNECTIONS = 4
REMOVE = "DELETE FROM onemap.building WHERE source = 'benchmark' OR code LIKE 'EDIT-%'"


def edits(plan: Plan, city: City) -> Iterator[Figure]:
    """Change buildings while others look at them."""
    if not admin_key_file(city.home).exists():
        make_admin_key(city.home)
    with ours(city.dsn, city.home) as server:
        made, compared, loads = changed(server, city, plan.edits, plan.seed)
    taken = 1000 * np.array([max(one.seen.values()) for one in made])
    p50, p99, most = np.quantile(taken, (0.5, 0.99, 1))
    what = f"edit to fresh tile in every worker, {city.name}: {len(made):,} edits, p50 / p99 / most, ms"
    yield Figure(what, "p99 1000 ms", {"ours": f"{p50:.0f} / {p99:.0f} / {most:.0f}"})
    yield Figure("the same: tiles compared afterwards, stale", "0 stale", {"ours": f"{compared:,}, 0"})
    speed, slow = median(one.per_second for one in loads), median(one.p99 for one in loads)
    refused = sum(one.refused for one in loads)
    told = f"{speed:,.0f}/s, p99 {slow:.1f} ms, {refused} errors"
    yield Figure(f"the same: what {CONNECTIONS} connections got meanwhile", "", {"ours": told})


def changed(server: Server, city: City, count: int, seed: int) -> tuple[list[Edit], int, list[Load]]:
    """Changes that were seen in each worker; how many tiles were compared; what others got meanwhile.

    Raises:
        Wrong: a tile is stale.
    """
    places = list(city.places[:PLACES])
    paths = [path_of(place, z) for z in (14, *ZOOMS) for place in places]
    made: list[Edit] = []
    compared = 0
    with ExitStack() as open_:
        conn = open_.enter_context(psycopg.connect(city.dsn, autocommit=True))
        open_.callback(conn.execute, REMOVE)
        key = admin_key_file(city.home).read_text().strip()
        editor = Editor(conn, server.port, key, places, Random(seed))
        for first in range(0, count, STAGE):
            with lines(server.port, server.workers) as each, _load(server, paths) as loads:
                made += _stage(editor, each, min(STAGE, count - first))
            time.sleep(1)
            with lines(server.port, server.workers) as each:
                compared += _compare(conn, each, sorted(set(paths)))
    return made, compared, loads


def _stage(editor: Editor, each: Sequence[Line], count: int) -> list[Edit]:
    """Make changes at a steady pace while each worker is watched."""
    made: list[Edit] = []
    watches = [_Watch(number, line) for number, line in enumerate(each)]
    for watch in watches:
        watch.start()
    try:
        begin = time.monotonic()
        for number in range(count):
            time.sleep(max(0.0, begin + number / PER_SECOND - time.monotonic()))
            edit = editor.edit(len(each))
            made.append(edit)
            for watch in watches:
                watch.pending.append(edit)
    finally:
        for watch in watches:
            watch.last = True
        for watch in watches:
            watch.join()
    if failed := next((watch.failed for watch in watches if watch.failed), None):
        raise failed
    return made


class _Watch(threading.Thread):
    """Asks one worker for what changed until it shows all."""

    def __init__(self, number: int, line: Line) -> None:
        super().__init__()
        self.pending: list[Edit] = []
        self.last = False
        self.failed: Exception | None = None
        self._number, self._line = number, line

    def run(self) -> None:
        try:
            while self.pending or not self.last:
                for edit in list(self.pending):
                    self._look(edit)
                time.sleep(0.005)
        except (Wrong, RuntimeError, OSError) as error:
            self.failed = error

    def _look(self, edit: Edit) -> None:
        fresh = all(
            (text in self._line.get(path)) is wanted
            for path, text, wanted in [
                *([(*edit.shows, True)] if edit.shows else []),
                *([(*edit.lacks, False)] if edit.lacks else []),
            ]
        )
        waited = time.perf_counter() - edit.made
        if fresh:
            edit.seen[self._number] = waited
            self.pending.remove(edit)
        elif waited > MOST_SECONDS:
            raise Wrong(f"stale after {waited:.0f} s: {edit.shows or edit.lacks}")


@contextmanager
def _load(server: Server, paths: Sequence[str]) -> Iterator[list[Load]]:
    """Others that ask all the time."""
    over, loads = threading.Event(), list[Load]()

    def work() -> None:
        while not over.is_set():
            loads.append(ask(server, paths, CONNECTIONS, 2, BROWSER))

    others = threading.Thread(target=work)
    others.start()
    try:
        yield loads
    finally:
        over.set()
        others.join()


def _compare(conn: psycopg.Connection, each: Sequence[Line], paths: Sequence[str]) -> int:
    """Tiles of every worker with such as are made anew; gives how many."""
    tiles = VectorTiles(load(LAYERS))
    subject = tiles.subject("building")
    for path in paths:
        z, x, y = path.removesuffix(".mvt").split("/")[-3:]
        anew = tiles.tile(conn, subject, TileAddress(int(z), int(x), int(y))).data
        for line in each:
            given = line.get(path)
            if given != anew and features(given) != features(anew):
                raise Wrong(f"a worker's tile {path} is stale")
    return len(paths) * len(each)
