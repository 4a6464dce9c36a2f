"""Parameters of rasters."""

from typing import Annotated

from fastapi import Depends, Path, Query

from gis_api.rasters.room import Room
from layers.errors import Invalid, NotFound
from tiles.matrix import MatrixSet
from tiles.raster import COLOURS, Look, Resampling

__all__ = ["BandsQuery", "CodePath", "LookQuery", "MatrixQuery", "Version", "bands"]

MOST_BANDS = 64

CodePath = Annotated[str, Path(max_length=64, description="Of the catalogue.", examples=["420117-elevation"])]
Version = Annotated[
    int | None,
    Query(alias="v", ge=1, lt=2**31, description="A version, whose answers never change; else the newest."),
]
Bands = Annotated[
    str | None,
    Query(max_length=200, description="Numbers of bands, from 1, separated by commas.", examples=["1,2,3"]),
]


async def bands(bands: Bands = None) -> tuple[int, ...]:
    """The numbers of the parameter `bands`; empty where it isn't there.

    Raises:
        Invalid: they aren't numbers, or one is there twice.
    """
    if bands is None:
        return ()
    parts = bands.split(",")
    if not all(part.isascii() and part.isdecimal() and len(part) <= 2 for part in parts):
        raise Invalid("bands are numbers from 1, separated by commas", given=bands[:40])
    found = tuple(map(int, parts))
    if len(set(found)) < len(found) or len(found) > MOST_BANDS:
        raise Invalid("each band once", given=bands[:40])
    return found


BandsQuery = Annotated[tuple[int, ...], Depends(bands)]


async def look(
    bands: BandsQuery,
    size: Annotated[int, Query(ge=256, le=512, multiple_of=256, description="Pixels of a side.")] = 256,
    rescale: Annotated[
        str | None,
        Query(
            max_length=200,
            description="Lowest and highest value `low,high`; for three bands one pair or three with `;`.",
            examples=["0,300"],
        ),
    ] = None,
    colormap: Annotated[
        str | None,
        Query(
            max_length=40,
            description=f"For one band: {', '.join(COLOURS)}; with `_r` behind it turned round.",
            examples=["viridis"],
        ),
    ] = None,
    *,
    hillshade: Annotated[bool, Query(description="Of elevation; with a colour map both.")] = False,
    exaggeration: Annotated[float, Query(gt=0, le=20, description="Heights times this.")] = 1,
    resampling: Annotated[Resampling | None, Query(description="Usual is nearest for classes.")] = None,
) -> Look:
    """How a tile is to look.

    Raises:
        Invalid: a parameter can't be understood.
    """
    if colormap is not None and colormap.removesuffix("_r") not in COLOURS:
        raise Invalid(f"no colour map {colormap!r}", known=list(COLOURS))
    return Look(size, bands, _ranges(rescale), colormap, hillshade, exaggeration, resampling)


LookQuery = Annotated[Look, Depends(look)]


def _ranges(text: str | None) -> tuple[tuple[float, float], ...]:
    if text is None:
        return ()
    try:
        pairs = [tuple(float(number) for number in pair.split(",")) for pair in text.split(";")]
    except ValueError:
        pairs = [()]
    if not all(len(pair) == 2 and -1e30 < pair[0] < pair[1] < 1e30 for pair in pairs):
        raise Invalid("rescale is low,high with low below high", given=text[:40])
    return tuple((pair[0], pair[1]) for pair in pairs)


async def matrix(
    room: Room,
    matrix: Annotated[
        str, Query(max_length=64, description="Id of a tile matrix set.", examples=["CGCS2000Quad"])
    ] = "WebMercatorQuad",
) -> MatrixSet:
    """The tile matrix set of the parameter `matrix`.

    Raises:
        NotFound: there is none of that id.
    """
    found = room.matrices.get(matrix)
    if found is None:
        raise NotFound(f"no tile matrix set {matrix!r}", known=sorted(room.matrices))
    return found


MatrixQuery = Annotated[MatrixSet, Depends(matrix)]
