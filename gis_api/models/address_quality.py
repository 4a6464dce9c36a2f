"""Quality of the address library: findings, page by page, and how many there are."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from address.quality import finding, run

__all__ = ["Findings", "Summary"]

Severity = Literal["error", "warning", "notice"]
Facts = dict[str, str | int | float]


class _Model(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Said(_Model):
    """One sentence in two languages."""

    zh: str = Field(examples=["红旗路12号 的位置在红旗社区外 23 米, 落在: 和平社区"])
    en: str = Field(examples=["红旗路12号 lies 23 m outside 红旗社区, in: 和平社区"])


class Row(_Model):
    """An address that a finding is about."""

    code: str = Field(examples=["42011700000000004217"])
    level: str = Field(examples=["plate"])
    text: str = Field(examples=["新洲区邾城街道红旗社区红旗路12号"])
    area_code: str = Field(examples=["420117001001"])
    lon: float | None = Field(description="CGCS2000; null without a position.", examples=[114.8009])
    lat: float | None = Field(examples=[30.8421])


class Repair(_Model):
    """What would put it right."""

    said: Said
    corrections: list[Facts] = Field(
        description="To be proposed in this order; empty where a person must look or choose first.",
        examples=[[{"action": "move", "code": "42011700000000004217", "area_code": "420117001002"}]],
    )


class Finding(_Model):
    """One thing that is wrong, or looks so."""

    check: str = Field(examples=["outside_area"])
    severity: Severity
    title: Said
    said: Said
    rows: list[Row] = Field(description="The one to repair first; 20 at most.")
    facts: Facts = Field(
        description="Figures: lengths in metres on the ellipsoid.",
        examples=[{"metres": 23.4, "area": "红旗社区", "lies_in": "和平社区"}],
    )
    repair: Repair

    @classmethod
    def of(cls, found: finding.Finding) -> Self:
        """The same, as the library has it."""
        return cls(
            check=found.check.name,
            severity=found.check.severity,
            title=Said.model_validate(found.check.title),
            said=Said.model_validate(found.said),
            rows=[Row.model_validate(row) for row in found.rows],
            facts=dict(found.facts),
            repair=Repair.model_validate(found.repair),
        )


class Findings(_Model):
    """A page of findings, check by check, then by code."""

    items: list[Finding]
    next: str | None = Field(description="Cursor of the page after; null on the last.")

    @classmethod
    def of(cls, page: run.Page) -> Self:
        """The same, as the library has it."""
        return cls(items=[Finding.of(one) for one in page.items], next=page.next)


class Tally(_Model):
    """How much one check finds."""

    check: str = Field(examples=["number_order"])
    severity: Severity
    title: Said
    count: int = Field(examples=[3])


class Summary(_Model):
    """How much every check finds, those that find nothing too."""

    area: str = Field(examples=["420117001"])
    items: list[Tally]

    @classmethod
    def of(cls, area: str, tallies: list[run.Tally]) -> Self:
        """The same, as the library has it."""
        items = [
            Tally(
                check=check.name,
                severity=check.severity,
                title=Said.model_validate(check.title),
                count=amount,
            )
            for check, amount in tallies
        ]
        return cls(area=area, items=items)
