"""Statistics with numerator and denominator (统计)."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from gis_api.auth import Anyone, Caller
from gis_api.caching import answer
from gis_api.db import Db
from gis_api.models.stats import EventStatistics, HotSpots, IndicatorList
from gis_api.stats_files import Form, hot_spots_json, statistics_csv, statistics_json
from gis_api.stats_parameters import Geometry, Resolution, Ruled, Selected, need_key
from layers.errors import Invalid
from layers.statistics import (
    Adjustment,
    Baseline,
    Compare,
    Grouping,
    Question,
    Search,
    events,
    hot_spots,
)
from layers.statistics.keys import KEYS
from layers.statistics.shapes import DRAWN

__all__ = ["router"]

router = APIRouter(prefix="/api/stats", tags=["statistics"])

DRAWABLE: Final[dict[str, Any]] = {str(Form.GEOJSON): {}}
DRAWN_OR_TABLE: Final[dict[str, Any]] = {**DRAWABLE, str(Form.CSV): {}}


@router.get(
    "/events",
    operation_id="event_statistics",
    response_model=None,
    responses={200: {"model": EventStatistics, "description": "Indicators.", "content": DRAWN_OR_TABLE}},
)
def event_statistics(
    request: Request,
    db: Db,
    caller: Anyone,
    ruled: Ruled,
    selected: Selected,
    by: Annotated[
        Grouping, Query(description="What the rows are; department and collector need the key.")
    ] = Grouping.STREET,
    resolution: Resolution = 9,
    compare: Annotated[
        Compare, Query(description="With the same days a year before (同比), or as long just before (环比).")
    ] = Compare.NONE,
    indicators: Annotated[
        str | None,
        Query(
            max_length=1000,
            description="Codes with commas between, of `/api/stats/indicators`; else all. Few are quicker.",
            examples=["filing_rate,on_time_closing_rate"],
        ),
    ] = None,
    order: Annotated[
        str | None,
        Query(
            max_length=40,
            description="`count`, `key` or the code of an indicator; else times by key, all else by count.",
            examples=["count"],
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=20_000, description="Most rows.")] = 1000,
    geometry: Geometry = False,
) -> Response:
    """Indicators of the events reported in a period, with numerator and denominator.

    Numbers are of what was *reported* in the period, whatever became of it since. `Accept:
    application/geo+json` makes features of the rows, `Accept: text/csv` a table for spreadsheets.
    """
    if KEYS[by].internal:
        need_key(caller, f"counting by {by}")
    form = Form.accepted(request.headers.get("accept", ""))
    if form is Form.GEOJSON and by not in DRAWN:
        raise Invalid(f"rows by {by} are not drawn anywhere", drawn=sorted(DRAWN))
    asked = Question(
        by=by, selection=selected, compare=compare, resolution=resolution, order=order, limit=limit,
        chosen=indicators.split(",") if indicators else None,
        geometry=(geometry or form is Form.GEOJSON) and form is not Form.CSV,
    )  # fmt: skip
    found = events(db, asked, rules=ruled)
    if form is Form.CSV:
        return _answer(request, statistics_csv(found, ruled.indicators), "text/csv; charset=utf-8", caller)
    return _answer(request, statistics_json(found, form), form, caller)


@router.get(
    "/hotspots",
    operation_id="hot_spots",
    response_model=None,
    responses={200: {"model": HotSpots, "description": "Hot spots.", "content": DRAWABLE}},
)
def find_hot_spots(
    request: Request,
    db: Db,
    caller: Anyone,
    ruled: Ruled,
    selected: Selected,
    by: Annotated[Grouping, Query(description="unit_grid or h3.")] = Grouping.H3,
    resolution: Resolution = 9,
    rings: Annotated[int, Query(ge=1, le=3, description="How many hexagons around each belong to it.")] = 1,
    baseline: Annotated[
        Baseline, Query(description="To what expected counts are in proportion: area, or all events.")
    ] = Baseline.AREA,
    level: Annotated[float, Query(gt=0, lt=1, description="Of significance, after the correction.")] = 0.05,
    correction: Annotated[
        Adjustment, Query(description="For many cells: Benjamini-Hochberg or Bonferroni.")
    ] = Adjustment.BH,
    min_count: Annotated[int, Query(ge=1, le=10_000, description="Fewest events in a cell itself.")] = 3,
    limit: Annotated[int, Query(ge=1, le=20_000, description="Most rows.")] = 100,
    geometry: Geometry = False,
) -> Response:
    """Where more is reported than is to be expected, by Getis-Ord Gi* of each cell and those around it.

    `Accept: application/geo+json` makes features of the rows.
    """
    form = Form.accepted(request.headers.get("accept", ""))
    drawn = geometry or form is Form.GEOJSON
    search = Search(
        by=by, selection=selected, resolution=resolution, rings=rings, baseline=baseline, level=level,
        correction=correction, min_count=min_count, limit=limit, geometry=drawn,
    )  # fmt: skip
    form = Form.GEOJSON if form is Form.GEOJSON else Form.JSON
    return _answer(request, hot_spots_json(hot_spots(db, search, rules=ruled), form), form, caller)


@router.get("/indicators", operation_id="indicators")
async def list_indicators(ruled: Ruled) -> IndicatorList:
    """What each indicator counts and divides by what."""
    return IndicatorList.of(ruled.indicators)


def _answer(request: Request, body: bytes, media_type: str, caller: Caller) -> Response:
    return answer(request, body, media_type, caller, {"Vary": "Authorization, Accept"})
