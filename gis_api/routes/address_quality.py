"""Quality of the address library: what its checks find within one street or community."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from address.quality.run import chosen, page, summary
from gis_api.auth import Anyone
from gis_api.db import Db
from gis_api.errors import Unauthorized
from gis_api.models.address_quality import Findings, Summary
from gis_api.parameters import Cursor, Limit
from gis_api.state import Catalogued

__all__ = ["router"]

LAYER = "address"
"""Findings list addresses, so they are for those who may list that layer."""


async def require_reader(caller: Anyone, catalogue: Catalogued) -> None:
    """Let pass who may list addresses.

    Raises:
        Unauthorized: the caller may not.
    """
    if LAYER not in {layer.name for layer in catalogue.seen(internal=caller.internal)}:
        raise Unauthorized("lists of addresses need the admin key")


router = APIRouter(prefix="/api/address/quality", tags=["address"], dependencies=[Depends(require_reader)])

Area = Annotated[
    str,
    Query(min_length=1, max_length=40, description="Code of a street or community.", examples=["420117001"]),
]
Checks = Annotated[
    list[str] | None,
    Query(
        alias="check", max_length=50, description="Names of checks; all without.", examples=[["number_order"]]
    ),
]


@router.get("", operation_id="address_findings")
def list_findings(
    db: Db, area: Area, check: Checks = None, limit: Limit = 100, cursor: Cursor = None
) -> Findings:
    """What is wrong with the addresses of a street or community, with figures and a suggested repair.

    Worked out when it is asked for; whole cities are checked by `onemap address check`. Needs the key.
    """
    return Findings.of(page(db, area, checks=chosen(check or ()), limit=limit, cursor=cursor))


@router.get("/summary", operation_id="address_quality")
def read_summary(db: Db, area: Area, check: Checks = None) -> Summary:
    """How much each check finds in a street or community. Needs the key."""
    return Summary.of(area, summary(db, area, checks=chosen(check or ())))
