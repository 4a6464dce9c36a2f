"""Ask a geocoder noisy queries and say how good and how fast it is.

`python -m benchmarks.geocoding.evaluate --dsn DSN --index FOLDER --queries 5000 --seed 7 --misses 40`
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import psycopg

from address.answer import Answer
from address.geocoder import Geocoder
from address.index.kept import store
from address.index.segment import Segment
from benchmarks.geocoding.draft import Query, read_queries, write_queries
from benchmarks.geocoding.metrics import Result, Times, by_pattern, calibration, summary
from benchmarks.geocoding.noise import clean, noisy
from benchmarks.geocoding.rows import Library

__all__ = ["Geocode", "ask", "main", "opened", "report"]

Geocode = Callable[[str], Sequence[Answer]]

_WARM_UP = 200


def ask(geocode: Geocode, queries: Sequence[Query]) -> list[Result]:
    """Ask for the answers to all queries one after another; the first are asked once before."""
    for query in queries[:_WARM_UP]:
        geocode(query.text)
    results = []
    for query in queries:
        begin = time.perf_counter()
        answers = geocode(query.text)
        taken = time.perf_counter() - begin
        results.append(Result(query, answers[0] if answers else None, taken))
    return results


def report(results: Sequence[Result], misses: int, pattern: str | None = None) -> Iterable[str]:
    """Lines that say how good the answers are, by pattern and by score, and the first that are wrong."""
    times = Times.of(one.seconds for one in results)
    yield f"{len(results)} queries, {times.per_second:,.0f}/s, milliseconds {times}"
    yield from (f"{value:7.2f} %  {name}" for name, value in summary(results).items())
    yield f"\n{'pattern':24} {'n':>6} {'right':>7} {'accept':>7} {'wrongly':>7}"
    yield from (f"{name:24} {n:6} {r:7.1f} {a:7.1f} {w:7.1f}" for name, n, r, a, w in by_pattern(results))
    yield f"\n{'score':>5} {'n':>6} {'mean':>6} {'right':>6}"
    yield from (f"{low:5.1f} {n:6} {mean:6.3f} {right:6.1f}" for low, n, mean, right in calibration(results))
    wrong = [one for one in results if (not one.right or (one.accepted and not one.query.in_library))]
    shown = [one for one in wrong if pattern is None or pattern in one.query.patterns]
    yield f"\n{len(shown)} misses"
    for one in shown[:misses]:
        yield from _miss(one)


def _miss(one: Result) -> Iterable[str]:
    query, answer = one.query, one.answer
    expected = " ".join(query.names) or "-"
    yield f"{query.text!r}  [{', '.join(query.patterns)}]{'' if query.in_library else '  NOT IN LIBRARY'}"
    yield f"    expected {query.level} {expected} {'/'.join(query.codes[:3])}"
    if answer is None:
        yield "    got nothing"
        return
    faults = ", ".join(f"{f.level}:{f.kind}:{f.given}>{f.used}" for f in answer.faults)
    yield f"    got {answer.level} {answer.label} {answer.address_code or answer.area_code}"
    yield f"    {answer.match_type} score {answer.score:.3f} gap {answer.gap} [{faults}]"


def main() -> None:
    """Make or read the queries, ask, print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--dsn", required=True, help="database from whose rows queries are made")
    options.add_argument("--index", type=Path, help="folder of indexes; without, one is built in memory")
    options.add_argument("--queries", type=int, default=5000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--clean", action="store_true", help="addresses as the library writes them")
    options.add_argument("--misses", type=int, default=40)
    options.add_argument("--pattern", help="show only misses with this pattern")
    options.add_argument("--keep", type=Path, help="file of the queries: written, or read if it is there")
    asked = options.parse_args()
    queries = _queries(asked)
    geocoder = _geocoder(asked)
    results = ask(lambda text: geocoder.geocode(text, limit=5), queries)
    for line in report(results, asked.misses, asked.pattern):
        sys.stdout.write(line + "\n")


def opened(folder: Path) -> Geocoder:
    """A geocoder of the current index below a folder, without the changes since."""
    with store(folder).open_current() as version:
        return Geocoder(Segment(version.parts))


def _geocoder(asked: argparse.Namespace) -> Geocoder:
    if asked.index:
        return opened(asked.index)
    with psycopg.connect(asked.dsn) as conn:
        return Geocoder.build(conn)


def _queries(asked: argparse.Namespace) -> list[Query]:
    if asked.keep and asked.keep.exists():
        return read_queries(asked.keep)[: asked.queries]
    make = clean if asked.clean else noisy
    queries = list(make(Library.read(asked.dsn), asked.queries, asked.seed))
    if asked.keep:
        write_queries(queries, asked.keep)
    return queries


if __name__ == "__main__":
    main()
