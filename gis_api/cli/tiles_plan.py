"""`onemap tiles plan`: how heavy the tiles of a layer are by zoom, and a lighter plan."""

from typing import Annotated, Final

import psycopg
import typer

from gis_api.cli.tiles_options import zooms_of
from gis_api.settings import Settings
from layers import catalogue
from tiles.order import order
from tiles.proposal import as_toml, propose
from tiles.vector import VectorTiles
from tiles.weights import Weight, weigh

app = typer.Typer()

KILOBYTE: Final = 1000
HEAD: Final = f"{'zoom':>4}{'tiles':>8}{'measured':>10}{'largest kB':>12}{'median kB':>11}{'ms':>8}{'cut':>6}"
# Tiles are made as the service makes them.
SET_UP: Final = """
SELECT set_config('plan_cache_mode', 'force_generic_plan', false), set_config('jit', 'off', false)
"""


@app.command()
def plan(
    layer: Annotated[str, typer.Argument(help="name of a layer")],
    zooms: Annotated[str, typer.Option(help="one, or FIRST-LAST")] = "0-18",
    limit: Annotated[int, typer.Option(min=1, help="kilobytes that a tile may have")] = 500,
    internal: Annotated[bool, typer.Option("--internal", help="as holders of the key get them")] = False,
) -> None:
    """Measure tiles of a layer on the present database, and propose a lighter plan for its file."""
    settings = Settings()
    layers = catalogue.load(settings.layers)
    tiles, drawn = VectorTiles(layers), layers.get(layer, internal=internal)
    wanted = order(tiles, tiles.subject(layer, internal=internal), zooms_of(zooms))
    typer.echo(HEAD)
    weights: list[Weight] = []
    with psycopg.connect(settings.database, autocommit=True, application_name="onemap plan") as conn:
        conn.execute(SET_UP)
        for one in weigh(conn, tiles, wanted):
            weights.append(one)
            typer.echo(_line(one))
        heavy = [one.z for one in weights if one.largest > limit * KILOBYTE]
        if not heavy:
            typer.echo(f"no tile is above {limit} kB: the plan may stay as it is")
            return
        typer.echo(f"above {limit} kB at zoom {', '.join(map(str, heavy))}; for data/layers/{layer}.toml:\n")
        typer.echo(as_toml(propose(conn, drawn, wanted, weights, limit * KILOBYTE)))


def _line(one: Weight) -> str:
    sizes = f"{one.largest / KILOBYTE:>12.1f}{one.middle / KILOBYTE:>11.1f}"
    return f"{one.z:>4}{one.there:>8,}{one.measured:>10,}{sizes}{one.milliseconds:>8.1f}{one.cut:>6}"
