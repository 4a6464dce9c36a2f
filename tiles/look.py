"""How things are drawn whatever the theme: widths, sizes and what is shown at first, as tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from layers.catalogue import Layer

__all__ = ["FONTS", "ROADS", "Look", "Road", "look"]

FONTS = ["Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "sans-serif"]
"""Fonts of the reader's machine: the style has no `glyphs`, so MapLibre draws texts with them."""


@dataclass(frozen=True)
class Look:
    """How the layers of a group are drawn."""

    fill: float = 0.3
    """Opacity of polygons; 0 for none."""
    line: float = 1.0
    """Width of lines and of the edges of polygons, pixels; 0 for none."""
    dash: tuple[float, float] | None = None
    text: float = 12.0
    """Size of labels, pixels."""
    text_from: int = 0
    """Labels stand from so many zooms after the layer itself."""
    shown: bool = True
    """Whether the map shows it before anybody asks for it."""
    apart: bool = False
    """Whether it comes in tiles of its own, which nobody loads before it is shown: for many small things."""


GROUPS: Mapping[str, Look] = {
    "底图": Look(fill=1.0, line=0.0, text_from=3),
    "CIM": Look(fill=1.0, line=0.6),
    "行政区划": Look(fill=0.0, line=1.6, dash=(4, 2), text=14.0),
    "网格": Look(fill=0.06, line=1.2, text=11.0, text_from=1, shown=False),
    "标准地址": Look(text=11.0, text_from=1),
    "城市部件": Look(shown=False, apart=True),
    "感知": Look(shown=False, apart=True),
}


@dataclass(frozen=True)
class Road:
    """How wide a class of roads is, pixels."""

    far: float
    """At zoom 9."""
    near: float
    """At zoom 18."""


ROADS: Mapping[str, Road] = {
    "path": Road(0.2, 3),
    "service": Road(0.3, 7),
    "residential": Road(0.4, 12),
    "tertiary": Road(0.6, 16),
    "secondary": Road(0.9, 20),
    "primary": Road(1.2, 24),
    "trunk": Road(1.6, 26),
    "motorway": Road(1.9, 28),
}
"""From the least to the most important, which lies on top."""


def look(layer: Layer) -> Look:
    """How a layer is drawn."""
    return GROUPS.get(layer.group, Look())
