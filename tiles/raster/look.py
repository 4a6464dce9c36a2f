"""How a raster is drawn: what the caller said, and what is usual for its kind."""

import hashlib
from dataclasses import astuple, dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rio_tiler.colormap import cmap

from layers.errors import Invalid
from layers.rasters import Kind, Open, Raster
from layers.rasters.plane import check_bands

__all__ = ["COLOURS", "Form", "Look", "Resampling", "colours", "plan"]

COLOURS: Final = (
    "blues", "cividis", "coolwarm", "gist_earth", "gray", "greens", "inferno", "magma", "plasma", "rdbu",
    "rdylgn", "reds", "spectral", "tab20", "terrain", "topo", "turbo", "viridis", "ylgnbu", "ylorrd",
)  # fmt: skip
"""Names of colour maps, those of matplotlib; with `_r` behind them they are turned round."""


class Form(StrEnum):
    """Of a picture."""

    PNG = "png"
    WEBP = "webp"


class Resampling(StrEnum):
    """How values come onto pixels."""

    NEAREST = "nearest"
    BILINEAR = "bilinear"


@dataclass(frozen=True)
class Look:
    """All that decides how a tile looks, beside its place; None is what is usual for the kind."""

    size: int = 256
    bands: tuple[int, ...] = ()
    rescale: tuple[tuple[float, float], ...] = ()
    """Lowest and highest value, one pair a band or one for all; empty for what is usual."""
    colours: str | None = None
    hillshade: bool = False
    exaggeration: float = 1.0
    resampling: Resampling | None = None

    @property
    def key(self) -> str:
        """A short digest: equal looks have equal keys."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Plan:
    """What is done with a raster for a look."""

    bands: tuple[int, ...]
    smooth: bool
    ranges: tuple[tuple[float, float], ...]
    """One a band; empty where values are colours already."""
    table: NDArray[np.uint8] | None
    """Colours of 256 steps, shape (256, 4); None for grey, or three bands of colours."""
    codes: NDArray[np.int64] | None
    """Of classes: the code of each row of the table."""


def plan(raster: Raster, one: Open, look: Look) -> Plan:
    """Fill in what is usual.

    Raises:
        Invalid: the look doesn't go with the raster.
    """
    kind = Kind(raster.kind) if raster.kind in set(Kind) else Kind.ELEVATION
    bands = _bands(one, kind, look)
    smooth = (look.resampling or _usual(kind)) is Resampling.BILINEAR
    if look.hillshade and kind is not Kind.ELEVATION:
        raise Invalid("only elevation has a hillshade", kind=raster.kind)
    if kind is Kind.CLASSES and not look.colours and not look.rescale:
        codes, table = _classes(raster, one, bands[0])
        return Plan(bands, smooth=False, ranges=(), table=table, codes=codes)
    name = look.colours or ("terrain" if kind is Kind.ELEVATION and not look.hillshade else None)
    return Plan(bands, smooth, _ranges(raster, one, bands, look), colours(name) if name else None, None)


def _usual(kind: Kind) -> Resampling:
    return Resampling.NEAREST if kind is Kind.CLASSES else Resampling.BILINEAR


def _bands(one: Open, kind: Kind, look: Look) -> tuple[int, ...]:
    there = check_bands(one, look.bands)
    wanted = there[: 3 if kind is Kind.IMAGERY and len(there) >= 3 else 1] if not look.bands else there
    if len(wanted) not in {1, 3}:
        raise Invalid("a picture is made of one band or of three", bands=list(wanted))
    if len(wanted) == 3 and (look.colours or look.hillshade):
        raise Invalid("a colour map or a hillshade is made of one band", bands=list(wanted))
    return wanted


def _ranges(raster: Raster, one: Open, bands: tuple[int, ...], look: Look) -> tuple[tuple[float, float], ...]:
    if look.rescale:
        if len(look.rescale) not in {1, len(bands)}:
            raise Invalid("rescale has one pair, or one for each band", bands=list(bands))
        return look.rescale * (len(bands) // len(look.rescale))
    if raster.kind == Kind.IMAGERY and one.dataset.dtypes[0] == "uint8" and not look.colours:
        return ()
    ends = ("min", "max") if raster.kind != Kind.IMAGERY else ("p2", "p98")
    known = {entry["band"]: entry for entry in raster.statistics or []}
    return tuple(
        (known[band][ends[0]], known[band][ends[1]])
        if band in known and known[band]["cells"]
        else _seen(one, band)
        for band in bands
    )


def _seen(one: Open, band: int) -> tuple[float, float]:
    """The range of a small copy, for a raster without statistics."""
    shape = tuple(min(256, side) for side in one.dataset.shape)
    values = np.ma.masked_invalid(one.dataset.read(band, out_shape=shape, masked=True))
    return (float(values.min()), float(values.max())) if values.count() else (0.0, 1.0)


def _classes(raster: Raster, one: Open, band: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The codes that there are and their colours: the file's own, or such as can be told apart."""
    entry = next((one for one in raster.statistics or [] if one["band"] == band), {})
    codes = [int(value) for value, _ in entry.get("values") or []] or list(range(256))
    own = _palette(one)
    usual = colours("tab20")[np.linspace(0, 255, 20).astype(int)]
    table = [own.get(code, tuple(usual[n % 20])) for n, code in enumerate(codes)]
    return np.array(codes, dtype=np.int64), np.array(table, dtype=np.uint8)


def _palette(one: Open) -> dict[int, tuple[int, ...]]:
    try:
        found: dict[int, tuple[int, ...]] = one.dataset.colormap(1)
    except ValueError:
        return {}
    return found


@lru_cache(maxsize=64)
def colours(name: str) -> NDArray[np.uint8]:
    """A named colour map, shape (256, 4).

    Raises:
        Invalid: it isn't one of `COLOURS`.
    """
    if name.removesuffix("_r") not in COLOURS:
        raise Invalid(f"no colour map {name[:40]!r}", known=list(COLOURS))
    named = cmap.get(name)
    return np.array([named[step] for step in range(256)], dtype=np.uint8)
