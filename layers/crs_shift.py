"""The two shifted coordinate systems of Chinese map providers: GCJ-02 (火星坐标) and BD-09.

All arrays are longitude and latitude in degrees, float64, one-dimensional, of equal length, without
infinities. A point with a NaN becomes NaN and infects no other; arrays without elements are fine.

The formulas have no published standard behind them: they are those of the public converters, which
agree with each other to a centimetre. They describe China; outside the box below coordinates are
left alone. Converters stop dead at the edge of the box, so that beside it some shifted points have
two originals and others none. Here the shift fades in over the outermost quarter degree, where
there is no Chinese territory: everywhere in China the result is the common one, and forward and
inverse agree everywhere, the edge included.
"""

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Shift: TypeAlias = Callable[[Floats, Floats], tuple[Floats, Floats]]

WEST: Final = 72.004
EAST: Final = 137.8347
SOUTH: Final = 0.8293
NORTH: Final = 55.8271
FADE: Final = 0.25
"""Degrees over which the shift grows from nothing at the box's edge to its full size."""

_A: Final = 6378245.0  # semi-major axis of Krasovsky's ellipsoid, metres
_EE: Final = 0.00669342162296594323  # its first eccentricity squared
_X_PI: Final = np.pi * 3000.0 / 180.0

_TOLERANCE: Final = 1e-12  # degrees: 0.1 micrometre
_ROUNDS: Final = 20  # four are enough inside China, nine where the shift fades in
_BLOCK: Final = 8192  # points at a time, so that the temporary arrays stay in the processor's cache


def wgs_to_gcj(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Shift WGS 84 (or CGCS2000) degrees to GCJ-02: up to 730 m in the box, nothing outside."""
    return _in_blocks(_add_gcj, lon, lat)


def gcj_to_wgs(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Undo `wgs_to_gcj` by fixed point, to less than a micrometre."""
    return _in_blocks(lambda x, y: _undo(_gcj_offset, x, y), lon, lat)


def gcj_to_bd(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Shift GCJ-02 degrees on to BD-09; about 900 m, with 3000 pi / 180 as the wave number."""
    return _in_blocks(_add_bd, lon, lat)


def bd_to_gcj(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Undo `gcj_to_bd` by fixed point, to less than a micrometre."""
    return _in_blocks(lambda x, y: _undo(_bd_offset, x, y), lon, lat)


def _in_blocks(shift: Shift, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    out_lon, out_lat = np.empty_like(lon), np.empty_like(lat)
    for start in range(0, len(lon), _BLOCK):
        part = slice(start, start + _BLOCK)
        out_lon[part], out_lat[part] = shift(lon[part], lat[part])
    return out_lon, out_lat


def _add_gcj(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    east, north = _gcj_offset(lon, lat)
    return lon + east, lat + north


def _add_bd(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    east, north = _bd_offset(lon, lat)
    return lon + east, lat + north


def _undo(offset: Shift, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Find the point whose offset leads to `lon, lat`; a round divides the error by 20 to 200."""
    east, north = offset(lon, lat)
    x, y = lon - east, lat - north
    for _ in range(_ROUNDS):
        east, north = offset(x, y)
        step_x, step_y = lon - east - x, lat - north - y
        moving = (np.abs(step_x) > _TOLERANCE) | (np.abs(step_y) > _TOLERANCE)
        if not moving.any():
            break
        # A point that has arrived stays, so that its result doesn't depend on its neighbours.
        x, y = np.where(moving, x + step_x, x), np.where(moving, y + step_y, y)
    return x, y


def _strength(lon: Floats, lat: Floats) -> Floats:
    """How much of the shift applies: 0 outside the box, 1 from `FADE` degrees inside its edge."""
    beside = np.minimum(lon - WEST, EAST - lon)
    inside = np.minimum(beside, np.minimum(lat - SOUTH, NORTH - lat))
    return np.clip(inside / FADE, 0.0, 1.0)


def _boxed(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Move far points onto the box, where the formulas are finite; their strength is 0 anyway."""
    return np.clip(lon, WEST, EAST), np.clip(lat, SOUTH, NORTH)


def _gcj_offset(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Degrees from WGS 84 to GCJ-02 at WGS 84 points."""
    boxed_lon, boxed_lat = _boxed(lon, lat)
    east, north = _gcj_metres(boxed_lon - 105.0, boxed_lat - 35.0)
    phi = np.radians(boxed_lat)
    bulge = 1.0 - _EE * np.sin(phi) ** 2
    root = np.sqrt(bulge)
    strength = np.degrees(_strength(lon, lat)) / _A
    return east * strength * root / np.cos(phi), north * strength * bulge * root / (1.0 - _EE)


def _gcj_metres(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """East and north parts of the shift, metres, `x, y` degrees from 105 E 35 N."""
    wave = 20.0 * (np.sin(6.0 * np.pi * x) + np.sin(2.0 * np.pi * x))
    root, xy = np.sqrt(np.abs(x)), x * y
    east_waves = wave + _waves(x, 150.0, 300.0)
    north_waves = wave + _waves(y, 160.0, 320.0)
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * xy + 0.1 * root
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * xy + 0.2 * root
    return east + east_waves * (2.0 / 3.0), north + north_waves * (2.0 / 3.0)


def _waves(t: Floats, long: float, longest: float) -> Floats:
    turn = np.pi * t
    short = 20.0 * np.sin(turn) + 40.0 * np.sin(turn / 3.0)
    return short + long * np.sin(turn / 12.0) + longest * np.sin(turn / 30.0)


def _bd_offset(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Degrees from GCJ-02 to BD-09 at GCJ-02 points."""
    x, y = _boxed(lon, lat)
    strength = _strength(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _X_PI)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _X_PI)
    east = radius * np.cos(angle) + 0.0065 - x
    north = radius * np.sin(angle) + 0.006 - y
    return strength * east, strength * north
