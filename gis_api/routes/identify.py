"""Everything at a point, in one call (一键查询)."""

from fastapi import APIRouter

from gis_api.auth import Anyone
from gis_api.db import Db
from gis_api.locating import Find
from gis_api.locating.placesjson import located
from gis_api.models.places import Identified
from gis_api.parameters import CrsQuery, Lat, Lon, Radius
from gis_api.state import Catalogued
from layers.identify import identify
from layers.points import one_point

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["locate"])


@router.get("/identify", operation_id="identify")
def identify_point(
    db: Db,
    catalogue: Catalogued,
    find: Find,
    caller: Anyone,
    lon: Lon,
    lat: Lat,
    crs: CrsQuery,
    radius: Radius = 20,
) -> Identified:
    """What covers a point or lies within a radius of it, nearest first; up to 50 things of a layer."""
    x, y = one_point(lon, lat, crs)
    where = located(find.with_connection(db, x, y), lon=lon, lat=lat, internal=caller.internal)
    things = identify(db, catalogue, x, y, radius=radius, internal=caller.internal)
    return Identified.of(where, things)
