"""The life cycle of events, the time limits of their classes, and steps that are to be taken."""

from collections.abc import Sequence
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from layers.editions import Edition
from layers.events import life_cycle, limits, states
from layers.events.taken import Taken

__all__ = ["EventLifeCycle", "EventLimits", "NewStep"]

FROM = ConfigDict(from_attributes=True)


class EventState(BaseModel):
    """Where an event may stand."""

    code: str = Field(examples=["filed"])
    name: str = Field(examples=["立案"])
    name_en: str = Field(examples=["filed"])
    stage: str = Field(examples=["file"])
    final: bool = Field(description="Nothing follows.", examples=[False])
    cjj106: str = Field(description="What CJJ/T 106 calls it.", examples=["案件建立"])


class EventTransition(BaseModel):
    """What may be done with an event."""

    step: str = Field(examples=["file"])
    name: str = Field(examples=["立案"])
    name_en: str = Field(examples=["file"])
    sources: list[str] = Field(
        serialization_alias="from",
        description="States from which; none: a life begins so.",
        examples=[["reported"]],
    )
    to: str | None = Field(
        description="The state after it; null: it stays, or is the one before the pause.", examples=["filed"]
    )
    posts: list[str] = Field(description="Who may do it.", examples=[["acceptor", "supervisor"]])
    needs: list[states.Need] = Field(
        description="What must be said; change: another class, condition or component. What only some events "
        "need stands in their `next_steps`.",
        examples=[["note"]],
    )
    takes: list[str] = Field(description="Fields that may be given besides.", examples=[["condition"]])
    key: str | None = Field(description="On the keyboard.", examples=["f"])

    @classmethod
    def of(cls, step: states.Step) -> Self:
        """The same, as the file has it."""
        return cls(
            step=step.code,
            name=step.name,
            name_en=step.name_en,
            sources=list(step.sources),
            to=step.to,
            posts=list(step.posts),
            needs=list(step.needs),
            takes=list(step.takes),
            key=step.key,
        )


class EventStage(BaseModel):
    """A part of the life."""

    model_config = FROM

    code: str = Field(examples=["file"])
    name: str = Field(examples=["立案"])
    name_en: str = Field(examples=["filing"])
    cjj106: str = Field(description="What CJJ/T 106 calls it.", examples=["案件建立"])


class EventPost(BaseModel):
    """Somebody who takes steps (岗位)."""

    model_config = FROM

    code: str = Field(examples=["acceptor"])
    name: str = Field(examples=["受理员"])
    name_en: str = Field(examples=["acceptor"])


class EventLifeCycle(BaseModel):
    """States, steps, stages and posts; states in the order of a life that goes well."""

    states: list[EventState]
    steps: list[EventTransition]
    stages: list[EventStage]
    posts: list[EventPost]

    @classmethod
    def of(cls, life: life_cycle.LifeCycle) -> Self:
        """The same, as the file has it."""
        return cls(
            states=[
                EventState(
                    code=one.code,
                    name=one.name,
                    name_en=one.name_en,
                    stage=one.stage,
                    final=one.final,
                    cjj106=life.cjj106(one.code),
                )
                for one in life.states.values()
            ],
            steps=[EventTransition.of(one) for one in life.steps.values()],
            stages=[EventStage.model_validate(one) for one in life.stages.values()],
            posts=[EventPost.model_validate(one) for one in life.posts.values()],
        )


class EventLimit(BaseModel):
    """How long handling may take."""

    model_config = FROM

    code: str = Field(examples=["2026.06010.1"])
    edition: str = Field(description="Of the class of the rule.", examples=["2026"])
    class_code: str = Field(description="Or the first digits of several; empty: all.", examples=["06010"])
    condition: str | None = Field(description="When it holds; null: always.", examples=[None])
    amount: float = Field(examples=[4])
    unit: str = Field(
        description="urgent_hour 紧急工作时, work_hour 工作时, work_day 工作日, urgent_day 紧急工作日, day.",
        examples=["work_hour"],
    )
    basis: str | None = Field(description="What it rests on.", examples=[None])


class EventLimits(BaseModel):
    """Time limits; of one class the one that holds first."""

    items: list[EventLimit]

    @classmethod
    def of(cls, found: Sequence[limits.Limit]) -> Self:
        """The same, as the database has it."""
        return cls(items=[EventLimit.model_validate(one) for one in found])


class NewStep(BaseModel):
    """A step that somebody takes, and what is said with it; which fields it takes, the life cycle says."""

    model_config = ConfigDict(extra="forbid")

    step: str = Field(max_length=40, examples=["file"])
    version: int = Field(
        ge=1,
        lt=2**31,
        description="Of the event as the caller knows it; another one is answered 409.",
        examples=[1],
    )
    post: str = Field(max_length=40, description="For which post it is taken.", examples=["acceptor"])
    note: str | None = Field(default=None, max_length=2000, examples=["照片清楚"])
    department_code: str | None = Field(default=None, max_length=40, examples=["420117B001"])
    condition: str | None = Field(default=None, max_length=200, description="In the words of the limits.")
    duplicate_of: str | None = Field(default=None, max_length=40, examples=["4201172026070100041"])
    deadline: AwareDatetime | None = Field(default=None, examples=["2026-07-02T18:00:00+08:00"])
    component_code: str | None = Field(default=None, max_length=40, examples=["42011701037000042"])
    class_code: str | None = Field(default=None, pattern="^[0-9]{4,5}$", examples=["06010"])
    edition: Edition | None = Field(default=None, description="Of the class; null: that of the event.")

    @property
    def taken(self) -> Taken:
        """The same, to be taken."""
        return Taken(**self.model_dump())
