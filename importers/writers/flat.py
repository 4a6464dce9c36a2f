"""CSV and GeoParquet, by Arrow's own writers."""

import json
from pathlib import Path
from typing import Any, Final

from pyarrow import csv, parquet
from pyproj import CRS

from importers.writers.table import Table

__all__ = ["write_csv", "write_parquet"]

VERSION: Final = "1.1.0"
"""Of GeoParquet."""


def write_csv(table: Table, path: Path) -> None:
    """UTF-8 with a byte order mark, without which spreadsheets take Chinese for something else."""
    with path.open("xb") as sink:
        sink.write(b"\xef\xbb\xbf")
        with csv.CSVWriter(sink, table.schema) as writer:
            for batch in table.batches:
                writer.write(batch)


def write_parquet(table: Table, path: Path) -> None:
    """GeoParquet; a table without a place is plain Parquet."""
    schema = table.schema
    if table.shape:
        schema = schema.with_metadata({"geo": json.dumps(_geo(table.shape, table.epsg))})
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in table.batches:
            writer.write_batch(batch)


def _geo(shape: str, epsg: int) -> dict[str, Any]:
    column = {"encoding": "WKB", "geometry_types": [], "crs": CRS.from_epsg(epsg).to_json_dict()}
    return {"version": VERSION, "primary_column": shape, "columns": {shape: column}}
