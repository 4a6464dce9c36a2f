"""Events, as they are reported and read."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from layers import events
from layers.editions import Edition
from layers.schema.events import EVENT_SOURCES

__all__ = ["Event", "EventDetail", "Events", "NewEvent"]

EventSource = Annotated[
    str,
    Field(
        max_length=20,
        description="Who reports: 采集员, 12345 热线, 公众, 领导批示, 部门批转, 视频, 无人机, 物联感知.",
        examples=["hotline"],
        json_schema_extra={"enum": list(EVENT_SOURCES)},
    ),
]


class NewEvent(BaseModel):
    """What is reported: a class, and where it is, as a point or in words."""

    model_config = ConfigDict(extra="forbid")

    class_code: str = Field(pattern="^[0-9]{4,5}$", examples=["06010"])
    edition: Edition = Field(default=Edition.E2026, description="Of the class catalogue.")
    description: str | None = Field(default=None, max_length=2000, examples=["路边一堆垃圾"])
    source: EventSource
    lon: float | None = Field(default=None, examples=[114.8009])
    lat: float | None = Field(default=None, examples=[30.8421])
    crs: str = Field(default="cgcs2000", max_length=20, description="Of lon and lat.", examples=["gcj02"])
    address: str | None = Field(default=None, max_length=200, examples=["邾城街道红旗路12号"])
    urgent: bool = False

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("lon and lat come together")
        if self.lon is None and not (self.address or "").strip():
            raise ValueError("say where it is: lon and lat, or address")
        return self


class Event(BaseModel):
    """An event. What was said, and where in words, is null for callers without the key."""

    model_config = ConfigDict(from_attributes=True)

    id: int = Field(description="Feature id in the tiles of events.", examples=[4217])
    code: str = Field(description="Area, date, running number.", examples=["4201172026070100042"])
    edition: str = Field(examples=["2026"])
    class_code: str = Field(examples=["06010"])
    class_name: str | None = Field(examples=["暴露垃圾"])
    description: str | None = Field(examples=[None])
    source: str = Field(examples=["hotline"])
    state: str = Field(examples=["reported"])
    urgent: bool
    reported_at: datetime = Field(examples=["2026-07-01T08:00:00+08:00"])
    lon: float | None = Field(examples=[114.8009])
    lat: float | None = Field(examples=[30.8421])
    address_text: str | None = Field(examples=[None])
    district: str | None = Field(examples=["420117"])
    street: str | None = Field(examples=["420117001"])
    community: str | None = Field(examples=["420117001001"])
    unit_grid: str | None = Field(examples=["420117001001001"])
    duty_grid: str | None = Field(examples=["42011700100103"])
    deadline: datetime | None
    closed_at: datetime | None


class Step(BaseModel):
    """One step of an event's life."""

    model_config = ConfigDict(from_attributes=True)

    step: str = Field(examples=["report"])
    state: str = Field(examples=["reported"])
    at: datetime = Field(examples=["2026-07-01T08:00:00+08:00"])


class EventDetail(Event):
    """An event with the steps of its life."""

    steps: list[Step]

    @classmethod
    def of(cls, found: events.Event, steps: list[events.Step]) -> Self:
        """The same, as the database has it."""
        return cls(**Event.model_validate(found).model_dump(), steps=[Step.model_validate(s) for s in steps])


class Events(BaseModel):
    """A page of events, newest first."""

    items: list[Event]
    next: str | None = Field(description="Cursor of the page after; null on the last.")

    @classmethod
    def of(cls, page: events.Page) -> Self:
        """The same, as the database has it."""
        return cls(items=[Event.model_validate(one) for one in page.items], next=page.next)
