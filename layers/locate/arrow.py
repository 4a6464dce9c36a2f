"""Locating over Arrow batches, in any program: here, in a notebook, in the workers of Dask or Spark.

Nothing here knows a service or a setting. A worker opens the index file set that all others read
(`layers.locate.Locator.open`), and hands each batch that its engine gives it to `located`.
"""

from typing import Final, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from layers.crs import CGCS2000, WGS84, Crs, parse, transform
from layers.errors import Invalid

__all__ = ["ANSWER", "PREFIX", "SEVERAL", "Floats", "Locates", "answers", "located", "numbers", "with_answer"]

Floats = NDArray[np.float64]

PREFIX: Final = "located_"
"""What the names of the added columns begin with."""

ANSWER: Final = pa.schema(
    [
        *((level, pa.string()) for level in ("district", "street", "community")),
        *((grid, pa.string()) for grid in ("unit_grid", "duty_grid", "composite_grid")),
        ("inside", pa.bool_()),
        ("problem", pa.string()),
    ]
)
"""The columns that are added, without the prefix: codes, null where there is none; whether any area covers
the point; and why nothing was found: `no_point`, `off_map`, `swapped`, `outside` or null."""

SEVERAL: Final = pa.field("several", pa.bool_())
"""Whether the point lies on a shared edge or in an overlap; only for those who ask."""

_OFF: Final = 1000.0  # degrees; stands for a place that CGCS2000 can't express
_LONLAT: Final = (CGCS2000, WGS84)
_NOT_FOUND: Final = ("off_map", "outside")


class Locates(Protocol):
    """What says of many points where they are, such as a `Locator`."""

    def table(self, lons: Floats, lats: Floats, *, tolerance: float = 0.0, several: bool = False) -> pa.Table:
        """Columns as in `ANSWER`, texts perhaps as dictionaries, of points in degrees of CGCS2000.

        On request also `several`: whether more than one polygon of a level covers the point.
        """
        ...


def located(
    batch: pa.RecordBatch,
    locator: Locates,
    *,
    lon: str = "lon",
    lat: str = "lat",
    crs: Crs | str = CGCS2000,
    tolerance: float = 0.0,
    prefix: str = PREFIX,
) -> pa.RecordBatch:
    """The batch with the columns of `ANSWER` added: the same rows in the same order.

    The schema of the result depends on that of the batch alone, so that an engine can be told before:
    `with_answer(schema)`.

    Args:
        batch: any columns, with two of coordinates: numbers of any type, or texts of numbers.
        locator: the index of the areas and grids.
        lon: name of the column of longitudes, or of eastings.
        lat: name of the column of latitudes, or of northings.
        crs: what they are in; a name as `layers.crs.parse` reads it will do.
        tolerance: a point in no area or grid gets the nearest within so many metres, though it is not
            inside.
        prefix: what the names of the added columns begin with.

    Raises:
        Invalid: a column is missing or holds no numbers, or one of the added ones is there already.
    """
    schema = with_answer(batch.schema, prefix)
    x, y = (numbers(_column(batch, name), name) for name in (lon, lat))
    system = parse(crs) if isinstance(crs, str) else crs
    found = answers(x, y, locator, crs=system, tolerance=tolerance)
    return pa.RecordBatch.from_arrays([*batch.columns, *found.columns], schema=schema)


def with_answer(schema: pa.Schema, prefix: str = PREFIX) -> pa.Schema:
    """The schema of a batch of this schema when it is located.

    Raises:
        Invalid: it has one of the added columns already.
    """
    added = [field.with_name(prefix + field.name) for field in ANSWER]
    if taken := [field.name for field in added if field.name in schema.names]:
        raise Invalid(f"there is a column {taken[0]} already", taken=taken, hint="name another prefix")
    return pa.schema([*schema, *added], schema.metadata)


def answers(
    x: Floats,
    y: Floats,
    locator: Locates,
    *,
    crs: Crs = CGCS2000,
    tolerance: float = 0.0,
    several: bool = False,
) -> pa.RecordBatch:
    """Where points are, by the columns of `ANSWER`, and `several` if that is asked for.

    Args:
        x: longitudes or eastings, in the units of `crs`; NaN where there is no point.
        y: latitudes or northings, as many.
        locator: the index of the areas and grids.
        crs: what the points are in.
        tolerance: see `located`.
        several: whether to tell which points more than one polygon of a level covers.
    """
    found = _found(x, y, locator, crs, tolerance, several=several)
    if crs in _LONLAT:
        return found
    lost = pc.is_in(found["problem"], pa.array(_NOT_FOUND))
    rows = np.flatnonzero(lost)
    if not rows.size:
        return found
    turned = np.zeros(len(x), bool)
    turned[rows] = _found(y[rows], x[rows], locator, crs, 0.0)["inside"]
    problem = pc.if_else(pa.array(turned), "swapped", found["problem"])
    return found.set_column(found.schema.get_field_index("problem"), ANSWER.field("problem"), problem)


def _found(
    x: Floats, y: Floats, locator: Locates, crs: Crs, tolerance: float, *, several: bool = False
) -> pa.RecordBatch:
    if crs not in _LONLAT:
        x, y = _moved(x, y, crs)
    found = locator.table(x, y, tolerance=tolerance, several=several)
    schema = ANSWER.append(SEVERAL) if several else ANSWER
    columns = [found[field.name].combine_chunks().cast(field.type) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _moved(x: Floats, y: Floats, crs: Crs) -> tuple[Floats, Floats]:
    given = np.column_stack((x, y))
    moved = transform(given, crs, CGCS2000)
    moved[np.isnan(moved[:, 0]) & np.isfinite(given).all(axis=1)] = _OFF
    lons, lats = np.ascontiguousarray(moved.T)
    return lons, lats


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    places = batch.schema.get_all_field_indices(name)
    if len(places) != 1:
        how_many = "several columns" if places else "no column"
        raise Invalid(f"there is {how_many} {name!r}", columns=batch.schema.names[:100])
    return batch.column(places[0])


def numbers(column: pa.Array, name: str) -> Floats:
    """A column as float64, NaN where it is null or a text that is no number.

    Args:
        column: integers, floats, decimals, or texts of them; also as a dictionary.
        name: of the column, for the error.

    Raises:
        Invalid: it holds something else.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _taken(numbers(column.dictionary, name), column.indices)
    if pa.types.is_decimal(kind):
        column = column.cast(pa.string())  # straight to a float it would not be the nearest one
    if pa.types.is_string(column.type) or pa.types.is_large_string(kind):
        column = _parsed(column)
    elif not any(is_one(kind) for is_one in _NUMERIC):
        raise Invalid(f"the column {name!r} holds no numbers but {kind}"[:200])
    found: Floats = column.cast(pa.float64(), safe=False).fill_null(np.nan).to_numpy(zero_copy_only=False)
    return found


_NUMERIC: Final = (pa.types.is_integer, pa.types.is_floating, pa.types.is_null)


def _taken(values: Floats, places: pa.Array) -> Floats:
    """Values by their places: texts of a dictionary are read once, however often they stand."""
    there = pc.take(pa.array(values), places)
    found: Floats = there.fill_null(np.nan).to_numpy(zero_copy_only=False)
    return found


def _parsed(texts: pa.Array) -> pa.Array:
    bare = pc.utf8_trim_whitespace(texts)
    try:
        return bare.cast(pa.float64())
    except pa.ArrowInvalid:
        return pa.array([_number(text) for text in bare.to_pylist()], pa.float64())


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
