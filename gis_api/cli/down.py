"""`onemap down`: stop what `onemap up` started."""

import typer

from gis_api import home, service
from gis_api.cluster import Cluster
from gis_api.settings import Settings

app = typer.Typer()


@app.command()
def down() -> None:
    """Stop the service and the private database; a server named by ONEMAP_DSN is left alone."""
    settings = Settings()
    if not settings.home.is_dir():
        typer.echo("nothing was started here")
        return
    home.prepare(settings.home)
    with home.lock(settings.home, typer.echo):
        stopped = ["service"] if service.stop(settings.home) else []
        cluster = Cluster.of(settings.home)
        if cluster and cluster.stop():
            stopped.append("database")
    typer.echo(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")
