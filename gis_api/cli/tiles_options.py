"""Options of `onemap tiles` as values."""

import re

from gis_api.parameters import rectangle
from layers.errors import Invalid
from layers.filters import Filter, Lang, parse
from tiles.matrix import Box

__all__ = ["box_of", "filter_of", "zooms_of"]


def filter_of(text: str | None) -> Filter | None:
    """A filter as it is written, CQL2 text or JSON.

    Raises:
        Invalid: it is none.
    """
    if text is None:
        return None
    return parse(text, Lang.JSON if text.lstrip().startswith("{") else Lang.TEXT)


def zooms_of(text: str) -> range:
    """Zooms as they are written: one, or the first and the last.

    Raises:
        Invalid: they are none.
    """
    found = re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?", text)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise Invalid(f"{text[:20]!r} are no zooms", hint="write 14, or 0-14")
    return range(int(found[1]), int(found[2] or found[1]) + 1)


def box_of(text: str | None) -> Box | None:
    """A rectangle as it is written.

    Raises:
        Invalid: it is none.
    """
    return Box(*rectangle(text)) if text else None
