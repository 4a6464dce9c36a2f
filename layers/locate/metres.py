"""Small distances on the ellipsoid, in metres."""

from math import cos, hypot, radians, sin, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["metres_a_degree", "metres_each_degree", "segment_distance", "segment_distances"]

Floats = NDArray[np.float64]

AXIS: Final = 6378137.0
ECCENTRICITY: Final = 0.00669438002290
"""GRS 80, the ellipsoid of CGCS2000: axis in metres, square of the eccentricity."""


def metres_a_degree(lat: float) -> tuple[float, float]:
    """How long a degree of longitude and one of latitude are at a latitude."""
    flat = 1 - ECCENTRICITY * sin(radians(lat)) ** 2
    across = AXIS / sqrt(flat)
    along = across * (1 - ECCENTRICITY) / flat
    return radians(across * cos(radians(lat))), radians(along)


def metres_each_degree(lats: Floats) -> tuple[Floats, Floats]:
    """The same at many latitudes."""
    angle = np.radians(lats)
    flat = 1 - ECCENTRICITY * np.sin(angle) ** 2
    across = np.radians(AXIS / np.sqrt(flat))
    return across * np.cos(angle), across * (1 - ECCENTRICITY) / flat


def segment_distance(x: float, y: float, x1: float, y1: float, x2: float, y2: float) -> float:
    """What `segment_distances` says of one segment."""
    east, north = metres_a_degree(y / 2 + (y1 + y2) / 4)
    ax, ay = (x1 - x) * east, (y1 - y) * north
    dx, dy = (x2 - x1) * east, (y2 - y1) * north
    length = dx * dx + dy * dy
    along = min(max(-(ax * dx + ay * dy) / length, 0.0), 1.0) if length > 0 else 0.0
    return hypot(ax + along * dx, ay + along * dy)


def segment_distances(x: Floats, y: Floats, x1: Floats, y1: Floats, x2: Floats, y2: Floats) -> Floats:
    """From each point to the short segment beside it, in metres; all in degrees.

    Measured in the plane by the lengths of degrees halfway to the segment: right to a millimetre at 1 km.
    """
    east, north = metres_each_degree(y / 2 + (y1 + y2) / 4)
    ax, ay = (x1 - x) * east, (y1 - y) * north
    dx, dy = (x2 - x1) * east, (y2 - y1) * north
    length = dx * dx + dy * dy
    along = np.divide(-(ax * dx + ay * dy), length, out=np.zeros_like(length), where=length > 0)
    along = np.clip(along, 0.0, 1.0)
    found: Floats = np.hypot(ax + along * dx, ay + along * dy)
    return found
