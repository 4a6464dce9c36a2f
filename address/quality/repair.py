"""What would put a finding right: a sentence for people, and the corrections that do it.

A correction is what `address.lifecycle.actions` takes: the name of an action, the code of the address, and
the fields of the action. There is none where somebody must look at the place first, or choose a name.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

__all__ = [
    "Fact",
    "Point",
    "Repair",
    "Said",
    "exchange",
    "into_area",
    "merge",
    "place",
    "renumber",
    "retire",
    "rewrite",
    "survey",
    "under",
]

Fact = str | int | float
"""A figure or a text; lengths are metres on the ellipsoid, longitude and latitude degrees of CGCS2000."""
Point = tuple[float, float]
"""Longitude and latitude, degrees of CGCS2000."""


class Said(NamedTuple):
    """One sentence in the two languages of the page."""

    zh: str
    en: str


class Repair(NamedTuple):
    """What would put it right."""

    said: Said
    corrections: Sequence[Mapping[str, Fact]] = ()
    """To be proposed in this order; empty where a person must decide."""


def survey() -> Repair:
    """Somebody has to go there."""
    return Repair(Said("到现场核实编号和位置", "verify number and position on site"))


def renumber() -> Repair:
    """One of several places gets another number, which somebody has to choose."""
    return Repair(
        Said("重新编号, 旧号留作别名", "give it a number of its own, and keep the old one as an alias")
    )


def rewrite(full_text: str) -> Repair:
    """The text is written anew under the area's present name."""
    return Repair(Said(f"标准地址改写为“{full_text}”", f"write its text as “{full_text}”"))


def place(code: str, point: Point) -> Repair:
    """The address gets a position that was worked out from others."""
    said = Said(f"位置定在 {_written(point)}, 并核实", f"place it at {_written(point)}; verify on site")
    return Repair(said, (_placed(code, point),))


def exchange(one: str, its_point: Point, other: str, other_point: Point) -> Repair:
    """Two addresses change places."""
    said = Said(f"与 {other} 互换位置, 并核实", f"exchange places with {other}; verify on site")
    return Repair(said, (_placed(one, other_point), _placed(other, its_point)))


def under(code: str, parent: str | None) -> Repair:
    """The address gets another parent, if one is known."""
    if parent is None:
        return survey()
    correction = {"action": "move", "code": code, "parent_code": parent}
    return Repair(Said(f"上级改为 {parent}", f"make {parent} its parent"), (correction,))


def into_area(code: str, area: str | None, name: str | None) -> Repair:
    """The address is put into the area that it lies in, if one is known."""
    if area is None:
        return survey()
    said = Said(f"所属区划改为{name}({area})", f"put it into {name} ({area})")
    return Repair(said, ({"action": "move", "code": code, "area_code": area},))


def merge(code: str, into: str | None) -> Repair:
    """The address goes into another, if one is known; its code keeps leading there."""
    if into is None:
        return survey()
    correction = {"action": "merge", "code": code, "into_code": into}
    return Repair(Said(f"并入 {into}", f"merge it into {into}"), (correction,))


def retire(code: str) -> Repair:
    """The address ends, with all below it."""
    correction: dict[str, Fact] = {"action": "retire", "code": code, "below": True}
    return Repair(Said("随上级一起注销", "retire it like its parent"), (correction,))


def _placed(code: str, point: Point) -> dict[str, Fact]:
    lon, lat = (round(degrees, 9) for degrees in point)
    return {"action": "place", "code": code, "lon": lon, "lat": lat, "accuracy": "interpolated"}


def _written(point: Point) -> str:
    return f"{point[0]:.6f},{point[1]:.6f}"
