"""Which areas and grids a point lies in."""

from typing import Annotated

from fastapi import APIRouter, Query

from gis_api.db import Db
from gis_api.models.places import Located, LocatedColumns, Points
from gis_api.parameters import CrsQuery, Lat, Lon
from layers.crs import parse
from layers.locate import locate, locate_columns
from layers.points import one_point

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["locate"])

Reach = Annotated[
    float, Query(gt=0, le=1000, description="How far road and address may be, metres.", examples=[50])
]


@router.get("/locate", operation_id="locate")
def locate_point(db: Db, lon: Lon, lat: Lat, crs: CrsQuery, reach: Reach = 50) -> Located:
    """District, street, community and grids of a point, with who is responsible; nearest road and address.

    A point on a shared edge belongs to the area or grid with the lowest code.
    """
    one_point(lon, lat, crs)
    (found,) = locate(db, [lon], [lat], reach=reach, crs=crs)
    return Located.of(found)


@router.post("/locate", operation_id="locate_many")
def locate_points(db: Db, points: Points) -> LocatedColumns:
    """The same of up to 10,000 points, by columns of codes; what is no point (null, NaN) is nowhere."""
    found = locate_columns(db, points.lon, points.lat, crs=parse(points.crs))
    return LocatedColumns.of(found)
