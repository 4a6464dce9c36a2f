"""Components and their counts."""

from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from layers import components

__all__ = ["Component", "Components", "Summary"]


class Component(BaseModel):
    """One component of the city (部件)."""

    model_config = ConfigDict(from_attributes=True)

    id: int = Field(description="Feature id in the tiles of components.", examples=[4217])
    code: str = Field(examples=["42011701001000042"])
    edition: str = Field(description="Of the class catalogue.", examples=["2026"])
    class_code: str = Field(examples=["01001"])
    class_name: str | None = Field(examples=["供水井盖"])
    name: str = Field(examples=["供水井盖"])
    state: str = Field(examples=["intact"])
    lon: float = Field(examples=[114.8009])
    lat: float = Field(examples=[30.8421])
    unit_grid: str | None = Field(examples=["420117001001001"])
    street: str | None = Field(examples=["420117001"])
    community: str | None = Field(examples=["420117001001"])
    department: str | None = Field(description="In charge (主管部门).", examples=["新洲区水务和湖泊局"])
    owner: str | None = Field(description="权属单位.", examples=["新洲区自来水公司"])
    maintainer: str | None = Field(description="养护单位.", examples=["新洲区自来水公司"])
    initial_date: date | None = Field(examples=["2024-05-01"])
    change_date: date | None = Field(examples=[None])
    accuracy: str | None = Field(description="A within 0.5 m, B 1 m, C 10 m.", examples=["A"])
    attributes: dict[str, Any] | None = Field(examples=[{"material": "cast iron"}])


class Components(BaseModel):
    """A page of components."""

    items: list[Component]
    next: str | None = Field(description="Cursor of the page after; null on the last.")

    @classmethod
    def of(cls, page: components.Page) -> Self:
        """The same, as the database has it."""
        return cls(items=[Component.model_validate(one) for one in page.items], next=page.next)


class Count(BaseModel):
    """A line of a summary."""

    model_config = ConfigDict(from_attributes=True)

    key: str | None = Field(description="Code of area or class; null: in none.", examples=["420117001"])
    name: str | None = Field(examples=["邾城街道"])
    count: int = Field(examples=[6120])
    edition: str | None = Field(description="Of a class.", examples=[None])


class Summary(BaseModel):
    """Counts, most first, and their sum."""

    model_config = ConfigDict(from_attributes=True)

    rows: list[Count]
    total: int = Field(examples=[20417])
    level: str | None = Field(description="Of the areas counted by.", examples=["street"])

    @classmethod
    def of(cls, found: components.Summary) -> Self:
        """The same, as the database has it."""
        return cls.model_validate(found)
