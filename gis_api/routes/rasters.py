"""Rasters: which there are, and their tiles (栅格)."""

from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Request, Response

from gis_api.auth import Anyone, Caller
from gis_api.caching import fingerprint, known
from gis_api.db import Db
from gis_api.models.rasters import RasterDescription, RasterItems
from gis_api.rasters import CodePath, Found, LookQuery, MatrixQuery, Room, Version
from gis_api.rasters.parameters import look
from gis_api.state import Base
from layers.errors import NotFound
from layers.rasters import Raster, every_raster
from tiles.grid import TileAddress
from tiles.matrix import Box, MatrixSet
from tiles.raster import Form, Look, picture, tilejson, zooms

__all__ = ["router"]

router = APIRouter(prefix="/rasters", tags=["rasters"])

DRAWN = "1"
"""Changes when the same raster is drawn in another way, so that nobody keeps the old pictures."""
FOR_GOOD = "max-age=31536000, immutable"
SAID = {"bands", "size", "rescale", "colormap", "hillshade", "exaggeration", "resampling", "matrix"}
"""Parameters that go from the document of the tiles into their addresses."""
PICTURE = {"schema": {"type": "string", "format": "binary"}}
"""Of a tile, in the documentation."""


@router.get("", operation_id="rasters")
def list_rasters(db: Db, caller: Anyone) -> RasterItems:
    """Every raster that the caller may see, by code."""
    return RasterItems.of(every_raster(db, internal=caller.internal))


@router.get("/{code}.json", operation_id="raster_tilejson", dependencies=[Depends(look)])
async def describe_raster_tiles(
    request: Request,
    find: Found,
    base: Base,
    matrix: MatrixQuery,
    code: CodePath,
    v: Version = None,
) -> dict[str, Any]:
    """TileJSON 3 of a raster; parameters of the look and the version go into the addresses of the tiles."""
    raster = await find(code, v)
    said = {name: value for name, value in request.query_params.items() if name in SAID}
    return tilejson(raster, matrix, base, urlencode(said | {"v": str(raster.version)}))


@router.get("/{code}", operation_id="raster")
async def read_raster(
    find: Found, room: Room, base: Base, code: CodePath, v: Version = None
) -> RasterDescription:
    """What is known of a raster: place, bands, statistics, versions."""
    raster = await find(code, v)
    first, last = zooms(raster, room.matrices["WebMercatorQuad"])
    more = {
        "tilejson": f"{base}/rasters/{raster.code}.json?v={raster.version}",
        "minzoom": first,
        "maxzoom": last,
    }
    return RasterDescription.model_validate(vars(raster) | more)


@router.get(
    "/{code}/{z}/{x}/{y}.{form}",
    operation_id="raster_tile",
    response_class=Response,
    responses={
        200: {"description": "A picture.", "content": {"image/png": PICTURE, "image/webp": PICTURE}},
        204: {"description": "The raster has no value here."},
        304: {"description": "The client has it already (If-None-Match)."},
    },
)
async def raster_tile(
    request: Request,
    find: Found,
    room: Room,
    caller: Anyone,
    matrix: MatrixQuery,
    how: LookQuery,
    code: CodePath,
    z: Annotated[int, Path(description="Zoom.", examples=[13])],
    x: Annotated[int, Path(description="Column, from the west.", examples=[6707])],
    y: Annotated[int, Path(description="Row, from the north.", examples=[3356])],
    form: Form,
    v: Version = None,
) -> Response:
    """One tile of a raster. With a version (`v`) it may be kept for good, else it is asked for each time."""
    at = TileAddress(z, x, y)
    raster = await find(code, v)
    _check_place(raster, matrix, at)
    headers = _headers(raster, how, matrix, at, form, caller, kept=v is not None)
    if known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    body = await room.work(raster, partial(_drawn, raster, how, matrix, at, form))
    if not body:
        return Response(status_code=204, headers=headers)
    return Response(body, headers=headers, media_type=f"image/{form.value}")


def _drawn(raster: Raster, how: Look, matrix: MatrixSet, at: TileAddress, form: Form, one: Any) -> bytes:
    return picture(raster, one, how, matrix, at, form)


def _check_place(raster: Raster, matrix: MatrixSet, at: TileAddress) -> None:
    west, south, east, north = raster.extent
    span = matrix.span(Box(west, south, east, north), at.z, 0.0) if matrix.exists(at) else None
    if span is None or not span.has(at.x, at.y):
        raise NotFound("the raster does not reach this tile", bounds=raster.extent)


def _headers(
    raster: Raster, how: Look, matrix: MatrixSet, at: TileAddress, form: Form, caller: Caller, *, kept: bool
) -> dict[str, str]:
    """The tag is of what the picture is made of, so that it is known before it is drawn."""
    parts = (DRAWN, raster.code, raster.version, how.key, matrix.id, *at, form.value)
    whose = "private" if caller.internal else "public"
    return {
        "ETag": fingerprint(" ".join(map(str, parts)).encode()),
        "Cache-Control": f"{whose}, {FOR_GOOD if kept else 'no-cache'}",
        "Vary": "Authorization",
    }
