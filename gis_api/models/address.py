"""Addresses: geocodejson answers, texts taken apart."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from address import standardize
from address.answer import FaultKind, MatchType
from gis_api.models.places import Coded

__all__ = ["Geocoded", "Standard"]

LABEL = "新洲区邾城街道红旗社区红旗路12号3栋"
CODE = "42011700000000004217"


class Point(BaseModel):
    """A GeoJSON point."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float] = Field(
        description="In the system asked for, x before y.", examples=[[114.8009, 30.8421]]
    )


class Fault(BaseModel):
    """One thing in which an answer differs from what was said."""

    level: str | None = Field(description="Level of the part; null for words of none.", examples=["room"])
    kind: FaultKind
    given: str = Field(description="As it was said, in the form for comparing.", examples=["999室"])
    used: str | None = Field(description="What was taken instead; null when it was left out.")


class Geocoding(BaseModel):
    """What a geocodejson feature says of itself."""

    label: str = Field(description="Full standard text.", examples=[LABEL])
    score: float = Field(
        description="How sure it is that this was meant, 0 to 1; 0.9 is a good threshold to accept at.",
        examples=[0.98],
    )
    level: str = Field(description="Level in the tree of addresses, or of an area.", examples=["building"])
    match_level: str = Field(description="The same.", examples=["building"])
    match_type: MatchType = Field(description="How the answer came about.")
    position_level: str | None = Field(
        description="Level of what the position is of; `interpolated`, `intersection`, `offset` if computed.",
        examples=["building"],
    )
    faults: list[Fault]
    radius_m: float | None = Field(
        description="What was meant lies within so many metres of the position.", examples=[30.0]
    )
    gap: float | None = Field(
        description="By how much the score is above that of the next answer.", examples=[0.27]
    )
    address_code: str | None = Field(
        description="Permanent code; null for what has none: areas, crossings.", examples=[CODE]
    )
    area_code: str | None = Field(description="Lowest area by the library.", examples=["420117001001"])
    elements: dict[str, str] = Field(
        examples=[{"district": "新洲区", "street": "邾城街道", "road": "红旗路", "plate": "12号"}]
    )
    matched: str | None = Field(
        description="What matched: the text below the area, or the name of an area.",
        examples=["红旗路12号3栋"],
    )
    accuracy: str | None = Field(description="How the library found the position.", examples=["building"])
    district: str | None = Field(examples=["420117"])
    street: str | None = Field(examples=["420117001"])
    community: str | None = Field(examples=["420117001001"])
    grid: str | None = Field(description="Unit grid.", examples=["420117001001001"])
    distance: float | None = Field(default=None, description="Metres, in reverse geocoding.", examples=[12.4])
    across_road: bool | None = Field(
        default=None, description="In reverse geocoding: whether its road lies between; null: not known."
    )
    steps: list[str] | None = Field(default=None, description="How it was found, with `explain=true`.")


class GeocodingProperties(BaseModel):
    """Properties of a geocodejson feature."""

    geocoding: Geocoding


class GeocodedFeature(BaseModel):
    """An address or an area, as geocodejson has it."""

    type: Literal["Feature"] = "Feature"
    geometry: Point | None = Field(description="Null where no position is known.")
    properties: GeocodingProperties


class GeocodingAbout(BaseModel):
    """What a geocodejson collection says of itself."""

    version: str = "0.1.0"
    query: str | None = Field(default=None, examples=["红旗路12号3幢"])


class Geocoded(BaseModel):
    """Answers, best first."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    geocoding: GeocodingAbout
    features: list[GeocodedFeature]


class Standard(BaseModel):
    """A text in standard form, taken apart."""

    given: str = Field(examples=["邾城街 红旗路12号３幢"])
    standard: str = Field(examples=["湖北省武汉市新洲区邾城街道红旗路12号3栋"])
    local: str = Field(description="What stands below the areas.", examples=["红旗路12号3栋"])
    elements: dict[str, str] = Field(
        examples=[{"street": "邾城街道", "road": "红旗路", "plate": "12号", "building": "3栋"}]
    )
    area: Coded | None = Field(description="Lowest area that the text names without doubt.")

    @classmethod
    def of(cls, found: standardize.Standard) -> Self:
        """The same, as the rules have it."""
        return cls.model_validate(found, from_attributes=True)
