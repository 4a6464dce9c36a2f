"""Files of points located into files."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyarrow as pa

from importers.appearing import appearing
from importers.points import WRITERS, Asked, Form, PointFile, form_of, opened
from importers.points.locating import Plan, Tally, located_file
from importers.tables.table import Style
from layers.locate.arrow import Locates

__all__ = ["Job", "Progress", "locate_file"]

Progress = Callable[[Tally, int | None], None]
"""Hears after each batch how it goes, and how many rows there will be, as far as one can tell."""

_WITH_GEOMETRY: Final = (Form.GEOPACKAGE, Form.GEOPARQUET)


@dataclass(frozen=True)
class Job:
    """A file to locate."""

    source: Path
    target: Path
    """What to write; the ending of its name says the form."""
    asked: Asked
    plan: Plan
    force: bool = False
    """Write over a file that is there."""


def locate_file(job: Job, locator: Locates, progress: Progress) -> Tally:
    """Write the rows of a file with what was found of each; the file appears whole or not at all.

    Args:
        job: what to do.
        locator: the index of the areas and grids.
        progress: hears how it goes.

    Raises:
        Conflict: there is a file already.
        NotFound: there is no source.
        Invalid: the source is no file of points, breaks off, or can't be written in the form wanted.
    """
    given, wanted = form_of(job.source), form_of(job.target)
    plan = replace(job.plan, geometry=wanted in _WITH_GEOMETRY)
    tally = Tally()
    with opened(job.source, given, job.asked) as points, appearing(job.target, force=job.force) as draft:
        schema, batches = located_file(points, locator, plan, tally)
        told = _telling(batches, lambda: progress(tally, points.total(tally.rows)))
        if wanted is Form.GEOPACKAGE:
            from importers.points import geopackage  # with GDAL and pandas

            geopackage.write(draft, schema, told, job.target.stem)
        else:
            _write(draft, wanted, schema, told, points)
    return tally


def _telling(batches: Iterable[pa.RecordBatch], tell: Callable[[], None]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield batch
        tell()


def _write(
    draft: Path, form: Form, schema: pa.Schema, batches: Iterable[pa.RecordBatch], points: PointFile
) -> None:
    with draft.open("xb") as sink:
        for piece in WRITERS[form](schema, batches, points.style or Style()):
            sink.write(piece)
