"""`onemap geocode`: which addresses and areas a text means."""

from typing import Annotated

import psycopg
import typer

from address.geocode import MOST
from address.geocode import geocode as find
from gis_api.models.address import Geocoded
from gis_api.settings import Settings
from layers.crs import parse

app = typer.Typer()


@app.command()
def geocode(
    text: Annotated[str, typer.Argument(help="as people write it")],
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="most answers")] = 5,
    within: Annotated[str | None, typer.Option(help="code of an area to search in")] = None,
    crs: Annotated[str, typer.Option(help="cgcs2000, wgs84, gcj02, bd09 or an EPSG code")] = "cgcs2000",
    as_json: Annotated[bool, typer.Option("--json", help="as GET /api/address/geocode answers")] = False,
) -> None:
    """Say which addresses and areas a text means, best first; status 1 when there is none."""
    with psycopg.connect(Settings().database) as conn:
        found = find(conn, text, limit=limit, within=within, crs=parse(crs))
    if as_json:
        typer.echo(Geocoded.of(found, text).model_dump_json(indent=2))
    else:
        for one in found:
            place = "no position" if one.lon is None else f"{one.lon:.6f},{one.lat:.6f}"
            code = one.address_code or one.area_code
            typer.echo(f"{one.score:.2f} {one.match:7} {code:20} {place}  {one.label}")
    if not found:
        raise typer.Exit(1)
