"""What routes of statistics take: which events, and how rows are drawn."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Request

from gis_api.auth import Anyone, Caller
from gis_api.errors import Unauthorized
from gis_api.parameters import Code
from layers.editions import Edition
from layers.schema.events import EVENT_SOURCES
from layers.statistics import Rules, Selection
from layers.statistics.selection import INTERNAL

__all__ = ["Geometry", "Resolution", "Ruled", "Selected", "need_key"]

MOMENT = "RFC 3339, or a day or an hour of the city's clock."
Resolution = Annotated[int, Query(ge=7, le=11, description="Of H3: 7 is 5 km² a cell, 11 is 2,000 m².")]
Geometry = Annotated[bool, Query(description="Rows come with their shape, as GeoJSON does of itself.")]


async def selection(
    caller: Anyone,
    since: Annotated[
        datetime | None, Query(description=f"Reported then or later. {MOMENT}", examples=["2026-07-01"])
    ] = None,
    until: Annotated[
        datetime | None,
        Query(description=f"Reported before; else before now. {MOMENT}", examples=["2026-08-01"]),
    ] = None,
    area: Code = None,
    grid: Code = None,
    class_code: Annotated[
        str | None,
        Query(
            pattern="^[0-9]{1,5}$", description="A class, or the first digits of several.", examples=["06"]
        ),
    ] = None,
    edition: Annotated[Edition | None, Query(description="Of the class catalogue.")] = None,
    source: Annotated[
        str | None, Query(max_length=20, description=f"Who reported: {', '.join(EVENT_SOURCES)}.")
    ] = None,
    department: Code = None,
    collector: Code = None,
    working_days: Annotated[
        bool, Query(description="Only reported on working days; times are then hours of work.")
    ] = False,
) -> Selection:
    """Which events are meant; `department` and `collector` are for holders of the key.

    Raises:
        Unauthorized: it is by something that is not for everybody.
    """
    wanted = Selection(
        since=since, until=until, area=area, grid=grid, class_code=class_code, edition=edition,
        source=source, department=department, collector=collector, working_days=working_days,
    )  # fmt: skip
    for name in INTERNAL:
        if getattr(wanted, name) is not None:
            need_key(caller, name)
    return wanted


Selected = Annotated[Selection, Depends(selection)]


async def rules(request: Request) -> Rules:
    """The indicators and the calendar of the city."""
    return Rules(request.app.state.indicators, request.app.state.calendar)


Ruled = Annotated[Rules, Depends(rules)]


def need_key(caller: Caller, what: str) -> None:
    """Refuse what is for holders of the key.

    Raises:
        Unauthorized: nobody in particular is calling.
    """
    if not caller.internal:
        raise Unauthorized(f"{what} needs the admin key")
