"""`onemap locate`: which areas and grids a point lies in, or each point of a file."""

from pathlib import Path
from typing import Annotated

import psycopg
import typer

from gis_api.cli.located_file import run
from gis_api.models.places import Located
from gis_api.settings import Settings
from importers.points import ENDINGS, Asked
from importers.points.files import Job
from importers.points.locating import Plan
from layers.crs import CGCS2000, Crs, parse
from layers.locate import locate as find
from layers.locate.arrow import PREFIX
from layers.points import one_point

app = typer.Typer()

TABLE = "Of a file"
USAGE = "one point is LON LAT, such as 114.8009 30.8421; a file is FILE, such as points.csv"
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


def _option(*names: str, text: str) -> typer.models.OptionInfo:
    made: typer.models.OptionInfo = typer.Option(*names, help=text, rich_help_panel=TABLE)
    return made


@app.command(context_settings={"ignore_unknown_options": True})  # since -114.8 is a number
def locate(
    what: Annotated[list[str], typer.Argument(metavar="LON LAT | FILE", help="a point; or a file of points")],
    crs: Annotated[str | None, typer.Option(help="cgcs2000, wgs84, gcj02, bd09 or an EPSG code")] = None,
    tolerance: Annotated[float, typer.Option(min=0, max=1000, help="metres: what is as near will do")] = 0.0,
    reach: Annotated[
        float, typer.Option(min=0, max=1000, help="how far road and address may be, metres")
    ] = 50.0,
    as_json: Annotated[bool, typer.Option("--json", help="as GET /api/locate answers")] = False,
    output: Annotated[
        Path | None, _option("-o", "--output", text="what to write; else FILE.located.*")
    ] = None,
    lon: Annotated[str | None, _option(text="column of longitudes; else lon, lng, 经度, x")] = None,
    lat: Annotated[str | None, _option(text="column of latitudes; else lat, 纬度, y")] = None,
    layer: Annotated[str | None, _option(text="of a GeoPackage that has several")] = None,
    encoding: Annotated[str | None, _option(text="of CSV that is neither UTF-8 nor GB 18030")] = None,
    delimiter: Annotated[
        str | None, _option(text="of CSV: a character, comma, semicolon or tab; else the line of names says")
    ] = None,
    prefix: Annotated[str, _option(text="what the names of the new columns begin with")] = PREFIX,
    force: Annotated[bool, _option("--force", text="write over a file that is there")] = False,
) -> None:
    """Say which areas and grids a point lies in, who is responsible, and what is nearest.

    A file of any length (CSV, Parquet, GeoParquet, GeoPackage, Arrow) is written again with codes added.
    """
    system = parse(crs) if crs is not None else None
    if len(what) == 1 and _is_file(what[0]):
        source = Path(what[0])
        target = output or source.with_suffix(f".located{source.suffix}")
        asked = Asked(lon, lat, system, layer, encoding, _mark(delimiter))
        run(Job(source, target, asked, Plan(tolerance, prefix), force), Settings())
        return
    point = _point(what)
    if output or lon or lat or layer:
        raise typer.BadParameter("that is for files", param_hint="-o, --lon, --lat, --layer")
    _one(point, system or CGCS2000, tolerance, reach, as_json=as_json)


def _is_file(text: str) -> bool:
    return Path(text).suffix.lower() in ENDINGS or Path(text).is_file()


def _mark(delimiter: str | None) -> str | None:
    if delimiter is None:
        return None
    mark = DELIMITERS.get(delimiter, delimiter)
    if len(mark) != 1 or mark in '"\r\n':
        raise typer.BadParameter("that can't stand between fields", param_hint="--delimiter")
    return mark


def _point(what: list[str]) -> tuple[float, float]:
    if wrong := [one for one in what if one.startswith("--")]:
        raise typer.BadParameter(f"there is no option {wrong[0]}")
    try:
        lon, lat = map(float, what)
    except ValueError:
        raise typer.BadParameter(USAGE) from None
    return lon, lat


def _one(point: tuple[float, float], crs: Crs, tolerance: float, reach: float, *, as_json: bool) -> None:
    x, y = one_point(*point, crs)
    with psycopg.connect(Settings().database) as conn:
        (found,) = find(conn, [x], [y], tolerance=tolerance, reach=reach)
    answer = Located.of(found)
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
        return
    for name, value in answer.model_dump(exclude={"lon", "lat", "inside", "problem"}).items():
        typer.echo(f"{name:15}{_said(value)}")
    if answer.problem:
        typer.echo(f"{'problem':15}{answer.problem}")


def _said(value: dict[str, object] | None) -> str:
    """Code, name and whatever else is known, in one line."""
    if value is None:
        return "-"
    metres = value.get("metres")
    body = value.get("body")
    parts = [value["code"], value["name"]]
    parts += [f"{metres:.1f} m"] if isinstance(metres, float) and value.get("relation") != "inside" else []
    parts += [f"({body['name']})"] if isinstance(body, dict) else []
    return "  ".join(str(part) for part in parts if part is not None)
