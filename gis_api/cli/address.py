"""`onemap address`: the standard-address library."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import psycopg
import typer

from address.quality.finding import Finding
from address.quality.run import CHECKS, chosen, findings
from gis_api.finding_files import FORMATS, write
from gis_api.settings import Settings

app = typer.Typer(name="address", help="The standard-address library.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `check` a command of its own while it is the only one."""


@app.command()
def check(
    area: Annotated[str | None, typer.Option(help="code of an area of any level; all without")] = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--check", metavar="NAME", help=f"one of: {', '.join(one.name for one in CHECKS)}"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=f"a file: {', '.join(FORMATS)}")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="most findings of a check; 5 on the terminal, all in a file")
    ] = None,
) -> None:
    """List what is wrong in the library, each with a suggested repair; status 1 when there are errors."""
    wanted, counts = chosen(names or ()), Counter[str]()
    with psycopg.connect(Settings().database) as conn:
        conn.read_only = True
        found = _first(findings(conn, area=area, checks=wanted), counts, limit or (None if output else 5))
        if output:
            write(output, found)
        else:
            for one in found:
                typer.echo(_line(one))
    for one_check in wanted:
        typer.echo(f"{counts[one_check.name]:8} {one_check.severity:8}{one_check.name}  {one_check.title.zh}")
    if any(counts[one.name] for one in wanted if one.severity == "error"):
        raise typer.Exit(1)


def _first(found: Iterable[Finding], counts: Counter[str], most: int | None) -> Iterator[Finding]:
    """The first findings of each check; all of them are counted."""
    for one in found:
        counts[one.check.name] += 1
        if most is None or counts[one.check.name] <= most:
            yield one


def _line(one: Finding) -> str:
    return (
        f"{one.check.severity} {one.check.name} {one.rows[0].code}: {one.said.zh}; 建议: {one.repair.said.zh}"
    )
