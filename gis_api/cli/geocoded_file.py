"""`onemap geocode FILE`: how far it is, and how it went."""

import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from tqdm import tqdm

from address.batch import ACCEPTED, Tally
from gis_api.settings import Settings
from gis_api.table_files import Plan, Progress, TableFile, count, geocode_file

__all__ = ["run"]

EVERY_SECONDS = 0.5


def run(table: TableFile, target: Path, plan: Plan, settings: Settings, watched: Path | None) -> None:
    """Geocode a file, show how far it is, and say how it went.

    Args:
        table: what to read.
        target: what to write.
        plan: how.
        settings: which library.
        watched: a file that always says how far it is, for programs.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing half done is left
    begin = time.monotonic()
    with _shown(table, watched) as progress:
        tally = geocode_file(table, target, plan, settings, progress)
    for line in _summary(tally, time.monotonic() - begin):
        typer.echo(line)
    typer.echo(f"written: {target}")


@contextmanager
def _shown(table: TableFile, watched: Path | None) -> Iterator[Progress]:
    """A progress bar on a terminal, the file where there is one, and nothing elsewhere."""
    wanted = watched is not None or sys.stderr.isatty()
    rows = count(table) if wanted else None
    last = Tally()
    said = 0.0
    with tqdm(total=rows, unit=" rows", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(tally: Tally) -> None:
            nonlocal last, said
            last = tally
            bar.update(tally.done - bar.n)
            if watched and time.monotonic() > said + EVERY_SECONDS:
                said = time.monotonic()
                _write(watched, rows, tally)

        if watched:
            _write(watched, rows, last)
        yield progress
        if watched:
            _write(watched, rows, last)


def _write(watched: Path, rows: int | None, tally: Tally) -> None:
    """Replace the file, so that it is always whole."""
    said = {"rows": rows, "done": tally.done, "matched": tally.matched, "accepted": tally.accepted}
    draft = watched.with_suffix(".new")
    draft.write_text(json.dumps(said))
    draft.replace(watched)


def _summary(tally: Tally, seconds: float) -> Iterator[str]:
    yield f"rows      {tally.done:>10,}  {tally.done / max(seconds, 1e-3):,.0f} a second"
    yield f"matched   {tally.matched:>10,}  {_share(tally.matched, tally.done)}"
    for match_type, number in tally.by_match_type.most_common():
        yield f"  {match_type:12}{number:>6,}"
    yield f"accepted  {tally.accepted:>10,}  {_share(tally.accepted, tally.done)} (score {ACCEPTED} or more)"
    if tally.errors:
        yield f"errors    {tally.errors:>10,}  see the column that ends in error"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"
