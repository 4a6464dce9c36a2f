"""Vector tiles and TileJSON."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from gis_api.auth import Anyone
from gis_api.db import Db
from gis_api.state import Base, Tiles
from gis_api.tiling.heads import MVT
from gis_api.tiling.server import Serve, Wanted
from tiles.grid import TileAddress
from tiles.tilejson import tilejson

__all__ = ["MVT", "router"]

router = APIRouter(prefix="/tiles", tags=["map"])

Names = Annotated[str, Path(description="Layers, separated by commas.", examples=["road,building"])]


@router.get(
    "/{layers}/{z}/{x}/{y}.mvt",
    response_class=Response,
    responses={
        200: {
            "description": "Mapbox Vector Tile 2, one layer in it for each that has something here.",
            "content": {MVT: {"schema": {"type": "string", "format": "binary"}}},
            "headers": {
                "X-Tile-Truncated": {
                    "description": "Layers of which only a part is in the tile, and how many features of "
                    "how many: `building 10000/48211`. Absent where all is there.",
                    "schema": {"type": "string"},
                }
            },
        },
        204: {"description": "Nothing is here."},
        304: {"description": "The client has it already (If-None-Match)."},
    },
)
async def vector_tile(
    request: Request,
    serve: Serve,
    caller: Anyone,
    layers: Names,
    z: Annotated[int, Path(description="Zoom.", examples=[14])],
    x: Annotated[int, Path(description="Column, from the west.", examples=[13416])],
    y: Annotated[int, Path(description="Row, from the north.", examples=[6705])],
) -> Response:
    """One tile of one or several layers, in Web Mercator."""
    subject = serve.tiles.subject(layers, internal=caller.internal)
    return await serve.answer(request, Wanted(subject, TileAddress(z, x, y)))


@router.get("/{layers}.json")
def describe_tiles(db: Db, tiles: Tiles, caller: Anyone, base: Base, layers: Names) -> dict[str, Any]:
    """TileJSON 3 of one or several layers together."""
    chosen = tiles.select(layers, internal=caller.internal)
    return tilejson(db, chosen, base, internal=caller.internal)
