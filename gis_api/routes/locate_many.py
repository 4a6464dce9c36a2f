"""Which areas and grids many points lie in: by columns of JSON, or as streams of CSV or Arrow."""

from collections.abc import Generator, Iterator
from functools import partial
from itertools import chain, islice
from typing import Any, Final

import numpy as np
import pyarrow as pa
from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from gis_api.locating.many import FindMany, Many
from gis_api.locating.point_parameters import CONTENT, NAMES, PointsQuery, Said
from gis_api.middleware import is_streamed
from gis_api.models.locate_many import LocatedColumns, Points
from gis_api.spool import Spool
from gis_api.streaming import Begun, Streamed, Streams
from importers.points import STREAMS, WRITERS, Form, PointFile, Style
from importers.points.locating import Plan, located_file
from layers.crs import CGCS2000, Crs, parse
from layers.errors import Invalid
from layers.locate.arrow import answers

__all__ = ["router"]

BEGINNING: Final = 16
"""Bytes by which forms are told apart."""

_DOCUMENTED: Final[dict[str, Any]] = {
    "requestBody": {"content": CONTENT},
    "responses": {"200": {"content": CONTENT}},
}

router = APIRouter(prefix="/api", tags=["locate"])


class _OfStreams(APIRoute):
    """A route for bodies that are not JSON."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child = super().matches(scope)
        return (Match.NONE, {}) if match is Match.FULL and not is_streamed(scope) else (match, child)


async def locate_table(request: Request, find: FindMany, said: PointsQuery) -> Streamed:
    """Points of a table of any length; documented where columns are."""
    streams: Streams = request.app.state.streams
    return Streamed(streams, partial(_begin, streams, find.in_turn(streams.turn), said))


router.add_api_route(
    "/locate", locate_table, methods=["POST"], include_in_schema=False, route_class_override=_OfStreams
)


@router.post("/locate", operation_id="locate_many", openapi_extra=_DOCUMENTED)
def locate_points(find: FindMany, said: PointsQuery, points: Points) -> LocatedColumns:
    """The same of many points: up to 10,000 by columns of JSON; any number as CSV or as an Arrow stream.

    Columns of codes come back in the order of the points. A table comes back with columns added, streamed:
    the answer begins while the table still arrives, and should it break off after that, a last row says so in
    `located_problem`. What is no point (null, NaN, a text) is nowhere.
    """
    crs = _crs(points.crs, said.asked.crs)
    if len(points.lon) != len(points.lat):
        raise Invalid("lon and lat differ in length", lon=len(points.lon), lat=len(points.lat))
    x, y = (np.array(column, np.float64) for column in (points.lon, points.lat))
    found = answers(x, y, find, crs=crs, tolerance=said.tolerance)
    return LocatedColumns.model_validate(found.to_pydict())


def _crs(in_body: str | None, in_query: Crs | None) -> Crs:
    if in_body is None:
        return in_query or CGCS2000
    crs = parse(in_body)
    if in_query and in_query != crs:
        raise Invalid("crs is said twice, and differs", body=crs.name, query=in_query.name)
    return crs


async def _begin(streams: Streams, find: Many, said: Said, spool: Spool) -> Begun:
    await spool.ready(BEGINNING)
    form = said.form_of(spool.head(BEGINNING))
    points = await to_thread.run_sync(STREAMS[form], spool, said.asked, limiter=streams.threads)
    name = NAMES[form]
    if points.style:
        name += f"; charset={points.style.encoding.removesuffix('-sig')}"
    return Begun(name, _pieces(points, form, find, Plan(said.tolerance, said.prefix, tell=True)))


def _pieces(points: PointFile, form: Form, find: Many, plan: Plan) -> Generator[bytes]:
    """The answer; nothing before the first rows are located, so what is wrong with them is raised first."""
    schema, batches = located_file(points, find, plan)
    first: Iterator[pa.RecordBatch] = iter(list(islice(batches, 1)))
    yield from WRITERS[form](schema, chain(first, batches), points.style or Style())
