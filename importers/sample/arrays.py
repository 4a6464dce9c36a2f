"""Types of the sample's arrays, and the few things numpy's own functions do not say in types."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

__all__ = [
    "Bools",
    "Floats",
    "Ints",
    "Shapes",
    "Texts",
    "either",
    "serials",
    "shape_array",
    "texts",
    "texts_or_none",
]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]
"""Shapely geometries, None where there is none."""
Texts = NDArray[np.object_]
"""Python strings, None where there is none."""


def texts(values: Iterable[object]) -> Texts:
    """Strings as an array."""
    return np.array([str(value) for value in values], dtype=object)


def texts_or_none(values: Iterable[object]) -> Texts:
    """Strings as an array, empty ones and None as None."""
    return np.array([str(value) if value else None for value in values], dtype=object)


def either(here: Bools, one: Texts | str | None, other: Texts | str | None) -> Texts:
    """`one` where it is so and `other` elsewhere; like `numpy.where`, for objects and None."""
    found = np.empty(len(here), dtype=object)
    found[:] = other
    found[here] = one[here] if isinstance(one, np.ndarray) else one
    return found


def shape_array(shapes: Sequence[BaseGeometry]) -> Shapes:
    """Geometries as an array, never taken apart."""
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def serials(owner: Ints) -> Ints:
    """0, 1, 2 ... within each run of equal values of a sorted array."""
    return np.asarray(np.arange(len(owner)) - np.searchsorted(owner, owner), dtype=np.int64)
