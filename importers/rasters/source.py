"""A GeoTIFF from outside, opened so that nothing but itself is read, and looked at before its values are."""

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import rasterio
from pyproj import CRS
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning, RasterioIOError

from layers import crs
from layers.crs import Crs
from layers.errors import Invalid, NotFound
from layers.rasters.environment import DRIVER

__all__ = ["MOST_BANDS", "MOST_BYTES", "Source", "opened"]

MAGIC: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""How TIFF and BigTIFF begin."""
TYPES: Final = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64")
ELSEWHERE: Final = ("OVERVIEWS", "GEOLOCATION")
"""Metadata by which a file sends its reader to other files."""
MOST_BANDS: Final = 64
MOST_BYTES: Final = 1024**4
"""Of all values, as they are in memory."""
MOST_OF_BLOCK: Final = 512 * 1024**2
"""Bytes of one strip or tile, which is read as a whole."""
DENSEST: Final = 2000
"""Bytes of values for a byte of the file; more can't be in it, unless it is small."""
SMALL: Final = 4 * 1024**3


@dataclass(frozen=True)
class Source:
    """A file that may be read."""

    dataset: Any
    """A `rasterio.DatasetReader`."""
    crs: Crs
    bands: tuple[int, ...]
    """Those with values; an alpha band says only where there are some."""
    notes: list[str]
    """What the user should know."""


@contextmanager
def opened(file: Path, folder: Path, said: str | None) -> Iterator[Source]:
    """A file to read from.

    Args:
        file: a GeoTIFF.
        folder: an empty one; the file is opened through a link in it, so nothing can lie beside it.
        said: name of the system that its coordinates are in, by somebody who knows better than the file.

    Raises:
        NotFound: there is no such file.
        Invalid: it is no GeoTIFF, is damaged, too large, or doesn't say where it lies.
    """
    _check_beginning(file)
    link = folder / "source.tif"
    link.symlink_to(file.resolve())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        try:
            dataset = rasterio.open(link, driver=DRIVER)
        except RasterioIOError:
            raise Invalid(
                f"{file.name} can't be read as a GeoTIFF", hint="it is damaged, or cut off"
            ) from None
    with dataset:
        _check_size(file, dataset)
        _check_kind(file, dataset)
        system, notes = _system(file, dataset, said)
        bands = tuple(b for b, kind in enumerate(dataset.colorinterp, 1) if kind is not ColorInterp.alpha)
        yield Source(dataset, system, bands, notes)


def _check_beginning(file: Path) -> None:
    if not file.is_file():
        hint = "name a file on this machine; addresses and /vsi paths are not read"
        raise NotFound(f"there is no file {file}", hint=hint)
    with file.open("rb") as opened:
        if opened.read(4) not in MAGIC:
            hint = "convert it: gdal_translate FILE out.tif"
            raise Invalid(f"{file.name} is not a GeoTIFF, whatever its name says", hint=hint)


def _check_size(file: Path, dataset: Any) -> None:
    if not 1 <= dataset.count <= MOST_BANDS:
        raise Invalid(f"{file.name} has {dataset.count} bands, at most {MOST_BANDS} are taken")
    width = max(np.dtype(kind).itemsize for kind in dataset.dtypes)
    total = dataset.width * dataset.height * dataset.count * width
    if total > MOST_BYTES:
        raise Invalid(f"{file.name} has {total / 1024**4:.1f} TiB of values", hint="cut it into parts")
    if total > max(SMALL, file.stat().st_size * DENSEST):
        raise Invalid(f"{file.name} says it has {total // 1024**2} MiB of values, which can't be in it")
    block = max(math.prod(shape) for shape in dataset.block_shapes) * width * dataset.count
    if block > MOST_OF_BLOCK:
        hint = "write it in tiles: gdal_translate -co TILED=YES FILE out.tif"
        raise Invalid(f"{file.name} is one block of {block // 1024**2} MiB", hint=hint)


def _check_kind(file: Path, dataset: Any) -> None:
    if unknown := set(dataset.dtypes) - set(TYPES):
        raise Invalid(f"{file.name} has values of type {min(unknown)}", hint=f"taken are {', '.join(TYPES)}")
    if others := [space for space in ELSEWHERE if dataset.tags(ns=space)]:
        raise Invalid(f"{file.name} names other files ({others[0].lower()}), which are not read")
    if dataset.transform.is_identity or dataset.transform.is_degenerate:
        raise Invalid(f"{file.name} doesn't say where it lies", hint="georeference it first, say in QGIS")


def _system(file: Path, dataset: Any, said: str | None) -> tuple[Crs, list[str]]:
    number = _number(dataset.crs)
    if said is not None:
        wanted = crs.parse(said)
        if wanted.epsg is None:
            raise Invalid(f"a raster can't be in {wanted.name}", hint="have it warped to EPSG:4490 first")
        other = number is not None and crs.parse(f"EPSG:{number}") != wanted
        return wanted, [f"the file says EPSG:{number}; taken as {wanted.name}, as told"] if other else []
    if not dataset.crs:
        raise Invalid(f"{file.name} doesn't say what its coordinates are in", hint="say it: --crs EPSG:4547")
    if number is None:
        hint = "say which it is: --crs EPSG:4547"
        raise Invalid(f"{file.name} is in a system without an EPSG code", hint=hint)
    return crs.parse(f"EPSG:{number}"), []


def _number(given: Any) -> int | None:
    """The EPSG code of a system, of the horizontal part where it has heights too."""
    if not given:
        return None
    known = CRS.from_wkt(given.to_wkt())
    flat = known.sub_crs_list[0] if known.is_compound else known
    number: int | None = rasterio.CRS.from_wkt(flat.to_wkt()).to_epsg()
    return number
