"""Generated MapLibre styles."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from gis_api.state import Base, Catalogued, Themes
from layers.errors import NotFound
from tiles.style import style

__all__ = ["router"]

router = APIRouter(prefix="/styles", tags=["map"])


@router.get("/{theme}.json")
def read_style(
    catalogue: Catalogued,
    themes: Themes,
    base: Base,
    theme: Annotated[str, Path(description="light or dark.", examples=["light"])],
) -> dict[str, Any]:
    """A MapLibre style of all open layers; texts are drawn with fonts of the reader's machine."""
    if theme not in themes:
        raise NotFound(f"no style {theme!r}", known=list(themes))
    return style([layer for layer in catalogue.seen() if layer.tiled], themes[theme], base)
