"""Our geocoder and its peers on the same rows and the same queries, one after another in one run."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.geocoding.draft import Query
from benchmarks.geocoding.evaluate import Geocode, ask
from benchmarks.geocoding.metrics import Times
from benchmarks.geocoding.peers.addok import Addok
from benchmarks.geocoding.peers.base import Guess, Loaded, Peer
from benchmarks.geocoding.peers.nominatim import Nominatim
from benchmarks.geocoding.peers.trigram import Nearest, Trigram
from benchmarks.geocoding.rows import Library

__all__ = ["Compared", "answerable", "ours", "peers", "theirs"]


@dataclass(frozen=True)
class Compared:
    """How one geocoder did."""

    name: str
    times: Times
    right: float
    """Percentage of the queries whose best answer is the row that was meant."""
    plate: float
    """The same, when another row of the same door plate counts as right."""
    loaded: Loaded | None = None


def answerable(queries: Sequence[Query]) -> list[Query]:
    """The queries that any geocoder of addresses may be asked: those for rows of the library."""
    return [one for one in queries if one.in_library and one.codes and "area_only" not in one.patterns]


def peers(dsn: str, python: Path) -> list[Callable[[], Peer]]:
    """What makes each of the peers."""
    return [
        lambda: Trigram(dsn, 0.3),
        lambda: Trigram(dsn, 0.4),
        lambda: Nearest(dsn),
        lambda: Addok(dsn, python),
        lambda: Nominatim(dsn, python),
    ]


def ours(geocode: Geocode, queries: Sequence[Query], library: Library, repeats: int) -> Compared:
    """Our own, asked in this process."""

    def answers(texts: Sequence[str]) -> list[Guess]:
        results = ask(geocode, queries)
        return [Guess(one.answer.address_code if one.answer else None, one.seconds) for one in results]

    return _compared("this geocoder", answers, queries, library, repeats)


def theirs(
    makes: Sequence[Callable[[], Peer]], queries: Sequence[Query], library: Library, repeats: int
) -> Iterator[Compared]:
    """One peer after another: made, loaded, asked, ended."""
    for make in makes:
        peer = make()
        try:
            yield _compared(peer.name, peer.ask, queries, library, repeats, peer.load())
        finally:
            peer.close()


def _compared(
    name: str,
    answers: Callable[[Sequence[str]], list[Guess]],
    queries: Sequence[Query],
    library: Library,
    repeats: int,
    loaded: Loaded | None = None,
) -> Compared:
    runs = [answers([query.text for query in queries]) for _ in range(repeats)]
    times = [Times.of(guess.seconds for guess in run) for run in runs]
    pairs = list(zip(queries, runs[0], strict=True))
    plate = _plates(library)
    right = sum(guess.code in query.codes for query, guess in pairs)
    near = sum(plate(guess.code) in set(map(plate, query.codes)) for query, guess in pairs)
    middle = Times(
        *(median(getattr(one, key) for one in times) for key in ("per_second", "p50", "p90", "p99"))
    )
    return Compared(name, middle, 100 * right / len(pairs), 100 * near / len(pairs), loaded)


def _plates(library: Library) -> Callable[[str | None], str | None]:
    number = {code: n for n, code in enumerate(library.codes)}

    def plate(code: str | None) -> str | None:
        """The door plate above a row; the row itself when there is none."""
        path = library.path(number[code]) if code in number else []
        return next((library.codes[n] for n in path if library.levels[n] == "plate"), code)

    return plate
