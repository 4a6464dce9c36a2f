"""What is in vector tiles of a layer, zoom by zoom: the tables `[[tiles]]` of its file.

A zoom for which a file says nothing has every row; below zoom 14 polygons smaller than a pixel are left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

__all__ = ["CAP", "COMPLETE_FROM", "PIXELS", "Drawn", "Step", "read_steps", "step_at"]

CAP: Final = 10_000
"""Most features of a layer in a tile."""
COMPLETE_FROM: Final = 14
"""The zoom from which even what is smaller than a pixel stays, unless a file says otherwise. Hardly a tile
has too many features there, so they are sorted only when one has: to judge each takes a tenth of its time."""
PIXELS: Final = 512
"""Pixels that a tile is wide."""
LAST_ZOOM: Final = 30


class Drawn(StrEnum):
    """What a feature stands for."""

    ROWS = "rows"
    CLUSTERS = "clusters"
    """All points of a cell of a grid; a point that is alone there stands for itself."""


@dataclass(frozen=True)
class Step:
    """What is in the tiles of some zooms."""

    zooms: tuple[int, int]
    """The first and the last, as WebMercatorQuad counts them."""
    kind: Drawn = Drawn.ROWS
    fields: tuple[str, ...] | None = None
    """The columns that features carry; None for those with `tile = true`."""
    least: float = 0.0
    """Pixels; what is neither as wide nor as high is left out."""
    simplify: float = 0.0
    """Pixels by which a line may leave its course."""
    cap: int = CAP
    """Most features in a tile."""
    order: str | None = None
    """The column by which the most important come first, largest first; None for the size."""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Column: its values that are drawn."""
    cell: int = 64
    """Pixels that a cell of clusters is wide: a power of two, so that no cell lies in two tiles."""

    @property
    def columns(self) -> set[str]:
        """All that it names."""
        return {*(self.fields or ()), *self.only, *([self.order] if self.order else [])}


def read_steps(entries: Sequence[Mapping[str, Any]], known: set[str], *, points: bool) -> tuple[Step, ...]:
    """The tables of a layer file, looked through.

    Args:
        entries: as TOML has them.
        known: columns that a step may name: those that everybody may see.
        points: whether the layer has points.

    Raises:
        ValueError: a zoom is named twice, a column is not known, or a value is none.
        TypeError: an entry is not known, or lacks its zooms.
    """
    steps = tuple(_step(entry) for entry in entries)
    zooms = [z for one in steps for z in range(one.zooms[0], one.zooms[1] + 1)]
    if len(set(zooms)) < len(zooms):
        raise ValueError("two tables [[tiles]] are for the same zoom")
    for one in steps:
        _check(one, known, points=points)
    return steps


def step_at(steps: Sequence[Step], z: int, *, areas: bool) -> Step:
    """The step of a zoom; what there is without any, if none is for it."""
    for one in steps:
        if one.zooms[0] <= z <= one.zooms[1]:
            return one
    if z < COMPLETE_FROM:
        return Step((0, COMPLETE_FROM - 1), least=1.0 if areas else 0.0)
    return Step((COMPLETE_FROM, LAST_ZOOM))


def _step(entry: Mapping[str, Any]) -> Step:
    given = dict(entry)
    low, high = given.pop("zooms")
    if "fields" in given:
        given["fields"] = tuple(given["fields"])
    only = {column: tuple(values) for column, values in given.pop("only", {}).items()}
    return Step((int(low), int(high)), Drawn(given.pop("kind", "rows")), only=only, **given)


def _check(step: Step, known: set[str], *, points: bool) -> None:
    if unknown := step.columns - known:
        raise ValueError(f"[[tiles]] names {sorted(unknown)}, which are no open fields")
    if step.zooms[0] > step.zooms[1] or not 1 <= step.cap <= CAP or min(step.least, step.simplify) < 0:
        raise ValueError(f"[[tiles]] of zooms {list(step.zooms)}: a value is out of range")
    if step.kind is Drawn.CLUSTERS and not points:
        raise ValueError("clusters are of points")
    if not 1 <= step.cell <= PIXELS or PIXELS % step.cell:
        raise ValueError(f"cell = {step.cell} does not divide a tile of {PIXELS} pixels")
