"""Whether the service is alive, and whether it can do its work."""

from functools import cache
from typing import Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field

from gis_api.db import Db
from gis_api.geocoding.dependency import Grids, Kept
from gis_api.indexes.keeper import Keeper
from gis_api.state import Catalogued
from layers.errors import Unavailable
from layers.schema.migrate import current, head

__all__ = ["router"]

router = APIRouter(prefix="/health", tags=["operations"])


class Live(BaseModel):
    """The process answers."""

    status: str = "live"


class Index(BaseModel):
    """An index in this process. Of addresses: geocoding answers from it."""

    state: Literal["ready", "building"] = Field(
        description="`building`: there is none at the moment; geocoding answers 503."
    )
    sequence: int | None = Field(description="Line of the change log up to which it is true.")
    changed: int = Field(description="Rows that changed since it was made; answers know them.")

    @classmethod
    def of(cls, keeper: Keeper[Any]) -> Self:
        """What a keeper has."""
        following = keeper.following
        return cls(
            state="ready" if keeper.present else "building",
            sequence=following.mark.seq if following else None,
            changed=following.changed if following else 0,
        )


class Ready(BaseModel):
    """The service can do its work."""

    status: str = "ready"
    migration: str = Field(description="Revision of the database's schema.", examples=["0001"])
    layers: int = Field(description="Layers in the catalogue.", examples=[28])
    index: Index
    grids: Index = Field(description="The index of grids, for locating; PostGIS answers where it is missing.")


@router.get("/live", operation_id="live")
async def live() -> Live:
    """Whether the process answers; asks nobody else, so a busy database does not make it look dead."""
    return Live()


@router.get("/ready", operation_id="ready")
def ready(db: Db, catalogue: Catalogued, keeper: Kept, grids: Grids) -> Ready:
    """Whether the database is there, at the newest migration, and the layers are loaded; 503 if not."""
    present, newest = current(db), _newest()
    if present != newest:
        hint = "run: onemap migrate"
        raise Unavailable(
            "the database is not at the newest migration", is_at=present, newest=newest, hint=hint
        )
    return Ready(
        migration=present or "", layers=len(list(catalogue)), index=Index.of(keeper), grids=Index.of(grids)
    )


@cache
def _newest() -> str:
    """The newest migration of this checkout, which does not change while the service runs."""
    return head()
