"""Values written anew, block by block: north up, in a named system, with one way to say "no value"."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio import Affine
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import RasterioError
from rasterio.shutil import copy
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window
from rio_cogeo.cogeo import cog_validate

from importers.rasters.source import Source
from layers.errors import Failed, Invalid
from layers.rasters.records import Kind

__all__ = ["write_cog"]

BLOCK: Final = 512
WIDEST: Final = 16_384
"""Columns that are read at once."""

Progress = Callable[[int, int], None]
"""Called with the rows of blocks that are done, and how many there are."""

OVERVIEWS: Final = {Kind.IMAGERY: "AVERAGE", Kind.ELEVATION: "AVERAGE", Kind.CLASSES: "MODE"}


def write_cog(source: Source, target: Path, kind: Kind, progress: Progress) -> None:
    """Write the values of a source as a cloud-optimised GeoTIFF.

    Nothing but values, their colours and names of bands is taken over. Values stay as they are, except
    that scaled ones become what they stand for. A raster that is turned gets the nearest values on a grid
    that is not, with cells of the same size.

    Args:
        source: what to read.
        target: where the file goes; a larger draft lies beside it meanwhile.
        kind: says how smaller copies are made.
        progress: hears how it goes.

    Raises:
        Invalid: the source breaks off or is damaged.
        Failed: what was written is not a cloud-optimised GeoTIFF.
    """
    draft = target.with_suffix(".draft")
    with _upright(source) as reader, rasterio.open(draft, "w", **_profile(source, reader)) as out:
        _describe(source, out)
        _copy(source, reader, out, progress)
    with rasterio.open(draft, "r+", driver="GTiff") as out:
        copy(
            out,
            target,
            driver="COG",
            compress="ZSTD",
            predictor="YES",
            blocksize=BLOCK,
            overview_resampling=OVERVIEWS[kind],
            overviews="IGNORE_EXISTING",
            bigtiff="IF_SAFER",
            num_threads="ALL_CPUS",
        )
    draft.unlink()
    valid, wrong, _ = cog_validate(target, quiet=True)
    if not valid:
        raise Failed("the file that was written is not cloud-optimised", hint=str(wrong[0]))


@contextmanager
def _upright(source: Source) -> Iterator[Any]:
    """The source itself, or what it is with north up and west on the left."""
    dataset, by = source.dataset, source.dataset.transform
    if by.b == 0 and by.d == 0 and by.a > 0 and by.e < 0:
        yield dataset
        return
    source.notes.append("the raster is turned; its nearest values are on a grid with north up")
    across, down = float(np.hypot(by.a, by.d)), float(np.hypot(by.b, by.e))
    corners = [by @ corner for corner in _corners(dataset)]
    west, east = min(x for x, _ in corners), max(x for x, _ in corners)
    south, north = min(y for _, y in corners), max(y for _, y in corners)
    with WarpedVRT(
        dataset,
        src_crs=f"EPSG:{source.crs.epsg}",
        crs=f"EPSG:{source.crs.epsg}",
        transform=Affine(across, 0, west, 0, -down, north),
        width=max(1, round((east - west) / across)),
        height=max(1, round((north - south) / down)),
        resampling=Resampling.nearest,
        add_alpha=dataset.nodata is None and ColorInterp.alpha not in dataset.colorinterp,
    ) as turned:
        yield turned


def _corners(dataset: Any) -> list[tuple[int, int]]:
    return [(x, y) for x in (0, dataset.width) for y in (0, dataset.height)]


def _scaled(dataset: Any) -> bool:
    return any(scale != 1 for scale in dataset.scales) or any(offset != 0 for offset in dataset.offsets)


def _profile(source: Source, reader: Any) -> dict[str, Any]:
    kind = np.result_type(*(source.dataset.dtypes[band - 1] for band in source.bands))
    if _scaled(source.dataset):
        kind = np.result_type(kind, np.float32)
    nodata = source.dataset.nodata
    if kind.kind == "f" and (nodata is None or _scaled(source.dataset)):
        nodata = np.nan
    return {
        "driver": "GTiff",
        "width": reader.width,
        "height": reader.height,
        "count": len(source.bands),
        "dtype": kind.name,
        "crs": f"EPSG:{source.crs.epsg}",
        "transform": reader.transform,
        "nodata": nodata,
        "tiled": True,
        "blockxsize": BLOCK,
        "blockysize": BLOCK,
        "compress": "ZSTD",
        "zstd_level": 1,
        "bigtiff": "IF_SAFER",
    }


def _describe(source: Source, out: Any) -> None:
    dataset = source.dataset
    for number, band in enumerate(source.bands, 1):
        if name := dataset.descriptions[band - 1]:
            out.set_band_description(number, name[:200])
    kinds = [dataset.colorinterp[band - 1] for band in source.bands]
    if kinds == [ColorInterp.palette] and out.dtypes[0] == "uint8":
        out.write_colormap(1, dataset.colormap(source.bands[0]))
    elif len(kinds) >= 3:
        rest = [ColorInterp.undefined] * (len(kinds) - 3)
        out.colorinterp = [ColorInterp.red, ColorInterp.green, ColorInterp.blue, *rest]


def _copy(source: Source, reader: Any, out: Any, progress: Progress) -> None:
    partly = out.nodata is None and _has_gaps(reader)
    scales = np.array([source.dataset.scales[b - 1] for b in source.bands]).reshape(-1, 1, 1)
    offsets = np.array([source.dataset.offsets[b - 1] for b in source.bands]).reshape(-1, 1, 1)
    for top in range(0, out.height, BLOCK):
        for left in range(0, out.width, WIDEST):
            window = Window(left, top, min(WIDEST, out.width - left), min(BLOCK, out.height - top))
            values = _read(source, reader, window)
            if _scaled(source.dataset):
                values = values * scales + offsets
            out.write(
                np.ma.filled(values.astype(out.dtypes[0]), out.nodata or 0),
                window=window,
            )
            if partly:
                out.write_mask(_there(values), window=window)
        progress(min(top + BLOCK, out.height), out.height)


def _has_gaps(reader: Any) -> bool:
    """Whether something else than a number of its own says where there is no value."""
    return any(str(flag) != "MaskFlags.all_valid" for flags in reader.mask_flag_enums for flag in flags)


def _there(values: np.ma.MaskedArray[Any, Any]) -> NDArray[np.uint8]:
    return np.where(np.ma.getmaskarray(values).all(axis=0), 0, 255).astype(np.uint8)


def _read(source: Source, reader: Any, window: Window) -> np.ma.MaskedArray[Any, Any]:
    try:
        found: np.ma.MaskedArray[Any, Any] = reader.read(list(source.bands), window=window, masked=True)
    except RasterioError:
        raise Invalid("the file breaks off or is damaged", row=int(window.row_off)) from None
    return found
