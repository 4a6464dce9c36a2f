"""`onemap events`: the rules by which events are dealt with."""

from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path
from typing import Annotated

import psycopg
import typer

from gis_api.settings import Settings
from importers.tables import READERS, form_of
from layers.changes import act_as
from layers.events import limit_table, responsibility_table
from layers.events.rule_tables import Refused, Replaced, Row

app = typer.Typer(name="events", help="Rules by which events are dealt with (事件).", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="a table: CSV, XLSX, JSON or Parquet")]


@app.command()
def limits(file: File) -> None:
    """Put the time limits of a table in the place of those there are.

    Columns: edition, class_code, condition, amount, unit, basis; or code_2013 and limits_by_condition.
    """
    read = limit_table.read(_rows(file))
    with psycopg.connect(Settings().database) as conn:
        act_as(conn, "onemap events")
        _say(read.refused, limit_table.replace(conn, read.rules, f"file:{file.name}"))


@app.command()
def responsibilities(file: File) -> None:
    """Put the responsibilities of a table in the place of those there are.

    Columns: edition, class_code, area_code, department_code, note.
    """
    with psycopg.connect(Settings().database) as conn:
        act_as(conn, "onemap events")
        read = responsibility_table.read(conn, _rows(file))
        _say(read.refused, responsibility_table.replace(conn, read.rules, f"file:{file.name}"))


def _rows(path: Path) -> Iterator[Row]:
    """The rows of a file, with their lines."""
    with FileIO(path) as file:
        table = READERS[form_of(path)](file, None, None)
        for number, row in enumerate((row for chunk in table.chunks for row in chunk), 2):
            cells = zip(row.names, row.cells, strict=False)
            texts = {name: "" if cell is None else str(cell).strip() for name, cell in cells}
            yield Row(number, {name: text for name, text in texts.items() if text})


def _say(refused: Sequence[Refused], done: Replaced) -> None:
    for line, why in refused:
        typer.echo(f"line {line}: {why}", err=True)
    typer.echo(", ".join(f"{count} {what}" for what, count in done._asdict().items()))
    if refused:
        typer.echo(f"{len(refused)} rows refused", err=True)
