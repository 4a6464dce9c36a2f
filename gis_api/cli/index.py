"""`onemap index`: the index of addresses that the geocoder answers from."""

from functools import partial
from typing import Annotated

import typer

from gis_api import home
from gis_api.geocoding import report
from gis_api.indexes import making
from gis_api.indexes.kinds import ALL
from gis_api.settings import Settings
from layers.errors import Failed

app = typer.Typer(
    name="index", help="The index of addresses that geocoding answers from.", no_args_is_help=True
)
NAMES = ", ".join(index.name for index in ALL)
say = partial(typer.echo, err=True)


@app.command()
def build(
    which: Annotated[str | None, typer.Argument(help=NAMES)] = None,
    *,
    force: Annotated[bool, typer.Option(help="also when the present one has all changes")] = False,
) -> None:
    """Make a new index, unless nothing changed since the present one; the running service takes it up."""
    settings = Settings()
    home.prepare(settings.home)
    if which and which not in NAMES.split(", "):
        raise Failed(f"no index {which[:20]!r}", hint=f"one of: {NAMES}")
    for index in ALL:
        if which in (None, index.name):
            made = making.make(settings, index, say, force=force)
            typer.echo(f"{index.name}: made {made}" if made else f"{index.name}: nothing to do")


@app.command()
def stat() -> None:
    """Say what the present index is: version, what it is behind by, rows, bytes by part."""
    for name, value in report.describe(Settings()):
        typer.echo(f"{name:16} {value}")


@app.command()
def check() -> None:
    """Check the present index: its files, and some of its addresses against the library."""
    if problems := report.problems(Settings()):
        raise Failed("; ".join(problems), hint="make it anew: ./onemap index build --force")
    typer.echo("ok")
