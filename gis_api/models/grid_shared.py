"""What the models of grids share."""

from typing import Annotated, Any, Literal

import shapely
from pydantic import BaseModel, ConfigDict, Field
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

__all__ = ["Geometry", "GridModel", "GridOrder", "GridWords", "Severity", "UnitCode", "geometry"]

Severity = Literal["error", "warning"]
Geometry = Annotated[
    dict[str, Any],
    Field(
        description="GeoJSON, degrees of CGCS2000.",
        examples=[{"type": "Polygon", "coordinates": [[[114.8, 30.84], [114.801, 30.84], [114.8, 30.841]]]}],
    ),
]
Reason = Annotated[
    str, Field(min_length=1, max_length=500, description="Kept in the change log.", examples=["道路改线"])
]
UnitCode = Annotated[str, Field(min_length=1, max_length=40, examples=["420117001001005"])]


def geometry(shape: BaseGeometry) -> dict[str, Any]:
    """A shape as GeoJSON, to a centimetre."""
    rounded = shapely.transform(shape, lambda xy: xy.round(7))
    found: dict[str, Any] = mapping(rounded)
    return found


class GridModel(BaseModel):
    """A model that is made from what the library has."""

    model_config = ConfigDict(from_attributes=True)


class GridOrder(BaseModel):
    """A change, and why it is made."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class GridWords(GridModel):
    """One sentence in two languages."""

    zh: str = Field(examples=["同类网格互相重叠"])
    en: str = Field(examples=["two grids of a kind share land; m²"])
