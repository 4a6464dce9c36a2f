"""The cells of a hot-spot analysis: all unit grids of an area or all hexagons, and what is around each."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import h3.api.basic_int as h3
import numpy as np
import psycopg
import shapely

from layers.area_filter import area_codes
from layers.errors import Invalid
from layers.schema.areas import AREA_LEVELS
from layers.statistics.getis_ord import Floats, Ints, Near

__all__ = ["Cells", "around_grids", "around_hexagons", "grids", "hexagons"]

MOST_CELLS: Final = 300_000
"""Hexagons of one analysis; more take too long."""


class Cells(NamedTuple):
    """All cells of an area."""

    keys: Sequence[str]
    square_metres: Floats


GRIDS: Final = """
SELECT u.code, coalesce(u.area_m2, ST_Area(u.geom::geography))::float8 FROM onemap.unit_grid u
JOIN onemap.area c ON c.code = u.community_code
LEFT JOIN onemap.area t ON t.code = c.parent_code
WHERE %(areas)s::text[] IS NULL
   OR c.code = ANY (%(areas)s) OR t.code = ANY (%(areas)s) OR t.parent_code = ANY (%(areas)s)
ORDER BY u.code
"""
TOUCHING: Final = """
SELECT a.code, b.code FROM onemap.unit_grid a JOIN onemap.unit_grid b ON ST_Intersects(a.geom, b.geom)
WHERE a.code = ANY (%s)
"""
# The area that is asked for, or else those of the highest level that is drawn.
OUTLINE: Final = """
SELECT ST_AsBinary(geom), ST_Area(geom::geography) FROM onemap.area
WHERE geom IS NOT NULL AND CASE WHEN %(area)s::text IS NOT NULL THEN code = %(area)s ELSE level = (
  SELECT level FROM onemap.area WHERE geom IS NOT NULL
  ORDER BY array_position(%(levels)s::text[], level) LIMIT 1
) END
"""


def grids(conn: psycopg.Connection, area: str | None) -> Cells:
    """The unit grids of an area of any level, or of the city.

    Raises:
        NotFound: there is no such area.
    """
    facts = {"areas": sorted(area_codes(conn, area)) if area else None}
    found = conn.execute(GRIDS, facts).fetchall()
    sizes = np.array([max(size, 1) for _, size in found], dtype=np.float64)
    return Cells([code for code, _ in found], sizes)


def around_grids(conn: psycopg.Connection, keys: Sequence[str], of: Ints) -> Near:
    """Which grids touch some of them, themselves among them."""
    place = {key: number for number, key in enumerate(keys)}
    found = conn.execute(TOUCHING, ([keys[number] for number in of],)).fetchall()
    return _near([(place[one], place[other]) for one, other in found if other in place])


def hexagons(conn: psycopg.Connection, area: str | None, resolution: int, used: Sequence[str]) -> Cells:
    """The hexagons whose centre lies in an area of any level, or in the city, and those in use.

    Args:
        conn: an open connection.
        area: code of an area; None: the city.
        resolution: of the cells.
        used: cells in which something happened, be they inside or not.

    Raises:
        Invalid: they would be too many.
    """
    found = {h3.str_to_int(key) for key in used}
    for shape, size in conn.execute(OUTLINE, {"area": area, "levels": list(AREA_LEVELS)}):
        if len(found) + size / h3.average_hexagon_area(resolution, unit="m^2") > MOST_CELLS:
            raise Invalid("too many cells", most=MOST_CELLS, hint="choose an area, or a coarser resolution")
        found |= set(h3.geo_to_cells(_geo(shape), resolution))
    cells = sorted(found)
    sizes = np.array([h3.cell_area(cell, unit="m^2") for cell in cells], dtype=np.float64)
    return Cells([h3.int_to_str(cell) for cell in cells], sizes)


def around_hexagons(keys: Sequence[str], of: Ints, rings: int) -> Near:
    """Which hexagons are so many steps from some of them or fewer, themselves among them."""
    place = {h3.str_to_int(key): number for number, key in enumerate(keys)}
    return _near(
        [
            (number, place[other])
            for number in of.tolist()
            for other in h3.grid_disk(h3.str_to_int(keys[number]), rings)
            if other in place
        ]
    )


def _geo(shape: bytes) -> dict[str, Any]:
    """A shape as GeoJSON, which is what `geo_to_cells` takes."""
    found: dict[str, Any] = shapely.geometry.mapping(shapely.from_wkb(shape))
    return found


def _near(pairs: Sequence[tuple[int, int]]) -> Near:
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Near(found[:, 0], found[:, 1])
