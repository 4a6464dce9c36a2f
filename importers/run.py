"""One run of an import, and the step that every layer begins with: rows of a file into columns of a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
import shapely
from geoalchemy2 import Geometry
from numpy.typing import NDArray

from importers import readers
from importers.expressions import evaluate
from importers.manifest import LayerFile, Manifest
from importers.places import Places, from_points, placed
from importers.readers import Batch, Opened
from importers.report import Part, Refusals, Report
from layers import crs
from layers.errors import Invalid, NotFound
from layers.schema import LAYER_TABLES

__all__ = ["LINE", "Progress", "Run", "prepare", "refuse"]

LINE = "line"
"""Column beside those of the table: the line in the file."""

Progress = Callable[[str, int, int | None], None]
"""Called with the file, the rows read of it so far, and how many there are where that is known."""


@dataclass(frozen=True)
class Run:
    """What all steps of an import share."""

    conn: psycopg.Connection
    manifest: Manifest
    folder: Path
    report: Report
    refusals: Refusals
    import_id: int
    progress: Progress

    def part(self, files: str, table: str) -> Part:
        """A new part of the report."""
        part = Part(files, table)
        self.report.parts.append(part)
        return part

    def source(self, layer: LayerFile) -> str:
        """What stands in `source` of the rows of a file."""
        return f"{self.manifest.city}:{layer.file}"

    def path(self, layer: LayerFile) -> Path:
        """Where a file lies.

        Raises:
            Invalid: its name leads out of the folder.
            NotFound: it is not there.
        """
        path = (self.folder / layer.file).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            raise Invalid(f"{layer.file} is outside the folder of the data", hint="correct the manifest")
        if not path.is_file():
            hint = "--source is the folder of the data, the one that has the cities' folders in it"
            raise NotFound(f"there is no file {layer.file} in {self.folder}", hint=hint)
        return path


def prepare(run: Run, layer: LayerFile, part: Part) -> pa.Table:
    """Read a file into columns of its table; rows that cannot be used are refused and counted.

    Returns:
        The layer's columns as text, `geom` as WKB in hexadecimal where the file has positions, and `LINE`.
    """
    found: list[pa.Table] = []
    with readers.opened(run.path(layer), columns=list(layer.reads), encoding=layer.encoding) as opened:
        system = _system(layer, opened)
        for batch in opened.batches:
            found.append(_prepared(run, layer, part, batch, system))
            run.progress(layer.file, part.read, opened.total)
    return pa.concat_tables(found) if found else _nothing(layer, system)


def _nothing(layer: LayerFile, system: crs.Crs | None) -> pa.Table:
    """What `prepare` gives of a file without rows."""
    names = [*layer.columns, *(["geom"] if system else [])]
    return pa.table({**{name: pa.array([], pa.string()) for name in names}, LINE: pa.array([], pa.int64())})


def _system(layer: LayerFile, opened: Opened) -> crs.Crs | None:
    """What the positions are in; None for a file without positions."""
    if layer.point is None and not opened.geometry:
        place = LAYER_TABLES[layer.table].columns.get("geom")
        if place is not None and not place.nullable:
            raise Invalid(f"{layer.file} has no positions", hint="name their columns: point = [x, y]")
        return None
    if layer.crs is None and opened.crs is None:
        hint = "say it in the manifest, for example crs = 'wgs84'"
        raise Invalid(f"{layer.file} does not say what its positions are in", hint=hint)
    declared = crs.parse(layer.crs or opened.crs or "")
    if layer.crs and opened.crs and declared != crs.parse(opened.crs):
        hint = "the manifest and the file must agree, or the manifest say nothing"
        raise Invalid(f"{layer.file} says {opened.crs}, its manifest {layer.crs}", hint=hint)
    return declared


def _prepared(run: Run, layer: LayerFile, part: Part, batch: Batch, system: crs.Crs | None) -> pa.Table:
    _has_columns(layer, batch)
    part.read += batch.rows.num_rows + len(batch.misfits)
    for misfit in batch.misfits:
        run.refusals.add(part, layer.file, misfit.line, misfit.reason, misfit.row)
    columns, wrong = _columns(run, layer, batch)
    places = _places(run, layer, batch, system)
    repaired = {} if places is None else dict(places.repaired)
    if places is not None:
        columns["geom"] = pa.array(shapely.to_wkb(places.geometry, hex=True), pa.string())
        if LAYER_TABLES[layer.table].columns["geom"].nullable:
            repaired |= _without_place(places)
        else:
            wrong |= places.wrong
    part.repaired.update(reason for row, reason in repaired.items() if row not in wrong)
    table = pa.table({**columns, LINE: batch.lines})
    return refuse(run, layer.file, part, table, wrong, batch.rows)


def _without_place(places: Places) -> dict[int, str]:
    """Rows that are kept although their position is of no use; a missing one is no repair."""
    return {row: f"kept without its {why}" for row, why in places.wrong.items() if why != "no position"}


def _has_columns(layer: LayerFile, batch: Batch) -> None:
    if missing := sorted(layer.reads - set(batch.rows.schema.names)):
        there = ", ".join(batch.rows.schema.names)
        raise Invalid(f"{layer.file} has no column {', '.join(missing)}", hint=f"its columns are {there}")


def _columns(run: Run, layer: LayerFile, batch: Batch) -> tuple[dict[str, pa.Array], dict[int, str]]:
    """The values of all expressions, and what is wrong with some rows."""
    columns: dict[str, pa.Array] = {}
    wrong: dict[int, str] = {}
    table = LAYER_TABLES[layer.table].columns
    for name, one in layer.columns.items():
        values = evaluate(one, batch.rows, run.manifest.tables)
        columns[name] = values.column
        wrong = values.wrong | wrong
        if name in table and not table[name].nullable and values.column.null_count:
            empty = np.flatnonzero(np.asarray(values.column.is_null()))
            wrong = {int(row): f"no {name}" for row in empty} | wrong
    return columns, wrong


def _places(run: Run, layer: LayerFile, batch: Batch, system: crs.Crs | None) -> Places | None:
    given: NDArray[np.object_] | None = batch.geometry
    if layer.point:
        given = from_points(*(batch.rows[name].to_pylist() for name in layer.point))
    if given is None or system is None:
        return None
    return placed(given, system, _kind(layer), run.manifest.bounds)


def _kind(layer: LayerFile) -> str:
    """PostGIS type of the table's geometry."""
    column = LAYER_TABLES[layer.table].columns.get("geom")
    if column is None or not isinstance(column.type, Geometry):
        raise Invalid(f"{layer.file} has positions, the table {layer.table} has none")
    return str(column.type.geometry_type)


def refuse(
    run: Run,
    file: str,
    part: Part,
    table: pa.Table,
    wrong: Mapping[int, str],
    rows: pa.RecordBatch | pa.Table | None = None,
) -> pa.Table:
    """Write rows down as refused, and give the table without them.

    Args:
        run: the import.
        file: they are from.
        part: of the report.
        table: has a column `LINE`.
        wrong: row of the table -> reason.
        rows: the same rows as the file has them; None to write down those of the table.
    """
    if not wrong:
        return table
    original = (
        rows
        if rows is not None
        else table.drop_columns([c for c in ("geom", LINE) if c in table.column_names])
    )
    for row, reason in sorted(wrong.items()):
        values: dict[str, Any] = original.slice(row, 1).to_pylist()[0]
        run.refusals.add(part, file, table[LINE][row].as_py(), reason, values)
    kept = np.ones(table.num_rows, dtype=bool)
    kept[list(wrong)] = False
    return table.filter(pa.array(kept))
