"""Buildings down to rooms."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from cim import buildings

__all__ = ["Building", "Rooms"]


class _Model(BaseModel):
    model_config = ConfigDict(from_attributes=True, protected_namespaces=())


class Storey(_Model):
    """A storey of a building."""

    code: str = Field(examples=["B000421-05"])
    number: int = Field(description="1 and up, -1 and down, never 0.", examples=[5])
    label: str = Field(description="What the sign says.", examples=["5F"])
    base_height: float | None = Field(description="Metres above the building's base.", examples=[12.0])
    height: float | None = Field(description="Metres.", examples=[3.0])
    derived: bool = Field(description="Made from the number of storeys only.")
    units: int = Field(description="Units that have rooms on it.", examples=[2])
    rooms: int = Field(examples=[4])


class Unit(_Model):
    """A unit of a building (单元)."""

    code: str = Field(examples=["B000421-U1"])
    name: str = Field(examples=["1单元"])
    rooms: int = Field(examples=[24])


class Building(_Model):
    """A building with its storeys. Heights are metres, areas square metres."""

    code: str = Field(examples=["B000421"])
    name: str | None = Field(examples=["3栋"])
    use: str | None = Field(examples=["residential"])
    address_code: str | None = Field(examples=["42011700000000004217"])
    address: str | None = Field(examples=["新洲区邾城街道红旗社区红旗路12号3栋"])
    lon: float = Field(description="Of a point on its footprint.", examples=[114.8009])
    lat: float = Field(examples=[30.8421])
    base_height: float | None = Field(description="Of the ground, 1985 datum.", examples=[24.6])
    height: float | None = Field(examples=[18.0])
    storeys_above: int | None = Field(examples=[6])
    storeys_below: int | None = Field(examples=[1])
    year_built: int | None = Field(examples=[2004])
    area_measured: float | None = Field(examples=[3120.5])
    area_declared: float | None = Field(examples=[3100.0])
    cim_level: int | None = Field(description="CIM1 to CIM7.", examples=[2])
    model_code: str | None = Field(description="Model it was taken from.", examples=[None])
    source: str = Field(examples=["sample:7"])
    storeys: list[Storey] = Field(description="From the lowest up.")
    units: list[Unit]
    rooms: int = Field(examples=[48])

    @classmethod
    def of(cls, found: buildings.Building) -> Self:
        """The same, as the database has it."""
        return cls.model_validate(found)


class Room(_Model):
    """A room or flat."""

    code: str = Field(examples=["B000421-0502"])
    number: str | None = Field(examples=["502"])
    name: str | None = Field(examples=[None])
    use: str | None = Field(examples=["dwelling"])
    unit: str | None = Field(examples=["2单元"])
    address_code: str | None = Field(examples=["42011700000000004217"])
    area_measured: float | None = Field(description="Square metres.", examples=[89.4])
    area_declared: float | None = Field(examples=[90.0])


class Rooms(BaseModel):
    """The rooms of a storey, by number."""

    items: list[Room]
    next: str | None = None

    @classmethod
    def of(cls, found: list[buildings.Room]) -> Self:
        """The same, as the database has it."""
        return cls(items=[Room.model_validate(one) for one in found])
