"""Which features of a layer are wanted, and what a page of them is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from layers.filters import Filter
from layers.items.crs import CRS84, ItemCrs

__all__ = ["MOST", "Box", "Feature", "Page", "Query"]

MOST = 10_000
"""Most features of one page."""


class Box(NamedTuple):
    """A rectangle in degrees; it does not cross the antimeridian."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Query:
    """Which features of a layer are wanted."""

    limit: int = 10
    after: int = 0
    """The last `id` that is known already."""
    before: int | None = None
    """The first `id` that is known already, for the page before it; it counts more than `after`."""
    boxes: Sequence[Box] = ()
    """The feature meets one of them; none is anywhere."""
    outline: bytes | None = None
    """An area in EPSG:4490 as WKB that the feature meets; None is anywhere."""
    equal: Mapping[str, object] = field(default_factory=dict)
    """Column = value, as `layers.columns.parse` made it."""
    filter: Filter | None = None
    """A condition in CQL2."""
    start: datetime | None = None
    end: datetime | None = None
    timed: bool = False
    """Whether start and end are meant: features as they were then, not as they are."""
    crs: ItemCrs = CRS84
    """What the coordinates of the answer are in."""

    @property
    def placed(self) -> bool:
        """Whether only features of some area are wanted."""
        return bool(self.boxes) or self.outline is not None


class Page(NamedTuple):
    """A page of features."""

    features: list[str]
    """Each the JSON text of a feature."""
    next: int | None
    """The `id` after which the next page begins; None when this is the last."""
    prev: int | None = None
    """The `id` before which the page before ends; None when this is the first."""


class Feature(NamedTuple):
    """One feature."""

    text: str
    """Its JSON text."""
    version: str | None
    """Another after every change; None for a feature of the past, which changes no more."""
