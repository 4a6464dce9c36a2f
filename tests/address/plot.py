"""Roads with door plates at places given in metres, and what the checks find there."""

from collections.abc import Mapping
from math import cos, radians
from typing import Any

import psycopg

from address.quality.finding import Finding
from address.quality.run import chosen, findings
from tests.builder import COMMUNITY, Builder, Row

LON, LAT = 114.8, 30.84
NORTH = 110_870.0
EAST = 111_413.0 * cos(radians(LAT))
"""Metres a degree here."""

Places = Mapping[str, tuple[float, float]]


def point(x: float, y: float) -> str:
    """A point so many metres east and north of the middle."""
    return f"POINT({LON + x / EAST} {LAT + y / NORTH})"


def square(x: float, y: float, side: float) -> str:
    """A square by its south-west corner and its side, metres."""
    corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    return f"POLYGON(({','.join(point(*corner)[6:-1] for corner in corners)}))"


class Plot:
    """Adds addresses in metres, and asks one check about them."""

    def __init__(self, conn: psycopg.Connection) -> None:
        self.conn = conn
        self.add = Builder(conn)

    def area(self, code: str = COMMUNITY, **given: Any) -> None:
        """An area that may have been there already."""
        self.add("area", code=code, **given)

    def address(self, level: str, text: str, parent: Row | None = None, **given: Any) -> Row:
        """One address whose name is what its text has beyond its parent's."""
        own = (
            {"name": text.removeprefix(parent["local_text"]), "parent_code": parent["code"]} if parent else {}
        )
        return self.add("address", **{"level": level, "local_text": text, "name": text} | own | given)

    def road(self, name: str, places: Places, *, level: str = "road", area: str = COMMUNITY) -> Row:
        """A road with plates: number = place in metres."""
        road = self.address(level, name, area_code=area)
        for number, place in places.items():
            self.address("plate", f"{name}{number}", road, area_code=area, geom=point(*place))
        return road

    def findings(self, check: str, area: str | None = None) -> list[Finding]:
        """What one check finds."""
        return list(findings(self.conn, area=area, checks=chosen([check])))

    def found(self, check: str, area: str | None = None) -> list[str]:
        """Texts of the addresses to repair that one check finds."""
        texts = dict(self.conn.execute("SELECT code, local_text FROM onemap.address").fetchall())
        return [str(texts[one.rows[0].code]) for one in self.findings(check, area)]


def both_sides(length: int, step: float = 20.0, width: float = 20.0) -> dict[str, tuple[float, float]]:
    """A straight road from west to east: odd numbers north of it, even ones south."""
    return {
        f"{number}号": ((number // 2 + number % 2) * step, width / 2 if number % 2 else -width / 2)
        for number in range(1, length + 1)
    }
