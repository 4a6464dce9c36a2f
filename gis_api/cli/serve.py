"""`onemap serve`: the service itself, in the foreground; `up` runs this in the background."""

import typer
import uvicorn

from gis_api import service
from gis_api.metrics import files
from gis_api.settings import Settings

app = typer.Typer()


@app.command()
def serve() -> None:
    """Answer requests until told to stop; for systemd and the like."""
    settings = Settings()
    with service.claim(settings):
        files.forget(settings.home)
        uvicorn.run(
            "gis_api.serving:application",
            factory=True,
            http="gis_api.front.protocol:Front",
            loop="uvloop",
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            access_log=False,  # addresses that people search for don't belong in a log
            server_header=False,
            timeout_graceful_shutdown=10,
        )
