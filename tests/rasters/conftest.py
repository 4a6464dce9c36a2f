"""Rasters made of arrays, brought in as users bring them in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
import rasterio
from numpy.typing import ArrayLike
from rasterio import Affine

from gis_api.home import admin_key_file, make_admin_key
from gis_api.settings import Settings
from importers.rasters import Brought, Wanted, bring_in
from layers.rasters import Kind

GK = "EPSG:4547"
CORNER = (576_000.0, 3_413_000.0)
"""Of rasters in `GK`, near 114.8 E, 30.84 N."""

Write = Callable[..., Path]
Bring = Callable[..., Brought]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write an array, (rows, columns) or (bands, rows, columns), to a GeoTIFF of 10 m cells."""

    def write(values: ArrayLike, *, name: str = "given.tif", colours: Any = None, **profile: Any) -> Path:
        bands = np.atleast_3d(np.asarray(values).T).T
        count, high, wide = bands.shape
        usual = {"crs": GK, "transform": Affine(10, 0, CORNER[0], 0, -10, CORNER[1])}
        path = tmp_path / name
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            count=count,
            height=high,
            width=wide,
            dtype=bands.dtype,
            **usual | profile,
        ) as file:
            file.write(bands)
            if colours:
                file.write_colormap(1, colours)
        return path

    return write


@pytest.fixture
def bring(conn: psycopg.Connection, settings: Settings) -> Bring:
    """Bring in a file as raster `r`."""

    def bring(file: Path, kind: str = "elevation", code: str = "r", **more: Any) -> Brought:
        conn.execute("SELECT")  # a transaction is under way, so what is committed within it is not
        return bring_in(conn, file, Wanted(code, code, Kind(kind), **more), home=settings.home)

    return bring


@pytest.fixture
def key(settings: Settings) -> dict[str, str]:
    """The header of the holder of the admin key; ask for it before `client`."""
    settings.home.mkdir()
    make_admin_key(settings.home)
    return {"Authorization": f"Bearer {admin_key_file(settings.home).read_text().strip()}"}


@pytest.fixture
def path(settings: Settings) -> Path:
    """Of the first version of raster `r`."""
    return settings.home / "rasters" / "r.1.tif"
