"""Evaluation indicators (评价指标) as data: what is counted and what is divided by what, from one file.

`data/events/indicators.toml` has the definitions; a set of indicators checks itself when it is made, so each
one that exists has all that it is made from.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Literal

from layers.errors import Invalid

__all__ = ["FOLDER", "OF_GRIDS", "Count", "Good", "Indicator", "Indicators", "Span", "load"]

FOLDER: Final = Path(__file__).parents[2] / "data" / "events"
"""Where the project's own indicators lie, beside the calendar."""

OF_GRIDS: Final = ("grids_reached", "grids", "in_high_incidence")
"""Counts that are not of one event each, so that no expression of SQL stands beside them."""

USUAL: Final = ("mean", "median", "p90")
TAGS: Final = ("H", "M", "L")
LIMITS: Final = frozenset({"filing", "verification", "check"})

Good = Literal["high", "low"] | None
"""Which direction is good; None: neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A named count: how many events there are of which something holds."""

    code: str
    zh: str
    en: str
    """What is counted, in words."""
    sql: str | None = None
    """When an event counts; None for those of `OF_GRIDS`."""
    steps: bool = False
    """Whether the steps of the event have to be looked at."""

    def __post_init__(self) -> None:
        """Refuse a count that nobody can make."""
        if (self.sql is None) != (self.code in OF_GRIDS):
            raise ValueError(f"a count has sql, except {', '.join(OF_GRIDS)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A span of time that an event may have."""

    code: str
    zh: str
    en: str
    start: str
    """Expressions of SQL: the two moments; an event that lacks one has no such span."""
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """An indicator: a count, a share of a count, or what is usual of a span."""

    code: str
    zh: str
    en: str
    tag: str
    """How sure name and formula are: H, M or L."""
    good: Good = None
    numerator: str | None = None
    denominator: str | None = None
    span: str | None = None
    of: str | None = None
    """Of a span: mean, median or p90."""

    def __post_init__(self) -> None:
        """Refuse one that is neither or both."""
        if (self.numerator is None) == (self.span is None) or (self.span is None) != (self.of is None):
            raise ValueError("an indicator has a numerator, or span and of")
        if self.of not in (None, *USUAL) or self.tag not in TAGS or self.good not in (None, "high", "low"):
            raise ValueError(f"of is one of {USUAL}, tag one of {TAGS}, good high or low")

    @property
    def unit(self) -> str:
        """`hours` of a span, `share` from 0 to 1, or `events`."""
        if self.span:
            return "hours"
        return "share" if self.denominator else "events"


@dataclass(frozen=True)
class Indicators:
    """All of them, by their codes, in the order of the file."""

    counts: Mapping[str, Count]
    spans: Mapping[str, Span]
    indicators: Mapping[str, Indicator]
    limits: Mapping[str, timedelta]
    """Of the centre's own steps: filing, verification, check."""
    high_incidence: int
    """From how many events on a unit grid is one of high incidence."""
    sources: Mapping[str, str]
    """Chinese names of those who report."""

    def __post_init__(self) -> None:
        """Refuse indicators of what is not counted.

        Raises:
            ValueError: says which indicator lacks what.
        """
        for one in self.indicators.values():
            for code in filter(None, (one.numerator, one.denominator)):
                if code not in self.counts:
                    raise ValueError(f"indicator {one.code!r}: no count {code!r}")
            if one.span and one.span not in self.spans:
                raise ValueError(f"indicator {one.code!r}: no span {one.span!r}")
        if "reported" not in self.counts or self.limits.keys() != LIMITS or self.high_incidence < 1:
            raise ValueError(f"the count reported, the limits {sorted(LIMITS)} and high_incidence are needed")

    def chosen(self, codes: Sequence[str] | None) -> list[Indicator]:
        """The indicators of these codes, in that order; all for None.

        Raises:
            Invalid: there is none of a code.
        """
        if codes is None:
            return list(self.indicators.values())
        if unknown := [code[:40] for code in codes if code not in self.indicators]:
            raise Invalid(f"no indicator {unknown[0]!r}", known=list(self.indicators))
        return [self.indicators[code] for code in dict.fromkeys(codes)]


def load(folder: Path = FOLDER) -> Indicators:
    """Read `indicators.toml` of a folder.

    Raises:
        Invalid: it is no TOML, or an indicator lacks something; the message says which.
    """
    path = folder / "indicators.toml"
    try:
        return _indicators(tomllib.loads(path.read_text("utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        hint = "docs/events.md says what stands in it"
        raise Invalid(f"{path.name}: {error}", file=path.name, hint=hint) from error


def _indicators(raw: Mapping[str, Any]) -> Indicators:
    indicators = [Indicator(**one) for one in raw["indicator"]]
    _refuse_repeated(one.code for one in indicators)
    return Indicators(
        counts={code: Count(code=code, **one) for code, one in raw["count"].items()},
        spans={code: Span(code=code, **one) for code, one in raw["span"].items()},
        indicators={one.code: one for one in indicators},
        limits={name: timedelta(hours=hours) for name, hours in raw["limits"].items()},
        high_incidence=raw["high_incidence"]["events"],
        sources=raw["sources"],
    )


def _refuse_repeated(codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise ValueError(f"indicator {code!r} stands there twice")
        seen.add(code)
