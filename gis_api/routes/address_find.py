"""Addresses for what is being typed, and for a place."""

from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Response

from address.answer import Suggestion
from address.match.reverse import FARTHEST
from address.match.suggest import LONGEST, MOST
from gis_api import geocodejson
from gis_api.geocoding.dependency import Geo
from gis_api.models.address import Geocoded
from gis_api.models.address_find import Suggested
from gis_api.parameters import CrsQuery, Lat, Lon, Near
from layers.crs import CGCS2000, Crs, transform
from layers.points import one_point
from layers.schema.addresses import ADDRESS_LEVELS

__all__ = ["router"]

router = APIRouter(prefix="/api/address", tags=["address"])

Most = Annotated[int, Query(ge=1, le=MOST, description="Most answers.")]
Typed = Annotated[
    str,
    Query(
        max_length=LONGEST,
        description="What is typed so far, in Chinese, in pinyin (拼音), by initials, or mixed.",
        examples=["yangluo"],
    ),
]
Metres = Annotated[float, Query(gt=0, le=FARTHEST, description="How far away at most, metres.")]
Levels = Annotated[
    str,
    Query(
        max_length=100,
        description=f"Levels of the addresses wanted, with commas: {', '.join(ADDRESS_LEVELS)}.",
        examples=["plate,building"],
    ),
]


@router.get("/suggest", operation_id="suggest")
async def suggest(geo: Geo, q: Typed, crs: CrsQuery, near: Near, limit: Most = 10) -> Suggested:
    """What a text that is being typed may become, the likeliest first.

    These are areas, roads, estates, buildings and points of interest, and once a number is begun addresses
    below them. With `lon` and `lat` what is nearer goes first.
    """
    return Suggested.of(_in_crs(geo.suggest(q, near=near, limit=limit), crs))


@router.get(
    "/reverse",
    operation_id="reverse",
    response_model=None,
    responses={200: {"model": Geocoded, "description": "Addresses, nearest first."}},
)
async def reverse(
    geo: Geo,
    lon: Lon,
    lat: Lat,
    crs: CrsQuery,
    limit: Most = 5,
    radius: Metres = 200,
    levels: Levels = "plate",
) -> Response:
    """Addresses in use around a point with their distance in metres, those on its side of the road first.

    An address across its road counts as 25 m farther away than it is, and says so by `across_road`; that is
    null where no centre line is known, or the point is on the road itself. A place that only stands for the
    middle of something is not where an address is, and isn't answered.
    """
    x, y = one_point(lon, lat, crs)
    found = geo.reverse(x, y, limit=limit, radius=radius, levels=levels.split(","))
    return geocodejson.response(found, crs)


def _in_crs(found: list[Suggestion], crs: Crs) -> list[Suggestion]:
    if crs is CGCS2000:
        return found
    given = [
        [np.nan if one.lon is None else one.lon, np.nan if one.lat is None else one.lat] for one in found
    ]
    places = transform(np.array(given, np.float64).reshape(-1, 2), CGCS2000, crs).tolist()
    return [
        one._replace(lon=x, lat=y) if one.lon is not None else one
        for one, (x, y) in zip(found, places, strict=True)
    ]
