"""`onemap geocode`: which addresses and areas a text means, or each text of a file."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from address.answer import Answer
from address.batch import Options
from gis_api.batches import Delimiter, Format
from gis_api.cli.geocoded_file import run
from gis_api.geocodejson import geocodejson
from gis_api.indexes.kinds import ADDRESSES
from gis_api.indexes.making import open_present
from gis_api.settings import Settings
from gis_api.table_files import Plan, TableFile
from importers.tables import ENDINGS, form_of
from layers.crs import Crs, parse
from layers.errors import Invalid, NotFound

app = typer.Typer()

TABLE = "Of a file"
MOST = 50


def _option(*names: str, text: str, hidden: bool = False) -> typer.models.OptionInfo:
    made: typer.models.OptionInfo = typer.Option(*names, help=text, rich_help_panel=TABLE, hidden=hidden)
    return made


@app.command()
def geocode(
    text: Annotated[list[str], typer.Argument(help="as people write it; or a file of a table")],
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="most answers to a text")] = 5,
    within: Annotated[str | None, typer.Option(help="code of an area to search in")] = None,
    crs: Annotated[str, typer.Option(help="cgcs2000, wgs84, gcj02, bd09 or an EPSG code")] = "cgcs2000",
    as_json: Annotated[bool, typer.Option("--json", help="as GET /api/address/geocode answers")] = False,
    output: Annotated[
        Path | None, _option("-o", "--output", text="what to write; else FILE.geocoded.*")
    ] = None,
    column: Annotated[str | None, _option(text="column of the address")] = None,
    columns: Annotated[str | None, _option(text="several: a,b,c or road:路名,plate:门牌")] = None,
    form: Annotated[Format | None, _option("--format", text="of the output; else its ending says")] = None,
    given: Annotated[Format | None, _option("--from", text="form of the file; else its ending says")] = None,
    encoding: Annotated[str | None, _option(text="of CSV that is neither UTF-8 nor GB 18030")] = None,
    delimiter: Annotated[Delimiter | None, _option(text="of CSV; else the line of names says")] = None,
    accept: Annotated[float | None, _option(text="adds a column: is the score as high as this?")] = None,
    prefix: Annotated[str, _option(text="what the names of the new columns begin with")] = "result_",
    workers: Annotated[int, _option(text="processes; 0: one a core")] = 0,
    force: Annotated[bool, _option("--force", text="write over a file that is there")] = False,
    progress: Annotated[
        Path | None, _option("--progress", text="file for programs that watch", hidden=True)
    ] = None,
) -> None:
    """Say which addresses and areas a text means, best first; status 1 when there is none.

    A file (CSV, JSON, NDJSON, XLSX, Parquet) is written again with an answer in each row.
    """
    path = Path(text[0])
    if len(text) == 1 and path.is_file():
        names = _names(column, columns)
        table = TableFile(path, given.form if given else form_of(path), encoding, _mark(delimiter))
        options = Options(names, within, parse(crs), accept, prefix)
        target = output or path.with_suffix(f".geocoded{_ending(form, path)}")
        answer = form.form if form else form_of(target)
        plan = Plan(options, answer, workers or os.cpu_count() or 1, force)
        run(table, target, plan, Settings(), progress)
    elif len(text) == 1 and path.suffix.lower() in ENDINGS:
        raise NotFound(f"there is no file {path}")
    else:
        _texts(" ".join(text), limit, within, parse(crs), as_json=as_json)


def _names(column: str | None, columns: str | None) -> tuple[str, ...]:
    if column and columns:
        raise Invalid("--column and --columns are both given")
    return (column,) if column else tuple(columns.split(",")) if columns else ()


def _mark(delimiter: Delimiter | None) -> str | None:
    return delimiter.mark if delimiter else None


def _ending(form: Format | None, path: Path) -> str:
    return f".{form.value}" if form else path.suffix


def _texts(text: str, limit: int, within: str | None, crs: Crs, *, as_json: bool) -> None:
    geocoder = open_present(Settings(), ADDRESSES, lambda line: typer.echo(line, err=True))
    found = geocoder.geocode(text, limit=limit, within=within)
    said = geocodejson(found, crs, text)
    if as_json:
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
    for one, feature in zip(found, said["features"], strict=True):
        if not as_json:
            typer.echo(_line(one, feature["geometry"]))
    if not found:
        raise typer.Exit(1)


def _line(one: Answer, point: dict[str, Any] | None) -> str:
    place = "{:.6f},{:.6f}".format(*point["coordinates"]) if point else "no position"
    faults = " ".join(f"{fault.level or 'text'}:{fault.kind}:{fault.given}" for fault in one.faults)
    code = one.address_code or one.area_code or ""
    return (
        f"{one.score:.2f} {one.match_type:12} {one.level:9} {code:20} {place}  {one.label}  {faults}".rstrip()
    )
