"""Speed of the geocoder within one process, on one core."""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from random import Random
from statistics import median

import numpy as np
import psycopg
from pypinyin import Style, lazy_pinyin

from address.geocoder import Geocoder
from benchmarks.geocoding.draft import Query
from benchmarks.geocoding.evaluate import ask
from benchmarks.geocoding.metrics import Times
from benchmarks.geocoding.rows import ANCHORS, Library

__all__ = ["median_of", "prefixes", "reversing", "suggesting", "texts"]

POINTS = """
SELECT ST_X(geom), ST_Y(geom) FROM onemap.address TABLESAMPLE SYSTEM (20)
WHERE geom IS NOT NULL AND state = 'active' LIMIT %s
"""
_AWAY = 0.0004
"""How far from an address a point is at most, degrees: some 40 metres."""


def median_of(repeats: int, measure: Callable[[], Times]) -> Times:
    """Each figure's median over some runs."""
    runs = [_undisturbed(measure) for _ in range(repeats)]
    names = ("per_second", "p50", "p90", "p99")
    return Times(*(median(getattr(run, name) for run in runs) for name in names))


def _undisturbed(measure: Callable[[], Times]) -> Times:
    gc.collect()
    gc.freeze()  # the rows that the queries were made from are no part of the service
    try:
        return measure()
    finally:
        gc.unfreeze()


def texts(geocoder: Geocoder, queries: Sequence[Query], repeats: int) -> Times:
    """Texts, one after another."""

    def run() -> Times:
        return Times.of(one.seconds for one in ask(lambda text: geocoder.geocode(text, limit=5), queries))

    return median_of(repeats, run)


def prefixes(library: Library, count: int, seed: int) -> Iterator[str]:
    """What is sent while a name is being typed, letter by letter: in Chinese, in pinyin, by initials."""
    dice = Random(seed)
    names = sorted(
        {name for level, name in zip(library.levels, library.names, strict=True) if level in ANCHORS}
    )
    names += sorted({one[0] for one in library.poi})
    for _ in range(count):
        name = dice.choice(names)
        sounds = lazy_pinyin(name, style=Style.NORMAL)
        typed = dice.choice([name, name, "".join(sounds), "".join(sound[0] for sound in sounds)])
        yield from (typed[:end] for end in range(1, min(len(typed), 12) + 1))


def suggesting(geocoder: Geocoder, typed: Sequence[str], repeats: int) -> Times:
    """Suggestions to all that is sent while typing."""
    for text in typed[:200]:
        geocoder.suggest(text)

    def run() -> Times:
        return Times.of(_timed(geocoder.suggest, text) for text in typed)

    return median_of(repeats, run)


def _timed(call: Callable[[str], object], text: str) -> float:
    begin = time.perf_counter()
    call(text)
    return time.perf_counter() - begin


def reversing(geocoder: Geocoder, dsn: str, count: int, seed: int, repeats: int) -> float:
    """Points a second, all in one call."""
    with psycopg.connect(dsn) as conn:
        known = np.array(conn.execute(POINTS, (count,)).fetchall(), float)
    away = np.random.default_rng(seed).uniform(-_AWAY, _AWAY, (count, 2))
    points = known[np.arange(count) % len(known)] + away
    lons, lats = points[:, 0], points[:, 1]
    taken = []
    for _ in range(repeats):
        begin = time.perf_counter()
        geocoder.reverse_many(lons, lats, radius=200.0)
        taken.append(time.perf_counter() - begin)
    return count / median(taken)
