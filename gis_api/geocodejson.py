"""Answers of the geocoder as geocodejson, written straight to bytes: this is asked for all day long.

The shape is that of `gis_api.models.address.Geocoded`; a test holds the two together.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson
from starlette.responses import Response

from address.answer import Answer
from layers.crs import CGCS2000, Crs, transform

__all__ = ["JSON", "geocodejson", "response"]

JSON = "application/json"


def response(answers: Sequence[Answer], crs: Crs, query: str | None = None) -> Response:
    """A response with all answers, coordinates in the system that was asked for."""
    return Response(orjson.dumps(geocodejson(answers, crs, query)), media_type=JSON)


def geocodejson(answers: Sequence[Answer], crs: Crs, query: str | None = None) -> dict[str, Any]:
    """All answers as a feature collection, coordinates in the system that was asked for."""
    about: dict[str, Any] = {"version": "0.1.0", "query": query}
    places = _places(answers, crs)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": place} if place else None,
            "properties": {"geocoding": _geocoding(one)},
        }
        for one, place in zip(answers, places, strict=True)
    ]
    return {"type": "FeatureCollection", "geocoding": about, "features": features}


def _places(answers: Sequence[Answer], crs: Crs) -> list[list[float] | None]:
    """Coordinates in another system."""
    given: list[list[float] | None] = [
        [one.lon, one.lat] if one.lon is not None and one.lat is not None else None for one in answers
    ]
    if crs is CGCS2000:
        return given
    there = np.array([place for place in given if place], np.float64).reshape(-1, 2)
    moved = iter(transform(there, CGCS2000, crs).tolist())
    return [next(moved) if place else None for place in given]


def _geocoding(one: Answer) -> dict[str, Any]:
    said: dict[str, Any] = {
        "label": one.label, "score": one.score, "level": one.level, "match_level": one.level,
        "match_type": one.match_type, "position_level": one.position_level,
        "faults": [fault._asdict() for fault in one.faults], "radius_m": one.radius_m, "gap": one.gap,
        "address_code": one.address_code, "area_code": one.area_code, "elements": one.elements,
        "matched": one.matched, "accuracy": one.accuracy, "district": one.district,
        "street": one.street, "community": one.community, "grid": one.grid,
    }  # fmt: skip
    if one.distance is not None:
        said |= {"distance": one.distance, "across_road": one.across_road}
    if one.steps:
        said["steps"] = one.steps
    return said
