"""How many unit grids there are in an area, which is what coverage (区域覆盖率) is measured by."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg import sql

from layers.area_filter import area_codes
from layers.statistics.keys import KEYS, Grouping

__all__ = ["grid_counts"]

COUNT: Final = """
SELECT {key} AS key, count(*) FROM onemap.unit_grid u
JOIN onemap.area c ON c.code = u.community_code
LEFT JOIN onemap.area t ON t.code = c.parent_code
WHERE %(areas)s::text[] IS NULL
   OR c.code = ANY (%(areas)s) OR t.code = ANY (%(areas)s) OR t.parent_code = ANY (%(areas)s)
GROUP BY 1
"""


def grid_counts(
    conn: psycopg.Connection, by: Grouping, keys: Sequence[str | None], area: str | None
) -> NDArray[np.float64]:
    """The unit grids of each key and, last, of all together.

    Keys that are no part of the city (a class, a day) may have events in any of its grids, so theirs are all;
    a hexagon and a missing key have none that could be counted, which is NaN.

    Args:
        conn: an open connection.
        by: what the keys are.
        keys: of the rows.
        area: code of an area of any level that all is in; None: the whole city.
    """
    facts = {"areas": sorted(area_codes(conn, area)) if area else None}
    found: dict[str | None, int] = dict(
        conn.execute(sql.SQL(COUNT).format(key=sql.SQL(KEYS[by].grid)), facts).fetchall()
    )
    total = float(sum(found.values()))
    if by is Grouping.H3:
        each = [np.nan] * len(keys)
    elif KEYS[by].grid != KEYS[Grouping.CLASS].grid:
        each = [np.nan if key is None else float(found.get(key, 0)) for key in keys]
    else:
        each = [total] * len(keys)
    return np.array([*each, total], dtype=np.float64)
