"""红旗路 and what stands on it, for tests that change the library."""

from typing import Any

import psycopg

from address.lifecycle.adding import add as add_address
from tests.builder import COMMUNITY, Builder

__all__ = ["FULL", "OTHER", "Codes", "found", "make", "value"]

OTHER = "420117001002"
FULL = "新洲区邾城街道红旗社区"
Codes = dict[str, str]


def found(conn: psycopg.Connection, add: Builder) -> Codes:
    """红旗路 with 1号 and 2号, a building 1栋 in each, and another community; codes by text."""
    add("area", code=COMMUNITY, name="红旗社区", full_name=FULL)
    add("area", code=OTHER, name="东风社区", full_name="新洲区邾城街道东风社区")
    codes: Codes = {}
    for level, parent, name in (
        ("road", "", "红旗路"),
        ("plate", "红旗路", "1号"),
        ("plate", "红旗路", "2号"),
        ("building", "红旗路1号", "1栋"),
        ("building", "红旗路2号", "1栋"),
        ("room", "红旗路1号1栋", "101室"),
    ):
        codes[parent + name] = make(conn, level, name, codes.get(parent))
    return codes


def make(conn: psycopg.Connection, level: str, name: str, parent: str | None = None, **more: Any) -> str:
    area = None if parent else COMMUNITY
    return add_address(conn, level, name, **{"parent": parent, "area": area, "source": "test"} | more).code


def value(conn: psycopg.Connection, code: str, column: str) -> Any:
    (found,) = conn.execute(f"SELECT {column} FROM onemap.address WHERE code = %s", (code,)).fetchone() or (
        None,
    )
    return found
