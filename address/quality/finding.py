"""What the checks of the address library say: findings, each with figures and a suggested repair."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from address.quality.ground import Ground

__all__ = [
    "ACTIONS",
    "Check",
    "Fact",
    "Finding",
    "Repair",
    "Row",
    "Said",
    "Severity",
    "Suspect",
    "into_area",
    "worded",
]

Severity = Literal["error", "warning", "notice"]
"""`error`: the library contradicts itself; `warning`: very likely wrong; `notice`: worth a look."""

Fact = str | int | float
"""A figure or a text; lengths are metres on the ellipsoid, longitude and latitude degrees of CGCS2000."""


class Said(NamedTuple):
    """One sentence in the two languages of the page."""

    zh: str
    en: str


class Suspect(NamedTuple):
    """What a check comes upon, before texts and places are looked up."""

    codes: list[str]
    """Of the addresses concerned, the one to repair first; no check names the same first one twice."""
    facts: dict[str, Fact]
    """What the check's sentences have in braces."""
    action: str
    """One of `ACTIONS`."""
    values: dict[str, Fact]
    """What the action's sentences have in braces; the fields of a correction."""


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
class Repair:
    """What would put it right, as a correction may say it."""

    action: str
    address_code: str
    values: Mapping[str, Fact]
    """The fields that the action changes, or the other address that it needs; empty for some actions."""
    said: Said


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or looks so."""

    check: Check
    rows: list[Row]
    """The addresses concerned, the one to repair first; at most `MOST_ROWS`."""
    facts: Mapping[str, Fact]
    repair: Repair
    said: Said


ACTIONS: Final[Mapping[str, Said]] = {
    "set_parent": Said("上级改为 {parent_code}", "make {parent_code} its parent"),
    "set_area": Said("所属区划改为{area_name}({area_code})", "put it into {area_name} ({area_code})"),
    "set_text": Said("标准地址改为“{full_text}”", "write its text as “{full_text}”"),
    "merge": Said("并入 {merged_into}", "merge it into {merged_into}"),
    "retire": Said("随上级一起注销", "retire it like its parent"),
    "renumber": Said("重新编号, 旧号留作别名", "give it a number of its own; keep the old one as an alias"),
    "move": Said(
        "位置移到 {lon:.6f},{lat:.6f}, 并到现场核实", "move it to {lon:.6f},{lat:.6f}; verify on site"
    ),
    "add_position": Said("补上位置 {lon:.6f},{lat:.6f}", "place it at {lon:.6f},{lat:.6f}"),
    "exchange": Said(
        "与 {other_code} 互换位置, 并到现场核实", "exchange places with {other_code}; verify on site"
    ),
    "survey": Said("到现场核实编号和位置", "verify number and position on site"),
}
"""What may be done about a finding; in braces the values that come with it."""


def worded(said: Said, values: Mapping[str, Fact]) -> Said:
    """The sentences with their figures."""
    return Said(said.zh.format_map(values), said.en.format_map(values))


def into_area(code: str | None, name: str | None) -> tuple[str, dict[str, Fact]]:
    """The action that puts an address into the area that it lies in, or has it looked at where none is known."""
    return ("set_area", {"area_code": code, "area_name": name or code}) if code else ("survey", {})
