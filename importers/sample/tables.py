"""Arrays into tables that `layers.rows.merge` takes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from importers.sample.arrays import Shapes
from importers.sample.ground import to_lonlat

__all__ = ["Column", "Columns", "hex_wkb", "multi", "points_4490", "table", "to_4490"]

Column = Sequence[Any] | NDArray[Any] | str
Columns = Mapping[str, Column]


def table(source: str, columns: Columns) -> pa.Table:
    """A table of columns of one length; a plain string fills its column, `source` one more."""
    length = max((len(column) for column in columns.values() if not isinstance(column, str)), default=0)
    made = {name: _array(column, length) for name, column in columns.items()}
    return pa.table(made | {"source": _array(source, length)})


def _array(column: Column, length: int) -> pa.Array:
    if isinstance(column, str):
        return pa.repeat(column, length)
    return pa.array(column.tolist() if isinstance(column, np.ndarray) and column.dtype == object else column)


def to_4490(shapes: Shapes) -> Shapes:
    """Metres of EPSG:4547 to degrees of EPSG:4490, rounded to 1e-9."""
    return np.asarray(shapely.transform(shapes, to_lonlat), dtype=object)


def multi(shapes: Shapes) -> Shapes:
    """Every polygon or line as a multi geometry; those that are already stay."""
    made = np.array(shapes, dtype=object)
    kinds = shapely.get_type_id(made)
    for kind, build in ((1, shapely.multilinestrings), (3, shapely.multipolygons)):
        single = kinds == kind
        if single.any():
            made[single] = build(made[single][:, None])
    return made


def hex_wkb(shapes: Shapes) -> NDArray[np.object_]:
    """Geometries as hexadecimal WKB; None stays None."""
    return np.asarray(shapely.to_wkb(shapes, hex=True, byte_order=1), dtype=object)


def points_4490(xy: NDArray[np.float64]) -> NDArray[np.object_]:
    """Points in metres, shape (n, 2), as hexadecimal WKB in degrees."""
    return hex_wkb(np.asarray(shapely.points(to_lonlat(xy)), dtype=object))
