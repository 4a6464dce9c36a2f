"""Rasters, as the API describes them."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from gis_api.models.layers import Bbox
from layers import rasters as catalogue

__all__ = ["RasterBand", "RasterDescription", "RasterItem", "RasterItems"]


class RasterBand(BaseModel):
    """Figures of all values of a band; null where it has none."""

    band: int = Field(examples=[1])
    cells: int = Field(description="With a value.", examples=[160000])
    min: float | None = Field(examples=[12.4])
    max: float | None = Field(examples=[148.9])
    mean: float | None = Field(examples=[31.2])
    std: float | None = Field(description="Standard deviation of the whole.", examples=[17.0])
    p2: float | None = Field(description="Two percent of the values are below, about.", examples=[13.1])
    p98: float | None = Field(description="Two percent of the values are above, about.", examples=[92.5])
    values: list[tuple[float, int]] | None = Field(
        description="Value and cells, for whole numbers with at most 256 different values.", examples=[None]
    )


class RasterItem(BaseModel):
    """A raster of the catalogue."""

    model_config = ConfigDict(from_attributes=True)

    code: str = Field(examples=["420117-elevation"])
    title: str = Field(examples=["新洲区数字高程模型"])
    kind: str = Field(description="imagery, elevation or classes.", examples=["elevation"])
    unit: str | None = Field(description="Of its values.", examples=["m"])
    bands: int = Field(examples=[1])
    resolution_m: float | None = Field(description="Side of a cell on the ground, metres.", examples=[10.0])
    version: int = Field(examples=[1])
    newest: int = Field(description="Number of the newest version.", examples=[1])
    valid_from: datetime = Field(examples=["2026-07-01T08:00:00+08:00"])
    source: str = Field(examples=["survey office"])
    bbox: Bbox = Field(validation_alias="extent", examples=[[114.5, 30.6, 115.1, 31.0]])


class RasterItems(BaseModel):
    """All rasters that the caller may see, by code."""

    items: list[RasterItem]

    @classmethod
    def of(cls, found: list[catalogue.Raster]) -> Self:
        """The same, as the catalogue has them."""
        return cls(items=[RasterItem.model_validate(one) for one in found])


class RasterDescription(RasterItem):
    """All that is known of a raster."""

    footprint: dict[str, Any] = Field(description="GeoJSON MultiPolygon around it.")
    statistics: list[RasterBand] | None = Field(description="One entry a band; null where unknown.")
    tilejson: str = Field(examples=["/rasters/420117-elevation.json?v=1"])
    minzoom: int = Field(description="In Web Mercator.", examples=[9])
    maxzoom: int = Field(examples=[14])
