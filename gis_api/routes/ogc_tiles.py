"""OGC API Tiles: tile matrix sets, tilesets of collections and of all together, and their tiles."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response, status
from fastapi.concurrency import run_in_threadpool

from gis_api.auth import Anyone, Caller
from gis_api.db import Connect, Db, DbLater
from gis_api.ogc import query
from gis_api.ogc.answering import answered
from gis_api.ogc.matrix_documents import matrix_set, matrix_sets
from gis_api.ogc.media import DOCUMENTS
from gis_api.ogc.parameters import COLLECTIONS, TILE, Collection, answers
from gis_api.ogc.tilesets import tileset, tilesets, within
from gis_api.state import Base, Catalogued, Tiles
from gis_api.tiling.heads import MVT
from gis_api.tiling.server import Serve, Tiling, Wanted
from layers.catalogue import Catalogue, Layer
from layers.errors import NotFound
from layers.extents import extents
from tiles.grid import TileAddress
from tiles.subject import Subject

__all__ = ["router"]

router = APIRouter()

Set = Annotated[str, Path(description="Id of a tile matrix set.", examples=["WebMercatorQuad"])]
Matrix = Annotated[int, Path(description="Zoom.", examples=[14])]
Row = Annotated[int, Path(description="Row, from the north.", examples=[6705])]
Column = Annotated[int, Path(description="Column, from the west.", examples=[13416])]

SAID = answers("The document, or a page for people.", DOCUMENTS)
TILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Mapbox Vector Tile 2.",
        "content": {MVT: {"schema": {"type": "string", "format": "binary"}}},
    },
    204: {"description": "Nothing is here."},
    304: {"description": "The client has it already (If-None-Match)."},
}
ALL: Final = "城市一张图"


@router.get("/tileMatrixSets", response_class=Response, responses=SAID)
def read_matrix_sets(request: Request, tiles: Tiles, base: Base) -> Response:
    """The tile matrix sets that there are tiles in."""
    return answered(request, base, matrix_sets(base, list(tiles.matrix_sets.values())))


@router.get("/tileMatrixSets/{matrix_set_id}", response_class=Response, responses=SAID)
def read_matrix_set(request: Request, tiles: Tiles, base: Base, matrix_set_id: Set) -> Response:
    """The definition of a tile matrix set."""
    return answered(request, base, matrix_set(tiles.matrix_set(matrix_set_id)))


@router.get("/tiles", response_class=Response, responses=SAID)
def read_all_tilesets(request: Request, tiles: Tiles, base: Base) -> Response:
    """The tilesets of all collections together, one a tile matrix set."""
    return answered(request, base, tilesets(base, "/tiles", ALL, list(tiles.matrix_sets.values())))


@router.get(
    "/tiles/{matrix_set_id}",
    response_class=Response,
    responses=SAID,
    openapi_extra={"parameters": [COLLECTIONS]},
)
def read_tileset_of_all(
    request: Request,
    db: Db,
    catalogue: Catalogued,
    tiles: Tiles,
    caller: Anyone,
    base: Base,
    matrix_set_id: Set,
) -> Response:
    """One tileset of all collections together, or of some of them."""
    layers = _chosen(request, catalogue, caller)
    made = tileset(base, "/tiles", ALL, layers, tiles.matrix_set(matrix_set_id), _extents(db, layers))
    return answered(request, base, made, known=("collections",))


@router.get(
    "/tiles/{matrix_set_id}/{matrix}/{row}/{column}",
    response_class=Response,
    responses=TILES,
    openapi_extra={"parameters": [COLLECTIONS, *TILE]},
)
async def read_tile_of_all(
    request: Request,
    connect: DbLater,
    catalogue: Catalogued,
    serve: Serve,
    caller: Anyone,
    matrix_set_id: Set,
    matrix: Matrix,
    row: Row,
    column: Column,
) -> Response:
    """One tile of all collections together, or of some of them."""
    asked = query.tiles(request.query_params, "collections")
    chosen = _chosen(request, catalogue, caller)
    subject = _subject(serve, caller, chosen, matrix_set_id, asked)
    return await _tile(request, connect, serve, chosen, Wanted(subject, TileAddress(matrix, column, row)))


@router.get("/collections/{collection}/tiles", response_class=Response, responses=SAID)
def read_tilesets(
    request: Request, catalogue: Catalogued, tiles: Tiles, caller: Anyone, base: Base, collection: Collection
) -> Response:
    """The tilesets of a collection, one a tile matrix set."""
    layer = _tiled(catalogue, caller, collection)
    here = f"/collections/{layer.name}/tiles"
    return answered(request, base, tilesets(base, here, layer.title, list(tiles.matrix_sets.values())))


@router.get("/collections/{collection}/tiles/{matrix_set_id}", response_class=Response, responses=SAID)
def read_tileset(
    request: Request,
    db: Db,
    catalogue: Catalogued,
    tiles: Tiles,
    caller: Anyone,
    base: Base,
    collection: Collection,
    matrix_set_id: Set,
) -> Response:
    """One tileset of a collection."""
    layer = _tiled(catalogue, caller, collection)
    here, one = f"/collections/{layer.name}/tiles", tiles.matrix_set(matrix_set_id)
    return answered(request, base, tileset(base, here, layer.title, [layer], one, _extents(db, [layer])))


@router.get(
    "/collections/{collection}/tiles/{matrix_set_id}/{matrix}/{row}/{column}",
    response_class=Response,
    responses=TILES,
    openapi_extra={"parameters": TILE},
)
async def read_tile(
    request: Request,
    connect: DbLater,
    catalogue: Catalogued,
    serve: Serve,
    caller: Anyone,
    collection: Collection,
    matrix_set_id: Set,
    matrix: Matrix,
    row: Row,
    column: Column,
) -> Response:
    """One tile of a collection."""
    asked = query.tiles(request.query_params)
    layer = _tiled(catalogue, caller, collection)
    subject = _subject(serve, caller, [layer], matrix_set_id, asked)
    return await _tile(request, connect, serve, [layer], Wanted(subject, TileAddress(matrix, column, row)))


def _subject(
    serve: Tiling, caller: Caller, layers: Sequence[Layer], matrix_set_id: str, asked: query.TileQuery
) -> Subject:
    names = ",".join(layer.name for layer in layers)
    return serve.tiles.subject(names, matrix=matrix_set_id, internal=caller.internal, **asked._asdict())


async def _tile(
    request: Request, connect: Connect, serve: Tiling, layers: Sequence[Layer], wanted: Wanted
) -> Response:
    """The tile, by what answers all requests for tiles; an empty one beyond the limits is none."""
    one, at = serve.tiles.matrix_set(wanted.subject.matrix), wanted.address
    if not one.exists(at):
        raise NotFound("there is no such tile", z=at.z, x=at.x, y=at.y)
    response = await serve.answer(request, wanted)
    if response.status_code == status.HTTP_204_NO_CONTENT:
        async with connect() as conn:
            known = await run_in_threadpool(_extents, conn, layers)
        if not within(layers, one, known, at):
            raise NotFound("the tile lies beyond the limits of its tileset")
    return response


def _chosen(request: Request, catalogue: Catalogue, caller: Caller) -> list[Layer]:
    """The collections that a request names, or all open ones that have tiles."""
    names = request.query_params.get("collections")
    if names is None:
        return [layer for layer in catalogue.seen() if layer.tiled]
    wanted = dict.fromkeys(names.split(","))
    return [_tiled(catalogue, caller, name) for name in wanted]


def _tiled(catalogue: Catalogue, caller: Caller, name: str) -> Layer:
    layer = catalogue.get(name, internal=caller.internal)
    if not layer.tiled:
        raise NotFound(f"collection {name!r} has no tiles")
    return layer


def _extents(db: Db, layers: Sequence[Layer]) -> dict[str, list[float]]:
    return extents(db, [layer.table for layer in layers])
