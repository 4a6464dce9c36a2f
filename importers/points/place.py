"""Where the points of a table are: in two columns of coordinates, or in a geometry."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

import pyarrow as pa

from importers.points.batch import MOST_COLUMNS, Asked
from importers.points.geometry import Geometry, coordinates, geometry_of
from layers.crs import CGCS2000, WGS84, Crs
from layers.errors import Invalid
from layers.locate.arrow import Floats, numbers

__all__ = ["Place", "place_of"]

NAMES: Final = (
    ("lon", "lat"),
    ("lng", "lat"),
    ("long", "lat"),
    ("longitude", "latitude"),
    ("经度", "纬度"),
    ("經度", "緯度"),
    ("x", "y"),
    ("point_x", "point_y"),
    ("x坐标", "y坐标"),
)
"""Usual names of the two columns; upper and lower case and spaces around don't matter. The first pair that is
there is taken. Eastings are x, as in maps and not as in surveys."""

_ONE: Final = frozenset({CGCS2000, WGS84})


Take = Callable[[pa.RecordBatch], tuple[Floats, Floats]]


class Place(NamedTuple):
    """Where the points of a table are."""

    crs: Crs
    of: Take
    """The coordinates of some rows, x before y, NaN where there is no point; raises Invalid where they are
    other geometries than points, or no numbers."""


def place_of(schema: pa.Schema, asked: Asked) -> Place:
    """Find out where the points of a table are.

    Columns that the caller names come first, then a geometry, then columns of the usual names.

    Raises:
        Invalid: there are none, or the caller says another coordinate system than the geometry does.
    """
    names = schema.names
    if len(names) > MOST_COLUMNS:
        raise Invalid(f"there are {len(names)} columns", most=MOST_COLUMNS)
    system = asked.crs or CGCS2000
    if asked.lon is not None or asked.lat is not None:
        columns = _named(names, asked.lon, "lon"), _named(names, asked.lat, "lat")
        return Place(system, partial(_of_columns, columns))
    if geometry := geometry_of(schema):
        return Place(_agreed(asked.crs, geometry.crs), partial(_of_geometry, geometry))
    return Place(system, partial(_of_columns, _usual(names)))


def _of_geometry(geometry: Geometry, rows: pa.RecordBatch) -> tuple[Floats, Floats]:
    return coordinates(rows.column(geometry.column), geometry)


def _of_columns(columns: tuple[int, int], rows: pa.RecordBatch) -> tuple[Floats, Floats]:
    x, y = (numbers(rows.column(n), rows.schema.names[n]) for n in columns)
    return x, y


def _agreed(said: Crs | None, own: Crs | None) -> Crs:
    if said and own and said != own and not {said, own} <= _ONE:
        hint = "leave crs out; if the file is wrong about itself, put it right first"
        raise Invalid(f"the file is in {own.name}, and {said.name} was said", hint=hint)
    return own or said or CGCS2000


def _named(names: Sequence[str], name: str | None, which: str) -> int:
    if name is None:
        raise Invalid(f"the column of {which} is not named, only the other one")
    places = [n for n, there in enumerate(names) if there == name]
    if len(places) != 1:
        how_many = "several columns" if places else "no column"
        raise Invalid(f"there is {how_many} {name[:100]!r}", columns=_some(names))
    return places[0]


def _usual(names: Sequence[str]) -> tuple[int, int]:
    bare = [name.strip().casefold() for name in names]
    for pair in NAMES:
        if all(name in bare for name in pair):
            if any(bare.count(name) > 1 for name in pair):
                raise Invalid(f"there are several columns {pair[0]!r} or {pair[1]!r}", columns=_some(names))
            return bare.index(pair[0]), bare.index(pair[1])
    hint = "name them: lon and lat; the first line of CSV holds the names"
    raise Invalid("no two columns are called like coordinates", columns=_some(names), hint=hint)


def _some(names: Sequence[str]) -> list[str]:
    return [name[:100] for name in names[:100]]
