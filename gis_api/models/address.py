"""Addresses: geocodejson answers, texts taken apart."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from address import standardize
from address.found import Found
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


class Geocoding(BaseModel):
    """What a geocodejson feature says of itself."""

    label: str = Field(description="Full standard text.", examples=[LABEL])
    score: float = Field(description="Share of the matched text that was asked for, 0 to 1.", examples=[1.0])
    level: str = Field(description="Level in the tree of addresses, or of an area.", examples=["building"])
    address_code: str | None = Field(description="Permanent code; null for an area.", examples=[CODE])
    area_code: str = Field(description="Lowest area by the library.", examples=["420117001001"])
    elements: dict[str, str] = Field(
        examples=[{"district": "新洲区", "street": "邾城街道", "road": "红旗路", "plate": "12号"}]
    )
    match: Literal["exact", "prefix", "nearest"] = Field(description="Why it is an answer.")
    matched: str | None = Field(
        description="What matched: the text below the area, an alias, the name of an area.",
        examples=["红旗路12号3栋"],
    )
    accuracy: str | None = Field(description="How the position was found.", examples=["building"])
    district: str | None = Field(examples=["420117"])
    street: str | None = Field(examples=["420117001"])
    community: str | None = Field(examples=["420117001001"])
    grid: str | None = Field(description="Unit grid.", examples=["420117001001001"])
    distance: float | None = Field(default=None, description="Metres, in reverse geocoding.", examples=[12.4])

    @classmethod
    def of(cls, found: Found) -> Self:
        """The same, as the library has it."""
        return cls.model_validate(found, from_attributes=True)


class GeocodingProperties(BaseModel):
    """Properties of a geocodejson feature."""

    geocoding: Geocoding


class GeocodedFeature(BaseModel):
    """An address or an area, as geocodejson has it."""

    type: Literal["Feature"] = "Feature"
    geometry: Point | None = Field(description="Null where no position is known.")
    properties: GeocodingProperties

    @classmethod
    def of(cls, found: Found) -> Self:
        """The same, as the library has it."""
        placed = found.lon is not None and found.lat is not None
        point = Point(coordinates=(found.lon or 0.0, found.lat or 0.0)) if placed else None
        return cls(geometry=point, properties=GeocodingProperties(geocoding=Geocoding.of(found)))


class GeocodingAbout(BaseModel):
    """What a geocodejson collection says of itself."""

    version: str = "0.1.0"
    query: str | None = Field(default=None, examples=["红旗路12号3幢"])


class Geocoded(BaseModel):
    """Answers, best first."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    geocoding: GeocodingAbout
    features: list[GeocodedFeature]

    @classmethod
    def of(cls, found: list[Found], query: str | None = None) -> Self:
        """The same, as the library has it."""
        features = [GeocodedFeature.of(one) for one in found]
        return cls(geocoding=GeocodingAbout(query=query), features=features)


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
