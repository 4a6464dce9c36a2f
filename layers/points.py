"""Points given by callers: checked, and brought into CGCS2000."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layers.crs import CGCS2000, Crs, transform
from layers.errors import Invalid

__all__ = ["MOST_POINTS", "on_the_map", "one_point", "points"]

MOST_POINTS = 10_000
"""Points of one call."""

# Beyond these nothing can be drawn in Web Mercator, and no row of the database lies there.
EAST, NORTH = 180.0, 85.06

# PostgreSQL refuses to read numbers that are closer to 0.
SMALLEST = np.finfo(np.float64).tiny


def points(
    lons: Sequence[float | None], lats: Sequence[float | None], crs: Crs = CGCS2000
) -> NDArray[np.float64]:
    """Points in CGCS2000, shape (n, 2), longitude first; NaN where a given one is null, NaN or off the map.

    Args:
        lons: longitudes or eastings, in the units of `crs`.
        lats: latitudes or northings, as many.
        crs: what they are in.

    Raises:
        Invalid: the columns differ in length, have more than `MOST_POINTS`, or hold something else.
    """
    if len(lons) != len(lats):
        raise Invalid("lon and lat differ in length", lon=len(lons), lat=len(lats))
    if len(lons) > MOST_POINTS:
        raise Invalid(f"{len(lons)} points in one call", most=MOST_POINTS, hint="send them in parts")
    try:
        given = np.array([lons, lats], dtype=np.float64).T
    except (TypeError, ValueError, OverflowError):
        raise Invalid("coordinates are not numbers") from None
    moved = transform(given, crs, CGCS2000)
    moved[~on_the_map(*moved.T)] = np.nan
    moved[np.abs(moved) < SMALLEST] = 0
    return moved


def on_the_map(lons: NDArray[np.float64], lats: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether points in degrees lie where anything can be drawn; NaN does not."""
    with np.errstate(invalid="ignore"):
        found: NDArray[np.bool_] = (np.abs(lons) <= EAST) & (np.abs(lats) <= NORTH)
    return found


def one_point(lon: float, lat: float, crs: Crs = CGCS2000) -> tuple[float, float]:
    """One point in CGCS2000.

    Raises:
        Invalid: it is NaN or not on the map; the message says what a valid one is.
    """
    if crs is CGCS2000 and SMALLEST <= abs(lon) <= EAST and SMALLEST <= abs(lat) <= NORTH:
        return float(lon), float(lat)  # nearly every point; arrays cost more than the answer
    x, y = map(float, points([lon], [lat], crs)[0])
    if np.isnan(x):
        where = "longitude -180 to 180 and latitude -85.06 to 85.06" if crs.geographic else crs.name
        facts = {"lon": str(lon), "lat": str(lat)}
        if not np.isnan(points([lat], [lon], crs)).any():
            facts["hint"] = "longitude comes first: these two look exchanged"
        raise Invalid(f"the point is not on the map: wanted {where}", **facts)
    return x, y
