"""GeoPackage and FlatGeobuf, by GDAL."""

from pathlib import Path

import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS

from importers.writers.table import Table
from layers.errors import Failed

__all__ = ["write_flatgeobuf", "write_geopackage"]


def write_geopackage(table: Table, path: Path) -> None:
    """A GeoPackage of one layer with a spatial index."""
    _write(table, path, "GPKG")


def write_flatgeobuf(table: Table, path: Path) -> None:
    """A FlatGeobuf with a spatial index; without a place it has none."""
    _write(table, path, "FlatGeobuf")


def _write(table: Table, path: Path, driver: str) -> None:
    reader = pa.RecordBatchReader.from_batches(table.schema, table.batches)
    try:
        pyogrio.write_arrow(
            reader,
            path,
            layer=table.name,
            driver=driver,
            geometry_name=table.shape,
            geometry_type="Unknown" if table.shape else None,
            crs=CRS.from_epsg(table.epsg).to_wkt() if table.shape else None,
        )
    except (DataSourceError, DataLayerError):
        raise Failed(f"GDAL can't write this layer as {driver}") from None
