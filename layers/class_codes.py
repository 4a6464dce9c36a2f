"""The classes of components and events as the database has them (分类目录)."""

from typing import NamedTuple

import psycopg
from psycopg.rows import class_row

__all__ = ["ClassCode", "class_codes"]


class ClassCode(NamedTuple):
    """One class of one edition."""

    kind: str
    edition: str
    code: str
    major: str | None
    name: str
    standard: str | None
    confidence: str | None
    """How certain it is that this number carries this name."""


LIST = """
SELECT kind, edition, code, major, name, standard, confidence FROM onemap.class_code
WHERE kind = %(kind)s AND edition = %(edition)s ORDER BY code
"""


def class_codes(conn: psycopg.Connection, kind: str, edition: str) -> list[ClassCode]:
    """All classes of a kind in an edition, by code; empty when there is no such kind or edition."""
    with conn.cursor(row_factory=class_row(ClassCode)) as cur:
        return cur.execute(LIST, {"kind": kind, "edition": edition}).fetchall()
