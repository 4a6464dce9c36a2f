"""Which areas and grids a point lies in."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from gis_api.auth import Anyone
from gis_api.locating import Find
from gis_api.locating.placesjson import response
from gis_api.models.places import Located
from gis_api.parameters import CrsQuery, Lat, Lon
from layers.points import one_point

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["locate"])

Reach = Annotated[
    float, Query(gt=0, le=1000, description="How far road and address may be, metres.", examples=[50])
]
Tolerance = Annotated[
    float,
    Query(
        ge=0,
        le=1000,
        description="Where nothing covers the point, the nearest within so many metres is given as `near`.",
        examples=[0],
    ),
]


@router.get(
    "/locate",
    operation_id="locate",
    response_model=None,
    responses={200: {"model": Located, "description": "Where the point is."}},
)
async def locate_point(
    find: Find, caller: Anyone, lon: Lon, lat: Lat, crs: CrsQuery, reach: Reach = 50, tolerance: Tolerance = 0
) -> Response:
    """District, street, community and grids of a point, with who is responsible; nearest road and address.

    A point on a shared edge belongs to the area or grid with the lowest code; the others stand in `also`.
    """
    x, y = one_point(lon, lat, crs)
    found = await find.one(x, y, tolerance=tolerance, reach=reach)
    return response(found, lon=lon, lat=lat, internal=caller.internal)
