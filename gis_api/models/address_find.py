"""Suggestions for what is being typed."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from address import answer

__all__ = ["Suggested", "Suggestion"]


class Suggestion(BaseModel):
    """A completion."""

    model_config = ConfigDict(from_attributes=True)

    text: str = Field(description="What to put into the search box.", examples=["红旗路12号"])
    label: str = Field(
        description="Full standard text; another name of the place that was typed stands behind it.",
        examples=["湖北省武汉市新洲区邾城街道红旗社区红旗路12号"],
    )
    level: str = Field(description="Level in the tree of addresses or of areas.", examples=["plate"])
    address_code: str | None = Field(
        description="Permanent code; null for what has none.", examples=["42011700000000004217"]
    )
    area_code: str | None = Field(description="Lowest area.", examples=["420117001001"])
    lon: float | None = Field(description="In the system asked for.", examples=[114.8009])
    lat: float | None = Field(examples=[30.8421])
    distance: float | None = Field(description="Metres from the point given.", examples=[12.4])


class Suggested(BaseModel):
    """Suggestions, the likeliest first."""

    items: list[Suggestion]
    next: None = Field(default=None, description="There are no further pages: type on.")

    @classmethod
    def of(cls, found: list[answer.Suggestion]) -> Self:
        """The same, as the geocoder has it."""
        return cls(items=[Suggestion.model_validate(one) for one in found])
