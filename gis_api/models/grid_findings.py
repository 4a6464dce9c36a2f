"""What the checks of grids found, and running them."""

import json
from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from gis_api.models.grid_shared import Geometry, GridModel, GridWords, Severity
from layers.grids import findings, repair

__all__ = ["GridCheckRun", "GridChecked", "GridFinding", "GridFindings", "GridSummary"]


class GridFindingFacts(GridModel):
    """What a check found."""

    code: str = Field(
        description="The same for the same check of the same grids.", examples=["4f1c22aa90d3e671"]
    )
    check: str = Field(examples=["overlap"])
    severity: Severity
    title: GridWords
    says: GridWords
    grid_kind: str = Field(examples=["unit"])
    grid_codes: list[str] = Field(examples=[["420117001001005", "420117001001006"]])
    community_code: str | None = Field(examples=["420117001001"])
    amount: float | None = Field(description="Measured on the ellipsoid.", examples=[994.2])
    unit: Literal["m2", "m"] | None
    since: datetime = Field(examples=["2026-07-01T08:00:00+08:00"])
    repairable: bool = Field(description="Whether there is a rule to put it right.")


class GridFinding(BaseModel):
    """A finding on the map."""

    type: Literal["Feature"] = "Feature"
    id: int = Field(description="Feature id in the tiles of findings.", examples=[17])
    geometry: Geometry | None
    properties: GridFindingFacts

    @classmethod
    def of(cls, found: findings.Stored) -> Self:
        """The same, as the layer has it."""
        facts = found._asdict() | {
            "check": found.check_name,
            "title": found.check.title,
            "says": found.check.says,
            "since": found.valid_from,
            "repairable": repair.has_rule(found),
        }
        return cls(
            id=found.id,
            geometry=json.loads(found.geometry) if found.geometry else None,
            properties=GridFindingFacts.model_validate(facts),
        )


class GridFindings(BaseModel):
    """A page of findings, the oldest first."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[GridFinding]
    next: str | None = Field(description="Cursor of the page after; null on the last.")

    @classmethod
    def of(cls, page: findings.Page) -> Self:
        """The same, as the layer has it."""
        return cls(features=[GridFinding.of(one) for one in page.items], next=page.next)


class GridTally(GridModel):
    """How much one check has found."""

    check: str = Field(examples=["overlap"])
    severity: Severity
    title: GridWords
    says: GridWords
    found: int = Field(examples=[3])
    amount: float | None = Field(description="All together, in `unit`.", examples=[1520.4])
    unit: Literal["m2", "m"] | None


class GridSummary(BaseModel):
    """How much every check found when it was last run, those that found nothing too."""

    items: list[GridTally]

    @classmethod
    def of(cls, tallies: list[findings.Tally]) -> Self:
        """The same, as the layer has it."""
        items = [
            GridTally(
                check=one.check.name,
                severity=one.check.severity,
                title=GridWords.model_validate(one.check.title),
                says=GridWords.model_validate(one.check.says),
                found=one.found,
                amount=one.amount,
                unit=one.check.unit,
            )
            for one in tallies
        ]
        return cls(items=items)


class GridCheckRun(BaseModel):
    """Which checks to run, and where."""

    model_config = ConfigDict(extra="forbid")

    area: str | None = Field(
        default=None,
        min_length=1,
        max_length=40,
        description="Code of an area of any level; null for the whole city.",
        examples=["420117001"],
    )
    checks: list[str] = Field(
        default=[],
        max_length=50,
        description="Names of checks; empty for all.",
        examples=[["gap", "overlap"]],
    )


class GridChecked(GridModel):
    """What a run of the checks found, and how it differs from what was known."""

    found: int = Field(examples=[12])
    added: int = Field(examples=[2])
    changed: int = Field(examples=[0])
    removed: int = Field(examples=[1])

    @classmethod
    def of(cls, written: findings.Written) -> Self:
        """The same, as the checks have it."""
        return cls(
            found=len(written.findings),
            added=written.added,
            changed=written.changed,
            removed=written.removed,
        )
