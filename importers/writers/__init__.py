"""Features as files that GIS programs open: CSV, GeoParquet, GeoPackage, FlatGeobuf.

Each is written batch by batch, so a file of any size takes the same memory.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from importers.writers.flat import write_csv, write_parquet
from importers.writers.table import Table
from importers.writers.vector import write_flatgeobuf, write_geopackage

__all__ = ["WRITERS", "Table", "Writer"]

Writer = Callable[[Table, Path], None]
"""Writes a file that is not there yet; raises Failed where GDAL can't."""

WRITERS: Mapping[str, Writer] = {
    "csv": write_csv,
    "parquet": write_parquet,
    "gpkg": write_geopackage,
    "fgb": write_flatgeobuf,
}
"""By the usual ending of the file's name."""
