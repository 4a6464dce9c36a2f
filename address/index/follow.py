"""What changed in the library since an index was built, as a small second index.

The change log says which rows changed. What that makes of other addresses is looked up here: an address that
another was merged into has that one's names, and what lies below a renamed road is found by its new name.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
import psycopg

from address.index.build import build
from address.index.segment import Segment
from address.index.source import read
from layers.indexing.log import Mark, lines_after, read_mark, snapshot

__all__ = ["MANY", "MOST", "Overlay", "View"]

MANY: Final = 5_000
"""From so many changed addresses on a new index is worth its while."""
MOST: Final = 20_000
"""More changed addresses than this are found only when a new index is there."""
ROWS: Final = {"address", "address_alias"}
"""Layers whose changes are followed row by row."""
WHOLE: Final = {"area", "poi", "unit_grid", "road"}
"""Layers whose changes need a new index."""

OF_ALIASES: Final = """
SELECT id FROM onemap.address WHERE code IN (
  SELECT address_code FROM onemap.address_alias WHERE id = ANY (%(ids)s)
  UNION
  SELECT address_code FROM onemap_history.address_alias WHERE id = ANY (%(ids)s))
"""
# Of two that were called the same, the present one has the name; so who else was called so is affected.
NAMESAKES: Final = """
SELECT unnest(%(ids)s::bigint[])
UNION
SELECT other.id FROM (
  SELECT area_code, local_text FROM onemap.address WHERE id = ANY (%(ids)s)
  UNION
  SELECT area_code, local_text FROM onemap_history.address WHERE id = ANY (%(ids)s)
) AS own JOIN onemap_history.address other USING (area_code, local_text)
"""
# UNION leaves out what is there already, so rings end.
HEIRS: Final = """
WITH RECURSIVE heir (id) AS (
  SELECT unnest(%(ids)s::bigint[])
  UNION
  SELECT a.id FROM heir CROSS JOIN LATERAL (
    SELECT merged_into FROM onemap.address WHERE id = heir.id
    UNION ALL
    SELECT merged_into FROM onemap_history.address WHERE id = heir.id
  ) AS merger JOIN onemap.address a ON a.code = merger.merged_into
)
SELECT id FROM heir
"""
BELOW: Final = """
WITH RECURSIVE below (id, code) AS (
  SELECT id, code FROM onemap.address WHERE id = ANY (%(ids)s)
  UNION
  SELECT a.id, a.code FROM below JOIN onemap.address a ON a.parent_code = below.code
)
SELECT id FROM below UNION SELECT unnest(%(ids)s::bigint[])
"""
ABOVE: Final = """
WITH RECURSIVE above (id, parent_code) AS (
  SELECT id, parent_code FROM onemap.address WHERE id = ANY (%(ids)s)
  UNION
  SELECT a.id, a.parent_code FROM above JOIN onemap.address a ON a.code = above.parent_code
)
SELECT id FROM above
"""


class View(NamedTuple):
    """The library at one moment: what a geocoder is made of."""

    base: Segment
    fresh: Segment | None = None
    """What changed since `base` was built, with what is above it."""
    gone: frozenset[int] = frozenset()
    """Ids of the database that are not as `base` has them."""


class _News(NamedTuple):
    mark: Mark
    layers: set[str]
    ids: set[int]
    """Of addresses that were changed themselves, or an alias of theirs."""


class Overlay:
    """Follows the change log from where an index was built."""

    def __init__(self, base: Segment) -> None:
        """Begin with nothing changed."""
        self.base = base
        self.view = View(base)
        self.mark: Mark = base.parts.facts["mark"]
        self.stale = False
        """Whether a new index is needed or worth its while."""
        self._changed: set[int] = set()
        self._full = False

    def catch_up(self, conn: psycopg.Connection) -> bool:
        """Read what was logged since the last call; whether `view` is another one now.

        Args:
            conn: not in a transaction.

        Raises:
            Foreign: the index does not belong to this database.
        """
        with snapshot(conn):
            news = _news(conn, self.mark)
            changed = self._changed | news.ids
            view = self._seen(conn, changed) if news.ids and not self._full else None
        self.mark = news.mark  # only now: what failed is read again
        if not self._full:
            self._changed = changed
            self._full = bool(news.ids) and view is None
        self.view = view or self.view
        self.stale |= self._full or bool(news.layers & WHOLE) or len(self.view.gone) >= MANY
        return view is not None

    def _seen(self, conn: psycopg.Connection, changed: set[int]) -> View | None:
        """The library with these changes; None when they are too many."""
        affected = _affected(conn, changed) if len(changed) <= MOST else changed
        if len(affected) > MOST:
            return None
        fresh = build(read(conn, _ids(conn, ABOVE, affected), _poi_at(self.base, affected)))
        return View(self.base, Segment(fresh), frozenset(affected))


def _poi_at(base: Segment, affected: set[int]) -> list[int]:
    """Ids of the points of interest that are other names of these addresses."""
    address, poi = (base.parts.arrays[name] for name in ("poi.address", "poi.id"))
    found: list[int] = poi[np.isin(address, list(affected))].tolist()
    return found


def _news(conn: psycopg.Connection, since: Mark) -> _News:
    """What the log says; no ids beyond those that are too many."""
    mark, layers = since, set[str]()
    ids: dict[str, set[int]] = {layer: set() for layer in ROWS}
    for lines in lines_after(conn, since, ROWS):
        for line in lines:
            layers.add(line.layer)
            ids.get(line.layer, set()).update(line.ids)
        mark = lines[-1].mark
        if sum(map(len, ids.values())) > MOST:
            return _News(read_mark(conn), layers | WHOLE, ids["address"])
    return _News(mark, layers, ids["address"] | _ids(conn, OF_ALIASES, ids["address_alias"]))


def _affected(conn: psycopg.Connection, changed: set[int]) -> set[int]:
    """Ids of all addresses that are not as they were, with all that is below them."""
    return _ids(conn, BELOW, _ids(conn, HEIRS, _ids(conn, NAMESAKES, changed)))


def _ids(conn: psycopg.Connection, query: str, ids: Iterable[int]) -> set[int]:
    return {number for (number,) in conn.execute(query.encode(), {"ids": list(ids)})}
