"""Parameters that many routes share."""

import math
from typing import Annotated

from fastapi import Depends, Query

from layers.crs import Crs, parse
from layers.errors import Invalid
from layers.paging import MOST, Box
from layers.points import one_point

__all__ = [
    "BboxQuery",
    "Code",
    "CrsName",
    "CrsQuery",
    "Cursor",
    "Lat",
    "Limit",
    "Lon",
    "Near",
    "Radius",
    "rectangle",
]

CrsName = Annotated[
    str,
    Query(
        max_length=20,
        description="Of all coordinates: `cgcs2000` (WGS 84 is the same), `gcj02`, `bd09` or an EPSG code.",
        examples=["gcj02"],
    ),
]
Lon = Annotated[float, Query(description="Longitude, or easting in a projected system.", examples=[114.8009])]
Lat = Annotated[float, Query(description="Latitude, or northing in a projected system.", examples=[30.8421])]
Radius = Annotated[float, Query(ge=0, le=500, description="Metres.", examples=[20])]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Most items of a page.")]
Cursor = Annotated[str | None, Query(min_length=1, max_length=200, description="`next` of the page before.")]
Code = Annotated[str | None, Query(min_length=1, max_length=40, examples=["420117001001"])]


async def crs(crs: CrsName = "cgcs2000") -> Crs:
    """The coordinate system of the parameter `crs`.

    Raises:
        Invalid: nobody knows it.
    """
    return parse(crs)


async def bbox(
    bbox: Annotated[
        str | None,
        Query(
            max_length=200,
            description="West,south,east,north in degrees of CGCS2000.",
            examples=["114.79,30.83,114.81,30.85"],
        ),
    ] = None,
) -> Box | None:
    """The rectangle of the parameter `bbox`.

    Raises:
        Invalid: it is none.
    """
    return None if bbox is None else rectangle(bbox)


def rectangle(text: str) -> Box:
    """A rectangle as people write it: west,south,east,north.

    Raises:
        Invalid: it isn't four finite numbers, or west is not before east and south before north.
    """
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        raise Invalid("bbox is four numbers: west,south,east,north", given=text[:100]) from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90) or math.isnan(west + south):
        raise Invalid("bbox goes from west to east and from south to north, in degrees", given=text[:100])
    return Box(west, south, east, north)


CrsQuery = Annotated[Crs, Depends(crs)]


async def near(
    crs: CrsQuery,
    lon: Annotated[float | None, Query(description="With `lat`: nearer answers go first.")] = None,
    lat: Annotated[float | None, Query(description="See `lon`.")] = None,
) -> tuple[float, float] | None:
    """The point near which the caller is; None when none is said.

    Raises:
        Invalid: only one of the two is there, or the point is not on the map.
    """
    if lon is None and lat is None:
        return None
    if lon is None or lat is None:
        raise Invalid("lon and lat belong together")
    return one_point(lon, lat, crs)


BboxQuery = Annotated[Box | None, Depends(bbox)]
Near = Annotated[tuple[float, float] | None, Depends(near)]
