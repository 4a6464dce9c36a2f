"""The parameter `bbox`, in any of the systems that features are served in."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

from layers.columns import number
from layers.crs import CGCS2000, transform
from layers.errors import Invalid
from layers.items.crs import ItemCrs
from layers.items.query import Box

__all__ = ["area"]

STEPS: Final = 32
"""Parts of a side of a box in metres: its sides are not straight in degrees."""

Area = tuple[Sequence[Box], bytes | None]
"""Boxes in degrees, or else the outline of one as WKB in EPSG:4490."""


def area(text: str, crs: ItemCrs) -> Area:
    """Where a `bbox` lies; heights are read and not used.

    Args:
        text: four numbers, or six.
        crs: what they are in, and which axis stands first.

    Raises:
        Invalid: they are no numbers, no box, or lie where the system is not meant for.
    """
    x1, y1, x2, y2 = _corners(text)
    if crs.flipped:
        x1, y1, x2, y2 = y1, x1, y2, x2
    if crs.geographic:
        return _boxes(x1, y1, x2, y2), None
    if x1 > x2 or y1 > y2:
        raise Invalid("parameter 'bbox': the lower corner stands first")
    return (), _outline(Box(x1, y1, x2, y2), crs)


def _boxes(west: float, south: float, east: float, north: float) -> list[Box]:
    """Two boxes where one crosses the antimeridian."""
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        raise Invalid("parameter 'bbox': longitudes lie between -180 and 180")
    if not -90 <= south <= north <= 90:
        raise Invalid("parameter 'bbox': latitudes lie between -90 and 90, the southern one first")
    if west <= east:
        return [Box(west, south, east, north)]
    return [Box(west, south, 180, north), Box(-180, south, east, north)]


def _outline(box: Box, crs: ItemCrs) -> bytes:
    west, south, east, north = box
    x, y = np.linspace(west, east, STEPS + 1), np.linspace(south, north, STEPS + 1)
    ring = np.concatenate(
        [
            np.column_stack((x, np.full_like(x, south))),
            np.column_stack((np.full_like(y, east), y)),
            np.column_stack((x[::-1], np.full_like(x, north))),
            np.column_stack((np.full_like(y, west), y[::-1])),
        ]
    )
    degrees = transform(ring, crs.crs, CGCS2000)
    if not np.isfinite(degrees).all():
        raise Invalid(f"parameter 'bbox' reaches to where {crs.title} is not meant for")
    hull = shapely.Polygon(degrees) if west < east and south < north else shapely.LineString(degrees)
    return bytes(shapely.to_wkb(hull))


def _corners(text: str) -> list[float]:
    hint = "give the lower and the upper corner; in CRS84 west,south,east,north in degrees"
    try:
        numbers = [number(part) for part in text.split(",", 6)]
    except ValueError:
        raise Invalid("parameter 'bbox' is not made of finite numbers", hint=hint) from None
    if len(numbers) not in {4, 6}:
        raise Invalid("parameter 'bbox' has four numbers, or six", hint=hint)
    return numbers if len(numbers) == 4 else [*numbers[:2], *numbers[3:5]]
