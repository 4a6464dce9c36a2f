"""Layers and cities, as the map page asks for them."""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from layers import catalogue
from layers.catalogue import Kind
from layers.cities import City as CityRow

__all__ = ["Bbox", "Cities", "City", "Layer", "Layers"]

Bbox = Annotated[
    list[float], Field(min_length=4, max_length=4, description="West, south, east, north, degrees.")
]


class LayerField(BaseModel):
    """One field of a layer."""

    name: str = Field(examples=["height"])
    meaning: str = Field(examples=["height above the ground"])
    unit: str | None = Field(examples=["m"])


class Layer(BaseModel):
    """A layer that is drawn."""

    name: str = Field(examples=["building"])
    title: str = Field(examples=["建筑"])
    title_en: str = Field(examples=["Buildings"])
    group: str = Field(examples=["CIM"])
    geometry: Kind = Field(examples=["polygon"])
    colour: str = Field(examples=["#a0917d"])
    minzoom: int = Field(examples=[14])
    maxzoom: int = Field(examples=[18])
    fields: list[LayerField]
    tiles: str = Field(description="Its TileJSON.", examples=["/tiles/building.json"])

    @classmethod
    def of(cls, layer: catalogue.Layer, *, internal: bool) -> Self:
        """The part of a catalogue entry that a caller may see."""
        return cls(
            name=layer.name,
            title=layer.title,
            title_en=layer.title_en,
            group=layer.group,
            geometry=layer.geometry,
            colour=layer.colour,
            minzoom=layer.zoom[0],
            maxzoom=layer.zoom[1],
            fields=[
                LayerField(name=field.name, meaning=field.meaning, unit=field.unit)
                for field in layer.visible(internal=internal)
            ],
            tiles=f"/tiles/{layer.name}.json",
        )


class Layers(BaseModel):
    """All layers that are drawn, in drawing order."""

    items: list[Layer]
    next: str | None = None


class City(BaseModel):
    """A place that a map can look at: an area that nothing on the map lies above."""

    code: str = Field(examples=["420117"])
    name: str = Field(examples=["新洲区（合成数据）"])
    level: str = Field(examples=["district"])
    scheme: str = Field(examples=["cn"])
    bbox: Bbox = Field(examples=[[114.5, 30.6, 115.1, 31.1]])
    synthetic: bool = Field(description="Made by this program, not surveyed.", examples=[True])

    @classmethod
    def of(cls, row: CityRow) -> Self:
        """The same, as the database has it."""
        return cls(**row._asdict())


class Cities(BaseModel):
    """All cities of this installation."""

    items: list[City]
    next: str | None = None
