"""What the application keeps from start to stop, as dependencies of routes."""

from typing import Annotated

from fastapi import Depends, Request

from gis_api.settings import Settings
from layers.catalogue import Catalogue

__all__ = ["Config", "Layers"]


def catalogue(request: Request) -> Catalogue:
    """The layers, as the files described them when the service started."""
    found: Catalogue = request.app.state.catalogue
    return found


def settings(request: Request) -> Settings:
    """The settings that the service was started with."""
    found: Settings = request.app.state.settings
    return found


Layers = Annotated[Catalogue, Depends(catalogue)]
Config = Annotated[Settings, Depends(settings)]
