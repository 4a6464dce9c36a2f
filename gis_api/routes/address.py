"""Geocoding: from a text or fields to addresses."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from address.match.fields import LEVELS
from address.standardize import standardize
from address.text.rules import LONGEST_GIVEN
from gis_api import geocodejson
from gis_api.geocoding.dependency import Geo
from gis_api.models.address import Geocoded, Standard
from gis_api.parameters import Code, CrsQuery, Near
from layers.errors import Invalid

__all__ = ["router"]

router = APIRouter(prefix="/api/address", tags=["address"])

MOST = 50
Text = Annotated[
    str,
    Query(max_length=LONGEST_GIVEN, description="As people write it.", examples=["邾城街 红旗路12号３幢"]),
]
Most = Annotated[int, Query(ge=1, le=MOST, description="Most answers.")]
Explain = Annotated[bool, Query(description="Say how the answers were found.")]

FIELDS: dict[str, Any] = {
    "parameters": [
        {
            "name": level,
            "in": "query",
            "required": False,
            "schema": {"type": "string", "maxLength": 100},
            "description": "In place of `q`: what is said at this level.",
        }
        for level in LEVELS
    ]
}
ANSWER: dict[int | str, dict[str, Any]] = {200: {"model": Geocoded, "description": "Answers, best first."}}


async def fields(request: Request) -> dict[str, str]:
    """The parameters that are levels of an address."""
    given = request.query_params
    return {level: given[level] for level in LEVELS if level in given}


Fields = Annotated[dict[str, str], Depends(fields)]


@router.get("/geocode", operation_id="geocode", response_model=None, responses=ANSWER, openapi_extra=FIELDS)
async def geocode_text(
    geo: Geo,
    said: Fields,
    crs: CrsQuery,
    point: Near,
    q: Text | None = None,
    limit: Most = 5,
    within: Code = None,
    explain: Explain = False,
) -> Response:
    """Addresses and areas that a text means, best first; geocodejson.

    Say the text as `q`, or its parts by level (`road=`, `plate=` ...). `within` is the code of an area of any
    level in which the answers must lie.
    """
    if (q is None) == (not said):
        raise Invalid("say the address as q, or by its levels", levels=list(LEVELS))
    if q is None:
        found = geo.geocode_fields(said, limit=limit, within=within, near=point, explain=explain)
    else:
        found = geo.geocode(q, limit=limit, within=within, near=point, explain=explain)
    return geocodejson.response(found, crs, q)


@router.get("/standardize", operation_id="standardize")
async def standardize_text(geo: Geo, q: Text) -> Standard:
    """A text in standard form, taken apart by rules and the names of the library."""
    return Standard.of(standardize(geo, q))
