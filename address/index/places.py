"""Where the nodes of an index lie, and in which grid and area that is."""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from address.index.source import Source
from layers.indexing.parts import Parts
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["SCALE", "keep"]

SCALE: Final = 1e7
"""Coordinates are kept as whole numbers of 1e-7 degrees, 1 cm."""
CENTRE: Final = 254
"""Position level of what lies in the middle of what is below it."""
NONE: Final = 255

Floats = NDArray[np.float64]


def keep(parts: Parts, rows: pa.Table, source: Source) -> None:
    """Keep positions and what covers them.

    What has no position of its own has that of the nearest thing above that has one, or else lies in the
    middle of what is below it.

    Args:
        parts: with `parent` and `end`.
        rows: nodes in the order of the walk, with `lon` and `lat`.
        source: for the polygons.
    """
    xy = np.column_stack([rows[name].to_numpy(zero_copy_only=False) for name in ("lon", "lat")]).astype(float)
    level = np.where(np.isfinite(xy[:, 0]), parts.arrays["level"], NONE).astype(np.uint8)
    _inherit(xy, level, parts.arrays["parent"])
    _centre(xy, level, parts.arrays["end"])
    known = np.isfinite(xy[:, 0])
    fixed = np.zeros(xy.shape, np.int32)
    fixed[known] = np.round(xy[known] * SCALE).astype(np.int32)
    parts.arrays["lon"], parts.arrays["lat"] = fixed[:, 0].copy(), fixed[:, 1].copy()
    parts.arrays["position_level"] = level
    for name, (codes, shapes) in source.covers.items():
        parts.arrays[name] = _covering(xy, shapes)
        parts.add_texts(f"{name}_code", codes)


def _inherit(xy: Floats, level: NDArray[np.uint8], parent: NDArray[Any]) -> None:
    """Parents come first, so what a level lacks is taken from the level above, one level at a time."""
    for _ in ADDRESS_LEVELS:
        lack = np.flatnonzero(~np.isfinite(xy[:, 0]) & (parent >= 0))
        lack = lack[np.isfinite(xy[parent[lack], 0])]
        if not len(lack):
            return
        xy[lack], level[lack] = xy[parent[lack]], level[parent[lack]]


def _centre(xy: Floats, level: NDArray[np.uint8], end: NDArray[Any]) -> None:
    """The mean of all below, from running sums: what is below is a span."""
    known = np.isfinite(xy[:, 0])
    sums = np.vstack(([0.0, 0.0], np.cumsum(np.where(known[:, None], xy, 0.0), axis=0)))
    count = np.concatenate(([0], np.cumsum(known)))
    lack = np.flatnonzero(~known)
    number = count[end[lack]] - count[lack]
    lack, number = lack[number > 0], number[number > 0]
    xy[lack] = (sums[end[lack]] - sums[lack]) / number[:, None]
    level[lack] = CENTRE


def _covering(xy: Floats, shapes: list[bytes]) -> NDArray[np.int32]:
    """The first of the polygons that covers each position; -1 for none."""
    found = np.full(len(xy), -1, np.int32)
    known = np.flatnonzero(np.isfinite(xy[:, 0]))
    if not shapes or not len(known):
        return found
    spots, inverse = np.unique(xy[known], axis=0, return_inverse=True)
    tree = shapely.STRtree(shapely.from_wkb(shapes))
    spot, shape = tree.query(shapely.points(spots), predicate="covered_by")
    best = np.full(len(spots), len(shapes), np.int32)
    np.minimum.at(best, spot, shape.astype(np.int32))
    best[best == len(shapes)] = -1
    found[known] = best[inverse.reshape(-1)]
    return found
