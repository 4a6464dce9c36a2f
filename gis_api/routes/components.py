"""Components: inventory and summaries (部件)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from gis_api.db import Db
from gis_api.models.components import Components, Summary
from gis_api.parameters import BboxQuery, Code, Cursor, Limit
from layers.components import By, Filter, components, summary
from layers.editions import Edition

__all__ = ["router"]

router = APIRouter(prefix="/api/components", tags=["components"])


async def wanted(
    bbox: BboxQuery,
    class_code: Annotated[
        str | None,
        Query(
            alias="class",
            pattern="^[0-9]{1,5}$",
            description="A class, or the first digits of several: 01 is a major class.",
            examples=["01001"],
        ),
    ] = None,
    edition: Annotated[Edition | None, Query(description="Edition of the class catalogue.")] = None,
    area: Code = None,
) -> Filter:
    """The filter that list and summary share; `area` is the code of an area of any level."""
    return Filter(class_code=class_code, edition=edition, area=area, box=bbox)


Wanted = Annotated[Filter, Depends(wanted)]


@router.get("", operation_id="components")
def list_components(db: Db, wanted: Wanted, limit: Limit = 100, cursor: Cursor = None) -> Components:
    """Components of a class, an area of any level, a box."""
    return Components.of(components(db, wanted, limit=limit, cursor=cursor))


@router.get("/summary", operation_id="components_summary")
def summarise_components(
    db: Db,
    wanted: Wanted,
    by: By = By.AREA,
    level: Annotated[
        Literal["street", "community"] | None, Query(description="Of the areas; else the one below `area`.")
    ] = None,
) -> Summary:
    """How many components there are, by area or class, most first."""
    return Summary.of(summary(db, by, wanted, level=level))
