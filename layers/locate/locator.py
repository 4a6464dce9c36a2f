"""Where points are, answered in this process from an index in memory or memory-mapped."""

from collections.abc import Collection, Mapping
from math import isfinite
from pathlib import Path
from typing import Final, Self

import numpy as np
import psycopg
import pyarrow as pa
from numpy.typing import NDArray

from layers.indexing.parts import Parts
from layers.indexing.store import Store
from layers.locate.answer import LEVELS, Body, DutyGrid, Located, Near, Place, Problem, Relation
from layers.locate.build import KIND, build
from layers.locate.pieces import Found, Level, Roads
from layers.locate.source import COVERS, TABLES, Staff, read, read_staff
from layers.points import on_the_map

__all__ = ["Locator"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NOBODY: Final = Staff({}, {})
AREAS: Final = COVERS[:4]
PROBLEMS: Final = tuple(Problem)


class Locator:
    """Answers as PostGIS `ST_Covers` does on the same rows. Immutable, so threads share it.

    All coordinates are CGCS2000, longitude first.
    """

    def __init__(
        self,
        base: Parts,
        fresh: Parts | None = None,
        gone: Mapping[str, Collection[int]] | None = None,
        staff: Staff = NOBODY,
    ) -> None:
        """Put together.

        Args:
            base: the index.
            fresh: an index of the rows that changed since it was built.
            gone: by table, ids of rows that are not as `base` has them.
            staff: who is responsible.
        """
        out = {table: frozenset((gone or {}).get(table, ())) for table in TABLES}
        self._levels = {
            name: Level.of(name, base, fresh, out["area" if name in AREAS else name]) for name in COVERS
        }
        self._roads = Roads(base, fresh, out["road"])
        self._staff = staff

    @classmethod
    def build(cls, conn: psycopg.Connection) -> Self:
        """A locator of what a connection sees now, in memory."""
        return cls(build(read(conn)), staff=read_staff(conn))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """A locator of the present index of a folder, without what changed since and without people.

        Raises:
            Damaged: there is none, or something of it is missing or altered.
        """
        return cls(Store(folder, KIND).open_current().parts)

    def locate(self, lon: float, lat: float, *, tolerance: float = 0.0, reach: float = 50.0) -> Located:
        """Say where one point is.

        Args:
            lon: longitude, degrees; NaN lies nowhere.
            lat: latitude.
            tolerance: metres; where no polygon of a level covers the point, the nearest within it is given.
            reach: how far away the nearest road may be, metres; 0: it is not asked for.
        """
        found = {name: level.all(lon, lat) for name, level in self._levels.items()}
        inside = any(found[name] for name in AREAS)
        if tolerance > 0 and isfinite(lon + lat):
            near = {name: self._levels[name].near(lon, lat, tolerance) for name in LEVELS if not found[name]}
            found |= {name: [one] for name, one in near.items() if one}
        road = self._roads.nearest(lon, lat, reach) if reach and isfinite(lon + lat) else None
        return Located(
            lon=lon,
            lat=lat,
            inside=inside,
            problem=None if inside else self._problem(lon, lat),
            duty_grid=_duty(found["duty_grid"], self._staff),
            district=_place(found["district"]),
            street=_place(found["street"]),
            community=_place(found["community"]),
            unit_grid=_place(found["unit_grid"]),
            composite_grid=_place(found["composite_grid"]),
            road=Near(road.code, road.name, round(road.metres, 2)) if road else None,
        )

    def unit_grid(self, lon: float, lat: float) -> str | None:
        """Code of the unit grid of a point; None where there is none."""
        found = self._levels["unit_grid"].all(lon, lat)
        return found[0].code if found else None

    def table(self, lons: Floats, lats: Floats, *, tolerance: float = 0.0, several: bool = False) -> pa.Table:
        """Say where many points are.

        Args:
            lons: longitudes, degrees; NaN lies nowhere.
            lats: latitudes, as many.
            tolerance: as in `locate`; points that nothing covers cost some microseconds each with it.
            several: ask, too, of which points more than one polygon of a level covers them.

        Returns:
            A column of codes for each of `LEVELS`, null where there is none; `inside`; and `problem`, null
            where there is none. If it was asked for, `several`.
        """
        x, y = np.asarray(lons, np.float64), np.asarray(lats, np.float64)
        found = {name: level.first(x, y) for name, level in self._levels.items()}
        inside = np.logical_or.reduce([found[name] >= 0 for name in AREAS])
        columns = {name: self._codes(name, found[name], x, y, tolerance) for name in LEVELS}
        columns["inside"] = pa.array(inside)
        columns["problem"] = self._problems(x, y, inside)
        if several:
            shared = [self._levels[name].several(x, y) for name in LEVELS]
            columns["several"] = pa.array(np.logical_or.reduce(shared))
        return pa.table(columns)

    def _problem(self, lon: float, lat: float) -> Problem:
        """Why a point that no area covers has no place."""
        if not isfinite(lon + lat):
            return Problem.NO_POINT
        if any(self._levels[name].all(lat, lon) for name in AREAS):
            return Problem.SWAPPED
        there = bool(on_the_map(np.array([lon]), np.array([lat]))[0])
        return Problem.OUTSIDE if there else Problem.OFF_MAP

    def _problems(self, x: Floats, y: Floats, inside: Bools) -> pa.DictionaryArray:
        """The same of many points; null for those that an area covers."""
        outside, off = PROBLEMS.index(Problem.OUTSIDE), PROBLEMS.index(Problem.OFF_MAP)
        said = np.where(on_the_map(x, y), outside, off).astype(np.int8)
        asked = np.flatnonzero(~inside)
        swapped = np.logical_or.reduce([self._levels[name].first(y[asked], x[asked]) >= 0 for name in AREAS])
        said[asked[swapped]] = PROBLEMS.index(Problem.SWAPPED)
        said[~(np.isfinite(x) & np.isfinite(y))] = PROBLEMS.index(Problem.NO_POINT)
        return pa.DictionaryArray.from_arrays(pa.array(said, mask=inside), pa.array(map(str, PROBLEMS)))

    def _codes(
        self, name: str, found: NDArray[np.int32], x: Floats, y: Floats, tolerance: float
    ) -> pa.DictionaryArray:
        level = self._levels[name]
        if tolerance > 0:
            asked = np.flatnonzero(found < 0)
            found[asked] = level.nearest(x[asked], y[asked], tolerance).number
        return pa.DictionaryArray.from_arrays(pa.array(found, mask=found < 0), level.codes)


def _place(found: list[Found]) -> Place | None:
    if not found:
        return None
    first, *others = found
    relation = Relation.NEAR if first.metres else Relation.INSIDE
    also = tuple(other.code for other in others)
    return Place(first.code, first.name, relation, round(first.metres, 2), also)


def _duty(found: list[Found], staff: Staff) -> DutyGrid | None:
    """A duty grid with its body and people."""
    if not (place := _place(found)):
        return None
    code = found[0].body
    body = Body(code, staff.bodies.get(code)) if code else None
    return DutyGrid(*place, body, staff.people.get(place.code, ()))
