"""The change log, for other systems."""

from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from gis_api.auth import Anyone
from gis_api.db import Db
from gis_api.models.layers import Bbox
from gis_api.parameters import Limit
from gis_api.state import Catalogued
from layers import changes
from layers.catalogue import Catalogue
from layers.changes import changes_since, last_sequence

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["changes"])


class Change(BaseModel):
    """Some rows that one statement changed; what they are now is read from the layer."""

    model_config = ConfigDict(from_attributes=True)

    seq: int = Field(examples=[4217])
    layer: str = Field(description="Table of the rows.", examples=["component"])
    op: Literal["insert", "update", "delete"]
    ids: list[int] = Field(description="Feature ids.", examples=[[17, 18]])
    old_extent: Bbox | None = Field(examples=[None])
    new_extent: Bbox | None = Field(examples=[[114.79, 30.83, 114.81, 30.85]])
    at: datetime = Field(examples=["2026-07-01T08:00:00+08:00"])


class Changes(BaseModel):
    """Changes in the order of their commits."""

    items: list[Change]
    next: str | None = Field(description="`since` of the page after; null when there is none yet.")
    last: int = Field(description="Ask with this as `since` next time.", examples=[4217])

    @classmethod
    def of(cls, found: list[changes.Change], newest: int, limit: int) -> Self:
        """The same, as the log has it; `newest` was read before."""
        full = len(found) == limit
        seen = found[-1].seq if found else 0
        items = [Change.model_validate(one) for one in found]
        return cls(items=items, next=str(seen) if full else None, last=seen if full else max(seen, newest))


@router.get("/changes", operation_id="changes")
def list_changes(
    db: Db,
    catalogue: Catalogued,
    caller: Anyone,
    since: Annotated[int, Query(ge=0, lt=2**63, description="Last sequence known; 0 for all.")] = 0,
    layer: Annotated[
        str | None, Query(max_length=100, description="A layer.", examples=["component"])
    ] = None,
    limit: Limit = 1000,
) -> Changes:
    """What was changed after a sequence, in layers that the caller may see; oldest first.

    Who remembers `last` and asks with it again misses nothing.
    """
    tables = _tables(catalogue, layer, internal=caller.internal)
    newest = max(last_sequence(db), since)
    return Changes.of(changes_since(db, since, layers=tables, limit=limit), newest, limit)


def _tables(catalogue: Catalogue, layer: str | None, *, internal: bool) -> list[str]:
    """The tables of one layer, or of all that the caller may see."""
    if layer is not None:
        return [catalogue.get(layer, internal=internal).table]
    return sorted({one.table for one in catalogue.seen(internal=internal)})
