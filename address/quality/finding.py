"""What the checks of the address library say: findings, each with figures and a suggested repair."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from address.quality.ground import Ground
from address.quality.repair import Fact, Repair, Said

__all__ = ["Check", "Finding", "Row", "Severity", "Suspect"]

Severity = Literal["error", "warning", "notice"]
"""`error`: the library contradicts itself; `warning`: very likely wrong; `notice`: worth a look."""


class Suspect(NamedTuple):
    """What a check comes upon, before texts and places are looked up."""

    codes: list[str]
    """Of the addresses concerned, the one to repair first; no check names the same first one twice."""
    facts: dict[str, Fact]
    """What the check's sentences have in braces."""
    repair: Repair


@dataclass(frozen=True)
class Check:
    """One small check of the library."""

    name: str
    severity: Severity
    title: Said
    says: Said
    """What is wrong with one address, with facts in braces; `{text}` is the address."""
    run: Callable[[Ground], Iterable[Suspect]]
    """What is wrong on a ground, in any order."""


class Row(NamedTuple):
    """An address that a finding is about."""

    code: str
    level: str
    text: str
    area_code: str
    lon: float | None
    """Degrees of CGCS2000; None where no position is known."""
    lat: float | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or looks so."""

    check: Check
    rows: list[Row]
    """The addresses concerned, the one to repair first; at most `address.quality.run.MOST_ROWS`."""
    facts: Mapping[str, Fact]
    said: Said
    """What is wrong, with its figures."""
    repair: Repair
