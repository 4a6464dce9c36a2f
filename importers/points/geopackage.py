"""Layers of GeoPackages, by GDAL and Arrow."""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

import pyarrow as pa
import pyogrio
from pyogrio.errors import DataSourceError

from importers.points.arrow import DAMAGED
from importers.points.batch import ROWS, Asked, Batch, PointFile, distinct
from importers.points.geometry import MARK, Geometry, as_wkb, geometry_of
from importers.points.place import Place, place_of
from layers.errors import Invalid

__all__ = ["opened", "write"]

_REFUSED: Final = (RuntimeError, *DAMAGED)
"""What pyogrio raises; its own errors are of the first kind."""
_FID: Final = "fid"
_UNKNOWN: Final = (pa.null(), pa.string_view())
"""Types that GDAL does not know; they become texts."""


@contextmanager
def opened(path: Path, asked: Asked) -> Iterator[PointFile]:
    """The rows of a layer, as long as the block lasts; `fid` is a column as any other.

    Raises:
        Invalid: it is no GeoPackage, has several layers of which none is named, or not that one; or it has
            no coordinates.
    """
    layer = _layer(path, asked.layer)
    try:
        rows = int(pyogrio.read_info(path, layer=layer)["features"])
        with pyogrio.open_arrow(path, layer=layer, batch_size=ROWS, use_pyarrow=True, return_fids=True) as (
            _,
            reader,
        ):
            place = place_of(reader.schema, asked)
            yield PointFile(reader.schema, _batches(reader, place), place.crs, total=lambda _: rows)
    except DataSourceError:
        raise Invalid(f"{path.name} is no sound GeoPackage") from None


def _layer(path: Path, wanted: str | None) -> str:
    try:
        layers = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    except DataSourceError:
        raise Invalid(f"{path.name} is no sound GeoPackage") from None
    if wanted is None and len(layers) == 1:
        return layers[0]
    if wanted is None:
        raise Invalid(f"{path.name} has {len(layers)} layers", layers=layers, hint="name one: --layer")
    if wanted not in layers:
        raise Invalid(f"{path.name} has no layer {wanted!r}", layers=layers)
    return wanted


def _batches(reader: pa.RecordBatchReader, place: Place) -> Iterator[Batch]:
    try:
        for rows in reader:
            yield Batch(rows, *place.of(rows))
    except DAMAGED:
        raise Invalid("the GeoPackage is damaged") from None


def write(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch], layer: str) -> None:
    """Write a layer of points.

    A column `fid` of whole numbers, as GeoPackages have, numbers the features; lists become JSON.

    Args:
        path: of a file that is not there yet.
        schema: has a column of geometries.
        batches: the rows.
        layer: its name.

    Raises:
        Invalid: a column is of a type that GeoPackages don't have, or two have the same name.
    """
    geometry = geometry_of(schema)
    if geometry is None:
        raise Invalid("there is no geometry to write")
    distinct([name.casefold() for name in schema.names])
    plain = _plain(schema, geometry)
    feed = _Feed(_converted(batch, plain, geometry) for batch in batches)
    reader = pa.RecordBatchReader.from_batches(plain, feed)
    try:
        with warnings.catch_warnings(action="ignore", category=UserWarning):  # that there is no CRS
            pyogrio.write_arrow(
                reader,
                path,
                driver="GPKG",
                layer=layer,
                geometry_name=schema.names[geometry.column],
                geometry_type="Point",
                crs=f"EPSG:{geometry.crs.epsg}" if geometry.crs else None,
                layer_options={"FID": _fid(schema)},
            )
    except _REFUSED as error:
        if feed.failed:
            raise feed.failed from None
        raise Invalid("a GeoPackage can't hold these columns", reason=str(error)[:200]) from None


class _Feed:
    """Batches on their way through GDAL, which keeps to itself what goes wrong with them."""

    def __init__(self, batches: Iterable[pa.RecordBatch]) -> None:
        self._batches = iter(batches)
        self.failed: BaseException | None = None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> pa.RecordBatch:
        try:
            return next(self._batches)
        except StopIteration:
            raise
        except BaseException as error:
            self.failed = error
            raise


def _plain(schema: pa.Schema, geometry: Geometry) -> pa.Schema:
    """The schema with types that GDAL knows."""
    fields = [_text(field) if field.type in _UNKNOWN else field for field in schema]
    fields[geometry.column] = pa.field(fields[geometry.column].name, pa.binary(), metadata=MARK)
    return pa.schema(fields)


def _text(field: pa.Field) -> pa.Field:
    return field.with_type(pa.string())


def _converted(batch: pa.RecordBatch, plain: pa.Schema, geometry: Geometry) -> pa.RecordBatch:
    columns = [
        column.cast(field.type) if column.type in _UNKNOWN else column
        for column, field in zip(batch.columns, plain, strict=True)
    ]
    columns[geometry.column] = as_wkb(batch.column(geometry.column), geometry)
    return pa.RecordBatch.from_arrays(columns, schema=plain)


def _fid(schema: pa.Schema) -> str:
    """The name of the numbers of features: that of the column that holds them, or else a new one."""
    numbered = pa.field(_FID, pa.int64(), nullable=False)
    name, taken = _FID, [one.casefold() for one in schema.names]
    while name in taken and numbered not in list(schema):
        name += "_"
    return name
