"""Hexagons of H3 (六边形): in which one each event lies, what shape they have, and which are around one."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import h3.api.basic_int as h3
import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg import sql

from layers.errors import Invalid
from layers.statistics.selection import Conditions

__all__ = ["RESOLUTIONS", "Json", "cells", "cells_of", "outline"]

Json = dict[str, Any]

RESOLUTIONS: Final = (7, 11)
"""The coarsest and the finest: about 5 km² and 2,000 m² a cell."""

MOST_NUMBERS: Final = 50_000_000
"""How far the numbers of the first and the last event may lie apart."""

# In one row of bytes, as it is fastest read.
PLACES: Final = """
SELECT string_agg(int8send(e.id) || float8send(ST_X(e.geom)) || float8send(ST_Y(e.geom)), ''::bytea)
FROM onemap.event e WHERE e.geom IS NOT NULL AND {rules}
"""
PLACE: Final = np.dtype([("id", ">i8"), ("lon", ">f8"), ("lat", ">f8")])


def cells_of(lons: Iterable[float], lats: Iterable[float], resolution: int) -> NDArray[np.uint64]:
    """The cell of each point, given in degrees of CGCS2000 (WGS 84 is the same within a metre)."""
    found = [h3.latlng_to_cell(lat, lon, resolution) for lon, lat in zip(lons, lats, strict=True)]
    return np.array(found, dtype=np.uint64)


def cells(conn: psycopg.Connection, where: Conditions, resolution: int) -> dict[str, Any]:
    """The cell of each event of a selection, as `layers.statistics.keys` reads it.

    Raises:
        Invalid: there is no such resolution, or the events are too many.
    """
    if not RESOLUTIONS[0] <= resolution <= RESOLUTIONS[1]:
        raise Invalid("a resolution from 7 to 11 is wanted", given=resolution)
    query = sql.SQL(PLACES).format(rules=sql.SQL(" AND ").join(map(sql.SQL, where.rules)))
    with conn.cursor(binary=True) as cur:
        ((raw,),) = cur.execute(query, where.facts).fetchall()
    places = np.frombuffer(raw or b"", dtype=PLACE)
    if not len(places):
        return {"first_id": 0, "cells": b""}
    ids = places["id"].astype(np.int64)
    first, last = int(ids.min()), int(ids.max())
    if last - first > MOST_NUMBERS:
        raise Invalid("too many events lie between the first and the last", hint="choose a shorter period")
    found = np.zeros(last - first + 1, dtype=">u8")
    found[ids - first] = cells_of(places["lon"].tolist(), places["lat"].tolist(), resolution)
    return {"first_id": first, "cells": found.tobytes()}


def outline(cell: str) -> Json:
    """A cell as a GeoJSON polygon, counter-clockwise."""
    corners: Sequence[tuple[float, float]] = h3.cell_to_boundary(h3.str_to_int(cell))
    ring = [[round(lon, 7), round(lat, 7)] for lat, lon in corners]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
