"""What changed in the grids since an index was built, as a small second index."""

from collections.abc import Collection
from typing import Final

import psycopg

from layers.indexing.log import Mark, lines_after, read_mark, snapshot
from layers.indexing.parts import Parts
from layers.locate.build import build
from layers.locate.locator import Locator
from layers.locate.source import TABLES, Staff, read, read_staff

__all__ = ["MANY", "MOST", "Following"]

MANY: Final = 500
"""From so many changed rows on a new index is worth its while."""
MOST: Final = 3_000
"""More changed rows than this take too long to follow: PostGIS answers until a new index is there."""
STAFF: Final = {"department", "grid_worker", "grid_duty"}
"""Layers that say who is responsible."""


class Following:
    """Follows the change log from where an index was built."""

    def __init__(self, base: Parts) -> None:
        """Begin with nothing changed, and nothing known of who is responsible."""
        self.base = base
        self.mark: Mark = base.facts["mark"]
        self.stale = False
        self.present: Locator | None = None
        """None until the log was read once, and when it is too far ahead."""
        self._changed: dict[str, set[int]] = {table: set() for table in TABLES}
        self._staff: Staff | None = None

    @property
    def changed(self) -> int:
        """How many rows are not as the index has them."""
        return sum(map(len, self._changed.values()))

    def catch_up(self, conn: psycopg.Connection) -> bool:
        """Read what was logged since the last call; whether `present` is another one now.

        Args:
            conn: not in a transaction.

        Raises:
            Foreign: the index does not belong to this database.
        """
        with snapshot(conn):
            changed = {table: set(ids) for table, ids in self._changed.items()}
            mark, layers = self._read(conn, changed)
            if self._staff and not layers & {*TABLES, *STAFF}:
                self.mark = mark
                return False
            staff = read_staff(conn) if self._staff is None or layers & STAFF else self._staff
            many = sum(map(len, changed.values()))
            present = self._locator(conn, changed, staff) if many <= MOST else None
        self.mark, self._changed, self._staff, self.present = mark, changed, staff, present
        self.stale |= many > MANY
        return True

    def _read(self, conn: psycopg.Connection, changed: dict[str, set[int]]) -> tuple[Mark, set[str]]:
        """How far the log goes, and what changed; no further than where that is too much."""
        mark, layers = self.mark, set[str]()
        for lines in lines_after(conn, mark, TABLES):
            for line in lines:
                layers.add(line.layer)
                changed.get(line.layer, set()).update(line.ids)
            mark = lines[-1].mark
            if sum(map(len, changed.values())) > MOST:
                return read_mark(conn), layers | STAFF
        return mark, layers

    def _locator(self, conn: psycopg.Connection, changed: dict[str, set[int]], staff: Staff) -> Locator:
        gone: dict[str, Collection[int]] = {table: ids for table, ids in changed.items() if ids}
        fresh = build(read(conn, gone)) if gone else None
        return Locator(self.base, fresh, gone, staff)
