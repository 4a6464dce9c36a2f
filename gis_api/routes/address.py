"""The standard-address library: geocoding, there and back."""

from typing import Annotated

from fastapi import APIRouter, Query

from address.geocode import MOST, geocode
from address.reverse import reverse
from address.standardize import LONGEST, standardize
from gis_api.db import Db
from gis_api.models.address import Geocoded, Standard
from gis_api.parameters import Code, CrsQuery, Lat, Lon

__all__ = ["router"]

router = APIRouter(prefix="/api/address", tags=["address"])

Text = Annotated[
    str, Query(max_length=LONGEST, description="As people write it.", examples=["邾城街 红旗路12号３幢"])
]
Most = Annotated[int, Query(ge=1, le=MOST, description="Most answers.")]
Metres = Annotated[float, Query(gt=0, le=5000, description="How far away at most, metres.")]


@router.get("/geocode", operation_id="geocode")
def geocode_text(db: Db, q: Text, crs: CrsQuery, limit: Most = 5, within: Code = None) -> Geocoded:
    """Addresses and areas that a text means or begins, best first; geocodejson.

    `within` is the code of an area of any level in which the answers must lie.
    """
    return Geocoded.of(geocode(db, q, limit=limit, within=within, crs=crs), q)


@router.get("/reverse", operation_id="reverse")
def reverse_point(
    db: Db, lon: Lon, lat: Lat, crs: CrsQuery, limit: Most = 5, radius: Metres = 200
) -> Geocoded:
    """Door plates in use around a point, nearest first, with their distance in metres."""
    return Geocoded.of(reverse(db, lon, lat, limit=limit, radius=radius, crs=crs))


@router.get("/standardize", operation_id="standardize")
def standardize_text(db: Db, q: Text) -> Standard:
    """A text in standard form, taken apart into named elements; the library is not asked."""
    return Standard.of(standardize(db, q))
