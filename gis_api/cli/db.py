"""`onemap db`: a psql session on the database."""

import os
import shutil
from typing import Annotated

import typer

from gis_api.cluster import Cluster
from gis_api.settings import Settings
from layers.errors import Failed

app = typer.Typer()


@app.command(context_settings={"ignore_unknown_options": True})
def db(arguments: Annotated[list[str] | None, typer.Argument(help="handed on to psql")] = None) -> None:
    """Open psql on the database; `onemap db -c 'SELECT 1'` works too."""
    settings = Settings()
    cluster = None if settings.dsn else Cluster.of(settings.home)
    psql = cluster.programs / "psql" if cluster else shutil.which("psql")
    if psql is None:
        raise Failed("psql is not installed", hint="apt-get install -y postgresql-client")
    os.execv(psql, ["psql", settings.database, *(arguments or [])])
