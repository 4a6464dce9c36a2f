"""What a caller may say about points to locate, however they come."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request
from starlette.types import Scope

from gis_api.middleware import is_streamed, media_type
from importers.points import Asked, Form
from layers.crs import parse
from layers.errors import Invalid
from layers.locate.arrow import PREFIX

__all__ = ["CONTENT", "NAMES", "PointsQuery", "Said"]

MEDIA_TYPES: Final = {
    "text/csv": Form.CSV,
    "text/tab-separated-values": Form.CSV,
    "text/plain": Form.CSV,
    "application/vnd.apache.arrow.stream": Form.ARROW,
    "application/vnd.apache.arrow.file": Form.ARROW,
}
"""What clients call the forms."""

NAMES: Final = {Form.CSV: "text/csv", Form.ARROW: "application/vnd.apache.arrow.stream"}
"""What the answers are called."""

_UNSAID: Final = {"application/octet-stream", "application/x-www-form-urlencoded"}
_ARROW: Final = (b"\xff\xff\xff\xff", b"ARROW1")

CONTENT: Final[dict[str, Any]] = {
    "text/csv": {"schema": {"type": "string", "example": "id,lon,lat\na,114.8009,30.8421\n"}},
    "application/vnd.apache.arrow.stream": {"schema": {"type": "string", "format": "binary"}},
}
"""Bodies and answers that are streams, for the description of the API."""


@dataclass(frozen=True)
class Said:
    """What a caller says."""

    asked: Asked
    tolerance: float
    prefix: str
    given: Form | None
    """How the points are written; None: their first bytes say."""

    def form_of(self, start: bytes) -> Form:
        """How they are written, by what was said or by their first bytes."""
        if self.given:
            return self.given
        if start.lstrip()[:1] in (b"{", b"["):
            raise Invalid("the body looks like JSON", hint="say so: Content-Type: application/json")
        return Form.ARROW if start.startswith(_ARROW) else Form.CSV


async def said(
    request: Request,
    crs: Annotated[
        str | None,
        Query(
            max_length=20,
            description="Of the coordinates: `cgcs2000` (and WGS 84), `gcj02`, `bd09` or an EPSG code; a "
            "geometry in a table says its own.",
            examples=["gcj02"],
        ),
    ] = None,
    tolerance: Annotated[
        float,
        Query(
            ge=0,
            le=1000,
            description="A point that nothing covers gets the codes of the nearest within so many metres.",
            examples=[0],
        ),
    ] = 0,
    lon: Annotated[
        str | None,
        Query(max_length=200, description="Of a table: the column; `lon`, `lng`, 经度, `x` if not said."),
    ] = None,
    lat: Annotated[str | None, Query(max_length=200, description="The same of latitudes.")] = None,
    prefix: Annotated[
        str,
        Query(max_length=40, description="Of a table: what the names of the added columns begin with."),
    ] = PREFIX,
    encoding: Annotated[
        str | None, Query(max_length=40, description="Of CSV that is neither UTF-8 nor GB 18030.")
    ] = None,
    delimiter: Annotated[
        str | None,
        Query(min_length=1, max_length=1, description="Of CSV; else the line of names says.", examples=[";"]),
    ] = None,
) -> Said:
    """What the caller says of the points in the body.

    Raises:
        Invalid: the header `Content-Type` names no known form.
    """
    if delimiter in ('"', "\r", "\n"):
        raise Invalid("that can't stand between the fields of CSV", delimiter=delimiter)
    asked = Asked(lon, lat, parse(crs) if crs is not None else None, None, encoding, delimiter)
    return Said(asked, tolerance, prefix, _given(request.scope))


PointsQuery = Annotated[Said, Depends(said)]


def _given(scope: Scope) -> Form | None:
    name = media_type(scope)
    if name in MEDIA_TYPES or name in _UNSAID or not is_streamed(scope):
        return MEDIA_TYPES.get(name)
    known = sorted(["application/json", *MEDIA_TYPES])
    raise Invalid(f"points do not come as {name[:60]}", known=known)
