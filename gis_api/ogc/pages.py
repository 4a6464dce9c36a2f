"""Pages for people: the same documents as HTML, by templates, with a style sheet of our own and no script."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from gis_api.ogc.links import ROOT

__all__ = ["page", "style_sheet"]

FOLDER = Path(__file__).parent / "templates"
SHEET = "page.css"


def page(template: str, base: str, document: Mapping[str, Any]) -> str:
    """A document as a page.

    Args:
        template: its file.
        base: what stands before `/ogc/...`.
        document: what it shows; everything in it is escaped.
    """
    return _templates().get_template(template).render(root=f"{base}{ROOT}", document=document)


@cache
def style_sheet() -> str:
    """What the pages look like."""
    return (FOLDER / SHEET).read_text("utf-8")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
