"""Unit grids: what they were, and changing them."""

import json
from datetime import date, datetime
from typing import Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from shapely import LineString

from gis_api.models.grid_shared import Geometry, GridModel, GridOrder, GridWords, Severity, UnitCode
from layers.crs import parse
from layers.errors import Invalid
from layers.grids import operations, operations_read
from layers.points import points

__all__ = ["GridChanged", "GridMerge", "GridMove", "GridSplit", "UnitGrid"]


class SplitLine(BaseModel):
    """A GeoJSON line."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["LineString"]
    coordinates: list[tuple[float, float]] = Field(
        min_length=2, max_length=1000, examples=[[[114.8004, 30.8415], [114.8004, 30.8401]]]
    )


class GridSplit(GridOrder):
    """A line along which a unit grid is split."""

    line: SplitLine
    crs: str = Field(default="cgcs2000", max_length=20, description="Of the line.", examples=["gcj02"])

    def shape(self) -> LineString:
        """The line in degrees of CGCS2000.

        Raises:
            Invalid: a point of it is not on the map.
        """
        lons, lats = zip(*self.line.coordinates, strict=True)
        found = points(lons, lats, parse(self.crs))
        if np.isnan(found).any():
            raise Invalid("a point of the line is not on the map", crs=self.crs)
        return LineString(found)


class GridMerge(GridOrder):
    """Unit grids that become one."""

    codes: list[UnitCode] = Field(
        min_length=2, max_length=operations.MOST, examples=[["420117001001005", "420117001001006"]]
    )


class GridMove(GridOrder):
    """Where a unit grid is to belong; what is not named stays."""

    duty_grid_code: str | None = Field(default=None, max_length=40, examples=["420117001001Z02"])
    composite_grid_code: str | None = Field(default=None, max_length=40, examples=[None])


class GridFoundNow(GridModel):
    """What the checks find about changed grids."""

    check: str = Field(examples=["duty_apart"])
    severity: Severity
    title: GridWords
    code: str = Field(description="Of the finding.", examples=["4f1c22aa90d3e671"])
    grid_codes: list[str] = Field(examples=[["420117001001Z02"]])


class GridChanged(BaseModel):
    """What an operation did."""

    retired: list[str] = Field(
        description="Codes no longer in use; they keep answering.", examples=[["420117001001005"]]
    )
    codes: list[str] = Field(
        description="Unit grids that are new or changed.", examples=[["420117001001031", "420117001001032"]]
    )
    findings: list[GridFoundNow] = Field(description="What the checks find about them now.")

    @classmethod
    def of(cls, done: operations.Done) -> Self:
        """The same, as the operation has it."""
        found = [
            GridFoundNow(
                check=one.check.name,
                severity=one.check.severity,
                title=GridWords.model_validate(one.check.title),
                code=one.code,
                grid_codes=list(one.suspect.codes),
            )
            for one in done.findings
        ]
        return cls(retired=done.retired, codes=done.codes, findings=found)


class UnitGridVersion(GridModel):
    """What a unit grid was for some time."""

    name: str | None = Field(examples=["红旗社区005号"])
    community_code: str = Field(examples=["420117001001"])
    duty_grid_code: str | None = Field(examples=["420117001001Z01"])
    composite_grid_code: str | None = Field(examples=["420117001001D01"])
    land_use: str | None = Field(examples=["居住"])
    area_m2: float | None = Field(examples=[9940.2])
    initial_date: date | None
    change_date: date | None
    geometry: Geometry
    valid_from: datetime
    valid_to: datetime | None = Field(description="Null of what is so now.")
    actor: str | None = Field(description="Who made it so; null without the key.", examples=[None])
    reason: str | None = Field(description="Why; null without the key.", examples=[None])


class UnitGridRelative(GridModel):
    """A unit grid that this one came from, or that came from it."""

    code: str = Field(examples=["420117001001031"])
    op: Literal["split", "merge", "move"]
    at: datetime


class UnitGrid(GridModel):
    """A unit grid, in use or retired, with all that it was."""

    code: str = Field(examples=["420117001001005"])
    retired_at: datetime | None = Field(description="Null while it is in use.")
    history: list[UnitGridVersion] = Field(description="The newest first.")
    predecessors: list[UnitGridRelative]
    successors: list[UnitGridRelative]
    present_codes: list[str] = Field(
        description="Grids in use that it became in the end; itself while it is in use.",
        examples=[["420117001001031", "420117001001032"]],
    )

    @classmethod
    def of(cls, found: operations_read.UnitGrid, *, internal: bool) -> Self:
        """The same, as the database has it; who changed it and why is for insiders."""
        hidden = {} if internal else {"actor": None, "reason": None}
        versions = [
            UnitGridVersion.model_validate(one._asdict() | {"geometry": json.loads(one.geometry)} | hidden)
            for one in found.history
        ]
        return cls.model_validate(found._asdict() | {"history": versions})
