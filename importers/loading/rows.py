"""Layers whose rows stand for themselves: one row of the file, one row of the table, by `code`."""

import hashlib
from collections.abc import Sequence
from pathlib import PurePath

import pyarrow as pa

from importers.manifest import LayerFile
from importers.report import Part
from importers.run import LINE, Run, prepare, refuse
from layers.rows import merge

__all__ = ["load", "once", "with_source"]


def load(run: Run, layer: LayerFile) -> None:
    """Bring in a file; of rows with the same code the first is kept.

    Rows of a file without a key are known again by their place: the code is a fingerprint of the geometry.
    """
    part = run.part(layer.file, layer.table)
    rows = prepare(run, layer, part)
    if "code" not in layer.columns:
        rows = rows.append_column("code", _by_place(run, layer, rows))
    rows = once(run, layer, part, rows, ("code",))
    rows = with_source(run, layer, rows).drop_columns([LINE])
    part.wrote(merge(run.conn, layer.table, rows, import_id=run.import_id))


def _by_place(run: Run, layer: LayerFile, rows: pa.Table) -> pa.Array:
    before = f"{run.manifest.city}-{PurePath(layer.file).stem}-"
    keys = (hashlib.sha256(place.encode()).hexdigest()[:16] for place in rows["geom"].to_pylist())
    return pa.array([before + key for key in keys], pa.string())


def with_source(run: Run, layer: LayerFile, rows: pa.Table) -> pa.Table:
    """The rows with what stands in their column `source`."""
    return rows.append_column("source", pa.array([run.source(layer)] * rows.num_rows, pa.string()))


def once(run: Run, layer: LayerFile, part: Part, rows: pa.Table, key: Sequence[str]) -> pa.Table:
    """Each key once: a later row that says the same is counted, one that says something else refused."""
    first: dict[tuple[str | None, ...], int] = {}
    again: list[int] = []
    wrong: dict[int, str] = {}
    plain = rows.drop_columns([LINE])
    for row, values in enumerate(zip(*(rows[name].to_pylist() for name in key), strict=True)):
        before = first.setdefault(values, row)
        if before != row:
            if plain.slice(row, 1).equals(plain.slice(before, 1)):
                again.append(row)
            else:
                wrong[row] = f"its {', '.join(key)} stands in the file before, with other values"
    part.repeated += len(again)
    if again:
        keep = sorted(set(range(rows.num_rows)) - set(again))
        wrong = {keep.index(row): why for row, why in wrong.items()}
        rows = rows.take(pa.array(keep))
    return refuse(run, layer.file, part, rows, wrong)
