"""The elevation raster of the sample: a small cloud-optimised GeoTIFF, and its row."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio import Affine

from importers.rasters.describe import describe
from importers.sample.relief import height_at
from importers.sample.setting import DISTRICT, MARK
from importers.sample.tables import Columns, hex_wkb, multi, table, to_4490
from importers.sample.world import World
from layers.rasters.environment import pinned

__all__ = ["write_elevation"]

CELLS = 600
"""Cells along the longer side, at least 10 m each."""
FOLDER = "rasters"


def write_elevation(world: World, home: Path) -> pa.Table:
    """Write the file below `home`, and give the row that describes it."""
    west, south = world.ground.xy.min(axis=0)
    east, north = world.ground.xy.max(axis=0)
    size = max(10.0, float(np.ceil(max(east - west, north - south) / CELLS)))
    across, down = int(np.ceil((east - west) / size)), int(np.ceil((north - south) / size))
    west, north = float(np.floor(west)), float(np.ceil(north))
    x = west + size * (np.arange(across) + 0.5)
    y = north - size * (np.arange(down) + 0.5)
    heights = height_at(np.stack(np.meshgrid(x, y), axis=-1)).astype(np.float32)
    path = Path(FOLDER) / f"sample-{world.setting.seed}-{world.setting.scale:g}-elevation.tif"
    _write(home / path, np.round(heights, 2), west, north, size)
    extent = shapely.box(west, north - size * down, west + size * across, north)
    with pinned():
        figures = describe(home / path).statistics
    return _row(world, path, size, extent, figures)


def _write(path: Path, heights: NDArray[np.float32], west: float, north: float, size: float) -> None:
    """Write beside the final name and rename, so that nobody reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    with rasterio.open(
        unfinished, "w", driver="COG", width=heights.shape[1], height=heights.shape[0], count=1,
        dtype="float32", crs="EPSG:4547", transform=Affine(size, 0, west, 0, -size, north), nodata=-9999.0,
        blocksize=256, compress="deflate", predictor="yes", overview_resampling="average",
    ) as file:  # fmt: skip
        file.write(heights, 1)
        file.set_band_description(1, "elevation above the 1985 datum, metres; synthetic")
    unfinished.replace(path)


def _row(
    world: World, path: Path, size: float, extent: shapely.Polygon, figures: list[dict[str, Any]]
) -> pa.Table:
    """The row of table `raster`; the path is relative to the home folder."""
    outline = np.array([shapely.segmentize(extent, 2000.0)], dtype=object)
    columns: Columns = {
        "code": [f"{DISTRICT}-elevation"],
        "title": f"新洲区数字高程模型（{MARK}）",
        "kind": "elevation",
        "path": path.as_posix(),
        "unit": "m",
        "bands": [1],
        "resolution_m": [size],
        "statistics": [json.dumps(figures)],
        "geom": hex_wkb(multi(to_4490(outline))),
    }
    return table(world.setting.source, columns)
