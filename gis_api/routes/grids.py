"""Grids: findings of checks, splitting, merging and moving (网格)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from gis_api.auth import Anyone, Writer
from gis_api.db import Db, WriteDb
from gis_api.models.grid_findings import GridChecked, GridCheckRun, GridFinding, GridFindings, GridSummary
from gis_api.models.grid_nesting import GridNesting
from gis_api.models.grid_repairs import GridRepair, GridRepairOrder
from gis_api.models.grids import GridChanged, GridMerge, GridMove, GridSplit, UnitGrid
from gis_api.parameters import Code, Cursor, Limit
from layers.changes import act_as
from layers.grids import findings, operations, repair
from layers.grids.check import CHECKS, chosen
from layers.grids.check_read import communities_of
from layers.grids.nesting import nesting
from layers.grids.operations_read import unit_grid

__all__ = ["router"]

router = APIRouter(prefix="/api/grids", tags=["grids"])

FindingCode = Annotated[str, Path(max_length=40, examples=["4f1c22aa90d3e671"])]
UnitCode = Annotated[str, Path(max_length=40, examples=["420117001001005"])]
Check = Annotated[
    str | None,
    Query(max_length=40, examples=["overlap"], json_schema_extra={"enum": [one.name for one in CHECKS]}),
]
Scope = Annotated[
    Literal["finding", "community"],
    Query(description="This place alone, or all unit grids of its community cleaned together."),
]


@router.get("/findings", operation_id="grid_findings")
def list_findings(
    db: Db,
    check: Check = None,
    community: Code = None,
    severity: Literal["error", "warning"] | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> GridFindings:
    """What the checks of grids found when they were last run, as GeoJSON, the oldest first."""
    return GridFindings.of(
        findings.page(db, check=check, community=community, severity=severity, limit=limit, cursor=cursor)
    )


@router.get("/findings/summary", operation_id="grid_findings_summary")
def read_summary(db: Db, community: Code = None) -> GridSummary:
    """How much every check of grids found, in the city or in one community."""
    return GridSummary.of(findings.summary(db, community))


@router.post("/checks", operation_id="check_grids")
def run_checks(db: WriteDb, given: GridCheckRun) -> GridChecked:
    """Run the checks of grids now, in the city or in one area, and keep what they find. Needs the key.

    A street takes a second; a city of 75,000 unit grids half a minute.
    """
    scope = None if given.area is None else communities_of(db, given.area)
    return GridChecked.of(findings.recheck(db, scope, checks=chosen(given.checks)))


@router.get("/findings/{code}", operation_id="grid_finding")
def read_finding(db: Db, code: FindingCode) -> GridFinding:
    """One finding."""
    return GridFinding.of(findings.finding(db, code))


@router.get("/findings/{code}/repair", operation_id="grid_repair")
def read_repair(db: Db, code: FindingCode, scope: Scope = "finding") -> GridRepair:
    """What would put a finding right: the new shapes of the grids concerned, worked out as they are now."""
    return GridRepair.of(repair.plan(db, code, whole=scope == "community"))


@router.post("/findings/{code}/repair", operation_id="apply_grid_repair")
def apply_repair(db: WriteDb, writer: Writer, code: FindingCode, given: GridRepairOrder) -> GridChanged:
    """Put a finding right as it was shown, and check the grids concerned again. Needs the key.

    Refused when one of the grids has changed since.
    """
    act_as(db, writer.name, given.reason)
    whole = given.scope == "community"
    return GridChanged.of(repair.apply(db, code, whole=whole, versions=given.versions))


@router.get("/nesting", operation_id="grid_nesting")
def read_nesting(
    db: Db,
    composite: Annotated[
        str | None,
        Query(max_length=40, description="Code of one composite grid.", examples=["420117001001D01"]),
    ] = None,
) -> GridNesting:
    """How the grids of the trades (police, civil order ...) lie in composite grids (多格合一)."""
    return GridNesting.of(nesting(db, composite))


@router.post("/unit/merge", operation_id="merge_unit_grids")
def merge_unit_grids(db: WriteDb, writer: Writer, given: GridMerge) -> GridChanged:
    """Merge neighbouring unit grids of one community into one, which gets a new code. Needs the key.

    It inherits the duty grid, the composite grid and the land use of the largest. The old codes keep
    answering; events keep them, components get the new one.
    """
    act_as(db, writer.name, given.reason)
    return GridChanged.of(operations.merge(db, given.codes))


@router.get("/unit/{code}", operation_id="unit_grid")
def read_unit_grid(db: Db, caller: Anyone, code: UnitCode) -> UnitGrid:
    """A unit grid, in use or retired: what it was and when, what it came from and what became of it."""
    return UnitGrid.of(unit_grid(db, code), internal=caller.internal)


@router.post("/unit/{code}/split", operation_id="split_unit_grid")
def split_unit_grid(db: WriteDb, writer: Writer, code: UnitCode, given: GridSplit) -> GridChanged:
    """Split a unit grid along a line that crosses it; the parts get new codes. Needs the key.

    They inherit its duty grid, its composite grid and its land use. The old code keeps answering; events
    keep it, components get the part that they stand in.
    """
    act_as(db, writer.name, given.reason)
    return GridChanged.of(operations.split(db, code, given.shape()))


@router.post("/unit/{code}/move", operation_id="move_unit_grid")
def move_unit_grid(db: WriteDb, writer: Writer, code: UnitCode, given: GridMove) -> GridChanged:
    """Let a unit grid belong to another duty grid or composite grid; their shapes follow. Needs the key."""
    act_as(db, writer.name, given.reason)
    return GridChanged.of(
        operations.move(db, code, duty_grid=given.duty_grid_code, composite_grid=given.composite_grid_code)
    )
