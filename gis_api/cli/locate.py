"""`onemap locate`: which areas and grids a point lies in."""

from typing import Annotated

import psycopg
import typer

from gis_api.models.places import Located
from gis_api.settings import Settings
from layers.crs import parse
from layers.locate import locate as find
from layers.points import one_point

app = typer.Typer()


@app.command(context_settings={"ignore_unknown_options": True})
def locate(
    lon: Annotated[float, typer.Argument(help="longitude, or easting")],
    lat: Annotated[float, typer.Argument(help="latitude, or northing")],
    crs: Annotated[str, typer.Option(help="cgcs2000, wgs84, gcj02, bd09 or an EPSG code")] = "cgcs2000",
    reach: Annotated[float, typer.Option(help="how far road and address may be, metres")] = 50.0,
    as_json: Annotated[bool, typer.Option("--json", help="as GET /api/locate answers")] = False,
) -> None:
    """Say which areas and grids a point lies in, who is responsible, and what is nearest."""
    system = parse(crs)
    one_point(lon, lat, system)
    with psycopg.connect(Settings().database) as conn:
        (found,) = find(conn, [lon], [lat], reach=reach, crs=system)
    answer = Located.of(found)
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
        return
    for name, value in answer.model_dump(exclude={"lon", "lat", "inside"}).items():
        typer.echo(f"{name:15}{_said(value)}")


def _said(value: dict[str, object] | None) -> str:
    """Code, name and whatever else is known, in one line."""
    if value is None:
        return "-"
    metres = value.get("metres")
    body = value.get("body")
    parts = [value["code"], value["name"]]
    parts += [f"{metres:.1f} m"] if isinstance(metres, float) else []
    parts += [f"({body['name']})"] if isinstance(body, dict) else []
    return "  ".join(str(part) for part in parts if part is not None)
