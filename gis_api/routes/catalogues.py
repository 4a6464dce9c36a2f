"""The classes of components and events (分类目录)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from gis_api.db import Db
from layers.class_codes import class_codes
from layers.editions import Edition

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["catalogues"])


class ClassCode(BaseModel):
    """One class of one edition."""

    model_config = ConfigDict(from_attributes=True)

    kind: Literal["component", "event"]
    edition: str = Field(examples=["2026"])
    code: str = Field(examples=["06010"])
    major: str | None = Field(description="Major class.", examples=["市容环境类"])
    name: str = Field(examples=["暴露垃圾"])
    standard: str | None = Field(examples=["GB/T 47678.5-2026"])
    confidence: str | None = Field(
        description="How certain it is that this number carries this name.", examples=["medium-high"]
    )


class ClassCodes(BaseModel):
    """All classes of a kind in an edition, by code."""

    items: list[ClassCode]
    next: str | None = None


@router.get("/catalogues", operation_id="catalogue")
def list_classes(
    db: Db,
    kind: Literal["component", "event"],
    edition: Annotated[Edition, Query(description="Of the standard.")] = Edition.E2026,
) -> ClassCodes:
    """The classes of components or events in an edition of the standard."""
    return ClassCodes(items=[ClassCode.model_validate(one) for one in class_codes(db, kind, edition)])
