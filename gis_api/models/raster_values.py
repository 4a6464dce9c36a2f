"""Values of rasters."""

from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, Field

from layers.rasters import Raster
from layers.rasters.contours import Contours
from layers.rasters.values import Profile
from layers.rasters.zones import Zone

__all__ = ["RasterContours", "RasterProfile", "RasterValue", "RasterZone", "RasterZones"]

Value = Annotated[float | None, Field(description="Null where the raster has no value.")]


class RasterValue(BaseModel):
    """What a raster says of a point: the values of the cell that it lies in."""

    code: str = Field(examples=["420117-elevation"])
    version: int = Field(examples=[1])
    unit: str | None = Field(examples=["m"])
    bands: list[int] = Field(examples=[[1]])
    values: list[Value] = Field(examples=[[31.42]])

    @classmethod
    def of(cls, raster: Raster, bands: tuple[int, ...], values: Any) -> Self:
        """The values of one point, shape (bands, 1)."""
        return cls(
            code=raster.code,
            version=raster.version,
            unit=raster.unit,
            bands=list(bands),
            values=np.ma.asarray(values)[:, 0].tolist(),
        )


class ProfilePoint(BaseModel):
    """A point of a profile."""

    metres: float = Field(description="Along the line.", examples=[120.5])
    lon: float = Field(examples=[114.8009])
    lat: float = Field(examples=[30.8421])
    value: Value = Field(examples=[31.42])


class RasterProfile(BaseModel):
    """Values along a line (剖面), at points equally far from each other; positions in CGCS2000."""

    code: str = Field(examples=["420117-elevation"])
    version: int = Field(examples=[1])
    unit: str | None = Field(examples=["m"])
    length_m: float = Field(examples=[2410.0])
    min: Value = Field(examples=[28.0])
    max: Value = Field(examples=[44.1])
    ascent: float = Field(description="Sum of all rises from point to point.", examples=[18.2])
    descent: float = Field(description="Sum of all falls from point to point.", examples=[9.9])
    points: list[ProfilePoint]

    @classmethod
    def of(cls, raster: Raster, found: Profile) -> Self:
        """The same, as it was read."""
        there = found.values.compressed().astype(float)
        steps = np.diff(there)
        points = zip(found.metres.tolist(), found.lonlat.tolist(), found.values.tolist(), strict=True)
        return cls(
            code=raster.code,
            version=raster.version,
            unit=raster.unit,
            length_m=float(found.metres[-1]),
            min=float(there.min()) if there.size else None,
            max=float(there.max()) if there.size else None,
            ascent=float(steps[steps > 0].sum()),
            descent=float(-steps[steps < 0].sum()),
            points=[ProfilePoint(metres=m, lon=lon, lat=lat, value=v) for m, (lon, lat), v in points],
        )


class RasterZone(BaseModel):
    """Figures of the values within one polygon; a cell counts by the share of it that is inside."""

    code: str = Field(description="Of the area, or its place in what was sent.", examples=["420117001001"])
    cells: float = Field(description="Sum of the shares of cells with a value.", examples=[1204.5])
    missing: float = Field(description="Sum of the shares of cells without.", examples=[0.0])
    min: Value = Field(examples=[24.0])
    max: Value = Field(examples=[61.0])
    mean: Value = Field(examples=[31.2])
    std: Value = Field(description="Standard deviation of the whole.", examples=[4.2])
    sum: Value = Field(description="Of value times share.", examples=[37580.4])
    values: list[tuple[float, float]] | None = Field(
        description="Value and sum of shares, for whole numbers with at most 256 values.", examples=[None]
    )
    parts: int = Field(
        description="Shares are counted by so many by so many parts of a cell.",
        examples=[16],
    )
    shrunk: float = Field(
        description="1: the raster was read; 2: a copy with cells twice as large ...",
        examples=[1.0],
    )

    @classmethod
    def of(cls, code: str, found: Zone) -> Self:
        """The same, as it was worked out."""
        return cls(code=code, **vars(found))


class RasterZones(BaseModel):
    """Figures by polygon (分区统计)."""

    code: str = Field(examples=["420117-elevation"])
    version: int = Field(examples=[1])
    unit: str | None = Field(examples=["m"])
    band: int = Field(examples=[1])
    items: list[RasterZone]

    @classmethod
    def of(cls, raster: Raster, band: int, found: list[tuple[str, Zone]]) -> Self:
        """The same, as they were worked out."""
        items = [RasterZone.of(code, one) for code, one in found]
        return cls(code=raster.code, version=raster.version, unit=raster.unit, band=band, items=items)


class ContourGeometry(BaseModel):
    """All lines of one value."""

    type: Literal["MultiLineString"] = "MultiLineString"
    coordinates: list[list[tuple[float, float]]] = Field(
        examples=[[[[114.8, 30.84], [114.801, 30.841]]]], description="Higher ground is on the left."
    )


class ContourFeature(BaseModel):
    """The contour of one value."""

    type: Literal["Feature"] = "Feature"
    geometry: ContourGeometry
    properties: dict[str, float] = Field(examples=[{"value": 40.0}])


class RasterContours(BaseModel):
    """Contour lines (等高线) as GeoJSON, CGCS2000."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[ContourFeature]
    shrunk: float = Field(
        description="1: through the values themselves; 2: through means of 2 by 2 ...",
        examples=[1.0],
    )

    @classmethod
    def of(cls, found: Contours) -> Self:
        """The same, as they were drawn; positions to a centimetre."""
        features = [
            ContourFeature(
                geometry=ContourGeometry(coordinates=[line.round(7).tolist() for line in one.lines]),
                properties={"value": one.value},
            )
            for one in found.items
        ]
        return cls(features=features, shrunk=found.shrunk)
