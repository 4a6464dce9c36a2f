"""`onemap openapi`: the OpenAPI document, for docs/openapi.json and for generating clients."""

import json

import typer

from gis_api.app import create_app
from gis_api.settings import Settings

app = typer.Typer()


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the API; it needs no database."""
    typer.echo(text())


def text() -> str:
    """The document as it is committed."""
    document = create_app(Settings()).openapi()
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
