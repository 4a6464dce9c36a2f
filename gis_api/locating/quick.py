"""A point asked for with nothing but its coordinates, answered before the framework is."""

import re
from typing import Final

from fastapi import FastAPI

from gis_api.front import Answer, Plain, Quick
from gis_api.locating.finder import present
from gis_api.locating.placesjson import written
from layers.crs_names import parse
from layers.points import one_point

__all__ = ["quick_locate"]

PLAIN_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,20})?")
HEAD: Final = b"content-length: %d\r\ncontent-type: application/json\r\n"


def quick_locate(app: FastAPI) -> Quick:
    """What answers `/api/locate` from the indexes of a running application."""

    def answer(plain: Plain) -> Answer | None:
        given = plain.parameters()
        if given is None or not {"lon", "lat"} <= given.keys() <= {"lon", "lat", "crs"}:
            return None
        if not (PLAIN_NUMBER.fullmatch(given["lon"]) and PLAIN_NUMBER.fullmatch(given["lat"])):
            return None
        lon, lat = float(given["lon"]), float(given["lat"])
        x, y = one_point(lon, lat, parse(given.get("crs", "cgcs2000")))
        found = present(app.state.grids.present, app.state.keeper.present, x, y)
        if found is None:
            return None
        body = written(found, lon=lon, lat=lat, internal=False)
        return Answer(HEAD % len(body), body)

    return answer
