"""What the application keeps from start to stop, as dependencies of routes."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request

from gis_api.settings import Settings
from layers.catalogue import Catalogue
from layers.events.classes import EventClasses
from layers.events.effects import Course
from layers.events.life_cycle import LifeCycle
from tiles.theme import Theme
from tiles.vector import VectorTiles

__all__ = ["Base", "Catalogued", "Classes", "Config", "EventCourse", "Life", "Themes", "Tiles"]


async def catalogue(request: Request) -> Catalogue:
    """The layers, as the files described them when the service started."""
    found: Catalogue = request.app.state.catalogue
    return found


async def event_classes(request: Request) -> EventClasses:
    """What is looked for near events, by their class."""
    found: EventClasses = request.app.state.event_classes
    return found


async def life_cycle(request: Request) -> LifeCycle:
    """The states of events and the steps between them."""
    found: LifeCycle = request.app.state.life_cycle
    return found


async def course(request: Request) -> Course:
    """The life cycle of events and the calendar of the city."""
    return Course(request.app.state.life_cycle, request.app.state.calendar)


async def settings(request: Request) -> Settings:
    """The settings that the service was started with."""
    found: Settings = request.app.state.settings
    return found


async def base_url(request: Request) -> str:
    """What stands before addresses that the service gives away; empty for relative ones.

    It is configured and never taken from the request: a `Host` header can say anything.
    """
    found: Settings = request.app.state.settings
    return found.base_url or ""


async def vector_tiles(request: Request) -> VectorTiles:
    """The maker of vector tiles."""
    found: VectorTiles = request.app.state.tiles
    return found


async def themes(request: Request) -> Mapping[str, Theme]:
    """The themes of the map by name."""
    found: Mapping[str, Theme] = request.app.state.themes
    return found


Catalogued = Annotated[Catalogue, Depends(catalogue)]
Classes = Annotated[EventClasses, Depends(event_classes)]
Config = Annotated[Settings, Depends(settings)]
Base = Annotated[str, Depends(base_url)]
EventCourse = Annotated[Course, Depends(course)]
Life = Annotated[LifeCycle, Depends(life_cycle)]
Tiles = Annotated[VectorTiles, Depends(vector_tiles)]
Themes = Annotated[Mapping[str, Theme], Depends(themes)]
