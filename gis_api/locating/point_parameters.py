"""What a caller may say about points to locate, however they come."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request
from starlette.types import Scope

from gis_api.middleware import media_type
from gis_api.parameters import CrsName
from importers.points import Asked, Form
from layers.crs import Crs, parse
from layers.errors import Invalid
from layers.locate.arrow import PREFIX

__all__ = ["CONTENT", "NAMES", "PointsQuery", "Said", "is_json"]

JSON: Final = frozenset({"", "application/json"})
"""What is read as a whole; all else is a stream."""

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


def is_json(scope: Scope) -> bool:
    """Whether the body of a request is JSON, or none at all."""
    return media_type(scope) in JSON


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
    crs: CrsName | None = None,
    tolerance: Annotated[
        float,
        Query(
            ge=0,
            le=1000,
            description="A point that nothing covers gets the codes of what is nearest within so many metres.",
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
    system: Crs | None = parse(crs) if crs is not None else None
    if delimiter in ('"', "\r", "\n"):
        raise Invalid("that can't stand between the fields of CSV", delimiter=delimiter)
    asked = Asked(lon, lat, system, None, encoding, delimiter)
    return Said(asked, tolerance, prefix, _given(request.scope))


PointsQuery = Annotated[Said, Depends(said)]


def _given(scope: Scope) -> Form | None:
    name = media_type(scope)
    if name in MEDIA_TYPES or name in JSON or name in _UNSAID:
        return MEDIA_TYPES.get(name)
    known = sorted(["application/json", *MEDIA_TYPES])
    raise Invalid(f"points do not come as {name[:60]}", known=known)
