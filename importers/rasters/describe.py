"""What the catalogue knows of a file that we have written."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import rasterio
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from layers import crs
from layers.crs import CGCS2000, Crs, transform, transform_geometry
from layers.errors import Invalid
from layers.points import on_the_map
from layers.rasters.environment import DRIVER
from layers.rasters.statistics import band_statistics

__all__ = ["Described", "describe", "footprint"]

PARTS = 32
"""Parts of each edge of the outline, so that it stays where it is in another system."""


class Described(NamedTuple):
    """Facts of a file."""

    bands: int
    resolution_m: float
    """Side of a cell on the ground in its middle, metres; of one that isn't square, of a square as large."""
    outline: BaseGeometry
    """MultiPolygon in CGCS2000."""
    statistics: list[dict[str, Any]]


def describe(path: Path) -> Described:
    """Read all of a file; call it in the pinned environment."""
    with rasterio.open(path, driver=DRIVER) as dataset:
        system = crs.parse(f"EPSG:{dataset.crs.to_epsg()}")
        bands = tuple(dataset.indexes)
        outline = footprint(dataset, system)
        return Described(len(bands), _side(dataset, system), outline, band_statistics(dataset, bands))


def footprint(dataset: Any, system: Crs) -> BaseGeometry:
    """The outline of a raster as a MultiPolygon in CGCS2000.

    Raises:
        Invalid: how its system relates to CGCS2000 isn't known, or it lies off the map.
    """
    corners = [(0, 0), (dataset.width, 0), (dataset.width, dataset.height), (0, dataset.height)]
    outline = shapely.Polygon([dataset.transform @ corner for corner in corners])
    finer = shapely.segmentize(outline, outline.length / 4 / PARTS)
    moved = shapely.MultiPolygon(shapely.get_parts(transform_geometry(finer, system, CGCS2000)).tolist())
    edge = shapely.get_coordinates(moved)
    if not on_the_map(*edge.T).all() or not moved.is_valid:
        hint = "is it in another system than it says? then say which: --crs EPSG:4547"
        raise Invalid(f"the raster lies off the map in {system.name}", hint=hint)
    return moved


def _side(dataset: Any, system: Crs) -> float:
    column, row = dataset.width // 2, dataset.height // 2
    cell = [dataset.transform @ (column + x, row + y) for x, y in ((0, 0), (1, 0), (0, 1))]
    (lon, across, down), (lat, east, south) = transform(np.array(cell), system, CGCS2000).T
    geod = Geod(ellps="GRS80")
    _, _, wide = geod.inv(lon, lat, across, east)
    _, _, high = geod.inv(lon, lat, down, south)
    return float(np.sqrt(wide * high))
