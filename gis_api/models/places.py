"""Where a point is, and what is there."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from layers import identify, locate
from layers.points import MOST_POINTS

__all__ = ["Coded", "DutyGrid", "Identified", "Located", "LocatedColumns", "Near", "Points"]


class _Model(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Coded(_Model):
    """An area, a grid or a body."""

    code: str = Field(examples=["420117001001"])
    name: str | None = Field(examples=["红旗社区"])


class DutyGrid(_Model):
    """A duty grid (责任网格) and the body responsible for it."""

    code: str = Field(examples=["42011700100103"])
    name: str | None = Field(examples=["红旗社区第三责任网格"])
    body: Coded | None


class Near(_Model):
    """The nearest road segment or door plate."""

    code: str = Field(examples=["42011700000000004217"])
    name: str | None = Field(examples=["新洲区邾城街道红旗社区红旗路12号"])
    metres: float = Field(examples=[12.4])


class Located(_Model):
    """Where a point is; null wherever nothing covers it or nothing is in reach."""

    lon: float = Field(examples=[114.8009])
    lat: float = Field(examples=[30.8421])
    inside: bool = Field(description="Whether any area covers the point.")
    district: Coded | None
    street: Coded | None
    community: Coded | None
    unit_grid: Coded | None
    duty_grid: DutyGrid | None
    composite_grid: Coded | None
    road: Near | None
    address: Near | None

    @classmethod
    def of(cls, found: locate.Located) -> Self:
        """The same, as the locator has it."""
        return cls.model_validate(found)


class Points(BaseModel):
    """Points by columns."""

    lon: list[float | None] = Field(max_length=MOST_POINTS, examples=[[114.8009, 114.8101]])
    lat: list[float | None] = Field(max_length=MOST_POINTS, examples=[[30.8421, 30.8433]])
    crs: str = Field(default="cgcs2000", max_length=20, examples=["gcj02"])


class LocatedColumns(_Model):
    """Codes by columns, in the order of the points; null where there is none."""

    inside: list[bool] = Field(examples=[[True, False]])
    district: list[str | None] = Field(examples=[["420117", None]])
    street: list[str | None] = Field(examples=[["420117001", None]])
    community: list[str | None] = Field(examples=[["420117001001", None]])
    unit_grid: list[str | None] = Field(examples=[["420117001001001", None]])
    duty_grid: list[str | None] = Field(examples=[["42011700100103", None]])
    composite_grid: list[str | None] = Field(examples=[["42011700100101", None]])

    @classmethod
    def of(cls, found: locate.Columns) -> Self:
        """The same, as the locator has it."""
        return cls.model_validate(found)


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
    def of(cls, located: locate.Located, features: list[identify.Feature]) -> Self:
        """The same, as the locator and the layers have it."""
        where = Located.of(located)
        things = [FeatureThere.model_validate(one) for one in features]
        return cls(lon=where.lon, lat=where.lat, located=where, features=things)
