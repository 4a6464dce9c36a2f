"""Which layers there are, and which cities."""

from fastapi import APIRouter

from gis_api.auth import Anyone
from gis_api.db import Db
from gis_api.models.layers import Cities, City, Layer, Layers
from gis_api.state import Catalogued
from layers.cities import cities

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["map"])


@router.get("/layers")
def list_layers(catalogue: Catalogued, caller: Anyone) -> Layers:
    """Every layer that is drawn and that the caller may see, in drawing order."""
    internal = caller.internal
    seen = [layer for layer in catalogue.seen(internal=internal) if layer.tiled]
    return Layers(items=[Layer.of(layer, internal=internal) for layer in seen])


@router.get("/cities")
def list_cities(db: Db) -> Cities:
    """Where there is something to see: the topmost areas that have a boundary."""
    return Cities(items=[City.of(row) for row in cities(db)])
