"""Repairs of what the checks of grids found."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, Field

from gis_api.models.grid_shared import Geometry, GridModel, GridOrder, GridWords, geometry
from layers.grids import repair

__all__ = ["GridRepair", "GridRepairOrder"]


class GridChangeFacts(GridModel):
    """What becomes of one grid."""

    kind: Literal["unit", "duty", "composite"]
    code: str = Field(examples=["420117001001005"])
    retired: bool = Field(description="Whether it gives all its land away; `geometry` then is what it was.")
    into: str | None = Field(description="The unit grid that takes its land.", examples=[None])
    version: datetime = Field(
        description="Give it back when you apply the repair.", examples=["2026-07-01T08:00:00+08:00"]
    )


class GridChange(BaseModel):
    """A grid as it would be."""

    type: Literal["Feature"] = "Feature"
    geometry: Geometry
    properties: GridChangeFacts

    @classmethod
    def of(cls, change: repair.Change) -> Self:
        """The same, as the repair has it."""
        shape = change.before if change.after is None else change.after
        facts = change._asdict() | {"retired": change.after is None}
        return cls(geometry=geometry(shape), properties=GridChangeFacts.model_validate(facts))


class GridRepair(BaseModel):
    """What would put a finding right."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    says: GridWords = Field(description="The rule.")
    features: list[GridChange]

    @classmethod
    def of(cls, plan: repair.Plan) -> Self:
        """The same, as the repair has it."""
        features = [GridChange.of(change) for change in plan.changes]
        return cls(says=GridWords.model_validate(plan.says), features=features)


class GridRepairOrder(GridOrder):
    """To make a repair that was looked at."""

    scope: Literal["finding", "community"] = "finding"
    versions: dict[str, datetime] = Field(
        max_length=10_000,
        description="`version` of every grid that the repair told, by its code.",
        examples=[{"420117001001005": "2026-07-01T08:00:00+08:00"}],
    )
