"""Dividing an area into unit grids and duty grids."""

import getpass
from pathlib import Path
from typing import Annotated, Any, Literal

import psycopg
import typer

from gis_api.settings import Settings
from layers.errors import Invalid
from layers.grids.divide_plan import WEIGHTS, Plan, Wishes, plan_grids
from layers.grids.divide_read import COMPOUNDS
from layers.grids.divide_town import Options
from layers.grids.divide_write import hold, present, write_grids
from layers.grids.report import summary, write_report

app = typer.Typer()


@app.command()
def divide(
    area: Annotated[str, typer.Option(metavar="CODE", help="code of an area of any level")],
    target: Annotated[float, typer.Option(min=100, help="area of a unit grid, m²")] = 10_000,
    least: Annotated[
        float | None, typer.Option(min=0, help="smallest grid, m²; a fifth of the target")
    ] = None,
    whole: Annotated[float, typer.Option(min=0, help="largest compound kept whole, m²")] = 500_000,
    compound: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help=f"kind of green or water kept whole: {', '.join(COMPOUNDS)}"),
    ] = None,
    units: Annotated[float, typer.Option(min=1, help="load of a duty grid, in average unit grids")] = 12,
    weight: Annotated[
        list[str] | None, typer.Option(metavar="PART=NUMBER", help=f"of {', '.join(WEIGHTS)}: 1 each")
    ] = None,
    within: Annotated[
        Literal["community", "street"], typer.Option(help="what no duty grid reaches beyond")
    ] = "community",
    report: Annotated[Path | None, typer.Option(help="a folder for the report")] = None,
    write: Annotated[bool, typer.Option("--write/--dry-run", help="put the grids into the database")] = False,
    replace: Annotated[bool, typer.Option(help="in place of the grids that are there")] = False,
    reason: Annotated[str, typer.Option(help="for the change log")] = "",
) -> None:
    """Divide an area into unit grids (单元网格) and duty grids (责任网格); to look at, unless --write."""
    options = Options(target, target / 5 if least is None else least, target**0.5 / 5, whole)
    wishes = Wishes(options, compound or COMPOUNDS, units, WEIGHTS | _weights(weight or []), within)
    with psycopg.connect(Settings().database) as conn:
        conn.read_only = not write
        if write:
            hold(conn)
        plan = plan_grids(conn, area, wishes, lambda text: typer.echo(text, err=True))
        before = present(conn, plan.place.town.codes)
        for line in _lines(write_report(plan, report) if report else summary(plan)):
            typer.echo(line)
        if report:
            typer.echo(f"report: {report / 'report.html'}")
        if write:
            _write(conn, plan, replace=replace, reason=reason)
        else:
            typer.echo(
                f"nothing written; the area has {before} unit grids, --write" + " --replace" * (before > 0)
            )


def _write(conn: psycopg.Connection[Any], plan: Plan, *, replace: bool, reason: str) -> None:
    actor = f"grids:{getpass.getuser()}"
    done = write_grids(conn, plan, replace=replace, actor=actor, reason=reason)
    typer.echo(
        f"written: {done.unit_grids} unit grids, {done.duty_grids} duty grids; "
        f"{done.replaced} replaced, {done.components} components have another grid"
    )


def _weights(given: list[str]) -> dict[str, float]:
    """Words such as `events=2` as numbers by part."""
    found = {}
    for word in given:
        part, _, number = word.partition("=")
        try:
            found[part] = float(number)
        except ValueError:
            raise Invalid(f"not a weight: {word!r}", hint="write it like events=2") from None
    return found


def _lines(figures: dict[str, Any]) -> list[str]:
    """The summary for a terminal."""
    units, duties = figures["unit_grids"], figures["duty_grids"]
    seamless = "seamless" if units["seamless"] else "NOT seamless"
    cut, by_communities = units["buildings_cut"], units["buildings_cut_by_communities"]
    most, heavy = duties["max_over_mean_of_several"], duties["unit_grids_above_a_duty_grid"]
    found = [
        f"{figures['area']['name']} {figures['area']['code']}: {figures['communities']} communities",
        f"{units['count']:8} unit grids, {units['mean_m2']:,.0f} m² on the average, {seamless}",
        f"         compactness {units['compactness'][3]} in the middle, {units['compactness'][1]} at 5 %",
        f"{duties['count']:8} duty grids, the largest load {most} times the mean",
        f"{len(heavy):8} unit grids are alone more than a duty grid should have",
        f"{cut:8} buildings cut by borders of grids, {by_communities} by borders of communities",
    ]
    if missing := figures["communities_without_outline"]:
        found.append(f"{len(missing):8} communities have no outline and no grids: {', '.join(missing[:5])}")
    return found
