"""What there is to say about where a point is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

__all__ = ["LEVELS", "Body", "DutyGrid", "Located", "Near", "Person", "Place", "Problem", "Relation"]

LEVELS: Final = ("district", "street", "community", "unit_grid", "duty_grid", "composite_grid")
"""区县, 街道, 社区, 单元网格, 责任网格, 多格合一: what a point is looked up in."""


class Relation(StrEnum):
    """How a point stands to an area or a grid."""

    INSIDE = "inside"
    """It is covered; the outline counts."""
    NEAR = "near"
    """Nothing of this level covers it, and this one is nearest within the tolerance."""


class Problem(StrEnum):
    """Why a point has no place."""

    NO_POINT = "no_point"
    """A coordinate is missing or no finite number."""
    OFF_MAP = "off_map"
    """There is no such place on the map."""
    SWAPPED = "swapped"
    """It is outside; with its coordinates exchanged it would lie in the city."""
    OUTSIDE = "outside"
    """No area covers it."""


class Place(NamedTuple):
    """An area or a grid that a point lies in or near."""

    code: str
    name: str | None
    relation: Relation
    metres: float
    """To its outline; 0 inside."""
    also: tuple[str, ...]
    """Codes of others of its level that cover the point too: a shared edge, or polygons that overlap."""


class Body(NamedTuple):
    """A responsible body."""

    code: str
    name: str | None


class Person(NamedTuple):
    """Somebody on duty in a grid. Name and phone are personal."""

    code: str
    role: str
    name: str
    phone: str | None


class DutyGrid(NamedTuple):
    """A duty grid (责任网格), with who is responsible for it."""

    code: str
    name: str | None
    relation: Relation
    metres: float
    also: tuple[str, ...]
    body: Body | None
    people: tuple[Person, ...]


class Near(NamedTuple):
    """The nearest road segment or door plate."""

    code: str
    name: str | None
    metres: float


@dataclass(frozen=True, slots=True)
class Located:
    """Where one point is; None wherever nothing covers it and nothing is in reach."""

    lon: float | None
    """As given; None where the given one was not finite."""
    lat: float | None
    inside: bool
    """Whether any area covers it."""
    problem: Problem | None
    district: Place | None
    street: Place | None
    community: Place | None
    unit_grid: Place | None
    duty_grid: DutyGrid | None
    composite_grid: Place | None
    road: Near | None
    address: Near | None = None
