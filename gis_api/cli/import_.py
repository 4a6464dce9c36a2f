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
from importers import manifest
from importers.city import bring_in
from importers.run import Progress

app = typer.Typer(name="import", help="Bring in files of the real world.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep `city` a command of its own while it is the only one."""


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
