"""What a geocoder says: an answer with its faults, so that a caller can decide whether to accept it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

__all__ = ["Answer", "Fault", "FaultKind", "MatchType", "Suggestion"]


class MatchType(StrEnum):
    """How an answer came about."""

    EXACT = "exact"
    """All that was said is in the library."""
    ALIAS = "alias"
    """By another name, or by a name or code of before."""
    FALLBACK = "fallback"
    """The deepest certain ancestor of what was said."""
    INTERPOLATED = "interpolated"
    """The road is known, the number isn't: the place is between its neighbours."""
    INTERSECTION = "intersection"
    """Where two roads meet."""
    RELATIVE = "relative"
    """Near, opposite or a way off something known."""
    POI = "poi"
    """By the name of a point of interest."""
    AREA = "area"
    """The text only names an area."""
    NEAREST = "nearest"
    """Reverse geocoding."""


class FaultKind(StrEnum):
    """What is wrong with a part of what was said."""

    UNKNOWN = "unknown"
    """The library has nothing of that name or number there."""
    CONTRADICTING = "contradicting"
    """It lies elsewhere than the rest."""
    MISSPELT = "misspelt"
    """Taken for something that is written or sounds alike."""
    AMBIGUOUS = "ambiguous"
    """Several may be meant."""
    FORMER = "former"
    """A name or code of before; `used` is the present one."""
    IGNORED = "ignored"
    """Words that no address is made of."""


class Fault(NamedTuple):
    """One thing in which the answer differs from what was said."""

    level: str | None
    """Level of the part: of an address or an area; None for words of no level."""
    kind: FaultKind
    given: str
    """As it was said, in comparison form."""
    used: str | None
    """What was taken instead; None when it was left out."""


@dataclass(slots=True)
class Answer:
    """An address or an area that may be meant. Coordinates are in the system that was asked for."""

    label: str
    """Full standard text."""
    level: str
    """Level of what was matched, in the tree of addresses or of areas."""
    address_code: str | None
    """Permanent code; None for an area or a point of interest without an address."""
    area_code: str | None
    """Lowest area, by the library; of the area itself."""
    elements: dict[str, str]
    """Level = name, from the province down."""
    match_type: MatchType
    score: float
    """How sure it is that this is what was meant, 0 to 1."""
    lon: float | None = None
    lat: float | None = None
    position_level: str | None = None
    """Level of the thing whose position this is; `interpolated` or `offset` for a computed one."""
    accuracy: str | None = None
    """How the library found the position; None where nobody said."""
    radius_m: float | None = None
    """What was meant lies within this many metres of the position."""
    faults: tuple[Fault, ...] = ()
    gap: float | None = None
    """By how much the score is above that of the next answer; None when there is no other."""
    matched: str | None = None
    """The text of the library that matched."""
    district: str | None = None
    street: str | None = None
    community: str | None = None
    grid: str | None = None
    """Codes of areas and of the unit grid around the position."""
    distance: float | None = None
    """Metres from the point asked for."""
    across_road: bool | None = None
    """Reverse geocoding: whether a road lies between; None when not known."""
    steps: list[str] = field(default_factory=list)
    """How it was found, when that was asked for."""


class Suggestion(NamedTuple):
    """A completion of a text that is being typed."""

    text: str
    """What to put into the search box."""
    label: str
    """Full standard text, to tell it from others of the same name."""
    level: str
    address_code: str | None
    area_code: str | None
    lon: float | None
    lat: float | None
    distance: float | None
    """Metres from the point given; None without one."""
