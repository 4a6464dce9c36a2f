"""GeoJSON, GeoPackage and Shapefile, by GDAL and Arrow."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataSourceError

from importers.readers.batch import ROWS, Batch, Opened
from layers.errors import Invalid

__all__ = ["opened"]


@contextmanager
def opened(path: Path, columns: Sequence[str] | None, encoding: str | None) -> Iterator[Opened]:
    """Read a vector file with one layer; dates and times come as text.

    Args:
        path: of the file; of a Shapefile the .shp.
        columns: kept for the readers' common shape; all columns are read.
        encoding: of the texts of a Shapefile; None to go by its .cpg file.

    Raises:
        Invalid: not a readable file of its kind, or one of several layers.
    """
    del columns
    try:
        layers = pyogrio.list_layers(path)
        if len(layers) != 1:
            names = [str(name) for name in layers[:, 0]]
            raise Invalid(f"{path.name} has {len(layers)} layers, wanted one", layers=names)
        info = pyogrio.read_info(path, encoding=encoding)
        with pyogrio.open_arrow(
            path, encoding=encoding, batch_size=ROWS, use_pyarrow=True, datetime_as_string=True
        ) as (meta, stream):
            place = meta["geometry_name"] or "wkb_geometry"
            crs = None if path.suffix == ".geojson" else _epsg(meta["crs"])
            yield Opened(_batches(path, stream, place), total=int(info["features"]), crs=crs, geometry=True)
    except DataSourceError as error:
        raise Invalid(f"{path.name} cannot be read", reason=str(error)) from error


def _epsg(crs: str | None) -> str | None:
    """`EPSG:4547` of the file's own CRS; None where it is not one of the register.

    GeoJSON is not asked: it may only be WGS 84 by its standard, and says so whatever it is.
    """
    return crs if crs and re.fullmatch(r"EPSG:\d+", crs) else None


def _batches(path: Path, stream: pa.RecordBatchReader, place: str) -> Iterator[Batch]:
    first = 1
    try:
        for batch in stream:
            geometry = shapely.from_wkb(np.asarray(batch[place]), on_invalid="fix")
            rows = batch.select([name for name in batch.schema.names if name != place])
            yield Batch(rows, np.arange(first, first + batch.num_rows, dtype=np.int64), geometry)
            first += batch.num_rows
    except UnicodeDecodeError as error:
        hint = "name the encoding of its texts in the manifest, for example: encoding = 'gbk'"
        raise Invalid(f"{path.name} is not {error.encoding}", hint=hint) from error
