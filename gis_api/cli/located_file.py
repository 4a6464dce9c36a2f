"""`onemap locate FILE`: how far it is, and how it went."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from tqdm import tqdm

from gis_api.indexes.kinds import GRIDS
from gis_api.indexes.making import open_present
from gis_api.settings import Settings
from importers.points.files import Job, Progress, locate_file
from importers.points.locating import Tally
from layers.errors import GisError

__all__ = ["run", "shown"]


def run(job: Job, settings: Settings) -> None:
    """Locate a file, show how far it is, and say how it went, all on standard error.

    Args:
        job: what to do.
        settings: which database.
    """
    locator = open_present(settings, GRIDS, lambda line: typer.echo(line, err=True))
    begin = time.monotonic()
    with _stoppable(), shown() as progress:
        tally = locate_file(job, locator, progress)
    for line in _summary(tally, time.monotonic() - begin):
        typer.echo(line, err=True)
    typer.echo(f"written: {job.target}", err=True)


@contextmanager
def _stoppable() -> Iterator[None]:
    """End in order when told to, so that nothing half done is left, wherever libraries are at the time."""
    told: list[int] = []

    def stop(number: int, _: object) -> None:
        told.append(number)
        sys.exit(128 + number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except GisError:  # what a library made of it
        if told:
            sys.exit(128 + told[0])
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def shown() -> Iterator[Progress]:
    """A progress bar on a terminal, and nothing elsewhere."""
    with tqdm(
        unit=" rows", unit_scale=True, file=sys.stderr, disable=not sys.stderr.isatty(), leave=False
    ) as bar:

        def progress(tally: Tally, total: int | None) -> None:
            bar.total = total
            bar.update(tally.rows - bar.n)

        yield progress


def _summary(tally: Tally, seconds: float) -> Iterator[str]:
    yield f"rows       {tally.rows:>12,}  {tally.rows / max(seconds, 1e-3):,.0f} a second"
    yield f"inside     {tally.inside:>12,}  {_share(tally.inside, tally.rows)}"
    if tally.gaps:
        yield f"gap        {tally.gaps:>12,}  {_share(tally.gaps, tally.rows)}: inside, but in no unit grid"
    if tally.several:
        several = f"{tally.several:>12,}  {_share(tally.several, tally.rows)}"
        yield f"several    {several}: on a shared edge or in an overlap; the lowest code is given"
    if tally.near:
        yield f"near       {tally.near:>12,}  {_share(tally.near, tally.rows)}: in no area, but with a code"
    for problem, number in (+tally.problems).most_common():
        yield f"{problem:11}{number:>12,}  {_share(number, tally.rows)}{_HINTS.get(problem, '')}"


_HINTS = {
    "swapped": ": longitude and latitude are exchanged",
    "outside": ": in no area of this city",
    "off_map": ": no degrees on any map; eastings and northings need --crs",
}


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"
