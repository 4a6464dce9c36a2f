"""One address of the library, as it is read by its code."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from address import library
from layers.changes import Made

__all__ = ["AddressEntry"]

LABEL = "新洲区邾城街道红旗社区红旗路12号3栋"
CODE = "42011700000000004217"
STATE_LABELS = {"proposed": "拟设", "active": "在用", "retired": "已注销", "merged": "已合并"}
WHO = "Null for callers without the key, and where the log does not say."


class _Model(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class AddressPoint(_Model):
    """A GeoJSON point."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float] = Field(
        description="In the system asked for, x before y.", examples=[[114.8009, 30.8421]]
    )


class AddressFacts(_Model):
    """What a geocodejson feature says of an address."""

    label: str = Field(description="Full standard text.", examples=[LABEL])
    level: str = Field(examples=["building"])
    address_code: str = Field(description="Permanent code.", examples=[CODE])
    area_code: str = Field(description="Lowest area by the library.", examples=["420117001001"])
    elements: dict[str, str] = Field(
        examples=[{"district": "新洲区", "street": "邾城街道", "road": "红旗路", "plate": "12号"}]
    )
    position_level: str | None = Field(
        description="Level of the address whose position this is.", examples=["building"]
    )
    accuracy: str | None = Field(description="How the position was found.", examples=["building"])
    district: str | None = Field(examples=["420117"])
    street: str | None = Field(examples=["420117001"])
    community: str | None = Field(examples=["420117001001"])
    grid: str | None = Field(description="Unit grid.", examples=["420117001001001"])


class AddressProperties(_Model):
    """Properties of a geocodejson feature."""

    geocoding: AddressFacts


class AddressFeature(_Model):
    """An address as a geocodejson feature."""

    type: Literal["Feature"] = "Feature"
    geometry: AddressPoint | None = Field(description="Null where no position is known.")
    properties: AddressProperties

    @classmethod
    def of(cls, found: library.Entry) -> Self:
        """The same, as the library has it."""
        head, place = found.head, found.position
        placed = place.lon is not None and place.lat is not None
        facts = AddressFacts(
            label=head.full_text,
            level=head.level,
            address_code=head.code,
            area_code=head.area_code,
            elements=place.elements,
            position_level=place.position_level,
            accuracy=place.accuracy,
            **{level: place.areas.get(level) for level in ("district", "street", "community", "grid")},
        )
        point = AddressPoint(coordinates=(place.lon or 0.0, place.lat or 0.0)) if placed else None
        return cls(geometry=point, properties=AddressProperties(geocoding=facts))


class AddressNode(_Model):
    """An address above or below another."""

    code: str = Field(examples=[CODE])
    level: str = Field(examples=["building"])
    name: str = Field(examples=["3栋"])
    state: str = Field(examples=["active"])


class AddressName(_Model):
    """Another address, under its full text."""

    code: str = Field(examples=[CODE])
    level: str = Field(examples=["building"])
    full_text: str = Field(examples=[LABEL])


class AddressAlias(_Model):
    """Another name of the same address."""

    text: str = Field(examples=["老电影院"])
    kind: str = Field(description="`alias`, `old_name` or `nickname`.", examples=["nickname"])


class AddressVersion(_Model):
    """What an address was between two moments, and who made it so."""

    full_text: str = Field(examples=[LABEL])
    level: str = Field(examples=["building"])
    state: str = Field(examples=["active"])
    valid_from: datetime
    valid_to: datetime
    source: str = Field(examples=["sample:7"])
    actor: str | None = Field(description=WHO, examples=[None])
    reason: str | None = Field(description=WHO, examples=[None])


class AddressEntry(_Model):
    """One address of the library. A code that is no longer in use says so in `state` and `present`."""

    address: AddressFeature
    state: Literal["proposed", "active", "retired", "merged"]
    state_label: str = Field(description="What users see.", examples=["在用"])
    merged_into: str | None = Field(description="Code of the address that it was merged into.")
    present: AddressName | None = Field(
        description="The address in use that the code stands for: itself, or what it was merged into."
    )
    answers_for: list[AddressName] = Field(description="Addresses that were merged into it.")
    source: str = Field(examples=["sample:7"])
    valid_from: datetime
    actor: str | None = Field(description=WHO, examples=[None])
    reason: str | None = Field(description=WHO, examples=[None])
    ancestors: list[AddressNode]
    children: list[AddressNode]
    next: str | None = Field(description="Cursor of the next page of children.")
    aliases: list[AddressAlias]
    history: list[AddressVersion] = Field(description="Earlier versions, newest first.")

    @classmethod
    def of(cls, found: library.Entry, *, internal: bool) -> Self:
        """The same, as the library has it; names of people for those who may see them."""
        head, makers = found.head, found.makers if internal else {}
        made = makers.get(head.valid_from)
        return cls(
            address=AddressFeature.of(found),
            state=head.state,
            state_label=STATE_LABELS[head.state],
            merged_into=head.merged_into,
            present=found.present and AddressName.model_validate(found.present),
            answers_for=[AddressName.model_validate(one) for one in found.answers_for],
            source=head.source,
            valid_from=head.valid_from,
            actor=made and made.actor,
            reason=made and made.reason,
            ancestors=[AddressNode.model_validate(one) for one in found.ancestors],
            children=[AddressNode.model_validate(one) for one in found.children],
            next=found.next,
            aliases=[AddressAlias.model_validate(one) for one in found.aliases],
            history=[_version(past, makers.get(past.valid_from)) for past in found.history],
        )


def _version(past: library.Version, made: Made | None) -> AddressVersion:
    return AddressVersion(**past._asdict(), actor=made and made.actor, reason=made and made.reason)
