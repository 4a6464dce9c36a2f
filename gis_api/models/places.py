"""Where a point is, and what is there."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from gis_api.locating.placesjson import located
from layers import identify, locate
from layers.locate import Problem, Relation

__all__ = ["Coded", "DutyGrid", "Identified", "Located", "Near", "Place"]


class _Model(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Coded(_Model):
    """An area, a grid or a body."""

    code: str = Field(examples=["420117001001"])
    name: str | None = Field(examples=["红旗社区"])


class Place(Coded):
    """An area or a grid that the point lies in, or near."""

    relation: Relation = Field(
        description="`near`: nothing of its level covers the point; it is the nearest within the tolerance."
    )
    metres: float = Field(description="To its outline; 0 inside.", examples=[0.0])
    also: list[str] = Field(
        description="Others of its level that cover the point too: a shared edge, or an overlap.",
        examples=[[]],
    )


class Person(_Model):
    """Somebody on duty in a grid; name and phone are masked."""

    code: str = Field(examples=["420117Y00114"])
    role: str = Field(examples=["grid_worker"])
    name: str = Field(examples=["王**"])
    phone: str | None = Field(examples=["138****1999"])


class DutyGrid(Place):
    """A duty grid (责任网格) with the body and the people responsible for it."""

    body: Coded | None
    people: list[Person] | None = Field(description="Null without the key.")


class Near(_Model):
    """The nearest road segment or door plate."""

    code: str = Field(examples=["42011700000000004217"])
    name: str | None = Field(examples=["新洲区邾城街道红旗社区红旗路12号"])
    metres: float = Field(examples=[12.4])


class Located(_Model):
    """Where a point is; null wherever nothing covers it and nothing is in reach."""

    lon: float = Field(examples=[114.8009])
    lat: float = Field(examples=[30.8421])
    inside: bool = Field(description="Whether any area covers the point.")
    problem: Problem | None = Field(
        description="Why no area covers it. `swapped`: it would lie in the city with lon and lat exchanged.",
        examples=[None],
    )
    district: Place | None
    street: Place | None
    community: Place | None
    unit_grid: Place | None
    duty_grid: DutyGrid | None
    composite_grid: Place | None
    road: Near | None
    address: Near | None

    @classmethod
    def of(cls, found: locate.Located) -> Self:
        """The same, as the locator has it, for somebody who may know who is on duty."""
        return cls.model_validate(located(found, lon=found.lon or 0.0, lat=found.lat or 0.0, internal=True))


class FeatureThere(_Model):
    """A thing at or near a point."""

    layer: str = Field(examples=["component"])
    title: str = Field(examples=["部件"])
    id: int = Field(examples=[4217])
    code: str = Field(examples=["42011701001000042"])
    name: str | None = Field(examples=["供水井盖"])
    metres: float = Field(description="0 where it covers the point.", examples=[3.2])
    properties: dict[str, Any] = Field(examples=[{"state": "intact", "class_code": "01001"}])


class Identified(BaseModel):
    """Everything at a point, nearest first."""

    lon: float = Field(examples=[114.8009])
    lat: float = Field(examples=[30.8421])
    located: Located
    features: list[FeatureThere]

    @classmethod
    def of(cls, said: dict[str, Any], features: list[identify.Feature]) -> Self:
        """The same, as the locator's answer and the layers have it."""
        where = Located.model_validate(said)
        things = [FeatureThere.model_validate(one) for one in features]
        return cls(lon=where.lon, lat=where.lat, located=where, features=things)
