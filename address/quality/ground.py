"""The ground that a check looks at: one street with its communities.

A road is known by its name within one street or town (街道, 乡镇; in Taiwan 區): towns of the same district
may share the names of roads, and nothing is wrong with that. So a check looks at one street at a time,
which also bounds its time and memory, however large the city is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, LiteralString

import numpy as np
import psycopg
from psycopg.rows import tuple_row

from address.quality.numbering import Astray, astray
from address.quality.plates import PLATES, Plates
from address.quality.series import Series

__all__ = ["Ground"]

# An area's own addresses belong to the same ground as those of the communities right below it.
MEMBERS: Final = """
SELECT code FROM onemap.area
WHERE code = %(code)s OR (parent_code = %(code)s AND level = 'community')
ORDER BY code
"""


@dataclass(frozen=True)
class Ground:
    """One street and its communities, in one database."""

    conn: psycopg.Connection
    code: str
    """Of the street, or of whatever area the communities lie in."""

    @cached_property
    def members(self) -> Sequence[str]:
        """Codes of the areas that its addresses may have."""
        return [code for (code,) in self.rows(MEMBERS, code=self.code)]

    @cached_property
    def plates(self) -> Plates:
        """The numbered plates along its roads and lanes; read once for all checks."""
        return Plates.of(self.rows(PLATES, members=self.members))

    @cached_property
    def astray(self) -> list[Astray]:
        """The plates that are not on their road at all."""
        return astray(self.plates)

    @cached_property
    def series(self) -> Series:
        """The numbers of every road in their order, without those that are astray."""
        left_out = np.zeros(len(self.plates.code), bool)
        left_out[[one.plate for one in self.astray]] = True
        return Series.of(self.plates, left_out)

    def rows(self, query: LiteralString, **values: object) -> list[tuple[Any, ...]]:
        """The rows of a query; `%(members)s` is the list of area codes."""
        if "%(members)s" in query:
            values = {"members": self.members} | values
        with self.conn.cursor(row_factory=tuple_row) as cur:
            return cur.execute(query, values).fetchall()
