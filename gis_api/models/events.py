"""Events, as they are reported and listed; `gis_api.models.event_detail` has all that is known of one."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from layers import events
from layers.editions import Edition
from layers.schema.events import EVENT_SOURCES

__all__ = ["Event", "EventSource", "Events", "Limit", "NewEvent"]

KEYED = "Null without the key."

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
    """What is reported: a class, and where it is, as a point, in words, or both."""

    model_config = ConfigDict(extra="forbid")

    class_code: str = Field(pattern="^[0-9]{4,5}$", examples=["06010"])
    edition: Edition = Field(default=Edition.E2026, description="Of the class catalogue.")
    description: str | None = Field(default=None, max_length=2000, examples=["路边一堆垃圾"])
    source: EventSource
    lon: float | None = Field(default=None, examples=[114.8009])
    lat: float | None = Field(default=None, examples=[30.8421])
    crs: str = Field(default="cgcs2000", max_length=20, description="Of lon and lat.", examples=["gcj02"])
    address: str | None = Field(
        default=None,
        max_length=200,
        description="Where it is in words. With a point beside it the point decides, and the event keeps how "
        "far apart the two are.",
        examples=["邾城街道红旗路12号"],
    )
    urgent: bool = Field(default=False, description="紧急.")
    supervised: bool = Field(default=False, description="督办.")
    condition: str | None = Field(
        default=None,
        max_length=100,
        description="Which of the cases that a class has time limits for it is; see /api/events/limits.",
        examples=[None],
    )
    component_code: str | None = Field(
        default=None,
        max_length=40,
        description="The component that it is about, if the reporter knows.",
        examples=[None],
    )
    collector_code: str | None = Field(
        default=None, max_length=40, description="The collector (采集员) who reports.", examples=[None]
    )

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("lon and lat come together")
        if self.lon is None and not (self.address or "").strip():
            raise ValueError("say where it is: lon and lat, or address")
        return self


class Limit(BaseModel):
    """A time limit (处置时限)."""

    model_config = ConfigDict(from_attributes=True)

    amount: float = Field(examples=[4])
    unit: Literal["urgent_hour", "work_hour", "work_day", "urgent_day", "day"] = Field(
        description="紧急工作时, 工作时, 工作日, 紧急工作日, 自然日.", examples=["work_hour"]
    )


class Event(BaseModel):
    """An event. What was said, by whom, and which department acts is null for callers without the key."""

    model_config = ConfigDict(from_attributes=True)

    id: int = Field(description="Feature id in the tiles of events.", examples=[4217])
    code: str = Field(description="Area, date, running number.", examples=["4201172026070100042"])
    edition: str = Field(examples=["2026"])
    class_code: str = Field(examples=["06010"])
    class_name: str | None = Field(examples=["暴露垃圾"])
    description: str | None = Field(description=KEYED, examples=[None])
    source: str = Field(description="Who reported it; as in a new event.", examples=["hotline"])
    state: str = Field(description="As /api/events/life-cycle lists them.", examples=["reported"])
    urgent: bool
    supervised: bool
    reported_at: datetime = Field(examples=["2026-07-01T08:00:00+08:00"])
    lon: float | None = Field(examples=[114.8009])
    lat: float | None = Field(examples=[30.8421])
    address_text: str | None = Field(description=KEYED, examples=[None])
    address_code: str | None = Field(description=KEYED, examples=[None])
    placed_from: Literal["point", "address", "both"] | None = Field(
        description="What its place was taken from; of both the point decides. Null: not known.",
        examples=["point"],
    )
    place_gap_m: float | None = Field(
        description="Metres between the point and the address; null unless both were given.", examples=[None]
    )
    district: str | None = Field(
        description="This and the areas and grids below are those at the time of the report, as codes.",
        examples=["420117"],
    )
    street: str | None = Field(examples=["420117001"])
    community: str | None = Field(examples=["420117001001"])
    unit_grid: str | None = Field(examples=["420117001001001"])
    duty_grid: str | None = Field(examples=["42011700100103"])
    composite_grid: str | None = Field(examples=["420117001001Z01"])
    component_code: str | None = Field(examples=["42011701037000042"])
    collector_code: str | None = Field(description=KEYED, examples=[None])
    department_code: str | None = Field(
        description=f"Who acts; until it is dispatched, who is proposed to. {KEYED}", examples=[None]
    )
    department_name: str | None = Field(description=KEYED, examples=[None])
    assigned_by: Literal["rule", "duty_desk", "person"] | None = Field(
        description=f"Who chose the department: a rule, the duty desk for want of one, a person. {KEYED}",
        examples=[None],
    )
    condition: str | None = Field(examples=[None])
    limit: Limit | None = Field(description="Null: no time limit is set for such an event.")
    deadline: datetime | None = Field(description="Null until it is dispatched.")
    overdue: bool = Field(
        description="Not handled by its deadline, or handled after it; while it is suspended it is not."
    )
    suspended_at: datetime | None = Field(description="挂账; null when it is not.")
    filed_at: datetime | None
    dispatched_at: datetime | None
    handled_at: datetime | None
    checked_at: datetime | None
    closed_at: datetime | None = Field(description="When it came to its end, whichever; null while open.")
    returns: int = Field(description="How often a department sent it back.", examples=[0])
    reworks: int = Field(description="How often what was done was not enough.", examples=[0])
    forced: bool = Field(description="Whether it was closed by force.")
    duplicate_of: str | None = Field(description="The event that it repeats.", examples=[None])
    version: int = Field(description="How many steps were taken; send it with the next.", examples=[1])


class Events(BaseModel):
    """A page of events."""

    items: list[Event]
    next: str | None = Field(description="Cursor of the page after; null on the last.")

    @classmethod
    def of(cls, page: events.Page) -> Self:
        """The same, as the database has it."""
        return cls(items=[Event.model_validate(one) for one in page.items], next=page.next)
