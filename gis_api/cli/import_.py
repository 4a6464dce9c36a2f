"""`onemap import`: files of the real world into the layers."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from tqdm import tqdm

from gis_api.settings import Settings
from importers import manifest, rasters
from importers.city import bring_in
from importers.run import Progress
from layers.rasters import Kind

app = typer.Typer(name="import", help="Bring in files of the real world.", no_args_is_help=True)


@app.command()
def city(
    name: Annotated[str, typer.Argument(metavar="MANIFEST", help="taipei, suzhou, wuhan, or a file")],
    source: Annotated[Path, typer.Option(help="folder of the data")],
) -> None:
    """Bring in a whole city by its manifest, all of it or nothing, and print what became of every row."""
    settings = Settings()
    plan = manifest.load(manifest.find(name))
    with psycopg.connect(settings.database) as conn, _bar() as progress:
        report = bring_in(
            conn,
            plan,
            source,
            refused=settings.home / "imports",
            actor=f"import:{getpass.getuser()}",
            progress=progress,
        )
    for line in report.lines():
        typer.echo(line)


@app.command()
def raster(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a GeoTIFF on this machine")],
    code: Annotated[str, typer.Option(help="its name in addresses: small letters, digits, - and _")],
    kind: Annotated[Kind, typer.Option(help="what its values are")],
    title: Annotated[str | None, typer.Option(help="what people call it; else the name of the file")] = None,
    unit: Annotated[str | None, typer.Option(help="of its values; metres for elevation")] = None,
    crs: Annotated[
        str | None, typer.Option(help="EPSG:4547, where the file says none or a wrong one")
    ] = None,
    source: Annotated[str, typer.Option(help="who says so")] = "",
    internal: Annotated[bool, typer.Option("--internal", help="for holders of the key only")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="a new version of one that is there")] = False,
) -> None:
    """Bring in a raster: look it through, write it anew as cloud-optimised GeoTIFF, list it."""
    settings = Settings()
    wanted = rasters.Wanted(
        code=code,
        title=title or file.stem,
        kind=kind,
        unit=unit,
        sensitivity="internal" if internal else "open",
        source=source or file.name,
        crs=crs,
        replace=replace,
    )
    with psycopg.connect(settings.database, autocommit=True) as conn, _bar() as progress:
        brought = rasters.bring_in(
            conn,
            file,
            wanted,
            home=settings.home,
            actor=f"import:{getpass.getuser()}",
            progress=lambda done, rows: progress(file.name, done, rows),
        )
    for note in brought.notes:
        typer.echo(f"note: {note}")
    typer.echo(
        f"{brought.code}, version {brought.version}: {'brought in' if brought.fresh else 'there already'}"
    )


@contextmanager
def _bar() -> Iterator[Progress]:
    """A progress bar on a terminal, nothing elsewhere."""
    with tqdm(unit=" rows", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(file: str, read: int, total: int | None) -> None:
            bar.set_description(file, refresh=False)
            bar.total = total
            bar.n = read
            bar.refresh()

        yield progress
