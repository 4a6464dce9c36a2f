"""Many tiles that are wanted at once, and where they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from layers.catalogue import Layer
from layers.errors import Invalid
from tiles.matrix import Box, MatrixSet, Span
from tiles.subject import Subject
from tiles.vector import VectorTiles

__all__ = ["Order", "order"]


@dataclass(frozen=True)
class Order:
    """Tiles of a subject at some zooms, in a box or wherever something is."""

    subject: Subject
    matrix: MatrixSet
    drawn: Mapping[int, tuple[Layer, ...]]
    """The layers by zoom; zooms at which nothing is drawn are left out. At least one."""
    box: Box | None = None
    """EPSG:4490 degrees; None for everywhere."""

    @property
    def tables(self) -> set[str]:
        """Those that the tiles are made of."""
        return {layer.table for layers in self.drawn.values() for layer in layers}

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last zoom."""
        return min(self.drawn), max(self.drawn)

    def spans(self, boxes: Mapping[str, Iterable[Box]], z: int) -> list[Span]:
        """The tiles of one of its zooms in which something of a box may show; spans may overlap.

        Args:
            boxes: by table, EPSG:4490 degrees.
            z: the zoom.
        """
        tables = {layer.table for layer in self.drawn[z]}
        within = self.matrix.span(self.box, z, 0.0) if self.box else Span(0, 0, *self._last(z))
        found = (self.matrix.span(box, z) for table in tables for box in boxes.get(table, ()))
        return [both for span in found if span and within and (both := span.meeting(within))]

    def _last(self, z: int) -> tuple[int, int]:
        columns, rows = self.matrix.size(z)
        return columns - 1, rows - 1


def order(tiles: VectorTiles, subject: Subject, zooms: range, box: Box | None = None) -> Order:
    """What is wanted, looked through.

    Raises:
        NotFound: a layer or the tile matrix set is not there.
        Invalid: nothing is drawn at these zooms.
    """
    matrix = tiles.matrix_set(subject.matrix)
    layers = tiles.select(",".join(subject.layers), internal=subject.internal)
    at = {z: _drawn(layers, matrix.scale(z)) for z in zooms if z in matrix.zooms}
    drawn = {z: some for z, some in at.items() if some}
    if not drawn:
        known = ", ".join(f"{layer.name} {layer.zoom[0]}-{layer.zoom[1]}" for layer in layers)
        raise Invalid("nothing is drawn at these zooms", hint=f"layers are drawn at {known}")
    return Order(subject, matrix, drawn, box)


def _drawn(layers: Iterable[Layer], scale: int) -> tuple[Layer, ...]:
    return tuple(layer for layer in layers if layer.zoom[0] <= scale <= layer.zoom[1])
