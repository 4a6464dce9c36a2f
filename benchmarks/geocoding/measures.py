"""Every figure of the geocoder, as rows of one table."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import quote

from address.geocoder import Geocoder
from benchmarks.geocoding import compare, inside
from benchmarks.geocoding.draft import Query
from benchmarks.geocoding.evaluate import ask
from benchmarks.geocoding.metrics import Result, Times, summary
from benchmarks.geocoding.noise import clean, noisy
from benchmarks.geocoding.rows import Library
from benchmarks.geocoding.tables import Batch, batch
from benchmarks.service import Service, build_index, service
from benchmarks.service import ask as ask_service

__all__ = ["Figure", "Plan", "accuracy", "against_peers", "index", "one_core", "over_http"]


class Figure(NamedTuple):
    """A row of the table."""

    what: str
    wanted: str
    measured: str


class Plan(NamedTuple):
    """What is measured, and how much of it."""

    dsn: str
    home: Path
    """Folder of the index."""
    library: Library
    queries: Sequence[Query]
    seed: int
    repeats: int
    seconds: int
    """How long the service is asked each time."""
    rows: int
    """Of a table in a batch."""

    @classmethod
    def of(cls, dsn: str, home: Path, count: int, seed: int, repeats: int, seconds: int, rows: int) -> "Plan":
        """Read the library and make the queries."""
        library = Library.read(dsn)
        return cls(dsn, home, library, list(noisy(library, count, seed)), seed, repeats, seconds, rows)


def index(plan: Plan) -> Iterator[Figure]:
    """Making an index."""
    built = [build_index(plan.dsn, plan.home, "addresses") for _ in range(plan.repeats)]
    count = len(plan.library.codes)
    yield Figure(
        f"index of {count:,} addresses: build", "60 s a million", f"{median(b.seconds for b in built):.0f} s"
    )
    yield Figure("index: size on disk", "200 MB", f"{built[-1].megabytes:.0f} MB")
    yield Figure("index: most memory while it is built", "", f"{max(one.peak for one in built):.0f} MB")


def accuracy(plan: Plan, geocoder: Geocoder) -> Iterator[Figure]:
    """Shares of right and of accepted answers."""
    wanted = {
        "in the library: top 1 right": "98 %",
        "in the library: accepted and wrong": "at most 1 %",
        "all accepted: right": "98 %",
        "not in the library: accepted": "at most 2 %",
    }
    results: list[Result] = ask(lambda text: geocoder.geocode(text, limit=5), plan.queries)
    for name, value in summary(results).items():
        yield Figure(name.strip(), wanted.get(name, ""), f"{value:.2f} %")


def one_core(plan: Plan, geocoder: Geocoder) -> Iterator[Figure]:
    """Speed within one process."""
    times = inside.texts(geocoder, plan.queries, plan.repeats)
    yield Figure(f"{len(plan.queries):,} noisy queries, one core", "3,000/s, p99 10 ms", _said(times))
    plain = list(clean(plan.library, len(plan.queries), plan.seed))
    yield Figure("clean addresses, one core", "10,000/s", _said(inside.texts(geocoder, plain, plan.repeats)))
    typed = list(islice(inside.prefixes(plan.library, len(plan.queries), plan.seed), len(plan.queries)))
    yield Figure("suggest while typing", "p99 5 ms", _said(inside.suggesting(geocoder, typed, plan.repeats)))
    points = inside.reversing(geocoder, plan.dsn, 50 * len(plan.queries), plan.seed, plan.repeats)
    yield Figure("reverse, all points in one call", "50,000/s", f"{points:,.0f}/s")


def over_http(plan: Plan) -> Iterator[Figure]:
    """Speed and memory of the service with two workers."""
    texts = [query.text for query in plan.queries]
    paths = [f"/api/address/geocode?q={quote(text)}&limit=5" for text in texts]
    with service(plan.dsn, plan.home) as at:
        with at.watched() as memory:
            loads = [ask_service(at, paths, seconds=plan.seconds) for _ in range(plan.repeats)]
        speed, p99 = median(one.per_second for one in loads), median(one.p99 for one in loads)
        refused = sum(one.refused for one in loads)
        said = f"{speed:,.0f}/s, p99 {p99:.1f} ms" + (f", {refused} refused" if refused else "")
        yield Figure("noisy queries over HTTP, 2 workers, 16 connections", "1,500/s, p99 25 ms", said)
        held = ", ".join(f"{memory.pss[pid]:.0f} ({memory.rss[pid]:.0f})" for pid in memory.pss)
        yield Figure("memory of each worker then: its share (resident)", "250 MB", f"{held} MB")
        yield from _batches(at, texts, plan)


def _batches(at: Service, texts: Sequence[str], plan: Plan) -> Iterator[Figure]:
    rows = [texts[n % len(texts)] for n in range(plan.rows)]
    with at.watched() as memory:
        done: list[Batch] = [batch(at, rows) for _ in range(plan.repeats)]
    speed = median(one.per_second for one in done)
    held = ", ".join(f"{memory.pss[pid]:.0f} ({memory.rss[pid]:.0f})" for pid in memory.pss)
    what = f"batch: 2 CSV tables of {plan.rows:,} rows at a time"
    yield Figure(what, "5,000 rows/s", f"{speed:,.0f} rows/s, {done[-1].found:.1f} % with an answer")
    yield Figure("memory of each worker then: its share (resident)", "300 MB", f"{held} MB")


def against_peers(plan: Plan, geocoder: Geocoder, python: Path, count: int) -> Iterator[Figure]:
    """The same rows, the same queries, one geocoder after another."""
    queries = compare.answerable(plan.queries)[:count]
    best = compare.ours(lambda text: geocoder.geocode(text, limit=5), queries, plan.library, plan.repeats)
    yield Figure(f"{len(queries)} queries: {best.name}", "", _compared(best))
    for peer in compare.theirs(compare.peers(plan.dsn, python), queries, plan.library, plan.repeats):
        ratio = best.times.per_second / peer.times.per_second
        yield Figure(
            f"the same: {peer.name}", "10 times slower", f"{ratio:.0f} times slower; {_compared(peer)}"
        )


def _said(times: Times) -> str:
    return f"{times.per_second:,.0f}/s, p50 {times.p50:.2f} ms, p99 {times.p99:.2f} ms"


def _compared(one: compare.Compared) -> str:
    said = f"{_said(one.times)}; right {one.right:.1f} %, right plate {one.plate:.1f} %"
    if one.loaded:
        said += f"; loaded in {one.loaded.seconds:.0f} s, {one.loaded.megabytes:.0f} MB"
    return said
