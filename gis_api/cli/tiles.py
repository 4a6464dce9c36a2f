"""`onemap tiles`: tiles made before anybody asks, forgotten, counted, and as one file."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import psycopg
import typer
from tqdm import tqdm

from gis_api import home
from gis_api.archives import ENDING
from gis_api.cli import tiles_plan, tiles_why
from gis_api.cli.tiles_options import box_of, filter_of, zooms_of
from gis_api.settings import Settings
from gis_api.tiling import open_store
from gis_api.tiling.codings import BY_PREFERENCE
from gis_api.tiling.seeding import Seeder
from layers import catalogue
from layers.catalogue import Catalogue
from layers.errors import Invalid
from tiles.archive import export as export_archive
from tiles.cache.shared import LEVELS, Part, Shared
from tiles.order import Order, order
from tiles.vector import VectorTiles

app = typer.Typer(name="tiles", help="Vector tiles: kept ones, and as one file.", no_args_is_help=True)
app.add_typer(tiles_plan.app)
app.add_typer(tiles_why.app)

WEB_MERCATOR: Final = "WebMercatorQuad"
MEGABYTE: Final = 1e6

Layers = Annotated[str, typer.Argument(metavar="LAYERS", help="names, separated by commas, as in addresses")]
Zooms = Annotated[str, typer.Option(help="one, or FIRST-LAST")]
Rectangle = Annotated[str | None, typer.Option(help="west,south,east,north in degrees; else everywhere")]
FilterText = Annotated[str | None, typer.Option("--filter", help="CQL2, text or JSON")]
Properties = Annotated[str | None, typer.Option(help="fields, separated by commas; else as layer files say")]


class _World(NamedTuple):
    """What commands work with."""

    settings: Settings
    catalogue: Catalogue
    tiles: VectorTiles

    @classmethod
    def open(cls) -> "_World":
        settings = Settings()
        layers = catalogue.load(settings.layers)
        return cls(settings, layers, VectorTiles(layers))

    @contextmanager
    def store(self) -> Iterator[Shared]:
        """The store that the workers share."""
        home.prepare(self.settings.home)
        with closing(open_store(self.tiles, self.settings)) as store:
            yield store


@app.command()
def seed(
    layers: Layers,
    zooms: Zooms = "0-14",
    bbox: Rectangle = None,
    matrix: Annotated[str, typer.Option(help="id of the tile matrix set")] = WEB_MERCATOR,
    filter_: FilterText = None,
    properties: Properties = None,
    coding: Annotated[
        list[str] | None, typer.Option(help=f"one of {', '.join(BY_PREFERENCE)}; gzip and zstd without")
    ] = None,
    internal: Annotated[bool, typer.Option("--internal", help="as holders of the key get them")] = False,
) -> None:
    """Make the tiles that are not kept yet, for the running service and the next one; can be broken off."""
    codings = coding or ["gzip", "zstd"]
    if unknown := set(codings) - set(BY_PREFERENCE):
        raise Invalid(f"no coding {', '.join(sorted(unknown))[:40]}", known=list(BY_PREFERENCE))
    world = _World.open()
    wanted = _order(world, layers, zooms, bbox, filter_, properties, matrix=matrix, internal=internal)
    with (
        world.store() as store,
        psycopg.connect(world.settings.database, autocommit=True, application_name="onemap seed") as conn,
        _bar() as progress,
    ):
        done = Seeder(conn, world.tiles, world.catalogue, store).seed(wanted, codings, progress)
    typer.echo(f"{done.tiles:,} tiles, {done.made:,} of them made now")


@app.command()
def purge(
    layer: Annotated[str | None, typer.Argument(help="name of a layer; tiles of several go with it")] = None,
    zooms: Annotated[str | None, typer.Option(help="one, or FIRST-LAST; else all")] = None,
    bbox: Rectangle = None,
    all_: Annotated[bool, typer.Option("--all", help="all of them")] = False,
) -> None:
    """Forget kept tiles; running workers give none of them away any more within a second."""
    if all_ == any(one is not None for one in (layer, zooms, bbox)):
        raise Invalid("say which: a layer, --zooms, --bbox; or --all and nothing else")
    world = _World.open()
    table = world.catalogue.get(layer, internal=True).table if layer else None
    with world.store() as store:
        store.purge(Part(table, zooms_of(zooms) if zooms else LEVELS, box_of(bbox)))
    typer.echo("purged")


@app.command()
def stat(as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False) -> None:
    """Say what is kept, by tile matrix set and zoom; a tile in two codings counts twice on disk."""
    with _World.open().store() as store:
        lines = store.stat()
    if as_json:
        typer.echo(json.dumps([line._asdict() for line in lines]))
        return
    typer.echo(f"{'matrix set':24}{'zoom':>6}{'tiles':>12}{'MB':>12}")
    for line in lines:
        typer.echo(f"{line.matrix:24}{line.z:>6}{line.tiles:>12,}{line.megabytes:>12.1f}")
    tiles, size = sum(line.tiles for line in lines), sum(line.megabytes for line in lines)
    typer.echo(f"{'all':24}{'':>6}{tiles:>12,}{size:>12.1f}")


@app.command()
def export(
    layers: Layers,
    output: Annotated[Path, typer.Option("-o", "--output", help=f"the file to write, FILE{ENDING}")],
    zooms: Zooms = "0-16",
    bbox: Rectangle = None,
    filter_: FilterText = None,
    properties: Properties = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="make only tiles anew that changed since FILE was written")
    ] = False,
) -> None:
    """Write tiles that everybody may see as one file (PMTiles), as the database has them at one moment."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing half done is left
    if output.suffix != ENDING:
        raise Invalid(f"{output.name} does not end in {ENDING}")
    world = _World.open()
    wanted = _order(world, layers, zooms, bbox, filter_, properties)
    output.parent.mkdir(parents=True, exist_ok=True)
    with (
        psycopg.connect(world.settings.database, autocommit=True, application_name="onemap export") as conn,
        _bar() as progress,
    ):
        refresh = refresh and output.exists()
        done = export_archive(conn, world.tiles, wanted, output, refresh=refresh, progress=progress)
    typer.echo(f"{done.tiles:,} tiles, {done.size / MEGABYTE:,.1f} MB, change {done.seq:,}: {output}")
    if refresh:
        typer.echo(f"{done.made:,} tiles were made anew")


def _order(
    world: _World,
    layers: str,
    zooms: str,
    bbox: str | None,
    filter_: str | None,
    properties: str | None,
    *,
    matrix: str = WEB_MERCATOR,
    internal: bool = False,
) -> Order:
    subject = world.tiles.subject(
        layers,
        matrix=matrix,
        internal=internal,
        properties=properties.split(",") if properties else None,
        filter=filter_of(filter_),
    )
    return order(world.tiles, subject, zooms_of(zooms), box_of(bbox))


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, nothing elsewhere."""
    with tqdm(unit=" tiles", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(done: int, there: int) -> None:
            bar.total = there
            bar.update(done - bar.n)

        yield progress
