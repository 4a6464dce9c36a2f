"""Statistics of events and hot spots, as they are answered."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from layers.statistics import Grouping
from layers.statistics.indicators import Indicators

__all__ = ["EventStatistics", "HotSpots", "IndicatorList"]

GEOMETRY = "GeoJSON, with `geometry=true`."


class _Model(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class IndicatorValue(_Model):
    """One indicator of a row."""

    numerator: float | None = Field(description="Null: of a median or p90.", examples=[91])
    denominator: float | None = Field(description="Null: of a plain count.", examples=[104])
    value: float | None = Field(
        description="Null where the denominator is 0. A share from 0 to 1, a count, or hours.",
        examples=[0.875],
    )
    previous: float | None = Field(description="IndicatorValue in the period compared with.", examples=[0.85])
    change: float | None = Field(
        description="Of shares the difference (0.01: one point), else as a share of `previous`.",
        examples=[0.025],
    )


class StatisticsRow(_Model):
    """A line of statistics."""

    key: str | None = Field(
        description="Code of an area, a grid, a class ..., a time of the city's clock, or a cell of H3; "
        "null: of events that have none.",
        examples=["420117001"],
    )
    name: str | None = Field(examples=["邾城街道"])
    edition: str | None = Field(description="Of a class.", examples=[None])
    count: int = Field(description="Events reported.", examples=[120])
    indicators: dict[str, IndicatorValue] = Field(description="By code, see `/api/stats/indicators`.")
    geometry: dict[str, Any] | None = Field(default=None, description=GEOMETRY)


class StatisticsPeriod(_Model):
    """From a moment on until before another."""

    since: datetime | None = Field(examples=["2026-07-01T00:00:00+08:00"])
    until: datetime = Field(examples=["2026-08-01T00:00:00+08:00"])


class EventStatistics(_Model):
    """Indicators of the events reported in a period."""

    by: Grouping
    period: StatisticsPeriod
    compared: StatisticsPeriod | None = Field(description="The period before, if one is compared with.")
    rows: list[StatisticsRow]
    total: StatisticsRow = Field(description="Of all rows, also those beyond `limit`.")
    found: int = Field(description="Rows there are.", examples=[15])


class HotSpot(_Model):
    """A cell where more happens than is to be expected."""

    rank: int = Field(examples=[1])
    key: str = Field(description="Code of a unit grid, or a cell of H3.", examples=["8941884906bffff"])
    name: str | None = Field(examples=[None])
    count: int = Field(description="Events in the cell itself.", examples=[65])
    expected: float = Field(description="If all cells were alike.", examples=[42.26])
    score: float = Field(description="Gi*, standard deviations.", examples=[5.32])
    p: float = Field(description="Corrected for the number of cells.", examples=[0.00007])
    geometry: dict[str, Any] | None = Field(default=None, description=GEOMETRY)


class HotSpots(_Model):
    """Places of high incidence, the highest score first."""

    rows: list[HotSpot]
    found: int = Field(description="Hot spots there are, also those beyond `limit`.", examples=[35])
    cells: int = Field(description="Cells that were looked at.", examples=[1251])
    events: int = Field(description="Events in them.", examples=[52920])
    period: StatisticsPeriod


class Counted(BaseModel):
    """What is counted."""

    code: str = Field(examples=["due_to_close"])
    zh: str = Field(examples=["应结案"])
    en: str = Field(examples=["closed, or filed and open beyond the deadline, its clock running"])


class Indicator(BaseModel):
    """An indicator and what it is made from."""

    code: str = Field(examples=["closing_rate"])
    zh: str = Field(examples=["结案率"])
    en: str = Field(examples=["closing rate"])
    unit: Literal["events", "share", "hours"]
    good: Literal["high", "low"] | None = Field(description="Which direction is good.")
    numerator: Counted | None = Field(description="Null: of a span of time.")
    denominator: Counted | None = Field(description="Null: of a plain count or a span of time.")
    span: Counted | None = Field(description="The span of time that it is of.", examples=[None])
    of: Literal["mean", "median", "p90"] | None = Field(description="Of a span.")
    tag: Literal["H", "M", "L"] = Field(description="How sure its name and formula are.")


class IndicatorList(BaseModel):
    """All indicators."""

    items: list[Indicator]

    @classmethod
    def of(cls, known: Indicators) -> Self:
        """The definitions, each with what it is made from."""

        def said(code: str | None) -> Counted | None:
            one = known.counts.get(code or "") or known.spans.get(code or "")
            return Counted(code=one.code, zh=one.zh, en=one.en) if one else None

        return cls(
            items=[
                Indicator.model_validate(
                    asdict(one)
                    | {"unit": one.unit, "numerator": said(one.numerator)}
                    | {"denominator": said(one.denominator), "span": said(one.span)}
                )
                for one in known.indicators.values()
            ]
        )
