"""Points of any file located: the same rows in the same order, with the columns of the locator added."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from importers.points.batch import Batch, PointFile
from importers.points.geometry import geometry_of, with_geometry, with_points
from layers.errors import GisError
from layers.locate.arrow import ANSWER, PREFIX, Locates, answers, with_answer

__all__ = ["BROKEN", "Plan", "Tally", "located_file"]

BROKEN: Final = "broken_row"
"""The problem of a row that is none of its file's columns."""

_PROBLEM: Final = ANSWER.get_field_index("problem")
_CODES: Final = ANSWER.names[: ANSWER.get_field_index("inside")]


@dataclass
class Tally:
    """What became of the rows."""

    rows: int = 0
    inside: int = 0
    """Covered by an area."""
    gaps: int = 0
    """Of these, in no unit grid: the grids leave a gap there."""
    several: int = 0
    """On an edge that polygons of a level share, or where such overlap; the lowest code is given."""
    near: int = 0
    """Covered by no area, but with a code all the same: of what is within the tolerance, or of a grid."""
    problems: Counter[str] = field(default_factory=Counter)
    """The others, by why."""

    def add(self, found: pa.RecordBatch) -> None:
        """Count some answers, which say `several`, too."""
        coded = np.logical_or.reduce([found[name].is_valid() for name in _CODES])
        outside = pc.equal(found["problem"], "outside").fill_null(False)
        near = int(np.count_nonzero(coded & np.asarray(outside)))
        self.rows += found.num_rows
        self.inside += pc.sum(found["inside"]).as_py() or 0
        self.gaps += int(np.count_nonzero(np.asarray(pc.and_(found["inside"], found["unit_grid"].is_null()))))
        self.several += pc.sum(found["several"]).as_py() or 0
        self.near += near
        self.problems.update(dict(_counted(found["problem"])))
        self.problems.subtract({"outside": near})


def _counted(problems: pa.Array) -> Iterator[tuple[str, int]]:
    for one in problems.drop_null().value_counts().to_pylist():
        yield one["values"], one["counts"]


@dataclass(frozen=True)
class Plan:
    """How to locate a file."""

    tolerance: float = 0.0
    """See `layers.locate.arrow.located`."""
    prefix: str = PREFIX
    """What the names of the added columns begin with."""
    geometry: bool = False
    """Whether to add a column of points where the file has no geometry."""
    tell: bool = False
    """When the file breaks off, say so in a last row that has a problem and nothing else."""


def located_file(
    points: PointFile, locator: Locates, plan: Plan, tally: Tally | None = None
) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """The rows of a file with what was found of each, batch by batch.

    Args:
        points: the file.
        locator: the index of the areas and grids.
        plan: how.
        tally: counts the rows, if that is wanted.

    Returns:
        The schema, and the batches; they raise Invalid where the file breaks off, unless that is told.

    Raises:
        Invalid: the file has one of the added columns already.
    """
    own = points.schema
    if plan.geometry and geometry_of(own) is None:
        own = with_geometry(own)
    schema = with_answer(own, plan.prefix)

    def located(batch: Batch) -> pa.RecordBatch:
        rows = batch.rows if own is points.schema else with_points(batch, points.crs, own)
        found = _answers(batch, points, locator, plan, several=tally is not None)
        if tally is not None:
            tally.add(found)
        return pa.RecordBatch.from_arrays([*rows.columns, *found.columns[: len(ANSWER)]], schema=schema)

    return schema, _told(map(located, points.batches), schema) if plan.tell else map(located, points.batches)


def _answers(
    batch: Batch, points: PointFile, locator: Locates, plan: Plan, *, several: bool
) -> pa.RecordBatch:
    found = answers(batch.x, batch.y, locator, crs=points.crs, tolerance=plan.tolerance, several=several)
    if batch.broken is None:
        return found
    problem = pc.if_else(pa.array(batch.broken), BROKEN, found["problem"])
    return found.set_column(_PROBLEM, ANSWER.field(_PROBLEM), problem)


def _told(batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The same rows, and a last one if they break off; nothing before the first is told so."""
    begun = False
    try:
        for batch in batches:
            yield batch
            begun = True
    except GisError as error:
        if not begun:
            raise
        said = pa.array([f"the answer ends here: {error.message}"])
        columns = [*(pa.nulls(1, one.type) for one in list(schema)[:-1]), said]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)
