"""Points by columns, and where they are by columns."""

from pydantic import BaseModel, Field

from layers.locate import Problem
from layers.points import MOST_POINTS

__all__ = ["LocatedColumns", "Points"]


class Points(BaseModel):
    """Points by columns."""

    lon: list[float | None] = Field(max_length=MOST_POINTS, examples=[[114.8009, 114.8101]])
    lat: list[float | None] = Field(max_length=MOST_POINTS, examples=[[30.8421, 30.8433]])
    crs: str | None = Field(
        default=None, max_length=20, description="As the parameter `crs`.", examples=["gcj02"]
    )


class LocatedColumns(BaseModel):
    """Codes by columns, in the order of the points; null where there is none."""

    inside: list[bool] = Field(description="Whether any area covers the point.", examples=[[True, False]])
    district: list[str | None] = Field(examples=[["420117", None]])
    street: list[str | None] = Field(examples=[["420117001", None]])
    community: list[str | None] = Field(examples=[["420117001001", None]])
    unit_grid: list[str | None] = Field(examples=[["420117001001001", None]])
    duty_grid: list[str | None] = Field(examples=[["42011700100103", None]])
    composite_grid: list[str | None] = Field(examples=[["42011700100101", None]])
    problem: list[Problem | None] = Field(
        description="Why no area covers the point. `swapped`: with longitude and latitude exchanged it would "
        "lie in the city.",
        examples=[[None, "outside"]],
    )
