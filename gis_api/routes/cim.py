"""Buildings, storeys and rooms."""

from typing import Annotated

from fastapi import APIRouter, Path

from cim.buildings import building, rooms
from gis_api.auth import Anyone
from gis_api.db import Db
from gis_api.errors import Unauthorized
from gis_api.models.cim import Building, Rooms

__all__ = ["router"]

router = APIRouter(prefix="/api/cim", tags=["cim"])

Code = Annotated[str, Path(max_length=100, examples=["B000421"])]
Number = Annotated[int, Path(ge=-100, le=1000, description="-1 is the first below ground.", examples=[5])]


@router.get("/buildings/{code}", operation_id="building")
def read_building(db: Db, code: Code) -> Building:
    """A building with its address, its storeys and units, and how many rooms they have."""
    return Building.of(building(db, code))


@router.get("/buildings/{code}/storeys/{number}/rooms", operation_id="rooms")
def list_rooms(db: Db, caller: Anyone, code: Code, number: Number) -> Rooms:
    """The rooms of a storey. Needs the key: rooms are an internal layer."""
    if not caller.internal:
        raise Unauthorized("rooms are internal: they need the admin key")
    return Rooms.of(rooms(db, code, number))
