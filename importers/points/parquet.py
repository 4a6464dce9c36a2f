"""Parquet and GeoParquet."""

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa
from pyarrow import parquet
from pyproj import CRS

from importers.points.arrow import DAMAGED, taken
from importers.points.batch import ROWS, Asked, Batch, PointFile, distinct
from importers.points.geometry import GEO, geometry_of
from importers.points.place import Place, place_of
from importers.tables.table import Style
from layers.errors import Invalid

__all__ = ["opened", "write"]

_GROUP_ROWS: Final = 2 * ROWS
_GROUP_BYTES: Final = 64 * 1024**2
"""A group of rows is written when it has either."""


@contextmanager
def opened(path: Path, asked: Asked) -> Iterator[PointFile]:
    """The rows of a Parquet file, as long as the block lasts; pages are read when they are needed.

    Raises:
        Invalid: it is no sound Parquet file, or has no coordinates.
    """
    try:
        source = parquet.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20)
    except DAMAGED:
        raise Invalid(f"{path.name} is no sound Parquet file") from None
    with source:
        schema = source.schema_arrow
        place = place_of(schema, asked)
        rows = source.metadata.num_rows
        yield PointFile(schema, _batches(source, place), place.crs, total=lambda _: rows)


def _batches(source: parquet.ParquetFile, place: Place) -> Iterator[Batch]:
    try:
        for rows in source.iter_batches(batch_size=ROWS, use_threads=False):
            yield Batch(rows, *place.of(rows))
    except DAMAGED:
        raise Invalid("the Parquet file is damaged") from None


def write(schema: pa.Schema, batches: Iterable[pa.RecordBatch], style: Style) -> Iterator[bytes]:
    """The table as Parquet; as GeoParquet where a column holds geometries.

    Raises:
        Invalid: two columns have the same name.
    """
    del style
    distinct(schema.names)
    schema = _with_geo(schema)
    sink = io.BytesIO()
    with parquet.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        for group in _groups(batches):
            writer.write_table(pa.Table.from_batches(group).cast(schema))
            yield taken(sink)
    yield taken(sink)


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    group: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        group.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= _GROUP_ROWS or size >= _GROUP_BYTES:
            yield group
            group, rows, size = [], 0, 0
    if group:
        yield group


def _with_geo(schema: pa.Schema) -> pa.Schema:
    """With what GeoParquet says of the geometry, where nobody has said it yet."""
    geometry = geometry_of(schema)
    if not geometry or GEO in (schema.metadata or {}):
        return schema
    name = schema.names[geometry.column]
    epsg = geometry.crs and geometry.crs.epsg
    crs = CRS.from_epsg(epsg).to_json_dict() if epsg else None
    column = {"encoding": geometry.encoding, "geometry_types": ["Point"], "crs": crs}
    said = {"version": "1.1.0", "primary_column": name, "columns": {name: column}}
    return schema.with_metadata({**(schema.metadata or {}), GEO: json.dumps(said).encode()})
