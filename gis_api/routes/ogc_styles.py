"""OGC API Styles: the styles of the map, for MapLibre and Mapbox clients."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from gis_api.ogc.answering import answered
from gis_api.ogc.links import Json, link
from gis_api.ogc.media import DOCUMENTS, STYLE, document
from gis_api.ogc.parameters import answers
from gis_api.state import Base, Catalogued, Themes
from layers.catalogue import Catalogue, Layer
from layers.errors import NotFound
from tiles.style import style
from tiles.theme import Theme

__all__ = ["router"]

router = APIRouter(prefix="/styles")

StyleId = Annotated[str, Path(description="Id of a style.", examples=["light"])]

SAID = answers("The document, or a page for people.", DOCUMENTS)
STYLED = answers("A MapLibre style, or a page for people.", document(STYLE))


@router.get("", response_class=Response, responses=SAID)
def read_styles(request: Request, themes: Themes, base: Base) -> Response:
    """The styles of the map."""
    styles = [
        {"id": name, "title": theme.title, "links": _links(base, name)} for name, theme in themes.items()
    ]
    return answered(
        request, base, {"title": "样式 · Styles", "default": next(iter(themes)), "styles": styles}
    )


@router.get("/{style_id}", response_class=Response, responses=STYLED)
def read_ogc_style(
    request: Request, catalogue: Catalogued, themes: Themes, base: Base, style_id: StyleId
) -> Response:
    """A style of all open layers."""
    made = style(_drawn(catalogue), _theme(themes, style_id), base)
    return answered(request, base, made, formats=document(STYLE), links=False)


@router.get("/{style_id}/metadata", response_class=Response, responses=SAID)
def read_style_metadata(
    request: Request, catalogue: Catalogued, themes: Themes, base: Base, style_id: StyleId
) -> Response:
    """What a style is for and which layers it draws."""
    made = {
        "id": style_id,
        "title": _theme(themes, style_id).title,
        "scope": "style",
        "stylesheets": [
            {
                "title": "Mapbox Style",
                "version": "8",
                "specification": "https://docs.mapbox.com/style-spec/",
                "native": True,
                "link": link(base, f"/styles/{style_id}", "stylesheet", STYLE),
            }
        ],
        "layers": [
            {
                "id": layer.name,
                "description": layer.title,
                "type": str(layer.geometry),
                "sampleData": link(base, f"/collections/{layer.name}", "data"),
            }
            for layer in _drawn(catalogue)
        ],
        "links": _links(base, style_id),
    }
    return answered(request, base, made)


def _links(base: str, name: str) -> list[Json]:
    return [
        link(base, f"/styles/{name}", "stylesheet", STYLE, "as a Mapbox style"),
        link(base, f"/styles/{name}/metadata", "describedby", title="about it"),
    ]


def _drawn(catalogue: Catalogue) -> list[Layer]:
    return [layer for layer in catalogue.seen() if layer.tiled]


def _theme(themes: Mapping[str, Theme], name: str) -> Theme:
    if name not in themes:
        raise NotFound(f"no style {name!r}", known=list(themes))
    return themes[name]
