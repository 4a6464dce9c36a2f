"""Corrections of the address library, as they are proposed, reviewed and read."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from address.lifecycle import reading
from address.lifecycle.actions import ACTIONS, Proposal, proposal
from layers.crs import parse
from layers.points import one_point
from layers.schema.addresses import ADDRESS_LEVELS, ALIAS_KINDS, POSITION_ACCURACY
from layers.schema.corrections import STATES

__all__ = ["Correction", "CorrectionStep", "Corrections", "NewCorrection"]

CODE = "42011700000000004217"
LABEL = "新洲区邾城街道红旗社区红旗路12号"


def _one_of(words: tuple[str, ...]) -> dict[str, Any]:
    return {"enum": list(words)}


AnyCode = Annotated[str, Field(max_length=40)]
Word = Annotated[str, Field(max_length=20)]


class NewCorrection(BaseModel):
    """A proposed change of the library. Each action takes some of the fields; a wrong one is named."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"action": "rename", "code": CODE, "name": "12-1号", "reason": "门牌换新，现场核实"},
                {"action": "add", "parent_code": CODE, "level": "building", "name": "3栋", "reason": "新建"},
            ]
        },
    )

    action: Word = Field(
        description="; ".join(f"`{name}` {one.label}" for name, one in ACTIONS.items()),
        json_schema_extra=_one_of(tuple(ACTIONS)),
        examples=["rename"],
    )
    reason: str = Field(max_length=500, description="Why; stays with the change.", examples=["门牌换新"])
    code: AnyCode | None = Field(default=None, description="The address it is about.", examples=[CODE])
    parent_code: AnyCode | None = Field(default=None, description="`add`, `move`: the address above.")
    area_code: AnyCode | None = Field(
        default=None, description="`add` without a parent, `move` when a boundary moves: the area."
    )
    into_code: AnyCode | None = Field(default=None, description="`merge`: the address that stays.")
    level: Word | None = Field(
        default=None, description="`add`.", json_schema_extra=_one_of(ADDRESS_LEVELS), examples=["plate"]
    )
    name: Annotated[str, Field(max_length=200)] | None = Field(
        default=None, description="`add`, `rename`: its own element only.", examples=["12号"]
    )
    text: Annotated[str, Field(max_length=200)] | None = Field(
        default=None, description="`add_alias`, `remove_alias`: the other name.", examples=["老电影院"]
    )
    kind: Word | None = Field(
        default=None, description="`add_alias`: `alias` if not given.", json_schema_extra=_one_of(ALIAS_KINDS)
    )
    lon: float | None = Field(default=None, description="`add`, `place`.", examples=[114.8009])
    lat: float | None = Field(default=None, description="`add`, `place`.", examples=[30.8421])
    crs: Word = Field(default="cgcs2000", description="Of lon and lat.", examples=["gcj02"])
    accuracy: Word | None = Field(
        default=None, description="`add`, `place`.", json_schema_extra=_one_of(POSITION_ACCURACY)
    )
    below: bool = Field(default=False, description="`retire`: with all that stands below it.")

    def proposal(self) -> Proposal:
        """The same, checked, with its position in CGCS2000.

        Raises:
            layers.errors.Invalid: the fields are not those of the action, or the point is not on the map.
        """
        fields = self.model_dump(exclude={"action", "reason", "crs"})
        if self.lon is not None and self.lat is not None:
            fields["lon"], fields["lat"] = one_point(self.lon, self.lat, parse(self.crs))
        return proposal(self.action, fields)


class CorrectionStep(BaseModel):
    """A step of a reviewer."""

    model_config = ConfigDict(extra="forbid")

    action: Word = Field(
        description="; ".join(f"`{name}` {rule.label}" for name, rule in reading.STEPS.items()),
        json_schema_extra=_one_of(tuple(reading.STEPS)),
        examples=["accept"],
    )
    reason: str = Field(default="", max_length=500, description="Needed to reject.", examples=["与现场一致"])


class StepTaken(BaseModel):
    """A step that was taken: who, when, why."""

    model_config = ConfigDict(from_attributes=True)

    step: str = Field(examples=["propose"])
    state: str = Field(description="Of the correction after it.", examples=["proposed"])
    actor: str = Field(examples=["admin"])
    at: datetime = Field(examples=["2026-07-01T08:00:00+08:00"])
    reason: str | None = Field(examples=["门牌换新，现场核实"])


class NextStep(BaseModel):
    """A step that may be taken now."""

    action: str = Field(examples=["accept"])
    label: str = Field(description="What users see.", examples=["通过"])
    needs_reason: bool


class AddressSeen(BaseModel):
    """An address before a correction or after it; coordinates are CGCS2000."""

    code: str | None = Field(description="Null for one that gets its code when published.", examples=[CODE])
    level: str = Field(examples=["plate"])
    name: str = Field(examples=["12号"])
    full_text: str = Field(examples=[LABEL])
    local_text: str = Field(examples=["红旗路12号"])
    parent_code: str | None
    area_code: str = Field(examples=["420117001001"])
    state: str = Field(examples=["active"])
    merged_into: str | None
    lon: float | None = Field(examples=[114.8009])
    lat: float | None = Field(examples=[30.8421])
    accuracy: str | None = Field(examples=["plate"])
    aliases: list[str]


class Correction(BaseModel):
    """A proposed change of the library: what, on what, and what became of it."""

    id: int = Field(examples=[17])
    action: str = Field(examples=["rename"])
    action_label: str = Field(description="What users see.", examples=["更名"])
    state: str = Field(json_schema_extra=_one_of(STATES), examples=["proposed"])
    state_label: str = Field(description="What users see.", examples=["待审"])
    label: str = Field(description="Full text of the address that it is about.", examples=[LABEL])
    address_code: str | None = Field(description="Of that address; for `add` of the one above.")
    fields: dict[str, Any] = Field(description="As proposed.", examples=[{"code": CODE, "name": "12-1号"}])
    before: list[AddressSeen] = Field(description="The addresses named, when it was proposed or accepted.")
    after: list[AddressSeen] = Field(description="The same afterwards, and one that is new.")
    changed: int = Field(description="Rows that change, with those below.", examples=[14])
    result_code: str | None = Field(description="Code of what it led to; null until published.")
    proposed_by: str = Field(examples=["admin"])
    proposed_at: datetime
    reason: str = Field(examples=["门牌换新，现场核实"])
    steps: list[StepTaken] = Field(description="Oldest first.")
    next_steps: list[NextStep] = Field(description="What may be done now; none when it is closed.")

    @classmethod
    def of(cls, found: reading.Correction) -> Self:
        """The same, as the library has it."""
        first = found.steps[0]
        return cls(
            id=found.id,
            action=found.action,
            action_label=ACTIONS[found.action].label,
            state=found.state,
            state_label=reading.STATE_LABELS[found.state],
            label=found.label,
            address_code=found.address_code,
            fields=found.wanted,
            before=[AddressSeen(**one) for one in found.seen],
            after=[AddressSeen(**one) for one in found.planned],
            changed=found.changed,
            result_code=found.result_code,
            proposed_by=first.actor,
            proposed_at=first.at,
            reason=first.reason or "",
            steps=[StepTaken.model_validate(one) for one in found.steps],
            next_steps=[_next(name) for name in found.may],
        )


class Corrections(BaseModel):
    """A page of corrections, newest first."""

    items: list[Correction]
    next: str | None = Field(description="Cursor of the page after; null on the last.")

    @classmethod
    def of(cls, page: reading.Page) -> Self:
        """The same, as the library has it."""
        return cls(items=[Correction.of(one) for one in page.items], next=page.next)


def _next(name: str) -> NextStep:
    rule = reading.STEPS[name]
    return NextStep(action=name, label=rule.label, needs_reason=rule.needs_reason)
