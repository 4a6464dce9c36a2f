"""Archives of tiles: a city in one file, read by ranges."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response

from gis_api.archives import MEDIA_TYPE, NAME, answer, every
from gis_api.models.archives import TileArchive, TileArchives
from gis_api.state import Base, Config

__all__ = ["router"]

router = APIRouter(prefix="/tiles/archives", tags=["map"])

CONTENT: Final[dict[str, Any]] = {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}


@router.get("", operation_id="tile_archives")
def list_archives(config: Config, base: Base) -> TileArchives:
    """The archives of tiles that can be had, by name; `onemap tiles export` writes them."""
    return TileArchives(items=[TileArchive.of(one, base) for one in every(config.home)])


@router.get(
    "/{name}.pmtiles",
    operation_id="tile_archive",
    response_class=Response,
    responses={
        200: {"description": "All of it.", "content": CONTENT},
        206: {"description": "The range that was asked for (Range, If-Range).", "content": CONTENT},
        304: {"description": "The client has it already (If-None-Match)."},
        412: {"description": "It was replaced (If-Match)."},
        416: {"description": "The range lies behind its end."},
    },
)
def read_archive(
    request: Request,
    config: Config,
    name: Annotated[str, Path(description="Of the archive.", pattern=f"^{NAME}$", examples=["city"])],
) -> Response:
    """An archive of tiles (PMTiles 3), or a range of its bytes."""
    return answer(request, config.home, name)
