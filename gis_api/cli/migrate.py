"""`onemap migrate`: the schema, forward or back."""

from typing import Annotated

import typer

from gis_api.settings import Settings
from layers.schema.migrate import downgrade, upgrade

app = typer.Typer()


@app.command()
def migrate(
    to: Annotated[str, typer.Option(help="revision to go forward to")] = "head",
    back_to: Annotated[str | None, typer.Option(help="revision to go back to; 'base' drops all data")] = None,
) -> None:
    """Bring the database to a revision of the schema; prints each revision run."""
    settings = Settings()
    dsn = settings.database
    run = downgrade(dsn, back_to) if back_to else upgrade(dsn, to, events=settings.events)
    for revision in run:
        typer.echo(revision)
    if not run:
        typer.echo("nothing to do", err=True)
