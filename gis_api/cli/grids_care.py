"""Checking grids, repairing what was found, and changing them."""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from shapely import LineString

from gis_api.models.grid_findings import GridFindings
from gis_api.models.grid_nesting import GridNesting
from gis_api.settings import Settings
from layers.changes import act_as
from layers.errors import Invalid
from layers.grids import findings, operations, repair
from layers.grids.check import CHECKS, chosen
from layers.grids.check_read import communities_of
from layers.grids.nesting import bind, nesting
from layers.points import one_point

app = typer.Typer()

ACTOR = "onemap grids"
Reason = Annotated[str, typer.Option(help="why; the change log keeps it")]


@app.command()
def check(
    area: Annotated[str | None, typer.Option(help="code of an area of any level; all without")] = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--check", metavar="NAME", help=f"one of: {', '.join(one.name for one in CHECKS)}"),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="print counts as JSON")] = False,
    geojson: Annotated[Path | None, typer.Option(help="write all findings to this file")] = None,
) -> None:
    """Check the grids, keep what is found as a layer, and tell the counts; status 1 when there are errors."""
    wanted = chosen(names or ())
    with psycopg.connect(Settings().database) as conn:
        act_as(conn, ACTOR, "check")
        scope = None if area is None else communities_of(conn, area)
        written = findings.recheck(conn, scope, checks=wanted)
        if geojson:
            stored = findings.stored(conn, [one.code for one in written.findings])
            geojson.write_text(GridFindings.of(findings.Page(stored, None)).model_dump_json(), "utf-8")
    counts = Counter(one.check.name for one in written.findings)
    if json_:
        typer.echo(json.dumps({one.name: counts[one.name] for one in wanted}))
    else:
        for one in wanted:
            typer.echo(f"{counts[one.name]:8} {one.severity:8}{one.name}  {one.title.zh}")
        typer.echo(f"{written.added} new, {written.changed} changed, {written.removed} gone")
    if any(one.check.severity == "error" for one in written.findings):
        raise typer.Exit(1)


@app.command("repair")
def repair_(
    codes: Annotated[list[str], typer.Argument(help="codes of findings")],
    reason: Reason = "repair",
    whole: Annotated[bool, typer.Option(help="clean all unit grids of its community together")] = False,
    dry_run: Annotated[bool, typer.Option(help="only tell which grids would change")] = False,
) -> None:
    """Put findings right by the rules of their checks; all of them or none."""
    with psycopg.connect(Settings().database) as conn:
        act_as(conn, ACTOR, reason)
        for code in codes:
            planned = repair.plan(conn, code, whole=whole)
            typer.echo(f"{code} {planned.finding.check_name}: {planned.says.en}")
            for change in planned.changes:
                what = f"joins {change.into}" if change.into else "changes its shape"
                typer.echo(f"  {change.kind} grid {change.code} {what}")
            if not dry_run:
                _tell(repair.apply(conn, code, whole=whole))


@app.command(context_settings={"ignore_unknown_options": True})  # a longitude may have a minus
def split(
    code: Annotated[str, typer.Argument(help="of the unit grid")],
    line: Annotated[list[str], typer.Argument(help="two or more points as LON,LAT in CGCS2000")],
    reason: Reason = "split",
) -> None:
    """Split a unit grid along a line that crosses it."""
    points = [_point(text) for text in line]
    if len(points) < 2:
        raise Invalid("a line has two points or more", hint="give them as LON,LAT LON,LAT")
    with psycopg.connect(Settings().database) as conn:
        act_as(conn, ACTOR, reason)
        _tell(operations.split(conn, code, LineString(points)))


@app.command()
def merge(
    codes: Annotated[list[str], typer.Argument(help="of two or more unit grids")], reason: Reason = "merge"
) -> None:
    """Merge neighbouring unit grids of one community into one."""
    with psycopg.connect(Settings().database) as conn:
        act_as(conn, ACTOR, reason)
        _tell(operations.merge(conn, codes))


@app.command()
def move(
    code: Annotated[str, typer.Argument(help="of the unit grid")],
    duty: Annotated[str | None, typer.Option(help="code of a duty grid")] = None,
    composite: Annotated[str | None, typer.Option(help="code of a composite grid")] = None,
    reason: Reason = "move",
) -> None:
    """Let a unit grid belong to another duty grid or composite grid."""
    with psycopg.connect(Settings().database) as conn:
        act_as(conn, ACTOR, reason)
        _tell(operations.move(conn, code, duty_grid=duty, composite_grid=composite))


@app.command("nesting")
def nesting_(
    composite: Annotated[str | None, typer.Option(help="code of one composite grid; all without")] = None,
    bind_: Annotated[
        bool, typer.Option("--bind", help="bind each grid of a trade to the composite grid it mostly lies in")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="print all of it as JSON, with the pieces")] = False,
) -> None:
    """Tell where grids of the trades don't nest in composite grids; status 1 when some don't."""
    with psycopg.connect(Settings().database) as conn:
        if bind_:
            bound = bind(conn)
            typer.echo(f"{bound.bound} bound, {bound.loosed} loosed, {len(bound.nowhere)} nowhere", err=True)
        found = nesting(conn, composite)
    loose = [one for one in found.grids if not one.nests]
    if json_:
        typer.echo(GridNesting.of(found).model_dump_json())
    else:
        for grid in loose:
            shares = (f"{one.composite_grid_code or 'outside'} {one.share:.1%}" for one in grid.shares)
            typer.echo(f"{grid.kind} {grid.code} {grid.name}: {', '.join(shares)}")
        for whole in found.composites:
            if whole.missing:
                typer.echo(f"composite {whole.code} {whole.name}: no {', '.join(whole.missing)}")
        typer.echo(f"{len(found.grids) - len(loose)} of {len(found.grids)} nest")
    if loose:
        raise typer.Exit(1)


def _tell(done: operations.Done) -> None:
    if done.retired:
        typer.echo(f"retired: {' '.join(done.retired)}")
    typer.echo(f"now: {' '.join(done.codes) or 'as before'}")
    for one in done.findings:
        typer.echo(
            f"{one.check.severity} {one.check.name} {' '.join(one.suspect.codes)}: {one.check.says.en}"
        )


def _point(text: str) -> tuple[float, float]:
    try:
        lon, lat = map(float, text.split(","))
    except ValueError:
        raise Invalid(f"{text[:40]!r} is no point", hint="write LON,LAT, such as 114.8004,30.8415") from None
    return one_point(lon, lat)
