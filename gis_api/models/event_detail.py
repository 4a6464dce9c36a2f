"""All that is known of one event: its steps, what may come next, files, and what is near."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from gis_api.models.events import KEYED, Event
from layers import events

__all__ = ["EventDetail", "EventFile"]

FROM = ConfigDict(from_attributes=True)


class Step(BaseModel):
    """A step that was taken."""

    model_config = FROM

    version: int = Field(description="The first is 1.", examples=[1])
    step: str = Field(examples=["report"])
    from_state: str | None = Field(examples=[None])
    state: str = Field(description="The one that it led to.", examples=["reported"])
    at: datetime = Field(examples=["2026-07-01T08:00:00+08:00"])
    post: str | None = Field(description="For which post it was taken.", examples=["acceptor"])
    actor: str | None = Field(description=KEYED, examples=[None])
    note: str | None = Field(description=KEYED, examples=[None])
    department_code: str | None = Field(description=KEYED, examples=[None])


class EventNextStep(BaseModel):
    """A step that may be taken now."""

    model_config = FROM

    step: str = Field(examples=["file"])
    to: str | None = Field(description="The state that it leads to; null: it stays.", examples=["filed"])
    posts: list[str] = Field(description="Who may take it.", examples=[["acceptor"]])
    needs: list[str] = Field(description="Fields that must come with it.", examples=[["note"]])


class EventFile(BaseModel):
    """A photo or file of an event."""

    model_config = FROM

    id: int = Field(examples=[7])
    name: str = Field(examples=["before.jpg"])
    media_type: str = Field(examples=["image/jpeg"])
    bytes: int = Field(description="Its size.", examples=[204800])
    sha256: str = Field(examples=["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"])
    at: datetime = Field(examples=["2026-07-01T08:00:00+08:00"])


class NearComponent(BaseModel):
    """A component of a kind that such an event may be about."""

    model_config = FROM

    code: str = Field(examples=["42011701037000042"])
    class_code: str = Field(examples=["01037"])
    name: str = Field(examples=["路灯"])
    state: str = Field(examples=["intact"])
    lon: float = Field(examples=[114.8009])
    lat: float = Field(examples=[30.8421])
    metres: float = Field(examples=[3.2])


class NearCamera(BaseModel):
    """A camera."""

    model_config = FROM

    code: str = Field(examples=["C0001"])
    name: str = Field(examples=["红旗路口"])
    lon: float = Field(examples=[114.8009])
    lat: float = Field(examples=[30.8421])
    metres: float = Field(examples=[41.0])


class SimilarEvent(BaseModel):
    """Another event of the same class, near in place and time."""

    model_config = FROM

    code: str = Field(examples=["4201172026070100041"])
    class_code: str = Field(examples=["06010"])
    class_name: str | None = Field(examples=["暴露垃圾"])
    state: str = Field(examples=["dispatched"])
    reported_at: datetime = Field(examples=["2026-07-01T07:40:00+08:00"])
    lon: float = Field(examples=[114.8009])
    lat: float = Field(examples=[30.8421])
    metres: float = Field(examples=[12.5])
    likely_duplicate: bool = Field(description="Near enough in place and time to be the same.")


class Nearby(BaseModel):
    """What is near an event, the nearest first."""

    model_config = FROM

    components: list[NearComponent]
    cameras: list[NearCamera] | None = Field(description=KEYED)
    similar: list[SimilarEvent] = Field(description="Likely duplicates first.")


class EventDetail(Event):
    """An event with its history, what may come next, and what is near."""

    steps: list[Step] = Field(description="Oldest first; empty for an event that was brought in without.")
    next_steps: list[EventNextStep]
    files: list[EventFile] | None = Field(description=KEYED)
    nearby: Nearby
    warnings: list[str] = Field(
        description="place_disagrees: point and address are far apart; address_unknown: the address beside "
        "the point means no one place; in_no_grid: no unit grid covers the place; likely_duplicate; no_rule: "
        "no rule says which department acts.",
        examples=[["likely_duplicate"]],
    )

    @classmethod
    def of(cls, found: events.Detail) -> Self:
        """The same, as the database has it."""
        event = Event.model_validate(found.event)
        return cls.model_validate({**event.__dict__, **found._asdict()}, from_attributes=True)
