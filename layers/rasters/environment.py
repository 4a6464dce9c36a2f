"""What GDAL may do while it works for us."""

from contextlib import AbstractContextManager
from typing import Any, Final

import rasterio

__all__ = ["DRIVER", "pinned"]

DRIVER: Final = "GTiff"
"""The only driver that a file is ever opened with. VRT, which can name files and addresses, is registered,
since warping needs it, but it is never asked."""

ELSEWHERE: Final = (
    "DAAS", "DERIVED", "EEDA", "EEDAI", "ESRIC", "GTI", "HTTP", "NGW", "OAPIF", "OGCAPI", "PLMOSAIC",
    "Rasterlite", "STACIT", "STACTA", "TIL", "WCS", "WFS", "WMS", "WMTS", "Zarr",
)  # fmt: skip
"""Drivers that read what lies elsewhere than in the file."""

OPTIONS: Final[dict[str, object]] = {
    "GDAL_SKIP": " ".join(ELSEWHERE),
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": False,
    "GDAL_GEOREF_SOURCES": "INTERNAL",
    "GDAL_TIFF_INTERNAL_MASK": True,
    "GDAL_CACHEMAX": 128,
    "GDAL_MAX_DATASET_POOL_SIZE": 16,
    "GDAL_NUM_THREADS": 1,
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "CPL_VSIL_CURL_USE_HEAD": False,
    "GDAL_HTTP_MAX_RETRY": 0,
    "VSI_CACHE": False,
    "CPL_DEBUG": False,
}
"""Files stand for themselves: nothing beside them is read (.aux.xml, .ovr, .msk, .tfw), and no network."""


def pinned(**more: object) -> AbstractContextManager[Any]:
    """The environment for everything that is done with rasters; `more` options go before ours."""
    env: AbstractContextManager[Any] = rasterio.Env(**(OPTIONS | more))
    return env
