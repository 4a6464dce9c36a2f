"""Answers of the locator, written straight to bytes: this is asked for all day long.

The shape is that of `gis_api.models.places.Located`; a test holds the two together.
"""

from typing import Any

import orjson
from fastapi import Response

from layers.locate import LEVELS, DutyGrid, Located, Near, Place
from layers.masking import masked_name, masked_phone

__all__ = ["located", "response", "written"]


def response(found: Located, *, lon: float, lat: float, internal: bool) -> Response:
    """A response with one answer; see `located`."""
    return Response(written(found, lon=lon, lat=lat, internal=internal), media_type="application/json")


def written(found: Located, *, lon: float, lat: float, internal: bool) -> bytes:
    """One answer as JSON; see `located`."""
    return orjson.dumps(located(found, lon=lon, lat=lat, internal=internal))


def located(found: Located, *, lon: float, lat: float, internal: bool) -> dict[str, Any]:
    """One answer.

    Args:
        found: the answer.
        lon: of the point, as it was given.
        lat: the same.
        internal: whether the caller may know who is on duty; names and phones are masked all the same.
    """
    said: dict[str, Any] = {"lon": lon, "lat": lat, "inside": found.inside, "problem": found.problem}
    for level in LEVELS:
        said[level] = _place(getattr(found, level), internal=internal)
    return said | {"road": _near(found.road), "address": _near(found.address)}


def _place(place: Place | DutyGrid | None, *, internal: bool) -> dict[str, Any] | None:
    if place is None:
        return None
    code, name, relation, metres, also, *_ = place
    said: dict[str, Any] = {
        "code": code, "name": name, "relation": relation, "metres": metres, "also": also
    }  # fmt: skip
    if isinstance(place, DutyGrid):
        said["body"] = place.body._asdict() if place.body else None
        said["people"] = [
            {
                "code": one.code,
                "role": one.role,
                "name": masked_name(one.name),
                "phone": masked_phone(one.phone) if one.phone else None,
            }
            for one in place.people
        ] if internal else None  # fmt: skip
    return said


def _near(near: Near | None) -> dict[str, Any] | None:
    return near._asdict() if near else None
